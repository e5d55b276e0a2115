/** Helping: one cut for one friend, limits that keep what they count, and a friendly no for everything else. */
import type { Collections } from '../../functions/store/collections';
import { helperOf } from '../../functions/store/helper';
import { cancel, help } from '../../functions/usecases/bargain';
import { getBargain, getProof } from '../../functions/usecases/bargainView';
import type { BargainTerms } from '../../shared/domain/bargain';
import { DAY, HOUR, MINUTE } from '../../shared/time';
import { BARGAIN_CAMPAIGN, bargainOf, granted, offerBargain, orderByBargain, readBargain } from '../support/bargaining';
import { countCommands, useDatabase } from '../support/database';
import { interleave, orders as turns } from '../support/interleave';
import { mortal } from '../support/mortal';
import { openWorld, type Person, type World } from '../support/world';
import { crowd, expectTrue, LONG } from './crowd';

const database = useDatabase();
let world: World;
let people: Person[];
let owner: Person;
let [friend, second, third]: Person[] = [];

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

beforeAll(async () => {
  world = await openWorld(database);
  Object.assign(world.app, { stopwatch: () => 0 });
  people = await crowd(world, 8);
  [owner, friend, second, third] = people as [Person, Person, Person, Person];
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  await offerBargain(world);
});
afterEach(() => expectTrue(world, false));

const helping = (who: Person | undefined, bargainId: string, app = world.app) =>
  help(app, who?.userId ?? '', { bargainId });
const refusal = (code: string) => ({ ok: false, refusal: code });
const counted = async (who: Person | undefined) =>
  ((await world.app.store.helpers.findOne({ _id: helperOf(BARGAIN_CAMPAIGN, who?.userId ?? '') }))?.helps ?? []).length;
const cutsMade = async (bargainId: string) => (await readBargain(world, bargainId)).helps.length;

/** Bargains of this many people, each their own. */
async function bargains(count: number, terms: Partial<BargainTerms> = {}): Promise<string[]> {
  await offerBargain(world, terms);
  return Promise.all(people.slice(0, count).map(bargainOf));
}

async function atFloor(): Promise<string> {
  const bargainId = await bargainOf(owner);
  for (const one of [friend, second, third]) await helping(one, bargainId);
  return bargainId;
}

describe('one cut', () => {
  it('of the amount that is fixed for its place, with the friend’s name and face', async () => {
    const bargainId = await bargainOf(owner);
    const { cuts, price } = await readBargain(world, bargainId);
    const answer = await helping(friend, bargainId);
    if (!answer.ok) throw new Error(answer.refusal);
    expect(answer.value.cut).toBe(cuts[1]);
    expect(answer.value.bargain).toMatchObject({ price: price - (cuts[1] ?? 0), missing: 2, barred: 'bargainHelped' });
    expect(answer.value.bargain.helps[1]).toEqual({
      name: '买家1',
      avatar: '',
      cut: cuts[1],
      at: world.now(),
      own: false,
      mine: true,
    });
  });

  it('by four commands, and a no that is known at once by two', async () => {
    const bargainId = await bargainOf(owner);
    const first = await countCommands(database.client, () => helping(friend, bargainId));
    expect([first.value.ok, first.commands]).toEqual([true, ['find', 'find', 'findAndModify', 'findAndModify']]);
    const again = await countCommands(database.client, () => helping(friend, bargainId));
    expect([again.value, again.commands]).toEqual([refusal('bargainHelped'), ['find', 'find']]);
  });

  it('the last one reaches the floor, from where on there is time to order', async () => {
    await offerBargain(world, { payWithin: 3 * HOUR });
    const bargainId = await atFloor();
    const floored = { status: 'floor', price: 990, floorAt: world.now(), expiresAt: world.now() + 3 * HOUR };
    expect(await readBargain(world, bargainId)).toMatchObject(floored);
  });
});

describe('no cut, and nothing counted', () => {
  it.each([
    ['one’s own', async (id: string) => helping(owner, id), 'bargainOwn'],
    ['a second one', async (id: string) => (await helping(friend, id)) && helping(friend, id), 'bargainHelped'],
    ['one that is cancelled', async (id: string) => (await stopped(id)) && helping(friend, id), 'bargainCancelled'],
    ['one whose time is over', async (id: string) => (await later(DAY)) ?? helping(friend, id), 'bargainExpired'],
    ['one that is not there', async () => helping(friend, 'brg_nowhere'), 'notFound'],
    ['by nobody', async (id: string) => help(world.app, 'usr_nobody', { bargainId: id }), 'unauthenticated'],
  ] as const)('%s', async (_, act, code) => {
    const bargainId = await bargainOf(owner);
    expect(await act(bargainId)).toEqual(refusal(code));
    expect(await counted(friend)).toBe(code === 'bargainHelped' ? 1 : 0);
    expect(await cutsMade(bargainId)).toBe(code === 'bargainHelped' ? 2 : 1);
    expect(await counted(owner)).toBe(0);
  });

  const stopped = (bargainId: string) => cancel(world.app, owner.userId, { bargainId });
  const later = async (by: number) => {
    await world.advance(by);
    return null;
  };

  it('one at the floor, ordered, bought', async () => {
    const bargainId = await atFloor();
    expect(await helping(people[4], bargainId)).toEqual(refusal('bargainAtFloor'));
    const { orderId } = granted(await orderByBargain(world, owner, bargainId));
    expect(await helping(people[4], bargainId)).toEqual(refusal('bargainOrdered'));
    await world.pay(owner, orderId);
    await world.settle();
    expect(await helping(people[4], bargainId)).toEqual(refusal('bargainBought'));
    expect(await counted(people[4])).toBe(0);
  });

  it('with a forged session: 401', async () => {
    const bargainId = await bargainOf(owner);
    for (const token of ['a.forged.token', `${friend?.token}x`]) {
      expect(await world.call('bargain.help', { bargainId }, token)).toMatchObject({ status: 401 });
    }
    expect(await world.call('bargain.help', { bargainId })).toMatchObject({ status: 401 });
    expect(await cutsMade(bargainId)).toBe(1);
  });

  it('the clock passes the end between open and tap', async () => {
    const bargainId = await bargainOf(owner);
    await world.advance(DAY - 1);
    const opened = granted(await (friend as Person).call('bargain.get', { bargainId }));
    expect(opened).toMatchObject({ status: 'open' });
    expect(opened.barred).toBeUndefined();
    await world.advance(1);
    expect(await (friend as Person).call('bargain.help', { bargainId })).toMatchObject({
      ok: false,
      refusal: { code: 'bargainExpired' },
    });
    const closed = granted(await (friend as Person).call('bargain.get', { bargainId }));
    // Another machine's clock may be a little behind: the seed is shown a minute later.
    expect(closed).toMatchObject({ status: 'expired', barred: 'bargainExpired', revealed: false });
  });
});

describe('limits', () => {
  it('so many on one day, and again on the next, which begins at midnight in Shanghai', async () => {
    const ids = await bargains(5, { helpsPerDay: 2, helpsPerCampaign: 3, life: 3 * DAY });
    const last = people[7];
    expect((await helping(last, ids[0] ?? '')).ok).toBe(true);
    expect((await helping(last, ids[1] ?? '')).ok).toBe(true);
    expect(await helping(last, ids[2] ?? '')).toEqual(refusal('helpsToday'));
    // It is noon.
    await world.advance(12 * HOUR - 1);
    expect(await helping(last, ids[2] ?? '')).toEqual(refusal('helpsToday'));
    await world.advance(1);
    expect((await helping(last, ids[2] ?? '')).ok).toBe(true);
    expect(await helping(last, ids[3] ?? '')).toEqual(refusal('helpsUsedUp'));
    await world.advance(DAY);
    expect(await helping(last, ids[3] ?? '')).toEqual(refusal('helpsUsedUp'));
    expect(await counted(last)).toBe(3);
    // Another one has all of theirs.
    expect((await helping(people[6], ids[3] ?? '')).ok).toBe(true);
  });

  it('what was refused is given back, and can be spent on another', async () => {
    const [first = '', other = ''] = await bargains(2, { helpsPerDay: 1, helpsPerCampaign: 1, helpers: 1 });
    // Both see it open; the second comes too late.
    const answers = await interleave(
      world.app.store,
      [friendly(third, first), friendly(people[4], first)],
      [0, 1, 0, 1, 0, 1],
      HELPING,
    );
    expect(answers.map((answer) => (answer.ok ? 'cut' : answer.refusal)).sort()).toEqual(['bargainAtFloor', 'cut']);
    const late = answers[0]?.ok ? people[4] : third;
    expect(await counted(late)).toBe(0);
    expect((await helping(late, other)).ok).toBe(true);
  });

  it('what was refused while it was being paid is given back when it is asked for, a minute later', async () => {
    const [first = '', other = ''] = await bargains(2, { helpsPerDay: 1, helpsPerCampaign: 1, buyAt: 'anyPrice' });
    const tap = friendly(people[4], first);
    const [answer] = await interleave(
      world.app.store,
      [tap, async () => (await orderByBargain(world, owner, first)) as never],
      // Counted, then ordered, then cut.
      [0, 1, 0],
      { bargains: ['findOneAndUpdate'] },
    );
    expect(answer).toEqual(refusal('bargainOrdered'));
    expect(await counted(people[4])).toBe(1);
    expect(await helping(people[4], other)).toEqual(refusal('helpsUsedUp'));
    await world.advance(MINUTE + 1);
    expect((await helping(people[4], other)).ok).toBe(true);
    expect(await counted(people[4])).toBe(1);
  });

  it('one place is left for two bargains at once: one of them gets it', async () => {
    const ids = await bargains(2, { helpsPerDay: 1 });
    for (const order of turns(2, 3)) {
      await world.app.store.helpers.deleteMany({});
      await world.app.store.bargains.updateMany({}, [
        { $set: { helps: { $slice: ['$helps', 1] }, price: { $subtract: ['$list', { $first: '$cuts' }] } } },
      ]);
      const answers = await interleave(
        world.app.store,
        ids.map((id) => friendly(people[4], id)),
        order,
        HELPING,
      );
      const said = answers.map((answer) => (answer.ok ? 'cut' : answer.refusal)).sort();
      expect([order, said, await counted(people[4])]).toEqual([order, ['cut', 'helpsToday'], 1]);
    }
  });
});

/** A friend's tap as one client of several. */
const friendly = (who: Person | undefined, bargainId: string) => (store: Collections) =>
  helping(who, bargainId, { ...world.app, store });
const HELPING = { helpers: ['findOneAndUpdate'], bargains: ['findOneAndUpdate'] } as const;

it('one friend on two devices, in every order of their steps: one cut, counted once', async () => {
  const [bargainId = ''] = await bargains(1, { helpsPerDay: 1, helpsPerCampaign: 1 });
  for (const order of turns(2, 3)) {
    await world.app.store.helpers.deleteMany({});
    await world.app.store.bargains.updateMany({}, [
      { $set: { helps: { $slice: ['$helps', 1] }, price: { $subtract: ['$list', { $first: '$cuts' }] } } },
    ]);
    const tap = friendly(friend, bargainId);
    const answers = await interleave(world.app.store, [tap, tap], order, HELPING);
    const said = answers.map((answer) => (answer.ok ? 'cut' : answer.refusal)).sort();
    expect([order, said]).toEqual([order, ['bargainHelped', 'cut']]);
    expect([order, await cutsMade(bargainId), await counted(friend)]).toEqual([order, 2, 1]);
  }
});

it('dying between any two steps, repeated it is one cut, counted once; not repeated, it can be spent on another', async () => {
  const ids = await bargains(2, { helpsPerDay: 1, helpsPerCampaign: 1 });
  const [first = '', other = ''] = ids;
  const again = await world.remember();
  for (const after of [false, true]) {
    for (let command = 1; ; command++) {
      await again();
      const dying = mortal(world.app, { with: command, after });
      const answer = await helping(third, first, dying.app).catch(() => null);
      await dying.still();
      if (!dying.died()) {
        expect(answer?.ok).toBe(true);
        expect(command).toBeGreaterThan(4);
        break;
      }
      const made = (await cutsMade(first)) - 1;
      if (made === 0 && command % 2 === 1) {
        // Whoever has died in the middle of it needs it no more a minute later.
        await world.advance(MINUTE + 1);
        expect([command, after, (await helping(third, other)).ok]).toEqual([command, after, true]);
        expect(await counted(third)).toBe(1);
        continue;
      }
      const repeated = await helping(third, first);
      expect([command, after, repeated.ok || repeated.refusal]).toEqual([
        command,
        after,
        made === 1 ? 'bargainHelped' : true,
      ]);
      expect([command, after, await cutsMade(first), await counted(third)]).toEqual([command, after, 2, 1]);
      await expectTrue(world, false);
    }
  }
});

/** A smaller crowd fails on the same faults in less time. */
const FRIENDS = LONG ? 500 : 110;

it(`${FRIENDS} friends race for 30 cuts: 30 are made, each by another, and the others keep their day’s help`, async () => {
  const [first = '', other = ''] = await bargains(2, { helpers: 30, helpsPerDay: 1, helpsPerCampaign: 1 });
  const friends = await crowd(world, FRIENDS);
  const answers = await Promise.all(friends.map((one) => one.call('bargain.help', { bargainId: first })));
  expect(answers.filter(({ ok }) => ok)).toHaveLength(30);
  const late = answers.flatMap((answer, index) => (answer.ok ? [] : [{ answer, who: friends[index] }]));
  expect(new Set(late.map(({ answer }) => (answer.ok ? '' : answer.refusal.code)))).toEqual(
    new Set(['bargainAtFloor']),
  );
  const [{ answer } = { answer: undefined }] = late;
  expect(answer?.ok === false && answer.refusal.message).toMatch(/^[\u4e00-\u9fff，。]+$/);
  const bargain = await readBargain(world, first);
  expect(bargain).toMatchObject({ status: 'floor', price: 990 });
  expect(bargain.helps).toHaveLength(31);
  expect(new Set(bargain.helps.map(({ userId }) => userId)).size).toBe(31);
  for (const { who } of late) expect(await counted(who)).toBe(0);
  expect((await helping(late[0]?.who, other)).ok).toBe(true);
  await expectTrue(world, false);
});

it(`${FRIENDS} friends at once who help 100 cuts are answered, none with a failure`, async () => {
  const [bargainId = ''] = await bargains(1, { helpers: 100 });
  const friends = await crowd(world, FRIENDS);
  const answers = await Promise.all(friends.map((one) => one.call('bargain.help', { bargainId })));
  expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
  expect(answers.filter(({ ok }) => ok)).toHaveLength(100);
});

describe('cancelling', () => {
  it('by its owner, once and for good; repeated, it is so', async () => {
    const bargainId = await bargainOf(owner);
    const answers = [
      await cancel(world.app, owner.userId, { bargainId }),
      await cancel(world.app, owner.userId, { bargainId }),
    ];
    for (const answer of answers) {
      expect(answer).toMatchObject({ ok: true, value: { status: 'cancelled', endedAt: world.now(), revealed: true } });
    }
  });

  it('by nobody else, and not what is over or being paid', async () => {
    const [bargainId = '', other = ''] = await bargains(2, { buyAt: 'anyPrice' });
    expect(await cancel(world.app, friend?.userId ?? '', { bargainId })).toEqual(refusal('notFound'));
    expect(await cancel(world.app, owner.userId, { bargainId: 'brg_nowhere' })).toEqual(refusal('notFound'));
    const { orderId } = granted(await orderByBargain(world, owner, bargainId));
    expect(await cancel(world.app, owner.userId, { bargainId })).toEqual(refusal('bargainOrdered'));
    await world.pay(owner, orderId);
    await world.settle();
    expect(await cancel(world.app, owner.userId, { bargainId })).toEqual(refusal('bargainBought'));
    await world.advance(DAY);
    expect(await cancel(world.app, friend?.userId ?? '', { bargainId: other })).toEqual(refusal('bargainExpired'));
  });

  it('with the last help, whichever is first: cancelled, and a cut more or not', async () => {
    const seen = new Set<string>();
    // The help first, counted only, not begun.
    for (const order of [
      [0, 0, 0],
      [0, 0, 1, 1],
      [1, 1],
    ]) {
      const bargainId = await bargainOf(owner);
      for (const one of [friend, second]) await helping(one, bargainId);
      const stop = (store: Collections) => cancel({ ...world.app, store }, owner.userId, { bargainId });
      const answers = await interleave(world.app.store, [friendly(third, bargainId) as never, stop], order, HELPING);
      const { status, helps } = await readBargain(world, bargainId);
      expect([order, status, answers[1]?.ok]).toEqual([order, 'cancelled', true]);
      seen.add(`${answers[0]?.ok} ${helps.length}`);
      await world.app.store.bargains.deleteMany({});
      await world.app.store.helpers.deleteMany({});
      await world.app.store.counters.deleteMany({ _id: /^starts/ });
    }
    expect(seen).toEqual(new Set(['true 4', 'false 3']));
  });
});

describe('what is told of it', () => {
  const secrets = async (bargainId: string) => {
    const { seed, cuts, helps, ownerId } = await readBargain(world, bargainId);
    return { seed, ownerId, people: helps.map(({ userId }) => userId), cuts };
  };

  it('neither the seed, nor a cut that is not made, nor anybody’s id', async () => {
    const bargainId = await bargainOf(owner);
    await helping(friend, bargainId);
    const { seed, cuts, people: ids } = await secrets(bargainId);
    for (const who of [undefined, friend, owner, third]) {
      const view = await getBargain(world.app, who?.userId, { bargainId });
      if (!view.ok) throw new Error(view.refusal);
      const text = JSON.stringify(view.value);
      for (const secret of [seed, ...ids]) expect(text).not.toContain(secret);
      expect(view.value.helps.map(({ cut }) => cut)).toEqual(cuts.slice(0, 2));
      expect(view.value.cuts).toBe(4);
      expect(view.value.commitment).toMatch(/^[0-9a-f]{64}$/);
    }
    expect(await getProof(world.app, { bargainId })).toEqual(refusal('bargainNotOver'));
  });

  it('its order to its owner alone', async () => {
    const bargainId = await atFloor();
    const { orderId } = granted(await orderByBargain(world, owner, bargainId));
    const seen = await Promise.all(
      [owner, friend, undefined].map(async (who) => getBargain(world.app, who?.userId, { bargainId })),
    );
    expect(seen.map((view) => view.ok && view.value.orderId)).toEqual([orderId, undefined, undefined]);
  });

  it.each([
    ['at the floor', async () => atFloor()],
    [
      'cancelled',
      async () => {
        const id = await bargainOf(owner);
        await cancel(world.app, owner.userId, { bargainId: id });
        return id;
      },
    ],
    [
      'expired a minute ago, before cron has written it down',
      async () => {
        const id = await bargainOf(owner);
        await world.advance(DAY + MINUTE);
        return id;
      },
    ],
  ])('the seed, once no cut can follow: %s', async (_, end) => {
    const bargainId = await end();
    const proof = await getProof(world.app, { bargainId });
    const { seed, commitment, helps } = await readBargain(world, bargainId);
    expect(proof).toMatchObject({ ok: true, value: { seed, commitment, cuts: helps.map(({ cut }) => cut) } });
  });
});
