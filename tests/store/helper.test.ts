/** However often and from wherever somebody helps: never more than the limits, and what came to nothing counts for nothing. */
import fc from 'fast-check';
import { type BargainDoc, collectionsOf, type HelperDoc } from '../../functions/store/collections';
import {
  forgetStrays,
  type HelpLimits,
  type HelpWanted,
  helperOf,
  releaseHelp,
  reserveHelp,
} from '../../functions/store/helper';
import type { Result } from '../../shared/result';
import { DAY, dayOf, MINUTE } from '../../shared/time';
import { useDatabase } from '../support/database';

const LONG = process.env.PINKAN_LONG !== undefined;
const NOW = Date.parse('2026-03-01T23:59:00+08:00');
const LIMITS: HelpLimits = { perDay: 2, perCampaign: 4 };
const ID = helperOf('cmp_1', 'usr_1');

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

const database = useDatabase();
const store = () => collectionsOf(database.client, database.db);
const helpers = () => store().helpers;
beforeEach(() => Promise.all([helpers().deleteMany({}), store().bargains.deleteMany({})]));

const wanted = (bargain: number, now = NOW, userId = 'usr_1'): HelpWanted => ({
  campaignId: 'cmp_1',
  userId,
  bargainId: `brg_${bargain}`,
  day: dayOf(now),
  now,
});

const said = (answer: Result<null, string>) => (answer.ok ? 'yes' : answer.refusal);
const reserve = async (bargain: number, now = NOW, limits = LIMITS) =>
  said(await reserveHelp(helpers(), wanted(bargain, now), limits));
const many = <T>(count: number, work: (index: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, index) => work(index)));

async function counted(userId = 'usr_1'): Promise<string[]> {
  const helper = await helpers().findOne({ _id: helperOf('cmp_1', userId) });
  return (helper?.helps ?? []).map(({ bargainId }) => bargainId);
}

it('counts each bargain once, up to the day’s limit; the next day goes on up to the campaign’s', async () => {
  expect([await reserve(1), await reserve(1), await reserve(2), await reserve(3)]).toEqual([
    'yes',
    'yes',
    'yes',
    'helpsToday',
  ]);
  expect(await counted()).toEqual(['brg_1', 'brg_2']);
  // Two minutes later it is another day.
  const next = NOW + 2 * MINUTE;
  expect([await reserve(3, next), await reserve(4, next)]).toEqual(['yes', 'yes']);
  expect(await reserve(5, next + DAY)).toBe('helpsUsedUp');
  expect(await reserve(4, next + DAY)).toBe('yes');
  expect((await counted()).sort()).toEqual(['brg_1', 'brg_2', 'brg_3', 'brg_4']);
});

it('says that the campaign’s limit is used up where both are', async () => {
  expect([
    await reserve(1, NOW, { perDay: 1, perCampaign: 1 }),
    await reserve(2, NOW, { perDay: 1, perCampaign: 1 }),
  ]).toEqual(['yes', 'helpsUsedUp']);
});

it('counts for each person and each campaign apart', async () => {
  const one = { perDay: 1, perCampaign: 1 };
  const answers = [wanted(1), wanted(1, NOW, 'usr_2'), { ...wanted(1), campaignId: 'cmp_2' }, wanted(2)];
  const given: string[] = [];
  for (const want of answers) given.push(said(await reserveHelp(helpers(), want, one)));
  expect(given).toEqual(['yes', 'yes', 'yes', 'helpsUsedUp']);
});

it('follows the limits that count now; what was counted stays so, and is under way again', async () => {
  expect([await reserve(1), await reserve(2), await reserve(3)]).toEqual(['yes', 'yes', 'helpsToday']);
  expect(await reserve(3, NOW, { perDay: 3, perCampaign: 4 })).toBe('yes');
  expect(await reserve(1, NOW + 1, { perDay: 1, perCampaign: 1 })).toBe('yes');
  const helper = await helpers().findOne({ _id: ID });
  expect(helper?.helps.find(({ bargainId }) => bargainId === 'brg_1')?.at).toBe(NOW + 1);
});

it('gives back the one that it is told, once, and its place is free again', async () => {
  await reserve(1);
  await reserve(2);
  await releaseHelp(helpers(), wanted(1));
  await releaseHelp(helpers(), wanted(1));
  expect(await counted()).toEqual(['brg_2']);
  expect([await reserve(3), await reserve(4)]).toEqual(['yes', 'helpsToday']);
  // Nobody has helped yet: there is nothing to give back.
  await releaseHelp(helpers(), wanted(1, NOW, 'usr_2'));
  expect(await counted('usr_2')).toEqual([]);
});

const anyHelps = fc
  .uniqueArray(fc.record({ bargain: fc.nat(5), day: fc.constantFrom(0, 0, 1) }), {
    selector: ({ bargain }) => bargain,
    maxLength: 5,
  })
  .map((list) =>
    list.map(({ bargain, day }) => ({ bargainId: `brg_${bargain}`, day: dayOf(NOW - day * DAY), at: NOW - day * DAY })),
  );

it('says yes exactly where the bargain is counted or both limits have room, and else changes nothing', async () => {
  const answers = new Set<string>();
  const limits = fc.record({ perDay: fc.integer({ min: 1, max: 3 }), perCampaign: fc.integer({ min: 1, max: 5 }) });
  await fc.assert(
    fc.asyncProperty(anyHelps, limits, fc.nat(5), async (helps, { perDay, perCampaign }, bargain) => {
      await helpers().replaceOne({ _id: ID }, { helps }, { upsert: true });
      const { bargainId, day } = wanted(bargain);
      const today = helps.filter((help) => help.day === day);
      const had = helps.some((help) => help.bargainId === bargainId);
      const why = helps.length >= perCampaign ? 'helpsUsedUp' : today.length >= perDay ? 'helpsToday' : 'yes';
      const expected = had ? 'yes' : why;
      expect(await reserve(bargain, NOW, { perDay, perCampaign })).toBe(expected);
      answers.add(had ? 'had' : why);
      const others = helps.map((help) => help.bargainId).filter((id) => id !== bargainId);
      expect((await counted()).sort()).toEqual((expected === 'yes' ? [...others, bargainId] : others).sort());
    }),
    {
      numRuns: LONG ? 3_000 : 60,
      examples: [
        [[], { perDay: 1, perCampaign: 1 }, 0],
        [[{ bargainId: 'brg_0', day: dayOf(NOW), at: NOW }], { perDay: 1, perCampaign: 1 }, 0],
        [[{ bargainId: 'brg_1', day: dayOf(NOW), at: NOW }], { perDay: 1, perCampaign: 1 }, 0],
        [[{ bargainId: 'brg_1', day: dayOf(NOW), at: NOW }], { perDay: 1, perCampaign: 2 }, 0],
      ],
    },
  );
  expect(answers).toEqual(new Set(['had', 'yes', 'helpsToday', 'helpsUsedUp']));
});

it('never exceeds a limit, however many bargains one person helps at once, on whichever devices', async () => {
  for (let round = 0; round < (LONG ? 50 : 5); round++) {
    await helpers().deleteMany({});
    const answers = await many(30, (index) => reserve(index % 15));
    const made = await counted();
    expect(made).toHaveLength(LIMITS.perDay);
    // Both devices of one help are told the same, unless one had been told no before.
    for (const [index, answer] of answers.entries()) {
      expect(answer).toBe(made.includes(`brg_${index % 15}`) ? 'yes' : 'helpsToday');
    }
  }
});

it('never counts more than the limit, whichever of giving back and asking comes first', async () => {
  for (let round = 0; round < (LONG ? 50 : 5); round++) {
    await helpers().deleteMany({});
    await reserve(0);
    await reserve(1);
    await Promise.all([
      many(10, (index) => reserve(index + 2)),
      many(2, (index) => releaseHelp(helpers(), wanted(index))),
    ]);
    expect((await counted()).length).toBeLessThanOrEqual(LIMITS.perDay);
    expect(await counted()).not.toContain('brg_0');
  }
});

describe('strays', () => {
  const helpedOn = (bargain: number) =>
    store().bargains.insertOne({ _id: `brg_${bargain}`, helps: [{ userId: 'usr_1' }] } as unknown as BargainDoc);
  const forget = (now: number) => forgetStrays(store(), { campaignId: 'cmp_1', userId: 'usr_1', now });

  it('are those of which no cut has come, a minute after they were counted', async () => {
    await reserve(1);
    await reserve(2);
    await helpedOn(1);
    expect([await forget(NOW + MINUTE), await counted()]).toEqual([0, ['brg_1', 'brg_2']]);
    expect([await forget(NOW + MINUTE + 1), await counted()]).toEqual([1, ['brg_1']]);
    expect(await forget(NOW + DAY)).toBe(0);
  });

  it('are none where nobody has helped', async () => expect(await forget(NOW)).toBe(0));

  it('are no longer those that have begun anew since they were looked at', async () => {
    await reserve(1);
    const later = NOW + 2 * MINUTE;
    const own = helpers();
    // Between the look and the giving back, the same help is asked for once more.
    const updateOne = async (...change: Parameters<typeof own.updateOne>) => {
      await reserve(1, later);
      return own.updateOne(...change);
    };
    const late = Object.assign(Object.create(own), { updateOne }) as typeof own;
    await forgetStrays({ ...store(), helpers: late }, { campaignId: 'cmp_1', userId: 'usr_1', now: later });
    expect(await counted()).toEqual(['brg_1']);
  });
});

it('keeps what it counts: bargain, day and time of each', async () => {
  await reserve(1);
  expect(await helpers().findOne<HelperDoc>({ _id: ID })).toEqual({
    _id: ID,
    helps: [{ bargainId: 'brg_1', day: '2026-03-01', at: NOW }],
  });
});
