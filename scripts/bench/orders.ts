/** The figures of an order of several lines: its commands, its speed beside the same documents raw, and the way to it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import type { Document } from 'mongodb';
import { parseConfig } from '../../functions/config';
import { createApi } from '../../functions/http/api';
import { compose } from '../../functions/http/compose';
import { connect } from '../../functions/store/mongo';
import type { App } from '../../functions/usecases/app';
import type { Ms } from '../../shared/time';
import type { Database } from '../database';
import { platformKeys } from '../wechatStandIn/keys';
import { spawnStandIn } from '../wechatStandIn/spawn';
import { assertPlaced, basket, furnishBasket, LINES, PEACHES, placeByUseCases, placeRaw, TOTAL } from './basket';
import { counted, newName } from './database';
import { apiMessage, type Message, paidMessage, SESSION, type Server, sender, startServer } from './http';
import { confirm, type Recorded, race, record } from './joins';
import { figure, ratios, type Say, spread, tally } from './report';
import { environment, type Join, MERCHANT, openShop, openStore, PRODUCT, SKU, teamsOf, unknownMerchant } from './shop';

export interface OrdersSize {
  readonly rounds: number;
  readonly clients: number;
  /** Teams of three buyers, each of whom places one order in each round. */
  readonly teams: number;
}

export const FULL_ORDERS: OrdersSize = { rounds: 5, clients: 8, teams: 24 };

export const ORDER_PARTS = ['commands', 'placing', 'journey'] as const;
type OrderPart = (typeof ORDER_PARTS)[number];

const TITLES: Record<OrderPart, string> = {
  commands: 'Database commands',
  placing: 'Orders placed, beside the same documents raw',
  journey: 'From the product page to paid, behind HTTP',
};

/** A frozen time: the same commands every time. */
const NOW: Ms = Date.parse('2026-03-01T12:00:00+08:00');

/** Measures the parts one after another and prints each as it is known. */
export async function benchOrders(
  { uri, engine }: Pick<Database, 'uri' | 'engine'>,
  { size, parts, print, say }: { size: OrdersSize; parts: readonly OrderPart[]; print: Say; say: Say },
): Promise<void> {
  const measure: Record<OrderPart, () => Promise<string[]>> = {
    commands: () => commandFigures(uri),
    placing: () => placingFigures(uri, size, say),
    journey: () => journeyFigures(uri, size, say),
  };
  const machine = () => `${availableParallelism()} cores, load ${(loadavg()[0] ?? 0).toFixed(1)}`;
  print(`Figures of orders, on ${engine}, ${machine()}; medians with least and most`);
  for (const part of parts) {
    say(TITLES[part]);
    const lines = await measure[part]();
    print(`${TITLES[part]} (${machine()})\n${lines.join('\n')}`);
  }
}

/** Asks the API in this process. */
async function ask(app: App, { path, headers, body }: Message): Promise<void> {
  const api = createApi(app, { addressOf: () => '127.0.0.1' });
  const response = await api.request(path, { method: 'POST', headers, body });
  if (!response.ok) throw new Error(`${path} answers ${response.status}: ${await response.text()}`);
}

const SHIPPER = 'usr_shipper';

async function hireShipper({ store }: App): Promise<void> {
  const _id = `${MERCHANT}/${SHIPPER}`;
  await store.memberships.insertOne({ _id, merchantId: MERCHANT, userId: SHIPPER, role: 'shipper' });
  await store.sessions.insertOne({
    _id: SESSION,
    userId: SHIPPER,
    kind: 'phone',
    device: '',
    place: '',
    startedAt: NOW,
    usedAt: NOW,
    renewals: [],
    // The database forgets ended sessions by its own clock.
    expireAt: new Date('2099-01-01'),
  });
}

/** Commands of one order of three lines, step by step, each as the API serves it, limits included. */
async function commandFigures(uri: string): Promise<string[]> {
  const credentials = unknownMerchant();
  const shop = await openShop({ uri, database: newName('orders'), teams: 1, credentials, now: NOW, monitored: true });
  try {
    const { app } = shop;
    const { client } = app.store;
    await furnishBasket(app.store);
    await hireShipper(app);
    const steps = ({ orderId, ...join }: Join) => {
      const parcel = { merchantId: MERCHANT, orderId, company: '顺丰', trackingNumber: 'SF1000' };
      const as = (name: string, input: object, userId: string) => () => ask(app, apiMessage(app, name, input, userId));
      return {
        placed: as('order.place', basket({ orderId, ...join }), join.userId),
        'payment confirmed': () => confirm(app, { orderId, ...join }, TOTAL),
        shipped: as('shopOrder.ship', parcel, SHIPPER),
        received: as('order.receive', { orderId }, join.userId),
      };
    };
    const [first, second] = teamsOf(1).flat();
    if (!first || !second) throw new Error('a team is three buyers');
    // What an instance does once: indexes of the limits, the account's keys.
    for (const step of Object.values(steps(first))) await step();
    const recorded: (readonly [string, Recorded[]])[] = [];
    for (const [name, step] of Object.entries(steps(second))) recorded.push([name, await record(client, step)]);
    const sum = recorded.reduce((total, [, commands]) => total + commands.length, 0);
    return [
      ...recorded.map(([name, commands]) => counted(`commands per order of three lines, ${name}`, commands)),
      figure('commands per order, from placed to received', `${sum}`),
    ];
  } finally {
    await shop.close();
  }
}

/** Orders placed per second by use cases, and as two raw writes of the same documents; the ways take turns. */
async function placingFigures(uri: string, size: OrdersSize, say: Say): Promise<string[]> {
  const teams = teamsOf(size.teams);
  const open = async (what: string) => {
    const credentials = unknownMerchant();
    const shop = await openShop({ uri, database: newName(what), teams: size.teams, credentials, now: NOW });
    await furnishBasket(shop.app.store);
    return shop;
  };
  const orders = new Map<string, Document>();
  const ways: { name: string; speeds: number[]; place: (app: App, join: Join) => Promise<void> }[] = [
    { name: 'use cases', speeds: [], place: placeByUseCases },
    {
      name: 'the same documents, raw',
      speeds: [],
      place: ({ store }, join) => placeRaw(store, join, orders.get(join.orderId) ?? {}),
    },
  ];
  const run = async ({ name, place }: (typeof ways)[number]): Promise<number> => {
    const shop = await open('placing');
    try {
      const { store } = shop.app;
      const speed = await race(teams, size.clients, (join) => place(shop.app, join));
      await assertPlaced(store, teams.flat().length);
      if (orders.size === 0 && name === 'use cases') {
        for (const order of await store.orders.find().toArray()) orders.set(order._id, order);
      }
      return speed;
    } finally {
      await shop.close();
    }
  };
  say(`recording the documents of ${teams.flat().length} orders`);
  await run(ways[0] as (typeof ways)[number]);
  for (let round = 1; round <= size.rounds; round++) {
    for (const way of round % 2 === 0 ? [...ways].reverse() : ways) {
      const speed = await run(way);
      way.speeds.push(speed);
      say(`round ${round} of ${size.rounds}: ${speed.toFixed(1)} orders/s, ${way.name}`);
    }
  }
  const [ours = [], raw = []] = ways.map(({ speeds }) => speeds);
  return [
    figure('orders of three lines placed per second', spread(ours, 1), `${size.clients} clients, no HTTP, no RSA`),
    figure('… the same documents, raw', spread(raw, 1), 'order and counters in two commands, unchecked'),
    figure('our orders ÷ raw', spread(ratios(ours, raw)), 'the room left for a better design'),
  ];
}

/** What a phone asks from the product page to the page that says it is paid, WeChat's notification among it. */
interface Journey {
  readonly name: string;
  readonly messages: (app: App, join: Join, paid: (total: number) => Message) => Message[];
}

const JOURNEYS: readonly Journey[] = [
  {
    name: 'one product, bought at once',
    messages: (app, { userId, requestId, orderId, shareToken }, paid) => {
      const as = (name: string, input: object) => apiMessage(app, name, input, userId);
      const lines = [{ skuId: SKU, quantity: 1 }];
      return [
        as('product.get', { productId: PRODUCT }),
        as('order.quote', { lines }),
        as('order.place', { requestId, lines, seenTotal: PEACHES, shareToken }),
        paid(PEACHES),
        as('order.checkPayment', { orderId }),
      ];
    },
  },
  {
    name: 'three products, by the cart',
    messages: (app, join, paid) => {
      const as = (name: string, input: object) => apiMessage(app, name, input, join.userId);
      const lines = [...LINES];
      const productIds = [PRODUCT, 'prd_tea', 'prd_honey'];
      return [
        ...productIds.flatMap((productId, index) => [
          as('product.get', { productId }),
          as('cart.get', { merchantId: MERCHANT }),
          as('cart.put', { merchantId: MERCHANT, ...lines[index] }),
        ]),
        as('cart.get', { merchantId: MERCHANT }),
        as('order.quote', { lines }),
        as('order.place', { ...basket(join), fromCart: true }),
        paid(TOTAL),
        as('order.checkPayment', { orderId: join.orderId }),
      ];
    },
  },
];

/** Requests, commands and processor time of a whole purchase; the server is a process of its own, WeChat's stand-in another. */
async function journeyFigures(uri: string, size: OrdersSize, say: Say): Promise<string[]> {
  const folder = mkdtempSync(joinPath(tmpdir(), 'pinkan-bench-'));
  const database = newName('journey');
  const client = await connect(uri).connect();
  const standIn = await spawnStandIn({ dataDir: folder });
  const { send, close } = sender(size.clients);
  let server: Server | undefined;
  try {
    const credentials = await standIn.control.merchant({ name: '山野集' });
    const keys = platformKeys(folder);
    const env = environment({ uri, database, credentials, wechat: standIn.url });
    const { app } = compose(parseConfig(env), { client });
    const rounds = size.rounds + 1;
    const perRound = size.teams * 3;
    const buyers = teamsOf(JOURNEYS.length * rounds * size.teams).flat();
    await openStore(client, database, { credentials, teams: buyers.length / 3, now: Date.now() });
    await furnishBasket(app.store);
    server = await startServer(env);
    const { url, cpu } = server;
    const walk = async ({ messages }: Journey, join: Join) => {
      const all = messages(app, join, (total) => paidMessage(keys, credentials, join, total));
      for (const message of all) await send(url, message);
      return all.length;
    };
    const figures: string[] = [];
    for (const [index, journey] of JOURNEYS.entries()) {
      const own = buyers.slice(index * rounds * perRound, (index + 1) * rounds * perRound);
      const spent: number[] = [];
      let requests = 0;
      for (let round = 0; round < rounds; round++) {
        const before = await cpu();
        const waiting = own.slice(round * perRound, (round + 1) * perRound);
        const work = async () => {
          for (let join = waiting.shift(); join; join = waiting.shift()) requests = await walk(journey, join);
        };
        await Promise.all(Array.from({ length: size.clients }, work));
        // The first round warms: code compiled, connections open, keys parsed.
        if (round > 0) spent.push(((await cpu()) - before) / perRound);
        say(`round ${round} of ${size.rounds}: ${journey.name}`);
      }
      const sold = await app.store.orders.countDocuments({ status: 'toShip' });
      if (sold !== (index + 1) * rounds * perRound) throw new Error(`${sold} orders are paid, of ${buyers.length}`);
      const commands = await commandsOf(uri, journey);
      figures.push(
        figure(`HTTP requests, ${journey.name}`, `${requests}`, 'WeChat’s notification among them'),
        figure('… commands', `${commands.length}`, tally(commands.map(({ name }) => name))),
        figure('… our processor time per order', spread(spent, 1), 'ms, four RSA operations among it'),
      );
    }
    return figures;
  } finally {
    close();
    await server?.stop();
    await standIn.stop();
    await client.db(database).dropDatabase();
    await client.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The commands of a journey, in this process; the notification from where it has been opened. */
async function commandsOf(uri: string, { messages }: Journey): Promise<Recorded[]> {
  const credentials = unknownMerchant();
  const shop = await openShop({ uri, database: newName('journey'), teams: 1, credentials, now: NOW, monitored: true });
  try {
    const { app } = shop;
    await furnishBasket(app.store);
    const walk = async (join: Join) => {
      let total = 0;
      const paid = (sum: number): Message => {
        total = sum;
        return { path: '', headers: {}, body: '' };
      };
      for (const message of messages(app, join, paid)) {
        if (message.path === '') await confirm(app, join, total);
        else await ask(app, message);
      }
    };
    const [first, second] = teamsOf(1).flat();
    if (!first || !second) throw new Error('a team is three buyers');
    await walk(first);
    return await record(app.store.client, () => walk(second));
  } finally {
    await shop.close();
  }
}
