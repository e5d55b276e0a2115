/** What the audit reads, in pages that each see one moment, and how far it is. */
import type { ClientSession } from 'mongodb';
import {
  type AuditedJournal,
  addReplayed,
  commissionSubject,
  feesSubject,
  nothingReplayed,
  paymentsSubject,
  type Replayed,
  refundSubject,
  type Subject,
  withdrawalSubject,
} from '../../shared/domain/audit';
import { compareCommissions } from '../../shared/domain/commissionAudit';
import type { JournalKind } from '../../shared/domain/ledger';
import { dayOf, type Ms, startOfDay } from '../../shared/time';
import type { AuditDoc, Collections, JournalDoc, OrderDoc, Outboxed, ReconciliationDoc } from './collections';
import { erasedAmong } from './erasure';
import { booksOf } from './ledger';
import { olderThan, type Position } from './page';
import { listReconciliations } from './reconciliation';

/** Documents that one command reads. */
const BATCH = 500;

/* ── journals ───────────────────────────────────────────────────────────────────────────────────────────────────── */

const auditedOf = ({ _id, ...journal }: JournalDoc): AuditedJournal => ({ id: _id, ...journal });

/** A place in the journals, oldest first. */
export interface JournalPlace {
  readonly at: Ms;
  readonly id: string;
}

const placeOf = (journal: JournalDoc): JournalPlace => ({ at: journal.at, id: journal._id });

/** A merchant's journals in batches, oldest first: before `before`, or from `from` on. */
export async function* journalsOf(
  { journals }: Pick<Collections, 'journals'>,
  merchantId: string,
  { after, before, from }: { after?: JournalPlace | undefined; before?: Ms; from?: Ms },
  session?: ClientSession,
): AsyncGenerator<{ journals: AuditedJournal[]; last: JournalPlace }> {
  const at = { ...(before === undefined ? {} : { $lt: before }), ...(from === undefined ? {} : { $gte: from }) };
  const past = after && { $or: [{ at: { $gt: after.at } }, { at: after.at, _id: { $gt: after.id } }] };
  // The bound of `at` again beside the `$or`: it is what the index goes by.
  const filter = { merchantId, at: { ...at, ...(after && { $gte: after.at }) }, ...past };
  let batch: JournalDoc[] = [];
  for await (const journal of journals
    .find(filter, { batchSize: BATCH, ...(session && { session }) })
    .sort({ at: 1, _id: 1 })) {
    batch.push(journal);
    if (batch.length < BATCH) continue;
    yield { journals: batch.map(auditedOf), last: placeOf(journal) };
    batch = [];
  }
  const last = batch.at(-1);
  if (last) yield { journals: batch.map(auditedOf), last: placeOf(last) };
}

export const countJournals = (
  { journals }: Pick<Collections, 'journals'>,
  merchantId: string,
  session: ClientSession,
): Promise<number> => journals.countDocuments({ merchantId, at: { $gte: 0 } }, { session });

/** Where what a journal is about is kept. */
const HOMES = {
  paymentCaptured: 'orders',
  refundPromised: 'refunds',
  refundArrived: 'refunds',
  commissionHeld: 'commissions',
  commissionReleased: 'commissions',
  commissionReversed: 'commissions',
  withdrawalAsked: 'withdrawals',
  withdrawalPaid: 'withdrawals',
  withdrawalReturned: 'withdrawals',
  wechatFees: 'reconciliations',
} as const satisfies Record<JournalKind, keyof Collections>;

/** Those of these journals that are about nothing that their merchant has, or about something of an order that has it not. */
export async function strangersAmong(
  store: Collections,
  merchantId: string,
  journals: readonly AuditedJournal[],
  session?: ClientSession,
): Promise<AuditedJournal[]> {
  const options = { projection: { orderId: 1 }, ...(session && { session }) };
  const strangers: AuditedJournal[] = [];
  for (const home of new Set(Object.values(HOMES))) {
    const own = journals.filter(({ kind }) => HOMES[kind] === home);
    if (own.length === 0) continue;
    const ids = [...new Set(own.map(({ about }) => about))];
    const found = await store.db
      .collection<{ _id: string; merchantId: string; orderId?: string }>(home)
      .find({ _id: { $in: ids }, merchantId }, options)
      .toArray();
    const orderly = home === 'refunds' || home === 'commissions';
    const orders = orderly ? await ordersBehind(store, merchantId, found, session) : undefined;
    const isOfItsOrder = ({ _id, orderId = '' }: (typeof found)[number]) => {
      const order = orders?.get(orderId);
      return home === 'refunds' ? order?.refunds.some(({ id }) => id === _id) : order !== undefined;
    };
    const known = new Set((orders ? found.filter(isOfItsOrder) : found).map(({ _id }) => _id));
    const unknown = own.filter(({ about }) => !known.has(about));
    if (unknown.length === 0) continue;
    // A refund's first journal is written before its document, by an event of its order.
    const coming = home === 'refunds' ? await refundsComing(store, session) : new Set<string>();
    strangers.push(...unknown.filter(({ about }) => !coming.has(about)));
  }
  return strangers;
}

type Promising = Pick<OrderDoc, '_id' | 'refunds'>;

/** The merchant's own orders behind these documents. */
async function ordersBehind(
  { orders }: Pick<Collections, 'orders'>,
  merchantId: string,
  docs: readonly { readonly orderId?: string }[],
  session?: ClientSession,
): Promise<Map<string, Promising>> {
  const ids = [...new Set(docs.flatMap(({ orderId }) => orderId ?? []))];
  const found = await orders
    .find<Promising>(
      { _id: { $in: ids }, merchantId },
      { projection: { 'refunds.id': 1 }, ...(session && { session }) },
    )
    .toArray();
  return new Map(found.map((order) => [order._id, order]));
}

async function refundsComing({ orders }: Pick<Collections, 'orders'>, session?: ClientSession): Promise<Set<string>> {
  const waiting = await orders
    .find({ drainAt: { $gt: 0 } }, { projection: { 'refunds.id': 1 }, ...(session && { session }) })
    .toArray();
  return new Set(waiting.flatMap(({ refunds }) => refunds.map(({ id }) => id)));
}

/* ── what journals are about ────────────────────────────────────────────────────────────────────────────────────── */

export interface SubjectPage {
  readonly subjects: readonly { readonly subject: Subject; readonly journals: readonly AuditedJournal[] }[];
  /** What of it is not right whatever its journals say. */
  readonly faults: readonly string[];
  /** Of its last document; none where it was the last page. */
  readonly last?: Position | undefined;
}

const waitsIn = ({ outbox }: Pick<Outboxed<unknown>, 'outbox'>): boolean => outbox.length > 0;

/** What of an order is compared. */
const AUDITED = {
  userId: 1,
  lines: 1,
  attribution: 1,
  payments: 1,
  refunds: 1,
  outbox: 1,
  createdAt: 1,
} satisfies Partial<Record<keyof OrderDoc, 1>>;

/** Orders, newest first, with their payments, refunds and commissions. */
export async function ordersPage(
  store: Collections,
  merchantId: string,
  after: Position | undefined,
  session: ClientSession,
): Promise<SubjectPage> {
  const orders = await store.orders
    .find({ merchantId, ...olderThan(after) }, { session, projection: AUDITED })
    .sort({ createdAt: -1, _id: -1 })
    .limit(BATCH)
    .toArray();
  const promised = orders.flatMap((order) => order.refunds.map((refund) => ({ refund, waits: waitsIn(order) })));
  const ids = promised.map(({ refund }) => refund.id);
  const refunds = new Map(
    (await store.refunds.find({ _id: { $in: ids } }, { session }).toArray()).map((doc) => [doc._id, doc]),
  );
  const commissions = await store.commissions
    .find({ orderId: { $in: orders.map(({ _id }) => _id) } }, { session })
    .toArray();
  const erased = await erasedEarners(store, orders, session);
  const faults = orders.flatMap((order) => {
    const own = commissions.filter(({ orderId }) => orderId === order._id).map((doc) => ({ ...doc, id: doc._id }));
    return compareCommissions({ ...order, id: order._id, buyerId: order.userId, waits: waitsIn(order) }, own, erased);
  });
  const subjects = [
    ...orders.map((order) => paymentsSubject({ id: order._id, payments: order.payments, waits: waitsIn(order) })),
    ...promised.map(({ refund, waits }) => {
      const doc = refunds.get(refund.id);
      return refundSubject(refund, {
        arrived: doc?.status === 'arrived',
        waits: waits || (doc !== undefined && waitsIn(doc)),
      });
    }),
    ...commissions.map((doc) => commissionSubject({ ...doc, id: doc._id, waits: waitsIn(doc) })),
  ];
  return { ...(await pageOf(store, merchantId, subjects, orders, session)), faults };
}

/** Those above these buyers who have deleted their accounts. */
async function erasedEarners(
  { users }: Pick<Collections, 'users'>,
  orders: readonly Pick<OrderDoc, 'attribution'>[],
  session: ClientSession,
): Promise<Set<string>> {
  const ids = new Set(orders.flatMap(({ attribution }) => attribution.earners.map(({ userId }) => userId)));
  return erasedAmong({ users }, [...ids], session);
}

/** Withdrawals, newest first. */
export async function withdrawalsPage(
  store: Collections,
  merchantId: string,
  after: Position | undefined,
  session: ClientSession,
): Promise<SubjectPage> {
  const found = await store.withdrawals
    .find({ merchantId, ...olderThan(after) }, { session })
    .sort({ createdAt: -1, _id: -1 })
    .limit(BATCH)
    .toArray();
  const subjects = found.map((doc) => withdrawalSubject({ ...doc, waits: waitsIn(doc) }));
  return pageOf(store, merchantId, subjects, found, session);
}

/** Days that are compared with WeChat's bills, newest first, with its fees. What is being compared, or again, waits. */
export async function daysPage(
  store: Collections,
  merchantId: string,
  after: Position | undefined,
  session: ClientSession,
): Promise<SubjectPage> {
  const place = after && { date: dayOf(after.createdAt), paymentAccountId: after.id };
  const found = await listReconciliations(store, merchantId, place, BATCH, session);
  const days = found.map((day) => ({
    ...day,
    _id: day.paymentAccountId,
    createdAt: startOfDay(day.date),
    id: day._id,
  }));
  const journals = await journalsAbout(
    store,
    merchantId,
    found.map(({ _id }) => _id),
    session,
  );
  // A day that was compared before there were transfers has no journal of its fees.
  const feesOf = ({ sums }: ReconciliationDoc) => (sums?.transfers ? sums.fees : undefined);
  const subjects = found.map((day) =>
    feesSubject({
      id: day._id,
      fees: feesOf(day),
      journals: journals.get(day._id)?.length ?? 0,
      waits: day.dueAt !== undefined,
    }),
  );
  return pageOf(store, merchantId, subjects, days, session);
}

async function pageOf(
  store: Collections,
  merchantId: string,
  subjects: readonly Subject[],
  docs: readonly { readonly _id: string; readonly createdAt: Ms }[],
  session: ClientSession,
): Promise<SubjectPage> {
  const abouts = subjects.map(({ about }) => about);
  const byAbout = await journalsAbout(store, merchantId, abouts, session);
  const last = docs.at(-1);
  return {
    subjects: subjects.map((subject) => ({ subject, journals: byAbout.get(subject.about) ?? [] })),
    faults: [],
    last: docs.length < BATCH ? undefined : last && { createdAt: last.createdAt, id: last._id },
  };
}

async function journalsAbout(
  { journals }: Pick<Collections, 'journals'>,
  merchantId: string,
  abouts: readonly string[],
  session: ClientSession,
): Promise<Map<string, AuditedJournal[]>> {
  const byAbout = new Map<string, AuditedJournal[]>();
  for (const journal of await journals.find({ about: { $in: [...abouts] } }, { session }).toArray()) {
    if (journal.merchantId === merchantId)
      byAbout.set(journal.about, [...(byAbout.get(journal.about) ?? []), auditedOf(journal)]);
  }
  return byAbout;
}

/** All balances of a merchant, as they stand. */
export async function balancesNow(
  { accounts }: Pick<Collections, 'accounts'>,
  merchantId: string,
  session: ClientSession,
): Promise<Replayed> {
  const balances = nothingReplayed();
  for await (const doc of accounts.find({ merchantId }, { session, batchSize: BATCH })) {
    if (doc.fen !== undefined) {
      balances.merchant.set(doc.account, (balances.merchant.get(doc.account) ?? 0) + doc.fen);
      continue;
    }
    balances.wallets.set(doc.account.slice('wallet/'.length), booksOf(doc));
  }
  return balances;
}

/* ── how far it is ──────────────────────────────────────────────────────────────────────────────────────────────── */

type Audits = Pick<Collections, 'audits' | 'auditParts'>;

/** From now on the books of merchants that are new are audited. */
export async function beginAudits(
  { merchants, audits }: Pick<Collections, 'merchants' | 'audits'>,
  now: Ms,
  limit: number,
): Promise<void> {
  // Null asks for those that have none, by the index.
  const fresh = await merchants
    .find({ auditedSince: null } as object, { projection: { _id: 1 } })
    .limit(limit)
    .toArray();
  for (const { _id } of fresh) {
    const audit: Omit<AuditDoc, '_id'> = { journals: 0, faults: [], faultCount: 0, dueAt: now };
    await audits.updateOne({ _id }, { $setOnInsert: audit }, { upsert: true });
    await merchants.updateOne({ _id }, { $set: { auditedSince: now } });
  }
}

/** The next one that is due, which nobody else gets until `until`. */
export const takeAudit = ({ audits }: Pick<Collections, 'audits'>, now: Ms, until: Ms): Promise<AuditDoc | null> =>
  audits.findOneAndUpdate(
    { dueAt: { $lte: now } },
    { $set: { dueAt: until } },
    { sort: { dueAt: 1 }, returnDocument: 'after' },
  );

/** What was replayed in this part of a run. Written again, it is the same. */
export async function keepPart(
  { auditParts }: Audits,
  { merchantId, run, part }: { merchantId: string; run: Ms; part: number },
  { merchant, wallets }: Replayed,
): Promise<void> {
  const doc = { merchantId, run, merchant: [...merchant], wallets: [...wallets] };
  await auditParts.replaceOne({ _id: `${merchantId}/${run}/${part}` }, doc, { upsert: true });
}

/** All parts of a run together. */
export async function partsOfRun({ auditParts }: Audits, merchantId: string, run: Ms): Promise<Replayed> {
  const whole = nothingReplayed();
  for await (const { merchant, wallets } of auditParts.find({ merchantId, run })) {
    addReplayed(whole, { merchant: new Map(merchant), wallets: new Map(wallets) });
  }
  return whole;
}

/** Keeps how far an audit is, or what has come of it, unless somebody else has it by now. */
export async function keepAudit(
  { audits, auditParts }: Audits,
  { _id, dueAt: held }: Pick<AuditDoc, '_id' | 'dueAt'>,
  { run, ...result }: Omit<AuditDoc, '_id'>,
): Promise<void> {
  await audits.updateOne(
    { _id, dueAt: held },
    { $set: { ...result, ...(run && { run }) }, ...(run ? {} : { $unset: { run: '' } }) },
  );
  // It is over, or begins again.
  if (!run || run.parts === 0) await auditParts.deleteMany({ merchantId: _id });
}
