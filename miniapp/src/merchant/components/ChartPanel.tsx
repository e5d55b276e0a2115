import { Text, View } from '@tarojs/components';
import { type ReactNode, useState } from 'react';
import { asButton } from '../../components/Btn';
import { Panel } from './Panel';

interface Props {
  id: string;
  title: string;
  sub?: ReactNode;
  /** What it says just now, beside the title. */
  aside?: ReactNode;
  chart: ReactNode;
  /** The same as figures. */
  table: ReactNode;
  /** Below either of them. */
  children?: ReactNode;
}

/** A chart, and the table of its figures one tap away. */
export function ChartPanel({ id, title, sub, aside, chart, table, children }: Props) {
  const [asTable, setAsTable] = useState(false);
  return (
    <Panel
      id={id}
      title={title}
      sub={sub}
      aside={
        <View className="row g12">
          {aside}
          <View id={`${id}Table`} className="chart-way" {...asButton} onClick={() => setAsTable(!asTable)}>
            <Text>{asTable ? '看图' : '看表格'}</Text>
          </View>
        </View>
      }
    >
      {asTable ? table : chart}
      {children}
    </Panel>
  );
}
