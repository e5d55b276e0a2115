/** What a buyer is told of an order: once each, with what is theirs, and only where they have consented. */
import { agreeAfterSale, askAfterSale, refuseAfterSale } from '../../functions/usecases/afterSale';
import { shipOrder } from '../../functions/usecases/shopOrder';
import type { MessageTemplates } from '../../shared/domain/message';
import { MINUTE } from '../../shared/time';
import { useDatabase } from '../support/database';
import { MERCHANT, openWorld, type Person, SKU, type World } from '../support/world';
import { buy, fault, newRequestId } from './crowd';

const database = useDatabase();
let world: World;
let buyer: Person;

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

const TEMPLATES: MessageTemplates = {
  orderShipped: {
    id: 'tpl-shipped',
    fields: { thing1: 'title', thing2: 'company', character_string3: 'trackingNumber' },
  },
  pickUpReady: { id: 'tpl-pickUp', fields: { thing1: 'title', character_string2: 'code', thing3: 'place' } },
  refundArrived: { id: 'tpl-refund', fields: { thing1: 'title', amount2: 'amount', thing3: 'account' } },
  afterSaleAnswered: { id: 'tpl-answer', fields: { thing1: 'title', thing2: 'note' } },
};
const POINT = {
  id: 'pup_1',
  name: '阳山邻里中心',
  address: '桃源路 2 号',
  hours: '9:00–21:00',
  phone: '0510-66880001',
};

beforeAll(async () => {
  world = await openWorld(database);
  Object.assign(world.app.settings, { templates: TEMPLATES });
  await world.app.store.merchants.updateOne({ _id: MERCHANT }, { $set: { pickupPoints: [POINT] } });
  await world.standIn.control.registerTemplates(
    Object.values(TEMPLATES).map(({ id, fields }) => ({ id, fields: Object.keys(fields) })),
  );
  buyer = await world.person('林姐');
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  for (const { id } of Object.values(TEMPLATES)) await world.standIn.control.consent(buyer.id, id, 5);
});

const bought = async (quantity = 2): Promise<string> =>
  (await buy(world, buyer, { campaignId: null, quantity })).orderId;
const ship = (orderId: string, trackingNumber: string, quantity?: number) =>
  shipOrder(world.app, 'usr_wu', {
    merchantId: MERCHANT,
    orderId,
    company: '顺丰速运',
    trackingNumber,
    lines: quantity === undefined ? undefined : [{ lineId: '1', quantity }],
  });
async function ask(orderId: string, kind: 'refundOnly' | 'returnAndRefund', quantity: number): Promise<string> {
  const asked = await askAfterSale(world.app, buyer.userId, {
    requestId: newRequestId(),
    orderId,
    kind,
    lines: [{ lineId: '1', quantity }],
    reason: 'unwanted',
    text: '',
    pictures: [],
  });
  if (!asked.ok) throw new Error(asked.refusal);
  return asked.value.id;
}
/** What was said since, and is due now. Several are sent at once, so they may arrive in any order. */
async function told(): Promise<{ templateId: string; page?: string; values: Record<string, string> }[]> {
  await world.settle();
  return world.standIn.control.messages();
}

it('each parcel, with its number, and leads to the order', async () => {
  const orderId = await bought();
  await ship(orderId, 'SF1001', 1);
  await ship(orderId, 'SF1001', 1);
  await world.advance(MINUTE);
  await ship(orderId, 'SF1002');
  const page = `pages/order/index?id=${orderId}`;
  const values = { thing1: '阳山水蜜桃', thing2: '顺丰速运' };
  const shipped = (number: string) => ({
    openid: buyer.openid,
    templateId: 'tpl-shipped',
    page,
    values: { ...values, character_string3: number },
  });
  const messages = (await told()).sort((a, b) => JSON.stringify(a.values).localeCompare(JSON.stringify(b.values)));
  expect(messages).toMatchObject([shipped('SF1001'), shipped('SF1002')]);
});

it('goods of several kinds are named by the first and counted', async () => {
  const orderId = await bought(3);
  const [line] = (await world.app.store.orders.findOne({ _id: orderId }))?.lines ?? [];
  const second = { ...line, id: '2', title: '安吉白茶' };
  const long = { ...line, title: '一二三四五六七八九十一二三四五六七八九十' };
  await world.app.store.orders.updateOne({ _id: orderId }, { $set: { lines: [long, second] } } as never);
  await ship(orderId, 'SF1001');
  expect(await told()).toMatchObject([{ values: { thing1: '一二三四五六七八九十一二三四五等 6 件' } }]);
});

it('the code, once goods can be fetched', async () => {
  const placed = await buyer.call('order.place', {
    requestId: newRequestId(),
    lines: [{ skuId: SKU, quantity: 1 }],
    pickupPointId: POINT.id,
    seenTotal: 3990,
  });
  if (!placed.ok) throw new Error(placed.refusal.code);
  const { orderId } = placed.value;
  await world.pay(buyer, orderId);
  const code = (await world.app.store.orders.findOne({ _id: orderId }))?.pickUp?.code;
  expect(await told()).toMatchObject([
    {
      templateId: 'tpl-pickUp',
      page: `pages/order/index?id=${orderId}`,
      values: { thing1: '阳山水蜜桃', character_string2: code, thing3: '阳山邻里中心' },
    },
  ]);
});

it('money that has arrived, how much and where; not that it is on its way', async () => {
  const orderId = await bought();
  const id = await ask(orderId, 'refundOnly', 1);
  await fault(world, 'refund', { kind: 'processing' });
  await agreeAfterSale(world.app, 'usr_wu', { merchantId: MERCHANT, afterSaleId: id, withFreight: false });
  await world.cron();
  const kinds = async () => (await world.standIn.control.messages()).map(({ templateId }) => templateId);
  expect(await kinds()).toEqual(['tpl-answer']);
  const [refund] = (await world.standIn.control.books(world.credentials.mchid)).refunds;
  await world.standIn.control.settleRefund({ mchid: refund!.mchid, outRefundNo: refund!.outRefundNo });
  expect(await told()).toMatchObject([
    { templateId: 'tpl-answer', values: { thing2: '已同意，款项原路退回' } },
    {
      templateId: 'tpl-refund',
      page: `pages/order/index?id=${orderId}`,
      values: { thing1: '阳山水蜜桃', amount2: '¥39.90', thing3: '支付用户零钱' },
    },
  ]);
  expect(await world.app.store.refunds.findOne({})).toMatchObject({ status: 'arrived', account: '支付用户零钱' });
});

it('an answer to an after-sale: yes, no and why, and a no after a yes', async () => {
  const orderId = await bought(3);
  await ship(orderId, 'SF1001');
  const first = await ask(orderId, 'refundOnly', 1);
  await refuseAfterSale(world.app, 'usr_wu', {
    merchantId: MERCHANT,
    afterSaleId: first,
    reason: '超过了坏果包赔的时间，真的很抱歉',
  });
  const second = await ask(orderId, 'returnAndRefund', 1);
  await agreeAfterSale(world.app, 'usr_wu', { merchantId: MERCHANT, afterSaleId: second, withFreight: false });
  await buyer.call('afterSale.sendBack', { afterSaleId: second, company: '中通', trackingNumber: 'ZT1001' });
  await refuseAfterSale(world.app, 'usr_wu', { merchantId: MERCHANT, afterSaleId: second, reason: '少了一颗' });
  const notes = (await told())
    .filter(({ templateId }) => templateId === 'tpl-answer')
    .map(({ values }) => values.thing2);
  expect(notes.sort()).toEqual(
    ['已同意，请寄回商品', '没有同意：少了一颗', '没有同意：超过了坏果包赔的时间，真的很…'].sort(),
  );
});

it('nobody is told of anything without a template, and WeChat is not asked', async () => {
  Object.assign(world.app.settings, { templates: {} });
  const orderId = await bought();
  await ship(orderId, 'SF1001');
  await ask(orderId, 'refundOnly', 1);
  await world.settle();
  Object.assign(world.app.settings, { templates: TEMPLATES });
  expect(await world.app.store.intents.countDocuments({ kind: 'message' })).toBe(0);
});
