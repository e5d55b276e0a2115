/** The main job, end to end: a shared card sells a group buy, and the buyer's referrer is owed a commission. */
import { runCron } from '../../functions/usecases/cron';
import { DAY, HOUR, MINUTE } from '../../shared/time';
import { useDatabase } from '../support/database';
import { CAMPAIGN, MERCHANT, openWorld, type World } from '../support/world';

const database = useDatabase();
let world: World;

beforeAll(async () => {
  world = await openWorld(database);
});
afterAll(() => world.close());
beforeEach(() => world.reset());

it('forms a group of three, owes the referrer, and pays the commission free after receipt and after-sale', async () => {
  const [leader, friend, third] = [
    await world.person('周小满'),
    await world.person('阿杰'),
    await world.person('林姐'),
  ];
  const started = await world.place(leader);
  const groupId = started.groupId ?? '';
  await world.pay(leader, started.orderId);
  await world.standIn.control.flush();
  const open = await friend.call('group.get', { groupId });
  expect(open).toMatchObject({ ok: true, value: { status: 'open', missing: 2, free: 2 } });

  const share = await leader.call('share.create', { target: { kind: 'group', id: groupId } });
  const token = share.ok ? share.value.token : '';
  expect(await friend.call('share.open', { token, scene: 1007 })).toMatchObject({
    ok: true,
    value: { binding: 'bound' },
  });

  for (const person of [friend, third]) {
    const joined = await world.place(person, { groupId, shareToken: person === friend ? token : undefined });
    await world.pay(person, joined.orderId);
  }
  await world.standIn.control.flush();
  expect(await leader.call('group.get', { groupId })).toMatchObject({
    ok: true,
    value: { status: 'formed', missing: 0 },
  });
  expect(await leader.call('order.get', { orderId: started.orderId })).toMatchObject({
    ok: true,
    value: { status: 'toShip' },
  });

  const held = await leader.call('earnings.list', { merchantId: MERCHANT });
  expect(held).toMatchObject({
    ok: true,
    value: {
      earnings: [{ status: 'held', amount: 239, buyerName: '阿*', why: { base: 2990, rate: 800, share: { token } } }],
    },
  });
  expect(world.errors).toEqual([]);
  expect(await world.differences()).toEqual([]);

  const orders = await friend.call('order.list', {});
  const orderId = orders.ok ? (orders.value.orders[0]?.id ?? '') : '';
  await world.app.store.memberships.insertOne({
    _id: `${MERCHANT}/${leader.userId}`,
    merchantId: MERCHANT,
    userId: leader.userId,
    role: 'owner',
  });
  const shipped = await leader.call('shopOrder.ship', {
    merchantId: MERCHANT,
    orderId,
    company: '顺丰',
    trackingNumber: 'SF123456',
  });
  expect(shipped).toMatchObject({ ok: true });
  expect(await friend.call('order.receive', { orderId })).toMatchObject({ ok: true, value: { status: 'received' } });
  await world.advance(7 * DAY - MINUTE);
  await world.cron();
  expect(await leader.call('earnings.get', { merchantId: MERCHANT })).toMatchObject({
    value: { held: 239, available: 0 },
  });
  await world.advance(2 * MINUTE);
  await world.cron();
  expect(await leader.call('earnings.get', { merchantId: MERCHANT })).toMatchObject({
    value: { held: 0, available: 239 },
  });
  expect(await world.differences()).toEqual([]);
});

it('refunds everybody when the deadline passes, without anyone asking', async () => {
  const [leader, friend] = [await world.person('周小满'), await world.person('阿杰')];
  const started = await world.place(leader);
  await world.pay(leader, started.orderId);
  await world.standIn.control.flush();
  const joined = await world.place(friend, { groupId: started.groupId });
  await world.pay(friend, joined.orderId);
  await world.standIn.control.flush();
  await world.advance(24 * HOUR);
  await world.settle();
  for (const [person, order] of [
    [leader, started],
    [friend, joined],
  ] as const) {
    expect(await person.call('order.get', { orderId: order.orderId })).toMatchObject({
      value: { status: 'closed', closeReason: 'groupFailed', refund: { status: 'arrived', amount: 2990 } },
    });
  }
  expect(world.errors).toEqual([]);
  expect(await world.differences()).toEqual([]);
});

it('binds at the order when telling of the opened share had failed', async () => {
  const [leader, friend] = [await world.person('周小满'), await world.person('阿杰')];
  const share = await leader.call('share.create', { target: { kind: 'shop', id: MERCHANT } });
  const shareToken = share.ok ? share.value.token : '';
  const placed = await world.place(friend, { shareToken });
  await world.pay(friend, placed.orderId);
  await world.standIn.control.flush();
  expect(await leader.call('earnings.list', { merchantId: MERCHANT })).toMatchObject({
    value: { earnings: [{ status: 'held', amount: 239, why: { share: { token: shareToken, kind: 'shop' } } }] },
  });
  await world.settle();
  expect(await world.differences()).toEqual([]);
});

it('lets friends join a begun group to its own deadline, whatever has become of its campaign', async () => {
  const [leader, friend, other] = [
    await world.person('周小满'),
    await world.person('阿杰'),
    await world.person('林姐'),
  ];
  const { orderId, groupId } = await world.place(leader);
  await world.pay(leader, orderId);
  await world.standIn.control.flush();
  await world.app.store.campaigns.updateOne({ _id: CAMPAIGN }, { $set: { status: 'ended' } });
  expect((await world.place(friend, { groupId })).groupId).toBe(groupId);
  await expect(world.place(other)).rejects.toThrow('campaignNotLive');
});

it('sends refunds although another part of cron cannot do its work', async () => {
  const leader = await world.person('周小满');
  const { orderId } = await world.place(leader);
  await world.pay(leader, orderId);
  await world.standIn.control.flush();
  await world.advance(24 * HOUR);
  const { store } = world.app;
  const commissions = Object.assign(Object.create(store.commissions), { find: fail });
  const broken = { ...world.app, store: { ...store, commissions } };
  await expect(runCron(broken)).rejects.toThrow('no commissions today');
  const { refunds } = await world.standIn.control.books(world.credentials.mchid);
  expect(refunds).toMatchObject([{ refund: 2990 }]);
});

const fail = () => {
  throw new Error('no commissions today');
};
