/** What a campaign of any kind has come to: counted by cron with all else of a day, and read by the merchant. */
import type { Output, Parsed } from '../../shared/contracts/contracts';
import {
  addCampaignMeasures,
  type CampaignMeasures,
  dealOfBargain,
  dealOfGroup,
  measuresOfDeal,
  measuresOfOrder,
  NO_CAMPAIGN_MEASURES,
} from '../../shared/domain/campaignFigures';
import { nextDay } from '../../shared/domain/dayRange';
import { addMeasures, kFactor, type Measures, NO_MEASURES } from '../../shared/domain/fission';
import { REFUND_CAUSES, type RefundCause } from '../../shared/domain/order';
import type { Fen } from '../../shared/money';
import type { RefusalCode } from '../../shared/refusals';
import { no, ok, type Result } from '../../shared/result';
import { dayOf } from '../../shared/time';
import {
  bargainsStartedOn,
  campaignDaysOf,
  commissionsOf,
  groupsStartedOn,
  lastForecast,
  ordersPlacedOn,
  replaceCampaignDay,
} from '../store/campaignFigures';
import type { CampaignDoc } from '../store/collections';
import type { Day } from '../store/figures';
import { countedAt, dayRows } from '../store/fission';
import type { App } from './app';

/** Counts what was begun and placed on a day in each campaign, anew. */
export async function countCampaignDay({ store }: Pick<App, 'store'>, day: Day): Promise<void> {
  const counted = new Map<string, CampaignMeasures>();
  const add = (campaignId: string, more: CampaignMeasures) =>
    counted.set(campaignId, addCampaignMeasures(counted.get(campaignId) ?? NO_CAMPAIGN_MEASURES, more));
  for await (const { campaignId, ...group } of groupsStartedOn(store, day)) {
    const deal = dealOfGroup(group);
    if (deal) add(campaignId, measuresOfDeal(deal));
  }
  for await (const { campaignId, ...bargain } of bargainsStartedOn(store, day)) {
    add(campaignId, measuresOfDeal(dealOfBargain(bargain)));
  }
  for await (const orders of ordersPlacedOn(store, day)) {
    const commissions = await commissionsOf(
      store,
      orders.map(({ _id }) => _id),
    );
    for (const order of orders) {
      const { campaignId } = order.groupBuy ?? order.bargain ?? {};
      if (campaignId !== undefined) add(campaignId, measuresOfOrder(order, commissions.get(order._id) ?? 0));
    }
  }
  await replaceCampaignDay(store, day, counted);
}

type Board = Output<'campaignFigures.board'>;
type Money = Output<'campaignFigures.money'>;

/** A campaign of another shop is not there. */
const campaignOf = (
  { store }: App,
  { merchantId, campaignId }: Parsed<'campaignFigures.board'>,
): Promise<Pick<CampaignDoc, 'createdAt' | 'kind' | 'title'> | null> =>
  store.campaigns.findOne({ _id: campaignId, merchantId }, { projection: { createdAt: 1, kind: 1, title: 1 } });

/** What the campaign's shares have brought on each day. */
async function sharedOn(
  app: App,
  { merchantId, campaignId }: Parsed<'campaignFigures.board'>,
  { createdAt }: Pick<CampaignDoc, 'createdAt'>,
): Promise<Map<string, Measures>> {
  const range = { merchantId, scope: campaignId, from: dayOf(createdAt), until: dayOf(app.now()) };
  return new Map((await dayRows(app.store, range)).map(({ day, measures }) => [day, measures]));
}

const sum = (all: readonly CampaignMeasures[]): CampaignMeasures =>
  all.reduce(addCampaignMeasures, NO_CAMPAIGN_MEASURES);

/** Four commands, however much there was. */
export async function campaignBoard(
  app: App,
  input: Parsed<'campaignFigures.board'>,
): Promise<Result<Board, RefusalCode>> {
  const campaign = await campaignOf(app, input);
  if (!campaign) return no('notFound');
  const [rows, shared, counted] = await Promise.all([
    campaignDaysOf(app.store, input.campaignId),
    sharedOn(app, input, campaign),
    countedAt(app.store, input.merchantId),
  ]);
  const byDay = new Map(rows.map(({ day, measures }) => [day, measures]));
  const total = sum([...byDay.values()]);
  const visits = [...shared.values()].reduce((all, measures) => all + measures.visits, 0);
  return ok({
    title: campaign.title,
    kind: campaign.kind,
    total: countsOf(total, visits),
    days: everyDay([...byDay.keys(), ...shared.keys()]).map((day) => ({
      day,
      measures: countsOf(byDay.get(day) ?? NO_CAMPAIGN_MEASURES, shared.get(day)?.visits ?? 0),
    })),
    refunds: refundsOf(total).map(({ cause, times }) => ({ cause, times })),
    ...(counted === undefined ? {} : { countedAt: counted }),
  });
}

/** From the first of these days to the last. */
function everyDay(days: readonly string[]): string[] {
  const sorted = [...days].sort();
  const last = sorted.at(-1);
  const all: string[] = [];
  for (let day = sorted[0]; day !== undefined && last !== undefined && day <= last; day = nextDay(day)) all.push(day);
  return all;
}

const countsOf = (
  { begun, succeeded, failed, orders, paid, sold, kept, pieces, fills }: CampaignMeasures,
  visits: number,
): Board['total'] => ({ visits, begun, succeeded, failed, orders, paid, sold, kept, pieces, fills: [...fills] });

/** What went back by cause, those causes that there were. */
const refundsOf = ({ refunds }: CampaignMeasures): { cause: RefundCause; times: number; fen: Fen }[] =>
  REFUND_CAUSES.flatMap((cause, at) => {
    const { times = 0, fen = 0 } = refunds[at] ?? {};
    return times > 0 ? [{ cause, times, fen }] : [];
  });

/** Four commands, however much there was. */
export async function campaignMoney(
  app: App,
  input: Parsed<'campaignFigures.money'>,
): Promise<Result<Money, RefusalCode>> {
  const campaign = await campaignOf(app, input);
  if (!campaign) return no('notFound');
  const [rows, shared, forecast] = await Promise.all([
    campaignDaysOf(app.store, input.campaignId),
    sharedOn(app, input, campaign),
    lastForecast(app.store, input.campaignId),
  ]);
  const total = sum(rows.map(({ measures }) => measures));
  const factor = kFactor([...shared.values()].reduce(addMeasures, NO_MEASURES));
  return ok({
    total: moneyOf(total),
    days: rows.flatMap(({ day, measures }) => (measures.orders > 0 ? [{ day, money: moneyOf(measures) }] : [])),
    refunds: refundsOf(total).map(({ cause, fen }) => ({ cause, fen })),
    ...(factor === null ? {} : { k: Math.round(factor.k * 100) }),
    ...(forecast === null
      ? {}
      : {
          forecast: {
            edition: forecast.edition,
            publishedAt: forecast.publishedAt,
            measures: { ...forecast.forecast.measures },
          },
        }),
  });
}

const moneyOf = ({ sales, returned, cost, fee, commission, margin, uncosted }: CampaignMeasures): Money['total'] => ({
  sales,
  returned,
  cost,
  fee,
  commission,
  margin,
  uncosted,
});
