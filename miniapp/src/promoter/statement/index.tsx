import { Text, View } from '@tarojs/components';
import { useRouter } from '@tarojs/taro';
import { useState } from 'react';
import type { Output } from '../../../../shared/contracts/contracts';
import { formatFen } from '../../../../shared/money';
import { ok } from '../../../../shared/result';
import { formatWhen, type Ms } from '../../../../shared/time';
import { asButton, Btn } from '../../components/Btn';
import { Hosts } from '../../components/Hosts';
import { Receipt, ReceiptLine } from '../../components/Receipt';
import { Screen } from '../../components/Screen';
import { Skeleton } from '../../components/Skeleton';
import { Empty, Failed } from '../../components/State';
import { usePages } from '../../hooks/usePages';
import { call } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { open } from '../../platform/nav';
import { isH5, shopId } from '../../platform/target';
import { SignInFirst } from '../components/SignInFirst';
import { useMine } from '../hooks/useMine';
import { useExport } from './useExport';
import { type Entry, lineWord, monthWords, POTS, potWords, type Statement, signed } from './words';
import './index.scss';

/** What was there at the month's beginning and at its end. */
function Balances({ opening, closing }: Pick<Statement, 'opening' | 'closing'>) {
  return (
    <View id="balances">
      <View className="statement-row f12 c3">
        <View className="statement-cell" />
        <View className="statement-cell">月初</View>
        <View className="statement-cell">月末</View>
      </View>
      {POTS.map((pot) => (
        <View key={pot} className="statement-row f13">
          <View className="statement-cell c2">{potWords[pot]}</View>
          <View className="statement-cell num">{formatFen(opening[pot])}</View>
          <View className="statement-cell num bold">{formatFen(closing[pot])}</View>
        </View>
      ))}
    </View>
  );
}

/** All that is there, what is owed taken off. */
const wholeOf = ({ held, available, withdrawing, debt }: Statement['opening']): number =>
  held + available + withdrawing - debt;

/** What has changed between the month's beginning and its end; it sums up exactly. */
function Changes({ statement: { opening, closing, earned, released, reversed, withdrawn } }: { statement: Statement }) {
  return (
    <Receipt>
      <ReceiptLine label="月初合计" value={formatFen(wholeOf(opening))} />
      <ReceiptLine label="新的佣金" value={signed(earned)} />
      <ReceiptLine label="退款冲回" value={signed(0 - reversed)} />
      <ReceiptLine label="提现" value={signed(0 - withdrawn)} />
      <ReceiptLine label="月末合计" value={formatFen(wholeOf(closing))} total />
      <View className="f12 c3 m4">
        合计是冻结中、可提现、提现中，减去待抵扣。这个月有 <Text className="num">{formatFen(released)}</Text>{' '}
        从冻结中转出，合计不变
      </View>
    </Receipt>
  );
}

/** What of the month's withdrawals has arrived. */
function Arrived({ statement: { withdrawn, fee, tax, net } }: { statement: Statement }) {
  if (withdrawn === 0) return null;
  return (
    <View className="m12">
      <Receipt>
        <ReceiptLine label="提现" value={formatFen(withdrawn)} />
        <ReceiptLine label="手续费" value={signed(0 - fee)} />
        <ReceiptLine label="代扣个人所得税" value={signed(0 - tax)} />
        <ReceiptLine label="到账" value={formatFen(net)} total tone="money" />
      </Receipt>
    </View>
  );
}

/** What was taken off of a withdrawal; undefined where nothing was. */
function takenOff({ paid }: Entry): string | undefined {
  if (paid === undefined || paid.fee + paid.tax === 0) return undefined;
  return `手续费 ${formatFen(paid.fee)} · 个税 ${formatFen(paid.tax)} · 到账 ${formatFen(paid.net)}`;
}

/** To the order, or the withdrawal, that it is about. */
function goTo({ about, orderId }: Entry): void {
  if (orderId !== undefined) open('promoter/order', { id: orderId });
  else open('promoter/withdrawal', { id: about });
}

function Line({ entry, now }: { entry: Entry; now: Ms }) {
  const off = takenOff(entry);
  const changed = POTS.filter((pot) => entry[pot] !== 0);
  return (
    <View id={`entry-${entry.id}`} className="row row-top g12 statement-line" {...asButton} onClick={() => goTo(entry)}>
      <View className="grow">
        <View className="f14 cut">
          {lineWord(entry)}
          {entry.title === '' ? '' : `「${entry.title}」`}
        </View>
        <View className="f12 c3">{formatWhen(entry.at, now)}</View>
        {off !== undefined && <View className="f12 c3">{off}</View>}
      </View>
      <View className="tr still">
        {changed.map((pot) => (
          <View key={pot} className="f12 c3">
            {potWords[pot]}{' '}
            <Text className={`num f14 ${pot === 'available' && entry[pot] > 0 ? 'cm' : 'statement-change'}`}>
              {signed(entry[pot])}
            </Text>
          </View>
        ))}
      </View>
    </View>
  );
}

/** A month of my wallet: what was there, what changed, what is there, and every entry of it. */
export default function StatementPage() {
  const { params } = useRouter();
  const month = params.month ?? '';
  const key = useMine(`statement ${month}`);
  const [whole, setWhole] = useState<Output<'statement.get'>>();
  const { asked, items, again } = usePages(key, async (cursor) => {
    const answer = await call('statement.get', { merchantId: shopId, month, cursor });
    if (!answer.ok) return answer;
    setWhole(answer.value);
    return ok({ items: answer.value.entries, nextCursor: answer.value.nextCursor });
  });
  const { busy, ready, prepare, take } = useExport(month, asked.status === 'ready' ? asked.value : undefined);
  const now = serverNow();
  const title = month === '' ? '月账单' : monthWords(month);

  return (
    <Screen title={title}>
      {key === undefined && <SignInFirst title="登录后看账单" text="每个月的佣金和提现，都在这里" />}
      {key !== undefined && asked.status === 'loading' && <Skeleton bones={['wallet', 'wallet']} />}
      {key !== undefined && asked.status === 'failed' && <Failed problem={asked.problem} onRetry={again} />}
      {key !== undefined && asked.status === 'ready' && whole && (
        <>
          <View className="card">
            <View className="row spread g8">
              <Text id="month" className="f18 bold">
                {monthWords(whole.statement.month)}
              </Text>
              <Btn
                id={ready ? 'take' : 'export'}
                kind={ready ? 'tint' : 'line'}
                size="s"
                busy={busy}
                onClick={() => void (ready ? take() : prepare())}
              >
                {busy ? '正在整理…' : ready ? (isH5 ? '下载' : '发给自己') : '导出 CSV'}
              </Btn>
            </View>
            <View className="m12">
              <Balances {...whole.statement} />
            </View>
          </View>
          <View className="m12">
            <Changes statement={whole.statement} />
          </View>
          <Arrived statement={whole.statement} />
          <View className="section">
            <Text className="section-title">明细</Text>
            <Text className="f12 c3 num">{whole.count} 条</Text>
          </View>
          {items.length === 0 ? (
            <Empty icon="wallet" title="这个月没有动静" />
          ) : (
            <View className="card statement-lines">
              {items.map((entry) => (
                <Line key={entry.id} entry={entry} now={now} />
              ))}
            </View>
          )}
        </>
      )}
      <Hosts />
    </Screen>
  );
}
