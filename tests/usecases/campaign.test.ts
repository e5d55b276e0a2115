/** A merchant's campaigns: what is published stays, what is shown is what there is, and ending one ends it. */
import fc from 'fast-check';
import type { OrderDoc } from '../../functions/store/collections';
import { quotaOf } from '../../functions/store/stock';
import type { App } from '../../functions/usecases/app';
import { campaignEnded, publishCampaign } from '../../functions/usecases/campaign';
import { runCron } from '../../functions/usecases/cron';
import { quoteOrder } from '../../functions/usecases/order';
import { syncPayment } from '../../functions/usecases/payment';
import { placeOrder } from '../../functions/usecases/placeOrder';
import type { Output } from '../../shared/contracts/contracts';
import type { Role } from '../../shared/contracts/endpoint';
import { type GroupBuyTerms, SEAT_GRACE } from '../../shared/domain/groupBuy';
import { DAY, HOUR, MINUTE } from '../../shared/time';
import { granted } from '../support/bargaining';
import { useDatabase } from '../support/database';
import { CAMPAIGN, MERCHANT, openWorld, type Person, PRODUCT, SKU, START, TERMS, type World } from '../support/world';
import {
  buy,
  crowd,
  everything,
  expectTrue,
  fault,
  LONG,
  newRequestId,
  numberOf,
  orderOf,
  place,
  silence,
  speak,
  tryPlace,
} from './crowd';

const database = useDatabase();
let world: World;
let owner: Person;
let operator: Person;
/** Owns another shop. */
let stranger: Person;

const OTHER_MERCHANT = 'mer_other';

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

beforeAll(async () => {
  world = await openWorld(database);
  // A machine that is busy with other tests leaves no consequence to cron.
  Object.assign(world.app, { stopwatch: () => 0 });
  const member = async (name: string, role: Role, merchantId = MERCHANT) => {
    const person = await world.person(name);
    const { userId } = person;
    await world.app.store.memberships.insertOne({ _id: `${merchantId}/${userId}`, merchantId, userId, role });
    return person;
  };
  owner = await member('林老板', 'owner');
  operator = await member('小周', 'operator');
  stranger = await member('隔壁老王', 'owner', OTHER_MERCHANT);
});
afterAll(() => world.close());
beforeEach(() => world.reset());

type Crowd = Person[] & { readonly [I in 0 | 1 | 2 | 3]: Person };
const people = async (count: number): Promise<Crowd> => (await crowd(world, count)) as Crowd;

const SKUS = [{ id: SKU, name: '5 斤装', price: 3990 }];

function planOf(
  _id: string,
  terms: Partial<GroupBuyTerms> = {},
  more: { title?: string; startsAt?: number; endsAt?: number } = {},
) {
  const plan = {
    _id,
    merchantId: MERCHANT,
    kind: 'groupBuy' as const,
    productId: PRODUCT,
    title: _id,
    startsAt: START - DAY,
    endsAt: START + 30 * DAY,
  };
  return { ...plan, ...more, terms: { ...TERMS, ...terms } };
}

async function publish(...args: Parameters<typeof planOf>): Promise<void> {
  expect(await publishCampaign(world.app, planOf(...args), SKUS, world.now())).toEqual({ ok: true, value: null });
}

const groupOf = async (groupId: string | undefined) => {
  const group = await world.app.store.groups.findOne({ _id: groupId ?? '' });
  if (!group) throw new Error(`${groupId} is gone`);
  return group;
};

const end = (who: Person, groups: 'letRun' | 'endNow', campaignId = CAMPAIGN) =>
  who.call('campaign.end', { merchantId: MERCHANT, campaignId, groups });

/** An answer that has to be yes. */
async function yes<T>(answer: Promise<{ ok: true; value: T } | { ok: false; refusal: { code: string } }>): Promise<T> {
  const got = await answer;
  if (!got.ok) throw new Error(got.refusal.code);
  return got.value;
}

/** Neither paying nor pending: a group that takes nobody any more. */
const alive = (campaignId: object | string) =>
  world.app.store.groups.countDocuments({ campaignId: campaignId as string, status: { $in: ['pending', 'open'] } });

describe('publishing', () => {
  it('freezes each edition; a group keeps the one it began under', async () => {
    await publish('cmp_apple', { size: 3 });
    const [one, two] = await people(2);
    const first = await buy(world, one, { campaignId: 'cmp_apple' });
    await publish('cmp_apple', { size: 5, prices: { [SKU]: 2590 } });
    const second = await buy(world, two, { campaignId: 'cmp_apple', unit: 2590 });
    expect(await groupOf(first.groupId)).toMatchObject({
      campaignVersion: 1,
      terms: { size: 3, prices: { [SKU]: 2990 } },
    });
    expect(await groupOf(second.groupId)).toMatchObject({
      campaignVersion: 2,
      terms: { size: 5, prices: { [SKU]: 2590 } },
    });
    const editions = await world.app.store.campaignVersions
      .find({ campaignId: 'cmp_apple' })
      .sort({ edition: 1 })
      .toArray();
    expect(editions.map(({ edition, terms }) => [edition, (terms as GroupBuyTerms).size])).toEqual([
      [1, 3],
      [2, 5],
    ]);
    const seen = await yes(owner.call('campaign.get', { merchantId: MERCHANT, campaignId: 'cmp_apple' }));
    expect(seen).toMatchObject({ edition: 2, size: 5, price: 2590, editions: [{ edition: 1 }, { edition: 2 }] });
  });

  it('again with the same terms, in whatever order they stand, changes nothing', async () => {
    await publish('cmp_apple', { size: 3 });
    const before = await everything(world);
    await world.advance(HOUR);
    await publish('cmp_apple', { size: 3 });
    const { terms, ...plan } = planOf('cmp_apple');
    const turned = Object.fromEntries(Object.entries(terms).reverse()) as unknown as GroupBuyTerms;
    expect(await publishCampaign(world.app, { ...plan, terms: turned }, SKUS, world.now())).toMatchObject({ ok: true });
    expect(await everything(world)).toEqual(before);
  });

  it('brings no campaign back to life, and takes no quota away that is taken', async () => {
    const [buyer] = await people(1);
    await buy(world, buyer, { quantity: 4 });
    const { campaigns, counters } = world.app.store;
    for (const status of ['paused', 'ended'] as const) {
      await campaigns.updateOne({ _id: CAMPAIGN }, { $set: { status } });
      await publish(CAMPAIGN, { size: 2, quota: 5 + (status === 'ended' ? 1 : 0) });
      expect(await campaigns.findOne({ _id: CAMPAIGN })).toMatchObject({ status });
    }
    await publish(CAMPAIGN, { size: 2, quota: 2, perOrder: 2 });
    expect(await counters.findOne({ _id: quotaOf(CAMPAIGN) })).toMatchObject({ max: 4, taken: 4 });
  });

  it('is refused with every fault of its terms, each with its sentence, and nothing is written', async () => {
    const before = await everything(world);
    const terms = { size: 101, prices: { sku_nowhere: 2990 }, hold: 2 * HOUR, ladder: [{ members: 2, prices: {} }] };
    const refused = await publishCampaign(world.app, planOf('cmp_bad', terms), SKUS, world.now());
    expect(refused.ok ? [] : refused.refusal).toEqual([
      { term: 'size', sentence: '成团人数要在 2 到 100 人之间' },
      { term: 'prices', sentence: '团价里有这件商品没有的规格' },
      { term: 'ladder', sentence: '有阶梯价就要设到期几人也算成：那是第一档' },
      { term: 'hold', sentence: '付款保留时间要在 5 到 60 分钟之间' },
    ]);
    const backwards = await publishCampaign(
      world.app,
      planOf('cmp_bad', {}, { endsAt: START - 2 * DAY }),
      SKUS,
      world.now(),
    );
    expect(backwards).toEqual({ ok: false, refusal: [{ term: 'life', sentence: '活动的结束时间要在开始之后' }] });
    expect(await everything(world)).toEqual(before);
  });
});

/* ── what a merchant sees ───────────────────────────────────────────────────────────────────────────────────────── */

interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor?: string | undefined;
}

/** All pages, each as long as it may be. */
async function pages<T>(size: number, ask: (cursor: string | undefined) => Promise<Page<T>>): Promise<T[]> {
  const all: T[] = [];
  for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
    const { items, nextCursor } = await ask(cursor);
    if (nextCursor !== undefined) expect(items).toHaveLength(size);
    all.push(...items);
    cursor = nextCursor;
  }
  return all;
}

const ours = (campaignId: string) => ({ merchantId: MERCHANT, campaignId });
const withCursor = (cursor: string | undefined) => (cursor === undefined ? {} : { cursor });

type GroupState = 'all' | 'pending' | 'open' | 'formed' | 'failed';
const groupRows = (campaignId: string, state: GroupState = 'all') =>
  pages(20, async (cursor) => {
    const { groups, nextCursor } = await yes(
      operator.call('campaign.listGroups', { ...ours(campaignId), state, ...withCursor(cursor) }),
    );
    return { items: groups, nextCursor };
  });

type OutcomeFilter = 'all' | 'settling' | 'seat' | 'refund';
const paymentRows = (campaignId: string, outcome: OutcomeFilter = 'all') =>
  pages(20, async (cursor) => {
    const { payments, nextCursor } = await yes(
      operator.call('campaign.listPayments', { ...ours(campaignId), outcome, ...withCursor(cursor) }),
    );
    return { items: payments, nextCursor };
  });

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

const newestFirst = (a: { createdAt: number; _id: string }, b: { createdAt: number; _id: string }) =>
  b.createdAt - a.createdAt || (a._id < b._id ? 1 : -1);

/** What stands in the documents of a captured payment, told from scratch. */
function toldOf(order: OrderDoc): OutcomeFilter {
  const outcome = order.payments[0]?.outcome;
  if (outcome === undefined) return 'settling';
  return outcome === 'refund' || order.status === 'closed' ? 'refund' : 'seat';
}

/** Every figure that the merchant is shown of a campaign is what a recount of the documents comes to. */
async function expectRecount(campaignId: string): Promise<void> {
  const { store } = world.app;
  const groups = (await store.groups.find({ campaignId }).toArray()).sort(newestFirst);
  const orders = (await store.orders.find({ 'groupBuy.campaignId': campaignId }).toArray()).sort(newestFirst);
  const captured = orders.filter(({ payments }) => payments[0]?.captured);
  const quota = await store.counters.findOne({ _id: quotaOf(campaignId) });
  const inState = (status: string) => groups.filter((group) => group.status === status);
  const told = (outcome: OutcomeFilter) => captured.filter((order) => toldOf(order) === outcome);
  const pieces = (list: readonly OrderDoc[]) => sum(list.map(({ lines }) => lines[0]?.quantity ?? 0));

  const shown = await yes(operator.call('campaign.get', ours(campaignId)));
  expect(shown).toMatchObject({
    groups: {
      pending: inState('pending').length,
      open: inState('open').length,
      formed: inState('formed').length,
      // One whose leader never paid has not failed.
      failed: inState('failed').filter(({ openedAt }) => openedAt !== undefined).length,
    },
    sold: pieces(orders.filter(({ status }) => status === 'toShip')),
    reserved: sum((quota?.holds ?? []).map(({ n }) => n)),
    quota: quota?.max,
    payments: {
      captured: captured.length,
      amount: sum(captured.map(({ payments }) => payments[0]?.captured?.amount ?? 0)),
      seats: told('seat').length,
      refunded: told('refund').length,
      settling: told('settling').length,
      refundAmount: sum(captured.flatMap(({ refunds }) => refunds.map(({ amount }) => amount))),
    },
  });
  const { terms: _, skus: __, editions: ___, payments: ____, ...card } = shown;
  const { campaigns } = await yes(operator.call('campaign.list', { merchantId: MERCHANT }));
  expect(campaigns.find(({ id }) => id === campaignId)).toEqual(card);

  const rows = await groupRows(campaignId);
  expect(rows.map(({ id }) => id)).toEqual(groups.map(({ _id }) => _id));
  for (const [index, group] of groups.entries()) {
    const taken = group.seats.filter(({ state }) => state === 'taken');
    const held = group.seats.filter(({ state, until }) => state === 'held' && until + SEAT_GRACE > world.now());
    expect(rows[index]).toMatchObject({
      status: group.status,
      taken: taken.length,
      held: group.status === 'failed' ? 0 : held.length,
      missing: Math.max(0, group.terms.size - taken.length),
      edition: group.campaignVersion,
      members: Array(Math.min(8, taken.length)).fill({ name: expect.any(String) }),
    });
  }
  for (const state of ['pending', 'open', 'formed', 'failed'] as const) {
    expect((await groupRows(campaignId, state)).map(({ id }) => id)).toEqual(inState(state).map(({ _id }) => _id));
  }

  const payments = await paymentRows(campaignId);
  expect(
    payments.map(({ orderId, amount, outcome, groupId, refunds, orderStatus }) => ({
      orderId,
      amount,
      outcome,
      groupId,
      back: refunds.map((refund) => refund.amount),
      orderStatus,
    })),
  ).toEqual(
    captured.map((order) => ({
      orderId: order._id,
      amount: order.payments[0]?.captured?.amount,
      outcome: toldOf(order),
      groupId: order.groupId,
      back: order.refunds.map(({ amount }) => amount),
      orderStatus: order.status,
    })),
  );
  for (const outcome of ['settling', 'seat', 'refund'] as const) {
    expect((await paymentRows(campaignId, outcome)).map(({ orderId }) => orderId)).toEqual(
      told(outcome).map(({ _id }) => _id),
    );
  }

  for (const group of groups.filter(({ seats, turnedAway }) => seats.length + turnedAway.length > 1).slice(0, 3)) {
    const seen = await yes(operator.call('campaign.inspectGroup', { merchantId: MERCHANT, groupId: group._id }));
    const live = group.seats.filter(
      ({ state, until }) => state === 'taken' || (group.status !== 'failed' && until + SEAT_GRACE > world.now()),
    );
    expect(seen.seats.map(({ orderId, state }) => [orderId, state])).toEqual(
      live.map(({ orderId, state }) => [orderId, state]),
    );
    expect(seen.turnedAway.map(({ orderId, why }) => [orderId, why])).toEqual(
      group.turnedAway.map(({ orderId, why }) => [orderId, why]),
    );
    for (const { orderId, payment } of [...seen.seats, ...seen.turnedAway]) {
      expect([orderId, payment]).toEqual([orderId, payments.find((row) => row.orderId === orderId)]);
    }
  }
}

/* ── a shop in which anything has happened ──────────────────────────────────────────────────────────────────────── */

const STEPPED = 'cmp_stepped';
const ladder = [{ members: 3, prices: { [SKU]: 2690 } }];

const anyAct = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('start' as const),
      who: fc.nat(7),
      stepped: fc.boolean(),
      quantity: fc.integer({ min: 1, max: 3 }),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('join' as const),
      who: fc.nat(7),
      group: fc.nat(20),
      quantity: fc.integer({ min: 1, max: 3 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('leave' as const), who: fc.nat(7), group: fc.nat(20) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('wait' as const), minutes: fc.constantFrom(1, 10, 25, 90) }) },
);
/** What becomes of an order's payment. */
const anyPaying = fc.constantFrom('pay', 'pay', 'pay', 'pay', 'none', 'silent', 'wrong', 'cancel');
const anyStory = fc.array(fc.tuple(anyAct, anyPaying), { minLength: 22, maxLength: 30 });
type Story = ReturnType<typeof anyStory.generate>['value'];

/** At the price that is quoted; undefined where it is refused. */
async function order(
  { userId }: Person,
  { quantity, ...wanted }: { campaignId: string; groupId?: string; quantity: number },
) {
  const wish = { lines: [{ skuId: SKU, quantity }], ...wanted };
  const quote = await quoteOrder(world.app, userId, wish);
  if (!quote.ok) return undefined;
  const placed = await placeOrder(world.app, userId, {
    ...wish,
    requestId: newRequestId(),
    seenTotal: quote.value.total,
  });
  return placed.ok ? placed.value : undefined;
}

async function happen(story: Story): Promise<void> {
  const { control } = world.standIn;
  const crew = await people(8);
  const groups: { id: string; campaignId: string }[] = [];
  for (const [act, paying] of story) {
    if (act.do === 'wait') {
      await world.advance(act.minutes * MINUTE);
      await runCron(world.app);
      continue;
    }
    const person = crew[act.who] as Person;
    const known = act.do === 'start' ? undefined : groups[act.group % (groups.length || 1)];
    if (act.do === 'leave') {
      if (known) await person.call('group.leave', { groupId: known.id });
      continue;
    }
    const campaignId = known?.campaignId ?? (act.do === 'start' && act.stepped ? STEPPED : CAMPAIGN);
    const placed = await order(person, { campaignId, quantity: act.quantity, ...(known ? { groupId: known.id } : {}) });
    if (!placed) continue;
    if (!known) groups.push({ id: placed.groupId ?? '', campaignId });
    if (paying === 'silent') await silence(world, placed.orderId);
    if (paying === 'cancel') await person.call('order.cancel', { orderId: placed.orderId });
    else if (paying === 'wrong') {
      const outTradeNo = numberOf(await orderOf(world, placed.orderId));
      await control.pay({ outTradeNo, override: { total: 1 } });
    } else if (paying !== 'none') await world.pay(person, placed.orderId);
    await control.flush();
  }
}

/** Groups that end each in another way: just enough members, too few, and a leader who has not paid. */
async function beginGroups(): Promise<void> {
  const crew = await people(6);
  for (const [index, campaignId] of [CAMPAIGN, STEPPED].entries()) {
    const [leader, member, alone] = crew.slice(3 * index) as Crowd;
    const enough = await order(leader, { campaignId, quantity: 1 });
    if (!enough?.groupId) throw new Error('no group begins');
    await world.pay(leader, enough.orderId);
    await world.standIn.control.flush();
    const joined = await order(member, { campaignId, groupId: enough.groupId, quantity: 2 });
    await world.pay(member, joined?.orderId ?? '');
    const short = await order(alone, { campaignId, quantity: 3 });
    await world.pay(alone, short?.orderId ?? '');
    await world.standIn.control.flush();
    await order(alone, { campaignId, quantity: 1 });
  }
}

/** What ending a campaign now does is what was said it would do. */
async function expectPreviewed(campaignId: string): Promise<void> {
  const { groups, orders } = world.app.store;
  const said = await yes(owner.call('campaign.previewEnd', ours(campaignId)));
  if (said.kind !== 'groupBuy') throw new Error('what it would do to groups');
  const before = await groups.find({ campaignId, status: { $in: ['pending', 'open'] } }).toArray();
  const open = before.filter(({ status }) => status === 'open').map(({ _id }) => _id);
  expect(said.lastDeadline).toBe(
    open.length === 0 ? undefined : Math.max(...before.map(({ expiresAt = 0 }) => expiresAt)),
  );
  const seen = { groups: open.length, members: sum(before.map(({ taken }) => taken)) };
  await yes(end(owner, 'endNow', campaignId));
  await world.advance(HOUR);
  await world.settle();
  expect(await alive(campaignId)).toBe(0);
  const became = async (status: 'formed' | 'failed') => groups.countDocuments({ _id: { $in: open }, status });
  const back = await orders.find({ 'groupBuy.campaignId': campaignId, 'refunds.cause': 'endedEarly' }).toArray();
  expect({
    pending: said.pending,
    open: { groups: said.open.groups, members: said.open.members },
    endNow: said.endNow,
  }).toEqual({
    pending: before.length - open.length,
    open: seen,
    endNow: {
      formed: await became('formed'),
      failed: await became('failed'),
      refunds: back.length,
      refundAmount: sum(
        back.flatMap(({ refunds }) =>
          refunds.filter(({ cause }) => cause === 'endedEarly').map(({ amount }) => amount),
        ),
      ),
    },
  });
}

it('shows what a recount of the documents comes to, whatever has happened; and what ending it would do', async () => {
  await fc.assert(
    fc.asyncProperty(anyStory, async (story) => {
      await world.reset();
      await world.offer({ size: 3, mayLeave: true, life: 2 * HOUR, overflow: 'anotherGroup' });
      await publish(STEPPED, { size: 3, least: 2, ladder, leaderDiscount: 90, life: 2 * HOUR, overflow: 'lead' });
      await happen(story);
      // One more, captured by a process that died before it could be settled.
      const [last] = await people(1);
      const settling = await order(last, { campaignId: CAMPAIGN, quantity: 1 });
      await silence(world, settling?.orderId ?? '');
      await world.pay(last, settling?.orderId ?? '');
      await world.standIn.control.clearFaults();
      const dying: App = { ...world.app, drain: async () => undefined };
      await syncPayment(dying, await orderOf(world, settling?.orderId ?? ''));
      for (const campaignId of [CAMPAIGN, STEPPED]) await expectRecount(campaignId);
      await speak(world);
      await world.settle();
      await beginGroups();
      for (const campaignId of [CAMPAIGN, STEPPED]) await expectPreviewed(campaignId);
      for (const campaignId of [CAMPAIGN, STEPPED]) await expectRecount(campaignId);
      await expectTrue(world);
    }),
    // A failure prints its seed; it is not shrunk, since every run takes seconds.
    { numRuns: LONG ? 15 : 1, endOnFailure: true },
  );
}, 1_800_000);

it('lists campaigns by what they are now, by words of their title, and by page', async () => {
  const { campaigns } = world.app.store;
  await campaigns.deleteMany({});
  const names = ['draft', 'scheduled', 'live', 'paused', 'ended', 'over'];
  const at: Record<string, { startsAt?: number; endsAt?: number }> = {
    scheduled: { startsAt: START + DAY },
    over: { endsAt: START + 2 * DAY },
  };
  for (const name of names) await publish(`cmp_${name}`, {}, { title: `水蜜桃 (${name}) 5.0`, ...at[name] });
  for (const status of ['draft', 'paused'] as const) {
    await campaigns.updateOne({ _id: `cmp_${status}` }, { $set: { status } });
  }
  await yes(end(owner, 'letRun', 'cmp_ended'));
  for (let index = 0; index < 8; index++) await publish(`cmp_more${index}`, {}, { title: 'Apple' });
  await campaigns.updateOne({ _id: 'cmp_over' }, { $set: { endsAt: START } });

  type Wanted = { state?: 'all' | 'draft' | 'scheduled' | 'live' | 'paused' | 'ended'; words?: string };
  const list = async (wanted: Wanted = {}) => {
    let counts: Output<'campaign.list'>['counts'] | undefined;
    const found = await pages(10, async (cursor) => {
      const answer = await yes(
        operator.call('campaign.list', { merchantId: MERCHANT, ...wanted, ...withCursor(cursor) }),
      );
      counts ??= answer.counts;
      return { items: answer.campaigns, nextCursor: answer.nextCursor };
    });
    return { ids: found.map(({ id }) => id.replace('cmp_', '')).sort(), counts };
  };
  const all = await list();
  expect(all.ids).toHaveLength(14);
  expect(all.counts).toEqual({ all: 14, draft: 1, scheduled: 1, live: 9, paused: 1, ended: 2 });
  for (const state of ['draft', 'scheduled', 'paused'] as const) expect((await list({ state })).ids).toEqual([state]);
  expect((await list({ state: 'ended' })).ids).toEqual(['ended', 'over']);
  expect((await list({ state: 'live' })).ids).toHaveLength(9);
  // Words are words, whatever they would mean in a pattern.
  expect((await list({ words: 'apple' })).counts).toEqual({
    all: 8,
    draft: 0,
    scheduled: 0,
    live: 8,
    paused: 0,
    ended: 0,
  });
  expect((await list({ words: '(live) 5.0' })).ids).toEqual(['live']);
  for (const words of ['.*', '5x0', '^水']) expect((await list({ words })).ids).toEqual([]);
  expect(await operator.call('campaign.list', { merchantId: MERCHANT, cursor: 'nonsense' })).toMatchObject({
    status: 400,
  });
});

/* ── ending ─────────────────────────────────────────────────────────────────────────────────────────────────────── */

it('while it is paused nobody starts a group, and one that is open is joined', async () => {
  const [leader, late, other] = await people(3);
  const { groupId } = await buy(world, leader);
  const campaign = { merchantId: MERCHANT, campaignId: CAMPAIGN };
  granted(await owner.call('campaign.pause', campaign));
  expect(await tryPlace(world, other)).toEqual({ ok: false, refusal: 'campaignPaused' });
  expect((await owner.call('product.get', { productId: PRODUCT })) as object).toMatchObject({
    value: { groupBuyPaused: true },
  });
  await buy(world, late, { groupId });
  const group = await world.app.store.groups.findOne({ _id: groupId });
  expect(group?.taken).toBe(2);
  granted(await owner.call('campaign.resume', campaign));
  expect(await tryPlace(world, other)).toMatchObject({ ok: true });
});

describe('letting its groups run', () => {
  it('starts nothing new, and leaves what was begun to its own deadline', async () => {
    await world.offer({ size: 2 });
    const [leader, joiner, waiting, late] = await people(4);
    const open = await buy(world, leader);
    const pending = await place(world, waiting);
    const held = await place(world, joiner, { groupId: open.groupId });
    const said = await yes(operator.call('campaign.previewEnd', ours(CAMPAIGN)));
    expect(said).toMatchObject({ pending: 1, open: { groups: 1, members: 1, paying: 1 } });
    expect(await end(operator, 'letRun')).toMatchObject({
      ok: true,
      value: { ended: { at: world.now(), by: '小周', groups: 'letRun' } },
    });

    expect(await tryPlace(world, late)).toEqual({ ok: false, refusal: 'campaignNotLive' });
    const product = await yes(late.call('product.get', { productId: PRODUCT }));
    expect(product.groupBuy).toBeUndefined();
    await world.pay(joiner, held.orderId);
    await world.pay(waiting, pending.orderId);
    await world.standIn.control.flush();
    expect(await groupOf(open.groupId)).toMatchObject({ status: 'formed' });
    // Its leader had ordered before the end.
    expect(await groupOf(pending.groupId)).toMatchObject({ status: 'open' });
    expect(await tryPlace(world, late, { groupId: pending.groupId })).toMatchObject({ ok: true });
    await world.advance(25 * HOUR);
    await world.settle();
    expect(await orderOf(world, pending.orderId)).toMatchObject({
      refunds: [{ cause: 'groupFailed', status: 'arrived' }],
    });
    await expectTrue(world);
  });

  it('may be followed by ending them, by somebody else; not the other way', async () => {
    await world.offer({ size: 3, least: 2 });
    const [one, two, alone] = await people(3);
    const enough = await buy(world, one);
    await buy(world, two, { groupId: enough.groupId });
    const short = await buy(world, alone);
    await yes(end(operator, 'letRun'));
    await world.advance(MINUTE);
    const ended = { at: world.now(), by: '林老板', groups: 'endNow' };
    expect(await end(owner, 'endNow')).toMatchObject({ ok: true, value: { ended } });
    await world.advance(MINUTE);
    // It is over: whoever wants less is told what was decided.
    expect(await end(operator, 'letRun')).toMatchObject({ ok: true, value: { ended } });
    expect(await end(operator, 'endNow')).toMatchObject({ ok: true, value: { ended } });
    await world.settle();
    expect(await groupOf(enough.groupId)).toMatchObject({ status: 'formed', endedEarly: true });
    expect(await groupOf(short.groupId)).toMatchObject({ status: 'failed', endedEarly: true });
    expect(await orderOf(world, short.orderId)).toMatchObject({
      refunds: [{ cause: 'endedEarly', status: 'arrived' }],
    });
    // A name is kept as it was.
    await world.app.store.users.updateOne({ _id: owner.userId }, { $set: { name: '林总' } });
    expect(await yes(operator.call('campaign.get', ours(CAMPAIGN)))).toMatchObject({ status: 'ended', ended });
    await world.app.store.users.updateOne({ _id: owner.userId }, { $set: { name: '林老板' } });
    await publish(CAMPAIGN, { size: 4 });
    expect(await tryPlace(world, one)).toEqual({ ok: false, refusal: 'campaignNotLive' });
    await expectTrue(world);
  });
});

it('is for a campaign that has begun: no draft; and one whose time is over has nothing left to run', async () => {
  const [leader] = await people(1);
  await buy(world, leader);
  const { campaigns } = world.app.store;
  const refused = { ok: false, status: 409, refusal: { code: 'campaignNotEndable' } };
  await campaigns.updateOne({ _id: CAMPAIGN }, { $set: { status: 'draft' } });
  expect(await end(owner, 'endNow')).toMatchObject(refused);
  expect(await owner.call('campaign.previewEnd', ours(CAMPAIGN))).toMatchObject(refused);
  await campaigns.updateOne({ _id: CAMPAIGN }, { $set: { status: 'live', endsAt: world.now() } });
  expect(await end(owner, 'letRun')).toMatchObject(refused);
  expect(await alive(CAMPAIGN)).toBe(1);
  expect(await end(owner, 'endNow')).toMatchObject({ ok: true });
  await world.settle();
  expect(await alive(CAMPAIGN)).toBe(0);
});

it('is one end when several people end it at once', async () => {
  await world.offer({ size: 3 });
  const crew = await people(3);
  for (const person of crew) await buy(world, person);
  const answers = await Promise.all([
    end(owner, 'endNow'),
    end(operator, 'letRun'),
    end(owner, 'letRun'),
    end(operator, 'endNow'),
    end(owner, 'endNow'),
  ]);
  expect(answers.map(({ ok }) => ok)).toEqual(Array(5).fill(true));
  const campaign = await world.app.store.campaigns.findOne({ _id: CAMPAIGN });
  expect(campaign).toMatchObject({ status: 'ended', ended: { groups: 'endNow' } });
  // One event each for letting run and for ending, or only the latter.
  expect(campaign?.version).toBeLessThanOrEqual(2);
  await world.settle();
  expect(await alive(CAMPAIGN)).toBe(0);
  expect(await world.app.store.refunds.countDocuments({ status: 'arrived' })).toBe(3);
  await expectTrue(world);
});

it('while twenty payments are in flight, each has one outcome, and nothing stays open', async () => {
  await world.offer({ size: 3, least: 2 }, { stock: 100, quota: 100 });
  const leaders = await people(8);
  const open = await Promise.all(leaders.map((leader) => place(world, leader)));
  await Promise.all(leaders.map((leader, index) => world.pay(leader, open[index]?.orderId ?? '')));
  await world.standIn.control.flush();
  // Eight join, and twelve start groups of their own: twenty payments that nobody has told of.
  const payers = await people(20);
  const inFlight = await Promise.all(
    payers.map((payer, index) => place(world, payer, index < 8 ? { groupId: open[index % 6]?.groupId } : {})),
  );
  await fault(world, 'notify', { kind: 'withhold' });
  await Promise.all(payers.map((payer, index) => world.pay(payer, inFlight[index]?.orderId ?? '')));
  await world.standIn.control.clearFaults();
  await Promise.all([
    world.standIn.control.release({ copies: 2, order: 'shuffled', seed: 5 }),
    end(owner, 'endNow'),
    runCron(world.app),
    end(operator, 'endNow'),
  ]);
  // What a slow machine has left of it is done while the seats are still held; then they lapse.
  await world.settle();
  await world.advance(HOUR);
  await world.settle();
  expect(await alive(CAMPAIGN)).toBe(0);
  for (const { orderId } of [...open, ...inFlight]) {
    const { status, payments, refunds } = await orderOf(world, orderId);
    const kept = payments[0]?.outcome === 'seat' && status === 'toShip';
    expect([orderId, status, refunds.map((refund) => [refund.amount, refund.status])]).toEqual(
      kept ? [orderId, 'toShip', []] : [orderId, 'closed', [[2990, 'arrived']]],
    );
  }
  // Whoever sat in a group when it ended has been waited for, so six groups had enough.
  const groups = await world.app.store.groups.find({ _id: { $in: open.map(({ groupId = '' }) => groupId) } }).toArray();
  expect(groups.filter(({ status }) => status === 'formed')).toHaveLength(6);
  expect(groups.filter(({ status }) => status === 'failed')).toHaveLength(2);
  await expectRecount(CAMPAIGN);
  await expectTrue(world);
});

describe('racing with groups that begin', () => {
  it('leaves none of them open, twenty times', async () => {
    const ids = Array.from({ length: LONG ? 60 : 20 }, (_, index) => `cmp_race${index}`);
    for (const id of ids) await publish(id);
    const leaders = await people(ids.length);
    const pending = await Promise.all(leaders.map((leader, index) => place(world, leader, { campaignId: ids[index] })));
    await fault(world, 'notify', { kind: 'withhold' });
    await Promise.all(leaders.map((leader, index) => world.pay(leader, pending[index]?.orderId ?? '')));
    await world.standIn.control.clearFaults();
    const starters = await people(ids.length);
    for (const [index, campaignId] of ids.entries()) {
      const text = numberOf(await orderOf(world, pending[index]?.orderId ?? ''));
      const starter = starters[index] as Person;
      // One leader's payment is told of, and somebody else begins, while it ends.
      const [, started] = await Promise.all([
        world.standIn.control.release({ text }),
        tryPlace(world, starter, { campaignId }),
        end(owner, 'endNow', campaignId),
      ]);
      if (started.ok) await world.pay(starter, started.value.orderId);
      else expect(started).toEqual({ ok: false, refusal: 'campaignNotLive' });
    }
    await world.standIn.control.flush();
    await world.settle();
    expect(await alive({ $in: ids })).toBe(0);
    const orders = await world.app.store.orders.find().toArray();
    for (const { _id, status, payments, refunds } of orders) {
      const back = payments[0]?.captured ? [['endedEarly', 'arrived']] : [];
      expect([_id, status, refunds.map((refund) => [refund.cause, refund.status])]).toEqual([_id, 'closed', back]);
    }
    await expectTrue(world);
  });

  it('misses no group that its leader’s payment opens meanwhile, before, between or after the commands', async () => {
    const leaders = await people(3);
    const pending = await Promise.all(leaders.map((leader) => place(world, leader)));
    for (const [index, { orderId }] of pending.entries()) {
      await silence(world, orderId);
      await world.pay(leaders[index] as Person, orderId);
    }
    await world.standIn.control.clearFaults();
    const told = async (index: number) => {
      const text = numberOf(await orderOf(world, pending[index]?.orderId ?? ''));
      await world.standIn.control.release({ text });
    };
    const ended = { at: world.now(), userId: owner.userId, name: '林老板', groups: 'endNow' as const };
    const { campaigns } = world.app.store;
    const campaign = await campaigns.findOneAndUpdate(
      { _id: CAMPAIGN },
      { $set: { status: 'ended', ended } },
      { returnDocument: 'after' },
    );
    if (!campaign) throw new Error('no campaign');
    await campaignEnded(interrupted(world.app, told), campaign);
    await told(2);
    for (const { groupId } of pending) expect(await groupOf(groupId)).toMatchObject({ endedEarly: true });
    await world.settle();
    for (const { groupId, orderId } of pending) {
      expect(await groupOf(groupId)).toMatchObject({ status: 'failed' });
      expect(await orderOf(world, orderId)).toMatchObject({ refunds: [{ cause: 'endedEarly', status: 'arrived' }] });
    }
    await expectTrue(world);
  });
});

/** An app in which something happens before each update of many groups. */
function interrupted(app: App, happens: (index: number) => Promise<void>): App {
  let updates = 0;
  const groups = new Proxy(app.store.groups, {
    get(target, name) {
      const value = Reflect.get(target, name);
      if (name !== 'updateMany') return typeof value === 'function' ? value.bind(target) : value;
      return async (...args: unknown[]) => {
        await happens(updates++);
        return value.apply(target, args);
      };
    },
  });
  return { ...app, store: { ...app.store, groups } };
}

it('shows nothing of it to another merchant, whoever is named', async () => {
  const [leader] = await people(1);
  const { groupId = '' } = await buy(world, leader);
  const before = await everything(world);
  const theirs = { merchantId: OTHER_MERCHANT, campaignId: CAMPAIGN };
  const answers = await Promise.all([
    stranger.call('campaign.get', theirs),
    stranger.call('campaign.listGroups', theirs),
    stranger.call('campaign.listPayments', theirs),
    stranger.call('campaign.previewEnd', theirs),
    stranger.call('campaign.end', { ...theirs, groups: 'endNow' }),
    stranger.call('campaign.inspectGroup', { merchantId: OTHER_MERCHANT, groupId }),
  ]);
  expect(answers.map(({ ok, status }) => [ok, status])).toEqual(Array(6).fill([false, 404]));
  const list = await yes(stranger.call('campaign.list', { merchantId: OTHER_MERCHANT }));
  expect(list).toEqual({ campaigns: [], counts: { all: 0, draft: 0, scheduled: 0, live: 0, paused: 0, ended: 0 } });
  expect(await stranger.call('campaign.get', ours(CAMPAIGN))).toMatchObject({ ok: false, status: 403 });
  // What somebody tried is kept with their own shop.
  expect({ ...(await everything(world)), changeLogs: [] }).toEqual({ ...before, changeLogs: [] });
});
