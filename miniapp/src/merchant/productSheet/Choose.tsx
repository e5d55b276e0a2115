import { COLUMNS, SHEET_ROWS } from '../../../../shared/domain/productSheet';
import { Btn } from '../../components/Btn';
import { Icon } from '../../components/Icon';
import { Panel } from '../components/Panel';
import { useExport } from '../products/useExport';

interface Props {
  merchantId: string;
  busy: boolean;
  problem: string | undefined;
  onFile: (file: File) => void;
}

/** A file to begin with: chosen, or dropped here (on the field, which lies over all of it). */
export function Choose({ merchantId, busy, problem, onFile }: Props) {
  const exporting = useExport(merchantId);
  const told = problem ?? exporting.problem?.message;
  return (
    <Panel title="选一个表格">
      <label className="sheet-drop">
        <Icon name="bag" size={20} className="c3" />
        <span>{busy ? '正在和店里的商品比对' : '点这里选 CSV 文件，或者拖进来'}</span>
        <span className="f12 c3">一个规格一行，最多 {SHEET_ROWS} 行。先给你看会改什么，再存</span>
        <input
          id="file"
          className="sheet-file"
          type="file"
          accept=".csv,text/csv"
          aria-label="选 CSV 文件"
          disabled={busy}
          onChange={(event) => {
            const [file] = event.target.files ?? [];
            if (file) onFile(file);
            // The same file again, after it was put right.
            event.target.value = '';
          }}
        />
      </label>
      {told !== undefined && (
        <div id="fileProblem" className="cd m8" role="alert">
          {told}
        </div>
      )}
      <div className="sheet-own">
        <span className="c2">
          先导出店里的商品，改好再选回来。新商品把「{COLUMNS.productId}」空着，新规格把「{COLUMNS.skuId}
          」空着。同一个表格选两次，不会改两次。
        </span>
        <Btn id="exportProducts" kind="line" busy={exporting.busy} onClick={() => void exporting.start()}>
          <Icon name="download" size={16} />
          导出商品
        </Btn>
      </div>
    </Panel>
  );
}
