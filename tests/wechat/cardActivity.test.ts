/** Cards that change in chats: an activity, what its cards are told, and its end. */
import { changeCards, createActivity } from '../../functions/wechat/cardActivity';
import { WechatRejected, WechatUnavailable } from '../../functions/wechat/http';
import type { FaultEffect, Operation } from '../../scripts/wechatStandIn/types';
import { HOUR } from '../../shared/time';
import { type Bench, openBench } from '../support/standIn';

let bench: Bench;

beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());
beforeEach(() => bench.reset());

const given = () => ({
  app: { base: bench.standIn.url, ...bench.standIn.credentials.app },
  store: { get: async () => undefined, set: async () => {} },
  now: bench.now(),
});
const JOINING = { members: 2, room: 3 };
const OVER = { page: 'pages/group/index?id=grp_1', edition: 'release' } as const;
const answers = (operation: Operation, effect: FaultEffect) =>
  bench.control.addFault({ match: { operation }, effect, times: 1 });

test('an activity lives as long as WeChat says, and its cards are told in texts', async () => {
  const { activityId, expiresAt } = await createActivity(given());
  expect(expiresAt).toBe(bench.now() + 24 * HOUR);
  expect(await changeCards(given(), activityId, JOINING)).toBe('changed');
  expect(await changeCards(given(), activityId, OVER)).toBe('changed');
  expect(await bench.control.cards()).toMatchObject([
    {
      activityId,
      history: [
        { state: 0, values: { member_count: '2', room_limit: '3' } },
        { state: 1, values: { path: 'pages/group/index?id=grp_1', version_type: 'release' } },
      ],
    },
  ]);
});

test('cards that are over, have expired, or are not known are gone', async () => {
  const [over, old] = [await createActivity(given()), await createActivity(given())];
  await changeCards(given(), over.activityId, OVER);
  expect(await changeCards(given(), over.activityId, JOINING)).toBe('gone');
  expect(await changeCards(given(), over.activityId, OVER)).toBe('gone');
  expect(await changeCards(given(), 'made-up', JOINING)).toBe('gone');
  await bench.advance(24 * HOUR);
  expect(await changeCards(given(), old.activityId, JOINING)).toBe('gone');
});

test('an end on a page that the app does not have is a mistake of ours', async () => {
  const { activityId } = await createActivity(given());
  const nowhere = { ...OVER, page: 'pages/nowhere/index' };
  await expect(changeCards(given(), activityId, nowhere)).rejects.toBeInstanceOf(WechatRejected);
});

test.each([
  [{ kind: 'timeoutAfter' }],
  [{ kind: 'fail', status: 502 }],
  [{ kind: 'fail', status: 200, body: { errcode: -1, errmsg: 'system busy' } }],
] satisfies [FaultEffect][])('%j: neither is known to be done, and both can be asked again', async (effect) => {
  await answers('activity', effect);
  await expect(createActivity(given())).rejects.toBeInstanceOf(WechatUnavailable);
  const { activityId } = await createActivity(given());
  await answers('cards', effect);
  await expect(changeCards(given(), activityId, JOINING)).rejects.toBeInstanceOf(WechatUnavailable);
  expect(await changeCards(given(), activityId, JOINING)).toBe('changed');
});

test('an activity without a name is none', async () => {
  await answers('activity', { kind: 'fail', status: 200, body: { errcode: 0, errmsg: 'ok' } });
  await expect(createActivity(given())).rejects.toBeInstanceOf(WechatUnavailable);
});
