/** Who is owed what for a sale, when it becomes theirs, and how it goes back. */
import { walletOf } from '../../functions/store/ledger';
import { changeOrder } from '../../functions/store/order';
import { deleteAccount } from '../../functions/usecases/account';
import { holdCommissions } from '../../functions/usecases/commission';
import { runCron } from '../../functions/usecases/cron';
import { drain } from '../../functions/usecases/drain';
import { inspectCommission } from '../../functions/usecases/explanation';
import { react } from '../../functions/usecases/reactions';
import { EMPTY_BOOKS } from '../../shared/domain/ledger';
import { DAY, HOUR, MINUTE } from '../../shared/time';
import { useDatabase } from '../support/database';
import { MERCHANT, openWorld, type Person, type World } from '../support/world';
import { buy, crowd, expectTrue, orderOf, place } from './crowd';
import { asked, confirmed, earned, goesBack, payoutsOf, received } from './payouts';

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
  await world.app.store.memberships.deleteMany({});
});

async function people<N extends number>(count: N): Promise<Person[] & { readonly [I in 0 | 1 | 2 | 3]: Person }> {
  return (await crowd(world, count)) as Person[] & { readonly [I in 0 | 1 | 2 | 3]: Person };
}

async function share(person: Person, target: { kind: 'shop' | 'group'; id: string }): Promise<string> {
  const shared = await person.call('share.create', { target });
  if (!shared.ok) throw new Error(shared.refusal.code);
  return shared.value.token;
}

const opens = (person: Person, token: string) => person.call('share.open', { token, scene: 1007 });

async function earnings(person: Person) {
  const [sum, list] = await Promise.all([
    person.call('earnings.get', { merchantId: MERCHANT }),
    person.call('earnings.list', { merchantId: MERCHANT }),
  ]);
  if (!sum.ok || !list.ok) throw new Error('no earnings');
  return { ...sum.value, lines: list.value.earnings };
}

/** The promoter's friend buys in a group of two that somebody else leads; the group forms. */
async function formedSale() {
  await world.offer({ size: 2 });
  const [promoter, buyer, leader] = await people(3);
  const { groupId = '' } = await buy(world, leader);
  const token = await share(promoter, { kind: 'group', id: groupId });
  await opens(buyer, token);
  const { orderId } = await buy(world, buyer, { groupId, shareToken: token });
  expect((await orderOf(world, orderId)).status).toBe('toShip');
  return { promoter, buyer, leader, orderId, token };
}

async function ship(owner: Person, buyer: Person, orderId: string) {
  const { store } = world.app;
  await store.memberships.insertOne({
    _id: `${MERCHANT}/${owner.userId}`,
    merchantId: MERCHANT,
    userId: owner.userId,
    role: 'owner',
  });
  const now = world.now();
  const command = {
    type: 'ship',
    parcelId: 'pcl_1',
    by: 'usr_owner',
    company: '顺丰',
    trackingNumber: 'SF123456',
    now,
  } as const;
  expect(await changeOrder(store, orderId, command, { now })).toMatchObject({ ok: true });
  expect(await buyer.call('order.receive', { orderId })).toMatchObject({ ok: true });
}

describe('who earns', () => {
  it('nobody on their own order, and nobody without a referrer', async () => {
    const [promoter, buyer] = await people(2);
    const token = await share(promoter, { kind: 'shop', id: MERCHANT });
    expect(await opens(promoter, token)).toMatchObject({ value: { binding: 'own' } });
    await buy(world, promoter, { shareToken: token });
    await buy(world, buyer);
    expect(await world.app.store.commissions.countDocuments()).toBe(0);
    expect(await earnings(promoter)).toMatchObject({ held: 0, lines: [] });
  });

  it('the bound referrer, whoever’s card was opened last; the other is told so', async () => {
    const [promoter, other, buyer] = await people(3);
    const [bound, last] = [
      await share(promoter, { kind: 'shop', id: MERCHANT }),
      await share(other, { kind: 'shop', id: MERCHANT }),
    ];
    expect(await opens(buyer, bound)).toMatchObject({ value: { binding: 'bound' } });
    expect(await opens(buyer, last)).toMatchObject({ value: { binding: 'none' } });
    const { orderId } = await buy(world, buyer, { shareToken: last, quantity: 2 });
    expect(await earnings(promoter)).toMatchObject({
      held: 478,
      lines: [
        { status: 'held', amount: 478, orderId, why: { base: 5980, rate: 800, level: 1, share: { token: bound } } },
      ],
    });
    expect(await earnings(other)).toMatchObject({ held: 0, lines: [{ status: 'elsewhere', amount: 0 }] });
    await expectTrue(world);
  });

  it('who was above when the order was placed, not when it is paid', async () => {
    const [promoter, buyer] = await people(2);
    const { orderId } = await place(world, buyer);
    expect(await opens(buyer, await share(promoter, { kind: 'shop', id: MERCHANT }))).toMatchObject({
      value: { binding: 'bound' },
    });
    await world.pay(buyer, orderId);
    await world.standIn.control.flush();
    expect((await orderOf(world, orderId)).status).toBe('paid');
    expect(await earnings(promoter)).toMatchObject({ held: 0, lines: [] });
    await expectTrue(world);
  });

  it('nobody who has deleted the account before it is paid', async () => {
    const [promoter, buyer] = await people(2);
    await opens(buyer, await share(promoter, { kind: 'shop', id: MERCHANT }));
    const { orderId } = await place(world, buyer);
    expect(await deleteAccount(world.app, promoter.userId)).toMatchObject({ ok: true });
    await world.pay(buyer, orderId);
    await world.standIn.control.flush();
    expect((await orderOf(world, orderId)).status).toBe('paid');
    expect(await world.app.store.commissions.countDocuments({ orderId })).toBe(0);
    expect(await walletOf(world.app.store, MERCHANT, promoter.userId)).toEqual(EMPTY_BOOKS);
    expect(await inspectCommission(world.app, { merchantId: MERCHANT, orderId })).toMatchObject({
      value: { lines: [{ earners: [{ name: '已注销的用户', amount: 0, why: 'erased' }] }] },
    });
    await expectTrue(world);
  });

  it('who shared the card that the order names, if nobody was told of its opening', async () => {
    const [promoter, buyer] = await people(2);
    const token = await share(promoter, { kind: 'shop', id: MERCHANT });
    await buy(world, buyer, { shareToken: token });
    expect(await earnings(promoter)).toMatchObject({ held: 239, lines: [{ why: { share: { token } } }] });
    await expectTrue(world);
  });

  it('a policy that changes later changes nothing of it', async () => {
    const [promoter, buyer] = await people(2);
    await opens(buyer, await share(promoter, { kind: 'shop', id: MERCHANT }));
    const { orderId } = await place(world, buyer);
    const { merchants } = world.app.store;
    const before = await merchants.findOne({ _id: MERCHANT });
    await merchants.updateOne({ _id: MERCHANT }, { $set: { 'commission.rates': [100], 'commission.version': 2 } });
    await world.pay(buyer, orderId);
    await world.standIn.control.flush();
    expect(await earnings(promoter)).toMatchObject({ held: 239, lines: [{ why: { policyVersion: 1, rate: 800 } }] });
    if (before) await merchants.updateOne({ _id: MERCHANT }, { $set: { commission: before.commission } });
    await expectTrue(world);
  });
});

describe('when it is theirs', () => {
  it('is released once, at the later of after-sale end and hold, under ten crons at once', async () => {
    const { promoter, buyer, leader, orderId } = await formedSale();
    expect(await earnings(promoter)).toMatchObject({ held: 239, available: 0 });
    await world.advance(60 * DAY);
    await world.settle();
    // Not received yet: nothing is due.
    expect(await earnings(promoter)).toMatchObject({ held: 239, available: 0 });
    await ship(leader, buyer, orderId);
    await world.advance(7 * DAY - 1);
    await runCron(world.app);
    expect(await earnings(promoter)).toMatchObject({ held: 239, available: 0 });
    await world.advance(1);
    await Promise.all(Array.from({ length: 10 }, () => runCron(world.app)));
    expect(await earnings(promoter)).toMatchObject({ held: 0, available: 239, lines: [{ status: 'available' }] });
    await world.settle();
    expect(await world.app.store.journals.countDocuments({ kind: 'commissionReleased' })).toBe(1);
    await expectTrue(world);
  });

  it('is posted once where an earlier version has left its release as an event', async () => {
    const { promoter, buyer, leader, orderId } = await formedSale();
    await ship(leader, buyer, orderId);
    const at = world.now();
    const event = { type: 'commissionReleased' as const, amount: 239, kept: 2990, at };
    const doc = await world.app.store.commissions.findOneAndUpdate(
      { orderId },
      { $set: { status: 'available', releasedAt: at, outbox: [{ id: '2.0', event }], drainAt: at } },
      { returnDocument: 'after' },
    );
    if (!doc) throw new Error('nobody earns');
    // Its process died between journal and acknowledgement: whoever finds the event does it again.
    await react(world.app, { name: 'commissions', doc }, event);
    await Promise.all([
      drain(world.app, [{ name: 'commissions', doc }]),
      drain(world.app, [{ name: 'commissions', doc }]),
    ]);
    await world.advance(MINUTE);
    await world.settle();
    expect(await earnings(promoter)).toMatchObject({ held: 0, available: 239 });
    expect((await world.app.store.commissions.findOne({ orderId }))?.outbox).toEqual([]);
    await expectTrue(world);
  });
});

describe('when the money goes back', () => {
  it('is reversed whole when the group fails, once', async () => {
    const [promoter, buyer] = await people(2);
    await opens(buyer, await share(promoter, { kind: 'shop', id: MERCHANT }));
    const { orderId } = await buy(world, buyer);
    expect(await earnings(promoter)).toMatchObject({ held: 239 });
    const paid = await orderOf(world, orderId);
    await world.advance(25 * HOUR);
    await Promise.all(Array.from({ length: 4 }, () => runCron(world.app)));
    await world.settle();
    // A drainer that still holds the paid order writes nothing new.
    await holdCommissions(world.app, paid);
    await world.settle();
    expect(await earnings(promoter)).toMatchObject({
      held: 0,
      available: 0,
      debt: 0,
      lines: [{ status: 'reversed', amount: 0, why: { earned: 239, reversed: 239 } }],
    });
    expect(await world.app.store.journals.countDocuments({ kind: 'commissionReversed' })).toBe(1);
    await expectTrue(world);
  });

  it.each([
    ['takes merit back that it had brought', true, 2990, 0],
    ['takes none back where it was released before wallets remembered any', false, 0, 0],
  ])('%s', async (_, remembered, before, after) => {
    const { promoter, buyer, leader, orderId } = await formedSale();
    const { store } = world.app;
    await ship(leader, buyer, orderId);
    await world.advance(8 * DAY);
    await runCron(world.app);
    if (!remembered) {
      await store.journals.updateOne({ kind: 'commissionReleased' }, { $unset: { tally: '' } });
      await store.accounts.updateOne({ _id: `${MERCHANT}/wallet/${promoter.userId}` }, { $unset: { merit: '' } });
    }
    const merit = async () => (await walletOf(store, MERCHANT, promoter.userId)).merit;
    expect(await merit()).toBe(before);
    await goesBack(world, orderId, 1);
    expect(await merit()).toBe(after);
    expect(await earnings(promoter)).toMatchObject({ available: 0, lines: [{ status: 'reversed' }] });
  });

  it('leaves a debt, which later sales repay first: each line says what became of it', async () => {
    await payoutsOf(world);
    const { promoter, buyer, orderIds } = await earned(world, [2]);
    await confirmed(world, await asked(world, promoter, 600));
    await goesBack(world, orderIds[0] ?? '', 2);
    expect(await earnings(promoter)).toMatchObject({ available: 0, debt: 600 });
    for (const pieces of [1, 2]) {
      await received(world, buyer, pieces);
      await world.advance(8 * DAY);
      await runCron(world.app);
    }
    const { lines, ...wallet } = await earnings(promoter);
    expect(wallet).toMatchObject({ available: 357, debt: 0 });
    expect(lines.map(({ status, why }) => [status, why?.released])).toEqual([
      ['available', { repaid: 281, available: 357 }],
      ['available', { repaid: 319, available: 0 }],
      ['reversed', { repaid: 0, available: 638 }],
    ]);
  });

  it('is nobody’s when the payment never had a seat', async () => {
    const [promoter, buyer] = await people(2);
    await opens(buyer, await share(promoter, { kind: 'shop', id: MERCHANT }));
    const { orderId } = await place(world, buyer);
    const { payments } = await orderOf(world, orderId);
    await world.standIn.control.pay({ outTradeNo: payments[0]?.outTradeNo ?? '', override: { total: 1 } });
    await world.standIn.control.flush();
    await world.settle();
    expect(await earnings(promoter)).toMatchObject({ held: 0, lines: [] });
    await expectTrue(world);
  });
});
