/**
 * SETTLEMENT: what a shop owes, and the release of what is due (`store/settlement.ts`), in bounded steps that may stop
 * anywhere. Whoever asks goes on with the shop's settlement that is under way; cron goes on with all of them, and releases
 * what falls due without one.
 */
import type { Output, Parsed } from '../../shared/contracts/contracts';
import { deriveId } from '../../shared/domain/ids';
import { hasOpenAfterSale } from '../../shared/domain/order';
import type { RefusalCode } from '../../shared/refusals';
import { no, ok, type Result } from '../../shared/result';
import { DAY, dayOf, HOUR, type Ms, SECOND, startOfDay } from '../../shared/time';
import { raiseAlarm } from '../store/alarm';
import type { SettlementDoc } from '../store/collections';
import { isOutage } from '../store/mongo';
import {
  beginSettlement,
  countDue,
  type Due,
  dueCommissions,
  finishSettlement,
  heldByDay,
  listSettlements as listSettlementDocs,
  putOff,
  release,
  runningSettlements,
  type SettlementOf,
  walletSums,
} from '../store/settlement';
import type { App, Bounds } from './app';
import { pageBy, readCursor } from './page';
import { facesOfUsers } from './shareNode';

/** A commission that cannot be released now is looked at again after so long. */
const PAUSE: Ms = HOUR;

interface Releasing {
  readonly app: App;
  readonly settlementOf: SettlementOf;
}

/** Releases what is due by `cutoff`, of one merchant or of all, while there is time. @returns how many */
async function releaseDue(
  releasing: Releasing,
  { cutoff, merchantId }: { cutoff: Ms; merchantId?: string },
  { limit, over }: Bounds,
): Promise<number> {
  let [seen, released] = [0, 0];
  const { store, releaseBatch: size } = releasing.app;
  for await (const batch of dueCommissions(store, cutoff, merchantId, size)) {
    released += await releaseBatch(releasing, batch);
    seen += batch.length;
    if (seen >= limit || over()) break;
  }
  return released;
}

async function releaseBatch(releasing: Releasing, batch: readonly Due[]): Promise<number> {
  const open = await ordersWithAfterSale(releasing.app, batch);
  await putOffAll(
    releasing,
    batch.filter(({ orderId }) => open.has(orderId)),
  );
  return releaseOrHalve(
    releasing,
    batch.filter(({ orderId }) => !open.has(orderId)),
  );
}

/** The window is over when a commission is due, so an after-sale that is not there now cannot come any more. */
async function ordersWithAfterSale({ store }: App, batch: readonly Due[]): Promise<Set<string>> {
  const ids = [...new Set(batch.map(({ orderId }) => orderId))];
  const orders = await store.orders.find({ _id: { $in: ids } }, { projection: { afterSales: 1 } }).toArray();
  return new Set(orders.filter(hasOpenAfterSale).map(({ _id }) => _id));
}

async function putOffAll({ app, settlementOf }: Releasing, some: readonly Due[]): Promise<void> {
  const until = app.now() + PAUSE;
  for (const settlementId of new Set(some.map(settlementOf))) {
    const ids = some.filter((one) => settlementOf(one) === settlementId).map(({ _id }) => _id);
    await putOff(app.store, ids, { until, settlementId });
  }
}

/** One that cannot be released keeps no other from it: what fails is tried by halves, and put off where it fails alone. */
async function releaseOrHalve(releasing: Releasing, some: readonly Due[]): Promise<number> {
  const { app, settlementOf } = releasing;
  const [first] = some;
  if (!first) return 0;
  const ids = some.map(({ _id }) => _id);
  try {
    return await release(app.store, ids, { now: app.now(), settlementOf });
  } catch (error) {
    if (isOutage(error)) throw error;
    if (some.length === 1) {
      app.log.error({ error, id: first._id }, 'a commission could not be released');
      await raiseAlarm(app.store, 'releaseFails', first._id, { merchantId: first.merchantId }, app.now());
      await putOffAll(releasing, some);
      return 0;
    }
  }
  const middle = some.length >> 1;
  return (
    (await releaseOrHalve(releasing, some.slice(0, middle))) + (await releaseOrHalve(releasing, some.slice(middle)))
  );
}

/** What one call takes on: a page waits for it, and asks again. */
const STEP: Ms = 3 * SECOND;
const STEP_LIMIT = 5000;

/**
 * Cron: releases what is due, and ends the settlements of which nothing is left. A batch costs little more than one of
 * cron's other documents, so many of them are taken on. @returns how many it released or ended
 */
export async function releaseCommissions(app: App, { over }: Pick<Bounds, 'over'>): Promise<number> {
  const running = await runningSettlements(app.store);
  // What was due when a merchant began is that settlement's, whoever gets to it first; what fell due since is nobody's.
  const settlements = new Map(running.map((settlement) => [settlement.merchantId, settlement]));
  const settlementOf: SettlementOf = ({ merchantId, dueAt }) => {
    const settlement = settlements.get(merchantId);
    return settlement && dueAt !== undefined && dueAt <= settlement.cutoff ? settlement._id : undefined;
  };
  const releasing = { app, settlementOf };
  const released = await releaseDue(releasing, { cutoff: app.now() }, { limit: STEP_LIMIT, over });
  let ended = 0;
  for (const settlement of running) if ((await endIfDone(app, settlement)).left === 0) ended += 1;
  return released + ended;
}

interface Stand {
  readonly settlement: SettlementDoc;
  /** Commissions that are still to be done. */
  readonly left: number;
}

const standOf = async ({ store }: App, settlement: SettlementDoc): Promise<Stand> => ({
  settlement,
  left: settlement.running ? await countDue(store, settlement.cutoff, settlement.merchantId) : 0,
});

async function endIfDone(app: App, settlement: SettlementDoc): Promise<Stand> {
  const stand = await standOf(app, settlement);
  if (!settlement.running || stand.left > 0) return stand;
  return { settlement: (await finishSettlement(app.store, settlement, app.now())) ?? settlement, left: 0 };
}

/* ── what the merchant sees ─────────────────────────────────────────────────────────────────────────────────────── */

const PAGE = 20;
const DAYS = 30;

type View = Output<'settlement.run'>;

/** Begins a settlement or goes on with the one under way. @param bounds for tests */
export async function runSettlement(
  app: App,
  by: string,
  { merchantId, requestId }: Parsed<'settlement.run'>,
  bounds: Bounds = stepOf(app),
): Promise<Result<View, RefusalCode>> {
  const now = app.now();
  const _id = deriveId('stl', merchantId, 'settlement.run', requestId);
  const begun = await beginSettlement(app.store, { _id, merchantId, by, cutoff: now, startedAt: now }, () =>
    countDue(app.store, now, merchantId),
  );
  if (begun.running) {
    const { cutoff } = begun;
    await releaseDue({ app, settlementOf: () => begun._id }, { cutoff, merchantId }, bounds);
  }
  const [view] = await viewsOf(app, [await endIfDone(app, begun)]);
  if (!view) throw new Error(`${begun._id} is gone`);
  return ok(view);
}

function stepOf({ stopwatch }: App): Bounds {
  const end = stopwatch() + STEP;
  return { limit: STEP_LIMIT, over: () => stopwatch() > end };
}

async function viewsOf(app: App, stands: readonly Stand[]): Promise<View[]> {
  const faceOf = await facesOfUsers(
    app,
    stands.map(({ settlement }) => settlement.by),
  );
  return stands.map(({ settlement: { _id, by, cutoff, startedAt, finishedAt, total, report }, left }) => {
    // What was received late may fall due before the cutoff still.
    const done = Math.max(0, total - left);
    return { id: _id, by: faceOf(by).name, cutoff, startedAt, finishedAt, total, done, report };
  });
}

export async function getSettlement(
  app: App,
  { merchantId, settlementId }: Parsed<'settlement.get'>,
): Promise<Result<View, RefusalCode>> {
  const found = await app.store.settlements.findOne({ _id: settlementId, merchantId });
  const [view] = found ? await viewsOf(app, [await standOf(app, found)]) : [];
  return view ? ok(view) : no('notFound');
}

export async function listSettlements(
  app: App,
  { merchantId, cursor }: Parsed<'settlement.list'>,
): Promise<Result<Output<'settlement.list'>, RefusalCode>> {
  const after = readCursor(cursor);
  if (after === null) return no('badRequest');
  const found = await listSettlementDocs(app.store, merchantId, after, PAGE + 1);
  const { items, nextCursor } = pageBy(found, PAGE, ({ _id, startedAt }) => ({ createdAt: startedAt, id: _id }));
  const stands = await Promise.all(items.map((item) => standOf(app, item)));
  return ok({ settlements: await viewsOf(app, stands), nextCursor });
}

/** What the shop owes its promoters now, and when the rest of it falls due. */
export async function owedBy(
  app: App,
  { merchantId }: Parsed<'settlement.owed'>,
): Promise<Result<Output<'settlement.owed'>, RefusalCode>> {
  const now = app.now();
  const from = startOfDay(dayOf(now));
  const [parts, wallets, running] = await Promise.all([
    heldByDay(app.store, { merchantId, from, now }),
    walletSums(app.store, merchantId),
    app.store.settlements.findOne({ running: true, merchantId }),
  ]);
  const part = (id: (typeof parts)[number]['_id']) => {
    const { count = 0, fen = 0 } = parts.find(({ _id }) => _id === id) ?? {};
    return { count, fen };
  };
  const [view] = running ? await viewsOf(app, [await standOf(app, running)]) : [];
  return ok({
    held: parts.reduce((sum, { fen }) => sum + fen, 0),
    undated: part('undated').fen,
    overdue: part('overdue'),
    ...wallets,
    days: Array.from({ length: DAYS }, (_, day) => ({ day: dayOf(from + day * DAY), ...part(day) })),
    running: view,
  });
}
