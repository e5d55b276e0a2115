import { retryAfter } from '../../scripts/wechatStandIn/notify';
import { type Bench, openBench } from '../support/standIn';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());
beforeEach(() => bench.reset());

const onNotify = { match: { operation: 'notify' } } as const;
const orderNumbers = (list: Array<{ outTradeNo?: string }>) => list.map(({ outTradeNo }) => outTradeNo);

test('a delivery that is refused is repeated on WeChat’s schedule, and then given up', async () => {
  bench.receiver.answer(500);
  await bench.paidOrder();
  await bench.control.flush();
  expect(bench.receiver.received).toHaveLength(1);
  for (const [index, wait] of retryAfter.entries()) {
    await bench.advance(wait - 1);
    await bench.control.flush();
    expect(bench.receiver.received).toHaveLength(index + 1);
    await bench.advance(1);
    await bench.control.flush();
    expect(bench.receiver.received).toHaveLength(index + 2);
  }
  expect(await bench.control.notifications()).toMatchObject([{ state: 'gaveUp', attempts: 16, lastStatus: 500 }]);
  await bench.advance(7 * 86_400_000);
  await bench.control.flush();
  expect(bench.receiver.received).toHaveLength(16);
  // WeChat's page says: 24 h 4 min in all.
  expect(retryAfter.reduce((sum, wait) => sum + wait, 0)).toBe((24 * 60 + 4) * 60_000);
});

test('a delivery that is accepted is not repeated', async () => {
  bench.receiver.answer(500);
  await bench.paidOrder();
  await bench.control.flush();
  bench.receiver.answer(200);
  await bench.advance(15_000);
  await bench.control.flush();
  expect(await bench.control.notifications()).toMatchObject([{ state: 'delivered', attempts: 2 }]);
  await bench.advance(30 * 86_400_000);
  await bench.control.flush();
  expect(bench.receiver.received).toHaveLength(2);
});

test('what is withheld is released in the order asked for, the same for the same seed', async () => {
  await bench.control.addFault({ ...onNotify, effect: { kind: 'withhold' } });
  const numbers: string[] = [];
  for (let count = 0; count < 12; count++) numbers.push(await bench.paidOrder());
  await bench.control.flush();
  expect(bench.receiver.received).toEqual([]);

  const all = { which: 'all', oneByOne: true } as const;
  const inOrder = await bench.control.release({ oneByOne: true });
  expect(orderNumbers(inOrder)).toEqual(numbers);
  expect(inOrder.map(({ status }) => status)).toEqual(Array(12).fill(200));
  expect(await bench.control.release()).toEqual([]);
  const reversed = await bench.control.release({ ...all, order: 'reversed' });
  expect(orderNumbers(reversed)).toEqual([...numbers].reverse());
  const shuffled = orderNumbers(await bench.control.release({ ...all, order: 'shuffled', seed: 7, copies: 3 }));
  expect(shuffled).toHaveLength(36);
  expect([...shuffled].sort()).toEqual(numbers.flatMap((one) => [one, one, one]).sort());
  expect(shuffled).not.toEqual(numbers.flatMap((one) => [one, one, one]));
  expect(orderNumbers(await bench.control.release({ ...all, order: 'shuffled', seed: 7, copies: 3 }))).toEqual(
    shuffled,
  );
});

test('release may pick one order', async () => {
  await bench.control.addFault({ ...onNotify, effect: { kind: 'withhold' } });
  const first = await bench.paidOrder();
  const second = await bench.paidOrder();
  await bench.control.flush();
  expect(await bench.control.release({ text: second })).toMatchObject([{ outTradeNo: second, status: 200 }]);
  expect(await bench.control.release()).toMatchObject([{ outTradeNo: first, status: 200 }]);
});

test('a repeated delivery comes as often as told', async () => {
  await bench.control.addFault({ ...onNotify, times: 1, effect: { kind: 'repeat', copies: 5 } });
  await bench.paidOrder();
  await bench.paidOrder();
  await bench.control.flush();
  expect(bench.receiver.received).toHaveLength(6);
});

test('a delayed one comes when the clock has gone on', async () => {
  await bench.control.addFault({ ...onNotify, effect: { kind: 'delayNotify', ms: 60_000 } });
  await bench.paidOrder();
  await bench.control.flush();
  await bench.advance(59_999);
  await bench.control.flush();
  expect(bench.receiver.received).toEqual([]);
  await bench.advance(1);
  await bench.control.flush();
  expect(bench.receiver.received).toHaveLength(1);
});

test('a forged one does not count as delivered: the real one comes later', async () => {
  await bench.control.addFault({ ...onNotify, times: 1, effect: { kind: 'forge', variant: 'signature' } });
  await bench.paidOrder();
  await bench.control.flush();
  expect(await bench.control.notifications()).toMatchObject([{ state: 'pending', attempts: 1 }]);
  await bench.advance(15_000);
  await bench.control.flush();
  expect(await bench.control.notifications()).toMatchObject([{ state: 'delivered', attempts: 2 }]);
});

test('a receiver that is not there is tried again', async () => {
  const request = bench.order({ notifyUrl: 'http://127.0.0.1:9/n' });
  await bench.pay.prepay(request);
  await bench.control.pay({ outTradeNo: request.out_trade_no });
  await bench.control.flush();
  expect(await bench.control.notifications()).toMatchObject([{ state: 'pending', attempts: 1, lastStatus: 0 }]);
});

test('goes back to what it remembers, any number of times, and tells what was not heard then', async () => {
  bench.receiver.answer(500);
  const number = await bench.paidOrder();
  await bench.control.flush();
  const memory = await bench.control.memory();
  expect(memory.notifications).toMatchObject([{ outTradeNo: number, state: 'pending' }]);
  bench.receiver.answer(200);
  for (let times = 0; times < 2; times++) {
    await bench.paidOrder();
    await bench.control.recall(memory);
    expect(await bench.control.memory()).toEqual(memory);
    const told = await bench.control.flush({ everything: true });
    expect(told.map(({ outTradeNo, status }) => [outTradeNo, status])).toEqual([[number, 200]]);
  }
});
