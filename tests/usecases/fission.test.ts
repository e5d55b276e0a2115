/** Sharing as figures: cascades come to what an independent count comes to, whatever dies or races while they are counted. */
import { type Collections, collectionsOf, type ShareDoc } from '../../functions/store/collections';
import { takeDay } from '../../functions/store/figures';
import type { App } from '../../functions/usecases/app';
import { countDay, countFigures } from '../../functions/usecases/figures';
import { exportFission, fissionBoard, fissionTree } from '../../functions/usecases/fission';
import { createShare, open } from '../../functions/usecases/share';
import { CASCADE_SHOP, loadCascade } from '../../scripts/cascade';
import { rebuildFigures } from '../../scripts/rebuildFigures';
import { kFactor, meanCycle } from '../../shared/domain/fission';
import { DAY, dayOf, HOUR, MINUTE, type Ms } from '../../shared/time';
import { type Branch, cascade, count, type Step } from '../support/cascadeModel';
import { countCommands, useDatabase } from '../support/database';
import { type Death, mortal } from '../support/mortal';
import { CAMPAIGN, MERCHANT, openWorld, PRODUCT, START, type World } from '../support/world';
import { buy, crowd } from './crowd';

const places: string[] = [];
// Before the connection is closed.
afterAll(async () => {
  for (const name of places) await database.client.db(name).dropDatabase();
});
const database = useDatabase();
let world: World;

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

beforeAll(async () => {
  world = await openWorld(database);
});
afterAll(() => world.close());
beforeEach(() => world.reset());

/** An app on another database, with a clock of its own. */
interface Place {
  readonly app: App;
  readonly store: Collections;
  time: Ms;
}

function place(name: string, time: Ms): Place {
  const full = `${database.name}_${name}`;
  places.push(full);
  const store = collectionsOf(database.client, database.client.db(full));
  const here: Place = { store, time, app: { ...world.app, store, now: () => here.time } };
  return here;
}

/** Cron, until there is nothing left for it. */
async function settle(here: Place, app: App = here.app): Promise<void> {
  const bounds = { limit: 10_000, over: () => false };
  for (let idle = 0; idle < 2; here.time += MINUTE) {
    idle = (await countFigures(app, bounds)) === 0 ? idle + 1 : 0;
  }
}

/** A step as people take it: whoever opens a card may share it further. */
async function take(here: Place, tokens: Map<string, string>, { share, parent, person, at }: Step): Promise<void> {
  here.time = at;
  const userId = `usr_${person}`;
  const from = tokens.get(parent);
  if (from !== undefined) {
    const answer = await open(here.app, { userId, robot: false }, { token: from });
    if (!answer.ok) throw new Error(answer.refusal);
  }
  if (share === '') return;
  const target = { kind: 'product', id: PRODUCT } as const;
  const made = await createShare(here.app, userId, { target, channel: 'message', from });
  if (!made.ok) throw new Error(made.refusal);
  tokens.set(share, made.value.token);
}

const RANGE = { from: dayOf(START), until: dayOf(START + 10 * DAY) };

async function board(app: App, merchantId: string) {
  const answer = await fissionBoard(app, { merchantId, ...RANGE });
  if (!answer.ok) throw new Error(answer.refusal);
  return answer.value;
}

/** What an independent count must equal: sums, days, depths, K and mean cycle. */
async function shown(app: App, merchantId: string) {
  const { total, days, depths } = await board(app, merchantId);
  const { visits, fresh, binds, reshares, brought, broughtSquared, cycleSum } = total;
  const visited = ({ measures }: { measures: { visits: number } }) => measures.visits > 0;
  return {
    sums: { visits, fresh, binds, reshares, brought, broughtSquared, cycleSum },
    days: days.filter(visited).map(({ day, measures }) => [day, measures.visits]),
    depths: depths.filter(visited).map(({ key, measures }) => [Number(key), measures.visits]),
    k: kFactor(total)?.k,
    cycle: meanCycle(total),
  };
}

function expected(steps: readonly Step[]) {
  const { visitsByDay, visitsByDepth, branches: _, ...sums } = count(steps);
  return {
    sums,
    days: [...visitsByDay].sort(),
    depths: [...visitsByDepth].sort(([a], [b]) => a - b),
    k: sums.brought / sums.visits,
    cycle: Math.round(sums.cycleSum / sums.reshares),
  };
}

const branchOf = ({ own, branch, children = 0 }: ShareDoc): Branch => ({
  own: own?.visits ?? 0,
  binds: own?.binds ?? 0,
  visits: branch?.visits ?? 0,
  shares: branch?.shares ?? 0,
  depth: branch?.depth ?? 0,
  children,
});

/** Branches by the person who shared: nobody shares twice. */
async function branchesBySharer({ shares, users }: Collections): Promise<Map<string, Branch>> {
  const names = new Map((await users.find().toArray()).map(({ _id, name }) => [_id, name]));
  const found = await shares.find().toArray();
  return new Map(found.map((share) => [names.get(share.userId) ?? share.userId.slice(4), branchOf(share)]));
}

const expectedBranches = (steps: readonly Step[]): Map<string, Branch> => {
  const { branches } = count(steps);
  const sharers = new Map(steps.map(({ share, person }) => [share, person]));
  return new Map([...branches].map(([share, branch]) => [sharers.get(share) ?? '', branch]));
};

const byName = (map: Map<string, Branch>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));

async function figuresOf({ figures, shares }: Collections) {
  const rows = await figures.find().sort({ _id: 1 }).toArray();
  return [rows, await shares.find().sort({ _id: 1 }).toArray()];
}

const SMALL = cascade(60, 7, START);

it('counts real openings as an independent count does; written in bulk, the same steps come to the same', async () => {
  const here: Place = { store: world.app.store, time: START, app: { ...world.app, now: () => here.time } };
  const tokens = new Map<string, string>();
  for (const step of SMALL) await take(here, tokens, step);
  await settle(here);
  expect(await shown(here.app, MERCHANT)).toEqual(expected(SMALL));
  const real = await branchesBySharer(here.store);
  expect(byName(real)).toEqual(byName(expectedBranches(SMALL)));

  const bulk = place('bulk', START + 4 * DAY);
  await loadCascade(bulk.store, SMALL);
  await settle(bulk);
  expect(await shown(bulk.app, CASCADE_SHOP)).toEqual(expected(SMALL));
  expect(byName(await branchesBySharer(bulk.store))).toEqual(byName(real));
});

describe('a large cascade', () => {
  const steps = cascade(3000, 20_260_301, START);
  let large: Place;

  beforeAll(async () => {
    large = place('large', START + 4 * DAY);
    await loadCascade(large.store, steps);
    await settle(large);
  });

  it('has the sums, days, depths, K, cycle and branches of an independent count', async () => {
    expect(await shown(large.app, CASCADE_SHOP)).toEqual(expected(steps));
    expect(byName(await branchesBySharer(large.store))).toEqual(byName(expectedBranches(steps)));
    // Several generations, and branches that differ by far.
    const { depths } = await shown(large.app, CASCADE_SHOP);
    expect(depths.length).toBeGreaterThan(5);
  });

  it('is counted again without a change', async () => {
    const before = await figuresOf(large.store);
    await rebuildFigures(large.app, () => {});
    await settle(large);
    expect(await figuresOf(large.store)).toEqual(before);
  });

  it('is answered by as many commands as a small one', async () => {
    const small = place('small', START + 4 * DAY);
    await loadCascade(small.store, SMALL);
    await settle(small);
    const asked = async ({ app }: Place) => {
      const merchantId = CASCADE_SHOP;
      const names = async (work: () => Promise<unknown>) =>
        (await countCommands(database.client, work)).commands.filter((name) => name !== 'getMore').sort();
      return [
        await names(() => fissionBoard(app, { merchantId, ...RANGE })),
        await names(() => fissionTree(app, { merchantId, levels: 3 })),
        await names(() => exportFission(app, { merchantId, ...RANGE })),
      ];
    };
    const [ofBoard = [], ofTree = [], ofTable = []] = await asked(large);
    expect(await asked(small)).toEqual([ofBoard, ofTree, ofTable]);
    expect([ofBoard.length, ofTree.length, ofTable.length]).toEqual([10, 5, 3]);
  });

  it('shows its tree from the biggest branch down, page by page', async () => {
    const answer = await fissionTree(large.app, { merchantId: CASCADE_SHOP, levels: 1 });
    if (!answer.ok) throw new Error(answer.refusal);
    const [root] = answer.value.roots;
    const { branches } = count(steps);
    expect(root).toMatchObject({ sharer: { name: 'p0' }, branch: { visits: branches.get('s0')?.visits } });
    expect(answer.value.below.every(({ parent }) => parent === root?.share)).toBe(true);
    const seen: number[] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined; ) {
      const share = root?.share;
      const page = await fissionTree(large.app, {
        merchantId: CASCADE_SHOP,
        share,
        levels: 0,
        ...(cursor === '' ? {} : { cursor }),
      });
      if (!page.ok) throw new Error(page.refusal);
      seen.push(...page.value.roots.map(({ branch }) => branch.visits));
      cursor = page.value.next;
    }
    expect(seen).toEqual([...seen].sort((a, b) => b - a));
    expect(seen).toHaveLength(root?.children ?? 0);
  });

  it('is told as a table, page after page, each row once', async () => {
    const rows: string[] = [];
    let after: string | undefined;
    do {
      const page = await exportFission(large.app, { merchantId: CASCADE_SHOP, ...RANGE, after });
      if (!page.ok) throw new Error(page.refusal);
      rows.push(...page.value.rows.map(({ day, by, key }) => `${by} ${day} ${key}`));
      after = page.value.next;
    } while (after !== undefined);
    const kept = await large.store.figures.countDocuments({ scope: '', by: { $ne: 'share' } });
    expect([rows.length, new Set(rows).size]).toEqual([kept, kept]);
  });
});

describe('whatever happens while it is counted', () => {
  const steps = cascade(12, 15, START, 1.5);
  let here: Place;
  let wanted: unknown[];

  beforeAll(async () => {
    here = place('faults', START + 4 * DAY);
    await loadCascade(here.store, steps);
    await settle(here);
    wanted = await figuresOf(here.store);
    expect(await shown(here.app, CASCADE_SHOP)).toEqual(expected(steps));
  });

  /** As if nothing had been counted yet. */
  async function forget(): Promise<void> {
    const { figures, figureDays, figureTrees, shares, visits } = here.store;
    await Promise.all([figures, figureDays, figureTrees].map((one) => one.deleteMany({})));
    await shares.updateMany({}, { $unset: { own: '', branch: '', children: '' } });
    await visits.updateMany({}, { $set: { uncounted: true } });
    here.time = START + 4 * DAY;
  }

  it('dies at any command, and is right when it has gone on', async () => {
    const die = async (death: Death): Promise<boolean> => {
      await forget();
      const dying = mortal(here.app, death);
      await settle(here, dying.app).catch(() => {});
      await dying.still();
      // Nobody else counts what it had begun until it is sure to have ended.
      here.time += HOUR;
      await settle(here);
      expect([death, await figuresOf(here.store)]).toEqual([death, wanted]);
      return dying.died();
    };
    let deaths = 0;
    while (await die({ with: deaths + 1, after: deaths % 2 === 0 })) deaths += 1;
    expect(deaths).toBeGreaterThan(12);
  });

  it('is counted by several at once', async () => {
    await forget();
    const bounds = { limit: 100, over: () => false };
    for (let round = 0; round < 4; round++, here.time += MINUTE) {
      await Promise.all([1, 2, 3].map(() => countFigures(here.app, bounds)));
    }
    await settle(here);
    expect(await figuresOf(here.store)).toEqual(wanted);
  });

  it('is counted again after one that was late has written what it saw long ago', async () => {
    await forget();
    await settle(here);
    const day = dayOf(START);
    const hidden = await here.store.visits.find({ day }).toArray();
    await here.store.visits.deleteMany({ day });
    const id = `${CASCADE_SHOP}/${day}`;
    const late = await takeDay(here.store, here.time, id);
    if (!late) throw new Error('the day is not there');
    // It has read the day without its visits, and sleeps before it writes.
    let [wake, fallAsleep] = [() => {}, () => {}];
    const woken = new Promise<void>((resolve) => {
      wake = resolve;
    });
    const asleep = new Promise<void>((resolve) => {
      fallAsleep = resolve;
    });
    const figures = new Proxy(here.store.figures, {
      get(target, name) {
        const value = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        if (name !== 'bulkWrite') return value.bind(target);
        return async (...args: unknown[]) => {
          fallAsleep();
          await woken;
          return value.apply(target, args);
        };
      },
    });
    const counting = countDay({ ...here.app, store: { ...here.store, figures } }, late);
    await asleep;
    await here.store.visits.insertMany(hidden.map((visit) => ({ ...visit, uncounted: true as const })));
    here.time += HOUR;
    await settle(here);
    wake();
    await counting;
    await settle(here);
    expect(await figuresOf(here.store)).toEqual(wanted);
  });

  it('is opened while it is counted', async () => {
    const busy: Place = { store: world.app.store, time: START, app: { ...world.app, now: () => busy.time } };
    const tokens = new Map<string, string>();
    let opening = true;
    const openAll = async () => {
      for (const step of steps) await take(busy, tokens, step);
      opening = false;
    };
    const countAll = async () => {
      const ahead: App = { ...busy.app, now: () => busy.time + MINUTE };
      while (opening) await countFigures(ahead, { limit: 5, over: () => false });
    };
    await Promise.all([openAll(), countAll()]);
    busy.time += HOUR;
    await settle(busy);
    expect(await shown(busy.app, MERCHANT)).toEqual(expected(steps));
    expect(byName(await branchesBySharer(busy.store))).toEqual(byName(expectedBranches(steps)));
  });
});

it('counts an order for the share that was opened last, and no longer once its money goes back', async () => {
  const [sharer, buyer] = await crowd(world, 2);
  if (!sharer || !buyer) throw new Error('nobody came');
  const made = await sharer.call('share.create', { target: { kind: 'product', id: PRODUCT } });
  const token = made.ok ? made.value.token : '';
  await buyer.call('share.open', { token });
  const { orderId } = await buy(world, buyer, { shareToken: token });
  for (let round = 0; round < 4; round++, await world.advance(MINUTE)) await world.cron();
  const paid = await board(world.app, MERCHANT);
  expect(paid.total).toMatchObject({ visits: 1, fresh: 1, binds: 1, orders: 1, sales: 2990 });
  expect(paid.top).toMatchObject([{ node: { share: token, orders: 1, sales: 2990 }, measures: { orders: 1 } }]);
  expect(paid.products).toMatchObject([{ key: PRODUCT, measures: { orders: 1 } }]);
  expect(paid.campaigns).toMatchObject([{ key: CAMPAIGN }]);

  // The group does not fill.
  await world.advance(2 * DAY);
  await world.settle();
  expect((await world.app.store.orders.findOne({ _id: orderId }))?.status).toBe('closed');
  const back = await board(world.app, MERCHANT);
  expect(back.total).toMatchObject({ visits: 1, orders: 0, sales: 0 });
  expect(back.top).toEqual([]);
  expect(await world.app.store.shares.findOne({ _id: token })).toMatchObject({
    own: { visits: 1, orders: 0, sales: 0 },
  });
});

it('keeps what visits came to when they are forgotten, and counts the rest of their day again', async () => {
  const here = place('old', START + 4 * DAY);
  await loadCascade(here.store, SMALL);
  await settle(here);
  const before = await shown(here.app, CASCADE_SHOP);
  const branches = byName(await branchesBySharer(here.store));
  here.time = START + 500 * DAY;
  await settle(here);
  expect(await here.store.visits.countDocuments()).toBe(0);
  await rebuildFigures(here.app, () => {});
  await settle(here);
  expect(await shown(here.app, CASCADE_SHOP)).toEqual(before);
  expect(byName(await branchesBySharer(here.store))).toEqual(branches);
  // A binding that a member of the shop puts right is no visit.
  await here.store.visitors.updateOne({ 'history.0': { $exists: true } }, { $set: { history: [] } });
  await rebuildFigures(here.app, () => {});
  expect((await shown(here.app, CASCADE_SHOP)).sums).toEqual({ ...before.sums, binds: before.sums.binds - 1 });
});

it('keeps what a re-share has brought, also of a day on which nobody visited', async () => {
  const here = place('quiet', START);
  await loadCascade(here.store, [
    { share: 'a', parent: '', person: 'a', at: START },
    { share: '', parent: 'a', person: 'b', at: START },
    { share: 'b', parent: 'a', person: 'b', at: START + 2 * DAY },
    { share: '', parent: 'b', person: 'c', at: START + 4 * DAY },
  ]);
  await here.store.visits.deleteMany({ day: dayOf(START + 2 * DAY) });
  await settle(here);
  const before = await shown(here.app, CASCADE_SHOP);
  expect(before.sums).toMatchObject({ reshares: 1, brought: 1 });
  here.time = START + 500 * DAY;
  await settle(here);
  expect(await here.store.visits.countDocuments()).toBe(0);
  await rebuildFigures(here.app, () => {});
  expect(await shown(here.app, CASCADE_SHOP)).toEqual(before);
});

it('names what it tells, never a chat, and knows nothing of other shops', async () => {
  const { figures, products } = world.app.store;
  const measures = (await import('../../shared/domain/fission')).NO_MEASURES;
  const row = { merchantId: MERCHANT, day: dayOf(START), scope: '', measures: { ...measures, visits: 1 } };
  const chat = 'tGroupThatNobodyMayKnow';
  await figures.insertMany([
    { ...row, _id: 'fig_1', by: 'chat', key: chat },
    { ...row, _id: 'fig_2', by: 'product', key: 'prd_gone' },
    { ...row, _id: 'fig_3', by: 'depth', key: '1' },
    { ...row, _id: 'fig_4', by: 'channel', key: 'poster' },
    { ...row, _id: 'fig_5', by: 'product', key: PRODUCT },
    { ...row, _id: 'fig_6', by: 'campaign', key: 'cmp_gone' },
  ]);
  const { title = '' } = (await products.findOne({ _id: PRODUCT })) ?? {};
  const told = await board(world.app, MERCHANT);
  const table = await exportFission(world.app, { merchantId: MERCHANT, ...RANGE });
  const labels = (rows: readonly { label: string }[]) => rows.map(({ label }) => label);
  expect(labels(told.chats)).toEqual([expect.stringMatching(/^群聊 [0-9A-Z]{4}$/)]);
  expect(labels(told.products).sort()).toEqual(['已删除的商品', title].sort());
  expect([told.depths, told.channels, told.campaigns].map(labels)).toEqual([['第 2 层'], ['海报'], ['已删除的活动']]);
  expect(JSON.stringify([told, table])).not.toContain(chat);

  const foreign = { merchantId: CASCADE_SHOP, campaignId: CAMPAIGN };
  expect(await fissionBoard(world.app, { ...foreign, ...RANGE })).toEqual({ ok: false, refusal: 'notFound' });
  expect(await exportFission(world.app, { ...foreign, ...RANGE })).toEqual({ ok: false, refusal: 'notFound' });
  expect(await fissionTree(world.app, { ...foreign, levels: 1 })).toEqual({ ok: false, refusal: 'notFound' });
  const [sharer] = await crowd(world, 1);
  const made = await sharer?.call('share.create', { target: { kind: 'shop', id: MERCHANT } });
  const share = made?.ok ? made.value.token : '';
  const ofOther = await fissionTree(world.app, { merchantId: CASCADE_SHOP, share, levels: 1 });
  expect(ofOther).toEqual({ ok: false, refusal: 'shareUnknown' });
});
