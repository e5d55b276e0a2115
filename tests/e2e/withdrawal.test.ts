/** The promoter's wallet in a browser: earned, withdrawn, confirmed, paid; a refund afterwards is owed, and repaid. */
import { readFile } from 'node:fs/promises';
import { quoteShopRefund, refundShopOrder } from '../../functions/usecases/shopOrder';
import { DAY, MINUTE } from '../../shared/time';
import { DESK, openPeople, type People, PHONE, SMALL_PHONE, type Tab } from '../support/browser';
import { useBuild } from '../support/build';
import { useDatabase } from '../support/database';
import { looksRight } from '../support/looks';
import { paidOut } from '../support/paidOut';
import { shareOf } from '../support/sharing';
import { MERCHANT, openWorld, type World } from '../support/world';
import { expectExact, payoutsOf, received } from '../usecases/payouts';

const build = useBuild('h5');
const database = useDatabase();
let world: World;
let people: People;

beforeAll(async () => {
  world = await openWorld(database, { h5: build.folder });
  // A busy machine drains nothing in three seconds.
  Object.assign(world.app, { stopwatch: () => 0 });
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

async function signInAs(tab: Tab, { openid }: { openid: string }): Promise<void> {
  await tab.tap('toSignIn');
  await tab.shows('选一个人');
  const known = await world.standIn.control.people();
  await tab.tap(`person-${known.find((person) => person.openid === openid)?.id}`);
}

/** A week after receipt nothing can come back of itself, and commissions can be withdrawn. */
async function week(): Promise<void> {
  await world.advance(7 * DAY + MINUTE);
  await world.cron();
}

it('earn, receive, release, withdraw, confirm, paid; a refund after it is owed, and later earnings repay it', async () => {
  await payoutsOf(world);
  const [promoter, buyer] = [await world.person('周小满'), await world.person('阿杰')];
  await buyer.call('share.open', { token: await shareOf(promoter), scene: 1007 });
  const orderId = await received(world, buyer, 20);
  const tab = await people.come();
  // After a week the session has ended: it is renewed in silence, but for what the browser says.
  tab.tolerated = /401 \(Unauthorized\)/;
  await tab.open('/promoter/earnings/index');
  await signInAs(tab, promoter);
  await tab.shows('冻结中 ¥63.84');
  await week();

  await tab.open('/promoter/withdraw/index');
  await tab.shows('可提现 ¥63.84');
  // At a desk's keyboard as well as on the keypad.
  await tab.page.keyboard.press('6');
  await tab.tap('key-3');
  await tab.shows('到账 ¥63.00');
  await tab.tap('all');
  await tab.shows('提现，到账 ¥63.84');
  await tab.tap('withdraw');
  await tab.shows('等你确认');
  await tab.tap('confirm');
  await tab.shows('微信收款（测试）');
  await tab.tap('transferClose');
  await tab.shows('等你确认');
  await tab.tap('confirm');
  await tab.shows('微信收款（测试）');
  await tab.tap('transferConfirm');
  await tab.shows('¥63.84 到了你的微信零钱');
  await world.standIn.control.flush();
  await expectExact(world);

  const half = { merchantId: MERCHANT, orderId, lines: [{ lineId: '1', quantity: 10 }], withFreight: false };
  const worth = await quoteShopRefund(world.app, half);
  if (!worth.ok) throw new Error(worth.refusal);
  const refund = { ...half, requestId: 'half-of-it', seenAmount: worth.value.amount };
  expect(await refundShopOrder(world.app, 'usr_owner', refund)).toMatchObject({ ok: true });
  await tab.open('/promoter/earnings/index');
  await tab.shows('欠 ¥31.92。以后的佣金先抵它');
  await tab.shows('先抵欠款');
  await tab.page.locator('.money-line >> visible=true').first().click();
  await tab.shows('商家退款');
  await tab.shows('−¥31.92');

  await received(world, buyer, 20);
  await week();
  await tab.open('/promoter/statements/index');
  await tab.shows('2036 年 3 月');
  await tab.tap('month-2036-03');
  await tab.shows('月末合计 ¥31.92');
  await tab.tap('export');
  await tab.shows('下载');
  const download = tab.page.waitForEvent('download');
  await tab.tap('take');
  const file = await readFile(await (await download).path(), 'utf8');
  expect(file).toContain('申请提现,,0.00,-63.84,63.84,0.00');
  await tab.open('/promoter/earnings/index');
  await tab.shows('待抵扣 ¥0.00');
  await tab.shows('可提现 ¥31.92');
  await world.settle();
  await expectExact(world);
});

it.each([
  ['a phone', PHONE],
  ['a small phone', SMALL_PHONE],
  ['a desk', DESK],
])('every page of the wallet fits %s and shows only words', async (_name, size) => {
  const { promoter, paid, inReview } = await paidOut(world);
  const tab = await people.come(size);
  await tab.open('/promoter/withdrawals/index');
  await tab.shows('登录后看提现');
  await signInAs(tab, promoter);
  await tab.shows('商家审核中');
  const pages = [
    { path: '/promoter/earnings/index', shows: '累计到账 ¥12.00' },
    { path: '/promoter/withdraw/index', shows: '今天还能提' },
    { path: `/promoter/withdrawal/index?id=${paid}`, shows: '已到账' },
    { path: `/promoter/withdrawal/index?id=${inReview}`, shows: '商家放行' },
    { path: '/promoter/statements/index', shows: '新的佣金' },
    { path: '/promoter/statement/index?month=2036-03', shows: '月末合计' },
  ];
  for (const page of pages) await looksRight(tab, page);
});
