/** The console as a whole: from signing in to a buyer who buys, and every page for those who cannot see it well. */
import sharp from 'sharp';
import { MINUTE } from '../../shared/time';
import { barriers } from '../support/accessible';
import { DESK, openPeople, type People, PHONE, type Tab } from '../support/browser';
import { useBuild } from '../support/build';
import { useDatabase } from '../support/database';
import { looksRight } from '../support/looks';
import { paidOut } from '../support/paidOut';
import { member, tickEach } from '../support/room';
import { type RoomPage, stageRoom } from '../support/roomPages';
import { MERCHANT, openWorld, type Person, type World } from '../support/world';

const build = useBuild('h5');
const database = useDatabase();
let world: World;
let people: People;

jest.setTimeout(600_000);

beforeAll(async () => {
  world = await openWorld(database, { h5: build.folder });
  people = await openPeople(() => world.url);
});
afterAll(async () => {
  await people.close();
  await world.close();
});
beforeEach(() => world.reset());
afterEach(async () => {
  await people.leave();
  expect(world.errors).toEqual([]);
});

const PRODUCTS = '/merchant/products/index';

async function comeAs(who: Pick<Person, 'id'>, size: { width: number; height: number }): Promise<Tab> {
  const tab = await people.come(size);
  await tab.open('/pages/signIn/index');
  await tab.tap(`person-${who.id}`);
  await tab.shows('山野集');
  return tab;
}

/** With the code that a desk shows and the number beside it, given on a phone; and on a phone with the code that WeChat gives. */
async function signIn(who: Person, size: { width: number; height: number }): Promise<Tab> {
  if (size === PHONE) {
    const phone = await comeAs(who, size);
    await phone.open(PRODUCTS);
    return phone;
  }
  const desk = await people.come(size);
  await desk.open(PRODUCTS);
  await desk.tap('toSignIn');
  await desk.shows('在手机上输入这 4 位数字');
  const code = (await desk.scan('code')).split('code=')[1] ?? '';
  const number = (await desk.at('number').textContent()) ?? '';
  expect(await who.call('desk.scan', { code })).toMatchObject({ ok: true });
  expect(await who.call('desk.approve', { code, number })).toMatchObject({ ok: true });
  return desk;
}

it.each([
  ['at a desk', DESK, '赣南脐橙'],
  ['on a phone', PHONE, '冰糖橙'],
])(
  '%s a shop signs in, makes a product, mends its campaign, publishes it, and a buyer buys',
  async (_where, size, title) => {
    const owner = await member(world, '吴掌柜', 'owner');
    const tab = await signIn(owner, size);
    await tab.tap('newProduct');
    await tab.type('title', title);
    const chooser = tab.page.waitForEvent('filechooser');
    await tab.tap('addPicture');
    const buffer = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#e08020' } })
      .jpeg()
      .toBuffer();
    await (await chooser).setFiles([{ name: 'orange.jpg', mimeType: 'image/jpeg', buffer }]);
    await tab.shows('1 / 9');
    await tab.type('name-0', '5 斤装');
    await tab.type('price-0', '29.9');
    await tab.type('cost-0', '15');
    await tab.type('stock-0', '80');
    await tab.tap('save');
    await tab.shows('有规格卖完');
    const product = await world.app.store.products.findOne({ title });
    const sku = product?.skus[0];
    expect(sku).toMatchObject({ price: 2990, cost: 1500 });

    await tab.open('/merchant/campaigns/index');
    await tab.tap('newCampaign');
    await tab.tap('kind-groupBuy');
    await tab.tap(`product-${product?._id}`);
    await tab.type('size', '2');
    await tab.type('title', '全网最低的脐橙');
    await tab.type(`price-${sku?.id}`, '12.00');
    await tab.shows('一件亏');
    await tab.shows('活动名称里的“全网最低”不能用');
    expect(await tab.at('publish').getAttribute('aria-disabled')).toBe('true');
    await tab.type(`price-${sku?.id}`, '24.90');
    await tab.type('title', '脐橙 2 人团');
    await tickEach(tab);
    await tab.shows('发布第 1 版');
    await tab.tap('publish');
    await tab.tap('publishYes');
    await tab.shows('第 1 版发布了');

    // It begins with the next full minute.
    await world.advance(5 * MINUTE);
    const buyer = await comeAs(await world.person('林姐'), PHONE);
    await buyer.open(`/pages/product/index?id=${product?._id}`);
    await buyer.shows('2 人团价 ¥24.90');
    await buyer.tap('buy');
    await buyer.tap('next');
    await buyer.tap('pay');
    await buyer.shows('付给 山野集');
    await buyer.tap('payConfirm');
    await buyer.shows('还差 1 人成团');
    const [order] = await world.app.store.orders.find({ 'lines.productId': product?._id }).toArray();
    expect(order).toMatchObject({ status: 'paid', total: 2490 });
  },
);

/** For a desk alone. */
const AT_A_DESK: Readonly<Record<string, RoomPage>> = {
  'merchant/shipping/index': { path: '/merchant/shipping/index', words: ['表格'] },
  'merchant/productSheet/index': { path: `/merchant/productSheet/index?merchant=${MERCHANT}`, words: ['选一个表格'] },
};

/** Those that come out of a withdrawal. */
async function stageMoney(): Promise<Readonly<Record<string, RoomPage>>> {
  const { inReview } = await paidOut(world);
  const month = 'period=2036-03';
  return {
    'merchant/settlement/index': { path: '/merchant/settlement/index', words: ['哪天到期'] },
    'merchant/payouts/index': { path: '/merchant/payouts/index', words: ['周小满'] },
    'merchant/payout/index': {
      path: `/merchant/payout/index?merchant=${MERCHANT}&id=${inReview}`,
      words: ['为什么留下'],
    },
    'merchant/finances/index': { path: '/merchant/finances/index', words: ['这些数怎么算'] },
    'merchant/journals/index': {
      path: `/merchant/journals/index?merchant=${MERCHANT}&figure=net&${month}`,
      words: ['推广人冻结'],
    },
  };
}

it('nothing on any page bars the way, at a desk and on a phone', async () => {
  const who = await member(world, '顾晴', 'owner');
  const found: string[] = [];
  const walk = async (pages: Readonly<Record<string, RoomPage>>) => {
    for (const size of [DESK, PHONE]) {
      const tab = await comeAs(who, size);
      const here = size === DESK ? { ...pages, ...AT_A_DESK } : pages;
      for (const { path, words } of Object.values(here)) {
        await looksRight(tab, { path, shows: words[0] ?? '', namesOrders: true });
        found.push(...(await barriers(tab)).map((one) => `${path} at ${size.width}: ${one}`));
      }
    }
  };
  await walk(await stageRoom(world, who));
  // Weeks go by: nobody has a page open meanwhile.
  await people.leave();
  await world.reset();
  await walk(await stageMoney());
  expect(found).toEqual([]);
});
