/** The merchant's money on a phone: the built weapp, driven as WeChat drives it, on a real server. */
import { stopPayouts } from '../../functions/store/reconciliation';
import { useBuild } from '../support/build';
import { useDatabase } from '../support/database';
import { type PaidOut, paidOut } from '../support/paidOut';
import { requestsTo, usePhones } from '../support/phones';
import { member } from '../support/room';
import { MERCHANT, openWorld, type World } from '../support/world';

const build = useBuild('productionWeapp');
const database = useDatabase();
let world: World;
let scene: PaidOut;
let anew: () => Promise<void>;
const phone = usePhones(() => world, build);

jest.setTimeout(600_000);

beforeAll(async () => {
  world = await openWorld(database);
  Object.assign(world.app, { stopwatch: () => 0 });
  await world.reset();
  scene = await paidOut(world);
  anew = await world.remember();
});
afterAll(() => world.close());
beforeEach(() => anew());

const at = (page: string, more = '') => ({ path: `/merchant/${page}/index?merchant=${MERCHANT}${more}` });

it('what is owed and due is told, and a settlement that loses an answer goes on as the same one', async () => {
  const weapp = phone({ who: await member(world, '顾晴', 'operator'), enter: at('settlement') });
  const page = await weapp.shows('开始结算 ¥15.96');
  await weapp.shows('¥2.39 等收货');
  await weapp.shows('接下来 30 天到期 1 笔，共 ¥6.38');
  page.tap('dueTable');
  await weapp.shows('3 月 22 日 1 6.38');
  weapp.loseAnswerOf = '/api/settlement.run';
  page.tap('settle');
  await weapp.shows('已经放的款都在，可以接着做');
  page.tap('settle');
  await weapp.shows('放款 1 笔共 ¥15.96，给 1 人');
  await weapp.shows('没有到期的');
  const tries = requestsTo(weapp, 'settlement.run').map(({ body }) => (body as { requestId: string }).requestId);
  expect(tries.length).toBeGreaterThan(1);
  expect(new Set(tries).size).toBe(1);
  expect(await world.app.store.settlements.countDocuments({})).toBe(1);
});

it('a withdrawal that waits is found by the door’s count, looked at, and let go on with a reason', async () => {
  const weapp = phone({ who: await member(world, '顾晴', 'operator'), enter: at('settlement') });
  const first = await weapp.shows('提现 1');
  first.tap('part-payouts');
  const list = await weapp.shows('留下的原因：金额大', 'merchant/payouts/index');
  list.tap(`payout-${scene.inReview}`);
  const page = await weapp.shows('超过了店里定的放行金额', 'merchant/payout/index');
  page.tap('approve');
  await weapp.shows('先写原因');
  page.tap('reason-0');
  await weapp.idle();
  page.tap('reviewYes');
  await weapp.shows('微信在等 TA 点确认收款');
  await weapp.shows('顾晴 今天 12:02 放行：看过订单，没有问题');
  expect(page.attributes('approve')).toBeUndefined();
});

it('one that is given back says why to the promoter', async () => {
  const who = await member(world, '顾晴', 'owner');
  const weapp = phone({ who, enter: at('payout', `&id=${scene.inReview}`) });
  const page = await weapp.shows('待审核');
  page.tap('refuse');
  await weapp.shows('TA 会看到');
  page.type('reason', '请先联系店里');
  await weapp.idle();
  page.tap('reviewYes');
  await weapp.shows('店里没有放行，钱回到 TA 的可提现');
  const told = await scene.promoter.call('withdrawal.get', { withdrawalId: scene.inReview });
  expect(told).toMatchObject({ value: { returned: 'refused', reason: '请先联系店里' } });
});

it('a figure opens to its journals, and one of them to its withdrawal', async () => {
  const weapp = phone({ who: await member(world, '顾晴', 'operator'), enter: at('finances') });
  const page = await weapp.shows('净收入 1,018.63 = 销售 1,107.20 − 退款 0.00 − 佣金 88.57');
  page.tap('against-payouts');
  await weapp.shows('真正到推广人微信零钱的钱');
  page.tap('trendAt-2036-03-08');
  await weapp.shows('3 月 8 日：销售 ¥199.50，提现到账 ¥12.00');
  page.tap('by-month');
  const months = await weapp.shows('2036 年 3 月');
  months.tap('period-2036-03');
  await weapp.shows('提现到账¥12.00');
  months.tap('figure-payouts');
  const journals = await weapp.shows('推广人提现中 → 微信支付 ¥12.00', 'merchant/journals/index');
  expect(journals.attributes('journals')).toBeDefined();
  journals.tap(`row-withdrawalPaid/${scene.paid}`);
  await weapp.shows('¥12.00 到了 TA 的微信零钱', 'merchant/payout/index');
});

it('rules are the owner’s to change; the example goes along, and the server keeps them', async () => {
  const operator = phone({ who: await member(world, '林姐', 'operator'), enter: at('payoutRules') });
  const read = await operator.shows('规则由店主来改');
  expect(read.attributes('edit')).toBeUndefined();
  const weapp = phone({ who: await member(world, '顾晴', 'owner'), enter: at('payoutRules') });
  const page = await weapp.shows('单笔超过 ¥20.00，留下审核');
  page.tap('edit');
  await weapp.shows('和现在一样');
  page.type('fee', '100');
  await weapp.shows('1 处要改');
  page.type('fee', '0.6');
  page.type('max', '100');
  page.type('largeAmount', '');
  await weapp.shows('手续费 ¥0.60，到账 ¥99.40');
  page.tap('save');
  await weapp.shows('每笔收 0.6%');
  const { payout, risk } = (await world.app.store.merchants.findOne({ _id: MERCHANT })) ?? {};
  expect(payout).toMatchObject({ fee: 60, max: 10_000 });
  expect(risk?.largeAmount ?? null).toBeNull();
});

it('a stop says why; the owner lets payouts go on with a reason, and it is kept', async () => {
  await stopPayouts(world.app.store, MERCHANT, { since: world.now(), reason: 'audit', date: '2036-03-15' });
  const weapp = phone({ who: await member(world, '顾晴', 'owner'), enter: at('payouts') });
  const page = await weapp.shows('账本自查，有对不上的地方');
  page.tap('lift');
  await weapp.shows('转出去的钱收不回来');
  page.tap('reason-1');
  await weapp.idle();
  page.tap('liftYes');
  await weapp.idle();
  expect(page.attributes('payoutStop')).toBeUndefined();
  page.tap('toRules');
  await weapp.shows('顾晴：差异已经补记，逐笔对过', 'merchant/payoutRules/index');
});

it('who ships or only looks finds no door to the money', async () => {
  const weapp = phone({ who: await member(world, '老陈', 'viewer'), enter: at('campaigns') });
  const page = await weapp.shows('阳山水蜜桃 3 人团');
  await weapp.idle();
  expect(page.attributes('go-orders')).toBeDefined();
  page.tap('go-more');
  const more = await weapp.shows('裂变', 'merchant/more/index');
  expect(more.attributes('more-settlement')).toBeUndefined();
});
