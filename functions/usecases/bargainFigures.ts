/** What the bargains of a campaign come to: counted by cron with all else of a day, and read by the merchant. */
import type { Output, Parsed } from '../../shared/contracts/contracts';
import {
  addBargainMeasures,
  type BargainMeasures,
  measuresOfBargain,
  NO_BARGAIN_MEASURES,
} from '../../shared/domain/bargainFigures';
import { daysOfRange, nextDay } from '../../shared/domain/dayRange';
import { keptGoods } from '../../shared/domain/order';
import type { RefusalCode } from '../../shared/refusals';
import { no, ok, type Result } from '../../shared/result';
import { DAY, dayOf, startOfDay } from '../../shared/time';
import { type BargainOfDay, bargainDaysOf, bargainsOn, moneyOf, replaceBargainDay } from '../store/bargainFigures';
import type { Day } from '../store/figures';
import { countedAt, dayRows } from '../store/fission';
import type { App } from './app';

/** Counts the bargains that were started on a day, anew. */
export async function countBargainDay({ store }: Pick<App, 'store'>, day: Day): Promise<void> {
  const counted = new Map<string, BargainMeasures>();
  const add = ({ campaignId, floorAt, ...bargain }: BargainOfDay, kept: number) => {
    const measures = measuresOfBargain({ ...bargain, floor: floorAt !== undefined, kept });
    counted.set(campaignId, addBargainMeasures(counted.get(campaignId) ?? NO_BARGAIN_MEASURES, measures));
  };
  const bought: BargainOfDay[] = [];
  for await (const bargain of bargainsOn(store, day)) {
    if (bargain.status === 'bought') bought.push(bargain);
    else add(bargain, 0);
  }
  const money = await moneyOf(
    store,
    bought.map(({ orderId = '' }) => orderId),
  );
  for (const bargain of bought) {
    const order = money.get(bargain.orderId ?? '');
    add(bargain, order ? keptGoods(order) : 0);
  }
  await replaceBargainDay(store, day, counted);
}

type Board = Output<'bargainFigures.board'>;
type Shown = Board['total'];

/** Four commands, however many bargains there were. */
export async function bargainBoard(
  app: App,
  { merchantId, campaignId, from, until }: Parsed<'bargainFigures.board'>,
): Promise<Result<Board, RefusalCode>> {
  const list = daysOfRange(from, until);
  if (!list.ok) return list;
  const { store } = app;
  const campaign = await store.campaigns.findOne({ _id: campaignId, merchantId }, { projection: { kind: 1 } });
  if (campaign?.kind !== 'bargain') return no('notFound');
  const earlier = dayOf(startOfDay(from) - list.value.length * DAY);
  const [bargains, shares, counted] = await Promise.all([
    bargainDaysOf(store, campaignId, { from: earlier, before: nextDay(until) }),
    dayRows(store, { merchantId, scope: campaignId, from: earlier, until }),
    countedAt(store, merchantId),
  ]);
  const byDay = new Map<string, Shown>();
  const add = (day: string, more: Partial<Shown>) => byDay.set(day, sum(byDay.get(day) ?? NOTHING, more));
  for (const { day, measures } of bargains) add(day, { ...measures, friends: [...measures.friends] });
  for (const { day, measures } of shares) add(day, { visits: measures.visits, newcomers: measures.fresh });
  const total = (inRange: (day: string) => boolean) =>
    [...byDay].reduce((all, [day, measures]) => (inRange(day) ? sum(all, measures) : all), NOTHING);
  return ok({
    total: total((day) => day >= from),
    before: total((day) => day < from),
    days: list.value.map((day) => ({ day, measures: byDay.get(day) ?? NOTHING })),
    ...(counted === undefined ? {} : { countedAt: counted }),
  });
}

const NOTHING: Shown = { ...NO_BARGAIN_MEASURES, friends: [], visits: 0, newcomers: 0 };

const sum = (a: Shown, more: Partial<Shown>): Shown => {
  const b = { ...NOTHING, ...more };
  const { friends, ...rest } = addBargainMeasures(a, b);
  return { ...rest, friends: [...friends], visits: a.visits + b.visits, newcomers: a.newcomers + b.newcomers };
};
