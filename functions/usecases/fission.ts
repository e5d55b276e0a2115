/**
 * THE FISSION BOARD: what sharing brought, as cron has counted it (`figures.ts`), and the tree of shares. However many
 * visits there were, each answer takes the same few commands.
 */
import type { Output, Parsed } from '../../shared/contracts/contracts';
import { daysOfRange } from '../../shared/domain/dayRange';
import { addMeasures, type Breakdown, type Measures, NO_MEASURES } from '../../shared/domain/fission';
import { CHANNELS, type Channel } from '../../shared/domain/visit';
import type { RefusalCode } from '../../shared/refusals';
import { no, ok, type Result } from '../../shared/result';
import { DAY, dayOf, startOfDay } from '../../shared/time';
import type { FigureDoc, ShareDoc } from '../store/collections';
import {
  type BranchPlace,
  branches,
  countedAt,
  dayRows,
  mostVisited,
  type Place,
  type Range,
  rowsFrom,
  sumsByKey,
  sumsOfSome,
  TOLD,
  topSellers,
} from '../store/fission';
import { keyedText } from '../store/secret';
import { treeBelow } from '../store/share';
import type { App } from './app';
import { facesOfUsers, nodeBelow, nodeOf } from './shareNode';

/** What is listed by size is listed so far. */
const MOST = 20;
const PER_LEVEL = 40;

/** Rows of a page of the table. */
const PAGE = 1000;

type Told = Measures & { cycles: number[] };

const told = (measures: Measures): Told => ({ ...measures, cycles: [...measures.cycles] });

const total = (all: readonly { readonly measures: Measures }[]): Told =>
  told(all.reduce((sum, { measures }) => addMeasures(sum, measures), NO_MEASURES));

/** A campaign of another shop is not there. */
async function isScope({ store }: App, merchantId: string, campaignId: string | undefined): Promise<boolean> {
  if (campaignId === undefined) return true;
  return (await store.campaigns.findOne({ _id: campaignId, merchantId }, { projection: { _id: 1 } })) !== null;
}

export async function fissionBoard(
  app: App,
  { merchantId, campaignId, from, until }: Parsed<'fission.board'>,
): Promise<Result<Output<'fission.board'>, RefusalCode>> {
  const list = daysOfRange(from, until);
  if (!list.ok) return list;
  if (!(await isScope(app, merchantId, campaignId))) return no('notFound');
  const { store } = app;
  const range: Range = { merchantId, scope: campaignId ?? '', from, until };
  const earlier = dayOf(startOfDay(from) - list.value.length * DAY);
  const ofShop = (by: Breakdown) => (campaignId === undefined ? mostVisited(store, range, by, MOST) : []);
  const [byDay, channels, depths, products, campaigns, chats, sellers, counted] = await Promise.all([
    dayRows(store, { ...range, from: earlier }),
    sumsByKey(store, range, 'channel'),
    sumsByKey(store, range, 'depth'),
    ofShop('product'),
    ofShop('campaign'),
    mostVisited(store, range, 'chat', MOST),
    topSellers(store, range, MOST),
    countedAt(store, merchantId),
  ]);
  const days = new Map(byDay.map(({ day, measures }) => [day, measures]));
  const [labelOf, top] = await Promise.all([
    labels(app, merchantId, [...products, ...campaigns]),
    topOf(app, range, sellers),
  ]);
  const rows = (sums: readonly Row[]) =>
    sums.map((row) => ({ key: keyOf(app, merchantId, row), label: labelOf(row), measures: told(row.measures) }));
  return ok({
    total: total(byDay.filter(({ day }) => day >= from)),
    before: total(byDay.filter(({ day }) => day < from)),
    days: list.value.map((day) => ({ day, measures: told(days.get(day) ?? NO_MEASURES) })),
    channels: rows(channels.sort((a, b) => placeOf(a.key) - placeOf(b.key))),
    depths: rows(depths.sort((a, b) => Number(a.key) - Number(b.key))),
    products: rows(products),
    campaigns: rows(campaigns),
    chats: rows(chats),
    top,
    ...(counted === undefined ? {} : { countedAt: counted }),
  });
}

const placeOf = (channel: string): number => (CHANNELS as readonly string[]).indexOf(channel);

/** The shares that brought most orders, each with whose it is and all that it came to in the range. */
async function topOf(app: App, range: Range, ids: readonly string[]): Promise<Output<'fission.board'>['top']> {
  if (ids.length === 0) return [];
  const [sums, shares] = await Promise.all([
    sumsOfSome(app.store, range, ids),
    app.store.shares.find({ _id: { $in: [...ids] } }).toArray(),
  ]);
  const faceOf = await facesOfUsers(
    app,
    shares.map(({ userId }) => userId),
  );
  return ids.flatMap((id) => {
    const share = shares.find(({ _id }) => _id === id);
    const sum = sums.find(({ key }) => key === id);
    return share && sum ? [{ node: nodeOf(share, faceOf(share.userId)), measures: told(sum.measures) }] : [];
  });
}

/* ── what keys are called ───────────────────────────────────────────────────────────────────────────────────────── */

type Row = Pick<FigureDoc, 'by' | 'key' | 'measures'>;

const CHANNEL_NAMES: Readonly<Record<Channel, string>> = {
  message: '消息卡片',
  moments: '朋友圈',
  poster: '海报',
  link: '链接',
};

/** WeChat gives a chat no name, and its id is nobody's business: what it is known by here says nothing of it. */
const chatKey = ({ settings }: App, merchantId: string, chat: string): string =>
  keyedText(settings.shareSecret, `chat\n${merchantId}\n${chat}`, 10);

const keyOf = (app: App, merchantId: string, { by, key }: Row): string =>
  by === 'chat' ? chatKey(app, merchantId, key) : key;

/** What the keys of rows are called: titles by one command for the products, and one for the campaigns. */
async function labels(app: App, merchantId: string, rows: readonly Row[]): Promise<(row: Row) => string> {
  const ids = (wanted: Breakdown) => ({
    $in: [...new Set(rows.flatMap(({ by, key }) => (by === wanted ? [key] : [])))],
  });
  const [products, campaigns] = await Promise.all([
    app.store.products.find({ _id: ids('product') }, { projection: { title: 1, status: 1 } }).toArray(),
    app.store.campaigns.find({ _id: ids('campaign') }, { projection: { title: 1 } }).toArray(),
  ]);
  const titles = new Map([
    ...products.map(({ _id, title, status }) => [_id, status === 'archived' ? `${title}（已下架）` : title] as const),
    ...campaigns.map(({ _id, title }) => [_id, title] as const),
  ]);
  return ({ by, key }) => {
    switch (by) {
      case 'channel':
        return CHANNEL_NAMES[key as Channel];
      case 'depth':
        return `第 ${Number(key) + 1} 层`;
      case 'chat':
        return `群聊 ${chatKey(app, merchantId, key).slice(0, 4).toUpperCase()}`;
      case 'product':
        return titles.get(key) ?? '已删除的商品';
      case 'campaign':
        return titles.get(key) ?? '已删除的活动';
      default:
        return '全部';
    }
  };
}

/* ── the table ──────────────────────────────────────────────────────────────────────────────────────────────────── */

/** undefined: from the start. null: no place of ours. */
function readPlace(after: string | undefined): Place | undefined | null {
  if (after === undefined) return undefined;
  const [, name, day = '', taken] = /^([a-z]+)_(\d{4}-\d{2}-\d{2})_(\d{1,6})$/.exec(after) ?? [];
  const by = TOLD.find((one) => one === name);
  return by ? { by, day, taken: Number(taken) } : null;
}

export async function exportFission(
  app: App,
  { merchantId, campaignId, from, until, after }: Parsed<'fission.export'>,
): Promise<Result<Output<'fission.export'>, RefusalCode>> {
  const list = daysOfRange(from, until);
  if (!list.ok) return list;
  if (!(await isScope(app, merchantId, campaignId))) return no('notFound');
  const place = readPlace(after);
  if (place === null) return no('badRequest');
  const range: Range = { merchantId, scope: campaignId ?? '', from, until };
  const found = await rowsFrom(app.store, range, place, PAGE + 1);
  const rows = found.slice(0, PAGE);
  const labelOf = await labels(app, merchantId, rows);
  const last = rows.at(-1);
  const taken = (row: FigureDoc) => {
    const alike = rows.filter(({ by, day }) => by === row.by && day === row.day).length;
    return alike + (place?.by === row.by && place.day === row.day ? place.taken : 0);
  };
  return ok({
    rows: rows.map((row) => ({
      day: row.day,
      by: row.by as Place['by'],
      key: keyOf(app, merchantId, row),
      label: labelOf(row),
      measures: told(row.measures),
    })),
    ...(found.length > PAGE && last ? { next: `${last.by}_${last.day}_${taken(last)}` } : {}),
  });
}

/* ── the tree ───────────────────────────────────────────────────────────────────────────────────────────────────── */

function readBranch(cursor: string | undefined): BranchPlace | undefined | null {
  if (cursor === undefined) return undefined;
  const [, visits, id] = /^(\d{1,15})_(.{1,32})$/.exec(cursor) ?? [];
  return visits === undefined || id === undefined ? null : { visits: Number(visits), id };
}

/** Of the shop, of a campaign, or below one share. */
export async function fissionTree(
  app: App,
  { merchantId, campaignId, share: token, levels, cursor }: Parsed<'fission.tree'>,
): Promise<Result<Output<'fission.tree'>, RefusalCode>> {
  const { store } = app;
  if (!(await isScope(app, merchantId, campaignId))) return no('notFound');
  const node = token === undefined ? null : await store.shares.findOne({ _id: token, merchantId });
  if (token !== undefined && !node) return no('shareUnknown');
  const after = readBranch(cursor);
  if (after === null) return no('badRequest');
  const whole = campaignId === undefined ? { merchantId, depth: 0 as const } : { enters: campaignId };
  const found = await branches(store, node ? { parent: node._id } : whole, after, MOST + 1);
  const roots = found.slice(0, MOST);
  const below = await treeBelow(store, roots, levels, PER_LEVEL);
  const shown = [...(node ? [node] : []), ...roots, ...below];
  const faceOf = await facesOfUsers(
    app,
    shown.map(({ userId }) => userId),
  );
  const nodeFor = (share: ShareDoc) => nodeOf(share, faceOf(share.userId));
  const last = roots.at(-1);
  return ok({
    ...(node ? { node: nodeFor(node) } : {}),
    ...(node?.parent === undefined ? {} : { above: node.parent }),
    roots: roots.map(nodeFor),
    below: below.map((share) => nodeBelow(share, faceOf(share.userId))),
    ...(found.length > MOST && last ? { next: `${last.branch?.visits ?? 0}_${last._id}` } : {}),
  });
}
