/**
 * ONE STORY OF A SHOP'S PROMOTERS, told to the shop and to its model side by side. An act names people, orders, pieces and
 * withdrawals by their place in what there is to choose from; the shop does it, and the model says what must have come of it.
 */

import { balancesOf, walletOf } from '../../functions/store/ledger';
import { stockOf } from '../../functions/store/stock';
import { agreeAfterSale, askAfterSale, expireAfterSales, refuseAfterSale } from '../../functions/usecases/afterSale';
import type { App } from '../../functions/usecases/app';
import { setCommissionPolicy, setOwnPolicy } from '../../functions/usecases/commissionPolicy';
import { receiveOrder } from '../../functions/usecases/order';
import { approvePayout, refusePayout, setPayoutSettings } from '../../functions/usecases/payout';
import { placeOrder } from '../../functions/usecases/placeOrder';
import { react } from '../../functions/usecases/reactions';
import { suspendPromoter } from '../../functions/usecases/referral';
import { releaseCommissions } from '../../functions/usecases/settlement';
import { refundShopOrder, shipOrder } from '../../functions/usecases/shopOrder';
import {
  askWithdrawal,
  cancelWithdrawal,
  checkWithdrawal,
  confirmWithdrawal,
  expireWithdrawals,
  renewWithdrawal,
} from '../../functions/usecases/withdrawal';
import { COMMISSION_CONSEQUENCES } from '../../shared/domain/commission';
import { deriveId } from '../../shared/domain/ids';
import { EMPTY_BOOKS, movements, type Posting, tallied, type Wallet } from '../../shared/domain/ledger';
import { productGrams } from '../../shared/domain/search';
import { transferNumber, WITHDRAWAL_CONSEQUENCES } from '../../shared/domain/withdrawal';
import type { Result } from '../../shared/result';
import type { Ms } from '../../shared/time';
import { CommissionModel, type Order, type Payouts, type Terms, type Withdrawal } from '../support/commissionModel';
import { MERCHANT, type Person, START, type World } from '../support/world';
import { newRequestId, numberOf, orderOf } from './crowd';

export type Act =
  | { do: 'buy'; who: number; products: readonly number[]; pieces: readonly number[] }
  | { do: 'receive' | 'agree' | 'refuse'; order: number }
  | { do: 'refund' | 'ask'; order: number; line: number; pieces: number }
  | { do: 'withdraw'; who: number; part: number }
  | { do: 'confirm' | 'fail' | 'cancel' | 'renew' | 'approve' | 'turnDown'; withdrawal: number }
  | { do: 'suspend'; who: number }
  | { do: 'policy'; terms: number }
  | { do: 'own'; product: number; rates: readonly number[] | null }
  | { do: 'wait'; span: Ms };

export interface Step {
  /** The first of them that there is anything to do with is done. */
  readonly acts: readonly Act[];
  /** The same tap arrives twice. */
  readonly twice: boolean;
}

/** A cheap one, an odd one, and one of which a withdrawal is taxed. */
const PRICES = [2990, 333, 3_000_000] as const;
const PRODUCTS = PRICES.map((_, index) => `prd_story${index}`);
const SKUS = PRICES.map((_, index) => `sku_story${index}`);

const TERMS: readonly Terms[] = [
  { rates: [800], cap: 3000, holdDays: 7, grades: [] },
  { rates: [1000, 333], cap: 1333, holdDays: 3, grades: [] },
  {
    rates: [701, 202],
    cap: 1100,
    holdDays: 15,
    grades: [
      { name: '银', merit: 2990, bonus: 50 },
      { name: '金', merit: 1_000_000, bonus: 197 },
    ],
  },
  { rates: [], cap: 600, holdDays: 0, grades: [] },
];
const PAYOUTS: Payouts = { min: 100, max: 1_000_000, perDay: 3, perDayFen: 1_200_000, fee: 123, unseen: 300_000 };

/** Puts goods into the shop, and takes from it whatever else would keep a withdrawal waiting; once. */
export async function furnish({ app }: World, owner: Person): Promise<void> {
  const products = PRICES.map((price, index) => ({
    _id: PRODUCTS[index] ?? '',
    merchantId: MERCHANT,
    categoryId: 'fruit',
    title: `货品 ${index}`,
    caption: '',
    description: '',
    pictures: ['/pictures/1f351.webp'],
    promises: [],
    skus: [{ id: SKUS[index] ?? '', name: '一份', price }],
    status: 'onSale' as const,
    rank: 1,
  }));
  await app.store.products.insertMany(products.map((product) => ({ ...product, grams: productGrams(product) })));
  const { unseen: largeAmount, ...rules } = PAYOUTS;
  const risk = { mutual: false, refundSpikeOrders: 5, largeAmount };
  const set = await setPayoutSettings(app, { merchantId: MERCHANT, version: 1, rules, risk });
  if (!set.ok) throw new Error(`${owner.userId} may not set this: ${set.refusal}`);
  Object.assign(app, { settings: { ...app.settings, commissionLevels: 2, withholding: 'labour' } });
}

/** What time brings to promoters: cron's parts that concern them, in its order. */
const TIME = [expireAfterSales, releaseCommissions, expireWithdrawals];

const pick = <T>(list: readonly T[], at: number): T | undefined => list[at % Math.max(1, list.length)];

export class Story {
  private readonly world: World;
  private readonly owner: string;
  private readonly people: readonly string[];
  private readonly model: CommissionModel;
  /** What has come about in it. */
  readonly did = new Set<string>();

  /** The first is the owner; the second brought the third, who brought the fourth and the fifth. */
  constructor(world: World, people: readonly Person[]) {
    this.world = world;
    [this.owner = '', ...this.people] = people.map(({ userId }) => userId);
    const [top = '', promoter = '', ...buyers] = this.people;
    const above = Object.fromEntries([[promoter, top], ...buyers.map((buyer) => [buyer, promoter])]);
    this.model = new CommissionModel(TERMS[0] as Terms, PAYOUTS, above);
  }

  private get app(): App {
    return this.world.app;
  }

  async begin(): Promise<void> {
    await this.world.reset();
    const { store } = this.app;
    await store.withdrawals.deleteMany({});
    await store.products.updateMany({}, { $unset: { commission: '' } });
    await store.merchants.updateOne({ _id: MERCHANT }, { $set: { commission: { version: 1, ...TERMS[0] } as never } });
    await store.counters.insertMany(
      SKUS.map((sku) => ({ _id: stockOf(sku), max: 1000, taken: 0, sold: 0, holds: [] })),
    );
    const { above } = this.model;
    await store.visitors.insertMany(
      this.people.map((userId) => ({
        _id: `${MERCHANT}/${userId}`,
        merchantId: MERCHANT,
        userId,
        history: [],
        hasReferees: Object.values(above).includes(userId),
        ...(above[userId] === undefined
          ? {}
          : { referrerId: above[userId], shareId: 'shr_story', boundAt: START, bindingId: `bnd_${userId}` }),
      })),
    );
  }

  async go({ acts, twice }: Step): Promise<void> {
    for (const act of acts) {
      if (!(await this.perform(act, twice))) continue;
      this.did.add(act.do);
      await this.compare();
      return;
    }
  }

  /** The books are in themselves what they should be, and whoever does anything again changes nothing. */
  async end(): Promise<void> {
    expect(await this.world.differences(false)).toEqual([]);
    await this.replay();
    await this.tellAgain();
  }

  /** @returns false where there is nothing to do it with */
  private async perform(act: Act, twice: boolean): Promise<boolean> {
    const { model, app, owner } = this;
    const now = this.world.now();
    /** Asks the shop, once or twice, and has it answered alike. */
    const ask = async <T>(
      work: () => Promise<Result<T, string>>,
      against: readonly string[] = [],
    ): Promise<boolean> => {
      const answer = await work();
      if (twice) expect((await work()).ok).toBe(answer.ok);
      if (answer.ok) expect(against).toEqual([]);
      else expect(against).toContain(answer.refusal);
      return answer.ok;
    };
    const owing = ({ who }: Withdrawal) => (model.purse(who).debt > 0 ? ['withdrawalDebt'] : []);
    const orders = (able: (order: Order) => boolean) => model.orders.filter(able);
    const withdrawal = (...states: readonly Withdrawal['state'][]) =>
      pick(
        model.withdrawals.filter(({ state }) => states.includes(state)),
        'withdrawal' in act ? act.withdrawal : 0,
      );
    switch (act.do) {
      case 'buy':
        return this.buy(act);
      case 'receive': {
        const one = pick(
          orders(({ receivedAt, lines, asked }) => receivedAt === undefined && !asked && lines.some(hasLeft)),
          act.order,
        );
        if (!one) return false;
        const parcel = { merchantId: MERCHANT, orderId: one.id, company: '顺丰', trackingNumber: 'SF100000' };
        await ask(() => shipOrder(app, owner, parcel));
        await ask(() => receiveOrder(app, one.buyer, one.id));
        model.receive(one, now);
        return true;
      }
      case 'refund': {
        const one = pick(
          orders(({ lines, asked }) => !asked && lines.some(hasLeft)),
          act.order,
        );
        const [line, pieces] = someOf(one, act);
        if (!one) return false;
        const requestId = newRequestId();
        const lines = [{ lineId: `${line + 1}`, quantity: pieces }];
        const seenAmount = (one.lines[line]?.price ?? 0) * pieces;
        const input = { requestId, merchantId: MERCHANT, orderId: one.id, lines, withFreight: false, seenAmount };
        await ask(() => refundShopOrder(app, owner, input));
        model.giveBack(one, line, pieces);
        return true;
      }
      case 'ask': {
        const open = ({ lines, asked, receivedAt = 0 }: Order) =>
          !asked && receivedAt > 0 && now < receivedAt + 7 * 24 * 3_600_000 && lines.some(hasLeft);
        const one = pick(orders(open), act.order);
        const [line, pieces] = someOf(one, act);
        if (!one) return false;
        const requestId = newRequestId();
        const lines = [{ lineId: `${line + 1}`, quantity: pieces }];
        const words = { kind: 'refundOnly', reason: 'damaged', text: '', pictures: [] } as const;
        await ask(() => askAfterSale(app, one.buyer, { requestId, orderId: one.id, lines, ...words, pictures: [] }));
        model.ask(deriveId('aft', one.id, requestId), one, line, pieces, now);
        return true;
      }
      case 'agree':
      case 'refuse': {
        const one = pick(
          orders(({ asked }) => asked !== undefined),
          act.order,
        );
        if (!one?.asked) return false;
        const which = { merchantId: MERCHANT, afterSaleId: one.asked.id };
        if (act.do === 'agree') await ask(() => agreeAfterSale(app, owner, { ...which, withFreight: false }));
        else await ask(() => refuseAfterSale(app, owner, { ...which, reason: '与照片不符' }));
        model.answer(one, act.do === 'agree');
        return true;
      }
      case 'withdraw': {
        const who = pick(this.people.slice(0, 2), act.who) ?? '';
        // More than there is, or all of it, or some.
        const amount = Math.floor((model.purse(who).available * act.part) / 4) + (act.part > 4 ? 1 : 0);
        if (amount === 0) return false;
        const requestId = newRequestId();
        const { net, against } = model.quote(who, amount, now);
        const input = { requestId, merchantId: MERCHANT, amount, seenNet: net, realName: '张三' };
        const done = await ask(() => askWithdrawal(app, who, input), against);
        if (done) model.withdraw(deriveId('wdr', who, 'withdrawal.ask', requestId), who, amount, now);
        return true;
      }
      case 'confirm': {
        const one = withdrawal('sending');
        if (!one) return false;
        const which = { withdrawalId: one.id };
        expect(await confirmWithdrawal(app, one.who, which)).toMatchObject({ ok: true });
        await this.world.standIn.control.confirmTransfer({ outBillNo: transferNumber(one, one.attempt) });
        await this.world.standIn.control.flush();
        await ask(() => checkWithdrawal(app, one.who, which));
        model.end(one, 'paid', now);
        return true;
      }
      case 'fail': {
        const one = withdrawal('sending');
        if (!one) return false;
        const outBillNo = transferNumber(one, one.attempt);
        await this.world.standIn.control.moveTransfer({ outBillNo, state: 'FAIL', failReason: 'ACCOUNT_FROZEN' });
        await this.world.standIn.control.flush();
        await ask(() => checkWithdrawal(app, one.who, { withdrawalId: one.id }));
        model.end(one, 'returned', now);
        return true;
      }
      case 'cancel': {
        const one = withdrawal('sending', 'lapsed', 'review');
        if (!one) return false;
        const which = { withdrawalId: one.id };
        await ask(() => cancelWithdrawal(app, one.who, which));
        await this.world.standIn.control.flush();
        await ask(() => checkWithdrawal(app, one.who, which));
        model.end(one, 'returned', now);
        return true;
      }
      case 'renew': {
        const one = withdrawal('lapsed');
        if (!one) return false;
        const sent = await ask(() => renewWithdrawal(app, one.who, { withdrawalId: one.id }), owing(one));
        if (sent) model.send(one, now);
        else model.end(one, 'returned', now);
        return true;
      }
      case 'approve':
      case 'turnDown': {
        const one = withdrawal('review');
        if (!one) return false;
        const input = { merchantId: MERCHANT, withdrawalId: one.id, reason: '核对过了' };
        if (act.do === 'approve') {
          if (await ask(() => approvePayout(app, owner, input), owing(one))) model.send(one, now);
        } else {
          await ask(() => refusePayout(app, owner, input));
          model.end(one, 'returned', now);
        }
        return true;
      }
      case 'suspend': {
        const who = pick(this.people.slice(0, 2), act.who) ?? '';
        const suspended = !model.suspended.has(who);
        await ask(() =>
          suspendPromoter(app, owner, { merchantId: MERCHANT, userId: who, suspended, reason: '核实中' }),
        );
        if (suspended) model.suspended.add(who);
        else model.suspended.delete(who);
        return true;
      }
      case 'policy': {
        const terms = pick(TERMS, act.terms) ?? model.terms;
        const merchant = await app.store.merchants.findOne({ _id: MERCHANT });
        const { version = 0 } = merchant?.commission ?? {};
        const { rates, grades, cap, holdDays } = terms;
        const input = { merchantId: MERCHANT, version, cap, holdDays, rates: [...rates], grades: [...grades] };
        await ask(() => setCommissionPolicy(app, owner, input));
        model.terms = terms;
        return true;
      }
      case 'own': {
        const productId = pick(PRODUCTS, act.product) ?? '';
        const product = await app.store.products.findOne({ _id: productId });
        const { version = 0 } = product?.commission ?? {};
        const rates = act.rates && [...act.rates];
        // What cannot stand is refused, and changes nothing.
        const bonus = model.terms.grades.at(-1)?.bonus ?? 0;
        const most = rates?.reduce((all, rate) => all + rate, bonus) ?? 0;
        const unfit = rates?.some((rate) => rate > 0) && most > model.terms.cap;
        const input = { merchantId: MERCHANT, of: { productId }, version, rates };
        if (!(await ask(() => setOwnPolicy(app, owner, input), unfit ? ['commissionOverCap'] : []))) return true;
        if (rates) model.own.set(act.product % PRODUCTS.length, rates);
        else model.own.delete(act.product % PRODUCTS.length);
        return true;
      }
      case 'wait': {
        await this.world.advance(act.span);
        await this.world.standIn.control.flush({ everything: true });
        for (const work of TIME) await work(app, { limit: 200, over: () => false });
        model.pass(this.world.now());
        return true;
      }
    }
  }

  private async buy({ who, products, pieces }: Extract<Act, { do: 'buy' }>): Promise<boolean> {
    const buyer = pick(this.people, who) ?? '';
    const requestId = newRequestId();
    const wishes = products.map((product, index) => ({
      product,
      price: PRICES[product] ?? 0,
      pieces: pieces[index] ?? 1,
    }));
    const placed = await placeOrder(this.app, buyer, {
      requestId,
      lines: wishes.map(({ product, pieces: quantity }) => ({ skuId: SKUS[product] ?? '', quantity })),
      seenTotal: wishes.reduce((total, wish) => total + wish.price * wish.pieces, 0),
    });
    if (!placed.ok) throw new Error(`the order is refused: ${placed.refusal}`);
    const { control } = this.world.standIn;
    await control.pay({ outTradeNo: numberOf(await orderOf(this.world, placed.value.orderId)) });
    await control.flush();
    this.model.buy(placed.value.orderId, buyer, wishes);
    return true;
  }

  /* ── comparing ──────────────────────────────────────────────────────────────────────────────────────────────── */

  private async compare(): Promise<void> {
    const { model } = this;
    const { store } = this.app;
    const [balances, commissions, withdrawals, wallets] = await Promise.all([
      balancesOf(store, MERCHANT),
      store.commissions.find({}).toArray(),
      store.withdrawals.find({ status: { $ne: 'turnedDown' } }).toArray(),
      Promise.all(this.people.map((userId) => walletOf(store, MERCHANT, userId))),
    ]);
    expect(this.world.errors).toEqual([]);
    expect(wallets).toEqual(this.people.map((who) => this.model.purse(who)));
    const cut = ({ who, level, base, amount, state, reversed, due }: (typeof model.cuts)[number]) =>
      [who, level, base, amount, state, reversed, due ?? 0].join(' ');
    const seen = commissions.map(({ userId, status, dueAt, ...one }) =>
      cut({ ...one, who: userId, state: status, due: dueAt } as never),
    );
    expect(seen.sort()).toEqual(model.cuts.map(cut).sort());
    const way = ({ id, amount, fee, tax, net, state, attempt }: Withdrawal) =>
      [id, amount, fee, tax, net, state, attempt].join(' ');
    expect(withdrawals.map((doc) => way({ ...doc, state: doc.status } as never)).sort()).toEqual(
      model.withdrawals.map(way).sort(),
    );
    expect([...balances.values()].reduce((sum, fen) => sum + fen, 0)).toBe(0);
    expect([balances.get('taxPayable') ?? 0, balances.get('withdrawalFees') ?? 0]).toEqual([
      model.taxPayable,
      model.fees,
    ]);
    if (model.withdrawals.some(({ tax }) => tax > 0)) this.did.add('tax');
    if (withdrawals.some(({ status }) => status === 'lapsed')) this.did.add('lapsed');
    for (const { available, held, withdrawing, debt } of wallets) {
      if (debt > 0) this.did.add('debt');
      expect(Math.min(available, held, withdrawing, debt)).toBeGreaterThanOrEqual(0);
      expect(Math.min(available, debt)).toBe(0);
    }
    for (const { order, line, base, cap } of model.cuts) {
      const ofLine = model.cuts.filter((one) => one.order === order && one.line === line);
      expect(ofLine.reduce((sum, { amount }) => sum + amount, 0) * 10_000).toBeLessThanOrEqual(base * cap);
    }
  }

  /** Every journal, in order, gives each wallet as it is, with all that it remembers. */
  private async replay(): Promise<void> {
    const { store } = this.app;
    const journals = await store.journals.find({ merchantId: MERCHANT }).sort({ at: 1 }).toArray();
    for (const userId of this.people) {
      let books = EMPTY_BOOKS;
      for (const { postings, tally } of journals) {
        books = Object.assign({}, books, potsAfter(books, userId, postings));
        if (tally?.userId === userId) books = tallied(books, tally);
      }
      expect(books).toEqual(await walletOf(store, MERCHANT, userId));
    }
  }

  private async tellAgain(): Promise<void> {
    const { store } = this.app;
    const before = await told(this.world);
    for (const doc of await store.commissions.find({}).toArray()) {
      const reversed = doc.refunds.map(({ id: refundId, refundedBase }) => {
        const event = { type: 'commissionReversed' as const, refundId, refundedBase, amount: 1, released: true };
        return react(this.app, { name: 'commissions', doc }, event);
      });
      await Promise.all([
        react(this.app, { name: 'commissions', doc }, { type: COMMISSION_CONSEQUENCES[0] }),
        ...reversed,
      ]);
    }
    const consequences: readonly string[] = WITHDRAWAL_CONSEQUENCES;
    for (const doc of await store.withdrawals.find({}).toArray()) {
      for (const event of doc.history.filter(({ type }) => consequences.includes(type))) {
        // Asking the merchant to look would open a task that is closed: it is told once, by its document's outbox.
        if (event.type !== 'withdrawalHeldBack') await react(this.app, { name: 'withdrawals', doc }, event);
      }
    }
    expect(await told(this.world)).toEqual(before);
  }
}

const hasLeft = ({ pieces, back }: { pieces: number; back: number }): boolean => back < pieces;

/** Some pieces of a line that has any left. */
function someOf(order: Order | undefined, { line: at, pieces }: { line: number; pieces: number }): [number, number] {
  const able = order?.lines.flatMap((line, index) => (hasLeft(line) ? [index] : [])) ?? [];
  const index = pick(able, at) ?? 0;
  const line = order?.lines[index];
  return [index, line ? (pieces % (line.pieces - line.back)) + 1 : 0];
}

/** Journals of one moment are in no order: a pot may be below zero in between. */
function potsAfter(
  { held, available, withdrawing, debt }: Wallet,
  userId: string,
  postings: readonly Posting[],
): Wallet {
  const after = { held, available, withdrawing, debt };
  for (const { account, change } of movements(postings).values()) {
    if (account.of === 'wallet' && account.userId === userId) {
      after[account.pot] += account.pot === 'debt' ? -change : change;
    }
  }
  return after;
}

/** All that promoters' money is written in. */
const told = ({ app: { store } }: World) =>
  Promise.all([
    store.accounts.find().sort({ _id: 1 }).toArray(),
    store.journals.find().sort({ _id: 1 }).toArray(),
    store.commissions.find().sort({ _id: 1 }).toArray(),
    store.withdrawals.find().sort({ _id: 1 }).toArray(),
  ]);
