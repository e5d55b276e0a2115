/** What comes of a bargain's card: who is bound by it, who earns from orders by bargains, and where the shop sees it. */
import { dayOf, MINUTE } from '../../shared/time';
import { BARGAIN_CAMPAIGN, bargainOf, granted, offerBargain, orderByBargain, readBargain } from '../support/bargaining';
import { useDatabase } from '../support/database';
import { member } from '../support/room';
import { MERCHANT, openWorld, type Person, type World } from '../support/world';

const database = useDatabase();
let world: World;
let owner: Person;
let friend: Person;
let others: Person[];

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

beforeAll(async () => {
  world = await openWorld(database);
  Object.assign(world.app, { stopwatch: () => 0 });
  [owner, friend, ...others] = (await Promise.all(
    ['林姐', '阿成', '小满', '老周', '阿婆'].map((name) => world.person(name)),
  )) as [Person, Person, ...Person[]];
});
afterAll(() => world.close());
beforeEach(() => world.reset());
afterEach(async () => {
  expect(await world.differences()).toEqual([]);
  expect(world.errors).toEqual([]);
});

const cardOf = async (person: Person, id: string, from?: string): Promise<string> => {
  const shared = await person.call('share.create', { target: { kind: 'bargain', id }, from });
  return granted(shared).token;
};
const open = async (person: Person, token: string) =>
  granted(await person.call('share.open', { token, scene: 1007 })).binding;
const help = async (person: Person, bargainId: string) => granted(await person.call('bargain.help', { bargainId }));

/** Buys it for good at what it stands at, and lets what follows from it happen. @returns the order's id */
async function buy(person: Person, bargainId: string, shareToken?: string): Promise<string> {
  const { orderId } = granted(await orderByBargain(world, person, bargainId, undefined, shareToken));
  await world.pay(person, orderId);
  await world.settle();
  return orderId;
}

const earningsOf = async (person: Person) =>
  granted(await person.call('earnings.list', { merchantId: MERCHANT })).earnings;

it('binds a friend to whose card it was, and pays them by what the friend’s own bargain came to', async () => {
  await offerBargain(world);
  const bargainId = await bargainOf(owner);
  const card = await cardOf(owner, bargainId);
  expect(await open(friend, card)).toBe('bound');
  await help(friend, bargainId);

  const own = await bargainOf(friend);
  const onward = await cardOf(friend, own, card);
  for (const other of others) {
    await open(other, onward);
    await help(other, own);
  }
  const orderId = await buy(friend, own, card);
  // 8 % of ¥9.90, the lost part of a fen is the shop's.
  const [earning, ...more] = await earningsOf(owner);
  expect(more).toEqual([]);
  expect(earning).toMatchObject({
    orderId,
    status: 'held',
    amount: 79,
    why: { base: 990, rate: 800, earned: 79, policyOf: 'shop', share: { token: card, kind: 'bargain' } },
  });
  expect(granted(await owner.call('commission.explain', { orderId }))).toMatchObject({
    opened: { token: card },
    lines: [{ base: 990, earners: [{ mine: true, amount: 79, share: { token: card } }] }],
    elsewhere: false,
  });
  expect(await earningsOf(friend)).toEqual([]);

  // Days first, then the trees that they have changed.
  for (let round = 0; round < 2; round++) {
    await world.advance(MINUTE);
    await world.cron();
  }
  const merchant = await member(world, '吴掌柜', 'viewer');
  const today = dayOf(world.now());
  const scope = { merchantId: MERCHANT, campaignId: BARGAIN_CAMPAIGN };
  const board = granted(await merchant.call('fission.board', { ...scope, from: today, until: today }));
  expect(board.total).toMatchObject({ visits: 4, binds: 4, orders: 1, sales: 990 });
  expect(board.top).toMatchObject([{ node: { share: card, target: { kind: 'bargain', id: bargainId }, orders: 1 } }]);
  expect(granted(await merchant.call('fission.tree', scope))).toMatchObject({
    roots: [{ share: card, visits: 1, children: 1, branch: { shares: 2, visits: 4, orders: 1, sales: 990 } }],
    below: [{ share: onward, parent: card, target: { kind: 'bargain', id: own }, visits: 3 }],
  });
});

it('pays by today’s price where it was bought before the floor, and by the campaign’s own rate where it has one', async () => {
  await offerBargain(world, { buyAt: 'anyPrice' });
  await world.app.store.campaigns.updateOne(
    { _id: BARGAIN_CAMPAIGN },
    { $set: { commission: { rates: [1500], version: 1, at: world.now(), by: owner.userId } } },
  );
  const card = await cardOf(owner, await bargainOf(owner));
  await open(friend, card);
  const own = await bargainOf(friend);
  for (const other of others.slice(0, 2)) await help(other, own);
  const { price } = await readBargain(world, own);
  expect(price).toBeGreaterThan(990);
  await buy(friend, own, card);
  const amount = Math.floor((price * 15) / 100);
  expect(await earningsOf(owner)).toMatchObject([{ amount, why: { base: price, rate: 1500, policyOf: 'campaign' } }]);
});

it('pays nobody for an own bargain, or for a help', async () => {
  await offerBargain(world);
  const bargainId = await bargainOf(owner);
  const card = await cardOf(owner, bargainId);
  for (const other of others) {
    await open(other, card);
    await help(other, bargainId);
  }
  expect(await open(owner, card)).toBe('own');
  await buy(owner, bargainId, card);
  for (const person of [owner, ...others]) expect(await earningsOf(person)).toEqual([]);
});
