/** A purchase of several lines, from the cart to the end of its after-sale window, and every way back by pieces. */

import { stockOf } from '../../functions/store/stock';
import { runCron } from '../../functions/usecases/cron';
import { ALONE_HOLD } from '../../functions/usecases/placeOrder';
import { refundShopOrder } from '../../functions/usecases/shopOrder';
import type { FaultEffect } from '../../scripts/wechatStandIn/types';
import type { Input } from '../../shared/contracts/contracts';
import { PAYMENTS, type PaymentMoment } from '../../shared/domain/order';
import { DAY, MINUTE } from '../../shared/time';
import { buy, codeOf } from '../support/bought';
import { useDatabase } from '../support/database';
import { mortal } from '../support/mortal';
import { member } from '../support/room';
import { bringFor800, putOnShelf } from '../support/shelf';
import { MERCHANT, openWorld, type Person, type World } from '../support/world';
import { alarmKinds, expectTrue, fault, LONG, newRequestId, orderOf, reservations, silence, speak } from './crowd';

const database = useDatabase();
let world: World;
let owner: Person;
let buyer: Person;
let promoter: Person;

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

const OTHER_SHOP = { _id: 'prd_elsewhere', merchantId: 'mer_other', sku: 'sku_elsewhere' };

beforeAll(async () => {
  world = await openWorld(database);
  await bringFor800(world);
  owner = await member(world, '吴掌柜', 'owner');
  buyer = await world.person('周小满');
  promoter = await world.person('阿杰');
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  await world.app.store.merchants.updateOne({ _id: MERCHANT }, { $set: { 'freight.0.rules.0.firstFee': 800 } });
  await putOnShelf(world, [
    { key: 'plum', title: '李子', price: 1000, stock: 10, freightId: 'parcel' },
    { key: 'honey', title: '土蜂蜜', price: 6800, stock: 10, freightId: 'parcel' },
    { key: 'tea', title: '春茶', price: 999, stock: 10 },
  ]);
});

const LINES = [
  { skuId: 'sku_plum', quantity: 3 },
  { skuId: 'sku_honey', quantity: 1 },
  { skuId: 'sku_tea', quantity: 2 },
];
/** 3 × ¥10 + ¥68 + 2 × ¥9.99, and ¥8 to bring the first two. */
const TOTAL = 3000 + 6800 + 1998 + 800;
const three = { skus: Object.fromEntries(LINES.map(({ skuId, quantity }) => [skuId, quantity])) };

const wish = (more: Partial<Input<'order.place'>> = {}): Input<'order.place'> => ({
  requestId: newRequestId(),
  lines: LINES,
  seenTotal: TOTAL,
  ...more,
});

const stock = async (key: string) => {
  const counter = await world.app.store.counters.findOne({ _id: stockOf(`sku_${key}`) });
  if (!counter) throw new Error(`nothing is known of ${key}`);
  return { taken: counter.taken, sold: counter.sold, held: counter.holds.length };
};
const SOLD = (n: number) => ({ taken: n, sold: n, held: 0 });

const ship = async (orderId: string, lines?: { lineId: string; quantity: number }[], number = 'SF100001') => {
  const parcel = { company: '顺丰速运', trackingNumber: number, ...(lines ? { lines } : {}) };
  const sent = await owner.call('shopOrder.ship', { merchantId: MERCHANT, orderId, ...parcel });
  if (!sent.ok) throw new Error(sent.refusal.code);
  return sent.value;
};

/** What the pieces come to, as the merchant is told, and then does. */
async function giveBack(orderId: string, lines: { lineId: string; quantity: number }[], withFreight = false) {
  const pieces = { merchantId: MERCHANT, orderId, lines, withFreight };
  const quote = await owner.call('shopOrder.quoteRefund', pieces);
  if (!quote.ok) throw new Error(quote.refusal.code);
  const wanted = { ...pieces, requestId: newRequestId(), seenAmount: quote.value.amount };
  return owner.call('shopOrder.refund', wanted);
}

/** The promoter's friend is the buyer from now on. */
async function bound(): Promise<string> {
  const share = await promoter.call('share.create', { target: { kind: 'shop', id: MERCHANT } });
  if (!share.ok) throw new Error(share.refusal.code);
  await buyer.call('share.open', { token: share.value.token, scene: 1007 });
  return share.value.token;
}

describe('from the cart', () => {
  it('to a paid order of three lines with its freight, which the cart then no longer holds', async () => {
    for (const { skuId, quantity } of [...LINES].reverse()) {
      await buyer.call('cart.put', { merchantId: MERCHANT, skuId, quantity });
    }
    expect(await buyer.call('cart.get', { merchantId: MERCHANT })).toMatchObject({
      value: { lines: LINES.map(({ skuId, quantity }) => ({ skuId, quantity, state: 'ok' })) },
    });
    const quote = await buyer.call('order.quote', { lines: LINES });
    expect(quote).toMatchObject({ value: { goods: 11_798, discount: 0, freight: 800, total: TOTAL } });
    const wanted = wish({ fromCart: true, remark: '放门卫' });
    const placed = await buyer.call('order.place', wanted);
    if (!placed.ok) throw new Error(placed.refusal.code);
    const { orderId, payment } = placed.value;
    expect(payment.amount).toBe(TOTAL);
    expect(await buyer.call('cart.count', { merchantId: MERCHANT })).toMatchObject({ value: { pieces: 0 } });
    // What is put in since stays, also when the request comes again.
    await world.advance(1);
    await buyer.call('cart.put', { merchantId: MERCHANT, skuId: 'sku_tea', quantity: 1 });
    expect(await buyer.call('order.place', wanted)).toMatchObject({ value: { orderId } });
    expect(await buyer.call('cart.count', { merchantId: MERCHANT })).toMatchObject({ value: { pieces: 1 } });
    await world.pay(buyer, orderId);
    await world.standIn.control.flush();
    const order = await buyer.call('order.get', { orderId });
    expect(order).toMatchObject({
      value: { status: 'toShip', total: TOTAL, freight: 800, remark: '放门卫', address: { name: '周小满' } },
    });
    // ¥8.00 over 3 + 1 pieces; tea is brought free of charge.
    expect(order.ok && order.value.lines.map(({ paid, freight }) => [paid, freight])).toEqual([
      [3000, 600],
      [6800, 200],
      [1998, 0],
    ]);
    expect([await stock('plum'), await stock('honey'), await stock('tea')]).toEqual([SOLD(3), SOLD(1), SOLD(2)]);
    await expectTrue(world);
  });
});

describe('a no leaves nothing behind', () => {
  const nothing = async () => {
    expect(await reservations(world)).toEqual([]);
    expect((await world.standIn.control.books(world.credentials.mchid)).transactions).toEqual([]);
    await expectTrue(world);
  };

  it('goods of two shops', async () => {
    const { _id, merchantId, sku } = OTHER_SHOP;
    const plum = await world.app.store.products.findOne({ _id: 'prd_plum' });
    if (!plum) throw new Error('no plums');
    const other = { ...plum, _id, merchantId, skus: [{ id: sku, name: '一份', price: 1 }] };
    await world.app.store.products.replaceOne({ _id }, other, { upsert: true });
    const lines = [...LINES, { skuId: sku, quantity: 1 }];
    expect(await buyer.call('order.quote', { lines })).toMatchObject({ refusal: { code: 'otherShop' } });
    expect(await buyer.call('order.place', wish({ lines }))).toMatchObject({ refusal: { code: 'otherShop' } });
    await nothing();
  });

  it('a region that something is not brought to: the lines are named, the rest may be bought, and all of it picked up', async () => {
    const far = {
      name: '阿依',
      phone: '13800001111',
      region: ['新疆维吾尔自治区', '伊犁州', '霍城县'],
      detail: '果园路 1 号',
    };
    const saved = await buyer.call('address.save', { requestId: newRequestId(), address: far });
    if (!saved.ok) throw new Error(saved.refusal.code);
    const addressId = saved.value.id;
    const quote = await buyer.call('order.quote', { lines: LINES, addressId });
    expect(quote.ok && quote.value.lines.map(({ notDelivered }) => notDelivered)).toEqual([true, true, false]);
    expect(quote.ok && quote.value.freight).toBeUndefined();
    const refused = await buyer.call('order.place', wish({ addressId, seenTotal: 11_798 }));
    expect(refused).toMatchObject({ refusal: { code: 'regionNotDelivered' } });
    expect(await world.app.store.orders.countDocuments()).toBe(0);
    await nothing();
    const tea = { lines: LINES.slice(2), seenTotal: 1998 };
    expect(await buyer.call('order.place', wish({ ...tea, addressId }))).toMatchObject({ ok: true });
    const picked = wish({ pickupPointId: 'pup_one', seenTotal: 11_798, addressId });
    expect(await buyer.call('order.place', picked)).toMatchObject({ ok: true, value: { payment: { amount: 11_798 } } });
    await buyer.call('address.remove', { id: addressId });
  });

  it('a SKU that was archived meanwhile', async () => {
    await world.app.store.products.updateOne({ _id: 'prd_honey' }, { $set: { 'skus.0.archived': true } });
    expect(await buyer.call('order.place', wish())).toMatchObject({ refusal: { code: 'productGone' } });
    await nothing();
  });

  it.each([
    ['a price', 'products', { _id: 'prd_tea' }, { 'skus.0.price': 998 }],
    ['the freight', 'merchants', { _id: MERCHANT }, { 'freight.0.rules.0.firstFee': 700 }],
  ])('%s that has changed: the buyer is told, nothing is charged', async (_, name, which, $set) => {
    await world.app.store.db.collection<{ _id: string }>(name).updateOne(which, { $set });
    expect(await buyer.call('order.place', wish())).toMatchObject({ refusal: { code: 'priceChanged' } });
    await nothing();
    const quote = await buyer.call('order.quote', { lines: LINES });
    const seenTotal = quote.ok ? quote.value.total : 0;
    expect(seenTotal).toBeLessThan(TOTAL);
    expect(await buyer.call('order.place', wish({ seenTotal }))).toMatchObject({
      value: { payment: { amount: seenTotal } },
    });
  });

  it('one line that is sold out: the others are free again, and a replay gets the same no', async () => {
    await putOnShelf(world, [{ key: 'tea', title: '春茶', price: 999, stock: 1 }]);
    const wanted = wish();
    expect(await buyer.call('order.place', wanted)).toMatchObject({ refusal: { code: 'soldOut' } });
    await nothing();
    await putOnShelf(world, [{ key: 'tea', title: '春茶', price: 999, stock: 5 }]);
    expect(await buyer.call('order.place', wanted)).toMatchObject({ refusal: { code: 'soldOut' } });
    expect(await buyer.call('order.place', wish())).toMatchObject({ ok: true });
  });
});

describe('a captured payment ends as the table says', () => {
  const place = async (): Promise<string> => {
    const placed = await buyer.call('order.place', wish());
    if (!placed.ok) throw new Error(placed.refusal.code);
    return placed.value.orderId;
  };
  /** Paid, and nobody has heard of it when the order closes. */
  const unheard = async (): Promise<string> => {
    const orderId = await place();
    await silence(world, orderId);
    await world.pay(buyer, orderId);
    await world.advance(ALONE_HOLD + 10 * MINUTE);
    await runCron(world.app);
    expect(await orderOf(world, orderId)).toMatchObject({ status: 'closed', closeReason: 'timeout' });
    expect(await stock('plum')).toEqual(SOLD(0));
    return orderId;
  };
  const payAgain = async (orderId: string): Promise<void> => {
    const order = await orderOf(world, orderId);
    const [prepay] = order.prepayRequests;
    const opened = await world.app.payOf(order.paymentAccountId);
    if (!prepay || !opened) throw new Error('it was never to be paid');
    const again = { ...prepay, out_trade_no: `${prepay.out_trade_no.slice(0, -2)}P2` };
    expect(await opened.pay.prepay(again)).toMatchObject({ ok: true });
    const payment = { outTradeNo: again.out_trade_no, amount: order.total, status: 'open' as const };
    const more = { payments: [...order.payments, payment], prepayRequests: [...order.prepayRequests, again] };
    await world.app.store.orders.updateOne({ _id: orderId }, { $set: more });
    const { mchid } = world.credentials;
    await world.standIn.control.pay({ outTradeNo: again.out_trade_no, mchid, openid: buyer.openid });
  };

  const MOMENTS: Readonly<Record<PaymentMoment, () => Promise<string>>> = {
    waiting: async () => {
      const orderId = await place();
      await world.pay(buyer, orderId);
      return orderId;
    },
    closed: unheard,
    closedAndGone: async () => {
      const orderId = await unheard();
      // One of its lines is all that is missing.
      await world.app.store.counters.updateOne({ _id: stockOf('sku_tea') }, { $set: { max: 1 } });
      return orderId;
    },
    paidAlready: async () => {
      const orderId = await place();
      await world.pay(buyer, orderId);
      await world.standIn.control.flush();
      await payAgain(orderId);
      return orderId;
    },
    mismatch: async () => {
      const orderId = await place();
      const other = { 'prepayRequests.0.amount.total': TOTAL + 1 };
      await world.app.store.orders.updateOne({ _id: orderId }, { $set: other });
      await world.pay(buyer, orderId);
      return orderId;
    },
  };

  it.each(Object.keys(PAYMENTS) as PaymentMoment[])('%s', async (moment) => {
    const orderId = await MOMENTS[moment]();
    await speak(world);
    await world.settle();
    const order = await orderOf(world, orderId);
    const { outcome, cause } = PAYMENTS[moment];
    expect(order.payments.at(-1)).toMatchObject({ status: 'captured', outcome });
    const kept = outcome === 'order' || moment === 'paidAlready';
    expect(order.status).toBe(kept ? 'toShip' : 'closed');
    expect(order.refunds.map((refund) => [refund.cause, refund.amount, refund.status])).toEqual(
      cause === undefined ? [] : [[cause, TOTAL, 'arrived']],
    );
    expect([await stock('plum'), await stock('honey'), await stock('tea')]).toEqual(
      kept ? [SOLD(3), SOLD(1), SOLD(2)] : [SOLD(0), SOLD(0), SOLD(0)],
    );
    expect(await alarmKinds(world)).toEqual(moment === 'mismatch' ? ['paymentMismatch'] : []);
    await expectTrue(world);
  });
});

describe('on its way', () => {
  it('in two parcels, received and completed by time; the commission is released then, not before', async () => {
    const token = await bound();
    const placed = await buyer.call('order.place', wish({ shareToken: token }));
    if (!placed.ok) throw new Error(placed.refusal.code);
    const { orderId } = placed.value;
    await world.pay(buyer, orderId);
    await world.standIn.control.flush();
    expect(await ship(orderId, [{ lineId: '1', quantity: 2 }])).toEqual({ status: 'toShip', toSend: 4 });
    await world.advance(DAY);
    expect(await ship(orderId, undefined, 'SF100002')).toEqual({ status: 'shipped', toSend: 0 });
    const { receiptDue } = await detail(orderId);
    expect(receiptDue).toBe(world.now() + 10 * DAY);
    await world.advance(10 * DAY - 1);
    expect(await runCron(world.app)).toMatchObject({ moved: 0 });
    await world.advance(1);
    const reports = await Promise.all(Array.from({ length: 4 }, () => runCron(world.app)));
    expect(reports.reduce((sum, { moved }) => sum + moved, 0)).toBe(1);
    expect(await detail(orderId)).toMatchObject({ status: 'received', receivedAt: world.now() });
    await world.advance(7 * DAY - 1);
    expect(await runCron(world.app)).toMatchObject({ moved: 0, commissions: 0 });
    await world.advance(1);
    await runCron(world.app);
    expect(await detail(orderId)).toMatchObject({ status: 'completed', completedAt: world.now(), afterSaleKinds: [] });
    const earned = await promoter.call('earnings.get', { merchantId: MERCHANT });
    // 8 % of each line's goods, rounded down.
    expect(earned).toMatchObject({ value: { held: 0, available: 240 + 544 + 159 } });
    await expectTrue(world);
  });

  it('picked up against its code: a wrong one, another shop’s and a used one open nothing', async () => {
    const orderId = await buy(world, buyer, { ...three, pickupPointId: 'pup_one' });
    const code = await codeOf(buyer, orderId);
    expect(code).toMatch(/^\d{8}$/);
    const wrong = code === '00000000' ? '00000001' : '00000000';
    const answer = async (which: string) => {
      const found = await owner.call('shopOrder.findPickUp', { merchantId: MERCHANT, code: which });
      return found.ok ? found.value.id : found.refusal.code;
    };
    expect([await answer(wrong), await answer(code)]).toEqual(['pickUpCodeWrong', orderId]);
    await world.app.store.orders.updateOne({ _id: orderId }, { $set: { merchantId: 'mer_other' } });
    expect(await answer(code)).toBe('pickUpCodeWrong');
    await world.app.store.orders.updateOne({ _id: orderId }, { $set: { merchantId: MERCHANT } });
    expect(await owner.call('shopOrder.pickUp', { merchantId: MERCHANT, code })).toMatchObject({
      value: { status: 'received' },
    });
    expect(await answer(code)).toBe('pickUpCodeWrong');
    expect((await detail(orderId)).pickUp?.code).toBeUndefined();
    await world.settle();
    await expectTrue(world);
  });
});

const detail = async (orderId: string) => {
  const order = await buyer.call('order.get', { orderId });
  if (!order.ok) throw new Error(order.refusal.code);
  return order.value;
};

describe('money back by pieces', () => {
  it('before and after it is sent: exact to the fen, commissions in proportion, what was not sent on the shelf again', async () => {
    const shareToken = await bound();
    const placed = await buyer.call('order.place', wish({ shareToken }));
    if (!placed.ok) throw new Error(placed.refusal.code);
    const { orderId } = placed.value;
    await world.pay(buyer, orderId);
    await world.standIn.control.flush();
    expect(await giveBack(orderId, [{ lineId: '1', quantity: 1 }])).toMatchObject({
      value: { amount: 1200, status: 'toShip' },
    });
    expect(await stock('plum')).toEqual(SOLD(2));
    const held = await promoter.call('earnings.get', { merchantId: MERCHANT });
    expect(held).toMatchObject({ value: { held: 160 + 544 + 159 } });
    await ship(orderId);
    expect(await giveBack(orderId, [{ lineId: '1', quantity: 1 }])).toMatchObject({ value: { amount: 1000 } });
    expect(
      await giveBack(
        orderId,
        [
          { lineId: '1', quantity: 1 },
          { lineId: '2', quantity: 1 },
        ],
        true,
      ),
    ).toMatchObject({
      value: { amount: 1000 + 200 + 6800 + 200, status: 'shipped' },
    });
    // Sent pieces are not on the shelf again.
    expect([await stock('plum'), await stock('honey')]).toEqual([SOLD(2), SOLD(1)]);
    expect(await giveBack(orderId, [{ lineId: '3', quantity: 2 }])).toMatchObject({ value: { status: 'closed' } });
    await world.settle();
    const order = await detail(orderId);
    expect(order).toMatchObject({ status: 'closed', closeReason: 'refunded' });
    expect(order.refunds.map(({ status }) => status)).toEqual(['arrived', 'arrived', 'arrived', 'arrived']);
    expect(await promoter.call('earnings.get', { merchantId: MERCHANT })).toMatchObject({
      value: { held: 0, available: 0 },
    });
    await expectTrue(world);
  });

  it('all of it before it was sent: the person is a newcomer again, and everything can be sold again', async () => {
    const orderId = await buy(world, buyer, three);
    const lines = LINES.map(({ quantity }, at) => ({ lineId: `${at + 1}`, quantity }));
    expect(await giveBack(orderId, lines)).toMatchObject({ value: { amount: TOTAL, status: 'closed' } });
    await world.settle();
    expect(await reservations(world)).toEqual([]);
    await expectTrue(world);
  });

  const pieces = { lines: [{ lineId: '1', quantity: 2 }], withFreight: false };

  it.each<[string, FaultEffect, number | undefined, string[]]>([
    ['waits for the balance under its number', { kind: 'notEnough' }, 3, ['refundRefused']],
    ['was closed, and goes under the next number', { kind: 'closed' }, 1, []],
    ['was lost on its way back', { kind: 'timeoutAfter' }, 2, []],
    ['was lost on its way', { kind: 'timeoutBefore' }, 2, []],
    ['is processed for long', { kind: 'processing' }, 2, []],
  ])('a part that %s arrives once, and nothing of the rest with it', async (_, effect, times, alarms) => {
    const orderId = await buy(world, buyer, three);
    await fault(world, 'refund', effect, times);
    expect(await giveBack(orderId, pieces.lines)).toMatchObject({ value: { amount: 2400 } });
    for (let at = 0; at < 5; at++) {
      await world.advance(11 * MINUTE);
      await runCron(world.app);
    }
    await world.standIn.control.clearFaults();
    const { mchid } = world.credentials;
    for (const { outRefundNo, status } of (await world.standIn.control.books(mchid)).refunds) {
      if (status === 'PROCESSING') await world.standIn.control.settleRefund({ mchid, outRefundNo });
    }
    await world.settle();
    const { refunds } = await world.standIn.control.books(mchid);
    const arrived = refunds.filter(({ status }) => status === 'SUCCESS');
    expect(arrived.map(({ refund }) => refund)).toEqual([2400]);
    expect((await detail(orderId)).refunds).toMatchObject([{ amount: 2400, status: 'arrived', lines: pieces.lines }]);
    expect(await alarmKinds(world)).toEqual(expect.arrayContaining(alarms));
    await expectTrue(world);
  });

  it('a part that is abnormal is shown so, and the next part goes on without it', async () => {
    const orderId = await buy(world, buyer, three);
    await fault(world, 'refund', { kind: 'abnormal' }, 1);
    await giveBack(orderId, pieces.lines);
    await world.advance(11 * MINUTE);
    await runCron(world.app);
    await world.standIn.control.flush();
    expect((await detail(orderId)).refunds).toMatchObject([{ status: 'abnormal' }]);
    await giveBack(orderId, [{ lineId: '2', quantity: 1 }]);
    await world.advance(11 * MINUTE);
    await runCron(world.app);
    await world.standIn.control.flush();
    expect((await detail(orderId)).refunds).toMatchObject([
      { status: 'abnormal' },
      { status: 'arrived', amount: 7000 },
    ]);
    expect(await world.differences(false)).toEqual([]);
  });

  it('a process that dies anywhere on the way gives back once, and puts back on the shelf once', async () => {
    await bound();
    const orderId = await buy(world, buyer, three);
    const back = await world.remember();
    const input = { requestId: newRequestId(), merchantId: MERCHANT, orderId, ...pieces, seenAmount: 2400 };
    const refund = (app: World['app']) => refundShopOrder(app, owner.userId, input);
    for (const after of [false, true]) {
      for (let last = 1; ; last += LONG ? 1 : 3) {
        await back();
        const dying = mortal(world.app, { with: last, after });
        await refund(dying.app).catch(() => {});
        await dying.still();
        if (!dying.died()) break;
        // Cron comes upon it first, or the same tap again.
        if (last % 2 === 0) expect(await refund(world.app)).toMatchObject({ ok: true, value: { amount: 2400 } });
        await world.settle();
        expect(await refund(world.app)).toMatchObject({ ok: true, value: { amount: 2400 } });
        await world.settle();
        expect({ last, after, plum: await stock('plum') }).toEqual({ last, after, plum: SOLD(1) });
        expect((await orderOf(world, orderId)).refunds).toHaveLength(1);
        await expectTrue(world);
      }
    }
  });
});
