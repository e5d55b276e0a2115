/**
 * What time alone brings about. Every part is safe to run twice, side by side, or not at all for a while: deadlines are
 * judged by every decision itself, cron only tidies. Bounded work per call.
 */
import { type Ms, SECOND } from '../../shared/time';
import { isOutage } from '../store/mongo';
import { finishErasures } from './account';
import { expireAfterSales } from './afterSale';
import type { App, Bounds } from './app';
import { auditBooks } from './audit';
import { expireOverdueBargains, remindBargains } from './bargain';
import { drainLapsed } from './drain';
import { countFigures } from './figures';
import { countFinanceDays } from './finance';
import { expireGroups, remindGroups } from './groupBuy';
import { runIntents } from './intent';
import { moveOrders } from './order';
import { watchPayments } from './payment';
import { refreshCertificates } from './paymentAccount';
import { reconcileDays } from './reconciliation';
import { sweepBargains, sweepHolds } from './reservation';
import { releaseCommissions } from './settlement';
import { expireWithdrawals } from './withdrawal';

/** Documents of one kind that one run takes on, and for how long: WeChat may take seconds to answer, or not answer. */
const BATCH = 200;
const PART: Ms = 5 * SECOND;

/** What one run did, by part; all zero when nothing is left to do now. */
export interface CronReport {
  readonly payments: number;
  readonly groups: number;
  /** Bargains whose time was over, and those whose order was settled late. */
  readonly bargains: number;
  /** Groups and bargains whose people were told that the deadline is near. */
  readonly reminded: number;
  /** Orders that count as received, or are completed. */
  readonly moved: number;
  /** After-sales whose time was over. */
  readonly afterSales: number;
  readonly drained: number;
  readonly commissions: number;
  /** Withdrawals that lapsed for good. */
  readonly withdrawals: number;
  /** Calls to WeChat. */
  readonly intents: number;
  /** Visits, days and trees of shares that were counted. */
  readonly figures: number;
  /** Days of a shop's money that were counted. */
  readonly finances: number;
  readonly holds: number;
  /** Accounts whose platform certificates were asked for. */
  readonly certificates: number;
  /** Passes over deleted accounts. */
  readonly erasures: number;
  /** Days that were compared with WeChat's bills, or tried. */
  readonly reconciliations: number;
  /** Steps of audits of shops' books. */
  readonly audits: number;
}

/**
 * @param part real time for each part
 * @throws what failed, after all parts have had their turn: one that cannot do its work keeps no other from it
 */
export async function runCron(app: App, part: Ms = PART): Promise<CronReport> {
  const failures: unknown[] = [];
  const run = async (work: (bounds: Bounds) => Promise<number>): Promise<number> => {
    const end = app.stopwatch() + part;
    return work({ limit: BATCH, over: () => app.stopwatch() > end }).catch((error: unknown) => {
      failures.push(error);
      return 0;
    });
  };
  const payments = await run((bounds) => watchPayments(app, bounds));
  const groups = await run((bounds) => expireGroups(app, bounds));
  const bargains = await run(async (bounds) => (await expireOverdueBargains(app)) + (await sweepBargains(app, bounds)));
  const reminded = await run(async (bounds) => (await remindGroups(app, bounds)) + (await remindBargains(app, bounds)));
  const moved = await run((bounds) => moveOrders(app, bounds));
  const afterSales = await run((bounds) => expireAfterSales(app, bounds));
  const drained = await run(() => drainLapsed(app, part));
  const commissions = await run((bounds) => releaseCommissions(app, bounds));
  const withdrawals = await run((bounds) => expireWithdrawals(app, bounds));
  const intents = await run((bounds) => runIntents(app, bounds));
  const figures = await run((bounds) => countFigures(app, bounds));
  const finances = await run((bounds) => countFinanceDays(app, bounds));
  const holds = await run((bounds) => sweepHolds(app, bounds));
  const certificates = await run((bounds) => refreshCertificates(app, bounds));
  const reconciliations = await run((bounds) => reconcileDays(app, bounds));
  const audits = await run((bounds) => auditBooks(app, bounds));
  const erasures = await run((bounds) => finishErasures(app, bounds));
  // The first one is told by whoever called; an outage fails every part alike.
  for (const error of failures.slice(1)) if (!isOutage(error)) app.log.error({ error }, 'a part of cron failed');
  if (failures.length > 0) throw failures[0];
  return {
    payments,
    groups,
    bargains,
    reminded,
    moved,
    afterSales,
    drained,
    commissions,
    withdrawals,
    intents,
    figures,
    finances,
    holds,
    certificates,
    erasures,
    reconciliations,
    audits,
  };
}
