import { Text, View } from '@tarojs/components';
import { useMemo } from 'react';
import { forecastOf, type Range } from '../../../../shared/domain/forecast';
import type { PreflightPlan } from '../../../../shared/domain/preflight';
import type { Chances } from '../../../../shared/domain/simulator';
import { formatFen } from '../../../../shared/money';
import { asButton, Btn } from '../../components/Btn';
import { Panel } from '../components/Panel';
import { forecastWords } from '../words/forecast';

interface Props {
  chances: Chances | undefined;
  /** Undefined while it cannot be worked out. */
  plan: PreflightPlan | undefined;
  onSimulate: () => void;
  onDrop: () => void;
}

/** What is expected of the campaign, by the rules as they stand; it stays with the edition that is published. */
export function Forecast({ chances, plan, onSimulate, onDrop }: Props) {
  return (
    <Panel
      id="forecast"
      title="预估"
      aside={
        chances && (
          <View id="forecastOff" className="chart-way" {...asButton} onClick={onDrop}>
            <Text>不要了</Text>
          </View>
        )
      }
    >
      {chances ? (
        <>
          <View className="f13 c2">{forecastWords(chances)}。</View>
          {plan && <Comes chances={chances} plan={plan} />}
          <View className="room-note m4">发布时和这一版一起留下，结束以后拿来对照。</View>
        </>
      ) : (
        <View className="room-note">先测算一下大概能卖多少、赚多少。结束以后可以对照。</View>
      )}
      <View className="m12">
        <Btn id="toSimulator" kind="line" size="s" disabled={plan === undefined} onClick={onSimulate}>
          {plan === undefined ? '规则填好才能测算' : chances ? '重新测算' : '去测算'}
        </Btn>
      </View>
    </Panel>
  );
}

function Comes({ chances, plan }: { chances: Chances; plan: PreflightPlan }) {
  // Some ms on a desk, some tens on a phone: only when a number has moved. The clock moves none.
  const key = JSON.stringify([chances, { ...plan, now: 0 }]);
  const forecast = useMemo(() => {
    const [given, of]: [Chances, PreflightPlan] = JSON.parse(key);
    return forecastOf(of, given);
  }, [key]);
  if (!forecast) return null;
  const { pieces, margin } = forecast.measures;
  return (
    <View id="comes" className="f14 m8">
      <View>
        大概卖 <Text className="num bold">{pieces.expected}</Text> 件，{pieces.low} 到 {pieces.high} 件
      </View>
      {margin ? <Margin margin={margin} /> : <View className="c2">有规格没填成本，算不出赚多少</View>}
    </View>
  );
}

const Margin = ({ margin: { expected, low, high } }: { margin: Range }) => (
  <View>
    大概{expected < 0 ? '亏' : '赚'}{' '}
    <Text className={`num bold ${expected < 0 ? 'cd' : ''}`}>{formatFen(Math.abs(expected))}</Text>，
    <Text className="num">{formatFen(low)}</Text> 到 <Text className="num">{formatFen(high)}</Text>
  </View>
);
