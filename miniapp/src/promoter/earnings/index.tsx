import { Text, View } from '@tarojs/components';
import { useDidShow } from '@tarojs/taro';
import { useRef } from 'react';
import { ok } from '../../../../shared/result';
import { Hosts } from '../../components/Hosts';
import { Icon } from '../../components/Icon';
import { Screen } from '../../components/Screen';
import { Skeleton } from '../../components/Skeleton';
import { Empty, Failed } from '../../components/State';
import { useAsk } from '../../hooks/useAsk';
import { usePages } from '../../hooks/usePages';
import { call } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { openTab } from '../../platform/nav';
import { shopId } from '../../platform/target';
import { Door } from '../components/Door';
import { MoneyLine } from '../components/MoneyLine';
import { SignInFirst } from '../components/SignInFirst';
import { useMine } from '../hooks/useMine';
import { Balance } from './Balance';
import { GradeCard } from './GradeCard';
import './index.scss';

/** 我的收益: the wallet with one shop, and every line of it with its reason. */
export default function EarningsPage() {
  const key = useMine('earnings');
  const wallet = useAsk(key, () => call('earnings.get', { merchantId: shopId }));
  const { asked, items, again } = usePages(key, async (cursor) => {
    const answer = await call('earnings.list', { merchantId: shopId, cursor });
    return answer.ok ? ok({ items: answer.value.earnings, nextCursor: answer.value.nextCursor }) : answer;
  });
  const shown = useRef(false);
  useDidShow(() => {
    if (shown.current && key !== undefined) void wallet.again();
    shown.current = true;
  });

  if (key === undefined) {
    return (
      <Screen title="我的收益">
        <SignInFirst title="登录后看收益" text="每一笔都能点开，看它为什么是这个数" />
        <Hosts />
      </Screen>
    );
  }

  const mine = wallet.asked.status === 'ready' ? wallet.asked.value : undefined;
  const now = serverNow();
  return (
    <Screen title="我的收益">
      {wallet.asked.status === 'loading' && <Skeleton bones={['wallet']} />}
      {wallet.asked.status === 'failed' && <Failed problem={wallet.asked.problem} onRetry={wallet.again} />}
      {mine && <Balance wallet={mine} />}
      {mine && <GradeCard wallet={mine} />}
      <View className="card doors">
        <Door
          page="promoter/withdrawals"
          icon="wallet"
          label="提现记录"
          {...(mine && mine.underWay > 0 ? { note: `${mine.underWay} 笔在路上` } : {})}
        />
        <Door page="promoter/statements" icon="orders" label="月账单" />
      </View>
      <View className="section wallet-section">
        <Text className="section-title">明细</Text>
      </View>
      <View className="row g6 f12 c3 wallet-hint">
        <Icon name="shield" size={16} />
        <Text>每一笔都能点开，看它为什么是这个数</Text>
      </View>
      {asked.status === 'loading' && <Skeleton bones={['line', 'line']} />}
      {asked.status === 'failed' && <Failed problem={asked.problem} onRetry={again} />}
      {asked.status === 'ready' && items.length === 0 && (
        <Empty
          icon="wallet"
          title="还没有收益"
          text="把想买的分享给朋友，朋友买下并收货，你得实付的一部分"
          action={{ id: 'goHome', label: '去挑一件', onClick: () => openTab('home') }}
        />
      )}
      {items.length > 0 && (
        <View className="card wallet-lines">
          {items.map((earning) => (
            <MoneyLine key={earning.id} earning={earning} now={now} />
          ))}
        </View>
      )}
      <Hosts />
    </Screen>
  );
}
