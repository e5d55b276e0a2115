/** Days against WeChat's bills, as the owner sees them: the H5 build on a real server. */
import { reconcileDays } from '../../functions/usecases/reconciliation';
import { readyAt } from '../../shared/domain/reconciliation';
import { DAY, HOUR } from '../../shared/time';
import { DESK, openPeople, type People, PHONE, SMALL_DESK, SMALL_PHONE, TABLET, type Tab } from '../support/browser';
import { useBuild } from '../support/build';
import { useDatabase } from '../support/database';
import { looksRight } from '../support/looks';
import { member, sit } from '../support/room';
import { ACCOUNT, MERCHANT, openWorld, type Person, type World } from '../support/world';

const database = useDatabase();
const build = useBuild('h5');
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
beforeEach(async () => {
  await world.reset();
  await world.app.store.paymentAccounts.updateOne({ _id: ACCOUNT }, { $unset: { reconciledTo: '' } });
  await world.app.store.merchants.updateOne({ _id: MERCHANT }, { $unset: { payoutStop: '' } });
});
afterEach(async () => {
  await people.leave();
  expect(world.errors).toEqual([]);
});

const TODAY = '2036-03-01';
const LIST = '/merchant/reconciliations/index';
const dayPath = (date: string) => `/merchant/reconciliation/index?merchant=${MERCHANT}&account=${ACCOUNT}&date=${date}`;
const reconcile = () => reconcileDays(world.app, { limit: 100, over: () => false });
const lie = (lie?: Parameters<World['standIn']['control']['lieInBills']>[0]['lie']) =>
  world.standIn.control.lieInBills({ mchid: world.credentials.mchid, date: TODAY, lie });

async function comeAs(who: Person, size: { width: number; height: number }): Promise<Tab> {
  const tab = await people.come(size);
  await tab.open('/pages/signIn/index');
  await tab.tap(`person-${who.id}`);
  await tab.shows('阳山水蜜桃');
  return tab;
}

/** A day with two payments of which WeChat has another amount for one, has strangers', and contradicts itself. */
async function aWrongDay(): Promise<void> {
  await sit(world, await world.person('周小满'));
  const { orderId } = await sit(world, await world.person('阿杰'));
  const order = await world.app.store.orders.findOne({ _id: orderId });
  await lie({ what: 'amount', number: order?.payments[0]?.outTradeNo ?? '', amount: 2890 });
  await lie({ what: 'foreign', kind: 'payment', number: '20360301FOREIGN0000000000000001', amount: 12_800 });
  await lie({ what: 'foreign', kind: 'refund', number: 'BYHAND20360301', amount: 2990 });
  await lie({ what: 'foreign', kind: 'transfer', number: `${'z'.repeat(20)}T1`, amount: 8800 });
  await lie({ what: 'flow', amount: 5 });
  await world.advance(readyAt(TODAY) - world.now());
  await reconcile();
}

describe.each([
  ['a small phone', SMALL_PHONE],
  ['a phone', PHONE],
  ['a tablet', TABLET],
  ['a small desk', SMALL_DESK],
  ['a desk', DESK],
])('on %s', (_name, size) => {
  it('days that are empty, right, wrong and failed fit and show only words', async () => {
    const who = await member(world, '顾晴', 'owner');
    const tab = await comeAs(who, size);
    await looksRight(tab, { path: LIST, shows: '还没有对过账' });
    await aWrongDay();
    await sit(world, await world.person('林姐'));
    await world.advance(DAY);
    await reconcile();
    await world.standIn.control.addFault({ match: { operation: 'bill' }, effect: { kind: 'fail', status: 503 } });
    await world.advance(DAY);
    await reconcile();
    await world.standIn.control.clearFaults();
    // The browser says in the console that its token had run out, and that a day is not there.
    tab.tolerated = /401|404.*reconciliation\.get/;
    await looksRight(tab, { path: `${LIST}?again=1`, shows: '卖货、退款照常' });
    await tab.shows('有差异');
    await tab.shows('已对平');
    await tab.shows('没对成');
    await looksRight(tab, { path: dayPath(TODAY), shows: '微信收了款，店里没有' });
    for (const words of ['收款金额不一样', '微信退了款，店里没有', '资金账单', '微信转了账，店里没有', '5 处差异']) {
      await tab.shows(words);
    }
    await looksRight(tab, { path: dayPath('2036-02-01'), shows: '没有找到这一天的账' });
  });
});

describe.each([
  ['at a desk', DESK],
  ['on a phone', PHONE],
])('%s', (_name, size) => {
  it('the owner finds a wrong day, and compares it again', async () => {
    const who = await member(world, '顾晴', 'owner');
    await aWrongDay();
    const tab = await comeAs(who, size);
    await tab.open('/merchant/campaigns/index');
    if (size !== DESK) await tab.tap('go-more');
    await tab.tap(size === DESK ? 'go-reconciliations' : 'more-reconciliations');
    await tab.shows('对不上');
    await tab.tap(size === DESK ? `row-${ACCOUNT}-${TODAY}` : `day-${TODAY}`);
    await tab.shows('收款金额不一样');
    await lie({ what: 'hash' });
    await tab.tap('compare');
    await tab.shows('拿到的账单不完整，没有采用');
    await tab.shows('收款金额不一样');
    await lie();
    await world.advance(HOUR);
    await tab.tap('compare');
    await tab.shows('核对过了，逐笔一致');
    expect(await tab.text()).not.toContain('收款金额不一样');
    // Payouts stay stopped.
    await tab.open(LIST);
    await tab.shows('已对平');
    await tab.shows('暂停佣金提现');
  });

  it('an operator reads and compares nothing; a shipper finds no way here', async () => {
    await aWrongDay();
    const operator = await comeAs(await member(world, '阿青', 'operator'), size);
    await operator.open(dayPath(TODAY));
    await operator.shows('收款金额不一样');
    expect(await operator.at('compare').count()).toBe(0);
    const shipper = await comeAs(await member(world, '林姐', 'shipper'), size);
    await shipper.open('/merchant/campaigns/index');
    await shipper.shows('阳山水蜜桃 3 人团');
    if (size !== DESK) {
      await shipper.tap('go-more');
      await shipper.shows('裂变');
    }
    expect(await shipper.at(size === DESK ? 'go-reconciliations' : 'more-reconciliations').count()).toBe(0);
  });
});
