/** A group's view, its deadline, and what its forming or failing means for the orders in it. */

import type { Output } from '../../shared/contracts/contracts';
import { freeSeats, takenSeats } from '../../shared/domain/groupBuy';
import type { OrderCommand } from '../../shared/domain/order';
import { no, ok, type Result } from '../../shared/result';
import type { GroupDoc } from '../store/collections';
import { failGroup, overdueGroups } from '../store/groupBuy';
import { changeOrder } from '../store/order';
import type { App, Bounds, Touched } from './app';

/** One find, since every viewer asks every few seconds. */
export async function getGroup(
  app: App,
  userId: string | undefined,
  groupId: string,
): Promise<Result<Output<'group.get'>, 'notFound'>> {
  const group = await app.store.groups.findOne({ _id: groupId });
  return group ? ok(viewOfGroup(group, userId, app.now())) : no('notFound');
}

function viewOfGroup(group: GroupDoc, userId: string | undefined, now: number): Output<'group.get'> {
  const { terms, product } = group;
  const live = group.seats.filter((seat) => seat.state === 'taken' || (group.status !== 'failed' && seat.until > now));
  return {
    id: group._id,
    status: group.status,
    merchant: { id: group.merchantId, name: group.merchantName },
    product,
    campaignId: group.campaignId,
    version: group.campaignVersion,
    size: terms.size,
    free: freeSeats(group, now),
    missing: Math.max(0, terms.size - takenSeats(group).length),
    skus: group.skus.map(({ id, name, price, groupPrice }) => ({ id, name, price, groupPrice })),
    seats: live.map((seat) => ({
      name: seat.name,
      avatar: seat.avatar,
      state: seat.state,
      leader: seat.userId === group.leaderId,
      mine: seat.userId === userId,
    })),
    perOrder: terms.perOrder,
    life: terms.life,
    hold: terms.hold,
    expiresAt: group.expiresAt,
    formedAt: group.formedAt,
    myOrderId: live.find((seat) => seat.userId === userId)?.orderId,
  };
}

/** How many orders of a group are changed side by side. */
const SIDE_BY_SIDE = 5;

async function tellMembers(app: App, group: GroupDoc, type: 'groupFormed' | 'groupFailed'): Promise<Touched[]> {
  const now = app.now();
  const command: OrderCommand = { type, now };
  const orderIds = takenSeats(group).map(({ orderId }) => orderId);
  const touched: Touched[] = [];
  for (let at = 0; at < orderIds.length; at += SIDE_BY_SIDE) {
    const ids = orderIds.slice(at, at + SIDE_BY_SIDE);
    // Read together; whichever moves before it is changed is read again by its own change.
    const seen = await app.store.orders.find({ _id: { $in: ids } }).toArray();
    const changed = await Promise.all(
      ids.map((id) => changeOrder(app.store, id, command, { now, from: seen.find(({ _id }) => _id === id) })),
    );
    for (const result of changed) {
      if (!result.ok) throw new Error(`${group._id}: a member's order answers ${result.refusal}`);
      touched.push({ name: 'orders', doc: result.value.doc });
    }
  }
  return touched;
}

/** The last seat is taken: every member's order is ready to ship. */
export const groupFormed = (app: App, group: GroupDoc): Promise<Touched[]> => tellMembers(app, group, 'groupFormed');

/** The deadline passed: every paid member is refunded, each by their own refund. */
export const groupFailed = (app: App, group: GroupDoc): Promise<Touched[]> => tellMembers(app, group, 'groupFailed');

/** Cron: fails groups past their deadline. @returns how many */
export async function expireGroups(app: App, { limit, over }: Bounds): Promise<number> {
  let failed = 0;
  for (const { _id } of await overdueGroups(app.store.groups, app.now(), limit)) {
    if (over()) break;
    const group = await failGroup(app.store.groups, _id, app.now());
    if (!group) continue;
    failed += 1;
    await app.drain([{ name: 'groups', doc: group }]);
  }
  return failed;
}
