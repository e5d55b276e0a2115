/** A bargain from its start to its order, over HTTP against the real database. */

import { bargainOf, granted, offerBargain, orderByBargain, readBargain } from '../support/bargaining';
import { useDatabase } from '../support/database';
import { openWorld, type Person, type World } from '../support/world';

const database = useDatabase();
let world: World;
let owner: Person;
let friends: Person[];

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

beforeAll(async () => {
  world = await openWorld(database);
  Object.assign(world.app, { stopwatch: () => 0 });
  owner = await world.person('林姐');
  friends = await Promise.all(['阿成', '小满', '老周', '阿婆'].map((name) => world.person(name)));
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  await offerBargain(world);
});
afterEach(() => expect(world.errors).toEqual([]));

it('is started, cut by three friends, bought at the floor, and can be verified', async () => {
  const bargainId = await bargainOf(owner);
  for (const friend of friends.slice(0, 3)) granted(await friend.call('bargain.help', { bargainId }));
  expect(await readBargain(world, bargainId)).toMatchObject({ status: 'floor', price: 990 });
  expect(await friends[3]?.call('bargain.help', { bargainId })).toMatchObject({ refusal: { code: 'bargainAtFloor' } });
  const { orderId } = granted(await orderByBargain(world, owner, bargainId));
  await world.pay(owner, orderId);
  await world.settle();
  expect(await readBargain(world, bargainId)).toMatchObject({ status: 'bought', order: { id: orderId } });
  expect(granted(await owner.call('order.get', { orderId }))).toMatchObject({ status: 'toShip', total: 990 });
  granted(await owner.call('bargain.proof', { bargainId }));
  expect(await world.differences()).toEqual([]);
});
