import { Text, View } from '@tarojs/components';
import { useDidShow, useShareAppMessage } from '@tarojs/taro';
import { useRef, useState } from 'react';
import { formatBps } from '../../../../shared/money';
import { DAY, dayOf } from '../../../../shared/time';
import { Hosts } from '../../components/Hosts';
import { Screen } from '../../components/Screen';
import { rewardWords } from '../../components/ShareActs';
import { Skeleton } from '../../components/Skeleton';
import { Failed } from '../../components/State';
import { useAsk } from '../../hooks/useAsk';
import { useShares } from '../../hooks/useShares';
import { call } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { useSession } from '../../platform/session';
import { messageCard, type Shareable } from '../../platform/share';
import { shopId } from '../../platform/target';
import { Door } from '../components/Door';
import { SignInFirst } from '../components/SignInFirst';
import { useMine } from '../hooks/useMine';
import { Brought } from './Brought';
import { Code } from './Code';
import './index.scss';

/** 我的推广: my code, what my shares have brought, and the ways to each share, person and amount. */
export default function PromoterCenterPage() {
  const [span, setSpan] = useState(7);
  const now = serverNow();
  const days = { from: dayOf(now - (span - 1) * DAY), until: dayOf(now) };
  const key = useMine(`summary ${days.from} ${days.until}`);
  const { asked, again } = useAsk(key, () => call('promoter.summary', { merchantId: shopId, ...days }));
  const { tokens, coming, again: askCode } = useShares('promoter', { id: shopId });
  const me = useSession(({ person }) => person?.name);
  const shown = useRef(false);
  useDidShow(() => {
    if (shown.current && key !== undefined) void again();
    shown.current = true;
  });

  async function retry(): Promise<void> {
    askCode();
    await again();
  }

  const shared: Shareable = {
    kind: 'promoter',
    id: shopId,
    title: me === undefined ? '朋友的小店，进来看看' : `${me} 邀你来逛逛`,
  };
  useShareAppMessage(() => messageCard(shared, tokens, coming));

  if (key === undefined) {
    return (
      <Screen title="我的推广">
        <SignInFirst title="登录后看推广" text="你的推广码、分享带来的人和佣金，都在这里" />
        <Hosts />
      </Screen>
    );
  }

  const summary = asked.status === 'ready' ? asked.value : undefined;
  return (
    <Screen title="我的推广">
      {summary?.suspended && (
        <View id="suspended" className="card paused">
          <View className="f14 bold">商家暂停了你的推广</View>
          <View className="f13 m4">
            现在的分享不会绑定新朋友，新订单也没有佣金；以前赚到的不受影响。有疑问，请联系商家。
          </View>
        </View>
      )}
      <Code code={tokens?.message} />
      <View className="section">
        <Text className="section-title">分享带来的</Text>
      </View>
      {asked.status === 'loading' && <Skeleton bones={['wallet']} />}
      {asked.status === 'failed' && <Failed problem={asked.problem} onRetry={retry} />}
      {summary && <Brought summary={summary} span={span} onSpan={setSpan} />}
      <View className="card doors">
        <Door page="promoter/shares" icon="tag" label="我的分享" />
        <Door
          page="promoter/people"
          icon="people"
          label="我带来的人"
          {...(summary ? { note: `${summary.people} 人` } : {})}
        />
        <Door page="promoter/earnings" icon="wallet" label="我的收益" />
      </View>
      {summary && (
        <View id="paidFor" className="f12 c3 paid-for">
          {summary.rate === 0 ? '这家店现在不给推荐人佣金。' : rewardWords(summary.rate).join('')}
          {summary.grade && `其中「${summary.grade.name}」等级加 ${formatBps(summary.grade.bonus)}。`}
          {summary.rate > 0 && '有的商品和活动另有比例，以商品页写的为准。'}
          {summary.rate > 0 && '退掉的部分没有佣金；以朋友下单时绑定的推荐人为准，不看最后打开谁的卡片。'}
        </View>
      )}
      <Hosts />
    </Screen>
  );
}
