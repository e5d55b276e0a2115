/**
 * What time alone brings about. Every part is safe to run twice, side by side, or not at all for a while: deadlines are
 * judged by every decision itself, cron only tidies. Bounded work per call.
 */
import { type Ms, SECOND } from '../../shared/time';
import type { App, Bounds } from './app';
import { releaseCommissions } from './commission';
import { drainLapsed } from './drain';
import { expireGroups } from './groupBuy';
import { watchPayments } from './payment';
import { runIntents } from './refund';
import { sweepHolds } from './reservation';

/** Documents of one kind that one run takes on, and for how long: WeChat may take seconds to answer, or not answer. */
const BATCH = 200;
const PART: Ms = 8 * SECOND;

/** What one run did, by part; all zero when nothing is left to do now. */
export interface CronReport {
  readonly payments: number;
  readonly groups: number;
  readonly drained: number;
  readonly commissions: number;
  readonly refunds: number;
  readonly holds: number;
}

/** @param part real time for each part */
export async function runCron(app: App, part: Ms = PART): Promise<CronReport> {
  const bounds = (): Bounds => {
    const end = app.stopwatch() + part;
    return { limit: BATCH, over: () => app.stopwatch() > end };
  };
  const payments = await watchPayments(app, bounds());
  const groups = await expireGroups(app, bounds());
  const drained = await drainLapsed(app, part);
  const commissions = await releaseCommissions(app, bounds());
  const refunds = await runIntents(app, bounds());
  const holds = await sweepHolds(app, bounds());
  return { payments, groups, drained, commissions, refunds, holds };
}
