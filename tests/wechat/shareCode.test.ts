/** Codes for shares: a picture, or what kept WeChat from making one. */
import jsqr from 'jsqr';
import sharp from 'sharp';
import { WechatRejected, WechatUnavailable } from '../../functions/wechat/http';
import { createCode } from '../../functions/wechat/shareCode';
import type { StoredToken } from '../../functions/wechat/token';
import type { FaultEffect } from '../../scripts/wechatStandIn/types';
import { type Bench, openBench } from '../support/standIn';

let bench: Bench;
let kept: StoredToken | undefined;

beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());
beforeEach(async () => {
  await bench.reset();
  kept = undefined;
});

type Wanted = Parameters<typeof createCode>[1];

const make = (changes: Partial<Wanted> = {}) =>
  createCode(
    {
      app: { base: bench.standIn.url, ...bench.standIn.credentials.app },
      store: {
        get: async () => kept,
        set: async (_, token) => {
          kept = token;
        },
      },
      now: bench.now(),
    },
    { scene: 'a1B2c3D4e5', page: 'pages/product/index', edition: 'release', ...changes },
  );
const answers = (effect: FaultEffect, times?: number) =>
  bench.control.addFault({ match: { operation: 'code' }, effect, ...(times === undefined ? {} : { times }) });

test('is a picture that leads to the page with the token', async () => {
  const { type, bytes } = await make();
  expect(type).toBe('image/png');
  const { data, info } = await sharp(bytes).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  expect(jsqr(new Uint8ClampedArray(data), info.width, info.height)?.data).toBe(
    'weapp:pages/product/index?scene=a1B2c3D4e5',
  );
  expect(await bench.control.codes()).toMatchObject([{ edition: 'release', width: 430 }]);
});

test.each(['trial', 'develop'] as const)(
  'of the edition %s may lead to a page that is not released',
  async (edition) => {
    await make({ page: 'pages/next/index', edition });
    expect(await bench.control.codes()).toMatchObject([{ page: 'pages/next/index', edition }]);
  },
);

test.each([
  ['a page that is not released', { page: 'pages/next/index' }, '41030'],
  ['a page with a slash before it', { page: '/pages/product/index' }, '41030'],
  ['a token that is too long', { scene: 'a'.repeat(33) }, '40129'],
])('for %s there is none, ever', async (_, changes, code) => {
  await expect(make(changes)).rejects.toMatchObject({ name: 'WechatRejected', code });
});

test.each([
  [{ kind: 'timeoutBefore' }],
  [{ kind: 'timeoutAfter' }],
  [{ kind: 'fail', status: 502 }],
  [{ kind: 'fail', status: 200, body: { errcode: -1, errmsg: 'system busy' } }],
  [{ kind: 'fail', status: 200, body: { errcode: 45009, errmsg: 'too often' } }],
  // All is well, it says, and there is no picture.
  [{ kind: 'fail', status: 200, body: { errcode: 0, errmsg: 'ok' } }],
] satisfies [FaultEffect][])('%j: later there may be one', async (effect) => {
  await answers(effect, 1);
  await expect(make()).rejects.toBeInstanceOf(WechatUnavailable);
  expect((await make()).bytes.length).toBeGreaterThan(0);
});

test('a token that WeChat does not know is replaced, and the code is made', async () => {
  kept = { token: 'of-somebody-else', expiresAt: bench.now() + 7_200_000 };
  expect((await make()).type).toBe('image/png');
  expect(kept?.token).not.toBe('of-somebody-else');
});

test.each([40001, 40014, 42001])('a token that is refused with %i twice is an outage', async (errcode) => {
  await answers({ kind: 'fail', status: 200, body: { errcode, errmsg: 'told to' } }, 2);
  await expect(make()).rejects.toBeInstanceOf(WechatUnavailable);
  expect(await bench.control.faults()).toMatchObject([{ hits: 2 }]);
});

test('what WeChat does not allow us is a no', async () => {
  await answers({ kind: 'fail', status: 200, body: { errcode: 48001, errmsg: 'api unauthorized' } });
  await expect(make()).rejects.toBeInstanceOf(WechatRejected);
});
