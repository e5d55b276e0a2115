/**
 * What time alone brings about. Every part is safe to run twice, side by side, or not at all for a while: deadlines are
 * judged by every decision itself, cron only tidies. Bounded work per call.
 */
import { type Ms, SECOND } from '../../shared/time';
import type { App } from './app';
import { releaseCommissions } from './commission';
import { drainLapsed } from './drain';
import { expireGroups } from './groupBuy';
import { watchPayments } from './payment';
import { runIntents } from './refund';
import { sweepHolds } from './reservation';

/** Documents of one kind that one run takes on. */
const BATCH = 200;

/** What one run did, by part; all zero when nothing is left to do now. */
export interface CronReport {
  readonly payments: number;
  readonly groups: number;
  readonly drained: number;
  readonly commissions: number;
  readonly refunds: number;
  readonly holds: number;
}

/** @param budget of real time for drains that others left behind */
export async function runCron(app: App, budget: Ms = 20 * SECOND): Promise<CronReport> {
  const payments = await watchPayments(app, BATCH);
  const groups = await expireGroups(app, BATCH);
  const drained = await drainLapsed(app, budget);
  const commissions = await releaseCommissions(app, BATCH);
  const refunds = await runIntents(app, BATCH);
  const holds = await sweepHolds(app, BATCH);
  return { payments, groups, drained, commissions, refunds, holds };
}
