import { Text } from '@tarojs/components';
import type { ReactNode } from 'react';
import { kFactor } from '../../../../shared/domain/fission';
import { FigureTable } from '../components/FigureTable';
import { Panel } from '../components/Panel';
import type { Column } from '../components/Table';
import { inCount, kWords, percent, type Row } from '../words/fission';

interface Props {
  id: string;
  title: string;
  sub?: string;
  /** Over the names. */
  head?: string;
  rows: readonly Row[];
  name: (row: Row) => ReactNode;
}

const figures: readonly Column<Row>[] = [
  { key: 'visits', head: '打开', figures: true, cell: ({ measures }) => inCount(measures.visits) },
  { key: 'orders', head: '付款', figures: true, cell: ({ measures }) => inCount(measures.orders) },
  {
    key: 'rate',
    head: '转化',
    figures: true,
    roomy: true,
    cell: ({ measures }) => percent(measures.orders, measures.visits),
  },
  {
    key: 'k',
    head: 'K',
    figures: true,
    cell: ({ measures }) => <Text className="bold">{kWords(kFactor(measures))}</Text>,
  },
];

/** The figures apart, most openings first; nothing where there is nothing to tell apart. */
export function Breakdown({ id, title, sub, head = '名称', rows, name }: Props) {
  if (rows.length === 0) return null;
  return (
    <Panel id={id} title={title} sub={sub}>
      <FigureTable
        label={title}
        columns={[{ key: 'name', head, most: 190, cell: name }, ...figures]}
        rows={rows}
        keyOf={({ key }) => `${id}-${key}`}
      />
    </Panel>
  );
}
