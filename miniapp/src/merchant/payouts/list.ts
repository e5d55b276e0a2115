/** What both layouts of the list share: its states, and what stands where there is nothing. */
import type { Input } from '../../../../shared/contracts/contracts';
import type { PageParams } from '../../platform/nav';
import type { Membership } from '../hooks/useRoom';

type Address = PageParams['merchant/payouts'];
type State = 'review' | 'sending' | 'lapsed' | 'paid' | 'returned' | 'all';

export interface ListProps {
  member: Membership;
  memberships: readonly Membership[];
  address: Address;
  change: (part: Address) => void;
}

const states: ReadonlyArray<{ value: State; label: string }> = [
  { value: 'review', label: '待审核' },
  { value: 'sending', label: '转账中' },
  { value: 'lapsed', label: '没确认' },
  { value: 'paid', label: '已到账' },
  { value: 'returned', label: '已退回' },
  { value: 'all', label: '全部' },
];

export const stateOf = ({ state }: Address): State => states.find(({ value }) => value === state)?.value ?? 'review';

/** Each state, with how many wait where somebody has to look. */
export const stateOptions = (toReview: number | undefined) =>
  states.map(({ value, label }) =>
    value === 'review' && toReview !== undefined ? { value, label, count: toReview } : { value, label },
  );

export const questionOf = (merchantId: string, state: State, cursor: string | undefined): Input<'payout.list'> => ({
  merchantId,
  ...(state === 'all' ? {} : { status: state }),
  cursor,
});

const nothing: Readonly<Record<State, { title: string; text: string }>> = {
  review: { title: '没有要审核的提现', text: '风险规则留下来的提现列在这里，别的会自动转' },
  sending: { title: '没有在转的', text: '转账很快，微信等 TA 确认的也在这里' },
  lapsed: { title: '没有过期没确认的', text: 'TA 一天没有确认收款的列在这里' },
  paid: { title: '还没有提现到账', text: '到了推广人微信零钱的列在这里' },
  returned: { title: '没有退回的', text: '没放行的、TA 取消的、微信没转成的列在这里' },
  all: { title: '还没有人提现', text: '推广人把可提现的佣金提到微信零钱，会列在这里' },
};

export const emptyWords = (address: Address): { title: string; text: string } => nothing[stateOf(address)];
