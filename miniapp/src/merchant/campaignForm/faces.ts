/** What the previews of every kind are given, and what each of them is. */
import type { ReactNode } from 'react';
import type { CampaignKind } from '../words/campaign';
import type { Goods, Plan } from './draft';

/** The plan of one kind, once it stands. */
export type PlanOf<K extends CampaignKind> = Extract<Plan, { kind: K }>;

export interface Shown<K extends CampaignKind> {
  readonly goods: Goods;
  readonly plan: PlanOf<K>;
  /** What the shop is called. */
  readonly shop: string;
}

/** One thing that a buyer meets: a page with its bar, or the card that leads there. */
export interface Face {
  readonly id: string;
  /** What it is called among the others. */
  readonly label: string;
  /** On top of the phone. */
  readonly title: string;
  readonly body: ReactNode;
  /** At the bottom of a page; a card has none. */
  readonly bar?: ReactNode;
}

/** A buyer who is nobody: faces need a name. */
export const SOMEBODY = '小满';
