/**
 * A SHOP'S MONEY, from its journals (`shared/domain/finance.ts`). Days that are over are counted once, by cron; what is
 * not counted yet, today above all, is counted as somebody asks. Nothing is written by asking.
 */
import type { Output, Parsed } from '../../shared/contracts/contracts';
import { daysOfRange, nextDay, spanOf } from '../../shared/domain/dayRange';
import { type Flow, figuresOf } from '../../shared/domain/finance';
import { accountKey } from '../../shared/domain/ledger';
import type { RefusalCode } from '../../shared/refusals';
import { no, ok, type Result } from '../../shared/result';
import { DAY, dayOf, MINUTE, type Ms, startOfDay } from '../../shared/time';
import type { JournalDoc } from '../store/collections';
import { countedTo, keepDay, keptDays, shopsBehind } from '../store/finance';
import { countBehind, firstMoveAt, flowsByDay, journalsBehind } from '../store/journal';
import type { App, Bounds } from './app';
import { moveEach } from './each';
import { pageBy, readCursor } from './page';

const PAGE = 50;

/** A day counts as over so long after its end: a journal is written a little later than the time that it bears. */
const LAG: Ms = 15 * MINUTE;

export async function financeBoard(
  app: App,
  { merchantId, from, until, by }: Parsed<'finance.board'>,
): Promise<Result<Output<'finance.board'>, RefusalCode>> {
  const days = daysOfRange(from, until);
  if (!days.ok) return days;
  const periods = by === 'day' ? days.value : [...new Set(days.value.map(monthOf))];
  const [first, last] = [spanOf(periods[0] ?? ''), spanOf(periods.at(-1) ?? '')];
  if (!first || !last) return no('badRequest');
  const byDay = await flowsIn(app, merchantId, dayOf(first.from), dayOf(last.before));
  const byPeriod = new Map<string, Flow[]>();
  for (const [day, flows] of byDay) {
    const period = by === 'day' ? day : monthOf(day);
    byPeriod.set(period, [...(byPeriod.get(period) ?? []), ...flows]);
  }
  return ok({
    total: figuresOf([...byDay.values()].flat()),
    rows: periods.map((period) => ({ period, ...figuresOf(byPeriod.get(period) ?? []) })),
    countedTo: app.now(),
  });
}

const monthOf = (day: string): string => day.slice(0, 7);

/** What each day came to. @param before the day after the last one */
async function flowsIn({ store }: App, merchantId: string, from: string, before: string): Promise<Map<string, Flow[]>> {
  const merchant = await store.merchants.findOne({ _id: merchantId }, { projection: { financeTo: 1 } });
  const { financeTo } = merchant ?? {};
  const uncounted = financeTo === undefined ? from : nextDay(financeTo);
  const live = uncounted < from ? from : uncounted > before ? before : uncounted;
  const [kept, flows] = await Promise.all([
    keptDays(store, { merchantId, from, before: live }),
    live < before ? flowsByDay(store, { merchantId, from: startOfDay(live), before: startOfDay(before) }) : [],
  ]);
  return new Map([...kept.map((doc): [string, Flow[]] => [doc.day, [...doc.flows]]), ...flows]);
}

export async function financeJournals(
  app: App,
  { merchantId, period, figure, cursor }: Parsed<'finance.journals'>,
): Promise<Result<Output<'finance.journals'>, RefusalCode>> {
  const after = readCursor(cursor);
  const time = spanOf(period);
  if (after === null || !time) return no('badRequest');
  const span = { merchantId, ...time };
  const [found, count] = await Promise.all([
    journalsBehind(app.store, span, figure, { after, limit: PAGE + 1 }),
    countBehind(app.store, span, figure),
  ]);
  const { items, nextCursor } = pageBy(found, PAGE, ({ _id: id, at: createdAt }) => ({ createdAt, id }));
  const placeOf = await placesOf(app, items);
  return ok({ journals: items.map((journal) => viewOf(journal, placeOf(journal.about))), count, nextCursor });
}

interface Place {
  readonly orderId?: string;
  readonly withdrawalId?: string;
}

/** Where one finds what a journal is about: its order, by a refund or a commission of it too, or its withdrawal. */
async function placesOf({ store }: App, journals: readonly JournalDoc[]): Promise<(about: string) => Place> {
  const of = (prefix: string) => [...new Set(journals.map(({ about }) => about))].filter((id) => id.startsWith(prefix));
  const only = { projection: { orderId: 1 } };
  const found = await Promise.all([
    store.refunds.find({ _id: { $in: of('rfd_') } }, only).toArray(),
    store.commissions.find({ _id: { $in: of('com_') } }, only).toArray(),
  ]);
  const orderOf = new Map(found.flat().map(({ _id, orderId }) => [_id, orderId]));
  return (about) => {
    if (about.startsWith('wdr_')) return { withdrawalId: about };
    const orderId = about.startsWith('ord_') ? about : orderOf.get(about);
    return orderId === undefined ? {} : { orderId };
  };
}

const viewOf = ({ _id: id, kind, about, at, postings }: JournalDoc, place: Place) => ({
  id,
  kind,
  about,
  ...place,
  at,
  postings: postings.map(({ from, to, amount }) => ({ from: accountKey(from), to: accountKey(to), amount })),
});

/** Cron: counts days that are over, shop by shop, oldest first. @returns how many */
export async function countFinanceDays(app: App, bounds: Bounds): Promise<number> {
  const newest = dayOf(app.now() - LAG - DAY);
  let counted = 0;
  await moveEach(app, await shopsBehind(app.store, newest, bounds.limit), bounds, async ({ _id, financeTo }) => {
    let to = financeTo;
    while (!bounds.over() && (to === undefined || to < newest)) {
      const day = await nextCounted(app, _id, to, newest);
      if (day.counted) counted += 1;
      to = day.to;
      await countedTo(app.store, _id, to);
    }
    return true;
  });
  return counted;
}

/** Counts the next day, or passes over those without a journal. @returns up to where all is counted then */
async function nextCounted(
  app: App,
  merchantId: string,
  to: string | undefined,
  newest: string,
): Promise<{ readonly to: string; readonly counted: boolean }> {
  const day = to === undefined ? undefined : nextDay(to);
  const from = day === undefined ? 0 : startOfDay(day);
  if (day !== undefined) {
    const flows = (await flowsByDay(app.store, { merchantId, from, before: from + DAY })).get(day);
    if (flows) {
      await keepDay(app.store, { merchantId, day }, flows, app.now());
      return { to: day, counted: true };
    }
  }
  const next = await firstMoveAt(app.store, { merchantId, from, before: startOfDay(nextDay(newest)) });
  return { to: next === undefined ? newest : dayOf(next - DAY), counted: false };
}
