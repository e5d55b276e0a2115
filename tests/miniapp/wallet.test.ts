/** The promoter's wallet in the mini-program: what is there and why, withdrawing, each withdrawal, each month. */
import { commissionReleased, EMPTY_WALLET } from '../../shared/domain/ledger';
import { DEFAULT_RISK_RULES } from '../../shared/domain/risk';
import { DAY, MINUTE } from '../../shared/time';
import { useBuild } from '../support/build';
import { useDatabase } from '../support/database';
import type { Weapp, WeappOptions, WeappPage } from '../support/harness';
import { callsOf, requestsTo, usePhones } from '../support/phones';
import { shareOf } from '../support/sharing';
import { MERCHANT, openWorld, type Person, type World } from '../support/world';
import { asked, confirmed, later, payoutsOf, received, stopPayouts, transfersAtWechat } from '../usecases/payouts';

const production = useBuild('productionWeapp');
const database = useDatabase();
let world: World;
const phone = usePhones(() => world, production);

beforeAll(async () => {
  world = await openWorld(database);
  // A busy machine drains nothing in three seconds.
  Object.assign(world.app, { stopwatch: () => 0 });
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  await payoutsOf(world);
});

const at = (who: { id: string }, page: string, more: Partial<WeappOptions> = {}): Weapp =>
  phone({ who, enter: { path: `/promoter/${page}` }, ...more });

/** Types an amount on the keypad. */
function type(page: WeappPage, text: string): void {
  for (const digit of text) page.tap(`key-${digit}`);
}

/** 周小满, whose friend has received so many pieces, one order each entry, and kept them. */
async function earned(pieces: readonly number[]): Promise<{ promoter: Person; orderIds: string[] }> {
  const [promoter, buyer] = [await world.person('周小满'), await world.person('阿杰')];
  await buyer.call('share.open', { token: await shareOf(promoter), scene: 1007 });
  const orderIds: string[] = [];
  for (const quantity of pieces) orderIds.push(await received(world, buyer, quantity));
  await world.advance(7 * DAY + MINUTE);
  await world.cron();
  return { promoter, orderIds };
}

/** ¥63.84 is available. */
const promoter = async (): Promise<Person> => (await earned([20])).promoter;

/** On the page of one withdrawal, which waits in WeChat. */
async function waiting(who: Person, more: Partial<WeappOptions> = {}): Promise<{ weapp: Weapp; id: string }> {
  const id = await asked(world, who, 1_000);
  const weapp = at(who, `withdrawal/index?id=${id}`, more);
  await weapp.shows('等你确认');
  return { weapp, id };
}

const withdrawals = () => world.app.store.withdrawals.find().toArray();

const empty: Record<string, string> = {
  withdraw: '今天还能提',
  withdrawal: '没有找到这笔提现',
  withdrawals: '还没有提过',
  statements: '还没有账单',
  statement: '这个月没有动静',
};

it.each(Object.entries(empty))('%s says so where there is nothing', async (page, words) => {
  const weapp = at(await world.newcomer('陆一'), `${page}/index?id=wdr_none&month=2036-03`);
  await weapp.shows(words, `promoter/${page}/index`);
  await weapp.idle();
});

it.each(Object.keys(empty))('%s says so where the network is down, and comes when it is back', async (page) => {
  const who = await world.newcomer('陆一');
  const weapp = phone({ who, enter: { path: '/pages/me/index' } });
  await weapp.shows('我的推广');
  await weapp.idle();
  weapp.outage = true;
  weapp.open(`/promoter/${page}/index?id=wdr_none&month=2036-03`);
  const shown = await weapp.shows('没加载出来', `promoter/${page}/index`);
  weapp.outage = false;
  shown.tap('retry');
  await weapp.shows(empty[page] ?? '');
  await weapp.idle();
});

describe('withdrawing', () => {
  it('shows fee and what arrives before the tap; two taps are one; confirmed in WeChat it is there', async () => {
    await payoutsOf(world, { rules: { fee: 100 } });
    const who = await promoter();
    const weapp = at(who, 'earnings/index');
    (await weapp.shows('可提现')).tap('toWithdraw');
    const page = await weapp.shows('可提现 ¥63.84', 'promoter/withdraw/index');
    type(page, '12.50');
    await weapp.shows('手续费 −¥0.12');
    await weapp.shows('到账 ¥12.38');
    page.tap('withdraw');
    page.tap('withdraw');
    const one = await weapp.shows('等你确认', 'promoter/withdrawal/index');
    await weapp.idle();
    expect(await withdrawals()).toMatchObject([{ amount: 1250, fee: 12, net: 1238, status: 'sending' }]);
    expect(one.text()).toContain('请在明天');
    one.tap('confirm');
    await weapp.shows('已到账');
    await weapp.idle();
    const [given] = callsOf(weapp, 'requestMerchantTransfer');
    expect(given?.options).toMatchObject({ mchId: world.credentials.mchid, appId: world.credentials.appid });
    expect(await transfersAtWechat(world)).toMatchObject([{ amount: 1238, state: 'SUCCESS' }]);
    await at(who, 'earnings/index').shows('累计到账 ¥12.38');
  });

  it('says why an amount cannot be, and what can', async () => {
    await payoutsOf(world, { rules: { max: 5_000, perDayFen: 5_500 } });
    const who = await promoter();
    await asked(world, who, 1_000);
    const weapp = at(who, 'withdraw/index');
    const page = await weapp.shows('一次 ¥1.00 到 ¥50.00');
    const sentences = [
      ['0.5', '最少提 ¥1.00'],
      ['60', '一次最多提 ¥50.00'],
      ['49', '今天还能提 ¥45.00，剩下的明天再提'],
    ] as const;
    for (const [typed, words] of sentences) {
      for (let digit = 0; digit < 5; digit++) page.tap('key-back');
      type(page, typed);
      await weapp.shows(words);
      expect(page.attributes('withdraw')).toMatchObject({ disabled: true });
    }
    await world.app.store.merchants.updateOne(
      { _id: MERCHANT },
      { $set: { 'payout.max': 50_000, 'payout.perDayFen': 90_000 } },
    );
    page.tap('key-back');
    await weapp.shows('到账 ¥4.00');
    page.tap('key-0');
    type(page, '0');
    await weapp.shows('可提现的只有 ¥53.84');
    page.tap('all');
    await weapp.shows('到账 ¥53.84');
    await weapp.idle();
  });

  it('whose answer was lost is found again by another tap, and is one; until then the amount stays', async () => {
    const who = await promoter();
    const weapp = at(who, 'withdraw/index');
    const page = await weapp.shows('可提现 ¥63.84');
    type(page, '20');
    await weapp.shows('到账 ¥20.00');
    weapp.loseAnswerOf = '/api/withdrawal.ask';
    page.tap('withdraw');
    await weapp.shows('没等到回音');
    type(page, '5');
    await weapp.idle();
    expect(page.text()).not.toContain('205');
    page.tap('withdraw');
    await weapp.shows('等你确认', 'promoter/withdrawal/index');
    expect(await withdrawals()).toMatchObject([{ amount: 2000 }]);
    const [first, second] = requestsTo(weapp, 'withdrawal.ask').map(({ body }) => body);
    expect(second).toEqual(first);
    await weapp.idle();
  });

  it('that would come to something else by now is shown anew', async () => {
    const who = await promoter();
    const weapp = at(who, 'withdraw/index');
    const page = await weapp.shows('可提现 ¥63.84');
    type(page, '20');
    await weapp.shows('到账 ¥20.00');
    await weapp.idle();
    await payoutsOf(world, { rules: { fee: 200 } });
    page.tap('withdraw');
    await weapp.shows('手续费或税刚刚有变动');
    await weapp.shows('到账 ¥19.60');
    expect(await withdrawals()).toEqual([]);
    page.tap('withdraw');
    await weapp.shows('等你确认', 'promoter/withdrawal/index');
    await weapp.idle();
  });

  it('of ¥2,000 and more asks for the real name, and says why', async () => {
    const { promoter: who } = await earned([800]);
    const weapp = at(who, 'withdraw/index');
    const page = await weapp.shows('今天还能提');
    type(page, '2000');
    await weapp.shows('姓名加密后只交给微信');
    expect(page.attributes('withdraw')).toMatchObject({ disabled: true });
    page.type('realName', '林小桃');
    await weapp.shows('到账 ¥2,000.00');
    await weapp.idle();
    page.tap('withdraw');
    await weapp.shows('微信', 'promoter/withdrawal/index');
    await weapp.idle();
    expect(requestsTo(weapp, 'withdrawal.ask').at(-1)?.body).toMatchObject({ realName: '林小桃' });
  });

  it('is stopped, or there is a debt: both are said, and nothing can be tapped', async () => {
    const who = await promoter();
    await stopPayouts(world);
    const weapp = at(who, 'earnings/index');
    const page = await weapp.shows('核对完就能提');
    expect(page.attributes('toWithdraw')).toMatchObject({ disabled: true });
    await at(who, 'withdraw/index').shows('商家暂停了提现');
    await payoutsOf(world);
    await world.app.store.accounts.updateOne(
      { _id: `${MERCHANT}/wallet/${who.userId}` },
      { $set: { debt: 320, available: 0 } },
    );
    const owing = await at(who, 'earnings/index').shows('欠 ¥3.20。以后的佣金先抵它');
    expect(owing.attributes('toWithdraw')).toMatchObject({ disabled: true });
  });
});

describe('a withdrawal', () => {
  it('whose confirmation was closed waits on, and one that is asked again goes through', async () => {
    const who = await promoter();
    let answer: 'ok' | 'cancel' = 'cancel';
    const receive: WeappOptions['receive'] = async (params) => {
      if (answer === 'ok') await world.standIn.control.confirmFromSheet(params);
      return answer;
    };
    const { weapp } = await waiting(who, { receive });
    weapp.page().tap('confirm');
    await weapp.idle();
    await weapp.shows('等你确认');
    answer = 'ok';
    weapp.page().tap('confirm');
    await weapp.shows('已到账');
    await weapp.idle();
    expect(await transfersAtWechat(world)).toHaveLength(1);
  });

  it('says that an old WeChat must be updated, and loses nothing', async () => {
    const { weapp } = await waiting(await promoter(), { unknown: ['requestMerchantTransfer'] });
    weapp.page().tap('confirm');
    await weapp.shows('先更新微信');
    await weapp.idle();
    expect(callsOf(weapp, 'requestMerchantTransfer')).toEqual([]);
    await weapp.shows('等你确认');
  });

  it('that lapsed is sent again, under the next number', async () => {
    const who = await promoter();
    const id = await asked(world, who, 1_000);
    await world.advance(DAY + MINUTE);
    await world.standIn.control.flush();
    await later(world);
    const weapp = at(who, `withdrawal/index?id=${id}`);
    (await weapp.shows('过期没确认')).tap('renew');
    await weapp.shows('交给微信（第 2 次）');
    (await weapp.shows('等你确认')).tap('confirm');
    await weapp.shows('已到账');
    await weapp.idle();
    expect((await transfersAtWechat(world)).map(({ state }) => state)).toEqual(['FAIL', 'SUCCESS']);
  });

  it('under review is told so, and can be given up after a question', async () => {
    await payoutsOf(world, { risk: { ...DEFAULT_RISK_RULES, largeAmount: 500 } });
    const who = await promoter();
    const id = await asked(world, who, 1_000);
    const weapp = at(who, `withdrawal/index?id=${id}`);
    const page = await weapp.shows('商家审核中');
    expect(page.text()).toContain('商家放行');
    page.tap('cancel');
    await weapp.shows('已退回');
    await weapp.idle();
    expect(callsOf(weapp, 'showModal').at(-1)?.options).toMatchObject({ title: '撤回这笔提现', cancelText: '先留着' });
    expect(await withdrawals()).toMatchObject([{ status: 'returned', returned: 'cancelled' }]);
  });

  it('that the shop refuses gives its reason', async () => {
    await payoutsOf(world, { risk: { ...DEFAULT_RISK_RULES, largeAmount: 500 } });
    const who = await promoter();
    const id = await asked(world, who, 1_000);
    const review = { by: 'usr_owner', at: world.now(), reason: '这几单是同一个地址' };
    await world.app.store.withdrawals.updateOne(
      { _id: id },
      { $set: { status: 'returned', returned: 'refused', review } },
    );
    await at(who, `withdrawal/index?id=${id}`).shows('商家没有放行：这几单是同一个地址。¥10.00 回到了可提现');
  });

  it('of somebody else is not there', async () => {
    const id = await asked(world, await promoter(), 1_000);
    await at(await world.newcomer('陆一'), `withdrawal/index?id=${id}`).shows('没有找到这笔提现');
  });
});

it('further withdrawals come at the end of the list, and a tap opens one', async () => {
  const who = await promoter();
  const id = await asked(world, who, 1_000);
  const known = await world.app.store.withdrawals.findOne({ _id: id });
  if (!known) throw new Error('it is gone');
  const older = Array.from({ length: 25 }, (_, index) => {
    const _id = `wdr_older${String(index).padStart(2, '0')}`;
    return { ...known, _id, id: _id, status: 'paid' as const, outbox: [], createdAt: known.createdAt - index - 1 };
  });
  await world.app.store.withdrawals.insertMany(older.map(({ drainAt: _, ...doc }) => doc));
  const weapp = at(who, 'withdrawals/index');
  const list = await weapp.shows('等你确认');
  await weapp.idle();
  expect(list.attributes('withdrawal-wdr_older24')).toBeUndefined();
  list.reachBottom();
  await weapp.idle();
  expect(list.attributes('withdrawal-wdr_older24')).toBeDefined();
  list.tap(`withdrawal-${id}`);
  await weapp.shows('进度', 'promoter/withdrawal/index');
  await weapp.idle();
});

it('a month sums up, leads to what each entry is about, and is taken along as a table', async () => {
  const who = await promoter();
  const id = await asked(world, who, 1_000);
  await confirmed(world, id);
  const weapp = at(who, 'statements/index');
  (await weapp.shows('2036 年 3 月')).tap('month-2036-03');
  const page = await weapp.shows('月末合计 ¥53.84', 'promoter/statement/index');
  for (const words of ['新的佣金+¥63.84', '提现−¥10.00', '申请提现', '可提现−¥10.00提现中+¥10.00'])
    expect(page.text().replace(/\s+/g, '')).toContain(words);
  page.tap('export');
  await weapp.shows('发给自己');
  page.tap('take');
  await weapp.idle();
  const [shared] = callsOf(weapp, 'shareFileMessage');
  const rows = (weapp.files.get(String(shared?.options.filePath)) ?? '').split('\r\n');
  expect(rows[0]).toContain('时间,事项,内容,冻结中（元）,可提现（元）');
  expect(rows.filter((row) => row.includes(id))).toEqual([
    expect.stringContaining(`申请提现,,0.00,-10.00,10.00,0.00,,,,${id}`),
    expect.stringContaining(`提现到账,,0.00,0.00,-10.00,0.00,0.00,0.00,10.00,${id}`),
  ]);
  // It was good for once; and what has lain ready for long is asked for again before it goes.
  await weapp.shows('导出 CSV');
  page.tap('export');
  await weapp.shows('发给自己');
  await asked(world, who, 500);
  await world.advance(2 * MINUTE);
  weapp.open('/promoter/earnings/index');
  await weapp.shows('明细');
  await weapp.idle();
  page.tap('take');
  await weapp.idle();
  expect(callsOf(weapp, 'shareFileMessage')).toHaveLength(1);
  page.tap('take');
  await weapp.idle();
  const [, again] = callsOf(weapp, 'shareFileMessage');
  expect(weapp.files.get(String(again?.options.filePath))).toContain('申请提现,,0.00,-5.00,5.00');
  page.tap(`entry-withdrawalPaid/${id}`);
  await weapp.shows('到了你的微信零钱', 'promoter/withdrawal/index');
  await weapp.idle();
});

it('an entry says which refund took back what; a grade says what is missing to the next', async () => {
  const { promoter: who, orderIds } = await earned([2, 4]);
  const { store } = world.app;
  await store.merchants.updateOne(
    { _id: MERCHANT },
    {
      $set: {
        'commission.grades': [
          { name: '掌柜', merit: 10_000, bonus: 100 },
          { name: '大掌柜', merit: 100_000, bonus: 200 },
        ],
      },
    },
  );
  const weapp = at(who, 'earnings/index');
  const page = await weapp.shows('掌柜 · 一级佣金 +1%');
  expect(page.text()).toContain('再卖出 ¥760.60 的货，就是「大掌柜」');
  const [commission] = await store.commissions.find({ orderId: orderIds[1] ?? '' }).toArray();
  const order = await store.orders.findOne({ _id: orderIds[1] ?? '' });
  if (!commission || !order) throw new Error('nothing was earned');
  const refunds = [{ id: 'rfd_half', refundedBase: commission.base / 2 }];
  await store.commissions.updateOne({ _id: commission._id }, { $set: { refunds, reversed: commission.amount / 2 } });
  await store.refunds.insertOne({
    _id: 'rfd_half',
    id: 'rfd_half',
    amount: commission.base / 2,
    reason: '商家退款',
    createdAt: world.now(),
  } as never);
  const reopened = at(who, 'earnings/index');
  const list = await reopened.shows('明细');
  await reopened.idle();
  list.tap(`line-${commission._id}`);
  await reopened.shows('商家退款 −¥6.38');
  expect(list.text()).toContain('已转入可提现');
  await reopened.idle();
  // One of which a part, and one of which all has repaid what was owed.
  const journal = { kind: 'commissionReleased' as const, merchantId: MERCHANT, at: world.now() };
  const release = async (about: string, amount: number, debt: number) =>
    store.journals.updateOne(
      { _id: `commissionReleased/${about}` },
      { $set: { ...journal, about, postings: commissionReleased(who.userId, amount, { ...EMPTY_WALLET, debt }) } },
    );
  const [other] = await store.commissions.find({ orderId: orderIds[0] ?? '' }).toArray();
  await release(commission._id, 1276, 276);
  await release(other?._id ?? '', 638, 10_000);
  const owing = at(who, 'earnings/index');
  const lines = await owing.shows('部分抵了欠款');
  expect(lines.text()).toContain('已抵欠款');
  await owing.idle();
  lines.tap(`line-${commission._id}`);
  await owing.shows('没有售后，先抵欠款 ¥2.76，其余 ¥10.00 转入可提现');
  await owing.idle();
});
