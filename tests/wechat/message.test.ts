import { WechatRejected, WechatUnavailable } from '../../functions/wechat/http';
import { type SubscribeMessage, sendSubscribeMessage } from '../../functions/wechat/message';
import type { StoredToken } from '../../functions/wechat/token';
import type { FaultEffect } from '../../scripts/wechatStandIn/types';
import { type Bench, openBench } from '../support/standIn';

const TEMPLATE = 'tpl-formed';

let bench: Bench;
let openid: string;
let kept: StoredToken | undefined;

beforeAll(async () => {
  bench = await openBench();
  const [person] = await bench.control.registerPeople([{ id: 'linjie', name: '林姐' }]);
  openid = person?.openid ?? '';
  await bench.control.registerTemplates([{ id: TEMPLATE, fields: ['thing1', 'amount2'] }]);
});
afterAll(() => bench.close());
beforeEach(async () => {
  await bench.reset();
  kept = undefined;
});

const message = (changes: Partial<SubscribeMessage> = {}): SubscribeMessage => ({
  openid,
  templateId: TEMPLATE,
  page: 'pages/group/index?id=grp_1',
  data: { thing1: { value: '阳山水蜜桃' }, amount2: { value: '¥29.90' } },
  state: 'formal',
  ...changes,
});

const send = (changes?: Partial<SubscribeMessage>) => {
  const app = { base: bench.standIn.url, ...bench.standIn.credentials.app };
  const store = {
    get: async () => kept,
    set: async (_: string, token: StoredToken) => {
      kept = token;
    },
  };
  return sendSubscribeMessage({ app, store, now: bench.now() }, message(changes));
};
const consent = (count = 1) => bench.control.consent('linjie', TEMPLATE, count);
const answers = (effect: FaultEffect, times?: number) =>
  bench.control.addFault({ match: { operation: 'message' }, effect, ...(times === undefined ? {} : { times }) });
const says = (errcode: number, times?: number) =>
  answers({ kind: 'fail', status: 200, body: { errcode, errmsg: 'told to' } }, times);
const messages = () => bench.control.messages();

test('is sent as it is, once for each consent, and then quietly not', async () => {
  await consent(2);
  expect(await send()).toBe('sent');
  expect(await send()).toBe('sent');
  expect(await send()).toBe('noConsent');
  expect(await messages()).toMatchObject(
    Array(2).fill({
      person: 'linjie',
      openid,
      templateId: TEMPLATE,
      page: 'pages/group/index?id=grp_1',
      values: { thing1: '阳山水蜜桃', amount2: '¥29.90' },
      state: 'formal',
    }),
  );
});

test.each([
  ['a template that is not ours', { templateId: 'tpl-other' }, '40037'],
  ['a value that is too long', { data: { thing1: { value: '桃'.repeat(21) }, amount2: { value: '¥1.00' } } }, '47003'],
  ['a field too few', { data: { thing1: { value: '桃' } } }, '47003'],
])('%s is a no for ever, with what WeChat says of it', async (_, changes, code) => {
  await consent();
  const answer = await send(changes);
  expect(answer).toBeInstanceOf(WechatRejected);
  expect(answer).toMatchObject({ code });
  expect(await messages()).toEqual([]);
});

test('somebody whom WeChat does not know is a mistake of ours', async () => {
  await expect(send({ openid: 'oNobody' })).rejects.toBeInstanceOf(WechatRejected);
});

test.each([
  [{ kind: 'timeoutBefore' }],
  [{ kind: 'timeoutAfter' }],
  [{ kind: 'fail', status: 502 }],
  [{ kind: 'fail', status: 200, body: { errcode: -1, errmsg: 'system busy' } }],
  [{ kind: 'fail', status: 200, body: { errcode: 45009, errmsg: 'too often' } }],
] satisfies [FaultEffect][])('%j: it may have been sent or not', async (effect) => {
  await consent();
  await answers(effect);
  await expect(send()).rejects.toBeInstanceOf(WechatUnavailable);
});

test('a message whose answer was lost was sent, and is not sent again without a second consent', async () => {
  await consent();
  await answers({ kind: 'timeoutAfter' }, 1);
  await expect(send()).rejects.toBeInstanceOf(WechatUnavailable);
  expect(await send()).toBe('noConsent');
  expect(await messages()).toHaveLength(1);
});

describe('the token', () => {
  test('is kept for the next message', async () => {
    await consent(2);
    await send();
    const first = kept;
    await bench.control.addFault({ match: { operation: 'token' }, effect: { kind: 'fail', status: 500 } });
    expect(await send()).toBe('sent');
    expect(kept).toBe(first);
  });

  test('that WeChat does not know is replaced by force, once', async () => {
    await consent();
    kept = { token: 'of-somebody-else', expiresAt: bench.now() + 7_200_000 };
    expect(await send()).toBe('sent');
    expect(kept?.token).not.toBe('of-somebody-else');
  });

  test.each([40001, 40014, 42001])('refused with %i twice is an outage, and nothing was sent', async (errcode) => {
    await consent();
    await says(errcode, 2);
    await expect(send()).rejects.toBeInstanceOf(WechatUnavailable);
    expect(await bench.control.faults()).toMatchObject([{ hits: 2 }]);
    // The forced refresh is spent: the next try lives on the token that it brought.
    expect(await send()).toBe('sent');
  });

  test('that somebody else has replaced meanwhile is taken from where it is kept, without another refresh', async () => {
    await consent();
    const app = { base: bench.standIn.url, ...bench.standIn.credentials.app };
    await send();
    const good = kept as StoredToken;
    const old = { token: 'ended', expiresAt: good.expiresAt };
    const reads = [old, good];
    let sets = 0;
    const store = {
      get: async () => reads.shift(),
      set: async () => {
        sets += 1;
      },
    };
    await consent();
    expect(await sendSubscribeMessage({ app, store, now: bench.now() }, message())).toBe('sent');
    expect(sets).toBe(0);
  });

  test('of a wrong secret is a mistake of ours', async () => {
    const app = { base: bench.standIn.url, appid: bench.standIn.credentials.app.appid, secret: 'wrong' };
    const store = { get: async () => undefined, set: async () => {} };
    await expect(sendSubscribeMessage({ app, store, now: bench.now() }, message())).rejects.toMatchObject({
      name: 'WechatRejected',
      code: '40125',
    });
  });
});
