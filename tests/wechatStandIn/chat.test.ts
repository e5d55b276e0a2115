import { decryptGroupEnterInfo } from '../../functions/wechat/decrypt';
import { code2session } from '../../functions/wechat/login';
import { StandInRefusal } from '../../scripts/wechatStandIn/client';
import { type StandIn, spawnStandIn } from '../../scripts/wechatStandIn/spawn';
import { temporaryFolder } from '../support/standIn';

const folder = temporaryFolder();
let standIn: StandIn;
beforeAll(async () => {
  standIn = await spawnStandIn({ dataDir: folder.path });
});
afterAll(async () => {
  await standIn.stop();
  folder.remove();
});

/** Signs in. @returns the session_key that it brought */
async function keyOf(person: string): Promise<string> {
  const app = { base: standIn.url, ...standIn.credentials.app };
  const signedIn = await code2session(app, await standIn.control.loginCode(person));
  if (!signedIn.ok) throw new Error(signedIn.refusal);
  return signedIn.value.sessionKey;
}

const read = async (encrypted: { encryptedData: string; iv: string }, sessionKey: string) =>
  decryptGroupEnterInfo(encrypted, {
    sessionKey,
    appid: standIn.credentials.app.appid,
    now: await standIn.control.now(),
  });

test('nobody who has never signed in has entered a chat', async () => {
  await expect(standIn.control.enterChat('nobody', '邻里群')).rejects.toBeInstanceOf(StandInRefusal);
});

test('a chat has one id, for everybody, and another than other chats', async () => {
  const [first, second] = [await keyOf('one'), await keyOf('two')];
  const one = await standIn.control.enterChat('one', '邻里群');
  const two = await standIn.control.enterChat('two', '邻里群');
  expect(one.opengid).toBe(two.opengid);
  expect((await standIn.control.enterChat('one', '同事群')).opengid).not.toBe(one.opengid);
  expect(one.encryptedData).not.toBe(two.encryptedData);
  expect(await read(one, first)).toEqual({ ok: true, value: { opengid: one.opengid } });
  expect(await read(two, first)).toMatchObject({ ok: false });
  expect(await read(two, second)).toMatchObject({ ok: true });
});

test('the newest sign-in counts, also after a restart', async () => {
  const before = await keyOf('one');
  const newest = await keyOf('one');
  const encrypted = await standIn.control.enterChat('one', '邻里群');
  expect(await read(encrypted, before)).toMatchObject({ ok: false });
  expect(await read(encrypted, newest)).toMatchObject({ ok: true });
  await standIn.kill();
  standIn = await spawnStandIn({ dataDir: folder.path });
  expect(await read(await standIn.control.enterChat('one', '邻里群'), newest)).toMatchObject({ ok: true });
});
