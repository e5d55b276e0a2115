/** The warnings that a member who publishes this has to tick, as the app shows them. */
import { findingsOf } from '../../functions/usecases/preflight';
import type { Input } from '../../shared/contracts/contracts';
import type { World } from './world';

export async function ticksFor({ app }: World, wish: Input<'campaign.publish'>): Promise<string[]> {
  const { merchantId, productId, title, startsAt, endsAt } = wish;
  const product = await app.store.products.findOne({ _id: productId, merchantId });
  if (!product) return [];
  const about = { _id: wish.campaignId ?? 'cmp_new', merchantId, productId, title, startsAt, endsAt };
  const { kind, ...terms } = wish.terms;
  const plan = { ...about, kind, terms } as Parameters<typeof findingsOf>[1];
  return (await findingsOf(app, plan, product)).map(({ sentence }) => sentence);
}
