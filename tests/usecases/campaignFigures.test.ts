/** Campaigns as figures: what a board tells is what somebody comes to who counts all groups, bargains and orders one by one. */
import fc from 'fast-check';
import { publish } from '../../functions/store/campaign';
import type { OrderDoc } from '../../functions/store/collections';
import { campaignBoard, campaignMoney } from '../../functions/usecases/campaignFigures';
import { rebuildFigures } from '../../scripts/rebuildFigures';
import type { Output } from '../../shared/contracts/contracts';
import { FILL_CLASSES } from '../../shared/domain/campaignFigures';
import { DAY, dayOf, HOUR, MINUTE } from '../../shared/time';
import { BARGAIN_CAMPAIGN, bargainOf, granted, offerBargain, orderByBargain } from '../support/bargaining';
import { countCommands, useDatabase } from '../support/database';
import { mortal } from '../support/mortal';
import { member } from '../support/room';
import { CAMPAIGN, MERCHANT, openWorld, type Person, PRODUCT, SKU, START, TERMS, type World } from '../support/world';
import { crowd, LONG, newRequestId } from './crowd';

const database = useDatabase();
let world: World;
let merchant: Person;
let people: Person[];

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

/** What one piece costs the shop. */
const COST = 1_200;

beforeAll(async () => {
  world = await openWorld(database);
  Object.assign(world.app, { stopwatch: () => 0 });
  merchant = await member(world, '店主', 'owner');
});
afterAll(() => world.close());

async function opened(): Promise<void> {
  await world.reset();
  await world.offer({ size: 2, life: 6 * HOUR, mayLeave: true });
  await offerOther();
  await offerBargain(world);
  await costs(COST);
  people = await crowd(world, 40);
}

beforeEach(opened);
afterEach(() => expect(world.errors).toEqual([]));

const OTHER = 'cmp_other';
const ALL = [CAMPAIGN, OTHER, BARGAIN_CAMPAIGN];

/** A second group buy of the same product, of which every group fails. */
async function offerOther(): Promise<void> {
  const plan = {
    _id: OTHER,
    merchantId: MERCHANT,
    kind: 'groupBuy' as const,
    productId: PRODUCT,
    title: '另一场',
    startsAt: START - DAY,
    endsAt: START + 365 * DAY,
    terms: { ...TERMS, size: 9, life: HOUR },
  };
  await publish(world.app.store, plan, world.now());
}

const costs = (cost: number | undefined) =>
  world.app.store.products.updateOne(
    { _id: PRODUCT },
    cost === undefined ? { $unset: { 'skus.0.cost': '' } } : { $set: { 'skus.0.cost': cost } },
  );

const somebody = (): Person => {
  const person = people.shift();
  if (!person) throw new Error('there is nobody left');
  return person;
};

interface Placed {
  readonly who: Person;
  readonly orderId: string;
  readonly groupId?: string | undefined;
}

async function ordered(campaignId: string, groupId?: string, shareToken?: string): Promise<Placed> {
  const who = somebody();
  const { orderId, groupId: own } = granted(
    await who.call('order.place', {
      requestId: newRequestId(),
      lines: [{ skuId: SKU, quantity: 1 }],
      campaignId,
      groupId,
      seenTotal: 2990,
      shareToken,
    }),
  );
  return { who, orderId, groupId: own };
}

async function paid(placed: Placed): Promise<Placed> {
  await world.pay(placed.who, placed.orderId);
  await world.standIn.control.flush();
  return placed;
}

async function bargained(helps: number): Promise<{ owner: Person; id: string }> {
  const owner = somebody();
  const id = await bargainOf(owner);
  for (let index = 0; index < helps; index++) {
    granted(await somebody().call('bargain.help', { bargainId: id }));
  }
  return { owner, id };
}

async function givenBack(orderId: string): Promise<void> {
  const pieces = { merchantId: MERCHANT, orderId, lines: [{ lineId: '1', quantity: 1 }], withFreight: true };
  const { amount } = granted(await merchant.call('shopOrder.quoteRefund', pieces));
  granted(await merchant.call('shopOrder.refund', { ...pieces, requestId: newRequestId(), seenAmount: amount }));
}

const sent = async (orderId: string): Promise<void> => {
  const parcel = { merchantId: MERCHANT, orderId, company: 'SF', trackingNumber: 'SF1234567890' };
  granted(await merchant.call('shopOrder.ship', parcel));
};

/** Cron, until all that has happened is counted: a day waits a little for what comes soon after. */
async function counted(): Promise<void> {
  await world.settle();
  await world.advance(MINUTE);
  await world.cron();
}

async function board(campaignId: string): Promise<Output<'campaignFigures.board'>> {
  const answer = await campaignBoard(world.app, { merchantId: MERCHANT, campaignId });
  if (!answer.ok) throw new Error(answer.refusal);
  return answer.value;
}

async function money(campaignId: string): Promise<Output<'campaignFigures.money'>> {
  const answer = await campaignMoney(world.app, { merchantId: MERCHANT, campaignId });
  if (!answer.ok) throw new Error(answer.refusal);
  return answer.value;
}

/* ── a count by hand ────────────────────────────────────────────────────────────────────────────────────────────── */

const shanghai = (at: number): string => new Date(at + 8 * HOUR).toISOString().slice(0, 10);

const NOTHING = {
  begun: 0,
  succeeded: 0,
  failed: 0,
  full: 0,
  orders: 0,
  paid: 0,
  sold: 0,
  kept: 0,
  pieces: 0,
  sales: 0,
  returned: 0,
  cost: 0,
  fee: 0,
  commission: 0,
  margin: 0,
  uncosted: 0,
};
type ByHand = typeof NOTHING;

/** By the days of Shanghai, from the documents alone. */
async function byHand(campaignId: string): Promise<Record<string, ByHand>> {
  const { bargains, commissions, groups, journals, orders } = world.app.store;
  const days: Record<string, ByHand> = {};
  const on = (at: number): ByHand => {
    const day = shanghai(at);
    days[day] ??= { ...NOTHING };
    return days[day];
  };
  for (const { status, openedAt, createdAt } of await groups.find({ campaignId }).toArray()) {
    if (openedAt === undefined) continue;
    on(createdAt).begun += 1;
    on(createdAt).succeeded += status === 'formed' ? 1 : 0;
    on(createdAt).full += status === 'formed' ? 1 : 0;
    on(createdAt).failed += status === 'failed' ? 1 : 0;
  }
  for (const { status, createdAt, helps, cuts } of await bargains.find({ campaignId }).toArray()) {
    on(createdAt).begun += 1;
    on(createdAt).succeeded += status === 'bought' ? 1 : 0;
    on(createdAt).full += helps.length === cuts.length ? 1 : 0;
    on(createdAt).failed += ['expired', 'cancelled'].includes(status) ? 1 : 0;
  }
  const ofCampaign = { $or: [{ 'groupBuy.campaignId': campaignId }, { 'bargain.campaignId': campaignId }] };
  for (const order of await orders.find(ofCampaign).toArray()) {
    if (!order.history.some(({ type }) => type === 'paymentAwaited') || order.status === 'awaitingPayment') continue;
    const one = on(order.createdAt);
    one.orders += 1;
    one.paid += order.history.some(({ type }) => type === 'paymentCaptured') ? 1 : 0;
    if (!order.history.some(({ type }) => type === 'readyToShip')) continue;
    // The books tell what was captured, promised back and held.
    const ids = (await commissions.find({ orderId: order._id }).toArray()).map(({ _id }) => _id);
    const about = { about: { $in: [order._id, ...ids, ...order.refunds.map(({ id }) => id)] } };
    const moved = await journals.find(about).toArray();
    const sumOf = (...kinds: string[]) =>
      moved
        .filter(({ kind }) => kinds.includes(kind))
        .flatMap(({ postings }) => postings)
        .reduce((sum, { amount }) => sum + amount, 0);
    const [captured, back] = [sumOf('paymentCaptured'), sumOf('refundPromised')];
    const commission = sumOf('commissionHeld') - sumOf('commissionReversed');
    const fee = Math.ceil((captured * 6) / 1000);
    const cost = costOf(order);
    one.sold += 1;
    one.pieces += 1;
    one.kept += back < captured ? 1 : 0;
    one.sales += captured;
    one.returned += back;
    one.fee += fee;
    one.commission += commission;
    one.cost += cost ?? 0;
    one.uncosted += cost === undefined ? 1 : 0;
    one.margin += cost === undefined ? 0 : captured - back - fee - cost - commission;
  }
  return days;
}

/** Nothing where all of it went back before it was sent. */
const costOf = ({ lines: [line], refunds, shippedAt }: OrderDoc): number | undefined =>
  line?.cost === undefined ? undefined : refunds.length > 0 && shippedAt === undefined ? 0 : line.cost;

/** The same as it is told. */
async function told(campaignId: string): Promise<Record<string, ByHand>> {
  const [{ days }, { days: moneyDays }] = [await board(campaignId), await money(campaignId)];
  const rows = days.map(({ day, measures: { visits: _, fills, ...measures } }): [string, ByHand] => {
    const ofDay = moneyDays.find((one) => one.day === day)?.money;
    return [day, { ...NOTHING, ...measures, ...ofDay, full: fills.reduce((sum, count) => sum + count, 0) }];
  });
  return Object.fromEntries(rows.filter(([, row]) => Object.values(row).some((value) => value !== 0)));
}

async function agrees(): Promise<void> {
  for (const campaignId of ALL) expect(await told(campaignId)).toEqual(await byHand(campaignId));
}

/* ── stories ────────────────────────────────────────────────────────────────────────────────────────────────────── */

it('counts every way in which an order goes, each campaign apart', async () => {
  const leader = await paid(await ordered(CAMPAIGN));
  const friend = await paid(await ordered(CAMPAIGN, leader.groupId));
  await sent(leader.orderId);
  await givenBack(leader.orderId);
  await givenBack(friend.orderId);
  await paid(await ordered(CAMPAIGN));
  const left = await paid(await ordered(CAMPAIGN));
  granted(await left.who.call('group.leave', { groupId: left.groupId ?? '' }));
  await ordered(CAMPAIGN);
  await paid(await ordered(OTHER));
  await world.advance(2 * HOUR);
  await counted();
  await agrees();
  const { total, refunds } = await board(CAMPAIGN);
  expect(total).toMatchObject({ begun: 3, succeeded: 1, orders: 5, paid: 4, sold: 2, kept: 0, pieces: 2 });
  expect(refunds).toEqual([
    { cause: 'left', times: 1 },
    { cause: 'merchant', times: 2 },
  ]);
  expect((await money(CAMPAIGN)).total).toMatchObject({ sales: 5_980, returned: 5_980, cost: COST, uncosted: 0 });
  expect((await board(OTHER)).total).toMatchObject({ begun: 1, failed: 1, succeeded: 0, orders: 1, paid: 1, sold: 0 });
  expect((await money(OTHER)).refunds).toEqual([{ cause: 'groupFailed', fen: 2_990 }]);
});

it('counts bargains in the same shape', async () => {
  const { owner, id } = await bargained(3);
  const { orderId } = granted(await orderByBargain(world, owner, id));
  await paid({ who: owner, orderId });
  await bargained(1);
  await counted();
  await agrees();
  const { total } = await board(BARGAIN_CAMPAIGN);
  expect(total).toMatchObject({ begun: 2, succeeded: 1, orders: 1, paid: 1, sold: 1, kept: 1, pieces: 1 });
  expect(total.fills.reduce((sum, count) => sum + count, 0)).toBe(1);
  expect((await money(BARGAIN_CAMPAIGN)).total).toMatchObject({
    sales: 990,
    cost: COST,
    fee: 6,
    margin: 990 - COST - 6,
  });
});

it('tells how long groups took to fill', async () => {
  const leader = await paid(await ordered(CAMPAIGN));
  await world.advance(20 * MINUTE);
  await paid(await ordered(CAMPAIGN, leader.groupId));
  await counted();
  const { fills } = (await board(CAMPAIGN)).total;
  expect(FILL_CLASSES[fills.indexOf(1)]).toBe(30 * MINUTE);
});

it('takes off commissions, and gives them back with what goes back', async () => {
  const { token } = granted(
    await somebody().call('share.create', { target: { kind: 'product', id: PRODUCT }, channel: 'message' }),
  );
  const leader = await paid(await ordered(CAMPAIGN, undefined, token));
  await paid(await ordered(CAMPAIGN, leader.groupId));
  await counted();
  await agrees();
  expect((await money(CAMPAIGN)).total.commission).toBe(239);
  await givenBack(leader.orderId);
  await counted();
  await agrees();
  expect((await money(CAMPAIGN)).total.commission).toBe(0);
});

it('has no margin of an order whose cost was not known when it was placed', async () => {
  await costs(undefined);
  const leader = await paid(await ordered(CAMPAIGN));
  await costs(COST);
  await paid(await ordered(CAMPAIGN, leader.groupId));
  await counted();
  await agrees();
  const { total } = await money(CAMPAIGN);
  expect(total).toMatchObject({ sales: 5_980, cost: COST, uncosted: 1, margin: 2_990 - COST - 18 });
});

it('has the days of Shanghai: an order counts on the day on which it was placed, whatever becomes of it when', async () => {
  const midnight = Date.parse('2036-03-02T00:00:00+08:00');
  await world.advance(midnight - 1 - world.now());
  const leader = await ordered(CAMPAIGN);
  await world.advance(1);
  await paid(leader);
  await paid(await ordered(CAMPAIGN, leader.groupId));
  await counted();
  await agrees();
  const days = (await board(CAMPAIGN)).days.map(({ day, measures }) => [day, measures.begun, measures.sold]);
  expect(days).toEqual([
    ['2036-03-01', 1, 1],
    ['2036-03-02', 0, 1],
  ]);
});

it('is counted anew on each day that something changes for, also where nothing else has happened on it', async () => {
  await world.offer({ size: 3, life: 6 * DAY, mayLeave: true });
  const days = async () => {
    await counted();
    await agrees();
    return (await board(CAMPAIGN)).days.map(({ measures: { begun, succeeded, sold } }) => [begun, succeeded, sold]);
  };
  const first = await paid(await ordered(CAMPAIGN));
  await world.advance(DAY);
  await paid(await ordered(CAMPAIGN, first.groupId));
  await world.advance(DAY);
  expect(await days()).toEqual([
    [1, 0, 0],
    [0, 0, 0],
  ]);
  await paid(await ordered(CAMPAIGN, first.groupId));
  expect(await days()).toEqual([
    [1, 1, 1],
    [0, 0, 1],
    [0, 0, 1],
  ]);
  // Nothing of this group's first day is left but the group.
  const leader = await paid(await ordered(CAMPAIGN));
  await world.advance(DAY);
  await paid(await ordered(CAMPAIGN, leader.groupId));
  granted(await leader.who.call('group.leave', { groupId: leader.groupId ?? '' }));
  expect((await days())[2]).toEqual([1, 0, 1]);
  for (let left = 2; left > 0; left--) await paid(await ordered(CAMPAIGN, leader.groupId));
  expect(await days()).toEqual([
    [1, 1, 1],
    [0, 0, 1],
    [1, 1, 1],
    [0, 0, 3],
  ]);
});

it('counts what nobody has paid for once it is closed', async () => {
  await ordered(OTHER);
  await counted();
  const before = (await board(OTHER)).total.orders;
  await world.advance(HOUR);
  await counted();
  await agrees();
  expect([before, (await board(OTHER)).total.orders]).toEqual([0, 1]);
});

it('has the campaign’s visits and K, and every day between the first and the last', async () => {
  const leader = await paid(await ordered(CAMPAIGN));
  const { token } = granted(
    await leader.who.call('share.create', { target: { kind: 'group', id: leader.groupId ?? '' }, channel: 'message' }),
  );
  await world.advance(2 * DAY);
  for (const friend of [somebody(), somebody()]) granted(await friend.call('share.open', { token }));
  await counted();
  const { total, days } = await board(CAMPAIGN);
  expect(total.visits).toBe(2);
  expect(days.map(({ day, measures }) => [day, measures.visits])).toEqual([
    [dayOf(START), 0],
    [dayOf(START + DAY), 0],
    [dayOf(START + 2 * DAY), 2],
  ]);
  expect((await money(CAMPAIGN)).k).toBe(0);
  expect((await money(OTHER)).k).toBeUndefined();
});

it('tells of nothing as nothing, and not of another shop', async () => {
  const { total, days, refunds } = await board(CAMPAIGN);
  expect([total.orders, total.begun, days, refunds]).toEqual([0, 0, [], []]);
  expect(await money(CAMPAIGN)).toMatchObject({ days: [], refunds: [], total: { sales: 0, margin: 0 } });
  const elsewhere = { merchantId: 'mer_other', campaignId: CAMPAIGN };
  const none = { ok: false, refusal: 'notFound' };
  expect(await campaignBoard(world.app, elsewhere)).toMatchObject(none);
  expect(await campaignMoney(world.app, elsewhere)).toMatchObject(none);
});

it('lays beside it what was forecast with the last edition that had a forecast', async () => {
  expect((await money(CAMPAIGN)).forecast).toBeUndefined();
  const expected = { expected: 10, low: 5, high: 20 };
  const chances = { visitors: 1, conversion: 1, shareRate: 1, friends: 1, successRate: 1, refundRate: 1 };
  const names = ['visits', 'seats', 'deals', 'pieces', 'sales', 'refunds', 'fee', 'commission', 'k'] as const;
  const measures = Object.fromEntries(names.map((name) => [name, expected])) as Record<
    (typeof names)[number],
    typeof expected
  >;
  const { campaignVersions } = world.app.store;
  const first = await campaignVersions.findOne({ _id: `${CAMPAIGN}/1` });
  if (!first) throw new Error('nothing was published');
  const forecast = { chances, measures };
  await campaignVersions.insertMany([
    { ...first, _id: `${CAMPAIGN}/2`, edition: 2, forecast },
    { ...first, _id: `${CAMPAIGN}/3`, edition: 3 },
  ]);
  expect((await money(CAMPAIGN)).forecast).toMatchObject({ edition: 2, measures });
});

/* ── whatever happens ───────────────────────────────────────────────────────────────────────────────────────────── */

const action = fc.record({
  what: fc.constantFrom(
    'start',
    'join',
    'pay',
    'pay',
    'pay',
    'leave',
    'back',
    'ship',
    'bargain',
    'order',
    'wait',
    'cost',
  ),
  which: fc.nat({ max: 100 }),
});

it('agrees after any history with a count by hand', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(action, { minLength: 15, maxLength: 30 }), async (actions) => {
      await opened();
      const placed: Placed[] = [await ordered(CAMPAIGN), await ordered(OTHER)];
      const bargains = [await bargained(3)];
      for (const { what, which } of actions) {
        const one = placed[which % placed.length];
        const bargain = bargains[which % bargains.length];
        if (!one || !bargain) continue;
        // A no is as good as a yes: what is counted is what stands there afterwards.
        if (what === 'start') placed.push(await ordered(which % 2 === 0 ? CAMPAIGN : OTHER));
        else if (what === 'join')
          await ordered(CAMPAIGN, one.groupId).then(
            (joined) => placed.push(joined),
            () => {},
          );
        else if (what === 'pay') await paid(one).catch(() => {});
        else if (what === 'leave') await one.who.call('group.leave', { groupId: one.groupId ?? '' });
        else if (what === 'back') await givenBack(one.orderId).catch(() => {});
        else if (what === 'ship') await sent(one.orderId).catch(() => {});
        else if (what === 'bargain') bargains.push(await bargained(which % 2));
        else if (what === 'wait') await world.advance((which % 20) * HOUR);
        else if (what === 'cost') await costs(which % 2 === 0 ? COST : undefined);
        else {
          const order = await orderByBargain(world, bargain.owner, bargain.id);
          if (order.ok) placed.push({ who: bargain.owner, orderId: order.value.orderId });
        }
      }
      await counted();
      await agrees();
    }),
    { numRuns: LONG ? 20 : 3 },
  );
});

/* ── counting ───────────────────────────────────────────────────────────────────────────────────────────────────── */

const rows = () => world.app.store.campaignDays.find().sort({ _id: 1 }).toArray();

describe('counting', () => {
  beforeEach(async () => {
    const leader = await paid(await ordered(CAMPAIGN));
    await paid(await ordered(CAMPAIGN, leader.groupId));
    await bargained(1);
    await world.advance(DAY);
    await ordered(OTHER);
    await world.advance(HOUR);
    await counted();
  });

  it('again, and from nothing, gives the same; rows of nothing go', async () => {
    const right = await rows();
    expect(right).toHaveLength(3);
    const { campaignDays, figureDays } = world.app.store;
    await campaignDays.updateMany({ campaignId: CAMPAIGN }, { $inc: { 'measures.sales': 7 } });
    await campaignDays.deleteMany({ campaignId: BARGAIN_CAMPAIGN });
    const [wrong] = right;
    if (wrong) await campaignDays.insertOne({ ...wrong, _id: 'cmp_gone/2036-03-01', campaignId: 'cmp_gone' });
    await figureDays.deleteMany({});
    await rebuildFigures(world.app, () => {});
    expect(await rows()).toEqual(right);
  });

  it('dies at any command, and is right when it has gone on', async () => {
    const right = await rows();
    const { campaignDays, figureDays } = world.app.store;
    let deaths = 0;
    for (let died = true; died; deaths += 1) {
      await campaignDays.deleteMany({});
      await figureDays.updateMany({}, { $set: { dueAt: 0 }, $unset: { notBefore: '' } });
      const dying = mortal(world.app, { with: deaths + 1, after: deaths % 2 === 0 });
      const asLong = { store: dying.app.store, now: world.app.now, stopwatch: world.app.stopwatch };
      await rebuildFigures(asLong, () => {}).catch(() => {});
      await dying.still();
      died = dying.died();
      // Nobody else counts what it had begun until it is sure to have ended.
      await world.advance(HOUR);
      await counted();
      expect([deaths, await rows()]).toEqual([deaths, right]);
    }
    expect(deaths).toBeGreaterThan(4);
  });

  it('reads both boards with as many commands, however many orders there are', async () => {
    const ask = async () => {
      const counts = await countCommands(database.client, () => board(CAMPAIGN));
      const sums = await countCommands(database.client, () => money(CAMPAIGN));
      return { sold: counts.value.total.sold, commands: [counts.commands.length, sums.commands.length] };
    };
    const few = await ask();
    const model = await world.app.store.orders.findOne({ 'groupBuy.campaignId': CAMPAIGN });
    if (!model) throw new Error('nothing was ordered');
    const { drainAt: _, ...order } = model;
    const more = Array.from(
      { length: 300 },
      (_, n): OrderDoc => ({
        ...order,
        _id: `ord_more${n}`,
        outbox: [],
        payments: order.payments.map((payment) => ({ ...payment, outTradeNo: `P${n}` })),
      }),
    );
    await world.app.store.orders.insertMany(more);
    await rebuildFigures(world.app, () => {});
    const many = await ask();
    expect([few.sold, many.sold]).toEqual([2, 302]);
    expect([few.commands, many.commands]).toEqual([
      [4, 4],
      [4, 4],
    ]);
  });
});

it('shows the room the same figures over HTTP, and the money to whoever decides alone', async () => {
  await paid(await ordered(CAMPAIGN));
  await counted();
  const asked = { merchantId: MERCHANT, campaignId: CAMPAIGN };
  expect(granted(await merchant.call('campaignFigures.board', asked))).toEqual(await board(CAMPAIGN));
  expect(granted(await merchant.call('campaignFigures.money', asked))).toEqual(await money(CAMPAIGN));
  const shipper = await member(world, '发货员', 'shipper');
  expect((await shipper.call('campaignFigures.board', asked)).ok).toBe(true);
  expect(await shipper.call('campaignFigures.money', asked)).toMatchObject({ ok: false, status: 403 });
});
