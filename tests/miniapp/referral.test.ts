/** The policy of binding, and people's referrers, on a phone: the built weapp on a real server. */
import { FIRST_POLICY } from '../../shared/domain/referral';
import { buy } from '../support/bought';
import { useBuild } from '../support/build';
import { useDatabase } from '../support/database';
import { requestsTo, usePhones } from '../support/phones';
import { member } from '../support/room';
import { bringFor800, putOnShelf } from '../support/shelf';
import { MERCHANT, openWorld, type Person, PRODUCT, type World } from '../support/world';

const build = useBuild('productionWeapp');
const database = useDatabase();
let world: World;
let buyer: Person;
let sharer: Person;
const phone = usePhones(() => world, build);

beforeAll(async () => {
  world = await openWorld(database);
  await bringFor800(world);
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  await world.app.store.merchants.updateOne(
    { _id: MERCHANT },
    { $set: { referral: FIRST_POLICY }, $unset: { referralHistory: '' } },
  );
  await putOnShelf(world, [{ key: 'plum', title: '李子', price: 1000, freightId: 'parcel' }]);
  buyer = await world.person('周小满');
  sharer = await world.person('阿杰');
});

const rulesPath = `/merchant/referral/index?merchant=${MERCHANT}`;
const customerPath = (of: string) => `/merchant/customer/index?merchant=${MERCHANT}&${of}`;

async function codeOf(person: Person): Promise<string> {
  const shared = await person.call('share.create', { target: { kind: 'product', id: PRODUCT } });
  if (!shared.ok) throw new Error(`nothing is shared: ${shared.refusal.code}`);
  return shared.value.token;
}

const visitorOf = async ({ userId }: Person) =>
  (await world.app.store.visitors.findOne({ merchantId: MERCHANT, userId })) ?? { history: [] };

describe('the policy', () => {
  it('is changed by the owner, after it was said that nobody who is bound is touched', async () => {
    const weapp = phone({ who: await member(world, '吴掌柜', 'owner'), enter: { path: rulesPath } });
    const page = await weapp.shows('开店时的规则');
    page.tap('edit');
    await weapp.shows('和现在一样');
    expect(page.attributes('save')).toMatchObject({ disabled: true });
    page.tap('whom-newcomers');
    await weapp.shows('以前自己买过，不锁');
    page.tap('replaced-lastClick');
    await weapp.shows('保护几天');
    page.type('protectedDays', '');
    await weapp.shows('保护期要在 1 到 3650 天之间');
    await weapp.shows('规则还有要改的，改好就能算');
    page.type('protectedDays', '15');
    await weapp.shows('存为新规则');
    page.tap('save');
    await weapp.shows('已经锁定的顾客不变');
    expect(requestsTo(weapp, 'referral.setPolicy')).toEqual([]);
    page.tap('saveYes');
    await weapp.shows('第 2 版 · 今天 12:00 · 吴掌柜');
    const terms = { whom: 'newcomers', when: 'firstOpen', replaced: 'lastClick', protectedDays: 15 };
    expect(requestsTo(weapp, 'referral.setPolicy').map(({ body }) => body)).toEqual([
      { merchantId: MERCHANT, seenVersion: 1, terms },
    ]);
  });

  it('is only read by others, who may look a person up by a link that was shared', async () => {
    const token = await codeOf(sharer);
    const weapp = phone({ who: await member(world, '顾晴', 'viewer'), enter: { path: rulesPath } });
    const page = await weapp.shows('规则由店主来改');
    expect(page.attributes('edit')).toBeUndefined();
    page.tap('find');
    await weapp.shows('先填推广码');
    page.type('code', `https://shop.example.com/#/pages/product/index?id=${PRODUCT}&s=${token}`);
    page.tap('find');
    const found = await weapp.shows('没有推荐人', 'merchant/customer/index');
    expect(found.text()).toContain('阿杰');
    for (const act of ['correct', 'suspend']) expect(found.attributes(act)).toBeUndefined();
  });
});

describe('a customer', () => {
  it('gets another referrer after it was shown who that is; neither themselves nor somebody unknown', async () => {
    const right = await world.person('林姐');
    await buyer.call('share.open', { token: await codeOf(sharer) });
    const order = await buy(world, buyer, { skus: { sku_plum: 1 } });
    const enter = { path: customerPath(`order=${order}`) };
    const weapp = phone({ who: await member(world, '顾晴', 'operator'), enter });
    const page = await weapp.shows('现在的推荐人');
    page.tap('correct');
    await weapp.shows('周小满现在的推荐人是阿杰');
    page.type('rightCode', 'nobodyHasIt');
    page.tap('findRight');
    await weapp.shows('这家店里没有这个推广码');
    page.type('rightCode', await codeOf(buyer));
    page.tap('findRight');
    await weapp.shows('这是顾客自己的推广码');
    page.type('rightCode', await codeOf(right));
    page.tap('findRight');
    await weapp.shows('先写原因');
    page.type('reason', '林姐带来的');
    await weapp.shows('改成林姐');
    page.tap('correctYes');
    await weapp.shows('更正推荐人为林姐');
    expect(await visitorOf(buyer)).toMatchObject({ referrerId: right.userId, history: [{}, { reason: '林姐带来的' }] });
  });

  it('loses a referrer altogether', async () => {
    await buyer.call('share.open', { token: await codeOf(sharer) });
    const enter = { path: customerPath(`person=${buyer.userId}`) };
    const weapp = phone({ who: await member(world, '顾晴', 'operator'), enter });
    const page = await weapp.shows('现在的推荐人');
    page.tap('correct');
    await weapp.shows('先选推荐人');
    page.tap('to-nobody');
    await weapp.shows('先写原因');
    page.tap('reason-2');
    await weapp.shows('改成没有推荐人');
    page.tap('correctYes');
    await weapp.shows('更正为没有推荐人');
    expect(await visitorOf(buyer)).not.toHaveProperty('referrerId');
  });

  it('who promotes is suspended with a reason, which is seen, and restored', async () => {
    const enter = { path: customerPath(`code=${await codeOf(sharer)}`) };
    const weapp = phone({ who: await member(world, '顾晴', 'operator'), enter });
    const page = await weapp.shows('还没有带来人');
    page.tap('suspend');
    await weapp.shows('已经有的佣金不受影响');
    await weapp.shows('先写原因');
    page.tap('reason-1');
    await weapp.idle();
    page.tap('suspendYes');
    await weapp.shows('推广已停用');
    await weapp.shows('今天 12:00 停用，原因：分享里写了店里没有的承诺');
    expect(await buyer.call('share.open', { token: await codeOf(sharer) })).toMatchObject({
      value: { binding: 'none' },
    });
    page.tap('suspend');
    await weapp.shows('停用期间的订单不补');
    page.tap('reason-0');
    await weapp.idle();
    page.tap('suspendYes');
    await weapp.shows('停用推广');
    await weapp.idle();
    expect(page.text()).not.toContain('推广已停用');
    expect(await buyer.call('share.open', { token: await codeOf(sharer) })).toMatchObject({
      value: { binding: 'bound' },
    });
  });
});
