/** A person in the mini-program: WeChat's question before what is private, a face, a name, one's data, the shop's chat. */
import sharp from 'sharp';
import { useBuild } from '../support/build';
import { useDatabase } from '../support/database';
import { callsOf, requestsTo, usePhones } from '../support/phones';
import { openWorld, SKU, type World } from '../support/world';

const build = useBuild('productionWeapp');
const database = useDatabase();
let world: World;
const phone = usePhones(() => world, build);

beforeAll(async () => {
  world = await openWorld(database);
});
afterAll(() => world.close());
beforeEach(() => world.reset());

const FACE = 'wxfile://tmp/face.jpg';
const pictures = async () => {
  const create = { width: 200, height: 200, channels: 3 as const, background: '#1f6b4f' };
  return new Map([[FACE, new Uint8Array(await sharp({ create }).jpeg().toBuffer())]]);
};
const userOf = async ({ userId }: { userId: string }) => (await world.app.store.users.findOne({ _id: userId }))!;
/** Somebody who has not been asked yet. */
async function newcomer(name: string) {
  const who = await world.newcomer(name);
  await world.app.store.users.updateOne({ _id: who.userId }, { $unset: { consents: '' } });
  return who;
}
const enter = { path: '/buyer/profile/index' };

it('asks before a face is chosen, once, and writes down the answer', async () => {
  const who = await newcomer('小雨');
  const weapp = phone({ who, enter, privacy: 'ask', pictures: await pictures() });
  await weapp.shows('换头像');
  weapp.page().happens('chooseAvatar', 'chooseavatar', { avatarUrl: FACE });
  await weapp.shows('先说清楚隐私');
  expect(weapp.requests.filter(({ path }) => path === '/media')).toEqual([]);
  weapp.page().happens('agreePrivacy', 'agreeprivacyauthorization');
  await weapp.shows('微信正在看这个头像');
  const user = await userOf(who);
  expect(user).toMatchObject({ consents: [{ answer: 'agree' }], proposed: { avatar: { status: 'pending' } } });
  await world.standIn.control.flush({ everything: true });
  expect(await userOf(who)).toMatchObject({ avatar: user.proposed!.avatar!.value });

  // It is not asked again.
  weapp.page().happens('chooseAvatar', 'chooseavatar', { avatarUrl: FACE });
  await weapp.idle();
  expect(weapp.requests.filter(({ path }) => path === '/media')).toHaveLength(2);
  expect(requestsTo(weapp, 'person.consent')).toHaveLength(1);
});

it('takes nothing where the person does not agree', async () => {
  const who = await newcomer('小雨');
  const weapp = phone({ who, enter, privacy: 'ask', pictures: await pictures() });
  await weapp.shows('换头像');
  weapp.page().happens('chooseAvatar', 'chooseavatar', { avatarUrl: FACE });
  await weapp.shows('先说清楚隐私');
  weapp.page().tap('disagreePrivacy');
  await weapp.idle();
  expect(weapp.requests.filter(({ path }) => path === '/media')).toEqual([]);
  expect(await userOf(who)).not.toHaveProperty('consents');
});

it('asks by itself where WeChat did not, before a name is kept', async () => {
  const who = await newcomer('小雨');
  const weapp = phone({ who, enter });
  await weapp.shows('名字没有改动');
  expect(weapp.page().attributes('nickname')).toMatchObject({ type: 'nickname' });
  weapp.page().type('nickname', '小小雨');
  await weapp.idle();
  weapp.page().tap('saveName');
  await weapp.shows('先说清楚隐私');
  weapp.page().happens('agreePrivacy', 'agreeprivacyauthorization');
  await weapp.shows('名字没有改动');
  expect(await userOf(who)).toMatchObject({ name: '小小雨', consents: [{ answer: 'agree' }] });
});

it('says where the server cannot be reached, and stays open', async () => {
  const who = await newcomer('小雨');
  const weapp = phone({ who, enter });
  await weapp.shows('名字没有改动');
  weapp.page().type('nickname', '小小雨');
  await weapp.idle();
  weapp.page().tap('saveName');
  await weapp.shows('先说清楚隐私');
  weapp.outage = true;
  weapp.page().happens('agreePrivacy', 'agreeprivacyauthorization');
  await weapp.idle();
  expect(callsOf(weapp, 'showToast').at(-1)?.options).toMatchObject({ title: expect.stringContaining('网络') });
  expect(await userOf(who)).toMatchObject({ name: '小雨' });
  weapp.outage = false;
  weapp.page().happens('agreePrivacy', 'agreeprivacyauthorization');
  await weapp.idle();
  expect(await userOf(who)).toMatchObject({ name: '小小雨' });
});

it('the policy can be read from there, and agreed to', async () => {
  const who = await newcomer('小雨');
  const weapp = phone({ who, enter });
  await weapp.shows('名字没有改动');
  weapp.page().type('nickname', '小小雨');
  await weapp.idle();
  weapp.page().tap('saveName');
  await weapp.shows('先说清楚隐私');
  weapp.page().tap('readPolicy');
  await weapp.shows('我们记下什么，为什么', 'buyer/privacy/index');
  weapp.page().happens('agreePrivacy', 'agreeprivacyauthorization');
  await weapp.shows('名字没有改动', 'buyer/profile/index');
  expect(await userOf(who)).toMatchObject({ name: '小小雨' });
});

it('takes everything along as a file that WeChat sends on', async () => {
  const who = await world.person('林姐');
  await who.call('order.place', { requestId: 'to-be-told', lines: [{ skuId: SKU, quantity: 1 }], seenTotal: 3990 });
  const weapp = phone({ who, enter: { path: '/buyer/account/index' } });
  await weapp.shows('整理一份');
  weapp.page().tap('gather');
  await weapp.shows('发给自己');
  weapp.page().tap('take');
  await weapp.idle();
  const [shared] = callsOf(weapp, 'shareFileMessage');
  const text = weapp.files.get(String(shared?.options.filePath)) ?? '{}';
  expect(JSON.parse(text)).toMatchObject({ profile: [{ name: '林姐' }], orders: [{ total: 3990 }] });
});

it('deletes the account, and who comes back is somebody new', async () => {
  const who = await world.person('林姐');
  const weapp = phone({ who, enter: { path: '/buyer/account/index' } });
  await weapp.shows('不能恢复');
  await weapp.idle();
  weapp.page().tap('deleteAccount');
  await weapp.shows('阳山水蜜桃', 'pages/home/index');
  await weapp.idle();
  expect(callsOf(weapp, 'showModal').at(-1)?.options).toMatchObject({ confirmText: '注销账号', cancelText: '先留着' });
  expect(await userOf(who)).toMatchObject({ name: '已注销的用户' });
  const again = phone({ who, enter: { path: '/pages/me/index' } });
  await again.shows('微信用户');
});

it('the chat with the shop is WeChat’s own', async () => {
  const weapp = phone({ who: await world.person('林姐'), enter: { path: '/buyer/account/index' } });
  await weapp.shows('联系客服');
  expect(weapp.page().attributes('contact')).toMatchObject({ openType: 'contact' });
});
