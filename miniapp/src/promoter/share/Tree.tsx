import { Text, View } from '@tarojs/components';
import { formatWhen, type Ms } from '../../../../shared/time';
import { channelWord } from '../../components/channelWords';
import { type Row, sizeOf } from './branches';
import './Tree.scss';

function Dot({ node: { orders, channel }, leads }: Pick<Row, 'node' | 'leads'>) {
  return (
    <View className={`tree-spot ${leads ? 'tree-leads' : ''}`} aria-hidden="true">
      <View className={`tree-dot tree-${sizeOf(orders)} way-${channel}`} />
    </View>
  );
}

interface WordsProps extends Pick<Row, 'node' | 'hidden'> {
  mine: boolean;
  now: Ms;
}

function Words({ node: { sharer, channel, sharedAt, visits, orders }, mine, hidden, now }: WordsProps) {
  return (
    <View className="grow tree-words">
      <View className="row spread g8">
        <Text className="f14 medium cut grow">{mine ? '你' : sharer.name}</Text>
        <Text className="f12 c2 still">
          访问 <Text className="num">{visits}</Text> · <Text className="num bold">{orders}</Text> 单
        </Text>
      </View>
      <View className="f12 c3 cut">
        {channelWord[channel]} · {formatWhen(sharedAt, now)}
        {hidden > 0 ? ` · 下面还有 ${hidden} 个分享` : ''}
      </View>
    </View>
  );
}

/** A share and those that it led to, each under the one it came from, joined by lines. Circles grow with their orders. */
export function Tree({ rows, now }: { rows: readonly Row[]; now: Ms }) {
  return (
    <View id="tree" className="card tree" role="tree">
      {rows.map(({ node, rails, leads, hidden }) => (
        <View
          key={node.share}
          id={`node-${node.share}`}
          className="tree-row"
          role="treeitem"
          aria-level={rails.length + 1}
        >
          {rails.map((runsOn, level) => {
            const own = level === rails.length - 1;
            const line = own ? `tree-elbow ${runsOn ? 'tree-runs' : ''}` : runsOn ? 'tree-runs' : '';
            // biome-ignore lint/suspicious/noArrayIndexKey: a level is its place
            return <View key={level} className={`tree-rail ${line}`} aria-hidden="true" />;
          })}
          <Dot node={node} leads={leads} />
          <Words node={node} mine={rails.length === 0} hidden={hidden} now={now} />
        </View>
      ))}
    </View>
  );
}
