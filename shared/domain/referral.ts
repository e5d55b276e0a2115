/**
 * WHO IS WHOSE REFERRER (锁客). This file is the only answer.
 *  - A merchant's policy says whom a share binds (everyone, or newcomers to the shop), when (as it is opened, or with the
 *    first order after), for how long, and whether another share may replace it.
 *  - What a binding was promised when it was made stays: a later policy neither shortens nor prolongs it.
 *  - Never to oneself, never into a cycle of any length, never to a suspended promoter, and never from Moments'
 *    single-page mode (scene 1154: no login there, WeChat document 朋友圈单页模式).
 *  - Whom a member of the shop has taken away does not come back by a card of theirs; anybody else may follow.
 *  - One visitor, one merchant, one binding, whatever races: `functions/store/referral.ts` says how.
 *  - Who is bound earns from what is ordered while the binding lasts; an order remembers it, and is not asked again.
 */
import { DAY, type Ms } from '../time';

/** WeChat's scene value of Moments' single-page mode. */
export const SCENE_MOMENTS_PREVIEW = 1154;

/** A chain longer than this is not walked to its end; no real chain comes near it. */
export const CHAIN_LIMIT = 1000;

/** The longest that a policy may bind or protect, in days. */
export const DAYS_MAX = 3650;

export interface ReferralTerms {
  /** `newcomers`: only who has no order in the shop (`docs/decisions/newcomers.md`). */
  readonly whom: 'everyone' | 'newcomers';
  /** `firstOpen`: as the share is opened. `firstOrder`: with the next order, by the share that was opened last. */
  readonly when: 'firstOpen' | 'firstOrder';
  /** How long a binding lasts; left out: for good (终身). */
  readonly days?: number | undefined;
  /** `lastClick`: by the share that is opened last, once the protected days are over. */
  readonly replaced: 'never' | 'afterExpiry' | 'lastClick';
  /** With `lastClick`: so many days the referrer stays, whatever is opened. */
  readonly protectedDays?: number | undefined;
}

export interface ReferralPolicy extends ReferralTerms {
  /** Which edition of the merchant's policy this is; kept with each binding. */
  readonly version: number;
}

/** What a shop has before it says anything else. */
export const FIRST_POLICY: ReferralPolicy = { version: 1, whom: 'everyone', when: 'firstOpen', replaced: 'never' };

/** Terms that cannot stand are refused with a sentence; null means that they stand. */
export function referralFault({ days, replaced, protectedDays }: ReferralTerms): string | null {
  const fits = (value: number) => Number.isInteger(value) && value >= 1 && value <= DAYS_MAX;
  if (days !== undefined && !fits(days)) return `锁客天数要在 1 到 ${DAYS_MAX} 天之间`;
  if (replaced === 'afterExpiry' && days === undefined) return '终身锁客不会到期，不能选「到期后可以换」';
  if ((replaced === 'lastClick') !== (protectedDays !== undefined)) return '按最后一次打开换人，要写明保护几天';
  // At least a day: whoever opens two sharers' cards in turn adds a line a day to the history, not one a tap.
  if (protectedDays !== undefined && !fits(protectedDays)) return `保护期要在 1 到 ${DAYS_MAX} 天之间`;
  if (protectedDays !== undefined && days !== undefined && protectedDays > days) return '保护期不能比锁客天数还长';
  return null;
}

/** A visitor's referrer, and what that was promised when it began. */
export interface Binding {
  readonly referrerId: string;
  readonly boundAt: Ms;
  /** When it is over; left out: never. */
  readonly until?: Ms | undefined;
  /** From when on another share may take its place; left out: never. */
  readonly replaceableFrom?: Ms | undefined;
}

/** What a binding that begins now is promised. */
export function bindingFrom(policy: ReferralTerms, referrerId: string, boundAt: Ms): Binding {
  const until = policy.days === undefined ? undefined : boundAt + policy.days * DAY;
  const replaceableFrom =
    policy.replaced === 'never'
      ? undefined
      : policy.replaced === 'afterExpiry'
        ? until
        : boundAt + (policy.protectedDays ?? 0) * DAY;
  return {
    referrerId,
    boundAt,
    ...(until === undefined ? {} : { until }),
    ...(replaceableFrom === undefined ? {} : { replaceableFrom }),
  };
}

/** A binding counts from the moment it is made until it is over, that moment left out. */
export const lasts = (binding: Pick<Binding, 'until'>, now: Ms): boolean =>
  binding.until === undefined || now < binding.until;

/** Another share may take its place. */
export const mayBeReplaced = (binding: Pick<Binding, 'replaceableFrom'>, now: Ms): boolean =>
  binding.replaceableFrom !== undefined && binding.replaceableFrom <= now;

export type BindingAnswer =
  | 'bound' // the sharer is the referrer from now on
  | 'already' // bound to this sharer before, and still
  | 'elsewhere' // bound to somebody else before
  | 'waits' // an order will bind, by this policy
  | 'known' // bought here before, and the policy binds newcomers only
  | 'own' // one's own share
  | 'cycle' // the sharer was brought by this visitor, directly or over others
  | 'suspended'
  | 'takenAway' // a member of the shop took this referrer away, and nobody has come since
  | 'preview';

export interface Opening {
  readonly visitorId: string;
  readonly sharerId: string;
  readonly sharerSuspended: boolean;
  readonly policy: ReferralTerms;
  readonly now: Ms;
  /** The visitor has no order in the shop. */
  readonly newcomer: boolean;
  /** The share is named by an order that is being placed. */
  readonly ordering: boolean;
  readonly scene?: number | undefined;
  /** The visitor's latest binding, over or not. */
  readonly binding?: Binding | undefined;
  /** Whom a member of the shop took away as the referrer, nobody being the referrer since. */
  readonly takenAway?: string | undefined;
  /** Who is above the sharer, nearest first. */
  readonly sharerChain: readonly string[];
}

/** The answer to opening a share. Only `bound` changes anything. */
export function answerOpening(opening: Opening): BindingAnswer {
  const { visitorId, sharerId, policy, binding, now } = opening;
  if (opening.scene === SCENE_MOMENTS_PREVIEW) return 'preview';
  if (sharerId === visitorId) return 'own';
  if (binding && lasts(binding, now) && binding.referrerId === sharerId) return 'already';
  if (binding && !mayBeReplaced(binding, now)) return 'elsewhere';
  if (opening.sharerSuspended) return 'suspended';
  if (opening.takenAway === sharerId) return 'takenAway';
  // Whom the shop knew as somebody's friend is renewed or passed on; newcomers are asked for where nobody was.
  if (!binding && policy.whom === 'newcomers' && !opening.newcomer) return 'known';
  if (opening.sharerChain.includes(visitorId)) return 'cycle';
  if (policy.when === 'firstOrder' && !opening.ordering) return 'waits';
  return 'bound';
}
