/** The parts of a campaign's page: what its address says of them, and what each is asked with. */

export interface Address {
  merchant?: string | undefined;
  id?: string | undefined;
  tab?: string | undefined;
  state?: string | undefined;
}

/** Of groups; `all` is no filter. */
export const groupStates = ['all', 'open', 'pending', 'formed', 'failed'] as const;
export type GroupState = (typeof groupStates)[number];

/** Of payments. */
export const outcomes = [
  { value: 'all', label: '全部' },
  { value: 'seat', label: '有座位' },
  { value: 'refund', label: '退款' },
  { value: 'settling', label: '处理中' },
] as const;
export type Outcome = (typeof outcomes)[number]['value'];

export interface PartProps<State> {
  campaignId: string;
  merchantId: string;
  state: State;
}
