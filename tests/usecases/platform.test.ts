/** What operators of the platform say: shops that are opened, limited and frozen, and alarms that somebody has looked at. */
import { raiseAlarm, raiseTask } from '../../functions/store/alarm';
import { setOperator } from '../../functions/store/platform';
import { LIMITS_MOST, USUAL_LIMITS } from '../../shared/domain/platform';
import { refusals } from '../../shared/refusals';
import { DAY, dayOf, HOUR, MINUTE } from '../../shared/time';
import { BARGAIN_CAMPAIGN, bargainOf, granted, offerBargain } from '../support/bargaining';
import { useDatabase } from '../support/database';
import { member } from '../support/room';
import { CAMPAIGN, MERCHANT, openWorld, type Person, PRODUCT, SKU, type World } from '../support/world';
import { crowd, expectTrue, newRequestId, wish } from './crowd';

const database = useDatabase();
let world: World;
let operator: Person;

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

beforeAll(async () => {
  world = await openWorld(database);
  Object.assign(world.app, { stopwatch: () => 0 });
  operator = await world.person('平台');
});
afterAll(() => world.close());
beforeEach(async () => {
  const { alarms, merchants } = world.app.store;
  await world.reset();
  await world.offer();
  await alarms.deleteMany({});
  await merchants.deleteMany({ openedAt: { $exists: true } });
  await merchants.updateOne({ _id: MERCHANT }, { $unset: { frozen: '', freezes: '', limits: '' } });
  await setOperator(world.app.store, operator.userId, true);
});

const refused = (code: string) => ({ ok: false, refusal: { code } });
const shop = async (merchantId = MERCHANT) => granted(await operator.call('platform.getMerchant', { merchantId }));
const freeze = () => operator.call('platform.freeze', { merchantId: MERCHANT, reason: '被投诉卖假货' });
const unfreeze = (since: number) =>
  operator.call('platform.unfreeze', { merchantId: MERCHANT, since, reason: '查过了，是误会' });

describe('a shop that is opened', () => {
  const open = async (requestId = newRequestId()) =>
    granted(await operator.call('platform.addMerchant', { requestId, name: '新开的店' })).merchantId;

  it('has no owner and sells nothing, then an owner by an invite, whose log says who invited', async () => {
    const requestId = newRequestId();
    const merchantId = await open(requestId);
    expect(await open(requestId)).toBe(merchantId);
    expect(await shop(merchantId)).toMatchObject({
      name: '新开的店',
      closed: 'shopUnready',
      owners: [],
      limits: { ...USUAL_LIMITS, version: 0 },
      used: { products: 0, campaigns: 0, members: 0, commissionCap: 0 },
    });
    const visitor = await world.person('路人');
    expect(granted(await visitor.call('shop.home', { merchantId })).merchant.closed).toBe(refusals.shopUnready.message);
    await world.advance(MINUTE);
    const { code } = granted(await operator.call('platform.inviteOwner', { merchantId, requestId: newRequestId() }));
    expect(await shop(merchantId)).toMatchObject({ invites: [{}], used: { members: 1 } });
    await world.advance(HOUR);
    const owner = await world.person('新店主');
    expect(granted(await owner.call('member.invitation', { code }))).toMatchObject({ by: { name: '平台' } });
    expect(granted(await owner.call('member.accept', { code }))).toEqual({ merchantId, role: 'owner' });
    expect(await shop(merchantId)).toMatchObject({ owners: [{ name: '新店主' }], invites: [] });
    const { changes } = granted(await owner.call('changeLog.list', { merchantId }));
    expect(changes).toMatchObject([
      { endpoint: 'member.accept', role: 'owner' },
      { endpoint: 'platform.inviteOwner', role: 'platform', member: { name: '平台' }, outcome: 'done' },
      { endpoint: 'platform.addMerchant', role: 'platform', member: { name: '平台' }, outcome: 'done' },
    ]);
    expect(await owner.call('commissionPolicy.get', { merchantId })).toMatchObject({ ok: true });
  });

  it('an invite of somebody who operates the platform no more brings nobody; nor may they call', async () => {
    const merchantId = await open();
    const { code } = granted(await operator.call('platform.inviteOwner', { merchantId, requestId: newRequestId() }));
    await setOperator(world.app.store, operator.userId, false);
    expect(await (await world.person('新店主')).call('member.accept', { code })).toMatchObject(
      refused('inviteRevoked'),
    );
    expect(await operator.call('platform.listMerchants', { state: 'all' })).toMatchObject(refused('forbidden'));
  });

  it('an invite for an owner is taken back; one that the shop made for another role is its own', async () => {
    const merchantId = await open();
    const invite = async () =>
      granted(await operator.call('platform.inviteOwner', { merchantId, requestId: newRequestId() }));
    const revoke = (inviteId: string) => operator.call('platform.revokeInvite', { merchantId, inviteId });
    const [wrong, right] = [await invite(), await invite()];
    for (const _ of ['once', 'and again']) granted(await revoke(wrong.id));
    expect((await shop(merchantId)).invites).toMatchObject([{ id: right.id }]);
    const owner = await world.person('新店主');
    expect(await owner.call('member.accept', { code: wrong.code })).toMatchObject(refused('inviteRevoked'));
    granted(await owner.call('member.accept', { code: right.code }));
    expect(await revoke(right.id)).toMatchObject(refused('inviteUsed'));
    const theirs = { merchantId, requestId: newRequestId(), role: 'viewer' } as const;
    expect(await revoke(granted(await owner.call('member.invite', theirs)).id)).toMatchObject(refused('notFound'));
    const { changes } = granted(await owner.call('changeLog.list', { merchantId, noun: 'platform' }));
    expect(changes).toContainEqual(
      expect.objectContaining({
        endpoint: 'platform.revokeInvite',
        about: wrong.id,
        role: 'platform',
        outcome: 'done',
      }),
    );
  });

  it('stands in the list of what cannot sell, by pages and by name', async () => {
    const opened = new Set(await Promise.all(Array.from({ length: 21 }, () => open())));
    const first = granted(await operator.call('platform.listMerchants', { state: 'unready' }));
    const rest = granted(await operator.call('platform.listMerchants', { state: 'unready', cursor: first.nextCursor }));
    expect(first.merchants).toHaveLength(20);
    expect(new Set([...first.merchants, ...rest.merchants].map(({ id }) => id))).toEqual(opened);
    expect(rest.nextCursor).toBeUndefined();
    const found = granted(await operator.call('platform.listMerchants', { state: 'all', words: '(开' }));
    expect(found.merchants).toEqual([]);
    const named = granted(await operator.call('platform.listMerchants', { state: 'all', words: '新开' }));
    expect(named.merchants).toHaveLength(20);
  });
});

describe('a freeze', () => {
  it('races orders: none is placed that was asked for after its answer, and what was placed is paid and sent', async () => {
    const buyers = await crowd(world, 8);
    const requests = buyers.map((buyer) => ({ buyer, input: wish() }));
    const early = requests.slice(0, 4).map(({ buyer, input }) => buyer.call('order.place', input));
    const frozen = freeze();
    const between = requests.slice(4, 6).map(({ buyer, input }) => buyer.call('order.place', input));
    await frozen;
    const late = await Promise.all(requests.slice(6).map(({ buyer, input }) => buyer.call('order.place', input)));
    for (const answer of late) expect(answer).toMatchObject(refused('shopFrozen'));
    const racing = await Promise.all([...early, ...between]);
    for (const [at, answer] of racing.entries()) {
      if (!answer.ok) {
        expect(answer).toMatchObject(refused('shopFrozen'));
        continue;
      }
      await world.pay(requests[at]?.buyer as Person, answer.value.orderId);
    }
    await world.settle();
    expect(await world.app.store.orders.countDocuments({ status: { $ne: 'closed' } })).toBe(
      racing.filter(({ ok }) => ok).length,
    );
    await expectTrue(world);
  });

  it('lets what has begun go on, begins nothing new, and is lifted once', async () => {
    await offerBargain(world);
    const [leader, friend, helper, buyer] = (await crowd(world, 4)) as [Person, Person, Person, Person];
    const { groupId, orderId } = await world.place(leader);
    const waiting = granted(await buyer.call('order.place', wish()));
    await world.pay(leader, orderId);
    const bargainId = await bargainOf(friend);
    const { at } = granted(await freeze());
    // Frozen again, it is the same freeze.
    await world.advance(HOUR / 60);
    expect(granted(await freeze())).toEqual({ at });
    expect(await friend.call('order.place', wish({ groupId }))).toMatchObject(refused('shopFrozen'));
    expect(await helper.call('order.quote', { lines: [{ skuId: SKU, quantity: 1 }] })).toMatchObject(
      refused('shopFrozen'),
    );
    const starting = { requestId: newRequestId(), campaignId: BARGAIN_CAMPAIGN, skuId: SKU };
    expect(await helper.call('bargain.start', starting)).toMatchObject(refused('shopFrozen'));
    // The bargain that runs is still theirs, and may be helped.
    expect(granted(await friend.call('bargain.start', { ...starting, requestId: newRequestId() }))).toEqual({
      bargainId,
      started: false,
    });
    expect(await helper.call('bargain.help', { bargainId })).toMatchObject({ ok: true });
    expect(granted(await buyer.call('product.get', { productId: PRODUCT })).merchant.closed).toBe(
      refusals.shopFrozen.message,
    );
    const owner = await member(world, '吴掌柜', 'owner');
    const [room] = granted(await owner.call('person.memberships', {})).memberships;
    expect(room?.closed).toBe(refusals.shopFrozen.message);
    // An order that waits for its payment gets it; a group that nobody may join fails, and is refunded.
    await world.pay(buyer, waiting.orderId);
    await world.settle();
    await world.advance(3 * DAY);
    await world.settle();
    expect(await world.app.store.groups.findOne({ _id: groupId ?? '' })).toMatchObject({ status: 'failed' });
    expect(granted(await leader.call('order.get', { orderId })).refunds).toMatchObject([{ status: 'arrived' }]);

    expect(await unfreeze(at + 1)).toMatchObject(refused('conflict'));
    expect(await unfreeze(at)).toMatchObject({ ok: true });
    expect(await unfreeze(at)).toMatchObject({ ok: true });
    expect(await helper.call('order.place', wish())).toMatchObject({ ok: true });
    const { freezes, closed } = await shop();
    expect(closed).toBeUndefined();
    expect(freezes).toMatchObject([{ by: '平台', at, reason: '被投诉卖假货', lifted: { reason: '查过了，是误会' } }]);
    await expectTrue(world);
  });

  it('an order whose request died on the way is refused when it is repeated after the freeze', async () => {
    const [buyer] = (await crowd(world, 1)) as [Person];
    const input = wish();
    const { orderId } = granted(await buyer.call('order.place', input));
    await world.app.store.orders.updateOne({ _id: orderId }, { $set: { status: 'placing' } });
    await freeze();
    expect(await buyer.call('order.place', input)).toMatchObject(refused('shopFrozen'));
    expect(await world.app.store.orders.findOne({ _id: orderId })).toMatchObject({ status: 'closed' });
  });
});

describe('limits', () => {
  const set = (version: number, products: number) =>
    operator.call('platform.setLimits', { merchantId: MERCHANT, version, limits: { ...LIMITS_MOST, products } });

  it('of two at once, one is told; the same again is the same', async () => {
    const answers = await Promise.all([set(0, 10), set(0, 11)]);
    expect(answers.map(({ ok }) => ok).sort()).toEqual([false, true]);
    const { limits } = await shop();
    expect(await set(0, limits.products)).toMatchObject({ ok: true, value: { version: 1 } });
    expect(await set(1, 12)).toMatchObject({ ok: true, value: { products: 12, version: 2 } });
  });

  it('a lower one takes nothing away: what the shop has, it has', async () => {
    expect(await set(0, 1)).toMatchObject({ ok: true });
    expect(await shop()).toMatchObject({ used: { products: 1 }, limits: { products: 1 } });
    const [buyer] = (await crowd(world, 1)) as [Person];
    expect(await buyer.call('order.place', wish())).toMatchObject({ ok: true });
  });
});

describe('alarms', () => {
  const list = async (more: object = {}) =>
    granted(await operator.call('platform.listAlarms', { state: 'open', ...more })).alarms;
  const close = (alarmId: string, count: number) =>
    operator.call('platform.closeAlarm', { alarmId, count, reason: '查过了，是误会' });

  it('are closed with a reason, unless they came up again since; tasks are the shop’s own', async () => {
    const { store } = world.app;
    const raise = () => raiseAlarm(store, 'refundTwice', 'rfd_1', { merchantId: MERCHANT, attempt: 2 }, world.now());
    await raise();
    await world.advance(HOUR);
    await raiseTask(store, 'refundRefused', { _id: 'rfd_2', merchantId: MERCHANT }, {}, world.now());
    await raiseAlarm(store, 'messageRejected', 'groupFormed', {}, world.now() + 1);
    const [message, task, twice] = await list();
    expect(message).toMatchObject({ kind: 'messageRejected', about: 'groupFormed', task: false });
    expect(message?.merchant).toBeUndefined();
    expect(task).toMatchObject({ kind: 'refundRefused', task: true, merchant: { id: MERCHANT, name: '山野集' } });
    expect(twice).toMatchObject({ about: 'rfd_1', count: 1, merchant: { id: MERCHANT } });
    expect((await shop()).alarms).toBe(2);
    expect(await list({ merchantId: MERCHANT, kind: 'refundTwice' })).toMatchObject([{ about: 'rfd_1' }]);

    await raise();
    expect(await close('refundTwice/rfd_1', 1)).toMatchObject(refused('conflict'));
    expect(await close('refundTwice/rfd_1', 2)).toMatchObject({ ok: true });
    expect(await close('refundTwice/rfd_1', 2)).toMatchObject({ ok: true });
    expect(await close('refundRefused/rfd_2', 1)).toMatchObject(refused('alarmIsTask'));
    expect(await list({ state: 'closed' })).toMatchObject([{ closed: { by: '平台', reason: '查过了，是误会' } }]);
    expect((await shop()).alarms).toBe(1);
    const about = { merchantId: MERCHANT, endpoint: 'platform.closeAlarm' };
    expect(await store.changeLogs.find(about).toArray()).toMatchObject([
      { userId: operator.userId, role: 'platform', noun: 'platform', about: 'refundTwice/rfd_1', outcome: 'done' },
    ]);
    // It came up once more: somebody must look again.
    await raise();
    expect((await list()).find(({ about }) => about === 'rfd_1')).toMatchObject({ count: 3 });
    expect(await list({ state: 'closed' })).toEqual([]);
    // The shop's own list holds its tasks alone.
    expect(await store.alarms.countDocuments({ merchantId: MERCHANT, open: true })).toBe(1);
  });

  it('go by pages, newest first', async () => {
    for (let at = 0; at < 21; at++) await raiseAlarm(world.app.store, 'refundTwice', `rfd_${at}`, {}, world.now() + at);
    const first = granted(await operator.call('platform.listAlarms', { state: 'open' }));
    const rest = granted(await operator.call('platform.listAlarms', { state: 'open', cursor: first.nextCursor }));
    expect([...first.alarms, ...rest.alarms].map(({ about }) => about)).toEqual(
      Array.from({ length: 21 }, (_, at) => `rfd_${20 - at}`),
    );
    expect(rest.nextCursor).toBeUndefined();
  });
});

it('sales are those of the last 30 days that are over', async () => {
  const day = (ago: number) => dayOf(world.now() - ago * DAY);
  const flows = [{ kind: 'paymentCaptured', from: 'wechat', to: 'sales', fen: 100 }] as const;
  await world.app.store.financeDays.deleteMany({});
  await world.app.store.financeDays.insertMany(
    [1, 30, 31].map((ago) => ({
      _id: `${MERCHANT}/${day(ago)}`,
      merchantId: MERCHANT,
      day: day(ago),
      flows: [...flows],
      countedAt: 1,
    })),
  );
  expect((await shop()).sales).toBe(200);
  const { merchants } = granted(await operator.call('platform.listMerchants', { state: 'all' }));
  expect(merchants.find(({ id }) => id === MERCHANT)).toMatchObject({ sales: 200, payoutsStopped: false });
});

it('campaigns that a shop has published count as standing until they are over', async () => {
  const standing = (await shop()).used.campaigns;
  await world.app.store.campaigns.updateOne({ _id: CAMPAIGN }, { $set: { endsAt: world.now() } });
  expect((await shop()).used.campaigns).toBe(standing - 1);
});
