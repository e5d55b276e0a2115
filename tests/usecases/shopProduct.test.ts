/** Products as a shop writes them: two who edit one, stock that is set while people buy, and what orders keep. */
import { putPicture } from '../../functions/store/media';
import { stockOf } from '../../functions/store/stock';
import type { Input } from '../../shared/contracts/contracts';
import { DAY } from '../../shared/time';
import { bargainOf, offerBargain } from '../support/bargaining';
import { useDatabase } from '../support/database';
import { member } from '../support/room';
import { CAMPAIGN, MERCHANT, openWorld, type Person, PRODUCT, SKU, type World } from '../support/world';

const database = useDatabase();
let world: World;
let owner: Person;
let picture: string;
let taps = 0;

jest.setTimeout(600_000);

beforeAll(async () => {
  world = await openWorld(database);
  Object.assign(world.app, { stopwatch: () => 0 });
  owner = await world.person('吴掌柜');
  const { userId } = owner;
  await world.app.store.memberships.insertOne({
    _id: `${MERCHANT}/${userId}`,
    merchantId: MERCHANT,
    userId,
    role: 'owner',
  });
  const hash = await putPicture(world.app.store, Buffer.from('a picture'), {
    userId,
    merchantId: MERCHANT,
    purpose: 'product',
    at: world.now(),
  });
  picture = `/media/${hash}.webp`;
});
afterAll(() => world.close());
afterEach(() => expect(world.errors).toEqual([]));

const tap = () => `tap-${String(++taps).padStart(8, '0')}`;

const wish = (part: object = {}) => ({
  title: '脐橙',
  caption: '赣南',
  description: '',
  categoryId: 'fruit',
  promises: [],
  pictures: [picture],
  skus: [{ name: '5 斤', price: 2990, cost: 1500, weight: 2500, stock: 10 }],
  ...part,
});

const granted = <T>(answer: { ok: true; value: T } | { ok: false; refusal: { code: string } }): T => {
  if (!answer.ok) throw new Error(`refused: ${answer.refusal.code}`);
  return answer.value;
};

const save = (input: Partial<Input<'product.save'>> = {}) =>
  owner.call('product.save', { merchantId: MERCHANT, requestId: tap(), product: wish(), ...input });
const inspect = async (productId: string) =>
  granted(await owner.call('product.inspect', { merchantId: MERCHANT, productId }));
const code = (answer: Awaited<ReturnType<typeof save>>) => (answer.ok ? 'ok' : answer.refusal.code);

it('a product that is made is what buyers see, without what it costs the shop', async () => {
  const { productId, version } = granted(await save());
  expect(version).toBe(1);
  const seen = granted(await world.call('product.get', { productId }));
  expect(seen).toMatchObject({ title: '脐橙', pictures: [picture], skus: [{ name: '5 斤', price: 2990, left: 10 }] });
  expect(JSON.stringify(seen)).not.toContain('1500');
  expect((await inspect(productId)).skus).toMatchObject([{ cost: 1500, weight: 2500, max: 10, held: 0, sold: 0 }]);
});

it('what goods cost is read by who may write it, and by no other member', async () => {
  const { productId } = granted(await save({ product: wish({ skus: [{ name: '5 斤', price: 2990, cost: 1537 }] }) }));
  const asked = { merchantId: MERCHANT, productId };
  for (const role of ['owner', 'operator', 'shipper', 'viewer'] as const) {
    const person = await member(world, role, role);
    const told = await Promise.all([
      person.call('product.inspect', asked),
      person.call('product.export', { merchantId: MERCHANT, status: 'onSale' }),
    ]);
    const rest = await Promise.all([
      person.call('product.listShop', { merchantId: MERCHANT, show: 'onSale' }),
      person.call('product.choices', { merchantId: MERCHANT }),
      person.call('product.get', { productId }),
    ]);
    const decides = role === 'owner' || role === 'operator';
    expect(told.map(({ ok }) => ok)).toEqual([decides, decides]);
    expect(rest.every(({ ok }) => ok)).toBe(true);
    expect([...told, ...rest].map((one) => JSON.stringify(one).includes('1537'))).toEqual([
      ...[decides, decides],
      ...[false, false, false],
    ]);
  }
});

it('the same tap, often and at once, makes one', async () => {
  const requestId = tap();
  const answers = await Promise.all(Array.from({ length: 5 }, () => save({ requestId })));
  expect(new Set(answers.map((answer) => granted(answer).productId)).size).toBe(1);
});

it('products that are made at once have places of their own', async () => {
  const made = await Promise.all(Array.from({ length: 6 }, () => save()));
  const ids = made.map((answer) => granted(answer).productId);
  const found = await world.app.store.products.find({ _id: { $in: ids } }).toArray();
  expect(new Set(found.map(({ rank }) => rank)).size).toBe(6);
});

it('of two who edit one version one is told, and the one who repeats a tap is answered as before', async () => {
  const { productId } = granted(await save());
  const [sku] = (await inspect(productId)).skus;
  const edit = (title: string, requestId = tap()) =>
    save({
      requestId,
      productId,
      seenVersion: 1,
      product: wish({ title, skus: [{ id: sku!.id, name: '5 斤', price: 1 }] }),
    });
  const answers = await Promise.all(['甲', '乙', '丙'].map((title) => edit(title)));
  expect(answers.map(code).sort()).toEqual(['conflict', 'conflict', 'ok']);
  const { version, saved } = await inspect(productId);
  expect({ version, by: saved?.by }).toEqual({ version: 2, by: '吴掌柜' });
  const again = tap();
  const next = () =>
    save({ requestId: again, productId, seenVersion: 2, product: wish({ skus: [{ name: '整箱', price: 9 }] }) });
  const first = granted(await next());
  expect(granted(await next())).toEqual(first);
  const { skus } = await inspect(productId);
  expect(skus.map(({ name, archived }) => ({ name, archived }))).toEqual([
    { name: '整箱', archived: false },
    { name: '5 斤', archived: true },
  ]);
});

it('a changed wish under the same request is not taken for the one that was saved', async () => {
  const requestId = tap();
  const { productId } = granted(await save({ requestId }));
  expect(code(await save({ requestId, product: wish({ title: '血橙' }) }))).toBe('requestIdReused');
  const [sku] = (await inspect(productId)).skus;
  const edit = (price: number) =>
    save({
      requestId: 'an-edit-without-answer',
      productId,
      seenVersion: 1,
      product: wish({ skus: [{ id: sku!.id, name: '5 斤', price }] }),
    });
  granted(await edit(100));
  expect(code(await edit(200))).toBe('requestIdReused');
  expect(await inspect(productId)).toMatchObject({ title: '脐橙', version: 2, skus: [{ price: 100 }] });
  const both = tap();
  const answers = await Promise.all(['甲', '乙'].map((title) => save({ requestId: both, product: wish({ title }) })));
  expect(answers.map(code).sort()).toEqual(['ok', 'requestIdReused']);
});

it('what an own number of after-sale days says is what the order has; the longest of several counts', async () => {
  const { productId } = granted(await save({ product: wish({ afterSaleDays: 30 }) }));
  const [sku] = (await inspect(productId)).skus;
  await world.app.store.counters.updateOne(
    { _id: stockOf(SKU) },
    { $set: { max: 9, taken: 0, sold: 0, holds: [] } },
    { upsert: true },
  );
  const buyer = await world.person('林姐');
  const lines = [
    { skuId: SKU, quantity: 1 },
    { skuId: sku!.id, quantity: 1 },
  ];
  const { orderId } = granted(await buyer.call('order.place', { requestId: tap(), lines, seenTotal: 3990 + 2990 }));
  const order = await world.app.store.orders.findOne({ _id: orderId });
  expect(order?.afterSaleDays).toBe(30);
});

it('no picture of a buyer, nor of another shop, is taken', async () => {
  const of = [
    { userId: 'usr_buyer', purpose: 'afterSale' as const, at: 0 },
    { userId: 'usr_other', merchantId: 'mer_other', purpose: 'product' as const, at: 0 },
  ];
  for (const [at, sender] of of.entries()) {
    const hash = await putPicture(world.app.store, Buffer.from(`foreign ${at}`), sender);
    expect(code(await save({ product: wish({ pictures: [`/media/${hash}.webp`] }) }))).toBe('pictureUnknown');
  }
});

it('no product or SKU of another shop is reached', async () => {
  const product = await world.app.store.products.findOne({ _id: PRODUCT });
  const foreign = {
    ...product!,
    _id: 'prd_other',
    merchantId: 'mer_other',
    skus: [{ id: 'sku_other', name: 'x', price: 1 }],
  };
  await world.app.store.products.insertOne(foreign);
  const { productId } = granted(await save());
  const answers = await Promise.all([
    save({ productId: 'prd_other', seenVersion: 0 }),
    save({ productId, seenVersion: 1, product: wish({ skus: [{ id: 'sku_other', name: '5 斤', price: 1 }] }) }),
  ]);
  expect(answers.map(code)).toEqual(['notFound', 'notFound']);
  expect(await world.app.store.products.findOne({ _id: 'prd_other' })).toEqual(foreign);
});

describe('stock', () => {
  const set = (productId: string, skuId: string, seenLeft: number, left: number, requestId = tap()) =>
    owner.call('product.setStock', {
      merchantId: MERCHANT,
      productId,
      skuId,
      seen: seenLeft,
      seenLeft,
      left,
      requestId,
    });

  it('set while people buy: as many are sold as there are, and what is held is never taken', async () => {
    const { productId } = granted(await save({ product: wish({ skus: [{ name: '5 斤', price: 2990, stock: 4 }] }) }));
    const [sku] = (await inspect(productId)).skus;
    const skuId = sku!.id;
    const buyers = await Promise.all(Array.from({ length: 8 }, (_, at) => world.person(`买家${at}`)));
    const buy = (buyer: Person) =>
      buyer.call('order.place', { requestId: tap(), lines: [{ skuId, quantity: 1 }], seenTotal: 2990 });
    const [changed, ...orders] = await Promise.all([set(productId, skuId, 4, 1), ...buyers.map(buy)]);
    const placed = orders.filter(({ ok }) => ok).length;
    const { max, left, held } = (await inspect(productId)).skus[0]!;
    expect(changed?.ok).toBe(true);
    expect(held).toBe(placed);
    expect(max).toBe(Math.max(1, placed));
    expect(left).toBe(0);
  });

  it('what is held stays held, however much is to be taken away', async () => {
    const { productId } = granted(await save({ product: wish({ skus: [{ name: '5 斤', price: 2990, stock: 4 }] }) }));
    const skuId = (await inspect(productId)).skus[0]!.id;
    const buyer = await world.person('林姐');
    const lines = [{ skuId, quantity: 2 }];
    granted(await buyer.call('order.place', { requestId: tap(), lines, seenTotal: 5980 }));
    expect(granted(await set(productId, skuId, 4, 1))).toEqual({ max: 2, left: 0, held: 2, sold: 0 });
  });

  it('of two who set it, one is told; the same tap counts once', async () => {
    const { productId } = granted(await save());
    const skuId = (await inspect(productId)).skus[0]!.id;
    const answers = await Promise.all([set(productId, skuId, 10, 15), set(productId, skuId, 10, 15)]);
    expect(answers.map((answer) => (answer.ok ? 'ok' : answer.refusal.code)).sort()).toEqual(['ok', 'stockChanged']);
    const requestId = tap();
    const [first, again] = [
      await set(productId, skuId, 15, 20, requestId),
      await set(productId, skuId, 15, 20, requestId),
    ];
    expect(granted(first)).toEqual({ max: 20, left: 20, held: 0, sold: 0 });
    expect(granted(again)).toEqual(granted(first));
  });
});

it('lists by what is on sale, sold out or archived, and by words', async () => {
  const { productId } = granted(
    await save({ product: wish({ title: '沙糖桔', skus: [{ name: '整箱', price: 1, stock: 0 }] }) }),
  );
  const list = async (show: 'onSale' | 'soldOut' | 'archived') =>
    granted(await owner.call('product.listShop', { merchantId: MERCHANT, show, text: '沙糖桔' })).products;
  expect(await list('soldOut')).toMatchObject([{ id: productId, soldOut: 1, left: 0, lowest: 1 }]);
  expect(await list('onSale')).toHaveLength(1);
  granted(await owner.call('product.archive', { merchantId: MERCHANT, productId }));
  expect([await list('onSale'), await list('archived')]).toMatchObject([[], [{ id: productId }]]);
  expect(await world.call('product.get', { productId })).toMatchObject({ refusal: { code: 'notFound' } });
  granted(await owner.call('product.restore', { merchantId: MERCHANT, productId }));
  expect(await list('onSale')).toHaveLength(1);
});

it('is exported whole, by page', async () => {
  const { products } = world.app.store;
  const peach = await products.findOne({ _id: PRODUCT });
  const many = Array.from({ length: 101 }, (_, at) => ({
    ...peach!,
    _id: `prd_many${at}`,
    rank: 10_000 + at,
    skus: [{ id: `sku_many${at}`, name: '一份', price: 5 }],
  }));
  await products.insertMany(many);
  const found: string[] = [];
  let cursor: string | undefined;
  do {
    const page = granted(await owner.call('product.export', { merchantId: MERCHANT, status: 'onSale', cursor }));
    expect(page.products.length).toBeLessThanOrEqual(100);
    found.push(...page.products.map(({ id }) => id));
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  expect(new Set(found).size).toBe(found.length);
  expect(found).toEqual(expect.arrayContaining(many.map(({ _id }) => _id)));
});

it('categories: one that has products stays; of two who set them, one is told', async () => {
  const set = (version: number, categories: { id?: string; name: string }[]) =>
    owner.call('product.setCategories', { merchantId: MERCHANT, version, categories });
  const added = granted(await set(0, [{ id: 'fruit', name: '鲜果' }, { name: '茶' }]));
  expect(added).toMatchObject({ version: 1, categories: [{ id: 'fruit', name: '鲜果' }, { name: '茶' }] });
  expect(granted(await set(0, [{ id: 'fruit', name: '鲜果' }, { name: '茶' }]))).toEqual(added);
  expect(await set(0, [{ id: 'fruit', name: '水果' }])).toMatchObject({ refusal: { code: 'conflict' } });
  expect(await set(1, added.categories.slice(1))).toMatchObject({ refusal: { code: 'categoryInUse' } });
  expect(granted(await set(1, added.categories.slice(0, 1))).categories).toHaveLength(1);
});

it('says nothing that a card must not, as long as a campaign sells it', async () => {
  await world.reset();
  const sku = { id: SKU, name: '5 斤装', price: 3990 };
  const saying = async (part: object) => {
    const { version: seenVersion } = await inspect(PRODUCT);
    return code(await save({ productId: PRODUCT, seenVersion, product: wish({ skus: [sku], ...part }) }));
  };
  expect(await saying({ title: '免费拿' })).toBe('wordingInCampaign');
  expect(await saying({ skus: [{ ...sku, name: '免單装' }] })).toBe('wordingInCampaign');
  expect(await saying({ title: '脐橙' })).toBe('ok');
  await world.app.store.campaigns.updateMany({}, { $set: { endsAt: world.now() } });
  expect(await saying({ title: '免费拿' })).toBe('ok');
});

describe('a product stays on sale, with its SKUs,', () => {
  const asked = { merchantId: MERCHANT, productId: PRODUCT };
  const archive = async () => code(await owner.call('product.archive', asked));
  const without = async () => {
    const { version: seenVersion } = await inspect(PRODUCT);
    return code(
      await save({ productId: PRODUCT, seenVersion, product: wish({ skus: [{ name: '整箱', price: 9900 }] }) }),
    );
  };
  const endAll = () => world.app.store.campaigns.updateMany({}, { $set: { endsAt: world.now() } });
  const overIn = async () => (await inspect(PRODUCT)).campaigns.map(({ over, skuIds }) => ({ over, skuIds }));

  beforeEach(() => world.reset());
  afterEach(() => owner.call('product.restore', asked));

  it('while a group of a campaign that is over is not', async () => {
    const [leader, friend] = [await world.person('团长'), await world.person('朋友')];
    await world.offer({ size: 2 });
    const { orderId, groupId = '' } = await world.place(leader);
    await endAll();
    // Its leader has not paid yet: the group is to be opened.
    expect([await archive(), await without()]).toEqual(['productInCampaign', 'skuInCampaign']);
    await world.pay(leader, orderId);
    await world.standIn.control.flush();
    expect([await archive(), await without()]).toEqual(['productInCampaign', 'skuInCampaign']);
    expect(await overIn()).toEqual([{ over: true, skuIds: [SKU] }]);
    await world.pay(friend, (await world.place(friend, { groupId })).orderId);
    await world.settle();
    expect(await world.app.store.groups.findOne({ _id: groupId })).toMatchObject({ status: 'formed' });
    expect(await overIn()).toEqual([]);
    expect(await archive()).toBe('ok');
  });

  it('while a group goes on under an edition that sold another SKU', async () => {
    const leader = await world.person('团长');
    await world.pay(leader, (await world.place(leader)).orderId);
    await world.standIn.control.flush();
    const prices = { sku_new: 100 };
    await world.app.store.campaigns.updateOne({ _id: CAMPAIGN }, { $set: { 'terms.prices': prices } as object });
    expect((await overIn())[0]?.skuIds.sort()).toEqual([SKU, 'sku_new'].sort());
    expect(await without()).toBe('skuInCampaign');
  });

  it('while a bargain of a campaign that is over stands', async () => {
    const person = await world.person('砍价的人');
    await offerBargain(world);
    await bargainOf(person);
    await endAll();
    expect([await archive(), await without()]).toEqual(['productInCampaign', 'skuInCampaign']);
    expect(await overIn()).toEqual([{ over: true, skuIds: [SKU] }]);
    await world.advance(3 * DAY);
    await world.settle();
    expect(await archive()).toBe('ok');
  });
});
