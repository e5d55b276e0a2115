/**
 * FIGURES, as the database keeps them: which days and trees are to be counted again, and the rows.
 * A mark is set before what it stands for is forgotten, and taken away only by a counting that began after it: whatever
 * dies in between, something is counted once more and nothing is left out.
 */
import { type AnyBulkWriteOperation, type Filter, MongoBulkWriteError } from 'mongodb';
import { type FigureRow, type Measures, NO_MEASURES } from '../../shared/domain/fission';
import { deriveId } from '../../shared/domain/ids';
import { MINUTE, type Ms, startOfDay } from '../../shared/time';
import type { Collections, FigureDayDoc, FigureDoc, FigureTreeDoc, ShareDoc, ShareSums, VisitDoc } from './collections';

/** Changes that come soon after one another are counted together. */
const PATIENCE: Ms = 30_000;

/** Whoever counts has the day or tree for so long: longer than any function may run. */
const HOLD: Ms = 15 * MINUTE;

/** Documents that one command reads or writes. */
const BATCH = 1000;

/* ── what is to be counted ──────────────────────────────────────────────────────────────────────────────────────── */

type Marks = Pick<Collections, 'figureDays' | 'figureTrees'>;

export interface Day {
  readonly merchantId: string;
  readonly day: string;
}

const dayId = ({ merchantId, day }: Day): string => `${merchantId}/${day}`;

/** Due soon, though not while somebody counts it, or has just spent long on it. */
const mark = (_id: string, fields: object, now: Ms) => ({
  updateOne: {
    filter: { _id },
    update: [
      {
        $set: {
          ...Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, { $literal: value }])),
          touched: { $add: [{ $ifNull: ['$touched', 0] }, 1] },
          dueAt: { $min: ['$dueAt', { $max: [now + PATIENCE, '$notBefore'] }] },
        },
      },
    ],
    upsert: true,
  },
});

/** Something of these days has changed: they are counted again soon. */
export async function touchDays(
  { figureDays }: Pick<Collections, 'figureDays'>,
  days: readonly Day[],
  now: Ms,
): Promise<void> {
  const each = new Map(days.map((one) => [dayId(one), one]));
  const marks = [...each].map(([_id, { merchantId, day }]) => mark(_id, { merchantId, day }, now));
  if (marks.length > 0) await figureDays.bulkWrite(marks as AnyBulkWriteOperation<FigureDayDoc>[], { ordered: false });
}

/** Something of this day has changed: it is counted again soon. */
export const touchDay = (
  collections: Pick<Collections, 'figureDays'>,
  merchantId: string,
  day: string,
  now: Ms,
): Promise<void> => touchDays(collections, [{ merchantId, day }], now);

/** Until when nothing is missing from a day that is not over: while it waits to be counted, until it was first changed. */
export async function dayKnownUntil({ figureDays }: Pick<Collections, 'figureDays'>, day: Day, now: Ms): Promise<Ms> {
  const found = await figureDays.findOne({ _id: dayId(day) }, { projection: { dueAt: 1 } });
  if (found?.dueAt === undefined) return now;
  return Math.max(startOfDay(day.day), Math.min(now, found.dueAt - PATIENCE));
}

/** Something of these trees of shares has changed: their branches are counted again soon. */
export async function touchTrees(
  { figureTrees }: Pick<Collections, 'figureTrees'>,
  trees: ReadonlyMap<string, string>,
  now: Ms,
): Promise<void> {
  const marks = [...trees].map(([root, merchantId]) => mark(root, { merchantId }, now));
  if (marks.length > 0)
    await figureTrees.bulkWrite(marks as AnyBulkWriteOperation<FigureTreeDoc>[], { ordered: false });
}

/** The day of a visit, and the day whose re-shares it counts for. */
const daysOfVisit = ({
  merchantId,
  day,
  reshareDay = day,
}: Pick<VisitDoc, 'merchantId' | 'day' | 'reshareDay'>): Day[] => [
  { merchantId, day },
  { merchantId, day: reshareDay },
];

/**
 * Visits that are not in the figures yet mark their days, and the day whose re-shares they count for; then they lose the
 * mark. @returns how many
 */
export async function markVisits(
  collections: Pick<Collections, 'visits' | 'figureDays'>,
  now: Ms,
  limit: number = BATCH,
): Promise<number> {
  const { visits } = collections;
  const found = await visits
    .find({ uncounted: true }, { projection: { merchantId: 1, day: 1, reshareDay: 1 } })
    .sort({ at: 1 })
    .limit(limit)
    .toArray();
  if (found.length === 0) return 0;
  await touchDays(collections, found.flatMap(daysOfVisit), now);
  await visits.updateMany({ _id: { $in: found.map(({ _id }) => _id) } }, { $unset: { uncounted: '' } });
  return found.length;
}

/** Shares whose rows have changed mark their trees; then the rows lose the mark, and those that are nothing now go. */
export async function markTrees(
  collections: Pick<Collections, 'figures' | 'shares' | 'figureTrees'>,
  now: Ms,
  limit: number = BATCH,
): Promise<number> {
  const { figures, shares } = collections;
  const moved = await figures
    .find({ moved: { $gt: 0 } }, { projection: { key: 1, moved: 1 } })
    .limit(limit)
    .toArray();
  if (moved.length === 0) return 0;
  const keys = [...new Set(moved.map(({ key }) => key))];
  const found = await shares.find({ _id: { $in: keys } }, { projection: { root: 1, merchantId: 1 } }).toArray();
  await touchTrees(collections, new Map(found.map(({ root, merchantId }) => [root, merchantId])), now);
  // A row that has changed once more since bears another number, and keeps it.
  for (const turn of new Set(moved.map((row) => row.moved))) {
    const seen = { _id: { $in: moved.filter((row) => row.moved === turn).map(({ _id }) => _id) }, moved: turn };
    await figures.deleteMany({ ...seen, gone: true });
    await figures.updateMany(seen, { $unset: { moved: '' } });
  }
  return moved.length;
}

/** One counting of a day or tree. `turn` tells it from every other one. */
export interface Turn {
  readonly _id: string;
  readonly merchantId: string;
  readonly touched: number;
  readonly turn: number;
}

/**
 * The next due one, held by whoever asks. Nobody else gets it meanwhile, and if nothing comes of it, it is due again.
 * @param id this one, whether it is due or not
 */
async function take<D extends FigureDayDoc | FigureTreeDoc>(
  marks: Marks[keyof Marks],
  now: Ms,
  id: string | undefined,
): Promise<(D & Turn) | null> {
  const until = now + HOLD;
  const filter: Filter<FigureTreeDoc> = id === undefined ? { dueAt: { $lte: now } } : { _id: id };
  const taken = await (marks as Collections['figureTrees']).findOneAndUpdate(
    filter,
    { $set: { dueAt: until, notBefore: until }, $inc: { turn: 1 } },
    { sort: { dueAt: 1 }, returnDocument: 'after' },
  );
  return taken as unknown as (D & Turn) | null;
}

export const takeDay = ({ figureDays }: Pick<Collections, 'figureDays'>, now: Ms, id?: string) =>
  take<FigureDayDoc>(figureDays, now, id);

export const takeTree = ({ figureTrees }: Pick<Collections, 'figureTrees'>, now: Ms, id?: string) =>
  take<FigureTreeDoc>(figureTrees, now, id);

/**
 * It is counted. If it was touched meanwhile, or somebody else has begun since, it stays due.
 * @param pause what takes long is counted less often
 */
async function settle(
  marks: Marks[keyof Marks],
  { _id, touched, turn }: Turn,
  { now, pause }: { now: Ms; pause: Ms },
): Promise<void> {
  const notBefore = now + pause;
  const all = marks as Collections['figureTrees'];
  const counted = { notBefore, countedAt: now };
  const done = await all.updateOne({ _id, touched, turn }, { $set: counted, $unset: { dueAt: '' } });
  if (done.matchedCount === 0) await all.updateOne({ _id }, { $set: { ...counted, dueAt: notBefore } });
}

export const settleDay = ({ figureDays }: Pick<Collections, 'figureDays'>, turn: Turn, at: { now: Ms; pause: Ms }) =>
  settle(figureDays, turn, at);

export const settleTree = ({ figureTrees }: Pick<Collections, 'figureTrees'>, turn: Turn, at: { now: Ms; pause: Ms }) =>
  settle(figureTrees, turn, at);

/* ── what happened on a day ─────────────────────────────────────────────────────────────────────────────────────── */

interface Span {
  readonly merchantId: string;
  readonly from: Ms;
  readonly before: Ms;
}

/** The visits of a day, one after the other. */
export const visitsOn = ({ visits }: Pick<Collections, 'visits'>, { merchantId, day }: Day) =>
  visits.find(
    { merchantId, day },
    { projection: { shareId: 1, chat: 1, preview: 1 }, batchSize: BATCH },
  ) as AsyncIterable<Pick<VisitDoc, '_id' | 'shareId' | 'chat' | 'preview'>>;

/** Bindings that were made in a span, by share. What a member of the shop has put right is none: no share did it. */
export async function bindingsIn(
  { visitors }: Pick<Collections, 'visitors'>,
  { merchantId, from, before }: Span,
): Promise<{ userId: string; shareId: string }[]> {
  const at = { $gte: from, $lt: before };
  const found = await visitors
    .find({ merchantId, history: { $elemMatch: { at } } }, { projection: { userId: 1, history: 1 } })
    .toArray();
  return found.flatMap(({ userId, history }) =>
    history.flatMap((record) => {
      const { at, shareId, by } = record;
      const counts = at >= from && at < before && by === undefined;
      return counts && shareId !== undefined ? [{ userId, shareId }] : [];
    }),
  );
}

/** Who came to the shop for the first time in a span, and by which share. */
export async function newcomersIn(
  { visitors }: Pick<Collections, 'visitors'>,
  { merchantId, from, before }: Span,
): Promise<{ userId: string; shareId: string }[]> {
  const found = await visitors
    .find({ merchantId, firstAt: { $gte: from, $lt: before } }, { projection: { userId: 1, firstShareId: 1 } })
    .toArray();
  return found.flatMap(({ userId, firstShareId: shareId }) => (shareId === undefined ? [] : [{ userId, shareId }]));
}

/** Orders that were paid in a span by somebody who had opened a share before. */
export const ordersIn = ({ orders }: Pick<Collections, 'orders'>, { merchantId, from, before }: Span) =>
  orders
    .find(
      { merchantId, paidAt: { $gte: from, $lt: before }, 'attribution.openedShareId': { $exists: true } },
      { projection: { attribution: 1, lines: 1, payments: 1, refunds: 1 } },
    )
    .toArray();

/** Shares below others that were made in a span and have been opened since. */
export const resharesIn = ({ shares }: Pick<Collections, 'shares'>, { merchantId, from, before }: Span) =>
  shares
    .find(
      { merchantId, createdAt: { $gte: from, $lt: before }, parent: { $exists: true }, sharedAt: { $exists: true } },
      { projection: { parent: 1, sharedAt: 1 } },
    )
    .toArray();

/** What each re-share of a day has brought so far. */
export async function broughtBy(
  { visits }: Pick<Collections, 'visits'>,
  { merchantId, day }: Day,
): Promise<Map<string, number>> {
  const sums = await visits
    .aggregate<{ _id: string; visits: number }>([
      { $match: { merchantId, reshareDay: day, preview: { $ne: true } } },
      { $group: { _id: '$shareId', visits: { $sum: 1 } } },
    ])
    .toArray();
  return new Map(sums.map(({ _id, visits: brought }) => [_id, brought]));
}

/** What is known of shares whatever happens to them. */
export async function placesOf({ shares }: Pick<Collections, 'shares'>, ids: readonly string[]) {
  const places = new Map<string, Pick<ShareDoc, 'channel' | 'depth' | 'productId' | 'campaignId' | 'sharedAt'>>();
  const projection = { channel: 1, depth: 1, productId: 1, campaignId: 1, sharedAt: 1 };
  for (const some of batchesOf(ids)) {
    for (const share of await shares.find({ _id: { $in: some } }, { projection }).toArray()) {
      places.set(share._id, share);
    }
  }
  return places;
}

/* ── rows ───────────────────────────────────────────────────────────────────────────────────────────────────────── */

function batchesOf<T>(all: readonly T[]): T[][] {
  const batches: T[][] = [];
  for (let from = 0; from < all.length; from += BATCH) batches.push(all.slice(from, from + BATCH));
  return batches;
}

export const rowsOn = ({ figures }: Pick<Collections, 'figures'>, { merchantId, day }: Day): Promise<FigureDoc[]> =>
  figures.find({ merchantId, day }).toArray();

const same = (a: Measures, b: Measures): boolean =>
  (Object.keys(NO_MEASURES) as (keyof Measures)[]).every((name) => String(a[name]) === String(b[name]));

/**
 * These rows instead of those that the day had; only what differs is written. The rows of shares are marked, so that
 * their trees follow; one that is nothing now goes with its mark.
 * @param before the rows that the day has
 * @returns false where somebody else is writing them too: then they must be counted again
 */
export async function replaceRows(
  { figures }: Pick<Collections, 'figures'>,
  { merchantId, day, turn }: Day & Pick<Turn, 'turn'>,
  before: readonly FigureDoc[],
  rows: readonly FigureRow[],
): Promise<boolean> {
  const old = new Map(before.map((row) => [row._id, row]));
  const fresh: FigureDoc[] = [];
  const changed: AnyBulkWriteOperation<FigureDoc>[] = [];
  for (const { scope, by, key, measures } of rows) {
    const _id = deriveId('fig', merchantId, day, scope, by, key);
    const was = old.get(_id);
    old.delete(_id);
    if (was && !was.gone && same(was.measures, measures)) continue;
    const marks = by === 'share' ? { moved: turn, ...(measures.orders > 0 ? { sold: true as const } : {}) } : {};
    const row: FigureDoc = { _id, merchantId, day, scope, by, key, measures, ...marks };
    if (was) changed.push({ replaceOne: { filter: { _id }, replacement: row } });
    else fresh.push(row);
  }
  for (const { _id, ...row } of old.values()) {
    if (row.by !== 'share') changed.push({ deleteOne: { filter: { _id } } });
    else if (!row.gone) {
      const { sold: _, ...rest } = row;
      const replacement = { ...rest, measures: NO_MEASURES, moved: turn, gone: true as const };
      changed.push({ replaceOne: { filter: { _id }, replacement } });
    }
  }
  try {
    for (const some of batchesOf(fresh)) await figures.insertMany(some, { ordered: false });
  } catch (error) {
    if (error instanceof MongoBulkWriteError && error.code === 11000) return false;
    throw error;
  }
  for (const some of batchesOf(changed)) await figures.bulkWrite(some, { ordered: false });
  return true;
}

/* ── trees ──────────────────────────────────────────────────────────────────────────────────────────────────────── */

type InTree = Pick<ShareDoc, '_id' | 'parent' | 'depth' | 'sharedAt' | 'own' | 'branch' | 'children'>;

/** The shares of a tree, deepest first, in batches. */
export async function* sharesOfTree({ shares }: Pick<Collections, 'shares'>, root: string): AsyncGenerator<InTree[]> {
  const projection = { parent: 1, depth: 1, sharedAt: 1, own: 1, branch: 1, children: 1 };
  const cursor = shares.find({ root }, { projection, batchSize: BATCH }).sort({ depth: -1, _id: 1 });
  let batch: InTree[] = [];
  for await (const share of cursor) {
    batch.push(share);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** What came of each of these shares, over all days. Those that nothing came of are left out. */
export async function sumsOfShares(
  { figures }: Pick<Collections, 'figures'>,
  merchantId: string,
  ids: readonly string[],
): Promise<Map<string, ShareSums>> {
  const sum = (name: keyof ShareSums) => ({ $sum: `$measures.${name}` });
  const found = await figures
    .aggregate<ShareSums & { _id: string }>([
      { $match: { merchantId, by: 'share', key: { $in: [...ids] } } },
      {
        $group: { _id: '$key', visits: sum('visits'), binds: sum('binds'), orders: sum('orders'), sales: sum('sales') },
      },
    ])
    .toArray();
  return new Map(found.map(({ _id, ...sums }) => [_id, sums]));
}

/** Writes what shares of a tree have come to; those that came to the same go together. */
export async function keepSums(
  { shares }: Pick<Collections, 'shares'>,
  changed: readonly (Pick<ShareDoc, '_id'> & Required<Pick<ShareDoc, 'own' | 'branch' | 'children'>>)[],
): Promise<void> {
  const alike = new Map<string, { ids: string[]; sums: object }>();
  for (const { _id, ...sums } of changed) {
    const key = JSON.stringify(sums);
    const some = alike.get(key) ?? { ids: [], sums };
    some.ids.push(_id);
    alike.set(key, some);
  }
  const writes = [...alike.values()].map(({ ids, sums }) => ({
    updateMany: { filter: { _id: { $in: ids } }, update: { $set: sums } },
  }));
  if (writes.length > 0) await shares.bulkWrite(writes, { ordered: false });
}

/* ── visits that are too old ────────────────────────────────────────────────────────────────────────────────────── */

/**
 * Forgets visits of before `cutoff`, the start of a day. Their days, and those whose re-shares they count for, keep what
 * was counted of them from now on; while one of the two is yet to be counted, a visit stays. @returns how many are gone
 */
export async function forgetVisits(
  { visits, figureDays }: Pick<Collections, 'visits' | 'figureDays'>,
  cutoff: Ms,
  limit: number = BATCH,
): Promise<number> {
  const old = await visits
    .find({ at: { $lt: cutoff } }, { projection: { merchantId: 1, day: 1, reshareDay: 1 } })
    .sort({ at: 1 })
    .limit(limit)
    .toArray();
  if (old.length === 0) return 0;
  const settled = { _id: { $in: [...new Set(old.flatMap(daysOfVisit).map(dayId))] }, dueAt: { $exists: false } };
  await figureDays.updateMany(settled, { $set: { kept: true } });
  const kept = await figureDays.find({ ...settled, kept: true }, { projection: { _id: 1 } }).toArray();
  const days = new Set(kept.map(({ _id }) => _id));
  const ids = old.filter((visit) => daysOfVisit(visit).every((one) => days.has(dayId(one)))).map(({ _id }) => _id);
  if (ids.length === 0) return 0;
  const { deletedCount } = await visits.deleteMany({ _id: { $in: ids }, uncounted: { $exists: false } });
  return deletedCount;
}
