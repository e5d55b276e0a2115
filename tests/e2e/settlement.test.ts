/** The merchant's money, as the owner sees it: the H5 build on a real server. */
import { stopPayouts as stopBy } from '../../functions/store/reconciliation';
import { DESK, openPeople, type People, PHONE, SMALL_DESK, SMALL_PHONE, TABLET, type Tab } from '../support/browser';
import { useBuild } from '../support/build';
import { useDatabase } from '../support/database';
import { looksRight } from '../support/looks';
import { type PaidOut, paidOut } from '../support/paidOut';
import { member } from '../support/room';
import { MERCHANT, openWorld, type Person, type World } from '../support/world';
import { goesBack } from '../usecases/payouts';

const database = useDatabase();
const build = useBuild('h5');
let world: World;
let people: People;
let scene: PaidOut;
let anew: () => Promise<void>;

jest.setTimeout(600_000);

beforeAll(async () => {
  world = await openWorld(database, { h5: build.folder });
  Object.assign(world.app, { stopwatch: () => 0 });
  people = await openPeople(() => world.url);
  await world.reset();
  scene = await paidOut(world);
  anew = await world.remember();
});
afterAll(async () => {
  await people.close();
  await world.close();
});
beforeEach(async () => {
  await anew();
  await world.app.store.merchants.updateOne({ _id: MERCHANT }, { $unset: { payoutStop: '', payoutStopHistory: '' } });
});
afterEach(async () => {
  await people.leave();
  expect(world.errors).toEqual([]);
});

const page = (name: string, more = '') => `/merchant/${name}/index?merchant=${MERCHANT}${more}`;

const stopPayouts = () =>
  stopBy(world.app.store, MERCHANT, { since: world.now(), reason: 'reconciliation', date: '2036-03-14' });

async function comeAs(who: Person, size: { width: number; height: number }): Promise<Tab> {
  const tab = await people.come(size);
  await tab.open('/pages/signIn/index');
  await tab.tap(`person-${who.id}`);
  await tab.shows('阳山水蜜桃');
  return tab;
}

it.each([
  ['a small phone', SMALL_PHONE],
  ['a phone', PHONE],
  ['a tablet', TABLET],
  ['a small desk', SMALL_DESK],
  ['a desk', DESK],
])('every page of money fits %s and shows only words', async (_name, size) => {
  const tab = await comeAs(await member(world, '顾晴', 'owner'), size);
  // The browser says in the console what is not there.
  tab.tolerated = /404.*payout\.get/;
  await looksRight(tab, { path: page('settlement'), shows: '哪天到期' });
  await looksRight(tab, { path: page('payout', `&id=${scene.inReview}`), shows: '为什么留下' });
  await looksRight(tab, { path: page('payout', `&id=${scene.paid}`), shows: '已到账' });
  await looksRight(tab, { path: page('payout', '&id=wdr_NoSuchWithdrawal'), shows: '没有找到这笔提现' });
  await looksRight(tab, { path: page('finances', '&days=90'), shows: '这些数怎么算' });
  await looksRight(tab, { path: page('finances', '&from=2035-01-01&until=2035-01-07'), shows: '这些天没有账' });
  await looksRight(tab, { path: page('journals', '&figure=net&period=2036-03'), shows: '推广人冻结' });
  await looksRight(tab, { path: page('journals', '&figure=what&period=2036-03'), shows: '没有这个数' });
  await looksRight(tab, { path: page('payoutRules'), shows: '谁会被留下' });
  await tab.tap('edit');
  await tab.shows('先不改');
  await stopPayouts();
  await stopBy(world.app.store, MERCHANT, { since: world.now(), reason: 'audit', date: '2036-03-15' });
  await stopBy(world.app.store, MERCHANT, {
    since: world.now(),
    reason: 'transfer',
    date: '2036-03-15',
    about: scene.paid,
  });
  const faults = [`${scene.paid}: lacks its journal withdrawalPaid/${scene.paid}`];
  await world.app.store.audits.updateOne(
    { _id: MERCHANT },
    { $set: { at: world.now(), journals: 120, faults, faultCount: 1, dueAt: world.now() } },
    { upsert: true },
  );
  await looksRight(tab, { path: page('payouts', '&state=all'), shows: '推广人的钱都还在' });
  await tab.shows('提现，账本里缺了或记得不一样，1 处');
  await tab.tap('auditDetail');
  await tab.shows('lacks its journal');
  await tab.tap('lift');
  await tab.shows('转出去的钱收不回来');
  await looksRight(tab, { path: page('payouts', '&state=lapsed'), shows: '没有过期没确认的' });
  // However many doors there are: the way out is on screen.
  const out = await tab
    .at('leave')
    .boundingBox({ timeout: 1 })
    .catch(() => null);
  expect((out?.y ?? 0) + (out?.height ?? 0)).toBeLessThanOrEqual(size.height);
});

it('at a desk the owner settles, lets payouts go on, approves, and follows a figure to its order', async () => {
  const tab = await comeAs(await member(world, '顾晴', 'owner'), DESK);
  await stopPayouts();
  await tab.open('/merchant/campaigns/index');
  await tab.tap('go-settlement');
  await tab.shows('逾期未放款 元 15.96');
  await tab.tap('settle');
  await tab.shows('放款 1 笔共 ¥15.96，给 1 人');
  await tab.shows('可提现 元 42.80');
  await tab.shows('顾晴 已完成 1 15.96 1 0');

  // What waits is not let go on while payouts are stopped.
  await tab.tap('go-payouts');
  await tab.tap(`row-${scene.inReview}`);
  await tab.tap('approve');
  await tab.tap('reason-0');
  tab.tolerated = /409.*payout\.approve/;
  await tab.tap('reviewYes');
  await tab.shows('商家正在核对账目，暂停提现');
  await tab.tap('reviewNot');
  await tab.tap('up');
  await tab.shows('推广人的钱都还在');
  await tab.tap('lift');
  await tab.type('reason', '查过');
  await tab.shows('先写原因');
  await tab.type('reason', '差异已经补记，逐笔对过');
  await tab.tap('liftYes');
  await tab.at('payoutStop').waitFor({ state: 'detached' });
  await tab.tap(`row-${scene.inReview}`);
  await tab.tap('approve');
  await tab.tap('reason-0');
  await tab.tap('reviewYes');
  await tab.shows('等 TA 确认收款');
  await tab.tap('up');
  await tab.shows('没有要审核的提现');
  await tab.tap('toRules');
  await tab.shows('顾晴：差异已经补记，逐笔对过');

  await tab.tap('go-finances');
  const file = tab.page.waitForEvent('download');
  await tab.shows('净收入 1,018.63 =');
  await tab.tap('export');
  expect((await file).suggestedFilename()).toBe('财务 2036-02-15 到 2036-03-15.csv');
  await tab.tap('figure-commissions-2036-03-08');
  await tab.shows('3 月 8 日 · 佣金');
  await tab.shows('销售 → 推广人冻结 ¥15.96');
  await tab.press('j');
  await tab.press('Enter');
  await tab.shows('推荐和佣金');
});

it('nobody approves their own while another may, nor anything to somebody who owes', async () => {
  const { promoter, inReview } = scene;
  const { userId } = promoter;
  await member(world, '顾晴', 'owner');
  const membership = { _id: `${MERCHANT}/${userId}`, merchantId: MERCHANT, userId, role: 'operator' } as const;
  await world.app.store.memberships.insertOne(membership);
  const tab = await comeAs(promoter, PHONE);
  await looksRight(tab, { path: page('payout', `&id=${inReview}`), shows: '请另一位店主或运营来放行' });
  expect(await tab.at('approve').count()).toBe(0);

  const [sale] = await world.app.store.commissions.find({ userId }).sort({ createdAt: 1 }).toArray();
  await goesBack(world, sale?.orderId ?? '', 20);
  await people.leave();
  const desk = await comeAs(await member(world, '阿青', 'operator'), DESK);
  await looksRight(desk, { path: page('payout', `&id=${inReview}`), shows: '欠着不能放行' });
  expect(await desk.at('approve').count()).toBe(0);
  await desk.tap('refuse');
  await desk.shows('钱先抵 TA 的欠款');
  await desk.tap('reason-0');
  await desk.tap('reviewYes');
  await desk.shows('店里没有放行');
});

it('an operator reads the rules and why payouts are stopped, and lifts nothing', async () => {
  await stopPayouts();
  const tab = await comeAs(await member(world, '阿青', 'operator'), PHONE);
  await tab.open('/merchant/campaigns/index');
  await tab.tap('go-more');
  await tab.tap('more-settlement');
  await tab.tap('part-payouts');
  await tab.shows('查清楚后，由店主恢复');
  expect(await tab.at('lift').count()).toBe(0);
  await tab.tap('toRules');
  await tab.shows('规则由店主来改');
  expect(await tab.at('edit').count()).toBe(0);
});

it('what only a person can decide stands above the orders, and leads to the withdrawal', async () => {
  const tab = await comeAs(await member(world, '顾晴', 'owner'), DESK);
  await tab.open('/merchant/orders/index');
  await tab.shows('提现 ¥25.00 等你审核');
  await tab.tap(`taskPayout-withdrawalReview/${scene.inReview}`);
  await tab.shows('为什么留下');
});
