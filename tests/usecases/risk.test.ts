/** What is known of a promoter who wants their money: each fact as it comes to be, and what is made of it. */
import { riskFacts } from '../../functions/usecases/risk';
import { DEFAULT_RISK_RULES } from '../../shared/domain/risk';
import { DAY } from '../../shared/time';
import { useDatabase } from '../support/database';
import { MERCHANT, openWorld, type Person, type World } from '../support/world';
import { buy, crowd, newRequestId } from './crowd';
import { asked, earned, expectExact, payoutsOf, received, withdrawalOf } from './payouts';

const database = useDatabase();
let world: World;

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

beforeAll(async () => {
  world = await openWorld(database);
  Object.assign(world.app, { stopwatch: () => 0 });
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  await world.app.store.sessions.deleteMany({});
  await payoutsOf(world);
});
afterEach(() => expectExact(world));

async function factsOf({ userId }: Person) {
  const user = await world.app.store.users.findOne({ _id: userId });
  if (!user) throw new Error(`${userId} is gone`);
  return riskFacts(world.app, MERCHANT, user);
}

const risksOf = async (person: Person) => (await withdrawalOf(world, await asked(world, person, 100))).risks;

/** Somebody whom the promoter has brought, and who has bought a piece. */
async function another(promoter: Person): Promise<Person> {
  const [buyer] = await crowd(world, 1);
  const shared = await promoter.call('share.create', { target: { kind: 'shop', id: MERCHANT } });
  if (!buyer || !shared.ok) throw new Error('nobody came');
  await buyer.call('share.open', { token: shared.value.token, scene: 1007 });
  await buy(world, buyer, { campaignId: null });
  return buyer;
}

const livesAt = ({ userId }: Person, detail: string) =>
  world.app.store.users.updateOne({ _id: userId }, { $set: { 'addresses.0.detail': detail } });

/** Somebody earns from what another buys, or is told that somebody else does; whatever rule of binding there is now. */
async function earns(earner: Person, buyer: Person, more: { elsewhere?: true } = {}): Promise<void> {
  const { commissions } = world.app.store;
  const own = await commissions.findOne({ elsewhere: { $exists: false } });
  if (!own) throw new Error('nothing was earned');
  const _id = `com_planted${newRequestId()}`;
  await commissions.insertOne({
    ...own,
    ...more,
    _id,
    orderId: _id,
    userId: earner.userId,
    buyerId: buyer.userId,
    outbox: [],
  });
}

/** A sign-in from there, as the host saw it. */
const signedIn = (person: Person, trace: string | undefined, device = '微信 · iPhone') =>
  world.app.store.sessions.insertOne({
    _id: `ses_${newRequestId()}`,
    userId: person.userId,
    kind: 'phone',
    device,
    place: '网络 113.88.*.*',
    ...(trace === undefined ? {} : { trace }),
    startedAt: world.now(),
    usedAt: world.now(),
    renewals: [],
    expireAt: new Date(world.now() + 30 * DAY),
  });

it('nothing is conspicuous about a promoter and a friend', async () => {
  const { promoter } = await earned(world);
  const facts = { mutual: false, orders: 1, sold: 79_800, returned: 0, atOneAddress: 2, onOneDevice: 0 };
  expect(await factsOf(promoter)).toMatchObject(facts);
  expect(await risksOf(promoter)).toEqual([]);
});

it('an account of a few days is told', async () => {
  const { promoter } = await earned(world);
  const createdAt = world.now() - 3 * DAY + 1;
  await world.app.store.users.updateOne({ _id: promoter.userId }, { $set: { createdAt } });
  expect(await risksOf(promoter)).toEqual(['newAccount']);
  await world.advance(1);
  expect(await risksOf(promoter)).toEqual([]);
});

it('a buyer who earns from what the promoter buys', async () => {
  const { promoter, buyer } = await earned(world);
  const back = await buyer.call('share.create', { target: { kind: 'shop', id: MERCHANT } });
  await promoter.call('share.open', { token: back.ok ? back.value.token : '', scene: 1007 });
  await buy(world, promoter, { campaignId: null });
  const { commissions } = world.app.store;
  // No rule of binding lets this come to be any more; what came to be before it is seen all the same.
  expect(await factsOf(promoter)).toMatchObject({ mutual: false });
  await earns(buyer, promoter);
  expect(await factsOf(promoter)).toMatchObject({ mutual: true });
  expect(await risksOf(promoter)).toEqual(['mutual']);
  await commissions.deleteMany({ _id: /^com_planted/ });
});

it('a ring of three: a buyer earns from somebody who earns from the promoter', async () => {
  const { promoter, buyer } = await earned(world);
  const [third, fourth] = await crowd(world, 2);
  if (!third || !fourth) throw new Error('nobody came');
  await earns(third, promoter);
  await earns(buyer, fourth);
  expect(await factsOf(promoter)).toMatchObject({ mutual: false });
  await earns(buyer, third);
  expect(await factsOf(promoter)).toMatchObject({ mutual: true });
  await world.app.store.commissions.deleteMany({ _id: /^com_planted/ });
});

it('not who was only told that somebody else earns: that sold nothing, and brought nobody', async () => {
  const { promoter, buyer, orderIds } = await earned(world);
  const { commissions } = world.app.store;
  const facts = await factsOf(promoter);
  const [third] = await crowd(world, 1);
  await earns(promoter, third as Person, { elsewhere: true });
  await earns(third as Person, promoter);
  await earns(buyer, promoter, { elsewhere: true });
  expect(await factsOf(promoter)).toEqual({ ...facts, orders: orderIds.length, mutual: false });
  await commissions.deleteMany({ _id: /^com_planted/ });
});

it('goods that came back, out of enough orders', async () => {
  const { promoter, orderIds, buyer } = await earned(world, [2, 2, 2, 2]);
  await world.app.store.commissions.updateMany({ orderId: { $in: orderIds.slice(0, 2) } }, {
    $set: { refunds: [{ id: 'rfd_1', refundedBase: 7980, amount: 638 }] },
  } as never);
  expect(await factsOf(promoter)).toMatchObject({ orders: 4, sold: 4 * 7980, returned: 2 * 7980 });
  expect(await risksOf(promoter)).toEqual([]);
  await received(world, buyer, 2);
  expect(await risksOf(promoter)).toEqual(['refundSpike']);
});

it('several people at one address, however it is written', async () => {
  const { promoter } = await earned(world);
  const [second, third] = [await crowd(world, 1), await crowd(world, 1)].map(([one]) => one as Person);
  for (const [person, detail] of [
    [second, '阳山镇 桃源路1号'],
    [third, '别处 2 号'],
  ] as const) {
    await livesAt(person as Person, detail);
    const shared = await promoter.call('share.create', { target: { kind: 'shop', id: MERCHANT } });
    await person?.call('share.open', { token: shared.ok ? shared.value.token : '', scene: 1007 });
    await buy(world, person as Person, { campaignId: null });
  }
  expect(await factsOf(promoter)).toMatchObject({ atOneAddress: 3, orders: 3 });
  expect(await risksOf(promoter)).toEqual(['sameAddress']);
});

describe('several people on one device', () => {
  it('are those whose sign-ins came from the same address of the net and the same kind of device', async () => {
    const { promoter, buyer } = await earned(world);
    const third = await another(promoter);
    await livesAt(third, '别处 2 号');
    for (const person of [promoter, buyer, third]) await signedIn(person, 'trace-1');
    expect(await factsOf(promoter)).toMatchObject({ onOneDevice: 3 });
    expect(await risksOf(promoter)).toContain('sameDevice');
  });

  it('are not those of a town, an office with other phones, or a host that knows no address', async () => {
    const { promoter, buyer } = await earned(world);
    const third = await another(promoter);
    await signedIn(promoter, 'trace-1');
    await signedIn(buyer, 'trace-2');
    await signedIn(third, 'trace-1', '微信 · Android');
    for (const person of [promoter, buyer, third]) await signedIn(person, undefined);
    expect(await factsOf(promoter)).toMatchObject({ onOneDevice: 1 });
    expect(await risksOf(promoter)).not.toContain('sameDevice');
  });
});

it('rules that a shop has turned off hold nothing back', async () => {
  const { promoter } = await earned(world);
  await payoutsOf(world, { risk: { mutual: false, refundSpikeOrders: 5 } });
  await world.app.store.users.updateOne({ _id: promoter.userId }, { $set: { createdAt: world.now() } });
  expect(await risksOf(promoter)).toEqual([]);
  await payoutsOf(world, { risk: { ...DEFAULT_RISK_RULES, largeAmount: 99 } });
  expect(await risksOf(promoter)).toEqual(['newAccount', 'largeAmount']);
});
