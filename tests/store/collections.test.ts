/** The schema's indexes are there as they are declared; what cron and the pages ask is served by one, and none is idle. */
import type { ClientSession, CommandStartedEvent, Document, IndexDescription } from 'mongodb';
import { helpedBy, listOwn, openAfterSalesOf } from '../../functions/store/account';
import { countWaiting, listAfterSales, overdueAfterSales } from '../../functions/store/afterSale';
import { countAlarms, listAlarms, openTasks } from '../../functions/store/alarm';
import * as audit from '../../functions/store/audit';
import * as bargain from '../../functions/store/bargain';
import { bargainDaysOf, bargainsOn, markBargains, replaceBargainDay } from '../../functions/store/bargainFigures';
import { countCampaigns, listCampaigns, liveBargainCampaigns, publish } from '../../functions/store/campaign';
import * as campaignFigures from '../../functions/store/campaignFigures';
import { changeCardsOf, newestActivity } from '../../functions/store/cardActivity';
import { listChanges } from '../../functions/store/changeLog';
import {
  type CollectionName,
  type Collections,
  collectionsOf,
  indexes,
  syncIndexes,
} from '../../functions/store/collections';
import { earnedByDay } from '../../functions/store/commission';
import { countDrafts, draftsOf } from '../../functions/store/draft';
import { dueErasures, ordersUnderWay } from '../../functions/store/erasure';
import * as figures from '../../functions/store/figures';
import {
  bindingsIn,
  broughtBy,
  forgetVisits,
  markTrees,
  markVisits,
  newcomersIn,
  ordersIn,
  resharesIn,
  rowsOn,
  sharesOfTree,
  sumsOfShares,
  takeDay,
  takeTree,
  visitsOn,
} from '../../functions/store/figures';
import { keptDays, keptDaysOf, shopsBehind } from '../../functions/store/finance';
import * as fission from '../../functions/store/fission';
import {
  branches,
  countedAt,
  dayRows,
  mostVisited,
  rowsFrom,
  sumOfCampaigns,
  sumsByKey,
  sumsOfSome,
  topSellers,
} from '../../functions/store/fission';
import {
  countGroups,
  endGroupsNow,
  forgetUnopened,
  groupsOf,
  groupsOfCampaign,
  joinableGroups,
  openGroupsOf,
  overdueGroups,
  remindGroup,
} from '../../functions/store/groupBuy';
import { countOpenInvites, inviteOf, openInvites, useInvite } from '../../functions/store/invite';
import * as journal from '../../functions/store/journal';
import { countOfShop, countSent, forgetPicturesOf, picturesOf } from '../../functions/store/media';
import { atOneMoment } from '../../functions/store/mongo';
import {
  countToShip,
  listOrders,
  listShopOrders,
  orderOfPayment,
  ordersToMove,
  paidOrdersOf,
  paidSumsOf,
  type ShopOrderFilter,
  sumOfOrders,
} from '../../functions/store/order';
import { claimLapsed, outboxOf } from '../../functions/store/outbox';
import { certificatesDue } from '../../functions/store/paymentAccount';
import { countStanding } from '../../functions/store/platform';
import { lowestPaid } from '../../functions/store/preflight';
import {
  campaignsSelling,
  categoriesUsed,
  countProducts,
  productsOf,
  stillSelling,
} from '../../functions/store/product';
import {
  accountsBehind,
  dueDays,
  listReconciliations,
  paymentsOn,
  refundsOn,
  transfersOn,
} from '../../functions/store/reconciliation';
import { countPeople, isKnown, peopleOf } from '../../functions/store/referral';
import * as settlement from '../../functions/store/settlement';
import { broughtByDay, knownSharesOf, treeBelow } from '../../functions/store/share';
import { freightUsed } from '../../functions/store/shopSettings';
import { lastEnded, piecesOf } from '../../functions/store/simulator';
import { overdueHolds } from '../../functions/store/stock';
import * as today from '../../functions/store/today';
import { visitsOf, visitsOfDevice } from '../../functions/store/visit';
import { listWithdrawals, withdrawalsUnderWay } from '../../functions/store/withdrawal';
import { NOTHING_SOLD } from '../../shared/domain/today';
import { useDatabase } from '../support/database';

const database = useDatabase();
let store: Collections;
beforeAll(() => {
  store = collectionsOf(database.client, database.db);
});

const names = Object.keys(indexes) as CollectionName[];

it('creates every index with its options, and does so twice without harm', async () => {
  expect(await syncIndexes(store)).toEqual([]);
  expect(await syncIndexes(store)).toEqual([]);
  for (const name of names) {
    if (indexes[name].length === 0) continue;
    const existing = await store.db.collection(name).indexes();
    for (const { key, ...options } of indexes[name]) {
      const found = existing.find((one) => JSON.stringify(one.key) === JSON.stringify(key));
      expect([name, key, found]).toEqual([name, key, expect.objectContaining(options)]);
    }
    expect(existing).toHaveLength(indexes[name].length + 1);
  }
});

it('reports what the schema does not know, and drops nothing', async () => {
  await syncIndexes(store);
  await store.db.collection('orders').createIndex({ total: 1 }, { name: 'by_total' });
  expect(await syncIndexes(store)).toEqual(['orders.by_total']);
  expect((await store.db.collection('orders').indexes()).map(({ name }) => name)).toContain('by_total');
  await store.db.collection('orders').dropIndex('by_total');
});

it('lets one payment number belong to one order, and orders without a payment be many', async () => {
  await syncIndexes(store);
  const orders = store.db.collection<{ _id: string; payments: { outTradeNo: string }[] }>('orders');
  await orders.insertMany([
    { _id: 'ord_1', payments: [] },
    { _id: 'ord_2', payments: [] },
    { _id: 'ord_3', payments: [{ outTradeNo: 'P1' }] },
  ]);
  await expect(orders.insertOne({ _id: 'ord_4', payments: [{ outTradeNo: 'P1' }] })).rejects.toThrow(
    /E11000|duplicate/,
  );
  await orders.deleteMany({});
});

it('lets one identity belong to one person', async () => {
  await syncIndexes(store);
  const users = store.db.collection<{ _id: string; identities: { appid: string; openid: string }[] }>('users');
  await users.insertOne({ _id: 'usr_1', identities: [{ appid: 'wx1', openid: 'o1' }] });
  await expect(users.insertOne({ _id: 'usr_2', identities: [{ appid: 'wx1', openid: 'o1' }] })).rejects.toThrow(
    /E11000|duplicate/,
  );
  await users.insertOne({ _id: 'usr_3', identities: [{ appid: 'wx2', openid: 'o1' }] });
  await users.deleteMany({});
});

/* ── every query has an index, and every index a query ──────────────────────────────────────────────────────────────── */

interface Asked {
  readonly name: CollectionName;
  readonly filter: Document;
  readonly sort: Document;
}

interface Fields {
  /** Asked for one value, or a few. */
  readonly equal: string[];
  /** Asked for everything above or below. */
  readonly range: string[];
}

const isOperators = (value: unknown): value is Document =>
  value !== null && typeof value === 'object' && Object.keys(value).some((key) => key.startsWith('$'));

/** The fields of a filter that an index can help with. */
function fieldsOf(filter: Document, path = ''): Fields {
  const found: Fields = { equal: [], range: [] };
  const add = ({ equal, range }: Fields) => {
    found.equal.push(...equal);
    found.range.push(...range);
  };
  for (const [key, value] of Object.entries(filter)) {
    const field = `${path}${key}`;
    if (key === '$and') for (const part of value) add(fieldsOf(part, path));
    else if (key.startsWith('$')) continue;
    else if (!isOperators(value) || '$in' in value || '$all' in value) found.equal.push(field);
    else if ('$elemMatch' in value) add(fieldsOf(value.$elemMatch, `${field}.`));
    else if (['$gt', '$gte', '$lt', '$lte'].some((operator) => operator in value)) found.range.push(field);
  }
  return found;
}

/** The index begins with fields that are asked for and goes on with the sort, so that nothing is read in vain or sorted. */
function serves({ key }: IndexDescription, { filter, sort }: Asked): boolean {
  const keys = Object.entries(key as Record<string, number>);
  const { equal, range } = fieldsOf(filter);
  const end = keys.findIndex(([field]) => !equal.includes(field));
  const at = end === -1 ? keys.length : end;
  const wanted = Object.entries(sort).filter(([field]) => !equal.includes(field));
  const [next] = keys[at] ?? [];
  if (wanted.length > 0) {
    const sorts = [1, -1].some((way) =>
      wanted.every(([field, direction], index) => {
        const [own, order] = keys[at + index] ?? [];
        return own === field && order === way * direction;
      }),
    );
    return sorts && (at > 0 || range.includes(String(next)));
  }
  // Nearly all documents have one of a few statuses: that alone finds nothing.
  return range.includes(String(next)) || (at > 0 && !(at === 1 && keys[0]?.[0] === 'status'));
}

const serving = (asked: Asked) => indexes[asked.name].filter((index) => serves(index, asked));
const byId = ({ filter }: Asked) => fieldsOf(filter).equal.includes('_id');

/** What a piece of code asks of the database: filters and sorts of every command that it sends. */
async function askedBy(work: () => Promise<unknown>): Promise<Asked[]> {
  const asked: Asked[] = [];
  const hear = ({ commandName, command }: CommandStartedEvent) => {
    const name: CollectionName = command[commandName];
    const add = (filter: Document, sort: Document = {}) => asked.push({ name, filter, sort: { ...sort } });
    if (commandName === 'find') add(command.filter ?? {}, sort(command.sort));
    if (commandName === 'findAndModify') add(command.query, sort(command.sort));
    if (commandName === 'aggregate') add(command.pipeline[0].$match ?? {});
    if (commandName === 'update') for (const { q } of command.updates) add(q);
  };
  const sort = (value: Document | Map<string, number> | undefined) =>
    value instanceof Map ? Object.fromEntries(value) : value;
  database.client.on('commandStarted', hear);
  try {
    await work();
  } finally {
    database.client.off('commandStarted', hear);
  }
  return asked;
}

const NOW = 1_772_337_600_000;
const AFTER = { createdAt: NOW, id: 'x' };
const A_DAY = { merchantId: 'm', from: 1, before: NOW };
const ON_A_DAY = { merchantId: 'm', day: '2026-03-01' };
const OVER_DAYS = { merchantId: 'm', scope: '', from: '2026-03-01', until: '2026-03-07' };

async function drained(all: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of all);
}
const DATE = '2026-03-01';
const SPAN = { merchantId: 'm', from: 0, before: NOW };
const RANGE = { merchantId: 'm', scope: '', from: DATE, until: DATE };

async function toEnd(all: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of all);
}

/** Every question of a store that is not by `_id`. */
const questions: [string, () => Promise<unknown>][] = [
  ['joinableGroups of a campaign', () => joinable({ of: { campaignId: 'c' } })],
  ['joinableGroups of a shop', () => joinable({ of: { merchantId: 'm' } })],
  ['joinableGroups in a chat', () => joinable({ of: { campaignId: 'c' }, chat: 'g', inChat: true })],
  ['joinableGroups for overflow', () => joinable({ of: { campaignId: 'c' }, version: 1, except: ['x'], notFor: 'u' })],
  ['groupsOf', () => groupsOf(store.groups, 'u', 'all', AFTER, 9)],
  ['groupsOf in one state', () => groupsOf(store.groups, 'u', 'open', undefined, 9)],
  ['groupsOfCampaign', () => groupsOfCampaign(store.groups, 'c', 'all', AFTER, 9)],
  ['groupsOfCampaign in one state', () => groupsOfCampaign(store.groups, 'c', 'open', undefined, 9)],
  ['countGroups', () => countGroups(store.groups, ['c'])],
  ['openGroupsOf', () => openGroupsOf(store.groups, 'c')],
  ['endGroupsNow', () => endGroupsNow(store.groups, 'c', NOW)],
  ['overdueGroups', () => overdueGroups(store.groups, NOW, 9)],
  ['forgetUnopened', () => forgetUnopened(store.groups, NOW)],
  ['remindGroup', () => remindGroup(store.groups, NOW)],
  ['listCampaigns', () => listCampaigns(store, { merchantId: 'm', state: 'all' }, NOW, AFTER, 9)],
  ['listCampaigns in one state', () => listCampaigns(store, { merchantId: 'm', state: 'live' }, NOW, undefined, 9)],
  ['countCampaigns', () => countCampaigns(store, 'm', 'words', () => 'live')],
  ['publish', () => publish(store, { _id: 'c' } as Parameters<typeof publish>[1], NOW).catch(() => {})],
  ['liveBargainCampaigns', () => liveBargainCampaigns(store, 'm', NOW, AFTER, 9)],
  ['runningBargain', () => bargain.runningBargain(store.bargains, { ownerId: 'u', productId: 'p' })],
  ['cancelBargainsOf', () => bargain.cancelBargainsOf(store.bargains, 'u', NOW)],
  ['endBargainsNow', () => bargain.endBargainsNow(store.bargains, { campaignId: 'c' }, NOW)],
  ['expireBargains', () => bargain.expireBargains(store.bargains, NOW)],
  ['remindBargain', () => bargain.remindBargain(store.bargains, NOW)],
  ['overdueBargains', () => bargain.overdueBargains(store.bargains, NOW, 9)],
  ['bargainsOf', () => bargain.bargainsOf(store.bargains, 'u', AFTER, 9)],
  ['bargainsOfCampaign', () => bargain.bargainsOfCampaign(store.bargains, 'c', 'all', AFTER, 9)],
  ['bargainsOfCampaign in one state', () => bargain.bargainsOfCampaign(store.bargains, 'c', 'open', undefined, 9)],
  ['standingBargains', () => bargain.standingBargains(store.bargains, 'c', NOW)],
  ['countBargains', () => bargain.countBargains(store.bargains, ['c'])],
  ['helpedBy', () => helpedBy(store, 'u', { after: AFTER, limit: 9 })],
  ['paidOrdersOf a bargain campaign', () => paidOrdersOf(store, { _id: 'c', kind: 'bargain' }, 'refund', AFTER, 9)],
  ['listOrders', () => listOrders(store, 'u', 'all', AFTER, 9)],
  ['listOrders in one state', () => listOrders(store, 'u', 'paid', undefined, 9)],
  ['listOrders with money back', () => listOrders(store, 'u', 'refund', AFTER, 9)],
  ['ordersToMove', () => ordersToMove(store, NOW, 9)],
  ['listShopOrders', () => shopOrders({ status: 'all' })],
  ['listShopOrders in one state', () => shopOrders({ status: 'toShip', delivery: 'pickUp' })],
  ['listShopOrders with an open after-sale', () => shopOrders({ status: 'afterSale' })],
  ['listShopOrders by what is written on them', () => shopOrders({ status: 'all', text: '13800001111' })],
  ['listShopOrders by id', () => shopOrders({ status: 'all', text: 'ord_x' })],
  ['listShopOrders of some days', () => shopOrders({ status: 'shipped', from: 1, before: NOW })],
  ['countToShip', () => countToShip(store, 'm')],
  ['listAfterSales of a person', () => listAfterSales(store, { userId: 'u' }, 'all', AFTER, 9)],
  ['listAfterSales of a merchant', () => listAfterSales(store, { merchantId: 'm' }, 'all', AFTER, 9)],
  ['listAfterSales to answer', () => listAfterSales(store, { merchantId: 'm' }, 'toAnswer', undefined, 9)],
  ['listAfterSales that are open', () => listAfterSales(store, { merchantId: 'm' }, 'open', AFTER, 9)],
  ['countWaiting', () => countWaiting(store, 'm')],
  ['overdueAfterSales', () => overdueAfterSales(store, NOW, 9)],
  ['paidOrdersOf', () => paidOrdersOf(store, { _id: 'c', kind: 'groupBuy' }, 'refund', AFTER, 9)],
  ['paidSumsOf', () => paidSumsOf(store, { _id: 'c', kind: 'groupBuy' })],
  ['sumOfOrders', () => sumOfOrders(store, ['o'])],
  ['orderOfPayment', () => orderOfPayment(store, 'n')],
  ['inviteOf', () => inviteOf(store, 'x')],
  ['draftsOf', () => draftsOf(store, 'm')],
  ['countDrafts', () => countDrafts(store, 'm')],
  ['listAlarms', () => listAlarms(store, { state: 'open' }, AFTER, 9)],
  ['listAlarms that are closed', () => listAlarms(store, { state: 'closed' }, undefined, 9)],
  ['listAlarms of a shop', () => listAlarms(store, { state: 'open', merchantId: 'm' }, undefined, 9)],
  ['countAlarms', () => countAlarms(store, ['m'])],
  ['countStanding', () => countStanding(store, 'm', NOW)],
  ['keptDaysOf', () => keptDaysOf(store, ['m'], '2026-03-01')],
  ['openInvites', () => openInvites(store, 'm', NOW, 9)],
  ['countOpenInvites', () => countOpenInvites(store, 'm', NOW)],
  ['useInvite', () => useInvite(store, { code: 'x', userId: 'u' }, NOW)],
  ['listChanges', () => listChanges(store, { merchantId: 'm' }, AFTER, 9)],
  ['listChanges of a member', () => listChanges(store, { merchantId: 'm', userId: 'u', noun: 'n' }, AFTER, 9)],
  ['listChanges about a noun', () => listChanges(store, { merchantId: 'm', noun: 'n' }, undefined, 9)],
  ['accountsBehind', () => accountsBehind(store, '2026-03-01', 9)],
  ['dueDays', () => dueDays(store, NOW, 9)],
  ['listReconciliations', () => listReconciliations(store, 'm', { date: '2026-03-01', paymentAccountId: 'p' }, 9)],
  ['paymentsOn', () => paymentsOn(store, 'p', '2026-03-01')],
  ['refundsOn', () => refundsOn(store, 'p', '2026-03-01')],
  ['transfersOn: taken on', () => transfersOn(store, 'p', '2026-03-01', 'takenOnAt')],
  ['transfersOn: back', () => transfersOn(store, 'p', '2026-03-01', 'backAt')],
  ['lowestPaid', () => lowestPaid(store, { merchantId: 'm', skuIds: ['s'], since: NOW, except: 'c' })],
  ['lastEnded', () => lastEnded(store, { merchantId: 'm', kind: 'bargain' }, NOW, 9)],
  ['piecesOf group buys', () => piecesOf(store, 'groupBuy', ['c'])],
  ['piecesOf bargains', () => piecesOf(store, 'bargain', ['c'])],
  ['sumOfCampaigns', () => sumOfCampaigns(store, 'm', ['c'])],
  ['countSent', () => countSent(store, 'u', { now: NOW, most: 9, forShop: false })],
  ['picturesOf', () => picturesOf(store, 'u')],
  ['countOfShop', () => countOfShop(store, 'm', ['h'])],
  ['productsOf', () => productsOf(store, { merchantId: 'm', status: 'onSale' }, -1, 9)],
  ['productsOf a category', () => productsOf(store, { merchantId: 'm', status: 'archived', categoryId: 'c' }, -1, 9)],
  ['productsOf with words', () => productsOf(store, { merchantId: 'm', status: 'onSale', grams: ['桃'] }, -1, 9)],
  ['countProducts', () => countProducts(store, 'm', 9)],
  ['categoriesUsed', () => categoriesUsed(store, 'm', ['c'])],
  ['campaignsSelling', () => campaignsSelling(store, { _id: 'p', merchantId: 'm' }, NOW)],
  ['stillSelling', () => stillSelling(store, { _id: 'p', merchantId: 'm' }, NOW)],
  ['forgetPicturesOf', () => forgetPicturesOf(store, 'u')],
  ['openAfterSalesOf', () => openAfterSalesOf(store, 'u', 9)],
  ['withdrawalsUnderWay', () => withdrawalsUnderWay(store, 'u', 9)],
  ['ordersUnderWay', () => ordersUnderWay(store, 'u', 9)],
  ['dueErasures', () => dueErasures(store, NOW, 9)],
  ...(['orders', 'afterSales', 'groups', 'bargains', 'shares', 'commissions', 'withdrawals'] as const).map(
    (name): [string, () => Promise<unknown>] => [
      `listOwn of ${name}`,
      () => listOwn(store, name, 'u', { after: AFTER, limit: 9 }),
    ],
  ),
  ['newestActivity', () => newestActivity(store, 'g')],
  ['changeCardsOf', () => changeCardsOf(store, 'g', NOW)],
  ['isKnown', () => isKnown(store, 'm', 'u')],
  ['peopleOf', () => peopleOf(store, 'm', 'u', { after: AFTER, limit: 9 })],
  ['countPeople', () => countPeople(store, 'm', 'u')],
  ['countPeople whose binding lasts', () => countPeople(store, 'm', 'u', NOW)],
  ['visitsOf', () => visitsOf(store, 'u', { after: AFTER, limit: 9 })],
  ['visitsOfDevice', () => visitsOfDevice(store, 'd', NOW)],
  ['treeBelow', () => treeBelow(store, [{ _id: 's' }], 1, 9)],
  ['knownSharesOf', () => knownSharesOf(store, 'm', 'u', { after: AFTER, limit: 9 })],
  ['broughtByDay', () => broughtByDay(store, { merchantId: 'm', userId: 'u', from: DATE, until: DATE })],
  ['earnedByDay', () => earnedByDay(store, { merchantId: 'm', userId: 'u', from: 0, before: NOW })],
  ['markVisits', () => figures.markVisits(store, NOW)],
  ['markTrees', () => figures.markTrees(store, NOW)],
  ['takeDay', () => figures.takeDay(store, NOW)],
  ['takeTree', () => figures.takeTree(store, NOW)],
  ['visitsOn', () => toEnd(figures.visitsOn(store, { merchantId: 'm', day: DATE }))],
  ['bindingsIn', () => figures.bindingsIn(store, SPAN)],
  ['newcomersIn', () => figures.newcomersIn(store, SPAN)],
  ['ordersIn', () => figures.ordersIn(store, SPAN)],
  ['resharesIn', () => figures.resharesIn(store, SPAN)],
  ['broughtBy', () => figures.broughtBy(store, { merchantId: 'm', day: DATE })],
  ['rowsOn', () => figures.rowsOn(store, { merchantId: 'm', day: DATE })],
  ['sharesOfTree', () => toEnd(figures.sharesOfTree(store, 's'))],
  ['sumsOfShares', () => figures.sumsOfShares(store, 'm', ['s'])],
  ['forgetVisits', () => figures.forgetVisits(store, NOW)],
  ['markBargains', () => markBargains(store, NOW)],
  ['bargainsOn', () => toEnd(bargainsOn(store, ON_A_DAY))],
  ['paidOn', () => toEnd(today.paidOn(store, { merchantId: 'm', day: DATE }))],
  [
    'replaceShopDay',
    () => today.replaceShopDay(store, { merchantId: 'm', day: DATE }, { ...NOTHING_SOLD, quarters: [] }),
  ],
  ['shopDaysOf', () => today.shopDaysOf(store, 'm', [DATE])],
  ['shopDaySums', () => today.shopDaySums(store, 'm', [DATE])],
  ['countExpiring', () => today.countExpiring(store, 'm', { from: 1, before: NOW })],
  ['expiringGroups', () => today.expiringGroups(store, 'm', { from: 1, before: NOW }, 9)],
  ['bargainDaysOf', () => bargainDaysOf(store, 'c', { from: DATE, before: DATE })],
  ['replaceBargainDay', () => replaceBargainDay(store, ON_A_DAY, new Map())],
  ['groupsStartedOn', () => toEnd(campaignFigures.groupsStartedOn(store, ON_A_DAY))],
  ['bargainsStartedOn', () => toEnd(campaignFigures.bargainsStartedOn(store, ON_A_DAY))],
  ['ordersPlacedOn', () => toEnd(campaignFigures.ordersPlacedOn(store, ON_A_DAY))],
  ['commissionsOf', () => campaignFigures.commissionsOf(store, ['o'])],
  ['replaceCampaignDay', () => campaignFigures.replaceCampaignDay(store, ON_A_DAY, new Map())],
  ['campaignDaysOf', () => campaignFigures.campaignDaysOf(store, 'c')],
  ['lastForecast', () => campaignFigures.lastForecast(store, 'c')],
  ['dayRows', () => fission.dayRows(store, RANGE)],
  ['sumsByKey', () => fission.sumsByKey(store, RANGE, 'channel')],
  ['mostVisited', () => fission.mostVisited(store, RANGE, 'product', 9)],
  ['topSellers', () => fission.topSellers(store, RANGE, 9)],
  ['sumsOfSome', () => fission.sumsOfSome(store, RANGE, ['s'])],
  ['countedAt', () => fission.countedAt(store, 'm')],
  ['rowsFrom', () => fission.rowsFrom(store, RANGE, undefined, 9)],
  ['rowsFrom further on', () => fission.rowsFrom(store, RANGE, { by: 'chat', day: DATE, taken: 9 }, 9)],
  ['branches of a shop', () => fission.branches(store, { merchantId: 'm', depth: 0 }, { visits: 9, id: 's' }, 9)],
  ['branches of a campaign', () => fission.branches(store, { enters: 'c' }, undefined, 9)],
  ['branches below a share', () => fission.branches(store, { parent: 's' }, undefined, 9)],
  ['certificatesDue', () => certificatesDue(store, NOW, 9)],
  ['openTasks', () => openTasks(store, 'm', 9)],
  ['markVisits', () => markVisits(store, NOW)],
  ['markTrees', () => markTrees(store, NOW)],
  ['takeDay', () => takeDay(store, NOW)],
  ['takeTree', () => takeTree(store, NOW)],
  ['visitsOn', () => drained(visitsOn(store, ON_A_DAY))],
  ['newcomersIn', () => newcomersIn(store, A_DAY)],
  ['bindingsIn', () => bindingsIn(store, A_DAY)],
  ['ordersIn', () => ordersIn(store, A_DAY)],
  ['resharesIn', () => resharesIn(store, A_DAY)],
  ['broughtBy', () => broughtBy(store, ON_A_DAY)],
  ['rowsOn', () => rowsOn(store, ON_A_DAY)],
  ['sharesOfTree', () => drained(sharesOfTree(store, 's'))],
  ['sumsOfShares', () => sumsOfShares(store, 'm', ['s'])],
  ['forgetVisits', () => forgetVisits(store, NOW)],
  ['dayRows', () => dayRows(store, OVER_DAYS)],
  ['sumsByKey', () => sumsByKey(store, OVER_DAYS, 'channel')],
  ['mostVisited', () => mostVisited(store, OVER_DAYS, 'chat', 9)],
  ['topSellers', () => topSellers(store, OVER_DAYS, 9)],
  ['sumsOfSome', () => sumsOfSome(store, OVER_DAYS, ['s'])],
  ['countedAt', () => countedAt(store, 'm')],
  ['rowsFrom', () => rowsFrom(store, OVER_DAYS, { by: 'chat', day: '2026-03-01', taken: 9 }, 9)],
  ['branches of a shop', () => branches(store, { merchantId: 'm', depth: 0 }, { visits: 9, id: 's' }, 9)],
  ['branches of a campaign', () => branches(store, { enters: 'c' }, undefined, 9)],
  ['branches below a share', () => branches(store, { parent: 's' }, undefined, 9)],
  ['listWithdrawals of a person', () => listWithdrawals(store, { merchantId: 'm', userId: 'u' }, AFTER, 9)],
  ['listWithdrawals in one state', () => listWithdrawals(store, { merchantId: 'm', status: 'review' }, AFTER, 9)],
  ['dueCommissions', () => toEnd(settlement.dueCommissions(store, NOW))],
  ['dueCommissions of a merchant', () => toEnd(settlement.dueCommissions(store, NOW, 'm'))],
  ['countDue', () => settlement.countDue(store, NOW, 'm')],
  ['beginSettlement', () => settlement.beginSettlement(store, SETTLEMENT, async () => 0)],
  ['runningSettlements', () => settlement.runningSettlements(store)],
  ['finishSettlement', () => settlement.finishSettlement(store, { _id: 's' }, NOW)],
  ['listSettlements', () => settlement.listSettlements(store, 'm', AFTER, 9)],
  ['heldByDay', () => settlement.heldByDay(store, { merchantId: 'm', from: 0, now: NOW })],
  ['walletSums', () => settlement.walletSums(store, 'm')],
  ['journalsOf', () => toEnd(audit.journalsOf(store, 'm', { after: { at: 1, id: 'x' }, before: NOW }))],
  ['journalsOf at the end', () => reading((session) => toEnd(audit.journalsOf(store, 'm', { from: NOW }, session)))],
  ['countJournals', () => reading((session) => audit.countJournals(store, 'm', session))],
  ['strangersAmong', () => audit.strangersAmong(store, 'm', [REFUNDING])],
  ['ordersPage', () => reading((session) => audit.ordersPage(store, 'm', AFTER, session))],
  ['withdrawalsPage', () => reading((session) => audit.withdrawalsPage(store, 'm', AFTER, session))],
  ['daysPage', () => reading((session) => audit.daysPage(store, 'm', AFTER, session))],
  ['balancesNow', () => reading((session) => audit.balancesNow(store, 'm', session))],
  ['beginAudits', () => audit.beginAudits(store, NOW, 9)],
  ['takeAudit', () => audit.takeAudit(store, NOW, NOW + 1)],
  ['partsOfRun', () => audit.partsOfRun(store, 'm', NOW)],
  ['shopsBehind', () => shopsBehind(store, DATE, 9)],
  ['keptDays', () => keptDays(store, { merchantId: 'm', from: DATE, before: DATE })],
  ['firstMoveAt', () => journal.firstMoveAt(store, SPAN)],
  ['flowsByDay', () => journal.flowsByDay(store, SPAN)],
  ['flowsByDay of a wallet', () => journal.flowsByDay(store, { ...SPAN, wallet: 'u' })],
  ['journalsBehind', () => journal.journalsBehind(store, SPAN, 'sales', { after: AFTER, limit: 9 })],
  ['journalsBehind the net', () => journal.journalsBehind(store, SPAN, 'net', { after: undefined, limit: 9 })],
  ['countBehind', () => journal.countBehind(store, SPAN, 'commissions')],
  ['journalsOfWallet', () => journal.journalsOfWallet(store, { ...SPAN, wallet: 'u' }, { after: AFTER, limit: 9 })],
  ['countOfWallet', () => journal.countOfWallet(store, { ...SPAN, wallet: 'u' })],
  ['freightUsed', () => freightUsed(store, 'm')],
  ['overdueHolds', () => overdueHolds(store.counters, NOW, 9)],
  ...(
    ['campaigns', 'groups', 'bargains', 'orders', 'afterSales', 'refunds', 'commissions', 'withdrawals'] as const
  ).map((name): [string, () => Promise<unknown>] => [
    `claimLapsed of ${name}`,
    () => claimLapsed(outboxOf(store, name), NOW),
  ]),
];

const SETTLEMENT = { _id: 'stl_x', merchantId: 'm', by: 'u', cutoff: NOW, startedAt: NOW };
const REFUNDING = {
  id: 'refundPromised/r',
  kind: 'refundPromised' as const,
  merchantId: 'm',
  about: 'r',
  postings: [],
};

const reading = <T>(work: (session: ClientSession) => Promise<T>) => atOneMoment(database.client, work);

const joinable = (wanted: Parameters<typeof joinableGroups>[1]) => joinableGroups(store.groups, wanted, NOW, 9);

const shopOrders = (more: Omit<ShopOrderFilter, 'merchantId'>) =>
  listShopOrders(store, { merchantId: 'm', ...more }, AFTER, 9);

it.each(questions)('%s asks for nothing that no index serves', async (_, ask) => {
  const asked = await askedBy(ask);
  expect(asked.length).toBeGreaterThan(0);
  expect(asked.filter((one) => !byId(one) && serving(one).length === 0)).toEqual([]);
});

/** What is asked outside of the stores. */
const queries: [CollectionName, Document, Document][] = [
  ['paymentAccounts', { mchid: '1', appid: 'wx1' }, {}],
  ['products', { merchantId: 'm', status: 'onSale', rank: { $gt: -1 } }, { rank: 1 }],
  ['products', { merchantId: 'm', status: 'onSale', categoryId: 'c', rank: { $gt: -1 } }, { rank: 1 }],
  [
    'products',
    { merchantId: 'm', status: 'onSale', grams: { $all: ['水蜜', '蜜桃'] }, rank: { $gt: -1 } },
    { rank: 1 },
  ],
  ['products', { 'skus.id': 's' }, {}],
  ['orders', { merchantId: 'm', 'pickUp.code': '12345678' }, {}],
  ['users', { identities: { $elemMatch: { appid: 'wx1', openid: 'o1' } } }, {}],
  ['memberships', { userId: 'u' }, {}],
  ['memberships', { merchantId: 'm' }, { _id: 1 }],
  ['sessions', { renewals: 'x', expireAt: { $gt: new Date(0) } }, {}],
  ['sessions', { userId: 'u' }, { startedAt: -1 }],
  ['bargains', { 'helps.userId': 'u' }, {}],
  ['loginCodes', { code: 'x' }, {}],
  [
    'groups',
    { seats: { $elemMatch: { userId: 'u', state: 'taken' } }, status: 'open', expiresAt: { $gt: 1 }, merchantId: 'm' },
    { expiresAt: 1 },
  ],
  ['intents', { traceIds: 't' }, {}],
  ['intents', { userId: 'u', kind: { $in: ['message'] } }, {}],
  ['campaignVersions', { campaignId: 'c' }, { edition: 1 }],
  ['groups', { campaignId: 'c', status: { $in: ['pending', 'open'] } }, {}],
  ['bargains', { campaignId: 'c', status: { $in: ['open', 'floor', 'ordered'] } }, {}],
  ['orders', { dueAt: { $lte: 1 } }, { dueAt: 1 }],
  ['shares', { userId: 'u' }, {}],
  ['visits', { userId: 'u' }, {}],
  ['shareCodes', { userId: 'u' }, {}],
  ['commissions', { orderId: 'o' }, {}],
  ['commissions', { userId: 'u', merchantId: 'm' }, { createdAt: -1, _id: -1 }],
  ['commissions', { buyerId: 'u', merchantId: 'm' }, { createdAt: -1, _id: -1 }],
  ['commissions', { status: 'held', dueAt: { $lte: 1 } }, { dueAt: 1 }],
  ['journals', { merchantId: 'm' }, {}],
  ['journals', { about: 'x' }, {}],
  ['withdrawals', { moveAt: { $lte: 1 } }, { moveAt: 1 }],
  ['accounts', { merchantId: 'm' }, {}],
  ['alarms', { merchantId: 'm', open: true }, { firstAt: 1 }],
  ['intents', { kind: 'refund', dueAt: { $lte: 1 } }, { dueAt: 1 }],
];

/** The planner of the small engine passes over indexes that serve a part, partial ones, $elemMatch and $all; mongod does not. */
const plannedBySmallEngine = (name: CollectionName, query: object) =>
  !['users', 'sessions', 'intents', 'visits'].includes(name) &&
  !/payments|campaignId|"held"|elemMatch|\$all|pickUp|"open"/.test(JSON.stringify(query));

it.each(queries)('serves a query of %s %j, sorted %j, with an index', async (name, filter, sort) => {
  expect(serving({ name, filter, sort })).not.toEqual([]);
  if (!plannedBySmallEngine(name, filter)) return;
  await syncIndexes(store);
  const plan = await store.db
    .collection(name)
    .find(filter)
    .sort({ ...sort })
    .explain('queryPlanner');
  expect(JSON.stringify(plan)).toContain('IXSCAN');
});

it('has no index that nothing asks for', async () => {
  const asked = queries.map(([name, filter, sort]): Asked => ({ name, filter, sort }));
  for (const [, ask] of questions) asked.push(...(await askedBy(ask)));
  const idle = names.flatMap((name) =>
    indexes[name]
      // What expires is asked for by the server itself.
      .filter((index) => index.expireAfterSeconds === undefined)
      .filter((index) => !asked.some((one) => one.name === name && serves(index, one)))
      .map(({ key }) => `${name} ${JSON.stringify(key)}`),
  );
  expect(idle).toEqual([]);
});

it.each<[string, Document, Document, Document, boolean]>([
  ['a sort that the index does not go on with', { a: 1, b: 1 }, { a: 1 }, { c: 1 }, false],
  ['a sort the other way round', { a: 1, b: 1, _id: 1 }, { a: 1 }, { b: -1, _id: -1 }, true],
  ['a sort of which half is the other way round', { a: 1, b: 1, _id: 1 }, { a: 1 }, { b: -1, _id: 1 }, false],
  ['a field that is not asked for first', { a: 1, b: 1 }, { b: 1 }, {}, false],
  ['a status and nothing more', { status: 1, b: 1 }, { status: 'x', c: 1 }, {}, false],
  ['a status and a range', { status: 1, b: 1 }, { status: 'x', b: { $lte: 1 } }, { b: 1 }, true],
])('knows that an index does or does not serve: %s', (_, key, filter, sort, expected) => {
  expect(serves({ key } as IndexDescription, { name: 'groups', filter, sort })).toBe(expected);
});
