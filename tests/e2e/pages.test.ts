/** Every page at every width, and the H5 page as it is published, without WeChat. */
import { DESK, openPeople, type People, PHONE, SMALL_PHONE } from '../support/browser';
import { useBuild } from '../support/build';
import { useDatabase } from '../support/database';
import { looksRight, type Scene } from '../support/looks';
import { bringFor800, putOnShelf } from '../support/shelf';
import { CAMPAIGN, MERCHANT, openWorld, type Person, PRODUCT, SKU, type World } from '../support/world';

const database = useDatabase();
let world: World;
let people: People;

/** A world that serves this build, and browsers for it. */
function useSite(build: { readonly folder: string }): void {
  beforeAll(async () => {
    world = await openWorld(database, { h5: build.folder });
    people = await openPeople(() => world.url);
  });
  afterAll(async () => {
    await people.close();
    await world.close();
    // The next site begins with an empty shop.
    await database.db.dropDatabase();
  });
  beforeEach(() => world.reset());
  afterEach(async () => {
    await people.leave();
    expect(world.errors).toEqual([]);
  });
}

/** Groups under other terms than the shop has in the end, which go on under their own. */
async function stageOfTerms(viewer: Person): Promise<Scene[]> {
  const [friend, stranger] = [await world.person('苏梅'), await world.person('老陈')];
  const group = (id: string | undefined) => `/pages/group/index?id=${id}`;
  const sit = async (person: Person, groupId?: string) => {
    const placed = await world.place(person, groupId === undefined ? {} : { groupId });
    await world.pay(person, placed.orderId);
    await world.standIn.control.flush();
    return placed.groupId ?? '';
  };
  const prices = [13_990, 12_990, 11_990, 10_990];
  await world.offer({
    size: 100,
    least: 2,
    prices: { [SKU]: 14_990 },
    ladder: [3, 20, 50, 100].map((members, step) => ({ members, prices: { [SKU]: prices[step] ?? 0 } })),
  });
  const ladder = await sit(stranger);
  for (const person of [friend, viewer]) await sit(person, ladder);
  await world.offer({ size: 5, mayLeave: true, leaderDiscount: 200 });
  const mine = await sit(viewer);
  await sit(stranger, mine);
  await world.offer({ size: 4, audience: 'newcomers' });
  const barred = await sit(stranger);
  await world.offer();
  return [
    { path: group(ladder), shows: '差价自动退' },
    { path: group(mine), shows: '退团' },
    { path: group(barred), shows: '只限新客' },
    { path: '/buyer/groups/index', shows: '拼团中' },
  ];
}

/** A cart of `viewer` with something that is scarce and something that is gone; long names and prices. */
async function stageOfCart(viewer: Person): Promise<Scene[]> {
  await bringFor800(world);
  const goods = [
    { key: 'tea', title: '高山红茶特级古树手工揉捻礼盒装', price: 1_280_000, stock: 9, freightId: 'parcel' },
    { key: 'cherry', title: '樱桃', price: 12_800 },
    { key: 'rice', title: '大米', price: 5000 },
  ];
  await putOnShelf(world, goods);
  for (const { key } of goods) {
    await viewer.call('cart.put', { merchantId: MERCHANT, skuId: `sku_${key}`, quantity: 3 });
  }
  await putOnShelf(world, [{ key: 'cherry', title: '樱桃', price: 13_800, stock: 2 }]);
  await world.app.store.products.updateOne({ _id: 'prd_rice' }, { $set: { status: 'archived' } });
  return [
    { path: '/pages/product/index?id=prd_tea', shows: '仅剩 9 件' },
    { path: '/buyer/cart/index', shows: '只剩 2 件，你要 3 件' },
    { path: '/buyer/confirm/index?sku=sku_tea.sku_cherry&quantity=3.1&cart=1', shows: '商品 4 件' },
    { path: '/buyer/search/index', shows: '搜索' },
    { path: '/buyer/addresses/index', shows: '常用' },
    { path: '/buyer/address/index', shows: '保存' },
  ];
}

/** A shop in which every page has something to show to `viewer`. */
async function stage(viewer: Person): Promise<Scene[]> {
  const [friend, stranger] = [await world.person('阿杰'), await world.person('欧阳上官诸葛司马长名字的邻居')];
  const started = await world.place(viewer);
  await world.pay(viewer, started.orderId);
  await world.standIn.control.flush();
  const share = await viewer.call('share.create', { target: { kind: 'group', id: started.groupId ?? '' } });
  const token = share.ok ? share.value.token : '';
  await friend.call('share.open', { token, scene: 1007 });
  for (const person of [friend, stranger]) {
    const { orderId } = await world.place(person, { groupId: started.groupId ?? '', shareToken: token });
    await world.pay(person, orderId);
  }
  const foreign = await world.place(stranger);
  const others = [...(await stageOfTerms(viewer)), ...(await stageOfCart(viewer))];
  await world.pay(stranger, foreign.orderId);
  const waiting = await world.place(viewer);
  await world.standIn.control.flush();
  return [
    { path: '/pages/home/index', shows: '阳山水蜜桃' },
    { path: `/pages/product/index?id=${PRODUCT}`, shows: '我来开团' },
    { path: '/pages/product/index?id=prd_none', shows: '没有找到这件商品' },
    { path: `/pages/group/index?id=${started.groupId}`, shows: '成团了' },
    { path: `/pages/group/index?id=${foreign.groupId}`, shows: '还差 2 人成团' },
    { path: `/pages/group/index?id=${waiting.groupId}`, shows: '去付款' },
    { path: '/pages/group/index?id=grp_none', shows: '没有找到这个团' },
    { path: `/buyer/confirm/index?sku=${SKU}&quantity=5&campaign=${CAMPAIGN}`, shows: '应付 ¥149.50' },
    { path: `/pages/result/index?order=${waiting.orderId}`, shows: '还没收到付款' },
    ...others,
    { path: '/pages/orders/index', shows: '待付款' },
    { path: `/pages/order/index?id=${started.orderId}`, shows: '待发货' },
    { path: `/pages/order/index?id=${waiting.orderId}`, shows: '取消订单' },
    { path: '/promoter/earnings/index', shows: '冻结中 ¥7.17' },
    { path: '/pages/me/index', shows: '我的收益' },
  ];
}

describe('for development', () => {
  useSite(useBuild('h5'));

  it.each([
    ['a phone', PHONE],
    ['a small phone', SMALL_PHONE],
    ['a desk', DESK],
  ])('every page fits %s and shows only words', async (_name, size) => {
    const viewer = await world.person('周小满');
    const scenes = await stage(viewer);
    const tab = await people.come(size);
    // The browser says in the console that what is not there was answered with 404.
    tab.tolerated = /404.*\/api\/(product\.get|group\.get|share\.create)/;
    await tab.open('/pages/me/index');
    await tab.shows('登录后可以拼团');
    await tab.tap('toSignIn');
    await looksRight(tab, { path: '/pages/signIn/index', shows: '选一个人' });
    const known = await world.standIn.control.people();
    await tab.tap(`person-${known.find(({ openid }) => openid === viewer.openid)?.id}`);
    for (const scene of scenes) await looksRight(tab, scene);
  });

  it('a button inside something that can be tapped opens its page once', async () => {
    const tab = await people.come();
    await tab.open();
    await tab.shows('去拼团');
    await tab.page.getByText('去拼团').click();
    await tab.shows('我来开团');
    await tab.tap('back');
    await tab.shows('去拼团');
    expect(await tab.text()).not.toContain('我来开团');
  });
});

describe('as published', () => {
  useSite(useBuild('productionH5'));

  it('it is read, and leads to the mini-program where something would be bought', async () => {
    const leader = await world.person('周小满');
    const { orderId, groupId } = await world.place(leader);
    await world.pay(leader, orderId);
    await world.standIn.control.flush();
    const tab = await people.come();
    await tab.open();
    await tab.shows('阳山水蜜桃');
    await tab.tap(`product-${PRODUCT}`);
    await tab.shows('3 人团价 ¥29.90');
    await tab.tap('buy');
    await tab.shows('下单、付款、看收益在微信小程序里');
    await tab.tap('copyName');
    await tab.shows('名字已复制');
    expect(await tab.page.evaluate('navigator.clipboard.readText()')).toBe('拼砍');

    await tab.open(`/pages/group/index?id=${groupId}`);
    await tab.shows('还差 2 人成团');
    await tab.tap('join');
    await tab.shows('打开微信，搜小程序');
    await tab.tap('sheetClose');

    for (const [path, words] of [
      ['/pages/me/index', '来逛逛的朋友'],
      ['/pages/orders/index', '登录后看订单'],
      ['/promoter/earnings/index', '每一笔都能点开'],
    ] as const) {
      await tab.open(path);
      await tab.shows(words);
      await tab.tap('toSignIn');
      await tab.shows('打开微信，搜小程序');
      await tab.tap('sheetClose');
    }
    expect(await tab.text()).not.toContain('测试登录');
  });

  it('there is no test sign-in and no payment sheet, also for whoever knows its address', async () => {
    const tab = await people.come();
    await tab.open('/pages/signIn/index');
    await tab.page.waitForLoadState('networkidle');
    expect(await tab.text()).not.toContain('选一个人');
    tab.tolerated = /signIn/;
  });
});
