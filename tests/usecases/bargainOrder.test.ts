import { limitTo, quotaOf, stockOf } from '../../functions/store/stock';
import { help } from '../../functions/usecases/bargain';
import { runCron } from '../../functions/usecases/cron';
import { cancelOrder, quoteOrder } from '../../functions/usecases/order';
import { placeOrder } from '../../functions/usecases/placeOrder';
import { DAY, HOUR, MINUTE } from '../../shared/time';
import { BARGAIN_CAMPAIGN, bargainOf, offerBargain, readBargain } from '../support/bargaining';
import { useDatabase } from '../support/database';
import { MERCHANT, openWorld, type Person, PRODUCT, SKU, type World } from '../support/world';
import { bargaining, ONE_PIECE } from './bargained';
import { crowd, expectTrue, newRequestId, orderOf, speak } from './crowd';

const database = useDatabase();
let world: World;
let people: Person[];
let owner: Person;

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

beforeAll(async () => {
  world = await openWorld(database);
  Object.assign(world.app, { stopwatch: () => 0 });
  people = await crowd(world, 6);
  owner = people[0] as Person;
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  await world.app.store.products.updateOne({ _id: PRODUCT }, { $set: { status: 'onSale' } });
});
/** Whatever happened: WeChat says it all again, time goes on, and all books agree. */
afterEach(async () => {
  await speak(world);
  await world.advance(3 * DAY);
  await world.settle();
  await expectTrue(world);
});

const { helpedBy, bargained, ask, ordered, paid, timedOut, statusOf, taken } = bargaining(() => ({ world, people }));

const cancelled = (orderId: string) => cancelOrder(world.app, owner.userId, orderId);

const priceNow = async (bargainId: string) => (await readBargain(world, bargainId)).price;

describe('at the floor', () => {
  it('is quoted, ordered, paid, bought and sent, and counts in quota and stock', async () => {
    const bargainId = await bargained(3);
    const quote = await quoteOrder(world.app, owner.userId, { lines: ONE_PIECE, bargainId });
    const { expiresAt } = await readBargain(world, bargainId);
    expect(quote).toMatchObject({ ok: true, value: { total: 990, bargain: { id: bargainId, list: 3990, expiresAt } } });
    const orderId = await ordered(bargainId);
    expect(await readBargain(world, bargainId)).toMatchObject({ status: 'ordered', order: { id: orderId } });
    expect((await taken()).map(({ _id }) => _id).sort()).toEqual([
      `first/${MERCHANT}/${owner.userId}`,
      quotaOf(BARGAIN_CAMPAIGN),
      stockOf(SKU),
    ]);
    await paid(orderId);
    expect(await orderOf(world, orderId)).toMatchObject({ status: 'toShip', total: 990 });
    expect(await readBargain(world, bargainId)).toMatchObject({ status: 'bought', endedAt: world.now() });
  });

  it('the same request again is the same order, another one finds it ordered', async () => {
    const bargainId = await bargained(3);
    const answers = [
      await ask(bargainId, { requestId: 'ordered-once' }),
      await ask(bargainId, { requestId: 'ordered-once' }),
    ];
    expect(answers[1]).toBe(answers[0]);
    expect(await ask(bargainId)).toBe('bargainOrdered');
    expect(await world.app.store.orders.countDocuments()).toBe(1);
    await paid(answers[0] ?? '');
    expect(await ask(bargainId)).toBe('bargainBought');
  });

  it.each([
    ['by somebody else', async (id: string) => ask(id, { who: people[1] as Person }), 'notFound'],
    ['of none', async () => ask('brg_nowhere'), 'notFound'],
    ['before the floor', async (id: string) => (await unfinished(id)) && ask(id), 'bargainNotAtFloor'],
    ['at another price', async (id: string) => ask(id, { seen: 989 }), 'priceChanged'],
    ['too late', async (id: string) => (await world.advance(DAY)) ?? ask(id), 'bargainExpired'],
    ['of goods that are sold no more', async (id: string) => (await hidden()) && ask(id), 'productGone'],
    [
      'at more than the goods cost alone',
      async (id: string) => {
        await alone(989);
        const answer = await ask(id);
        await alone(3990);
        return answer;
      },
      'bargainDearer',
    ],
    ['without stock', async (id: string) => (await atMost(stockOf(SKU), 0)) && ask(id), 'soldOut'],
    ['without quota', async (id: string) => (await atMost(quotaOf(BARGAIN_CAMPAIGN), 0)) && ask(id), 'quotaUsedUp'],
  ] as const)('not %s', async (_, act, code) => {
    const bargainId = await bargained(3);
    expect(await act(bargainId)).toBe(code);
    expect(await taken()).toEqual([]);
    if (code !== 'bargainExpired' && code !== 'bargainNotAtFloor') expect(await statusOf(bargainId)).toBe('floor');
  });

  const alone = (price: number) =>
    world.app.store.products.updateOne({ 'skus.id': SKU }, { $set: { 'skus.0.price': price } });

  /** As with one friend less. */
  const unfinished = (_id: string) =>
    world.app.store.bargains.updateOne({ _id }, [
      {
        $set: {
          status: 'open',
          helps: { $slice: ['$helps', 3] },
          price: { $add: ['$price', { $last: '$cuts' }] },
        },
      },
    ]);
  const hidden = () => world.app.store.products.updateOne({ _id: PRODUCT }, { $set: { status: 'archived' } });
  const atMost = (_id: string, max: number) => world.app.store.counters.updateOne({ _id }, { $set: { max } });

  it('more than one piece, or other goods: not by a bargain', async () => {
    const bargainId = await bargained(3);
    const order = (wanted: typeof ONE_PIECE) =>
      owner.call('order.place', { requestId: newRequestId(), lines: wanted, bargainId, seenTotal: 990 });
    expect(await order([{ skuId: SKU, quantity: 2 }])).toMatchObject({ refusal: { code: 'quantityLimit' } });
    expect(await order([...ONE_PIECE, { skuId: 'sku_other', quantity: 1 }])).toMatchObject({ ok: false });
  });

  it('the last of the quota to one of two bargains; the other one stays at the floor and is told', async () => {
    await offerBargain(world, { helpers: 1 });
    const [mine, theirs] = [await bargainOf(owner), await bargainOf(people[1] as Person)];
    for (const id of [mine, theirs]) await helpedBy(id, 1, 2);
    await limitTo(world.app.store, quotaOf(BARGAIN_CAMPAIGN), 1);
    const answers = await Promise.all([ask(mine), ask(theirs, { who: people[1] as Person })]);
    expect(answers.map((answer) => (answer.startsWith('ord_') ? 'ordered' : answer)).sort()).toEqual([
      'ordered',
      'quotaUsedUp',
    ]);
    expect([await statusOf(mine), await statusOf(theirs)].sort()).toEqual(['floor', 'ordered']);
  });
});

describe('at any price', () => {
  it('is ordered at what it stands at, also with no help at all', async () => {
    const bargainId = await bargained(0, { buyAt: 'anyPrice', ownCut: false });
    const orderId = await ordered(bargainId);
    await paid(orderId);
    expect(await orderOf(world, orderId)).toMatchObject({
      total: 3990,
      status: 'toShip',
      bargain: { helps: 0, list: 3990 },
    });
    expect(await statusOf(bargainId)).toBe('bought');
  });

  it('a friend helps between quote and order: the price has changed, and the new one is ordered', async () => {
    const bargainId = await bargained(1, { buyAt: 'anyPrice' });
    const seen = await priceNow(bargainId);
    await helpedBy(bargainId, 1, 2);
    expect(await ask(bargainId, { seen })).toBe('priceChanged');
    expect(await taken()).toEqual([]);
    await paid(await ordered(bargainId));
    expect(await statusOf(bargainId)).toBe('bought');
  });

  it('a friend helps between the order’s price and its hold: refused, and everything given back', async () => {
    const bargainId = await bargained(1, { buyAt: 'anyPrice' });
    const seen = await priceNow(bargainId);
    const { bargains } = world.app.store;
    // The help comes in when the bargain is to be held.
    const held = new Proxy(bargains, {
      get(target, name) {
        const value = Reflect.get(target, name);
        if (name !== 'updateOne') return typeof value === 'function' ? value.bind(target) : value;
        return async (...args: Parameters<typeof bargains.updateOne>) => {
          await helpedBy(bargainId, 1, 2);
          return bargains.updateOne(...args);
        };
      },
    });
    const app = { ...world.app, store: { ...world.app.store, bargains: held } };
    const input = { requestId: 'ordered-once', lines: ONE_PIECE, bargainId, seenTotal: seen };
    expect(await placeOrder(app, owner.userId, input)).toEqual({ ok: false, refusal: 'priceChanged' });
    expect(await ask(bargainId, { requestId: 'ordered-once', seen })).toBe('priceChanged');
    expect([await statusOf(bargainId), await taken()]).toEqual(['open', []]);
    await ordered(bargainId);
  });

  it('while it is ordered nobody helps; given back, the next cut is the one that it was', async () => {
    const bargainId = await bargained(1, { buyAt: 'anyPrice' });
    const { cuts } = await readBargain(world, bargainId);
    const orderId = await ordered(bargainId);
    expect(await help(world.app, people[2]?.userId ?? '', { bargainId })).toEqual({
      ok: false,
      refusal: 'bargainOrdered',
    });
    await cancelled(orderId);
    expect(await help(world.app, people[2]?.userId ?? '', { bargainId })).toMatchObject({
      ok: true,
      value: { cut: cuts[2] },
    });
  });
});

describe('an order that closes unpaid gives it back', () => {
  it.each([
    ['cancelled at the floor', 3, async (id: string) => cancelled(id), 'floor'],
    ['timed out at the floor', 3, async () => timedOut(), 'floor'],
    ['cancelled before the floor', 1, async (id: string) => cancelled(id), 'open'],
    ['timed out before the floor', 1, async () => timedOut(), 'open'],
  ] as const)('%s', async (_, helps, act, status) => {
    const bargainId = await bargained(helps, { buyAt: 'anyPrice' });
    const { uncounted: __, ...before } = await readBargain(world, bargainId);
    const orderId = await ordered(bargainId);
    await act(orderId);
    const { order: held, uncounted: ___, ...after } = await readBargain(world, bargainId);
    expect(after).toEqual({ ...before, status });
    expect(held).toBeUndefined();
    expect(await taken()).toEqual([]);
    await paid(await ordered(bargainId));
    expect(await statusOf(bargainId)).toBe('bought');
  });

  it('after its own time: it has expired, whenever that was', async () => {
    const bargainId = await bargained(3, { payWithin: HOUR });
    await world.advance(HOUR - 1);
    await ordered(bargainId);
    await world.advance(2);
    // Ordered in time, it can be paid.
    expect(await statusOf(bargainId)).toBe('ordered');
    await timedOut();
    expect(await readBargain(world, bargainId)).toMatchObject({ status: 'expired', endedAt: world.now() });
    expect((await readBargain(world, bargainId)).running).toBeUndefined();
    expect(await ask(bargainId)).toBe('bargainExpired');
    // Another one can be started.
    expect(await bargainOf(owner)).not.toBe(bargainId);
  });

  it('ordered in time and paid after it: bought', async () => {
    const bargainId = await bargained(3, { payWithin: HOUR });
    await world.advance(HOUR - 1);
    const orderId = await ordered(bargainId);
    await world.advance(20 * MINUTE);
    await runCron(world.app);
    await paid(orderId);
    expect(await statusOf(bargainId)).toBe('bought');
  });
});
