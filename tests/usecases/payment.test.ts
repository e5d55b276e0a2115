/** ONE OUTCOME FOR EVERY CAPTURED PAYMENT, whatever tells of it, however often, and however late. */
import { stockOf } from '../../functions/store/stock';
import type { App } from '../../functions/usecases/app';
import { runCron } from '../../functions/usecases/cron';
import { drain } from '../../functions/usecases/drain';
import { cancelOrder, checkPayment } from '../../functions/usecases/order';
import { capturePayment } from '../../functions/usecases/payment';
import { react } from '../../functions/usecases/reactions';
import { forgeries } from '../../scripts/wechatStandIn/types';
import { SEAT_GRACE } from '../../shared/domain/groupBuy';
import { HOUR, MINUTE } from '../../shared/time';
import { useDatabase } from '../support/database';
import { MERCHANT, openWorld, type Person, SKU, TERMS, type World } from '../support/world';
import {
  alarmKinds,
  buy,
  crowd,
  everything,
  expectTrue,
  fault,
  LONG,
  numberOf,
  orderOf,
  place,
  reservations,
} from './crowd';

const database = useDatabase();
let world: World;

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

beforeAll(async () => {
  world = await openWorld(database);
  // A machine that is busy with other tests leaves no consequence to cron.
  Object.assign(world.app, { stopwatch: () => 0 });
});
afterAll(() => world.close());
beforeEach(() => world.reset());

const groupOf = (groupId: string | undefined) => world.app.store.groups.findOne({ _id: groupId ?? '' });

async function two(): Promise<[Person, Person]> {
  const [one, other] = await crowd(world, 2);
  if (!one || !other) throw new Error('nobody came');
  return [one, other];
}

/** An open group with one paid member; `people` who have not paid yet. */
async function openGroup(size = 3): Promise<{ groupId: string; leader: Person; joiner: Person }> {
  await world.offer({ size });
  const [leader, joiner] = await two();
  const { groupId = '' } = await buy(world, leader);
  return { groupId, leader, joiner };
}

/** Ordered and paid, while WeChat is silent: no notification, no answer to query and close. */
async function paidInSilence(person: Person, groupId?: string, campaignId?: null): Promise<string> {
  await fault(world, 'notify', { kind: 'withhold' });
  await fault(world, 'query', { kind: 'fail', status: 500 });
  await fault(world, 'close', { kind: 'fail', status: 500 });
  const { orderId } = await place(world, person, { groupId, campaignId });
  await world.pay(person, orderId);
  return orderId;
}

/** The order's time to pay passes, and it is closed here although WeChat could not be asked. */
async function closedByTimeout(orderId: string): Promise<void> {
  const { payBy = 0 } = await orderOf(world, orderId);
  await world.advance(payBy - world.now() + SEAT_GRACE);
  await runCron(world.app);
  expect(await orderOf(world, orderId)).toMatchObject({ status: 'closed', closeReason: 'timeout' });
}

async function wechatSpeaks(): Promise<void> {
  await world.standIn.control.clearFaults();
  await world.standIn.control.release({ copies: 3, order: 'shuffled' });
}

describe('told of once or a hundred times', () => {
  it('is one payment: fifty notifications shuffled with queries, cancels and cron', async () => {
    for (const past of [false, true]) {
      await world.reset();
      const { groupId, joiner } = await openGroup();
      await fault(world, 'notify', { kind: 'withhold' });
      const { orderId } = await place(world, joiner, { groupId });
      await world.pay(joiner, orderId);
      await world.standIn.control.clearFaults();
      // In the second round its time has passed, so that the watch wants to close it too.
      if (past) await world.advance(TERMS.hold + MINUTE);
      const { app } = world;
      await Promise.all([
        world.standIn.control.release({ copies: 50, order: 'shuffled' }),
        ...Array.from({ length: 5 }, () => checkPayment(app, joiner.userId, orderId)),
        ...Array.from({ length: 5 }, () => cancelOrder(app, joiner.userId, orderId)),
        runCron(app),
        runCron(app),
      ]);
      expect(await orderOf(world, orderId)).toMatchObject({ status: 'paid', payments: [{ outcome: 'seat' }] });
      expect(await groupOf(groupId)).toMatchObject({ taken: 2 });
      const captured = await app.store.journals.countDocuments({ kind: 'paymentCaptured', about: orderId });
      expect(captured).toBe(1);
      await world.advance(25 * HOUR);
      await world.settle();
      expect(await orderOf(world, orderId)).toMatchObject({ status: 'closed', refunds: [{ status: 'arrived' }] });
      await expectTrue(world);
    }
  });

  it('is one outcome when cancelling races paying, thirty times', async () => {
    const people = await crowd(world, LONG ? 100 : 30);
    const placed = await Promise.all(people.map((person) => place(world, person)));
    const paid = await Promise.all(
      people.map(async (person, index) => {
        const orderId = placed[index]?.orderId ?? '';
        const [payment, cancelled] = await Promise.allSettled([
          world.pay(person, orderId),
          cancelOrder(world.app, person.userId, orderId),
        ]);
        // Whoever was first has won; the other is told so.
        if (cancelled.status === 'fulfilled' && cancelled.value.ok && cancelled.value.value.status === 'closed') {
          expect(payment.status).toBe('rejected');
        }
        return payment.status === 'fulfilled';
      }),
    );
    await world.standIn.control.flush();
    for (const [index, { orderId }] of placed.entries()) {
      expect((await orderOf(world, orderId)).status).toBe(paid[index] ? 'paid' : 'closed');
    }
    await world.advance(25 * HOUR);
    await world.settle();
    expect(await reservations(world)).toEqual([]);
    await expectTrue(world);
  });
});

describe('paid after the order had closed', () => {
  it('revives the order with a seat while there is one', async () => {
    const { groupId, joiner } = await openGroup(2);
    const orderId = await paidInSilence(joiner, groupId);
    await closedByTimeout(orderId);
    expect(await reservations(world)).toHaveLength(4); // the leader's
    await wechatSpeaks();
    const order = await orderOf(world, orderId);
    expect(order).toMatchObject({ status: 'toShip', payments: [{ outcome: 'seat' }], refunds: [] });
    expect([order.closedAt, order.closeReason]).toEqual([undefined, undefined]);
    expect(await groupOf(groupId)).toMatchObject({ status: 'formed', taken: 2 });
    await world.settle();
    await expectTrue(world);
  });

  it('revives an order without a group', async () => {
    const [buyer] = await two();
    const orderId = await paidInSilence(buyer, undefined, null);
    await closedByTimeout(orderId);
    await wechatSpeaks();
    expect(await orderOf(world, orderId)).toMatchObject({ status: 'toShip', payments: [{ outcome: 'order' }] });
    await world.settle();
    await expectTrue(world);
  });

  it.each(['group', 'alone'] as const)('goes back when it is sold out meanwhile (%s)', async (kind) => {
    const { groupId, joiner } = await openGroup();
    const orderId = await (kind === 'group' ? paidInSilence(joiner, groupId) : paidInSilence(joiner, undefined, null));
    await closedByTimeout(orderId);
    const { counters } = world.app.store;
    await counters.updateOne({ _id: stockOf(SKU) }, [{ $set: { max: '$taken' } }]);
    const before = await reservations(world);
    await wechatSpeaks();
    expect(await orderOf(world, orderId)).toMatchObject({ status: 'closed', payments: [{ outcome: 'refund' }] });
    expect(await reservations(world)).toEqual(before);
    await world.settle();
    expect((await orderOf(world, orderId)).refunds).toMatchObject([
      { cause: 'late', status: 'arrived', amount: kind === 'group' ? 2990 : 3990 },
    ]);
    await world.advance(25 * HOUR);
    await world.settle();
    await expectTrue(world);
  });

  it('goes back when the group is full, formed, or has failed', async () => {
    const { groupId, joiner } = await openGroup(2);
    const late = await paidInSilence(joiner, groupId);
    await closedByTimeout(late);
    await world.standIn.control.clearFaults();
    const [last] = await two();
    await buy(world, last, { groupId });
    expect(await groupOf(groupId)).toMatchObject({ status: 'formed' });
    await wechatSpeaks();
    await world.settle();
    expect((await orderOf(world, late)).refunds).toMatchObject([{ cause: 'noSeat', status: 'arrived' }]);
    expect((await groupOf(groupId))?.turnedAway).toMatchObject([{ orderId: late, why: 'groupFormed' }]);
    await expectTrue(world);
  });

  it('goes back when the group has failed', async () => {
    const { groupId, joiner } = await openGroup();
    const late = await paidInSilence(joiner, groupId);
    await closedByTimeout(late);
    await world.standIn.control.clearFaults();
    await world.advance(24 * HOUR);
    // The watch may not have asked about the late one before the group fails.
    await fault(world, 'query', { kind: 'fail', status: 500 });
    await runCron(world.app);
    expect(await groupOf(groupId)).toMatchObject({ status: 'failed' });
    await wechatSpeaks();
    await world.settle();
    expect((await orderOf(world, late)).refunds).toMatchObject([{ cause: 'noSeat', status: 'arrived' }]);
    expect((await groupOf(groupId))?.turnedAway).toMatchObject([{ orderId: late, why: 'groupFailed' }]);
    expect(await reservations(world)).toEqual([]);
    await expectTrue(world);
  });

  it('of a leader opens the group after all, and its life starts then', async () => {
    const [leader] = await two();
    const orderId = await paidInSilence(leader);
    await closedByTimeout(orderId);
    await wechatSpeaks();
    const { groupId, status } = await orderOf(world, orderId);
    expect(status).toBe('paid');
    expect(await groupOf(groupId)).toMatchObject({ status: 'open', taken: 1, expiresAt: world.now() + TERMS.life });
    await world.advance(25 * HOUR);
    await world.settle();
    await expectTrue(world);
  });

  it('waits for nobody: at the deadline a paid but unheard-of member still has the seat that was held', async () => {
    const { groupId, joiner } = await openGroup(2);
    await world.advance(24 * HOUR - 10 * MINUTE);
    const orderId = await paidInSilence(joiner, groupId);
    await world.advance(11 * MINUTE);
    await runCron(world.app);
    expect(await groupOf(groupId)).toMatchObject({ status: 'open', taken: 1 });
    await wechatSpeaks();
    expect(await groupOf(groupId)).toMatchObject({ status: 'formed', taken: 2 });
    expect(await orderOf(world, orderId)).toMatchObject({ status: 'toShip' });
    await world.settle();
    await expectTrue(world);
  });
});

describe('not what was ordered', () => {
  it.each([
    ['amount', { total: 1 }],
    ['amount', { total: 999_999 }],
    ['appid', { appid: 'wx0000000000000000' }],
    ['openid', { openid: 'oSomebodyElse' }],
  ] as const)('is recorded, alarmed and refunded: another %s %j', async (what, override) => {
    const [buyer] = await two();
    const { orderId, groupId } = await place(world, buyer);
    const outTradeNo = numberOf(await orderOf(world, orderId));
    await world.standIn.control.pay({ outTradeNo, override });
    await world.standIn.control.flush();
    await world.settle();
    const captured = { fault: what, amount: 'total' in override ? override.total : 2990 };
    expect(await orderOf(world, orderId)).toMatchObject({
      status: 'closed',
      closeReason: 'paymentRefunded',
      payments: [{ status: 'captured', captured, outcome: 'refund' }],
      refunds: [{ cause: 'mismatch', status: 'arrived', amount: captured.amount }],
    });
    expect(await alarmKinds(world)).toEqual(['paymentMismatch']);
    expect((await groupOf(groupId))?.seats).toEqual([]);
    expect(await reservations(world)).toEqual([]);
    await expectTrue(world);
  });

  it('says the same when a query finds it first', async () => {
    const [buyer] = await two();
    const { orderId } = await place(world, buyer);
    await fault(world, 'notify', { kind: 'withhold' });
    const outTradeNo = numberOf(await orderOf(world, orderId));
    await world.standIn.control.pay({ outTradeNo, override: { total: 5 } });
    await checkPayment(world.app, buyer.userId, orderId);
    await wechatSpeaks();
    await world.settle();
    expect(await orderOf(world, orderId)).toMatchObject({ status: 'closed', refunds: [{ amount: 5 }] });
    await expectTrue(world);
  });
});

describe('not from WeChat, not for us', () => {
  /** These are rightly signed and not what was ordered: a matter of the capture, proven above. */
  const ours = ['amount', 'appid', 'openid'];

  it.each(forgeries.filter((variant) => !ours.includes(variant)))('changes nothing: %s', async (variant) => {
    const { control } = world.standIn;
    await control.merchant({ mchid: '1900000999', name: '别家' });
    const [buyer] = await two();
    const { orderId } = await place(world, buyer);
    await fault(world, 'notify', { kind: 'withhold' });
    await world.pay(buyer, orderId);
    const outTradeNo = numberOf(await orderOf(world, orderId));
    await control.flush();
    const before = await everything(world);
    const { status, body } = await control.forge({ outTradeNo, variant });
    expect([variant, status >= 400 && status < 500, JSON.parse(body)]).toEqual([
      variant,
      true,
      { code: 'FAIL', message: expect.any(String) },
    ]);
    expect(await everything(world)).toEqual(before);
    if (variant === 'mchid') expect(await alarmKinds(world)).toEqual(['notifyForeign']);
    // The true one still counts.
    await wechatSpeaks();
    expect(await orderOf(world, orderId)).toMatchObject({ status: 'paid' });
  });

  it('changes nothing when it is sent to another account, or is of an order that is not ours', async () => {
    const { control } = world.standIn;
    const [buyer] = await two();
    const { orderId } = await place(world, buyer);
    await fault(world, 'notify', { kind: 'withhold' });
    await world.pay(buyer, orderId);
    const outTradeNo = numberOf(await orderOf(world, orderId));
    await control.flush();
    const before = await everything(world);
    const elsewhere = `${world.url}/pay/notify/pac_nobody/payment`;
    expect(await control.forge({ outTradeNo, variant: 'signtest', to: elsewhere })).toMatchObject({ status: 404 });
    expect(await everything(world)).toEqual(before);
    // Of a number that we never gave out, though of our merchant.
    await world.app.store.orders.updateOne({ _id: orderId }, { $set: { 'payments.0.outTradeNo': 'another' } });
    const [delivery] = await control.release();
    expect(delivery).toMatchObject({ status: 400 });
    expect(await world.app.store.alarms.find().toArray()).toMatchObject([
      { kind: 'paymentForeign', merchantId: MERCHANT },
    ]);
    expect(await world.app.store.journals.countDocuments()).toBe(0);
  });
});

describe('two drainers', () => {
  it('give one person one seat for two payments, and the second money back', async () => {
    const { groupId, joiner } = await openGroup();
    const first = await paidInSilence(joiner, groupId);
    await closedByTimeout(first);
    await world.standIn.control.clearFaults();
    const second = await buy(world, joiner, { groupId });
    await wechatSpeaks();
    expect(await groupOf(groupId)).toMatchObject({ taken: 2, turnedAway: [{ orderId: first, why: 'alreadyInGroup' }] });
    expect(await orderOf(world, second.orderId)).toMatchObject({ status: 'paid' });
    await world.settle();
    expect(await orderOf(world, first)).toMatchObject({ refunds: [{ cause: 'noSeat', status: 'arrived' }] });
    await world.advance(25 * HOUR);
    await world.settle();
    await expectTrue(world);
  });

  it('turn an extra payment to one group, although each would choose another', async () => {
    for (let round = 0; round < (LONG ? 20 : 3); round++) {
      await world.reset();
      await world.offer({ size: 2, overflow: 'anotherGroup' });
      const [a, b] = await two();
      const { groupId } = await buy(world, a);
      const extra = await paidInSilence(b, groupId);
      await closedByTimeout(extra);
      await world.standIn.control.clearFaults();
      const [last, c, d] = await crowd(world, 3);
      if (!last || !c || !d) throw new Error('nobody came');
      await buy(world, last, { groupId });
      const others = [await buy(world, c), await buy(world, d)];
      // The payment is recorded, and two drainers hold the same stale document.
      const order = await capturedOnly(extra);
      const event = order.outbox[0]?.event;
      if (!event) throw new Error('nothing waits');
      // One of them sees only the second group.
      const blind = withGroups(world.app, others[round % 2]?.groupId ?? '');
      await Promise.all([
        react(world.app, { name: 'orders', doc: order }, event),
        react(blind, { name: 'orders', doc: order }, event),
        drain(world.app, [{ name: 'orders', doc: order }]),
      ]);
      await world.settle();
      const groups = await world.app.store.groups.find({ 'seats.orderId': extra }).toArray();
      expect(groups).toHaveLength(1);
      expect(await orderOf(world, extra)).toMatchObject({ status: 'toShip', groupId: groups[0]?._id });
      await world.advance(25 * HOUR);
      await world.settle();
      await expectTrue(world);
    }
  });

  it('pass over the other groups in which the buyer sits already', async () => {
    await world.offer({ size: 3, overflow: 'anotherGroup' });
    const [leader, joiner] = await two();
    const { groupId } = await buy(world, leader);
    const extra = await paidInSilence(joiner, groupId);
    await closedByTimeout(extra);
    await world.standIn.control.clearFaults();
    const [b, c, d, e] = await crowd(world, 4);
    if (!b || !c || !d || !e) throw new Error('nobody came');
    for (const person of [b, c]) await buy(world, person, { groupId });
    // The fuller of the other two groups has the joiner in it.
    const fuller = await buy(world, d);
    await buy(world, joiner, { groupId: fuller.groupId });
    const other = await buy(world, e);
    await wechatSpeaks();
    expect(await orderOf(world, extra)).toMatchObject({ status: 'paid', groupId: other.groupId });
    await world.advance(25 * HOUR);
    await world.settle();
    await expectTrue(world);
  });

  it.each(['alone', 'group'] as const)(
    'leave nothing reserved where the slower one comes after all is done (%s)',
    async (kind) => {
      const { groupId, joiner } = await openGroup(2);
      const orderId = await (kind === 'group'
        ? paidInSilence(joiner, groupId)
        : paidInSilence(joiner, undefined, null));
      await closedByTimeout(orderId);
      await world.standIn.control.clearFaults();
      const order = await capturedOnly(orderId);
      const event = order.outbox[0]?.event;
      if (!event) throw new Error('nothing waits');
      await drain(world.app, [{ name: 'orders', doc: order }]);
      expect(await orderOf(world, orderId)).toMatchObject({ status: 'toShip' });
      const before = await reservations(world);
      // The other one has read the order before any of it, and only now goes on.
      await react(world.app, { name: 'orders', doc: order }, event);
      expect(await reservations(world)).toEqual(before);
    },
  );

  it('reserve a late payment’s piece together or not at all, although it came free between them', async () => {
    const { groupId, joiner } = await openGroup();
    const orderId = await paidInSilence(joiner, groupId);
    await closedByTimeout(orderId);
    const { counters } = world.app.store;
    const [other] = await two();
    // The last piece is somebody's, until he gives it back.
    await counters.updateOne({ _id: stockOf(SKU) }, [{ $set: { max: { $add: ['$taken', 1] } } }]);
    await world.standIn.control.clearFaults();
    await fault(world, 'notify', { kind: 'withhold' });
    const { orderId: holder } = await place(world, other, { campaignId: null });
    const order = await capturedOnly(orderId);
    const event = order.outbox[0]?.event;
    if (!event) throw new Error('nothing waits');
    // The first drainer finds the stock gone and stops just there; it comes free, and the second is done before the first goes on.
    const { app: slow, stopped, goOn } = stoppingAt(world.app, stockOf(SKU));
    const first = react(slow, { name: 'orders', doc: order }, event);
    await stopped;
    expect(await cancelOrder(world.app, other.userId, holder)).toMatchObject({ ok: true });
    await drain(world.app, [{ name: 'orders', doc: order }]);
    goOn();
    await first;
    await world.settle();
    const stock = await counters.findOne({ _id: stockOf(SKU) });
    const { payments } = await orderOf(world, orderId);
    expect(payments).toMatchObject([{ outcome: 'seat' }]);
    expect(stock?.holds.map((hold) => hold.orderId)).toContain(orderId);
    await world.advance(25 * HOUR);
    await world.settle();
    expect(await reservations(world)).toEqual([]);
    await expectTrue(world);
  });
});

/** Records the payment as its notification would, and nothing that follows. */
async function capturedOnly(orderId: string) {
  const { control } = world.standIn;
  const quiet: App = { ...world.app, drain: async () => undefined };
  const order = await orderOf(world, orderId);
  const books = await control.books(world.credentials.mchid);
  const one = books.transactions.find(({ outTradeNo }) => outTradeNo === numberOf(order));
  if (!one?.transactionId) throw new Error('not paid');
  const { outTradeNo, transactionId, appid, openid, total } = one;
  const account = { id: order.paymentAccountId, merchantId: MERCHANT, appid: world.credentials.appid };
  const captured = await capturePayment(quiet, account, {
    outTradeNo,
    transactionId,
    appid,
    openid,
    total,
    at: world.now(),
  });
  if (!captured.ok) throw new Error(captured.refusal);
  return captured.value;
}

/** An app that finds only this group when it looks for groups to join. */
function withGroups(app: App, groupId: string): App {
  const { groups } = app.store;
  const blind = new Proxy(groups, {
    get(target, name) {
      if (name === 'find') return (query: object) => target.find({ ...query, _id: groupId });
      const value = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  return { ...app, store: { ...app.store, groups: blind } };
}

/** An app that stops after it was refused by this counter, until it is told to go on. */
function stoppingAt(app: App, counterId: string) {
  let goOn = () => {};
  let tell = () => {};
  const gate = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const stopped = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const counters = new Proxy(app.store.counters, {
    get(target, name) {
      const value = Reflect.get(target, name);
      if (name !== 'findOneAndUpdate') return typeof value === 'function' ? value.bind(target) : value;
      return async (filter: { _id?: unknown }, ...rest: unknown[]) => {
        const answer = await value.call(target, filter, ...rest);
        if (filter._id === counterId) {
          tell();
          await gate;
        }
        return answer;
      };
    },
  });
  return { app: { ...app, store: { ...app.store, counters } }, stopped, goOn: () => goOn() };
}
