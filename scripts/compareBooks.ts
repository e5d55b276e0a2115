/**
 * Compares what we hold to be true with WeChat's own books, with itself, and with the sum of its parts.
 * Every test of money ends with it, and so does `npm run story`.
 */

import type { Collections, GroupDoc, OrderDoc } from '../functions/store/collections';
import { balancesOf } from '../functions/store/ledger';
import { stockOf } from '../functions/store/stock';
import { OUTBOXES } from '../functions/usecases/app';
import { auditMerchant } from '../functions/usecases/audit';
import { overpaidIn } from '../functions/usecases/groupBuy';
import type { AfterSaleStatus } from '../shared/domain/afterSale';
import { stepAt } from '../shared/domain/groupBuy';
import { piecesOf } from '../shared/domain/orderLines';
import { transferNumber } from '../shared/domain/withdrawal';
import { compareBargains } from './compareBargains';

/** What WeChat holds of one merchant; the stand-in's books have this shape. */
export interface WechatBooks {
  readonly mchid: string;
  readonly transactions: readonly {
    readonly outTradeNo: string;
    readonly state: string;
    readonly total: number;
    readonly transactionId?: string;
  }[];
  readonly refunds: readonly {
    readonly outRefundNo: string;
    readonly outTradeNo: string;
    readonly status: string;
    readonly refund: number;
  }[];
  readonly transfers: readonly { readonly outBillNo: string; readonly state: string; readonly amount: number }[];
}

/**
 * @param settled true once cron has nothing left to do: then nothing may be on its way any more
 * @returns one sentence for each difference; empty when all is right
 */
export async function compareBooks(
  store: Collections,
  merchantId: string,
  books: WechatBooks,
  { settled = true }: { settled?: boolean } = {},
): Promise<string[]> {
  const orders = await store.orders.find({ merchantId }).toArray();
  const groups = await store.groups.find({ merchantId }).toArray();
  return [
    ...payments(orders, groups, books, settled),
    ...(await refunds(store, merchantId, books, settled)),
    ...groups.flatMap(seats),
    ...orders.flatMap(pieces),
    ...(await afterSales(store, merchantId, orders, settled)),
    ...(await transfers(store, merchantId, books, settled)),
    ...(await ledger(store, merchantId, books, settled)),
    ...(await counters(store, orders, settled)),
    ...(await compareBargains(store, merchantId, orders, settled)),
    ...(settled ? await leftovers(store) : []),
  ];
}

const isPaid = ({ state }: { state: string }) => state === 'SUCCESS' || state === 'REFUND';

/** Every captured payment is ours and has exactly one outcome, and what that promises has happened. */
function payments(
  orders: readonly OrderDoc[],
  groups: readonly GroupDoc[],
  books: WechatBooks,
  settled: boolean,
): string[] {
  const faults: string[] = [];
  const paid = new Map(books.transactions.filter(isPaid).map((one) => [one.outTradeNo, one]));
  const seen = new Set<string>();
  for (const order of orders) {
    for (const payment of order.payments) {
      const { outTradeNo, captured, outcome } = payment;
      const atWechat = paid.get(outTradeNo);
      if (captured && !atWechat) faults.push(`${outTradeNo}: captured here, not paid at WeChat`);
      if (!captured && atWechat && settled) faults.push(`${outTradeNo}: paid at WeChat, not captured here`);
      if (!captured || !atWechat) continue;
      seen.add(outTradeNo);
      if (captured.amount !== atWechat.total)
        faults.push(`${outTradeNo}: ${captured.amount} here, ${atWechat.total} at WeChat`);
      if (outcome === undefined && settled) faults.push(`${outTradeNo}: a captured payment without an outcome`);
      const back = order.refunds.filter((refund) => refund.outTradeNo === outTradeNo);
      const sum = back.reduce((total, refund) => total + refund.amount, 0);
      if (sum > captured.amount) faults.push(`${outTradeNo}: ${sum} promised back of ${captured.amount}`);
      if (outcome === 'refund' && sum !== captured.amount) faults.push(`${outTradeNo}: goes back, but not whole`);
      // What goes back for pieces, later, is none of the group's matter.
      const forPieces = back.reduce((total, { lines, amount }) => total + (lines ? amount : 0), 0);
      if (outcome === 'seat') {
        faults.push(...seatOf(order, groups, { captured: captured.amount, back: sum - forPieces, settled }));
      }
    }
  }
  if (settled) {
    for (const number of paid.keys()) if (!seen.has(number)) faults.push(`${number}: paid at WeChat, unknown here`);
  }
  return faults;
}

/**
 * An order whose payment had a seat sits in its group, unless its buyer left. All of it goes back if the group came to
 * nothing or the buyer left; else the ladder's difference, and nothing more.
 */
function seatOf(
  order: OrderDoc,
  groups: readonly GroupDoc[],
  { captured, back, settled }: { captured: number; back: number; settled: boolean },
): string[] {
  const { _id: id, status, closeReason } = order;
  const sitting = groups.filter((group) => group.seats.some((seat) => seat.orderId === id && seat.state === 'taken'));
  const closed = status === 'closed' && closeReason !== 'refunded';
  const left = closed && closeReason === 'left';
  const [group] = sitting;
  if (left && (group || back !== captured)) return [`${id}: left, sits in ${sitting.length} groups, ${back} goes back`];
  if (left) return [];
  if (sitting.length > 1 || (settled && !group)) return [`${id}: sits in ${sitting.length} groups`];
  if (!group) return [];
  if (closed && back !== captured) return [`${id}: closed, yet ${back} of ${captured} goes back`];
  if (closed && group.status !== 'failed') return [`${id}: closed in a group that is ${group.status}`];
  const due = closed ? captured : Math.min(overpaidIn(group, order), captured);
  if (back > due || (settled && back !== due)) return [`${id}: ${back} goes back, where ${due} should`];
  if (settled && group.status === 'formed' && status === 'paid') return [`${id}: waits in a formed group`];
  if (settled && group.status === 'failed' && !closed) return [`${id}: ${status} in a failed group`];
  return [];
}

/**
 * What goes back by pieces is exact: never more of a line than was paid for it, no piece twice, and the order is closed as
 * refunded exactly when no piece is left.
 */
function pieces(order: OrderDoc): string[] {
  const { _id: id, status, closeReason, lines, refunds: back } = order;
  const faults: string[] = [];
  for (const refund of back) {
    const sum = refund.lines?.reduce((total, { goods, freight }) => total + goods + freight, 0) ?? refund.amount;
    if (sum !== refund.amount) faults.push(`${refund.id}: ${refund.amount} goes back, its lines come to ${sum}`);
  }
  for (const line of lines) {
    const { quantity, sent, refunded, unsentRefunded, asked } = piecesOf(order, line.id);
    const own = back.flatMap((refund) => refund.lines ?? []).filter(({ lineId }) => lineId === line.id);
    const [goods, freight] = own.reduce(([g, f], one) => [g + one.goods, f + one.freight], [0, 0] as [number, number]);
    if (goods > line.paid || freight > line.freight) {
      faults.push(`${id}/${line.id}: ${goods} and ${freight} go back of ${line.paid} and ${line.freight}`);
    }
    if (refunded + asked > quantity || sent + unsentRefunded > quantity) {
      const counts = `${refunded} refunded, ${asked} asked back, ${sent} sent, ${unsentRefunded} not sent`;
      faults.push(`${id}/${line.id}: ${counts} of ${quantity}`);
    }
  }
  const none = lines.every(({ id: line, quantity }) => piecesOf(order, line).refunded === quantity);
  const closed = status === 'closed' && closeReason === 'refunded';
  return closed === none ? faults : [...faults, `${id}: ${status}, ${none ? 'though' : 'yet not'} all of it went back`];
}

/** What an order remembers of its after-sales is what has become of them. */
async function afterSales(
  store: Collections,
  merchantId: string,
  orders: readonly OrderDoc[],
  settled: boolean,
): Promise<string[]> {
  const docs = await store.afterSales.find({ merchantId }).toArray();
  const kept = new Map(orders.flatMap((order) => order.afterSales.map((one) => [one.id, one.status] as const)));
  const strangers = docs.filter(({ _id }) => !kept.has(_id)).map(({ _id }) => `${_id}: its order does not know it`);
  if (!settled) return strangers;
  const states = new Map(docs.map(({ _id, status }) => [_id, status]));
  const faults = [...kept].flatMap(([id, status]) => {
    const state = states.get(id);
    const expected: readonly AfterSaleStatus[] = BECAME[status];
    return state !== undefined && expected.includes(state) ? [] : [`${id}: ${status} in its order, itself ${state}`];
  });
  return [...strangers, ...faults];
}

/** With nothing on its way, what the order calls an after-sale, and what it may be by itself. */
const BECAME: Readonly<Record<OrderDoc['afterSales'][number]['status'], readonly AfterSaleStatus[]>> = {
  open: ['asked', 'toReturn', 'returning'],
  refunded: ['done'],
  ended: ['refused', 'cancelled', 'lapsed'],
};

/** Our refunds and WeChat's are the same, one for one. */
async function refunds(
  store: Collections,
  merchantId: string,
  books: WechatBooks,
  settled: boolean,
): Promise<string[]> {
  const faults: string[] = [];
  const arrived = new Map<string, number>();
  for (const refund of books.refunds) {
    if (refund.status !== 'SUCCESS') continue;
    arrived.set(refund.outTradeNo, (arrived.get(refund.outTradeNo) ?? 0) + refund.refund);
  }
  const ours = new Map<string, number>();
  for (const refund of await store.refunds.find({ merchantId }).toArray()) {
    if (refund.status !== 'arrived') {
      if (settled) faults.push(`${refund._id}: ${refund.status}, not arrived`);
      continue;
    }
    ours.set(refund.outTradeNo, (ours.get(refund.outTradeNo) ?? 0) + refund.amount);
  }
  for (const number of new Set([...arrived.keys(), ...ours.keys()])) {
    const [here, there] = [ours.get(number) ?? 0, arrived.get(number) ?? 0];
    if (here > there || (settled && here !== there))
      faults.push(`${number}: ${here} refunded here, ${there} at WeChat`);
  }
  return faults;
}

/** A group counts its seats rightly, and is what so many paid members have made of it. */
function seats(group: GroupDoc): string[] {
  const { _id: id, status, terms, step, formedAt = 0, expiresAt = 0 } = group;
  const { size, least = size } = terms;
  const taken = group.seats.filter(({ state }) => state === 'taken');
  const count = taken.length;
  const faults: string[] = [];
  if (count !== group.taken) faults.push(`${id}: counts ${group.taken} taken seats, has ${count}`);
  if (group.missing !== Math.max(0, size - count))
    faults.push(`${id}: ${group.missing} missing, has ${count} of ${size}`);
  if (count > size) faults.push(`${id}: ${count} of ${size} seats`);
  if (step !== stepAt(terms, count)) faults.push(`${id}: at step ${step} with ${count} members`);
  const enough = count >= size || (count >= least && status !== 'open' && formedAt >= expiresAt);
  if ((status === 'formed') !== enough) faults.push(`${id}: ${status} with ${count} of ${size}, from ${least} on`);
  if (status === 'open' && !taken.some(({ userId }) => userId === group.leaderId))
    faults.push(`${id}: nobody leads it`);
  if (new Set(taken.map(({ userId }) => userId)).size !== count) faults.push(`${id}: one person, two seats`);
  const both = taken.filter(({ orderId }) => group.turnedAway.some((turned) => turned.orderId === orderId));
  return [...faults, ...both.map(({ orderId }) => `${id}: ${orderId} was seated and turned away`)];
}

/** The books are right by themselves, as the audit sees it, and WeChat holds what they say. */
async function ledger(store: Collections, merchantId: string, books: WechatBooks, settled: boolean): Promise<string[]> {
  // Everything at one moment: what an audit would read before is far away from any journal.
  const { faults: found } = await auditMerchant({ store, now: () => 0 }, merchantId);
  const faults = [...found];
  if (!settled) return faults;
  const balances = await balancesOf(store, merchantId);
  const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0);
  const captured = sum(books.transactions.filter(isPaid).map(({ total }) => total));
  const back = sum(books.refunds.filter(({ status }) => status === 'SUCCESS').map(({ refund }) => refund));
  const out = sum(books.transfers.filter(({ state }) => state === 'SUCCESS').map(({ amount }) => amount));
  // What WeChat keeps for its service is in its bills alone.
  const wechat = -(balances.get('wechat') ?? 0) - (balances.get('wechatFees') ?? 0);
  const holds = captured - back - out;
  if (wechat !== holds) faults.push(`WeChat holds ${holds}, the ledger says ${wechat}`);
  if ((balances.get('refundsPayable') ?? 0) !== 0) faults.push('refunds are owed although all have arrived');
  return faults;
}

/** A withdrawal that was paid is one transfer that arrived, of its net amount; no other one has arrived. */
async function transfers(
  store: Collections,
  merchantId: string,
  books: WechatBooks,
  settled: boolean,
): Promise<string[]> {
  const faults: string[] = [];
  const arrived = new Map(
    books.transfers.filter(({ state }) => state === 'SUCCESS').map(({ outBillNo, amount }) => [outBillNo, amount]),
  );
  for (const doc of await store.withdrawals.find({ merchantId }).toArray()) {
    const { _id: id, status, net, attempt } = doc;
    const own = Array.from({ length: attempt }, (_, index) => transferNumber(doc, index + 1));
    const paid = own.filter((number) => arrived.has(number));
    const sum = paid.reduce((total, number) => total + (arrived.get(number) ?? 0), 0);
    for (const number of own) arrived.delete(number);
    const moves = !settled && (status === 'sending' || status === 'asked');
    if (status === 'paid' ? paid.length !== 1 || sum !== net : paid.length > 0 && !moves) {
      faults.push(`${id}: ${status}, ${paid.length} transfers with ${sum} have arrived`);
    }
    if (settled && (status === 'asked' || (status === 'sending' && doc.wechat !== 'WAIT_USER_CONFIRM'))) {
      faults.push(`${id}: ${status}, although nothing is on its way`);
    }
  }
  for (const [number, amount] of arrived) faults.push(`${number}: ${amount} transferred at WeChat, unknown here`);
  return faults;
}

/** Its pieces were sold; those that went back in money before they were sent are not any more. */
const isSold = ({ status, closeReason }: OrderDoc): boolean =>
  ['toShip', 'shipped', 'received', 'completed'].includes(status) || closeReason === 'refunded';

/** What is taken is sold or held, never more than there is; with nothing on its way, nothing is held. */
async function counters(store: Collections, orders: readonly OrderDoc[], settled: boolean): Promise<string[]> {
  const faults: string[] = [];
  const sold = new Map<string, number>();
  for (const { lines, refunds } of orders.filter(isSold)) {
    const back = refunds.flatMap((refund) => refund.lines ?? []);
    for (const { id, skuId, quantity } of lines) {
      const unsent = back.reduce((sum, one) => sum + (one.lineId === id ? one.unsent : 0), 0);
      sold.set(stockOf(skuId), (sold.get(stockOf(skuId)) ?? 0) + quantity - unsent);
    }
  }
  const open = new Set(
    orders.filter(({ status }) => ['awaitingPayment', 'paid'].includes(status)).map(({ _id }) => _id),
  );
  for (const counter of await store.counters.find({}).toArray()) {
    const held = counter.holds.reduce((sum, { n }) => sum + n, 0);
    if (counter.taken > counter.max) faults.push(`${counter._id}: ${counter.taken} taken of ${counter.max}`);
    if (counter.taken !== counter.sold + held) {
      faults.push(`${counter._id}: ${counter.taken} taken, ${counter.sold} sold and ${held} held`);
    }
    // What a person has started stays counted.
    if (!settled || counter._id.startsWith('starts/')) continue;
    for (const { id, orderId } of counter.holds) {
      if (!open.has(orderId)) faults.push(`${counter._id}: still holds ${id}`);
    }
    if (counter._id.startsWith('stock/') && counter.sold !== (sold.get(counter._id) ?? 0)) {
      faults.push(`${counter._id}: ${counter.sold} sold, orders say ${sold.get(counter._id) ?? 0}`);
    }
  }
  return faults;
}

/** Events that wait and calls that are due, although nothing should be left to do. */
async function leftovers(store: Collections): Promise<string[]> {
  const faults: string[] = [];
  for (const name of OUTBOXES) {
    const waiting = await store.db.collection(name).countDocuments({ 'outbox.0': { $exists: true } });
    if (waiting > 0) faults.push(`${waiting} ${name} with events that wait`);
  }
  const placing = await store.orders.countDocuments({ status: 'placing' });
  if (placing > 0) faults.push(`${placing} orders that stand still while being placed`);
  // A transfer may wait for a person: its withdrawal says whether it does.
  const due = await store.intents.countDocuments({ dueAt: { $exists: true }, kind: { $ne: 'transfer' } });
  return due > 0 ? [...faults, `${due} calls to WeChat that are not done`] : faults;
}
