/** What a member of the shop publishes: new campaigns, next editions, one of several who publish at once, and repeats. */
import { publishFromDesk } from '../../functions/usecases/campaign';
import type { Input, Parsed } from '../../shared/contracts/contracts';
import { type BargainTerms, USUAL_TERMS } from '../../shared/domain/bargain';
import { USUAL_TERMS as USUAL_GROUP_TERMS } from '../../shared/domain/groupBuy';
import { DAY } from '../../shared/time';
import { granted } from '../support/bargaining';
import { useDatabase } from '../support/database';
import { member } from '../support/room';
import { ticksFor } from '../support/ticks';
import { MERCHANT, openWorld, type Person, PRODUCT, SKU, START, type World } from '../support/world';

const database = useDatabase();
let world: World;
let owner: Person;
let operator: Person;

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

beforeAll(async () => {
  world = await openWorld(database);
  Object.assign(world.app, { stopwatch: () => 0 });
  owner = await member(world, '吴掌柜', 'owner');
  operator = await member(world, '小吴', 'operator');
});
afterAll(() => world.close());
beforeEach(() => world.reset());
afterEach(() => expect(world.errors).toEqual([]));

const terms: BargainTerms & { kind: 'bargain' } = {
  kind: 'bargain',
  ...USUAL_TERMS,
  prices: { [SKU]: { list: 3990, floor: 990 } },
};

type Wish = Input<'campaign.publish'>;

const wish = (part: Partial<Wish> = {}): Wish => ({
  merchantId: MERCHANT,
  requestId: 'publish-1',
  productId: PRODUCT,
  title: '水蜜桃砍到 ¥9.90',
  startsAt: START - DAY,
  endsAt: START + 30 * DAY,
  terms: { ...terms },
  ...part,
});

/** Every warning ticked, unless it says otherwise. */
const publish = async (part: Partial<Wish> = {}, by = owner) => {
  const wished = wish(part);
  return by.call('campaign.publish', { ...wished, ticked: part.ticked ?? (await ticksFor(world, wished)) });
};
const editions = (campaignId: string) =>
  world.app.store.campaignVersions.find({ campaignId }).sort({ edition: 1 }).toArray();

it('makes a campaign that its product shows, by whom and when; the same request again is the same campaign', async () => {
  const first = granted(await publish());
  expect(granted(await publish())).toEqual(first);
  expect(first.edition).toBe(1);
  expect(await editions(first.campaignId)).toMatchObject([{ edition: 1, by: owner.userId, publishedAt: world.now() }]);
  const product = granted(await owner.call('product.get', { productId: PRODUCT }));
  expect(product.bargain).toEqual({ campaignId: first.campaignId, floor: 990, helpers: terms.helpers });
});

it('the same request with another body is refused, and changes nothing', async () => {
  const { campaignId } = granted(await publish());
  expect(await publish({ title: '换个名字' })).toMatchObject({ refusal: { code: 'requestIdReused' } });
  expect(await world.app.store.campaigns.findOne({ _id: campaignId })).toMatchObject({ title: '水蜜桃砍到 ¥9.90' });
});

it('the next edition replaces the one that was seen; who has seen an older one is told, and a late repeat takes nothing back', async () => {
  const { campaignId } = granted(await publish());
  const second = { campaignId, seenEdition: 1, requestId: 'publish-2', terms: { ...terms, helpers: 5 } };
  expect(granted(await publish(second))).toEqual({ campaignId, edition: 2 });
  const late = { campaignId, seenEdition: 1, requestId: 'publish-3', terms: { ...terms, helpers: 9 } };
  expect(await publish(late, operator)).toMatchObject({ refusal: { code: 'conflict' } });
  expect(granted(await publish({ ...late, seenEdition: 2 }, operator))).toEqual({ campaignId, edition: 3 });
  expect(granted(await publish(second))).toEqual({ campaignId, edition: 2 });
  expect(granted(await publish())).toEqual({ campaignId, edition: 1 });
  expect(await world.app.store.campaigns.findOne({ _id: campaignId })).toMatchObject({
    edition: 3,
    terms: { helpers: 9 },
  });
  expect((await editions(campaignId)).map((one) => one.by)).toEqual([owner.userId, owner.userId, operator.userId]);
});

it('of two who publish at once one has the edition and the other is told', async () => {
  const { campaignId } = granted(await publish());
  const answers = await Promise.all(
    [owner, operator].map((by, index) =>
      publish({ campaignId, seenEdition: 1, requestId: `publish-b${index}`, title: `第 ${index} 个` }, by),
    ),
  );
  expect(answers.map((answer) => (answer.ok ? 'published' : answer.refusal.code)).sort()).toEqual([
    'conflict',
    'published',
  ]);
});

it('an edition whose publisher died on the way is followed by whoever publishes next', async () => {
  const { campaignId } = granted(await publish());
  const broken = { updateOne: () => Promise.reject(new Error('died')) };
  const counters = Object.assign(Object.create(world.app.store.counters), broken);
  const died = { ...world.app.store, counters };
  const wished = wish({ campaignId, seenEdition: 1, requestId: 'publish-2', title: '第二版' });
  const second = { ...wished, ticked: await ticksFor(world, wished) };
  await expect(
    publishFromDesk({ ...world.app, store: died } as never, owner.userId, second as never),
  ).rejects.toThrow();
  const other = { campaignId, seenEdition: 1, requestId: 'publish-3', title: '别的' };
  expect(await publish(other, operator)).toMatchObject({ refusal: { code: 'conflict' } });
  expect(await world.app.store.campaigns.findOne({ _id: campaignId })).toMatchObject({ edition: 2, title: '第二版' });
  expect(granted(await publish({ ...other, seenEdition: 2 }, operator))).toEqual({ campaignId, edition: 3 });
});

it('what cannot stand, an ended campaign, one that was never seen, and a campaign of another product are refused', async () => {
  expect(await publish({ terms: { ...terms, helpers: 101 } })).toMatchObject({
    refusal: { code: 'campaignTermsUnfit' },
  });
  const past = { startsAt: START - 2 * DAY, endsAt: world.now() };
  expect(await publish({ requestId: 'publish-4', ...past })).toMatchObject({ refusal: { code: 'campaignTermsUnfit' } });
  const { campaignId } = granted(await publish({ requestId: 'publish-5' }));
  const next = { campaignId, requestId: 'publish-6' };
  expect(await publish({ ...next, seenEdition: 7 })).toMatchObject({ refusal: { code: 'conflict' } });
  expect(await publish({ ...next, seenEdition: 1, productId: 'prd_other' })).toMatchObject({
    refusal: { code: 'notFound' },
  });
  granted(await owner.call('campaign.end', { merchantId: MERCHANT, campaignId, groups: 'endNow' }));
  expect(await publish({ ...next, seenEdition: 1 })).toMatchObject({ refusal: { code: 'campaignNotEditable' } });
});

it('a product that is off sale is sold by no new campaign; what was published of it before is answered as it was', async () => {
  const { products } = world.app.store;
  const first = granted(await publish());
  await products.updateOne({ _id: PRODUCT }, { $set: { status: 'archived' } });
  const again = await publish();
  const next = await publish({ campaignId: first.campaignId, seenEdition: 1, requestId: 'publish-2' });
  const other = await publish({ requestId: 'publish-3' });
  await products.updateOne({ _id: PRODUCT }, { $set: { status: 'onSale' } });
  expect(granted(again)).toEqual(first);
  for (const refused of [next, other]) expect(refused).toMatchObject({ refusal: { code: 'productGone' } });
});

describe('the checks before it', () => {
  it('what breaks a rule is blocked, also where everything is ticked', async () => {
    expect(await publish({ title: '水蜜桃免费拿' })).toMatchObject({ refusal: { code: 'campaignBlocked' } });
    expect(await world.app.store.campaigns.countDocuments({ kind: 'bargain' })).toBe(0);
  });

  it('each warning has to be ticked; who ticked them stays with the edition', async () => {
    const warnings = await ticksFor(world, wish());
    expect(warnings.length).toBeGreaterThan(0);
    expect(await publish({ ticked: warnings.slice(1) })).toMatchObject({ refusal: { code: 'campaignUnacknowledged' } });
    const { campaignId } = granted(await publish({ ticked: [...warnings, '没有这一条'] }, operator));
    expect(
      granted(await owner.call('campaign.listVersions', { merchantId: MERCHANT, campaignId })).versions,
    ).toMatchObject([{ edition: 1, by: '小吴', acknowledged: warnings }]);
  });

  it('what was ticked says what goods cost: it is told to those who decide', async () => {
    const { products } = world.app.store;
    await products.updateOne({ _id: PRODUCT }, { $set: { 'skus.0.cost': 1800 } });
    const { campaignId } = granted(await publish());
    await products.updateOne({ _id: PRODUCT }, { $unset: { 'skus.0.cost': '' } });
    const told = async (by: Person) =>
      granted(await by.call('campaign.listVersions', { merchantId: MERCHANT, campaignId })).versions[0];
    for (const by of [owner, operator]) expect(JSON.stringify(await told(by))).toContain('成本 ¥18');
    for (const role of ['shipper', 'viewer'] as const) {
      const seen = await told(await member(world, '只看', role));
      expect(seen).toMatchObject({ edition: 1, terms: { helpers: terms.helpers } });
      expect(seen).not.toHaveProperty('acknowledged');
    }
  });

  it('said again, it needs no tick that has come to be since', async () => {
    const first = granted(await publish());
    await world.app.store.products.updateOne({ _id: PRODUCT }, { $set: { 'skus.0.cost': 3000 } });
    expect(granted(await publish({ ticked: [] }))).toEqual(first);
    await world.app.store.products.updateOne({ _id: PRODUCT }, { $unset: { 'skus.0.cost': '' } });
  });
});

describe('a group buy', () => {
  const ofGroups = {
    kind: 'groupBuy' as const,
    ...USUAL_GROUP_TERMS,
    size: 3,
    prices: { [SKU]: 2990 },
    quota: 100,
    ladder: [],
  };
  const grouping = (part: Partial<Wish> = {}) =>
    publish({ title: '3 人拼水蜜桃', requestId: 'publish-group', terms: ofGroups, ...part });

  it('is published by its own rule, and its product shows it', async () => {
    expect(await grouping({ terms: { ...ofGroups, size: 101 } })).toMatchObject({
      refusal: { code: 'campaignTermsUnfit' },
    });
    const { campaignId } = granted(await grouping());
    const product = granted(await owner.call('product.get', { productId: PRODUCT }));
    expect(product.groupBuy).toMatchObject({ campaignId, size: 3, version: 1 });
    expect(product.skus[0]?.groupPrice).toBe(2990);
  });

  it('is no next edition of a bargain', async () => {
    const { campaignId } = granted(await publish());
    expect(await grouping({ campaignId, seenEdition: 1 })).toMatchObject({ refusal: { code: 'conflict' } });
  });

  it('two who publish it at once with one request make one campaign of one edition', async () => {
    const answers = await Promise.all([grouping(), grouping()]);
    const ids = answers.map((answer) => granted(answer).campaignId);
    expect(new Set(ids).size).toBe(1);
    expect(await editions(ids[0] ?? '')).toHaveLength(1);
  });

  it('tells every edition with who published it, newest first', async () => {
    const { campaignId } = granted(await grouping());
    await world.advance(1000);
    const next = { campaignId, seenEdition: 1, requestId: 'publish-next', terms: { ...ofGroups, size: 4 } };
    granted(await publish({ title: '4 人拼水蜜桃', ...next }, operator));
    expect(granted(await owner.call('campaign.listVersions', { merchantId: MERCHANT, campaignId }))).toMatchObject({
      kind: 'groupBuy',
      versions: [
        { edition: 2, by: '小吴', publishedAt: world.now(), title: '4 人拼水蜜桃', terms: { size: 4 } },
        { edition: 1, by: '吴掌柜', publishedAt: world.now() - 1000, title: '3 人拼水蜜桃', terms: { size: 3 } },
      ],
    });
  });
});

it('what was published is answered as it was, also once its SKU costs something else or it is over', async () => {
  const { products } = world.app.store;
  const price = (fen: number) => products.updateOne({ _id: PRODUCT }, { $set: { 'skus.0.price': fen } });
  const brief = { endsAt: world.now() + 2 * DAY };
  const first = granted(await publish(brief));
  await price(4000);
  expect(granted(await publish(brief))).toEqual(first);
  expect(await publish({ requestId: 'publish-7' })).toMatchObject({ refusal: { code: 'campaignTermsUnfit' } });
  await price(3990);
  await world.advance(3 * DAY);
  expect(granted(await publish(brief))).toEqual(first);
});

it('a product shows its newest campaign, whatever is published again of an older one, until that is over', async () => {
  const shown = async () => (await world.app.store.products.findOne({ _id: PRODUCT }))?.bargainCampaignId;
  const older = granted(await publish());
  await world.advance(DAY);
  const newer = granted(await publish({ requestId: 'publish-8', endsAt: world.now() + 2 * DAY }));
  expect(await shown()).toBe(newer.campaignId);
  granted(await publish());
  const next = { campaignId: older.campaignId, seenEdition: 1, requestId: 'publish-9', title: '第二版' };
  granted(await publish(next));
  expect(await shown()).toBe(newer.campaignId);
  await world.advance(3 * DAY);
  granted(await publish({ ...next, seenEdition: 2, requestId: 'publish-10' }));
  expect(await shown()).toBe(older.campaignId);
});

const offered = async () => granted(await owner.call('product.get', { productId: PRODUCT })).bargain?.campaignId;

it('one that is for later takes nothing from the one that is shown, and is shown once it has begun', async () => {
  const now = granted(await publish({ endsAt: world.now() + 30 * DAY }));
  const [soon, later] = [3 * DAY, 6 * DAY].map((wait) => ({
    startsAt: world.now() + wait,
    endsAt: world.now() + 20 * DAY,
  }));
  const second = granted(await publish({ requestId: 'publish-8', ...soon }));
  const third = granted(await publish({ requestId: 'publish-9', ...later }));
  for (const campaignId of [now, second, third].map((one) => one.campaignId)) {
    expect(await offered()).toBe(campaignId);
    await world.advance(3 * DAY + 1);
  }
});

/** The shop's collections, where a write of a product that names what it shows meets with something else. */
function whenShown(happens: (write: () => Promise<unknown>) => Promise<unknown>): World['app'] {
  const products = new Proxy(world.app.store.products, {
    get(target, name) {
      const value = Reflect.get(target, name);
      if (name !== 'updateOne') return typeof value === 'function' ? value.bind(target) : value;
      return (...args: [object, { $set?: object }]) => {
        const write = () => value.apply(target, args) as Promise<unknown>;
        return args[1].$set === undefined ? write() : happens(write);
      };
    },
  });
  return { ...world.app, store: { ...world.app.store, products } };
}

const publishWith = async (app: World['app'], part: Partial<Wish>) => {
  const wished = wish(part);
  const ticked = await ticksFor(world, wished);
  return publishFromDesk(app, owner.userId, { ...wished, ticked } as Parsed<'campaign.publish'>);
};
it.each([0, 1])(
  'of one for later and one that begins at once, published at the same time, each is shown when it is due: %i',
  async (slow) => {
    const plans = [
      { requestId: `publish-soon${slow}`, endsAt: world.now() + 2 * DAY },
      { requestId: `publish-later${slow}`, startsAt: world.now() + 3 * DAY, endsAt: world.now() + 9 * DAY },
    ];
    const ids = ['', ''];
    const app = whenShown(async (write) => {
      if (ids[1 - slow] === '') ids[1 - slow] = granted(await publish(plans[1 - slow], operator)).campaignId;
      return write();
    });
    const published = await publishWith(app, plans[slow] ?? {});
    ids[slow] = published.ok ? published.value.campaignId : '';
    const [soon, later] = ids;
    expect(await offered()).toBe(soon);
    expect(await world.app.store.products.findOne({ _id: PRODUCT })).toMatchObject({ bargainCampaignId: soon });
    await world.advance(4 * DAY);
    expect(await offered()).toBe(later);
  },
);

it('buyers find one whose publisher died before the product showed it, and whoever publishes next shows it', async () => {
  const app = whenShown(() => Promise.reject(new Error('died')));
  await expect(publishWith(app, { requestId: 'publish-died' })).rejects.toThrow('died');
  const found = await world.app.store.campaigns.findOne({ kind: 'bargain' });
  expect(await offered()).toBe(found?._id);
  const other = { campaignId: found?._id, seenEdition: 0, requestId: 'publish-8' };
  expect(await publish(other, operator)).toMatchObject({ refusal: { code: 'conflict' } });
  expect(await world.app.store.products.findOne({ _id: PRODUCT })).toMatchObject({ bargainCampaignId: found?._id });
});

it('one that is over is named by its product no longer once another is published', async () => {
  const first = granted(await publish({ requestId: 'publish-over' }));
  granted(await owner.call('campaign.end', { merchantId: MERCHANT, campaignId: first.campaignId, groups: 'endNow' }));
  const second = granted(await publish({ requestId: 'publish-8' }));
  const { laterCampaignIds } = (await world.app.store.products.findOne({ _id: PRODUCT })) ?? {};
  expect(laterCampaignIds).toContain(second.campaignId);
  expect(laterCampaignIds).not.toContain(first.campaignId);
});

it('one that is shown from the beginning and is for later gives way to one that begins at once', async () => {
  const week = { startsAt: world.now() + 7 * DAY, endsAt: world.now() + 20 * DAY };
  const later = granted(await publish(week));
  expect(await offered()).toBeUndefined();
  const now = granted(await publish({ requestId: 'publish-8', endsAt: world.now() + 5 * DAY }));
  expect(await offered()).toBe(now.campaignId);
  await world.advance(8 * DAY);
  expect(await offered()).toBe(later.campaignId);
});
