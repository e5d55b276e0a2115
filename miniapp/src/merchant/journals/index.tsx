import { Text, View } from '@tarojs/components';
import { useState } from 'react';
import type { FinanceFigure } from '../../../../shared/domain/finance';
import { ok } from '../../../../shared/result';
import { formatWhen } from '../../../../shared/time';
import { asButton } from '../../components/Btn';
import { Icon } from '../../components/Icon';
import { Skeleton } from '../../components/Skeleton';
import { Empty, Failed } from '../../components/State';
import { usePages } from '../../hooks/usePages';
import { call } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { open, up } from '../../platform/nav';
import { Frame } from '../components/Frame';
import { Panel } from '../components/Panel';
import { Room } from '../components/Room';
import { type Column, WorkList } from '../components/Table';
import { useAddress } from '../hooks/useAddress';
import { useDeskPages } from '../hooks/useDeskPages';
import type { Membership } from '../hooks/useRoom';
import { useWide } from '../hooks/useWide';
import {
  figureMeaning,
  figureWord,
  isFigure,
  isPeriod,
  type JournalView,
  journalWord,
  periodWords,
  postingWords,
} from '../words/finance';
import './index.scss';

interface Behind {
  merchantId: string;
  figure: FinanceFigure;
  period: string;
}

/** Where a journal leads: to its order, or to its withdrawal. */
function wayOf({ orderId, withdrawalId }: JournalView, merchant: string): (() => void) | undefined {
  if (orderId !== undefined) return () => open('merchant/order', { merchant, id: orderId });
  if (withdrawalId !== undefined) return () => open('merchant/payout', { merchant, id: withdrawalId });
  return undefined;
}

const whereWords = ({ orderId, withdrawalId }: JournalView): string =>
  orderId !== undefined ? '看订单' : withdrawalId !== undefined ? '看提现' : '';

const columns: readonly Column<JournalView>[] = [
  { key: 'at', head: '时间', cell: ({ at }) => formatWhen(at, serverNow()) },
  { key: 'kind', head: '什么账', cell: journalWord },
  {
    key: 'postings',
    head: '从哪到哪',
    cell: ({ postings }) => (
      <span className="table-words">
        {postings.map((posting) => (
          <span key={`${posting.from} ${posting.to}`} className="journals-posting">
            {postingWords(posting)}
          </span>
        ))}
      </span>
    ),
  },
  { key: 'way', head: '', cell: (journal) => <span className="link">{whereWords(journal)}</span> },
];

const empty = <Empty icon="wallet" title="没有账" text="这一段没有记在这个数里的账" />;

function DeskJournals({ merchantId, figure, period }: Behind) {
  const pages = useDeskPages(`${merchantId} ${figure} ${period}`, (cursor) =>
    call('finance.journals', { merchantId, figure, period, cursor }),
  );
  return (
    <Panel id="journals" title="账目" sub={pages.before && `${pages.before.count} 条`}>
      <WorkList
        label="账目"
        columns={columns}
        pages={pages}
        rowsOf={(page) => page.journals}
        keyOf={({ id }) => id}
        onOpen={(journal) => wayOf(journal, merchantId)?.()}
        empty={empty}
      />
    </Panel>
  );
}

function PhoneJournals({ merchantId, figure, period }: Behind) {
  const [count, setCount] = useState<number>();
  const { asked, items, again } = usePages(`${merchantId} ${figure} ${period}`, async (cursor) => {
    const answer = await call('finance.journals', { merchantId, figure, period, cursor });
    if (!answer.ok) return answer;
    setCount(answer.value.count);
    return ok({ ...answer.value, items: answer.value.journals });
  });
  const now = serverNow();
  if (asked.status === 'loading') return <Skeleton bones={['line', 'line', 'line']} />;
  if (asked.status === 'failed') return <Failed problem={asked.problem} onRetry={() => void again()} />;
  if (items.length === 0) return empty;
  return (
    <Panel id="journals" title="账目" sub={count !== undefined && `${count} 条`}>
      {items.map((journal) => {
        const { id, at, postings } = journal;
        const way = wayOf(journal, merchantId);
        return (
          <View key={id} id={`row-${id}`} className="journals-row" {...(way ? { ...asButton, onClick: way } : {})}>
            <View className="row spread g8">
              <Text className="f14 medium">{journalWord(journal)}</Text>
              <Text className="f12 c3">{formatWhen(at, now)}</Text>
            </View>
            {postings.map((posting) => (
              <View key={`${posting.from} ${posting.to}`} className="f13 c2">
                {postingWords(posting)}
              </View>
            ))}
            {way && (
              <View className="f12 link">
                {whereWords(journal)} <Icon name="right" size={14} />
              </View>
            )}
          </View>
        );
      })}
    </Panel>
  );
}

interface Props {
  member: Membership;
  memberships: readonly Membership[];
  figure: string | undefined;
  period: string | undefined;
}

function Journals({ member, memberships, figure, period }: Props) {
  const { merchantId } = member;
  const wide = useWide();
  const toBoard = () => up('merchant/finances', { merchant: merchantId });
  const known = isFigure(figure) && isPeriod(period);
  const title = known ? `${periodWords(period, serverNow())} · ${figureWord[figure]}` : '账目明细';
  const List = wide ? DeskJournals : PhoneJournals;
  return (
    <Frame title={title} here="finances" member={member} memberships={memberships} up={{ label: '财务', go: toBoard }}>
      {known ? (
        <>
          <View id="meaning" className="f13 c2 journals-meaning">
            {figureWord[figure]}：{figureMeaning[figure]}。
          </View>
          <List merchantId={merchantId} figure={figure} period={period} />
        </>
      ) : (
        <Empty
          icon="stop"
          title="没有这个数"
          text="链接可能不完整"
          action={{ id: 'toBoard', label: '去财务', onClick: toBoard }}
        />
      )}
    </Frame>
  );
}

/** The journals behind one figure of a day or month: what happened, from where to where, and what it was about. */
export default function JournalsPage() {
  const [address] = useAddress('merchant/journals', ['merchant', 'figure', 'period']);
  return (
    <Room title="账目明细" here="finances" merchantId={address.merchant}>
      {(member, memberships) => (
        <Journals member={member} memberships={memberships} figure={address.figure} period={address.period} />
      )}
    </Room>
  );
}
