import { View } from '@tarojs/components';
import { formatFen } from '../../../../shared/money';
import { asButton } from '../../components/Btn';
import { Hosts } from '../../components/Hosts';
import { Icon } from '../../components/Icon';
import { Screen } from '../../components/Screen';
import { Skeleton } from '../../components/Skeleton';
import { Empty, Failed } from '../../components/State';
import { useAsk } from '../../hooks/useAsk';
import { call } from '../../platform/api';
import { open, openTab } from '../../platform/nav';
import { shopId } from '../../platform/target';
import { SignInFirst } from '../components/SignInFirst';
import { useMine } from '../hooks/useMine';
import { monthWords, type Statement } from '../statement/words';
import './index.scss';

function Month({ statement: { month, earned, reversed, net } }: { statement: Statement }) {
  return (
    <View
      id={`month-${month}`}
      className="row g12 statements-month"
      {...asButton}
      onClick={() => open('promoter/statement', { month })}
    >
      <View className="grow">
        <View className="f14 bold">{monthWords(month)}</View>
        <View className="f12 c3 cut">
          新的佣金 {formatFen(earned)}
          {reversed !== 0 && ` · 冲回 ${formatFen(reversed)}`}
        </View>
      </View>
      <View className="tr still">
        <View className={`num bold ${net > 0 ? 'cm' : 'c3'}`}>{formatFen(net)}</View>
        <View className="f12 c3">到账</View>
      </View>
      <Icon name="right" size={16} className="c3" />
    </View>
  );
}

/** My months with the shop, newest first. */
export default function StatementsPage() {
  const key = useMine('statements');
  const { asked, again } = useAsk(key, () => call('statement.list', { merchantId: shopId }));
  const statements = asked.status === 'ready' ? asked.value.statements : [];
  return (
    <Screen title="月账单">
      {key === undefined && <SignInFirst title="登录后看账单" text="每个月的佣金和提现，都在这里" />}
      {key !== undefined && asked.status === 'loading' && <Skeleton bones={['line', 'line']} />}
      {key !== undefined && asked.status === 'failed' && <Failed problem={asked.problem} onRetry={again} />}
      {key !== undefined && asked.status === 'ready' && statements.length === 0 && (
        <Empty
          icon="wallet"
          title="还没有账单"
          text="有了第一笔佣金，当月就有账单"
          action={{ id: 'goHome', label: '去挑一件分享', onClick: () => openTab('home') }}
        />
      )}
      {statements.length > 0 && (
        <View className="card statements">
          {statements.map((statement) => (
            <Month key={statement.month} statement={statement} />
          ))}
        </View>
      )}
      <Hosts />
    </Screen>
  );
}
