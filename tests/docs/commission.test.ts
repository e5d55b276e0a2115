/** docs/commission.md says what the code says: its tables, and each of its cases, by the rules; some by the whole shop. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { walletOf } from '../../functions/store/ledger';
import { stockOf } from '../../functions/store/stock';
import { receiveOrder } from '../../functions/usecases/order';
import { releaseCommissions } from '../../functions/usecases/settlement';
import { quoteShopRefund, refundShopOrder, shipOrder } from '../../functions/usecases/shopOrder';
import { askWithdrawal, cancelWithdrawal, checkWithdrawal } from '../../functions/usecases/withdrawal';
import {
  type Attribution,
  type CommissionState,
  commissionsFor,
  decideCommission,
  type Earner,
  evolveCommission,
  type OwnPolicy,
} from '../../shared/domain/commission';
import * as ledger from '../../shared/domain/ledger';
import { lineBack, type RefundLine } from '../../shared/domain/orderLines';
import { priceOrder } from '../../shared/domain/pricing';
import {
  DEFAULT_PAYOUT_RULES,
  quoteWithdrawal,
  transferNumber,
  type WithdrawalStatus,
} from '../../shared/domain/withdrawal';
import { taxOfYear, type Withholding } from '../../shared/domain/withholding';
import type { Result } from '../../shared/result';
import { DAY } from '../../shared/time';
import { useDatabase } from '../support/database';
import { MERCHANT, openWorld, type Person, PRODUCT, SKU, START, type World } from '../support/world';
import { buy as buyInGroup, crowd, expectTrue, newRequestId } from '../usecases/crowd';

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

const text = readFileSync(resolve(__dirname, '../../docs/commission.md'), 'utf8');

/** The rows of the table that begins with this column, without its head. */
function table(column: string): string[][] {
  const lines = text.split('\n');
  const head = lines.findIndex((line) => line.startsWith(`| ${column} `));
  const end = lines.findIndex((line, index) => index > head && !line.startsWith('|'));
  return lines.slice(head + 2, end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

const bpsOf = (percent: string): number => Math.round(Number.parseFloat(percent) * 100);
const ratesOf = (levels: string): number[] => levels.split('+').map(bpsOf);
const NOTHING = '−';

/** What a row says was bought: lines of pieces, less a discount, with freight. */
function bought(cell: string) {
  const [goods = '', freight = ''] = cell.split(', freight ');
  const [lines = '', discount = '0'] = goods.split(' − ');
  const priced = lines.split(' + ').map((line) => {
    const [quantity = '', unitPrice] = line.split(' × ');
    return unitPrice === undefined
      ? { quantity: 1, unitPrice: Number(quantity) }
      : { quantity: Number(quantity), unitPrice: Number(unitPrice) };
  });
  return priceOrder(priced, { discount: Number(discount), freights: [Number(freight)] }).lines;
}

/** What a row says of the policy and of whoever is above, as an order keeps it. */
function attribution(policy: string, above: string): Attribution {
  const [shop = '', ...rest] = policy.split(', ');
  const saying = (word: string) => rest.find((one) => one.startsWith(word))?.slice(word.length + 1);
  const own = (['campaign', 'product'] as const).flatMap((of): OwnPolicy[] => {
    const said = saying(of);
    return said === undefined ? [] : [{ of, rates: said === 'off' ? [] : ratesOf(said), version: 1 }];
  })[0];
  const bonus = saying('grade');
  const earners = above === 'nobody' ? [] : above.split(', ');
  return {
    policy: { version: 1, rates: ratesOf(shop), cap: bpsOf(saying('cap') ?? '100'), holdDays: 7 },
    ...(own ? { own: { lin_0: own } } : {}),
    earners: earners.map((one, index): Earner => {
      const [name = '', suspended] = one.split(' suspended');
      const grade = index === 0 && bonus !== undefined ? { name: '金', merit: 1, bonus: bpsOf(bonus) } : undefined;
      return { userId: name, suspended: suspended !== undefined, bindingId: `bnd_${index}`, boundAt: 1, grade };
    }),
  };
}

it('has thirty cases and more, each with a number of its own', () => {
  const numbers = ['who earns', 'and then', 'withdrawals'].flatMap((name) => table(name).map(([number]) => number));
  expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, index) => `${index + 1}`));
  expect(numbers.length).toBeGreaterThanOrEqual(30);
});

it.each(table('who earns'))('case %s: %s with %s above, %s is bought', (_, policy, above, goods, __, earned) => {
  const kept = attribution(policy, above);
  const commissions = bought(goods).flatMap(({ paid }, index) =>
    commissionsFor({ id: `lin_${index}`, paid }, 'the buyer', kept),
  );
  const names = [...new Set(commissions.map(({ userId }) => userId))].sort();
  const earns = names.map((name) => {
    const own = commissions.filter(({ userId }) => userId === name);
    return `${name} ${own.map(({ amount }) => amount).join(' + ')}`;
  });
  expect(earns.join(', ') || NOTHING).toBe(earned);
});

/* ── and then ─────────────────────────────────────────────────────────────────────────────────────────────────── */

/** What a wallet's row says. */
function told({ held, available, withdrawing, debt, paid }: ledger.WalletBooks): string {
  const pots = Object.entries({ held, available, withdrawing, debt, paid }).filter(([, fen]) => fen !== 0);
  return pots.map(([pot, fen]) => `${pot} ${fen}`).join(', ') || NOTHING;
}

const stepsOf = (cell: string): string[] => cell.split(', ').filter(Boolean);

/** One promoter's books, by the rules alone. */
class Books {
  wallet: ledger.WalletBooks = ledger.EMPTY_BOOKS;
  private sales: { pieces: number; price: number; backs: RefundLine[]; commission: CommissionState }[] = [];
  private onTheWay = 0;
  private refunds = 0;

  private write(postings: readonly ledger.Posting[], tally: Omit<ledger.Tally, 'userId'> = {}): void {
    const after = ledger.walletAfter(this.wallet, 'A', postings);
    if (!after) throw new Error('below zero');
    this.wallet = ledger.tallied({ ...this.wallet, ...after }, { userId: 'A', ...tally });
  }

  buy(goods: string): void {
    const [line] = bought(goods);
    const [earned] = line ? commissionsFor({ id: 'lin_0', paid: line.paid }, 'X', attribution('8 %', 'A')) : [];
    if (!line || !earned) throw new Error(`nothing is earned by ${goods}`);
    const commission: CommissionState = { ...earned, status: 'held', reversed: 0, refunds: [], dueAt: 0 };
    this.write(ledger.commissionHeld('A', earned.amount));
    this.sales.push({ pieces: line.quantity, price: line.paid, backs: [], commission });
  }

  private decide(index: number, command: Parameters<typeof decideCommission>[1]): void {
    const sale = this.sales[index];
    const decided = sale && decideCommission(sale.commission, command);
    if (!sale || !decided?.ok) throw new Error('a commission never says no');
    for (const event of decided.value) {
      if (event.type === 'commissionReleased') this.write(ledger.commissionReleased('A', event.amount, this.wallet));
      if (event.type === 'commissionReversed') {
        this.write(ledger.commissionReversed('A', event.amount, this.wallet, event.released));
      }
      sale.commission = evolveCommission(sale.commission, event);
    }
  }

  /** Of what was bought first. */
  private back(wanted: number | 'all'): void {
    const [sale] = this.sales;
    if (!sale) return;
    const { pieces, price, backs } = sale;
    const left = pieces - backs.reduce((sum, { quantity }) => sum + quantity, 0);
    const state = {
      lines: [{ id: 'lin_0', quantity: pieces, paid: price, freight: 0 }],
      parcels: [],
      afterSales: [],
      refunds: backs.map((line) => ({ lines: [line] })),
    };
    const piece = { lineId: 'lin_0', quantity: wanted === 'all' ? left : wanted };
    const line = lineBack(state, piece, { withFreight: false, ladder: 0 });
    backs.push(line);
    this.refunds += 1;
    this.decide(0, { type: 'reverse', refundId: `rfd_${this.refunds}`, refundedBase: line.goods });
  }

  go(step: string): void {
    const [word = '', number = ''] = step.split(' ');
    if (step === 'released') for (const index of this.sales.keys()) this.decide(index, { type: 'release', now: 1 });
    else if (word === 'buy') this.buy(number);
    else if (number === 'back') this.back(word === 'all' ? 'all' : Number(word));
    else if (word === 'withdraw') {
      this.onTheWay = Number(number);
      this.write(ledger.withdrawalAsked('A', this.onTheWay));
    } else if (step === 'paid') {
      this.write(ledger.withdrawalPaid('A', { net: this.onTheWay, tax: 0, fee: 0 }), { paid: this.onTheWay });
    } else if (step === 'returned') this.write(ledger.withdrawalReturned('A', this.onTheWay, this.wallet));
    else throw new Error(`nobody knows what "${step}" is`);
  }
}

it.each(table('and then'))('case %s: %s is bought, %s', (_, goods, steps, __, then) => {
  const books = new Books();
  books.buy(goods);
  for (const step of stepsOf(steps)) books.go(step);
  expect(told(books.wallet)).toBe(then);
});

/** The same in a shop of real parts: orders, parcels, refunds, WeChat and time. */
class Shop {
  private readonly orders: { id: string; pieces: number; back: number; received: boolean }[] = [];
  private withdrawalId = '';
  private readonly world: World;
  private readonly owner: string;
  private readonly a: string;
  private readonly buyer: Person;

  constructor(world: World, [owner, a, buyer]: readonly [Person, Person, Person]) {
    this.world = world;
    this.owner = owner.userId;
    this.a = a.userId;
    this.buyer = buyer;
  }

  async buy(goods: string): Promise<void> {
    const [line] = bought(goods);
    if (!line) throw new Error(`nothing is ${goods}`);
    const { quantity, unitPrice } = line;
    await this.world.app.store.products.updateOne({ _id: PRODUCT }, { $set: { 'skus.0.price': unitPrice } });
    const placed = await buyInGroup(this.world, this.buyer, { campaignId: null, quantity, unit: unitPrice });
    this.orders.push({ id: placed.orderId, pieces: quantity, back: 0, received: false });
  }

  private async back(wanted: number | 'all'): Promise<void> {
    const [order] = this.orders;
    if (!order) return;
    const quantity = wanted === 'all' ? order.pieces - order.back : wanted;
    order.back += quantity;
    const which = { merchantId: MERCHANT, orderId: order.id, lines: [{ lineId: '1', quantity }], withFreight: false };
    const { amount } = done(await quoteShopRefund(this.world.app, which));
    const input = { ...which, requestId: newRequestId(), seenAmount: amount };
    done(await refundShopOrder(this.world.app, this.owner, input));
  }

  private async release(): Promise<void> {
    const { app } = this.world;
    for (const order of this.orders.filter(({ received, pieces, back }) => !received && back < pieces)) {
      const parcel = { merchantId: MERCHANT, orderId: order.id, company: '顺丰', trackingNumber: 'SF100000' };
      done(await shipOrder(app, this.owner, parcel));
      done(await receiveOrder(app, this.buyer.userId, order.id));
      order.received = true;
    }
    await this.world.advance(8 * DAY);
    await releaseCommissions(app, { over: () => false });
  }

  async go(step: string): Promise<void> {
    const { app, standIn } = this.world;
    const [word = '', number = ''] = step.split(' ');
    const which = { withdrawalId: this.withdrawalId };
    if (step === 'released') await this.release();
    else if (word === 'buy') await this.buy(number);
    else if (number === 'back') await this.back(word === 'all' ? 'all' : Number(word));
    else if (word === 'withdraw') {
      const amount = Number(number);
      const input = { requestId: newRequestId(), merchantId: MERCHANT, amount, seenNet: amount };
      this.withdrawalId = done(await askWithdrawal(app, this.a, input)).id;
    } else {
      const doc = await app.store.withdrawals.findOne({ _id: this.withdrawalId });
      if (!doc) throw new Error('nothing is on its way');
      if (step === 'paid') await standIn.control.confirmTransfer({ outBillNo: transferNumber(doc, doc.attempt) });
      else done(await cancelWithdrawal(app, this.a, which));
      await standIn.control.flush();
      done(await checkWithdrawal(app, this.a, which));
    }
  }
}

function done<T>(result: Result<T, string>): T {
  if (!result.ok) throw new Error(`refused: ${result.refusal}`);
  return result.value;
}

describe('in a shop of real parts', () => {
  const database = useDatabase();
  let world: World;
  beforeAll(async () => {
    world = await openWorld(database);
    // A machine that is busy with other tests leaves no consequence to cron.
    Object.assign(world.app, { stopwatch: () => 0 });
  });
  afterAll(() => world.close());

  const some = ['30', '38', '40'];
  it.each(table('and then').filter(([number = '']) => some.includes(number)))(
    'case %s: %s, %s',
    async (...row) => {
      const [, goods = '', steps = '', , then] = row;
      await world.reset();
      const { store } = world.app;
      const [owner, a, buyer] = await crowd(world, 3);
      if (!owner || !a || !buyer) throw new Error('nobody is there');
      const bound = { referrerId: a.userId, shareId: 'shr_case', bindingId: 'bnd_case', boundAt: START };
      const visitor = { merchantId: MERCHANT, userId: buyer.userId, history: [], hasReferees: false };
      await store.visitors.insertOne({ _id: `${MERCHANT}/${buyer.userId}`, ...visitor, ...bound });
      await store.counters.updateOne({ _id: stockOf(SKU) }, { $set: { max: 1000 } });
      const shop = new Shop(world, [owner, a, buyer]);
      await shop.buy(goods);
      for (const step of stepsOf(steps)) await shop.go(step);
      expect(told(await walletOf(store, MERCHANT, a.userId))).toBe(then);
      await world.settle();
      await expectTrue(world);
    },
    600_000,
  );
});

/* ── withdrawals, fee and tax ─────────────────────────────────────────────────────────────────────────────────── */

it.each(table('withdrawals'))('case %s: fee %s, tax %s, %s', (_, fee, withholding, asked, __, last) => {
  const rules = { ...DEFAULT_PAYOUT_RULES, fee: bpsOf(fee), max: 1e8, perDay: 9, perDayFen: 1e9 };
  let books: ledger.WalletBooks = { ...ledger.EMPTY_BOOKS, available: 1e9 };
  const write = (...tax: ledger.TaxChange[]) => {
    books = ledger.tallied(books, { userId: 'A', tax });
  };
  let now = { year: 2036, month: 0 };
  const monthOf = (month: number) => {
    now = { year: now.year + (month < now.month ? 1 : 0), month };
    return now;
  };
  const all: ledger.TaxChange[] = [];
  const back = (one: ledger.TaxChange | undefined) => {
    if (!one) throw new Error('nothing comes to nothing');
    write({ ...one, income: -one.income, withheld: -one.withheld });
  };
  let said = '';
  for (const one of asked.split(', ')) {
    const [, which] = /^✗ (\d+)$/.exec(one) ?? [];
    const [, month = '', amount = '', then, paidIn] = /^(\d+): (\d+)( ✗| → (\d+))?$/.exec(one) ?? [];
    if (which !== undefined) {
      back(all[Number(which) - 1]);
      continue;
    }
    const day = monthOf(Number(month));
    const terms = { rules, withholding: withholding as Withholding, day: `${day.year}-${month.padStart(2, '0')}-15` };
    const quote = quoteWithdrawal(books, Number(amount), terms);
    if (!quote.ok) throw new Error(quote.refusal);
    const { fee: taken, tax, net } = quote.value;
    const income = { income: Number(amount), withheld: tax };
    all.push({ ...day, ...income });
    write({ ...day, ...income });
    if (then === ' ✗') back(all.at(-1));
    if (paidIn !== undefined) write(...ledger.incomePaid(day, monthOf(Number(paidIn)), income));
    said = [taken, tax, net].join(', ');
  }
  expect(said).toBe(last);
});

it('names every state, every journal, and each bracket of the tax', () => {
  const first = (column: string) => table(column).map(([name = '']) => name.replaceAll('`', ''));
  expect(first('state')).toEqual(['held', 'available', 'reversed'] satisfies CommissionState['status'][]);
  expect(first('withdrawal')).toEqual([
    'asked',
    'turnedDown',
    'review',
    'sending',
    'lapsed',
    'paid',
    'returned',
  ] satisfies WithdrawalStatus[]);
  expect(first('journal')).toEqual([
    'paymentCaptured',
    'refundPromised',
    'refundArrived',
    'commissionHeld',
    'commissionReleased',
    'commissionReversed',
    'withdrawalAsked',
    'withdrawalPaid',
    'withdrawalReturned',
    'wechatFees',
  ] satisfies ledger.JournalKind[]);
  const yuan = (cell: string) => Number(cell.replaceAll(' ', '')) * 100;
  let from = 0;
  for (const [upTo = '', rate = '', quick = ''] of table('taxed up to, in yuan')) {
    const end = upTo === 'no end' ? from + 10_000_000 : yuan(upTo);
    for (const taxable of [from + 100, end]) {
      const tax = (taxable * bpsOf(rate)) / 10_000 - yuan(quick);
      expect([taxable, taxOfYear((taxable + 500_000) * (5 / 4), 1)]).toEqual([taxable, tax]);
    }
    from = end;
  }
});
