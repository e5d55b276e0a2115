import { WechatRejected, WechatUnavailable } from '../../functions/wechat/http';
import { code2session } from '../../functions/wechat/login';
import type { WechatApp } from '../../functions/wechat/server';
import { accessToken, type StoredToken } from '../../functions/wechat/token';
import { type StandIn, spawnStandIn } from '../../scripts/wechatStandIn/spawn';
import { temporaryFolder } from '../support/standIn';

const folder = temporaryFolder();
let standIn: StandIn;
let app: WechatApp;

beforeAll(async () => {
  standIn = await spawnStandIn({ dataDir: folder.path });
  app = { base: standIn.url, ...standIn.credentials.app };
});
afterAll(async () => {
  await standIn.stop();
  folder.remove();
});
beforeEach(() => standIn.control.reset());

const answers = (body: unknown) =>
  standIn.control.addFault({ match: { operation: 'code2session' }, effect: { kind: 'fail', status: 200, body } });

describe('code2session', () => {
  test('a code gives the openid of the person who signed in, the same every time', async () => {
    const [xiaoli] = await standIn.control.registerPeople([{ id: 'xiaoli', name: '小丽', unionid: 'u-xiaoli' }]);
    const first = await code2session(app, await standIn.control.loginCode('xiaoli'));
    const second = await code2session(app, await standIn.control.loginCode('xiaoli'));
    expect(first).toMatchObject({ ok: true, value: { openid: xiaoli?.openid, unionid: 'u-xiaoli' } });
    expect(second).toMatchObject({ ok: true, value: { openid: xiaoli?.openid } });
  });

  test('two people have two openids', async () => {
    const one = await code2session(app, await standIn.control.loginCode('one'));
    const two = await code2session(app, await standIn.control.loginCode('two'));
    if (!one.ok || !two.ok) throw new Error('both must sign in');
    expect(one.value.openid).not.toBe(two.value.openid);
    expect(one.value).not.toHaveProperty('unionid');
  });

  test('a code is good once', async () => {
    const code = await standIn.control.loginCode('xiaoli');
    expect((await code2session(app, code)).ok).toBe(true);
    expect(await code2session(app, code)).toEqual({ ok: false, refusal: 'loginCodeInvalid' });
  });

  test('a code lives five minutes', async () => {
    const code = await standIn.control.loginCode('xiaoli');
    await standIn.control.clock({ advance: 5 * 60_000 });
    expect(await code2session(app, code)).toEqual({ ok: false, refusal: 'loginCodeInvalid' });
  });

  test('an unknown code is refused, whatever characters it has', async () => {
    expect(await code2session(app, 'x&appid=other')).toEqual({ ok: false, refusal: 'loginCodeInvalid' });
  });

  test('a risky user is refused as such', async () => {
    await answers({ errcode: 40226, errmsg: 'code blocked' });
    expect(await code2session(app, 'any')).toEqual({ ok: false, refusal: 'loginRiskUser' });
  });

  test.each([-1, 45011])('errcode %i means: try again later', async (errcode) => {
    await answers({ errcode, errmsg: 'busy' });
    await expect(code2session(app, 'any')).rejects.toBeInstanceOf(WechatUnavailable);
  });

  test('an answer without an openid is no sign-in, even without an errcode', async () => {
    await answers({ session_key: 'abc' });
    await expect(code2session(app, 'any')).rejects.toBeInstanceOf(WechatUnavailable);
  });

  test('an errcode of 0 with an openid is a sign-in', async () => {
    await answers({ errcode: 0, openid: 'oZero', session_key: 'abc' });
    expect(await code2session(app, 'any')).toEqual({ ok: true, value: { openid: 'oZero', sessionKey: 'abc' } });
  });

  test('a wrong secret is our mistake, not the person’s', async () => {
    await expect(code2session({ ...app, secret: 'wrong' }, 'any')).rejects.toBeInstanceOf(WechatRejected);
  });

  test.each(['timeoutBefore', 'timeoutAfter'] as const)('a cut connection (%s) is an outage', async (kind) => {
    await standIn.control.addFault({ match: { operation: 'code2session' }, effect: { kind } });
    await expect(code2session(app, 'any')).rejects.toBeInstanceOf(WechatUnavailable);
  });

  test('a gateway’s page is an outage', async () => {
    const effect = { kind: 'fail', status: 502, body: '<html>' } as const;
    await standIn.control.addFault({ match: { operation: 'code2session' }, effect });
    await expect(code2session(app, 'any')).rejects.toBeInstanceOf(WechatUnavailable);
  });
});

describe('the server’s token', () => {
  function memory() {
    const kept = new Map<string, StoredToken>();
    return {
      kept,
      get: async (appid: string) => kept.get(appid),
      set: async (appid: string, token: StoredToken) => void kept.set(appid, token),
    };
  }
  const fail = { match: { operation: 'token' }, effect: { kind: 'fail', status: 500 } } as const;

  test('is kept until five minutes before it ends, and WeChat is not asked meanwhile', async () => {
    const store = memory();
    const now = 1_800_000_000_000;
    await standIn.control.clock({ now, frozen: true });
    const first = await accessToken({ app, store, now });
    await standIn.control.addFault(fail);
    expect(await accessToken({ app, store, now: now + 6899_999 })).toBe(first);
    await expect(accessToken({ app, store, now: now + 6900_000 })).rejects.toBeInstanceOf(WechatUnavailable);
    await standIn.control.clearFaults();
    await standIn.control.clock({ now: now + 6900_000, frozen: true });
    const renewed = await accessToken({ app, store, now: now + 6900_000 });
    expect(renewed).not.toBe(first);
    expect(store.kept.get(app.appid)).toEqual({ token: renewed, expiresAt: now + 6900_000 + 7200_000 });
  });

  test('a forced refresh gives another token, at most one in 30 s', async () => {
    const store = memory();
    const now = await standIn.control.now();
    const first = await accessToken({ app, store, now });
    expect(await accessToken({ app, store, now }, true)).not.toBe(first);
    await expect(accessToken({ app, store, now }, true)).rejects.toBeInstanceOf(WechatUnavailable);
  });

  test('a wrong secret is our mistake', async () => {
    const store = memory();
    const wrong = { ...app, secret: 'wrong' };
    await expect(accessToken({ app: wrong, store, now: 0 })).rejects.toBeInstanceOf(WechatRejected);
    expect(store.kept.size).toBe(0);
  });
});
