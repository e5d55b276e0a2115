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

/** Of bargains. */
export const bargainStates = ['all', 'open', 'floor', 'ordered', 'bought', 'expired', 'cancelled'] as const;
export type BargainState = (typeof bargainStates)[number];

/** Of payments; `seat` are those that stand. */
export const outcomes = ['all', 'seat', 'refund', 'settling'] as const;
export type Outcome = (typeof outcomes)[number];

export interface PartProps<State> {
  campaignId: string;
  merchantId: string;
  state: State;
}
