/** Why an order's commission is what it is: to whom it is told, and that what happens later changes nothing of it. */
import { DAY } from '../../shared/time';
import { useDatabase } from '../support/database';
import { MERCHANT, openWorld, type Person, PRODUCT, type World } from '../support/world';
import { buy, expectTrue, place } from './crowd';

const database = useDatabase();
let world: World;

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

beforeAll(async () => {
  world = await openWorld(database);
});
afterAll(() => world.close());

const POLICY = { version: 1, rates: [800], cap: 3000, holdDays: 7 };
const FIRST = { version: 1, whom: 'everyone', when: 'firstOpen', replaced: 'never' } as const;

beforeEach(async () => {
  await world.reset();
  Object.assign(world.app.settings, { commissionLevels: 1 });
  await world.app.store.merchants.updateOne({ _id: MERCHANT }, { $set: { commission: POLICY, referral: FIRST } });
  await world.app.store.products.updateMany({}, { $unset: { commission: '' } });
});
afterEach(() => expectTrue(world, false));

async function shareBy(person: Person, from?: string): Promise<string> {
  const shared = await person.call('share.create', { target: { kind: 'shop', id: MERCHANT }, from });
  if (!shared.ok) throw new Error(shared.refusal.code);
  return shared.value.token;
}

async function opens(person: Person, token: string): Promise<void> {
  const opened = await person.call('share.open', { token, scene: 1007 });
  if (!opened.ok) throw new Error(opened.refusal.code);
}

async function explained(person: Person, orderId: string) {
  const answer = await person.call('commission.explain', { orderId });
  if (!answer.ok) throw new Error(answer.refusal.code);
  return answer.value;
}

async function member(): Promise<Person> {
  const owner = await world.person('店主');
  const _id = `${MERCHANT}/${owner.userId}`;
  await world.app.store.memberships.insertOne({ _id, merchantId: MERCHANT, userId: owner.userId, role: 'owner' });
  return owner;
}

async function inspected(person: Person, orderId: string) {
  const answer = await person.call('commission.inspect', { merchantId: MERCHANT, orderId });
  if (!answer.ok) throw new Error(answer.refusal.code);
  return answer.value;
}

/** 林晓梅 has brought 周小满, who has opened 陈阿杰's card last and then bought two pieces. */
async function sale() {
  const [promoter, other, buyer] = [
    await world.person('林晓梅'),
    await world.person('陈阿杰'),
    await world.person('周小满'),
  ];
  const [bound, last] = [await shareBy(promoter), await shareBy(other)];
  await opens(buyer, bound);
  await opens(buyer, last);
  const { orderId } = await buy(world, buyer, { shareToken: last, quantity: 2 });
  return { promoter, other, buyer, bound, last, orderId };
}

it('tells the earner what is theirs and why; other names are masked', async () => {
  const { promoter, bound, orderId } = await sale();
  const boundAt = world.now();
  expect(await explained(promoter, orderId)).toEqual({
    orderId,
    at: boundAt,
    buyerName: '周*满',
    opened: { token: expect.any(String), title: '山野集', channel: 'message', sharer: '陈*杰' },
    commissionVersion: 1,
    cap: 3000,
    lines: [
      {
        lineId: '1',
        title: '阳山水蜜桃',
        quantity: 2,
        base: 5980,
        policyOf: 'shop',
        policyVersion: 1,
        earners: [
          {
            name: '林晓梅',
            mine: true,
            level: 1,
            rate: 800,
            amount: 478,
            reversed: 0,
            why: 'earned',
            boundAt,
            referralVersion: 1,
            share: { token: bound, title: '山野集', channel: 'message' },
          },
        ],
      },
    ],
    elsewhere: false,
  });
});

it('gives a promoter no token by which a masked name could be read', async () => {
  const { promoter, other, bound, last, orderId } = await sale();
  for (const [person, mine, theirs] of [
    [promoter, bound, last],
    [other, last, bound],
  ] as const) {
    const told = await explained(person, orderId);
    expect(JSON.stringify(told)).toContain(mine);
    expect(JSON.stringify(told)).not.toContain(theirs);
    const tokens = [told.opened?.token, told.lines[0]?.earners[0]?.share?.token];
    for (const token of tokens.flatMap((one) => (one === undefined || one === mine ? [] : [one]))) {
      expect(await person.call('share.open', { token })).toMatchObject({ refusal: { code: 'shareUnknown' } });
    }
  }
});

it('tells whose card was opened last that the buyer is another’s friend', async () => {
  const { other, orderId } = await sale();
  expect(await explained(other, orderId)).toMatchObject({
    buyerName: '周*满',
    opened: { sharer: '陈阿杰' },
    lines: [],
    elsewhere: true,
  });
});

it('tells the shop all names, and nobody else anything', async () => {
  const { buyer, last, orderId } = await sale();
  expect(await inspected(await member(), orderId)).toMatchObject({
    buyerName: '周小满',
    opened: { token: last, sharer: '陈阿杰' },
    lines: [{ earners: [{ name: '林晓梅', mine: false, amount: 478 }] }],
    elsewhere: true,
  });
  for (const person of [buyer, await world.person('路人')]) {
    expect(await person.call('commission.explain', { orderId })).toMatchObject({ refusal: { code: 'notFound' } });
  }
});

it('says the same for ever, whatever becomes of bindings, policies and shares; only refunds change it', async () => {
  const { promoter, other, buyer, last, orderId } = await sale();
  const owner = await member();
  const before = [await explained(promoter, orderId), await inspected(owner, orderId)];
  const about = { merchantId: MERCHANT, reason: '扫错了码' };
  const done = [
    await owner.call('referral.correct', { ...about, userId: buyer.userId, code: last, requestId: 'put-right' }),
    await owner.call('referral.suspend', { ...about, userId: promoter.userId, suspended: true }),
    await owner.call('referral.setPolicy', {
      merchantId: MERCHANT,
      seenVersion: 1,
      terms: { whom: 'newcomers', when: 'firstOrder', days: 1, replaced: 'afterExpiry' },
    }),
  ];
  expect(done.map(({ ok }) => ok)).toEqual([true, true, true]);
  const { merchants } = world.app.store;
  await merchants.updateOne({ _id: MERCHANT }, { $set: { commission: { ...POLICY, version: 2, rates: [100] } } });
  await world.advance(2 * DAY);
  expect([await explained(promoter, orderId), await inspected(owner, orderId)]).toEqual(before);
  expect(await other.call('commission.explain', { orderId })).toMatchObject({ ok: true });
});

it('says what refunds have taken back', async () => {
  const [promoter, buyer] = [await world.person('林晓梅'), await world.person('周小满')];
  const token = await shareBy(promoter);
  await opens(buyer, token);
  const { orderId } = await buy(world, buyer, { shareToken: token, quantity: 2, campaignId: null });
  const owner = await member();
  const refund = { requestId: 'one-piece-back', merchantId: MERCHANT, orderId, withFreight: true };
  const lines = [{ lineId: '1', quantity: 1 }];
  expect(await owner.call('shopOrder.refund', { ...refund, lines, seenAmount: 3990 })).toMatchObject({ ok: true });
  expect(await explained(promoter, orderId)).toMatchObject({
    lines: [{ base: 7980, earners: [{ amount: 638, reversed: 319, why: 'earned' }] }],
    elsewhere: false,
  });
});

it('says of a suspended promoter that nothing is earned, to themselves too', async () => {
  const [promoter, buyer, owner] = [await world.person('林晓梅'), await world.person('周小满'), await member()];
  const token = await shareBy(promoter);
  await opens(buyer, token);
  const suspension = { merchantId: MERCHANT, userId: promoter.userId, suspended: true, reason: '刷单' };
  expect(await owner.call('referral.suspend', suspension)).toMatchObject({ ok: true });
  const { orderId } = await buy(world, buyer, { shareToken: token });
  expect(await explained(promoter, orderId)).toMatchObject({
    lines: [{ earners: [{ mine: true, rate: 800, amount: 0, why: 'suspended' }] }],
    elsewhere: false,
  });
});

it('says that nothing is held until the payment has its seat', async () => {
  const [promoter, buyer] = [await world.person('林晓梅'), await world.person('周小满')];
  const token = await shareBy(promoter);
  await opens(buyer, token);
  const { orderId } = await place(world, buyer, { shareToken: token });
  const earners = async () => (await explained(promoter, orderId)).lines[0]?.earners;
  expect(await earners()).toMatchObject([{ amount: 0, why: 'notHeld' }]);
  await world.pay(buyer, orderId);
  await world.standIn.control.flush();
  expect(await earners()).toMatchObject([{ amount: 239, why: 'earned' }]);
});

it('with two levels, tells each of both', async () => {
  const { merchants } = world.app.store;
  Object.assign(world.app.settings, { commissionLevels: 2 });
  await merchants.updateOne({ _id: MERCHANT }, { $set: { commission: { ...POLICY, rates: [800, 200] } } });
  const [above, promoter, buyer] = [
    await world.person('上官云'),
    await world.person('林晓梅'),
    await world.person('周小满'),
  ];
  const first = await shareBy(above);
  await opens(promoter, first);
  const second = await shareBy(promoter, first);
  await opens(buyer, second);
  const { orderId } = await buy(world, buyer, { shareToken: second });
  expect(await explained(above, orderId)).toMatchObject({
    lines: [
      {
        earners: [
          { name: '林*梅', mine: false, level: 1, amount: 239 },
          { name: '上官云', mine: true, level: 2, amount: 59, share: { token: first } },
        ],
      },
    ],
  });
});

it('says whose policy counted, which edition of it, and which grade added to it', async () => {
  const { merchants, products, accounts } = world.app.store;
  const [promoter, buyer] = [await world.person('林晓梅'), await world.person('周小满')];
  const token = await shareBy(promoter);
  await opens(buyer, token);
  const grades = [{ name: '银牌', merit: 100_000, bonus: 200 }];
  await merchants.updateOne({ _id: MERCHANT }, { $set: { commission: { ...POLICY, version: 4, grades } } });
  const own = { rates: [1500], version: 3, at: world.now(), by: 'usr_owner' };
  await products.updateOne({ _id: PRODUCT }, { $set: { commission: own } });
  const { userId } = promoter;
  const books = { merchantId: MERCHANT, account: `wallet/${userId}`, merit: 100_000 };
  await accounts.insertOne({ _id: `${MERCHANT}/wallet/${userId}`, ...books });
  const { orderId } = await buy(world, buyer);
  const grade = { name: '银牌', bonus: 200 };
  expect(await explained(promoter, orderId)).toMatchObject({
    commissionVersion: 4,
    lines: [{ policyOf: 'product', policyVersion: 3, earners: [{ rate: 1700, grade, amount: 508, why: 'earned' }] }],
  });
  // No sale has brought that merit: the books would not agree with it.
  await accounts.updateOne({ _id: `${MERCHANT}/wallet/${userId}` }, { $set: { merit: 0 } });
});

it('says of a product that pays nothing that it does not', async () => {
  const [promoter, buyer] = [await world.person('林晓梅'), await world.person('周小满')];
  await opens(buyer, await shareBy(promoter));
  const own = { rates: [], version: 1, at: world.now(), by: 'usr_owner' };
  await world.app.store.products.updateOne({ _id: PRODUCT }, { $set: { commission: own } });
  const { orderId } = await buy(world, buyer);
  expect(await explained(promoter, orderId)).toMatchObject({
    lines: [{ policyOf: 'product', earners: [{ mine: true, rate: 0, amount: 0, why: 'noRate' }] }],
  });
});

it('tells the shop of an order that nobody has brought', async () => {
  const buyer = await world.person('周小满');
  const { orderId } = await buy(world, buyer);
  const told = await inspected(await member(), orderId);
  expect(told).toMatchObject({ buyerName: '周小满', lines: [{ earners: [] }], elsewhere: false });
  expect(told).not.toHaveProperty('opened');
});
