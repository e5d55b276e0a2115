/** The figures of sharing: an open and a share in commands, opens beside the same documents raw, the board, and a cascade. */
import { availableParallelism, loadavg } from 'node:os';
import type { Document } from 'mongodb';
import { createApi } from '../../functions/http/api';
import { type Collections, collectionsOf } from '../../functions/store/collections';
import { connect } from '../../functions/store/mongo';
import type { App } from '../../functions/usecases/app';
import { fissionBoard } from '../../functions/usecases/fission';
import { createShare, open } from '../../functions/usecases/share';
import { DAY, dayOf, HOUR, type Ms } from '../../shared/time';
import { CASCADE_SHOP, cascadeMeasures, describeCascade, loadCascade, type Step } from '../cascade';
import type { Database } from '../database';
import { rebuildFigures } from '../rebuildFigures';
import { counted, newName } from './database';
import { apiMessage } from './http';
import { record } from './joins';
import { figure, median, ratios, type Say, spread } from './report';
import { openShop, PRODUCT, unknownMerchant } from './shop';

export interface SharingSize {
  readonly rounds: number;
  readonly clients: number;
  /** Newcomers who open a share in each round. */
  readonly opens: number;
  /** Opens of the smaller cascade and of the larger one. */
  readonly small: number;
  readonly large: number;
}

export const FULL_SHARING: SharingSize = { rounds: 5, clients: 8, opens: 200, small: 1000, large: 100_000 };

export const SHARING_PARTS = ['commands', 'opening', 'board'] as const;
type SharingPart = (typeof SHARING_PARTS)[number];

const TITLES: Record<SharingPart, string> = {
  commands: 'Database commands',
  opening: 'Opens, beside the same documents raw',
  board: 'A cascade counted, and the fission board',
};

/** A frozen time: the same commands every time. */
const NOW: Ms = Date.parse('2026-03-01T12:00:00+08:00');

/** Measures the parts one after another and prints each as it is known. */
export async function benchSharing(
  { uri, engine }: Pick<Database, 'uri' | 'engine'>,
  { size, parts, print, say }: { size: SharingSize; parts: readonly SharingPart[]; print: Say; say: Say },
): Promise<void> {
  const measure: Record<SharingPart, () => Promise<string[]>> = {
    commands: () => commandFigures(uri),
    opening: () => openingFigures(uri, size, say),
    board: () => boardFigures(uri, size, say),
  };
  const machine = () => `${availableParallelism()} cores, load ${(loadavg()[0] ?? 0).toFixed(1)}`;
  print(`Figures of sharing, on ${engine}, ${machine()}; medians with least and most`);
  for (const part of parts) {
    say(TITLES[part]);
    const lines = await measure[part]();
    print(`${TITLES[part]} (${machine()})\n${lines.join('\n')}`);
  }
}

const target = { kind: 'product', id: PRODUCT } as const;

async function share(app: App, userId: string, from?: string): Promise<string> {
  const made = await createShare(app, userId, { target, channel: 'message', from });
  if (!made.ok) throw new Error(`the share is refused: ${made.refusal}`);
  return made.value.token;
}

async function openOnce(app: App, userId: string, token: string): Promise<void> {
  const answer = await open(app, { userId, robot: false }, { token });
  if (!answer.ok) throw new Error(`the share does not open: ${answer.refusal}`);
}

/** Commands of an open and of a share; the limits of the API are counted apart. */
async function commandFigures(uri: string): Promise<string[]> {
  let now = NOW;
  const credentials = unknownMerchant();
  const shop = await openShop({
    uri,
    database: newName('sharing'),
    teams: 1,
    credentials,
    now: () => now,
    monitored: true,
  });
  try {
    const { app } = shop;
    const { client } = app.store;
    const token = await share(app, 'usr_sharer');
    const first = await record(client, () => openOnce(app, 'usr_first', token));
    const newcomer = await record(client, () => openOnce(app, 'usr_second', token));
    const again = await record(client, () => openOnce(app, 'usr_second', token));
    const api = createApi(app, { addressOf: () => '127.0.0.1' });
    const asked = async () => {
      const { path, headers, body } = apiMessage(app, 'share.open', { token }, 'usr_second');
      const response = await api.request(path, { method: 'POST', headers, body });
      if (!response.ok) throw new Error(`${path} answers ${response.status}`);
    };
    await asked();
    const whole = await record(client, asked);
    now += DAY;
    const nextDay = await record(client, () => openOnce(app, 'usr_second', token));
    const made = await record(client, () => share(app, 'usr_second', token));
    const madeAgain = await record(client, () => share(app, 'usr_second', token));
    return [
      counted('commands per open, the first of the share', first),
      counted('commands per open, by a newcomer', newcomer),
      counted('commands per open, again on the same day', again),
      counted('… as the API serves it, its limits included', whole),
      counted('commands per open, on the next day', nextDay),
      counted('commands per share, new', made),
      counted('commands per share, known', madeAgain),
    ];
  } finally {
    await shop.close();
  }
}

/** Runs `work` for each of them, so many at once. @returns how many a second */
async function race<T>(all: readonly T[], clients: number, work: (one: T) => Promise<void>): Promise<number> {
  const waiting = [...all];
  const begun = performance.now();
  const client = async () => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) await work(one);
  };
  await Promise.all(Array.from({ length: clients }, client));
  return (all.length * 1000) / (performance.now() - begun);
}

/** Newcomers who open one of some shares, by the use case, and as two inserts of the same documents; they take turns. */
async function openingFigures(uri: string, size: SharingSize, say: Say): Promise<string[]> {
  const credentials = unknownMerchant();
  const people = Array.from({ length: size.opens }, (_, index) => `usr_opener${index}`);
  const sharers = Array.from({ length: 10 }, (_, index) => `usr_sharer${index}`);
  const documents = new Map<string, { visit: Document; visitor: Document }>();
  const run = async (way: 'ours' | 'raw'): Promise<number> => {
    const shop = await openShop({ uri, database: newName('opening'), teams: 1, credentials, now: NOW });
    try {
      const { store } = shop.app;
      const tokens = await Promise.all(sharers.map((sharer) => share(shop.app, sharer)));
      const any = (name: 'visits' | 'visitors') => store.db.collection(name);
      const speed = await race(people, size.clients, async (userId) => {
        const token = tokens[people.indexOf(userId) % tokens.length] ?? '';
        if (way === 'ours') return openOnce(shop.app, userId, token);
        const written = documents.get(userId);
        if (!written) throw new Error('the documents of an open are not known');
        await any('visits').insertOne({ ...written.visit });
        await any('visitors').insertOne({ ...written.visitor });
      });
      const bound = { userId: { $in: people } };
      const visits = await store.visits.find(bound).toArray();
      const visitors = await store.visitors.find(bound).toArray();
      if (visits.length !== people.length || visitors.length !== people.length) throw new Error('an open is missing');
      for (const visitor of visitors) {
        const visit = visits.find(({ userId }) => userId === visitor.userId);
        if (visit) documents.set(visitor.userId, { visit, visitor });
      }
      return speed;
    } finally {
      await shop.close();
    }
  };
  await run('ours');
  const speeds = { ours: [] as number[], raw: [] as number[] };
  for (let round = 1; round <= size.rounds; round++) {
    for (const way of round % 2 === 0 ? (['raw', 'ours'] as const) : (['ours', 'raw'] as const)) {
      const speed = await run(way);
      speeds[way].push(speed);
      say(`round ${round} of ${size.rounds}: ${speed.toFixed(1)} opens/s, ${way}`);
    }
  }
  return [
    figure('opens by newcomers per second', spread(speeds.ours, 1), `${size.clients} clients, no HTTP`),
    figure('… the same documents, raw', spread(speeds.raw, 1), 'a visit and a visitor, unchecked'),
    figure('our opens ÷ raw', spread(ratios(speeds.ours, speeds.raw))),
  ];
}

/** What was opened much is opened more; a third share it further. The same every time. */
export function spreading(opens: number, days: number): Step[] {
  let state = 20_260_301;
  const draw = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const steps: Step[] = [{ share: 's0', parent: '', person: 'p0', at: NOW }];
  const shares = ['s0'];
  const pool = [0];
  for (let index = 1; index <= opens; index++) {
    const parent = pool[Math.floor(draw() * pool.length)] ?? 0;
    const share = draw() < 1 / 3 ? `s${shares.length}` : '';
    const at = NOW + Math.floor((index / opens) * days * DAY);
    steps.push({ share, parent: shares[parent] ?? 's0', person: `p${index}`, at });
    pool.push(parent);
    if (share === '') continue;
    pool.push(shares.length);
    shares.push(share);
  }
  return steps;
}

const DAYS = 7;

/** Two cascades loaded and counted, and then the board of each in turns. */
async function boardFigures(uri: string, size: SharingSize, say: Say): Promise<string[]> {
  const client = await connect(uri, { monitorCommands: true }).connect();
  const names: string[] = [];
  const load = async (opens: number) => {
    const name = newName('board');
    names.push(name);
    const store = collectionsOf(client, client.db(name));
    const app = appOn(store);
    await loadCascade(store, spreading(opens, DAYS));
    say(`${opens} opens are loaded`);
    const begun = performance.now();
    await rebuildFigures(app, say);
    return { app, opens, took: performance.now() - begun };
  };
  try {
    const shops = [await load(size.small), await load(size.large)] as const;
    const ask = async (app: App) => {
      const range = { from: dayOf(NOW), until: dayOf(NOW + DAYS * DAY) };
      const answer = await fissionBoard(app, { merchantId: CASCADE_SHOP, ...range });
      if (!answer.ok) throw new Error(`the board is refused: ${answer.refusal}`);
    };
    const commands: number[] = [];
    for (const { app } of shops) commands.push((await record(client, () => ask(app))).length);
    const times: [number[], number[]] = [[], []];
    for (let round = 0; round < size.rounds * 2; round++) {
      for (const [index, { app }] of shops.entries()) {
        const begun = performance.now();
        await ask(app);
        times[index === 0 ? 0 : 1].push(performance.now() - begun);
      }
    }
    const [small, large] = shops;
    return [
      ...shops.map(({ opens, took }) =>
        figure(`counting ${opens} opens`, `${(took / 1000).toFixed(1)} s`, `${(took / opens).toFixed(2)} ms an open`),
      ),
      ...describeCascade(await cascadeMeasures(large.app.store)).map((line) => `    ${line}`),
      figure(`commands per board, ${small.opens} and ${large.opens} opens`, commands.join(' and '), 'aim: equal'),
      figure('board, ms', times.map((each) => median(each).toFixed(0)).join(' and ')),
      figure('board, the larger ÷ the smaller', spread(ratios(times[1], times[0])), 'aim ≤ 1.5'),
    ];
  } finally {
    for (const name of names) await client.db(name).dropDatabase();
    await client.close();
  }
}

/** What counting and the board need of an app. */
const appOn = (store: Collections): App =>
  ({
    store,
    now: () => NOW + DAYS * DAY + HOUR,
    stopwatch: () => performance.now(),
    settings: { shareSecret: 'share-secret-of-the-bench-0123456789abcd' },
  }) as unknown as App;
