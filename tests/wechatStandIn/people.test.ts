import { code2session } from '../../functions/wechat/login';
import { type StandIn, spawnStandIn } from '../../scripts/wechatStandIn/spawn';
import { temporaryFolder } from '../support/standIn';

const folder = temporaryFolder();
let standIn: StandIn;
beforeAll(async () => {
  standIn = await spawnStandIn({ dataDir: folder.path, anyCode: true });
});
afterAll(async () => {
  await standIn.stop();
  folder.remove();
});

const app = () => ({ base: standIn.url, ...standIn.credentials.app });

test('with --any-code, a code of WeChat’s own is always the same person', async () => {
  await standIn.control.registerPeople([
    { id: 'linxia', name: '林夏', avatar: '/faces/linxia.png', openid: 'oLinxia' },
    { id: 'zhouzhou', name: '周舟', avatar: '/faces/zhouzhou.png' },
  ]);
  expect(await code2session(app(), '0a3xYzFromDevTools')).toMatchObject({ ok: true, value: { openid: 'oLinxia' } });
  expect(await code2session(app(), 'another')).toMatchObject({ ok: true, value: { openid: 'oLinxia' } });
});

test('people are listed for the sign-in without their openids, and any page may ask', async () => {
  const response = await fetch(`${standIn.url}/standin/people`);
  expect(response.headers.get('access-control-allow-origin')).toBe('*');
  const people = (await response.json()) as object[];
  expect(people).toContainEqual({ id: 'linxia', name: '林夏', avatar: '/faces/linxia.png' });
  expect(JSON.stringify(people)).not.toContain('openid');
  const preflight = await fetch(`${standIn.url}/standin/pay`, { method: 'OPTIONS' });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get('access-control-allow-methods')).toContain('POST');
});

test('registering a person again changes what is given and keeps the rest', async () => {
  const [before] = await standIn.control.registerPeople([{ id: 'zhouzhou', name: '周小舟' }]);
  expect(before).toMatchObject({ id: 'zhouzhou', name: '周小舟', avatar: '/faces/zhouzhou.png' });
  const [after] = await standIn.control.registerPeople([{ id: 'zhouzhou', avatar: '/faces/new.png' }]);
  expect(after).toEqual({ ...before, avatar: '/faces/new.png' });
});

test('a merchant asked for again by its number is the same, with the same keys', async () => {
  const first = await standIn.control.merchant({ mchid: '1900000001', name: '山野集' });
  expect(await standIn.control.merchant({ mchid: '1900000001' })).toEqual(first);
  expect(first.apiV3Key).toHaveLength(32);
  expect(first.publicKeyId).toMatch(/^PUB_KEY_ID_\d+$/);
});

test('reset forgets orders, not merchants and people', async () => {
  const merchants = (await standIn.control.credentials()).merchants;
  const people = await standIn.control.people();
  await standIn.control.reset();
  expect((await standIn.control.credentials()).merchants).toEqual(merchants);
  expect(await standIn.control.people()).toEqual(people);
});
