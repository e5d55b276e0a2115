/** A shop's first page: days counted by cron with all else of a day, and what waits, asked for as somebody looks. */
import type { Output, Parsed } from '../../shared/contracts/contracts';
import {
  addSold,
  boardDays,
  hoursOf,
  NOTHING_SOLD,
  quarterEnd,
  quarterOf,
  type Sold,
  soldBy,
  soldDay,
  soldUntil,
} from '../../shared/domain/today';
import type { RefusalCode } from '../../shared/refusals';
import { ok, type Result } from '../../shared/result';
import { DAY, dayOf, HOUR } from '../../shared/time';
import { countTasks } from '../store/alarm';
import { type Day, dayKnownUntil } from '../store/figures';
import { countedAt, dayRows } from '../store/fission';
import { countExpiring, expiringGroups, paidOn, replaceShopDay, shopDaySums, shopDaysOf } from '../store/today';
import type { App } from './app';
import { groupRowOf } from './campaign';
import { countShopOrders } from './shopOrder';

/** Days of the charts. */
const DAYS = 30;

/** A group that has so long is about to end. */
const SOON = 2 * HOUR;

/** Groups that the page shows; it says how many there are. */
const GROUPS = 50;

/** Counts what was paid on a day, anew. */
export async function countShopDay({ store }: Pick<App, 'store'>, day: Day): Promise<void> {
  const quarters = new Map<number, Sold>();
  for await (const { paidAt = 0, ...order } of paidOn(store, day)) {
    const at = quarterOf(paidAt);
    quarters.set(at, addSold(quarters.get(at) ?? NOTHING_SOLD, soldBy(order)));
  }
  await replaceShopDay(store, day, soldDay(quarters));
}

type Board = Output<'today.board'>;

/** As many commands and documents however many orders there are. Money is told to those who decide, as in `finance.board`. */
export async function todayBoard(
  app: App,
  userId: string,
  { merchantId }: Parsed<'today.board'>,
): Promise<Result<Board, RefusalCode>> {
  const { store } = app;
  const now = app.now();
  const days = boardDays(now, DAYS);
  const [today, yesterday, lastWeek] = [dayOf(now), dayOf(now - DAY), dayOf(now - 7 * DAY)];
  const soon = { from: now, before: now + SOON };
  const [counts, tasks, expiring, groups, sums, told, shares, counted, known] = await Promise.all([
    countShopOrders(app, userId, { merchantId }),
    countTasks(store, merchantId),
    countExpiring(store, merchantId, soon),
    expiringGroups(store, merchantId, soon, GROUPS),
    shopDaySums(store, merchantId, days),
    shopDaysOf(store, merchantId, [today, yesterday, lastWeek]),
    dayRows(store, { merchantId, scope: '', from: days[0] ?? today, until: today }),
    countedAt(store, merchantId),
    dayKnownUntil(store, { merchantId, day: today }, now),
  ]);
  if (!counts.ok) return counts;
  const { toReview, ...waiting } = counts.value;
  const decides = toReview !== undefined;
  // Withdrawals to review are counted by themselves.
  const stuck = [...tasks].reduce((sum, [kind, count]) => (kind === 'withdrawalReview' ? sum : sum + count), 0);
  const soldOn = new Map(sums.map((doc) => [doc.day, doc]));
  const quartersOf = (day: string) => told.find((doc) => doc.day === day) ?? { ...NOTHING_SOLD, quarters: [] };
  const measuresOn = new Map(shares.map(({ day, measures }) => [day, measures]));
  const viewOf = ({ orders, sales }: Sold) => ({ orders, ...(decides ? { sales } : {}) });

  const quarter = quarterOf(known);
  const soFar = (day: string) => soldUntil(quartersOf(day), quarter);
  const beside = (of: (sold: Sold) => number) => ({
    today: of(quartersOf(today)),
    yesterday: of(soFar(yesterday)),
    lastWeek: of(soFar(lastWeek)),
  });
  const whole = (name: 'visits' | 'fresh') => {
    const on = (day: string) => measuresOn.get(day)?.[name] ?? 0;
    return { today: on(today), yesterday: on(yesterday), lastWeek: on(lastWeek) };
  };
  return ok({
    day: today,
    until: quarterEnd(known),
    ...(counted === undefined ? {} : { countedAt: counted }),
    figures: {
      ...(decides ? { sales: beside(({ sales }) => sales) } : {}),
      orders: beside(({ orders }) => orders),
      visits: whole('visits'),
      newcomers: whole('fresh'),
    },
    hours: { today: hoursOf(quartersOf(today)).map(viewOf), yesterday: hoursOf(quartersOf(yesterday)).map(viewOf) },
    days: days.map((day) => {
      const sold = soldOn.get(day) ?? NOTHING_SOLD;
      const { visits, fresh } = measuresOn.get(day) ?? { visits: 0, fresh: 0 };
      return { day, ...viewOf(sold), ...(decides ? { back: sold.back } : {}), visits, newcomers: fresh };
    }),
    waiting: { ...waiting, expiring, ...(decides ? { toReview, tasks: stuck } : {}) },
    groups: groups.map((group) => ({ ...groupRowOf(group, now), title: group.product.title })),
  });
}
