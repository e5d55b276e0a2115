/** What both layouts of the list share: what it is looked through by, and what stands where there is nothing. */
import type { Input } from '../../../../shared/contracts/contracts';
import type { PageParams } from '../../platform/nav';
import type { Beside } from '../components/Platform';

type Address = Partial<PageParams['merchant/shops']>;
type State = Input<'platform.listMerchants'>['state'];

export interface ListProps {
  beside: Beside;
  address: Address;
  change: (part: Address) => void;
  /** Opens the sheet for another one. */
  onNew: () => void;
}

export const states: ReadonlyArray<{ value: State; label: string }> = [
  { value: 'all', label: '全部' },
  { value: 'frozen', label: '已冻结' },
  { value: 'unready', label: '没开通收款' },
  { value: 'payoutsStopped', label: '提现停着' },
];

export const stateOf = ({ state }: Address): State => states.find(({ value }) => value === state)?.value ?? 'all';

export const questionOf = (address: Address, cursor: string | undefined): Input<'platform.listMerchants'> => ({
  state: stateOf(address),
  words: address.words,
  cursor,
});

export const keyOf = (address: Address): string => `${stateOf(address)} ${address.words ?? ''}`;

export const emptyWords = (address: Address) =>
  address.words === undefined && stateOf(address) === 'all'
    ? { title: '还没有商家', text: '开一家店，再邀请它的店主' }
    : { title: '没有这样的商家', text: '换个条件再看' };
