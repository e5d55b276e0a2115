/** What both layouts of the list share: its states, what they are asked with, and what stands where there is nothing. */
import type { Input, Output } from '../../../../shared/contracts/contracts';
import type { Drafts } from '../hooks/useDrafts';
import { type Membership, mayDecide } from '../hooks/useRoom';
import { campaignWord } from '../words/campaign';

export type State = NonNullable<Input<'campaign.list'>['state']>;

export interface Address {
  merchant?: string | undefined;
  state?: string | undefined;
  words?: string | undefined;
}

export interface ListProps {
  member: Membership;
  memberships: readonly Membership[];
  address: Address;
  change: (part: Address) => void;
}

const states: readonly State[] = ['all', 'live', 'scheduled', 'draft', 'ended', 'paused'];

export const stateOf = ({ state }: Address): State => states.find((one) => one === state) ?? 'all';

/** Each state with how many there are, once that is known; drafts are shown to whoever may go on with them. */
export function stateOptions(
  member: Membership,
  counts: Output<'campaign.list'>['counts'] | undefined,
  { asked }: Drafts,
): { value: State; label: string; count?: number }[] {
  const drafts = asked.status === 'ready' ? asked.value.drafts.length : undefined;
  return states
    .filter((value) => value !== 'draft' || mayDecide(member))
    .map((value) => {
      const count = value === 'draft' ? drafts : counts?.[value];
      const label = value === 'all' ? '全部' : campaignWord[value].label;
      return { value, label, ...(count === undefined ? {} : { count }) };
    });
}

export const questionOf = ({ merchantId }: Membership, address: Address): Input<'campaign.list'> => ({
  merchantId,
  state: stateOf(address),
  ...(address.words ? { words: address.words } : {}),
});

/** Why there is nothing to see. */
export function emptyWords({ words, state }: Address): { title: string; text: string } {
  if (words) return { title: `没有叫「${words}」的活动`, text: '换个词，或者看全部' };
  if (state === 'draft') return { title: '没有草稿', text: '写到一半的活动会自动存在这里' };
  if (state !== undefined && state !== 'all') return { title: '这里没有活动', text: '换一个状态看看' };
  return { title: '还没有活动', text: '店里的拼团和砍价会列在这里' };
}
