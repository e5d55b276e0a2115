/** What sharing brings, as a shop sees it: the H5 build on a real server. */
import { readFileSync } from 'node:fs';
import { parseCsv } from '../../shared/csv';
import { DAY } from '../../shared/time';
import { DESK, openPeople, type People, PHONE, SMALL_DESK, SMALL_PHONE, TABLET, type Tab } from '../support/browser';
import { useBuild } from '../support/build';
import { useDatabase } from '../support/database';
import { looksRight } from '../support/looks';
import { passOn } from '../support/passedOn';
import { member } from '../support/room';
import { CAMPAIGN, MERCHANT, openWorld, type Person, PRODUCT, type World } from '../support/world';

const database = useDatabase();
const build = useBuild('h5');
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

const BOARD = `/merchant/fission/index?merchant=${MERCHANT}`;
const TREE = `/merchant/tree/index?merchant=${MERCHANT}`;
/** Three visits, of which one was led to by another. */
const SUM = '又分享率 33.3% × 每次分享带来 1.00 次打开 = 0.33';

async function comeAs(who: Person, size: { width: number; height: number }): Promise<Tab> {
  const tab = await people.come(size);
  // The browser says in the console that its token had run out, and what it was refused.
  tab.tolerated = /401|40[049].*fission\./;
  await tab.open('/pages/signIn/index');
  await tab.tap(`person-${who.id}`);
  await tab.shows('阳山水蜜桃');
  return tab;
}

describe.each([
  ['a small phone', SMALL_PHONE],
  ['a phone', PHONE],
  ['a tablet', TABLET],
  ['a small desk', SMALL_DESK],
  ['a desk', DESK],
])('on %s', (_name, size) => {
  it('the board and the tree fit and show only words, empty and full', async () => {
    const who = await member(world, '顾晴', 'viewer');
    const tab = await comeAs(who, size);
    await looksRight(tab, { path: BOARD, shows: '还没有人分享过' });
    await looksRight(tab, { path: TREE, shows: '还没有人分享过' });
    const { first, second } = await passOn(world);
    await looksRight(tab, { path: `${BOARD}&days=7`, shows: SUM });
    await tab.tap('kTable');
    await looksRight(tab, { path: `${BOARD}&campaign=${CAMPAIGN}`, shows: '从打开到再分享' });
    await looksRight(tab, { path: `${TREE}&share=${first}`, shows: '这一支的分享' });
    await looksRight(tab, { path: `${TREE}&share=${second}`, shows: '下面还没有人又分享' });
    await looksRight(tab, { path: `${TREE}&share=NoSuchShar`, shows: '没有找到这个分享' });
  });
});

describe.each([
  ['at a desk', DESK],
  ['on a phone', PHONE],
])('%s', (_name, size) => {
  it('what was passed on is told in figures, with what they mean, and can be limited', async () => {
    await passOn(world);
    const tab = await comeAs(await member(world, '顾晴', 'operator'), size);
    await tab.open('/merchant/campaigns/index');
    if (size !== DESK) await tab.tap('go-more');
    await tab.tap(size === DESK ? 'go-fission' : 'more-fission');
    await tab.shows(SUM);
    await tab.shows('一半在 2 小时内，平均 2 小时');
    await tab.shows('第 2 层');
    expect(await tab.at('bar-visits').textContent()).toBe('打开3');
    expect(await tab.at('bar-orders').textContent()).toBe('下单付款133.3%');
    expect(await tab.at('row-channels-message').textContent()).toMatch(/^消息卡片20/);
    expect(await tab.at('row-channels-poster').textContent()).toMatch(/^海报11/);
    await tab.tap('meaning');
    await tab.shows('微信不告诉我们谁转发了');
    await tab.tap('meaningSeen');
    await tab.tap('kTable');
    await tab.shows('3/1 还在变');
    // What is chosen stands in the address, and a reload shows the same.
    await tab.tap('range-30');
    await tab.shows('前 30 天没有');
    await tab.page.reload();
    await tab.shows('前 30 天没有');
    await world.advance(8 * DAY);
    await tab.tap('range-7');
    await tab.shows('前 7 天');
    await tab.shows('−100.0%');
  });

  it('a branch of the tree is gone into, and out of again', async () => {
    const { first, second } = await passOn(world);
    const tab = await comeAs(await member(world, '顾晴', 'owner'), size);
    await tab.open(BOARD);
    await tab.tap('toTree');
    await tab.shows('最大的分支在前');
    await tab.tap(`node-${first}`);
    await tab.shows('这一支的分享');
    expect(await tab.at('branch').textContent()).toMatch(/周小满.*打开3自己 2单1自己 0/);
    expect(tab.page.url()).toContain(`share=${first}`);
    expect(await tab.at(`node-${second}`).count()).toBe(1);
    await tab.page.reload();
    await tab.shows('这一支的分享');
    await tab.tap('trail-top');
    await tab.shows('最大的分支在前');
    expect(await tab.at('branch').count()).toBe(0);
    await tab.open(`${TREE}&share=${second}`);
    await tab.shows('下面还没有人又分享');
    // Nobody has seen what lies above it, yet it is one step away.
    await tab.tap('trail-above');
    await tab.shows('往下 1 层');
  });
});

it('the figures are handed out as a table that no spreadsheet runs', async () => {
  await passOn(world);
  const tab = await comeAs(await member(world, '顾晴', 'owner'), DESK);
  const { products } = world.app.store;
  const { title } = (await products.findOne({ _id: PRODUCT })) ?? {};
  await products.updateOne({ _id: PRODUCT }, { $set: { title: '=1+1' } });
  await tab.open(`${BOARD}&from=2036-02-28&until=2036-03-02`);
  await tab.shows(SUM);
  const download = tab.page.waitForEvent('download');
  await tab.tap('export');
  const file = await download;
  await products.updateOne({ _id: PRODUCT }, { $set: { title } });
  expect(file.suggestedFilename()).toBe('裂变 2036-02-28 到 2036-03-02.csv');
  const text = readFileSync(await file.path(), 'utf8');
  expect(text.startsWith('\uFEFF日期,分项,名称')).toBe(true);
  expect(text).toContain(",'=1+1,");
  const [head = [], ...rows] = parseCsv(text.slice(1));
  const all = rows.find(([, by]) => by === '合计');
  const told = Object.fromEntries(head.map((name, index) => [name, all?.[index]]));
  expect(told).toMatchObject({ 日期: '2036-03-01', 打开: '3', 下单付款: '1', '成交 元': '29.90', 又分享: '1' });
  expect(Number(told['K 系数'])).toBeCloseTo(1 / 3, 3);
  expect(told['平均周期 分钟']).toBe('119.0');
});

it('a way between days that is longer than a year is said to be, and one’s own days go either way round', async () => {
  await passOn(world);
  const tab = await comeAs(await member(world, '顾晴', 'owner'), DESK);
  await tab.open(`${BOARD}&from=2034-01-01&until=2036-03-01`);
  await tab.shows('一次最多看一年，请把日期选短一点');
  await tab.tap('range-7');
  await tab.shows(SUM);
  await tab.tap('range-own');
  await tab.page.locator('#from').fill('2036-03-02');
  await tab.page.locator('#until').fill('2036-02-29');
  await tab.shows(SUM);
});
