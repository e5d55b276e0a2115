/**
 * FIGURES ARE COUNTED HERE, by cron: a day anew from all that happened on it, a tree anew from the rows of its shares.
 * Nothing is ever incremented, so counting twice, or again after a crash, gives the same. What is counted, and how, is
 * said in `shared/domain/fission.ts`.
 */
import {
  addMeasures,
  type Fact,
  type FigureRow,
  type Measures,
  NO_MEASURES,
  reshareMeasures,
  rowsOf,
} from '../../shared/domain/fission';
import { keptGoods } from '../../shared/domain/order';
import { visitId } from '../../shared/domain/visit';
import { DAY, dayOf, type Ms, startOfDay } from '../../shared/time';
import { markBargain, markBargains } from '../store/bargainFigures';
import type {
  FigureDayDoc,
  FigureDoc,
  FigureTreeDoc,
  GroupDoc,
  OrderDoc,
  ShareDoc,
  ShareSums,
} from '../store/collections';
import {
  bindingsIn,
  broughtBy,
  forgetVisits,
  keepSums,
  markTrees,
  markVisits,
  newcomersIn,
  ordersIn,
  placesOf,
  replaceRows,
  resharesIn,
  rowsOn,
  settleDay,
  settleTree,
  sharesOfTree,
  sumsOfShares,
  type Turn,
  takeDay,
  takeTree,
  touchDay,
  touchDays,
  visitsOn,
} from '../store/figures';
import type { App, Bounds, Touched } from './app';
import { countBargainDay } from './bargainFigures';
import { countCampaignDay } from './campaignFigures';
import { countShopDay } from './today';

type Counting = Pick<App, 'store' | 'now' | 'stopwatch'>;

/** A day or tree that took a second is left alone for so many. */
const REST = 20;

/** Cron: what is new is marked, what is marked is counted, what is too old goes. @returns how much was done */
export async function countFigures(app: App, { limit, over }: Bounds): Promise<number> {
  const { store, now } = app;
  const repeat = async (work: () => Promise<number>): Promise<number> => {
    let done = 0;
    for (let round = 0; round < limit && !over(); round++) {
      const some = await work();
      if (some === 0) break;
      done += some;
    }
    return done;
  };
  const marked = (await repeat(() => markVisits(store, now()))) + (await repeat(() => markBargains(store, now())));
  const days = await repeat(() => countNext(app, takeDay, countDay));
  const moved = await repeat(() => markTrees(store, now()));
  const trees = await repeat(() => countNext(app, takeTree, countTree));
  const cutoff = startOfDay(dayOf(now() - app.settings.visitDays * DAY));
  const forgotten = await repeat(() => forgetVisits(store, cutoff));
  return marked + days + moved + trees + forgotten;
}

async function countNext<T extends Turn>(
  app: Counting,
  take: (store: App['store'], now: Ms) => Promise<T | null>,
  count: (app: Counting, taken: T) => Promise<void>,
): Promise<number> {
  const taken = await take(app.store, app.now());
  if (!taken) return 0;
  await count(app, taken);
  return 1;
}

/**
 * A reaction: an order was paid, or some of it goes back. The day that it was paid on is counted again, of a campaign's also
 * that on which it was placed, and its bargain's.
 */
export async function figuresOfOrder(app: App, order: OrderDoc): Promise<Touched[]> {
  const { merchantId, paidAt, bargain } = order;
  // A group that a payment has opened was started on one of the two days.
  const days = [...(paidAt === undefined ? [] : [paidAt]), ...(isOfCampaign(order) ? [order.createdAt] : [])];
  const touched = days.map((at) => ({ merchantId, day: dayOf(at) }));
  await touchDays(app.store, touched, app.now());
  if (bargain) await markBargain(app.store.bargains, bargain.id);
  return [];
}

const isOfCampaign = ({ groupBuy, bargain }: OrderDoc): boolean => groupBuy !== undefined || bargain !== undefined;

/** A reaction: an order's group has formed, or it closes. Of a campaign's the day on which it was placed is counted again. */
export async function figuresOfPlaced(app: App, order: OrderDoc): Promise<Touched[]> {
  if (isOfCampaign(order)) await touchDay(app.store, order.merchantId, dayOf(order.createdAt), app.now());
  return [];
}

/** A reaction: a group is over. The day on which it was started is counted again. */
export async function figuresOfGroup(app: App, { merchantId, createdAt }: GroupDoc): Promise<Touched[]> {
  await touchDay(app.store, merchantId, dayOf(createdAt), app.now());
  return [];
}

/* ── a day ──────────────────────────────────────────────────────────────────────────────────────────────────────── */

/** Counts a day that `takeDay` has given. */
export async function countDay(app: Counting, taken: FigureDayDoc & Turn): Promise<void> {
  const begun = app.stopwatch();
  const [facts, before] = [await factsOf(app, taken), await rowsOn(app.store, taken)];
  const counted = rowsOf(facts);
  const rows = taken.kept ? withKept(before, counted) : counted;
  if (!(await replaceRows(app.store, taken, before, rows))) return;
  await countBargainDay(app, taken);
  await countCampaignDay(app, taken);
  await countShopDay(app, taken);
  await settleDay(app.store, taken, { now: app.now(), pause: REST * (app.stopwatch() - begun) });
}

/** What happened on a day, summed by share and chat: two facts of one share are one line here. */
class Tally {
  readonly #sums = new Map<string, { shareId: string; chat: string | undefined; measures: Measures }>();

  add(shareId: string, chat: string | undefined, measures: Partial<Measures>): void {
    const key = `${shareId}/${chat ?? ''}`;
    const before = this.#sums.get(key)?.measures ?? NO_MEASURES;
    this.#sums.set(key, { shareId, chat, measures: addMeasures(before, { ...NO_MEASURES, ...measures }) });
  }

  get all() {
    return [...this.#sums.values()];
  }
}

async function factsOf({ store }: Counting, { merchantId, day }: FigureDayDoc): Promise<Fact[]> {
  const from = startOfDay(day);
  const span = { merchantId, from, before: from + DAY };
  const tally = new Tally();
  const chats = new Map<string, string>();
  // By the visit's id, which says whose it was also where the account has been deleted since.
  const visitOf = ({ userId, shareId }: { userId: string; shareId: string }) => visitId(shareId, userId, from);
  for await (const visit of visitsOn(store, { merchantId, day })) {
    const { _id, shareId, chat, preview } = visit;
    if (chat !== undefined) chats.set(_id, chat);
    tally.add(shareId, chat, preview ? { previews: 1 } : { visits: 1 });
  }
  for (const one of await newcomersIn(store, span)) tally.add(one.shareId, chats.get(visitOf(one)), { fresh: 1 });
  for (const one of await bindingsIn(store, span)) tally.add(one.shareId, chats.get(visitOf(one)), { binds: 1 });
  for (const order of await ordersIn(store, span)) {
    const sales = keptGoods(order);
    const { openedShareId, chat } = order.attribution;
    if (sales > 0 && openedShareId !== undefined) tally.add(openedShareId, chat, { orders: 1, sales });
  }
  const reshares = await resharesIn(store, span);
  const brought = reshares.length === 0 ? new Map<string, number>() : await broughtBy(store, { merchantId, day });
  const shareIds = [...tally.all.map(({ shareId }) => shareId), ...reshares.map(({ parent = '' }) => parent)];
  const places = await placesOf(store, [...new Set(shareIds)]);
  for (const { _id, parent = '', sharedAt = 0 } of reshares) {
    const cycle = sharedAt - (places.get(parent)?.sharedAt ?? sharedAt);
    tally.add(parent, undefined, reshareMeasures(cycle, brought.get(_id) ?? 0));
  }
  return tally.all.flatMap(({ shareId, chat, measures }) => {
    const place = places.get(shareId);
    return place ? [{ share: { ...place, id: shareId }, chat, measures }] : [];
  });
}

/** What rests on visits, and cannot be counted again once they are gone. In a chat's row, that is where somebody came from too. */
const OF_VISITS = ['visits', 'previews', 'reshares', 'brought', 'broughtSquared', 'cycleSum', 'cycles'] as const;
const OF_CHATS = [...OF_VISITS, 'fresh', 'binds'] as const;

/** A day whose visits are forgotten keeps what they came to; all else is as it was counted now. */
function withKept(before: readonly FigureDoc[], counted: readonly FigureRow[]): FigureRow[] {
  const keyOf = ({ scope, by, key }: FigureRow) => `${scope}/${by}/${key}`;
  const rows = new Map<string, FigureRow>(counted.map((row) => [keyOf(row), row]));
  const old = new Map(before.map((row) => [keyOf(row), row]));
  const merged: FigureRow[] = [];
  for (const id of new Set([...rows.keys(), ...old.keys()])) {
    const [row, was] = [rows.get(id), old.get(id)];
    const place = row ?? was;
    if (!place) continue;
    const { scope, by, key } = place;
    const kept = was?.measures ?? NO_MEASURES;
    const names: readonly (keyof Measures)[] = by === 'chat' ? OF_CHATS : OF_VISITS;
    const measures = {
      ...(row?.measures ?? NO_MEASURES),
      ...Object.fromEntries(names.map((name) => [name, kept[name]])),
    };
    if (
      Object.values(measures)
        .flat()
        .some((value) => value !== 0)
    )
      merged.push({ scope, by, key, measures });
  }
  return merged;
}

/* ── a tree ─────────────────────────────────────────────────────────────────────────────────────────────────────── */

const NOTHING: ShareSums = { visits: 0, binds: 0, orders: 0, sales: 0 };

type Branch = NonNullable<ShareDoc['branch']>;

interface Below {
  readonly branch: Branch;
  readonly children: number;
}

const EMPTY: Below = { branch: { visits: 0, orders: 0, sales: 0, shares: 0, depth: 0 }, children: 0 };

/** Counts the branches of a tree that `takeTree` has given: deepest first, each share is added to the one above it. */
export async function countTree(app: Counting, taken: FigureTreeDoc & Turn): Promise<void> {
  const { store } = app;
  const begun = app.stopwatch();
  const below = new Map<string, Below>();
  for await (const batch of sharesOfTree(store, taken._id)) {
    const sums = await sumsOfShares(
      store,
      taken.merchantId,
      batch.map(({ _id }) => _id),
    );
    const changed: Parameters<typeof keepSums>[1][number][] = [];
    for (const share of batch) {
      const { _id, parent, sharedAt } = share;
      const known = sharedAt === undefined ? 0 : 1;
      const own = sums.get(_id) ?? NOTHING;
      const { branch: rest, children } = below.get(_id) ?? EMPTY;
      below.delete(_id);
      const branch: Branch = {
        visits: rest.visits + own.visits,
        orders: rest.orders + own.orders,
        sales: rest.sales + own.sales,
        shares: rest.shares + known,
        depth: rest.depth,
      };
      if (parent !== undefined) below.set(parent, addBranch(below.get(parent) ?? EMPTY, branch, known));
      if (differs(share, { own, branch, children })) changed.push({ _id, own, branch, children });
    }
    await keepSums(store, changed);
  }
  await settleTree(store, taken, { now: app.now(), pause: REST * (app.stopwatch() - begun) });
}

const addBranch = ({ branch, children }: Below, more: Branch, known: number): Below => ({
  branch: {
    visits: branch.visits + more.visits,
    orders: branch.orders + more.orders,
    sales: branch.sales + more.sales,
    shares: branch.shares + more.shares,
    // What nobody has opened is no level.
    depth: Math.max(branch.depth, more.shares === 0 ? 0 : more.depth + 1),
  },
  children: children + known,
});

/** A share that nobody has opened, and nothing lies below, is not written at all. */
function differs(before: Pick<ShareDoc, 'own' | 'branch' | 'children'>, after: Below & { own: ShareSums }): boolean {
  const { own, branch, children } = before;
  if (!own && after.branch.shares === 0 && Object.values(after.own).every((value) => value === 0)) return false;
  const flat = (one: { own?: object; branch?: object; children?: number }) => [
    ...Object.entries(one.own ?? {}),
    ...Object.entries(one.branch ?? {}),
    one.children,
  ];
  const sorted = (one: Parameters<typeof flat>[0]) => flat(one).map(String).sort().join();
  return sorted({ own, branch, children } as Parameters<typeof flat>[0]) !== sorted(after);
}
