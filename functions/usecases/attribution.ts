/** Who brought an order: taken once, when it is placed, and kept on it. */
import type { Attribution, Earner } from '../../shared/domain/commission';
import type { MerchantDoc } from '../store/collections';
import { openShare, referrersOf } from '../store/referral';
import type { App } from './app';

/**
 * @param shareToken the share that the buyer opened last. Where the policy binds with the first order it binds now; so it
 *   does if telling us of the opening had failed: an order is made where the scene allows it, and by somebody who opened
 *   that share.
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
  const opened = shareToken === undefined ? null : await app.store.shares.findOne({ _id: shareToken });
  const counts = opened?.merchantId === merchant._id && opened.userId !== buyerId && !opened.erased;
  const share = counts ? opened : null;
  if (share) {
    await openShare(app.store, { share, policy: merchant.referral, userId: buyerId, ordering: true, at: now });
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
