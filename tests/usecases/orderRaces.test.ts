/**
 * PAIRS THAT RACE OVER AN ORDER, fifty times each: a payment with its cancelling, with the end of its time and with the
 * close of an order that WeChat says nothing of; refunds with refunds, parcels, pick-up, receipt and after-sales; two
 * devices at one checkout, and two carts at the last piece. Whatever comes first, there is one outcome, no piece is sent,
 * asked for or paid back twice, and all books agree.
 */

import { putInCart } from '../../functions/store/cart';
import type { OrderDoc } from '../../functions/store/collections';
import { limitTo, stockOf } from '../../functions/store/stock';
import { agreeAfterSale, askAfterSale } from '../../functions/usecases/afterSale';
import { cancelOrder, changeAndDrain, receiveOrder } from '../../functions/usecases/order';
import { watchPayments } from '../../functions/usecases/payment';
import { placeOrder } from '../../functions/usecases/placeOrder';
import { pickUpOrder, refundShopOrder, shipOrder } from '../../functions/usecases/shopOrder';
import { StandInRefusal } from '../../scripts/wechatStandIn/client';
import { freePieces, leftToSend, receiptDue } from '../../shared/domain/order';
import { piecesOf } from '../../shared/domain/orderLines';
import type { Result } from '../../shared/result';
import { DAY, MINUTE, type Ms, SECOND } from '../../shared/time';
import { useDatabase } from '../support/database';
import { MERCHANT, openWorld, type Person, type World } from '../support/world';
import { crowd, expectTrue, fault, LONG, newRequestId, numberOf, orderOf, speak } from './crowd';
import { furnish, POINT, SKUS } from './orderStory';

const database = useDatabase();
let world: World;
let people: Person[];
/** Brings the shop back to where every order waits for its payment, or is paid. */
let unpaid: () => Promise<void>;
let paid: () => Promise<void>;
let orderIds: readonly string[];

// A machine that is busy with other tests is no fault.
jest.setTimeout(900_000);

const TIMES = LONG ? 200 : 12;
const numbers = Array.from({ length: TIMES }, (_, index) => index);

beforeAll(async () => {
  world = await openWorld(database);
  people = await crowd(world, TIMES + 1);
  await furnish(world);
  // A machine that is busy with other tests leaves no consequence to cron.
  Object.assign(world.app, { stopwatch: () => 0 });
  await world.reset();
  for (const skuId of SKUS) await limitTo(world.app.store, stockOf(skuId), 10_000);
  // Every other order is picked up.
  orderIds = await eachOf(async (index) => {
    const lines = [2, 1].map((quantity, place) => ({ skuId: SKUS[place] ?? '', quantity }));
    const placed = await placeOrder(world.app, buyer(index).userId, {
      requestId: newRequestId(),
      lines,
      seenTotal: 2 * 2990 + 1001 + (isPickUp(index) ? 0 : 601 + 2 * 103),
      ...(isPickUp(index) ? { pickupPointId: POINT.id } : {}),
    });
    if (!placed.ok) throw new Error(`not placed: ${placed.refusal}`);
    return placed.value.orderId;
  });
  unpaid = await world.remember();
  await eachOf((index) => world.pay(buyer(index), orderIds[index] ?? ''));
  await world.settle();
  paid = await world.remember();
});
afterAll(() => world.close());

const isPickUp = (index: number) => index % 2 === 1;
const buyer = (index: number): Person => people[index + 1] as Person;
const member = (): string => people[0]?.userId ?? '';

/** So many at once: an instance has five connections. */
async function eachOf<T>(work: (index: number) => Promise<T>): Promise<T[]> {
  const done: T[] = [];
  for (let from = 0; from < TIMES; from += 5) {
    done.push(...(await Promise.all(numbers.slice(from, from + 5).map(work))));
  }
  return done;
}

/** Either of two may be first. */
const race = <A, B>(index: number, one: () => Promise<A>, other: () => Promise<B>): Promise<[A, B]> => {
  if (index % 4 < 2) return Promise.all([one(), other()]);
  const second = other();
  return Promise.all([one(), second]);
};

const said = (answer: Result<unknown, string>): string => (answer.ok ? 'yes' : answer.refusal);

interface Became {
  readonly one: string;
  readonly other: string;
  readonly order: OrderDoc;
}

/** Lets two race over each order. @returns what each was answered, and what has become of the order */
function raceOver(
  one: (order: OrderDoc, index: number) => Promise<string>,
  other: (order: OrderDoc, index: number) => Promise<string>,
): Promise<Became[]> {
  return eachOf(async (index) => {
    const order = await orderOf(world, orderIds[index] ?? '');
    const [first, second] = await race(
      index,
      () => one(order, index),
      () => other(order, index),
    );
    return { one: first, other: second, order: await orderOf(world, order._id) };
  });
}

const allOf = (order: OrderDoc) => order.lines.map(({ id: lineId, quantity }) => ({ lineId, quantity }));
const promised = ({ refunds }: OrderDoc): number => refunds.reduce((sum, { amount }) => sum + amount, 0);

const refund = async (order: OrderDoc, lines = allOf(order), seenAmount = order.total, requestId = newRequestId()) => {
  const input = {
    requestId,
    merchantId: MERCHANT,
    orderId: order._id,
    lines,
    withFreight: true,
    seenAmount,
  };
  return said(await refundShopOrder(world.app, member(), input));
};
const ship = async ({ _id: orderId }: OrderDoc, trackingNumber: string) =>
  said(await shipOrder(world.app, member(), { merchantId: MERCHANT, orderId, company: '顺丰', trackingNumber }));
const handOver = async ({ pickUp }: OrderDoc) =>
  said(await pickUpOrder(world.app, member(), { merchantId: MERCHANT, code: pickUp?.code ?? '' }));
const ask = async (order: OrderDoc, lines = allOf(order)) => {
  const words = { reason: 'damaged', text: '', pictures: [] } as const;
  const input = { requestId: newRequestId(), orderId: order._id, kind: 'refundOnly' as const, lines, ...words };
  return said(await askAfterSale(world.app, order.userId, { ...input, pictures: [] }));
};
const cancel = async (order: OrderDoc) => said(await cancelOrder(world.app, order.userId, order._id));
const payAtWechat = (order: OrderDoc, index: number) =>
  world.pay(buyer(index), order._id).then(
    () => 'yes',
    (error: unknown) => {
      if (error instanceof StandInRefusal) return error.code;
      throw error;
    },
  );

/** What holds of every order, whoever was first. */
async function expectSound(): Promise<void> {
  for (const order of await world.app.store.orders.find().toArray()) {
    const captured = order.payments.reduce((sum, payment) => sum + (payment.captured?.amount ?? 0), 0);
    expect(promised(order)).toBeLessThanOrEqual(captured);
    if (order.closeReason === 'refunded') expect(promised(order)).toBe(captured);
    for (const { id } of order.lines) {
      const { quantity, sent, unsentRefunded } = piecesOf(order, id);
      expect(sent + unsentRefunded).toBeLessThanOrEqual(quantity);
      expect(freePieces(order, id)).toBeGreaterThanOrEqual(0);
      expect(leftToSend(order, id)).toBeLessThanOrEqual(quantity - sent - unsentRefunded);
    }
    for (const { captured: money, outcome } of order.payments) if (money) expect(outcome).toBeDefined();
  }
}

/** WeChat says it all again, several times; time goes on until everything has come to its end. */
async function allOver(): Promise<void> {
  await speak(world);
  await world.settle();
  await expectSound();
  await expectTrue(world);
}

const expectEach = (became: readonly unknown[], ways: readonly unknown[]) => {
  for (const one of became) expect(ways).toContainEqual(one);
};

/* ── the payment ────────────────────────────────────────────────────────────────────────────────────────────────── */

it('cancelling with paying: paid and kept, or cancelled and never paid', async () => {
  await unpaid();
  const became = await raceOver(cancel, payAtWechat);
  await world.standIn.control.flush();
  expectEach(
    await Promise.all(
      became.map(async ({ one, other, order }) => ({ one, other, status: (await orderOf(world, order._id)).status })),
    ),
    [
      { one: 'yes', other: 'ORDER_CLOSED', status: 'closed' },
      { one: 'orderAlreadyPaid', other: 'yes', status: 'toShip' },
      // Its payment was settled before its cancelling was decided.
      { one: 'orderNotCancellable', other: 'yes', status: 'toShip' },
    ],
  );
  await allOver();
});

/**
 * Lets the watch, which closes what is unpaid, race with something about the same order, one order after another.
 * @param late how long after the end of their time to pay
 */
async function raceWithWatch<T>(late: Ms, other: (order: OrderDoc, index: number) => Promise<T>): Promise<T[]> {
  const { orders } = world.app.store;
  const answers: T[] = [];
  const never = world.now() + DAY;
  await orders.updateMany({}, { $set: { dueAt: never } });
  for (const index of numbers) {
    const order = await orderOf(world, orderIds[index] ?? '');
    const end = (order.payBy ?? 0) + late;
    await orders.updateOne({ _id: order._id }, { $set: { dueAt: end } });
    const watch = () => watchPayments({ ...world.app, now: () => end }, { limit: 1, over: () => false });
    const [, answer] = await race(index, watch, () => other(order, index));
    await orders.updateOne({ _id: order._id, dueAt: { $exists: true } }, { $set: { dueAt: never } });
    answers.push(answer);
  }
  return answers;
}

const statusOf = async (index: number) => (await orderOf(world, orderIds[index] ?? '')).status;

it('paying with the end of its time: paid and kept, or closed and never paid', async () => {
  await unpaid();
  // WeChat's clock stands at the last second to pay, the shop's at the end of it.
  await world.advance(30 * MINUTE - SECOND);
  const paying = await raceWithWatch(0, payAtWechat);
  await world.standIn.control.flush();
  const became = await eachOf(async (index) => ({ paid: paying[index], status: await statusOf(index) }));
  expectEach(became, [
    { paid: 'ORDER_CLOSED', status: 'closed' },
    { paid: 'yes', status: 'toShip' },
  ]);
  await allOver();
});

it('hearing of a payment with closing its order unheard: kept, even if it comes late', async () => {
  await unpaid();
  await fault(world, 'notify', { kind: 'withhold' });
  await eachOf((index) => world.pay(buyer(index), orderIds[index] ?? ''));
  await world.standIn.control.flush();
  await fault(world, 'query', { kind: 'fail', status: 500 });
  await raceWithWatch(5 * MINUTE, (order) => world.standIn.control.release({ text: numberOf(order) }));
  expect(new Set(await eachOf(statusOf))).toEqual(new Set(['toShip']));
  await allOver();
});

/* ── pieces ─────────────────────────────────────────────────────────────────────────────────────────────────────── */

it('the merchant’s refund by two taps, or by one that arrives twice: the money goes back once', async () => {
  await paid();
  const tap = (order: OrderDoc, index: number) =>
    refund(order, allOf(order), order.total, index % 3 === 0 ? `refund-${order._id}` : undefined);
  for (const { one, other, order } of await raceOver(tap, tap)) {
    const answers = [one, other].filter((answer) => answer !== 'yes');
    expect(answers).toHaveLength(orderIds.indexOf(order._id) % 3 === 0 ? 0 : 1);
    for (const answer of answers) expect(['refundTooMuch', 'orderNotRefundable', 'priceChanged']).toContain(answer);
    expect([order.status, promised(order), order.refunds.length]).toEqual(['closed', order.total, 1]);
  }
  await allOver();
});

it('the merchant’s refund with an after-sale for the same pieces: one of them', async () => {
  await paid();
  const became = await raceOver(
    (order) => refund(order),
    (order) => ask(order),
  );
  for (const { one, other, order } of became) {
    expect([
      { one: 'yes', other: 'afterSaleNotAllowed', status: 'closed', refunds: 1, asked: 0 },
      { one: 'refundTooMuch', other: 'yes', status: 'toShip', refunds: 0, asked: 1 },
    ]).toContainEqual({
      one,
      other,
      status: order.status,
      refunds: order.refunds.length,
      asked: order.afterSales.length,
    });
  }
  await allOver();
});

it('the merchant’s refund with an agreed after-sale for the other pieces: both, and all the money', async () => {
  await paid();
  await eachOf(async (index) => {
    const order = await orderOf(world, orderIds[index] ?? '');
    expect(await ask(order, allOf(order).slice(0, 1))).toBe('yes');
  });
  const agree = async ({ afterSales }: OrderDoc) =>
    said(
      await agreeAfterSale(world.app, member(), {
        merchantId: MERCHANT,
        afterSaleId: afterSales[0]?.id ?? '',
        withFreight: false,
      }),
    );
  const rest = (order: OrderDoc) => {
    const [, line] = order.lines;
    return refund(order, allOf(order).slice(1), (line?.paid ?? 0) + (line?.freight ?? 0));
  };
  for (const { one, other, order } of await raceOver(agree, rest)) {
    expect([one, other]).toEqual(['yes', 'yes']);
    expect([order.status, promised(order), order.refunds.length]).toEqual(['closed', order.total, 2]);
  }
  await allOver();
});

/** Parcels are for those that are not picked up. */
const express = (became: readonly Became[]): Became[] => became.filter(({ order }) => order.delivery === 'express');
const pickedUp = (became: readonly Became[]): Became[] => became.filter(({ order }) => order.delivery === 'pickUp');

/** Over the counter or by parcel, whichever it is. */
const goesOut = (order: OrderDoc, index: number) =>
  order.delivery === 'pickUp' ? handOver(order) : ship(order, `SF${1000 + index}`);

it('sending it, or handing it over, with its refund: refunded at home, or gone and then refunded', async () => {
  await paid();
  const became = await raceOver(goesOut, (order) => refund(order));
  for (const { one, other, order } of became) {
    expect([one, other]).toContain('yes');
    expect([
      { one: 'orderNotShippable', unsent: 3 },
      { one: 'yes', unsent: 0 },
    ]).toContainEqual({
      one,
      unsent: order.refunds.flatMap(({ lines = [] }) => lines).reduce((sum, { unsent }) => sum + unsent, 0),
    });
    expect([other, order.status, promised(order)]).toEqual(['yes', 'closed', order.total]);
  }
  await allOver();
});

it('sending it, or handing it over, with an after-sale: asked before it goes, or after', async () => {
  await paid();
  const became = await raceOver(goesOut, (order) => ask(order));
  const ways = (gone: string) => [
    { one: 'yes', other: 'yes', status: gone },
    { one: 'orderHasAfterSale', other: 'yes', status: 'toShip' },
  ];
  const seen = ({ one, other, order: { status } }: Became) => ({ one, other, status });
  expectEach(express(became).map(seen), ways('shipped'));
  expectEach(pickedUp(became).map(seen), ways('received'));
  await allOver();
});

it('two parcels of the same pieces: one', async () => {
  await paid();
  const became = await raceOver(
    (order, index) => ship(order, `SF${1000 + index}`),
    (order, index) => ship(order, `YT${1000 + index}`),
  );
  for (const { one, other, order } of express(became)) {
    expect([one, other].sort()).toEqual(['orderNotShippable', 'yes']);
    expect([order.status, order.parcels.length]).toEqual(['shipped', 1]);
  }
  await allOver();
});

it('its receipt, by the buyer or by time, with an after-sale: the after-sale stands either way', async () => {
  await paid();
  await eachOf(async (index) => goesOut(await orderOf(world, orderIds[index] ?? ''), index));
  const receive = async (order: OrderDoc, index: number) => {
    if (index % 4 === 0) return said(await receiveOrder(world.app, order.userId, order._id));
    const byTime = { type: 'receive', by: 'time', now: receiptDue(order) } as const;
    return said(await changeAndDrain(world.app, order._id, byTime));
  };
  for (const { one, other, order } of express(await raceOver(receive, (asked) => ask(asked)))) {
    expect([one, other]).toEqual(['yes', 'yes']);
    expect(order.afterSales).toMatchObject([{ status: 'open' }]);
    // Time does not receive what an after-sale is open for.
    expect(orderIds.indexOf(order._id) % 4 === 0 ? ['received'] : ['received', 'shipped']).toContain(order.status);
  }
  await allOver();
});

/* ── the cart ───────────────────────────────────────────────────────────────────────────────────────────────────── */

async function fillCart(userId: string): Promise<void> {
  for (const [place, skuId] of SKUS.slice(0, 2).entries()) {
    const line = { skuId, quantity: 1, price: place === 0 ? 2990 : 1001, at: world.now() };
    await putInCart(world.app.store, MERCHANT, userId, line, 100);
  }
}

const checkout = (userId: string, requestId: string) =>
  placeOrder(world.app, userId, {
    requestId,
    lines: SKUS.slice(0, 2).map((skuId) => ({ skuId, quantity: 1 })),
    seenTotal: 2990 + 1001 + 601 + 103,
    fromCart: true,
  });

it('one checkout on two devices: one order, and an empty cart', async () => {
  await paid();
  const before = await world.app.store.orders.countDocuments();
  const became = await eachOf(async (index) => {
    const { userId } = buyer(index);
    const requestId = newRequestId();
    await fillCart(userId);
    const tap = () => checkout(userId, requestId);
    const [one, other] = await race(index, tap, tap);
    if (!one.ok || !other.ok) throw new Error(`${said(one)}, ${said(other)}`);
    expect(other.value.orderId).toBe(one.value.orderId);
    return numberOf(await orderOf(world, one.value.orderId));
  });
  expect(new Set(became).size).toBe(TIMES);
  expect(await world.app.store.orders.countDocuments()).toBe(before + TIMES);
  expect(await world.app.store.carts.countDocuments({ 'lines.0': { $exists: true } })).toBe(0);
  await world.advance(31 * MINUTE);
  await allOver();
});

it('the last piece in two carts: one order, and nothing is kept for the other one', async () => {
  await paid();
  const counterOf = (place: number) => world.app.store.counters.findOne({ _id: stockOf(SKUS[place] ?? '') });
  const taken = (await counterOf(0))?.taken ?? 0;
  // One after another, each with one piece more: two people want it at once.
  for (const index of numbers) {
    const [peach, tea] = [await counterOf(0), await counterOf(1)];
    await world.app.store.counters.updateOne({ _id: stockOf(SKUS[0]) }, { $set: { max: (peach?.taken ?? 0) + 1 } });
    const tap = (of: number) => () => checkout(buyer(of).userId, newRequestId());
    const answers = await race(index, tap(index), tap((index + 1) % TIMES));
    expect(answers.map(said).sort()).toEqual(['soldOut', 'yes']);
    expect((await counterOf(1))?.taken).toBe((tea?.taken ?? 0) + 1);
  }
  expect((await counterOf(0))?.taken).toBe(taken + TIMES);
  await world.advance(31 * MINUTE);
  await allOver();
  expect((await counterOf(0))?.taken).toBe(taken);
});
