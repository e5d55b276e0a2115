/** Who brought an order: taken once, when it is placed, and kept on it. */
import type { Attribution, Earner } from '../../shared/domain/commission';
import { dayOf } from '../../shared/time';
import type { MerchantDoc, ShareDoc } from '../store/collections';
import { touchDay } from '../store/figures';
import { openShare, referrersOf } from '../store/referral';
import { lastOpened } from '../store/visit';
import type { App } from './app';

/**
 * @param shareToken the share that the buyer opened last, in whichever shop. Where the policy binds with the first order it
 *   binds now; so it does if telling us of the opening had failed: an order is made where the scene allows it, and by
 *   somebody who opened that share.
 * @param chat the group chat that the buyer had come from
 */
export async function attributionOf(
  app: App,
  merchant: MerchantDoc,
  buyerId: string,
  shareToken: string | undefined,
  chat: string | undefined,
): Promise<Attribution> {
  const now = app.now();
  const levels = merchant.commission.rates.length;
  const opened = shareToken === undefined ? null : await openedHere(app, merchant._id, buyerId, shareToken);
  const share = opened && opened.userId !== buyerId && !opened.erased ? opened : null;
  if (share) {
    const opening = { share, policy: merchant.referral, userId: buyerId, ordering: true, at: now };
    const { answer } = await openShare(app.store, opening);
    // Its visit is in the figures, or may be: the binding is not.
    if (answer === 'bound') await touchDay(app.store, merchant._id, dayOf(now), now);
  }
  const referrers = await referrersOf(app.store, merchant._id, buyerId, levels, now);
  return {
    earners: referrers.map(
      ({ binding, earnerId, suspended }): Earner => ({
        userId: earnerId,
        suspended,
        bindingId: binding.bindingId ?? '',
        boundAt: binding.boundAt ?? now,
        shareId: binding.shareId,
        ...(binding.until === undefined ? {} : { until: binding.until }),
        ...(binding.policyVersion === undefined ? {} : { referralVersion: binding.policyVersion }),
      }),
    ),
    policy: merchant.commission,
    referralVersion: merchant.referral.version,
    ...(share ? { openedShareId: share._id, openedSharerId: share.userId } : {}),
    ...(chat === undefined ? {} : { chat }),
  };
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
