/**
 * Clients step by step: each client stops before every step that another one could come between, and goes on when it is
 * told to. What is held up never holds a lock, so whoever is told to go on can.
 */
import type { ClientSession, Collection, MongoClient } from 'mongodb';
import type { CollectionName, Collections } from '../../functions/store/collections';

type Gate = () => Promise<void>;

/** The writes that a client stops before, by collection. */
export type Watched = Partial<Record<CollectionName, readonly ('updateOne' | 'findOneAndUpdate')[]>>;

/** A binding's. */
const BINDING: Watched = { visitors: ['updateOne'] };

type Write = (filter: unknown, update: unknown, options?: { session?: ClientSession }) => Promise<unknown>;

/**
 * The collections as one client sees them, stopping at `gate` before each watched write outside a transaction, before a
 * transaction begins, and inside it between its reads and its first write.
 */
function gated(store: Collections, gate: Gate, watched: Watched): Collections {
  let wrote = false;
  const watch = (collection: Collection, writes: readonly string[]) =>
    new Proxy(collection, {
      get(target, name) {
        const value = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        const write = value.bind(target) as Write;
        if (!writes.includes(String(name))) return write;
        return (async (filter, update, options) => {
          if (!options?.session || !wrote) await gate();
          if (options?.session) wrote = true;
          return write(filter, update, options);
        }) satisfies Write;
      },
    });
  const collections = Object.entries(watched).map(([name, writes]) => [
    name,
    watch(store[name as CollectionName] as unknown as Collection, writes),
  ]);
  const client = new Proxy(store.client, {
    get(target, name) {
      if (name !== 'withSession') return Reflect.get(target, name);
      return async (work: (session: ClientSession) => Promise<unknown>) => {
        await gate();
        return target.withSession((session) => {
          const transact = session.withTransaction.bind(session);
          session.withTransaction = (body) =>
            transact((inner) => {
              wrote = false;
              return body(inner);
            });
          return work(session);
        });
      };
    },
  }) as MongoClient;
  return { ...store, ...Object.fromEntries(collections), client };
}

/**
 * Runs all works side by side, `turns` naming whose turn it is; once the turns are used up, the first that is not done
 * goes on to its end, then the next.
 * @returns what each came to
 */
export async function interleave<T>(
  store: Collections,
  works: readonly ((store: Collections) => Promise<T>)[],
  turns: readonly number[],
  watched: Watched = BINDING,
): Promise<T[]> {
  const lanes = works.map((work) => {
    const lane = { go: () => {}, done: false, stopped: Promise.resolve(), result: new Promise<T>(() => {}) };
    let tellStopped = () => {};
    const expectStop = () => {
      lane.stopped = new Promise((resolve) => {
        tellStopped = resolve;
      });
    };
    const gate: Gate = () =>
      new Promise((resolve) => {
        lane.go = () => {
          expectStop();
          resolve();
        };
        tellStopped();
      });
    expectStop();
    lane.result = gate()
      .then(() => work(gated(store, gate, watched)))
      .finally(() => {
        lane.done = true;
        tellStopped();
      });
    // What it throws is told at the end, by the caller's `await`.
    lane.result.catch(() => {});
    return lane;
  });
  const turn = async (index: number) => {
    const lane = lanes[index];
    if (!lane || lane.done) return;
    lane.go();
    await lane.stopped;
  };
  for (const index of turns) await turn(index);
  for (const [index, lane] of lanes.entries()) while (!lane.done) await turn(index);
  return Promise.all(lanes.map(({ result }) => result));
}

/** Every order in which so many clients may take so many turns each. */
export function* orders(clients: number, turns: number): Generator<number[]> {
  const left = Array<number>(clients).fill(turns);
  const taken: number[] = [];
  function* next(): Generator<number[]> {
    if (taken.length === clients * turns) yield [...taken];
    for (const [index, count] of left.entries()) {
      if (count === 0) continue;
      left[index] = count - 1;
      taken.push(index);
      yield* next();
      taken.pop();
      left[index] = count;
    }
  }
  yield* next();
}
