/** Payments for bargains: each buys its bargain once or goes back, whatever has come in between, also with the end of its campaign. */
import { orderBargain } from '../../functions/store/bargain';
import { stockOf } from '../../functions/store/stock';
import { help } from '../../functions/usecases/bargain';
import { endCampaign } from '../../functions/usecases/campaign';
import { runCron } from '../../functions/usecases/cron';
import { cancelOrder } from '../../functions/usecases/order';
import { sweepBargains } from '../../functions/usecases/reservation';
import { refundShopOrder } from '../../functions/usecases/shopOrder';
import { type BargainStatus, type BargainTerms, statusAt } from '../../shared/domain/bargain';
import { DAY, MINUTE } from '../../shared/time';
import { BARGAIN_CAMPAIGN, bargainOf, granted, offerBargain, readBargain } from '../support/bargaining';
import { useDatabase } from '../support/database';
import { member } from '../support/room';
import { MERCHANT, openWorld, type Person, PRODUCT, SKU, type World } from '../support/world';
import { bargaining, ONE_PIECE } from './bargained';
import { crowd, expectTrue, newRequestId, numberOf, orderOf, silence, speak } from './crowd';

const database = useDatabase();
let world: World;
let people: Person[];
let owner: Person;
let merchant: Person;

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

beforeAll(async () => {
  world = await openWorld(database);
  Object.assign(world.app, { stopwatch: () => 0 });
  merchant = await member(world, '吴掌柜', 'owner');
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
const expectBack = async (orderId: string) => {
  const order = await orderOf(world, orderId);
  expect(order).toMatchObject({ status: 'closed', payments: [{ outcome: 'refund' }] });
  expect(order.refunds).toMatchObject([{ amount: order.total, cause: 'late' }]);
};

describe('a payment that is heard of after its order has closed', () => {
  /** Ordered, paid in time, unheard; the order is closed without WeChat. */
  async function paidUnheard(helps: number, terms: Partial<BargainTerms> = {}) {
    const bargainId = await bargained(helps, { buyAt: 'anyPrice', ...terms });
    const orderId = await ordered(bargainId);
    await silence(world, orderId);
    await world.pay(owner, orderId);
    await world.advance(36 * MINUTE);
    await runCron(world.app);
    expect((await orderOf(world, orderId)).status).toBe('closed');
    return { bargainId, orderId };
  }

  it.each([
    ['at the floor', 3],
    ['before it', 1],
  ] as const)('%s, and nothing has come of it since: it is bought', async (_, helps) => {
    const { bargainId, orderId } = await paidUnheard(helps);
    await speak(world);
    await world.settle();
    expect(await orderOf(world, orderId)).toMatchObject({ status: 'toShip', refunds: [] });
    expect(await readBargain(world, bargainId)).toMatchObject({ status: 'bought', order: { id: orderId } });
  });

  const soldOut = () => world.app.store.counters.updateOne({ _id: stockOf(SKU) }, { $set: { max: 0 } });
  const since: readonly [string, (bargainId: string) => Promise<unknown>, BargainStatus][] = [
    ['a friend has helped', (bargainId) => helpedBy(bargainId, 1, 2), 'open'],
    ['it is cancelled', (bargainId) => owner.call('bargain.cancel', { bargainId }), 'cancelled'],
    ['it has expired', () => world.advance(DAY), 'expired'],
    ['it is ordered anew', ordered, 'ordered'],
    ['it is bought', async (bargainId) => paid(await ordered(bargainId)), 'bought'],
    ['the stock is sold', soldOut, 'open'],
  ];

  it.each(since)('%s since: the money goes back, and the bargain is untouched', async (_, act, status) => {
    const { bargainId, orderId } = await paidUnheard(1);
    await act(bargainId);
    const before = await readBargain(world, bargainId);
    await speak(world);
    await runCron(world.app);
    await expectBack(orderId);
    const after = await readBargain(world, bargainId);
    expect(statusAt(after, world.now())).toBe(status);
    expect([after.helps, after.order]).toEqual([before.helps, before.order]);
    expect(after.order?.id).not.toBe(orderId);
  });

  it('by two drainers at once: one outcome', async () => {
    const { bargainId, orderId } = await paidUnheard(3);
    await world.standIn.control.clearFaults();
    await Promise.all([
      world.standIn.control.release({ copies: 4, order: 'shuffled', seed: 3 }),
      runCron(world.app),
      runCron(world.app),
    ]);
    await world.settle();
    expect(await orderOf(world, orderId)).toMatchObject({ status: 'toShip' });
    expect(await statusOf(bargainId)).toBe('bought');
  });
});

describe('money', () => {
  it('of another amount than asked: it goes back, and the bargain too', async () => {
    const bargainId = await bargained(3);
    const orderId = await ordered(bargainId);
    const outTradeNo = numberOf(await orderOf(world, orderId));
    await world.app.store.orders.updateOne({ _id: orderId }, { $set: { 'prepayRequests.0.amount.total': 989 } });
    await paid(orderId);
    await world.settle();
    expect(await orderOf(world, orderId)).toMatchObject({
      status: 'closed',
      refunds: [{ outTradeNo, cause: 'mismatch', amount: 990 }],
    });
    expect(await statusOf(bargainId)).toBe('floor');
  });

  it('told three times over is taken once', async () => {
    const bargainId = await bargained(3);
    const orderId = await ordered(bargainId);
    await silence(world, orderId);
    await world.pay(owner, orderId);
    await speak(world);
    expect((await orderOf(world, orderId)).payments).toMatchObject([{ outcome: 'order' }]);
    expect(await statusOf(bargainId)).toBe('bought');
  });

  it('given back after it was bought does not open it again; its piece goes back to quota and stock', async () => {
    const bargainId = await bargained(3);
    const orderId = await ordered(bargainId);
    await paid(orderId);
    const refund = { lines: [{ lineId: '1', quantity: 1 }], withFreight: false, seenAmount: 990 };
    const input = { requestId: newRequestId(), merchantId: MERCHANT, orderId, ...refund };
    expect(await refundShopOrder(world.app, merchant.userId, input)).toMatchObject({ ok: true });
    await world.settle();
    expect(await orderOf(world, orderId)).toMatchObject({ status: 'closed', closeReason: 'refunded' });
    expect(await readBargain(world, bargainId)).toMatchObject({ status: 'bought', order: { id: orderId } });
    expect(await taken()).toEqual([]);
    // Nobody can help, order or cancel it.
    expect(await ask(bargainId)).toBe('bargainBought');
  });

  it('pays the commission of what was paid, at the campaign’s own rate, to whoever’s card was opened', async () => {
    const bargainId = await bargained(3);
    const commission = { rates: [1000], version: 1 };
    await world.app.store.campaigns.updateOne({ _id: BARGAIN_CAMPAIGN }, { $set: { commission } } as never);
    const [, promoter] = people as [Person, Person];
    const { token } = granted(await promoter.call('share.create', { target: { kind: 'bargain', id: bargainId } }));
    granted(await owner.call('share.open', { token }));
    const { orderId } = granted(
      await owner.call('order.place', {
        requestId: newRequestId(),
        lines: ONE_PIECE,
        bargainId,
        seenTotal: 990,
        shareToken: token,
      }),
    );
    await paid(orderId);
    await world.settle();
    expect(await world.app.store.commissions.find().toArray()).toMatchObject([
      { userId: promoter.userId, orderId, amount: 99, status: 'held' },
    ]);
    await world.advance(2 * MINUTE);
    await runCron(world.app);
    const range = { from: '2036-03-01', until: '2036-03-02' };
    const board = granted(
      await merchant.call('fission.board', { merchantId: MERCHANT, campaignId: BARGAIN_CAMPAIGN, ...range }),
    );
    expect(board.total).toMatchObject({ visits: 1, orders: 1, sales: 990 });
  });
});

describe('when its campaign is ended', () => {
  const ended = async (groups: 'letRun' | 'endNow'): Promise<void> => {
    const input = { merchantId: MERCHANT, campaignId: BARGAIN_CAMPAIGN, groups };
    expect((await endCampaign(world.app, merchant.userId, input)).ok).toBe(true);
  };

  it('and let run: it goes on to its floor and its order', async () => {
    const bargainId = await bargained(1);
    await ended('letRun');
    await helpedBy(bargainId, 2, 2);
    await paid(await ordered(bargainId));
    expect(await statusOf(bargainId)).toBe('bought');
  });

  it.each([
    ['open', 1, 'cancelled'],
    ['at the floor', 3, 'cancelled'],
  ] as const)('with its bargains: one that is %s is over', async (_, helps, status) => {
    const bargainId = await bargained(helps);
    await ended('endNow');
    expect(await readBargain(world, bargainId)).toMatchObject({ status, endedEarly: true, endedAt: world.now() });
    expect(await ask(bargainId)).toBe('bargainEndedEarly');
    expect(await help(world.app, people[4]?.userId ?? '', { bargainId })).toEqual({
      ok: false,
      refusal: 'bargainEndedEarly',
    });
    expect(await owner.call('bargain.cancel', { bargainId })).toMatchObject({ refusal: { code: 'bargainEndedEarly' } });
  });

  it('with its bargains: what is ordered is bought if it is paid, and over if it is not', async () => {
    await offerBargain(world, { helpers: 1 });
    const other = people[1] as Person;
    const [mine, theirs] = [await bargainOf(owner), await bargainOf(other)];
    for (const id of [mine, theirs]) await helpedBy(id, 1, 2);
    const orderId = await ordered(mine);
    expect(await ask(theirs, { who: other })).toMatch(/^ord_/);
    await ended('endNow');
    expect([await statusOf(mine), await statusOf(theirs)]).toEqual(['ordered', 'ordered']);
    await paid(orderId);
    await timedOut();
    expect(await statusOf(mine)).toBe('bought');
    expect(await readBargain(world, theirs)).toMatchObject({ status: 'cancelled', endedEarly: true });
  });

  it('what has expired or was cancelled before stays so', async () => {
    await offerBargain(world);
    const [mine, theirs] = [await bargainOf(owner), await bargainOf(people[1] as Person)];
    granted(await owner.call('bargain.cancel', { bargainId: mine }));
    await world.advance(DAY);
    await ended('endNow');
    await runCron(world.app);
    expect((await readBargain(world, mine)).endedEarly).toBeUndefined();
    expect(await readBargain(world, theirs)).toMatchObject({ status: 'expired' });
    expect((await readBargain(world, theirs)).endedEarly).toBeUndefined();
  });
});

describe('what a request that died has left', () => {
  const sweep = () => sweepBargains(world.app, { limit: 10, over: () => false });

  it('held for an order that has closed is given back, not before its time', async () => {
    const bargainId = await bargained(3);
    const orderId = await ordered(bargainId);
    await cancelled(orderId);
    // Its first request was slow, and reserves now.
    const until = world.now() + 35 * MINUTE;
    const hold = { orderId, userId: owner.userId, helps: 4, hold: orderId, until };
    expect(await orderBargain(world.app.store.bargains, bargainId, hold, world.now())).toEqual({
      ok: true,
      value: null,
    });
    await world.advance(34 * MINUTE);
    expect([await sweep(), await statusOf(bargainId)]).toEqual([0, 'ordered']);
    await world.advance(MINUTE);
    expect([await sweep(), await statusOf(bargainId)]).toEqual([1, 'floor']);
  });

  it('held for one that still waits is kept', async () => {
    const bargainId = await bargained(3);
    await ordered(bargainId);
    await world.advance(36 * MINUTE);
    expect([await sweep(), await statusOf(bargainId)]).toEqual([0, 'ordered']);
    expect((await readBargain(world, bargainId)).order?.until).toBe(world.now() + 30 * MINUTE);
  });
});
