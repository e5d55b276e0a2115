import { Text } from '@tarojs/components';
import { useState } from 'react';
import { formatCsv } from '../../../../shared/csv';
import { Btn } from '../../components/Btn';
import { Icon } from '../../components/Icon';
import { Tag } from '../../components/Tag';
import { downloadCsv } from '../../platform/file';
import { goTo } from '../../platform/nav';
import { Figures } from '../components/Figures';
import { Segments } from '../components/Filters';
import { Panel } from '../components/Panel';
import { type Column, Table } from '../components/Table';
import { type Chosen, type ReportRow, rowsOf, type State } from './rows';
import { isToSave, useSaving } from './useSaving';

/** Rows that are shown; a file says how many more there are. */
const SHOWN = 200;

const words: { readonly [S in State]: { label: string; tone: 'plain' | 'info' | 'warning' | 'danger' | 'money' } } = {
  new: { label: '要新建', tone: 'info' },
  changed: { label: '要改', tone: 'warning' },
  same: { label: '没有变', tone: 'plain' },
  refused: { label: '不会存', tone: 'danger' },
  saved: { label: '存好了', tone: 'money' },
  failed: { label: '没存成', tone: 'danger' },
};

const isWrong = ({ state }: ReportRow): boolean => state === 'refused' || state === 'failed';

const columns: readonly Column<ReportRow>[] = [
  { key: 'at', head: '行', cell: ({ at }) => <span className="num c3">{at}</span> },
  { key: 'title', head: '商品', most: 280, cell: ({ title }) => <span className="cut">{title}</span> },
  { key: 'state', head: '结果', cell: ({ state }) => <Tag tone={words[state].tone}>{words[state].label}</Tag> },
  {
    key: 'what',
    head: '说明',
    most: 460,
    cell: ({ what, why }) => (
      <>
        {what !== '' && <div className="table-words">{what}</div>}
        {why !== '' && <div className="cd table-words">{why}</div>}
      </>
    ),
  },
];

interface Props {
  merchantId: string;
  chosen: Chosen;
  onOther: () => void;
}

/** What the file would change, what cannot stand, and what came of it. */
export function Report({ merchantId, chosen: { name, unknown, products }, onOther }: Props) {
  const { outcomes, busy, problem, start } = useSaving(merchantId, products);
  const [filter, setFilter] = useState<'all' | 'wrong'>('all');
  const rows = rowsOf(products, outcomes);
  const wrong = rows.filter(isWrong);
  const listed = filter === 'all' ? rows : wrong;
  const toSave = products.filter(isToSave).length;
  const left = toSave - outcomes.size;
  const count = (outcome: 'new' | 'changed' | 'same' | 'refused') =>
    products.filter((product) => product.outcome === outcome).length;

  const download = () =>
    downloadCsv(
      `导入结果 ${name}`,
      formatCsv([
        ['行', '商品', '结果', '改了什么', '为什么'],
        ...rows.map(({ at, title, state, what, why }) => [String(at), title, words[state].label, what, why]),
      ]),
    );

  return (
    <>
      <Panel
        title={name}
        sub={unknown.length > 0 ? `没有用到的列：${unknown.join('、')}` : undefined}
        aside={
          <Btn id="otherFile" kind="line" size="s" disabled={busy} onClick={onOther}>
            {busy ? '正在存' : '换一个表格'}
          </Btn>
        }
      >
        <Figures
          figures={[
            { label: '要新建', value: count('new'), note: '件' },
            { label: '要改', value: count('changed'), note: '件' },
            { label: '没有变', value: count('same'), note: '件' },
            { label: '不会存', value: count('refused'), note: count('refused') > 0 ? '整件都不存' : '都没问题' },
          ]}
        />
        {problem && (
          <div id="saveProblem" className="room-notice m12">
            <Icon name="alert" size={16} />
            <Text className="grow">
              存了 {outcomes.size} 件停下了：{problem.message}。存过的不会重复，接着存就好
            </Text>
          </div>
        )}
        <div className="row g8 m16">
          {left > 0 ? (
            <Btn id="saveSheet" busy={busy} onClick={() => void start()}>
              {outcomes.size > 0 && !busy ? `接着存 ${left} 件` : `存 ${left} 件`}
            </Btn>
          ) : (
            <Btn id="toProducts" kind="line" onClick={() => goTo('merchant/products', { merchant: merchantId })}>
              看商品
            </Btn>
          )}
          {!busy && (
            <Btn id="downloadReport" kind="line" onClick={download}>
              <Icon name="download" size={16} />
              下载每行的结果
            </Btn>
          )}
        </div>
      </Panel>
      <Panel>
        <div className="panel-tools">
          <Segments
            id="rows"
            label="哪些行"
            options={[
              { value: 'all', label: '全部', count: rows.length },
              { value: 'wrong', label: '有问题', count: wrong.length },
            ]}
            chosen={filter}
            onChoose={setFilter}
          />
        </div>
        <Table label="表格里的行" columns={columns} rows={listed.slice(0, SHOWN)} keyOf={({ at }) => String(at)} />
        {listed.length > SHOWN && <div className="c3 m8">还有 {listed.length - SHOWN} 行没有列出来</div>}
      </Panel>
    </>
  );
}
