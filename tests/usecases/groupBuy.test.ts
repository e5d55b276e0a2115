/** Group buy as its people meet it: ladder, leaving, deadlines, reminders, and what the pages show, to the fen. */
import { stockOf } from '../../functions/store/stock';
import type { App } from '../../functions/usecases/app';
import { publishCampaign } from '../../functions/usecases/campaign';
import { runCron } from '../../functions/usecases/cron';
import { leave } from '../../functions/usecases/groupBuy';
import { quoteOrder } from '../../functions/usecases/order';
import { placeOrder } from '../../functions/usecases/placeOrder';
import type { Output } from '../../shared/contracts/contracts';
import { type GroupBuyTerms, OPENING_GRACE, SEAT_GRACE } from '../../shared/domain/groupBuy';
import { deriveId } from '../../shared/domain/ids';
import type { MessageTemplates } from '../../shared/domain/message';
import { DAY, HOUR, MINUTE, SECOND } from '../../shared/time';
import { useDatabase } from '../support/database';
import { CAMPAIGN, MERCHANT, openWorld, type Person, PRODUCT, SKU, START, TERMS, type World } from '../support/world';
import {
  buy,
  caughtUp,
  chatTicket,
  crowd,
  expectTrue,
  fault,
  newRequestId,
  numberOf,
  orderOf,
  silence,
  speak,
  tryPlace,
} from './crowd';

const database = useDatabase();
let world: World;

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

/** The product's second size. */
const TEN = 'sku_ten';
const SKUS = [
  { id: SKU, name: '5 斤装', price: 3990 },
  { id: TEN, name: '10 斤装', price: 7590 },
];

beforeAll(async () => {
  world = await openWorld(database);
  // A machine that is busy with other tests leaves no consequence to cron.
  Object.assign(world.app, { stopwatch: () => 0 });
  await world.app.store.products.updateOne({ _id: PRODUCT }, { $set: { skus: SKUS } });
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  await world.app.store.counters.insertOne({ _id: stockOf(TEN), max: 1000, taken: 0, sold: 0, holds: [] });
});

type Crowd = Person[] & { readonly [I in 0 | 1 | 2 | 3 | 4 | 5]: Person };
const people = async (count: number): Promise<Crowd> => (await crowd(world, count)) as Crowd;

interface Wanted {
  readonly groupId?: string | undefined;
  readonly quantity?: number;
  readonly skuId?: string;
  readonly chat?: string | undefined;
}

/** Orders at the price that is quoted. */
async function order({ userId }: Person, { quantity = 1, skuId = SKU, ...wanted }: Wanted = {}) {
  const wish = { lines: [{ skuId, quantity }], campaignId: CAMPAIGN, ...wanted };
  const quote = await quoteOrder(world.app, userId, wish);
  if (!quote.ok) throw new Error(`no quote: ${quote.refusal}`);
  const { total: seenTotal } = quote.value;
  const placed = await placeOrder(world.app, userId, { ...wish, requestId: newRequestId(), seenTotal });
  if (!placed.ok) throw new Error(`the order is refused: ${placed.refusal}`);
  return { ...placed.value, groupId: placed.value.groupId ?? '' };
}

async function pay(person: Person, { orderId }: { orderId: string }): Promise<void> {
  await world.pay(person, orderId);
  await world.standIn.control.flush();
}

async function bought(person: Person, wanted: Wanted = {}) {
  const placed = await order(person, wanted);
  await pay(person, placed);
  return placed;
}

const groupOf = async (groupId: string) => {
  const group = await world.app.store.groups.findOne({ _id: groupId });
  if (!group) throw new Error(`${groupId} is gone`);
  return group;
};

const promised = async (orderId: string) =>
  (await orderOf(world, orderId)).refunds.map(({ amount, cause }) => [cause, amount]);

async function heldFor(orderId: string): Promise<string[]> {
  const found = await world.app.store.counters.find({ 'holds.orderId': orderId }).toArray();
  return found.map(({ _id }) => _id.split('/')[0] ?? '').sort();
}

/** What of an order's money is still with WeChat, and what went back, by WeChat's own books. */
async function atWechat(orderId: string): Promise<{ paid: number; back: number[] }> {
  const number = numberOf(await orderOf(world, orderId));
  const { transactions, refunds } = await world.standIn.control.books(world.credentials.mchid);
  return {
    paid: transactions.find(({ outTradeNo }) => outTradeNo === number)?.total ?? 0,
    back: refunds
      .filter(({ outTradeNo, status }) => outTradeNo === number && status === 'SUCCESS')
      .map(({ refund }) => refund),
  };
}

/** From now on `promoter` earns on what `friend` buys. */
async function brings(promoter: Person, friend: Person): Promise<void> {
  const shared = await promoter.call('share.create', { target: { kind: 'shop', id: MERCHANT } });
  await friend.call('share.open', { token: shared.ok ? shared.value.token : '', scene: 1007 });
}

const republish = (terms: Partial<GroupBuyTerms>) =>
  publishCampaign(
    world.app,
    {
      _id: CAMPAIGN,
      merchantId: MERCHANT,
      kind: 'groupBuy',
      productId: PRODUCT,
      title: '阳山水蜜桃',
      startsAt: START - DAY,
      endsAt: START + 365 * DAY,
      terms: { ...TERMS, ...terms },
    },
    SKUS,
    world.now(),
  );

/** docs/groupBuy.md works this one out. */
const LADDER: Partial<GroupBuyTerms> = {
  size: 5,
  least: 2,
  prices: { [SKU]: 2990 },
  ladder: [
    { members: 3, prices: { [SKU]: 2790 } },
    { members: 5, prices: { [SKU]: 2490 } },
  ],
  leaderDiscount: 100,
};

describe('the ladder', () => {
  it('gives back each step’s difference as it is reached: the document’s example, with the commission on it', async () => {
    await world.offer(LADDER);
    const [leader, second, third, fourth, fifth, promoter] = await people(6);
    await brings(promoter, second);
    const a = await bought(leader);
    const { groupId } = a;
    const b = await bought(second, { groupId, quantity: 2 });
    const c = await bought(third, { groupId });
    expect(await groupOf(groupId)).toMatchObject({ status: 'open', step: 1, taken: 3 });
    const d = await bought(fourth, { groupId });
    await caughtUp(world);
    const backAtThree = await Promise.all([a, b, c, d].map(({ orderId }) => promised(orderId)));
    expect(backAtThree).toEqual([[['ladder', 200]], [['ladder', 400]], [['ladder', 200]], []]);
    const e = await bought(fifth, { groupId, quantity: 3 });
    expect(await groupOf(groupId)).toMatchObject({ status: 'formed', step: 2, taken: 5 });
    await world.settle();

    const books = await Promise.all([a, b, c, d, e].map(({ orderId }) => atWechat(orderId)));
    expect(books).toEqual([
      { paid: 2890, back: [200, 300] },
      { paid: 5980, back: [400, 600] },
      { paid: 2990, back: [200, 300] },
      { paid: 2790, back: [300] },
      { paid: 8370, back: [900] },
    ]);
    for (const { orderId } of [a, b, c, d, e])
      expect(await orderOf(world, orderId)).toMatchObject({ status: 'toShip' });
    // 8 % of 5980, of which the earner keeps 8 % of the 4980 that stay, rounded down.
    const commission = await world.app.store.commissions.findOne({ orderId: b.orderId });
    expect(commission).toMatchObject({ amount: 478, reversed: 80, status: 'held' });
    expect(commission?.refunds.map(({ refundedBase }) => refundedBase)).toEqual([400, 600]);
    // What the buyer reads: one sum for all steps, and no refund of the order.
    const seen = await second.call('order.get', { orderId: b.orderId });
    expect(seen.ok && [seen.value.priceBack, seen.value.refund]).toEqual([
      { amount: 1000, status: 'arrived' },
      undefined,
    ]);
    await expectTrue(world);
  });

  it('has prices of its own for each SKU; who chose one that is no cheaper gets nothing back', async () => {
    const prices = (peach: number, ten: number) => ({ [SKU]: peach, [TEN]: ten });
    await world.offer({
      ...LADDER,
      size: 4,
      prices: prices(2990, 5890),
      ladder: [
        { members: 3, prices: prices(2990, 5490) },
        { members: 4, prices: prices(2690, 5190) },
      ],
    });
    const [leader, second, third, fourth] = await people(4);
    const a = await bought(leader, { skuId: TEN, quantity: 2 });
    const { groupId } = a;
    const b = await bought(second, { groupId });
    const c = await bought(third, { groupId, skuId: TEN });
    const d = await order(fourth, { groupId, skuId: TEN });
    expect((await orderOf(world, d.orderId)).total).toBe(5490);
    await pay(fourth, d);
    await world.settle();
    const orders = [a, b, c, d];
    expect(
      (await Promise.all(orders.map(({ orderId }) => atWechat(orderId)))).map(({ paid, back }) => [paid, ...back]),
    ).toEqual([
      [2 * 5790, 800, 600],
      [2990, 300],
      [5890, 400, 300],
      [5490, 300],
    ]);
    await expectTrue(world);
  });

  it('gives back what was reached meanwhile to those whose payment is heard of late', async () => {
    await world.offer(LADDER);
    const [leader, early, last, third, fourth] = await people(5);
    const { groupId } = await bought(leader);
    const late = await Promise.all(
      [early, last].map(async (person) => ({ person, ...(await order(person, { groupId })) })),
    );
    for (const { person, orderId } of late) {
      await silence(world, orderId);
      await world.pay(person, orderId);
    }
    // In time, and closed here all the same: nobody could ask WeChat.
    await world.advance(TERMS.hold + SEAT_GRACE);
    await runCron(world.app);
    const others = [await bought(third, { groupId }), await bought(fourth, { groupId })];
    expect(await groupOf(groupId)).toMatchObject({ step: 1, taken: 3 });
    await world.standIn.control.clearFaults();
    const [one, two] = late;
    const { control } = world.standIn;
    await control.release({ text: numberOf(await orderOf(world, one?.orderId ?? '')) });
    expect(await promised(one?.orderId ?? '')).toEqual([['ladder', 200]]);
    await control.release({ text: numberOf(await orderOf(world, two?.orderId ?? '')) });
    await world.settle();
    expect(await groupOf(groupId)).toMatchObject({ status: 'formed', step: 2 });
    // The last one never knew the step before: the whole difference is one refund.
    expect(await atWechat(one?.orderId ?? '')).toEqual({ paid: 2990, back: [200, 300] });
    expect(await atWechat(two?.orderId ?? '')).toEqual({ paid: 2990, back: [500] });
    expect(await atWechat(others[1]?.orderId ?? '')).toEqual({ paid: 2990, back: [200, 300] });
    await expectTrue(world);
  });

  it('stays where it is when the deadline comes below its top', async () => {
    await world.offer(LADDER);
    const [leader, second, third] = await people(3);
    const a = await bought(leader);
    const b = await bought(second, { groupId: a.groupId });
    const c = await bought(third, { groupId: a.groupId });
    await world.advance(TERMS.life);
    await world.settle();
    expect(await groupOf(a.groupId)).toMatchObject({ status: 'formed', step: 1, taken: 3, missing: 2 });
    for (const { orderId } of [a, b, c]) {
      expect(await orderOf(world, orderId)).toMatchObject({
        status: 'toShip',
        refunds: [{ cause: 'ladder', amount: 200 }],
      });
    }
    await expectTrue(world);
  });
});

describe('leading a group of one’s own, since there was no seat', () => {
  it('is of the same terms, edition and chat, at the price that was paid', async () => {
    await world.offer({ ...LADDER, size: 3, ladder: [{ members: 3, prices: { [SKU]: 2790 } }], overflow: 'lead' });
    const [leader, late, third, fourth, friend, last] = await people(6);
    const { groupId } = await bought(leader, { chat: chatTicket(world, leader, 'G-neighbours') });
    const { orderId } = await order(late, { groupId });
    await silence(world, orderId);
    await world.pay(late, orderId);
    await world.advance(TERMS.hold + SEAT_GRACE);
    await runCron(world.app);
    for (const person of [third, fourth]) await bought(person, { groupId });
    expect(await republish({ size: 9 })).toEqual({ ok: true, value: null });
    await speak(world);
    await world.settle();

    const full = await groupOf(groupId);
    const own = await groupOf(deriveId('grp', orderId, 'lead'));
    const { terms, campaignVersion, chat, product, skus } = full;
    expect(campaignVersion).toBe(1);
    expect(own).toMatchObject({
      terms,
      campaignVersion,
      chat,
      product,
      skus,
      leaderId: late.userId,
      taken: 1,
      step: 0,
    });
    expect([own.status, own.expiresAt, own.openedAt]).toEqual([
      'open',
      (own.openedAt ?? 0) + TERMS.life,
      expect.any(Number),
    ]);
    // Neither the leader's discount nor a higher price: what was paid is paid.
    expect(await atWechat(orderId)).toEqual({ paid: 2990, back: [] });
    expect((await late.call('group.get', { groupId: own._id })).ok).toBe(true);

    for (const person of [friend, last]) await bought(person, { groupId: own._id });
    await world.settle();
    expect(await groupOf(own._id)).toMatchObject({ status: 'formed', taken: 3 });
    expect(await atWechat(orderId)).toEqual({ paid: 2990, back: [200] });
    expect(await orderOf(world, orderId)).toMatchObject({
      status: 'toShip',
      groupId: own._id,
      turnedAwayBy: [groupId],
    });
    await expectTrue(world);
  });
});

describe('leaving', () => {
  const leaves = (person: Person, groupId: string) => person.call('group.leave', { groupId });
  const refused = (status: number, code: string) => ({ ok: false, status, refusal: { code } });

  it('gives everything back, and the place to others or to the same person again', async () => {
    await world.offer({ size: 3, mayLeave: true, perPerson: 1 }, { stock: 2, quota: 2 });
    const [leader, member, promoter] = await people(3);
    await brings(promoter, member);
    const { groupId } = await bought(leader);
    const { orderId } = await bought(member, { groupId });
    expect(await heldFor(orderId)).toEqual(['first', 'limit', 'quota', 'stock']);

    expect(await leaves(member, groupId)).toMatchObject({ ok: true, value: { orderId } });
    await caughtUp(world);
    expect(await heldFor(orderId)).toEqual([]);
    expect(await groupOf(groupId)).toMatchObject({ status: 'open', taken: 1, missing: 2, leaderId: leader.userId });
    // Twice is once: the same answer, and nothing more goes back.
    const twice = await Promise.all([leaves(member, groupId), leaves(member, groupId)]);
    expect(twice.map((answer) => answer.ok && answer.value)).toEqual([{ orderId }, { orderId }]);
    await world.settle();
    expect(await orderOf(world, orderId)).toMatchObject({
      status: 'closed',
      closeReason: 'left',
      payments: [{ outcome: 'seat' }],
      refunds: [{ cause: 'left', amount: 2990, status: 'arrived' }],
    });
    expect(await atWechat(orderId)).toEqual({ paid: 2990, back: [2990] });
    expect(await world.app.store.commissions.findOne({ orderId })).toMatchObject({ status: 'reversed', reversed: 239 });

    // The only piece, the only place in the quota, and the only order that one person may have: all free again.
    const again = await bought(member, { groupId });
    expect(await groupOf(groupId)).toMatchObject({ taken: 2 });
    expect(await orderOf(world, again.orderId)).toMatchObject({ status: 'paid' });
    await expectTrue(world);
  });

  it('hands the group to whoever paid first, and ends it with the last', async () => {
    await world.offer({ size: 5, mayLeave: true });
    const [leader, second, third] = await people(3);
    const { groupId } = await bought(leader);
    // The third pays before the second, who has ordered before.
    const ordered = [await order(second, { groupId }), await order(third, { groupId })];
    await pay(third, ordered[1] ?? { orderId: '' });
    await world.advance(SECOND);
    await pay(second, ordered[0] ?? { orderId: '' });
    await leaves(leader, groupId);
    expect(await groupOf(groupId)).toMatchObject({ leaderId: third.userId, taken: 2, status: 'open' });
    const seen = await third.call('group.get', { groupId });
    expect(seen.ok && seen.value.seats.map(({ mine, leader: leads }) => [mine, leads])).toEqual([
      [true, true],
      [false, false],
    ]);
    await leaves(third, groupId);
    expect(await groupOf(groupId)).toMatchObject({ leaderId: second.userId, taken: 1 });
    expect(await leaves(second, groupId)).toMatchObject({ ok: true });
    expect(await groupOf(groupId)).toMatchObject({ status: 'failed', taken: 0, seats: [] });
    // An answer that was lost on its way is given again, although the group is over.
    expect(await leaves(second, groupId)).toMatchObject({ ok: true, value: { orderId: ordered[0]?.orderId } });
    await world.settle();
    const { refunds } = await world.standIn.control.books(world.credentials.mchid);
    expect(refunds.map(({ refund }) => refund)).toEqual([2990, 2990, 2990]);
    await expectTrue(world);
  });

  it('is answered again although the process died before anything followed from it', async () => {
    await world.offer({ mayLeave: true });
    const [leader] = await people(1);
    const { groupId, orderId } = await bought(leader);
    const dying: App = { ...world.app, drain: async () => undefined };
    expect(await leave(dying, leader.userId, { groupId })).toEqual({ ok: true, value: { orderId } });
    expect(await orderOf(world, orderId)).toMatchObject({ status: 'paid' });
    expect(await leaves(leader, groupId)).toMatchObject({ ok: true, value: { orderId } });
    await world.advance(MINUTE);
    await world.settle();
    expect(await orderOf(world, orderId)).toMatchObject({
      status: 'closed',
      refunds: [{ cause: 'left', status: 'arrived' }],
    });
    await expectTrue(world);
  });

  it('is not answered as before to whoever has come back and sits there again', async () => {
    await world.offer({ size: 3, mayLeave: true });
    const [leader, member, third] = await people(3);
    const { groupId } = await bought(leader);
    await bought(member, { groupId });
    expect(await leaves(member, groupId)).toMatchObject({ ok: true });
    const again = await bought(member, { groupId });
    await bought(third, { groupId });
    expect(await leaves(member, groupId)).toMatchObject(refused(409, 'groupFormed'));
    expect(await orderOf(world, again.orderId)).toMatchObject({ status: 'toShip', refunds: [] });
    await world.settle();
    await expectTrue(world);
  });

  it('gives up the seat that is meant and no other, when a tap is repeated late', async () => {
    await world.offer({ size: 4, mayLeave: true });
    const [leader, member] = await people(2);
    const { groupId } = await bought(leader);
    const first = await bought(member, { groupId });
    const tap = () => member.call('group.leave', { groupId, myOrderId: first.orderId });
    expect(await tap()).toMatchObject({ ok: true, value: { orderId: first.orderId } });
    const again = await bought(member, { groupId });
    expect(await tap()).toMatchObject({ ok: true, value: { orderId: first.orderId } });
    expect(await orderOf(world, again.orderId)).toMatchObject({ status: 'paid', refunds: [] });
    // An order of somebody else's is none that one has left by.
    const theirs = { groupId, myOrderId: first.orderId };
    expect(await leader.call('group.leave', theirs)).toMatchObject(refused(409, 'notInGroup'));
    await expectTrue(world, false);
  });

  it('is refused where it cannot be, and nothing changes', async () => {
    await world.offer({ size: 2, mayLeave: false });
    const [leader, member, stranger, other, another] = await people(5);
    const strict = await bought(leader);
    expect(await leaves(leader, strict.groupId)).toMatchObject(refused(409, 'leaveNotAllowed'));
    expect(await leaves(stranger, strict.groupId)).toMatchObject(refused(409, 'notInGroup'));
    expect(await leaves(stranger, 'grp_nowhere')).toMatchObject(refused(404, 'notFound'));

    await world.offer({ size: 2, mayLeave: true, life: HOUR });
    const formed = await bought(leader);
    await bought(member, { groupId: formed.groupId });
    expect(await leaves(member, formed.groupId)).toMatchObject(refused(409, 'groupFormed'));

    const open = await bought(other);
    // A seat that is held is not paid: there is nothing to leave.
    await order(another, { groupId: open.groupId });
    expect(await leaves(another, open.groupId)).toMatchObject(refused(409, 'notInGroup'));
    await world.advance(HOUR);
    expect(await leaves(other, open.groupId)).toMatchObject(refused(409, 'groupExpired'));
    await world.advance(SEAT_GRACE);
    await runCron(world.app);
    expect(await leaves(other, open.groupId)).toMatchObject(refused(409, 'groupFailed'));
    await world.settle();
    expect(await world.app.store.orders.countDocuments({ closeReason: 'left' })).toBe(0);
    await expectTrue(world);
  });
});

describe('succeeding at the deadline from so many members', () => {
  it('needs that many, waits for held seats, and not a member less', async () => {
    await world.offer({ size: 5, least: 3 });
    const crew = await people(11);
    const [exact, short, waiting] = [await bought(crew[0]), await bought(crew[1]), await bought(crew[2])];
    const join = async (groups: { groupId: string }[]) => {
      for (const [index, { groupId }] of groups.entries()) await bought(crew[3 + index] as Person, { groupId });
    };
    await join([exact, exact, short, waiting]);
    await world.advance(TERMS.life - 5 * MINUTE);
    const held = await order(crew[10] as Person, { groupId: waiting.groupId });
    await silence(world, held.orderId);
    await world.pay(crew[10] as Person, held.orderId);
    await world.advance(5 * MINUTE);
    await runCron(world.app);
    const states = () =>
      Promise.all(
        [exact, short, waiting].map(async ({ groupId }) => {
          const { status, taken } = await groupOf(groupId);
          return [status, taken];
        }),
      );
    expect(await states()).toEqual([
      ['formed', 3],
      ['failed', 2],
      ['open', 2],
    ]);
    await world.advance(SEAT_GRACE - MINUTE);
    await speak(world);
    // Paid within the grace, it has its seat; and with it there are enough.
    expect(await states()).toEqual([
      ['formed', 3],
      ['failed', 2],
      ['open', 3],
    ]);
    await world.settle();
    expect((await states())[2]).toEqual(['formed', 3]);
    expect(await orderOf(world, held.orderId)).toMatchObject({ status: 'toShip', payments: [{ outcome: 'seat' }] });
    expect(await orderOf(world, exact.orderId)).toMatchObject({ status: 'toShip', refunds: [] });
    expect(await orderOf(world, short.orderId)).toMatchObject({
      closeReason: 'groupFailed',
      refunds: [{ status: 'arrived' }],
    });
    const seen = await crew[0].call('group.get', { groupId: exact.groupId });
    expect(seen).toMatchObject({ ok: true, value: { status: 'formed', least: 3, size: 5, taken: 3, missing: 2 } });
    await expectTrue(world);
  });
});

it('a group whose leader never paid is forgotten after a day, and asks nobody for money', async () => {
  const [leader, friend] = await people(2);
  const { groupId } = await order(leader);
  await world.advance(TERMS.hold + OPENING_GRACE - 1);
  await runCron(world.app);
  expect(await groupOf(groupId)).toMatchObject({ status: 'pending', seats: [] });
  await world.advance(1);
  await runCron(world.app);
  expect(await groupOf(groupId)).toMatchObject({ status: 'failed', taken: 0 });
  expect(await tryPlace(world, friend, { groupId })).toEqual({ ok: false, refusal: 'groupFailed' });
  await expectTrue(world);
});

describe('my groups', () => {
  const mine = async (person: Person, state: 'all' | 'open' | 'formed' | 'failed', cursor?: string) => {
    const answer = await person.call('group.listMine', { state, ...(cursor === undefined ? {} : { cursor }) });
    if (!answer.ok) throw new Error(answer.refusal.code);
    return answer.value;
  };
  const ids = ({ groups }: Output<'group.listMine'>) => groups.map(({ id }) => id);

  it('are told by what has become of them', async () => {
    await world.offer({ size: 2, mayLeave: true, life: HOUR });
    const [me, friend, other] = await people(3);
    const failed = await bought(me);
    await world.advance(HOUR);
    await runCron(world.app);
    await world.offer({ size: 2, mayLeave: true, least: undefined, life: 24 * HOUR });
    const formed = await bought(friend);
    await bought(me, { groupId: formed.groupId });
    await world.advance(SECOND);
    const left = await bought(other);
    await world.offer({ size: 3, mayLeave: true });
    const open = await bought(me);
    await world.advance(SECOND);
    const pending = await order(me);
    const joined = await bought(friend);
    await bought(me, { groupId: joined.groupId });
    await me.call('group.leave', { groupId: joined.groupId });

    expect(ids(await mine(me, 'all'))).toEqual([pending, open, formed, failed].map(({ groupId }) => groupId));
    expect(await mine(me, 'open')).toMatchObject({
      groups: [{ id: open.groupId, leads: true, paying: false, taken: 1, missing: 2 }],
    });
    expect(await mine(me, 'formed')).toMatchObject({
      groups: [
        { id: formed.groupId, leads: false, members: [{ name: expect.any(String) }, {}], orderId: expect.any(String) },
      ],
    });
    expect(ids(await mine(me, 'failed'))).toEqual([failed.groupId]);
    expect((await mine(me, 'all')).groups[0]).toMatchObject({
      status: 'pending',
      paying: true,
      orderId: pending.orderId,
    });
    expect(ids(await mine(other, 'all'))).toEqual([left.groupId]);
    // A seat that nobody paid for in time is nobody's.
    await world.advance(TERMS.hold);
    expect(ids(await mine(me, 'all'))).not.toContain(pending.groupId);
  });

  it('go by page, each once, although many began at the same moment', async () => {
    const [me] = await people(1);
    const begun: string[] = [];
    for (let at = 0; at < 12; at++) {
      if (at === 6) await world.advance(SECOND);
      begun.push((await order(me)).groupId);
    }
    const first = await mine(me, 'all');
    const rest = await mine(me, 'all', first.nextCursor);
    expect([first.groups.length, rest.groups.length, rest.nextCursor]).toEqual([10, 2, undefined]);
    expect([...ids(first), ...ids(rest)].sort()).toEqual([...begun].sort());
    expect(await me.call('group.listMine', { cursor: 'nonsense' })).toMatchObject({ ok: false, status: 400 });
  });
});

describe('reminders', () => {
  const TEMPLATES: MessageTemplates = {
    groupFormed: { id: 'tpl-formed', fields: { thing1: 'title', amount2: 'amount' } },
    groupFailed: { id: 'tpl-failed', fields: { amount2: 'amount', thing3: 'note' } },
    groupExpiring: { id: 'tpl-expiring', fields: { number1: 'missing', time2: 'deadline' } },
  };
  const configure = (templates: MessageTemplates) => Object.assign(world.app.settings, { templates });
  afterAll(() => void configure({}));

  /** Known to WeChat, who may be told of everything. */
  async function members(count: number): Promise<Crowd> {
    const crew = await people(count);
    const { control } = world.standIn;
    const named = crew.map(({ userId, openid }, index) => ({ id: userId, openid, name: `买家${index}`, avatar: '' }));
    await control.registerPeople(named);
    for (const { userId } of crew) {
      for (const template of Object.values(TEMPLATES)) await control.consent(userId, template?.id ?? '', 5);
    }
    return crew;
  }
  const told = async () =>
    (await world.standIn.control.messages()).map(
      ({ openid, templateId, values }) => [openid, templateId, values] as const,
    );

  it('tell who has paid that the deadline is near, once; then that it was formed, or failed and how much comes back', async () => {
    await world.standIn.control.registerTemplates(
      Object.values(TEMPLATES).map(({ id, fields }) => ({ id, fields: Object.keys(fields) })),
    );
    configure(TEMPLATES);
    await world.offer({ size: 3, mayLeave: true });
    const [leader, member, gone, alone, unpaid, last] = await members(6);
    const { groupId } = await bought(leader, { quantity: 2 });
    await bought(member, { groupId });
    const other = await bought(alone, { quantity: 3 });
    // Who left is told nothing more, and neither is whoever has not paid.
    await bought(gone, { groupId: other.groupId });
    await gone.call('group.leave', { groupId: other.groupId });

    await world.advance(TERMS.life - 2 * HOUR - 1);
    await runCron(world.app);
    expect(await told()).toEqual([]);
    await order(unpaid, { groupId: other.groupId });
    await world.advance(1);
    for (let times = 0; times < 3; times++) await runCron(world.app);
    const deadline = { time2: '2036年3月2日 12:00' };
    expect([...(await told())].sort()).toEqual(
      [
        [leader.openid, 'tpl-expiring', { number1: '1', ...deadline }],
        [member.openid, 'tpl-expiring', { number1: '1', ...deadline }],
        [alone.openid, 'tpl-expiring', { number1: '2', ...deadline }],
      ].sort(),
    );

    await bought(last, { groupId });
    await world.settle();
    const formed = (await told()).slice(3);
    expect([...formed].sort()).toEqual(
      [
        [leader.openid, 'tpl-formed', { thing1: '阳山水蜜桃', amount2: '¥59.80' }],
        [member.openid, 'tpl-formed', { thing1: '阳山水蜜桃', amount2: '¥29.90' }],
        [last.openid, 'tpl-formed', { thing1: '阳山水蜜桃', amount2: '¥29.90' }],
      ].sort(),
    );
    await world.advance(2 * HOUR);
    await world.settle();
    expect((await told()).slice(6)).toEqual([
      [alone.openid, 'tpl-failed', { amount2: '¥89.70', thing3: '人数没满，款项原路退回' }],
    ]);
    await expectTrue(world);
  });

  it('of a deadline reach nobody who has left or whose group is over by the time they can be sent', async () => {
    configure(TEMPLATES);
    await world.offer({ size: 3, mayLeave: true });
    const [leader, member, alone, gone, last] = await members(5);
    const { groupId } = await bought(leader);
    await bought(member, { groupId });
    const other = await bought(alone);
    await bought(gone, { groupId: other.groupId });
    await world.advance(TERMS.life - 2 * HOUR);
    await fault(world, 'message', { kind: 'fail', status: 500 }, 4);
    await runCron(world.app);
    await bought(last, { groupId });
    await gone.call('group.leave', { groupId: other.groupId });
    await world.advance(MINUTE);
    await runCron(world.app);
    const expiring = (await told()).filter(([, template]) => template === 'tpl-expiring');
    expect(expiring.map(([openid]) => openid)).toEqual([alone.openid]);
    await world.settle();
    await expectTrue(world);
  });

  it('count to the number from which the group is formed', async () => {
    configure({ groupExpiring: { id: 'tpl-note', fields: { thing1: 'note' } } });
    await world.standIn.control.registerTemplates([{ id: 'tpl-note', fields: ['thing1'] }]);
    await world.offer({ size: 5, least: 2 });
    const [alone, leader, member] = await members(3);
    for (const { userId } of [alone, leader, member]) await world.standIn.control.consent(userId, 'tpl-note', 1);
    await bought(alone);
    const { groupId } = await bought(leader);
    await bought(member, { groupId });
    await world.advance(TERMS.life - 2 * HOUR);
    await runCron(world.app);
    expect((await told()).map(([openid, , { thing1 }]) => [openid, thing1]).sort()).toEqual(
      [
        [alone.openid, '还差 1 人，分享给朋友吧'],
        [leader.openid, '人数够了，到点成团'],
        [member.openid, '人数够了，到点成团'],
      ].sort(),
    );
  });

  it('are none without a template', async () => {
    configure({});
    await world.offer({ size: 2, life: HOUR });
    const [leader, member, alone] = await members(3);
    const { groupId } = await bought(leader);
    await bought(member, { groupId });
    await bought(alone);
    await world.advance(50 * MINUTE);
    await world.settle();
    expect(await told()).toEqual([]);
    expect(await world.app.store.intents.countDocuments({ kind: 'message' })).toBe(0);
    expect(await groupOf(groupId)).toMatchObject({ status: 'formed' });
  });
});

describe('what the pages show', () => {
  /** Over HTTP, as this person or as nobody. */
  const asked = (person: Person | undefined): World['call'] => (person ? person.call : world.call);
  const withChat = (chat: string | undefined) => (chat === undefined ? {} : { chat });
  const page = async (person: Person | undefined, groupId: string, chat?: string) => {
    const answer = await asked(person)('group.get', { groupId, ...withChat(chat) });
    if (!answer.ok) throw new Error(answer.refusal.code);
    return answer.value;
  };
  const product = async (person?: Person, chat?: string) => {
    const answer = await asked(person)('product.get', { productId: PRODUCT, ...withChat(chat) });
    if (!answer.ok || !answer.value.groupBuy) throw new Error('no group buy');
    return answer.value.groupBuy;
  };
  const home = async (person?: Person, chat?: string) => {
    const answer = await asked(person)('shop.home', { merchantId: MERCHANT, ...withChat(chat) });
    if (!answer.ok) throw new Error(answer.refusal.code);
    return answer.value;
  };

  it('the price of the step that is reached, beside the one it began with', async () => {
    await world.offer(LADDER);
    const [leader, second, third, stranger] = await people(4);
    const { groupId } = await bought(leader);
    expect(await page(undefined, groupId)).toMatchObject({
      step: 0,
      skus: [{ id: SKU, price: 3990, firstPrice: 2990, groupPrice: 2990 }],
      ladder: LADDER.ladder,
      least: 2,
      leaderDiscount: 100,
    });
    for (const person of [second, third]) await bought(person, { groupId });
    expect(await page(stranger, groupId)).toMatchObject({
      step: 1,
      taken: 3,
      missing: 2,
      skus: [{ firstPrice: 2990, groupPrice: 2790 }],
    });
    expect((await home(stranger)).groups).toMatchObject([{ id: groupId, price: 2790 }]);
    const quote = await stranger.call('order.quote', {
      lines: [{ skuId: SKU, quantity: 1 }],
      campaignId: CAMPAIGN,
      groupId,
    });
    expect(quote).toMatchObject({ ok: true, value: { lines: [{ unitPrice: 2790 }], groupBuy: { starts: false } } });
    // Another group begins at the first price, less what its leader is spared.
    const own = await stranger.call('order.quote', { lines: [{ skuId: SKU, quantity: 2 }], campaignId: CAMPAIGN });
    expect(own).toMatchObject({
      ok: true,
      value: { lines: [{ unitPrice: 2890 }], total: 5780, groupBuy: { starts: true } },
    });
  });

  it('that only newcomers may join, to those who are none, before the tap', async () => {
    await world.offer({ audience: 'newcomers' });
    const [leader, newcomer, regular] = await people(3);
    await buy(world, regular, { campaignId: null });
    const { groupId } = await bought(leader);
    expect((await page(undefined, groupId)).barred).toBeUndefined();
    expect((await page(newcomer, groupId)).barred).toBeUndefined();
    expect((await page(regular, groupId)).barred).toBe('newcomersOnly');
    expect((await page(leader, groupId)).barred).toBeUndefined(); // sits in it
    expect((await product(regular)).barred).toBe('newcomersOnly');
    expect((await product(newcomer)).barred).toBeUndefined();
    expect((await home(regular)).groups).toMatchObject([{ id: groupId, audience: 'newcomers' }]);
    const quote = { lines: [{ skuId: SKU, quantity: 1 }], campaignId: CAMPAIGN };
    expect(await regular.call('order.quote', { ...quote, groupId })).toMatchObject({
      ok: false,
      refusal: { code: 'newcomersOnly' },
    });
    expect(await tryPlace(world, regular, { groupId })).toEqual({ ok: false, refusal: 'newcomersOnly' });
    // Anybody may lead.
    expect(await regular.call('order.quote', quote)).toMatchObject({ ok: true });
    expect(await tryPlace(world, regular)).toMatchObject({ ok: true });
  });

  it('a chat’s groups to those who have come from it, and to nobody else', async () => {
    await world.offer({ chatOnly: true });
    const [leader, neighbour, stranger] = [
      await world.person('团长'),
      await world.person('邻居'),
      await world.person('路人'),
    ];
    /** As WeChat tells the phone, and the phone tells us. */
    const enter = async (person: Person, chat: string): Promise<string> => {
      const { control } = world.standIn;
      const id = (await control.people()).find(({ openid }) => openid === person.openid)?.id ?? '';
      const { encryptedData, iv } = await control.enterChat(id, chat);
      const entered = await person.call('chat.enter', { encryptedData, iv });
      if (!entered.ok) throw new Error(entered.refusal.code);
      return entered.value.chat;
    };
    const ours = await enter(leader, '阳山邻里群');
    expect(await tryPlace(world, leader)).toEqual({ ok: false, refusal: 'chatNeeded' });
    const { groupId } = await bought(leader, { chat: ours });
    const [here, elsewhere] = [await enter(neighbour, '阳山邻里群'), await enter(stranger, '同事群')];

    expect((await page(undefined, groupId)).barred).toBe('chatOnly');
    expect((await page(stranger, groupId, elsewhere)).barred).toBe('chatOnly');
    expect((await page(neighbour, groupId)).barred).toBe('chatOnly');
    // A ticket is for one person.
    expect((await page(stranger, groupId, here)).barred).toBe('chatOnly');
    expect((await page(neighbour, groupId, here)).barred).toBeUndefined();
    expect((await product(stranger, elsewhere)).groups).toEqual([]);
    expect((await home(stranger, elsewhere)).groups).toEqual([]);
    expect((await product(neighbour, here)).groups).toMatchObject([{ id: groupId, thisChat: true }]);
    expect((await home(neighbour, here)).groups).toMatchObject([{ id: groupId, thisChat: true }]);
    expect([(await product()).barred, (await product(neighbour, here)).barred]).toEqual(['chatOnly', undefined]);

    for (const chat of [undefined, here, elsewhere]) {
      expect(await tryPlace(world, stranger, { groupId, chat })).toEqual({ ok: false, refusal: 'chatOnly' });
    }
    const joined = await bought(neighbour, { groupId, chat: here });
    expect(await groupOf(groupId)).toMatchObject({ taken: 2 });
    // The ticket is renewed between two tries of one tap; it stays the same tap.
    const wanted = {
      requestId: newRequestId(),
      lines: [{ skuId: SKU, quantity: 1 }],
      campaignId: CAMPAIGN,
      groupId,
      seenTotal: 2990,
    };
    const late = await world.person('晚来的');
    const tries: unknown[] = [];
    for (let times = 0; times < 2; times++) {
      const chat = await enter(late, '阳山邻里群');
      const tried = await placeOrder(world.app, late.userId, { ...wanted, chat });
      tries.push(tried.ok && tried.value.orderId);
      await world.advance(SECOND);
    }
    expect(tries).toEqual(Array(2).fill(deriveId('ord', late.userId, 'order.place', wanted.requestId)));
    expect(await orderOf(world, joined.orderId)).toMatchObject({ status: 'paid' });
  });

  it('groups to join: this chat’s first, then nearly full, then soon over; none that is full, over, pending or one’s own', async () => {
    await world.offer({ size: 4, life: 3 * HOUR });
    const crew = await people(12);
    const at = (index: number) => crew[index] as Person;
    const neighbours = chatTicket(world, at(0), 'G-neighbours');
    const here = await bought(at(0), { chat: neighbours });
    const soon = await bought(at(1));
    await world.advance(MINUTE);
    const later = await bought(at(2));
    const nearly = await bought(at(3));
    for (const joiner of [4, 5]) await bought(at(joiner), { groupId: nearly.groupId });
    const full = await bought(at(6));
    for (const joiner of [4, 5]) await bought(at(joiner), { groupId: full.groupId });
    await order(at(7), { groupId: full.groupId });
    await order(at(8));
    const shown = [nearly, here, soon, later].map(({ groupId }) => groupId);
    // Of two that end together, either may be first.
    const ids = (groups: readonly { id: string }[]) => groups.map(({ id }) => id);
    const view = await product(at(9));
    expect(ids(view.groups)[0]).toBe(nearly.groupId);
    expect(ids(view.groups).at(-1)).toBe(later.groupId);
    expect([...ids(view.groups)].sort()).toEqual([...shown].sort());
    expect(view.groups[0]).toMatchObject({ missing: 1, size: 4, thisChat: false, leaderName: '买家3' });
    const neighbour = chatTicket(world, at(9), 'G-neighbours');
    expect(ids((await product(at(9), neighbour)).groups)[0]).toBe(here.groupId);
    expect((await product(at(9), neighbour)).groups[0]).toMatchObject({ thisChat: true });
    expect(ids((await home(at(9))).groups)).toEqual(ids(view.groups));
    // Where I sit, I cannot join; the front page shows it as mine.
    expect(ids((await product(at(3))).groups)).not.toContain(nearly.groupId);
    expect(ids((await home(at(3))).groups)).not.toContain(nearly.groupId);
    expect((await home(at(3))).myGroup).toMatchObject({ id: nearly.groupId, missing: 1 });
    // With a minute left nobody could pay any more; and the seat that was held in the full one has come free.
    await world.advance(3 * HOUR - 2 * MINUTE);
    const last = [later, nearly, full].map(({ groupId }) => groupId);
    expect(ids((await product(at(9))).groups).sort()).toEqual(last.sort());
    await world.advance(MINUTE);
    expect((await product(at(9))).groups).toEqual([]);
  });
});
