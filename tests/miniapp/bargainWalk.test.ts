/** A bargain from its launch to its verification: the built weapp in the hands of its owner and friends, on a real server. */
import { granted, offerBargain } from '../support/bargaining';
import { useBuild } from '../support/build';
import { useDatabase } from '../support/database';
import { callsOf, requestsTo, usePhones } from '../support/phones';
import { openWorld, type Person, PRODUCT, type World } from '../support/world';

const build = useBuild('productionWeapp');
const database = useDatabase();
let world: World;
const phone = usePhones(() => world, build);

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

beforeAll(async () => {
  world = await openWorld(database);
  Object.assign(world.app, { stopwatch: () => 0 });
  await offerBargain(world);
});
afterAll(() => world.close());

const yuan = (fen: number) => `¥${(fen / 100).toFixed(2)}`;

it('is found on the product, launched, sent, cut by three friends, bought, and verified', async () => {
  const names = ['周小满', '阿杰', '林姐', '苏梅'];
  const [owner, ...friends] = (await Promise.all(names.map((name) => world.person(name)))) as [Person, ...Person[]];
  const hers = phone({ who: owner, enter: { path: `/pages/product/index?id=${PRODUCT}` } });
  (await hers.shows('请 3 位朋友')).tap('toBargain');
  (await hers.shows('发起砍价，自己先砍一刀', 'bargain/offer/index')).tap('start');
  await hers.shows('再请 3 位朋友', 'bargain/bargain/index');
  const bargainId = hers.page().query.id ?? '';
  expect(requestsTo(hers, 'bargain.start')).toHaveLength(1);
  await hers.idle();
  const card = hers.page().shareAppMessage();
  const path = (await card?.promise)?.path ?? card?.path ?? '';

  for (const [index, who] of friends.entries()) {
    const his = phone({ who, enter: { path, scene: 1007 } });
    const page = await his.shows('周小满 想请你帮个忙');
    const { price } = granted(await who.call('bargain.get', { bargainId }));
    expect(page.text()).toContain(yuan(price));
    page.tap('help');
    await his.shows('你砍了');
    const { price: after, helps } = granted(await who.call('bargain.get', { bargainId }));
    const cut = helps[index + 1]?.cut ?? 0;
    expect(after).toBe(price - cut);
    for (const words of [`你砍了 ${yuan(cut)}`, `现在的价格 ${yuan(after)}`])
      expect(his.page().text()).toContain(words);
    expect(await world.app.store.visitors.findOne({ userId: who.userId })).toMatchObject({ referrerId: owner.userId });
    his.close();
    // The owner's page has heard of it.
    await hers.shows(index === 2 ? '砍到底价了' : `再请 ${2 - index} 位朋友`);
  }

  hers.page().tap('buyNow');
  (await hers.shows('微信支付 ¥9.90', 'buyer/confirm/index')).tap('pay');
  await hers.shows('付款成功');
  expect(callsOf(hers, 'requestPayment')).toHaveLength(1);
  await world.settle();

  const anyone = phone({ who: friends[0], enter: { path: `/bargain/bargain/index?id=${bargainId}` } });
  (await anyone.shows('TA 已按 ¥9.90 买下')).tap('verify');
  const page = await anyone.shows('4 刀全部对得上', 'bargain/verify/index');
  const { helps } = granted(await owner.call('bargain.get', { bargainId }));
  const { seed, commitment } = granted(await owner.call('bargain.proof', { bargainId }));
  for (const hash of [seed, commitment]) expect(page.text().replace(/\s/g, '')).toContain(hash);
  // Each as it was made, and as it was computed here.
  for (const { name, cut } of helps)
    expect(page.text()).toMatch(new RegExp(`${name}[^¥]*${yuan(cut)}\\s*${yuan(cut)}`));
  expect(page.text()).not.toContain('对不上');

  const mine = phone({ who: owner, enter: { path: '/bargain/mine/index' } });
  await mine.shows('砍成买下');
  expect(await world.differences()).toEqual([]);
});
