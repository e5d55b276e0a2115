import { Text, View } from '@tarojs/components';
import { useRouter } from '@tarojs/taro';
import { formatBps } from '../../../../shared/money';
import { formatWhen } from '../../../../shared/time';
import { Hosts } from '../../components/Hosts';
import { Price } from '../../components/Price';
import { Screen } from '../../components/Screen';
import { Skeleton } from '../../components/Skeleton';
import { Failed } from '../../components/State';
import { Terms } from '../../components/Terms';
import { useAsk } from '../../hooks/useAsk';
import { call } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { SignInFirst } from '../components/SignInFirst';
import { useMine } from '../hooks/useMine';
import { Goods } from './Goods';
import { type Explanation, reasonsOf } from './words';
import './index.scss';

const mineOf = ({ lines }: Explanation): number =>
  lines
    .flatMap(({ earners }) => earners)
    .filter(({ mine }) => mine)
    .reduce((sum, { amount, reversed }) => sum + amount - reversed, 0);

/** 佣金怎么来的: an order as it was attributed, from what it remembered when it was placed. */
export default function AttributionPage() {
  const { id = '' } = useRouter().params;
  const key = useMine(`order ${id}`);
  const { asked, again } = useAsk(key, () => call('commission.explain', { orderId: id }));
  const told = asked.status === 'ready' ? asked.value : undefined;
  const now = serverNow();
  return (
    <Screen title="佣金怎么来的">
      {key === undefined && <SignInFirst title="登录后看佣金" text="一单的佣金怎么来的，只有和它有关的人看得到" />}
      {key !== undefined && asked.status === 'loading' && <Skeleton bones={['wallet', 'wallet']} />}
      {asked.status === 'failed' && <Failed problem={asked.problem} onRetry={again} />}
      {told && (
        <>
          <View id="attribution" className="card attribution">
            <View className="f13 c2">
              {told.buyerName} {formatWhen(told.at, now)} 下的单，你得
            </View>
            <View className="m4">
              <Price fen={mineOf(told)} size="xl" tone="money" />
            </View>
            {told.elsewhere && (
              <View id="elsewhere" className="attribution-elsewhere m12">
                <View className="f14 bold">已归属其他推荐人</View>
                <View className="f13 m4">
                  {told.buyerName}{' '}
                  下单前打开的是你的分享，但早就是别人带来的朋友。佣金只给绑定的推荐人，不看最后打开谁的卡片。
                </View>
              </View>
            )}
            <View className="m16">
              <Terms terms={reasonsOf(told, now)} small />
            </View>
          </View>
          {told.lines.length > 0 && (
            <View className="section">
              <Text className="section-title">逐件算</Text>
              <Text className="section-more">合计上限 {formatBps(told.cap)}</Text>
            </View>
          )}
          {told.lines.map((line) => (
            <Goods key={line.lineId} line={line} />
          ))}
          {told.lines.length > 0 && (
            <View className="f12 c3 m12">
              计佣的是实付货款，不含运费；不足 1 分的归商家。退掉的部分，佣金按比例冲回。
            </View>
          )}
        </>
      )}
      <Hosts />
    </Screen>
  );
}
