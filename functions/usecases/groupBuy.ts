/** A group's views, what its buyers may do with it, its deadline, and what becomes of the orders in it. */
import type { Output, Parsed } from '../../shared/contracts/contracts';
import {
  freeSeats,
  type GroupBuyTerms,
  mayMeet,
  OPENING_GRACE,
  overpaid,
  pricesAt,
  takenSeats,
} from '../../shared/domain/groupBuy';
import { deriveId } from '../../shared/domain/ids';
import type { OrderCommand } from '../../shared/domain/order';
import type { RefusalCode } from '../../shared/refusals';
import { no, ok, type Result } from '../../shared/result';
import type { Ms } from '../../shared/time';
import type { GroupDoc, GroupEvent, GroupSeat, OrderDoc } from '../store/collections';
import { endGroup, forgetUnopened, groupsOf, leaveGroup, overdueGroups, remindGroup } from '../store/groupBuy';
import { changeOrder } from '../store/order';
import type { App, Bounds, Touched } from './app';
import { chatOf } from './chat';
import { moveEach } from './each';
import { intendMessages } from './message';
import { pageAfter, readCursor } from './page';
import { isNewcomer } from './reservation';

type View = Output<'group.get'>;
type Mine = Output<'group.listMine'>['groups'][number];

const PAGE = 10;

/* ── views ──────────────────────────────────────────────────────────────────────────────────────────────────────── */

/** The terms as a buyer meets them. */
export function termsView(terms: GroupBuyTerms) {
  const { size, least, life, hold, perOrder, perPerson, audience, overflow, mayLeave, chatOnly, leaderDiscount } =
    terms;
  const ladder = terms.ladder.map(({ members, prices }) => ({ members, prices: { ...prices } }));
  return {
    size,
    least,
    life,
    hold,
    perOrder,
    perPerson,
    audience,
    overflow,
    mayLeave,
    chatOnly,
    leaderDiscount,
    ladder,
  };
}

/** Why somebody cannot join groups of these terms; undefined where nothing is in the way, or nobody is known yet. */
export async function barredFrom(
  app: App,
  terms: GroupBuyTerms,
  {
    merchantId,
    userId,
    chat,
    ofGroup,
  }: { merchantId: string; userId?: string | undefined; chat?: string | undefined; ofGroup?: string | undefined },
): Promise<View['barred']> {
  const starts = ofGroup === undefined;
  if (!mayMeet(terms, { mine: chat, ofGroup, starts }).ok) return 'chatOnly';
  if (terms.audience !== 'newcomers' || userId === undefined) return undefined;
  return (await isNewcomer(app, merchantId, userId)) ? undefined : 'newcomersOnly';
}

/** One find for most viewers, since each asks every few seconds. */
export async function getGroup(
  app: App,
  userId: string | undefined,
  { groupId, chat }: Parsed<'group.get'>,
): Promise<Result<View, 'notFound'>> {
  const group = await app.store.groups.findOne({ _id: groupId });
  if (!group) return no('notFound');
  const view = viewOfGroup(group, userId, app.now());
  const asks = group.status === 'open' && view.myOrderId === undefined;
  if (!asks) return ok(view);
  const { merchantId, terms, chat: ofGroup = '' } = group;
  const mine = userId === undefined ? undefined : chatOf(app, userId, chat);
  return ok({ ...view, barred: await barredFrom(app, terms, { merchantId, userId, chat: mine, ofGroup }) });
}

function viewOfGroup(group: GroupDoc, userId: string | undefined, now: Ms): View {
  const { terms, product, step } = group;
  const live = group.seats
    .filter((seat) => seat.state === 'taken' || (group.status !== 'failed' && seat.until > now))
    .sort((one, other) => (one.takenAt ?? Number.MAX_SAFE_INTEGER) - (other.takenAt ?? Number.MAX_SAFE_INTEGER));
  const prices = pricesAt(terms, step);
  return {
    id: group._id,
    status: group.status,
    merchant: { id: group.merchantId, name: group.merchantName },
    product,
    campaignId: group.campaignId,
    version: group.campaignVersion,
    ...termsView(terms),
    free: freeSeats(group, now),
    missing: group.missing,
    taken: group.taken,
    step,
    skus: group.skus.map(({ id, name, price, groupPrice }) => ({
      id,
      name,
      price,
      firstPrice: groupPrice,
      groupPrice: prices[id] ?? groupPrice,
    })),
    seats: live.map((seat) => ({
      name: seat.name,
      avatar: seat.avatar,
      state: seat.state,
      leader: seat.userId === group.leaderId,
      mine: seat.userId === userId,
    })),
    expiresAt: group.expiresAt,
    endedEarly: group.endedEarly === true,
    openedAt: group.openedAt,
    formedAt: group.formedAt,
    myOrderId: live.find((seat) => seat.userId === userId)?.orderId,
  };
}

/** A group that can be joined, as a list shows it. */
export const joinableView = (group: GroupDoc, chat: string | undefined) => ({
  id: group._id,
  leaderName: group.seats.find(({ userId }) => userId === group.leaderId)?.name ?? '',
  members: facesOf(group),
  size: group.terms.size,
  least: group.terms.least,
  missing: group.missing,
  expiresAt: group.expiresAt ?? 0,
  thisChat: chat !== undefined && group.chat === chat,
});

/** Faces of those who have paid, as many as a list shows. */
export const facesOf = (group: GroupDoc): { name: string; avatar: string }[] =>
  takenSeats(group)
    .slice(0, 8)
    .map(({ name, avatar }) => ({ name, avatar }));

export async function listMyGroups(
  app: App,
  userId: string,
  { state, cursor }: Parsed<'group.listMine'>,
): Promise<Result<Output<'group.listMine'>, RefusalCode>> {
  const after = readCursor(cursor);
  if (after === null) return no('badRequest');
  const found = await groupsOf(app.store.groups, userId, state, after, PAGE + 1);
  const { items, nextCursor } = pageAfter(found, PAGE);
  const now = app.now();
  return ok({ groups: items.flatMap((group) => mineOf(group, userId, now)), nextCursor });
}

/** A seat that has lapsed is nobody's any more. */
function mineOf(group: GroupDoc, userId: string, now: Ms): Mine[] {
  const seat = group.seats.find((one) => one.userId === userId && (one.state === 'taken' || one.until > now));
  if (!seat) return [];
  const { product, terms, taken, missing, status, expiresAt, formedAt, createdAt } = group;
  return [
    {
      id: group._id,
      status,
      product: { id: product.id, title: product.title, cover: product.cover },
      size: terms.size,
      least: terms.least,
      taken,
      missing,
      members: facesOf(group),
      leads: group.leaderId === userId,
      paying: seat.state === 'held',
      orderId: seat.orderId,
      expiresAt,
      formedAt,
      createdAt,
    },
  ];
}

/* ── its life ───────────────────────────────────────────────────────────────────────────────────────────────────── */

/** What a group is about, wherever it comes from. */
type About = Pick<
  GroupDoc,
  'terms' | 'product' | 'skus' | 'merchantId' | 'merchantName' | 'campaignId' | 'campaignVersion' | 'chat'
>;

/** A group that waits for its leader's payment. */
export function pendingGroup(id: string, about: About, leader: Omit<GroupSeat, 'state'>, now: Ms): GroupDoc {
  return {
    ...about,
    _id: id,
    limitedTo: about.terms.chatOnly ? (about.chat ?? '') : '',
    status: 'pending',
    leaderId: leader.userId,
    seats: [{ ...leader, state: 'held' }],
    taken: 0,
    missing: about.terms.size,
    step: 0,
    opensBy: leader.until + OPENING_GRACE,
    turnedAway: [],
    outbox: [],
    createdAt: now,
  };
}

/** What this order has paid too much at the step that its group has reached. Whoever started the group keeps the leader's discount. */
export function overpaidIn(group: Pick<GroupDoc, '_id' | 'terms' | 'step'>, order: OrderDoc): number {
  const starts = order.groupBuy?.starts === true && group._id === deriveId('grp', order._id);
  return order.lines.reduce((sum, line) => sum + overpaid(group.terms, line, { step: group.step, starts }), 0);
}

/** How many orders of a group are changed side by side. */
const SIDE_BY_SIDE = 5;

/** Tells the order of each taken seat. */
async function tellMembers(app: App, group: GroupDoc, say: (order: OrderDoc) => OrderCommand): Promise<Touched[]> {
  const now = app.now();
  const orderIds = takenSeats(group).map(({ orderId }) => orderId);
  const touched: Touched[] = [];
  for (let at = 0; at < orderIds.length; at += SIDE_BY_SIDE) {
    const ids = orderIds.slice(at, at + SIDE_BY_SIDE);
    // Read together; whichever moves before it is changed is read again by its own change.
    const seen = await app.store.orders.find({ _id: { $in: ids } }).toArray();
    if (seen.length !== ids.length) throw new Error(`${group._id}: a member's order is missing`);
    const changed = await Promise.all(
      seen.map((order) => changeOrder(app.store, order._id, say(order), { now, from: order })),
    );
    for (const result of changed) {
      if (!result.ok) throw new Error(`${group._id}: a member's order answers ${result.refusal}`);
      touched.push({ name: 'orders', doc: result.value.doc });
    }
  }
  return touched;
}

/** Every member's order is ready to ship, what the ladder gives back is promised, and the members are told. */
export async function groupFormed(app: App, group: GroupDoc): Promise<Touched[]> {
  const now = app.now();
  const touched = await tellMembers(app, group, (order) => ({
    type: 'groupFormed',
    overpaid: overpaidIn(group, order),
    now,
  }));
  await remind(app, 'groupFormed', group, `${group.taken} 人${group.missing > 0 ? '成团' : '到齐'}，商家准备发货`);
  return touched;
}

/** The deadline passed: every paid member is refunded, each by their own refund, and told. */
export async function groupFailed(app: App, group: GroupDoc): Promise<Touched[]> {
  const cause = group.endedEarly ? 'endedEarly' : 'groupFailed';
  const touched = await tellMembers(app, group, () => ({ type: 'groupFailed', cause, now: app.now() }));
  await remind(app, 'groupFailed', group, group.endedEarly ? '活动提前结束，款项原路退回' : '人数没满，款项原路退回');
  return touched;
}

/** The deadline is near: who has paid is told how many are missing for the group to be formed. */
export async function groupExpiring(app: App, group: GroupDoc): Promise<Touched[]> {
  const short = (group.terms.least ?? group.terms.size) - group.taken;
  await remind(app, 'groupExpiring', group, short > 0 ? `还差 ${short} 人，分享给朋友吧` : '人数够了，到点成团');
  return [];
}

type GroupMessage = 'groupFormed' | 'groupFailed' | 'groupExpiring';

/** Intends a message to every paid member; each is told what they themselves have paid. */
async function remind(app: App, kind: GroupMessage, group: GroupDoc, note: string): Promise<void> {
  if (!app.settings.templates[kind]) return;
  const seats = takenSeats(group);
  const orders = await app.store.orders.find({ _id: { $in: seats.map(({ orderId }) => orderId) } }).toArray();
  const { _id: groupId, merchantId, product, terms, missing, expiresAt = app.now() } = group;
  await intendMessages(
    app,
    kind,
    { id: groupId, merchantId },
    orders.map(({ userId, total }) => ({ userId, amount: total })),
    { title: product.title, amount: 0, size: terms.size, missing, deadline: expiresAt, note },
  );
}

/** The ladder's next step is reached: whoever paid more is promised the difference. */
export const stepReached = (app: App, group: GroupDoc): Promise<Touched[]> =>
  tellMembers(app, group, (order) => ({ type: 'priceLowered', overpaid: overpaidIn(group, order), now: app.now() }));

/** Somebody gave up their seat: everything they paid goes back. */
export async function memberLeft(
  app: App,
  group: GroupDoc,
  { orderId }: Extract<GroupEvent, { type: 'memberLeft' }>,
): Promise<Touched[]> {
  const now = app.now();
  const changed = await changeOrder(app.store, orderId, { type: 'leave', now }, { now });
  if (!changed.ok) throw new Error(`${group._id}: the order of whoever left answers ${changed.refusal}`);
  return [{ name: 'orders', doc: changed.value.doc }];
}

/** A buyer's tap on 退团. Repeated, it is answered as the first time. */
export async function leave(
  app: App,
  userId: string,
  { groupId, myOrderId }: Parsed<'group.leave'>,
): Promise<Result<Output<'group.leave'>, RefusalCode>> {
  const left = await leaveGroup(app.store.groups, groupId, userId, app.now(), myOrderId);
  if (left.ok) {
    await app.drain([{ name: 'groups', doc: left.value.group }]);
    return ok({ orderId: left.value.orderId });
  }
  const before = await leftBefore(app, userId, groupId, myOrderId);
  return before === null ? left : ok({ orderId: before });
}

/**
 * The order with which somebody has left the group: the group's word, since the order may not have heard of it yet. Who
 * has come back since and sits in it again has not left, unless it is the seat before that is meant.
 */
async function leftBefore(app: App, userId: string, groupId: string, meant?: string): Promise<string | null> {
  const group = await app.store.groups.findOne({ _id: groupId });
  const sits = group && takenSeats(group).some((seat) => seat.userId === userId);
  if (!group || (sits && meant === undefined)) return null;
  const left = group.turnedAway.filter(({ why }) => why === 'left').map(({ orderId }) => orderId);
  const ids = meant === undefined ? left : left.filter((id) => id === meant);
  if (ids.length === 0) return null;
  const order = await app.store.orders.findOne({ _id: { $in: ids }, userId }, { sort: { createdAt: -1 } });
  return order?._id ?? null;
}

/** Cron: ends groups past their deadline, and forgets pending ones that nobody paid for. @returns how many */
export async function expireGroups(app: App, bounds: Bounds): Promise<number> {
  const forgotten = await forgetUnopened(app.store.groups, app.now());
  const overdue = await overdueGroups(app.store.groups, app.now(), bounds.limit);
  const ended = await moveEach(app, overdue, bounds, async ({ _id }) => {
    const group = await endGroup(app.store.groups, _id, app.now());
    if (group) await app.drain([{ name: 'groups', doc: group }]);
    return group !== null;
  });
  return forgotten + ended;
}

/** Cron: groups near their deadline remind their members once. @returns how many groups */
export async function remindGroups(app: App, { limit, over }: Bounds): Promise<number> {
  const now = app.now();
  let reminded = 0;
  while (reminded < limit && !over()) {
    const group = await remindGroup(app.store.groups, now);
    if (!group) break;
    reminded += 1;
    await app.drain([{ name: 'groups', doc: group }]);
  }
  return reminded;
}
