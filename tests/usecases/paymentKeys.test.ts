/** A shop gives its payment keys: judged by a real call, kept sealed, told to nobody, and orders stay with their account. */
import { generateKeyPairSync } from 'node:crypto';
import type { MerchantCredentials } from '../../scripts/wechatStandIn/types';
import type { Input } from '../../shared/contracts/contracts';
import { DAY } from '../../shared/time';
import { useDatabase } from '../support/database';
import { member } from '../support/room';
import { ACCOUNT, MERCHANT, openWorld, type Person, SKU, type World } from '../support/world';

const database = useDatabase();
let world: World;
let owner: Person;
let before: { merchant: object; account: object };

jest.setTimeout(600_000);

beforeAll(async () => {
  world = await openWorld(database);
  Object.assign(world.app, { stopwatch: () => 0 });
  owner = await member(world, '店主', 'owner');
  const { merchants, paymentAccounts } = world.app.store;
  before = { merchant: (await merchants.findOne())!, account: (await paymentAccounts.findOne({ _id: ACCOUNT }))! };
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  const { merchants, paymentAccounts } = world.app.store;
  await paymentAccounts.deleteMany({});
  await paymentAccounts.insertOne(before.account as never);
  await merchants.replaceOne({ _id: MERCHANT }, before.merchant as never);
  await world.app.payOf(ACCOUNT, 'again');
});

const keysOf = ({ mchid, serialNo, privateKey, apiV3Key, publicKeyId, publicKey }: MerchantCredentials) => ({
  mchid,
  serialNo,
  privateKey,
  apiV3Key,
  publicKeyId,
  publicKey,
});
const give = (keys: Partial<Input<'paymentAccount.set'>>, seen: { accountId?: string; version?: number } = {}) =>
  owner.call('paymentAccount.set', {
    merchantId: MERCHANT,
    accountId: ACCOUNT,
    version: 0,
    ...keysOf(world.credentials),
    ...seen,
    ...keys,
  });
const code = (answer: Awaited<ReturnType<typeof give>>) => (answer.ok ? 'ok' : answer.refusal.code);
const accounts = () => world.app.store.paymentAccounts.find().sort({ _id: 1 }).toArray();
const shopAccount = async () => (await world.app.store.merchants.findOne({ _id: MERCHANT }))?.paymentAccountId;

async function bought(buyer: Person): Promise<string> {
  const placed = await buyer.call('order.place', {
    requestId: `request-${await world.app.store.orders.countDocuments()}`,
    lines: [{ skuId: SKU, quantity: 1 }],
    seenTotal: 3990,
  });
  if (!placed.ok) throw new Error(`refused: ${placed.refusal.code}`);
  const order = await world.app.store.orders.findOne({ _id: placed.value.orderId });
  const account = await world.app.store.paymentAccounts.findOne({ _id: order?.paymentAccountId ?? '' });
  const outTradeNo = order?.payments[0]?.outTradeNo ?? '';
  await world.standIn.control.pay({ outTradeNo, mchid: account?.mchid ?? '', openid: buyer.openid });
  await world.standIn.control.flush();
  return placed.value.orderId;
}

it('wrong keys are told apart, and nothing is kept of them', async () => {
  const then = await accounts();
  const other = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  expect(code(await give({ privateKey: other.privateKey }))).toBe('paymentSignature');
  expect(code(await give({ serialNo: 'F'.repeat(40) }))).toBe('paymentSerialUnknown');
  expect(code(await give({ mchid: '19999999' }))).toBe('paymentMchidUnknown');
  expect(code(await give({ publicKey: other.publicKey }))).toBe('paymentPublicKeyWrong');
  // A refusal that nobody has signed proves nothing.
  await world.standIn.control.addFault({ match: { operation: 'query' }, effect: { kind: 'tamper', what: 'body' } });
  expect(code(await give({ apiV3Key: 'k'.repeat(32) }))).toBe('paymentPublicKeyWrong');
  expect(await accounts()).toEqual(then);
  expect(await shopAccount()).toBe(ACCOUNT);
});

it('an API v3 key is tried where WeChat has something that is encrypted with it', async () => {
  const next = await world.standIn.control.merchant({ name: '山野集老号', keyMode: 'migrating' });
  expect(code(await give({ ...keysOf(next), apiV3Key: 'k'.repeat(32) }))).toBe('paymentApiKeyWrong');
  expect(await shopAccount()).toBe(ACCOUNT);
  expect(code(await give(keysOf(next)))).toBe('ok');
});

const tasks = async () => {
  const listed = await owner.call('task.list', { merchantId: MERCHANT });
  return listed.ok ? listed.value.tasks.map(({ kind, code: why }) => [kind, why]) : [];
};

it('an API v3 key that opens no notification is a task until one is opened', async () => {
  const next = await world.standIn.control.merchant({ name: '山野集新号' });
  const given = await give({ ...keysOf(next), apiV3Key: 'k'.repeat(32) });
  if (!given.ok) throw new Error(given.refusal.code);
  const { id: accountId, version } = given.value;
  const orderId = await bought(await world.person('买家'));
  expect(await world.app.store.orders.findOne({ _id: orderId })).toMatchObject({ status: 'awaitingPayment' });
  expect(await tasks()).toEqual([['apiV3KeyWrong', undefined]]);
  expect(code(await give(keysOf(next), { accountId, version }))).toBe('ok');
  await world.settle();
  expect(await world.app.store.orders.findOne({ _id: orderId })).toMatchObject({ status: 'toShip' });
  expect(await tasks()).toEqual([]);
  expect(world.errors).toEqual([]);
});

it('an account over which WeChat takes no payment is a task until it takes one, or another account is used', async () => {
  const buyer = await world.person('买家');
  const place = (requestId: string) =>
    buyer.call('order.place', { requestId, lines: [{ skuId: SKU, quantity: 1 }], seenTotal: 3990 });
  const effect = { kind: 'fail', status: 400, code: 'APPID_MCHID_NOT_MATCH' } as const;
  const rejected = { ok: false, status: 409, refusal: { code: 'shopUnready' } };
  await world.standIn.control.addFault({ match: { operation: 'prepay' }, effect });
  expect(await place('a-first-request')).toMatchObject(rejected);
  expect(await tasks()).toEqual([['prepayRejected', 'APPID_MCHID_NOT_MATCH']]);
  await world.standIn.control.clearFaults();
  expect(await place('a-first-request')).toMatchObject({ ok: true });
  expect(await tasks()).toEqual([]);
  await world.standIn.control.addFault({ match: { operation: 'prepay' }, effect });
  expect(await place('another-request')).toMatchObject(rejected);
  await world.standIn.control.clearFaults();
  const next = await world.standIn.control.merchant({ name: '山野集新号' });
  expect(code(await give(keysOf(next)))).toBe('ok');
  expect(await tasks()).toEqual([]);
  expect(world.errors).toEqual([]);
});

it('a shop without an account gets its first one, of two owners’ at once one', async () => {
  await world.app.store.merchants.updateOne({ _id: MERCHANT }, { $unset: { paymentAccountId: '' } });
  const [one, two] = await Promise.all(['甲', '乙'].map((name) => world.standIn.control.merchant({ name })));
  if (!one || !two) throw new Error('two were made');
  const first = (keys: MerchantCredentials) =>
    owner.call('paymentAccount.set', { merchantId: MERCHANT, version: 0, ...keysOf(keys) });
  const answers = await Promise.all([first(one), first(two)]);
  expect(answers.map(code).sort()).toEqual(['conflict', 'ok']);
  expect(answers.flatMap((answer) => (answer.ok ? [answer.value.id] : []))).toEqual([await shopAccount()]);
});

it('another mchid is another account: a buyer pays over it, and what was paid before goes back over the first', async () => {
  const buyer = await world.person('买家');
  const first = await bought(buyer);
  const next = await world.standIn.control.merchant({ name: '山野集新号' });
  const given = await give(keysOf(next));
  if (!given.ok) throw new Error(given.refusal.code);
  expect(given.value).toMatchObject({ mchid: next.mchid, version: 1, checkedAt: world.now(), changingKey: false });
  expect(await shopAccount()).toBe(given.value.id);
  // Repeated, as by a phone that has lost the answer.
  expect(await give(keysOf(next))).toEqual(given);
  const second = await bought(buyer);
  const orders = world.app.store.orders;
  expect(await orders.findOne({ _id: second })).toMatchObject({ status: 'toShip', paymentAccountId: given.value.id });
  for (const orderId of [first, second]) {
    const back = await owner.call('shopOrder.refund', {
      requestId: `refund-${orderId}`,
      merchantId: MERCHANT,
      orderId,
      lines: [{ lineId: '1', quantity: 1 }],
      withFreight: true,
      seenAmount: 3990,
    });
    expect(back).toMatchObject({ ok: true });
  }
  await world.settle();
  const refunds = await world.app.store.refunds.find().toArray();
  expect(refunds.map(({ status }) => status)).toEqual(['arrived', 'arrived']);
  expect(new Set(refunds.map(({ paymentAccountId }) => paymentAccountId))).toEqual(new Set([ACCOUNT, given.value.id]));
  expect(world.errors).toEqual([]);
});

it('another API v3 key of the same mchid stands beside the last one until WeChat is done with that', async () => {
  const { mchid, apiV3Key } = world.credentials;
  const buyer = await world.person('买家');
  const key = 'nextKeyOfThirtyTwoCharacters0123';
  expect(await give({ apiV3Key: key })).toMatchObject({ value: { id: ACCOUNT, version: 1, changingKey: true } });
  // WeChat still encrypts under the last one, and then under this one.
  const first = await bought(buyer);
  await world.standIn.control.changeKeys(mchid, { apiV3Key: key });
  const second = await bought(buyer);
  for (const _id of [first, second]) {
    expect(await world.app.store.orders.findOne({ _id })).toMatchObject({ status: 'toShip' });
  }
  const third = 'thirdKeyOfThirtyTwoCharacters012';
  expect(code(await give({ apiV3Key: third }, { version: 1 }))).toBe('paymentKeyChanging');
  await world.advance(2 * DAY);
  expect(await give({ apiV3Key: third }, { version: 1 })).toMatchObject({ value: { version: 2, changingKey: true } });
  await world.standIn.control.changeKeys(mchid, { apiV3Key });
});

it('of two owners at once, one is told that the keys are others by now', async () => {
  const next = await world.standIn.control.merchant({ name: '山野集新号' });
  const third = await world.standIn.control.merchant({ name: '山野集又一号' });
  const answers = (await Promise.all([give(keysOf(next)), give(keysOf(third))])).map(code);
  expect(answers.sort()).toEqual(['conflict', 'ok']);
  expect(code(await give({ apiV3Key: 'k'.repeat(32) }))).toBe('conflict');
});

it('no key is in an answer, a log or the database', async () => {
  const next = await world.standIn.control.merchant({ name: '山野集新号' });
  const said: unknown[] = [];
  for (const level of ['info', 'warn', 'error'] as const) {
    const log = world.app.log[level];
    jest.spyOn(world.app.log, level).mockImplementation((detail, message) => {
      said.push(detail, message);
      log(detail, message);
    });
  }
  said.push(await give({ ...keysOf(next), serialNo: 'F'.repeat(40) }), await give(keysOf(next)));
  said.push(await owner.call('paymentAccount.get', { merchantId: MERCHANT }));
  for (const name of await world.app.store.db.listCollections().toArray()) {
    said.push(await world.app.store.db.collection(name.name).find().toArray());
  }
  const text = JSON.stringify(said);
  const body = next.privateKey.split('\n')[1] ?? '';
  expect(body.length).toBeGreaterThan(40);
  expect(text).toContain(next.mchid);
  expect(text).not.toContain(body);
  expect(text).not.toContain(next.apiV3Key);
  jest.restoreAllMocks();
});
