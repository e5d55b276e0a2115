/** What both layouts of the list share: its states, and what stands where there is nothing. */
import type { Input, Output } from '../../../../shared/contracts/contracts';
import type { PageParams } from '../../platform/nav';
import type { Membership } from '../hooks/useRoom';

export type Address = PageParams['merchant/afterSales'];
export type State = NonNullable<Input<'afterSale.list'>['filter']>;
type Waiting = Output<'afterSale.list'>['waiting'];

export interface ListProps {
  member: Membership;
  memberships: readonly Membership[];
  address: Address;
  change: (part: Address) => void;
}

const states = [
  { value: 'toAnswer', label: '待处理' },
  { value: 'returning', label: '退货中' },
  { value: 'open', label: '进行中' },
  { value: 'all', label: '全部' },
] as const;

export const stateOf = ({ state }: Address): State => states.find(({ value }) => value === state)?.value ?? 'toAnswer';

/** Each state, with how many there are where they wait. */
export function stateOptions(waiting: Waiting | undefined) {
  const counts: Partial<Record<State, number>> = waiting ?? {};
  return states.map(({ value, label }) => {
    const count = counts[value];
    return count === undefined ? { value, label } : { value, label, count };
  });
}

const nothing: Readonly<Record<State, { title: string; text: string }>> = {
  toAnswer: { title: '没有要处理的售后', text: '买家申请后列在这里，两天内没处理会自动同意' },
  returning: { title: '没有在路上的退货', text: '买家寄回后列在这里，收到货确认一下' },
  open: { title: '没有进行中的售后', text: '看全部，能找到以前的' },
  all: { title: '还没有售后', text: '买家申请退款，会列在这里' },
};

export const emptyWords = (address: Address): { title: string; text: string } => nothing[stateOf(address)];
