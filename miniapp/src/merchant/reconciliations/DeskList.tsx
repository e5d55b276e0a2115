import { Tag } from '../../components/Tag';
import { usePolling } from '../../hooks/usePolling';
import { useVisible } from '../../hooks/useVisible';
import { call } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { open, pathOf } from '../../platform/nav';
import { Frame } from '../components/Frame';
import { Panel } from '../components/Panel';
import { type Column, WorkList } from '../components/Table';
import { useDeskPages } from '../hooks/useDeskPages';
import { inYuan } from '../words/payment';
import { type Day, dateWords, dayWord, failureWords, inSignedYuan } from '../words/reconciliation';
import { HOW, type ListProps, nothing, PayoutStop } from './list';

/** Often enough to see a day come in, and to notice that this desk was signed out. */
const POLL = 30_000;

const none = <span className="c3">–</span>;

type Amount = (sums: NonNullable<Day['sums']>) => number;

/** A column of amounts; a day that was never compared has none. */
const amounts = (key: string, head: string, amount: Amount, more: Partial<Column<Day>> = {}): Column<Day> => ({
  key,
  head,
  figures: true,
  cell: ({ sums }) => (sums === undefined ? none : inYuan(amount(sums))),
  ...more,
});

const columns: readonly Column<Day>[] = [
  { key: 'date', head: '日期', cell: ({ date }) => dateWords(date, serverNow()) },
  {
    key: 'status',
    head: '结果',
    cell: ({ status, comparing }) =>
      comparing ? <Tag tone="info">正在核对</Tag> : <Tag tone={dayWord[status].tone}>{dayWord[status].label}</Tag>,
  },
  amounts('ourPayments', '店里收款 元', ({ payments }) => payments.ours.fen),
  amounts('theirPayments', '微信收款 元', ({ payments }) => payments.theirs.fen),
  amounts('ourRefunds', '店里退款 元', ({ refunds }) => refunds.ours.fen, { roomy: true }),
  amounts('theirRefunds', '微信退款 元', ({ refunds }) => refunds.theirs.fen, { roomy: true }),
  amounts('fees', '手续费 元', ({ fees }) => fees, { roomy: true }),
  {
    key: 'gap',
    head: '差额 元',
    figures: true,
    cell: ({ gap }) => (gap === undefined ? none : <span className={gap === 0 ? '' : 'cd'}>{inSignedYuan(gap)}</span>),
  },
  {
    key: 'differences',
    head: '差异 处',
    figures: true,
    cell: ({ differences, sums }) => (sums === undefined ? none : differences),
  },
];

/** The list at a desk. */
export function DeskList({ member, memberships }: ListProps) {
  const { merchantId } = member;
  const pages = useDeskPages(merchantId, (cursor) => call('reconciliation.list', { merchantId, cursor }));
  const visible = useVisible();
  usePolling(pages.again, POLL, visible && pages.before !== undefined && pages.asked.status !== 'failed');
  const placeOf = ({ accountId, date }: Day) => ({ merchant: merchantId, account: accountId, date });
  const now = serverNow();
  const failing = pages.before?.days.find(({ failure }) => failure !== undefined);
  return (
    <Frame title="对账" here="reconciliations" member={member} memberships={memberships}>
      <PayoutStop stop={pages.before?.payoutStop} merchantId={merchantId} now={now} />
      <Panel>
        <div className="f12 c3 reconciliation-how">
          {HOW}
          {failing && ` ${dateWords(failing.date, now)}：${failureWords(failing, now)}。`}
        </div>
        <WorkList
          label="对账"
          columns={columns}
          pages={pages}
          rowsOf={(page) => page.days}
          keyOf={({ accountId, date }) => `${accountId}-${date}`}
          onOpen={(day) => open('merchant/reconciliation', placeOf(day))}
          hrefOf={(day) => `#${pathOf('merchant/reconciliation', placeOf(day))}`}
          empty={nothing}
        />
      </Panel>
    </Frame>
  );
}
