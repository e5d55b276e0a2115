/** Who brought an order: taken once, when it is placed, and kept on it. */
import {
  type Attribution,
  type CommissionPolicy,
  type Earner,
  type Grade,
  gradeOf,
  type OwnPolicy,
} from '../../shared/domain/commission';
import { dayOf } from '../../shared/time';
import type { CampaignDoc, MerchantDoc, OwnCommission, ProductDoc, ShareDoc } from '../store/collections';
import { touchDay } from '../store/figures';
import { walletOf } from '../store/ledger';
import { openShare, referrersOf } from '../store/referral';
import { lastOpened } from '../store/visit';
import type { App } from './app';

interface Asked {
  /** The share that the buyer opened last, in whichever shop. */
  readonly shareToken: string | undefined;
  /** The group chat that the buyer had come from. */
  readonly chat: string | undefined;
  /** By line of the order: what its campaign or product pays instead of what the shop pays. */
  readonly own: Readonly<Record<string, OwnPolicy>>;
}

/**
 * What the order keeps: who is above the buyer, as many levels as the shop or any line pays; the policies that count, and the
 * grade that the first of them has by now. Where the policy binds with the first order it binds now; so it does if telling
 * us of the opening had failed: an order is made where the scene allows it, and by somebody who opened that share.
 */
export async function attributionOf(
  app: App,
  merchant: MerchantDoc,
  buyerId: string,
  { shareToken, chat, own }: Asked,
): Promise<Attribution> {
  const now = app.now();
  const policy = policyFor(app, merchant);
  const opened = shareToken === undefined ? null : await openedHere(app, merchant._id, buyerId, shareToken);
  const share = opened && opened.userId !== buyerId && !opened.erased ? opened : null;
  if (share) {
    const opening = { share, policy: merchant.referral, userId: buyerId, ordering: true, at: now };
    const { answer } = await openShare(app.store, opening);
    // Its visit is in the figures, or may be: the binding is not.
    if (answer === 'bound') await touchDay(app.store, merchant._id, dayOf(now), now);
  }
  const levels = Math.max(policy.rates.length, ...Object.values(own).map(({ rates }) => rates.length));
  const referrers = await referrersOf(app.store, merchant._id, buyerId, levels, now);
  const grade = await gradeWith(app, merchant, referrers[0]?.earnerId);
  return {
    earners: referrers.map(
      ({ binding, earnerId, suspended }, index): Earner => ({
        userId: earnerId,
        suspended,
        bindingId: binding.bindingId ?? '',
        boundAt: binding.boundAt ?? now,
        shareId: binding.shareId,
        ...(binding.until === undefined ? {} : { until: binding.until }),
        ...(binding.policyVersion === undefined ? {} : { referralVersion: binding.policyVersion }),
        ...(index === 0 && grade ? { grade } : {}),
      }),
    ),
    policy,
    ...(Object.keys(own).length === 0 ? {} : { own }),
    referralVersion: merchant.referral.version,
    ...(share ? { openedShareId: share._id, openedSharerId: share.userId } : {}),
    ...(chat === undefined ? {} : { chat }),
  };
}

type Settings = Pick<App, 'settings'>;

/**
 * The shop's policy as an order keeps it: with no more levels than this deployment pays. Neither who has set it, nor the
 * grades: the one that counts stands with its earner.
 */
export function policyFor({ settings }: Settings, { commission }: Pick<MerchantDoc, 'commission'>): CommissionPolicy {
  const { version, rates, cap, holdDays } = commission;
  return { version, rates: rates.slice(0, settings.commissionLevels), cap, holdDays };
}

/** What counts before the shop's policy, with no more levels than this deployment pays: the campaign's, else the product's. */
export function ownPolicyFor(
  { settings }: Settings,
  product: Pick<ProductDoc, 'commission'>,
  campaign: Pick<CampaignDoc, 'commission'> | undefined,
): OwnPolicy | undefined {
  const of = (whose: OwnPolicy['of'], own: OwnCommission | undefined): OwnPolicy | undefined =>
    own?.rates ? { of: whose, rates: own.rates.slice(0, settings.commissionLevels), version: own.version } : undefined;
  return of('campaign', campaign?.commission) ?? of('product', product.commission);
}

/** The grade that a promoter has earned with this merchant by now. */
export async function gradeWith(
  { store }: Pick<App, 'store'>,
  { _id, commission }: Pick<MerchantDoc, '_id' | 'commission'>,
  userId: string | undefined,
): Promise<Grade | undefined> {
  if (userId === undefined || !commission.grades?.length) return undefined;
  return gradeOf(commission, (await walletOf(store, _id, userId)).merit);
}

/**
 * The app remembers one share, whichever shop it is of. Where another shop's was opened since, the one that brought this
 * person here is found by their visits.
 */
export async function openedHere(
  { store }: Pick<App, 'store'>,
  merchantId: string,
  userId: string,
  token: string,
): Promise<ShareDoc | null> {
  const share = await store.shares.findOne({ _id: token });
  return share && share.merchantId !== merchantId ? lastOpened(store, merchantId, userId) : share;
}
