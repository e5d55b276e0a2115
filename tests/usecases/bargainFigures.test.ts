/** Bargains as figures: what a board tells is what somebody comes to who counts all bargains and orders one by one. */
import fc from 'fast-check';
import { markBargain, markBargains } from '../../functions/store/bargainFigures';
import { publish } from '../../functions/store/campaign';
import type { BargainDoc } from '../../functions/store/collections';
import { bargainBoard } from '../../functions/usecases/bargainFigures';
import { rebuildFigures } from '../../scripts/rebuildFigures';
import type { Output } from '../../shared/contracts/contracts';
import type { BargainTerms } from '../../shared/domain/bargain';
import { DAY, dayOf, HOUR, MINUTE } from '../../shared/time';
import {
  BARGAIN_CAMPAIGN,
  BARGAIN_TERMS,
  granted,
  offerBargain,
  orderByBargain,
  readBargain,
} from '../support/bargaining';
import { countCommands, useDatabase } from '../support/database';
import { mortal } from '../support/mortal';
import { member } from '../support/room';
import { MERCHANT, openWorld, type Person, PRODUCT, SKU, START, type World } from '../support/world';
import { crowd, LONG, newRequestId } from './crowd';

const database = useDatabase();
let world: World;
let merchant: Person;
/** Nobody's figures depend on who they are; a person has one bargain of a product at a time. */
let people: Person[];

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

beforeAll(async () => {
  world = await openWorld(database);
  Object.assign(world.app, { stopwatch: () => 0 });
  merchant = await member(world, '店主', 'owner');
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  await offerBargain(world);
  await offerOther({ buyAt: 'anyPrice', ownCut: false });
  people = await crowd(world, 40);
});
afterEach(() => expect(world.errors).toEqual([]));

const OTHER = 'cmp_other';

/** A second campaign of the same product, by other terms. */
async function offerOther(terms: Partial<BargainTerms>): Promise<void> {
  const plan = {
    _id: OTHER,
    merchantId: MERCHANT,
    kind: 'bargain' as const,
    productId: PRODUCT,
    title: '另一场',
    startsAt: START - DAY,
    endsAt: START + 365 * DAY,
    terms: { ...BARGAIN_TERMS, helpsPerDay: 10, ...terms },
  };
  await publish(world.app.store, plan, world.now());
}

const somebody = (): Person => {
  const person = people.shift();
  if (!person) throw new Error('there is nobody left');
  return person;
};

interface Started {
  readonly owner: Person;
  readonly id: string;
}

async function started(campaignId = BARGAIN_CAMPAIGN): Promise<Started> {
  const owner = somebody();
  const { bargainId } = granted(
    await owner.call('bargain.start', { requestId: newRequestId(), campaignId, skuId: SKU }),
  );
  return { owner, id: bargainId };
}

async function helped({ id }: Started, friends: number): Promise<void> {
  for (let n = 0; n < friends; n++) granted(await somebody().call('bargain.help', { bargainId: id }));
}

async function bought({ owner, id }: Started): Promise<string> {
  const { orderId } = granted(await orderByBargain(world, owner, id));
  await world.pay(owner, orderId);
  await world.settle();
  return orderId;
}

async function givenBack(orderId: string): Promise<void> {
  const pieces = { merchantId: MERCHANT, orderId, lines: [{ lineId: '1', quantity: 1 }], withFreight: true };
  const { amount } = granted(await merchant.call('shopOrder.quoteRefund', pieces));
  granted(await merchant.call('shopOrder.refund', { ...pieces, requestId: newRequestId(), seenAmount: amount }));
}

/** Cron, until all that has happened is counted: a day waits a little for what comes soon after. */
async function counted(): Promise<void> {
  await world.settle();
  await world.advance(MINUTE);
  await world.cron();
}

type Measures = Output<'bargainFigures.board'>['total'];

async function board(campaignId: string, from: string, until: string) {
  const answer = await bargainBoard(world.app, { merchantId: MERCHANT, campaignId, from, until });
  if (!answer.ok) throw new Error(answer.refusal);
  return answer.value;
}

const WHOLE = { from: dayOf(START - DAY), until: dayOf(START + 30 * DAY) };

/** The days on which something was, and all of them together. */
async function shown(campaignId: string): Promise<[string, Measures][]> {
  const { days, total } = await board(campaignId, WHOLE.from, WHOLE.until);
  const some = days.filter(({ measures }) => measures.launches > 0 || measures.visits > 0);
  return [...some.map(({ day, measures }): [string, Measures] => [day, measures]), ['all', total]];
}

/** The same, bargain by bargain. */
async function byHand(campaignId: string): Promise<[string, Measures][]> {
  const { bargains, orders } = world.app.store;
  const days = new Map<string, Measures>();
  for (const bargain of await bargains.find({ campaignId }).sort({ createdAt: 1 }).toArray()) {
    const order = await orders.findOne({ 'bargain.id': bargain._id, paidAt: { $exists: true } });
    const back = order?.refunds.reduce((sum, { amount }) => sum + amount, 0) ?? 0;
    const kept = order && order.total > back ? order.total - back : 0;
    const friends = bargain.helps.filter(({ userId }) => userId !== bargain.ownerId).length;
    const shanghai = new Date(bargain.createdAt + 8 * HOUR).toISOString().slice(0, 10);
    for (const day of [shanghai, 'all']) {
      const one = days.get(day) ?? { ...NOTHING, friends: [] };
      one.launches += 1;
      one.helped += friends > 0 ? 1 : 0;
      one.helps += friends;
      one.floors += bargain.helps.length === bargain.cuts.length ? 1 : 0;
      one.bought += bargain.status === 'bought' ? 1 : 0;
      one.expired += bargain.status === 'expired' ? 1 : 0;
      one.cancelled += bargain.status === 'cancelled' ? 1 : 0;
      one.orders += kept > 0 ? 1 : 0;
      one.listed += kept > 0 ? bargain.list : 0;
      one.sales += kept;
      while (one.friends.length <= friends) one.friends.push(0);
      one.friends[friends] = (one.friends[friends] ?? 0) + 1;
      days.set(day, one);
    }
  }
  const { all = { ...NOTHING, friends: [] }, ...rest } = Object.fromEntries(days);
  return [...Object.entries(rest).sort(), ['all', all]];
}

const NOTHING = {
  launches: 0,
  helped: 0,
  helps: 0,
  floors: 0,
  bought: 0,
  expired: 0,
  cancelled: 0,
  orders: 0,
  listed: 0,
  sales: 0,
  visits: 0,
  newcomers: 0,
};

async function agrees(): Promise<void> {
  for (const campaignId of [BARGAIN_CAMPAIGN, OTHER]) expect(await shown(campaignId)).toEqual(await byHand(campaignId));
}

const totalOf = async (campaignId: string) => (await board(campaignId, WHOLE.from, WHOLE.until)).total;

describe('every way in which a bargain goes', () => {
  it('is counted, each campaign apart; what went back whole is bought, and no order', async () => {
    const kept = await started();
    await helped(kept, 3);
    await bought(kept);
    const returned = await started();
    await helped(returned, 3);
    await givenBack(await bought(returned));
    const cancelled = await started();
    await helped(cancelled, 1);
    granted(await cancelled.owner.call('bargain.cancel', { bargainId: cancelled.id }));
    // Of any price: bought by one friend's help, and one that nobody helps.
    const early = await started(OTHER);
    await helped(early, 1);
    const { price } = await readBargain(world, early.id);
    await bought(early);
    await started(OTHER);
    await counted();
    await agrees();
    expect(await totalOf(BARGAIN_CAMPAIGN)).toEqual({
      ...NOTHING,
      launches: 3,
      helped: 3,
      helps: 7,
      floors: 2,
      bought: 2,
      cancelled: 1,
      orders: 1,
      listed: 3990,
      sales: 990,
      friends: [0, 1, 0, 2],
    });
    expect(await totalOf(OTHER)).toEqual({
      ...NOTHING,
      launches: 2,
      helped: 1,
      helps: 1,
      bought: 1,
      orders: 1,
      listed: 3990,
      sales: price,
      friends: [1, 1],
    });
  });

  it('is counted later on its first day: the order that closes unpaid, and what expires', async () => {
    const left = await started();
    await helped(left, 3);
    granted(await orderByBargain(world, left.owner, left.id));
    await started();
    await counted();
    await agrees();
    expect(await totalOf(BARGAIN_CAMPAIGN)).toMatchObject({ launches: 2, floors: 1, bought: 0, expired: 0 });
    await world.advance(4 * DAY);
    await counted();
    await agrees();
    expect(await totalOf(BARGAIN_CAMPAIGN)).toMatchObject({ launches: 2, floors: 1, bought: 0, expired: 2 });
    expect((await shown(BARGAIN_CAMPAIGN)).map(([day]) => day)).toEqual([dayOf(START), 'all']);
  });

  it('is counted on the days of Shanghai', async () => {
    const midnight = Date.parse('2036-03-02T00:00:00+08:00');
    await world.advance(midnight - 1 - world.now());
    const late = await started();
    await world.advance(1);
    await started();
    await helped(late, 1);
    await counted();
    await agrees();
    const days = (await shown(BARGAIN_CAMPAIGN)).map(([day, { launches, helps }]) => [day, launches, helps]);
    expect(days).toEqual([
      ['2036-03-01', 1, 1],
      ['2036-03-02', 1, 0],
      ['all', 2, 1],
    ]);
  });

  it('is counted anew after each step, also where nothing else has happened', async () => {
    const one = await started();
    const other = await started();
    await started();
    let orderId = '';
    const ending = { merchantId: MERCHANT, campaignId: BARGAIN_CAMPAIGN, groups: 'endNow' as const };
    const steps: [string, () => Promise<unknown>, Partial<Measures>][] = [
      ['started', async () => {}, { launches: 3, helps: 0 }],
      ['helped', () => helped(one, 1), { helps: 1, floors: 0 }],
      ['at the floor', () => helped(one, 2), { helps: 3, floors: 1, bought: 0 }],
      ['bought', async () => (orderId = await bought(one)), { bought: 1, orders: 1, sales: 990 }],
      ['given back', () => givenBack(orderId), { bought: 1, orders: 0, sales: 0 }],
      ['cancelled', () => other.owner.call('bargain.cancel', { bargainId: other.id }), { cancelled: 1 }],
      ['ended with its campaign', () => merchant.call('campaign.end', ending), { cancelled: 2, launches: 3 }],
    ];
    for (const [step, take, measures] of steps) {
      await take();
      await counted();
      expect([step, await totalOf(BARGAIN_CAMPAIGN)]).toEqual([step, expect.objectContaining(measures)]);
    }
    await agrees();
  });
});

it('has the reach of the campaign’s shares, and the newcomers that they brought', async () => {
  const { owner, id } = await started();
  const { token } = granted(await owner.call('share.create', { target: { kind: 'bargain', id } }));
  const met = somebody();
  const shop = granted(await somebody().call('share.create', { target: { kind: 'shop', id: MERCHANT } }));
  granted(await met.call('share.open', { token: shop.token }));
  for (const friend of [met, somebody(), somebody()]) granted(await friend.call('share.open', { token }));
  await counted();
  expect(await totalOf(BARGAIN_CAMPAIGN)).toMatchObject({ launches: 1, visits: 3, newcomers: 2 });
  expect(await totalOf(OTHER)).toEqual({ ...NOTHING, friends: [] });
});

it('tells the days before beside those that are asked for, and nothing of another shop', async () => {
  await started();
  await world.advance(2 * DAY);
  await started();
  await counted();
  const last = dayOf(START + 2 * DAY);
  const { total, before, days, countedAt } = await board(BARGAIN_CAMPAIGN, dayOf(START + DAY), last);
  expect([total.launches, before.launches, days.map(({ measures }) => measures.launches)]).toEqual([1, 1, [0, 1]]);
  expect(countedAt).toBeGreaterThanOrEqual(START + 2 * DAY);
  const asked = { campaignId: BARGAIN_CAMPAIGN, from: last, until: last };
  const none = { ok: false, refusal: 'notFound' };
  expect(await bargainBoard(world.app, { ...asked, merchantId: 'mer_other' })).toMatchObject(none);
  expect(await bargainBoard(world.app, { ...asked, merchantId: MERCHANT, campaignId: 'cmp_peach' })).toMatchObject(
    none,
  );
});

/* ── whatever happens ───────────────────────────────────────────────────────────────────────────────────────────── */

const action = fc.record({
  what: fc.constantFrom('start', 'start', 'help', 'help', 'help', 'help', 'order', 'pay', 'back', 'cancel', 'wait'),
  which: fc.nat({ max: 100 }),
});

it('agrees after any history with a count by hand', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(action, { minLength: 20, maxLength: 40 }), async (actions) => {
      await world.reset();
      await offerBargain(world);
      await offerOther({ buyAt: 'anyPrice', ownCut: false });
      people = await crowd(world, 50);
      const all: (Started & { orderId?: string })[] = [await started(), await started(OTHER)];
      for (const [index, { what, which }] of actions.entries()) {
        const one = all[which % all.length];
        if (!one) continue;
        // A no is as good as a yes: what is counted is what stands there afterwards.
        if (what === 'start') all.push(await started(which % 2 === 0 ? BARGAIN_CAMPAIGN : OTHER));
        else if (what === 'help') await somebody().call('bargain.help', { bargainId: one.id });
        else if (what === 'cancel') await one.owner.call('bargain.cancel', { bargainId: one.id });
        else if (what === 'wait') await world.advance((which % 20) * HOUR);
        else if (what === 'order') {
          const placed = await orderByBargain(world, one.owner, one.id);
          if (placed.ok) one.orderId = placed.value.orderId;
        } else if (what === 'pay' && one.orderId) await world.pay(one.owner, one.orderId).catch(() => {});
        else if (what === 'back' && one.orderId) await givenBack(one.orderId).catch(() => {});
        if (index % 10 === 9) {
          await counted();
          await agrees();
        }
      }
      await counted();
      await agrees();
    }),
    { numRuns: LONG ? 20 : 3 },
  );
});

/* ── counting ───────────────────────────────────────────────────────────────────────────────────────────────────── */

const rows = () => world.app.store.bargainDays.find().sort({ _id: 1 }).toArray();

describe('counting', () => {
  beforeEach(async () => {
    const one = await started();
    await helped(one, 3);
    await bought(one);
    await helped(await started(OTHER), 2);
    await world.advance(DAY);
    await started();
    await counted();
  });

  it('again, and from nothing, gives the same; rows of nothing go', async () => {
    const right = await rows();
    expect(right).toHaveLength(3);
    await rebuildFigures(world.app, () => {});
    expect(await rows()).toEqual(right);
    const { bargainDays, figureDays } = world.app.store;
    await bargainDays.updateMany({ campaignId: OTHER }, { $inc: { 'measures.helps': 7 } });
    await bargainDays.deleteMany({ campaignId: BARGAIN_CAMPAIGN });
    const [wrong] = right;
    if (wrong) await bargainDays.insertOne({ ...wrong, _id: 'cmp_gone/2036-03-01', campaignId: 'cmp_gone' });
    await figureDays.deleteMany({});
    await rebuildFigures(world.app, () => {});
    expect(await rows()).toEqual(right);
  });

  it('dies at any command, and is right when it has gone on', async () => {
    const right = await rows();
    const { bargains, bargainDays, figureDays } = world.app.store;
    let deaths = 0;
    for (let died = true; died; deaths += 1) {
      await bargainDays.deleteMany({});
      await figureDays.deleteMany({});
      for (const { _id } of await bargains.find().toArray()) await markBargain(bargains, _id);
      const dying = mortal(world.app, { with: deaths + 1, after: deaths % 2 === 0 });
      const asLong = { store: dying.app.store, now: world.app.now, stopwatch: world.app.stopwatch };
      await rebuildFigures(asLong, () => {}).catch(() => {});
      await dying.still();
      died = dying.died();
      // Nobody else counts what it had begun until it is sure to have ended.
      await world.advance(HOUR);
      await counted();
      expect([deaths, await rows()]).toEqual([deaths, right]);
      expect(await bargains.countDocuments({ uncounted: { $exists: true } })).toBe(0);
    }
    expect(deaths).toBeGreaterThan(4);
  });

  it('forgets no change that comes while the days are marked', async () => {
    const { bargains, figureDays } = world.app.store;
    const [{ _id } = { _id: '' }] = await bargains.find().toArray();
    await markBargain(bargains, _id);
    const meanwhile = new Proxy(figureDays, {
      get(target, name) {
        const value = Reflect.get(target, name);
        if (name !== 'bulkWrite') return typeof value === 'function' ? value.bind(target) : value;
        return async (...args: unknown[]) => {
          await markBargain(bargains, _id);
          return value.apply(target, args);
        };
      },
    });
    expect(await markBargains({ bargains, figureDays: meanwhile }, world.now())).toBe(1);
    expect((await readBargain(world, _id)).uncounted).toBeDefined();
    expect(await markBargains({ bargains, figureDays }, world.now())).toBe(1);
    expect((await readBargain(world, _id)).uncounted).toBeUndefined();
  });

  it('reads a board with as many commands, however many bargains there are', async () => {
    const commands = async () => {
      const asked = await countCommands(database.client, () => totalOf(BARGAIN_CAMPAIGN));
      return [asked.value.launches, asked.commands];
    };
    const [few, ofFew] = await commands();
    const [model] = await world.app.store.bargains.find({ campaignId: BARGAIN_CAMPAIGN, status: 'bought' }).toArray();
    if (!model) throw new Error('nothing was bought');
    const { running: _, ...over } = model;
    const more = Array.from({ length: 300 }, (_, n): BargainDoc => ({ ...over, _id: `brg_more${n}`, uncounted: 'x' }));
    await world.app.store.bargains.insertMany(more);
    await counted();
    const [many, ofMany] = await commands();
    expect([few, many]).toEqual([2, 302]);
    expect(ofMany).toEqual(ofFew);
    expect(ofMany).toHaveLength(4);
  });
});
