/** Who works for a shop, in a browser: invited by a link, told when removed, and what they did stands in the log. */
import { barriers } from '../support/accessible';
import { DESK, openPeople, type People, PHONE, SMALL_PHONE, type Tab } from '../support/browser';
import { useBuild } from '../support/build';
import { useDatabase } from '../support/database';
import { looksRight } from '../support/looks';
import { member } from '../support/room';
import { MERCHANT, openWorld, type Person, type World } from '../support/world';

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
afterEach(async () => {
  await people.leave();
  expect(world.errors).toEqual([]);
});

const MEMBERS = `/merchant/members/index?merchant=${MERCHANT}`;
const LOG = `/merchant/changeLog/index?merchant=${MERCHANT}`;

/** Signed in as a test person, without a code. */
async function comeAs(who: Person, size: { width: number; height: number }): Promise<Tab> {
  const tab = await people.come(size);
  await tab.open('/pages/signIn/index');
  await tab.tap(`person-${who.id}`);
  await tab.shows('阳山水蜜桃');
  return tab;
}

it('an owner invites by a link, another person comes by it, and is told when they are removed', async () => {
  const [owner, friend] = [await member(world, '吴掌柜', 'owner'), await world.person('顾晴')];
  const desk = await comeAs(owner, DESK);
  await desk.open(MEMBERS);
  await desk.shows('成员 1 人');
  await desk.tap('invite');
  await desk.tap('as-operator');
  await desk.tap('inviteYes');
  await desk.shows('邀请 1 人（运营）');
  const link = await desk.scan('code');
  await desk.tap('inviteDone');
  await desk.shows('吴掌柜 发的');

  const phone = await comeAs(friend, PHONE);
  await phone.follow(link);
  await phone.shows('吴掌柜 邀请你加入山野集');
  await phone.shows('退款、答复售后');
  expect(await world.app.store.memberships.countDocuments({ userId: friend.userId })).toBe(0);
  await phone.tap('accept');
  await phone.shows('你加入山野集了');
  await phone.tap('enter');
  await phone.shows('现在没有人在等');
  await phone.open(`/merchant/orders/index?merchant=${MERCHANT}`);
  await phone.shows('待发货');

  await desk.open(MEMBERS);
  await desk.shows('顾晴');
  await desk.tap(`remove-${friend.userId}`);
  await desk.shows('正开着的页面也一样');
  await desk.tap('removeYes');
  await desk.shows('成员 1 人');
  // The browser says in its console what it was refused.
  phone.tolerated = /403/;
  await phone.tap('tab-toShip');
  await phone.shows('你已经不是这家店的成员了');
  await phone.tap('leaveRoom');
  await phone.shows('阳山水蜜桃');

  await desk.open(LOG);
  await desk.shows('移出成员');
  await desk.shows('接受邀请，加入店里');
});

it.each([
  ['a small phone', SMALL_PHONE],
  ['a phone', PHONE],
  ['a desk', DESK],
])('the pages fit %s, and nothing bars the way', async (_name, size) => {
  const owner = await member(world, '欧阳上官诸葛司马长名字的掌柜', 'owner');
  await member(world, '小周', 'shipper');
  const wish = { merchantId: MERCHANT, requestId: `of-${owner.userId}`, role: 'operator' } as const;
  const invite = await owner.call('member.invite', wish);
  const code = invite.ok ? invite.value.code : '';
  const tab = await comeAs(await member(world, '看的店主', 'owner'), size);
  for (const scene of [
    { path: MEMBERS, shows: '还没人用的邀请' },
    { path: LOG, shows: '邀请成员' },
  ]) {
    await looksRight(tab, scene);
    expect(await barriers(tab)).toEqual([]);
  }
  await tab.open(MEMBERS);
  await tab.tap('invite');
  await tab.shows('店里的事都能做');
  expect(await barriers(tab)).toEqual([]);
  const friend = await people.come(size);
  await looksRight(friend, { path: `/merchant/invitation/index?code=${code}`, shows: '加入后你可以' });
  expect(await barriers(friend)).toEqual([]);
});
