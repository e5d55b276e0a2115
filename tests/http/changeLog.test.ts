/** What members change is kept, by whom and with what outcome; also what they may not, and what dies under way. */
import { createApi } from '../../functions/http/api';
import type { Collections } from '../../functions/store/collections';
import type { Input } from '../../shared/contracts/contracts';
import { refusals } from '../../shared/refusals';
import { useDatabase } from '../support/database';
import { member } from '../support/room';
import { CAMPAIGN, MERCHANT, openWorld, type Person, PRODUCT, type World } from '../support/world';
import { requestOf } from './scene';

const database = useDatabase();
let world: World;
let owner: Person;
let viewer: Person;

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

beforeAll(async () => {
  world = await openWorld(database);
  owner = await member(world, '林姐', 'owner');
  viewer = await member(world, '小周', 'viewer');
});
afterAll(() => world.close());
beforeEach(() => world.app.store.changeLogs.deleteMany({}));

const kept = () => world.app.store.changeLogs.find().sort({ at: 1, _id: 1 }).toArray();
const note = (more: object = {}): Input<'shopOrder.note'> => ({
  merchantId: MERCHANT,
  orderId: 'ord_nowhere',
  text: '别让人看见',
  ...more,
});
const invite = { merchantId: MERCHANT, requestId: 'a-first-invite', role: 'viewer' } as const;

it('keeps what was done, and shows it newest first, by member and by noun', async () => {
  await owner.call('member.invite', invite);
  await world.advance(1);
  await owner.call('shopOrder.note', note());
  const all = { merchantId: MERCHANT };
  const invited = {
    member: { userId: owner.userId, name: '林姐' },
    role: 'owner',
    endpoint: 'member.invite',
    about: 'viewer',
    input: '{"role":"viewer"}',
    outcome: 'done',
  };
  const noted = { endpoint: 'shopOrder.note', about: 'ord_nowhere', outcome: 'notFound' };
  const list = async (more: object = {}) => {
    const answer = await owner.call('changeLog.list', { ...all, ...more });
    return answer.ok ? answer.value.changes : [];
  };
  expect(await list()).toMatchObject([noted, invited]);
  expect(await list({ noun: 'member' })).toMatchObject([invited]);
  expect(await list({ by: viewer.userId })).toEqual([]);
  // What is written about a buyer stands with the order alone.
  expect(JSON.stringify(await kept())).not.toContain('别让人看见');
});

it('says whom and what it was about, where that is a thing in the input', async () => {
  await owner.call('member.remove', { merchantId: MERCHANT, userId: viewer.userId });
  const own = { merchantId: MERCHANT, of: { productId: 'prd_nowhere' }, version: 0, rates: null };
  await owner.call('commissionPolicy.setOwn', own);
  await member(world, '小郑', 'viewer').then((another) => {
    viewer = another;
  });
  const answer = await owner.call('changeLog.list', { merchantId: MERCHANT });
  const changes = answer.ok ? answer.value.changes : [];
  expect(changes.find(({ endpoint }) => endpoint === 'member.remove')).toMatchObject({ name: '小周' });
  expect(changes.find(({ endpoint }) => endpoint === 'commissionPolicy.setOwn')).toMatchObject({
    about: 'prd_nowhere',
    outcome: 'notFound',
    why: refusals.notFound.message,
  });
});

it('calls goods and campaigns of the shop by name, and nobody by whom it was refused', async () => {
  const stranger = await world.person('路人');
  await owner.call('product.archive', { merchantId: MERCHANT, productId: PRODUCT });
  await owner.call('product.restore', { merchantId: MERCHANT, productId: PRODUCT });
  await owner.call('campaign.pause', { merchantId: MERCHANT, campaignId: CAMPAIGN });
  await owner.call('campaign.resume', { merchantId: MERCHANT, campaignId: CAMPAIGN });
  await owner.call('member.remove', { merchantId: MERCHANT, userId: stranger.userId });
  const answer = await owner.call('changeLog.list', { merchantId: MERCHANT });
  const names = answer.ok ? answer.value.changes.map(({ endpoint, name }) => [endpoint, name]) : [];
  expect(Object.fromEntries(names)).toEqual({
    'product.archive': '阳山水蜜桃',
    'product.restore': '阳山水蜜桃',
    'campaign.pause': '阳山水蜜桃 3 人团',
    'campaign.resume': '阳山水蜜桃 3 人团',
    'member.remove': undefined,
  });
});

it('keeps a call that the role does not allow; one of somebody who was removed stands in the operational log', async () => {
  expect(await viewer.call('shopOrder.note', note())).toMatchObject({ refusal: { code: 'forbidden' } });
  const removed = await member(world, '小吴', 'operator');
  await owner.call('member.remove', { merchantId: MERCHANT, userId: removed.userId });
  const warn = jest.spyOn(world.app.log, 'warn');
  expect(await removed.call('shopOrder.note', note())).toMatchObject({ refusal: { code: 'forbidden' } });
  const told = { endpoint: 'shopOrder.note', merchantId: MERCHANT, userId: removed.userId };
  expect(warn).toHaveBeenCalledWith(expect.objectContaining(told), 'a stranger called');
  warn.mockRestore();
  const notes = (await kept()).filter(({ endpoint }) => endpoint === 'shopOrder.note');
  expect(notes).toMatchObject([{ userId: viewer.userId, role: 'viewer', outcome: 'forbidden' }]);
});

it('keeps no payment key, whichever field it was pasted into', async () => {
  const key = 'pastedKeyOfThirtyTwoCharacters00';
  const fields = { serialNo: key, privateKey: key, apiV3Key: key, publicKeyId: key, publicKey: key };
  const keys = { merchantId: MERCHANT, version: 0, ...fields };
  expect(await owner.call('paymentAccount.set', { ...keys, mchid: '1600000000' })).toMatchObject({ ok: false });
  expect(await owner.call('paymentAccount.set', { ...keys, mchid: key })).toMatchObject({ ok: false });
  expect(await kept()).toMatchObject([{ about: '1600000000', outcome: 'paymentKeysUnfit' }]);
  expect(JSON.stringify(await kept())).not.toContain(key);
});

it('keeps the beginning of what is long, with whole characters', async () => {
  const rows = Array.from({ length: 50 }, (_, row) => ({ row, order: '单'.repeat(40), company: '顺丰', number: 'SF' }));
  await owner.call('shopOrder.shipMany', { merchantId: MERCHANT, rows });
  const [{ about, input = '' } = {}] = await kept();
  expect(about).toBe('× 50');
  expect(Buffer.byteLength(input)).toBeLessThanOrEqual(4096);
  expect(Buffer.byteLength(input)).toBeGreaterThan(4096 - 8);
  expect(input).toMatch(/^[^\uFFFD]*…$/);
});

describe('a call that dies', () => {
  /** The API over a store in which a name throws. */
  const without = (broken: (name: string) => boolean) => {
    const store = new Proxy(world.app.store, {
      get(all, name: string) {
        if (broken(name)) throw new Error('a bug');
        return all[name as keyof Collections];
      },
    });
    return createApi({ ...world.app, store }, { addressOf: () => '127.0.0.1', rateLimit: async () => true });
  };
  const ask = { name: 'shopOrder.note', body: note(), token: '' } as const;

  it('under way, of a bug, is kept as one', async () => {
    const response = await without((name) => name === 'orders').fetch(requestOf({ ...ask, token: owner.token }));
    expect(response.status).toBe(500);
    expect(await kept()).toMatchObject([{ outcome: 'internal' }]);
  });

  it('where nothing can be kept, before anything is done', async () => {
    const before = await world.app.store.invites.countDocuments();
    const body = { ...invite, requestId: 'another-invite' };
    const request = requestOf({ name: 'member.invite', body, token: owner.token });
    expect((await without((name) => name === 'changeLogs').fetch(request)).status).toBe(500);
    expect(await world.app.store.invites.countDocuments()).toBe(before);
  });
});
