/** What a merchant must put right by hand, as the orders' page says it: the H5 build on a real server. */
import { buy } from '../support/bought';
import { DESK, openPeople, type People, PHONE, type Tab } from '../support/browser';
import { useBuild } from '../support/build';
import { useDatabase } from '../support/database';
import { looksRight } from '../support/looks';
import { member } from '../support/room';
import { MERCHANT, openWorld, type Person, SKU, type World } from '../support/world';

const build = useBuild('h5');
const database = useDatabase();
let world: World;
let people: People;
let owner: Person;
let refundId: string;

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
  owner = await member(world, '吴掌柜', 'owner');
  const orderId = await buy(world, await world.person('周小满'), { skus: { [SKU]: 2 } });
  await world.standIn.control.addFault({ match: { operation: 'refund' }, effect: { kind: 'abnormal' }, times: 1 });
  const given = await owner.call('shopOrder.refund', {
    requestId: 'give-one-back',
    merchantId: MERCHANT,
    orderId,
    lines: [{ lineId: '1', quantity: 1 }],
    seenAmount: 3990,
  });
  expect(given.ok).toBe(true);
  await world.cron();
  await world.standIn.control.flush();
  refundId = (await world.app.store.orders.findOne({ _id: orderId }))?.refunds[0]?.id ?? '';
});
afterEach(async () => {
  await people.leave();
  expect(world.errors).toEqual([]);
});

async function come(size: { width: number; height: number }): Promise<Tab> {
  const tab = await people.come(size);
  await tab.open('/pages/signIn/index');
  await tab.tap(`person-${owner.id}`);
  await tab.shows('阳山水蜜桃');
  return tab;
}

it.each([
  ['at a desk', DESK],
  ['on a phone', PHONE],
])('a refund that the buyer cannot get is said and taken by hand, %s', async (_, size) => {
  const tab = await come(size);
  await looksRight(tab, { path: '/merchant/orders/index', shows: '退款 ¥39.90 退不到买家账上' });
  await tab.tap(`taskPay-refundAbnormal/${refundId}`);
  await tab.shows('不能再原路退给买家');
  await tab.tap('taskYes');
  await world.settle();
  await tab.page.reload();
  await tab.shows('待发货');
  expect(await tab.text()).not.toContain('退不到买家账上');
  expect(await world.differences()).toEqual([]);
});
