/** What a campaign is checked against, as it stands in the shop: stock, sales of the last days, other campaigns, commissions. */
import type { Input, Output } from '../../shared/contracts/contracts';
import { USUAL_TERMS } from '../../shared/domain/bargain';
import { forecastOf } from '../../shared/domain/forecast';
import { USUAL_LIMITS } from '../../shared/domain/platform';
import { type Finding, type PreflightPlan, preflight } from '../../shared/domain/preflight';
import { DAY } from '../../shared/time';
import { BARGAIN_CAMPAIGN, granted, offerBargain } from '../support/bargaining';
import { buy } from '../support/bought';
import { useDatabase } from '../support/database';
import { member } from '../support/room';
import { ticksFor } from '../support/ticks';
import { CAMPAIGN, MERCHANT, openWorld, type Person, PRODUCT, SKU, START, type World } from '../support/world';

const database = useDatabase();
let world: World;
let owner: Person;
let buyer: Person;

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

beforeAll(async () => {
  world = await openWorld(database);
  Object.assign(world.app, { stopwatch: () => 0 });
  owner = await member(world, '吴掌柜', 'owner');
  buyer = await world.person('周小满');
});
afterAll(() => world.close());
beforeEach(() => world.reset());
afterEach(() => expect(world.errors).toEqual([]));

type Facts = Output<'preflight.facts'>;

const facts = async (campaignId?: string): Promise<Facts> =>
  granted(
    await owner.call('preflight.facts', {
      merchantId: MERCHANT,
      productId: PRODUCT,
      ...(campaignId === undefined ? {} : { campaignId }),
    }),
  );

const peach = async (campaignId?: string) => (await facts(campaignId)).skus.find(({ id }) => id === SKU);

/** A group that is formed: three pieces at ¥29.90. */
async function formed(): Promise<void> {
  const { orderId, groupId } = await world.place(buyer);
  await world.pay(buyer, orderId);
  await world.settle();
  for (const name of ['阿杰', '小鹿']) {
    const friend = await world.person(name);
    const placed = await world.place(friend, { groupId: groupId ?? '' });
    await world.pay(friend, placed.orderId);
  }
  await world.settle();
}

it('tells price, stock and cost; what was never sold has no lowest price', async () => {
  const before = await peach();
  expect(before).toMatchObject({ price: 3990, left: 1000 });
  expect(before).not.toHaveProperty('lowestPaid');
  await world.app.store.products.updateOne({ _id: PRODUCT, 'skus.id': SKU }, { $set: { 'skus.$.cost': 1800 } });
  expect(await peach()).toMatchObject({ cost: 1800 });
  await world.app.store.products.updateOne({ _id: PRODUCT, 'skus.id': SKU }, { $unset: { 'skus.$.cost': '' } });
});

it('the lowest price of seven days is what a piece was paid with, by whatever way, and no longer after them', async () => {
  await buy(world, buyer, { skus: { [SKU]: 2 } });
  await world.settle();
  expect((await peach())?.lowestPaid).toBe(3990);
  await formed();
  expect((await peach())?.lowestPaid).toBe(2990);
  // What a campaign sells is no price of before it.
  expect((await peach(CAMPAIGN))?.lowestPaid).toBe(3990);
  await world.advance(8 * DAY);
  expect(await peach()).not.toHaveProperty('lowestPaid');
});

it('other campaigns of the product are named, and a campaign does not stand in its own way', async () => {
  await offerBargain(world);
  const titles = async (campaignId?: string) => (await facts(campaignId)).others.map(({ title }) => title).sort();
  expect(await titles()).toEqual(['水蜜桃砍到 ¥9.90', '阳山水蜜桃 3 人团']);
  expect(await titles(BARGAIN_CAMPAIGN)).toEqual(['阳山水蜜桃 3 人团']);
});

it('commissions are those of the policy that counts, with the best grade, under the cap', async () => {
  const { merchants, products } = world.app.store;
  const { commission } = (await merchants.findOne({ _id: MERCHANT })) ?? {};
  if (!commission) throw new Error('the shop is not there');
  const grades = [{ name: '金牌', merit: 100_000, bonus: 500 }];
  await merchants.updateOne(
    { _id: MERCHANT },
    { $set: { 'commission.rates': [800], 'commission.cap': 1200, 'commission.grades': grades } },
  );
  const allowed = { levels: 1, mostLevels: world.app.settings.commissionLevels };
  expect((await facts()).commission).toEqual({ asked: 1300, rate: 1200, cap: 1200, ...allowed });
  await products.updateOne({ _id: PRODUCT }, { $set: { commission: { version: 1, rates: [1500], at: 0, by: 'x' } } });
  expect((await facts()).commission).toEqual({ asked: 2000, rate: 1200, cap: 1200, ...allowed });
  await products.updateOne({ _id: PRODUCT }, { $unset: { commission: '' } });
  const limits = { ...USUAL_LIMITS, commissionCap: 700, version: 1 };
  await merchants.updateOne({ _id: MERCHANT }, { $set: { limits } });
  expect((await facts()).commission).toMatchObject({ asked: 1300, rate: 1200, cap: 700 });
  await merchants.updateOne({ _id: MERCHANT }, { $unset: { limits: '' } });
  await merchants.updateOne({ _id: MERCHANT }, { $set: { commission } });
});

it('what a campaign has sold of its quota is told', async () => {
  expect(await facts(CAMPAIGN)).toMatchObject({ taken: 0, product: { caption: '现摘现发', promises: ['坏果包赔'] } });
  await formed();
  expect([(await facts(CAMPAIGN)).taken, (await facts()).taken]).toEqual([3, 0]);
});

const wish: Input<'campaign.publish'> = {
  merchantId: MERCHANT,
  requestId: 'publish-1',
  productId: PRODUCT,
  title: '水蜜桃砍到 ¥9.90',
  startsAt: START,
  endsAt: START + 30 * DAY,
  terms: { kind: 'bargain', ...USUAL_TERMS, prices: { [SKU]: { list: 3990, floor: 990 } } },
};

/** What the app finds, with what it was told over HTTP. */
async function foundByApp(part: Partial<typeof wish>): Promise<Finding[]> {
  const { terms: wished, title, startsAt, endsAt } = { ...wish, ...part };
  const { kind, ...terms } = wished;
  const plan = { kind, terms, title, startsAt, endsAt, ...(await facts()), now: world.now() };
  return preflight(plan as PreflightPlan);
}

const publish = async (part: Partial<typeof wish>) => owner.call('campaign.publish', { ...wish, ...part });
const terms = (part: object) => ({ terms: { ...wish.terms, ...part } }) as Partial<typeof wish>;

it.each([
  ['nothing but risks', {}],
  ['a quota above the stock', terms({ quota: 5_000 })],
  ['a floor below the cost', terms({ prices: { [SKU]: { list: 3990, floor: 100 } } })],
  ['words that are forbidden', { title: '水蜜桃免费拿' }],
] as const)('the app and the server come to the same: %s', async (_, part: Partial<typeof wish>) => {
  await world.app.store.products.updateOne({ _id: PRODUCT, 'skus.id': SKU }, { $set: { 'skus.$.cost': 800 } });
  const found = await foundByApp(part);
  const ticked = found.flatMap(({ level, sentence }) => (level === 'warning' ? [sentence] : []));
  expect(ticked).not.toEqual([]);
  if (found.some(({ level }) => level === 'error')) {
    expect(await publish({ ...part, ticked })).toMatchObject({ refusal: { code: 'campaignBlocked' } });
    return;
  }
  for (const missing of ticked) {
    const others = ticked.filter((one) => one !== missing);
    expect(await publish({ ...part, ticked: others })).toMatchObject({ refusal: { code: 'campaignUnacknowledged' } });
  }
  const { campaignId } = granted(await publish({ ...part, ticked }));
  const version = await world.app.store.campaignVersions.findOne({ campaignId });
  expect(version).toMatchObject({ by: owner.userId, acknowledged: ticked });
});

it('what was expected of a campaign is worked out by the server as by the app, and stays with its edition', async () => {
  const { products, campaignVersions } = world.app.store;
  const chances = {
    visitors: 800,
    conversion: 900,
    shareRate: 1_500,
    friends: 120,
    successRate: 6_000,
    refundRate: 250,
  };
  const ticked = (await foundByApp({})).map(({ sentence }) => sentence);
  const told = forecastOf({ ...wish, ...kindOf(wish), ...(await facts()), now: world.now() } as PreflightPlan, chances);
  const { campaignId } = granted(await publish({ ticked, forecast: chances }));
  expect(told?.measures).toHaveProperty('margin');
  expect((await campaignVersions.findOne({ campaignId }))?.forecast).toEqual(told);
  // Costs change, and another edition expects nothing: what was said stays said.
  await products.updateOne({ _id: PRODUCT, 'skus.id': SKU }, { $set: { 'skus.$.cost': 900 } });
  const next = { campaignId, seenEdition: 1, requestId: 'publish-2', title: '砍到 ¥9.90' };
  granted(await publish({ ...next, ticked: await ticksFor(world, { ...wish, ...next }) }));
  const [first, second] = await campaignVersions.find({ campaignId }).sort({ edition: 1 }).toArray();
  expect([first?.forecast, second && 'forecast' in second]).toEqual([told, false]);
});

const kindOf = ({ terms: { kind, ...rest } }: typeof wish) => ({ kind, terms: rest });

it('a campaign of another product is not found', async () => {
  const wish = { merchantId: MERCHANT, productId: 'prd_nowhere', campaignId: CAMPAIGN };
  expect(await owner.call('preflight.facts', wish)).toMatchObject({ refusal: { code: 'notFound' } });
});

it('what ended campaigns came to is summed by kind; those that are on are left out', async () => {
  await formed();
  const past = async (kind: 'groupBuy' | 'bargain') =>
    granted(await owner.call('simulator.past', { merchantId: MERCHANT, kind }));
  expect(await past('groupBuy')).toMatchObject({ campaigns: 0, wanted: 0, deals: 0 });
  const lost = await world.place(buyer);
  await world.pay(buyer, lost.orderId);
  await world.settle();
  await world.advance(2 * DAY);
  await world.settle();
  await world.app.store.campaigns.updateOne({ _id: CAMPAIGN }, { $set: { status: 'ended' } });
  expect(await past('groupBuy')).toMatchObject({
    campaigns: 1,
    wanted: 4,
    deals: 2,
    succeeded: 1,
    pieces: 3,
    returned: 0,
  });
  expect(await past('bargain')).toMatchObject({ campaigns: 0 });
});
