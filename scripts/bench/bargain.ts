/** The figures of bargains: a help in commands, helps beside the same document cut raw, and a check of all cuts on a phone. */
import { randomBytes } from 'node:crypto';
import { availableParallelism, loadavg } from 'node:os';
import type { Collection } from 'mongodb';
import { createApi } from '../../functions/http/api';
import { helpBargain } from '../../functions/store/bargain';
import { publish } from '../../functions/store/campaign';
import type { BargainDoc } from '../../functions/store/collections';
import type { App } from '../../functions/usecases/app';
import { help, start } from '../../functions/usecases/bargain';
import { type BargainTerms, USUAL_TERMS } from '../../shared/domain/bargain';
import { DAY, type Ms } from '../../shared/time';
import type { Database } from '../database';
import { counted, newName } from './database';
import { verifyFigures } from './fairness';
import { apiMessage } from './http';
import { record } from './joins';
import { figure, ratios, type Say, spread } from './report';
import { MERCHANT, openShop, PRODUCT, type Shop, SKU, unknownMerchant } from './shop';

export interface BargainSize {
  readonly rounds: number;
  readonly clients: number;
  /** Friends whom the hot bargain needs. */
  readonly friends: number;
  /** Bargains that are helped at once, and friends of each. */
  readonly bargains: number;
  readonly friendsEach: number;
  /** Checks of 100 cuts in each round. */
  readonly checks: number;
}

export const FULL_BARGAIN: BargainSize = {
  rounds: 5,
  clients: 32,
  friends: 100,
  bargains: 100,
  friendsEach: 5,
  checks: 100,
};

export const BARGAIN_PARTS = ['commands', 'hot', 'many', 'verify'] as const;
type BargainPart = (typeof BARGAIN_PARTS)[number];

const TITLES: Record<BargainPart, string> = {
  commands: 'Database commands',
  hot: 'Helps on one hot bargain',
  many: 'Helps on many bargains',
  verify: 'All cuts checked in the built mini-program',
};

/** A frozen time: the same commands every time. */
const NOW: Ms = Date.parse('2026-03-01T12:00:00+08:00');
const CAMPAIGN = 'cmp_bargain';

/** Measures the parts one after another and prints each as it is known. */
export async function benchBargain(
  { uri, engine }: Pick<Database, 'uri' | 'engine'>,
  { size, parts, print, say }: { size: BargainSize; parts: readonly BargainPart[]; print: Say; say: Say },
): Promise<void> {
  const measure: Record<BargainPart, () => Promise<string[]>> = {
    commands: () => commandFigures(uri),
    hot: () => hotFigures(uri, size, say),
    many: () => manyFigures(uri, size, say),
    verify: () => verifyFigures(size, say),
  };
  const machine = () => `${availableParallelism()} cores, load ${(loadavg()[0] ?? 0).toFixed(1)}`;
  print(`Figures of bargains, on ${engine}, ${machine()}; medians with least and most`);
  for (const part of parts) {
    say(TITLES[part]);
    const lines = await measure[part]();
    print(`${TITLES[part]} (${machine()})\n${lines.join('\n')}`);
  }
}

const personOf = (index: number): string => `usr_bench${Math.floor(index / 4)}x${index % 4}`;

/** A shop with a bargain campaign that needs so many friends, and so many people. */
async function openBargains(
  uri: string,
  { friends, people, monitored = false }: { friends: number; people: number; monitored?: boolean },
): Promise<Shop> {
  const shop = await openShop({
    uri,
    database: newName('bargain'),
    teams: Math.ceil(people / 4),
    credentials: unknownMerchant(),
    now: NOW,
    monitored,
  });
  const terms: BargainTerms = {
    ...USUAL_TERMS,
    prices: { [SKU]: { list: 3990, floor: 990 } },
    helpers: friends,
    perPerson: 1_000_000,
    helpsPerDay: 1_000_000,
    helpsPerCampaign: 1_000_000,
    quota: 1_000_000,
  };
  const plan = {
    _id: CAMPAIGN,
    merchantId: MERCHANT,
    kind: 'bargain' as const,
    productId: PRODUCT,
    title: '水蜜桃砍价',
    startsAt: NOW - DAY,
    endsAt: NOW + DAY,
    terms,
  };
  await publish(shop.app.store, plan, NOW);
  return shop;
}

async function startOne(app: App, userId: string): Promise<string> {
  const wanted = { requestId: `start-${userId}`, campaignId: CAMPAIGN, skuId: SKU };
  const started = await start(app, userId, wanted);
  if (!started.ok) throw new Error(`no bargain is started: ${started.refusal}`);
  return started.value.bargainId;
}

async function helpOne(app: App, userId: string, bargainId: string): Promise<void> {
  const helped = await help(app, userId, { bargainId });
  if (!helped.ok) throw new Error(`${userId} makes no cut: ${helped.refusal}`);
}

/** Commands of a start and of a help; the limits of the API are counted apart. */
async function commandFigures(uri: string): Promise<string[]> {
  const shop = await openBargains(uri, { friends: 3, people: 8, monitored: true });
  try {
    const { app } = shop;
    const { client } = app.store;
    // What an instance does once.
    await helpOne(app, personOf(5), await startOne(app, personOf(6)));
    let bargainId = '';
    const started = await record(client, async () => {
      bargainId = await startOne(app, personOf(0));
    });
    const first = await record(client, () => helpOne(app, personOf(1), bargainId));
    const again = await record(client, () => help(app, personOf(1), { bargainId }));
    const api = createApi(app, { addressOf: () => '127.0.0.1' });
    const whole = await record(client, async () => {
      const { path, headers, body } = apiMessage(app, 'bargain.help', { bargainId }, personOf(2));
      const response = await api.request(path, { method: 'POST', headers, body });
      if (!response.ok) throw new Error(`${path} answers ${response.status}`);
    });
    const last = await record(client, () => helpOne(app, personOf(3), bargainId));
    const late = await record(client, () => help(app, personOf(4), { bargainId }));
    return [
      counted('commands per bargain started', started),
      counted('commands per help', first),
      counted('… as the API serves it, its limits included', whole),
      counted('… the last one, its owner told', last),
      counted('commands per help refused, made before', again),
      counted('commands per help refused, too late', late),
      figure('aim, commands per help', '≤ 4'),
    ];
  } finally {
    await shop.close();
  }
}

/** Makes one cut for this friend, or throws. */
type Cut = (app: App, bargainId: string, userId: string) => Promise<void>;

const friendOf = (userId: string) => ({ userId, name: '周小满', avatar: '/pictures/1f9d1-1f3fb.webp' });

/** Our guarded update alone: the rule, the next cut, the price, the floor and its event. */
const byUpdate: Cut = async ({ store }, bargainId, userId) => {
  const helped = await helpBargain(store.bargains, bargainId, friendOf(userId), NOW);
  if (!helped.ok) throw new Error(`${userId} makes no cut: ${helped.refusal}`);
};

/** The whole use case: the person, the limits, the cut, and what follows from the last one. */
const byUseCase: Cut = (app, bargainId, userId) => helpOne(app, userId, bargainId);

/** The least that gives one friend one cut: a conditional update of the same document, which knows the cut's amount. */
const raw: Cut = async ({ store }, bargainId, userId) => {
  const collection: Collection<BargainDoc> = store.bargains;
  const guard = { _id: bargainId, status: 'open', expiresAt: { $gt: NOW }, 'helps.userId': { $ne: userId } } as object;
  const update = { $push: { helps: { ...friendOf(userId), cut: 30, at: NOW } }, $inc: { price: -30 } };
  const cut = await collection.findOneAndUpdate(guard, update, { returnDocument: 'after' });
  if (!cut) throw new Error(`${userId} makes no cut`);
};

interface Tap {
  readonly bargainId: string;
  readonly userId: string;
}

/** Lets so many clients make the cuts. @returns cuts per second */
async function race(app: App, taps: readonly Tap[], clients: number, cut: Cut): Promise<number> {
  const waiting = [...taps];
  const work = async () => {
    for (let tap = waiting.shift(); tap; tap = waiting.shift()) await cut(app, tap.bargainId, tap.userId);
  };
  const begun = performance.now();
  await Promise.all(Array.from({ length: clients }, work));
  return taps.length / ((performance.now() - begun) / 1000);
}

const WAYS: readonly (readonly [name: string, cut: Cut])[] = [
  ['raw', raw],
  ['our update', byUpdate],
  ['the whole help', byUseCase],
];

/** Speeds of each way, in turns; each round and way begins with bargains of its own. */
async function speedsOf(
  app: App,
  { rounds, clients }: BargainSize,
  begin: () => Promise<Tap[]>,
  say: Say,
): Promise<number[][]> {
  const speeds: number[][] = WAYS.map(() => []);
  for (let round = 1; round <= rounds; round++) {
    // Another way begins each round, so that no way is always the one after a rest.
    for (let turn = 0; turn < WAYS.length; turn++) {
      const at = (round + turn) % WAYS.length;
      const [name, cut] = WAYS[at] ?? ['', raw];
      const taps = await begin();
      const speed = await race(app, taps, clients, cut);
      await assertCut(app, taps);
      speeds[at]?.push(speed);
      say(`round ${round} of ${rounds}: ${speed.toFixed(0)} helps/s, ${name}`);
    }
  }
  return speeds;
}

/** Each tap has made its cut: nothing was fast by doing nothing. */
async function assertCut({ store }: App, taps: readonly Tap[]): Promise<void> {
  const ids = [...new Set(taps.map(({ bargainId }) => bargainId))];
  const found = await store.bargains.find({ _id: { $in: ids } }).toArray();
  const friends = found.reduce((sum, { helps, terms }) => sum + helps.length - (terms.ownCut ? 1 : 0), 0);
  if (friends !== taps.length) throw new Error(`${friends} cuts of ${taps.length} were made`);
}

function speedFigures(what: string, note: string, speeds: readonly number[][]): string[] {
  const [plain = [], update = [], whole = []] = speeds;
  return [
    figure(`helps per second on ${what}, the whole help`, spread(whole, 0), note),
    figure('… our update alone', spread(update, 0)),
    figure('… a raw conditional update', spread(plain, 0), 'of the same documents'),
    figure(`our update ÷ raw, ${what}`, spread(ratios(update, plain)), 'aim ≥ 0.5'),
    figure(`the whole help ÷ raw, ${what}`, spread(ratios(whole, plain)), 'four commands beside one'),
  ];
}

/** So many people, and one more who starts a bargain in each round and way. */
async function hotFigures(uri: string, size: BargainSize, say: Say): Promise<string[]> {
  const owners = size.rounds * WAYS.length;
  const shop = await openBargains(uri, { friends: size.friends, people: size.friends + owners });
  try {
    let owner = size.friends;
    const begin = async () => {
      const bargainId = await startOne(shop.app, personOf(owner++));
      return Array.from({ length: size.friends }, (_, index): Tap => ({ bargainId, userId: personOf(index) }));
    };
    const speeds = await speedsOf(shop.app, size, begin, say);
    return speedFigures('one bargain', `${size.clients} clients, ${size.friends} friends, no HTTP`, speeds);
  } finally {
    await shop.close();
  }
}

/** Everybody has a bargain, and helps the next few. */
async function manyFigures(uri: string, size: BargainSize, say: Say): Promise<string[]> {
  const { bargains, friendsEach } = size;
  const shop = await openBargains(uri, { friends: friendsEach, people: bargains });
  try {
    const begin = async () => {
      // A person has one bargain of a product at a time.
      await shop.app.store.bargains.deleteMany({});
      const batch = randomBytes(4).toString('hex');
      const ids: string[] = [];
      for (let index = 0; index < bargains; index++) {
        const wanted = { requestId: `start-${batch}-${index}`, campaignId: CAMPAIGN, skuId: SKU };
        const started = await start(shop.app, personOf(index), wanted);
        if (!started.ok) throw new Error(`no bargain is started: ${started.refusal}`);
        ids.push(started.value.bargainId);
      }
      return Array.from({ length: friendsEach }, (_, step) =>
        ids.map((bargainId, index): Tap => ({ bargainId, userId: personOf((index + step + 1) % bargains) })),
      ).flat();
    };
    const speeds = await speedsOf(shop.app, size, begin, say);
    return speedFigures(`${bargains} bargains`, `${size.clients} clients, ${friendsEach} friends each`, speeds);
  } finally {
    await shop.close();
  }
}
