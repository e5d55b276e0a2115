/** A shop's first page: what it tells is what somebody comes to who counts all orders one by one, and what waits is all that waits. */
import fc from 'fast-check';
import { closeTasks, raiseTask } from '../../functions/store/alarm';
import { todayBoard } from '../../functions/usecases/today';
import { rebuildFigures } from '../../scripts/rebuildFigures';
import type { Output } from '../../shared/contracts/contracts';
import type { Role } from '../../shared/contracts/endpoint';
import { DAY, dayOf, HOUR, MINUTE, startOfDay } from '../../shared/time';
import { countCommands, useDatabase } from '../support/database';
import { member } from '../support/room';
import { MERCHANT, openWorld, type Person, START, type World } from '../support/world';
import { buy, crowd, LONG, newRequestId } from './crowd';

const database = useDatabase();
let world: World;
let staff: Record<Role, Person>;
let people: Person[];

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

beforeAll(async () => {
  world = await openWorld(database);
  Object.assign(world.app, { stopwatch: () => 0 });
  const hired = async (name: string, role: Role) => [role, await member(world, name, role)] as const;
  staff = Object.fromEntries([
    await hired('店主', 'owner'),
    await hired('运营', 'operator'),
    await hired('发货', 'shipper'),
    await hired('只看', 'viewer'),
  ]) as typeof staff;
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  people = await crowd(world, 40);
});
afterEach(() => expect(world.errors).toEqual([]));

type Board = Output<'today.board'>;

async function board(role: Role = 'owner'): Promise<Board> {
  const answer = await staff[role].call('today.board', { merchantId: MERCHANT });
  if (!answer.ok) throw new Error(answer.refusal.code);
  return answer.value;
}

const somebody = (): Person => {
  const person = people.shift();
  if (!person) throw new Error('there is nobody left');
  return person;
};

const bought = async () => (await buy(world, somebody(), { campaignId: null })).orderId;

async function givenBack(orderId: string): Promise<void> {
  const pieces = { merchantId: MERCHANT, orderId, lines: [{ lineId: '1', quantity: 1 }], withFreight: true };
  const quoted = await staff.owner.call('shopOrder.quoteRefund', pieces);
  if (!quoted.ok) return;
  const { amount } = quoted.value;
  await staff.owner.call('shopOrder.refund', { ...pieces, requestId: newRequestId(), seenAmount: amount });
}

/** Cron, once what has happened is due to be counted: visits mark their days first. */
async function counted(): Promise<void> {
  await world.cron();
  await world.advance(MINUTE);
  while ((await world.cron()).figures > 0);
}

/** As they are read one by one from the orders, with clocks of another make. */
async function recount() {
  const orders = await world.app.store.orders.find({ merchantId: MERCHANT, paidAt: { $exists: true } }).toArray();
  const each = orders.map(({ paidAt = 0, payments, refunds }) => {
    const kept = payments.find(({ outcome }) => outcome === 'seat' || outcome === 'order');
    const back = refunds.filter(({ outTradeNo }) => outTradeNo === kept?.outTradeNo);
    return { paidAt, sales: kept?.amount ?? 0, back: back.reduce((sum, { amount }) => sum + amount, 0) };
  });
  return (from: number, before: number) => {
    const among = each.filter(({ paidAt }) => paidAt >= from && paidAt < before);
    const sum = (name: 'sales' | 'back') => among.reduce((total, one) => total + one[name], 0);
    return { orders: among.length, sales: sum('sales'), back: sum('back') };
  };
}

async function agrees(): Promise<void> {
  const { day, until, figures, hours, days } = await board();
  const now = world.now();
  const between = await recount();
  expect(day).toBe(dayOf(now));
  expect(until).toBe(Math.floor(now / (15 * MINUTE) + 1) * 15 * MINUTE);
  const midnight = startOfDay(day);
  const [today, yesterday, lastWeek] = [0, DAY, 7 * DAY].map((ago) =>
    between(midnight - ago, ago === 0 ? midnight + DAY : until - ago),
  );
  for (const name of ['orders', 'sales'] as const) {
    expect([name, figures[name]]).toEqual([
      name,
      { today: today?.[name], yesterday: yesterday?.[name], lastWeek: lastWeek?.[name] },
    ]);
  }
  expect(days).toHaveLength(30);
  expect(days.map(({ orders, sales, back }) => ({ orders, sales, back }))).toEqual(
    days.map((_, index) => between(midnight - (29 - index) * DAY, midnight - (28 - index) * DAY)),
  );
  for (const [shown, ago] of [
    [hours.today, 0],
    [hours.yesterday, DAY],
  ] as const) {
    const own = Array.from({ length: 24 }, (_, hour) =>
      between(midnight - ago + hour * HOUR, midnight - ago + (hour + 1) * HOUR),
    );
    expect(shown).toEqual(own.map(({ orders, sales }) => ({ orders, sales })));
  }
}

it('tells nothing where nothing is', async () => {
  const { figures, days, waiting, groups, hours } = await board();
  const none = { today: 0, yesterday: 0, lastWeek: 0 };
  expect(figures).toEqual({ sales: none, orders: none, visits: none, newcomers: none });
  expect(waiting).toEqual({ toShip: 0, toPickUp: 0, toAnswer: 0, expiring: 0, toReview: 0, tasks: 0 });
  expect(groups).toEqual([]);
  expect(days.every(({ orders, sales, visits }) => orders === 0 && sales === 0 && visits === 0)).toBe(true);
  expect([hours.today, hours.yesterday].map(({ length }) => length)).toEqual([24, 24]);
});

it('has the last moment of a day and the first of the next apart', async () => {
  const midnight = startOfDay(dayOf(START)) + DAY;
  await world.advance(midnight - 1 - world.now());
  await bought();
  await world.advance(1);
  await bought();
  await bought();
  await counted();
  await agrees();
  expect((await board()).days.slice(-2).map(({ orders }) => orders)).toEqual([1, 2]);
});

it('sets today beside yesterday and last week until the end of the same quarter of an hour', async () => {
  await bought();
  await world.advance(6 * DAY);
  await bought();
  await world.advance(14 * MINUTE);
  await bought();
  await world.advance(MINUTE);
  await bought();
  await world.advance(DAY - 3 * MINUTE);
  await bought();
  await counted();
  expect((await board()).figures.orders).toEqual({ today: 1, yesterday: 2, lastWeek: 1 });
  await agrees();
});

it('compares no further than today is counted', async () => {
  await bought();
  await world.advance(20 * MINUTE);
  await bought();
  await world.advance(DAY - 20 * MINUTE);
  await bought();
  await counted();
  await bought();
  const until = START + DAY + 15 * MINUTE;
  await world.advance(2 * HOUR);
  expect(await board()).toMatchObject({ until, figures: { orders: { today: 1, yesterday: 1 } } });
  await counted();
  expect(await board()).toMatchObject({ figures: { orders: { today: 2, yesterday: 2 } } });
  await agrees();
});

it('counts who opened a share, and who came for the first time, by whole days', async () => {
  const shared = await somebody().call('share.create', { target: { kind: 'shop', id: MERCHANT } });
  if (!shared.ok) throw new Error(shared.refusal.code);
  const { token } = shared.value;
  const known = somebody();
  for (const person of [known, somebody()]) await person.call('share.open', { token });
  await world.advance(DAY);
  for (const person of [known, somebody(), somebody()]) await person.call('share.open', { token });
  await counted();
  const { figures, days } = await board();
  expect(figures).toMatchObject({
    visits: { today: 3, yesterday: 2, lastWeek: 0 },
    newcomers: { today: 2, yesterday: 2, lastWeek: 0 },
  });
  expect(days.at(-1)).toMatchObject({ visits: 3, newcomers: 2 });
});

it('says what waits: to ship, to answer, to see to, and the groups that fail within two hours', async () => {
  await world.offer({ size: 3, least: 2, life: 24 * HOUR });
  await bought();
  const lacking = await buy(world, somebody());
  const safe = await buy(world, somebody());
  await buy(world, somebody(), { groupId: safe.groupId });
  await raiseTask(world.app.store, 'refundRefused', { _id: 'rfd_1', merchantId: MERCHANT }, {}, world.now());
  expect((await board()).waiting).toMatchObject({ toShip: 1, toAnswer: 0, expiring: 0, tasks: 1 });
  await world.advance(22 * HOUR);
  expect((await board()).waiting.expiring).toBe(0);
  await world.advance(1);
  const { waiting, groups } = await board();
  expect(waiting.expiring).toBe(1);
  expect(groups).toMatchObject([{ id: lacking.groupId, taken: 1, least: 2 }]);
  // Over, and cron has not come yet: nobody can help it.
  await world.advance(2 * HOUR);
  expect((await board()).waiting.expiring).toBe(0);
});

it('counts what is stuck however many withdrawals wait for longer', async () => {
  const since = world.now();
  for (let n = 0; n < 100; n++)
    await raiseTask(world.app.store, 'withdrawalReview', { _id: `wdr_${n}`, merchantId: MERCHANT }, {}, since);
  for (const id of ['rfd_1', 'rfd_2'])
    await raiseTask(world.app.store, 'refundRefused', { _id: id, merchantId: MERCHANT }, {}, since + 1);
  await raiseTask(world.app.store, 'refundRefused', { _id: 'rfd_3', merchantId: 'mer_other' }, {}, since);
  await closeTasks(world.app.store, ['refundRefused'], 'rfd_2', since + 2);
  expect((await board()).waiting.tasks).toBe(1);
});

it.each<[Role, boolean]>([
  ['owner', true],
  ['operator', true],
  ['shipper', false],
  ['viewer', false],
])('tells money, withdrawals and faults to those who decide: %s', async (role, decides) => {
  await bought();
  await counted();
  const { figures, days, hours, waiting } = await board(role);
  expect(figures.orders.today).toBe(1);
  const told = [
    figures.sales,
    days.at(-1)?.sales,
    days.at(-1)?.back,
    hours.today[12]?.sales,
    waiting.toReview,
    waiting.tasks,
  ];
  expect(told.map((one) => one !== undefined)).toEqual(told.map(() => decides));
});

const action = fc.record({
  what: fc.constantFrom('alone', 'alone', 'group', 'back', 'back', 'wait', 'wait', 'count'),
  which: fc.nat({ max: 100 }),
});

it('agrees after any history with a count by hand', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(action, { minLength: 15, maxLength: 25 }), async (actions) => {
      await world.reset();
      people = await crowd(world, 40);
      const orders = [await bought()];
      for (const { what, which } of actions) {
        if (what === 'alone') orders.push(await bought());
        // A group that nobody completes fails, and all of it goes back.
        else if (what === 'group') orders.push((await buy(world, somebody())).orderId);
        else if (what === 'back') await givenBack(orders[which % orders.length] ?? '');
        else if (what === 'wait') await world.advance((which % 30) * HOUR + which * MINUTE);
        else await counted();
      }
      await world.settle();
      await counted();
      await agrees();
    }),
    { numRuns: LONG ? 20 : 2 },
  );
});

it('counts again, and from nothing, to the same', async () => {
  await givenBack(await bought());
  await world.advance(DAY);
  await bought();
  await counted();
  const { shopDays, figureDays } = world.app.store;
  const right = await shopDays.find().sort({ _id: 1 }).toArray();
  expect(right).toHaveLength(2);
  await shopDays.updateMany({}, { $inc: { orders: 7 } });
  await figureDays.deleteMany({});
  await rebuildFigures(world.app, () => {});
  expect(await shopDays.find().sort({ _id: 1 }).toArray()).toEqual(right);
});

it('is read by as many commands, however many orders there are', async () => {
  const ask = () => todayBoard(world.app, staff.owner.userId, { merchantId: MERCHANT });
  // Those side by side come in any order.
  const commands = async () => (await countCommands(database.client, ask)).commands.sort();
  await bought();
  await counted();
  const few = await commands();
  for (let n = 0; n < 8; n++) await bought();
  await counted();
  expect((await board()).figures.orders.today).toBe(9);
  expect(await commands()).toEqual(few);
});
