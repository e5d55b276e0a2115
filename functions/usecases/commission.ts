/** What becomes of the commissions of an order: held, due, released, reversed, each with its journal. */
import {
  type CommissionEvent,
  commissionsFor,
  keptBase,
  meritOf,
  releaseAt,
  sharerWithoutCommission,
} from '../../shared/domain/commission';
import { deriveId } from '../../shared/domain/ids';
import * as ledger from '../../shared/domain/ledger';
import { goodsBack, type OrderEvent, type OrderRefund } from '../../shared/domain/order';
import type { CommissionDoc, OrderDoc, OrderLine } from '../store/collections';
import { changeCommission, insertCommission } from '../store/commission';
import { erasedAmong } from '../store/erasure';
import { post } from '../store/ledger';
import { releaseEntry, releaseId } from '../store/settlement';
import type { App, Touched } from './app';

/**
 * The payment has its seat: what the order remembers of its referrers becomes commissions. Who has deleted the account since
 * earns nothing: their share stays with the shop.
 */
export async function holdCommissions(app: App, order: OrderDoc): Promise<Touched[]> {
  const touched: Touched[] = [];
  const above = order.attribution.earners.map(({ userId }) => userId);
  const erased = above.length > 0 ? await erasedAmong(app.store, above) : new Set<string>();
  for (const line of order.lines) {
    for (const { shareId, userId, ...commission } of commissionsFor(line, order.userId, order.attribution)) {
      if (erased.has(userId)) continue;
      const doc = await insertCommission(
        app.store,
        {
          ...about(order, line),
          ...commission,
          ...(commission.level === 1 && order.attribution.earners[0]?.grade
            ? { grade: order.attribution.earners[0].grade }
            : {}),
          _id: deriveId('com', order._id, line.id, commission.level),
          userId,
          share: await sharedThing(app, shareId),
        },
        app.now(),
      );
      if (doc) touched.push({ name: 'commissions', doc });
    }
  }
  await tellOtherSharer(app, order);
  return touched;
}

/** What every line of 我的收益 says of the order it comes from. */
function about(order: OrderDoc, line: OrderLine) {
  const { policy, own } = order.attribution;
  const mine = own?.[line.id];
  return {
    merchantId: order.merchantId,
    orderId: order._id,
    lineId: line.id,
    policyVersion: mine?.version ?? policy.version,
    ...(mine ? { policyOf: mine.of } : {}),
    buyerId: order.userId,
    holdDays: Math.max(policy.holdDays, order.afterSaleDays),
    buyerName: order.userName,
    title: line.title,
    quantity: line.quantity,
    createdAt: order.paidAt ?? order.createdAt,
  };
}

async function sharedThing(app: App, shareId: string | undefined): Promise<CommissionDoc['share']> {
  const share = shareId === undefined ? null : await app.store.shares.findOne({ _id: shareId });
  return share ? { token: share._id, kind: share.target.kind, title: share.title } : undefined;
}

/** 已归属其他推荐人: the sharer whose card was opened last learns why nothing comes of it. */
async function tellOtherSharer(app: App, order: OrderDoc): Promise<void> {
  const userId = sharerWithoutCommission(order.attribution, order.userId);
  const line = order.lines[0];
  if (userId === null || !line) return;
  await insertCommission(
    app.store,
    {
      ...about(order, line),
      _id: deriveId('com', order._id, 'elsewhere', userId),
      userId,
      elsewhere: true,
      level: 1,
      base: line.paid,
      rate: 0,
      amount: 0,
    },
    app.now(),
  );
}

/** The goods have arrived: from now on the release has a date. */
export async function commissionsDue(
  app: App,
  order: OrderDoc,
  event: Extract<OrderEvent, { type: 'orderReceived' | 'orderPickedUp' }>,
): Promise<Touched[]> {
  const at = releaseAt(event.at, order.afterSaleDays, order.attribution.policy.holdDays);
  const touched: Touched[] = [];
  for (const doc of await app.store.commissions.find({ orderId: order._id }).toArray()) {
    if (doc.elsewhere) continue;
    const changed = await changeCommission(app.store, doc._id, { type: 'due', at }, { now: app.now(), from: doc });
    if (changed.ok) touched.push({ name: 'commissions', doc: changed.value.doc });
  }
  return touched;
}

/** A refund was promised: what was earned on the refunded goods goes back, once for each refund. */
export async function reverseCommissions(app: App, order: OrderDoc, refund: OrderRefund): Promise<Touched[]> {
  const touched: Touched[] = [];
  for (const doc of await app.store.commissions.find({ orderId: order._id }).toArray()) {
    if (doc.elsewhere) continue;
    const command = {
      type: 'reverse',
      refundId: refund.id,
      refundedBase: goodsBack(order, doc.lineId, refund),
    } as const;
    const changed = await changeCommission(app.store, doc._id, command, { now: app.now(), from: doc });
    if (changed.ok) touched.push({ name: 'commissions', doc: changed.value.doc });
  }
  return touched;
}

export async function commissionHeld(app: App, doc: CommissionDoc): Promise<Touched[]> {
  const { _id, merchantId, userId, amount } = doc;
  await post(app.store, {
    id: `commissionHeld/${_id}`,
    kind: 'commissionHeld',
    merchantId,
    about: _id,
    at: app.now(),
    postings: ledger.commissionHeld(userId, amount),
  });
  return [];
}

type Released = Extract<CommissionEvent, { type: 'commissionReleased' }>;

/** A release leaves no event behind any more: this posts what an earlier version has left. */
export async function commissionReleased(
  app: App,
  doc: CommissionDoc,
  { amount, kept = keptBase(doc) }: Partial<Released> & Pick<Released, 'amount'>,
): Promise<Touched[]> {
  await post(app.store, releaseEntry(doc, { amount, kept }, app.now()));
  return [];
}

export async function commissionReversed(
  app: App,
  doc: CommissionDoc,
  event: Extract<CommissionEvent, { type: 'commissionReversed' }>,
): Promise<Touched[]> {
  const { _id, merchantId, userId } = doc;
  const { refundId, refundedBase, amount, released } = event;
  // A release that was posted before wallets remembered merit has added none.
  const release = released
    ? await app.store.journals.findOne({ _id: releaseId(doc) }, { projection: { tally: 1 } })
    : null;
  await post(app.store, {
    id: `commissionReversed/${_id}/${refundId}`,
    kind: 'commissionReversed',
    merchantId,
    about: _id,
    at: app.now(),
    postings: {
      walletOf: userId,
      from: (wallet) => ({
        postings: ledger.commissionReversed(userId, amount, wallet, released),
        ...(release?.tally ? meritOf(doc, -refundedBase) : {}),
      }),
    },
  });
  return [];
}
