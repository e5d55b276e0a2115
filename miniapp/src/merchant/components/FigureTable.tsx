import { View } from '@tarojs/components';
import { useWide } from '../hooks/useWide';
import { type Column, Table } from './Table';
import './FigureTable.scss';

interface Props<Row> {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  onOpen?: (row: Row) => void;
}

/** A short table, on a phone too: its roomy columns are left out there. */
export function FigureTable<Row>(props: Props<Row>) {
  const wide = useWide();
  const { label, columns, rows, keyOf, onOpen } = props;
  if (wide) {
    return (
      <div className="figure-table-way">
        <Table {...props} />
      </div>
    );
  }
  const shown = columns.filter(({ roomy }) => !roomy);
  return (
    <View className="figure-table" role="table" aria-label={label}>
      <View className="figure-table-row figure-table-head" role="row">
        {shown.map(({ key, head, figures }) => (
          <View key={key} className={figures ? 'figure-table-figure' : 'figure-table-name'} role="columnheader">
            {head}
          </View>
        ))}
      </View>
      {rows.map((row) => (
        <View
          key={keyOf(row)}
          id={`row-${keyOf(row)}`}
          className="figure-table-row"
          role="row"
          onClick={onOpen && (() => onOpen(row))}
        >
          {shown.map(({ key, cell, figures }) => (
            <View key={key} className={figures ? 'figure-table-figure num' : 'figure-table-name'} role="cell">
              {cell(row)}
            </View>
          ))}
        </View>
      ))}
    </View>
  );
}
