/** Three people in three browsers, and what can come between: the H5 build on a real server. */
import { HOUR } from '../../shared/time';
import { openPeople, type People, type Tab } from '../support/browser';
import { useBuild } from '../support/build';
import { giveAddress } from '../support/checkout';
import { useDatabase } from '../support/database';
import { openWorld, type Person, PRODUCT, SKU, type World } from '../support/world';

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

/** What the product promises: the last payment is seen by everybody within this time, without reloading. ms */
const FORMED_WITHIN = 5000;

async function signInAs(tab: Tab, { openid }: { openid: string }): Promise<void> {
  const known = await world.standIn.control.people();
  await tab.shows('选一个人');
  await tab.tap(`person-${known.find((person) => person.openid === openid)?.id}`);
}

/** From the confirmation to the payment sheet, the address given on the way if it is asked for. */
async function confirm(tab: Tab, name?: string): Promise<void> {
  await tab.shows('自动原路退回');
  if (name !== undefined) await giveAddress(tab, name);
  await tab.tap('pay');
  await tab.shows('付给 山野集');
}

it('three people: one starts and shares, one joins by the card, one from the shop; all see it formed', async () => {
  const [xiaoman, ajie, linjie] = [
    await world.newcomer('周小满'),
    await world.newcomer('阿杰'),
    await world.newcomer('林姐'),
  ];

  const first = await people.come();
  await first.open();
  await first.shows('山野集');
  await first.shows('阳山水蜜桃');
  await first.tap(`product-${PRODUCT}`);
  await first.shows('3 人团价 ¥29.90');
  await first.shows('未成团自动退款');
  await first.tap('buy');
  await signInAs(first, xiaoman);
  await first.shows('我来开团');
  await first.tap('buy');
  await first.tap('next');
  await confirm(first, '周小满');
  await first.shows('¥29.90');
  await first.tap('payConfirm');
  await first.shows('你开的团');
  await first.shows('还差 2 人成团');
  await first.shows('未成团自动退款');
  await first.tap('share');
  await first.shows('生成海报');
  await first.tap('toFriend');
  await first.shows('链接已复制');
  const link = (await first.page.evaluate('navigator.clipboard.readText()')) as string;
  expect(link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#\/pages\/group\/index\?id=grp_\w+&s=\w{6,32}$/);
  await first.page.evaluate('window.sinceLoaded = true');

  const second = await people.come();
  await second.follow(link);
  // Who invites is seen before anybody signs in.
  await second.shows('周小满 邀你一起拼');
  await second.shows('阳山水蜜桃');
  await second.shows('3 人团，24 小时内成团');
  await second.shows('未成团自动退款，到点没满 3 人，原路退回');
  await second.tap('join');
  await signInAs(second, ajie);
  await second.shows('周小满 邀你一起拼');
  await second.tap('join');
  await second.tap('next');
  await confirm(second, '阿杰');
  await second.tap('payConfirm');
  await second.shows('你在 周小满 的团里');
  await second.shows('还差 1 人成团');
  await second.page.evaluate('window.sinceLoaded = true');
  await first.shows('还差 1 人成团', FORMED_WITHIN);

  const third = await people.come();
  await third.open(`/pages/product/index?id=${PRODUCT}`);
  await third.shows('周小满的团');
  await third.tap(`join-${/grp_\w+/.exec(link)?.[0]}`);
  await third.shows('周小满 的团');
  await third.tap('join');
  await signInAs(third, linjie);
  await third.shows('还差 1 人成团');
  await third.tap('join');
  await third.tap('next');
  await confirm(third, '林姐');
  await third.tap('payConfirm');
  await Promise.all([first, second, third].map((tab) => tab.shows('成团了', FORMED_WITHIN)));
  for (const tab of [first, second]) expect(await tab.page.evaluate('window.sinceLoaded')).toBe(true);
  await third.shows('比单买省 ¥10.00');

  await first.open('/promoter/earnings/index');
  await first.shows('冻结中 ¥2.39');
  await first.shows('阿* 买了阳山水蜜桃');
  expect(await first.text()).not.toContain('林姐');
  await first.page.getByText('阿* 买了阳山水蜜桃').click();
  for (const words of ['为什么是 ¥2.39', '计佣金额 ¥29.90', '一级比例 × 8%', '你得 ¥2.39']) await first.shows(words);
  const token = /s=(\w+)$/.exec(link)?.[1] ?? '';
  await first.shows(`打开你分享的拼团「阳山水蜜桃」后绑定，分享编号 ${token.slice(0, 6)}`);
  await first.shows('签收满 7 天');

  await world.settle();
  expect(await world.differences(false)).toEqual([]);
});

it('a sharer whose friend belongs to somebody else is told so', async () => {
  const [earlier, sharer, friend] = [
    await world.person('周小满'),
    await world.person('林姐'),
    await world.person('阿杰'),
  ];
  const shareOf = async (person: typeof earlier) => {
    const share = await person.call('share.create', { target: { kind: 'product', id: PRODUCT } });
    return share.ok ? share.value.token : '';
  };
  await friend.call('share.open', { token: await shareOf(earlier), scene: 1007 });
  const token = await shareOf(sharer);

  const tab = await people.come();
  await tab.open(`/pages/product/index?id=${PRODUCT}&s=${token}`);
  await tab.shows('我来开团');
  await tab.tap('buy');
  await signInAs(tab, friend);
  await tab.shows('我来开团');
  await tab.tap('buy');
  await tab.tap('next');
  await confirm(tab);
  await tab.tap('payConfirm');
  await tab.shows('你开的团');
  for (const name of ['老陈', '苏梅']) {
    const person = await world.person(name);
    const group = await world.app.store.groups.findOne({});
    const { orderId } = await world.place(person, { groupId: group?._id ?? '' });
    await world.pay(person, orderId);
  }
  await tab.shows('成团了', FORMED_WITHIN);

  const hers = await people.come();
  await hers.open('/promoter/earnings/index');
  await hers.tap('toSignIn');
  await signInAs(hers, sharer);
  await hers.shows('阿* 买了阳山水蜜桃');
  await hers.shows('已归属其他推荐人');
  await hers.shows('冻结中 ¥0.00');
});

it('a payment that is cancelled leaves an order, which is paid from my orders', async () => {
  const buyer = await world.person('周小满');
  const tab = await people.come();
  await tab.open(`/pages/product/index?id=${PRODUCT}`);
  await tab.shows('我来开团');
  await tab.tap('buy');
  await signInAs(tab, buyer);
  await tab.shows('我来开团');
  await tab.tap('buy');
  await tab.tap('next');
  await confirm(tab);
  await tab.tap('payCancel');
  await tab.shows('还没收到付款');
  await tab.open('/pages/orders/index');
  await tab.shows('席位留到 今天 12:15');
  const order = await world.app.store.orders.findOne({});
  await tab.tap(`pay-${order?._id}`);
  await tab.shows('付给 山野集');
  await tab.tap('payConfirm');
  await tab.shows('还差 2 人成团');
  expect(await world.app.store.orders.countDocuments({})).toBe(1);
});

it('a group that does not fill is refunded by itself, and its page and my orders say so', async () => {
  const leader = await world.person('周小满');
  const tab = await people.come();
  await tab.open('/pages/me/index');
  await tab.tap('toSignIn');
  await signInAs(tab, leader);
  await tab.shows('周小满');
  const { orderId, groupId } = await world.place(leader);
  await world.pay(leader, orderId);
  await tab.open(`/pages/group/index?id=${groupId}`);
  await tab.shows('还差 2 人成团');

  // A day later the session is renewed in silence; the browser says so in the console.
  tab.tolerated = /401.*\/api\/group\.get/;
  await world.advance(24 * HOUR);
  await world.settle();
  await tab.shows('没有拼成');
  await tab.shows('¥29.90 已退回微信零钱');
  await tab.open('/pages/orders/index');
  await tab.shows('已退');
  expect(await world.differences()).toEqual([]);
});

/** Starts a group, or sits in one, and pays; elsewhere. */
async function sit(person: Person, groupId?: string): Promise<{ groupId: string; orderId: string }> {
  const placed = await world.place(person, groupId === undefined ? {} : { groupId });
  await world.pay(person, placed.orderId);
  await world.standIn.control.flush();
  return { orderId: placed.orderId, groupId: placed.groupId ?? '' };
}

/** A browser in which `person` is signed in. */
async function at(person: Person, path: string): Promise<Tab> {
  const tab = await people.come();
  await tab.open('/pages/me/index');
  await tab.tap('toSignIn');
  await signInAs(tab, person);
  await tab.shows('退出登录');
  await tab.open(path);
  return tab;
}

it('a ladder, led at the leader’s price: each step is seen as it is reached, and the difference comes back', async () => {
  await world.offer({
    size: 4,
    least: 2,
    leaderDiscount: 200,
    ladder: [
      { members: 3, prices: { [SKU]: 2790 } },
      { members: 4, prices: { [SKU]: 2490 } },
    ],
  });
  const leader = await world.person('周小满');
  const tab = await at(leader, `/pages/product/index?id=${PRODUCT}`);
  await tab.shows('2–4 人团价 ¥29.90');
  await tab.shows('¥29.90 满 2 人 ¥27.90 满 3 人 ¥24.90 满 4 人');
  await tab.shows('团长价 ¥27.90 · 每件省 ¥2.00');
  await tab.tap('buy');
  await tab.shows('团长价 · 每件省 ¥2.00');
  await tab.tap('next');
  await tab.shows('团长价 × 1 ¥27.90');
  await confirm(tab);
  await tab.tap('payConfirm');
  await tab.shows('还差 1 人，到点就成团');
  const groupId = /grp_\w+/.exec(tab.page.url())?.[0] ?? '';
  await sit(await world.person('林姐'), groupId);
  await tab.shows('够 2 人了，到点就成团', FORMED_WITHIN);
  await sit(await world.person('阿杰'), groupId);
  await tab.shows('再来 1 人，每人降到 ¥24.90，差价自动退', FORMED_WITHIN);
  await sit(await world.person('苏梅'), groupId);
  await tab.shows('4 人到齐', FORMED_WITHIN);
  await world.settle();
  await tab.shows('差价 ¥5.00 已退');
  await tab.tap('seeOrder');
  await tab.shows('差价已退 −¥5.00 实付 ¥22.90');
  expect(await tab.text()).not.toContain('提醒我');
  expect(await world.differences()).toEqual([]);
});

it('who may not join is told so before the tap: a regular of a group for newcomers, anybody outside of a chat', async () => {
  await world.offer({ audience: 'newcomers' });
  const regular = await world.person('林姐');
  const { groupId } = await sit(await world.person('周小满'));
  await sit(regular);
  const tab = await at(regular, `/pages/product/index?id=${PRODUCT}`);
  await tab.shows('只限新客参团，你可以开团');
  expect(await tab.at(`join-${groupId}`).getAttribute('aria-disabled')).toBe('true');
  await tab.open(`/pages/group/index?id=${groupId}`);
  await tab.shows('这个团只邀新客');
  expect(await tab.at('join').getAttribute('aria-disabled')).toBe('true');
  await tab.tap('lead');
  await tab.shows('我来开团');

  await world.offer({ chatOnly: true });
  await tab.open('/pages/home/index');
  await tab.shows('一起拼');
  await tab.open(`/pages/product/index?id=${PRODUCT}`);
  await tab.shows('要从微信群里打开这件商品，才能开团');
  expect(await tab.at('buy').getAttribute('aria-disabled')).toBe('true');
});

it('a leader leaves: the money goes back, the earliest to pay leads on, and my groups know', async () => {
  await world.offer({ mayLeave: true });
  const [leader, heir] = [await world.person('周小满'), await world.person('阿杰')];
  const { groupId } = await sit(leader);
  await sit(heir, groupId);
  const tab = await at(leader, `/pages/group/index?id=${groupId}`);
  const other = await at(heir, `/pages/group/index?id=${groupId}`);
  await other.shows('你在 周小满 的团里');
  await tab.tap('leave');
  await tab.shows('最早付款的阿杰接任团长，团继续');
  await tab.page.getByText('先留着').click();
  await tab.shows('你是团长');
  await tab.tap('leave');
  await tab.page.locator('.taro-modal__foot').getByText('退团').click();
  await tab.shows('你退团了，¥29.90 正在原路退回');
  await tab.shows('还差 2 人成团');
  await other.shows('你是团长', FORMED_WITHIN);
  await world.settle();
  await tab.shows('你退团了，¥29.90 已退回微信零钱');

  await tab.open('/buyer/groups/index');
  await tab.shows('还没有拼过团');
  await other.open('/buyer/groups/index');
  await other.shows('团长 拼团中');
  await other.tap(`invite-${groupId}`);
  await other.shows('邀请好友，还差 2 人');
  expect(await world.differences(false)).toEqual([]);
});

it('an outage is said on the page, and the retry works once it is over', async () => {
  const tab = await people.come();
  // The browser itself says in the console that a request failed.
  tab.tolerated = /net::ERR_FAILED/;
  await tab.page.route('**/api/**', (route) => route.abort());
  await tab.open(`/pages/product/index?id=${PRODUCT}`);
  await tab.shows('没加载出来');
  await tab.shows('网络断了一下');
  await tab.tap('retry');
  await tab.shows('没加载出来');
  await tab.page.unroute('**/api/**');
  await tab.tap('retry');
  await tab.shows('我来开团');
});
