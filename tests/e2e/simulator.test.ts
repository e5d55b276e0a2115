/** What a campaign may come to, in a browser, at a desk and on a phone: dialled, typed, and begun with a campaign that is there. */
import { barriers } from '../support/accessible';
import { BARGAIN_CAMPAIGN, offerBargain } from '../support/bargaining';
import { DESK, openPeople, type People, PHONE, SMALL_PHONE } from '../support/browser';
import { useBuild } from '../support/build';
import { useDatabase } from '../support/database';
import { looksRight } from '../support/looks';
import { member, tickEach } from '../support/room';
import { CAMPAIGN, MERCHANT, openWorld, PRODUCT, SKU, type World } from '../support/world';

const build = useBuild('h5');
const database = useDatabase();
let world: World;
let people: People;

beforeAll(async () => {
  world = await openWorld(database, { h5: build.folder });
  Object.assign(world.app, { stopwatch: () => 0 });
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

const PATH = `/merchant/simulator/index?merchant=${MERCHANT}`;

async function comeAs(role: 'operator' | 'viewer', size: { width: number; height: number }) {
  const who = await member(world, '顾晴', role);
  const tab = await people.come(size);
  await tab.open('/pages/signIn/index');
  await tab.tap(`person-${who.id}`);
  await tab.shows('阳山水蜜桃');
  return tab;
}

it.each([
  ['at a desk', DESK],
  ['on a phone', PHONE],
  ['on a small phone', SMALL_PHONE],
] as const)('%s what is dialled and typed is worked out at once', async (_name, size) => {
  const tab = await comeAs('operator', size);
  await looksRight(tab, { path: PATH, shows: '又分享率 20.0% × 每次分享带来 1.50 次打开 = 0.30' });
  await tab.at('shareRate').press('End');
  await tab.shows('又分享率 100.0% × 每次分享带来 1.50 次打开 = 1.50');
  await tab.type('most', '5');
  await tab.shows('把 5 件卖完');
  await tab.type('cost', '');
  await tab.shows('填成本才算得出赚不赚');
  await tab.type('cost', '40');
  await tab.shows('能赚多少 −¥');
  await tab.tap('moneyTable');
  await tab.shows('金额 元');
  expect(await barriers(tab)).toEqual([]);
});

it('a campaign that is there is begun with by its own terms', async () => {
  await offerBargain(world);
  const tab = await comeAs('operator', DESK);
  await looksRight(tab, { path: `${PATH}&id=${BARGAIN_CAMPAIGN}`, shows: '填成本才算得出赚不赚' });
  await tab.type('cost', '5');
  await tab.shows('要的名额');
  expect(await tab.text()).not.toContain('成团人数');
});

it.each([
  ['at a desk', DESK],
  ['on a phone', PHONE],
] as const)(
  '%s what is expected goes into the draft, and stays with the edition that is published',
  async (_, size) => {
    const tab = await comeAs('operator', size);
    await tab.open(`/merchant/campaignForm/index?merchant=${MERCHANT}`);
    await tab.shows('做哪种活动');
    await tab.tap(`product-${PRODUCT}`);
    await tab.shows('规则填好才能测算');
    await tab.type(`price-${SKU}`, '25.00');
    await tab.shows('去测算');
    await tab.tap('toSimulator');
    await tab.shows('用这个预估');
    await tab.at('refundRate').press('Home');
    await tab.tap('useForecast');
    await tab.shows('退款 0%');
    await tab.shows('有规格没填成本，算不出赚多少');
    await tickEach(tab);
    expect(await barriers(tab)).toEqual([]);
    await tab.tap('publish');
    await tab.tap('publishYes');
    await tab.shows('第 1 版发布了');
    const version = await world.app.store.campaignVersions.findOne({ campaignId: { $ne: CAMPAIGN } });
    expect(version?.forecast).toMatchObject({
      chances: { visitors: 500, refundRate: 0 },
      measures: { k: { expected: 30 } },
    });
  },
);

it('what the shop has met before is waited for; where it cannot be read, that is said, and asked again', async () => {
  const tab = await comeAs('operator', PHONE);
  tab.tolerated = /ERR_FAILED/;
  const asked = '**/api/simulator.past';
  let answer = (): void => {};
  const held = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const reached = tab.page.waitForRequest(asked);
  await tab.page.route(asked, async (route) => {
    await held;
    await route.abort();
  });
  await tab.open(PATH);
  await reached;
  expect(await tab.text()).not.toContain('常见的数');
  answer();
  await tab.shows('没读到店里以前的活动，滑块先用常见的数');
  expect(await tab.text()).not.toContain('店里还没有结束的同类活动');
  expect(await barriers(tab)).toEqual([]);
  await tab.page.unroute(asked);
  await tab.tap('readPast');
  await tab.shows('店里还没有结束的同类活动，先用常见的数');
});

it('who does not decide sees no costs', async () => {
  const tab = await comeAs('viewer', DESK);
  await looksRight(tab, { path: PATH, shows: '测算由店主和运营来做' });
});
