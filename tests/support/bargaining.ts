/** What the tests of bargains share: a campaign of the shop's one product, bargains of it, and friends who help. */
import { publish } from '../../functions/store/campaign';
import type { BargainDoc } from '../../functions/store/collections';
import { type BargainTerms, USUAL_TERMS } from '../../shared/domain/bargain';
import { DAY } from '../../shared/time';
import { MERCHANT, type Person, PRODUCT, SKU, START, type World } from './world';

export const BARGAIN_CAMPAIGN = 'cmp_bargain';

/** ¥39.90 to ¥9.90 with the help of three. */
export const BARGAIN_TERMS: BargainTerms = {
  ...USUAL_TERMS,
  prices: { [SKU]: { list: 3990, floor: 990 } },
  helpers: 3,
};

/** Publishes the bargain campaign with these terms; the product shows it. */
export async function offerBargain(world: World, terms: Partial<BargainTerms> = {}): Promise<void> {
  const plan = {
    _id: BARGAIN_CAMPAIGN,
    merchantId: MERCHANT,
    kind: 'bargain' as const,
    productId: PRODUCT,
    title: '水蜜桃砍到 ¥9.90',
    startsAt: START - DAY,
    endsAt: START + 365 * DAY,
    terms: { ...BARGAIN_TERMS, ...terms },
  };
  await publish(world.app.store, plan, world.now());
  await world.app.store.products.updateOne({ _id: PRODUCT }, { $set: { bargainCampaignId: BARGAIN_CAMPAIGN } });
}

/** The value of an answer; throws where it is a no. */
export function granted<T>(answer: { ok: true; value: T } | { ok: false; refusal: { code: string } }): T {
  if (!answer.ok) throw new Error(answer.refusal.code);
  return answer.value;
}

let taps = 0;

/** Starts a bargain for this person. @returns its id */
export async function bargainOf(person: Person): Promise<string> {
  const requestId = `bargain-${++taps}`;
  const { bargainId } = granted(
    await person.call('bargain.start', { requestId, campaignId: BARGAIN_CAMPAIGN, skuId: SKU }),
  );
  return bargainId;
}

export async function readBargain({ app }: World, bargainId: string): Promise<BargainDoc> {
  const bargain = await app.store.bargains.findOne({ _id: bargainId });
  if (!bargain) throw new Error(`${bargainId} is not there`);
  return bargain;
}

/** Places an order by this bargain, at what it stands at. */
export async function orderByBargain(
  world: World,
  person: Person,
  bargainId: string,
  requestId = `ordering-${++taps}`,
  shareToken?: string,
) {
  const { price } = await readBargain(world, bargainId);
  return person.call('order.place', {
    requestId,
    lines: [{ skuId: SKU, quantity: 1 }],
    bargainId,
    shareToken,
    seenTotal: price,
  });
}
