/** 我的推广 in a browser: from signing in to how an order was attributed, and every page of it at every width. */
import { DESK, openPeople, type People, PHONE, SMALL_PHONE, type Tab } from '../support/browser';
import { useBuild } from '../support/build';
import { useDatabase } from '../support/database';
import { looksRight } from '../support/looks';
import { promoted } from '../support/sharing';
import { openWorld, type World } from '../support/world';

const build = useBuild('h5');
const database = useDatabase();
let world: World;
let people: People;

beforeAll(async () => {
  world = await openWorld(database, { h5: build.folder });
  people = await openPeople(() => world.url);
});
afterAll(async () => {
  await people?.close();
  await world?.close();
});
beforeEach(() => world.reset());
afterEach(async () => {
  await people.leave();
  expect(world.errors).toEqual([]);
});

async function signInAs(tab: Tab, { openid }: { openid: string }): Promise<void> {
  await tab.tap('toSignIn');
  await tab.shows('选一个人');
  const known = await world.standIn.control.people();
  await tab.tap(`person-${known.find((person) => person.openid === openid)?.id}`);
}

it('signing in, the figures, a share with its tree, the people, an amount and its order', async () => {
  const { promoter, share, earned } = await promoted(world);
  const tab = await people.come();
  for (const [page, words] of [
    ['shares', '登录后看分享'],
    ['people', '登录后看带来的人'],
    ['share', '登录后看分享'],
    ['order', '登录后看佣金'],
    ['center', '登录后看推广'],
  ] as const) {
    await tab.open(`/promoter/${page}/index`);
    await tab.shows(words);
  }
  await signInAs(tab, promoter);
  await tab.shows('访问 2 锁客 1 订单 2 佣金 ¥2.39');
  await tab.tap('asTable');
  await tab.shows('日期 访问 锁客 订单 佣金');
  await tab.tap('copyCode');
  await tab.shows('推广码已复制');
  await tab.tap('to-shares');
  await tab.shows('又分享');
  await tab.tap(`share-${share}`);
  await tab.shows('接着分享的人');
  await tab.shows('阿*');
  await tab.tap('back');
  await tab.tap('back');
  await tab.tap('to-people');
  await tab.shows('长期有效');
  await tab.tap('back');
  await tab.tap('to-earnings');
  await tab.shows('+2.39');
  const { _id } = (await world.app.store.commissions.findOne({ orderId: earned })) ?? { _id: '' };
  await tab.tap(`line-${_id}`);
  await tab.tap(`toOrder-${_id}`);
  await tab.shows('绑定你为推荐人');
  await tab.shows('逐件算');
});

it.each([
  ['a phone', PHONE],
  ['a small phone', SMALL_PHONE],
  ['a desk', DESK],
])('every page fits %s and shows only words', async (_name, size) => {
  const { promoter, share, earned, missed } = await promoted(world);
  const tab = await people.come(size);
  await tab.open('/promoter/center/index');
  await tab.shows('登录后看推广');
  await signInAs(tab, promoter);
  // Signing in goes back by itself: what is opened before that is left again.
  await tab.shows('佣金 ¥2.39');
  for (const [path, shows] of [
    ['center/index', '佣金 ¥2.39'],
    ['shares/index', '又分享'],
    [`share/index?id=${share}`, '接着分享的人'],
    ['people/index', '长期有效'],
    [`order/index?id=${earned}`, '逐件算'],
    [`order/index?id=${missed}`, '已归属其他推荐人'],
  ] as const) {
    await looksRight(tab, { path: `/promoter/${path}`, shows });
  }
});
