/** After-sales the whole way, both kinds, by everybody's word and by time; the money goes back once. */
import { agreeAfterSale } from '../../functions/usecases/afterSale';
import { runCron } from '../../functions/usecases/cron';
import type { Input } from '../../shared/contracts/contracts';
import { ANSWER_TIME, CONFIRM_TIME, RETURN_TIME } from '../../shared/domain/afterSale';
import { DAY, MINUTE } from '../../shared/time';
import { buy } from '../support/bought';
import { useDatabase } from '../support/database';
import { mortal } from '../support/mortal';
import { member } from '../support/room';
import { bringFor800, putOnShelf } from '../support/shelf';
import { MERCHANT, openWorld, type Person, type World } from '../support/world';
import { expectTrue, LONG, newRequestId, orderOf } from './crowd';

const database = useDatabase();
let world: World;
let owner: Person;
let buyer: Person;
let promoter: Person;

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

beforeAll(async () => {
  world = await openWorld(database);
  await bringFor800(world);
  const returnTo = { name: '山野集', phone: '13800003333', address: '江苏省无锡市桃源路 3 号' };
  await world.app.store.merchants.updateOne({ _id: MERCHANT }, { $set: { returnTo } });
  owner = await member(world, '吴掌柜', 'owner');
  buyer = await world.person('周小满');
  promoter = await world.person('阿杰');
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  await putOnShelf(world, [
    { key: 'plum', title: '李子', price: 1000, freightId: 'parcel' },
    { key: 'tea', title: '春茶', price: 999 },
  ]);
});

/** 3 plums and 2 teas, paid; ¥8.00 to bring the plums. */
const bought = () => buy(world, buyer, { skus: { sku_plum: 3, sku_tea: 2 } });

async function sent(): Promise<string> {
  const orderId = await bought();
  const parcel = { company: '顺丰速运', trackingNumber: 'SF100001' };
  expect(await owner.call('shopOrder.ship', { merchantId: MERCHANT, orderId, ...parcel })).toMatchObject({ ok: true });
  return orderId;
}

const question = (orderId: string, more: Partial<Input<'afterSale.ask'>> = {}): Input<'afterSale.ask'> => ({
  requestId: newRequestId(),
  orderId,
  kind: 'refundOnly',
  lines: [{ lineId: '1', quantity: 1 }],
  reason: 'damaged',
  text: '压坏了',
  ...more,
});

async function asked(orderId: string, more: Partial<Input<'afterSale.ask'>> = {}): Promise<string> {
  const answer = await buyer.call('afterSale.ask', question(orderId, more));
  if (!answer.ok) throw new Error(answer.refusal.code);
  return answer.value.id;
}

const returned: Partial<Input<'afterSale.ask'>> = {
  kind: 'returnAndRefund',
  lines: [{ lineId: '1', quantity: 2 }],
};
const sendBack = (afterSaleId: string) =>
  buyer.call('afterSale.sendBack', { afterSaleId, company: '中通快递', trackingNumber: 'ZTO90001' });
const decide = (name: 'afterSale.agree' | 'afterSale.confirmReturn', afterSaleId: string, withFreight = false) =>
  owner.call(name, { merchantId: MERCHANT, afterSaleId, withFreight });

const look = async (afterSaleId: string) => {
  const answer = await buyer.call('afterSale.get', { afterSaleId });
  if (!answer.ok) throw new Error(answer.refusal.code);
  return answer.value;
};
const amounts = async (orderId: string) =>
  (await orderOf(world, orderId)).refunds.map(({ cause, amount }) => [cause, amount]);

describe('the whole way', () => {
  it('money only: asked, agreed to with the freight, and arrived', async () => {
    const orderId = await sent();
    const lines = [{ lineId: '1', quantity: 1 }];
    expect(await buyer.call('afterSale.quote', { orderId, kind: 'refundOnly', lines })).toMatchObject({
      value: { goods: 1000, freight: 0, amount: 1000 },
    });
    const id = await asked(orderId);
    expect(await look(id)).toMatchObject({ status: 'asked', amount: 1000, dueAt: world.now() + ANSWER_TIME });
    expect(await owner.call('shopOrder.counts', { merchantId: MERCHANT })).toMatchObject({ value: { toAnswer: 1 } });
    expect(await decide('afterSale.agree', id, true)).toMatchObject({ ok: true });
    await world.cron();
    // WeChat's word ends it at once: nobody reads that the money is here and on its way.
    await world.standIn.control.flush({ everything: true });
    expect(await look(id)).toMatchObject({
      status: 'done',
      amount: 1266,
      refund: { status: 'arrived', cause: 'afterSale' },
    });
    expect(await amounts(orderId)).toEqual([['afterSale', 1266]]);
    expect((await look(id)).history.map(({ type, by }) => [type, by])).toEqual([
      ['asked', 'buyer'],
      ['afterSaleAgreed', 'merchant'],
      ['refundDue', 'merchant'],
      ['afterSaleDone', 'wechat'],
    ]);
    await world.settle();
    await expectTrue(world);
  });

  it('with the goods: where to is told, they come back, and then the money goes', async () => {
    const orderId = await sent();
    const id = await asked(orderId, returned);
    expect((await look(id)).returnTo).toBeUndefined();
    await decide('afterSale.agree', id);
    expect(await look(id)).toMatchObject({ status: 'toReturn', returnTo: { phone: '13800003333' } });
    expect(await amounts(orderId)).toEqual([]);
    expect(await sendBack(id)).toMatchObject({ value: { status: 'returning', back: { trackingNumber: 'ZTO90001' } } });
    await decide('afterSale.confirmReturn', id);
    await world.settle();
    expect(await look(id)).toMatchObject({ status: 'done', amount: 2000 });
    expect(await amounts(orderId)).toEqual([['afterSale', 2000]]);
    await expectTrue(world);
  });

  it('before anything is sent: with the freight, and on the shelf again', async () => {
    const orderId = await bought();
    const id = await asked(orderId, { lines: [{ lineId: '1', quantity: 3 }] });
    await decide('afterSale.agree', id);
    await world.settle();
    expect(await amounts(orderId)).toEqual([['afterSale', 3800]]);
    expect(await world.app.store.counters.findOne({ _id: 'stock/sku_plum' })).toMatchObject({ taken: 0, sold: 0 });
    await expectTrue(world);
  });
});

describe('a no', () => {
  it('with a reason; the pieces may be asked for again', async () => {
    const orderId = await sent();
    const id = await asked(orderId, returned);
    expect(await buyer.call('afterSale.ask', question(orderId, returned))).toMatchObject({
      refusal: { code: 'afterSaleTooMuch' },
    });
    const reason = '照片里是好的';
    expect(await owner.call('afterSale.refuse', { merchantId: MERCHANT, afterSaleId: id, reason })).toMatchObject({
      ok: true,
    });
    expect(await look(id)).toMatchObject({ status: 'refused', refusal: reason });
    const again = await asked(orderId, returned);
    expect(await buyer.call('afterSale.cancel', { afterSaleId: again })).toMatchObject({
      value: { status: 'cancelled' },
    });
    expect(await decide('afterSale.agree', again)).toMatchObject({ refusal: { code: 'afterSaleMoved' } });
    await world.settle();
    expect((await orderOf(world, orderId)).afterSales.map(({ status }) => status)).toEqual(['ended', 'ended']);
    expect(await amounts(orderId)).toEqual([]);
    await expectTrue(world);
  });

  it('a request that comes again is the same after-sale; with other words it is refused; of another order it is another', async () => {
    const [first, second] = [await sent(), await sent()];
    const wanted = question(first);
    const answers = await Promise.all(Array.from({ length: 5 }, () => buyer.call('afterSale.ask', wanted)));
    expect(new Set(answers.map((answer) => (answer.ok ? answer.value.id : answer.refusal.code))).size).toBe(1);
    for (const other of [returned, { lines: [{ lineId: '1', quantity: 2 }] }]) {
      expect(await buyer.call('afterSale.ask', { ...wanted, ...other })).toMatchObject({
        refusal: { code: 'requestIdReused' },
      });
    }
    expect(await buyer.call('afterSale.ask', { ...wanted, orderId: second })).toMatchObject({ ok: true });
    expect(await world.app.store.afterSales.countDocuments()).toBe(2);
    await expectTrue(world, false);
  });
});

describe('by time', () => {
  /** Nothing a moment before; then one of many crons does it. */
  async function due(after: number): Promise<void> {
    await world.advance(after - 1);
    expect(await runCron(world.app)).toMatchObject({ afterSales: 0 });
    await world.advance(1);
    const reports = await Promise.all(Array.from({ length: 4 }, () => runCron(world.app)));
    expect(reports.reduce((sum, { afterSales }) => sum + afterSales, 0)).toBe(1);
  }

  it('an unanswered question is agreed to, and no is said no more', async () => {
    const orderId = await sent();
    const id = await asked(orderId);
    await due(ANSWER_TIME);
    expect(
      await owner.call('afterSale.refuse', { merchantId: MERCHANT, afterSaleId: id, reason: '太晚了' }),
    ).toMatchObject({
      refusal: { code: 'afterSaleMoved' },
    });
    await world.settle();
    expect(await look(id)).toMatchObject({ status: 'done', amount: 1000 });
    expect((await look(id)).history[1]).toMatchObject({ type: 'afterSaleAgreed', by: 'time' });
    await expectTrue(world);
  });

  it('goods that are not sent back end it', async () => {
    const orderId = await sent();
    const id = await asked(orderId, returned);
    await decide('afterSale.agree', id);
    await due(RETURN_TIME);
    expect(await look(id)).toMatchObject({ status: 'lapsed' });
    expect(await sendBack(id)).toMatchObject({ refusal: { code: 'afterSaleMoved' } });
    await world.settle();
    expect(await amounts(orderId)).toEqual([]);
    await expectTrue(world);
  });

  it('a number is put right as often as anybody needs to, and not for ever', async () => {
    const id = await asked(await sent(), returned);
    await decide('afterSale.agree', id);
    const number = (at: number) =>
      buyer.call('afterSale.sendBack', { afterSaleId: id, company: '中通快递', trackingNumber: `ZTO9000${at}` });
    for (let at = 0; at < 20; at++) expect(await number(at)).toMatchObject({ ok: true });
    expect(await number(20)).toMatchObject({ refusal: { code: 'tooOften' } });
  });

  it('goods that came back and were not looked at are paid back', async () => {
    const orderId = await sent();
    const id = await asked(orderId, returned);
    await decide('afterSale.agree', id);
    await sendBack(id);
    await due(CONFIRM_TIME);
    await world.settle();
    expect(await look(id)).toMatchObject({ status: 'done' });
    expect(await amounts(orderId)).toEqual([['afterSale', 2000]]);
    await expectTrue(world);
  });

  it('receipt, completion and commission wait for an open one, and go on once it has ended', async () => {
    const share = await promoter.call('share.create', { target: { kind: 'shop', id: MERCHANT } });
    if (!share.ok) throw new Error(share.refusal.code);
    await buyer.call('share.open', { token: share.value.token, scene: 1007 });
    const orderId = await sent();
    await buyer.call('order.receive', { orderId });
    await world.advance(7 * DAY - MINUTE);
    const id = await asked(orderId, returned);
    await world.advance(MINUTE);
    await runCron(world.app);
    const earned = () => promoter.call('earnings.get', { merchantId: MERCHANT });
    expect((await orderOf(world, orderId)).status).toBe('received');
    // 8 % of ¥30.00 and of ¥19.98.
    expect(await earned()).toMatchObject({ value: { held: 240 + 159, available: 0 } });
    await decide('afterSale.agree', id);
    await sendBack(id);
    await decide('afterSale.confirmReturn', id);
    await world.settle();
    expect((await orderOf(world, orderId)).status).toBe('completed');
    await world.advance(DAY);
    await world.settle();
    expect(await earned()).toMatchObject({ value: { held: 0, available: 80 + 159 } });
    expect(await buyer.call('afterSale.ask', question(orderId))).toMatchObject({ refusal: { code: 'afterSaleOver' } });
    await expectTrue(world);
  });
});

it('a process that dies anywhere on the way of a yes pays back once', async () => {
  const orderId = await sent();
  const id = await asked(orderId);
  await world.settle();
  const back = await world.remember();
  const agree = (app: World['app']) =>
    agreeAfterSale(app, owner.userId, { merchantId: MERCHANT, afterSaleId: id, withFreight: true });
  for (const after of [false, true]) {
    for (let last = 1; ; last += LONG ? 1 : 4) {
      await back();
      const dying = mortal(world.app, { with: last, after });
      await agree(dying.app).catch(() => {});
      await dying.still();
      if (!dying.died()) break;
      expect(await agree(world.app)).toMatchObject({ ok: true });
      await world.settle();
      expect({ last, after, back: await amounts(orderId) }).toEqual({ last, after, back: [['afterSale', 1266]] });
      expect(await look(id)).toMatchObject({ status: 'done' });
      await expectTrue(world);
    }
  }
});

describe('what a buyer says to a shop', () => {
  const inspect = async (afterSaleId: string) => {
    const seen = await owner.call('afterSale.inspect', { merchantId: MERCHANT, afterSaleId });
    if (!seen.ok) throw new Error(seen.refusal.code);
    return { text: seen.value.text, hidden: seen.value.hidden };
  };

  it('is read at once, and hidden from the shop when WeChat finds fault with it', async () => {
    await world.standIn.control.content({ risky: ['坏话'] });
    const asked = await buyer.call('afterSale.ask', question(await sent(), { text: '坏话，两个都压坏了' }));
    if (!asked.ok) throw new Error(asked.refusal.code);
    expect(await inspect(asked.value.id)).toEqual({ text: '坏话，两个都压坏了', hidden: false });
    await world.advance(2 * MINUTE);
    await runCron(world.app);
    expect(await inspect(asked.value.id)).toEqual({ text: '', hidden: true });
    const own = await buyer.call('afterSale.get', { afterSaleId: asked.value.id });
    expect(own).toMatchObject({ ok: true, value: { text: '坏话，两个都压坏了' } });
    await world.standIn.control.content({});
  });

  it('stays where nothing is wrong with it, and is asked about once', async () => {
    const asked = await buyer.call('afterSale.ask', question(await sent(), { text: '压坏了一个' }));
    if (!asked.ok) throw new Error(asked.refusal.code);
    await world.advance(2 * MINUTE);
    await runCron(world.app);
    expect(await inspect(asked.value.id)).toEqual({ text: '压坏了一个', hidden: false });
    const checks = await world.app.store.intents.find({ kind: 'contentCheck' }).toArray();
    expect(checks.map(({ about, dueAt }) => ({ about, dueAt }))).toEqual([{ about: asked.value.id, dueAt: undefined }]);
  });
});
