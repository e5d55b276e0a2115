/** A shop's orders on a phone: the built weapp, driven as WeChat drives it, on a real server. */
import { ask, buy, codeOf } from '../support/bought';
import { useBuild } from '../support/build';
import { useDatabase } from '../support/database';
import type { Weapp } from '../support/harness';
import { callsOf, requestsTo, usePhones } from '../support/phones';
import { member } from '../support/room';
import { bringFor800, putOnShelf } from '../support/shelf';
import { MERCHANT, openWorld, type Person, type World } from '../support/world';

const build = useBuild('productionWeapp');
const database = useDatabase();
let world: World;
let buyer: Person;
const phone = usePhones(() => world, build);

beforeAll(async () => {
  world = await openWorld(database);
  await bringFor800(world);
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  await putOnShelf(world, [
    { key: 'plum', title: '李子', price: 1000, freightId: 'parcel' },
    { key: 'honey', title: '土蜂蜜', price: 6800, freightId: 'parcel' },
  ]);
  buyer = await world.person('周小满');
});

const two = { skus: { sku_plum: 3, sku_honey: 1 } };
const orderPath = (id: string) => `/merchant/order/index?merchant=${MERCHANT}&id=${id}`;
const pickUpPath = `/merchant/pickUp/index?merchant=${MERCHANT}`;

/** Everything that the app asked of an endpoint. */
const asked = (weapp: Weapp, endpoint: string) => requestsTo(weapp, endpoint).map(({ body }) => body);

describe('an order', () => {
  it('is sent with a number that is scanned, in parcels', async () => {
    const who = await member(world, '林姐', 'shipper');
    const id = await buy(world, buyer, two);
    const weapp = phone({ who, scan: () => 'ZT0001', enter: { path: orderPath(id) } });
    const page = await weapp.shows('4 件等发货');
    page.tap('ship');
    await weapp.shows('这个包裹装什么');
    page.tap('shipYes');
    await weapp.shows('还没有快递单号');
    expect(asked(weapp, 'shopOrder.ship')).toEqual([]);
    page.tap('company-中通快递');
    page.tap('scanNumber');
    await weapp.idle();
    expect(callsOf(weapp, 'scanCode')).toMatchObject([{ options: { scanType: ['barCode'] } }]);
    page.tap('less2');
    await weapp.shows('先发 3 件');
    page.tap('shipYes');
    await weapp.shows('发了 1 个包裹，还有 1 件没发');
    const parcel = { merchantId: MERCHANT, orderId: id, company: '中通快递', trackingNumber: 'ZT0001' };
    expect(asked(weapp, 'shopOrder.ship')).toEqual([{ ...parcel, lines: [{ lineId: '1', quantity: 3 }] }]);
    await weapp.shows('发货 中通快递 ZT0001 今天 12:00 · 林姐');
  });

  it('gives money back for some pieces, after its receipt was shown', async () => {
    const who = await member(world, '吴掌柜', 'owner');
    const id = await buy(world, buyer, two);
    const weapp = phone({ who, enter: { path: orderPath(id) } });
    const page = await weapp.shows('4 件等发货');
    page.tap('refund');
    await weapp.shows('先选几件');
    page.tap('more1');
    await weapp.shows('货款，1 件实付 ¥10.00');
    page.tap('refundYes');
    await weapp.shows('在退了');
    page.tap('refundDone');
    await weapp.shows('已退 1 件');
    const order = await world.app.store.orders.findOne({ _id: id });
    expect(order?.refunds).toMatchObject([{ cause: 'merchant', lines: [{ lineId: '1', quantity: 1 }] }]);
  });

  it('is found in the list, which leads from one part of the room to the others', async () => {
    const who = await member(world, '顾晴', 'viewer');
    const id = await buy(world, buyer, two);
    await buy(world, await world.person('阿杰'), two);
    const weapp = phone({ who, enter: { path: '/merchant/campaigns/index' } });
    const first = await weapp.shows('阳山水蜜桃 3 人团');
    first.tap('go-orders');
    const list = await weapp.shows('待发货2', 'merchant/orders/index');
    // Who only looks hands nothing over.
    expect(list.attributes('part-afterSales')).toBeDefined();
    expect(list.attributes('part-pickUp')).toBeUndefined();
    list.type('search', '没有的');
    await weapp.shows('没有找到「没有的」');
    list.type('search', id);
    await weapp.shows('周小满');
    expect(asked(weapp, 'shopOrder.list').at(-1)).toMatchObject({ status: 'all', text: id });
    expect(list.text()).not.toContain('阿杰');
    list.tap(`order-${id}`);
    const page = await weapp.shows('4 件等发货', 'merchant/order/index');
    for (const act of ['ship', 'refund', 'editNote']) expect(page.attributes(act)).toBeUndefined();
  });
});

describe('a pick-up code', () => {
  it('is scanned, and the goods are handed over; another code is said to be none', async () => {
    const who = await member(world, '林姐', 'shipper');
    const id = await buy(world, buyer, { ...two, pickupPointId: 'pup_one' });
    const code = await codeOf(buyer, id);
    const shown = ['https://example.com/menu', code];
    const weapp = phone({ who, scan: () => shown.shift() ?? '', enter: { path: pickUpPath } });
    const page = await weapp.shows('请买家报 8 位取货码');
    page.tap('scan');
    await weapp.idle();
    expect(callsOf(weapp, 'showToast')).toMatchObject([{ options: { title: '这不是取货码' } }]);
    page.tap('scan');
    await weapp.shows('周小满，4 件');
    page.tap('handOver');
    await weapp.shows('交好了，可以接着核销下一个');
    expect(await world.app.store.orders.findOne({ _id: id })).toMatchObject({ status: 'received' });
  });

  it('is keyed in, and looked up with its last digit', async () => {
    const who = await member(world, '林姐', 'shipper');
    const id = await buy(world, buyer, { ...two, pickupPointId: 'pup_one' });
    const code = await codeOf(buyer, id);
    const weapp = phone({ who, enter: { path: pickUpPath } });
    const page = await weapp.shows('请买家报 8 位取货码');
    const key = async (digits: string) => {
      for (const digit of digits) {
        page.tap(`key-${digit}`);
        await weapp.idle();
      }
    };
    await key(code.slice(0, 7));
    page.tap('key-back');
    await weapp.idle();
    page.tap('key-clear');
    await weapp.idle();
    expect(asked(weapp, 'shopOrder.findPickUp')).toEqual([]);
    await key(code);
    await weapp.shows('周小满，4 件');
    expect(asked(weapp, 'shopOrder.findPickUp')).toEqual([{ merchantId: MERCHANT, code }]);
    page.tap('another');
    await weapp.shows('请买家报 8 位取货码');
  });
});

describe('an after-sale', () => {
  it('shows its pictures large, and is agreed to after it was said what follows', async () => {
    const who = await member(world, '顾晴', 'operator');
    const id = await ask(buyer, await buy(world, buyer, two));
    const pictures = ['https://img.example.com/1.jpg', 'https://img.example.com/2.jpg'];
    await world.app.store.afterSales.updateOne({ _id: id }, { $set: { 'words.pictures': pictures } });
    const weapp = phone({ who, enter: { path: '/merchant/afterSales/index' } });
    (await weapp.shows('还剩 2 天 0 小时，到时自动同意')).tap(`afterSale-${id}`);
    const page = await weapp.shows('有几个压坏了', 'merchant/afterSale/index');
    page.tap('picture-1');
    await weapp.idle();
    expect(callsOf(weapp, 'previewImage')).toMatchObject([{ options: { urls: pictures, current: pictures[1] } }]);
    page.tap('yes');
    await weapp.shows('马上原路退回买家，退了不能收回');
    expect(asked(weapp, 'afterSale.agree')).toEqual([]);
    page.tap('yesNow');
    await weapp.shows('退款已发起');
    expect(await world.app.store.afterSales.findOne({ _id: id })).toMatchObject({ status: 'refunding' });
  });

  it('that has moved meanwhile is shown as it is', async () => {
    const who = await member(world, '顾晴', 'operator');
    const id = await ask(buyer, await buy(world, buyer, two));
    const weapp = phone({ who, enter: { path: `/merchant/afterSale/index?merchant=${MERCHANT}&id=${id}` } });
    const page = await weapp.shows('有几个压坏了');
    page.tap('yes');
    await weapp.shows('马上原路退回买家');
    await buyer.call('afterSale.cancel', { afterSaleId: id });
    page.tap('yesNow');
    await weapp.shows('这笔售后已经有了新的进展');
    await weapp.shows('买家撤回');
  });
});
