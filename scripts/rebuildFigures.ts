/**
 * `npm run rebuild-figures`: counts every day and every tree of shares of the database (MONGODB_URI, MONGODB_DATABASE)
 * again from what happened. Cron and the shop may go on meanwhile. What is right already stays as it is, so that it may be
 * run at any time, and again where it was cut off.
 */
import { markBargains } from '../functions/store/bargainFigures';
import { collectionsOf } from '../functions/store/collections';
import { type Day, markTrees, markVisits, takeDay, takeTree, touchDays, touchTrees } from '../functions/store/figures';
import { connect } from '../functions/store/mongo';
import type { App } from '../functions/usecases/app';
import { countDay, countTree } from '../functions/usecases/figures';
import { dayOf } from '../shared/time';

type Counting = Pick<App, 'store' | 'now' | 'stopwatch'>;

/** Days and trees that are marked by one command. */
const BATCH = 1000;

/** @param say told how far it is, a line now and then @returns how many days and trees were counted */
export async function rebuildFigures(
  app: Counting,
  say: (line: string) => void,
): Promise<{ days: number; trees: number }> {
  const { store, now } = app;
  while ((await markVisits(store, now())) > 0);
  while ((await markBargains(store, now())) > 0);
  const days = await everyDay(app);
  for (let from = 0; from < days.length; from += BATCH) await touchDays(store, days.slice(from, from + BATCH), now());
  for (const [index, { merchantId, day }] of days.entries()) {
    const taken = await takeDay(store, now(), `${merchantId}/${day}`);
    if (taken) await countDay(app, taken);
    say(`${index + 1} of ${days.length} days: ${day} of ${merchantId}`);
  }
  while ((await markTrees(store, now())) > 0);
  let roots = new Map<string, string>();
  let trees = 0;
  const countRoots = async () => {
    await touchTrees(store, roots, now());
    for (const root of roots.keys()) {
      const taken = await takeTree(store, now(), root);
      if (taken) await countTree(app, taken);
    }
    trees += roots.size;
    if (roots.size > 0) say(`${trees} trees`);
    roots = new Map();
  };
  for await (const { _id, merchantId } of store.shares.find({ depth: 0 }, { projection: { merchantId: 1 } })) {
    roots.set(_id, merchantId);
    if (roots.size === BATCH) await countRoots();
  }
  await countRoots();
  return { days: days.length, trees };
}

/** Every day on which something happened, and every one that has been counted, the oldest first. */
async function everyDay({ store }: Counting): Promise<Day[]> {
  const days = new Map<string, Day>();
  const add = (merchantId: string, day: string) => days.set(`${day}/${merchantId}`, { merchantId, day });
  for await (const { merchantId, day } of store.figureDays.find({})) add(merchantId, day);
  const visited = store.visits.aggregate<{ _id: Day }>([
    { $group: { _id: { merchantId: '$merchantId', day: '$day' } } },
  ]);
  for await (const { _id } of visited) add(_id.merchantId, _id.day);
  const placed = store.orders.find({}, { projection: { merchantId: 1, createdAt: 1, paidAt: 1 } });
  for await (const { merchantId, createdAt, paidAt = createdAt } of placed) {
    for (const at of [createdAt, paidAt]) add(merchantId, dayOf(at));
  }
  const groups = store.groups.find({}, { projection: { merchantId: 1, createdAt: 1 } });
  for await (const { merchantId, createdAt } of groups) add(merchantId, dayOf(createdAt));
  const met = store.visitors.find({}, { projection: { merchantId: 1, firstAt: 1, 'history.at': 1 } });
  for await (const { merchantId, firstAt, history } of met) {
    for (const at of [...(firstAt === undefined ? [] : [firstAt]), ...history.map((record) => record.at)]) {
      add(merchantId, dayOf(at));
    }
  }
  const reshared = store.shares.find({ parent: { $exists: true } }, { projection: { merchantId: 1, createdAt: 1 } });
  for await (const { merchantId, createdAt } of reshared) add(merchantId, dayOf(createdAt));
  const started = store.bargains.find({}, { projection: { merchantId: 1, createdAt: 1 } });
  for await (const { merchantId, createdAt } of started) add(merchantId, dayOf(createdAt));
  return [...days].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, day]) => day);
}

async function main(): Promise<void> {
  const { MONGODB_URI: uri, MONGODB_DATABASE: name = 'pinkan' } = process.env;
  if (!uri) throw new Error('MONGODB_URI is missing (see .env.example).');
  const client = await connect(uri).connect();
  try {
    const store = collectionsOf(client, client.db(name));
    const app = { store, now: Date.now, stopwatch: () => performance.now() };
    const { days, trees } = await rebuildFigures(app, (line) => console.log(line));
    console.log(`The figures of ${name} are counted: ${days} days, ${trees} trees.`);
  } finally {
    await client.close();
  }
}

if (require.main === module) {
  main().catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
