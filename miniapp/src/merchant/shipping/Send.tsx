import { Text } from '@tarojs/components';
import { type ReactNode, useState } from 'react';
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
import type { ShipFile, ShipRow } from './rows';
import { type Outcome, useSending } from './useSending';

/** Rows that are shown; a file says how many more there are. */
const SHOWN = 200;

interface Shown extends ShipRow {
  place: number;
  outcome: Outcome | undefined;
}

type Filter = 'all' | 'wrong' | 'right';

const isWrong = ({ problem, outcome }: Shown): boolean => problem !== undefined || outcome?.outcome === 'refused';

/** What came of a row, or will. */
function stateOf({ problem, outcome }: Shown): ReactNode {
  if (problem !== undefined) return <Tag tone="danger">不会发</Tag>;
  switch (outcome?.outcome) {
    case undefined:
      return <Tag>等发出</Tag>;
    case 'shipped':
      return <Tag tone="money">已发货</Tag>;
    case 'already':
      return <Tag tone="info">之前发过</Tag>;
    case 'refused':
      return <Tag tone="danger">没发成</Tag>;
  }
}

const whyOf = ({ problem, outcome }: Shown): string => problem ?? outcome?.reason ?? '';

const columns: readonly Column<Shown>[] = [
  { key: 'at', head: '行', cell: ({ at }) => <span className="num c3">{at}</span> },
  { key: 'order', head: '订单号', most: 240, cell: ({ order }) => <span className="table-number">{order}</span> },
  { key: 'company', head: '快递公司', most: 160, cell: ({ company }) => company },
  { key: 'number', head: '快递单号', most: 220, cell: ({ number }) => <span className="num">{number}</span> },
  { key: 'state', head: '结果', cell: stateOf },
  { key: 'why', head: '为什么', most: 320, cell: (row) => <span className="cd table-words">{whyOf(row)}</span> },
];

interface SendProps {
  file: ShipFile;
  name: string;
  merchantId: string;
  onOther: () => void;
}

/** What is in the file, what is wrong with it, and what came of it. */
export function Send({ file: { rows, blank }, name, merchantId, onOther }: SendProps) {
  const { outcomes, busy, problem, send } = useSending(merchantId, rows);
  const [filter, setFilter] = useState<Filter>('all');
  const shown = rows.map((row, place): Shown => ({ ...row, place, outcome: outcomes.get(place) }));
  const wrong = shown.filter(isWrong);
  const right = shown.filter((row) => !isWrong(row));
  const sendable = rows.filter((row) => row.problem === undefined).length;
  const [told, left] = [outcomes.size, sendable - outcomes.size];
  const count = (outcome: Outcome['outcome']) => shown.filter((row) => row.outcome?.outcome === outcome).length;
  const listed = filter === 'all' ? shown : filter === 'wrong' ? wrong : right;

  const download = () =>
    downloadCsv(
      `没发成 ${name}`,
      formatCsv([
        ['订单号', '快递公司', '快递单号', '为什么没发成'],
        ...wrong.map((row) => [row.order, row.company, row.number, whyOf(row)]),
      ]),
    );

  return (
    <>
      <Panel
        title={name}
        sub={blank > 0 ? `另有 ${blank} 行没填单号，跳过了` : undefined}
        aside={
          <Btn id="otherFile" kind="line" size="s" disabled={busy} onClick={onOther}>
            {busy ? '正在发' : '换一个表格'}
          </Btn>
        }
      >
        <Figures
          figures={
            told === 0
              ? [
                  { label: '共', value: rows.length, note: '行' },
                  { label: '可以发', value: sendable, note: '行' },
                  { label: '有问题', value: wrong.length, note: wrong.length > 0 ? '这几行不会发' : '都没问题' },
                ]
              : [
                  { label: '已发货', value: count('shipped'), note: '单' },
                  { label: '之前发过', value: count('already'), note: '没有重复发' },
                  { label: '没发成', value: wrong.length, note: '行' },
                ]
          }
        />
        {(busy || (told > 0 && left > 0)) && (
          <div className="m12">
            <div
              className="shipping-bar"
              role="progressbar"
              aria-label="发货进度"
              aria-valuemin={0}
              aria-valuemax={sendable}
              aria-valuenow={told}
            >
              <div className="shipping-done" style={{ width: `${(told * 100) / sendable}%` }} />
            </div>
            <div className="f12 c3 m4">
              {told} / {sendable} 行
            </div>
          </div>
        )}
        {problem && (
          <div id="sendProblem" className="room-notice m12">
            <Icon name="alert" size={16} />
            <Text className="grow">
              停在第 {told} 行：{problem.message}。发过的不会重复，接着发就好
            </Text>
          </div>
        )}
        <div className="row g8 m16">
          {left > 0 ? (
            <Btn id="send" busy={busy} onClick={() => void send()}>
              {told > 0 && !busy ? `接着发 ${left} 单` : `发出 ${left} 单`}
            </Btn>
          ) : (
            <Btn
              id="toOrders"
              kind="line"
              onClick={() => goTo('merchant/orders', { merchant: merchantId, state: 'toShip' })}
            >
              看待发货
            </Btn>
          )}
          {wrong.length > 0 && !busy && (
            <Btn id="downloadWrong" kind="line" onClick={download}>
              <Icon name="download" size={16} />
              下载没发成的 {wrong.length} 行
            </Btn>
          )}
        </div>
      </Panel>
      <Panel>
        <div className="panel-tools">
          <Segments<Filter>
            id="rows"
            label="哪些行"
            options={[
              { value: 'all', label: '全部', count: shown.length },
              { value: 'wrong', label: '有问题', count: wrong.length },
              { value: 'right', label: '没问题', count: right.length },
            ]}
            chosen={filter}
            onChoose={setFilter}
          />
        </div>
        <Table
          label="表格里的行"
          columns={columns}
          rows={listed.slice(0, SHOWN)}
          keyOf={({ place }) => String(place)}
        />
        {listed.length > SHOWN && <div className="c3 m8">还有 {listed.length - SHOWN} 行没有列出来</div>}
      </Panel>
    </>
  );
}
