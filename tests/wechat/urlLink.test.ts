/** Links for text messages. */
import { WechatUnavailable } from '../../functions/wechat/http';
import { createUrlLink } from '../../functions/wechat/urlLink';
import type { FaultEffect } from '../../scripts/wechatStandIn/types';
import { DAY } from '../../shared/time';
import { type Bench, openBench } from '../support/standIn';

let bench: Bench;

beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());
beforeEach(() => bench.reset());

const make = (changes: Partial<Parameters<typeof createUrlLink>[1]> = {}) =>
  createUrlLink(
    {
      app: { base: bench.standIn.url, ...bench.standIn.credentials.app },
      store: { get: async () => undefined, set: async () => {} },
      now: bench.now(),
    },
    { page: 'pages/group/index', query: 's=a1B2c3D4e5&id=grp_1', edition: 'release', ...changes },
  );
const answers = (effect: FaultEffect) => bench.control.addFault({ match: { operation: 'urllink' }, effect, times: 1 });

test.each(['release', 'trial', 'develop'] as const)('opens the edition %s and says when it ends', async (edition) => {
  const link = await make({ edition });
  expect(link.expiresAt).toBe(bench.now() + 30 * DAY);
  expect(await bench.control.links()).toMatchObject([
    { ...link, page: 'pages/group/index', query: 's=a1B2c3D4e5&id=grp_1', edition },
  ]);
});

test.each([
  ['a page that the app does not have', { page: 'pages/next/index' }, '40165'],
  ['a query that is none', { query: '桃' }, '40212'],
])('for %s there is none, ever', async (_, changes, code) => {
  await expect(make(changes)).rejects.toMatchObject({ name: 'WechatRejected', code });
});

test.each([
  [{ kind: 'timeoutAfter' }],
  [{ kind: 'fail', status: 503 }],
  [{ kind: 'fail', status: 200, body: { errcode: 44990, errmsg: 'too fast' } }],
  [{ kind: 'fail', status: 200, body: { errcode: 0, errmsg: 'ok' } }],
] satisfies [FaultEffect][])('%j: later there may be one', async (effect) => {
  await answers(effect);
  await expect(make()).rejects.toBeInstanceOf(WechatUnavailable);
  expect(await make()).toMatchObject({ url: expect.stringContaining('https://') });
});
