/** Money asked back in the mini-program: for some pieces, with pictures; refused, sent back, cancelled, paid back. */
import sharp from 'sharp';
import { DAY } from '../../shared/time';
import { buy } from '../support/bought';
import { useBuild } from '../support/build';
import { useDatabase } from '../support/database';
import { callsOf, requestsTo, usePhones } from '../support/phones';
import { member } from '../support/room';
import { MERCHANT, openWorld, type Person, SKU, type World } from '../support/world';

const production = useBuild('productionWeapp');
const database = useDatabase();
let world: World;
let shop: Person;
const phone = usePhones(() => world, production);

const returnTo = { name: '山野集售后', phone: '13812340012', address: '无锡市惠山区桃源路 1 号' };

beforeAll(async () => {
  world = await openWorld(database);
  await world.app.store.merchants.updateOne({ _id: MERCHANT }, { $set: { returnTo } });
  shop = await member(world, '店长', 'owner');
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  const template = (kind: string) => ({ id: `tpl-${kind}`, fields: { thing1: 'title' as const } });
  Object.assign(world.app.settings, {
    templates: {
      afterSaleAnswered: template('afterSaleAnswered'),
      refundArrived: template('refundArrived'),
    },
  });
});

/** Two peaches' order that has been received. */
async function received(who: Person): Promise<string> {
  const orderId = await buy(world, who, { skus: { [SKU]: 2 } });
  const company = '中通快递';
  await shop.call('shopOrder.ship', { merchantId: MERCHANT, orderId, company, trackingNumber: 'ZT0001' });
  const receipt = await who.call('order.receive', { orderId });
  if (!receipt.ok) throw new Error(receipt.refusal.code);
  return orderId;
}

/** Asks for one piece, elsewhere. */
async function ask(who: Person, orderId: string, kind: 'refundOnly' | 'returnAndRefund'): Promise<string> {
  const lines = [{ lineId: '1', quantity: 1 }];
  const asked = await who.call('afterSale.ask', { requestId: `ask-${kind}`, orderId, kind, lines, reason: 'spoiled' });
  if (!asked.ok) throw new Error(asked.refusal.code);
  return asked.value.id;
}

it('one of two pieces, with a picture: the amount is said before the tap, and WeChat’s question comes in its turn', async () => {
  const who = await world.person('周小满');
  const orderId = await received(who);
  const photo = await sharp({ create: { width: 60, height: 40, channels: 3, background: '#c43d14' } })
    .jpeg()
    .toBuffer();
  const weapp = phone({
    who,
    pictures: new Map([['wxfile://tmp/rot.jpg', photo]]),
    enter: { path: `/pages/order/index?id=${orderId}` },
  });
  (await weapp.shows('申请售后')).tap('askAfterSale');
  const page = await weapp.shows('先选原因', 'buyer/afterSaleAsk/index');
  await weapp.shows('¥79.80');
  page.tap('less1');
  await weapp.shows('¥39.90');
  expect(page.text()).toContain('商家 48 小时内答复，到点没答复就自动同意');
  page.tap('kind-returnAndRefund');
  await weapp.shows('同意后 7 天内寄回');
  page.tap('kind-refundOnly');
  page.tap('reason-spoiled');
  page.type('text', '烂了一半。');
  page.tap('addPicture');
  await weapp.shows('1 / 6');
  await weapp.shows('提交申请，退 ¥39.90');
  await weapp.idle();
  page.tap('ask');
  const state = await weapp.shows('等商家答复', 'buyer/afterSale/index');
  for (const words of ['¥39.90', '变质、不新鲜', '烂了一半。', '3 月 3 日 12:00 截止'])
    expect(state.text()).toContain(words);
  const asked = callsOf(weapp, 'requestSubscribeMessage').map(({ options }) => options.tmplIds);
  expect(asked).toEqual([['tpl-afterSaleAnswered', 'tpl-refundArrived']]);
  expect(requestsTo(weapp, 'afterSale.ask').map(({ body }) => body)).toMatchObject([
    { orderId, kind: 'refundOnly', lines: [{ lineId: '1', quantity: 1 }], reason: 'spoiled', text: '烂了一半。' },
  ]);
  expect(state.pictures().some((picture) => /\/media\/[0-9a-f]{64}\.webp$/.test(picture))).toBe(true);
  // The way back leads to the order, not to the form.
  expect(weapp.stack.map(({ route }) => route)).toEqual(['pages/order/index', 'buyer/afterSale/index']);
});

it('an answer that is lost is asked for again with the same number, and is one after-sale', async () => {
  const who = await world.person('周小满');
  const orderId = await received(who);
  const weapp = phone({ who, enter: { path: `/buyer/afterSaleAsk/index?order=${orderId}` } });
  const page = await weapp.shows('先选原因');
  page.tap('reason-damaged');
  await weapp.shows('提交申请，退 ¥79.80');
  weapp.loseAnswerOf = '/api/afterSale.ask';
  page.tap('ask');
  await weapp.shows('网络断了一下');
  await weapp.idle();
  page.tap('ask');
  await weapp.shows('等商家答复', 'buyer/afterSale/index');
  expect(new Set(requestsTo(weapp, 'afterSale.ask').map(({ body }) => JSON.stringify(body))).size).toBe(1);
  expect(await world.app.store.afterSales.countDocuments({ orderId })).toBe(1);
});

it('a no says why, and leads to asking again', async () => {
  const who = await world.person('周小满');
  const orderId = await received(who);
  const afterSaleId = await ask(who, orderId, 'refundOnly');
  const weapp = phone({ who, enter: { path: `/buyer/afterSale/index?id=${afterSaleId}` } });
  await weapp.shows('等商家答复');
  const reason = '照片里看不出坏在哪里';
  const refused = await shop.call('afterSale.refuse', { merchantId: MERCHANT, afterSaleId, reason });
  expect(refused.ok).toBe(true);
  // The page asks again by itself.
  const page = await weapp.shows(reason);
  expect(page.text()).toContain('商家没同意');
  expect(page.attributes('cancel')).toBeUndefined();
  page.tap('askAgain');
  await weapp.shows('退哪些', 'buyer/afterSaleAsk/index');
});

it('goods are sent back to the shop’s address under a number, and the money follows', async () => {
  const who = await world.person('周小满');
  const orderId = await received(who);
  const afterSaleId = await ask(who, orderId, 'returnAndRefund');
  await shop.call('afterSale.agree', { merchantId: MERCHANT, afterSaleId });
  const weapp = phone({ who, enter: { path: '/buyer/afterSales/index' } });
  (await weapp.shows('等你寄回')).tap(`afterSale-${afterSaleId}`);
  const page = await weapp.shows(returnTo.address, 'buyer/afterSale/index');
  page.tap('copyReturn');
  await weapp.idle();
  const copied = callsOf(weapp, 'setClipboardData').at(-1)?.options;
  expect(copied).toMatchObject({ data: '山野集售后 13812340012 无锡市惠山区桃源路 1 号' });
  page.tap('sendBackDone');
  await weapp.shows('快递单号应是 4 到 40 位字母、数字或横线');
  expect(requestsTo(weapp, 'afterSale.sendBack')).toEqual([]);
  page.tap('company-中通快递');
  page.type('number', ' 7831 2345 6789 ');
  await weapp.idle();
  page.tap('sendBackDone');
  await weapp.shows('退货在路上');
  expect(page.text()).toContain('783123456789');

  await shop.call('afterSale.confirmReturn', { merchantId: MERCHANT, afterSaleId });
  await world.settle();
  await weapp.shows('已到账，原路退回');
  const order = phone({ who, enter: { path: `/pages/order/index?id=${orderId}` } });
  await order.shows('已退款 1 件');
  expect(order.page().text()).toContain('阳山水蜜桃 × 1');
  expect(await world.differences()).toEqual([]);
});

it('is taken back by its buyer, after a question; whoever does not answer has agreed', async () => {
  const who = await world.person('周小满');
  const orderId = await received(who);
  const first = await ask(who, orderId, 'refundOnly');
  const weapp = phone({ who, enter: { path: `/buyer/afterSale/index?id=${first}` } });
  (await weapp.shows('等商家答复')).tap('cancel');
  await weapp.shows('已撤销');
  expect(callsOf(weapp, 'showModal').at(-1)?.options).toMatchObject({ confirmText: '撤销申请', cancelText: '先留着' });

  const again = await who.call('afterSale.ask', {
    requestId: 'ask-again',
    orderId,
    kind: 'refundOnly',
    lines: [{ lineId: '1', quantity: 2 }],
    reason: 'other',
  });
  if (!again.ok) throw new Error(again.refusal.code);
  await world.advance(2 * DAY);
  await world.settle();
  const later = phone({ who, enter: { path: `/buyer/afterSale/index?id=${again.value.id}` } });
  const page = await later.shows('已退款');
  expect(page.text()).toContain('到点自动');
  const order = phone({ who, enter: { path: `/pages/order/index?id=${orderId}` } });
  await order.shows('货款都退了，订单已关闭');
  expect(order.page().attributes('askAfterSale')).toBeUndefined();
});

it('cannot be asked for twice, or by somebody else', async () => {
  const [who, stranger] = [await world.person('周小满'), await world.person('阿杰')];
  const orderId = await received(who);
  await ask(who, orderId, 'refundOnly');
  await who.call('afterSale.ask', {
    requestId: 'ask-rest',
    orderId,
    kind: 'refundOnly',
    lines: [{ lineId: '1', quantity: 1 }],
    reason: 'other',
  });
  const weapp = phone({ who, enter: { path: `/buyer/afterSaleAsk/index?order=${orderId}` } });
  await weapp.shows('这些商品的售后在处理');
  const other = phone({ who: stranger, enter: { path: `/buyer/afterSaleAsk/index?order=${orderId}` } });
  await other.shows('没有找到');
});
