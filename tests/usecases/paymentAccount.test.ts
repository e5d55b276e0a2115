/** Platform certificates that change while payments go on: fetched in time, once, and nothing rightly signed is lost. */
import type { PaymentAccountDoc } from '../../functions/store/collections';
import { refreshCertificates } from '../../functions/usecases/paymentAccount';
import { DAY, HOUR, MINUTE } from '../../shared/time';
import { useDatabase } from '../support/database';
import { ACCOUNT, MERCHANT, openWorld, type World } from '../support/world';
import { alarmKinds, buy, crowd, expectTrue, fault, orderOf, place } from './crowd';

const database = useDatabase();
let world: World;
let mchid: string;
/** The account as it is with a public key alone. */
let withKey: PaymentAccountDoc;

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

beforeAll(async () => {
  world = await openWorld(database);
  mchid = world.credentials.mchid;
  withKey = await read();
});
afterAll(() => world.close());
beforeEach(() => world.reset());

async function read(): Promise<PaymentAccountDoc> {
  const doc = await world.app.store.paymentAccounts.findOne({ _id: ACCOUNT });
  if (!doc) throw new Error('the account is gone');
  return doc;
}
const serials = async () => Object.keys((await read()).platformCertificates ?? {});

/** The shop's account is of this kind from now on, as it is when it has just been added. */
async function become(mode: 'publicKey' | 'certificate' | 'migrating'): Promise<void> {
  await world.standIn.control.changeKeys(mchid, { keyMode: mode });
  const { publicKey: _, publicKeyId: __, ...bare } = withKey;
  const certificates = { platformCertificates: {}, certificatesDueAt: world.now() };
  const doc = { ...(mode === 'certificate' ? bare : withKey), ...(mode === 'publicKey' ? {} : certificates) };
  await world.app.store.paymentAccounts.replaceOne({ _id: ACCOUNT }, doc);
  await world.app.payOf(ACCOUNT, 'again');
}

const refresh = () => refreshCertificates(world.app, { limit: 10, over: () => false });
/** How often WeChat is asked for certificates from now on; the rule that counts changes nothing of a list. */
async function counting(): Promise<() => Promise<number>> {
  const rule = await world.standIn.control.addFault({
    match: { operation: 'certificates' },
    effect: { kind: 'tamper', what: 'body' },
  });
  return async () => (await world.standIn.control.faults()).find((one) => one.id === rule.id)?.hits ?? 0;
}

/** Somebody pays, and WeChat's notification is understood. */
async function pays(): Promise<void> {
  const [buyer] = await crowd(world, 1);
  const { orderId } = await buy(world, buyer!, { campaignId: null });
  expect(await orderOf(world, orderId)).toMatchObject({ status: 'toShip' });
}

describe('an account with certificates', () => {
  beforeEach(() => become('certificate'));

  it('is paid into from the first moment: what it needs is fetched when it is needed', async () => {
    expect(await serials()).toEqual([]);
    await pays();
    expect(await serials()).toHaveLength(1);
    await expectTrue(world);
  });

  it('has them looked at every ten hours, by one of many crons', async () => {
    const asked = await counting();
    await Promise.all(Array.from({ length: 6 }, refresh));
    expect([await asked(), (await serials()).length]).toEqual([1, 1]);
    await world.advance(10 * HOUR - 1);
    expect([await refresh(), await asked()]).toEqual([0, 1]);
    await world.advance(1);
    expect([await refresh(), await asked()]).toEqual([1, 2]);
  });

  it('goes on through a change of certificate, whether cron has seen the next one or not', async () => {
    await refresh();
    const [old] = await serials();
    const { serial } = await world.standIn.control.rotateCertificate(DAY);
    await world.advance(10 * HOUR);
    await refresh();
    expect((await serials()).sort()).toEqual([old, serial].sort());
    await world.advance(14 * HOUR);
    await pays();
    // The next change comes at once, and the first that is signed with it is a notification.
    const [buyer] = await crowd(world, 1);
    const { orderId } = await place(world, buyer!, { campaignId: null });
    await world.standIn.control.rotateCertificate();
    await world.pay(buyer!, orderId);
    await world.standIn.control.flush();
    expect(await orderOf(world, orderId)).toMatchObject({ status: 'toShip' });
    await expectTrue(world);
  });

  it('keeps what it has while WeChat cannot be asked, and asks again after ten minutes', async () => {
    await refresh();
    const before = await serials();
    await world.advance(10 * HOUR);
    await fault(world, 'certificates', { kind: 'fail', status: 500 });
    expect(await refresh()).toBe(1);
    expect([await serials(), await alarmKinds(world)]).toEqual([before, []]);
    await pays();
    await world.advance(10 * MINUTE - 1);
    expect(await refresh()).toBe(0);
    await world.advance(1);
    await world.standIn.control.clearFaults();
    expect(await refresh()).toBe(1);
    expect((await read()).certificatesDueAt).toBe(world.now() + 10 * HOUR);
  });

  it('tells somebody when the last of them is about to end, or when there are none', async () => {
    const missing = async () => {
      const alarms = await world.app.store.alarms.find({ kind: 'certificatesMissing' }).toArray();
      return alarms.map(({ merchantId }) => merchantId);
    };
    await fault(world, 'certificates', { kind: 'fail', status: 500 });
    await refresh();
    expect(await missing()).toEqual([MERCHANT]);
    await world.standIn.control.clearFaults();
    await world.reset();
    // A merchant who has a public key alone, and was entered with certificates.
    await world.standIn.control.changeKeys(mchid, { keyMode: 'publicKey' });
    await world.advance(10 * MINUTE);
    await refresh();
    expect(await missing()).toEqual([MERCHANT]);
    expect((await read()).certificatesDueAt).toBe(world.now() + 10 * MINUTE);
  });

  it('a flood of forged notifications under unknown serials makes us ask once a minute', async () => {
    await pays();
    const [order] = await world.app.store.orders.find().toArray();
    const outTradeNo = order?.payments[0]?.outTradeNo ?? '';
    await world.advance(2 * MINUTE);
    const asked = await counting();
    const forged = () => world.standIn.control.forge({ outTradeNo, variant: 'serial' });
    const statuses = await Promise.all(Array.from({ length: 6 }, forged));
    expect(new Set(statuses.map(({ status }) => status))).toEqual(new Set([401]));
    expect(await asked()).toBe(1);
    await world.advance(MINUTE);
    await forged();
    expect(await asked()).toBe(2);
  });
});

describe('an account that changes to a public key', () => {
  beforeEach(() => become('migrating'));

  it('believes either, and forgets the certificates when WeChat has none any more', async () => {
    for (let times = 0; times < 4; times++) await pays();
    expect(await serials()).not.toEqual([]);
    await world.standIn.control.changeKeys(mchid, { keyMode: 'publicKey' });
    await world.advance(10 * HOUR);
    expect(await refresh()).toBe(1);
    const doc = await read();
    expect(doc).not.toHaveProperty('platformCertificates');
    expect(doc).not.toHaveProperty('certificatesDueAt');
    await pays();
    expect([await refresh(), await alarmKinds(world)]).toEqual([0, []]);
    await expectTrue(world);
  });
});

it('an account with a public key never asks for certificates, whatever it is told', async () => {
  await become('publicKey');
  const asked = await counting();
  await pays();
  const [order] = await world.app.store.orders.find().toArray();
  const outTradeNo = order?.payments[0]?.outTradeNo ?? '';
  expect(await world.standIn.control.forge({ outTradeNo, variant: 'serial' })).toMatchObject({ status: 401 });
  await refresh();
  expect(await asked()).toBe(0);
});
