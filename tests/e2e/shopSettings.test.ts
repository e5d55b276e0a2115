/** A shop's settings in a browser: its face, and a payment account whose wrong key is told and whose right one takes money. */
import { barriers } from '../support/accessible';
import { DESK, openPeople, type People, PHONE, SMALL_PHONE, type Tab } from '../support/browser';
import { useBuild } from '../support/build';
import { useDatabase } from '../support/database';
import { looksRight } from '../support/looks';
import { member } from '../support/room';
import { MERCHANT, openWorld, type Person, SKU, type World } from '../support/world';

const build = useBuild('h5');
const database = useDatabase();
let world: World;
let people: People;
let owner: Person;
let before: object;

beforeAll(async () => {
  world = await openWorld(database, { h5: build.folder });
  people = await openPeople(() => world.url);
  owner = await member(world, '吴掌柜', 'owner');
  before = (await world.app.store.merchants.findOne({ _id: MERCHANT }))!;
});
afterAll(async () => {
  await people.close();
  await world.close();
});
beforeEach(async () => {
  await world.reset();
  await world.app.store.merchants.replaceOne({ _id: MERCHANT }, before as never);
});
afterEach(async () => {
  await people.leave();
  expect(world.errors).toEqual([]);
});

const page = (name: string) => `/merchant/${name}/index?merchant=${MERCHANT}`;

/** Signed in as a test person, without a code. */
async function comeAs(who: Person, size: { width: number; height: number }): Promise<Tab> {
  const tab = await people.come(size);
  await tab.open('/pages/signIn/index');
  await tab.tap(`person-${who.id}`);
  await tab.shows('阳山水蜜桃');
  return tab;
}

it('a colour that cannot be read is told, another one is worn by the buyers’ pages, and the notice is there', async () => {
  const tab = await comeAs(owner, DESK);
  await tab.open(page('settings'));
  await tab.tap('to-shopFace');
  await tab.shows('没有公告');
  await tab.tap('edit');
  await tab.type('accent', '#FFCC00');
  await tab.shows('这个颜色太浅，配白字看不清，选深一点的');
  await tab.shows('1 处要改');
  await tab.tap('accent-1F6B4F');
  await tab.type('notice', '周日不发货');
  await tab.tap('save');
  await tab.shows('周日不发货');
  const buyer = await people.come(PHONE);
  await buyer.open('/pages/home/index');
  await buyer.shows('周日不发货');
  const worn = `getComputedStyle(document.querySelector('.screen')).getPropertyValue('--color-action').trim()`;
  await buyer.open('/buyer/search/index');
  expect(await buyer.page.evaluate(worn)).toBe('#1F6B4F');
});

it('what somebody else has saved in between is shown, and what was written stays', async () => {
  const [slow, quick] = [await comeAs(owner, DESK), await comeAs(owner, PHONE)];
  for (const tab of [slow, quick]) {
    await tab.open(page('shopPolicies'));
    await tab.tap('edit');
    await tab.shows('和现在一样');
  }
  await slow.type('afterSaleDays', '9');
  await quick.type('afterSaleDays', '15');
  await quick.tap('save');
  await quick.shows('签收后 15 天内能申请');
  slow.tolerated = /409/;
  await slow.tap('save');
  await slow.shows('刚刚有人存了新的');
  await slow.shows('签收后 15 天内能申请');
  await slow.tap('save');
  await slow.shows('签收后 9 天内能申请');
});

it.each([
  ['at a desk', DESK],
  ['on a phone', PHONE],
])('%s a wrong key is told by WeChat, the right ones are kept, and a buyer pays with them', async (_where, size) => {
  const next = await world.standIn.control.merchant({ name: '山野集新号' });
  const tab = await comeAs(owner, size);
  await tab.open(page('paymentAccount'));
  await tab.shows('已存，加密保管，不再显示');
  await tab.tap('edit');
  await tab.shows('还差 6 样');
  for (const field of ['mchid', 'privateKey', 'apiV3Key', 'publicKeyId', 'publicKey'] as const) {
    await tab.type(field, next[field]);
  }
  await tab.type('serialNo', 'F'.repeat(40));
  tab.tolerated = /409/;
  await tab.tap('save');
  await tab.shows('没有存：微信不认识这个证书序列号');
  await tab.type('serialNo', next.serialNo);
  await tab.tap('save');
  await tab.shows('不再显示');
  await tab.shows(next.mchid);
  expect(await tab.text()).not.toContain(next.apiV3Key);
  await tab.tap('check');
  await tab.shows('微信认可签名和公钥');
  expect(await barriers(tab)).toEqual([]);

  const buyer = await world.person('买家');
  const wish = { requestId: 'request-of-buyer', lines: [{ skuId: SKU, quantity: 1 }], seenTotal: 3990 };
  const placed = await buyer.call('order.place', wish);
  if (!placed.ok) throw new Error(placed.refusal.code);
  const order = await world.app.store.orders.findOne({ _id: placed.value.orderId });
  const outTradeNo = order?.payments[0]?.outTradeNo ?? '';
  await world.standIn.control.pay({ outTradeNo, mchid: next.mchid, openid: buyer.openid });
  await world.standIn.control.flush();
  expect(await world.app.store.orders.findOne({ _id: placed.value.orderId })).toMatchObject({ status: 'toShip' });
});

it('every page fits its window, shows only words, and can be used by everybody', async () => {
  const rule = { regions: ['江苏省/无锡市'], first: 1, firstFee: 600, more: 1, moreFee: 200, freeFrom: 9900 };
  const freight = [{ id: 'frt_a', name: '生鲜', by: 'piece' as const, rules: [rule], notTo: ['西藏自治区'] }];
  const pickupPoints = [
    { id: 'pup_a', name: '湖边自提点', address: '桃源路 2 号', hours: '9:00–18:00', phone: '13800002222' },
  ];
  await world.app.store.merchants.updateOne({ _id: MERCHANT }, { $set: { freight, pickupPoints } });
  const found: string[] = [];
  for (const size of [DESK, PHONE, SMALL_PHONE]) {
    const tab = await comeAs(owner, size);
    for (const [name, shows] of [
      ['settings', '微信支付商户号和密钥'],
      ['shopFace', '产地直发'],
      ['shopPolicies', '签收后 7 天内能申请'],
      ['freight', '满 ¥99.00 包邮'],
      ['pickUpPoints', '桃源路 2 号'],
      ['paymentAccount', '不再显示'],
    ] as const) {
      await looksRight(tab, { path: page(name), shows });
      if (name !== 'settings') {
        await tab.tap('edit');
        await tab.shows(name === 'paymentAccount' ? '还差 6 样' : '和现在一样');
      }
      found.push(...(await barriers(tab)).map((one) => `${name} ${size.width}: ${one}`));
    }
  }
  expect(found).toEqual([]);
});
