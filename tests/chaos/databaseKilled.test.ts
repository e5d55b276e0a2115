/**
 * The database itself is killed (SIGKILL) at some commands of placing and of a payment, and comes back with its data.
 * Whoever asked is told 503 (WeChat: FAIL), and the same request or notification, repeated, ends right.
 */
import type { MongoClient } from 'mongodb';
import { connect } from '../../functions/store/mongo';
import { type Database, openDatabase } from '../../scripts/database';
import type { TestDatabase } from '../support/database';
import { CAMPAIGN, openWorld, type Person, SKU, TERMS, type World } from '../support/world';
import { type DatabaseProxy, openProxy, type Side } from './proxy';

let database: Database;
let straight: MongoClient;
let client: MongoClient;
let proxy: DatabaseProxy;
let world: World;
let buyer: Person;

// A server that somebody else runs is not ours to kill.
const withOwnDatabase = process.env.MONGODB_URI ? describe.skip : describe;

withOwnDatabase('a killed database', () => {
  beforeAll(async () => {
    database = await openDatabase({ log: () => {} });
    straight = await connect(database.uri).connect();
    proxy = await openProxy({ client: straight, uri: database.uri });
    // As deployed, but it does not wait five seconds to be sure that nobody is there.
    client = await connect(proxy.uri, { serverSelectionTimeoutMS: 300 }).connect();
    const through: TestDatabase = { client, uri: proxy.uri, name: 'killed', db: client.db('killed') };
    world = await openWorld(through);
    buyer = await world.person('周小满');
  });
  afterAll(async () => {
    await world.close();
    await client.close();
    await proxy.close();
    await straight.close();
    await database.stop();
  });
  beforeEach(() => world.reset());

  /** Lets the database die at a command of `act`, and brings it back. @returns what `act` was answered */
  async function dieAt<T>(command: string, side: Side, act: () => Promise<T>): Promise<T> {
    let gone: Promise<void> | undefined;
    const strike = () => {
      gone = database.kill();
    };
    proxy.watch({ command, side, strike });
    const answer = await act();
    if (!gone) throw new Error(`${command} did not come by`);
    await gone;
    await database.restart();
    // The driver looks for it again, at its own pace.
    for (let left = 50; ; left--) {
      const back = await client
        .db('killed')
        .command({ ping: 1 })
        .catch((error: Error) => error);
      if (!(back instanceof Error)) break;
      if (left === 0) throw back;
    }
    return answer;
  }

  const request = {
    requestId: 'asked-again-and-again',
    lines: [{ skuId: SKU, quantity: 1 }],
    campaignId: CAMPAIGN,
    seenTotal: TERMS.prices[SKU] ?? 0,
  };

  it.each([
    ['find orders #1', 'before'],
    ['update orders #1', 'before'],
    ['update orders #1', 'after'],
    ['update groups #1', 'after'],
    ['findAndModify orders #1', 'after'],
  ] as const)('at %s (%s): the order is placed by the same request', async (command, side) => {
    const struck = await dieAt(command, side, () => buyer.call('order.place', request));
    expect(struck).toMatchObject({ ok: false, status: 503 });
    const [placed, again] = [await buyer.call('order.place', request), await buyer.call('order.place', request)];
    if (!placed.ok || !again.ok) throw new Error('not placed');
    expect(again.value.orderId).toBe(placed.value.orderId);
    expect(await world.app.store.orders.countDocuments()).toBe(1);
    await world.pay(buyer, placed.value.orderId);
    await world.settle();
    expect(await buyer.call('order.get', { orderId: placed.value.orderId })).toMatchObject({
      value: { status: 'paid' },
    });
    expect(await world.differences()).toEqual([]);
  });

  it.each([
    ['findAndModify orders #1', 'before'],
    ['findAndModify orders #1', 'after'],
    ['commitTransaction #1', 'after'],
    ['findAndModify groups #1', 'after'],
  ] as const)('at %s (%s) of a payment: WeChat tells it again, and it has its seat', async (command, side) => {
    const placed = await buyer.call('order.place', request);
    if (!placed.ok) throw new Error('not placed');
    await dieAt(command, side, async () => {
      await world.pay(buyer, placed.value.orderId);
      await world.standIn.control.flush();
    });
    await world.settle();
    expect(await buyer.call('order.get', { orderId: placed.value.orderId })).toMatchObject({
      value: { status: 'paid' },
    });
    expect(await world.differences()).toEqual([]);
  });
});
