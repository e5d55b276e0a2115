/** A campaign from its product to a buyer who sees it: written, kept, checked, mended, published, paused, copied. */
import { MINUTE } from '../../shared/time';
import { barriers } from '../support/accessible';
import { DESK, openPeople, type People, PHONE, type Tab } from '../support/browser';
import { useBuild } from '../support/build';
import { useDatabase } from '../support/database';
import { looksRight } from '../support/looks';
import { member, tickEach } from '../support/room';
import { CAMPAIGN, MERCHANT, openWorld, type Person, PRODUCT, SKU, type World } from '../support/world';

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

const NEW = `/merchant/campaignForm/index?merchant=${MERCHANT}`;
const page = (id: string, tab: string) => `/merchant/campaign/index?merchant=${MERCHANT}&id=${id}&tab=${tab}`;

/** Signed in as a test person, without a code. */
async function comeAs(who: Person, size: { width: number; height: number }): Promise<Tab> {
  const tab = await people.come(size);
  await tab.open('/pages/signIn/index');
  await tab.tap(`person-${who.id}`);
  await tab.shows('阳山水蜜桃');
  return tab;
}

it.each([
  ['at a desk', DESK],
  ['on a phone', PHONE],
])('%s a group buy is written, what preflight finds is mended, and a buyer sees it', async (_where, size) => {
  const tab = await comeAs(await member(world, '吴掌柜', 'owner'), size);
  await looksRight(tab, { path: NEW, shows: '做哪种活动' });
  await tab.tap('kind-groupBuy');
  await tab.tap(`product-${PRODUCT}`);
  await tab.shows('至少给一个规格定团价');
  await tab.type(`price-${SKU}`, '25.00');
  await tab.type('title', '水蜜桃全网最低');
  await tab.shows('活动名称里的“全网最低”不能用');
  await tab.type('title', '水蜜桃 4 人团');
  await tab.type('size', '4');
  await tickEach(tab);
  await tab.shows('发布第 1 版');
  expect(await barriers(tab)).toEqual([]);
  await tab.tap('publish');
  await tab.tap('publishYes');
  await tab.shows('第 1 版发布了');
  const [campaign] = await world.app.store.campaigns.find({ _id: { $ne: CAMPAIGN } }).toArray();
  expect(campaign).toMatchObject({ kind: 'groupBuy', title: '水蜜桃 4 人团', terms: { size: 4 } });
  expect(await world.app.store.drafts.countDocuments()).toBe(0);

  // It begins in the minute in which it was begun to be written, by the browser's clock, which goes on meanwhile.
  await world.advance(5 * MINUTE);
  const buyer = await people.come(PHONE);
  await buyer.open(`/pages/product/index?id=${PRODUCT}`);
  await buyer.shows('4 人团');
});

it('what is typed is kept: another device goes on with it, and of two who write one field is chosen by whoever is later', async () => {
  const slow = await comeAs(await member(world, '吴掌柜', 'owner'), DESK);
  const quick = await comeAs(await member(world, '顾晴', 'operator'), PHONE);
  await slow.open(NEW);
  await slow.tap(`product-${PRODUCT}`);
  await slow.type('title', '第一次写的');
  await slow.shows('已自动保存');
  const [draft] = await world.app.store.drafts.find().toArray();
  await quick.open(`/merchant/campaigns/index?merchant=${MERCHANT}`);
  await quick.tap('tab-draft');
  await quick.tap(`draft-${draft?._id}`);
  await quick.shows('已自动保存');
  const saved = quick.page.waitForResponse('**/draft.save');
  await quick.type('title', '顾晴写的');
  expect((await saved).ok()).toBe(true);

  slow.tolerated = /409.*draft\.save/;
  await slow.type('title', '吴掌柜写的');
  await slow.shows('两个人都改了这份草稿');
  await slow.shows('顾晴写的');
  // Whoever leaves without choosing has written over nothing, and is told again.
  await slow.page.reload();
  await slow.tap(`product-${PRODUCT}`);
  await slow.shows('两个人都改了这份草稿');
  await slow.tap('theirs-title');
  await slow.tap('bothDone');
  await slow.at('both').waitFor({ state: 'detached' });
  expect((await world.app.store.drafts.findOne())?.body.title).toBe('顾晴写的');
});

it.each([
  ['at a desk', DESK],
  ['on a phone', PHONE],
])('%s a campaign is paused and resumed, with what happens said first', async (_where, size) => {
  const tab = await comeAs(await member(world, '吴掌柜', 'owner'), size);
  await tab.open(page(CAMPAIGN, 'groups'));
  await tab.tap('pause');
  await tab.shows('不能再开新团');
  await tab.tap('pauseYes');
  await tab.at('paused').waitFor();
  expect(await world.app.store.campaigns.findOne({ _id: CAMPAIGN })).toMatchObject({ status: 'paused' });
  await tab.tap('pause');
  await tab.shows('又能开新团了');
  await tab.tap('pauseYes');
  await tab.at('paused').waitFor({ state: 'detached' });
});

it('editions stand side by side, and a campaign is copied', async () => {
  const tab = await comeAs(await member(world, '吴掌柜', 'owner'), DESK);
  await tab.open(`${NEW}&id=${CAMPAIGN}`);
  await tab.type('perOrder', '4');
  await tickEach(tab);
  await tab.tap('publish');
  await tab.shows('每单限购：5 件 → 4 件');
  await tab.tap('publishYes');
  await tab.shows('第 2 版发布了');
  await tab.open(page(CAMPAIGN, 'versions'));
  await tab.shows('吴掌柜');
  await tab.shows('4 件 改了');
  await tab.tap('copy');
  await tab.shows('复制活动');
  await tab.shows('改动会自动存成草稿');
});
