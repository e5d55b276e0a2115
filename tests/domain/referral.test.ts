import fc from 'fast-check';
import {
  answerOpening,
  type Binding,
  type BindingAnswer,
  bindingFrom,
  CHAIN_LIMIT,
  FIRST_POLICY,
  lasts,
  mayBeReplaced,
  type Opening,
  type ReferralTerms,
  referralFault,
  SCENE_MOMENTS_PREVIEW,
} from '../../shared/domain/referral';
import { DAY } from '../../shared/time';
import { type Bound, bites, reasonsAgainst } from '../support/bindingReference';

const NOW = 1_772_337_600_000;

const opening: Opening = {
  visitorId: 'bob',
  sharerId: 'ann',
  sharerSuspended: false,
  policy: FIRST_POLICY,
  now: NOW,
  newcomer: true,
  ordering: false,
  sharerChain: [],
};

const to = (referrerId: string, more: Partial<Binding> = {}): Pick<Opening, 'binding'> => ({
  binding: { referrerId, boundAt: NOW - 10 * DAY, ...more },
});
const newcomers: Pick<Opening, 'policy'> = { policy: { ...FIRST_POLICY, whom: 'newcomers' } };
const firstOrder: Pick<Opening, 'policy'> = { policy: { ...FIRST_POLICY, when: 'firstOrder' } };

describe('the answer to opening a share', () => {
  it.each<[string, Partial<Opening>, BindingAnswer]>([
    ['a first share', {}, 'bound'],
    ['a first share by a sharer with people above', { sharerChain: ['cat', 'dan'] }, 'bound'],
    ['any other scene', { scene: 1007 }, 'bound'],
    ["the referrer's share again", to('ann'), 'already'],
    ['the share of another', to('cat'), 'elsewhere'],
    ['an own share', { sharerId: 'bob' }, 'own'],
    ['an own share, being bound', { sharerId: 'bob', ...to('cat') }, 'own'],
    ['the share of somebody I brought', { sharerChain: ['bob'] }, 'cycle'],
    ['the share of somebody whom somebody brought whom I brought', { sharerChain: ['cat', 'bob', 'dan'] }, 'cycle'],
    ['the share of a suspended promoter', { sharerSuspended: true }, 'suspended'],
    ['a share in single-page mode', { scene: SCENE_MOMENTS_PREVIEW }, 'preview'],
    ['a share in single-page mode, being bound', { scene: 1154, ...to('ann') }, 'preview'],
    ['an own share in single-page mode', { scene: 1154, sharerId: 'bob' }, 'preview'],
    ['the share of my referrer, now suspended', { sharerSuspended: true, ...to('ann') }, 'already'],

    ['a binding in its last moment', { ...to('ann', { until: NOW + 1 }) }, 'already'],
    ['a binding that is over, and of the same sharer, for good', { ...to('ann', { until: NOW }) }, 'elsewhere'],
    ['a binding that is over and may be replaced', to('cat', { until: NOW, replaceableFrom: NOW }), 'bound'],
    ['one that is over and may be renewed', to('ann', { until: NOW, replaceableFrom: NOW }), 'bound'],
    ['a last click in the last protected moment', to('cat', { replaceableFrom: NOW + 1 }), 'elsewhere'],
    ['a last click once the protected days are over', to('cat', { replaceableFrom: NOW }), 'bound'],
    ['the last click of the same sharer, which prolongs nothing', to('ann', { replaceableFrom: NOW }), 'already'],
    [
      'a last click of a suspended promoter',
      { sharerSuspended: true, ...to('cat', { replaceableFrom: NOW }) },
      'suspended',
    ],
    ['a last click that would close a ring', { sharerChain: ['bob'], ...to('cat', { replaceableFrom: NOW }) }, 'cycle'],

    ['the share of whom the shop took away', { takenAway: 'ann' }, 'takenAway'],
    ['the share of another than whom the shop took away', { takenAway: 'cat' }, 'bound'],

    ['newcomers only, and a newcomer', newcomers, 'bound'],
    ['newcomers only, and somebody who has bought', { ...newcomers, newcomer: false }, 'known'],
    ['everyone, and somebody who has bought', { newcomer: false }, 'bound'],
    [
      'newcomers only, and somebody who has bought and whose binding may be replaced',
      { ...newcomers, newcomer: false, ...to('cat', { replaceableFrom: NOW }) },
      'bound',
    ],
    [
      'newcomers only, somebody who has bought, a suspended promoter',
      { ...newcomers, newcomer: false, sharerSuspended: true },
      'suspended',
    ],

    ['first order, as it is opened', firstOrder, 'waits'],
    ['first order, and an order', { ...firstOrder, ordering: true }, 'bound'],
    ['first open, and an order whose opening we were not told of', { ordering: true }, 'bound'],
    ['first order, and a ring', { ...firstOrder, sharerChain: ['bob'] }, 'cycle'],
    ['first order, and somebody bound', { ...firstOrder, ordering: true, ...to('cat') }, 'elsewhere'],
  ])('given %s', (_, change, answer) => expect(answerOpening({ ...opening, ...change })).toBe(answer));

  it('walks every chain that can exist', () => expect(CHAIN_LIMIT).toBeGreaterThanOrEqual(100));
});

describe('what a binding is promised', () => {
  const terms = (more: Partial<ReferralTerms>): ReferralTerms => ({ ...FIRST_POLICY, ...more });

  it.each<[string, Partial<ReferralTerms>, Partial<Binding>]>([
    ['for good', {}, {}],
    ['thirty days, and nobody after', { days: 30 }, { until: NOW + 30 * DAY }],
    [
      'thirty days, then another',
      { days: 30, replaced: 'afterExpiry' },
      { until: NOW + 30 * DAY, replaceableFrom: NOW + 30 * DAY },
    ],
    [
      'for good but for the last click',
      { replaced: 'lastClick', protectedDays: 7 },
      { replaceableFrom: NOW + 7 * DAY },
    ],
    [
      'thirty days, seven of them protected',
      { days: 30, replaced: 'lastClick', protectedDays: 7 },
      { until: NOW + 30 * DAY, replaceableFrom: NOW + 7 * DAY },
    ],
  ])('%s', (_, more, promised) =>
    expect(bindingFrom(terms(more), 'ann', NOW)).toEqual({ referrerId: 'ann', boundAt: NOW, ...promised }),
  );

  it('lasts up to its end, that moment left out, and may be replaced from its moment on', () => {
    const binding = bindingFrom(terms({ days: 2, replaced: 'lastClick', protectedDays: 1 }), 'ann', NOW);
    expect([NOW, NOW + 2 * DAY - 1, NOW + 2 * DAY].map((at) => lasts(binding, at))).toEqual([true, true, false]);
    expect([NOW, NOW + DAY - 1, NOW + DAY].map((at) => mayBeReplaced(binding, at))).toEqual([false, false, true]);
    expect([lasts({}, Number.MAX_SAFE_INTEGER), mayBeReplaced({}, Number.MAX_SAFE_INTEGER)]).toEqual([true, false]);
  });
});

describe('terms that cannot stand', () => {
  const fault = (more: Partial<ReferralTerms>) => referralFault({ ...FIRST_POLICY, ...more });

  it('are told from those that can', () => {
    expect(fault({})).toBeNull();
    for (const days of [1, 30, 3650]) expect([days, fault({ days })]).toEqual([days, null]);
    for (const days of [0, -1, 3651, 1.5, Number.NaN]) {
      expect(fault({ days })).toBe('锁客天数要在 1 到 3650 天之间');
    }
    expect(fault({ replaced: 'afterExpiry' })).toBe('终身锁客不会到期，不能选「到期后可以换」');
    expect(fault({ replaced: 'afterExpiry', days: 1 })).toBeNull();
    expect(fault({ replaced: 'lastClick' })).toBe('按最后一次打开换人，要写明保护几天');
    for (const replaced of ['never', 'afterExpiry'] as const) {
      expect(fault({ replaced, days: 30, protectedDays: 7 })).toBe('按最后一次打开换人，要写明保护几天');
    }
    for (const protectedDays of [1, 3650]) expect(fault({ replaced: 'lastClick', protectedDays })).toBeNull();
    for (const protectedDays of [0, 3651, 0.5]) {
      expect(fault({ replaced: 'lastClick', protectedDays })).toBe('保护期要在 1 到 3650 天之间');
    }
    expect(fault({ replaced: 'lastClick', days: 7, protectedDays: 7 })).toBeNull();
    expect(fault({ replaced: 'lastClick', days: 7, protectedDays: 8 })).toBe('保护期不能比锁客天数还长');
  });
});

describe('over any story of openings, orders and policies', () => {
  const people = ['a', 'b', 'c', 'd', 'e', 'f'];
  const person = fc.constantFrom(...people);
  const days = fc.integer({ min: 1, max: 6 });
  const terms: fc.Arbitrary<ReferralTerms> = fc
    .record({
      whom: fc.constantFrom('everyone', 'newcomers'),
      when: fc.constantFrom('firstOpen', 'firstOrder'),
      days: fc.option(days, { nil: undefined }),
      replaced: fc.constantFrom('never', 'afterExpiry', 'lastClick'),
      protectedDays: fc.option(days, { nil: undefined }),
    } as const)
    .filter((one) => referralFault(one) === null);
  const step = fc.oneof(
    {
      weight: 12,
      arbitrary: fc.record({
        do: fc.constant('tap' as const),
        visitor: person,
        sharer: person,
        scene: fc.constantFrom(undefined, 1007, 1154),
        ordering: fc.boolean(),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({ do: fc.constant('wait' as const), hours: fc.constantFrom(1, 12, 24, 25, 72) }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('policy' as const), terms }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('suspend' as const), who: person }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('takeAway' as const), who: person }) },
  );

  /** Everybody above `from`, nearest first. */
  function above(from: string, kept: ReadonlyMap<string, Binding>): string[] {
    const chain: string[] = [];
    for (let next = kept.get(from); next; next = kept.get(next.referrerId)) chain.push(next.referrerId);
    return chain;
  }

  it('whoever has nothing against them is bound, every no has its reason, and no chain bites its tail', () => {
    const said = new Set<BindingAnswer>();
    fc.assert(
      fc.property(terms, fc.array(step, { minLength: 20, maxLength: 80 }), (first, steps) => {
        let policy = first;
        let now = NOW;
        // The reference knows the whole story; the code gets what is kept of it.
        const story = { bound: [] as Bound[], bought: new Set<string>(), suspended: new Set<string>() };
        const kept = new Map<string, Binding>();
        const takenAway = new Map<string, string>();
        for (const one of steps) {
          if (one.do === 'wait') now += one.hours * (DAY / 24);
          else if (one.do === 'policy') policy = one.terms;
          else if (one.do === 'suspend') story.suspended.add(one.who);
          else if (one.do === 'takeAway') {
            const referrer = kept.get(one.who)?.referrerId;
            if (referrer === undefined) continue;
            story.bound.push({ visitor: one.who, at: now, terms: policy });
            kept.delete(one.who);
            takenAway.set(one.who, referrer);
          } else {
            const { visitor, sharer, scene, ordering } = one;
            const against = reasonsAgainst(story, policy, { ...one, at: now });
            const answer = answerOpening({
              visitorId: visitor,
              sharerId: sharer,
              sharerSuspended: story.suspended.has(sharer),
              policy,
              now,
              newcomer: !story.bought.has(visitor),
              ordering,
              scene,
              binding: kept.get(visitor),
              takenAway: takenAway.get(visitor),
              sharerChain: above(sharer, kept),
            });
            said.add(answer);
            if (against.size === 0) expect(answer).toBe('bound');
            else expect([...against]).toContain(answer);
            if (answer === 'bound') {
              story.bound.push({ visitor, sharer, at: now, terms: policy });
              kept.set(visitor, bindingFrom(policy, sharer, now));
              takenAway.delete(visitor);
              expect(bites(story.bound)).toBe(false);
            }
            if (ordering) story.bought.add(visitor);
          }
        }
      }),
    );
    expect([...said].sort()).toEqual([
      'already',
      'bound',
      'cycle',
      'elsewhere',
      'known',
      'own',
      'preview',
      'suspended',
      'takenAway',
      'waits',
    ]);
  });
});
