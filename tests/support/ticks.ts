/** The warnings that a member who publishes this has to tick, as the app shows them. */
import { preflightPlanOf } from '../../functions/usecases/preflight';
import type { Input } from '../../shared/contracts/contracts';
import { preflight } from '../../shared/domain/preflight';
import type { World } from './world';

export async function ticksFor({ app }: World, wish: Input<'campaign.publish'>): Promise<string[]> {
  const { merchantId, productId, title, startsAt, endsAt } = wish;
  const product = await app.store.products.findOne({ _id: productId, merchantId });
  if (!product) return [];
  const about = { _id: wish.campaignId ?? 'cmp_new', merchantId, productId, title, startsAt, endsAt };
  const { kind, ...terms } = wish.terms;
  const plan = { ...about, kind, terms } as Parameters<typeof preflightPlanOf>[1];
  return preflight(await preflightPlanOf(app, plan, product)).map(({ sentence }) => sentence);
}
