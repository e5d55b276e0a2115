import { View } from '@tarojs/components';
import { serverNow } from '../../platform/clock';
import { Panel } from '../components/Panel';
import { type PayoutSettings, stoppedWords, stopWords } from '../words/payout';

/** The stops before, newest first: why, for how long, who let payouts go on and why. */
export function Stops({ stops }: { stops: PayoutSettings['stops'] }) {
  const now = serverNow();
  return (
    <Panel id="stops" title="以前的暂停" sub={stops.length === 0 ? undefined : `${stops.length} 次`}>
      {stops.length === 0 && <View className="f13 c2">提现还没有停过。账对不上时会自动停，查清楚由店主恢复。</View>}
      {stops.map((stop) => (
        <View key={stop.since} className="rules-stop">
          <View className="f13 medium">{stopWords(stop, now)}</View>
          <View className="f12 c3">{stoppedWords(stop, now)}</View>
          <View className="room-word m4">
            {stop.lifted.by}：{stop.lifted.reason}
          </View>
        </View>
      ))}
    </Panel>
  );
}
