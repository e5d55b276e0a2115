import { View } from '@tarojs/components';
import { formatFen, splitFen } from '../../../../shared/money';
import { ok } from '../../../../shared/result';
import { formatWhen, type Ms } from '../../../../shared/time';
import { asButton } from '../../components/Btn';
import { Hosts } from '../../components/Hosts';
import { Icon } from '../../components/Icon';
import { Screen } from '../../components/Screen';
import { Skeleton } from '../../components/Skeleton';
import { Empty, Failed } from '../../components/State';
import { Tag } from '../../components/Tag';
import { usePages } from '../../hooks/usePages';
import { call } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { open } from '../../platform/nav';
import { shopId } from '../../platform/target';
import { SignInFirst } from '../components/SignInFirst';
import { useMine } from '../hooks/useMine';
import { type Withdrawal, withdrawalWord } from '../withdrawal/words';
import './index.scss';

/** What waits for the promoter stands out; what has ended is quiet. */
function toneOf({ status, toConfirm }: Withdrawal): 'warning' | 'money' | 'plain' | 'info' {
  if (toConfirm || status === 'lapsed') return 'warning';
  if (status === 'paid') return 'money';
  return status === 'turnedDown' || status === 'returned' ? 'plain' : 'info';
}

function Line({ withdrawal, now }: { withdrawal: Withdrawal; now: Ms }) {
  const { id, amount, net, createdAt } = withdrawal;
  const { yuan, rest } = splitFen(amount);
  return (
    <View
      id={`withdrawal-${id}`}
      className="row g12 withdrawals-line"
      {...asButton}
      onClick={() => open('promoter/withdrawal', { id })}
    >
      <View className="grow">
        <View className="num bold f18">
          {yuan}.{rest}
        </View>
        <View className="f12 c3 cut">
          {formatWhen(createdAt, now)}
          {net !== amount && ` · 到账 ${formatFen(net)}`}
        </View>
      </View>
      <Tag tone={toneOf(withdrawal)}>{withdrawalWord(withdrawal)}</Tag>
      <Icon name="right" size={16} className="c3" />
    </View>
  );
}

/** Every withdrawal, newest first; a tap shows how far it is. */
export default function WithdrawalsPage() {
  const key = useMine('withdrawals');
  const { asked, items, again } = usePages(key, async (cursor) => {
    const answer = await call('withdrawal.list', { merchantId: shopId, cursor });
    return answer.ok ? ok({ items: answer.value.withdrawals, nextCursor: answer.value.nextCursor }) : answer;
  });
  const now = serverNow();
  return (
    <Screen title="提现记录">
      {key === undefined ? (
        <SignInFirst title="登录后看提现" text="每一笔到了哪里，都在这里" />
      ) : (
        <>
          {asked.status === 'loading' && <Skeleton bones={['line', 'line']} />}
          {asked.status === 'failed' && <Failed problem={asked.problem} onRetry={again} />}
          {asked.status === 'ready' && items.length === 0 && (
            <Empty
              icon="wallet"
              title="还没有提过"
              text="可提现的佣金，随时提到微信零钱"
              action={{ id: 'toWithdraw', label: '去提现', onClick: () => open('promoter/withdraw', {}) }}
            />
          )}
          {items.length > 0 && (
            <View className="card withdrawals">
              {items.map((withdrawal) => (
                <Line key={withdrawal.id} withdrawal={withdrawal} now={now} />
              ))}
            </View>
          )}
        </>
      )}
      <Hosts />
    </Screen>
  );
}
