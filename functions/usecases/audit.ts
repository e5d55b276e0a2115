/**
 * THE AUDIT OF A SHOP'S BOOKS (`shared/domain/audit.ts` says what must agree), while the shop goes on. Journals up to some
 * minutes ago are replayed in parts, and everything that journals are about is compared in pages; at the end the newest
 * journals and all balances are read at one moment. What is not right stops payouts and raises an alarm, in this order and
 * before the result is kept. Sales never stop.
 */
import {
  type AuditedJournal,
  addReplayed,
  compareBalances,
  compareSubject,
  journalFault,
  nothingReplayed,
  type Replayed,
  replay,
} from '../../shared/domain/audit';
import { DAY, dayOf, HOUR, MINUTE, type Ms, startOfDay } from '../../shared/time';
import { raiseAlarm } from '../store/alarm';
import {
  balancesNow,
  beginAudits,
  countJournals,
  daysPage,
  journalsOf,
  keepAudit,
  keepPart,
  ordersPage,
  partsOfRun,
  strangersAmong,
  takeAudit,
  withdrawalsPage,
} from '../store/audit';
import type { AuditDoc, AuditRun, Collections } from '../store/collections';
import { atOneMoment } from '../store/mongo';
import { stopPayouts } from '../store/reconciliation';
import type { App, Bounds } from './app';

/** A journal's time is that of its request, which may still be writing: so old ones are all there. */
const LAG: Ms = 5 * MINUTE;

/** Faults that are kept one by one; books that have more are wrong as a whole. */
const KEPT = 50;

/** Journals that one step replays: what they come to is one document. */
const STEP_JOURNALS = 10_000;

/** Whoever has an audit has it for so long: longer than any function may run. */
const HOLD: Ms = 15 * MINUTE;

/** When a shop sleeps, Shanghai's time. */
const NIGHT: Ms = 4 * HOUR;

type Auditing = Pick<App, 'store' | 'now'>;

export interface Audited {
  readonly journals: number;
  /** The first of what is not right. */
  readonly faults: readonly string[];
  readonly faultCount: number;
}

const beginRun = (now: Ms): AuditRun => ({
  startedAt: now,
  upTo: now - LAG,
  phase: 'journals',
  parts: 0,
  journals: 0,
  faults: [],
  faultCount: 0,
});

/** A merchant's books, to the end. Nothing is written. */
export async function auditMerchant({ store, now }: Auditing, merchantId: string): Promise<Audited> {
  const replayed = nothingReplayed();
  let run = beginRun(now());
  const bounds = { limit: Number.POSITIVE_INFINITY, over: () => false };
  while (run.phase !== 'done') {
    const next = await advance({ store, now }, merchantId, run, replayed, bounds);
    if (next.phase === 'journals') {
      // Journals of the past were written meanwhile: it begins again.
      replayed.merchant.clear();
      replayed.wallets.clear();
    }
    run = next;
  }
  return run;
}

/** Cron: each merchant's books once a night, as far as there is time. @returns how many steps it took */
export async function auditBooks(app: App, { limit, over }: Bounds): Promise<number> {
  await beginAudits(app.store, app.now(), limit);
  let steps = 0;
  while (!over()) {
    const now = app.now();
    const audit = await takeAudit(app.store, now, now + HOLD);
    if (!audit) break;
    await stepOf(app, audit, over);
    steps += 1;
  }
  return steps;
}

async function stepOf(app: App, audit: AuditDoc, over: () => boolean): Promise<void> {
  const { store } = app;
  const merchantId = audit._id;
  const run = audit.run ?? beginRun(app.now());
  const atEnd = run.phase === 'balances';
  const replayed = atEnd ? await partsOfRun(store, merchantId, run.startedAt) : nothingReplayed();
  const next = await advance(app, merchantId, run, replayed, { limit: STEP_JOURNALS, over });
  let { parts } = next;
  if (run.phase === 'journals') {
    await keepPart(store, { merchantId, run: run.startedAt, part: parts }, replayed);
    parts += 1;
  }
  const { journals, faults, faultCount } = next;
  if (next.phase !== 'done') {
    const { _id, ...before } = audit;
    await keepAudit(store, audit, { ...before, dueAt: app.now(), run: { ...next, parts } });
    return;
  }
  if (faultCount > 0) await tell(app, merchantId, next);
  const dueAt = startOfDay(dayOf(app.now())) + DAY + NIGHT;
  await keepAudit(store, audit, { at: app.now(), journals, faults, faultCount, dueAt });
}

async function tell({ store, now }: App, merchantId: string, { faults, faultCount }: AuditRun): Promise<void> {
  await stopPayouts(store, merchantId, { since: now(), reason: 'audit', date: dayOf(now()) });
  await raiseAlarm(store, 'auditDiffers', merchantId, { merchantId, faults: faultCount, first: faults[0] }, now());
}

/** Goes on from where a run is. @param replayed what this step's journals come to; at the end, what all of them come to */
async function advance(
  { store, now }: Auditing,
  merchantId: string,
  run: AuditRun,
  replayed: Replayed,
  bounds: Bounds,
): Promise<AuditRun> {
  switch (run.phase) {
    case 'journals':
      return replayJournals(store, merchantId, run, replayed, bounds);
    case 'orders':
      return comparePages(store, merchantId, run, { page: ordersPage, next: 'withdrawals' }, bounds);
    case 'withdrawals':
      return comparePages(store, merchantId, run, { page: withdrawalsPage, next: 'days' }, bounds);
    case 'days':
      return comparePages(store, merchantId, run, { page: daysPage, next: 'balances' }, bounds);
    case 'balances':
      return compareAtOneMoment(store, merchantId, run, replayed, now());
    case 'done':
      return run;
  }
}

const withFaults = (run: AuditRun, faults: readonly string[]): AuditRun => ({
  ...run,
  faults: [...run.faults, ...faults].slice(0, KEPT),
  faultCount: run.faultCount + faults.length,
});

async function replayJournals(
  store: Collections,
  merchantId: string,
  begun: AuditRun,
  replayed: Replayed,
  { limit, over }: Bounds,
): Promise<AuditRun> {
  let run = begun;
  let seen = 0;
  for await (const { journals, last } of journalsOf(store, merchantId, { after: run.after, before: run.upTo })) {
    for (const journal of journals) replay(replayed, journal);
    const strangers = await strangersAmong(store, merchantId, journals);
    run = withFaults({ ...run, after: last, journals: run.journals + journals.length }, faultsOf(journals, strangers));
    seen += journals.length;
    if (seen >= limit || over()) return run;
  }
  const { after: _, ...rest } = run;
  return { ...rest, phase: 'orders' };
}

const faultsOf = (journals: readonly AuditedJournal[], strangers: readonly AuditedJournal[]): string[] => [
  ...journals.flatMap((journal) => journalFault(journal) ?? []),
  ...strangers.map(({ id, about }) => `journal ${id}: there is no ${about}, or no order of it`),
];

async function comparePages(
  store: Collections,
  merchantId: string,
  begun: AuditRun,
  { page, next }: { page: typeof ordersPage; next: AuditRun['phase'] },
  { over }: Bounds,
): Promise<AuditRun> {
  let run = begun;
  do {
    const after = run.after && { createdAt: run.after.at, id: run.after.id };
    // A document and its journals must be of one moment; two pages need not be.
    const {
      subjects,
      faults: wrong,
      last,
    } = await atOneMoment(store.client, (session) => page(store, merchantId, after, session));
    const faults = [...wrong, ...subjects.flatMap(({ subject, journals }) => compareSubject(subject, journals))];
    const { after: _, ...rest } = withFaults(run, faults);
    if (!last) return { ...rest, phase: next };
    run = { ...rest, after: { at: last.createdAt, id: last.id } };
  } while (!over());
  return run;
}

/** The newest journals and all balances. If older journals were written since they were replayed, it all begins again. */
async function compareAtOneMoment(
  store: Collections,
  merchantId: string,
  run: AuditRun,
  replayed: Replayed,
  now: Ms,
): Promise<AuditRun> {
  const seen = await atOneMoment(store.client, async (session) => {
    const tail = nothingReplayed();
    const faults: string[] = [];
    let count = run.journals;
    for await (const { journals } of journalsOf(store, merchantId, { from: run.upTo }, session)) {
      for (const journal of journals) replay(tail, journal);
      faults.push(...faultsOf(journals, await strangersAmong(store, merchantId, journals, session)));
      count += journals.length;
    }
    const balances = await balancesNow(store, merchantId, session);
    return { tail, faults, count, all: await countJournals(store, merchantId, session), balances };
  });
  if (seen.count !== seen.all) return beginRun(now);
  const journals = nothingReplayed();
  addReplayed(journals, replayed);
  addReplayed(journals, seen.tail);
  const faults = [...seen.faults, ...compareBalances(seen.balances, journals)];
  return { ...withFaults(run, faults), journals: seen.count, phase: 'done' };
}
