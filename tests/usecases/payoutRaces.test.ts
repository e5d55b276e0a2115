/**
 * TWO AT ONCE OVER ONE WALLET, in every order that their steps can have: a withdrawal with another, with a refund, an
 * approval with a refusal, a renewal with giving back, a cancel with the sending. Whatever comes first, the books agree,
 * nothing is below zero, and no money is both given back and sent.
 */

import type { Collections } from '../../functions/store/collections';
import type { App } from '../../functions/usecases/app';
import { commissionReversed } from '../../functions/usecases/commission';
import { drain } from '../../functions/usecases/drain';
import { makeNow } from '../../functions/usecases/intent';
import { approvePayout, refusePayout } from '../../functions/usecases/payout';
import { cancelWithdrawal, renewWithdrawal } from '../../functions/usecases/withdrawal';
import { DEFAULT_RISK_RULES } from '../../shared/domain/risk';
import { transferNumber } from '../../shared/domain/withdrawal';
import { useDatabase } from '../support/database';
import { interleave, orders, type Watched } from '../support/interleave';
import { MERCHANT, openWorld, type Person, type World } from '../support/world';
import { LONG } from './crowd';
import {
  ask,
  asked,
  earned,
  expectExact,
  later,
  payoutsOf,
  perPiece,
  transfersAtWechat,
  walletOf,
  withdrawalOf,
} from './payouts';

const database = useDatabase();
let world: World;
let promoter: Person;
let orderIds: readonly string[];
let again: () => Promise<void>;

// A machine that is busy with other tests is no fault.
jest.setTimeout(900_000);

const ALL = perPiece(20);

beforeAll(async () => {
  world = await openWorld(database);
  Object.assign(world.app, { stopwatch: () => 0 });
  await payoutsOf(world);
  ({ promoter, orderIds } = await earned(world));
  again = await world.remember();
});
afterAll(() => world.close());
beforeEach(async () => {
  await again();
  await payoutsOf(world);
});

/** An app that goes step by step, and makes no call to WeChat. */
const stepping = (store: Collections): App => {
  const app: App = { ...world.app, store, callNow: async () => {}, drain: (touched) => drain(app, touched) };
  return app;
};

const STATES: Watched = { withdrawals: ['findOneAndUpdate'] };
const BOOKS: Watched = { journals: ['updateOne'] };

/** A plain run takes every so many of the orders; each of them is there in the long one. */
function* someOrders(turns: number, every: number): Generator<number[]> {
  let number = 0;
  for (const order of orders(2, turns)) if (LONG || number++ % every === 0) yield order;
}

async function inEveryOrder(
  turns: { each: number; every: number; watched: Watched },
  works: () => Promise<readonly ((app: App) => Promise<unknown>)[]>,
  then: (answers: unknown[]) => Promise<void>,
): Promise<void> {
  for (const order of someOrders(turns.each, turns.every)) {
    await again();
    const both = (await works()).map((work) => (store: Collections) => work(stepping(store)));
    await then(await interleave(world.app.store, both, order, turns.watched));
    await expectExact(world);
  }
}

const isOk = (answer: unknown): boolean => (answer as { ok: boolean }).ok;

it('a withdrawal with another: one is turned down where there is not enough for both', async () => {
  await inEveryOrder(
    { each: 3, every: 4, watched: BOOKS },
    async () => [1, 2].map(() => (app) => ask(world, promoter, 4000, { app })),
    async (answers) => {
      expect(answers.map(isOk).sort()).toEqual([false, true]);
      expect(await walletOf(world, promoter)).toMatchObject({ available: ALL - 4000, withdrawing: 4000, debt: 0 });
    },
  );
});

it('a withdrawal with a refund: turned down, or on its way with a debt', async () => {
  const [commission] = await world.app.store.commissions.find({ orderId: orderIds[0] }).toArray();
  if (!commission) throw new Error('nothing was earned');
  const event = {
    type: 'commissionReversed',
    refundId: 'rfd_1',
    refundedBase: 39_900,
    amount: 3192,
    released: true,
  } as const;
  const seen = new Set<boolean>();
  await inEveryOrder(
    { each: 3, every: 4, watched: BOOKS },
    async () => [
      (app) => ask(world, promoter, 5000, { app }),
      (app) => commissionReversed(app, commission, event).then(() => ({ ok: true })),
    ],
    async ([answer]) => {
      seen.add(isOk(answer));
      const left = isOk(answer)
        ? { available: 0, withdrawing: 5000, debt: 3192 - (ALL - 5000) }
        : { available: ALL - 3192, withdrawing: 0, debt: 0 };
      expect(await walletOf(world, promoter)).toMatchObject(left);
    },
  );
  expect(seen.size).toBe(2);
});

it('an approval with a refusal: one of them', async () => {
  await inEveryOrder(
    { each: 3, every: 4, watched: STATES },
    async () => {
      await payoutsOf(world, { risk: { ...DEFAULT_RISK_RULES, largeAmount: 100 } });
      const withdrawalId = await asked(world, promoter, 5000);
      const input = { merchantId: MERCHANT, withdrawalId, reason: '看过了' };
      return [(app) => approvePayout(app, 'usr_a', input), (app) => refusePayout(app, 'usr_b', input)];
    },
    async (answers) => {
      expect(answers.map(isOk).sort()).toEqual([false, true]);
      const [approved] = answers;
      const withdrawing = isOk(approved) ? 5000 : 0;
      expect(await walletOf(world, promoter)).toMatchObject({ available: ALL - withdrawing, withdrawing });
    },
  );
});

it('a renewal with giving back: back in the end, and never both', async () => {
  let id = '';
  await inEveryOrder(
    { each: 3, every: 4, watched: { ...STATES, intents: ['updateOne'] } },
    async () => {
      id = await asked(world, promoter, 5000);
      await later(world, 24 * 60 + 1);
      const input = { withdrawalId: id };
      return [
        (app) => renewWithdrawal(app, promoter.userId, input),
        (app) => cancelWithdrawal(app, promoter.userId, input),
      ];
    },
    async (answers) => {
      expect(answers.map(isOk)).toContain(true);
      await later(world);
      expect(await withdrawalOf(world, id)).toMatchObject({ status: 'returned' });
      expect(await walletOf(world, promoter)).toMatchObject({ available: ALL, withdrawing: 0 });
    },
  );
});

it('a cancel with the sending: called off and never sent, or sent and ended at WeChat', async () => {
  let id = '';
  const seen = new Set<number>();
  await inEveryOrder(
    { each: 3, every: 2, watched: { ...STATES, intents: ['updateOne'] } },
    async () => {
      id = await asked(world, promoter, 5000, { app: { ...world.app, callNow: async () => {} } });
      const intent = await world.app.store.intents.findOne({ _id: transferNumber({ id }, 1) });
      if (!intent) throw new Error('nothing is to be sent');
      return [
        (app) => cancelWithdrawal(app, promoter.userId, { withdrawalId: id }),
        (app) => makeNow(app, intent).then(() => ({ ok: true })),
      ];
    },
    async () => {
      for (let crons = 0; crons < 2; crons++) await later(world);
      expect(await withdrawalOf(world, id)).toMatchObject({ status: 'returned', returned: 'cancelled' });
      expect(await walletOf(world, promoter)).toMatchObject({ available: ALL, withdrawing: 0 });
      const transfers = await transfersAtWechat(world);
      seen.add(transfers.length);
      for (const { state } of transfers) expect(state).toBe('CANCELLED');
    },
  );
  expect([...seen].sort()).toEqual([0, 1]);
});
