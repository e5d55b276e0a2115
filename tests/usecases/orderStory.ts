/**
 * ONE STORY OF A SHOP'S ORDERS, told to the shop and to its model side by side. An act names people, orders and pieces by
 * their place in what there is to choose from; the shop does it, and the model says what must have come of it.
 */
import type { AfterSaleDoc, CounterDoc, OrderDoc } from '../../functions/store/collections';
import { stockOf } from '../../functions/store/stock';
import {
  agreeAfterSale,
  askAfterSale,
  cancelAfterSale,
  confirmReturn,
  refuseAfterSale,
  sendBack,
} from '../../functions/usecases/afterSale';
import type { App } from '../../functions/usecases/app';
import { type CronReport, runCron } from '../../functions/usecases/cron';
import { cancelOrder, checkPayment, payOrder, receiveOrder } from '../../functions/usecases/order';
import { placeOrder } from '../../functions/usecases/placeOrder';
import { noteShopOrder, pickUpOrder, refundShopOrder, shipOrder } from '../../functions/usecases/shopOrder';
import type { FaultEffect } from '../../scripts/wechatStandIn/types';
import { deriveId } from '../../shared/domain/ids';
import { productGrams } from '../../shared/domain/search';
import { no, type Result } from '../../shared/result';
import { DAY, MINUTE, type Ms, SECOND } from '../../shared/time';
import { type Death, mortal } from '../support/mortal';
import { type AfterSale, isOpen, type Order, OrderModel, type Shop } from '../support/orderModel';
import { ACCOUNT, MERCHANT, type Person, START, type World } from '../support/world';
import { expectTrue, newRequestId, numberOf, orderOf } from './crowd';

/** What a dead process has left is picked up so much later. */
const PICKED_UP = 61 * SECOND;
/** A request that died on its way is given up by then, and what it held is free. */
const GIVEN_UP = 5 * MINUTE;
/** An order that cannot be asked about is closed so long after its time, when the watch looks next. */
const PATIENCE = 5 * MINUTE;

/** WeChat tells of the payment at once · it does not, but answers whoever asks · it answers nobody either. */
export type Told = 'told' | 'withheld' | 'silent';

/** Pieces by line: so many of what there are, by remainder. */
type Some = readonly number[];

export type Act =
  | { do: 'buy'; who: number; skus: readonly number[]; pieces: Some; pickUp: boolean; pays: Told | 'later' }
  | { do: 'pay'; order: number; told: Told }
  | { do: 'check' | 'cancel' | 'receive' | 'pickUp' | 'note'; order: number; blind: boolean }
  | { do: 'tell'; order: number; all: boolean }
  | { do: 'ship'; order: number; all: boolean; some: Some; blind: boolean }
  | { do: 'ask'; order: number; returns: boolean; some: Some; blind: boolean }
  | { do: 'agree' | 'confirm'; afterSale: number; withFreight: boolean; blind: boolean }
  | { do: 'refuse' | 'takeBack' | 'sendBack'; afterSale: number; blind: boolean }
  | { do: 'refund'; order: number; some: Some; withFreight: boolean; blind: boolean }
  | { do: 'spoil'; refund: FaultEffect; times: number }
  | { do: 'arrive'; as: 'SUCCESS' | 'CLOSED' | 'ABNORMAL' }
  | { do: 'wait'; span: Ms };

export interface Step {
  readonly act: Act;
  /** again: whoever was not answered asks again at once; else nobody does, and cron finds what is left. */
  readonly dies?: (Death & { readonly again: boolean }) | undefined;
  /** The same tap arrives twice. */
  readonly twice: boolean;
}

interface Seen {
  readonly orders: ReadonlyMap<string, OrderDoc>;
  readonly afterSales: ReadonlyMap<string, AfterSaleDoc>;
  readonly counters: ReadonlyMap<string, CounterDoc>;
}

/** What an act means to the model, given what the shop has come to. */
type Meaning = (seen: Seen) => void;

const CALM = { twice: false } as const;

/** What is asked of the shop, and what must come of it. */
interface Deed {
  readonly shop: (app: App) => Promise<Result<unknown, string>>;
  /** Every reason against it; empty means that it is done. */
  readonly against: readonly string[];
  /** Whether it was done, where nobody has been answered. */
  readonly done: (seen: Seen) => boolean;
  readonly model: (seen: Seen) => void;
}

const pick = <T>(list: readonly T[], at: number): T | undefined => list[at % Math.max(1, list.length)];

const only = (reasons: Readonly<Record<string, boolean>>): string[] =>
  Object.entries(reasons).flatMap(([reason, holds]) => (holds ? [reason] : []));

export const SKUS = ['sku_peach5', 'sku_peach9', 'sku_tea'] as const;
const PRICES = [2990, 1001, 333] as const;
/** Peaches share a template, tea has its own. */
const FEES = [
  { first: 601, more: 103 },
  { first: 500, more: 251 },
] as const;
const REST = { receiptDays: 10, afterSaleDays: 7 } as const;
export const POINT = {
  id: 'pup_gate',
  name: '北门自提点',
  address: '阳山镇北门 1 号',
  hours: '9:00–18:00',
  phone: '0510-1',
};

/** Puts goods, freight and a pick-up point into the shop, once. */
export async function furnish({ app: { store } }: World): Promise<void> {
  const freight = FEES.map(({ first, more }, index) => ({
    id: `frt_${index}`,
    name: `模板 ${index}`,
    by: 'piece' as const,
    rules: [{ regions: [], first: 1, firstFee: first, more: 1, moreFee: more }],
    notTo: [],
  }));
  await store.merchants.updateOne({ _id: MERCHANT }, { $set: { ...REST, freight, pickupPoints: [POINT] } });
  const products = [
    { _id: 'prd_peaches', title: '水蜜桃', freightId: 'frt_0', of: [0, 1] },
    { _id: 'prd_tea', title: '明前茶', freightId: 'frt_1', of: [2] },
  ].map(({ of, ...product }) => ({
    ...product,
    merchantId: MERCHANT,
    categoryId: 'fruit',
    caption: '现摘现发',
    description: '',
    pictures: ['/pictures/1f351.webp'],
    promises: [],
    skus: of.map((index) => ({ id: SKUS[index] as string, name: `规格 ${index}`, price: PRICES[index] as number })),
    status: 'onSale' as const,
    rank: 1,
  }));
  await store.products.insertMany(products.map((product) => ({ ...product, grams: productGrams(product) })));
}

export class Story {
  private readonly world: World;
  private readonly people: readonly string[];
  private readonly member: string;
  private model = new OrderModel({ skus: [], fees: [], ...REST });
  /** Payments that WeChat does not tell of, and the faults that keep it from that. */
  private readonly untold = new Map<Order, { told: Told; number: string; faults: readonly string[] }>();
  private step: Pick<Step, 'dies' | 'twice'> = CALM;
  private died = false;

  constructor(world: World, people: readonly Person[]) {
    this.world = world;
    [this.member = '', ...this.people] = people.map(({ userId }) => userId);
  }

  /** @param stock pieces of each SKU */
  async begin(stock: readonly number[]): Promise<void> {
    await this.world.reset();
    const skus: Shop['skus'] = SKUS.map((id, index) => ({
      id,
      price: PRICES[index] as number,
      stock: stock[index] ?? 0,
      fee: index < 2 ? 0 : 1,
    }));
    this.model = new OrderModel({ skus, fees: FEES, ...REST });
    const counters = skus.map(({ id, stock: max }) => ({ _id: stockOf(id), max, taken: 0, sold: 0, holds: [] }));
    const { store } = this.world.app;
    await store.counters.insertMany(counters);
    // One of them was brought by another, who is owed a part of what is sold and kept.
    const [userId = '', referrerId = ''] = this.people;
    const bound = { referrerId, shareId: 'shr_story', boundAt: START };
    await store.visitors.insertOne({
      _id: `${MERCHANT}/${userId}`,
      merchantId: MERCHANT,
      userId,
      ...bound,
      bindingId: 'bnd_story',
      hasReferees: false,
      history: [],
    });
  }

  async go({ act, ...step }: Step): Promise<void> {
    const before = this.model.orders.length;
    this.step = step;
    await this.follow(await this.perform(act));
    const placed = this.model.orders[before];
    if (act.do === 'buy' && placed && act.pays !== 'later' && !step.dies)
      await this.follow(await this.pay(placed, act.pays));
  }

  /** WeChat tells everything, time goes on until nobody has anything left to do, and all books are compared. */
  async end(): Promise<void> {
    const { control } = this.world.standIn;
    await this.go({ act: { do: 'tell', order: 0, all: true }, ...CALM });
    await control.clearFaults();
    for (let turn = 0; turn < 3; turn++) await this.go({ act: { do: 'wait', span: 11 * DAY }, ...CALM });
    for (let turn = 0; turn < 12 && (await this.isUnderWay()); turn++) {
      await this.helpAbnormal();
      await this.go({ act: { do: 'arrive', as: 'SUCCESS' }, ...CALM });
      await this.go({ act: { do: 'wait', span: 11 * MINUTE }, ...CALM });
    }
    const seen = await this.look();
    expect([...seen.afterSales.values()].filter(({ status }) => status === 'refunding')).toEqual([]);
    await this.compareWithWechat(seen);
    await expectTrue(this.world);
  }

  private async isUnderWay(): Promise<boolean> {
    return (await this.world.app.store.intents.countDocuments({ dueAt: { $exists: true } })) > 0;
  }

  /** What the merchant does in WeChat Pay's console about a refund that the buyer's card could not take. */
  private async helpAbnormal(): Promise<void> {
    const books = await this.world.standIn.control.books(this.world.credentials.mchid);
    const opened = await this.world.app.payOf(ACCOUNT);
    for (const { status, refundId, outRefundNo } of books.refunds) {
      if (status === 'ABNORMAL') await opened?.pay.abnormalRefund({ refundId, outRefundNo });
    }
  }

  /** The model follows the shop, and both are compared. */
  private async follow(meaning: Meaning | null): Promise<void> {
    if (!meaning) return;
    if (this.died) {
      this.died = false;
      this.step = CALM;
      await this.world.advance(PICKED_UP);
      await this.tidy();
      const seen = await this.look();
      meaning(seen);
      this.adopt(seen);
      this.pass(seen);
      // Later, what a request has left that nobody repeats is given up.
      await this.follow(await this.wait(GIVEN_UP));
      return;
    }
    const seen = await this.look();
    meaning(seen);
    this.compare(seen);
    await this.world.advance(SECOND);
  }

  /** Cron, until it has nothing left to do now. */
  private async tidy(): Promise<void> {
    for (let run = 0; run < 5; run++) if (isIdle(await runCron(this.world.app))) return;
  }

  /** Asks the shop. @returns undefined if the process died over it and nobody asked again */
  private async ask<T>(work: (app: App) => Promise<T>): Promise<T | undefined> {
    const process = mortal(this.world.app, this.step.dies);
    try {
      const answer = await work(process.app);
      if (!process.died()) return answer;
    } catch (error) {
      if (!process.died()) throw error;
    }
    await process.still();
    this.died = true;
    return this.step.dies?.again ? work(this.world.app) : undefined;
  }

  private async do({ shop, against, done, model }: Deed): Promise<Meaning> {
    const answer = await this.ask(shop);
    if (answer && this.step.twice) expect((await shop(this.world.app)).ok).toBe(answer.ok);
    return (seen) => {
      const did = answer ? answer.ok : done(seen);
      if (answer && !answer.ok) expect(against).toContain(answer.refusal);
      if (did) {
        expect(against).toEqual([]);
        model(seen);
      }
    };
  }

  /* ── acts ───────────────────────────────────────────────────────────────────────────────────────────────────── */

  /** @returns null where there is nothing to do it with */
  private async perform(act: Act): Promise<Meaning | null> {
    const { model } = this;
    const { control } = this.world.standIn;
    const orders = (able: (order: Order) => boolean) =>
      'blind' in act && act.blind ? model.orders : model.orders.filter(able);
    const order = (able: (order: Order) => boolean) => pick(orders(able), 'order' in act ? act.order : 0);
    const afterSale = (able: readonly AfterSale['status'][]) => {
      const all = model.afterSales.filter(({ status }) => ('blind' in act && act.blind) || able.includes(status));
      return pick(all, 'afterSale' in act ? act.afterSale : 0);
    };
    // Who does not look wants anything that was ever bought, and more.
    const some = (one: Order, most: readonly number[], of: Some, blind: boolean) => {
      const wanted = one.lines.map(
        ({ pieces }, index) => (of[index] ?? 0) % (blind ? pieces + 2 : Math.max(0, most[index] ?? 0) + 1),
      );
      if (wanted.some((n) => n > 0)) return wanted;
      const first = most.findIndex((n) => n > 0);
      return most.map((_, index) => (index === Math.max(0, first) ? 1 : 0));
    };
    switch (act.do) {
      case 'buy':
        return this.buy(act);
      case 'pay': {
        const now = this.world.now();
        const one = order(({ state, paid, payBy }) => state === 'waiting' && !paid && payBy > now);
        return one ? this.pay(one, act.told) : null;
      }
      case 'check': {
        const one = order((asked) => asked.state === 'waiting' && this.untold.get(asked)?.told === 'withheld');
        return one && one.state === 'waiting' ? this.check(one) : null;
      }
      case 'tell': {
        const untold = [...this.untold.keys()];
        const one = pick(untold, act.order);
        return one ? this.tell(act.all ? untold : [one]) : null;
      }
      case 'cancel': {
        const one = order(({ state }) => state === 'waiting');
        return one ? this.cancel(one) : null;
      }
      case 'ship': {
        const one = order(({ state, pickUp }) => state === 'toShip' && !pickUp);
        return one ? this.ship(one, act.all ? undefined : some(one, model.toSend(one), act.some, act.blind)) : null;
      }
      case 'pickUp': {
        const one = pick(
          orders(({ state }) => state === 'toShip').filter(({ pickUp }) => pickUp),
          act.order,
        );
        return one ? this.pickUp(one) : null;
      }
      case 'receive': {
        const one = order(({ state }) => state === 'shipped');
        return one ? this.receive(one) : null;
      }
      case 'ask': {
        const one = order((asked) => REFUNDABLE.includes(asked.state) && model.free(asked).some((n) => n > 0));
        const kind = act.returns && (act.blind || one?.state !== 'toShip') ? 'returnAndRefund' : 'refundOnly';
        return one ? this.askBack(one, kind, some(one, model.free(one), act.some, act.blind)) : null;
      }
      case 'agree': {
        const one = afterSale(['asked']);
        return one ? this.agree(one, act.withFreight) : null;
      }
      case 'confirm': {
        const one = afterSale(['returning']);
        return one ? this.confirm(one, act.withFreight) : null;
      }
      case 'refuse': {
        const one = afterSale(['asked', 'returning']);
        return one ? this.refuse(one) : null;
      }
      case 'takeBack': {
        const one = afterSale(['asked', 'toReturn']);
        return one ? this.takeBack(one) : null;
      }
      case 'sendBack': {
        const one = afterSale(['toReturn']);
        return one ? this.sendBack(one) : null;
      }
      case 'refund': {
        const one = order((asked) => REFUNDABLE.includes(asked.state) && model.free(asked).some((n) => n > 0));
        return one ? this.refund(one, some(one, model.free(one), act.some, act.blind), act.withFreight) : null;
      }
      case 'note': {
        const one = order(() => true);
        return one ? this.note(one) : null;
      }
      case 'spoil':
        await control.addFault({ match: { operation: 'refund' }, effect: act.refund, times: act.times });
        return null;
      case 'arrive':
        return this.arrive(act.as);
      case 'wait':
        return this.wait(act.span);
    }
  }

  private async buy({ who: at, skus, pieces, pickUp }: Extract<Act, { do: 'buy' }>): Promise<Meaning> {
    const { model } = this;
    const now = this.world.now();
    const who = pick(this.people, at) ?? '';
    const requestId = newRequestId();
    const id = deriveId('ord', who, 'order.place', requestId);
    const wishes = skus.map((sku, index) => ({ sku, pieces: pieces[index] ?? 1 }));
    const drawn = new OrderModel(model.shop);
    drawn.place(id, who, wishes, pickUp, now);
    const input = {
      requestId,
      lines: wishes.map(({ sku, pieces: quantity }) => ({ skuId: SKUS[sku] ?? '', quantity })),
      seenTotal: drawn.orders[0]?.total ?? 0,
      ...(pickUp ? { pickupPointId: POINT.id } : {}),
    };
    return this.do({
      shop: (app) => placeOrder(app, who, input),
      against: only({ soldOut: !model.fits(wishes) }),
      done: ({ orders }) => orders.get(id)?.status === 'awaitingPayment',
      model: () => model.place(id, who, wishes, pickUp, now),
    });
  }

  private async pay(order: Order, told: Told): Promise<Meaning | null> {
    const { control } = this.world.standIn;
    const doc = await orderOf(this.world, order.id);
    // Its request died before WeChat had heard of it: the buyer goes on from the order.
    if (doc.payments[0]?.prepayId === undefined && !(await payOrder(this.world.app, order.who, order.id)).ok)
      return null;
    const number = numberOf(doc);
    const unheard = this.step.dies && told === 'told' ? 'withheld' : told;
    if (unheard !== 'told') this.untold.set(order, { told: unheard, number, faults: await this.hush(number, unheard) });
    await control.pay({ outTradeNo: number });
    order.paid = true;
    if (unheard === told) {
      if (told === 'told') await control.flush();
      return () => (told === 'told' ? this.model.hear(order) : undefined);
    }
    // The buyer comes back from the payment sheet and asks; if the process dies over it, WeChat tells it later.
    await this.ask((app) => checkPayment(app, order.who, order.id));
    return this.tell([order]);
  }

  /** Keeps WeChat from telling of a payment, or from answering at all about it. @returns the faults */
  private async hush(text: string, told: Told): Promise<string[]> {
    const { control } = this.world.standIn;
    const faults = [await control.addFault({ match: { text }, effect: { kind: 'withhold' } })];
    const failure = { kind: 'fail', status: 500 } as const;
    for (const operation of told === 'silent' ? (['query', 'close'] as const) : []) {
      faults.push(await control.addFault({ match: { operation, text }, effect: failure }));
    }
    return faults.map(({ id }) => id);
  }

  private async check(order: Order): Promise<Meaning> {
    const work = (app: App) => checkPayment(app, order.who, order.id);
    const answer = await this.ask(this.untold.get(order)?.told === 'silent' ? quietly(work) : work);
    return (seen) => {
      const heard = this.hears(order, seen);
      if (answer?.ok) expect({ id: order.id, heard }).toEqual({ id: order.id, heard: order.paid });
    };
  }

  /** If the shop has heard of its payment meanwhile. */
  private hears(order: Order, { orders }: Seen): boolean {
    const heard = orders.get(order.id)?.payments[0]?.captured !== undefined;
    if (heard && isUnheard(order)) this.model.hear(order);
    return heard;
  }

  /** WeChat tells of these payments, several times over; one after the other, since two may want the same last pieces. */
  private async tell(orders: readonly Order[]): Promise<Meaning> {
    const { control } = this.world.standIn;
    for (const order of orders) {
      const { faults = [], number = '' } = this.untold.get(order) ?? {};
      for (const fault of faults) await control.clearFaults(fault);
      await control.release({ text: number, copies: 2 });
      this.untold.delete(order);
    }
    return () => {
      for (const order of orders.filter(isUnheard)) this.model.hear(order);
    };
  }

  private async cancel(order: Order): Promise<Meaning> {
    const told = this.untold.get(order)?.told;
    const { state, paid } = order;
    const meaning = await this.do({
      shop: quietly((app) => cancelOrder(app, order.who, order.id)),
      against: only({
        orderAlreadyPaid: state === 'waiting' && paid && told === 'withheld',
        silent: state === 'waiting' && told === 'silent',
        // Also where whoever died over it has heard of the payment, and it is asked again.
        orderNotCancellable: REFUNDABLE.includes(state) || (paid && told === 'withheld'),
      }),
      done: ({ orders }) => orders.get(order.id)?.status === 'closed',
      model: () => Object.assign(order, { state: 'closed' }),
    });
    return (seen) => {
      meaning(seen);
      this.hears(order, seen);
    };
  }

  private ship(order: Order, wanted: readonly number[] | undefined): Promise<Meaning> {
    const { model } = this;
    const now = this.world.now();
    const left = model.toSend(order);
    const [parcel, before] = [wanted ?? left, order.parcels];
    const sendable = order.state === 'toShip' && !order.pickUp;
    const tooMuch = sendable && (exceeds(parcel, left) || parcel.every((n) => n === 0));
    const asked = model.open(order).length > 0;
    return this.do({
      shop: (app) =>
        shipOrder(app, this.member, {
          merchantId: MERCHANT,
          orderId: order.id,
          company: '顺丰',
          trackingNumber: `SF${order.id.slice(-6)}${before}`,
          lines: wanted && linesOf(wanted),
        }),
      against: only({
        orderNotShippable: !sendable,
        orderHasAfterSale: tooMuch && asked,
        parcelTooMuch: tooMuch && !asked,
      }),
      done: ({ orders }) => (orders.get(order.id)?.parcels.length ?? 0) > before,
      model: () => model.ship(order, parcel, now),
    });
  }

  private async pickUp(order: Order): Promise<Meaning> {
    const now = this.world.now();
    const { state } = order;
    const code = (await orderOf(this.world, order.id)).pickUp?.code ?? '';
    return this.do({
      shop: (app) => pickUpOrder(app, this.member, { merchantId: MERCHANT, code }),
      against: only({
        orderNotShippable: state === 'waiting' || state === 'closed',
        orderHasAfterSale: state === 'toShip' && this.model.open(order).length > 0,
      }),
      done: ({ orders }) => orders.get(order.id)?.receivedAt !== undefined,
      model: () => (order.state === 'toShip' ? this.model.pickUp(order, now) : undefined),
    });
  }

  private receive(order: Order): Promise<Meaning> {
    const now = this.world.now();
    const possible = ['shipped', 'received', 'completed'].includes(order.state);
    return this.do({
      shop: (app) => receiveOrder(app, order.who, order.id),
      against: only({ orderNotReceivable: !possible }),
      done: ({ orders }) => orders.get(order.id)?.receivedAt !== undefined,
      model: () => (order.state === 'shipped' ? this.model.receive(order, now) : undefined),
    });
  }

  private askBack(order: Order, kind: AfterSale['kind'], wanted: readonly number[]): Promise<Meaning> {
    const { model } = this;
    const now = this.world.now();
    const { state, who } = order;
    const requestId = newRequestId();
    const id = deriveId('aft', order.id, requestId);
    const over = state === 'completed' || (state === 'received' && model.windowEnd(order) <= now);
    const unsent = state === 'toShip' && kind === 'returnAndRefund';
    const possible = REFUNDABLE.includes(state);
    const words = { reason: 'damaged', text: '', pictures: [] } as const;
    return this.do({
      shop: (app) =>
        askAfterSale(app, who, { requestId, orderId: order.id, kind, lines: linesOf(wanted), ...words, pictures: [] }),
      against: only({
        afterSaleNotAllowed: !possible,
        afterSaleOver: over,
        afterSaleNotSent: unsent,
        afterSaleTooMuch: possible && !over && !unsent && exceeds(wanted, model.free(order)),
      }),
      done: ({ orders }) => orders.get(order.id)?.afterSales.some((one) => one.id === id) === true,
      model: () => model.ask(id, order, kind, wanted, now),
    });
  }

  private agree(one: AfterSale, withFreight: boolean): Promise<Meaning> {
    const now = this.world.now();
    const input = { merchantId: MERCHANT, afterSaleId: one.id, withFreight };
    return this.do({
      shop: (app) => agreeAfterSale(app, this.member, input),
      against: only({ afterSaleMoved: !['asked', 'toReturn', 'returning', 'refunded'].includes(one.status) }),
      done: ({ afterSales }) => ['toReturn', 'refunding', 'done'].includes(afterSales.get(one.id)?.status ?? ''),
      model: () => (one.status === 'asked' ? this.model.agree(one, withFreight, now) : undefined),
    });
  }

  private confirm(one: AfterSale, withFreight: boolean): Promise<Meaning> {
    const now = this.world.now();
    const input = { merchantId: MERCHANT, afterSaleId: one.id, withFreight };
    return this.do({
      shop: (app) => confirmReturn(app, this.member, input),
      against: only({ afterSaleMoved: !['returning', 'refunded'].includes(one.status) }),
      done: ({ afterSales }) => ['refunding', 'done'].includes(afterSales.get(one.id)?.status ?? ''),
      model: () => (one.status === 'returning' ? this.model.agree(one, withFreight, now) : undefined),
    });
  }

  private refuse(one: AfterSale): Promise<Meaning> {
    const input = { merchantId: MERCHANT, afterSaleId: one.id, reason: '与照片不符' };
    return this.do({
      shop: (app) => refuseAfterSale(app, this.member, input),
      against: only({ afterSaleMoved: !['asked', 'returning', 'refused'].includes(one.status) }),
      done: ({ afterSales }) => afterSales.get(one.id)?.status === 'refused',
      model: () => Object.assign(one, { status: 'refused' }),
    });
  }

  private takeBack(one: AfterSale): Promise<Meaning> {
    return this.do({
      shop: (app) => cancelAfterSale(app, one.order.who, { afterSaleId: one.id }),
      against: only({ afterSaleMoved: !['asked', 'toReturn', 'cancelled'].includes(one.status) }),
      done: ({ afterSales }) => afterSales.get(one.id)?.status === 'cancelled',
      model: () => Object.assign(one, { status: 'cancelled' }),
    });
  }

  private sendBack(one: AfterSale): Promise<Meaning> {
    const now = this.world.now();
    const parcel = { afterSaleId: one.id, company: '顺丰', trackingNumber: 'SF10000' };
    return this.do({
      shop: (app) => sendBack(app, one.order.who, parcel),
      against: only({ afterSaleMoved: !['toReturn', 'returning'].includes(one.status) && !one.sentBack }),
      done: ({ afterSales }) => afterSales.get(one.id)?.back !== undefined,
      model: () => this.model.sendBack(one, now),
    });
  }

  private refund(order: Order, wanted: readonly number[], withFreight: boolean): Promise<Meaning> {
    const { model } = this;
    const now = this.world.now();
    const possible = REFUNDABLE.includes(order.state);
    const before = order.backs.length;
    const input = {
      requestId: newRequestId(),
      merchantId: MERCHANT,
      orderId: order.id,
      lines: linesOf(wanted),
      withFreight,
      seenAmount: model.worth(order, wanted, withFreight),
    };
    return this.do({
      shop: (app) => refundShopOrder(app, this.member, input),
      against: only({
        orderNotRefundable: !possible,
        refundTooMuch: possible && exceeds(wanted, model.free(order)),
      }),
      done: ({ orders }) => (orders.get(order.id)?.refunds.length ?? 0) > before,
      model: () => model.giveBack(order, wanted, withFreight, now),
    });
  }

  private note(order: Order): Promise<Meaning> {
    const text = `备注 ${newRequestId()}`;
    return this.do({
      shop: (app) => noteShopOrder(app, this.member, { merchantId: MERCHANT, orderId: order.id, text }),
      against: [],
      done: () => false,
      model: ({ orders }) => expect(orders.get(order.id)?.note).toBe(text),
    });
  }

  /** What WeChat has begun to give back arrives, or does not; what is on its way is sent. */
  private async arrive(status: Extract<Act, { do: 'arrive' }>['as']): Promise<Meaning> {
    const { control } = this.world.standIn;
    const { mchid } = this.world.credentials;
    await control.flush({ everything: true });
    const { refunds } = await control.books(mchid);
    for (const { outRefundNo } of refunds.filter((one) => one.status === 'PROCESSING')) {
      await control.settleRefund({ mchid, outRefundNo, status });
    }
    await control.flush({ everything: true });
    return this.wait(MINUTE);
  }

  private async wait(span: Ms): Promise<Meaning> {
    await this.world.advance(span);
    const report = await this.ask((app) => runCron(app));
    if (!this.died && !isIdle(report)) await this.tidy();
    return (seen) => this.pass(seen);
  }

  /** What the clock has brought about. */
  private pass({ orders }: Seen): void {
    const now = this.world.now();
    for (const order of this.model.orders.filter(({ state, payBy }) => state === 'waiting' && payBy <= now)) {
      const silent = this.untold.get(order)?.told === 'silent';
      // It is looked at less and less often.
      const patience = orders.get(order.id)?.status === 'closed' ? PATIENCE : 4 * PATIENCE;
      if (order.paid && !silent) this.model.hear(order);
      else if (!silent || order.payBy + patience <= now) order.state = 'closed';
    }
    this.model.pass(now);
  }

  /* ── comparing ──────────────────────────────────────────────────────────────────────────────────────────────── */

  private async look(): Promise<Seen> {
    const { orders, afterSales, counters } = this.world.app.store;
    const [allOrders, allAfterSales, allCounters] = await Promise.all([
      orders.find().toArray(),
      afterSales.find().toArray(),
      counters.find({ _id: { $in: SKUS.map(stockOf) } }).toArray(),
    ]);
    return {
      orders: new Map(allOrders.map((order) => [order._id, order])),
      afterSales: new Map(allAfterSales.map((one) => [one._id, one])),
      counters: new Map(allCounters.map((one) => [one._id, one])),
    };
  }

  /** Where a process has died, the shop may have done a minute earlier or later what the model does at the end of it. */
  private adopt({ orders, afterSales }: Seen): void {
    const near = (meant: Ms, got: Ms = 0) => (Math.abs(got - meant) <= 2 * PICKED_UP ? got : meant);
    for (const order of this.model.orders) {
      const doc = orders.get(order.id);
      order.shippedAt = near(order.shippedAt, doc?.shippedAt);
      order.receivedAt = near(order.receivedAt, doc?.receivedAt);
    }
    for (const one of this.model.afterSales) one.due = near(one.due, afterSales.get(one.id)?.dueAt);
  }

  private compare(seen: Seen): void {
    this.adopt(seen);
    const { model } = this;
    expect(this.world.errors).toEqual([]);
    const placed = [...seen.orders.values()].filter(({ closeReason }) => closeReason !== 'refused');
    expect(placed.map(({ _id }) => _id).sort()).toEqual(model.orders.map(({ id }) => id).sort());
    expect(model.orders.map(({ id }) => orderSeen(seen.orders.get(id)))).toEqual(model.orders.map(orderMeant));
    expect(model.afterSales.map(({ id }) => afterSaleSeen(seen.afterSales.get(id)))).toEqual(
      model.afterSales.map(afterSaleMeant),
    );
    const left = (sku: string) => {
      const { max = 0, taken = 0 } = seen.counters.get(stockOf(sku)) ?? {};
      return max - taken;
    };
    expect(SKUS.map(left)).toEqual(SKUS.map((_, index) => model.left(index)));
  }

  /** What each buyer has paid and got back, to the fen. */
  private async compareWithWechat({ orders }: Seen): Promise<void> {
    const books = await this.world.standIn.control.books(this.world.credentials.mchid);
    const arrived = (outTradeNo: string) =>
      total(
        books.refunds
          .filter((refund) => refund.outTradeNo === outTradeNo && refund.status === 'SUCCESS')
          .map(({ refund }) => refund),
      );
    const paid = books.transactions.filter(({ paidAt }) => paidAt !== undefined);
    expect(new Map(paid.map((one) => [one.outTradeNo, [one.total, arrived(one.outTradeNo)]]))).toEqual(
      new Map(
        this.model.orders
          .filter((order) => order.paid)
          .map((order) => [orders.get(order.id)?.payments[0]?.outTradeNo, [order.total, total(order.backs)]]),
      ),
    );
  }
}

const isIdle = (report: CronReport | undefined) => report && Object.values(report).every((count) => count === 0);

const REFUNDABLE: readonly Order['state'][] = ['toShip', 'shipped', 'received', 'completed'];

/** Paid, and the shop does not know. */
const isUnheard = ({ paid, state, kept, backs }: Order) =>
  paid && (state === 'waiting' || (state === 'closed' && !kept && backs.length === 0));

const total = (amounts: readonly number[]): number => amounts.reduce((sum, one) => sum + one, 0);
const exceeds = (wanted: readonly number[], most: readonly number[]): boolean =>
  wanted.some((n, index) => n > (most[index] ?? 0));
const linesOf = (wanted: readonly number[]) =>
  wanted.flatMap((quantity, index) => (quantity > 0 ? [{ lineId: `${index + 1}`, quantity }] : []));

/** Where WeChat does not answer, nor does the shop. */
const quietly =
  <T>(work: (app: App) => Promise<Result<T, string>>) =>
  (app: App): Promise<Result<T, string>> =>
    work(app).catch(() => no('silent'));

function orderSeen(doc: OrderDoc | undefined) {
  if (!doc) return undefined;
  const count = (lists: readonly { lineId: string; quantity: number }[], id: string) =>
    total(lists.filter(({ lineId }) => lineId === id).map(({ quantity }) => quantity));
  const back = doc.refunds.flatMap(({ lines = [] }) => lines);
  return {
    id: doc._id,
    status: doc.status,
    total: doc.total,
    lines: doc.lines.map(({ id, freight }) => {
      const own = back.filter(({ lineId }) => lineId === id);
      return {
        freight,
        sent: count(
          doc.parcels.flatMap(({ lines }) => lines),
          id,
        ),
        back: count(own, id),
        unsent: total(own.map(({ unsent }) => unsent)),
        carried: total(own.map(({ carried }) => carried)),
      };
    }),
    backs: doc.refunds.map(({ amount }) => amount),
    shippedAt: doc.shippedAt ?? 0,
    receivedAt: doc.receivedAt ?? 0,
  };
}

function orderMeant(order: Order): ReturnType<typeof orderSeen> {
  const { id, pickUp, lines, backs, shippedAt, receivedAt } = order;
  return {
    id,
    status: order.state === 'waiting' ? 'awaitingPayment' : order.state,
    total: order.total,
    lines: lines.map(({ freight, sent, back, unsent, carried }) => ({
      freight,
      sent: pickUp ? 0 : sent,
      back,
      unsent,
      carried,
    })),
    backs: [...backs],
    shippedAt,
    receivedAt,
  };
}

function afterSaleSeen(doc: AfterSaleDoc | undefined) {
  const status = doc?.status === 'refunding' || doc?.status === 'done' ? 'refunded' : doc?.status;
  return { id: doc?._id, status, due: doc?.dueAt };
}

const afterSaleMeant = (one: AfterSale): ReturnType<typeof afterSaleSeen> => ({
  id: one.id,
  status: one.status,
  due: isOpen(one) ? one.due : undefined,
});
