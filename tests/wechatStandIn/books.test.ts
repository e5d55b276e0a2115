import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createPay, prepayRequest, refundRequest } from '../../functions/wechat/pay';
import { transferRequest } from '../../functions/wechat/transfer';
import { openBooks } from '../../scripts/wechatStandIn/books';
import { spawnStandIn } from '../../scripts/wechatStandIn/spawn';
import { accountOf, BUYER, openReceiver, temporaryFolder } from '../support/standIn';

const folder = temporaryFolder();
afterAll(() => folder.remove());

test('what was answered is still known after SIGKILL, with the same keys, and undelivered notifications go on', async () => {
  const dataDir = join(folder.path, 'killed');
  const receiver = await openReceiver();
  receiver.answer(500);
  const first = await spawnStandIn({ dataDir });
  const credentials = await first.control.merchant({ name: '山野集' });
  const pay = createPay(accountOf(credentials), { base: first.url, now: Date.now });
  const order = (outTradeNo: string) =>
    prepayRequest(accountOf(credentials), {
      outTradeNo,
      description: '桃',
      total: 100,
      openid: BUYER,
      notifyUrl: `${receiver.url}/n`,
      expiresAt: Date.now() + 600_000,
    });
  await pay.prepay(order('unpaid'));
  await pay.prepay(order('closed'));
  await pay.close('closed');
  await pay.prepay(order('paid-1'));
  await first.control.pay({ outTradeNo: 'paid-1' });
  await first.control.addFault({ match: { operation: 'refund' }, effect: { kind: 'processing' } });
  const part = {
    outTradeNo: 'paid-1',
    outRefundNo: 'refund-1',
    refund: 40,
    total: 100,
    notifyUrl: `${receiver.url}/r`,
  };
  await pay.refund(refundRequest(part));
  const { mchid } = credentials;
  await first.control.setOperating({ mchid, fen: 1000 });
  const sent = { outBillNo: 'transfer1', openid: BUYER, amount: 300, notifyUrl: `${receiver.url}/t` };
  await pay.transfer(transferRequest(accountOf(credentials), sent));
  await first.control.flush();
  expect(receiver.received.length).toBeGreaterThan(0);
  const before = await first.control.books(credentials.mchid);
  await first.kill();

  receiver.answer(200);
  const second = await spawnStandIn({ dataDir });
  try {
    expect(await second.control.books(credentials.mchid)).toEqual(before);
    expect(before.transactions.map(({ outTradeNo, state }) => [outTradeNo, state])).toEqual([
      ['unpaid', 'NOTPAY'],
      ['closed', 'CLOSED'],
      ['paid-1', 'REFUND'],
    ]);
    expect((await second.control.credentials()).merchants).toEqual([credentials]);
    expect(
      await createPay(accountOf(credentials), { base: second.url, now: Date.now }).queryRefund('refund-1'),
    ).toMatchObject({ status: 'PROCESSING', refund: 40 });
    expect(await second.control.operating(mchid)).toEqual({ mchid, fen: 700 });
    await second.control.confirmTransfer({ outBillNo: 'transfer1' });
    await second.control.flush({ everything: true });
    expect(await second.control.notifications()).toMatchObject([
      { outTradeNo: 'paid-1', kind: 'payment', state: 'delivered', lastStatus: 200 },
      { outBillNo: 'transfer1', kind: 'transfer', state: 'delivered', lastStatus: 200 },
    ]);
  } finally {
    await second.stop();
    await receiver.close();
  }
});

test('SIGKILL while payments pour in: every payment that was answered is in the books', async () => {
  const dataDir = join(folder.path, 'pouring');
  const first = await spawnStandIn({ dataDir });
  const credentials = await first.control.merchant();
  const pay = createPay(accountOf(credentials), { base: first.url, now: Date.now });
  const numbers = Array.from({ length: 60 }, (_, index) => `order-${index}`);
  const common = { description: '桃', total: 100, openid: BUYER, notifyUrl: 'http://127.0.0.1:9/n' };
  for (const outTradeNo of numbers) {
    await pay.prepay(prepayRequest(accountOf(credentials), { ...common, outTradeNo, expiresAt: Date.now() + 600_000 }));
  }
  const answered: string[] = [];
  const paying = numbers.map(async (outTradeNo) => {
    await first.control.pay({ outTradeNo });
    answered.push(outTradeNo);
    if (answered.length === 20) await first.kill();
  });
  await Promise.allSettled(paying);
  expect(answered.length).toBeGreaterThanOrEqual(20);

  const second = await spawnStandIn({ dataDir });
  try {
    const { transactions } = await second.control.books(credentials.mchid);
    const paid = transactions.filter(({ state }) => state === 'SUCCESS').map(({ outTradeNo }) => outTradeNo);
    expect(transactions).toHaveLength(numbers.length);
    expect(paid).toEqual(expect.arrayContaining(answered));
  } finally {
    await second.stop();
  }
});

test('a line that was being written when the process died is as if it had never been', async () => {
  const dataDir = join(folder.path, 'torn');
  const person = (id: string) => ({ id, name: id, avatar: '', openid: `o-${id}` });
  const first = await openBooks(dataDir);
  first.put('person', person('小丽'));
  await first.close();
  const file = join(dataDir, 'books.jsonl');
  const whole = readFileSync(file, 'utf8');
  appendFileSync(file, '{"kind":"person","value":{"id":"半');

  const second = await openBooks(dataDir);
  expect([...second.people.keys()]).toEqual(['小丽']);
  second.put('person', person('小明'));
  await second.close();
  expect(readFileSync(file, 'utf8').startsWith(whole)).toBe(true);

  const third = await openBooks(dataDir);
  expect([...third.people.keys()]).toEqual(['小丽', '小明']);
  await third.close();
});

test('a value put while another batch is being written is durable once committed', async () => {
  const dataDir = join(folder.path, 'batches');
  const books = await openBooks(dataDir);
  const commits = Array.from({ length: 200 }, (_, index) => {
    books.put('person', { id: `p${index}`, name: '', avatar: '', openid: `o${index}` });
    return books.committed().then(() => {
      const lines = readFileSync(join(dataDir, 'books.jsonl'), 'utf8');
      return lines.includes(`"id":"p${index}"`);
    });
  });
  expect(new Set(await Promise.all(commits))).toEqual(new Set([true]));
  await books.close();
});
