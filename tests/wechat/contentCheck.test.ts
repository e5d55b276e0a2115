import { checkPicture, checkText } from '../../functions/wechat/contentCheck';
import { WechatRejected, WechatUnavailable } from '../../functions/wechat/http';
import type { StoredToken } from '../../functions/wechat/token';
import type { FaultEffect } from '../../scripts/wechatStandIn/types';
import { type Bench, openBench } from '../support/standIn';

let bench: Bench;
let openid: string;
let kept: StoredToken | undefined;

beforeAll(async () => {
  bench = await openBench();
  const [person] = await bench.control.registerPeople([{ id: 'linjie', name: '林姐' }]);
  openid = person?.openid ?? '';
});
afterAll(() => bench.close());
beforeEach(async () => {
  await bench.reset();
  await bench.control.visit('linjie');
  kept = undefined;
});

const given = () => ({
  app: { base: bench.standIn.url, ...bench.standIn.credentials.app },
  store: {
    get: async () => kept,
    set: async (_: string, token: StoredToken) => {
      kept = token;
    },
  },
  now: bench.now(),
});
const text = (content = '小桃') => checkText(given(), { openid, scene: 1, content });
const picture = (url = 'http://127.0.0.1:1/face.jpg') => checkPicture(given(), { openid, scene: 1, url });
const says = (body: object) =>
  bench.control.addFault({
    match: { path: '^/wxa/' },
    effect: { kind: 'fail', status: 200, body: { errmsg: 'told to', ...body } },
  });

test('a text is what WeChat says of it', async () => {
  await bench.control.content({ risky: ['坏话'], review: ['可疑'] });
  expect([await text(), await text('坏话'), await text('可疑')]).toEqual(['pass', 'risky', 'review']);
});

test('a picture is taken on under a name', async () => {
  const asked = await picture();
  expect(await bench.control.pushes()).toMatchObject([asked]);
});

test('the old word for a text that is not fit is understood', async () => {
  await says({ errcode: 87014 });
  expect(await text()).toBe('risky');
});

test('somebody who has not been there for two hours cannot be asked for', async () => {
  await bench.advance(2 * 3_600_000);
  expect([await text(), await picture()]).toEqual(['notActive', 'notActive']);
});

test.each([
  ['another suggestion', { errcode: 0, result: { suggest: 'perhaps' } }],
  ['no result', { errcode: 0 }],
])('%s is no answer to a text', async (_, body) => {
  await says(body);
  await expect(text()).rejects.toBeInstanceOf(WechatUnavailable);
});

test.each([
  ['none', { errcode: 0 }],
  ['an empty one', { errcode: 0, trace_id: '' }],
])('a picture without a name, %s, was not taken on', async (_, body) => {
  await says(body);
  await expect(picture()).rejects.toBeInstanceOf(WechatUnavailable);
});

test.each([
  [{ kind: 'timeoutBefore' }],
  [{ kind: 'timeoutAfter' }],
  [{ kind: 'fail', status: 502 }],
  [{ kind: 'fail', status: 200, body: { errcode: -1, errmsg: 'system busy' } }],
] satisfies [FaultEffect][])('%j is an outage', async (effect) => {
  await bench.control.addFault({ match: { path: '^/wxa/' }, effect });
  await expect(text()).rejects.toBeInstanceOf(WechatUnavailable);
  await expect(picture()).rejects.toBeInstanceOf(WechatUnavailable);
});

test('what WeChat will never take is a mistake of ours', async () => {
  await expect(text('桃'.repeat(2501))).rejects.toBeInstanceOf(WechatRejected);
  await expect(picture('http://x/face.webp')).rejects.toBeInstanceOf(WechatRejected);
  await expect(checkText(given(), { openid: 'oNobody', scene: 1, content: '小桃' })).rejects.toBeInstanceOf(
    WechatRejected,
  );
});
