import { Text, View } from '@tarojs/components';
import { useReachBottom } from '@tarojs/taro';
import { useEffect, useRef, useState } from 'react';
import { formatFen } from '../../../../shared/money';
import { Hosts } from '../../components/Hosts';
import { Icon } from '../../components/Icon';
import { Price } from '../../components/Price';
import { Screen } from '../../components/Screen';
import { Skeleton } from '../../components/Skeleton';
import { Empty, Failed } from '../../components/State';
import { useAsk } from '../../hooks/useAsk';
import { personIsHere, signInLabel } from '../../hooks/usePerson';
import { call } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { openTab } from '../../platform/nav';
import { useSession } from '../../platform/session';
import { isH5, shopId } from '../../platform/target';
import { type Earning, MoneyLine } from '../components/MoneyLine';
import './index.scss';

function Balance({ label, value }: { label: string; value: number }) {
  return (
    <View>
      <View className="f12 c3">{label}</View>
      <View className="num bold f16">{formatFen(value)}</View>
    </View>
  );
}

export default function EarningsPage() {
  const person = useSession((session) => session.person);
  const key = isH5 && person === null ? undefined : `mine ${person?.name ?? ''}`;
  const wallet = useAsk(key, () => call('earnings.get', { merchantId: shopId }));
  const lines = useAsk(key, () => call('earnings.list', { merchantId: shopId }));
  const [more, setMore] = useState<{ earnings: Earning[]; cursor?: string }>();
  const loadingMore = useRef(false);
  const first = lines.asked.status === 'ready' ? lines.asked.value : undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: further pages belong to the first one
  useEffect(() => setMore(undefined), [first]);

  useReachBottom(async () => {
    const cursor = more === undefined ? first?.nextCursor : more.cursor;
    if (cursor === undefined || loadingMore.current) return;
    loadingMore.current = true;
    const answer = await call('earnings.list', { merchantId: shopId, cursor });
    loadingMore.current = false;
    if (!answer.ok) return;
    const { earnings, nextCursor } = answer.value;
    setMore((before) => ({ earnings: [...(before?.earnings ?? []), ...earnings], cursor: nextCursor }));
  });

  if (key === undefined) {
    return (
      <Screen title="我的收益">
        <Empty
          icon="wallet"
          title="登录后看收益"
          text="每一笔都能点开，看它为什么是这个数"
          action={{ id: 'toSignIn', label: signInLabel, onClick: () => void personIsHere() }}
        />
        <Hosts />
      </Screen>
    );
  }

  const earnings = [...(first?.earnings ?? []), ...(more?.earnings ?? [])];
  const now = serverNow();
  return (
    <Screen title="我的收益">
      {wallet.asked.status === 'loading' && <Skeleton bones={['wallet']} />}
      {wallet.asked.status === 'failed' && <Failed problem={wallet.asked.problem} onRetry={wallet.again} />}
      {wallet.asked.status === 'ready' && (
        <View id="wallet" className="card wallet">
          <View className="f13 c2">可提现</View>
          <View className="m4">
            <Price fen={wallet.asked.value.available} size="xl" tone="money" />
          </View>
          <View className="hr m20" />
          <View className="row spread m16">
            <Balance label="冻结中" value={wallet.asked.value.held} />
            <Balance label="提现中" value={wallet.asked.value.withdrawing} />
            <Balance label="待抵扣" value={wallet.asked.value.debt} />
          </View>
        </View>
      )}
      <View className="row g6 m12 f12 c3 wallet-hint">
        <Icon name="shield" size={16} />
        <Text>每一笔都能点开，看它为什么是这个数</Text>
      </View>
      <View className="section wallet-section">
        <Text className="section-title">明细</Text>
      </View>
      {lines.asked.status === 'loading' && <Skeleton bones={['line', 'line']} />}
      {lines.asked.status === 'failed' && <Failed problem={lines.asked.problem} onRetry={lines.again} />}
      {first && earnings.length === 0 && (
        <Empty
          icon="wallet"
          title="还没有收益"
          text="把想买的分享给朋友，朋友买下并收货，你得实付的一部分"
          action={{ id: 'goHome', label: '去挑一件', onClick: () => openTab('home') }}
        />
      )}
      {earnings.length > 0 && (
        <View className="card wallet-lines">
          {earnings.map((earning) => (
            <MoneyLine key={earning.id} earning={earning} now={now} />
          ))}
        </View>
      )}
    </Screen>
  );
}
