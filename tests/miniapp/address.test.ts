/** The address book in the mini-program: written, taken from WeChat, chosen for an order. */
import { useBuild } from '../support/build';
import { useDatabase } from '../support/database';
import type { Weapp } from '../support/harness';
import { callsOf, requestsTo, usePhones } from '../support/phones';
import { bringFor800, putOnShelf } from '../support/shelf';
import { openWorld, SKU, type World } from '../support/world';

const production = useBuild('productionWeapp');
const database = useDatabase();
let world: World;
const phone = usePhones(() => world, production);

beforeAll(async () => {
  world = await openWorld(database);
  await bringFor800(world);
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  await putOnShelf(world, [{ key: 'tea', title: '红茶', price: 6800, freightId: 'parcel' }]);
});

function fill(weapp: Weapp, { name = '周小满', detail = '阳山镇桃源路 1 号' } = {}): void {
  const form = weapp.page();
  form.type('addressName', name);
  form.type('addressPhone', '13800001111');
  form.pick('addressRegion', ['江苏省', '无锡市', '滨湖区']);
  form.type('addressDetail', detail);
}

it('what is wrong with an address stands beside its field, and nothing is sent', async () => {
  const who = await world.newcomer('周小满');
  const weapp = phone({ who, enter: { path: '/buyer/address/index' } });
  const form = await weapp.shows('保存');
  form.type('addressPhone', '12345');
  await weapp.idle();
  form.tap('save');
  for (const words of ['写上收货人的名字', '手机号是 11 位数字', '选一下省市区', '写到门牌号'])
    await weapp.shows(words);
  fill(weapp, { name: '小满🍑', detail: '路'.repeat(101) });
  await weapp.idle();
  form.tap('save');
  await weapp.shows('快递单印不出来的字符');
  await weapp.shows('详细地址最多 100 个字');
  expect(requestsTo(weapp, 'address.save')).toEqual([]);
});

it('an address that was given on the way is the one the order goes to, with its freight', async () => {
  const who = await world.newcomer('周小满');
  const weapp = phone({ who, enter: { path: '/buyer/confirm/index?sku=sku_tea&quantity=1' } });
  const confirm = await weapp.shows('填写收货地址');
  expect(confirm.text()).toContain('运费 填写地址后计算');
  confirm.tap('fillAddress');
  await weapp.shows('保存并使用', 'buyer/address/index');
  fill(weapp);
  await weapp.idle();
  weapp.page().tap('save');
  await weapp.shows('微信支付 ¥76.00', 'buyer/confirm/index');
  expect(weapp.page().text()).toContain('运费 ¥8.00');
  expect(weapp.stack).toHaveLength(1);
});

it('a second address is added from the order, used for it, and the usual one stays what it was', async () => {
  const who = await world.person('周小满');
  const weapp = phone({ who, enter: { path: `/buyer/confirm/index?sku=${SKU}&quantity=1` } });
  (await weapp.shows('桃源路 1 号')).tap('address');
  (await weapp.shows('常用', 'buyer/addresses/index')).tap('add');
  await weapp.shows('保存并使用', 'buyer/address/index');
  fill(weapp, { detail: '公司 3 楼前台' });
  await weapp.idle();
  weapp.page().tap('save');
  const confirm = await weapp.shows('公司 3 楼前台', 'buyer/confirm/index');
  expect(weapp.stack).toHaveLength(1);
  await weapp.idle();
  confirm.tap('address');
  const list = await weapp.shows('公司 3 楼前台', 'buyer/addresses/index');
  expect(list.text()).toMatch(/常用 .*桃源路 1 号.*公司 3 楼前台/);
  const known = await who.call('address.list', {});
  list.tap(`use-${known.ok ? known.value.addresses[0]?.id : ''}`);
  await weapp.shows('桃源路 1 号', 'buyer/confirm/index');
});

it('the book makes another one the usual, changes one, and forgets one after asking', async () => {
  const who = await world.person('周小满');
  const kept = await who.call('address.save', {
    requestId: 'at-work-1',
    address: { name: '小满', phone: '13900002222', region: ['上海市', '上海市', '静安区'], detail: '南京西路 1 号' },
  });
  const id = kept.ok ? kept.value.id : '';
  const weapp = phone({ who, enter: { path: '/buyer/addresses/index' } });
  const list = await weapp.shows('南京西路 1 号');
  list.tap(`usual-${id}`);
  await weapp.idle();
  expect(list.text()).toMatch(/南京西路 1 号.*桃源路/);
  list.tap(`edit-${id}`);
  const form = await weapp.shows('这是你的常用地址', 'buyer/address/index');
  form.type('addressDetail', '南京西路 2 号');
  await weapp.idle();
  form.tap('save');
  await weapp.shows('南京西路 2 号', 'buyer/addresses/index');
  await weapp.idle();
  list.tap(`remove-${id}`);
  await weapp.idle();
  expect(callsOf(weapp, 'showModal')).toHaveLength(1);
  expect(list.text()).not.toContain('南京西路');
  const left = await who.call('address.list', {});
  expect(left.ok && left.value.addresses.map(({ detail }) => detail)).toEqual(['阳山镇桃源路 1 号']);
});

const OF_WECHAT = {
  userName: '周小满',
  telNumber: '+86 138-0000-1111',
  provinceName: '江苏省',
  cityName: '无锡市',
  countyName: '滨湖区',
  detailInfo: '桃源路 9 号',
  postalCode: '214000',
};

it('an address of WeChat’s fills the form, in our shape', async () => {
  const who = await world.newcomer('周小满');
  const weapp = phone({ who, enter: { path: '/buyer/address/index' }, address: () => OF_WECHAT });
  (await weapp.shows('使用微信地址')).tap('fromWeChat');
  await weapp.idle();
  weapp.page().tap('save');
  await weapp.idle();
  expect(requestsTo(weapp, 'address.save')).toMatchObject([
    {
      status: 200,
      body: {
        address: {
          name: '周小满',
          phone: '13800001111',
          region: ['江苏省', '无锡市', '滨湖区'],
          detail: '桃源路 9 号',
        },
      },
    },
  ]);
});

it.each([
  ['deny', 1],
  ['cancel', 0],
] as const)('where WeChat answers %s the form stays, and only a refusal is spoken of', async (answer, toasts) => {
  const who = await world.newcomer('周小满');
  const weapp = phone({ who, enter: { path: '/buyer/address/index' }, address: () => answer });
  const form = await weapp.shows('使用微信地址');
  form.type('addressName', '自己写的');
  await weapp.idle();
  form.tap('fromWeChat');
  await weapp.idle();
  expect(callsOf(weapp, 'showToast')).toHaveLength(toasts);
  expect(form.attributes('addressName')?.value).toBe('自己写的');
});
