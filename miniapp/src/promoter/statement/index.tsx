import { Text, View } from '@tarojs/components';
import { useRouter } from '@tarojs/taro';
import { useState } from 'react';
import type { Output } from '../../../../shared/contracts/contracts';
import { formatFen } from '../../../../shared/money';
import { ok } from '../../../../shared/result';
import { formatWhen, type Ms } from '../../../../shared/time';
import { Btn } from '../../components/Btn';
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
import { type Entry, lineWords, monthWords, POTS, potWords, type Statement, signed } from './words';
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

/** What the month has brought. A line says nothing of the next: each is a change of its own. */
function Changes({ statement }: { statement: Statement }) {
  const { earned, released, reversed, withdrawn, fee, tax, net } = statement;
  return (
    <Receipt torn>
      <ReceiptLine label="新的佣金" value={formatFen(earned)} />
      <ReceiptLine label="退款冲回" value={formatFen(reversed)} />
      <ReceiptLine label="转为可提现" value={formatFen(released)} />
      <ReceiptLine label="提现" value={formatFen(withdrawn)} />
      <ReceiptLine label="其中手续费" value={formatFen(fee)} />
      <ReceiptLine label="其中代扣个税" value={formatFen(tax)} />
      <ReceiptLine label="到账" value={formatFen(net)} total tone="money" />
    </Receipt>
  );
}

function Line({ entry, now }: { entry: Entry; now: Ms }) {
  const { about } = entry;
  const changed = POTS.filter((pot) => entry[pot] !== 0);
  return (
    <View className="row row-top g12 statement-line">
      <View className="grow">
        <View className="f14 cut">
          {lineWords[entry.line]}
          {entry.title === '' ? '' : `「${entry.title}」`}
        </View>
        <View className="f12 c3">{formatWhen(entry.at, now)}</View>
        {about.startsWith('wdr_') && (
          <View
            className="link statement-link"
            role="button"
            onClick={() => open('promoter/withdrawal', { id: about })}
          >
            看这笔提现
          </View>
        )}
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
  const { busy, ready, prepare, take } = useExport(month);
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
          <View className="section">
            <Text className="section-title">明细</Text>
            <Text className="f12 c3 num">{whole.count} 条</Text>
          </View>
          {items.length === 0 ? (
            <Empty icon="wallet" title="这个月没有动静" />
          ) : (
            <View className="card statement-lines">
              {items.map((entry) => (
                <Line key={`${entry.at} ${entry.line} ${entry.about}`} entry={entry} now={now} />
              ))}
            </View>
          )}
        </>
      )}
      <Hosts />
    </Screen>
  );
}
