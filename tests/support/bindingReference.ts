/**
 * Who may be bound to whom, told from the whole story and not from what is kept of it: for comparison with
 * `shared/domain/referral.ts`. Written from docs/sharing.md; it shares types with the code, and nothing else.
 */
import type { BindingAnswer, ReferralTerms } from '../../shared/domain/referral';

const DAY = 24 * 60 * 60 * 1000;

/** Somebody was bound, under these terms; or, without a sharer, a member of the shop took the referrer away. */
export interface Bound {
  readonly visitor: string;
  readonly sharer?: string | undefined;
  readonly at: number;
  readonly terms: ReferralTerms;
}

export interface Story {
  readonly bound: readonly Bound[];
  /** Who has bought in the shop, and who is suspended there. */
  readonly bought: ReadonlySet<string>;
  readonly suspended: ReadonlySet<string>;
}

export interface Tap {
  readonly visitor: string;
  readonly sharer: string;
  readonly at: number;
  readonly scene?: number | undefined;
  readonly ordering: boolean;
}

/** Whom everybody belongs to, over or not: the last line of each one's story. */
const latest = (bound: readonly Bound[]) => new Map(bound.map((one) => [one.visitor, one]));

/** Would somebody come back to themselves, going up from referrer to referrer? Tried out for everybody. */
export function bites(bound: readonly Bound[]): boolean {
  const above = latest(bound);
  return [...above.keys()].some((start) => {
    let next: string | undefined = start;
    for (let step = 0; step <= above.size; step++) next = next === undefined ? undefined : above.get(next)?.sharer;
    return next !== undefined;
  });
}

/** Everything that speaks against binding; whoever has nothing against them is bound. */
export function reasonsAgainst(story: Story, terms: ReferralTerms, tap: Tap): Set<BindingAnswer> {
  const { visitor, sharer, at, scene, ordering } = tap;
  const last = latest(story.bound).get(visitor);
  const mine = last?.sharer === undefined ? undefined : last;
  const against = new Set<BindingAnswer>();
  if (scene === 1154) against.add('preview');
  if (visitor === sharer) against.add('own');
  if (story.suspended.has(sharer)) against.add('suspended');
  if (terms.whom === 'newcomers' && story.bought.has(visitor) && !mine) against.add('known');
  if (terms.when === 'firstOrder' && !ordering) against.add('waits');
  if (visitor !== sharer && bites([...story.bound, { visitor, sharer, at, terms }])) against.add('cycle');
  if (last && !mine) {
    const before = story.bound.filter((one) => one.visitor === visitor && one.sharer !== undefined).at(-1);
    if (before?.sharer === sharer) against.add('takenAway');
  }
  if (mine) {
    const days = Math.floor((at - mine.at) / DAY);
    const over = mine.terms.days !== undefined && days >= mine.terms.days;
    // What the binding was promised when it was made, whatever the shop's terms are by now.
    const free = {
      never: false,
      afterExpiry: over,
      lastClick: days >= (mine.terms.protectedDays ?? 0),
    }[mine.terms.replaced];
    if (!over && mine.sharer === sharer) against.add('already');
    else if (!free) against.add('elsewhere');
  }
  return against;
}
