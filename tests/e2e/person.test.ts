/** A person in a browser: consent before the first datum, a name and a face, one's data taken along, the account deleted. */
import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { DESK, openPeople, type People, SMALL_PHONE, type Tab } from '../support/browser';
import { useBuild } from '../support/build';
import { useDatabase } from '../support/database';
import { openWorld, SKU, type World } from '../support/world';

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

async function signIn(tab: Tab, id: string): Promise<void> {
  await tab.open('/pages/signIn/index');
  await tab.shows('选一个人');
  await tab.tap(`person-${id}`);
  await tab.shows('阳山水蜜桃');
}

/** A file as a camera makes it: large, and lying on its side. */
const photo = () =>
  sharp({
    create: {
      width: 3000,
      height: 2000,
      channels: 3,
      background: '#c43d14',
      noise: { type: 'gaussian', mean: 128, sigma: 60 },
    },
  })
    .jpeg({ quality: 100 })
    .withMetadata({ orientation: 6 })
    .toBuffer();

const userOf = async ({ userId }: { userId: string }) => (await world.app.store.users.findOne({ _id: userId }))!;

it('is asked for consent once, before a name is kept, and may say no', async () => {
  const newcomer = await world.newcomer('小雨');
  await world.app.store.users.updateOne({ _id: newcomer.userId }, { $unset: { consents: '' } });
  const tab = await people.come(SMALL_PHONE);
  tab.tolerated = /409/;
  await signIn(tab, newcomer.id);
  await tab.open('/buyer/profile/index');
  await tab.shows('名字没有改动');
  await tab.type('nickname', '小小雨');
  await tab.tap('saveName');
  await tab.shows('先说清楚隐私');
  await tab.tap('disagreePrivacy');
  await tab.shows('请先看过隐私说明并同意');
  expect(await userOf(newcomer)).toMatchObject({ name: '小雨' });

  await tab.type('nickname', '小小雨');
  await tab.tap('saveName');
  await tab.shows('先说清楚隐私');
  await tab.tap('agreePrivacy');
  await tab.shows('名字没有改动');
  const user = await userOf(newcomer);
  expect(user).toMatchObject({ name: '小小雨', consents: [{ answer: 'agree' }] });
  expect(user.consents).toHaveLength(1);
  await tab.open('/buyer/privacy/index');
  await tab.shows('撤回同意');
  await tab.tap('withdraw');
  await tab.page.getByText('撤回', { exact: true }).last().click();
  await tab.shows('不同意也可以逛');
  expect((await userOf(newcomer)).consents).toMatchObject([{ answer: 'agree' }, { answer: 'withdraw' }]);
});

it('a photograph becomes a face once WeChat has looked; what WeChat does not let pass says so', async () => {
  const person = await world.person('林姐');
  await world.standIn.control.content({ risky: ['坏'] });
  const tab = await people.come();
  await signIn(tab, person.id);
  await tab.open('/buyer/profile/index');
  await tab.shows('换头像');
  const chooser = tab.page.waitForEvent('filechooser');
  await tab.tap('chooseAvatar');
  await (await chooser).setFiles({ name: 'IMG_1.jpg', mimeType: 'image/jpeg', buffer: await photo() });
  await tab.shows('微信正在看这个头像');
  const { avatar: wanted } = (await userOf(person)).proposed!;
  await world.standIn.control.flush({ everything: true });
  expect(await userOf(person)).toMatchObject({ avatar: wanted!.value });
  const bytes = Buffer.from(await (await fetch(`${world.url}${wanted!.value}`)).arrayBuffer());
  // It stands upright, and no part of the camera's file is in it.
  expect(await sharp(bytes).metadata()).toMatchObject({ format: 'webp', width: 853, height: 1280 });

  await tab.type('nickname', '坏人');
  await tab.tap('saveName');
  await tab.shows('这个名字微信没让通过');
  await tab.open('/pages/me/index');
  await tab.shows('林姐');
});

it('takes everything along as a file', async () => {
  const person = await world.person('林姐');
  await person.call('order.place', { requestId: 'to-be-told', lines: [{ skuId: SKU, quantity: 1 }], seenTotal: 3990 });
  const tab = await people.come(DESK);
  await signIn(tab, person.id);
  await tab.open('/buyer/account/index');
  await tab.tap('gather');
  await tab.shows('下载');
  const download = tab.page.waitForEvent('download');
  await tab.tap('take');
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/^pinkan-\d{4}-\d{2}-\d{2}\.json$/);
  const told = JSON.parse(readFileSync((await file.path())!, 'utf8'));
  expect(told).toMatchObject({
    profile: [{ name: '林姐', addresses: [{ phone: '13800001111' }] }],
    orders: [{ total: 3990, status: 'awaitingPayment' }],
    sessions: [{}, {}],
  });
});

it('an account is deleted when nothing stands in its way, and the books stay whole', async () => {
  const person = await world.person('林姐');
  const placed = await person.call('order.place', {
    requestId: 'the-last',
    lines: [{ skuId: SKU, quantity: 1 }],
    seenTotal: 3990,
  });
  if (!placed.ok) throw new Error(placed.refusal.code);
  const tab = await people.come();
  await signIn(tab, person.id);
  await tab.open('/pages/me/index');
  await tab.tap('toAccount');
  await tab.shows('阳山水蜜桃：这一单还没了结');
  await tab.shows('先把上面的事了结');
  await person.call('order.cancel', { orderId: placed.value.orderId });
  await world.settle();
  await tab.open('/pages/me/index');
  await tab.tap('toAccount');
  await tab.shows('不能恢复');
  await tab.tap('deleteAccount');
  await tab.shows('就是一位新客人');
  await tab.page.getByText('注销账号', { exact: true }).last().click();
  await tab.shows('阳山水蜜桃');
  expect(await userOf(person)).toMatchObject({ name: '已注销的用户', identities: [{ appid: 'erased' }] });
  await tab.open('/pages/me/index');
  await tab.shows('还没有登录');
  await world.advance(3 * 3_600_000);
  await world.settle();
  expect(await world.differences()).toEqual([]);
});
