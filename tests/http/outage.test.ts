/** Outages, bugs and too many calls: what a caller is told, what the log is told, and that trying again is safe. */
import { type AddressInfo, connect as connectTo, createServer, type Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import * as driver from 'mongodb';
import { createApi } from '../../functions/http/api';
import { compose } from '../../functions/http/compose';
import { createLog } from '../../functions/http/log';
import { countedTogether, createRateLimit } from '../../functions/http/rateLimit';
import { collectionsOf } from '../../functions/store/collections';
import { connect, isOutage } from '../../functions/store/mongo';
import type { Log } from '../../functions/usecases/app';
import { contracts, type EndpointName } from '../../shared/contracts/contracts';
import { MINUTE } from '../../shared/time';
import { useDatabase } from '../support/database';
import { openWorld, SKU, type World } from '../support/world';
import { ASKING_NOTHING, type Ask, expectRefusal, GOOD, NAMES, openScene, requestOf, type Scene } from './scene';

const database = useDatabase();
let world: World;
let scene: Scene;
/** The same shop over a wire of its own, which can be cut: other tests use the same server. */
let weak: { api: ReturnType<typeof createApi>; client: driver.MongoClient; errors: unknown[]; wire: Wire };

interface Wire {
  readonly uri: string;
  /** From now on every connection is cut that carries one of these words to the server; none: it holds. */
  cut(words: readonly string[]): void;
  close(): Promise<void>;
}

/** A wire to the first host of a MongoDB without TLS. */
async function openWire(uri: string): Promise<Wire> {
  const [, credentials = '', host = '', port = '27017', rest = ''] =
    /^mongodb:\/\/([^/@]*@)?([^:,/]+)(?::(\d+))?[^/]*(?:\/(.*))?$/.exec(uri) ?? [];
  const sockets = new Set<Socket>();
  let words: readonly string[] = [];
  const server = createServer((near) => {
    const far = connectTo(Number(port), host);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.on('data', (bytes) => {
      const text = bytes.toString('latin1');
      if (words.some((word) => text.includes(word))) near.destroy();
      else far.write(bytes);
    });
    far.on('data', (bytes) => near.write(bytes));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const separator = rest.includes('?') ? '&' : '?';
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    uri: `mongodb://${credentials}${address}/${rest}${separator}directConnection=true`,
    cut: (next) => {
      words = next;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const configOf = ({ app }: World, uri: string) => ({
  NODE_ENV: 'test' as const,
  MONGODB_URI: uri,
  MONGODB_DATABASE: database.name,
  JWT_SECRET: app.settings.jwtSecret,
  SHARE_SECRET: app.settings.shareSecret,
  CRON_SECRET: app.settings.cronSecret,
  DATA_SECRET: app.settings.dataSecret,
  PUBLIC_BASE_URL: app.settings.publicBaseUrl,
  WECHAT_API_BASE: app.settings.wechatApiBase,
  WECHATPAY_API_BASE: app.settings.wechatPayApiBase,
  WECHAT_APPID: app.settings.appid,
  WECHAT_SECRET: app.settings.appSecret,
  WECHAT_TEMPLATES: app.settings.templates,
  WECHAT_MESSAGE_STATE: app.settings.messageState,
  WECHAT_PUSH_TOKEN: app.settings.pushToken ?? '',
  VISIT_DAYS: app.settings.visitDays,
  COMMISSION_LEVELS: app.settings.commissionLevels,
  WITHHOLDING: app.settings.withholding,
  S3_ENDPOINT: '',
  S3_REGION: '',
  S3_BUCKET: '',
  S3_ACCESS_KEY: '',
  S3_SECRET_KEY: '',
});

beforeAll(async () => {
  world = await openWorld(database);
  scene = await openScene(world);
  const errors: unknown[] = [];
  const wire = await openWire(database.uri);
  const client = connect(wire.uri);
  const log: Log = { info() {}, warn() {}, error: (detail) => errors.push(detail) };
  const { app } = compose(configOf(world, database.uri), { client, log, now: world.now });
  weak = { api: createApi(app, { addressOf: () => '10.0.0.6', rateLimit: async () => true }), client, errors, wire };
});
afterAll(async () => {
  await weak.client.close();
  await weak.wire.close();
  await world.close();
});
beforeEach(() => world.reset());

describe('WeChat is out', () => {
  const FAULTS = [
    ['cuts the connection', { kind: 'timeoutBefore' }],
    ['cuts the connection after it has done the work', { kind: 'timeoutAfter' }],
    ['answers 500', { kind: 'fail', status: 500, code: 'SYSTEM_ERROR' }],
    ['answers 429', { kind: 'fail', status: 429, code: 'FREQUENCY_LIMITED' }],
    ['answers what is no JSON', { kind: 'fail', status: 502, body: '<html>' }],
  ] as const;

  it.each(FAULTS)(
    'when it %s, an order is a 503 and the same request repeated is the order, once',
    async (_, effect) => {
      const { control } = world.standIn;
      const body = scene.joining();
      const place = () => scene.ask({ name: 'order.place', body, token: scene.buyer.token });
      await control.addFault({ match: { operation: 'prepay' }, effect });
      await expectRefusal(await place(), 'unavailable');
      await expectRefusal(await place(), 'unavailable');
      await control.clearFaults();
      const placed = (await (await place()).json()) as { orderId: string };
      expect(placed).toMatchObject({ payment: { amount: 2990 } });
      expect(await world.app.store.orders.countDocuments({})).toBe(1);
      expect(await world.app.store.groups.countDocuments({})).toBe(1);
      await scene.paid(scene.buyer, placed.orderId);
      expect(world.errors).toEqual([]);
      expect(await world.differences()).toEqual([]);
    },
  );

  it.each([
    ['session.create', 'code2session'],
    ['order.pay', 'prepay'],
    ['order.checkPayment', 'query'],
    ['order.cancel', 'query'],
  ] as const)('%s is a 503 while %s cannot be asked, and works afterwards', async (name, operation) => {
    const { control } = world.standIn;
    const orderId = await scene.alone(scene.buyer);
    // As if the first prepay had never been answered.
    if (operation === 'prepay') {
      await world.app.store.orders.updateOne({ _id: orderId }, { $unset: { 'payments.0.prepayId': '' } });
    }
    const token = name === 'session.create' ? undefined : scene.buyer.token;
    const body = name === 'session.create' ? { code: await control.loginCode('somebody') } : { orderId };
    const { id } = await control.addFault({ match: { operation }, effect: { kind: 'timeoutBefore' } });
    await expectRefusal(await scene.ask({ name, body, token }), 'unavailable');
    await control.clearFaults(id);
    expect((await scene.ask({ name, body, token })).status).toBe(200);
    expect(world.errors).toEqual([]);
  });

  it('what needs no WeChat goes on', async () => {
    await world.standIn.control.addFault({ match: {}, effect: { kind: 'timeoutBefore' } });
    for (const name of ['shop.home', 'product.get', 'order.list', 'person.me', 'order.quote'] as const) {
      const { input, token } = await GOOD[name]({ ...scene, toShip: async () => '' });
      expect({ name, status: (await scene.ask({ name, body: input, token })).status }).toEqual({ name, status: 200 });
    }
  });
});

describe('the database is out', () => {
  const cutting = async (words: readonly string[], work: () => Promise<void>) => {
    weak.wire.cut(words);
    try {
      await work();
    } finally {
      weak.wire.cut([]);
    }
  };
  const ask = (ask: Ask) => weak.api.fetch(requestOf(ask));
  /** The commands, as they stand in a message: a text or an object comes after the name. */
  const COMMANDS = [
    '\x02find\0',
    '\x02aggregate\0',
    '\x02insert\0',
    '\x02update\0',
    '\x02findAndModify\0',
    '\x02delete\0',
  ];

  it('a cut connection: 503 for every endpoint, and nothing is a bug', async () => {
    const asks: Ask[] = [];
    for (const name of NAMES) {
      const { input, token } = await GOOD[name](scene);
      asks.push({ name, body: input, token });
    }
    await cutting(COMMANDS, async () => {
      for (const one of asks) {
        if (ASKING_NOTHING.includes(one.name)) expect((await ask(one)).status).toBe(200);
        else await expectRefusal(await ask(one), 'unavailable');
      }
    });
    expect(weak.errors).toEqual([]);
    expect((await ask({ name: 'person.me', body: {}, token: scene.buyer.token })).status).toBe(200);
  });

  it('an order whose placing was cut anywhere is placed once by the same request', async () => {
    const body = scene.joining();
    const place = () => ask({ name: 'order.place', body, token: scene.buyer.token });
    for (const command of ['\x02find\0', '\x02update\0', '\x02findAndModify\0']) {
      await cutting([command], async () => expectRefusal(await place(), 'unavailable'));
    }
    expect((await place()).status).toBe(200);
    expect(await world.app.store.orders.countDocuments({})).toBe(1);
    expect(weak.errors).toEqual([]);
    expect(await world.differences()).toEqual([]);
  });

  it('health says so', async () => {
    const health = () => weak.api.fetch(new Request('http://shop/api/health'));
    expect((await health()).status).toBe(200);
    await cutting(['ping\0'], async () => expectRefusal(await health(), 'unavailable'));
  });
});

describe('which errors are an outage', () => {
  const closed = async () => {
    const client = connect(database.uri);
    await client.connect();
    await client.close();
    return client;
  };
  const thrownBy = async (work: () => Promise<unknown>): Promise<unknown> => {
    try {
      await work();
    } catch (error) {
      return error;
    }
    throw new Error('nothing was thrown');
  };

  it('a server that is not there, and a client that is closed', async () => {
    const gone = connect('mongodb://127.0.0.1:1/', { serverSelectionTimeoutMS: 1 });
    expect(isOutage(await thrownBy(() => gone.db('x').command({ ping: 1 })))).toBe(true);
    const client = await closed();
    expect(isOutage(await thrownBy(() => client.db('x').collection('y').findOne({})))).toBe(true);
    await gone.close();
  });

  it.each([
    new driver.MongoNetworkError('x'),
    new driver.MongoNetworkTimeoutError('x'),
    new driver.MongoTopologyClosedError('x'),
    new driver.MongoNotConnectedError('x'),
    new driver.MongoServerClosedError('x'),
    new driver.MongoClientClosedError(),
    new driver.MongoExpiredSessionError('x'),
    new driver.MongoOperationTimeoutError('x'),
  ])('the driver’s %p', (error) => expect(isOutage(error)).toBe(true));

  it.each([
    ['shutting down', 91],
    ['stepping down', 189],
    ['no primary', 10107],
    ['recovering', 13436],
    ['interrupted', 11600],
    ['out of time', 50],
    ['without its majority', 64],
  ])('a server that is %s (%d), also where the driver puts no label, as on what reads', (_, code) => {
    expect(isOutage(new driver.MongoServerError({ message: 'x', code }))).toBe(true);
  });

  it('the driver’s errors of a pool, by the names that it gives them', () => {
    const errors = require('mongodb/lib/cmap/errors') as Record<string, { prototype: Error }>;
    for (const name of ['PoolClosedError', 'PoolClearedError', 'PoolClearedOnNetworkError', 'WaitQueueTimeoutError']) {
      expect(isOutage(Object.create(errors[name]!.prototype))).toBe(true);
    }
  });

  it.each([
    new driver.MongoServerError({ message: 'E11000 duplicate key', code: 11000 }),
    new driver.MongoServerError({ message: 'BadValue', code: 2 }),
    new driver.MongoParseError('wrong'),
    new TypeError('undefined is not a function'),
    'a text',
    undefined,
    null,
  ])('%p is not', (error) => expect(isOutage(error)).toBe(false));
});

describe('too often', () => {
  const LIMITED = ['order.place', 'group.get'] as const;

  it('of these two, one is counted in the database and one in the process', async () => {
    const limit = createRateLimit(world.app);
    await world.app.store.rateLimits.deleteMany({});
    for (const name of LIMITED) expect(await limit(name, 'somebody')).toBe(true);
    const kept = await world.app.store.rateLimits.find().toArray();
    expect(kept).toMatchObject([{ calls: 1 }]);
    expect(kept[0]?._id).toMatch(/^order\.place\/somebody\/\d+$/);
  });

  it.each(LIMITED)('%s: as often as the contract says, and not once more', async (name) => {
    const api = createApi(world.app, { addressOf: () => '10.0.0.1' });
    const { perMinute } = contracts[name];
    const token = scene.buyer.token;
    const ask = () => api.fetch(requestOf({ name, body: '{}', token }));
    for (let call = 0; call < perMinute; call++) expect((await ask()).status).toBe(400);
    await expectRefusal(await ask(), 'tooOften');
    // Another person, and the same person elsewhere, are not held up.
    const other = await api.fetch(requestOf({ name, body: '{}', token: scene.stranger.token }));
    expect(other.status).toBe(400);
    const elsewhere = await api.fetch(requestOf({ name: 'order.get', body: '{}', token }));
    expect(elsewhere.status).toBe(400);
  });

  it('the count is one over all instances, also for calls at the same moment', async () => {
    await world.app.store.rateLimits.deleteMany({});
    const instances = Array.from({ length: 4 }, () => createRateLimit(world.app));
    const { perMinute } = contracts['order.place'];
    const calls = Array.from({ length: perMinute * 2 }, (_, call) => instances[call % 4]!('order.place', '10.0.0.2'));
    const allowed = (await Promise.all(calls)).filter(Boolean);
    expect(allowed).toHaveLength(perMinute);
    expect(await world.app.store.rateLimits.find().toArray()).toMatchObject([{ calls: 2 * perMinute }]);
  });

  it.each(LIMITED)('%s: the next minute is a new one', async (name) => {
    const limit = createRateLimit(world.app);
    const { perMinute } = contracts[name];
    const allowed = async () => {
      const answers = await Promise.all(Array.from({ length: perMinute + 1 }, () => limit(name, '10.0.0.7')));
      return answers.filter(Boolean).length;
    };
    expect(await allowed()).toBe(perMinute);
    await world.advance(MINUTE);
    expect(await allowed()).toBe(perMinute);
  });

  it('a header of the caller’s own does not make them somebody else', async () => {
    // Nobody is signed in: the address counts, which the host says.
    const api = createApi(world.app, { addressOf: () => '10.0.0.3' });
    const ask = (round: number) => {
      const request = requestOf({ name: 'session.renew', body: '{}' });
      for (const name of ['x-forwarded-for', 'forwarded', 'x-client-ip']) request.headers.set(name, `10.1.0.${round}`);
      return api.fetch(request);
    };
    for (let round = 0; round < contracts['session.renew'].perMinute; round++) await ask(round);
    await expectRefusal(await ask(99), 'tooOften');
  });

  it('what moves money or signs in is counted over all instances', () => {
    const together: readonly EndpointName[] = [
      'session.create',
      'session.renew',
      'order.place',
      'order.pay',
      'order.cancel',
    ];
    for (const name of together) expect(countedTogether(name)).toBe(true);
    expect(countedTogether('group.get')).toBe(false);
  });

  it('while nothing can be counted, nobody is let through', async () => {
    const gone = connect('mongodb://127.0.0.1:1/', { serverSelectionTimeoutMS: 1 });
    const limit = createRateLimit({ ...world.app, store: collectionsOf(gone, gone.db('nowhere')) });
    const api = createApi(world.app, { addressOf: () => '10.0.0.4', rateLimit: limit });
    const response = await api.fetch(
      requestOf({ name: 'order.place', body: scene.joining(), token: scene.buyer.token }),
    );
    await expectRefusal(response, 'unavailable');
    await gone.close();
  });
});

describe('the log', () => {
  const written = (work: (log: Log) => void): Record<string, unknown>[] => {
    const stream = new PassThrough();
    work(createLog('info', stream));
    return String(stream.read() ?? '')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  };

  it('tells an error with its stack, its causes and its code, and nothing that a driver hangs on it', () => {
    const cause = new Error('the socket hung up');
    const error = Object.assign(new Error('no answer', { cause }), { code: 91, reason: { servers: 'a topology' } });
    const [line] = written((log) => log.error({ error, requestId: 'r1' }, 'a bug'));
    expect(line).toMatchObject({ msg: 'a bug', requestId: 'r1', error: { type: 'Error', code: 91 } });
    expect(JSON.stringify(line)).toContain('the socket hung up');
    expect(JSON.stringify(line)).toContain('outage.test');
    expect(JSON.stringify(line)).not.toContain('a topology');
  });

  it('tells no secret, whatever it is called with', () => {
    const secret = 'hunter2';
    const [line, thrown] = written((log) => {
      log.warn(
        {
          authorization: secret,
          account: { privateKey: secret, apiV3Key: secret },
          bargain: { seed: secret },
          token: secret,
        },
        'x',
      );
      log.error({ error: 'a text that was thrown' }, 'y');
    });
    expect(JSON.stringify(line)).not.toContain(secret);
    expect(thrown).toMatchObject({ error: 'a text that was thrown' });
  });

  it('of the composed server is written to as the requests come', async () => {
    const lines: unknown[] = [];
    const log: Log = { info() {}, warn: (detail) => lines.push(detail), error: (detail) => lines.push(detail) };
    const uri = 'mongodb://user:hunter2@127.0.0.1:1/';
    const client = connect(uri, { serverSelectionTimeoutMS: 1 });
    const { app } = compose(configOf(world, uri), { client, log, now: world.now });
    const api = createApi(app, { addressOf: () => '10.0.0.5' });
    for (const name of ['order.get', 'order.quote'] as const) {
      const body = name === 'order.get' ? { orderId: 'ord_x' } : { lines: [{ skuId: SKU, quantity: 1 }] };
      await expectRefusal(await api.fetch(requestOf({ name, body, token: scene.buyer.token })), 'unavailable');
    }
    await client.close();
    expect(lines).toHaveLength(2);
    const [told] = written((real) => real.warn(lines[0] as object, 'an outage'));
    expect(JSON.stringify(told)).toContain('MongoServerSelectionError');
    expect(JSON.stringify(told)).not.toContain('hunter2');
    expect(JSON.stringify(told)).not.toContain(scene.buyer.token);
  });
});
