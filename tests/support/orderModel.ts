/**
 * ORDERS AS PEOPLE MAY EXPECT THEM, in the fewest words: where each piece is, what each order and after-sale has come to,
 * and what goes back, to the fen. It imports nothing of ours and knows no database; times in ms, amounts in fen.
 */
const DAY = 86_400_000;

/** A shop: what is there, what it costs, and the fees of its templates: of the first piece, and of each further one. */
export interface Shop {
  readonly skus: readonly {
    readonly id: string;
    readonly price: number;
    readonly stock: number;
    readonly fee: number;
  }[];
  readonly fees: readonly { readonly first: number; readonly more: number }[];
  readonly receiptDays: number;
  readonly afterSaleDays: number;
}

export interface Wish {
  readonly sku: number;
  readonly pieces: number;
}

export interface Line extends Wish {
  readonly freight: number;
  sent: number;
  back: number;
  /** Of those that went back: what had not been sent, and what took its freight along. */
  unsent: number;
  carried: number;
}

export interface AfterSale {
  readonly id: string;
  readonly order: Order;
  readonly kind: 'refundOnly' | 'returnAndRefund';
  /** Pieces by line. */
  readonly wanted: readonly number[];
  status: 'asked' | 'toReturn' | 'returning' | 'refunded' | 'refused' | 'cancelled' | 'lapsed';
  due: number;
  sentBack: boolean;
}

export interface Order {
  readonly id: string;
  readonly who: string;
  readonly pickUp: boolean;
  readonly lines: readonly Line[];
  readonly total: number;
  readonly payBy: number;
  paid: boolean;
  state: 'waiting' | 'toShip' | 'shipped' | 'received' | 'completed' | 'closed';
  /** Its payment stands for it; false once all of the payment has gone back because it came too late. */
  kept: boolean;
  parcels: number;
  shippedAt: number;
  receivedAt: number;
  readonly backs: number[];
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
/** The first `n` of `whole` come to so much. */
const upTo = (amount: number, whole: number, n: number): number => Math.floor((amount * n) / whole);

export class OrderModel {
  readonly orders: Order[] = [];
  readonly afterSales: AfterSale[] = [];
  readonly shop: Shop;
  constructor(shop: Shop) {
    this.shop = shop;
  }

  /** Pieces of a SKU that can be sold. */
  left(sku: number): number {
    const lines = this.orders.filter(({ state, kept }) => state === 'waiting' || kept).flatMap((order) => order.lines);
    return (
      (this.shop.skus[sku]?.stock ?? 0) - sum(lines.map((line) => (line.sku === sku ? line.pieces - line.unsent : 0)))
    );
  }

  fits = (wishes: readonly Wish[]): boolean => wishes.every(({ sku, pieces }) => pieces <= this.left(sku));

  /** Each line's part of what its template asks: by pieces, and what cannot be divided to the largest remainders. */
  freights(wishes: readonly Wish[]): number[] {
    const feeOf = ({ sku }: Wish) => this.shop.skus[sku]?.fee ?? 0;
    return wishes.map((wish, index) => {
      const alike = wishes.map((one, place) => ({ ...one, place })).filter((one) => feeOf(one) === feeOf(wish));
      const pieces = sum(alike.map((one) => one.pieces));
      const { first, more } = this.shop.fees[feeOf(wish)] ?? { first: 0, more: 0 };
      const fee = first + more * (pieces - 1);
      const rests = alike.map((one) => ({ ...one, rest: (fee * one.pieces) % pieces }));
      const extra = fee - sum(rests.map((one) => upTo(fee, pieces, one.pieces)));
      const lucky = rests.sort((a, b) => b.rest - a.rest || a.place - b.place).slice(0, extra);
      return upTo(fee, pieces, wish.pieces) + (lucky.some(({ place }) => place === index) ? 1 : 0);
    });
  }

  place(id: string, who: string, wishes: readonly Wish[], pickUp: boolean, now: number): void {
    const freights = pickUp ? wishes.map(() => 0) : this.freights(wishes);
    const blank = { sent: 0, back: 0, unsent: 0, carried: 0 };
    const lines = wishes.map((wish, index): Line => ({ ...wish, freight: freights[index] ?? 0, ...blank }));
    const total = sum(lines.map((line) => this.price(line) * line.pieces + line.freight));
    const times = { payBy: now + DAY / 48, shippedAt: 0, receivedAt: 0 };
    const fresh = { paid: false, state: 'waiting', kept: false, parcels: 0, backs: [] } as const;
    this.orders.push({ id, who, pickUp, lines, total, ...times, ...fresh, backs: [] });
  }

  price = ({ sku }: Wish): number => this.shop.skus[sku]?.price ?? 0;

  /** The shop hears of a captured payment. After it has closed, the order stands again where all of it is still there. */
  hear(order: Order): void {
    if (order.state === 'waiting' || this.fits(order.lines)) Object.assign(order, { state: 'toShip', kept: true });
    else order.backs.push(order.total);
  }

  open = (order: Order): AfterSale[] => this.afterSales.filter((one) => one.order === order && isOpen(one));
  private asked = (order: Order, index: number): number =>
    sum(this.open(order).map(({ wanted }) => wanted[index] ?? 0));

  /** By line: what a parcel may take, and what may be asked for or given back. */
  toSend = (order: Order): number[] =>
    order.lines.map((line, index) => Math.max(0, line.pieces - line.sent - line.unsent - this.asked(order, index)));
  free = (order: Order): number[] =>
    order.lines.map((line, index) => line.pieces - line.back - this.asked(order, index));

  ship(order: Order, wanted: readonly number[], now: number): void {
    for (const [index, line] of order.lines.entries()) line.sent += wanted[index] ?? 0;
    order.parcels += 1;
    this.settle(order, now);
  }

  pickUp(order: Order, now: number): void {
    for (const line of order.lines) line.sent = line.pieces - line.unsent;
    Object.assign(order, { state: 'received', shippedAt: now, receivedAt: now });
  }

  receive = (order: Order, now: number): void => void Object.assign(order, { state: 'received', receivedAt: now });

  /** What so many pieces of each line come to. Pieces that were not sent go first, and take their freight along. */
  worth(order: Order, wanted: readonly number[], withFreight: boolean): number {
    return sum(
      order.lines.map((line, index) => {
        const { pieces, freight, carried } = line;
        const n = wanted[index] ?? 0;
        const carries = withFreight ? n : unsentOf(line, n);
        return this.price(line) * n + upTo(freight, pieces, carried + carries) - upTo(freight, pieces, carried);
      }),
    );
  }

  giveBack(order: Order, wanted: readonly number[], withFreight: boolean, now: number): void {
    order.backs.push(this.worth(order, wanted, withFreight));
    for (const [index, line] of order.lines.entries()) {
      const n = wanted[index] ?? 0;
      const unsent = unsentOf(line, n);
      line.back += n;
      line.unsent += unsent;
      line.carried += withFreight ? n : unsent;
    }
    this.settle(order, now);
  }

  private settle(order: Order, now: number): void {
    if (order.lines.every((line) => line.back === line.pieces)) order.state = 'closed';
    else if (order.state === 'toShip' && order.lines.every((line) => line.sent + line.unsent === line.pieces))
      Object.assign(order, { state: 'shipped', shippedAt: now });
  }

  /** When an after-sale can no longer be asked for, and when it counts as received. */
  windowEnd = (order: Order): number => order.receivedAt + this.shop.afterSaleDays * DAY;
  private receiptDue = (order: Order): number => order.shippedAt + this.shop.receiptDays * DAY;

  ask(id: string, order: Order, kind: AfterSale['kind'], wanted: readonly number[], now: number): void {
    this.afterSales.push({ id, order, kind, wanted, status: 'asked', due: now + 2 * DAY, sentBack: false });
  }

  agree(one: AfterSale, withFreight: boolean, now: number): void {
    if (one.status === 'asked' && one.kind === 'returnAndRefund')
      Object.assign(one, { status: 'toReturn', due: now + 7 * DAY });
    else {
      one.status = 'refunded';
      this.giveBack(one.order, one.wanted, withFreight, now);
    }
  }

  sendBack(one: AfterSale, now: number): void {
    if (one.status === 'toReturn') Object.assign(one, { status: 'returning', due: now + 10 * DAY, sentBack: true });
  }

  /** What time brings, until it brings nothing more. */
  pass(now: number): void {
    for (const one of this.afterSales.filter((late) => isOpen(late) && late.due <= now)) {
      if (one.status === 'toReturn') one.status = 'lapsed';
      else this.agree(one, false, now);
    }
    for (const order of this.orders.filter((waits) => this.open(waits).length === 0)) {
      if (order.state === 'received' && this.windowEnd(order) <= now) order.state = 'completed';
      if (order.state === 'shipped' && this.receiptDue(order) <= now) this.receive(order, now);
    }
  }
}

const unsentOf = (line: Line, n: number): number => Math.min(n, line.pieces - line.sent - line.unsent);
export const isOpen = ({ status }: AfterSale): boolean =>
  status === 'asked' || status === 'toReturn' || status === 'returning';
