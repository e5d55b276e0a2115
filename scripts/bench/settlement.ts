/** The figures of a settlement: its commands, its speed beside the same journals and balances raw, and how it grows. */
import { availableParallelism, loadavg } from 'node:os';
import type { MongoClient } from 'mongodb';
import { type Collections, collectionsOf, indexes } from '../../functions/store/collections';
import { connect } from '../../functions/store/mongo';
import { BATCH } from '../../functions/store/settlement';
import type { App } from '../../functions/usecases/app';
import { auditMerchant } from '../../functions/usecases/audit';
import { runSettlement } from '../../functions/usecases/settlement';
import { DAY, type Ms } from '../../shared/time';
import type { Database } from '../database';
import { newName } from './database';
import { writeDue } from './due';
import { type Recorded, record } from './joins';
import { figure, ratios, type Say, spread, tally } from './report';

export interface SettlementSize {
  readonly rounds: number;
  /** Commissions that are settled in each round beside the raw writing. */
  readonly entries: number;
  /** Each promoter earns so many of them. */
  readonly each: number;
  /** Commissions of which commands are counted. */
  readonly batches: readonly number[];
  /** Commissions of the smaller settlement and of the larger one. */
  readonly small: number;
  readonly large: number;
}

export const FULL_SETTLEMENT: SettlementSize = {
  rounds: 5,
  entries: 5000,
  each: 10,
  batches: [200, 1000],
  small: 5000,
  large: 50_000,
};

export const SETTLEMENT_PARTS = ['commands', 'speed', 'growth'] as const;
type SettlementPart = (typeof SETTLEMENT_PARTS)[number];

const TITLES: Record<SettlementPart, string> = {
  commands: 'Database commands',
  speed: 'A settlement, beside the same journals and balances raw',
  growth: 'A small settlement and a large one',
};

const MERCHANT = 'mer_bench';

/** A frozen time: the same commands every time. */
const NOW: Ms = Date.parse('2026-03-01T12:00:00+08:00');

/** Measures the parts one after another and prints each as it is known. */
export async function benchSettlement(
  { uri, engine }: Pick<Database, 'uri' | 'engine'>,
  { size, parts, print, say }: { size: SettlementSize; parts: readonly SettlementPart[]; print: Say; say: Say },
): Promise<void> {
  const client = await connect(uri, { monitorCommands: true }).connect();
  // It takes minutes to drop some thousand documents, one durable write each; its temporary folder goes with it.
  const bench: Bench = { client, drops: !engine.startsWith('SecantusDB') };
  const measure: Record<SettlementPart, () => Promise<string[]>> = {
    commands: () => commandFigures(bench, size),
    speed: () => speedFigures(bench, size, say),
    growth: () => growthFigures(bench, size, say),
  };
  const machine = () => `${availableParallelism()} cores, load ${(loadavg()[0] ?? 0).toFixed(1)}`;
  try {
    print(`Figures of settlement, on ${engine}, ${machine()}; medians with least and most`);
    for (const part of parts) {
      say(TITLES[part]);
      const lines = await measure[part]();
      print(`${TITLES[part]} (${machine()})\n${lines.join('\n')}`);
    }
  } finally {
    await client.close();
  }
}

/** What a settlement writes. */
const WRITTEN = ['orders', 'commissions', 'journals', 'accounts', 'settlements'] as const;

interface Bench {
  readonly client: MongoClient;
  /** Whether what was written is dropped. */
  readonly drops: boolean;
}

/** Does some work in a database of its own. */
async function inDatabase<T>({ client, drops }: Bench, work: (store: Collections) => Promise<T>): Promise<T> {
  const db = client.db(newName('settlement'));
  try {
    const store = collectionsOf(client, db);
    for (const name of WRITTEN) await store.db.collection(name).createIndexes([...indexes[name]]);
    return await work(store);
  } finally {
    if (drops) await db.dropDatabase();
  }
}

const due = (store: Collections, count: number, { each }: SettlementSize) =>
  writeDue(store, {
    merchantId: MERCHANT,
    count,
    promoters: Math.ceil(count / each),
    at: NOW - 14 * DAY,
    dueAt: NOW,
  });

/** What a settlement needs of an app. */
const appOn = (store: Collections): App =>
  ({ store, now: () => NOW, stopwatch: () => performance.now() }) as unknown as App;

/** Settles all that is due. @param over asked after each batch whether to stop */
async function settle(store: Collections, count: number, over: () => boolean = () => false): Promise<void> {
  const input = { merchantId: MERCHANT, requestId: 'bench-settlement' };
  const answer = await runSettlement(appOn(store), 'usr_owner', input, { limit: Number.MAX_SAFE_INTEGER, over });
  if (!answer.ok) throw new Error(`the settlement is refused: ${answer.refusal}`);
  const { released = 0 } = answer.value.report ?? {};
  if (released !== count) throw new Error(`${released} of ${count} were released`);
}

async function commandFigures(bench: Bench, size: SettlementSize): Promise<string[]> {
  const lines: string[] = [];
  for (const count of size.batches) {
    const recorded: Recorded[] = await inDatabase(bench, async (store) => {
      await due(store, count, size);
      return record(bench.client, () => settle(store, count));
    });
    const each = (recorded.length / count).toFixed(3);
    const names = tally(recorded.map(({ name }) => name));
    lines.push(figure(`commands per settled order, of ${count}`, each, `${recorded.length}: ${names}`));
  }
  return lines;
}

/** Our settlement, only its journals and balances raw, and all that it writes raw: states too, without asking or deciding. */
async function speedFigures(bench: Bench, size: SettlementSize, say: Say): Promise<string[]> {
  const { entries, rounds } = size;
  const speeds = { ours: [] as number[], raw: [] as number[], whole: [] as number[] };
  const perSecond = (begun: number) => (entries * 1000) / (performance.now() - begun);
  for (let round = 0; round <= rounds; round++) {
    const { ours, journals, accounts } = await inDatabase(bench, async (store) => {
      await due(store, entries, size);
      const begun = performance.now();
      await settle(store, entries);
      return {
        ours: perSecond(begun),
        journals: await store.journals.find({ kind: 'commissionReleased' }).toArray(),
        accounts: await store.accounts.find({}).toArray(),
      };
    });
    const write = async (store: Collections) => {
      await store.journals.insertMany(journals);
      await store.accounts.insertMany(accounts);
    };
    const raw = await inDatabase(bench, async (store) => {
      const begun = performance.now();
      await write(store);
      return perSecond(begun);
    });
    const whole = await inDatabase(bench, async (store) => {
      await due(store, entries, size);
      await store.accounts.deleteMany({});
      const ids = journals.map(({ about }) => about);
      const begun = performance.now();
      await write(store);
      for (let from = 0; from < ids.length; from += BATCH) {
        const some = { _id: { $in: ids.slice(from, from + BATCH) } };
        await store.commissions.updateMany(some, {
          $set: { status: 'available', releasedAt: NOW },
          $inc: { version: 1 },
        });
      }
      return perSecond(begun);
    });
    say(`round ${round} of ${rounds}: ${[ours, raw, whole].map((speed) => speed.toFixed(0)).join(', ')} entries/s`);
    // The first one warms up.
    if (round === 0) continue;
    speeds.ours.push(ours);
    speeds.raw.push(raw);
    speeds.whole.push(whole);
  }
  const promoters = Math.ceil(entries / size.each);
  return [
    figure('entries settled per second', spread(speeds.ours, 0), `${entries} of ${promoters} promoters`),
    figure('… the same journals and balances, raw', spread(speeds.raw, 0), 'insertMany into the same indexes'),
    figure('… and the states of the commissions, raw', spread(speeds.whole, 0), `updateMany, ${BATCH} at a time`),
    figure('our settlement ÷ raw', spread(ratios(speeds.ours, speeds.raw)), 'aim ≥ 0.5'),
    figure('our settlement ÷ raw with the states', spread(ratios(speeds.ours, speeds.whole))),
  ];
}

/** The heap without what nobody needs any more; 0 where Node was started without --expose-gc. */
function heapNow(): number {
  if (!globalThis.gc) return 0;
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}

/** ms for each order, by one call and its one cursor. */
const costOf = (bench: Bench, count: number, size: SettlementSize): Promise<number> =>
  inDatabase(bench, async (store) => {
    await due(store, count, size);
    const begun = performance.now();
    await settle(store, count);
    return (performance.now() - begun) / count;
  });

/** The most that a settlement by one call holds in memory; looking takes time, so it is not timed. */
async function heapOf(bench: Bench, count: number, size: SettlementSize): Promise<number> {
  return inDatabase(bench, async (store) => {
    await due(store, count, size);
    const before = heapNow();
    let [most, batches] = [0, 0];
    const over = () => {
      batches += 1;
      if (batches % 5 === 0) most = Math.max(most, heapNow() - before);
      return false;
    };
    await settle(store, count, over);
    const audited = await auditMerchant({ store, now: () => NOW }, MERCHANT);
    if (audited.faultCount > 0) throw new Error(`the books are not right: ${audited.faults.join('; ')}`);
    return most;
  });
}

async function growthFigures(bench: Bench, size: SettlementSize, say: Say): Promise<string[]> {
  const sizes = [size.small, size.large];
  const costs: number[][] = [[], []];
  for (let round = 1; round <= Math.min(size.rounds, 3); round++) {
    for (const [index, count] of sizes.entries()) {
      const cost = await costOf(bench, count, size);
      say(`${count} commissions: ${cost.toFixed(2)} ms each`);
      costs[index]?.push(cost);
    }
  }
  const heaps: number[] = [];
  for (const count of sizes) heaps.push(await heapOf(bench, count, size));
  const [small = [], large = []] = costs;
  return [
    ...sizes.map((count, index) => figure(`ms per order, ${count} due`, spread(costs[index] ?? []))),
    figure('cost per order, the larger ÷ the smaller', spread(ratios(large, small)), 'aim ≤ 1.2'),
    figure(
      `heap beyond the start, ${sizes.join(' and ')}`,
      heaps.map((bytes) => `${(bytes / 2 ** 20).toFixed(1)} MB`).join(' and '),
      'the most of it; aim: equal',
    ),
  ];
}
