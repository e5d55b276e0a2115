/** What both layouts of the list share: what it is looked through by, and what stands where there is nothing. */
import type { Input } from '../../../../shared/contracts/contracts';
import type { PageParams } from '../../platform/nav';
import type { Beside } from '../components/Platform';
import type { Alarm } from '../words/alarm';

type Address = Partial<PageParams['merchant/alarms']>;
type State = Input<'platform.listAlarms'>['state'];

export interface ListProps {
  beside: Beside;
  address: Address;
  change: (part: Address) => void;
  /** Rises when one was closed. */
  edition: number;
  onOpen: (alarm: Alarm) => void;
}

export const states: ReadonlyArray<{ value: State; label: string }> = [
  { value: 'open', label: '没看的' },
  { value: 'closed', label: '看过的' },
];

export const stateOf = ({ state }: Address): State => (state === 'closed' ? 'closed' : 'open');

export const questionOf = (address: Address, cursor: string | undefined): Input<'platform.listAlarms'> => ({
  state: stateOf(address),
  kind: address.kind,
  merchantId: address.shop,
  cursor,
});

export const keyOf = (address: Address, edition: number): string =>
  `${stateOf(address)} ${address.kind ?? ''} ${address.shop ?? ''} ${edition}`;

/** Of one kind or one shop alone. */
export const isNarrow = ({ kind, shop }: Address): boolean => kind !== undefined || shop !== undefined;

export const emptyWords = (address: Address) =>
  stateOf(address) === 'open'
    ? { title: '没有要看的', text: '有差错时会在这里出现' }
    : { title: '还没有看过的', text: '看过并写了结论的会在这里' };
