/**
 * Anything, in any order, side by side: people share, order, pay, cancel and ask, WeChat fails, repeats and forgets, the
 * clock jumps, cron runs or does not, processes die. When it is quiet again, all books must agree.
 */
import fc from 'fast-check';
import { changeOrder } from '../../functions/store/order';
import type { App } from '../../functions/usecases/app';
import { runCron } from '../../functions/usecases/cron';
import { cancelOrder, checkPayment, payOrder, receiveOrder } from '../../functions/usecases/order';
import { placeOrder } from '../../functions/usecases/placeOrder';
import { createShare, open } from '../../functions/usecases/share';
import type { FaultEffect, Operation } from '../../scripts/wechatStandIn/types';
import { DAY, HOUR, MINUTE, SECOND } from '../../shared/time';
import { useDatabase } from '../support/database';
import { mortal } from '../support/mortal';
import { MERCHANT, openWorld, type Person, type World } from '../support/world';
import { crowd, expectTrue, LONG, newRequestId, reservations, wish } from './crowd';

const database = useDatabase();
let world: World;

beforeAll(async () => {
  world = await openWorld(database);
});
afterAll(() => world.close());

const PEOPLE = 5;

type Act =
  | { do: 'order'; who: number; group: number; alone: boolean; again: boolean }
  | { do: 'pay' | 'cancel' | 'check' | 'payAgain'; order: number; wrong: boolean }
  | { do: 'share'; who: number; by: number }
  | { do: 'cron' }
  | { do: 'tell'; copies: number };

const anyAct: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('order' as const),
      who: fc.nat(PEOPLE - 1),
      group: fc.nat(5),
      alone: fc.integer({ min: 0, max: 5 }).map((chance) => chance === 0),
      again: fc.boolean(),
    }),
  },
  {
    weight: 7,
    arbitrary: fc.record({
      do: fc.constantFrom('pay' as const, 'pay' as const, 'pay' as const, 'cancel' as const, 'check' as const),
      order: fc.nat(30),
      wrong: fc.integer({ min: 0, max: 9 }).map((chance) => chance === 0),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('payAgain' as const), order: fc.nat(30), wrong: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('share' as const), who: fc.nat(PEOPLE - 1), by: fc.nat(PEOPLE - 1) }),
  },
  { weight: 2, arbitrary: fc.constant({ do: 'cron' as const }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('tell' as const), copies: fc.integer({ min: 1, max: 3 }) }) },
);

const anyFault: fc.Arbitrary<[Operation, FaultEffect] | null> = fc.constantFrom<[Operation, FaultEffect] | null>(
  null,
  null,
  null,
  ['notify', { kind: 'withhold' }],
  ['notify', { kind: 'withhold' }],
  ['notify', { kind: 'repeat', copies: 3 }],
  ['query', { kind: 'fail', status: 500 }],
  ['close', { kind: 'fail', status: 500 }],
  ['close', { kind: 'timeoutAfter' }],
  ['prepay', { kind: 'timeoutAfter' }],
  ['prepay', { kind: 'fail', status: 500 }],
  ['refund', { kind: 'timeoutAfter' }],
  ['refund', { kind: 'notEnough' }],
  ['refund', { kind: 'closed' }],
);

/** Some acts side by side, after the clock has gone on and WeChat has changed its mood. */
const anyStep = fc.record({
  advance: fc.constantFrom(0, 0, 0, SECOND, MINUTE, 2 * MINUTE, 3 * MINUTE, 7 * MINUTE, 11 * MINUTE, HOUR),
  fault: fc.option(anyFault, { freq: 3, nil: undefined }),
  /** The process in which the acts happen ends with this command to the database, before or after it is carried out. */
  dies: fc.option(fc.record({ with: fc.integer({ min: 1, max: 60 }), after: fc.boolean() }), {
    freq: 2,
    nil: undefined,
  }),
  acts: fc.array(anyAct, { minLength: 1, maxLength: 5 }),
});

const anyShop = fc.record({
  size: fc.integer({ min: 2, max: 3 }),
  overflow: fc.constantFrom('refund' as const, 'anotherGroup' as const),
  stock: fc.integer({ min: 2, max: 12 }),
  quota: fc.integer({ min: 2, max: 12 }),
  perPerson: fc.integer({ min: 1, max: 4 }),
});

/** What has come of a run so far; acts name orders and groups by their place here. */
interface Story {
  readonly people: readonly Person[];
  readonly orders: string[];
  readonly groups: string[];
  readonly requests: string[];
}

async function perform(app: App, story: Story, act: Act): Promise<void> {
  const { standIn } = world;
  switch (act.do) {
    case 'order': {
      const requestId = (act.again ? story.requests.at(-1) : undefined) ?? newRequestId();
      story.requests.push(requestId);
      const who = story.people[act.who];
      if (!who) return;
      const groupId = act.alone ? undefined : story.groups[act.group];
      const input = wish({ requestId, groupId, ...(act.alone ? { campaignId: null } : {}) });
      const placed = await placeOrder(app, who.userId, input);
      if (!placed.ok) return;
      if (!story.orders.includes(placed.value.orderId)) story.orders.push(placed.value.orderId);
      if (placed.value.groupId && !story.groups.includes(placed.value.groupId)) story.groups.push(placed.value.groupId);
      return;
    }
    case 'pay':
    case 'cancel':
    case 'check':
    case 'payAgain': {
      const order = await app.store.orders.findOne({ _id: story.orders[act.order % (story.orders.length || 1)] ?? '' });
      if (!order) return;
      if (act.do === 'cancel') return void (await cancelOrder(app, order.userId, order._id));
      if (act.do === 'check') return void (await checkPayment(app, order.userId, order._id));
      if (act.do === 'payAgain') return void (await payOrder(app, order.userId, order._id));
      const outTradeNo = order.payments[0]?.outTradeNo ?? '';
      return void (await standIn.control.pay({ outTradeNo, ...(act.wrong ? { override: { total: 1 } } : {}) }));
    }
    case 'share': {
      const [who, by] = [story.people[act.who], story.people[act.by]];
      if (!who || !by) return;
      const shared = await createShare(app, by.userId, {
        target: { kind: 'shop', id: MERCHANT },
        channel: 'message',
      });
      if (shared.ok) await open(app, { userId: who.userId, robot: false }, { token: shared.value.token });
      return;
    }
    case 'cron':
      return void (await runCron(app));
    case 'tell':
      return void (await standIn.control.release({ which: 'all', copies: act.copies, order: 'shuffled' }));
  }
}

/** The process died, WeChat refused, or it was told to come again: all fine while it happens. */
const expected = /died|ORDER|INVALID_REQUEST|WeChat|moved|no answer|PARAM_ERROR|RESOURCE_NOT_EXISTS/;

async function quiet(): Promise<void> {
  const { control } = world.standIn;
  await control.clearFaults();
  await control.release();
  await world.settle();
}

it('ends with books that agree', async () => {
  await fc.assert(
    fc.asyncProperty(anyShop, fc.array(anyStep, { minLength: 5, maxLength: 18 }), async (shop, steps) => {
      await world.reset();
      const { stock, quota, ...terms } = shop;
      await world.offer({ ...terms, hold: 2 * MINUTE, life: 30 * MINUTE }, { stock, quota });
      const story: Story = { people: await crowd(world, PEOPLE), orders: [], groups: [], requests: [] };
      for (const { advance, fault, dies, acts } of steps) {
        if (advance > 0) await world.advance(advance);
        if (fault !== undefined) {
          await world.standIn.control.clearFaults();
          if (fault) await world.standIn.control.addFault({ match: { operation: fault[0] }, effect: fault[1] });
        }
        const { app } = mortal(world.app, dies);
        for (const done of await Promise.allSettled(acts.map((act) => perform(app, story, act)))) {
          if (done.status === 'rejected' && !expected.test(String(done.reason))) throw done.reason;
        }
        // The books are read one after the other: nothing may be on its way meanwhile.
        await world.standIn.control.flush();
        await expectTrue(world, false);
      }
      await quiet();
      await expectTrue(world);
      // Whatever was formed is shipped and received, and commissions come free.
      const now = world.now();
      for (const { _id, userId } of await world.app.store.orders.find({ status: 'toShip' }).toArray()) {
        const ship = {
          type: 'ship',
          parcelId: 'pcl_1',
          by: 'usr_owner',
          company: '顺丰',
          trackingNumber: 'SF1234',
          now,
        } as const;
        expect(await changeOrder(world.app.store, _id, ship, { now })).toMatchObject({ ok: true });
        expect(await receiveOrder(world.app, userId, _id)).toMatchObject({ ok: true });
      }
      await world.advance(8 * DAY);
      await quiet();
      await expectTrue(world);
      expect((await reservations(world)).filter(({ holds }) => holds > 0)).toEqual([]);
      expect(await world.app.store.commissions.countDocuments({ status: 'held', amount: { $gt: 0 } })).toBe(0);
    }),
    // A failure prints its seed and its steps; it is not shrunk, since every run takes seconds.
    { numRuns: LONG ? 150 : 4, endOnFailure: true },
  );
}, 1_800_000);
