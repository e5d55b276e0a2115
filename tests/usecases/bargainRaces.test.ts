/**
 * A BARGAIN ENDS ONCE, whatever races: its order, the last help, its cancelling, the end of its campaign and the clock;
 * then the order's payment, its cancelling, and a second order. Every order of their steps where there are few of them,
 * and at once, time and again.
 */
import type { BargainDoc, Collections } from '../../functions/store/collections';
import type { App } from '../../functions/usecases/app';
import { cancel, expireOverdueBargains, help } from '../../functions/usecases/bargain';
import { cancelOrder } from '../../functions/usecases/order';
import { placeOrder } from '../../functions/usecases/placeOrder';
import { StandInRefusal } from '../../scripts/wechatStandIn/client';
import { cutsLeft, isOver, statusAt } from '../../shared/domain/bargain';
import { DAY, MINUTE } from '../../shared/time';
import { bargainOf, offerBargain, readBargain } from '../support/bargaining';
import { useDatabase } from '../support/database';
import { interleave, orders as turns, type Watched } from '../support/interleave';
import { openWorld, type Person, type World } from '../support/world';
import { ONE_PIECE } from './bargained';
import { crowd, expectTrue, LONG, newRequestId, orderOf, speak } from './crowd';

const database = useDatabase();
let world: World;
let owners: Person[];
let friend: Person;
/** Brings everything back to where each owner's bargain lacks one help. */
let again: () => Promise<void>;
let bargainIds: readonly string[];

// A machine that is busy with other tests is no fault.
jest.setTimeout(900_000);

const TIMES = LONG ? 200 : 20;

beforeAll(async () => {
  world = await openWorld(database);
  Object.assign(world.app, { stopwatch: () => 0 });
  owners = await crowd(world, TIMES);
  [friend] = (await crowd(world, 1)) as [Person];
  await world.reset();
  await offerBargain(world, { helpers: 1, buyAt: 'anyPrice', helpsPerDay: 100, helpsPerCampaign: 1000, quota: 1000 });
  await world.app.store.helpers.deleteMany({});
  const ids: string[] = [];
  for (const owner of owners) ids.push(await bargainOf(owner));
  bargainIds = ids;
  again = await world.remember();
});
afterAll(() => world.close());
beforeEach(() => again());
/** It is all told again, the time to pay is over, and the books agree. */
afterEach(async () => {
  await speak(world);
  await world.advance(40 * MINUTE);
  await world.settle();
  await expectTrue(world);
});

type Result = { ok: true } | { ok: false; refusal: string };
const said = (answer: Result | undefined): string => (answer?.ok ? 'yes' : (answer?.refusal ?? ''));

const helping = (app: App, bargainId: string): Promise<Result> => help(app, friend.userId, { bargainId });
const stopping = (app: App, { _id: bargainId, ownerId }: BargainDoc): Promise<Result> =>
  cancel(app, ownerId, { bargainId });
const ordering = (app: App, { _id: bargainId, ownerId, price }: BargainDoc): Promise<Result> =>
  placeOrder(app, ownerId, { requestId: newRequestId(), lines: ONE_PIECE, bargainId, seenTotal: price });

/** What came of it: its state by the clock, how many cuts are made, and what its order costs. */
async function outcomeOf(bargainId: string, now = world.now()) {
  const bargain = await readBargain(world, bargainId);
  const total = bargain.order && (await orderOf(world, bargain.order.id)).total;
  const full = cutsLeft(bargain) === 0;
  return {
    status: statusAt(bargain, now),
    full,
    total: total === undefined ? null : total === 990 ? 'floor' : 'before',
  };
}

/** Each of the three, alone or after others, comes to one of these, and no other. */
const OUTCOMES = [
  // The order was first: nobody could help, and the clock stopped.
  { help: 'bargainOrdered', order: 'yes', status: 'ordered', full: false, total: 'before' },
  // The help was first: what the order had seen is no longer what it costs.
  { help: 'yes', order: 'priceChanged', status: 'floor', full: true, total: null },
  // The end was first.
  { help: 'bargainExpired', order: 'bargainExpired', status: 'expired', full: false, total: null },
] as const;

const ordersOf = (acts: readonly number[]): number[][] =>
  acts.length === 0
    ? [[]]
    : acts.flatMap((first) => ordersOf(acts.filter((one) => one !== first)).map((others) => [first, ...others]));

/**
 * Lets them race, each with a head start of a few of the database's answers over another one, which changes from time to
 * time. The first times they come one after the other, in every order there is.
 */
async function race(nth: number, acts: readonly (() => Promise<string>)[]): Promise<string[]> {
  const answers: string[] = [];
  const act = async (which: number) => {
    answers[which] = (await acts[which]?.()) ?? '';
  };
  const inTurn = ordersOf([...acts.keys()])[nth];
  if (inTurn) {
    for (const which of inTurn) await act(which);
    return answers;
  }
  await Promise.all(
    acts.map(async (_, which) => {
      const lag = (nth * (which === 0 ? 7 : 5) + which * 3) % 17;
      for (let answered = 0; answered < lag; answered++) await world.app.store.db.command({ ping: 1 });
      await act(which);
    }),
  );
  return answers;
}

it(`the order against the last help against the end of its time: one outcome in ${TIMES} repetitions`, async () => {
  const { bargains } = world.app.store;
  await bargains.updateMany({}, { $set: { expiresAt: world.now() + 9 * DAY } });
  // Cron's clock is a minute ahead: this one is over there, and not yet for whoever helps and orders.
  const ahead = { ...world.app, now: () => world.now() + MINUTE };
  const seen = new Set<string>();
  for (const [nth, bargainId] of bargainIds.entries()) {
    await bargains.updateOne({ _id: bargainId }, { $set: { expiresAt: ahead.now() } });
    const bargain = await readBargain(world, bargainId);
    const [helped, ordered] = await race(nth, [
      async () => said(await helping(world.app, bargainId)),
      async () => said(await ordering(world.app, bargain)),
      async () => String(await expireOverdueBargains(ahead)),
    ]);
    const outcome = await outcomeOf(bargainId, ahead.now());
    expect(OUTCOMES).toContainEqual({ help: helped, order: ordered, ...outcome });
    seen.add(outcome.status);
  }
  expect(seen).toEqual(new Set(['ordered', 'floor', 'expired']));
});

const refusedByWechat = (error: unknown): string => {
  if (error instanceof StandInRefusal) return error.code;
  throw error;
};

/** Where each stops: before what it decides with. */
const DECIDING: Watched = { bargains: ['updateOne', 'findOneAndUpdate'], helpers: ['findOneAndUpdate'] };

const asClient =
  <T>(act: (app: App) => Promise<T>) =>
  (store: Collections): Promise<T> =>
    act({ ...world.app, store });

it('the order with the last help, in every order of their steps: one of the two', async () => {
  const seen = new Set<string>();
  const [bargainId = ''] = bargainIds;
  for (const order of turns(2, 3)) {
    await again();
    const bargain = await readBargain(world, bargainId);
    const answers = await interleave(
      world.app.store,
      [asClient((app) => helping(app, bargainId)), asClient((app) => ordering(app, bargain))],
      order,
      DECIDING,
    );
    const got = { help: said(answers[0]), order: said(answers[1]), ...(await outcomeOf(bargainId)) };
    expect(OUTCOMES).toContainEqual(got);
    seen.add(got.status);
  }
  expect(seen).toEqual(new Set(['ordered', 'floor']));
});

it('the order with the cancelling, in every order of their steps: one of the two', async () => {
  const seen = new Set<string>();
  const [bargainId = ''] = bargainIds;
  for (const order of turns(2, 2)) {
    await again();
    const bargain = await readBargain(world, bargainId);
    const answers = await interleave(
      world.app.store,
      [asClient((app) => stopping(app, bargain)), asClient((app) => ordering(app, bargain))],
      order,
      DECIDING,
    );
    const { status } = await readBargain(world, bargainId);
    expect([
      ['yes', 'bargainCancelled', 'cancelled'],
      ['bargainOrdered', 'yes', 'ordered'],
    ]).toContainEqual([...answers.map(said), status]);
    seen.add(status);
  }
  expect(seen).toEqual(new Set(['cancelled', 'ordered']));
});

it('two orders at once by two taps: one; by one tap that arrives twice: the same one', async () => {
  for (const [place, bargainId] of bargainIds.slice(0, 10).entries()) {
    const { ownerId, price } = await readBargain(world, bargainId);
    const tap = (requestId: string) =>
      placeOrder(world.app, ownerId, { requestId, lines: ONE_PIECE, bargainId, seenTotal: price });
    const twice = place % 2 === 0;
    const answers = await Promise.all([tap('ordered-once'), tap(twice ? 'ordered-once' : 'ordered-again')]);
    const ids = new Set(answers.flatMap((answer) => (answer.ok ? [answer.value.orderId] : [])));
    expect([place, [...ids]]).toEqual([place, [(await readBargain(world, bargainId)).order?.id]]);
    expect(answers.map(said).sort()).toEqual(twice ? ['yes', 'yes'] : ['bargainOrdered', 'yes']);
  }
});

it('its payment with its cancelling and a friend who helps as soon as one can: bought, or given back and cut once', async () => {
  const became = new Set<string>();
  for (const [place, bargainId] of bargainIds.entries()) {
    const bargain = await readBargain(world, bargainId);
    const placed = await placeOrder(world.app, bargain.ownerId, {
      requestId: newRequestId(),
      lines: ONE_PIECE,
      bargainId,
      seenTotal: bargain.price,
    });
    if (!placed.ok) throw new Error(placed.refusal);
    const { orderId } = placed.value;
    await race(place, [
      async () => String(await world.pay(owners[place] as Person, orderId).catch(refusedByWechat)),
      async () => said(await cancelOrder(world.app, bargain.ownerId, orderId)),
      async () => said(await helping(world.app, bargainId)),
    ]);
    await world.standIn.control.flush();
    const { status, helps } = await readBargain(world, bargainId);
    const order = await orderOf(world, orderId);
    expect([
      ['bought', 1, 'toShip', 0],
      ['open', 1, 'closed', 0],
      ['floor', 2, 'closed', 0],
    ]).toContainEqual([status, helps.length, order.status, order.refunds.length]);
    became.add(status);
  }
  expect(became).toEqual(new Set(['bought', 'open', 'floor']));
});

it('its time to pay is over on two machines at once, and a friend helps: given back once, and cut once', async () => {
  const ids = bargainIds.slice(0, 10);
  for (const bargainId of ids) expect(said(await ordering(world.app, await readBargain(world, bargainId)))).toBe('yes');
  await world.advance(30 * MINUTE);
  await Promise.all([world.cron(), world.cron(), ...ids.map((bargainId) => helping(world.app, bargainId))]);
  for (const bargainId of ids) {
    const bargain = await readBargain(world, bargainId);
    expect(isOver(bargain)).toBe(false);
    expect([bargain.status, bargain.helps.length]).toEqual(bargain.status === 'floor' ? ['floor', 2] : ['open', 1]);
    expect(bargain.order).toBeUndefined();
  }
});
