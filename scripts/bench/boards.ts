/**
 * What a merchant's boards cost to read in a shop of many orders, beside one of few: today's, what a campaign has come to, and
 * its money. In both shops the same share of all waits: the newest twentieth of the orders is to be sent, groups are about to
 * end, and after-sales are to be answered.
 */
import type { OptionalUnlessRequiredId } from 'mongodb';
import type { CampaignDayDoc, GroupDoc, OrderDoc } from '../../functions/store/collections';
import type { App } from '../../functions/usecases/app';
import { campaignBoard, campaignMoney } from '../../functions/usecases/campaignFigures';
import { todayBoard } from '../../functions/usecases/today';
import type { RefusalCode } from '../../shared/refusals';
import type { Result } from '../../shared/result';
import { DAY, MINUTE, type Ms } from '../../shared/time';
import { rebuildFigures } from '../rebuildFigures';
import { newName } from './database';
import { joinByUseCases, record } from './joins';
import { figure, median, ratios, type Say, spread } from './report';
import { CAMPAIGN, MERCHANT, openShop, type Shop, teamsOf, unknownMerchant } from './shop';
import { askForMoney, endGroups, insertAll, SOON, visitAt } from './waiting';

export interface BoardSize {
  readonly rounds: number;
  /** Orders of the smaller shop and of the larger one. */
  readonly small: number;
  readonly large: number;
}

/** A frozen time: the same commands every time. */
const NOW: Ms = Date.parse('2026-03-01T12:00:00+08:00');

/** The orders are spread over so many days, up to this one. */
const DAYS = 30;

/** Of the orders, the newest are to be sent: what a shop takes in a day and a half. */
const TO_SHIP = 1 / 20;

/** Of the orders, one in so many has an after-sale that waits for an answer. */
const ORDERS_PER_QUESTION = 200;

const WHO = 'usr_bench0x0';
const whose = { merchantId: MERCHANT, campaignId: CAMPAIGN };

const BOARDS: Readonly<Record<string, (app: App) => Promise<Result<unknown, RefusalCode>>>> = {
  today: (app) => todayBoard(app, WHO, { merchantId: MERCHANT }),
  'what a campaign has come to': (app) => campaignBoard(app, whose),
  "a campaign's money": (app) => campaignMoney(app, whose),
};

/** One group of three that was bought by the use cases, and copies of it, spread over the days, each with a visit; and what waits. */
async function copyOrders(app: App, count: number): Promise<void> {
  const { store } = app;
  const orders = await store.orders.find({}).sort({ createdAt: 1, _id: 1 }).toArray();
  const [group] = await store.groups.find({}).toArray();
  const [first] = orders;
  if (!group || !first || orders.length !== 3) throw new Error('a team is three joins in one group');
  const groups: OptionalUnlessRequiredId<GroupDoc>[] = [];
  const copies: OptionalUnlessRequiredId<OrderDoc>[] = [];
  const teams = Math.ceil(count / orders.length);
  for (let team = 0; team < teams; team++) {
    const at = NOW - Math.floor((team / teams) * DAYS * DAY) - MINUTE;
    const groupId = `${group._id}x${team}`;
    groups.push({ ...group, _id: groupId, createdAt: at, openedAt: at, formedAt: at + MINUTE / 2 });
    for (const [member, order] of orders.entries()) {
      const _id = `${order._id}x${team}`;
      copies.push({
        ...order,
        _id,
        id: _id,
        groupId,
        status: team < teams * TO_SHIP ? 'toShip' : 'completed',
        createdAt: at,
        paidAt: at,
        payments: order.payments.map((payment) => ({ ...payment, outTradeNo: `P${team}x${member}` })),
      });
    }
  }
  await insertAll<OrderDoc>(store.orders, copies);
  await insertAll<GroupDoc>(store.groups, groups);
  await endGroups(app, group, Math.ceil((teams * SOON) / (DAYS * DAY)));
  await askForMoney(app, first, Math.ceil(count / ORDERS_PER_QUESTION));
  await visitAt(
    app,
    groups.map(({ createdAt }) => createdAt),
  );
}

/** A shop with so many orders, counted. */
async function openCounted(uri: string, count: number, say: Say): Promise<Shop & { readonly took: number }> {
  const credentials = unknownMerchant();
  const shop = await openShop({ uri, database: newName('boards'), teams: 1, credentials, now: NOW, monitored: true });
  const { store } = shop.app;
  await store.memberships.insertOne({ _id: `${MERCHANT}/${WHO}`, merchantId: MERCHANT, userId: WHO, role: 'owner' });
  // Before its orders: the figures of its shares are asked for from then on.
  await store.campaigns.updateOne({ _id: CAMPAIGN }, { $set: { createdAt: NOW - DAYS * DAY } });
  for (const join of teamsOf(1).flat()) await joinByUseCases(shop.app, join);
  await copyOrders(shop.app, count);
  say(`${count} orders are there`);
  const begun = performance.now();
  await rebuildFigures(shop.app, () => {});
  const rows: CampaignDayDoc[] = await store.campaignDays.find({ campaignId: CAMPAIGN }).toArray();
  const sold = rows.reduce((sum, { measures }) => sum + measures.sold, 0);
  if (sold < count) throw new Error(`${count} orders were sold, and ${sold} are counted`);
  return { ...shop, took: performance.now() - begun };
}

/** The boards of a small shop and of a large one, in turns. */
export async function boardFigures(uri: string, size: BoardSize, say: Say): Promise<string[]> {
  const shops: (Shop & { readonly took: number })[] = [];
  try {
    for (const count of [size.small, size.large]) shops.push(await openCounted(uri, count, say));
    const lines = shops.map(({ took }, index) => {
      const count = index === 0 ? size.small : size.large;
      return figure(
        `counting ${count} orders`,
        `${(took / 1000).toFixed(1)} s`,
        `${(took / count).toFixed(2)} ms an order`,
      );
    });
    const waits = await Promise.all(shops.map(whatWaits));
    for (const name of ['toShip', 'expiring', 'toAnswer'] as const)
      lines.push(figure(`what waits, ${name}`, waits.map((each) => each[name]).join(' and ')));
    for (const [name, ask] of Object.entries(BOARDS)) lines.push(...(await compare(name, ask, shops, size)));
    return lines;
  } finally {
    for (const shop of shops) await shop.close();
  }
}

async function whatWaits({ app }: Shop) {
  const board = await todayBoard(app, WHO, { merchantId: MERCHANT });
  if (!board.ok) throw new Error(`today is refused: ${board.refusal}`);
  return board.value.waiting;
}

async function compare(
  name: string,
  ask: (app: App) => Promise<Result<unknown, RefusalCode>>,
  shops: readonly Shop[],
  { rounds, small, large }: BoardSize,
): Promise<string[]> {
  const asked = async ({ app }: Shop) => {
    const answer = await ask(app);
    if (!answer.ok) throw new Error(`${name} is refused: ${answer.refusal}`);
  };
  const commands: number[] = [];
  for (const shop of shops) {
    await asked(shop);
    commands.push((await record(shop.app.store.client, () => asked(shop))).length);
  }
  const times: number[][] = shops.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, shop] of shops.entries()) {
      const begun = performance.now();
      await asked(shop);
      times[index]?.push(performance.now() - begun);
    }
  }
  const [few = [], many = []] = times;
  return [
    figure(`${name}: commands, of ${small} and ${large} orders`, commands.join(' and '), 'aim: equal'),
    figure('… ms', times.map((each) => median(each).toFixed(0)).join(' and ')),
    figure(`${name}: the larger ÷ the smaller`, spread(ratios(many, few)), 'aim ≤ 1.5'),
  ];
}
