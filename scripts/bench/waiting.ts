/**
 * WHAT WAITS in a shop that sells: groups about to end and after-sales to answer, as many as its orders are many, and the
 * visits that its groups came from. One of each is made by the use cases, or as they make it, and copied.
 */
import type { OptionalUnlessRequiredId } from 'mongodb';
import type { GroupDoc, OrderDoc } from '../../functions/store/collections';
import { askAfterSale } from '../../functions/usecases/afterSale';
import type { App } from '../../functions/usecases/app';
import { open } from '../../functions/usecases/share';
import { dayOf, HOUR, MINUTE, type Ms } from '../../shared/time';

/** Groups that end within so long are about to end, as the first page has it. */
export const SOON: Ms = 2 * HOUR;

/** Documents that one command writes. */
const BATCH = 500;

/** Inserts them in commands of a size that suits the driver. */
export async function insertAll<T extends object>(
  collection: { insertMany(documents: OptionalUnlessRequiredId<T>[]): Promise<unknown> },
  documents: readonly OptionalUnlessRequiredId<T>[],
): Promise<void> {
  for (let from = 0; from < documents.length; from += BATCH)
    await collection.insertMany(documents.slice(from, from + BATCH));
}

/** Groups like this one, of which only the leader has paid, and which end by and by in the next two hours. */
export function endGroups({ store, now }: App, group: GroupDoc, count: number): Promise<void> {
  const { formedAt: _, ...formed } = group;
  const groups = Array.from({ length: count }, (_, index) => ({
    ...formed,
    _id: `${group._id}e${index}`,
    status: 'open' as const,
    seats: group.seats.slice(0, 1),
    taken: 1,
    missing: group.terms.size - 1,
    createdAt: now() - MINUTE,
    openedAt: now() - MINUTE,
    expiresAt: now() + Math.floor(((index + 1) / (count + 1)) * SOON),
  }));
  return insertAll<GroupDoc>(store.groups, groups);
}

/** So many after-sales that nobody has answered yet. */
export async function askForMoney({ store, ...app }: App, order: OrderDoc, count: number): Promise<void> {
  const asked = await askAfterSale({ store, ...app }, order.userId, {
    requestId: 'bench-after-sale',
    orderId: order._id,
    kind: 'refundOnly',
    lines: order.lines.map(({ id: lineId, quantity }) => ({ lineId, quantity })),
    reason: 'spoiled',
    text: '',
    pictures: [],
  });
  if (!asked.ok) throw new Error(`the after-sale is refused: ${asked.refusal}`);
  const doc = await store.afterSales.findOne({ orderId: order._id });
  if (!doc) throw new Error('the after-sale is not there');
  const { _id } = doc;
  const copies = Array.from({ length: count - 1 }, (_, index) => ({ ...doc, _id: `${_id}x${index}` }));
  await insertAll(store.afterSales, copies);
}

/** A visit of a share at each of these times. */
export async function visitAt(app: App, times: readonly Ms[]): Promise<void> {
  const { store } = app;
  const share = await store.shares.findOne({});
  if (!share) throw new Error('the shop has no share');
  const opened = await open(app, { userId: 'usr_benchVisitor', robot: false }, { token: share._id });
  if (!opened.ok) throw new Error(`the share does not open: ${opened.refusal}`);
  const visit = await store.visits.findOne({ shareId: share._id });
  if (!visit) throw new Error('the visit is not there');
  await insertAll(
    store.visits,
    times.map((at, index) => ({ ...visit, _id: `${visit._id}x${index}`, at, day: dayOf(at) })),
  );
}
