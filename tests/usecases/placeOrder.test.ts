/** Placing an order: once for each request, a reason for each no, and nothing that stays reserved. */
import type { App } from '../../functions/usecases/app';
import { endCampaign, pauseCampaign } from '../../functions/usecases/campaign';
import { sweepHolds } from '../../functions/usecases/reservation';
import { LEAST_TIME_TO_PAY, SEAT_GRACE } from '../../shared/domain/groupBuy';
import type { RefusalCode } from '../../shared/refusals';
import { HOUR, MINUTE } from '../../shared/time';
import { useDatabase } from '../support/database';
import { CAMPAIGN, MERCHANT, openWorld, type Person, PRODUCT, SKU, TERMS, type World } from '../support/world';
import {
  buy,
  chatTicket,
  crowd,
  expectTrue,
  fault,
  newRequestId,
  numberOf,
  orderOf,
  place,
  reservations,
  tryPlace,
  wish,
} from './crowd';

const database = useDatabase();
let world: World;

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

beforeAll(async () => {
  world = await openWorld(database);
  // A machine that is busy with other tests leaves no consequence to cron.
  Object.assign(world.app, { stopwatch: () => 0 });
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  await world.app.store.products.updateOne({ _id: PRODUCT }, { $set: { status: 'onSale' } });
});

async function people(count: number): Promise<[Person, ...Person[]]> {
  const [first, ...rest] = await crowd(world, count);
  if (!first) throw new Error('nobody came');
  return [first, ...rest];
}

const HELD = [
  { _id: `quota/${CAMPAIGN}`, taken: 1, holds: 1 },
  { _id: `stock/${SKU}`, taken: 1, holds: 1 },
];

describe('the same request again', () => {
  it('is one order, one seat, one payment and one answer, twenty times at once', async () => {
    const [buyer] = await people(1);
    const input = wish();
    const answers = await Promise.all(Array.from({ length: 20 }, () => buyer.call('order.place', input)));
    const bodies = answers.map((answer) => {
      if (!answer.ok) return answer;
      // Only the signature's nonce and time are new.
      const { package: prepay, appId, signType } = answer.value.payment.params;
      return { ...answer.value, payment: { ...answer.value.payment, params: { prepay, appId, signType } } };
    });
    for (const body of bodies) expect(body).toEqual(bodies[0]);
    expect(answers[0]).toMatchObject({ ok: true });
    expect(await world.app.store.orders.countDocuments()).toBe(1);
    const [group] = await world.app.store.groups.find().toArray();
    expect(group?.seats).toHaveLength(1);
    const own = [`first/${MERCHANT}/${buyer.userId}`, `limit/${CAMPAIGN}/${buyer.userId}`];
    const held = [...HELD, ...own.map((_id) => ({ _id, taken: 1, holds: 1 }))];
    expect(await reservations(world)).toEqual(expect.arrayContaining(held));
    expect(await reservations(world)).toHaveLength(held.length);
    const { transactions } = await world.standIn.control.books(world.credentials.mchid);
    expect(transactions).toHaveLength(1);
    // … and once more, later.
    await world.advance(MINUTE);
    expect(await buyer.call('order.place', input)).toMatchObject({ ok: true, status: 200 });
    await expectTrue(world, false);
  });

  it('with another body is refused, and of another person is another order', async () => {
    const [buyer, other] = await people(2);
    const requestId = newRequestId();
    await place(world, buyer, { requestId });
    expect(await buyer.call('order.place', wish({ requestId, quantity: 2 }))).toMatchObject({
      ok: false,
      status: 422,
      refusal: { code: 'requestIdReused' },
    });
    expect(await world.app.store.orders.countDocuments()).toBe(1);
    if (other) await place(world, other, { requestId });
    expect(await world.app.store.orders.countDocuments()).toBe(2);
  });

  it('gets the same no again, although the world has changed since', async () => {
    const [buyer, other] = await people(2);
    await world.offer({}, { stock: 1 });
    const holder = await place(world, other ?? buyer, { campaignId: null });
    const requestId = newRequestId();
    expect(await tryPlace(world, buyer, { requestId })).toEqual({ ok: false, refusal: 'soldOut' });
    await (other ?? buyer).call('order.cancel', { orderId: holder.orderId });
    expect(await tryPlace(world, buyer, { requestId })).toEqual({ ok: false, refusal: 'soldOut' });
    expect(await tryPlace(world, buyer)).toMatchObject({ ok: true });
  });

  it('tells that it was paid, or that its time is over', async () => {
    const [buyer] = await people(1);
    const [paid, over] = [newRequestId(), newRequestId()];
    await buy(world, buyer, { requestId: paid });
    expect(await tryPlace(world, buyer, { requestId: paid })).toEqual({ ok: false, refusal: 'orderAlreadyPaid' });
    await fault(world, 'prepay', { kind: 'fail', status: 500 }, 1);
    await expect(tryPlace(world, buyer, { requestId: over })).rejects.toThrow('500');
    // WeChat takes no prepay whose time ends within a minute …
    await world.advance(TERMS.hold - LEAST_TIME_TO_PAY + 1);
    expect(await tryPlace(world, buyer, { requestId: over })).toEqual({ ok: false, refusal: 'orderNotPayable' });
    await world.advance(LEAST_TIME_TO_PAY - 1);
    // … and cron has not closed the order yet.
    expect(await tryPlace(world, buyer, { requestId: over })).toEqual({ ok: false, refusal: 'orderNotPayable' });
    await world.settle();
    expect(await tryPlace(world, buyer, { requestId: over })).toEqual({ ok: false, refusal: 'orderNotPayable' });
  });
});

describe('a no', () => {
  /** Each with what makes it so; the answer's status is the table's. */
  const cases: [RefusalCode, number, () => Promise<{ who: Person; wanted?: Parameters<typeof wish>[0] }>][] = [
    [
      'soldOut',
      409,
      async () => {
        await world.offer({}, { stock: 1 });
        const [who] = await people(1);
        return { who, wanted: { quantity: 2 } };
      },
    ],
    [
      'quotaUsedUp',
      409,
      async () => {
        await world.offer({}, { quota: 1 });
        const [who] = await people(1);
        return { who, wanted: { quantity: 2 } };
      },
    ],
    [
      'personLimit',
      409,
      async () => {
        await world.offer({ perPerson: 1 });
        const [who] = await people(1);
        await place(world, who);
        return { who };
      },
    ],
    [
      'quantityLimit',
      409,
      async () => {
        const [who] = await people(1);
        return { who, wanted: { quantity: TERMS.perOrder + 1 } };
      },
    ],
    [
      'groupFull',
      409,
      async () => {
        await world.offer({ size: 2 });
        const [leader, second, who] = await people(3);
        const { groupId } = await buy(world, leader);
        await place(world, second ?? leader, { groupId });
        return { who: who ?? leader, wanted: { groupId } };
      },
    ],
    [
      'groupFormed',
      409,
      async () => {
        await world.offer({ size: 2 });
        const [leader, second, who] = await people(3);
        const { groupId } = await buy(world, leader);
        await buy(world, second ?? leader, { groupId });
        return { who: who ?? leader, wanted: { groupId } };
      },
    ],
    [
      'groupExpired',
      409,
      async () => {
        const [leader, who] = await people(2);
        const { groupId } = await buy(world, leader);
        await world.advance(TERMS.life - LEAST_TIME_TO_PAY + 1);
        return { who: who ?? leader, wanted: { groupId } };
      },
    ],
    [
      'groupFailed',
      409,
      async () => {
        const [leader, who] = await people(2);
        const { groupId } = await buy(world, leader);
        await world.advance(TERMS.life + 1);
        await world.settle();
        return { who: who ?? leader, wanted: { groupId } };
      },
    ],
    [
      'campaignEnded',
      409,
      async () => {
        const [leader, who] = await people(2);
        const { groupId } = await buy(world, leader);
        await endCampaign(world.app, 'usr_1', { merchantId: MERCHANT, campaignId: CAMPAIGN, groups: 'endNow' });
        return { who: who ?? leader, wanted: { groupId } };
      },
    ],
    [
      'newcomersOnly',
      409,
      async () => {
        await world.offer({ audience: 'newcomers' });
        const [leader, who] = await people(2);
        const { groupId } = await buy(world, leader);
        await place(world, who ?? leader, { campaignId: null });
        return { who: who ?? leader, wanted: { groupId } };
      },
    ],
    [
      'chatNeeded',
      409,
      async () => {
        await world.offer({ chatOnly: true });
        const [who] = await people(1);
        return { who };
      },
    ],
    [
      'chatOnly',
      409,
      async () => {
        await world.offer({ chatOnly: true });
        const [leader, other] = await people(2);
        const { groupId } = await buy(world, leader, { chat: chatTicket(world, leader, 'gid_1') });
        const who = other ?? leader;
        return { who, wanted: { groupId, chat: chatTicket(world, who, 'gid_2') } };
      },
    ],
    [
      'groupNotOpen',
      409,
      async () => {
        const [leader, who] = await people(2);
        const { groupId } = await place(world, leader);
        return { who: who ?? leader, wanted: { groupId } };
      },
    ],
    [
      'alreadyInGroup',
      409,
      async () => {
        const [who] = await people(1);
        const { groupId } = await buy(world, who);
        return { who, wanted: { groupId } };
      },
    ],
    [
      'campaignNotLive',
      409,
      async () => {
        await world.app.store.campaigns.updateOne({ _id: CAMPAIGN }, { $set: { endsAt: world.now() } });
        const [who] = await people(1);
        return { who };
      },
    ],
    [
      'campaignPaused',
      409,
      async () => {
        await pauseCampaign(world.app, 'usr_1', { merchantId: MERCHANT, campaignId: CAMPAIGN });
        const [who] = await people(1);
        return { who };
      },
    ],
    [
      'addressMissing',
      409,
      async () => {
        const [who] = await people(1);
        await world.app.store.users.updateOne({ _id: who.userId }, { $unset: { addresses: '' } });
        return { who };
      },
    ],
    [
      'priceChanged',
      409,
      async () => {
        await world.offer({ prices: { [SKU]: 3190 } });
        const [who] = await people(1);
        return { who };
      },
    ],
    [
      'productGone',
      409,
      async () => {
        await world.app.store.products.updateOne({ _id: PRODUCT }, { $set: { status: 'archived' } });
        const [who] = await people(1);
        return { who };
      },
    ],
    [
      'notFound',
      404,
      async () => {
        const [who] = await people(1);
        return { who, wanted: { groupId: 'grp_nowhere' } };
      },
    ],
    [
      'badRequest',
      400,
      async () => {
        const [leader, who] = await people(2);
        const { groupId } = await buy(world, leader);
        return { who: who ?? leader, wanted: { groupId, campaignId: null } };
      },
    ],
  ];

  it.each(cases)(
    '%s (%i) reserves nothing, and is the same no when it is asked again',
    async (code, status, arrange) => {
      const { who, wanted } = await arrange();
      const before = await reservations(world);
      const groups = await world.app.store.groups.find().toArray();
      const input = wish(wanted);
      for (let asked = 0; asked < 2; asked++) {
        const answer = await who.call('order.place', input);
        expect(answer).toMatchObject({ ok: false, status, refusal: { code } });
        expect(await reservations(world)).toEqual(before);
      }
      expect(await world.app.store.groups.find().toArray()).toEqual(groups);
      const { transactions } = await world.standIn.control.books(world.credentials.mchid);
      expect(transactions.filter(({ openid }) => openid === who.openid && code === 'soldOut')).toEqual([]);
      expect(world.errors).toEqual([]);
    },
  );

  it.each([
    ['before it starts', { startsAt: 1 }],
    ['once it has ended', { endsAt: 0 }],
    ['that is a draft', { status: 'draft' as const }],
  ])('is what a campaign gives %s', async (_, part) => {
    const at = 'startsAt' in part ? { startsAt: world.now() + 1 } : 'endsAt' in part ? { endsAt: world.now() } : part;
    await world.app.store.campaigns.updateOne({ _id: CAMPAIGN }, { $set: at });
    const [buyer] = await people(1);
    expect(await tryPlace(world, buyer)).toEqual({ ok: false, refusal: 'campaignNotLive' });
  });
});

describe('when WeChat cannot be reached', () => {
  it('answers 503, and the same request works later', async () => {
    const [buyer] = await people(1);
    await fault(world, 'prepay', { kind: 'fail', status: 500 }, 2);
    const input = wish();
    for (let asked = 0; asked < 2; asked++) {
      expect(await buyer.call('order.place', input)).toMatchObject({ status: 503, refusal: { code: 'unavailable' } });
    }
    const placed = await buyer.call('order.place', input);
    expect(placed).toMatchObject({ ok: true });
    expect(await world.app.store.orders.countDocuments()).toBe(1);
    const orderId = placed.ok ? placed.value.orderId : '';
    await world.pay(buyer, orderId);
    await world.standIn.control.flush();
    expect((await orderOf(world, orderId)).status).toBe('paid');
    await expectTrue(world, false);
  });

  it('sends the very same prepay again after an answer was lost', async () => {
    const [buyer] = await people(1);
    await fault(world, 'prepay', { kind: 'timeoutAfter' }, 1);
    const input = wish();
    expect(await buyer.call('order.place', input)).toMatchObject({ status: 503 });
    await world.advance(MINUTE);
    const again = await buyer.call('order.place', input);
    const { transactions } = await world.standIn.control.books(world.credentials.mchid);
    expect(transactions).toHaveLength(1);
    expect(again).toMatchObject({
      value: { payment: { params: { package: `prepay_id=${transactions[0]?.prepayId}` } } },
    });
    await expectTrue(world, false);
  });

  it('gives nobody the payment of an order that was cancelled while its prepay was on its way', async () => {
    const [buyer] = await people(1);
    await fault(world, 'prepay', { kind: 'delay' }, 1);
    const placing = tryPlace(world, buyer);
    let orderId = '';
    while (orderId === '') {
      const [order] = await world.app.store.orders.find({ status: 'awaitingPayment' }).toArray();
      orderId = order?._id ?? '';
    }
    expect(await buyer.call('order.cancel', { orderId })).toMatchObject({ ok: true, value: { status: 'closed' } });
    while ((await world.standIn.control.releaseDelayed()) === 0);
    expect(await placing).toEqual({ ok: false, refusal: 'orderNotPayable' });
    // WeChat has it by now; the watch closes it there too.
    await world.advance(TERMS.hold);
    await world.settle();
    const { transactions } = await world.standIn.control.books(world.credentials.mchid);
    expect(transactions).toMatchObject([{ state: 'CLOSED' }]);
    expect(await reservations(world)).toEqual([]);
    await expectTrue(world);
  });

  it('lets the order be cancelled, whether its prepay has arrived or not', async () => {
    const [buyer] = await people(1);
    await fault(world, 'prepay', { kind: 'timeoutAfter' }, 1);
    await fault(world, 'prepay', { kind: 'timeoutBefore' }, 1);
    for (let order = 0; order < 2; order++) {
      await expect(tryPlace(world, buyer)).rejects.toThrow();
    }
    const orders = await world.app.store.orders.find().toArray();
    expect(orders).toHaveLength(2);
    for (const { _id } of orders) {
      expect(await buyer.call('order.cancel', { orderId: _id })).toMatchObject({
        ok: true,
        value: { status: 'closed' },
      });
    }
    expect(await reservations(world)).toEqual([]);
    await world.settle();
    await expectTrue(world);
  });
});

describe('a request that died on its way', () => {
  it('is closed by cron, and is told so when it comes again', async () => {
    const [buyer] = await people(1);
    const requestId = newRequestId();
    // It dies after the reservations, before the payment is awaited.
    const dying = {
      ...world.app,
      store: { ...world.app.store, orders: failing(world.app.store.orders, 'findOneAndUpdate') },
    };
    await expect(tryPlace({ ...world, app: dying }, buyer, { requestId })).rejects.toThrow('died');
    expect(await reservations(world)).toHaveLength(4);
    await world.advance(MINUTE);
    await world.cron();
    expect(await reservations(world)).toHaveLength(4);
    await world.advance(MINUTE);
    await world.cron();
    expect(await reservations(world)).toEqual([]);
    expect(await tryPlace(world, buyer, { requestId })).toEqual({ ok: false, refusal: 'orderNotPayable' });
    await world.settle();
    await expectTrue(world);
  });

  it('is finished by the same request again, when that comes first', async () => {
    const [buyer] = await people(1);
    const requestId = newRequestId();
    const dying = {
      ...world.app,
      store: { ...world.app.store, orders: failing(world.app.store.orders, 'findOneAndUpdate') },
    };
    await expect(tryPlace({ ...world, app: dying }, buyer, { requestId })).rejects.toThrow('died');
    expect(await tryPlace(world, buyer, { requestId })).toMatchObject({ ok: true });
    expect(await reservations(world)).toHaveLength(4);
    await world.advance(TERMS.hold + SEAT_GRACE);
    await world.settle();
    expect(await reservations(world)).toEqual([]);
    await expectTrue(world);
  });

  it('that is overtaken by its own repetition, which is cancelled meanwhile, keeps nothing and promises nothing', async () => {
    const [buyer] = await people(1);
    const requestId = newRequestId();
    const { app, waits, goOn } = waiting(world.app, `stock/${SKU}`);
    const slow = tryPlace({ ...world, app }, buyer, { requestId });
    await waits;
    const { orderId } = await place(world, buyer, { requestId });
    expect(await buyer.call('order.cancel', { orderId })).toMatchObject({ ok: true, value: { status: 'closed' } });
    goOn();
    expect(await slow).toEqual({ ok: false, refusal: 'orderNotPayable' });
    expect(await reservations(world)).toEqual([]);
    await world.settle();
    await expectTrue(world);
  });

  it('that is overtaken by the end of its campaign starts no group that stays open', async () => {
    const [buyer] = await people(1);
    const { app, waits, goOn } = waiting(world.app, `stock/${SKU}`);
    const slow = tryPlace({ ...world, app }, buyer);
    await waits;
    const ended = await endCampaign(world.app, 'usr_1', {
      merchantId: MERCHANT,
      campaignId: CAMPAIGN,
      groups: 'endNow',
    });
    expect(ended.ok).toBe(true);
    goOn();
    expect(await slow).toEqual({ ok: false, refusal: 'campaignNotLive' });
    expect(await world.app.store.groups.find().toArray()).toMatchObject([{ status: 'failed', endedEarly: true }]);
    expect(await reservations(world)).toEqual([]);
    await expectTrue(world);
  });

  it('that is overtaken by an end that lets groups run goes on: it was begun before', async () => {
    const [buyer] = await people(1);
    const { app, waits, goOn } = waiting(world.app, `stock/${SKU}`);
    const slow = tryPlace({ ...world, app }, buyer);
    await waits;
    await endCampaign(world.app, 'usr_1', { merchantId: MERCHANT, campaignId: CAMPAIGN, groups: 'letRun' });
    goOn();
    expect(await slow).toMatchObject({ ok: true });
    expect(await tryPlace(world, buyer)).toEqual({ ok: false, refusal: 'campaignNotLive' });
    await expectTrue(world, false);
  });

  it('leaves a hold that the sweep gives back when its order has closed without it', async () => {
    const [buyer] = await people(1);
    const { orderId } = await place(world, buyer);
    await buyer.call('order.cancel', { orderId });
    const { counters } = world.app.store;
    const until = world.now() + MINUTE;
    await counters.updateOne(
      { _id: `stock/${SKU}` },
      { $inc: { taken: 1 }, $push: { holds: { id: orderId, orderId, n: 1, until } } },
    );
    const bounds = { limit: 10, over: () => false };
    expect(await sweepHolds(world.app, bounds)).toBe(0);
    await world.advance(MINUTE);
    expect(await sweepHolds(world.app, bounds)).toBe(1);
    expect(await reservations(world)).toEqual([]);
  });
});

/** An app that waits before it reserves from this counter, until it is told to go on. */
function waiting(app: App, counterId: string) {
  let goOn = () => {};
  let tell = () => {};
  const gate = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const waits = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const counters = new Proxy(app.store.counters, {
    get(target, name) {
      const value = Reflect.get(target, name);
      if (name !== 'findOneAndUpdate') return typeof value === 'function' ? value.bind(target) : value;
      return async (filter: { _id?: unknown }, ...rest: unknown[]) => {
        if (filter._id === counterId) {
          tell();
          await gate;
        }
        return value.call(target, filter, ...rest);
      };
    },
  });
  return { app: { ...app, store: { ...app.store, counters } }, waits, goOn: () => goOn() };
}

/** A collection one of whose methods ends the process, as it were. */
function failing<T extends object>(collection: T, method: keyof T): T {
  return new Proxy(collection, {
    get(target, name) {
      const value = Reflect.get(target, name);
      if (name === method) return () => Promise.reject(new Error('died'));
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

describe('editions', () => {
  it('sell a group’s seats under the terms that it began with', async () => {
    const [leader, joiner, fresh] = await people(3);
    if (!joiner || !fresh) throw new Error('nobody came');
    const { groupId } = await buy(world, leader);
    const terms = { ...TERMS, size: 2, prices: { [SKU]: 3290 }, hold: HOUR };
    await world.app.store.campaigns.updateOne({ _id: CAMPAIGN }, { $set: { edition: 2, terms } });
    expect(await tryPlace(world, joiner, { groupId, unit: 3290 })).toEqual({ ok: false, refusal: 'priceChanged' });
    const joined = await place(world, joiner, { groupId });
    expect(joined.payment).toMatchObject({ amount: 2990, payBy: world.now() + TERMS.hold });
    expect((await orderOf(world, joined.orderId)).groupBuy).toMatchObject({ version: 1, size: 3 });
    const started = await place(world, fresh, { unit: 3290 });
    expect(started.payment).toMatchObject({ amount: 3290, payBy: world.now() + HOUR });
    expect((await orderOf(world, started.orderId)).groupBuy).toMatchObject({ version: 2, size: 2 });
    expect(await world.app.store.groups.findOne({ _id: started.groupId ?? '' })).toMatchObject({
      campaignVersion: 2,
      terms: { size: 2 },
    });
  });

  it('never start a group under another edition than the order has pinned', async () => {
    const [buyer] = await people(1);
    const requestId = newRequestId();
    const dying = {
      ...world.app,
      store: { ...world.app.store, counters: failing(world.app.store.counters, 'findOneAndUpdate') },
    };
    await expect(tryPlace({ ...world, app: dying }, buyer, { requestId })).rejects.toThrow('died');
    const terms = { ...TERMS, size: 2, prices: { [SKU]: 3290 } };
    await world.app.store.campaigns.updateOne({ _id: CAMPAIGN }, { $set: { edition: 2, terms } });
    expect(await tryPlace(world, buyer, { requestId })).toEqual({ ok: false, refusal: 'priceChanged' });
    expect(await world.app.store.groups.countDocuments()).toBe(0);
    expect(await reservations(world)).toEqual([]);
  });

  it('that allow more orders of one person allow them to those who bought before, too', async () => {
    const [buyer] = await people(1);
    const allow = (perPerson: number) =>
      world.app.store.campaigns.updateOne({ _id: CAMPAIGN }, { $set: { terms: { ...TERMS, perPerson } } });
    await allow(1);
    await buy(world, buyer);
    expect(await tryPlace(world, buyer)).toEqual({ ok: false, refusal: 'personLimit' });
    await allow(2);
    expect(await tryPlace(world, buyer)).toMatchObject({ ok: true });
    // Fewer again: what is taken stays taken.
    await allow(1);
    expect(await tryPlace(world, buyer)).toEqual({ ok: false, refusal: 'personLimit' });
    await expectTrue(world, false);
  });

  it('ask WeChat for exactly what the order says', async () => {
    const [buyer] = await people(1);
    const { orderId, payment } = await place(world, buyer, { quantity: 3 });
    const { transactions } = await world.standIn.control.books(world.credentials.mchid);
    expect(transactions).toMatchObject([
      {
        outTradeNo: numberOf(await orderOf(world, orderId)),
        total: 8970,
        openid: buyer.openid,
        state: 'NOTPAY',
        timeExpire: payment.payBy,
      },
    ]);
  });
});
