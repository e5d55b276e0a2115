import { Text, View } from '@tarojs/components';
import { kFactor, NO_MEASURES } from '../../../../shared/domain/fission';
import { expectationOf, kOf, type Outcome, type Scenario, type Simulation } from '../../../../shared/domain/simulator';
import { BPS_WHOLE, formatFen } from '../../../../shared/money';
import { Icon } from '../../components/Icon';
import { ChartPanel } from '../components/ChartPanel';
import { Figures } from '../components/Figures';
import { FigureTable } from '../components/FigureTable';
import { Panel } from '../components/Panel';
import { bandWords, growthWords, inCount, kWords, sumWords } from '../words/fission';
import { inYuan } from '../words/payment';
import { BandChart } from './BandChart';
import type { Past } from './draft';

type Measure = keyof Outcome;

const fen = (amount: number): string => formatFen(Math.round(amount));
const yuan = (amount: number): string => inYuan(Math.round(amount));
const whole = (count: number): string =>
  count < 10_000 ? inCount(Math.round(count)) : `${(count / 10_000).toFixed(1)} 万`;

const MONEY = ['sales', 'refunds', 'cost', 'fee', 'commission', 'margin'] as const satisfies readonly Measure[];

const WORDS: Readonly<Record<Measure, string>> = {
  visits: '打开',
  seats: '要的名额',
  deals: '成了',
  pieces: '卖出',
  sales: '成交',
  refunds: '退款',
  cost: '成本',
  fee: '手续费',
  commission: '佣金',
  margin: '赚',
  k: 'K',
};

function toneOf(measure: Measure, expected: number): 'action' | 'money' | 'danger' | 'plain' {
  if (measure === 'sales') return 'action';
  if (measure !== 'margin') return 'plain';
  return expected < 0 ? 'danger' : 'money';
}

interface Props {
  scenario: Scenario;
  simulation: Simulation;
  past: Past | undefined;
}

/** What it comes to: the exact expectation, and between which bounds 95 of 100 campaigns lie. */
export function Results({ scenario, simulation: { bands, soldOut }, past }: Props) {
  const expected = expectationOf(scenario);
  const [rate, reach] = [scenario.shareRate / BPS_WHOLE, scenario.friends / 100];
  const factor = { k: kOf(scenario), low: bands.k.low, high: bands.k.high, rate, reach };
  const before = past === undefined ? null : kFactor({ ...NO_MEASURES, ...past });
  const between = (measure: Measure, words: (value: number) => string) =>
    `${words(bands[measure].low)} – ${words(bands[measure].high)}`;
  return (
    <>
      <Panel id="margin" title="能赚多少">
        <View className={`simulator-margin num ${expected.margin < 0 ? 'cd' : ''}`}>{fen(expected.margin)}</View>
        <View className="room-note m4">
          100 场里有 95 场在 <Text className="num">{fen(bands.margin.low)}</Text> 到{' '}
          <Text className="num">{fen(bands.margin.high)}</Text> 之间。
        </View>
        {soldOut > 0 && (
          <View id="soldOut" className="room-notice m8">
            <Icon name="alert" size={16} />
            <View className="grow">
              100 场里有 {Math.max(1, Math.round(soldOut * 100))} 场会把 {scenario.most}{' '}
              件卖完。大字是平均，没有算卖完；区间算了。
            </View>
          </View>
        )}
        <View className="m12">
          <Figures
            figures={[
              { label: '要的名额', value: whole(expected.seats), note: between('seats', whole) },
              { label: '卖出 件', value: whole(expected.pieces), note: between('pieces', whole) },
              { label: '打开', value: whole(expected.visits), note: between('visits', whole) },
            ]}
          />
        </View>
      </Panel>
      <ChartPanel
        id="money"
        title="钱从哪来到哪去"
        sub="竖线是平均，色块是 95 场的区间"
        chart={
          <BandChart
            id="bands"
            label="各项金额的平均和区间"
            rows={MONEY.map((measure) => ({
              key: measure,
              label: WORDS[measure],
              band: bands[measure],
              expected: expected[measure],
              words: fen(expected[measure]),
              tone: toneOf(measure, expected[measure]),
            }))}
          />
        }
        table={
          <FigureTable
            label="各项金额"
            rows={MONEY}
            keyOf={(measure) => measure}
            columns={[
              { key: 'name', head: '金额 元', cell: (measure) => WORDS[measure] },
              { key: 'expected', head: '平均', figures: true, cell: (measure) => yuan(expected[measure]) },
              { key: 'low', head: '少的', figures: true, cell: (measure) => yuan(bands[measure].low) },
              { key: 'high', head: '多的', figures: true, cell: (measure) => yuan(bands[measure].high) },
            ]}
          />
        }
      />
      <Panel id="k" title="会不会自己传开">
        <View className="simulator-margin num">K {kWords(factor)}</View>
        <View className="room-note m4">{sumWords(factor)}</View>
        <View className="room-note">
          95 场的区间 <Text className="num">{bandWords(factor)}</Text>，{growthWords(factor)}。
        </View>
        {before !== null && (
          <View id="kBefore" className="room-note">
            以前的活动 K <Text className="num">{kWords(before)}</Text>，区间{' '}
            <Text className="num">{bandWords(before)}</Text>
          </View>
        )}
      </Panel>
    </>
  );
}
