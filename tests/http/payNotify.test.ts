/** Where WeChat Pay and the scheduler call: who is believed, and what they are told. */
import { createCron } from '../../functions/http/cron';
import { createPayNotify } from '../../functions/http/payNotify';
import { type Collections, collectionsOf } from '../../functions/store/collections';
import { connect } from '../../functions/store/mongo';
import { seal } from '../../functions/store/sealed';
import { transferRequest } from '../../functions/wechat/transfer';
import type { Forgery } from '../../scripts/wechatStandIn/types';
import { transferNumber } from '../../shared/domain/withdrawal';
import { HOUR } from '../../shared/time';
import { useDatabase } from '../support/database';
import { openReceiver, type Received, type Receiver } from '../support/standIn';
import { ACCOUNT, MERCHANT, openWorld, type World } from '../support/world';
import { asked, confirmedUnheard, type Earned, earned, payoutsOf, walletOf, withdrawalOf } from '../usecases/payouts';
import { expectHead, expectRefusal, openScene, type Scene } from './scene';

const database = useDatabase();
let world: World;
let scene: Scene;
let receiver: Receiver;

beforeAll(async () => {
  world = await openWorld(database);
  scene = await openScene(world);
  receiver = await openReceiver();
});
afterAll(async () => {
  await receiver.close();
  await world.close();
});
beforeEach(async () => {
  await world.reset();
  receiver.received.length = 0;
});

/** The notification of a payment that was just made, exactly as WeChat sends it, but not delivered to us yet. */
async function notification(): Promise<{ orderId: string; outTradeNo: string; sent: Received }> {
  const { settings } = world.app;
  const home = settings.publicBaseUrl;
  Object.assign(settings, { publicBaseUrl: receiver.url });
  const orderId = await scene.alone(scene.buyer);
  Object.assign(settings, { publicBaseUrl: home });
  await scene.paid(scene.buyer, orderId);
  const order = await world.app.store.orders.findOne({ _id: orderId });
  expect(order?.status).toBe('awaitingPayment');
  return { orderId, outTradeNo: order!.payments[0]!.outTradeNo, sent: receiver.received[0]! };
}

const PATH = `/pay/notify/${ACCOUNT}/payment`;

const deliver = ({ headers, rawBody }: Pick<Received, 'headers' | 'rawBody'>, path = PATH, method = 'POST') => {
  const kept = [...headers].filter(([name]) => name.startsWith('wechatpay-') || name === 'content-type');
  return new Request(`${world.url}${path}`, { method, headers: Object.fromEntries(kept), body: rawBody });
};

/** The answer that WeChat Pay asks for when we do not take a notification. */
async function expectFail(response: Response, status: number, message: string): Promise<void> {
  expectHead(response);
  expect({ status: response.status, body: await response.json() }).toEqual({ status, body: { code: 'FAIL', message } });
}

const FORGED: readonly Forgery[] = [
  'signature',
  'signtest',
  'timestamp',
  'nonce',
  'body',
  'unsigned',
  'stale',
  'future',
  'otherKey',
  'serial',
  'ciphertext',
  'tag',
  'aad',
  'resourceNonce',
  'otherMerchant',
];

const statusOf = async (orderId: string) => (await world.app.store.orders.findOne({ _id: orderId }))?.status;

describe('a notification of WeChat Pay', () => {
  it('is taken: 204 without a body; again, it is taken again', async () => {
    const { orderId, sent } = await notification();
    expect(sent.path).toBe(PATH);
    for (let round = 0; round < 3; round++) {
      const response = await fetch(deliver(sent));
      expectHead(response);
      expect({ status: response.status, body: await response.text() }).toEqual({ status: 204, body: '' });
    }
    expect(await statusOf(orderId)).toBe('toShip');
    expect(await world.differences()).toEqual([]);
  });

  it('of one kind at the address of the other is what it says it is', async () => {
    const { orderId, sent } = await notification();
    expect((await fetch(deliver(sent, `/pay/notify/${ACCOUNT}/refund`))).status).toBe(204);
    expect(await statusOf(orderId)).toBe('toShip');
  });

  it.each([
    `/pay/notify/pac_nowhere/payment`,
    '/pay/notify/__proto__/payment',
    '/pay/notify/constructor/refund',
    `/pay/notify/${ACCOUNT}%00/payment`,
    `/pay/notify/${'x'.repeat(5000)}/payment`,
  ])('for an account that is not there is a 404: %.60s', async (path) => {
    const { orderId, sent } = await notification();
    await expectFail(await fetch(deliver(sent, path)), 404, 'notFound');
    expect(await statusOf(orderId)).toBe('awaitingPayment');
  });

  it('at an address that is none, or by another method, is a 404', async () => {
    const alone = createPayNotify(world.app);
    for (const path of [`/pay/notify/${ACCOUNT}`, `/pay/notify/${ACCOUNT}/transfers`, '/pay', `${PATH}/x`]) {
      await expectFail(
        await alone.fetch(new Request(`http://shop${path}`, { method: 'POST', body: '{}' })),
        404,
        'notFound',
      );
    }
    for (const method of ['GET', 'PUT', 'DELETE']) {
      await expectFail(await alone.fetch(new Request(`http://shop${PATH}`, { method })), 404, 'notFound');
    }
  });

  it('without a body, with too large a one, or with what is no JSON is refused', async () => {
    const { sent } = await notification();
    const { headers } = sent;
    for (const rawBody of ['', '{}', 'null', '[]', sent.rawBody.slice(0, -1), `${sent.rawBody} `]) {
      await expectFail(await fetch(deliver({ headers, rawBody })), 401, 'notifyRefused');
    }
    const large = deliver({ headers, rawBody: 'x'.repeat(64 * 1024 + 1) });
    await expectFail(await fetch(large), 413, 'bodyTooLarge');
  });

  it.each(FORGED)('that is forged (%s) is a 401 and changes nothing', async (variant) => {
    const { orderId, outTradeNo } = await notification();
    const to = `${world.url}${PATH}`;
    const delivery = await world.standIn.control.forge({ outTradeNo, variant, to });
    expect({ status: delivery.status, body: JSON.parse(delivery.body) }).toEqual({
      status: 401,
      body: { code: 'FAIL', message: 'notifyRefused' },
    });
    expect(await statusOf(orderId)).toBe('awaitingPayment');
    expect(world.errors).toEqual([]);
  });

  it('of another merchant, rightly signed and sealed, is a 400, an alarm, and changes nothing', async () => {
    const { orderId, outTradeNo } = await notification();
    const to = `${world.url}${PATH}`;
    expect(await world.standIn.control.forge({ outTradeNo, variant: 'mchid', to })).toMatchObject({
      status: 400,
      body: JSON.stringify({ code: 'FAIL', message: 'notifyForeign' }),
    });
    expect(await statusOf(orderId)).toBe('awaitingPayment');
    expect(await world.app.store.alarms.find().toArray()).toMatchObject([
      { kind: 'notifyForeign', merchantId: MERCHANT },
    ]);
  });

  it('at another account of the same WeChat is not for that account', async () => {
    const { credentials } = world;
    const other = await world.standIn.control.merchant({ name: '另一家' });
    const { dataSecret } = world.app.settings;
    const _id = 'pac_other';
    await world.app.store.paymentAccounts.insertOne({
      _id,
      merchantId: 'mer_other',
      mchid: other.mchid,
      appid: credentials.appid,
      serialNo: other.serialNo,
      privateKey: seal(other.privateKey, dataSecret, `${_id}/privateKey`),
      apiV3Key: seal(other.apiV3Key, dataSecret, `${_id}/apiV3Key`),
      publicKeyId: other.publicKeyId,
      publicKey: other.publicKey,
    });
    const { orderId, sent } = await notification();
    // WeChat's key is one for all here, so the signature holds; the merchant's own key does not open it.
    await expectFail(await fetch(deliver(sent, `/pay/notify/${_id}/payment`)), 401, 'notifyRefused');
    expect(await statusOf(orderId)).toBe('awaitingPayment');
  });

  it('while the database is out is a 503, and is taken when it comes again', async () => {
    const gone = connect('mongodb://127.0.0.1:1/', { serverSelectionTimeoutMS: 1 });
    const { orderId, sent } = await notification();
    const out = createPayNotify({ ...world.app, store: collectionsOf(gone, gone.db('nowhere')) });
    await expectFail(await out.fetch(deliver(sent)), 503, 'unavailable');
    await gone.close();
    expect(await statusOf(orderId)).toBe('awaitingPayment');
    expect((await fetch(deliver(sent))).status).toBe(204);
    expect(await statusOf(orderId)).toBe('toShip');
    expect(world.errors).toEqual([]);
  });

  it('that meets a bug is a 500 that says nothing, logged once with its number; WeChat sends it again', async () => {
    const { sent } = await notification();
    const broken = new Proxy({} as Collections, {
      get() {
        throw new Error('a word of the inside');
      },
    });
    const response = await createPayNotify({ ...world.app, store: broken }).fetch(deliver(sent));
    const requestId = response.headers.get('x-request-id');
    await expectFail(response, 500, 'internal');
    expect(world.errors).toEqual([expect.stringContaining(`"requestId":"${requestId}"`)]);
  });

  it('of a payment that is older than five minutes is stale', async () => {
    const { sent } = await notification();
    await world.advance(HOUR / 10);
    await expectFail(await fetch(deliver(sent)), 401, 'notifyRefused');
  });
});

describe('a notification of a transfer', () => {
  const TO = `/pay/notify/${ACCOUNT}/transfer`;
  let promoter: Earned['promoter'];
  let id: string;
  let outBillNo: string;
  let before: (() => Promise<void>) | undefined;

  /** A withdrawal that its promoter has confirmed, of which we have not been told. */
  beforeEach(async () => {
    const { control } = world.standIn;
    if (before) await before();
    else {
      await payoutsOf(world);
      promoter = (await earned(world)).promoter;
      id = await asked(world, promoter, 1000);
      outBillNo = transferNumber({ id }, 1);
      before = await world.remember();
    }
    await control.addFault({ match: { operation: 'notify' }, effect: { kind: 'withhold' } });
    await confirmedUnheard(world, id);
    await control.flush();
    expect((await withdrawalOf(world, id)).status).toBe('sending');
  });

  const forge = (variant: Forgery) => world.standIn.control.forge({ outBillNo, variant, to: `${world.url}${TO}` });
  const alarms = async () => (await world.app.store.alarms.find().toArray()).map(({ kind }) => kind);
  const nothingChanged = async () => {
    expect(await withdrawalOf(world, id)).toMatchObject({ status: 'sending', wechat: 'WAIT_USER_CONFIRM' });
    expect(await walletOf(world, promoter)).toMatchObject({ withdrawing: 1000 });
    expect(world.errors).toEqual([]);
  };

  it('is taken, however often it comes: 204, and paid once', async () => {
    const deliveries = await world.standIn.control.release({ copies: 5 });
    expect(deliveries.map(({ status, body }) => [status, body])).toEqual(Array(5).fill([204, '']));
    expect(await withdrawalOf(world, id)).toMatchObject({ status: 'paid' });
    expect(await walletOf(world, promoter)).toMatchObject({ withdrawing: 0 });
    expect(await world.app.store.journals.countDocuments({ kind: 'withdrawalPaid' })).toBe(1);
    expect(await alarms()).toEqual([]);
  });

  it('at the address of another kind is what it says it is', async () => {
    const [notice] = await world.standIn.control.notifications().then((all) => all.filter((one) => one.outBillNo));
    expect(new URL(notice?.url ?? '').pathname).toBe(TO);
    const to = `${world.url}${PATH}`;
    // Altered so that the decryption still holds: a variant that a transfer does not know changes nothing.
    expect(await world.standIn.control.forge({ outBillNo, variant: 'appid', to })).toMatchObject({ status: 204 });
    expect((await withdrawalOf(world, id)).status).toBe('paid');
  });

  it.each(FORGED)('that is forged (%s) is a 401 and changes nothing', async (variant) => {
    expect(await forge(variant)).toMatchObject({
      status: 401,
      body: JSON.stringify({ code: 'FAIL', message: 'notifyRefused' }),
    });
    await nothingChanged();
  });

  it.each<[Forgery, string]>([
    ['mchid', 'notifyForeign'],
    ['amount', 'transferMismatch'],
    ['openid', 'transferMismatch'],
  ])('with another %s, rightly signed and sealed, is a 400, an alarm, and changes nothing', async (variant, alarm) => {
    expect(await forge(variant)).toMatchObject({
      status: 400,
      body: JSON.stringify({ code: 'FAIL', message: 'notifyForeign' }),
    });
    expect(await alarms()).toEqual([alarm]);
    expect(await world.app.store.alarms.countDocuments({ merchantId: MERCHANT })).toBe(1);
    await nothingChanged();
  });

  it('of a number that is not ours is a 404', async () => {
    const { control } = world.standIn;
    const opened = await world.app.payOf(ACCOUNT);
    if (!opened) throw new Error('no account');
    const notifyUrl = `${world.url}${TO}`;
    const by = { outBillNo: 'wages202603', openid: promoter.openid, amount: 500, notifyUrl };
    expect(await opened.pay.transfer(transferRequest(opened.account, by))).toMatchObject({ ok: true });
    await control.clearFaults();
    await control.moveTransfer({ outBillNo: 'wages202603', state: 'SUCCESS' });
    expect(await control.flush()).toMatchObject([{ outBillNo: 'wages202603', status: 404 }]);
    await nothingChanged();
  });

  it('that comes before WeChat’s answer to the request is paid once', async () => {
    const { control } = world.standIn;
    await control.clearFaults();
    await control.release();
    await control.addFault({ match: { operation: 'transfer' }, times: 1, effect: { kind: 'delay', after: true } });
    const asking = asked(world, promoter, 700);
    const taken = async () =>
      (await control.books(world.credentials.mchid)).transfers.find(({ amount }) => amount === 700);
    while ((await taken()) === undefined) await new Promise(setImmediate);
    const early = (await taken())?.outBillNo ?? '';
    await control.moveTransfer({ outBillNo: early, state: 'SUCCESS' });
    expect(await control.flush()).toMatchObject([{ outBillNo: early, status: 204 }]);
    await control.releaseDelayed();
    expect(await withdrawalOf(world, await asking)).toMatchObject({ status: 'paid', attempt: 1 });
    expect(await world.app.store.journals.countDocuments({ kind: 'withdrawalPaid' })).toBe(2);
    expect([await alarms(), world.errors]).toEqual([[], []]);
  });
});

describe('cron', () => {
  const cron = (authorization?: string, method = 'GET') =>
    fetch(`${world.url}/cron`, { method, headers: authorization === undefined ? {} : { authorization } });
  const secret = () => world.app.settings.cronSecret;

  it.each([
    ['no secret', () => undefined],
    ['an empty one', () => ''],
    ['Bearer alone', () => 'Bearer '],
    ['another', () => 'Bearer another'],
    ['without Bearer', () => secret()],
    ['in small letters', () => `bearer ${secret()}`],
    ['one letter more', () => `Bearer ${secret()}x`],
    ['one letter less', () => `Bearer ${secret().slice(0, -1)}`],
    ['undefined as a text', () => 'Bearer undefined'],
    ['a person’s token', () => `Bearer ${scene.members.owner.token}`],
  ])('with %s is a 401', async (_, authorization) => {
    await expectRefusal(await cron(authorization()), 'unauthenticated');
  });

  it('with the secret it runs and says what it did', async () => {
    await scene.alone(scene.buyer);
    await world.advance(HOUR);
    const response = await cron(`Bearer ${secret()}`);
    expectHead(response);
    expect({ status: response.status, body: await response.json() }).toMatchObject({
      status: 200,
      body: { payments: 1 },
    });
  });

  it('by another method or at another address it is not found', async () => {
    const alone = createCron(world.app);
    const headers = { authorization: `Bearer ${secret()}` };
    for (const method of ['POST', 'PUT']) {
      await expectRefusal(await alone.fetch(new Request('http://shop/cron', { method, headers })), 'notFound');
    }
    expect((await alone.fetch(new Request('http://shop/cron/x', { headers }))).status).toBe(404);
  });

  it('while the database is out it is a 503', async () => {
    const gone = connect('mongodb://127.0.0.1:1/', { serverSelectionTimeoutMS: 1 });
    const out = createCron({ ...world.app, store: collectionsOf(gone, gone.db('nowhere')) });
    const request = new Request('http://shop/cron', { headers: { authorization: `Bearer ${secret()}` } });
    await expectRefusal(await out.fetch(request), 'unavailable');
    await gone.close();
    expect(world.errors).toEqual([]);
  });

  it('its secret signs nobody in', async () => {
    await expectRefusal(await scene.ask({ name: 'person.me', body: {}, token: secret() }), 'unauthenticated');
  });
});
