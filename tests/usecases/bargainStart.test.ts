/** Starting a bargain: once for one tap, one at a time of a product, as often as the terms say, and what it may not begin from. */
import { limitTo, quotaOf, startsOf, stockOf } from '../../functions/store/stock';
import { start } from '../../functions/usecases/bargain';
import { endCampaign, pauseCampaign, resumeCampaign } from '../../functions/usecases/campaign';
import { runCron } from '../../functions/usecases/cron';
import { cutsOf, verify } from '../../shared/domain/fairness';
import { DAY, HOUR, MINUTE } from '../../shared/time';
import { BARGAIN_CAMPAIGN, bargainOf, granted, offerBargain, readBargain } from '../support/bargaining';
import { useDatabase } from '../support/database';
import { interleave, orders as turns } from '../support/interleave';
import { mortal } from '../support/mortal';
import { MERCHANT, openWorld, type Person, PRODUCT, SKU, type World } from '../support/world';
import { crowd, expectTrue, newRequestId } from './crowd';

const database = useDatabase();
let world: World;
let owner: Person;

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

beforeAll(async () => {
  world = await openWorld(database);
  Object.assign(world.app, { stopwatch: () => 0 });
  [owner] = (await crowd(world, 1)) as [Person];
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  await offerBargain(world);
});
afterEach(async () => {
  await world.app.store.products.updateOne({ _id: PRODUCT }, { $set: { status: 'onSale', 'skus.0.price': 3990 } });
  await expectTrue(world);
});

const wanted = (requestId = newRequestId()) => ({ requestId, campaignId: BARGAIN_CAMPAIGN, skuId: SKU });
const startOnce = (requestId?: string) => start(world.app, owner.userId, wanted(requestId));
const refusal = (code: string) => ({ ok: false, refusal: code });
const started = () => world.app.store.bargains.countDocuments();
const startsCounted = async () =>
  (await world.app.store.counters.findOne({ _id: startsOf(BARGAIN_CAMPAIGN, owner.userId) }))?.taken ?? 0;

describe('what it begins with', () => {
  it('all its cuts, drawn and committed to, and the owner’s own', async () => {
    const bargain = await readBargain(world, await bargainOf(owner));
    const { seed, commitment, cuts, _id, list, floor } = bargain;
    const draw = {
      bargainId: _id,
      campaignId: BARGAIN_CAMPAIGN,
      edition: 1,
      list,
      floor,
      count: 4,
      shape: 'frontLoaded' as const,
    };
    expect(cuts).toEqual(cutsOf(seed, draw));
    expect(verify({ seed, commitment, draw, cuts }).fair).toBe(true);
    expect(bargain).toMatchObject({
      status: 'open',
      list: 3990,
      floor: 990,
      price: 3990 - (cuts[0] ?? 0),
      helps: [{ userId: owner.userId, cut: cuts[0] }],
      expiresAt: world.now() + DAY,
      running: true,
    });
  });

  it('no cut, where the owner makes none', async () => {
    await offerBargain(world, { ownCut: false });
    const bargain = await readBargain(world, await bargainOf(owner));
    expect(bargain).toMatchObject({ price: 3990, helps: [] });
    expect(bargain.cuts).toHaveLength(3);
  });

  it('the terms of its edition, whatever is published later', async () => {
    const first = await bargainOf(owner);
    await offerBargain(world, { helpers: 9, prices: { [SKU]: { list: 3990, floor: 490 } } });
    expect(await readBargain(world, first)).toMatchObject({ campaignVersion: 1, floor: 990, terms: { helpers: 3 } });
  });
});

describe('once for one tap', () => {
  it('repeated, it is the same bargain', async () => {
    const answers = [await startOnce('tapped-once'), await startOnce('tapped-once')];
    expect(answers[1]).toEqual(answers[0]);
    expect([await started(), await startsCounted()]).toEqual([1, 1]);
  });

  it('the same tap for something else is refused', async () => {
    await startOnce('tapped-once');
    const other = { ...wanted('tapped-once'), skuId: 'sku_other' };
    expect(await start(world.app, owner.userId, other)).toEqual(refusal('requestIdReused'));
  });

  it('on two devices at once, in every order of their steps, there is one, and both are led to it', async () => {
    for (const order of turns(2, 4)) {
      await world.app.store.bargains.deleteMany({});
      await world.app.store.counters.deleteMany({ _id: /^starts/ });
      const tap = (requestId: string) => (store: World['app']['store']) =>
        start({ ...world.app, store }, owner.userId, wanted(requestId));
      // Now the same tap that arrives twice, now two taps.
      const second = order[0] === 0 ? 'one-tap' : 'other-tap';
      const answers = await interleave(world.app.store, [tap('one-tap'), tap(second)], order, {
        bargains: ['updateOne'],
        counters: ['findOneAndUpdate'],
      });
      const [bargain] = await world.app.store.bargains.find().toArray();
      expect([order, answers.map((answer) => answer.ok && answer.value.bargainId)]).toEqual([
        order,
        [bargain?._id, bargain?._id],
      ]);
      expect([order, await started(), await startsCounted()]).toEqual([order, 1, 1]);
    }
  });

  it('the second device is led to the running one even where no start is left', async () => {
    await offerBargain(world, { perPerson: 1 });
    const tap = (requestId: string) => (store: World['app']['store']) =>
      start({ ...world.app, store }, owner.userId, wanted(requestId));
    // The second stops before it is counted until the first is through.
    const [first, second] = await interleave(world.app.store, [tap('one-tap'), tap('other-tap')], [1, 0, 0], {
      counters: ['findOneAndUpdate'],
    });
    if (!first?.ok) throw new Error('the first one is refused');
    expect(second).toEqual({ ok: true, value: { bargainId: first.value.bargainId, started: false } });
  });
});

describe('one at a time of a product', () => {
  it('the running one is the answer, and no start is counted', async () => {
    const first = await bargainOf(owner);
    expect(await startOnce()).toEqual({ ok: true, value: { bargainId: first, started: false } });
    expect([await started(), await startsCounted()]).toEqual([1, 1]);
  });

  it('one that has expired by the clock makes way, before cron has written it down', async () => {
    const first = await bargainOf(owner);
    await world.advance(DAY);
    const second = await startOnce();
    expect(second).toMatchObject({ ok: true, value: { started: true } });
    expect(await readBargain(world, first)).toMatchObject({ status: 'expired', endedAt: world.now() });
    expect([await started(), await startsCounted()]).toEqual([2, 2]);
  });

  it('one that was cancelled makes way, and stays counted', async () => {
    await offerBargain(world, { perPerson: 2 });
    for (const nth of [1, 2]) {
      const bargainId = await bargainOf(owner);
      granted(await owner.call('bargain.cancel', { bargainId }));
      expect(await startsCounted()).toBe(nth);
    }
    expect(await startOnce()).toEqual(refusal('bargainsUsedUp'));
    expect(await started()).toBe(2);
  });
});

describe('it does not begin', () => {
  it('while its campaign is paused; what has begun goes on, and once it is resumed it begins', async () => {
    const campaign = { merchantId: MERCHANT, campaignId: BARGAIN_CAMPAIGN };
    const [friend, other] = (await crowd(world, 2)) as [Person, Person];
    const bargainId = await bargainOf(owner);
    expect(await pauseCampaign(world.app, 'usr_1', campaign)).toMatchObject({ ok: true });
    expect(await start(world.app, other.userId, wanted())).toEqual(refusal('campaignPaused'));
    expect(granted(await other.call('bargain.offer', { campaignId: BARGAIN_CAMPAIGN }))).toMatchObject({
      live: false,
      paused: true,
    });
    granted(await friend.call('bargain.help', { bargainId }));
    expect(await resumeCampaign(world.app, 'usr_1', campaign)).toMatchObject({ ok: true });
    expect(await start(world.app, other.userId, wanted())).toMatchObject({ ok: true });
  });

  it('in a campaign that is not live, or of another kind, or of nothing', async () => {
    const { campaigns } = world.app.store;
    await campaigns.updateOne({ _id: BARGAIN_CAMPAIGN }, { $set: { startsAt: world.now() + HOUR } });
    expect(await startOnce()).toEqual(refusal('campaignNotLive'));
    await campaigns.updateOne({ _id: BARGAIN_CAMPAIGN }, { $set: { startsAt: 0, endsAt: world.now() } });
    expect(await startOnce()).toEqual(refusal('campaignNotLive'));
    for (const campaignId of ['cmp_peach', 'cmp_nowhere']) {
      expect(await start(world.app, owner.userId, { ...wanted(), campaignId })).toEqual(refusal('campaignNotLive'));
    }
  });

  it('of a SKU that is not part of it, or of goods that are not sold', async () => {
    expect(await start(world.app, owner.userId, { ...wanted(), skuId: 'sku_other' })).toEqual(refusal('productGone'));
    await world.app.store.products.updateOne({ _id: PRODUCT }, { $set: { status: 'archived' } });
    expect(await startOnce()).toEqual(refusal('productGone'));
  });

  it('without stock, or quota', async () => {
    const { counters } = world.app.store;
    await counters.updateOne({ _id: stockOf(SKU) }, { $set: { max: 0 } });
    expect(await startOnce()).toEqual(refusal('soldOut'));
    await limitTo(world.app.store, stockOf(SKU), 10);
    await counters.updateOne({ _id: quotaOf(BARGAIN_CAMPAIGN) }, { $set: { max: 0 } });
    expect(await startOnce()).toEqual(refusal('quotaUsedUp'));
  });

  it('from a list price that is not asked for any more; from one that has risen, it does', async () => {
    const { products } = world.app.store;
    await products.updateOne({ _id: PRODUCT }, { $set: { 'skus.0.price': 3989 } });
    expect(await startOnce()).toEqual(refusal('bargainStale'));
    await products.updateOne({ _id: PRODUCT }, { $set: { 'skus.0.price': 4990 } });
    expect(await startOnce()).toMatchObject({ ok: true });
  });

  it('for nobody', async () => {
    expect(await start(world.app, 'usr_nobody', wanted())).toEqual(refusal('unauthenticated'));
    expect(await world.call('bargain.start', wanted(), 'a.forged.token')).toMatchObject({ status: 401 });
  });

  afterEach(async () => expect(await startsCounted()).toBeLessThanOrEqual(1));
});

it('while its campaign is ended with its bargains, none is left running, in every order of their steps', async () => {
  const { memberships } = world.app.store;
  await memberships.updateOne(
    { _id: `${MERCHANT}/${owner.userId}` },
    { $set: { merchantId: MERCHANT, userId: owner.userId, role: 'owner' } },
    { upsert: true },
  );
  const seen = new Set<boolean>();
  for (const order of turns(2, 3)) {
    await world.reset();
    await offerBargain(world);
    const end = { merchantId: MERCHANT, campaignId: BARGAIN_CAMPAIGN, groups: 'endNow' as const };
    const [answer] = await interleave(
      world.app.store,
      [
        (store) => start({ ...world.app, store }, owner.userId, wanted()),
        async () => (await endCampaign(world.app, owner.userId, end)) as never,
      ],
      order,
      { bargains: ['updateOne'], counters: ['findOneAndUpdate'] },
    );
    seen.add(answer?.ok === true);
    const left = await world.app.store.bargains.find({ status: { $ne: 'cancelled' } }).toArray();
    expect([order, left]).toEqual([order, []]);
  }
  // Started and then ended with it, or refused.
  expect(seen).toEqual(new Set([true, false]));
});

it('dying after it is there, while its campaign was ended with all of its bargains: cron ends it, and so does the same tap', async () => {
  for (const by of ['cron', 'tap'] as const) {
    await world.reset();
    await offerBargain(world);
    const died = await diesBeforeItLooks();
    const ended = { at: world.now(), userId: owner.userId, name: '', groups: 'endNow' as const };
    await world.app.store.campaigns.updateOne({ _id: BARGAIN_CAMPAIGN }, { $set: { ended, status: 'ended' } });
    if (by === 'tap') expect(await startOnce('tapped-once')).toEqual(refusal('campaignNotLive'));
    await world.advance(3 * MINUTE);
    await runCron(world.app);
    expect(await world.app.store.bargains.findOne({})).toMatchObject({ status: 'cancelled', endedEarly: true });
    expect(died).toBe(true);
  }
});

/** Starts one on a machine that dies once it is written. */
async function diesBeforeItLooks(): Promise<boolean> {
  for (let command = 1; ; command++) {
    const dying = mortal(world.app, { with: command, after: true });
    await start(dying.app, owner.userId, wanted('tapped-once')).catch(() => null);
    await dying.still();
    if ((await started()) === 1) return dying.died();
  }
}

it('one that took so long that its place was given back takes it again, or is cancelled where there is none', async () => {
  const { bargains, counters } = world.app.store;
  for (const [perPerson, answer, status] of [
    [2, { ok: true }, 'open'],
    [1, { ok: false, refusal: 'bargainsUsedUp' }, 'cancelled'],
  ] as const) {
    await world.reset();
    await offerBargain(world, { perPerson });
    const swept = new Proxy(bargains, {
      get: (target, method) =>
        method === 'updateOne'
          ? async (...args: Parameters<typeof bargains.updateOne>) => {
              const wrote = await target.updateOne(...args);
              const other = { id: 'brg_other', orderId: '', n: 1, until: world.now() };
              // Cron has swept its place meanwhile, and another start has taken one.
              await counters.updateOne({ 'holds.0': { $exists: true } }, { $set: { holds: [other] } });
              return wrote;
            }
          : Reflect.get(target, method).bind(target),
    });
    const app = { ...world.app, store: { ...world.app.store, bargains: swept } };
    expect(await start(app, owner.userId, wanted('tapped-once'))).toMatchObject(answer);
    expect(await bargains.findOne({})).toMatchObject({ status });
  }
  await world.reset();
});

it('dying between any two steps, it leaves no start that is counted for nothing; repeated, it is there once', async () => {
  for (const after of [false, true]) {
    for (let command = 1; ; command++) {
      await world.reset();
      await offerBargain(world);
      const dying = mortal(world.app, { with: command, after });
      const answer = await start(dying.app, owner.userId, wanted('tapped-once')).catch(() => null);
      await dying.still();
      if (!dying.died()) {
        expect(answer?.ok).toBe(true);
        expect(command).toBeGreaterThan(8);
        break;
      }
      if (command % 2 === 0) {
        // Nobody taps again.
        await world.advance(3 * MINUTE);
        await runCron(world.app);
        expect([command, after, await startsCounted()]).toEqual([command, after, await started()]);
        await expectTrue(world);
      }
      expect([command, after, (await startOnce('tapped-once')).ok]).toEqual([command, after, true]);
      expect([command, after, await started(), await startsCounted()]).toEqual([command, after, 1, 1]);
    }
  }
});
