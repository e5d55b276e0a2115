/**
 * DELETING AN ACCOUNT, as the database sees it. What says who somebody is goes: name, face, addresses, phones, words,
 * pictures, openids. What the books rest on stays: amounts, ids, journals, states. A person's id stays too, where a
 * document needs one; nothing leads from it to anybody any more.
 * Every step can be done again, and a step that a crash has cut short is done by the next pass.
 */
import type { ClientSession } from 'mongodb';
import type { OrderStatus } from '../../shared/domain/order';
import { shippingReportId } from '../../shared/domain/shippingReport';
import { transferNumber, type WithdrawalStatus } from '../../shared/domain/withdrawal';
import { HOUR, MINUTE, type Ms } from '../../shared/time';
import { cancelBargainsOf } from './bargain';
import type { Collections, ErasureDoc, OrderDoc } from './collections';
import { forgetPicturesOf } from './media';
import { leaveAll } from './member';
import { olderThan, type Position } from './page';
import { withdrawalsUnderWay } from './withdrawal';

export const ERASED_NAME = '已注销的用户';

/** Orders that nothing happens to any more. */
const ENDED: readonly OrderStatus[] = ['completed', 'closed'];
const UNDER_WAY: readonly OrderStatus[] = ['placing', 'awaitingPayment', 'paid', 'toShip', 'shipped', 'received'];

/** Withdrawals that nothing happens to any more. */
const WITHDRAWALS_ENDED: readonly WithdrawalStatus[] = ['turnedDown', 'paid', 'returned'];

/** The first pass is made by the request; if that dies, cron begins after so long. */
const CLAIM: Ms = MINUTE;
/** A token that was given before is good for two hours, and what it has written meanwhile goes with the last pass. */
const LAST_PASS: Ms = 3 * HOUR;
const NEXT_PASS: Ms = HOUR;

const BATCH = 200;

/** The document of somebody who is gone. The index of identities is unique, so it has one of its own. */
const placeholder = (userId: string, createdAt: Ms, now: Ms) => ({
  identities: [{ appid: 'erased', openid: userId }],
  name: ERASED_NAME,
  avatar: '',
  createdAt,
  erasedAt: now,
});

/** From here on nobody is signed in as this person, and the same WeChat identity is somebody new. */
export async function beginErasure(
  { users, erasures }: Pick<Collections, 'users' | 'erasures'>,
  userId: string,
  now: Ms,
): Promise<void> {
  await erasures.updateOne({ _id: userId }, { $setOnInsert: { startedAt: now, dueAt: now + CLAIM } }, { upsert: true });
  const user = await users.findOne({ _id: userId, erasedAt: { $exists: false } });
  if (user) await users.replaceOne({ _id: userId }, placeholder(userId, user.createdAt, now));
}

/** Those of these people whose account was deleted. */
export async function erasedAmong(
  { users }: Pick<Collections, 'users'>,
  userIds: readonly string[],
  session?: ClientSession,
): Promise<Set<string>> {
  const gone = await users
    .find(
      { _id: { $in: [...userIds] }, erasedAt: { $exists: true } },
      { projection: { _id: 1 }, ...(session && { session }) },
    )
    .toArray();
  return new Set(gone.map(({ _id }) => _id));
}

/** Erasures that are due, oldest first. */
export const dueErasures = (
  { erasures }: Pick<Collections, 'erasures'>,
  now: Ms,
  limit: number,
): Promise<ErasureDoc[]> =>
  erasures
    .find({ dueAt: { $lte: now } })
    .sort({ dueAt: 1 })
    .limit(limit)
    .toArray();

/** One pass over everything that knows the person. The last one is made when no token of theirs is good any more. */
export async function erase(store: Collections, { _id: userId, startedAt }: ErasureDoc, now: Ms): Promise<void> {
  const merchants = await store.merchants.find({}, { projection: { _id: 1 } }).toArray();
  const perMerchant = merchants.map(({ _id }) => `${_id}/${userId}`);
  // The process may have died between the claim and the placeholder.
  await beginErasure(store, userId, now);
  await Promise.all([
    store.sessions.deleteMany({ userId }),
    store.memberships.deleteMany({ userId }),
    leaveAll(store, userId),
    store.carts.deleteMany({ _id: { $in: perMerchant } }),
    // Trees hang together by them.
    store.shares.updateMany({ userId }, { $set: { erased: true }, $unset: { chat: '' } }),
    store.shareCodes.deleteMany({ userId }),
    // What somebody has opened goes on counting; that it was they does not. Its id is derived, and says nothing.
    store.visits.updateMany({ userId }, { $unset: { userId: '' } }),
    store.intents.deleteMany({ userId, kind: { $in: ['message', 'contentCheck'] } }),
    eraseVisitors(store, perMerchant),
    forgetPicturesOf(store, userId),
    eraseGroups(store, userId),
    eraseBargains(store, userId, now),
    eraseAfterSales(store, userId),
    eraseWithdrawals(store, userId),
  ]);
  await eraseOrders(store, userId);
  const waits = (await countUnderWay(store, userId)) + (await withdrawalsUnderWay(store, userId, 1)).length;
  const last = now >= startedAt + LAST_PASS && waits === 0;
  const next = Math.max(now + NEXT_PASS, startedAt + LAST_PASS);
  await store.erasures.updateOne({ _id: userId }, last ? { $unset: { dueAt: '' } } : { $set: { dueAt: next } });
}

/** Orders that something may still happen to. */
export const countUnderWay = ({ orders }: Pick<Collections, 'orders'>, userId: string): Promise<number> =>
  orders.countDocuments({ userId, status: { $in: [...UNDER_WAY] } });

/** A few of them, to be shown. */
export const ordersUnderWay = (
  { orders }: Pick<Collections, 'orders'>,
  userId: string,
  limit: number,
): Promise<OrderDoc[]> =>
  orders
    .find({ userId, status: { $in: [...UNDER_WAY] } })
    .limit(limit)
    .toArray();

/** Whom they have brought stay bound to nobody who could earn. What members of a shop wrote about them goes. */
async function eraseVisitors({ visitors }: Collections, ids: readonly string[]): Promise<void> {
  await visitors.updateMany({ _id: { $in: [...ids] } }, { $set: { suspended: true }, $unset: { suspension: '' } });
  await visitors.updateMany(
    { _id: { $in: [...ids] }, 'history.reason': { $exists: true } },
    { $set: { 'history.$[told].reason': '' } },
    { arrayFilters: [{ 'told.reason': { $exists: true } }] },
  );
}

async function eraseGroups({ groups }: Collections, userId: string): Promise<void> {
  await groups.updateMany(
    { 'seats.userId': userId },
    { $set: { 'seats.$[own].name': ERASED_NAME, 'seats.$[own].avatar': '' } },
    { arrayFilters: [{ 'own.userId': userId }] },
  );
}

/** Cuts stay, in their places, and so does what they come to; who made them goes. Nobody could buy one that is open. */
async function eraseBargains({ bargains }: Collections, userId: string, now: Ms): Promise<void> {
  await cancelBargainsOf(bargains, userId, now);
  await bargains.updateMany({ ownerId: userId }, { $set: { owner: { name: ERASED_NAME, avatar: '' } } });
  await bargains.updateMany(
    { 'helps.userId': userId },
    { $set: { 'helps.$[own].name': ERASED_NAME, 'helps.$[own].avatar': '' } },
    { arrayFilters: [{ 'own.userId': userId }] },
  );
}

async function eraseAfterSales({ afterSales }: Collections, userId: string): Promise<void> {
  await afterSales.updateMany(
    { userId },
    { $set: { userName: ERASED_NAME, userAvatar: '', 'words.text': '', 'words.pictures': [], hidden: [] } },
  );
}

/**
 * What was paid out stays; to which name and identity does not. One that slipped in beside the deletion still needs them:
 * it is left to the pass after its end.
 */
async function eraseWithdrawals({ withdrawals, intents, alarms }: Collections, userId: string): Promise<void> {
  const ended = { userId, status: { $in: [...WITHDRAWALS_ENDED] } };
  const all = await withdrawals.find(ended, { projection: { attempt: 1 } }).toArray();
  const numbers = all.flatMap(({ _id, attempt }) =>
    Array.from({ length: attempt }, (_, before) => transferNumber({ id: _id }, before + 1)),
  );
  await Promise.all([
    withdrawals.updateMany(ended, { $set: { userName: ERASED_NAME, openid: '' }, $unset: { payeeName: '' } }),
    intents.updateMany(
      { _id: { $in: numbers } },
      { $set: { 'request.openid': '' }, $unset: { 'request.user_name': '', serial: '' } },
    ),
    alarms.updateMany(
      { _id: { $in: all.map(({ _id }) => `transferMismatch/${_id}`) } },
      { $set: { 'detail.notice.openid': '' } },
    ),
  ]);
}

/** What was ordered, paid and refunded stays; to whom it went does not. */
async function eraseOrders(store: Collections, userId: string): Promise<void> {
  let after: Position | undefined;
  for (;;) {
    const batch = await store.orders
      .find({ userId, status: { $in: [...ENDED] }, ...olderThan(after) })
      .sort({ createdAt: -1, _id: -1 })
      .limit(BATCH)
      .toArray();
    const last = batch.at(-1);
    if (last === undefined) return;
    // The version moves, so that no decision that has read the order before brings anything back. What moved meanwhile
    // is left to the next pass.
    await store.orders.bulkWrite(
      batch.map((order) => ({
        updateOne: {
          filter: { _id: order._id, version: order.version },
          update: { $set: erasedOrder(order), $unset: { remark: '', note: '' }, $inc: { version: 1 } },
        },
      })),
    );
    await eraseAround(store, batch);
    after = { createdAt: last.createdAt, id: last._id };
  }
}

const NOWHERE = { name: ERASED_NAME, phone: '', region: [], detail: '' };

const erasedOrder = ({ address, parcels, history, prepayRequests }: OrderDoc): Partial<OrderDoc> => ({
  userName: ERASED_NAME,
  userAvatar: '',
  ...(address ? { address: NOWHERE } : {}),
  keys: parcels.map(({ trackingNumber }) => trackingNumber),
  history: history.map((event) => {
    if (event.type === 'afterSaleAsked') return { ...event, words: { ...event.words, text: '', pictures: [] } };
    return event.type === 'noted' ? { ...event, text: '' } : event;
  }),
  prepayRequests: prepayRequests.map((request) => ({ ...request, payer: { openid: '' } })),
});

/** What other documents have taken over from these orders: a name, an openid. */
async function eraseAround(
  { groups, commissions, alarms, intents, refunds }: Collections,
  batch: readonly OrderDoc[],
): Promise<void> {
  const ids = batch.map(({ _id }) => _id);
  // Each order has a report for each parcel, and one more at most.
  const reports = batch.flatMap(({ _id, parcels }) =>
    Array.from({ length: parcels.length + 1 }, (_, before) => shippingReportId(_id, before + 1)),
  );
  const turnedAwayBy = batch.flatMap((order) => order.turnedAwayBy);
  const numbers = batch.flatMap(({ payments }) => payments.map(({ outTradeNo }) => outTradeNo));
  await Promise.all([
    commissions.updateMany({ orderId: { $in: ids } }, { $set: { buyerName: ERASED_NAME } }),
    groups.updateMany(
      { _id: { $in: turnedAwayBy } },
      { $set: { 'turnedAway.$[own].name': ERASED_NAME } },
      { arrayFilters: [{ 'own.orderId': { $in: ids } }] },
    ),
    intents.updateMany({ _id: { $in: reports } }, { $unset: { request: '' } }),
    refunds.updateMany(
      { _id: { $in: batch.flatMap((order) => order.refunds.map(({ id }) => id)) } },
      { $unset: { account: '' } },
    ),
    alarms.updateMany(
      { _id: { $in: numbers.map((number) => `paymentMismatch/${number}`) } },
      { $set: { 'detail.paid.openid': '' } },
    ),
  ]);
}
