/**
 * COMMISSIONS AND WALLETS AS PEOPLE MAY EXPECT THEM, in the fewest words: what each sale earns whom, when it is theirs, what
 * refunds take back, and what reaches them after fee and tax. It imports nothing of ours and knows no database, with an
 * arithmetic of its own; times in ms, amounts in fen, rates in parts of ten thousand.
 */
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** An after-sale counts as agreed to after two days, a commission with an open one is looked at hourly. */
const ANSWER_WITHIN = 2 * DAY;
const WINDOW = 7;
const CONFIRM_WITHIN = DAY;
const RENEWABLE = 7 * DAY;
/** Up to so many yuan a year, so many percent of what lies above the last. */
const STEPS = [36_000, 144_000, 300_000, 420_000, 660_000, 960_000, Number.POSITIVE_INFINITY] as const;
const PERCENT = [3, 10, 20, 25, 30, 35, 45] as const;

export interface Terms {
  readonly rates: readonly number[];
  readonly cap: number;
  readonly holdDays: number;
  readonly grades: readonly { readonly name: string; readonly merit: number; readonly bonus: number }[];
}
export interface Payouts {
  readonly min: number;
  readonly max: number;
  readonly perDay: number;
  readonly perDayFen: number;
  readonly fee: number;
  /** From above this on a person looks first. */
  readonly unseen: number;
}
interface Cut {
  readonly order: Order;
  readonly line: number;
  readonly level: number;
  readonly who: string;
  readonly base: number;
  readonly amount: number;
  readonly cap: number;
  state: 'held' | 'available' | 'reversed';
  goodsBack: number;
  reversed: number;
  released: boolean;
  due?: number;
}
export interface Order {
  readonly id: string;
  readonly buyer: string;
  readonly lines: readonly {
    readonly product: number;
    readonly price: number;
    readonly pieces: number;
    back: number;
  }[];
  readonly holdDays: number;
  receivedAt?: number;
  asked?: { readonly id: string; readonly line: number; readonly pieces: number; readonly until: number } | undefined;
}
export interface Withdrawal {
  readonly id: string;
  readonly who: string;
  readonly amount: number;
  readonly fee: number;
  readonly tax: number;
  readonly net: number;
  /** When it was asked for. */
  readonly day: string;
  state: 'review' | 'sending' | 'lapsed' | 'paid' | 'returned';
  attempt: number;
  /** When it was sent, or lapsed. */
  since: number;
}
interface Purse {
  held: number;
  available: number;
  withdrawing: number;
  debt: number;
  merit: number;
  paid: number;
  readonly tax: Record<string, { months: Record<string, number>; withheld: number }>;
  asked?: { day: string; count: number; fen: number };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
const dayIn = (now: number): string => new Date(now + 8 * HOUR).toISOString().slice(0, 10);

/** What a year's income is taxed with: 80 % of it without 5 000 yuan a month, each step's part at its own rate. */
function yearly(income: number, months: number): number {
  const taxed = income - Math.ceil(income / 5) - 500_000 * months;
  const parts = STEPS.map((step, index) => {
    const below = (STEPS[index - 1] ?? 0) * 100;
    return Math.max(0, Math.min(taxed, step * 100) - below) * (PERCENT[index] ?? 0);
  });
  return Math.floor(sum(parts) / 100);
}

export class CommissionModel {
  terms: Terms;
  readonly payouts: Payouts;
  /** Who brought whom. */
  readonly above: Readonly<Record<string, string>>;
  /** By product: what it pays of its own. */
  readonly own = new Map<number, readonly number[]>();
  readonly suspended = new Set<string>();
  readonly purses = new Map<string, Purse>();
  readonly orders: Order[] = [];
  readonly cuts: Cut[] = [];
  readonly withdrawals: Withdrawal[] = [];
  taxPayable = 0;
  fees = 0;
  constructor(terms: Terms, payouts: Payouts, above: Readonly<Record<string, string>>) {
    this.terms = terms;
    this.payouts = payouts;
    this.above = above;
  }

  purse(who: string): Purse {
    const none: Purse = { held: 0, available: 0, withdrawing: 0, debt: 0, merit: 0, paid: 0, tax: {} };
    if (!this.purses.has(who)) this.purses.set(who, none);
    return this.purses.get(who) ?? none;
  }

  buy(id: string, buyer: string, wishes: readonly { product: number; price: number; pieces: number }[]): void {
    const { holdDays, cap, grades } = this.terms;
    const order: Order = { id, buyer, lines: wishes.map((wish) => ({ ...wish, back: 0 })), holdDays };
    this.orders.push(order);
    const first = this.above[buyer];
    const chain = [first, first === undefined ? undefined : this.above[first]];
    const merit = first === undefined ? 0 : this.purse(first).merit;
    const bonus = Math.max(0, ...grades.filter((grade) => grade.merit <= merit).map((grade) => grade.bonus));
    for (const [line, { product, price, pieces }] of order.lines.entries()) {
      const said = this.own.get(product) ?? this.terms.rates;
      const rates = said.map((rate, level) => (level === 0 && rate > 0 ? rate + bonus : rate));
      const over = sum(rates) > cap;
      for (const [level, who] of chain.entries()) {
        const rate = rates[level] ?? 0;
        const base = price * pieces;
        const amount = Math.floor((base * (over ? Math.floor((rate * cap) / sum(rates)) : rate)) / 10_000);
        if (who === undefined || who === buyer || this.suspended.has(who) || amount === 0) continue;
        const fresh = { state: 'held', goodsBack: 0, reversed: 0, released: false } as const;
        this.cuts.push({ order, line, level: level + 1, who, base, amount, cap, ...fresh });
        this.purse(who).held += amount;
      }
    }
  }

  receive(order: Order, now: number): void {
    order.receivedAt = now;
    for (const cut of this.cuts) {
      if (cut.order === order && cut.state === 'held') cut.due = now + Math.max(WINDOW, order.holdDays) * DAY;
    }
  }

  giveBack(order: Order, at: number, pieces: number): void {
    const line = order.lines[at];
    if (!line) return;
    line.back += pieces;
    for (const cut of this.cuts.filter((one) => one.order === order && one.line === at)) {
      cut.goodsBack += line.price * pieces;
      const take = Math.ceil((cut.amount * cut.goodsBack) / cut.base) - cut.reversed;
      cut.reversed += take;
      const purse = this.purse(cut.who);
      if (cut.released && cut.level === 1) purse.merit -= line.price * pieces;
      const there = cut.released ? Math.min(take, purse.available) : 0;
      purse.available -= there;
      if (cut.released) purse.debt += take - there;
      else purse.held -= take;
      if (cut.reversed === cut.amount) cut.state = 'reversed';
    }
  }

  /** What becomes available repays first. */
  private free(purse: Purse, amount: number): void {
    const repaid = Math.min(purse.debt, amount);
    purse.debt -= repaid;
    purse.available += amount - repaid;
  }

  /** What it would come to, and every reason against it. */
  quote(who: string, amount: number, now: number) {
    const { min, max, perDay, perDayFen, fee: rate } = this.payouts;
    const { available, debt, tax: years, asked } = this.purse(who);
    const day = dayIn(now);
    const [year = '', month = ''] = day.split('-');
    const today = asked?.day === day ? asked : { count: 0, fen: 0 };
    const { months, withheld } = years[year] ?? { months: {}, withheld: 0 };
    const income = sum(Object.values(months));
    const since = Math.min(Number(month), ...Object.keys(months).map(Number));
    const fee = Math.floor((amount * rate) / 10_000);
    const tax = Math.max(0, yearly(income + amount, Number(month) - since + 1) - withheld);
    const net = amount - fee - tax;
    const against = Object.entries({
      withdrawalTooLittle: amount < min || net < 10,
      withdrawalTooMuch: amount > max,
      withdrawalDebt: debt > 0,
      withdrawalNotEnough: amount > available,
      withdrawalDayLimit: today.count >= perDay || today.fen + amount > perDayFen,
    }).flatMap(([reason, holds]) => (holds ? [reason] : []));
    return { fee, tax, net, against };
  }

  withdraw(id: string, who: string, amount: number, now: number): void {
    const { fee, tax, net } = this.quote(who, amount, now);
    const purse = this.purse(who);
    const day = dayIn(now);
    purse.available -= amount;
    purse.withdrawing += amount;
    const { count, fen } = purse.asked?.day === day ? purse.asked : { count: 0, fen: 0 };
    purse.asked = { day, count: count + 1, fen: fen + amount };
    this.count(purse, day, amount, tax);
    const waits = amount > this.payouts.unseen;
    const state = waits ? 'review' : 'sending';
    this.withdrawals.push({ id, who, amount, fee, tax, net, day, state, attempt: waits ? 0 : 1, since: now });
  }

  send(one: Withdrawal, now: number): void {
    Object.assign(one, { state: 'sending', attempt: one.attempt + 1, since: now });
  }

  /** What a day's income and its tax, or their end, make of the year. */
  private count(purse: Purse, day: string, income: number, tax: number): void {
    const [year = '', digits = ''] = day.split('-');
    const month = `${Number(digits)}`;
    const { months, withheld } = purse.tax[year] ?? { months: {}, withheld: 0 };
    months[month] = (months[month] ?? 0) + income;
    if (months[month] === 0) delete months[month];
    purse.tax[year] = { months, withheld: withheld + tax };
  }

  end(one: Withdrawal, state: 'paid' | 'returned', now: number): void {
    const purse = this.purse(one.who);
    one.state = state;
    purse.withdrawing -= one.amount;
    this.count(purse, one.day, -one.amount, -one.tax);
    if (state === 'paid') {
      this.count(purse, dayIn(now), one.amount, one.tax);
      purse.paid += one.net;
      this.taxPayable += one.tax;
      this.fees += one.fee;
    } else {
      this.free(purse, one.amount);
    }
  }

  ask(id: string, order: Order, line: number, pieces: number, now: number): void {
    order.asked = { id, line, pieces, until: now + ANSWER_WITHIN };
  }

  answer(order: Order, agreed: boolean): void {
    const { asked } = order;
    order.asked = undefined;
    if (asked && agreed) this.giveBack(order, asked.line, asked.pieces);
  }

  /** What time brings. */
  pass(now: number): void {
    for (const order of this.orders) if (order.asked && order.asked.until <= now) this.answer(order, true);
    for (const cut of this.cuts.filter(({ state, due }) => state === 'held' && due !== undefined && due <= now)) {
      if (cut.order.asked) {
        cut.due = now + HOUR;
        continue;
      }
      const purse = this.purse(cut.who);
      Object.assign(cut, { state: 'available', released: true });
      purse.held -= cut.amount - cut.reversed;
      this.free(purse, cut.amount - cut.reversed);
      if (cut.level === 1) purse.merit += cut.base - cut.goodsBack;
    }
    for (const one of this.withdrawals) {
      if (one.state === 'lapsed' && one.since + RENEWABLE <= now) this.end(one, 'returned', now);
      if (one.state === 'sending' && one.since + CONFIRM_WITHIN <= now)
        Object.assign(one, { state: 'lapsed', since: now });
    }
  }
}
