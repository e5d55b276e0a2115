/** Who brought an order: taken once, when it is placed, and kept on it. */
import type { Attribution, Earner } from '../../shared/domain/commission';
import type { MerchantDoc } from '../store/collections';
import { openShare, referrersOf } from '../store/referral';
import type { App } from './app';

/**
 * @param shareToken the share that the buyer opened last. If telling us of it had failed then, it binds now: an order
 *   is made where the scene allows it, and by somebody who opened that share.
 */
export async function attributionOf(
  app: App,
  merchant: MerchantDoc,
  buyerId: string,
  shareToken: string | undefined,
): Promise<Attribution> {
  const levels = merchant.commission.rates.length;
  const [known, opened] = await Promise.all([
    referrersOf(app.store, merchant._id, buyerId, levels),
    shareToken === undefined ? null : app.store.shares.findOne({ _id: shareToken }),
  ]);
  const share = opened?.merchantId === merchant._id ? opened : null;
  const bindsNow =
    known.length === 0 &&
    share !== null &&
    (await openShare(app.store, share, buyerId, undefined, app.now())) === 'bound';
  const referrers = bindsNow ? await referrersOf(app.store, merchant._id, buyerId, levels) : known;
  return {
    earners: referrers.map(
      ({ binding, earnerId, suspended }): Earner => ({
        userId: earnerId,
        suspended,
        bindingId: binding.bindingId ?? '',
        boundAt: binding.boundAt ?? app.now(),
        shareId: binding.shareId,
      }),
    ),
    policy: merchant.commission,
    ...(share ? { openedShareId: share._id, openedSharerId: share.userId } : {}),
  };
}
