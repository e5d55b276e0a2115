/**
 * ARE THE COMMISSIONS OF AN ORDER WHAT THE ORDER SAYS? Their documents are not believed: who earns, on what and how much is
 * asked of `commissionsFor` again, and what was taken back of it of the order's refunds.
 *  - The payment that an order stands on has its outcome: each line has its commissions, and there are no others.
 *  - Every refund of that payment has taken back its part of each of them, once.
 *  - What has an event that waits may lack what follows from it. Who has deleted the account may earn nothing any more.
 */
import {
  type Attribution,
  type Commission,
  type CommissionState,
  commissionsFor,
  decideCommission,
  evolveCommission,
} from './commission';
import { goodsBack, keptPayment, type OrderState } from './order';

export interface AuditedCommission extends CommissionState, Pick<Commission, 'lineId' | 'level' | 'userId' | 'rate'> {
  readonly id: string;
  /** It tells somebody that another earns. */
  readonly elsewhere?: boolean | undefined;
}

export interface EarningOrder extends Pick<OrderState, 'id' | 'payments' | 'refunds'> {
  readonly lines: readonly Pick<OrderState['lines'][number], 'id' | 'paid'>[];
  readonly buyerId: string;
  readonly attribution: Attribution;
  /** An event of it waits: what follows from that is not written yet. */
  readonly waits: boolean;
}

/**
 * @param found all commissions of the order
 * @param erased who has deleted the account
 * @returns a sentence for each that is missing, too many, or not what the order says
 */
export function compareCommissions(
  order: EarningOrder,
  found: readonly AuditedCommission[],
  erased: ReadonlySet<string>,
): string[] {
  const { id, buyerId, attribution, waits } = order;
  const lines = keptPayment(order) ? order.lines : [];
  const owed = new Map(
    lines.flatMap((line) => commissionsFor(line, buyerId, attribution)).map((one) => [placeOf(one), one]),
  );
  const faults: string[] = [];
  for (const doc of found) {
    if (doc.elsewhere && doc.amount === 0) continue;
    const one = owed.get(placeOf(doc));
    owed.delete(placeOf(doc));
    faults.push(...(one ? faultsOf(order, one, doc) : [`${doc.id}: nothing of ${id} accounts for it`]));
  }
  if (waits) return faults;
  const missing = [...owed.values()].filter(({ userId }) => !erased.has(userId));
  return [
    ...faults,
    ...missing.map(({ lineId, level }) => `${id}: lacks the commission of line ${lineId}, level ${level}`),
  ];
}

const placeOf = ({ lineId, level }: Pick<Commission, 'lineId' | 'level'>): string => `${lineId}/${level}`;

function faultsOf(order: EarningOrder, owed: Commission, doc: AuditedCommission): string[] {
  const [says, is] = [termsOf(owed), termsOf(doc)];
  const terms = says === is ? [] : [`${doc.id}: ${is}, where ${order.id} says ${says}`];
  return [...terms, ...refundFaults(order, owed, doc)];
}

const termsOf = ({ userId, base, rate, amount }: Pick<Commission, 'userId' | 'base' | 'rate' | 'amount'>): string =>
  `${amount} of ${base} at ${rate} for ${userId}`;

/** What a commission would be by the refunds that it knows, taken back again one after the other. */
function refundFaults(order: EarningOrder, { base, amount }: Commission, doc: AuditedCommission): string[] {
  const kept = keptPayment(order)?.outTradeNo;
  const known = new Set(doc.refunds.map((refund) => refund.id));
  const unknown = order.refunds.filter(({ id, outTradeNo }) => outTradeNo === kept && !known.has(id));
  let again: CommissionState = { status: 'held', base, amount, reversed: 0, refunds: [], releasedAt: doc.releasedAt };
  const faults = order.waits ? [] : unknown.map(({ id }) => `${doc.id}: the refund ${id} has taken nothing back`);
  for (const { id } of doc.refunds) {
    const refund = order.refunds.find((one) => one.id === id);
    if (!refund) {
      faults.push(`${doc.id}: ${order.id} has not promised the refund ${id}`);
      continue;
    }
    const refundedBase = goodsBack(order, doc.lineId, refund);
    const decided = decideCommission(again, { type: 'reverse', refundId: id, refundedBase });
    if (decided.ok) again = decided.value.reduce(evolveCommission, again);
  }
  const [says, is] = [backOf(again), backOf(doc)];
  return says === is ? faults : [...faults, `${doc.id}: ${is}, where the refunds of ${order.id} come to ${says}`];
}

const backOf = ({ reversed, refunds }: CommissionState): string =>
  `${reversed} taken back on ${refunds.map(({ refundedBase }) => refundedBase).join(' + ') || 'nothing'}`;
