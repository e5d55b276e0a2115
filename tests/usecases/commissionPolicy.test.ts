/** What a shop, its products and its campaigns pay: set by the owner, kept in editions, and told to whoever shares. */
import type { App } from '../../functions/usecases/app';
import { setCommissionPolicy, setOwnPolicy } from '../../functions/usecases/commissionPolicy';
import type { Input } from '../../shared/contracts/contracts';
import type { Result } from '../../shared/result';
import { DAY, dayOf } from '../../shared/time';
import { useDatabase } from '../support/database';
import { member } from '../support/room';
import { putOnShelf } from '../support/shelf';
import { CAMPAIGN, MERCHANT, openWorld, type Person, PRODUCT, type World } from '../support/world';

const database = useDatabase();
let world: World;
let owner: Person;

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

const FIRST = { version: 1, rates: [800], cap: 3000, holdDays: 7 };
const TERMS = { rates: [1000], cap: 3000, holdDays: 10, grades: [{ name: '银牌', merit: 100_000, bonus: 200 }] };

beforeAll(async () => {
  world = await openWorld(database);
  Object.assign(world.app, { stopwatch: () => 0 });
  owner = await member(world, '吴掌柜', 'owner');
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  allow(1);
  const { merchants, products } = world.app.store;
  await merchants.updateOne({ _id: MERCHANT }, { $set: { commission: FIRST }, $unset: { commissionHistory: '' } });
  await products.updateMany({}, { $unset: { commission: '', commissionHistory: '' } });
});
afterEach(() => expect(world.errors).toEqual([]));

/** So many levels the deployment allows. */
function allow(commissionLevels: 1 | 2): void {
  Object.assign(world.app.settings, { commissionLevels });
}

/** The app as two callers find it who have both read there before either of them writes. */
function readingTogether(name: 'merchants' | 'products'): App {
  let waiting = 2;
  let go = () => {};
  const bothHaveRead = new Promise<void>((resolve) => {
    go = resolve;
  });
  const { store } = world.app;
  const read = new Proxy(store.db.collection<{ _id: string }>(name), {
    get(target, method) {
      if (method !== 'findOne') return Reflect.get(target, method).bind(target);
      return async (filter: object) => {
        const found = await target.findOne(filter);
        waiting -= 1;
        if (waiting === 0) go();
        await bothHaveRead;
        return found;
      };
    },
  });
  return { ...world.app, store: { ...store, [name]: read } };
}

const saidOf = (answers: readonly Result<unknown, string>[]) =>
  answers.map((answer) => (answer.ok ? 'set' : answer.refusal)).sort();

const set = (version: number, terms: Partial<typeof TERMS> = {}, by = owner) =>
  by.call('commissionPolicy.set', { merchantId: MERCHANT, version, ...TERMS, ...terms });

async function told() {
  const answer = await owner.call('commissionPolicy.get', { merchantId: MERCHANT });
  if (!answer.ok) throw new Error(answer.refusal.code);
  return answer.value;
}

const ofProduct = { productId: PRODUCT };
const ofCampaign = { campaignId: CAMPAIGN };

const setOwn = (version: number, rates: number[] | null, of: Input<'commissionPolicy.setOwn'>['of'] = ofProduct) =>
  owner.call('commissionPolicy.setOwn', { merchantId: MERCHANT, of, version, rates });

async function listed(of: 'product' | 'campaign', cursor?: string) {
  const answer = await owner.call('commissionPolicy.listOwn', { merchantId: MERCHANT, of, cursor });
  if (!answer.ok) throw new Error(answer.refusal.code);
  return answer.value;
}

const itemOf = async (of: 'product' | 'campaign', id: string) => (await listed(of)).items.find((one) => one.id === id);

describe('the shop’s policy', () => {
  it('has editions, each with since when and by whom', async () => {
    expect(await told()).toEqual({ policy: { ...FIRST, grades: [] }, levels: 1, afterSaleDays: 7, history: [] });
    const [at, by] = [world.now(), '吴掌柜'];
    expect(await set(1)).toMatchObject({ value: { ...TERMS, version: 2, at, by } });
    await world.advance(DAY);
    // A last level that is paid nothing is no level.
    expect(await set(2, { rates: [0] })).toMatchObject({ value: { rates: [], version: 3 } });
    expect(await told()).toMatchObject({
      policy: { ...TERMS, rates: [], version: 3, at: at + DAY, by },
      history: [
        { ...TERMS, version: 2, at, by },
        { ...FIRST, grades: [] },
      ],
    });
  });

  it('tells the newest twenty before it, and keeps all', async () => {
    for (let version = 1; version <= 22; version++) {
      const wanted = { merchantId: MERCHANT, version, ...TERMS, holdDays: version };
      expect(await setCommissionPolicy(world.app, owner.userId, wanted)).toMatchObject({ ok: true });
    }
    expect((await told()).history.map(({ version }) => version)).toEqual(
      Array.from({ length: 20 }, (_, index) => 22 - index),
    );
    const merchant = await world.app.store.merchants.findOne({ _id: MERCHANT });
    expect(merchant?.commissionHistory).toHaveLength(22);
  });

  it('set by two at once is one’s, and the other is told; the same again is answered as before', async () => {
    const other = await member(world, '顾晴', 'owner');
    const app = readingTogether('merchants');
    const wish = { merchantId: MERCHANT, version: 1, ...TERMS };
    const answers = await Promise.all([
      setCommissionPolicy(app, owner.userId, wish),
      setCommissionPolicy(app, other.userId, { ...wish, rates: [500] }),
    ]);
    expect(saidOf(answers)).toEqual(['conflict', 'set']);
    const { policy } = await told();
    expect(await set(1, { rates: policy.rates }, policy.by === '顾晴' ? other : owner)).toMatchObject({
      value: policy,
    });
    expect((await told()).history).toHaveLength(1);
    for (const version of [1, 3])
      expect(await set(version, { holdDays: 3 })).toMatchObject({ refusal: { code: 'conflict' } });
  });

  it.each<[string, Partial<typeof TERMS>]>([
    ['commissionRateRange', { rates: [10_001] }],
    ['commissionRateRange', { rates: [-1] }],
    ['commissionRateRange', { cap: 10_001 }],
    ['commissionRateRange', { grades: [{ name: '银牌', merit: 1, bonus: -1 }] }],
    ['commissionLevels', { rates: [800, 300] }],
    ['commissionHoldRange', { holdDays: 366 }],
    ['commissionOverCap', { rates: [2900] }],
    ['commissionGrades', { grades: [...TERMS.grades, ...TERMS.grades] }],
  ])('is refused with %s for %j, and stays as it was', async (code, terms) => {
    expect(await set(1, terms)).toMatchObject({ refusal: { code } });
    expect((await told()).policy.version).toBe(1);
  });

  it('pays two levels where the deployment allows them, never three', async () => {
    allow(2);
    expect(await set(1, { rates: [800, 300, 100] })).toMatchObject({ refusal: { code: 'commissionLevels' } });
    expect(await set(1, { rates: [800, 300] })).toMatchObject({ value: { rates: [800, 300] } });
    expect((await told()).levels).toBe(2);
  });
});

describe('a policy of its own', () => {
  it('counts instead of the shop’s, can be none at all, and is taken back; no number names two editions', async () => {
    expect(await itemOf('product', PRODUCT)).toEqual({
      id: PRODUCT,
      productId: PRODUCT,
      title: '阳山水蜜桃',
      cover: '/pictures/1f351.webp',
      before: [],
      of: 'shop',
      rates: [800],
    });
    const [at, by] = [world.now(), '吴掌柜'];
    expect(await setOwn(0, [1500])).toMatchObject({ value: { own: { rates: [1500], version: 1, at, by } } });
    expect(await itemOf('product', PRODUCT)).toMatchObject({ of: 'product', rates: [1500], own: { version: 1 } });
    expect(await setOwn(1, [])).toMatchObject({ value: { own: { rates: [], version: 2 } } });
    expect(await itemOf('product', PRODUCT)).toMatchObject({ of: 'product', rates: [0] });
    expect(await setOwn(2, null)).toMatchObject({ value: { own: { rates: null, version: 3 } } });
    expect(await itemOf('product', PRODUCT)).toMatchObject({
      of: 'shop',
      rates: [800],
      own: { rates: null, version: 3 },
      before: [
        { rates: [], version: 2 },
        { rates: [1500], version: 1 },
      ],
    });
    expect(await setOwn(3, [1200])).toMatchObject({ value: { own: { version: 4 } } });
  });

  it('of a campaign counts before its product’s', async () => {
    await setOwn(0, [1500]);
    expect(await itemOf('campaign', CAMPAIGN)).toMatchObject({ of: 'product', rates: [1500] });
    await setOwn(0, [500], ofCampaign);
    expect(await itemOf('campaign', CAMPAIGN)).toMatchObject({ of: 'campaign', rates: [500] });
    expect(await itemOf('product', PRODUCT)).toMatchObject({ of: 'product', rates: [1500] });
    const ended = { status: 'ended' as const };
    await world.app.store.campaigns.updateOne({ _id: CAMPAIGN }, { $set: ended });
    expect((await listed('campaign')).items).toEqual([]);
  });

  it('of which somebody else has saved another edition is not overwritten; the same again is answered as before', async () => {
    const first = await setOwn(0, [1500]);
    expect(await setOwn(0, [1500])).toEqual(first);
    expect(await setOwn(0, [900])).toMatchObject({ refusal: { code: 'conflict' } });
    expect(await setOwn(2, [900])).toMatchObject({ refusal: { code: 'conflict' } });
    const app = readingTogether('products');
    const both = [[900], [700]].map((rates) =>
      setOwnPolicy(app, owner.userId, { merchantId: MERCHANT, of: ofProduct, version: 1, rates }),
    );
    expect(saidOf(await Promise.all(both))).toEqual(['conflict', 'set']);
  });

  it('where there is none, there is nothing to take back', async () => {
    expect(await setOwn(0, null)).toMatchObject({ ok: true, value: {} });
    expect(await world.app.store.products.findOne({ _id: PRODUCT })).not.toHaveProperty('commission');
  });

  it('keeps within the shop’s cap with its highest grade, the levels, and the shop itself', async () => {
    await set(1);
    expect(await setOwn(0, [2800])).toMatchObject({ ok: true });
    for (const [code, rates] of [
      ['commissionOverCap', [2801]],
      ['commissionLevels', [500, 500]],
      ['commissionRateRange', [10_001]],
    ] as const) {
      expect(await setOwn(1, [...rates])).toMatchObject({ refusal: { code } });
    }
    for (const unknown of [{ productId: 'prd_elsewhere' }, { campaignId: 'cmp_elsewhere' }]) {
      expect(await setOwn(0, [500], unknown)).toMatchObject({ refusal: { code: 'notFound' } });
    }
    await world.app.store.products.updateOne({ _id: PRODUCT }, { $set: { merchantId: 'mer_elsewhere' } });
    expect(await setOwn(1, [500])).toMatchObject({ refusal: { code: 'notFound' } });
    await world.app.store.products.updateOne({ _id: PRODUCT }, { $set: { merchantId: MERCHANT } });
    // A cap that is lowered later scales down what stands.
    await set(2, { rates: [100], cap: 1400 });
    expect(await itemOf('product', PRODUCT)).toMatchObject({ rates: [1400], own: { rates: [2800] } });
  });

  it('is listed by pages, each product once', async () => {
    const goods = Array.from({ length: 25 }, (_, index) => ({
      key: `own${index}`,
      title: `李子${index}`,
      price: 1000,
    }));
    await putOnShelf(world, goods);
    const first = await listed('product');
    const second = await listed('product', first.nextCursor);
    const ids = [...first.items, ...second.items].map(({ id }) => id);
    expect([first.items.length, new Set(ids).size, second.nextCursor]).toEqual([20, ids.length, undefined]);
    expect(ids).toEqual([PRODUCT, ...goods.map(({ key }) => `prd_${key}`)]);
    await world.app.store.products.deleteMany({ _id: { $regex: /^prd_own/ } });
  });
});

describe('whoever shares', () => {
  const shown = async (person?: Person) => {
    const answer = await world.call('product.get', { productId: PRODUCT }, person?.token);
    return answer.ok ? answer.value.commission : answer.refusal.code;
  };
  const summary = async (person: Person) => {
    const today = dayOf(world.now());
    const answer = await person.call('promoter.summary', { merchantId: MERCHANT, from: today, until: today });
    if (!answer.ok) throw new Error(answer.refusal.code);
    return answer.value;
  };

  it('is told what counts for this product and campaign', async () => {
    expect(await shown()).toEqual({ rate: 800, example: 239 });
    await setOwn(0, [1500]);
    expect(await shown()).toEqual({ rate: 1500, example: 448 });
    await setOwn(0, [500], ofCampaign);
    expect(await shown()).toEqual({ rate: 500, example: 149 });
    await setOwn(1, [], ofCampaign);
    expect(await shown()).toBeUndefined();
  });

  it('is told the rate of their own grade, once they have earned it', async () => {
    const promoter = await world.person('林晓梅');
    await set(1);
    expect([await shown(promoter), (await summary(promoter)).rate]).toEqual([{ rate: 1000, example: 299 }, 1000]);
    const { userId } = promoter;
    const _id = `${MERCHANT}/wallet/${userId}`;
    const books = { merchantId: MERCHANT, account: `wallet/${userId}`, merit: 100_000 };
    await world.app.store.accounts.insertOne({ _id, ...books });
    expect(await shown(promoter)).toEqual({ rate: 1200, example: 358 });
    expect(await shown()).toEqual({ rate: 1000, example: 299 });
    expect(await summary(promoter)).toMatchObject({ rate: 1200, grade: { name: '银牌', bonus: 200 } });
  });
});
