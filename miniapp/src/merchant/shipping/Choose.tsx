import { Btn } from '../../components/Btn';
import { Icon } from '../../components/Icon';
import { Panel } from '../components/Panel';
import { useExport } from '../orders/useExport';
import { MOST } from './rows';

interface ChooseProps {
  onFile: (file: File) => void;
  problem: string | undefined;
  merchantId: string;
}

/** A file to begin with: chosen, or dropped here (on the field, which lies over all of it). */
export function Choose({ onFile, problem, merchantId }: ChooseProps) {
  const { rows, problem: exportProblem, start } = useExport();
  return (
    <Panel title="选一个表格">
      <label className="shipping-drop">
        <Icon name="truck" size={20} className="c3" />
        <span>点这里选 CSV 文件，或者拖进来</span>
        <span className="f12 c3">三列：订单号、快递公司、快递单号，最多 {MOST} 行。第一行可以是表头</span>
        <input
          id="file"
          className="shipping-file"
          type="file"
          accept=".csv,text/csv"
          aria-label="选 CSV 文件"
          onChange={(event) => {
            const [file] = event.target.files ?? [];
            if (file) onFile(file);
            // The same file again, after it was put right.
            event.target.value = '';
          }}
        />
      </label>
      {(problem ?? exportProblem?.message) !== undefined && (
        <div id="fileProblem" className="cd m8" role="alert">
          {problem ?? exportProblem?.message}
        </div>
      )}
      <div className="shipping-own">
        <span className="c2">
          没有现成的表格？导出待发货的订单，填上最后两列，再选回来。同一个表格选两次，不会发两次。
        </span>
        <Btn
          id="exportToShip"
          kind="line"
          busy={rows !== undefined}
          onClick={() => void start({ merchantId, status: 'toShip', delivery: 'express' })}
        >
          <Icon name="download" size={16} />
          {rows === undefined ? '导出待发货' : `已取 ${rows} 单`}
        </Btn>
      </div>
    </Panel>
  );
}
