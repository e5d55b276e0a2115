import { WechatUnavailable } from '../../functions/wechat/http';
import { type Bench, openBench } from '../support/standIn';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());
beforeEach(() => bench.reset());

test('a fault applies as often as told, to what it matches only', async () => {
  const first = bench.order();
  const second = bench.order();
  const { id } = await bench.control.addFault({
    match: { operation: 'prepay', text: first.out_trade_no },
    times: 2,
    effect: { kind: 'fail', status: 500 },
  });
  expect((await bench.pay.prepay(second)).ok).toBe(true);
  await expect(bench.pay.prepay(first)).rejects.toBeInstanceOf(WechatUnavailable);
  await expect(bench.pay.prepay(first)).rejects.toBeInstanceOf(WechatUnavailable);
  expect((await bench.pay.prepay(first)).ok).toBe(true);
  expect(await bench.control.faults()).toMatchObject([{ id, hits: 2 }]);
  await bench.control.clearFaults(id);
  expect(await bench.control.faults()).toEqual([]);
});

test('a fault may match by address', async () => {
  await bench.control.addFault({ match: { path: 'out-trade-no/.*/close$' }, effect: { kind: 'fail', status: 503 } });
  const request = bench.order();
  expect((await bench.pay.prepay(request)).ok).toBe(true);
  await expect(bench.pay.close(request.out_trade_no)).rejects.toBeInstanceOf(WechatUnavailable);
});

/** Asks until the stand-in has seen `hits` requests that a fault matches. */
async function seen(hits: number) {
  while (((await bench.control.faults())[0]?.hits ?? 0) < hits) await new Promise(setImmediate);
}

test('a delayed request is not done until it is released', async () => {
  await bench.control.addFault({ match: { operation: 'prepay' }, times: 2, effect: { kind: 'delay' } });
  const answers = [bench.pay.prepay(bench.order()), bench.pay.prepay(bench.order())];
  await seen(2);
  expect((await bench.control.books(bench.account.mchid)).transactions).toEqual([]);
  expect(await bench.control.releaseDelayed()).toBe(2);
  expect((await Promise.all(answers)).map(({ ok }) => ok)).toEqual([true, true]);
  expect((await bench.control.books(bench.account.mchid)).transactions).toHaveLength(2);
});

test('a delayed answer comes after the work, when its clock has gone on', async () => {
  const effect = { kind: 'delay', ms: 3000, after: true } as const;
  const request = bench.order();
  await bench.control.addFault({ match: { operation: 'prepay' }, times: 1, effect });
  const answer = bench.pay.prepay(request);
  await seen(1);
  while ((await bench.control.books(bench.account.mchid)).transactions.length === 0) await new Promise(setImmediate);
  await bench.advance(3000);
  expect((await answer).ok).toBe(true);
});

test('clearing all faults lets everybody go on', async () => {
  await bench.control.addFault({ match: { operation: 'prepay' }, effect: { kind: 'delay' } });
  const answer = bench.pay.prepay(bench.order());
  await seen(1);
  await bench.control.clearFaults();
  expect((await answer).ok).toBe(true);
});

test('faults leave the control addresses alone', async () => {
  await bench.control.addFault({ match: {}, effect: { kind: 'timeoutBefore' } });
  expect(await bench.control.now()).toBe(bench.now());
  await expect(bench.pay.prepay(bench.order())).rejects.toBeInstanceOf(WechatUnavailable);
});
