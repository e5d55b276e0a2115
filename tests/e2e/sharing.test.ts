/** From a share to who earns by it, in several browsers: the H5 build on a real server. */
import { readFile } from 'node:fs/promises';
import jsQR from 'jsqr';
import sharp from 'sharp';
import { openPeople, type People, SMALL_PHONE, type Tab } from '../support/browser';
import { useBuild } from '../support/build';
import { giveAddress } from '../support/checkout';
import { useDatabase } from '../support/database';
import { looksRight } from '../support/looks';
import { MERCHANT, openWorld, type Person, PRODUCT, type World } from '../support/world';

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

const productPath = `/pages/product/index?id=${PRODUCT}`;

async function signInAs(tab: Tab, { openid }: { openid: string }): Promise<void> {
  const known = await world.standIn.control.people();
  await tab.shows('选一个人');
  await tab.tap(`person-${known.find((person) => person.openid === openid)?.id}`);
}

/** A browser in which this person is signed in. */
async function comeAs(
  person: { openid: string; name?: string },
  size?: { width: number; height: number },
): Promise<Tab> {
  const tab = await people.come(size);
  await tab.open('/pages/me/index');
  await tab.tap('toSignIn');
  await signInAs(tab, person);
  await tab.shows('退出登录');
  return tab;
}

const copied = (tab: Tab): Promise<string> => tab.page.evaluate('navigator.clipboard.readText()') as Promise<string>;
const kept = (tab: Tab, key: string) => tab.page.evaluate(`localStorage.getItem('${key}')`);
const tokenIn = (link: string) => /s=(\w{10})$/.exec(link)?.[1] ?? '';

async function shareOf(person: Person): Promise<string> {
  const share = await person.call('share.create', { target: { kind: 'product', id: PRODUCT } });
  if (!share.ok) throw new Error(share.refusal.code);
  return share.value.token;
}

/** Follows a link, until the server has been told of it. */
async function arriveBy(tab: Tab, link: string): Promise<void> {
  const told = tab.page.waitForResponse('**/api/share.open');
  await tab.follow(link);
  expect((await told).status()).toBe(200);
}

/** Buys one piece alone, from the product's page on. */
async function buyAlone(tab: Tab, person: { openid: string }, name: string): Promise<void> {
  await tab.tap('buyAlone');
  await signInAs(tab, person);
  await tab.shows('单独买');
  await tab.tap('buyAlone');
  await tab.tap('next');
  await giveAddress(tab, name);
  await tab.tap('pay');
  await tab.shows('付给 山野集');
  await tab.tap('payConfirm');
  await tab.shows('付款成功');
}

it('a friend opens a share before signing in, buys, and the sharer sees by which share', async () => {
  const [sharer, friend] = [await world.newcomer('周小满'), await world.newcomer('阿杰')];
  const hers = await comeAs(sharer);
  await hers.open(productPath);
  await hers.shows('我来开团');
  await hers.tap('shareMore');
  await hers.shows('分享本身没有奖励。朋友买下并收货，你得实付的 8%。');
  await hers.tap('toFriend');
  await hers.shows('链接已复制');
  const link = await copied(hers);
  expect(link).toMatch(/\/#\/pages\/product\/index\?id=prd_peach&s=\w{10}$/);

  const { visits, visitors, shares } = world.app.store;
  const his = await people.come();
  await arriveBy(his, link);
  await his.shows('我来开团');
  // Nobody is signed in: a number of this browser stands for who looked, until somebody is.
  expect(await visits.find({ shareId: tokenIn(link) }).toArray()).toEqual([
    expect.objectContaining({ device: expect.stringMatching(/^\w{20}$/) }),
  ]);
  await buyAlone(his, friend, '阿杰');
  const visit = await visits.find({ shareId: tokenIn(link) }).toArray();
  expect(visit).toEqual([expect.objectContaining({ userId: friend.userId })]);
  expect(visit[0]).not.toHaveProperty('device');
  expect(await kept(his, 'pinkan.device')).toBeNull();
  expect(await visitors.findOne({ userId: friend.userId })).toMatchObject({ referrerId: sharer.userId });
  expect((await shares.findOne({ _id: tokenIn(link) }))?.sharedAt).toBeDefined();

  await hers.open('/promoter/earnings/index');
  await hers.shows('阿* 买了阳山水蜜桃');
  await hers.shows('冻结中 ¥3.19');
  await hers.page.getByText('阿* 买了阳山水蜜桃').click();
  await hers.shows(`分享编号 ${tokenIn(link).slice(0, 6)}`);
});

it('of two shares that were opened before signing in, the first one binds', async () => {
  const [first, second, friend] = [
    await world.person('周小满'),
    await world.person('林姐'),
    await world.newcomer('阿杰'),
  ];
  const tab = await people.come();
  await arriveBy(tab, `${world.url}/#${productPath}&s=${await shareOf(first)}`);
  await world.advance(1000);
  // Each message is opened in a tab of its own.
  const beside = await tab.beside();
  await arriveBy(beside, `${world.url}/#${productPath}&s=${await shareOf(second)}`);
  await beside.shows('我来开团');
  await buyAlone(beside, friend, '阿杰');
  expect(await world.app.store.visitors.findOne({ userId: friend.userId })).toMatchObject({ referrerId: first.userId });
  expect(await world.app.store.visits.countDocuments({ userId: friend.userId })).toBe(2);
});

it('what somebody opened is not named by whoever signs in next in their browser', async () => {
  const token = await shareOf(await world.person('周小满'));
  const tab = await comeAs(await world.newcomer('阿杰'));
  await arriveBy(tab, `${world.url}/#${productPath}&s=${token}`);
  await tab.shows('我来开团');
  expect(await kept(tab, 'pinkan.lastShare')).toContain(token);
  await tab.open('/pages/me/index');
  await tab.tap('signOut');
  await tab.shows('登录');
  expect(await kept(tab, 'pinkan.lastShare')).toBeNull();
});

it('a saved poster is read by a camera, and opens what it shows', async () => {
  const [sharer, friend] = [await world.newcomer('周小满'), await world.newcomer('阿杰')];
  const hers = await comeAs(sharer);
  await hers.open(productPath);
  await hers.shows('我来开团');
  await hers.tap('shareMore');
  await hers.tap('toPoster');
  await hers.shows('存图片');
  const saved = hers.page.waitForEvent('download');
  await hers.tap('savePoster');
  const file = await saved;
  expect(file.suggestedFilename()).toBe('阳山水蜜桃.png');
  const png = sharp(await readFile(await file.path()));
  const { width, height } = await png.metadata();
  // Three pixels a px.
  expect(width).toBe(960);
  const { data } = await png.ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  const code = jsQR(Uint8ClampedArray.from(data), width, height);
  expect(code?.data).toMatch(/\/#\/pages\/product\/index\?id=prd_peach&s=\w{10}$/);

  const his = await comeAs(friend);
  await arriveBy(his, code?.data ?? '');
  await his.shows('3 人团价 ¥29.90');
  const share = await world.app.store.shares.findOne({ _id: tokenIn(code?.data ?? '') });
  expect(share).toMatchObject({ channel: 'poster', userId: sharer.userId, target: { kind: 'product', id: PRODUCT } });
  expect(await world.app.store.visitors.findOne({ userId: friend.userId })).toMatchObject({
    referrerId: sharer.userId,
  });
});

it('each way of sharing copies a link of its own', async () => {
  const tab = await comeAs(await world.newcomer('周小满'));
  const links: string[] = [];
  for (const [way, words] of [
    ['toFriend', '发给朋友吧'],
    ['toMoments', '去朋友圈粘贴'],
    ['copyLink', '发给朋友吧'],
  ] as const) {
    await tab.open('/pages/home/index');
    await tab.open(productPath);
    await tab.shows('我来开团');
    await tab.tap('shareMore');
    await tab.tap(way);
    await tab.shows(words);
    links.push(await copied(tab));
  }
  const channels = await Promise.all(
    links.map(async (link) => (await world.app.store.shares.findOne({ _id: tokenIn(link) }))?.channel),
  );
  expect(channels).toEqual(['message', 'moments', 'link']);
});

it('a promoter’s card and a poster fit the narrowest phone', async () => {
  const promoter = await world.person('林姐');
  const share = await promoter.call('share.create', { target: { kind: 'promoter', id: MERCHANT } });
  const token = share.ok ? share.value.token : '';
  const tab = await comeAs(await world.newcomer('周小满'), SMALL_PHONE);
  await looksRight(tab, { path: `/promoter/card/index?s=${token}`, shows: '邀你来这家店逛逛' });
  await looksRight(tab, { path: `/promoter/poster/index?kind=product&id=${PRODUCT}`, shows: '存图片' });
});

it('who is not signed in is led to signing in before a poster is made', async () => {
  const tab = await people.come();
  await tab.open(`/promoter/poster/index?kind=shop&id=${MERCHANT}`);
  await tab.shows('登录后做海报');
  await tab.tap('toSignIn');
  await signInAs(tab, await world.person('周小满'));
  await tab.shows('存图片');
});
