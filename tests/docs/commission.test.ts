/** docs/commission.md says what the code says: its tables, and each of its cases, by the rules. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
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
import { DEFAULT_PAYOUT_RULES, quoteWithdrawal, type WithdrawalStatus } from '../../shared/domain/withdrawal';
import { taxOfYear, type Withholding } from '../../shared/domain/withholding';

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
  const told = names.map((name) => {
    const own = commissions.filter(({ userId }) => userId === name);
    return `${name} ${own.map(({ amount }) => amount).join(' + ')}`;
  });
  expect(told.join(', ') || NOTHING).toBe(earned);
});

/* ── and then ─────────────────────────────────────────────────────────────────────────────────────────────────── */

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
  for (const step of steps.split(', ').filter(Boolean)) books.go(step);
  const { held, available, withdrawing, debt, paid } = books.wallet;
  const pots = Object.entries({ held, available, withdrawing, debt, paid }).filter(([, fen]) => fen !== 0);
  expect(pots.map(([pot, fen]) => `${pot} ${fen}`).join(', ') || NOTHING).toBe(then);
});

/* ── withdrawals, fee and tax ─────────────────────────────────────────────────────────────────────────────────── */

it.each(table('withdrawals'))('case %s: fee %s, tax %s, %s', (_, fee, withholding, asked, __, last) => {
  const rules = { ...DEFAULT_PAYOUT_RULES, fee: bpsOf(fee), max: 1e8, perDay: 9, perDayFen: 1e9 };
  let books: ledger.WalletBooks = { ...ledger.EMPTY_BOOKS, available: 1e9 };
  let [year, before, told] = [2036, 0, ''];
  for (const one of asked.split(', ')) {
    const [month = 0, amount = 0] = one.replace(' ✗', '').split(': ').map(Number);
    if (month < before) year += 1;
    before = month;
    const day = `${year}-${`${month}`.padStart(2, '0')}-15`;
    const quote = quoteWithdrawal(books, amount, { rules, withholding: withholding as Withholding, day });
    if (!quote.ok) throw new Error(quote.refusal);
    const { tax, net } = quote.value;
    const tally = (sign: 1 | -1) => ({
      userId: 'A',
      tax: { year, month, income: sign * amount, withheld: sign * tax },
    });
    books = ledger.tallied(books, tally(1));
    if (one.endsWith('✗')) books = ledger.tallied(books, tally(-1));
    told = [quote.value.fee, tax, net].join(', ');
  }
  expect(told).toBe(last);
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
