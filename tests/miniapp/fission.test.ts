/** What sharing brings, on a phone: the built weapp, driven as WeChat drives it, on a real server. */
import { useBuild } from '../support/build';
import { useDatabase } from '../support/database';
import type { Weapp } from '../support/harness';
import { passOn } from '../support/passedOn';
import { requestsTo, usePhones } from '../support/phones';
import { member } from '../support/room';
import { CAMPAIGN, MERCHANT, openWorld, type World } from '../support/world';

const build = useBuild('productionWeapp');
const database = useDatabase();
let world: World;
const phone = usePhones(() => world, build);

beforeAll(async () => {
  world = await openWorld(database);
});
afterAll(() => world.close());
beforeEach(() => world.reset());

const board = { path: `/merchant/fission/index?merchant=${MERCHANT}` };
const tree = { path: `/merchant/tree/index?merchant=${MERCHANT}` };
const SUM = '又分享率 33.3% × 每次分享带来 1.00 次打开 = 0.33';

/** Everything that the app asked of an endpoint. */
const asked = (weapp: Weapp, endpoint: string) => requestsTo(weapp, endpoint).map(({ body }) => body);

it('the board tells what was passed on, limited to days and to a campaign', async () => {
  await passOn(world);
  const who = await member(world, '顾晴', 'viewer');
  const weapp = phone({ who, enter: board });
  const page = await weapp.shows(SUM);
  await weapp.shows('还不到自增长');
  expect(page.attributes('k')).toBeDefined();
  // A file is for a desk.
  expect(page.attributes('export')).toBeUndefined();
  page.tap('kTable');
  await weapp.shows('3/1 还在变');
  page.tap('meaning');
  await weapp.shows('微信不告诉我们谁转发了');
  page.tap('meaningSeen');
  page.tap('range-7');
  await weapp.shows('前 7 天没有');
  page.tap('range-own');
  await weapp.shows('从 2 月 24 日');
  page.pick('from', '2036-02-01');
  await weapp.shows('前 30 天没有');
  page.tap('scope');
  await weapp.shows('看哪里的裂变');
  page.tap(`scope-${CAMPAIGN}`);
  await weapp.idle();
  const days = { merchantId: MERCHANT, until: '2036-03-01' };
  expect(asked(weapp, 'fission.board')).toEqual([
    { ...days, from: '2036-02-17' },
    { ...days, from: '2036-02-24' },
    { ...days, from: '2036-02-01' },
    { ...days, from: '2036-02-01', campaignId: CAMPAIGN },
  ]);
});

it('the tree is an indented list, gone into by a tap and left by its trail', async () => {
  const { first, second } = await passOn(world);
  const who = await member(world, '顾晴', 'owner');
  const weapp = phone({ who, enter: board });
  const page = await weapp.shows(SUM);
  page.tap('toTree');
  const list = await weapp.shows('最大的分支在前', 'merchant/tree/index');
  expect(list.attributes(`node-${second}`)).toMatchObject({ class: expect.stringContaining('twig-1') });
  list.tap(`node-${first}`);
  await weapp.shows('这一支的分享 2 往下 1 层');
  list.tap('trail-top');
  await weapp.idle();
  expect(list.attributes('branch')).toBeUndefined();
  expect(asked(weapp, 'fission.tree').map((body) => (body as { share?: string }).share)).toEqual([
    undefined,
    first,
    undefined,
  ]);
});

it('nobody has shared: why it is empty, and where to go', async () => {
  const who = await member(world, '林姐', 'shipper');
  const weapp = phone({ who, enter: tree });
  await weapp.shows('有人分享出去、被别人打开，树就从这里长起来');
  weapp.open(board.path);
  const page = await weapp.shows('还没有人分享过', 'merchant/fission/index');
  page.tap('toCampaigns');
  await weapp.shows('阳山水蜜桃 3 人团', 'merchant/campaigns/index');
});
