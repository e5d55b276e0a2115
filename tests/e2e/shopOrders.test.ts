/** A shop's orders in a browser, at a desk and on a phone: the H5 build on a real server. */
import { readFileSync } from 'node:fs';
import type { Download } from 'playwright-core';
import { parseCsv } from '../../shared/csv';
import { HOUR } from '../../shared/time';
import { ask, buy, codeOf } from '../support/bought';
import { DESK, openPeople, type People, PHONE, SMALL_DESK, SMALL_PHONE, TABLET, type Tab } from '../support/browser';
import { useBuild } from '../support/build';
import { useDatabase } from '../support/database';
import { looksRight, type Scene } from '../support/looks';
import { member } from '../support/room';
import { bringFor800, putOnShelf } from '../support/shelf';
import { MERCHANT, openWorld, type Person, type World } from '../support/world';

const build = useBuild('h5');
const database = useDatabase();
let world: World;
let people: People;
let owner: Person;
let buyer: Person;

beforeAll(async () => {
  world = await openWorld(database, { h5: build.folder });
  people = await openPeople(() => world.url);
  await bringFor800(world);
});
afterAll(async () => {
  await people.close();
  await world.close();
});
beforeEach(async () => {
  await world.reset();
  await putOnShelf(world, [
    { key: 'plum', title: '李子', price: 1000, freightId: 'parcel' },
    { key: 'honey', title: '土蜂蜜', price: 6800, freightId: 'parcel' },
  ]);
  owner = await member(world, '吴掌柜', 'owner');
  buyer = await world.person('周小满');
});
afterEach(async () => {
  await people.leave();
  expect(world.errors).toEqual([]);
});

const two = { skus: { sku_plum: 3, sku_honey: 1 } };

const ORDERS = '/merchant/orders/index';
const orderPath = (id: string) => `/merchant/order/index?merchant=${MERCHANT}&id=${id}`;
const afterSalePath = (id: string) => `/merchant/afterSale/index?merchant=${MERCHANT}&id=${id}`;

const orderOf = async (id: string) => {
  const order = await world.app.store.orders.findOne({ _id: id });
  if (!order) throw new Error(`no ${id}`);
  return order;
};

/** Signed in as a test person. */
async function comeAs(who: Person, size: { width: number; height: number }): Promise<Tab> {
  const tab = await people.come(size);
  await tab.open('/pages/signIn/index');
  await tab.tap(`person-${who.id}`);
  await tab.shows('阳山水蜜桃');
  return tab;
}

/** As Excel saves it on a Chinese Windows. */
const gbkOf = (() => {
  const codes = new Map<string, [number, number]>();
  const decoder = new TextDecoder('gbk');
  for (let lead = 0x81; lead <= 0xfe; lead++)
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      const sign = decoder.decode(Uint8Array.of(lead, trail));
      if (sign.length === 1) codes.set(sign, [lead, trail]);
    }
  return (text: string) => Buffer.from([...text].flatMap((sign) => codes.get(sign) ?? sign.charCodeAt(0)));
})();

const choose = (tab: Tab, name: string, bytes: Buffer) =>
  tab.page.setInputFiles('[id="file"]', { name, mimeType: 'text/csv', buffer: bytes });

/** What is handed out when this is tapped. */
async function handedOut(tab: Tab, id: string): Promise<{ name: string; text: string }> {
  const [download] = await Promise.all([tab.page.waitForEvent('download') as Promise<Download>, tab.tap(id)]);
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') };
}

describe('at a desk', () => {
  it('a file in GBK ships its good rows, says what is wrong with the others, and again ships nothing twice', async () => {
    const shipper = await member(world, '林姐', 'shipper');
    const [first, second] = [await buy(world, buyer, two), await buy(world, buyer, two)];
    const file = gbkOf(
      [
        '订单号,快递公司,快递单号',
        `${first},顺丰速运,SF0001`,
        `${second},顺丰速运,4.23E+14`,
        'ord_nothere,中通快递,ZT0003',
        '',
      ].join('\r\n'),
    );
    const desk = await comeAs(shipper, DESK);
    await desk.open(ORDERS);
    await desk.shows('待发货 2');
    await desk.tap('toShipping');
    await desk.shows('点这里选 CSV 文件');
    await choose(desk, '今天.csv', file);
    await desk.shows('今天.csv 换一个表格 共 3 行 可以发 2 行 有问题 1');
    await desk.shows('单号被表格改成了 4.23E+14，请把这一列设成文本再填');
    expect((await orderOf(first)).parcels).toEqual([]);
    await desk.tap('send');
    await desk.shows('已发货 1 单 之前发过 0 没有重复发 没发成 2 行');
    await desk.shows('没有这笔订单');
    const wrong = await handedOut(desk, 'downloadWrong');
    expect(wrong.name).toBe('没发成 今天.csv');
    expect(parseCsv(wrong.text.slice(1)).map(([id, company]) => [id, company])).toEqual([
      ['订单号', '快递公司'],
      [second, '顺丰速运'],
      ['ord_nothere', '中通快递'],
    ]);

    // The same file once more, then the rest of it, put right.
    await desk.tap('otherFile');
    await choose(desk, '今天.csv', file);
    await desk.tap('send');
    await desk.shows('已发货 0 单 之前发过 1');
    await desk.tap('otherFile');
    await choose(desk, '改好的.csv', Buffer.from(wrong.text.replace('4.23E+14', 'SF0002')));
    await desk.tap('send');
    await desk.shows('已发货 1 单 之前发过 0');
    for (const id of [first, second]) expect((await orderOf(id)).parcels).toHaveLength(1);
    await desk.tap('toOrders');
    await desk.shows('这里没有订单');
  });

  it('a file is sent some rows at a time, and goes on after it was cut off', async () => {
    const ids = [await buy(world, buyer, two), await buy(world, buyer, two)];
    const nothing = Array.from({ length: 60 }, (_, index) => `ord_nothere${index},顺丰速运,SF${1000 + index}`);
    const rows = [`${ids[0]},顺丰速运,SF0001`, ...nothing, `${ids[1]},顺丰速运,SF0002`];
    const desk = await comeAs(owner, DESK);
    desk.tolerated = /ERR_FAILED/;
    await desk.open('/merchant/shipping/index');
    await desk.shows('点这里选 CSV 文件');
    let calls = 0;
    await desk.page.route('**/api/shopOrder.shipMany', (route) => {
      calls += 1;
      return calls === 2 ? route.abort() : route.continue();
    });
    await choose(desk, '很多.csv', Buffer.from(rows.join('\n')));
    await desk.tap('send');
    await desk.shows('停在第 50 行');
    await desk.shows('接着发 12 单');
    await desk.tap('send');
    await desk.shows('已发货 2 单 之前发过 0 没有重复发 没发成 60 行');
    expect(calls).toBe(3);
    for (const id of ids) expect((await orderOf(id)).status).toBe('shipped');
  });

  it('orders are exported as they are found, for Excel and with nothing that it would run', async () => {
    const plain = await buy(world, buyer, two);
    const risky = await buy(world, buyer, { ...two, remark: '=1+1' });
    await buy(world, buyer, { ...two, pickupPointId: 'pup_one' });
    const desk = await comeAs(owner, DESK);
    await desk.open(`${ORDERS}?state=toShip`);
    await desk.shows('=1+1');
    const { name, text } = await handedOut(desk, 'export');
    expect(name).toBe('订单 2036-03-01.csv');
    expect(text.startsWith('\uFEFF订单号,')).toBe(true);
    expect(text).toContain(",'=1+1,");
    expect(parseCsv(text.slice(1)).map(([id]) => id)).toEqual(['订单号', risky, plain].sort().reverse());
    // Chosen ones alone.
    await desk.at(`row-${plain}`).locator('input').check();
    const chosen = await handedOut(desk, 'exportChosen');
    expect(parseCsv(chosen.text.slice(1)).map(([id]) => id)).toEqual(['订单号', plain]);
  });

  it('several chosen orders are shipped by typing their numbers', async () => {
    const ids = [await buy(world, buyer, two), await buy(world, buyer, two)];
    const desk = await comeAs(owner, DESK);
    await desk.open(`${ORDERS}?state=toShip`);
    await desk.shows('待发货 2');
    // The count may be there before the rows are.
    await desk.at(`row-${ids[0]}`).waitFor();
    // The keyboard chooses too.
    await desk.press('j');
    await desk.press('x');
    await desk.shows('已选 1 单');
    await desk.at(`row-${ids[0]}`).locator('input').check();
    await desk.at(`row-${ids[1]}`).locator('input').check();
    await desk.shows('已选 2 单');
    await desk.tap('shipChosen');
    await desk.tap('company-顺丰速运');
    await desk.type(`number-${ids[0]}`, 'SF0001');
    await desk.tap('shipYes');
    await desk.shows('还没有快递单号');
    await desk.type(`number-${ids[1]}`, 'SF 0002');
    await desk.tap('shipYes');
    await desk.shows('2 单都发好了');
    await desk.tap('shipDone');
    await desk.shows('这里没有订单');
    for (const [index, id] of ids.entries())
      expect((await orderOf(id)).parcels[0]?.trackingNumber).toBe(`SF000${index + 1}`);
  });

  it('an order is found by its parcel, the address says how, and its history who did what', async () => {
    const [id] = [await buy(world, buyer, { ...two, remark: '放门卫' }), await buy(world, buyer, two)];
    const shipper = await member(world, '林姐', 'shipper');
    const parcel = { company: '顺丰速运', trackingNumber: 'SF0001' };
    await shipper.call('shopOrder.ship', { merchantId: MERCHANT, orderId: id, ...parcel });
    const desk = await comeAs(owner, DESK);
    await desk.open(ORDERS);
    await desk.shows('放门卫');
    await desk.press('/');
    await desk.page.keyboard.type('SF0001');
    await desk.at(`row-${id}`).waitFor();
    await desk.page.waitForFunction(`document.querySelectorAll('tbody tr').length === 1`);
    expect(desk.page.url()).toContain('words=SF0001');
    await desk.press('Escape');
    await desk.tap('state-shipped');
    await desk.page.reload();
    await desk.tap(`row-${id}`);
    await desk.shows('在路上，最晚 3 月 11 日 12:00 自动确认收货');
    await desk.shows('发货 顺丰速运 SF0001 今天 12:00 · 林姐');
    await desk.shows('买家留言：放门卫');
    await desk.tap('editNote');
    await desk.type('noteText', '已经打过电话');
    await desk.tap('noteYes');
    await desk.shows('写了备注 已经打过电话 今天 12:00 · 吴掌柜');
    await desk.tap('up');
    await desk.shows('放门卫；已经打过电话');
  });

  it('two of three pieces are refunded, after the receipt was shown', async () => {
    const id = await buy(world, buyer, two);
    const desk = await comeAs(owner, DESK);
    await desk.open(orderPath(id));
    await desk.tap('refund');
    await desk.shows('先选几件');
    await desk.tap('more1');
    await desk.tap('more1');
    await desk.shows('货款，2 件实付 ¥20.00');
    const { amount } = await quoted(id);
    await desk.tap('refundYes');
    await desk.shows(`¥${(amount / 100).toFixed(2)} 在退了`);
    await desk.tap('refundDone');
    await desk.shows('已退 2 件');
    await world.settle();
    await desk.page.reload();
    await desk.shows(`商家退款，¥${(amount / 100).toFixed(2)} 已退回微信零钱`);
    expect(await world.differences()).toEqual([]);
  });

  /** What two of the first line come to. */
  async function quoted(orderId: string): Promise<{ amount: number }> {
    const lines = [{ lineId: '1', quantity: 2 }];
    const quote = await owner.call('shopOrder.quoteRefund', { merchantId: MERCHANT, orderId, lines });
    if (!quote.ok) throw new Error(quote.refusal.code);
    return quote.value;
  }

  it('an after-sale is agreed to with the freight, after it was said what follows', async () => {
    const orderId = await buy(world, buyer, two);
    await owner.call('shopOrder.ship', {
      merchantId: MERCHANT,
      orderId,
      company: '顺丰速运',
      trackingNumber: 'SF0001',
    });
    await world.advance(HOUR);
    const id = await ask(buyer, orderId, 3);
    const desk = await comeAs(owner, DESK);
    await desk.open('/merchant/afterSales/index');
    await desk.shows('待处理 1');
    await desk.shows('还剩 2 天 0 小时，到时自动同意');
    await desk.tap(`row-${id}`);
    await desk.shows('3 月 3 日 13:00 前没有处理，会自动同意');
    await desk.shows('有几个压坏了');
    await desk.tap('yes');
    await desk.shows('¥30.00 马上原路退回买家');
    await desk.tap('freight-yes');
    const whole = (await inspected(id)).withFreight ?? 0;
    expect(whole).toBeGreaterThan(3000);
    await desk.shows(`退 ¥${(whole / 100).toFixed(2)}`);
    await desk.tap('yesNow');
    await desk.shows('退款已发起');
    await world.settle();
    await desk.page.reload();
    await desk.shows('退款到账');
    expect(await desk.at('yes').count()).toBe(0);
    expect(await inspected(id)).toMatchObject({ status: 'done', amount: whole });
    expect(await world.differences()).toEqual([]);
  });

  const inspected = async (afterSaleId: string) => {
    const afterSale = await owner.call('afterSale.inspect', { merchantId: MERCHANT, afterSaleId });
    if (!afterSale.ok) throw new Error(afterSale.refusal.code);
    return afterSale.value;
  };

  it('a code is typed, and Enter hands the goods over', async () => {
    const id = await buy(world, buyer, { ...two, pickupPointId: 'pup_one' });
    const code = await codeOf(buyer, id);
    const desk = await comeAs(owner, DESK);
    await desk.open('/merchant/pickUp/index');
    await desk.shows('请买家报 8 位取货码');
    await desk.page.keyboard.type(code);
    await desk.shows('周小满，4 件');
    await desk.press('Enter');
    await desk.shows('交好了，可以接着核销下一个');
    expect((await orderOf(id)).status).toBe('received');
    // Ready for the next: the field has the focus.
    desk.tolerated = /409/;
    await desk.page.keyboard.type(code);
    await desk.shows('没有这个取货码，或已经用过了');
  });
});

describe('on a phone', () => {
  it('an order goes out in two parcels', async () => {
    const shipper = await member(world, '林姐', 'shipper');
    const id = await buy(world, buyer, two);
    const phone = await comeAs(shipper, PHONE);
    await phone.open(ORDERS);
    await phone.tap(`order-${id}`);
    await phone.shows('4 件等发货');
    // Who ships gives no money back.
    expect(await phone.at('refund').count()).toBe(0);
    await phone.tap('ship');
    await phone.tap('company-中通快递');
    await phone.type('number', 'ZT0001');
    await phone.tap('less2');
    await phone.tap('shipYes');
    await phone.shows('发了 1 个包裹，还有 1 件没发');
    await phone.shows('李子 一份 × 3');
    await phone.tap('ship');
    // The company that was used last stands there.
    await phone.type('number', 'ZT0002');
    await phone.shows('发出 1 件');
    await phone.tap('shipYes');
    await phone.shows('包裹 2 个');
    expect(await orderOf(id)).toMatchObject({
      status: 'shipped',
      parcels: [{ company: '中通快递' }, { lines: [{ lineId: '2' }] }],
    });
  });

  it('goods are handed over against the code that is keyed in', async () => {
    const id = await buy(world, buyer, { ...two, pickupPointId: 'pup_one' });
    const code = await codeOf(buyer, id);
    const phone = await comeAs(owner, PHONE);
    phone.tolerated = /409/;
    await phone.open(ORDERS);
    await phone.tap('part-pickUp');
    await phone.shows('请买家报 8 位取货码');
    const key = async (digits: string) => {
      for (const digit of digits) await phone.tap(`key-${digit}`);
    };
    await key(code.replace(/\d/, (digit) => String((Number(digit) + 1) % 10)));
    await phone.shows('没有这个取货码，或已经用过了，请核对 8 位数字');
    await key(code);
    await phone.shows('周小满，4 件');
    await phone.tap('handOver');
    await phone.shows('交好了，可以接着核销下一个');
    await phone.shows('请买家报 8 位取货码');
    expect((await orderOf(id)).status).toBe('received');
  });

  it('an after-sale is refused with a reason, which the buyer reads', async () => {
    const orderId = await buy(world, buyer, two);
    const id = await ask(buyer, orderId, 1);
    const phone = await comeAs(owner, PHONE);
    await phone.open('/merchant/afterSales/index');
    await phone.tap(`afterSale-${id}`);
    await phone.tap('no');
    await phone.shows('先写原因');
    await phone.type('reason', '和你说好了换一份');
    await phone.tap('noNow');
    await phone.shows('拒绝的原因：和你说好了换一份');
    expect(await buyer.call('afterSale.get', { afterSaleId: id })).toMatchObject({
      value: { status: 'refused', refusal: '和你说好了换一份' },
    });
  });

  it('orders are filtered by state, delivery and day', async () => {
    await buy(world, buyer, two);
    const picked = await buy(world, buyer, { ...two, pickupPointId: 'pup_one' });
    const phone = await comeAs(owner, PHONE);
    await phone.open(ORDERS);
    await phone.shows('待取货 1');
    await phone.tap('filter');
    await phone.tap('delivery-pickUp');
    await phone.tap('period-today');
    await phone.tap('sheetClose');
    expect(phone.page.url()).toContain('delivery=pickUp&from=2036-03-01&until=2036-03-01');
    await phone.page.waitForFunction(`document.querySelectorAll('.orders-card').length === 1`);
    await phone.at(`order-${picked}`).waitFor();
  });
});

it('who only looks sees everything and can do nothing', async () => {
  const viewer = await member(world, '顾晴', 'viewer');
  const id = await buy(world, buyer, two);
  const asked = await ask(buyer, id, 1);
  const desk = await comeAs(viewer, DESK);
  await desk.open(ORDERS);
  await desk.shows('周小满');
  for (const act of ['export', 'toShipping', 'go-pickUp']) expect(await desk.at(act).count()).toBe(0);
  await desk.open(orderPath(id));
  await desk.shows('经过');
  for (const act of ['ship', 'refund', 'editNote']) expect(await desk.at(act).count()).toBe(0);
  await desk.open(afterSalePath(asked));
  await desk.shows('有几个压坏了');
  for (const act of ['yes', 'no']) expect(await desk.at(act).count()).toBe(0);
  await desk.open('/merchant/shipping/index');
  await desk.shows('你只能看，不能发货');
});

it.each([
  ['a small phone', SMALL_PHONE],
  ['a phone', PHONE],
  ['a tablet', TABLET],
  ['a small desk', SMALL_DESK],
  ['a desk', DESK],
])('every page fits %s and shows only words', async (_name, size) => {
  const wide = size.width >= 768;
  buyer = await world.person('欧阳上官诸葛司马长名字的邻居');
  const longest = '请在周末下午两点以后送到小区门口的快递柜，打电话前先发个短信，谢谢';
  const [id, other] = [
    await buy(world, buyer, { ...two, remark: longest }),
    await buy(world, buyer, { ...two, pickupPointId: 'pup_one', remark: longest }),
  ];
  const lines = [{ lineId: '1', quantity: 2 }];
  const parcel = { company: '名字很长的一家快递公司', trackingNumber: 'SF12345678901234567890123456789012345678' };
  await owner.call('shopOrder.ship', { merchantId: MERCHANT, orderId: id, ...parcel, lines });
  const asked = await ask(buyer, id, 2);
  const tab = await comeAs(owner, size);
  const scenes: Scene[] = [
    { path: ORDERS, shows: longest, namesOrders: true },
    { path: `${ORDERS}?words=${encodeURIComponent('没有的')}`, shows: '没有找到「没有的」' },
    { path: orderPath(id), shows: '发了 1 个包裹', namesOrders: true },
    { path: orderPath(other), shows: '等买家来取', namesOrders: true },
    { path: orderPath('ord_none'), shows: '没有找到这笔订单' },
    { path: '/merchant/pickUp/index', shows: '请买家报 8 位取货码' },
    { path: '/merchant/afterSales/index', shows: '破损或压坏了' },
    { path: afterSalePath(asked), shows: '有几个压坏了' },
    { path: '/merchant/shipping/index', shows: wide ? '点这里选 CSV 文件' : '请在电脑上打开' },
  ];
  // At a desk under 1200 px the reason stands on the after-sale's own page, and the remark on the order's.
  if (wide && size.width < 1200) {
    scenes[0] = { path: ORDERS, shows: '江苏省', namesOrders: true };
    scenes[6] = { path: '/merchant/afterSales/index', shows: '到时自动同意' };
  }
  tab.tolerated = /404.*shopOrder\.get/;
  for (const scene of scenes) await looksRight(tab, scene);
});
