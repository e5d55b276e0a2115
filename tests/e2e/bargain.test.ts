/** A bargain in the browsers of its owner and friends: the H5 build on a real server. */

import { HOUR } from '../../shared/time';
import { barriers } from '../support/accessible';
import { bargainOf, granted, offerBargain, orderByBargain, readBargain } from '../support/bargaining';
import { DESK, openPeople, type People, PHONE, SMALL_PHONE, type Tab } from '../support/browser';
import { useBuild } from '../support/build';
import { giveAddress } from '../support/checkout';
import { useDatabase } from '../support/database';
import { looksRight } from '../support/looks';
import { openWorld, type Person, PRODUCT, type World } from '../support/world';

const build = useBuild('h5');
const database = useDatabase();
let world: World;
let people: People;

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

beforeAll(async () => {
  world = await openWorld(database, { h5: build.folder });
  people = await openPeople(() => world.url);
});
afterAll(async () => {
  await people?.close();
  await world?.close();
});
beforeEach(async () => {
  await world.reset();
  await offerBargain(world, { life: HOUR });
});
afterEach(async () => {
  await people.leave();
  expect(world.errors).toEqual([]);
});

const pageOf = (bargainId: string, token?: string): string =>
  `/bargain/bargain/index?id=${bargainId}${token === undefined ? '' : `&s=${token}`}`;

async function signInAs(tab: Tab, { openid }: { openid: string }): Promise<void> {
  const known = await world.standIn.control.people();
  await tab.shows('选一个人');
  await tab.tap(`person-${known.find((person) => person.openid === openid)?.id}`);
}

/** A browser in which this person is signed in. */
async function comeAs(person: Person): Promise<Tab> {
  const tab = await people.come();
  await tab.open('/pages/me/index');
  await tab.tap('toSignIn');
  await signInAs(tab, person);
  await tab.shows('退出登录');
  return tab;
}

/** Keeps a page from hearing what has become of the bargain. @returns lets it hear again */
async function deafen(tab: Tab): Promise<() => void> {
  let hear = () => {};
  const heard = new Promise<void>((resolve) => {
    hear = resolve;
  });
  await tab.page.route('**/api/bargain.get', async (route) => {
    await heard;
    await route.continue();
  });
  return hear;
}

it('one starts it and shares it, three friends cut it to the floor, it is bought, and anyone can verify it', async () => {
  const owner = await world.newcomer('林姐');
  const hers = await people.come();
  await hers.open(`/pages/product/index?id=${PRODUCT}`);
  await hers.shows('请 3 位朋友');
  await hers.tap('toBargain');
  await hers.shows('发起砍价');
  await hers.tap('start');
  await signInAs(hers, owner);
  await hers.shows('还能发起 3 次');
  await hers.tap('start');
  await hers.shows('再请 3 位朋友');
  const [{ _id: bargainId, commitment } = { _id: '', commitment: '' }] = await world.app.store.bargains
    .find()
    .toArray();
  await hers.shows(`${commitment.slice(0, 8)}…`);
  await hers.tap('share');
  await hers.tap('toFriend');
  await hers.shows('链接已复制');
  const link = (await hers.page.evaluate('navigator.clipboard.readText()')) as string;

  for (const [index, name] of ['阿成', '小满', '老周'].entries()) {
    const friend = await world.newcomer(name);
    const tab = await people.come();
    await tab.follow(link);
    await tab.shows('林姐 想请你帮个忙');
    await tab.shows('到底价 ¥9.90');
    await tab.tap('help');
    await signInAs(tab, friend);
    await tab.shows('你砍了 ¥');
    const { helps } = await readBargain(world, bargainId);
    expect(helps[index + 1]).toMatchObject({ name });
    await tab.shows('我也砍一个');
    // Seen by the owner, without reloading.
    await hers.shows(`第 ${index + 2} 刀`);
  }
  await hers.shows('砍到底价了');
  await hers.tap('buyNow');
  await hers.shows('确认订单');
  await giveAddress(hers, '林姐');
  await hers.tap('pay');
  await hers.shows('付给 山野集');
  await hers.tap('payConfirm');
  await hers.shows('付款成功');
  await world.settle();
  expect(await readBargain(world, bargainId)).toMatchObject({ status: 'bought', price: 990 });

  const anyone = await people.come();
  await anyone.open(pageOf(bargainId));
  await anyone.shows('已按 ¥9.90 买下');
  await anyone.tap('verify');
  const { seed, helps } = await readBargain(world, bargainId);
  await anyone.shows(seed);
  await anyone.shows('4 刀全部对得上');
  expect(await anyone.page.getByRole('img', { name: '对得上', exact: true }).count()).toBe(helps.length);
  expect(await world.differences()).toEqual([]);
});

it('a second help, an own one, one after the end and one over the limit are told why, kindly, and make no cut', async () => {
  const [owner, friend] = [await world.person('林姐'), await world.person('阿成')];
  const bargainId = await bargainOf(owner);
  const cuts = async () => (await readBargain(world, bargainId)).helps.length;
  const before = await cuts();

  // Of two devices, the second has not heard of the help that the first has made.
  const his = await comeAs(friend);
  await his.open(pageOf(bargainId));
  await his.shows('帮 TA 砍一刀');
  const hear = await deafen(his);
  granted(await friend.call('bargain.help', { bargainId }));
  his.tolerated = /409.*\/api\/bargain\.help/;
  await his.tap('help');
  await his.shows('你已经帮砍过这一刀了，谢谢你');
  hear();
  await his.shows('你砍了 ¥');
  expect(await cuts()).toBe(before + 1);

  // Nobody knows whose browser it is until it signs in.
  const hers = await people.come();
  await hers.open(pageOf(bargainId));
  hers.tolerated = /409.*\/api\/bargain\.help/;
  await hers.tap('help');
  await signInAs(hers, owner);
  await hers.shows('请朋友帮砍');
  expect(await cuts()).toBe(before + 1);

  const late = await comeAs(await world.person('小满'));
  await late.open(pageOf(bargainId));
  await late.shows('帮 TA 砍一刀');
  const hearLate = await deafen(late);
  await world.advance((await readBargain(world, bargainId)).expiresAt - world.now());
  late.tolerated = /409.*\/api\/bargain\.help/;
  await late.tap('help');
  await late.shows('这次砍价已经到时间了');
  hearLate();
  await late.shows('时间到了，还差 2 刀');
  expect(await cuts()).toBe(before + 1);
});

it('who has helped as often as one may today is told so, and may tomorrow', async () => {
  await offerBargain(world, { helpsPerDay: 1 });
  const friend = await world.person('阿成');
  const [first, second] = [await bargainOf(await world.person('林姐')), await bargainOf(await world.person('小满'))];
  granted(await friend.call('bargain.help', { bargainId: first }));
  const tab = await comeAs(friend);
  tab.tolerated = /409.*\/api\/bargain\.help/;
  await tab.open(pageOf(second));
  await tab.tap('help');
  await tab.shows('你今天在这场活动帮砍的次数用完了，明天再来');
  expect((await readBargain(world, second)).helps).toHaveLength(1);
});

it.each([
  ['a phone', PHONE],
  ['a small phone', SMALL_PHONE],
  ['a desk', DESK],
])('every page of bargains fits %s, shows only words, and nothing serious bars anyone', async (_name, size) => {
  const names = ['林姐', '欧阳上官诸葛司马长名字的邻居', '小满', '老周'];
  const [owner, ...friends] = (await Promise.all(names.map((name) => world.person(name)))) as [Person, ...Person[]];
  const tab = await people.come(size);
  await tab.open('/pages/me/index');
  await tab.tap('toSignIn');
  await signInAs(tab, owner);
  await tab.shows('退出登录');
  // The confirmation may ask for its price again once the bargain is ordered here, beside it.
  tab.tolerated = /409.*\/api\/order\.quote/;
  const barred: string[] = [];
  const look = async (path: string, shows: string) => {
    await looksRight(tab, { path, shows });
    // What bars anyone is the same at either width.
    if (size === PHONE) barred.push(...(await barriers(tab)).map((barrier) => `${path} ${barrier}`));
  };
  const other = await bargainOf(friends[0] as Person);
  await look(`/bargain/offer/index?id=cmp_bargain`, '发起砍价');
  await look('/bargain/list/index', '3 位朋友');
  const bargainId = await bargainOf(owner);
  await look(pageOf(bargainId), '再请 3 位朋友');
  await look(pageOf(other), '帮 TA 砍一刀');
  for (const friend of friends) granted(await friend.call('bargain.help', { bargainId }));
  await look(pageOf(bargainId), '砍到底价了');
  await look(`/buyer/confirm/index?sku=sku_peach&quantity=1&bargain=${bargainId}`, '¥9.90');
  const { orderId } = granted(await orderByBargain(world, owner, bargainId));
  await look(pageOf(bargainId), '去付款');
  await look(`/pages/order/index?id=${orderId}`, '砍价');
  await world.pay(owner, orderId);
  await world.settle();
  await look(pageOf(bargainId), '已按 ¥9.90 买下');
  await look(`/bargain/verify/index?id=${bargainId}`, '4 刀全部对得上');
  await look('/bargain/mine/index', '砍成买下');
  expect(barred).toEqual([]);
});
