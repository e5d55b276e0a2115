/** A process that dies in the middle of its work, without a process: an app whose database answers no more from some command on. */
import type { App } from '../../functions/usecases/app';
import { drain } from '../../functions/usecases/drain';

/** The process ends with its `with`-th command to the database, before or after that is carried out. */
export interface Death {
  readonly with: number;
  readonly after: boolean;
}

export interface Mortal {
  readonly app: App;
  /** Whether its last command has come. */
  died(): boolean;
  /** Resolves when no command of it is on its way any more. */
  still(): Promise<void>;
}

const COMMANDS = [
  'findOne',
  'findOneAndUpdate',
  'updateOne',
  'updateMany',
  'insertOne',
  'insertMany',
  'deleteMany',
  'bulkWrite',
];

/** Without a death it is the app itself. What the dead one would have logged or drained is lost with it. */
export function mortal(given: App, death: Death | undefined): Mortal {
  if (!death) return { app: given, died: () => false, still: async () => {} };
  let commands = 0;
  const onTheirWay = new Set<Promise<unknown>>();
  const guarded = <T extends object>(collection: T): T =>
    new Proxy(collection, {
      get(target, name) {
        const value = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        if (!COMMANDS.includes(String(name))) return value.bind(target);
        return async (...args: unknown[]) => {
          commands += 1;
          const last = commands === death.with;
          if (commands > death.with || (last && !death.after)) throw new Error('died');
          const carriedOut: Promise<unknown> = value.apply(target, args);
          onTheirWay.add(carriedOut);
          const answer = await carriedOut.finally(() => onTheirWay.delete(carriedOut));
          if (commands >= death.with) throw new Error('died');
          return answer;
        };
      },
    });
  const { client, db, ...collections } = given.store;
  const store = { client, db } as Record<string, unknown>;
  for (const [name, collection] of Object.entries(collections)) store[name] = guarded(collection);
  const app: App = {
    ...given,
    log: { info() {}, warn() {}, error() {} },
    store: store as unknown as App['store'],
    drain: (touched) => drain(app, touched),
  };
  return {
    app,
    died: () => commands >= death.with,
    async still() {
      while (onTheirWay.size > 0) await Promise.allSettled([...onTheirWay]);
    },
  };
}
