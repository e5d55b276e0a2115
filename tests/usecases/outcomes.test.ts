/**
 * THE OUTCOME TABLE, BROUGHT ABOUT. Each moment at which a captured payment may arrive is made to happen with real parts,
 * under every setting for extra payments side by side; then WeChat tells of the payment, three times over, and what
 * became of it is what `OUTCOMES` says. A row without a case fails.
 */
import { changeCampaign } from '../../functions/store/campaign';
import type { OrderDoc } from '../../functions/store/collections';
import { takeSeat } from '../../functions/store/groupBuy';
import { quotaOf, stockOf } from '../../functions/store/stock';
import type { App } from '../../functions/usecases/app';
import { publishCampaign } from '../../functions/usecases/campaign';
import { runCron } from '../../functions/usecases/cron';
import { leave } from '../../functions/usecases/groupBuy';
import { syncPayment } from '../../functions/usecases/payment';
import { placeOrder } from '../../functions/usecases/placeOrder';
import type { GroupsEnd } from '../../shared/domain/campaign';
import {
  type GroupBuyTerms,
  OPENING_GRACE,
  OUTCOMES,
  type Overflow,
  outcomeOf,
  type PaymentMoment,
  SEAT_GRACE,
  type SeatOutcome,
} from '../../shared/domain/groupBuy';
import { deriveId } from '../../shared/domain/ids';
import { DAY, HOUR, MINUTE } from '../../shared/time';
import { useDatabase } from '../support/database';
import { MERCHANT, openWorld, type Person, PRODUCT, SKU, START, TERMS, type World } from '../support/world';
import { caughtUp, chatTicket, crowd, expectTrue, numberOf, orderOf, place, silence, speak, wish } from './crowd';

const database = useDatabase();
let world: World;

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

beforeAll(async () => {
  world = await openWorld(database);
  // A machine that is busy with other tests leaves no consequence to cron.
  Object.assign(world.app, { stopwatch: () => 0 });
});
afterAll(() => world.close());
beforeEach(() => world.reset());

const OVERFLOWS = ['refund', 'anotherGroup', 'lead'] as const satisfies readonly Overflow[];

/** A campaign of its own, a group in it, and somebody whose payment for that group is not heard of yet. */
interface Scene {
  readonly campaignId: string;
  readonly leader: Person;
  readonly groupId: string;
  readonly payer: Person;
  /** The WeChat group chat that its people come from, where that matters. */
  readonly chat: string | undefined;
  /** The payer's order; set by `late` or by the row itself. */
  orderId: string;
}

const people = (count: number): Promise<Person[]> => crowd(world, count);

interface Wished {
  readonly person: Person;
  readonly campaignId: string | null;
  readonly groupId?: string;
  readonly chat?: string | undefined;
}

const placed = ({ person, chat, ...wanted }: Wished) =>
  place(world, person, { ...wanted, ...(chat === undefined ? {} : { chat: chatTicket(world, person, chat) }) });

/** Many at once, and WeChat tells of all of them together. @returns their groups */
async function buyAll(wishes: readonly Wished[]): Promise<string[]> {
  const orders = await Promise.all(wishes.map(placed));
  await Promise.all(orders.map(({ orderId }, index) => world.pay(wishes[index]?.person as Person, orderId)));
  await world.standIn.control.flush();
  return orders.map(({ groupId = '' }) => groupId);
}

async function publish(_id: string, terms: Partial<GroupBuyTerms>): Promise<void> {
  const plan = {
    _id,
    merchantId: MERCHANT,
    kind: 'groupBuy' as const,
    productId: PRODUCT,
    title: _id,
    startsAt: START - DAY,
    endsAt: START + 7 * DAY,
    terms: { ...TERMS, ...terms },
  };
  const published = await publishCampaign(world.app, plan, [{ id: SKU, name: '5 斤装', price: 3990 }], world.now());
  expect([_id, published]).toEqual([_id, { ok: true, value: null }]);
}

/** One campaign for each name, each with an open group. */
async function stage(names: readonly string[], termsOf: (name: string) => Partial<GroupBuyTerms>): Promise<Scene[]> {
  const [leaders, payers] = [await people(names.length), await people(names.length)];
  const begun = names.map((name, index) => ({
    campaignId: `cmp_${name}`,
    person: leaders[index] as Person,
    chat: termsOf(name).chatOnly ? 'G-neighbours' : undefined,
  }));
  for (const [index, name] of names.entries()) await publish(begun[index]?.campaignId ?? '', termsOf(name));
  const groups = await buyAll(begun);
  return begun.map(({ person: leader, ...scene }, index) => ({
    ...scene,
    leader,
    groupId: groups[index] ?? '',
    payer: payers[index] as Person,
    orderId: '',
  }));
}

const stageEach = (terms: Partial<GroupBuyTerms> = {}) =>
  stage(OVERFLOWS, (name) => ({ ...terms, overflow: name as Overflow }));

/** The payers order and pay in time, and WeChat is silent about it. */
async function payInSilence(scenes: readonly Scene[]): Promise<void> {
  await Promise.all(
    scenes.map(async (scene) => {
      const { campaignId, groupId, payer, chat } = scene;
      const { orderId } = await placed({ person: payer, campaignId, groupId, chat });
      await silence(world, orderId);
      await world.pay(payer, orderId);
      scene.orderId = orderId;
    }),
  );
}

/** … until their orders are closed here, and what they held is free again. */
async function late(scenes: readonly Scene[]): Promise<void> {
  await payInSilence(scenes);
  await world.advance(TERMS.hold + SEAT_GRACE);
  await runCron(world.app);
  for (const { orderId } of scenes) {
    expect(await orderOf(world, orderId)).toMatchObject({ status: 'closed', closeReason: 'timeout' });
    expect(await heldFor(orderId)).toEqual([]);
  }
}

/** Somebody else joins the group of each scene. */
async function another(scenes: readonly Scene[], pays: boolean): Promise<void> {
  const others = await people(scenes.length);
  const wishes = scenes.map(({ campaignId, groupId }, index) => ({
    person: others[index] as Person,
    campaignId,
    groupId,
  }));
  if (pays) await buyAll(wishes);
  else await Promise.all(wishes.map(({ person, ...wanted }) => place(world, person, wanted)));
}

/** Another open group of each campaign, so that its absence is never the reason why money goes back. */
async function spare(scenes: readonly Scene[]): Promise<void> {
  const leaders = await people(scenes.length);
  await buyAll(scenes.map(({ campaignId }, index) => ({ person: leaders[index] as Person, campaignId })));
}

async function end({ campaignId }: Pick<Scene, 'campaignId'>, groups: GroupsEnd): Promise<void> {
  const now = world.now();
  const by = { userId: 'usr_owner', name: '老板' };
  const ended = await changeCampaign(world.app.store, campaignId, { type: 'end', groups, by, now }, { now });
  if (!ended.ok) throw new Error(ended.refusal);
  await world.app.drain([{ name: 'campaigns', doc: ended.value.doc }]);
}

/** Nothing more is left of a counter than is taken. */
const useUp = (counterId: string) =>
  world.app.store.counters.updateOne({ _id: counterId }, [{ $set: { max: '$taken' } }]);

const groupOf = (groupId: string) => world.app.store.groups.findOne({ _id: groupId });

/** A request whose process ends before anything follows from what it wrote. */
const dying = (): App => ({ ...world.app, drain: async () => undefined });

/* ── what is looked at afterwards ─────────────────────────────────────────────────────────────────────────────────── */

/** Counters that hold something for this order. */
async function heldFor(orderId: string): Promise<string[]> {
  const found = await world.app.store.counters.find({ 'holds.orderId': orderId }).toArray();
  return found.map(({ _id }) => _id.split('/')[0] ?? '').sort();
}

function observed(order: OrderDoc, { groupId }: Pick<Scene, 'groupId'>): SeatOutcome | undefined {
  const [payment] = order.payments;
  if (payment?.outcome !== 'seat') return payment?.outcome === 'refund' ? 'refund' : undefined;
  if (order.groupId === groupId) return 'seat';
  return order.groupId === deriveId('grp', order._id, 'lead') ? 'lead' : 'anotherGroup';
}

/** Exactly one outcome: money, seat and counters all say the same. @returns it */
async function outcomeFor(scene: Scene): Promise<SeatOutcome | undefined> {
  const order = await orderOf(world, scene.orderId);
  const outcome = observed(order, scene);
  const { store } = world.app;
  const { refunds, transactions } = await world.standIn.control.books(world.credentials.mchid);
  const atWechat = refunds.filter(({ outTradeNo }) => outTradeNo === numberOf(order));
  const sits = await store.groups.find({ seats: { $elemMatch: { orderId: order._id, state: 'taken' } } }).toArray();
  expect(await store.journals.countDocuments({ kind: 'paymentCaptured', about: order._id })).toBe(1);
  expect(transactions.filter(({ outTradeNo }) => outTradeNo === numberOf(order))).toHaveLength(1);
  if (outcome === 'refund') {
    expect(order).toMatchObject({ status: 'closed', refunds: [{ amount: order.total, status: 'arrived' }] });
    expect(atWechat).toMatchObject([{ refund: order.total, status: 'SUCCESS' }]);
    expect(sits).toEqual([]);
    expect(await heldFor(order._id)).toEqual([]);
  } else {
    expect([order.closedAt, order.closeReason, order.refunds, atWechat]).toEqual([undefined, undefined, [], []]);
    expect(sits.map(({ _id }) => _id)).toEqual([order.groupId]);
    const formed = sits[0]?.status === 'formed';
    expect(order.status).toBe(formed ? 'toShip' : 'paid');
    expect(await heldFor(order._id)).toEqual(formed ? [] : ['first', 'limit', 'quota', 'stock']);
  }
  return outcome;
}

/** WeChat speaks, and everything that follows has followed. */
async function allTold(): Promise<void> {
  await speak(world);
  await caughtUp(world);
  await world.settle();
  await expectTrue(world);
}

/* ── every row ────────────────────────────────────────────────────────────────────────────────────────────────────── */

/** How each moment comes about, up to the point where only WeChat's word is missing. */
type Ways = { readonly [how: string]: () => Promise<Scene[]> };

const MOMENTS: { readonly [M in PaymentMoment]: Ways | 'never' } = {
  seatHeld: {
    'paid in time': async () => {
      const scenes = await stageEach();
      await payInSilence(scenes);
      await spare(scenes);
      return scenes;
    },
    'past the deadline, while the hold lives': async () => {
      const scenes = await stageEach({ life: HOUR, size: 2 });
      await world.advance(50 * MINUTE);
      await payInSilence(scenes);
      await spare(scenes);
      await world.advance(11 * MINUTE);
      await runCron(world.app);
      return scenes;
    },
    'the campaign is ended while the hold lives': async () => {
      const scenes = await stageEach({ size: 2 });
      await payInSilence(scenes);
      await Promise.all(scenes.map((scene) => end(scene, 'endNow')));
      await runCron(world.app);
      return scenes;
    },
  },
  seatFree: {
    'the hold has lapsed and nobody came': async () => {
      const scenes = await stageEach();
      await late(scenes);
      await spare(scenes);
      return scenes;
    },
  },
  groupFull: {
    'the last seat is held for somebody else': async () => {
      const scenes = await stageEach({ size: 2 });
      await late(scenes);
      await another(scenes, false);
      await spare(scenes);
      return scenes;
    },
  },
  groupFormed: {
    'somebody else has paid for the last seat': async () => {
      const scenes = await stageEach({ size: 2 });
      await late(scenes);
      await another(scenes, true);
      await spare(scenes);
      return scenes;
    },
    'at its deadline it had enough members': async () => {
      const scenes = await stageEach({ life: HOUR, size: 4, least: 2 });
      await late(scenes);
      await another(scenes, true);
      await world.advance(30 * MINUTE);
      await spare(scenes);
      await world.advance(15 * MINUTE);
      await runCron(world.app);
      return scenes;
    },
  },
  groupExpired: {
    'nobody has ended it yet': async () => {
      const scenes = await stageEach({ life: HOUR });
      await late(scenes);
      await world.advance(30 * MINUTE);
      await spare(scenes);
      await world.advance(15 * MINUTE);
      return scenes;
    },
    'its leader’s payment comes after more than a day': async () => {
      const scenes = await leadersInSilence();
      await world.advance(TERMS.hold + OPENING_GRACE);
      await spare(scenes);
      return scenes;
    },
  },
  groupFailed: {
    'its only member has left, although this seat was held': async () => {
      const scenes = await stageEach({ mayLeave: true });
      await payInSilence(scenes);
      await spare(scenes);
      for (const { leader, groupId } of scenes) {
        expect(await leave(world.app, leader.userId, { groupId })).toMatchObject({ ok: true });
      }
      return scenes;
    },
    'at its deadline': async () => {
      const scenes = await stageEach({ life: HOUR });
      await late(scenes);
      await world.advance(30 * MINUTE);
      await spare(scenes);
      await world.advance(15 * MINUTE);
      await runCron(world.app);
      return scenes;
    },
    'its leader never paid, as far as anybody knows': async () => {
      const scenes = await leadersInSilence();
      await world.advance(TERMS.hold + OPENING_GRACE);
      await spare(scenes);
      await runCron(world.app);
      return scenes;
    },
  },
  campaignEnded: {
    'and its groups are ending': async () => {
      const scenes = await stageEach();
      await late(scenes);
      await spare(scenes);
      await Promise.all(scenes.map((scene) => end(scene, 'endNow')));
      return scenes;
    },
    'and its groups have failed': async () => {
      const scenes = await stageEach();
      await late(scenes);
      await Promise.all(scenes.map((scene) => end(scene, 'endNow')));
      await runCron(world.app);
      return scenes;
    },
    'before its leader’s payment is heard of': async () => {
      const scenes = await leadersInSilence();
      await Promise.all(scenes.map((scene) => end(scene, 'endNow')));
      return scenes;
    },
  },
  left: {
    // Who has left had a taken seat, so this needs a process that dies between the seat and the settlement.
    'before whoever took the seat could settle the payment': async () => {
      const scenes = await stageEach({ mayLeave: true });
      await payInSilence(scenes);
      await spare(scenes);
      await world.standIn.control.clearFaults();
      for (const { orderId, groupId, payer } of scenes) {
        const order = await orderOf(world, orderId);
        expect(await syncPayment(dying(), order)).toBe('captured');
        const seat = { orderId, userId: payer.userId, name: order.userName, avatar: order.userAvatar };
        expect(await takeSeat(world.app.store.groups, groupId, seat, world.now())).toMatchObject({ ok: true });
        expect(await leave(dying(), payer.userId, { groupId })).toEqual({ ok: true, value: { orderId } });
      }
      await world.advance(MINUTE);
      return scenes;
    },
  },
  alreadyInGroup: {
    'they ordered again, and paid for that': async () => {
      const scenes = await stageEach();
      await late(scenes);
      await buyAll(scenes.map(({ payer: person, campaignId, groupId }) => ({ person, campaignId, groupId })));
      await spare(scenes);
      return scenes;
    },
    'they ordered again, and that payment formed the group': async () => {
      const scenes = await stageEach({ size: 2 });
      await late(scenes);
      await buyAll(scenes.map(({ payer: person, campaignId, groupId }) => ({ person, campaignId, groupId })));
      await spare(scenes);
      return scenes;
    },
  },
  soldOut: {
    'everything else was sold meanwhile': async () => {
      const scenes = await stageEach();
      await late(scenes);
      await spare(scenes);
      await useUp(stockOf(SKU));
      return scenes;
    },
  },
  quotaUsedUp: {
    'the rest of the quota was sold meanwhile': async () => {
      const scenes = await stageEach();
      await late(scenes);
      await spare(scenes);
      for (const { campaignId } of scenes) await useUp(quotaOf(campaignId));
      return scenes;
    },
  },
  personLimit: {
    'they have bought in another group meanwhile': async () => {
      const scenes = await stageEach({ perPerson: 1 });
      await late(scenes);
      await buyAll(scenes.map(({ payer: person, campaignId }) => ({ person, campaignId })));
      await spare(scenes);
      return scenes;
    },
  },
  newcomersOnly: {
    'they have bought alone meanwhile': async () => {
      const scenes = await stageEach({ audience: 'newcomers' });
      await late(scenes);
      await buyAll(scenes.map(({ payer: person }) => ({ person, campaignId: null })));
      await spare(scenes);
      return scenes;
    },
  },
  // Nobody but its leader is let into a pending group, and a payment is turned to open groups only: see the test below.
  groupNotOpen: 'never',
};

/** As `late`, for groups of their own: pending, and their leader's payment not heard of. */
async function leadersInSilence(terms: Partial<GroupBuyTerms> = {}): Promise<Scene[]> {
  const scenes = await stageEach(terms);
  await Promise.all(
    scenes.map(async (scene) => {
      const { orderId, groupId = '' } = await place(world, scene.payer, { campaignId: scene.campaignId });
      await silence(world, orderId);
      await world.pay(scene.payer, orderId);
      Object.assign(scene, { orderId, groupId });
    }),
  );
  await world.advance(TERMS.hold + SEAT_GRACE);
  await runCron(world.app);
  return scenes;
}

it('every row of the table has a case here, and no case is for a row that is not there', () => {
  expect(Object.keys(MOMENTS).sort()).toEqual(Object.keys(OUTCOMES).sort());
  for (const ways of Object.values(MOMENTS)) expect(ways === 'never' || Object.keys(ways).length > 0).toBe(true);
});

const cases = (Object.entries(MOMENTS) as [PaymentMoment, Ways | 'never'][]).flatMap(([moment, ways]) =>
  ways === 'never' ? [] : Object.entries(ways).map(([how, bringAbout]) => [moment, how, bringAbout] as const),
);

it.each(cases)('%s: %s', async (moment, _, bringAbout) => {
  const scenes = await bringAbout();
  await allTold();
  const outcomes = await Promise.all(scenes.map(outcomeFor));
  expect(Object.fromEntries(OVERFLOWS.map((overflow, index) => [overflow, outcomes[index]]))).toEqual(
    OUTCOMES[moment].outcome,
  );
  // It was this very moment: the group has recorded why it had no seat.
  const seated = moment === 'seatHeld' || moment === 'seatFree';
  for (const { groupId, orderId } of scenes) {
    const turned = (await groupOf(groupId))?.turnedAway.filter((one) => one.orderId === orderId) ?? [];
    expect(turned.map(({ why }) => why)).toEqual(seated ? [] : [moment]);
  }
});

it('groupNotOpen: no payment but its leader’s ever reaches a pending group; the rule would send it back', async () => {
  const [leader, stranger] = await people(2);
  if (!leader || !stranger) throw new Error('nobody came');
  const { groupId = '' } = await place(world, leader);
  expect(await placeOrder(world.app, stranger.userId, wish({ groupId }))).toEqual({
    ok: false,
    refusal: 'groupNotOpen',
  });
  const seat = { orderId: 'ord_nobody', userId: stranger.userId, name: '路人', avatar: '' };
  expect(await takeSeat(world.app.store.groups, groupId, seat, world.now())).toEqual({
    ok: false,
    refusal: 'groupNotOpen',
  });
  for (const overflow of OVERFLOWS) {
    expect(outcomeOf('groupNotOpen', overflow)).toBe(OUTCOMES.groupNotOpen.outcome[overflow]);
    expect(outcomeOf('groupNotOpen', overflow)).toBe('refund');
  }
});

/* ── where there is no other seat, and no group of one's own ──────────────────────────────────────────────────────── */

/** What is the case once the payer's group is over; then WeChat tells of the payment. */
type Case = readonly [Partial<GroupBuyTerms>, (scene: Scene) => Promise<unknown>, SeatOutcome];

async function expectOutcomes(overflow: Overflow, list: Readonly<Record<string, Case>>): Promise<void> {
  const names = Object.keys(list);
  const scenes = await stage(names, (name) => ({ ...list[name]?.[0], overflow }));
  await late(scenes);
  await world.advance(TERMS.life);
  for (const [index, [, meanwhile]] of Object.values(list).entries()) await meanwhile(scenes[index] as Scene);
  await allTold();
  const outcomes = await Promise.all(scenes.map(outcomeFor));
  expect(Object.fromEntries(names.map((name, index) => [name, outcomes[index]]))).toEqual(
    Object.fromEntries(Object.entries(list).map(([name, [, , outcome]]) => [name, outcome])),
  );
}

const openedBy = async (person: Person, { campaignId }: Scene, chat?: string) =>
  (await buyAll([{ person, campaignId, chat }]))[0] ?? '';

/** Somebody else opens a group in the scene's campaign. */
async function opened(scene: Scene, chat = scene.chat): Promise<string> {
  const [leader] = await people(1);
  return openedBy(leader as Person, scene, chat);
}

it('anotherGroup breaks no rule of that group; without one the money goes back', () =>
  expectOutcomes('anotherGroup', {
    joins: [{}, opened, 'anotherGroup'],
    none: [{}, async () => {}, 'refund'],
    full: [
      { size: 2 },
      async (scene) => {
        const [person] = await people(1);
        await place(world, person as Person, { campaignId: scene.campaignId, groupId: await opened(scene) });
      },
      'refund',
    ],
    theirOwn: [{}, (scene) => openedBy(scene.payer, scene), 'refund'],
    otherEdition: [
      {},
      async (scene) => {
        await publish(scene.campaignId, { overflow: 'anotherGroup', size: 5 });
        await opened(scene);
      },
      'refund',
    ],
    sameChat: [{ chatOnly: true }, opened, 'anotherGroup'],
    otherChat: [{ chatOnly: true }, (scene) => opened(scene, 'G-elsewhere'), 'refund'],
    newcomer: [{ audience: 'newcomers' }, opened, 'anotherGroup'],
    // Groups that were begun run on, and take whoever may join.
    letRun: [
      {},
      async (scene) => {
        await opened(scene);
        await end(scene, 'letRun');
      },
      'anotherGroup',
    ],
  }));

it('anotherGroup lets nobody join newcomers who was not asked whether they are one, since they started a group', async () => {
  const scenes = await leadersInSilence({ audience: 'newcomers' });
  await world.advance(TERMS.hold + OPENING_GRACE);
  await spare(scenes);
  await allTold();
  const outcomes = await Promise.all(scenes.map(outcomeFor));
  expect(outcomes).toEqual(['refund', 'refund', 'lead']);
});

it('lead starts no group where the campaign starts none any more: money back, and no pending group stays', async () => {
  const { campaigns, groups } = world.app.store;
  const set = (change: object) => (scene: Scene) => campaigns.updateOne({ _id: scene.campaignId }, { $set: change });
  await expectOutcomes('lead', {
    live: [{}, async () => {}, 'lead'],
    paused: [{}, set({ status: 'paused' }), 'refund'],
    over: [{}, set({ endsAt: world.now() + DAY }), 'refund'],
    letRun: [{}, (scene) => end(scene, 'letRun'), 'refund'],
    endNow: [{}, (scene) => end(scene, 'endNow'), 'refund'],
  });
  expect(await groups.countDocuments({ status: 'pending' })).toBe(0);
});
