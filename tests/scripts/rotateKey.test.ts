/** Another API v3 key while payments go on: nothing that WeChat encrypts is ever without a key that opens it. */
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { openAccount } from '../../functions/store/paymentAccount';
import { abandonRotation, beginRotation, finishRotation, rotationStatus } from '../../scripts/rotateKey';
import { runCommand } from '../../scripts/runCommand';
import { HOUR } from '../../shared/time';
import { useDatabase } from '../support/database';
import { temporaryFolder } from '../support/standIn';
import { ACCOUNT, openWorld, type World } from '../support/world';
import { buy, crowd, expectTrue, orderOf } from '../usecases/crowd';

const database = useDatabase();
let world: World;
const DATA_SECRET = '00'.repeat(32);
const NEXT = 'next_key_of_32_characters_000001';
const OTHER = 'next_key_of_32_characters_000002';

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

let old: string;
beforeAll(async () => {
  world = await openWorld(database);
  old = world.credentials.apiV3Key;
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  await world.standIn.control.changeKeys(world.credentials.mchid, { apiV3Key: old });
  const { apiV3Key } = await doc();
  const first = begun ?? apiV3Key;
  begun = first;
  await world.app.store.paymentAccounts.updateOne(
    { _id: ACCOUNT },
    { $set: { apiV3Key: first }, $unset: { nextApiV3Key: '', nextKeyUsedAt: '' } },
  );
  await world.app.payOf(ACCOUNT, 'again');
});

/** The first key, sealed. */
let begun: string | undefined;

async function doc() {
  const account = await world.app.store.paymentAccounts.findOne({ _id: ACCOUNT });
  if (!account) throw new Error('the account is gone');
  return account;
}
const keys = async () => {
  const { apiV3Key, nextApiV3Key } = openAccount(await doc(), DATA_SECRET);
  return [apiV3Key, nextApiV3Key];
};
const store = () => world.app.store;
const begin = (key = NEXT) => beginRotation(store(), ACCOUNT, key, DATA_SECRET);
const finish = (anyway?: boolean) => finishRotation(store(), ACCOUNT, world.now(), anyway);
const atWechat = (apiV3Key: string) => world.standIn.control.changeKeys(world.credentials.mchid, { apiV3Key });
/** Somebody pays, and what WeChat says of it is understood. */
async function pays(): Promise<void> {
  const [buyer] = await crowd(world, 1);
  const { orderId } = await buy(world, buyer!, { campaignId: null });
  expect(await orderOf(world, orderId)).toMatchObject({ status: 'toShip' });
}

it('walks from one key to the next without losing a notification', async () => {
  await pays();
  expect(await begin()).toContain('Both keys are known');
  // What is sealed is told to nobody.
  expect(JSON.stringify(await doc())).not.toContain(NEXT);
  expect(await keys()).toEqual([old, NEXT]);
  await pays();
  expect(await rotationStatus(store(), ACCOUNT, world.now())).toContain('not been seen');
  await atWechat(NEXT);
  await pays();
  expect(await doc()).toMatchObject({ nextKeyUsedAt: world.now() });
  // A notification from before, repeated under the key from before.
  await atWechat(old);
  await pays();
  await atWechat(NEXT);
  await world.advance(24 * HOUR);
  await expect(finish()).rejects.toThrow('not yet: WeChat uses the next key since 2036-03-01 12:00:00');
  await world.advance(HOUR);
  expect(await finish()).toBe('pac_test has one key: the new one.');
  expect(await keys()).toEqual([NEXT, undefined]);
  await pays();
  expect(await finish()).toBe('pac_test has one key.');
  await expectTrue(world);
});

it('is in use at once, also where the account was read before', async () => {
  await pays();
  await begin();
  // WeChat is quicker than the five minutes for which an account is kept.
  await atWechat(NEXT);
  await pays();
  await world.advance(26 * HOUR);
  await finish();
  await pays();
  await expectTrue(world);
});

it('begins once: the same key again, and no third one', async () => {
  await begin();
  const sealed = (await doc()).nextApiV3Key;
  await begin();
  expect((await doc()).nextApiV3Key).toBe(sealed);
  await expect(begin(OTHER)).rejects.toThrow('is being given another key');
  await expect(begin(old)).rejects.toThrow('has this key already');
  for (const key of ['short', 'x'.repeat(33), `${'x'.repeat(31)} `]) await expect(begin(key)).rejects.toThrow('32');
  await expect(beginRotation(store(), 'pac_none', NEXT, DATA_SECRET)).rejects.toThrow('no payment account pac_none');
});

it('of two that begin at once, one does', async () => {
  const begins = await Promise.allSettled([begin(NEXT), begin(OTHER)]);
  expect(begins.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
});

it('may be abandoned until WeChat uses it, and not after', async () => {
  await begin();
  expect(await abandonRotation(store(), ACCOUNT)).toContain('the one before');
  expect(await keys()).toEqual([old, undefined]);
  await begin();
  await atWechat(NEXT);
  await pays();
  await expect(abandonRotation(store(), ACCOUNT)).rejects.toThrow('finish it instead');
  expect(await keys()).toEqual([old, NEXT]);
});

it('is finished early only by somebody who says so', async () => {
  await begin();
  await expect(finish()).rejects.toThrow('--anyway');
  expect(await finish(true)).toContain('the new one');
});

it('is a command', async () => {
  const folder = temporaryFolder();
  const file = join(folder.path, 'next.key');
  writeFileSync(file, `${NEXT}\n`);
  const root = resolve(__dirname, '../..');
  const rotate = (...args: string[]) =>
    runCommand(
      process.execPath,
      [join(root, 'node_modules/tsx/dist/cli.mjs'), join(root, 'scripts/rotateKey.ts'), ...args],
      {
        env: { MONGODB_URI: database.uri, MONGODB_DATABASE: database.name, DATA_SECRET },
      },
    );
  const account = ['--account', ACCOUNT];
  expect(await rotate('begin', file, ...account)).toMatchObject({
    code: 0,
    output: expect.stringContaining('Both keys'),
  });
  expect(await rotate('status', ...account)).toMatchObject({
    code: 0,
    output: expect.stringContaining('not been seen'),
  });
  expect(await rotate('finish', ...account)).toMatchObject({ code: 1, output: expect.stringContaining('not yet') });
  expect(await rotate('abandon', ...account)).toMatchObject({ code: 0 });
  expect(await rotate('finish', ...account)).toMatchObject({ code: 0, output: expect.stringContaining('one key') });
  expect(await rotate('turn', ...account)).toMatchObject({ code: 1, output: expect.stringContaining('begin FILE') });
  expect(await rotate('status')).toMatchObject({ code: 1, output: expect.stringContaining('Name the account') });
  folder.remove();
});
