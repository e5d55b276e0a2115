/**
 * WHO WORKS FOR THE DEMO SHOP, AND WHAT THEY HAVE DONE IN ITS ROOM: invited, published, paused, begun to write. Each call
 * is in the shop's log, as over HTTP.
 */
import { preflightPlanOf } from '../../functions/usecases/preflight';
import type { Input } from '../../shared/contracts/contracts';
import { preflight } from '../../shared/domain/preflight';
import { DAY, type Ms } from '../../shared/time';
import { operator, owner, shipper } from './people';
import { campaignId, MERCHANT, productId, products, skuId, termsOf } from './shop';
import type { Stage } from './stage';

/** Two come by the owner's links; a third link is still open. */
export async function hire(stage: Stage): Promise<void> {
  for (const [person, role] of [
    [operator, 'operator'],
    [shipper, 'shipper'],
  ] as const) {
    const { code } = await stage.manage(owner, 'member.invite', {
      merchantId: MERCHANT,
      requestId: `seed-invite-${role}`,
      role,
    });
    await stage.manage(person, 'member.accept', { code });
  }
  await stage.manage(owner, 'member.invite', { merchantId: MERCHANT, requestId: 'seed-invite-viewer', role: 'viewer' });
}

/** A second edition, a campaign that is paused again, and two that are being written. */
export async function runCampaigns(stage: Stage, opening: Ms): Promise<void> {
  const times = { merchantId: MERCHANT, startsAt: opening - 30 * DAY, endsAt: opening + 3 * 365 * DAY };
  const potato = products.find(({ key }) => key === 'sweetPotato');
  if (!potato?.groupBuy) throw new Error('the demo shop sells sweet potatoes to groups');
  await publish(stage, {
    ...times,
    requestId: 'seed-publish-potato',
    campaignId: campaignId('sweetPotato'),
    seenEdition: 1,
    productId: productId('sweetPotato'),
    title: '红薯 邻居一起拼',
    terms: {
      kind: 'groupBuy',
      ...termsOf(potato, potato.groupBuy),
      perOrder: potato.groupBuy.perOrder - 1,
    } as Input<'campaign.publish'>['terms'],
    forecast: { visitors: 120, conversion: 1200, shareRate: 2500, friends: 150, successRate: 8000, refundRate: 300 },
    ticked: [],
  });
  const corn = await publish(stage, {
    ...times,
    requestId: 'seed-publish-corn',
    productId: productId('corn'),
    title: '玉米 3 人团',
    terms: {
      kind: 'groupBuy',
      ...termsOf(potato, potato.groupBuy),
      size: 3,
      prices: { [skuId('corn', 'eight')]: 2480 },
      ladder: [],
    },
    ticked: [],
  });
  await stage.manage(operator, 'campaign.pause', { merchantId: MERCHANT, campaignId: corn });
  const nothing = { values: [], prices: {}, steps: [] };
  await stage.manage(operator, 'draft.save', {
    merchantId: MERCHANT,
    requestId: 'seed-draft-grape',
    kind: 'groupBuy',
    productId: productId('grape'),
    body: {
      ...nothing,
      title: '夏黑葡萄 5 人团',
      startsAt: '',
      endsAt: '',
      values: [{ term: 'size', typed: '5' }],
      prices: { [skuId('grape', 'five')]: '39.80' },
    },
  });
}

/** With every warning ticked, as the app shows them. @returns the campaign's id */
async function publish(stage: Stage, wish: Input<'campaign.publish'>): Promise<string> {
  const { productId: _id, terms: kindAndTerms, title, startsAt, endsAt } = wish;
  const product = await stage.app.store.products.findOne({ _id });
  if (!product) throw new Error(`the demo shop has no ${_id}`);
  const { kind, ...terms } = kindAndTerms;
  const about = { _id: wish.campaignId ?? '', merchantId: MERCHANT, productId: _id, title, startsAt, endsAt };
  const plan = { ...about, kind, terms } as Parameters<typeof preflightPlanOf>[1];
  const ticked = preflight(await preflightPlanOf(stage.app, plan, product)).map(({ sentence }) => sentence);
  return (await stage.manage(operator, 'campaign.publish', { ...wish, ticked })).campaignId;
}
