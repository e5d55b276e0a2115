/** A merchant's bargains in a browser: published, changed, looked after and ended, at a desk and on a phone. */
import { readFileSync } from 'node:fs';
import { MINUTE } from '../../shared/time';
import { barriers } from '../support/accessible';
import { BARGAIN_CAMPAIGN, bargainOf, offerBargain, orderByBargain, readBargain } from '../support/bargaining';
import { DESK, openPeople, type People, PHONE, SMALL_DESK, SMALL_PHONE, type Tab } from '../support/browser';
import { useBuild } from '../support/build';
import { useDatabase } from '../support/database';
import { looksRight } from '../support/looks';
import { member, tickEach } from '../support/room';
import { putOnShelf } from '../support/shelf';
import { MERCHANT, openWorld, type Person, PRODUCT, SKU, type World } from '../support/world';

const build = useBuild('h5');
const database = useDatabase();
let world: World;
let people: People;

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

const LIST = `/merchant/campaigns/index?merchant=${MERCHANT}`;
const NEW = `/merchant/campaignForm/index?merchant=${MERCHANT}`;
const NEXT = `${NEW}&id=${BARGAIN_CAMPAIGN}`;
const BOARD = `/merchant/bargainBoard/index?merchant=${MERCHANT}&id=${BARGAIN_CAMPAIGN}`;
const page = (tab: string, state = '') =>
  `/merchant/campaign/index?merchant=${MERCHANT}&id=${BARGAIN_CAMPAIGN}&tab=${tab}${state && `&state=${state}`}`;

/** Signed in as a test person, without a code. */
async function comeAs(who: Person, size: { width: number; height: number }): Promise<Tab> {
  const tab = await people.come(size);
  await tab.open('/pages/signIn/index');
  await tab.tap(`person-${who.id}`);
  await tab.shows('阳山水蜜桃');
  return tab;
}

const bargainCampaigns = () => world.app.store.campaigns.find({ kind: 'bargain' }).toArray();

it.each([
  ['at a desk', DESK],
  ['on a phone', PHONE],
])(
  '%s a bargain is published from the form, a fault mended first, and a buyer sees the offer',
  async (_where, size) => {
    const who = await member(world, '吴掌柜', 'owner');
    const tab = await comeAs(who, size);
    await tab.open(LIST);
    await tab.tap('newCampaign');
    await tab.shows('做哪种活动');
    await tab.tap('kind-bargain');
    await tab.tap(`product-${PRODUCT}`);
    await tab.shows('至少给一个规格定底价');
    await tab.type(`price-${SKU}`, '39.90');
    await tab.shows('底价要比标价低');
    await tab.type('helpers', '101');
    await tab.shows('要 1 到 100 位朋友帮');
    await tab.shows('还有 2 处要改');
    await tab.type(`price-${SKU}`, '9.90');
    await tab.type('helpers', '3');
    await tab.shows('合计减 ¥30.00 共 4 刀，你先砍一刀');
    await tab.shows('比单买少收 ¥3,000.00');
    await tickEach(tab);
    await tab.tap('publish');
    await tab.shows('第 1 版的规则发布后就定了，不能改');
    await tab.tap('publishYes');
    await tab.shows('还没有人发起砍价');
    const [campaign] = await bargainCampaigns();
    expect(campaign).toMatchObject({ edition: 1, productId: PRODUCT, terms: { helpers: 3, quota: 100 } });

    await tab.open(LIST);
    await tab.shows('3 位朋友帮，¥39.90 砍到 ¥9.90');
    const buyer = await people.come(PHONE);
    await buyer.open(`/bargain/offer/index?id=${campaign?._id}`);
    await buyer.shows('正好请 3 位朋友');
  },
);

it('what was sent and never answered is published once', async () => {
  const tab = await comeAs(await member(world, '顾晴', 'operator'), DESK);
  await tab.open(NEW);
  await tab.tap('kind-bargain');
  await tab.tap(`product-${PRODUCT}`);
  await tab.type(`price-${SKU}`, '9.9');
  await tickEach(tab);
  // The server carries it out; its answer is lost on the way.
  tab.tolerated = /ERR_FAILED/;
  await tab.page.route('**/campaign.publish', async (route) => {
    await route.fetch();
    await route.abort();
  });
  await tab.tap('publish');
  await tab.tap('publishYes');
  await tab.shows('没有发布：');
  await tab.page.unroute('**/campaign.publish');
  await tab.tap('publish');
  await tab.tap('publishYes');
  await tab.shows('还没有人发起砍价');
  expect(await bargainCampaigns()).toHaveLength(1);
});

it('an edition that was overtaken shows what changed, and what was written stays', async () => {
  await offerBargain(world);
  const [first, second] = [await member(world, '吴掌柜', 'owner'), await member(world, '顾晴', 'operator')];
  const slow = await comeAs(first, DESK);
  const quick = await comeAs(second, PHONE);
  for (const tab of [slow, quick]) {
    await tab.open(page('rules'));
    await tab.tap('renew');
    await tab.shows('和现在一样');
  }
  await slow.type('quota', '50');
  await quick.type('helpers', '5');
  await tickEach(quick);
  await quick.tap('publish');
  await quick.shows('要几位朋友帮：3 位 → 5 位');
  await quick.tap('publishYes');
  await quick.shows('水蜜桃砍到 ¥9.90');

  slow.tolerated = /409.*campaign\.publish/;
  await tickEach(slow);
  await slow.tap('publish');
  await slow.tap('publishYes');
  await slow.shows('刚刚有人发布了第 2 版，改了这些：要几位朋友帮：3 位 → 5 位');
  await slow.tap('seen');
  await slow.tap('publish');
  await slow.shows('要几位朋友帮：5 位 → 3 位');
  await slow.shows('活动名额：100 件 → 50 件');
  await slow.tap('publishYes');
  await slow.shows('这是第 3 版，在砍的按各自发起时的那一版');
  expect(await bargainCampaigns()).toMatchObject([{ edition: 3, terms: { helpers: 3, quota: 50 } }]);
});

it.each([
  ['at a desk', DESK],
  ['on a phone', PHONE],
])('%s a campaign is ended after it was said what becomes of its bargains', async (_where, size) => {
  const { open, floor, ordered } = await bargains();
  const tab = await comeAs(await member(world, '吴掌柜', 'owner'), size);
  await tab.open(page('bargains'));
  await tab.shows('周小满');
  await tab.tap('figure-floor');
  await tab.at(`${size === DESK ? 'row' : 'bargain'}-${open}`).waitFor({ state: 'detached' });
  await tab.shows('阿杰');
  await tab.tap('end');
  await tab.shows('现在有 1 个砍价还在砍，1 个砍到了底价、还没下单，1 个下了单、正在付款');
  await tab.shows('1 个下了单的等付款：付了照常发货，没付就作废');
  await tab.tap('choice-endNow');
  await tab.tap('endYes');
  await tab.shows('活动结束了');
  await tab.tap('endDone');
  await tab.shows('提前结束了活动：进行中的砍价当时截止');
  expect(await Promise.all([open, floor, ordered].map(async (id) => (await readBargain(world, id)).status))).toEqual([
    'cancelled',
    'cancelled',
    'ordered',
  ]);
});

it('who does not decide sees everything and changes nothing', async () => {
  await offerBargain(world);
  const tab = await comeAs(await member(world, '林姐', 'viewer'), DESK);
  await tab.open(LIST);
  await tab.shows('水蜜桃砍到 ¥9.90');
  expect(await tab.at('newCampaign').count()).toBe(0);
  await tab.open(page('rules'));
  await tab.shows('标价和底价');
  expect(await tab.at('renew').count()).toBe(0);
  await tab.open(NEXT);
  await tab.shows('活动由店主和运营来发布');
});

it('at a desk the figures of a campaign are there to be read, and as a file', async () => {
  await bargains();
  const tab = await comeAs(await member(world, '林姐', 'viewer'), DESK);
  await tab.open(page('bargains'));
  await tab.tap('toBoard');
  await tab.shows('发起 4');
  await tab.shows('每单让利 元 30.00 标价合计 39.90 元');
  await tab.tap('friendsTable');
  await tab.shows('1 位 3 75.0%');
  const [file] = await Promise.all([tab.page.waitForEvent('download'), tab.tap('export')]);
  const rows = readFileSync(await file.path(), 'utf8')
    .trim()
    .split('\r\n');
  expect(rows.at(-1)).toBe('合计,0,0,4,3,3,3,1,0,0,1,39.90,9.90,30.00');
  expect(rows).toHaveLength(1 + 14 + 1);
  await tab.tap('range-7');
  await tab.shows('比前 7 天');
  await tab.tap('up');
  await tab.shows('周小满');
});

it.each([
  ['a phone', PHONE],
  ['a desk', DESK],
])('nothing keeps anybody from using these pages on %s', async (_name, size) => {
  await offerBargain(world);
  await bargainOf(await world.person('周小满'));
  await count();
  const tab = await comeAs(await member(world, '吴掌柜', 'owner'), size);
  const scenes: [string, string][] = [
    [LIST, '水蜜桃砍到 ¥9.90'],
    [page('bargains'), '周小满'],
    [page('rules'), '每一刀的大小'],
    [NEXT, '和现在一样'],
    [BOARD, '来了几位朋友帮'],
  ];
  for (const [path, words] of scenes) {
    await tab.open(path);
    await tab.shows(words);
    expect([path, await barriers(tab)]).toEqual([path, []]);
  }
});

it.each([
  ['a small phone', SMALL_PHONE],
  ['a phone', PHONE],
  ['a small desk', SMALL_DESK],
  ['a desk', DESK],
])('every page fits %s and shows only words', async (_name, size) => {
  await bargains();
  await putOnShelf(world, [{ key: 'plum', title: '李子', price: 1000 }]);
  const tab = await comeAs(await member(world, '欧阳上官诸葛司马长名字的掌柜', 'owner'), size);
  await looksRight(tab, { path: LIST, shows: '水蜜桃砍到 ¥9.90' });
  await looksRight(tab, { path: page('bargains'), shows: '周小满' });
  await looksRight(tab, { path: page('payments'), shows: '买下了' });
  await looksRight(tab, { path: page('rules'), shows: '每一刀的大小' });
  await looksRight(tab, { path: NEW, shows: '李子' });
  await looksRight(tab, { path: NEXT, shows: '和现在一样' });
  await looksRight(tab, { path: BOARD, shows: '来了几位朋友帮' });
});

/** Figures are counted: a day waits half a minute for what comes soon after. */
async function count(): Promise<void> {
  await world.cron();
  await world.advance(MINUTE);
  await world.cron();
}

/** One bargain that is being cut, one at the floor, one ordered, and one bought. */
async function bargains(): Promise<{ open: string; floor: string; ordered: string }> {
  await offerBargain(world, { helpers: 1 });
  const names = ['周小满', '阿杰', '林姐', '小陈'] as const;
  const owners = await Promise.all(names.map((name) => world.person(name)));
  const [open = '', ...others] = await Promise.all(owners.map(bargainOf));
  const friend = await world.person('老周');
  for (const bargainId of others) expect(await friend.call('bargain.help', { bargainId })).toMatchObject({ ok: true });
  const [floor = '', ordered = '', bought = ''] = others;
  const [, , orderer, buyer] = owners;
  if (!orderer || !buyer) throw new Error('four people have come');
  expect(await orderByBargain(world, orderer, ordered)).toMatchObject({ ok: true });
  const placed = await orderByBargain(world, buyer, bought);
  if (!placed.ok) throw new Error(placed.refusal.code);
  await world.pay(buyer, placed.value.orderId);
  await world.standIn.control.flush();
  await count();
  return { open, floor, ordered };
}
