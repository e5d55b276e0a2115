import fc from 'fast-check';
import {
  type Attribution,
  type CommissionCommand,
  type CommissionPolicy,
  type CommissionState,
  cappedRates,
  commissionsFor,
  decideCommission,
  type Earner,
  evolveCommission,
  gradeOf,
  keptBase,
  type PolicyFault,
  policyFault,
  ratesOf,
  releaseAt,
  reversalsOf,
  sharerWithoutCommission,
} from '../../shared/domain/commission';
import { share } from '../../shared/money';
import { DAY } from '../../shared/time';

const policy: CommissionPolicy = { version: 3, rates: [800], cap: 3000, holdDays: 7 };
const earner = (userId: string, more: Partial<Earner> = {}): Earner => ({
  userId,
  suspended: false,
  bindingId: `bnd_${userId}`,
  boundAt: 1,
  shareId: `shr_${userId}`,
  ...more,
});
const attribution = (more: Partial<Attribution> = {}): Attribution => ({ earners: [earner('ann')], policy, ...more });
const line = { id: 'lin_1', paid: 2990 };
/** One grade for each bonus, a thousand fen of merit apart. */
const grades = (...bonuses: number[]) =>
  bonuses.map((bonus, index) => ({ name: '一二三'[index]!, merit: 1000 * (index + 1), bonus }));

describe('who gets a commission, and how much', () => {
  it('given a bound referrer at 8%, then ¥2.39 of ¥29.90, with its reason', () => {
    expect(commissionsFor(line, 'bob', attribution())).toEqual([
      {
        lineId: 'lin_1',
        level: 1,
        userId: 'ann',
        base: 2990,
        rate: 800,
        amount: 239,
        bindingId: 'bnd_ann',
        boundAt: 1,
        shareId: 'shr_ann',
      },
    ]);
  });

  it('given nobody above the buyer, then nothing', () => {
    expect(commissionsFor(line, 'bob', attribution({ earners: [] }))).toEqual([]);
  });

  it('given the buyer as earner, then nothing for the buyer', () => {
    expect(commissionsFor(line, 'ann', attribution())).toEqual([]);
  });

  it('given a suspended promoter, then that share stays with the merchant and nobody moves up', () => {
    const earners = [earner('ann', { suspended: true }), earner('cat')];
    const found = commissionsFor(line, 'bob', attribution({ earners, policy: { ...policy, rates: [800, 200] } }));
    expect(found.map(({ userId, level, amount }) => ({ userId, level, amount }))).toEqual([
      { userId: 'cat', level: 2, amount: 59 },
    ]);
  });

  it('given one level, then the second earner gets nothing', () => {
    const earners = [earner('ann'), earner('cat')];
    expect(commissionsFor(line, 'bob', attribution({ earners })).map(({ userId }) => userId)).toEqual(['ann']);
  });

  it('given less than a fen, then no commission at all', () => {
    expect(commissionsFor({ id: 'lin_1', paid: 12 }, 'bob', attribution())).toEqual([]);
    expect(commissionsFor({ id: 'lin_1', paid: 13 }, 'bob', attribution())).toHaveLength(1);
  });

  it('given a fourth rate, then still three levels', () => {
    const earners = ['a', 'b', 'c', 'd'].map((name) => earner(name));
    const four = { ...policy, rates: [100, 100, 100, 100] };
    const found = commissionsFor({ id: 'lin_1', paid: 100_000 }, 'bob', attribution({ earners, policy: four }));
    expect(found.map(({ level }) => level)).toEqual([1, 2, 3]);
  });

  const rates = fc.array(fc.integer({ min: 0, max: 10_000 }), { maxLength: 3 });
  const cap = fc.integer({ min: 0, max: 10_000 });
  const names = fc.array(fc.record({ userId: fc.constantFrom('a', 'b', 'c', 'd'), suspended: fc.boolean() }), {
    maxLength: 4,
  });

  it('all levels together stay under the cap; nothing goes to the buyer, the suspended, or of less than a fen', () => {
    fc.assert(
      fc.property(rates, cap, names, fc.integer({ min: 0, max: 1_000_000_000 }), (list, most, above, paid) => {
        const earners = above.map(({ userId, suspended }) => earner(userId, { suspended }));
        const found = commissionsFor(
          { id: 'lin_1', paid },
          'a',
          attribution({ earners, policy: { ...policy, rates: list, cap: most } }),
        );
        expect(found.reduce((sum, { amount }) => sum + amount, 0)).toBeLessThanOrEqual(share(paid, most));
        for (const { userId, level, amount, base, rate } of found) {
          expect(userId).not.toBe('a');
          expect(earners[level - 1]).toMatchObject({ userId, suspended: false });
          expect(amount).toBe(share(base, rate));
          expect(amount).toBeGreaterThan(0);
          expect(base).toBe(paid);
          expect(rate).toBeLessThanOrEqual(list[level - 1]!);
        }
        expect(new Set(found.map(({ level }) => level)).size).toBe(found.length);
      }),
    );
  });

  it('rates over the cap shrink in proportion; rates under it stay as they are', () => {
    expect(cappedRates({ rates: [2000, 1000], cap: 1500 })).toEqual([1000, 500]);
    expect(cappedRates({ rates: [2000, 1000], cap: 3000 })).toEqual([2000, 1000]);
    expect(cappedRates({ rates: [1, 1, 1], cap: 2 })).toEqual([0, 0, 0]);
    expect(cappedRates({ rates: [0, 0], cap: 0 })).toEqual([0, 0]);
    fc.assert(
      fc.property(rates, cap, (list, most) => {
        const capped = cappedRates({ rates: list, cap: most });
        expect(capped.reduce((sum, rate) => sum + rate, 0)).toBeLessThanOrEqual(most);
        capped.forEach((rate, index) => {
          expect(Number.isInteger(rate) && rate >= 0 && rate <= list[index]!).toBe(true);
        });
      }),
    );
  });
});

describe('the sharer who is told 已归属其他推荐人', () => {
  const opened = (sharer: string | undefined, earners: Earner[]) =>
    sharerWithoutCommission(attribution({ earners, openedSharerId: sharer }), 'bob');

  it('is whoever shared the last card, where the buyer belongs to another', () => {
    expect(opened('dan', [earner('ann')])).toBe('dan');
  });
  it('is nobody where the sharer is the referrer', () => expect(opened('ann', [earner('ann')])).toBeNull());
  it('is nobody where the buyer opened an own card or none', () => {
    expect(opened('bob', [earner('ann')])).toBeNull();
    expect(opened(undefined, [earner('ann')])).toBeNull();
  });
  it('is nobody where the buyer belongs to nobody', () => expect(opened('dan', [])).toBeNull());
});

describe('policyFault', () => {
  it('stands within the limits', () => {
    expect(policyFault(policy, 1)).toBeNull();
    expect(policyFault({ ...policy, rates: [0, 10_000], cap: 10_000, holdDays: 0 }, 2)).toBeNull();
    expect(policyFault({ ...policy, rates: [], cap: 0, holdDays: 365 }, 1)).toBeNull();
  });
  it.each<[string, PolicyFault, Partial<CommissionPolicy>]>([
    ['two levels where one is allowed', 'tooManyLevels', { rates: [800, 200] }],
    ['a negative rate', 'rateRange', { rates: [-1] }],
    ['half a basis point', 'rateRange', { rates: [0.5] }],
    ['a rate over the whole', 'rateRange', { rates: [10_001], cap: 10_000 }],
    ['a cap over the whole', 'rateRange', { cap: 10_001 }],
    ['a negative cap', 'rateRange', { cap: -1 }],
    ['a grade that pays more than the whole', 'rateRange', { grades: [{ name: '金', merit: 1, bonus: 10_001 }] }],
    ['a negative hold', 'holdRange', { holdDays: -1 }],
    ['a hold over a year', 'holdRange', { holdDays: 366 }],
    ['half a day', 'holdRange', { holdDays: 0.5 }],
    ['a rate over the cap', 'overCap', { rates: [801], cap: 800 }],
    ['a rate that only the highest grade takes over the cap', 'overCap', { cap: 1000, grades: grades(100, 201) }],
    ['grades that fall in merit', 'gradeOrder', { grades: [...grades(100), { name: '钻', merit: 500, bonus: 200 }] }],
    ['grades that fall in bonus', 'gradeOrder', { grades: grades(200, 100) }],
    ['two grades of one name', 'gradeOrder', { grades: [...grades(100), { name: '一', merit: 9000, bonus: 200 }] }],
  ])('refuses %s: %s', (_, fault, change) => {
    expect(policyFault({ ...policy, ...change }, 1)).toBe(fault);
  });
  it('stands at each edge', () => {
    expect(policyFault({ ...policy, rates: [800], cap: 800 }, 1)).toBeNull();
    expect(policyFault({ ...policy, cap: 1000, grades: grades(100, 200) }, 1)).toBeNull();
    expect(policyFault({ ...policy, grades: grades(100, 100) }, 1)).toBeNull();
    expect(policyFault({ ...policy, rates: [500, 200, 100] }, 3)).toBeNull();
  });
  it('lets a shop that pays nothing keep its cap and its grades', () => {
    expect(policyFault({ ...policy, rates: [0], cap: 0, grades: grades(100) }, 1)).toBeNull();
  });

  it('pays what it says: of a policy that stands no rate is ever scaled down, whatever the grade', () => {
    const anyRates = fc.array(fc.integer({ min: 0, max: 6000 }), { minLength: 1, maxLength: 2 });
    const bonuses = fc.array(fc.integer({ min: 0, max: 4000 }), { maxLength: 3 });
    let stood = 0;
    fc.assert(
      fc.property(anyRates, bonuses, fc.integer({ min: 0, max: 10_000 }), (rates, more, cap) => {
        const stands = { ...policy, rates, cap, grades: grades(...more.sort((a, b) => a - b)) };
        if (policyFault(stands, 2) !== null) return;
        stood += 1;
        for (const grade of [undefined, ...stands.grades]) {
          const paid = ratesOf(attribution({ policy: stands, earners: [earner('ann', { grade })] }), 'lin_1');
          const bonus = (rates[0] ?? 0) > 0 ? (grade?.bonus ?? 0) : 0;
          expect(paid).toEqual(rates.map((rate, level) => rate + (level === 0 ? bonus : 0)));
        }
      }),
    );
    expect(stood).toBeGreaterThan(10);
  });
});

describe('the most specific policy', () => {
  const own = (of: 'product' | 'campaign', rates: number[]) => ({ lin_1: { of, rates, version: 4 } });
  const rates = (more: Partial<Attribution>, line = 'lin_1') => ratesOf(attribution(more), line);

  it('counts whole, for its line alone', () => {
    const two = { ...policy, rates: [800, 200] };
    expect(rates({ policy: two, own: own('product', [1200]) })).toEqual([1200]);
    expect(rates({ policy: two, own: own('product', [1200]) }, 'lin_2')).toEqual([800, 200]);
  });
  it('may pay nothing', () => {
    expect(rates({ own: own('campaign', []) })).toEqual([0]);
    expect(commissionsFor(line, 'bob', attribution({ own: own('campaign', []) }))).toEqual([]);
  });
  it('stays under the cap of the shop', () => {
    expect(rates({ policy: { ...policy, cap: 1000 }, own: own('campaign', [1500, 500]) })).toEqual([750, 250]);
  });
});

describe('a grade', () => {
  const gold = { name: '金', merit: 1000, bonus: 150 };
  it('adds to level 1, and to level 1 alone', () => {
    const earners = [earner('ann', { grade: gold }), earner('cat', { grade: gold })];
    expect(ratesOf(attribution({ earners, policy: { ...policy, rates: [800, 200] } }), 'lin_1')).toEqual([950, 200]);
  });
  it('adds to an own policy too, and to nothing where nothing is paid', () => {
    const earners = [earner('ann', { grade: gold })];
    const of = (rates: number[]) => ({ lin_1: { of: 'product' as const, rates, version: 1 } });
    expect(ratesOf(attribution({ earners, own: of([500]) }), 'lin_1')).toEqual([650]);
    expect(ratesOf(attribution({ earners, own: of([]) }), 'lin_1')).toEqual([0]);
    expect(ratesOf(attribution({ earners, own: of([0, 300]) }), 'lin_1')).toEqual([0, 300]);
  });
  it('is the highest that was earned', () => {
    const three = { grades: grades(50, 100, 150) };
    expect([0, 999, 1000, 1999, 2000, 3000, 1e9].map((merit) => gradeOf(three, merit)?.bonus)).toEqual([
      undefined,
      undefined,
      50,
      50,
      100,
      150,
      150,
    ]);
    expect(gradeOf({}, 1e9)).toBeUndefined();
  });
  it('is none below zero, which is where refunds may take a merit of before', () => {
    expect(gradeOf({ grades: grades(50) }, -1)).toBeUndefined();
  });
});

it('a commission is due at the later of after-sale window and hold days', () => {
  expect(releaseAt(1000, 7, 15)).toBe(1000 + 15 * DAY);
  expect(releaseAt(1000, 15, 7)).toBe(1000 + 15 * DAY);
  expect(releaseAt(1000, 0, 0)).toBe(1000);
});

/* ── its life ──────────────────────────────────────────────────────────────────────────────────────────────────────── */

const held: CommissionState = { status: 'held', base: 2990, amount: 239, reversed: 0, refunds: [] };

function tell<S extends CommissionState>(state: S, command: CommissionCommand) {
  const result = decideCommission(state, command);
  if (!result.ok) throw new Error('a commission never says no');
  return { events: result.value, state: result.value.reduce(evolveCommission<S>, state) };
}
const play = (state: CommissionState, ...commands: CommissionCommand[]) =>
  commands.reduce((now, command) => tell(now, command).state, state);

const due = (at: number): CommissionCommand => ({ type: 'due', at });
const release = (now: number): CommissionCommand => ({ type: 'release', now });
const reverse = (refundId: string, refundedBase: number): CommissionCommand => ({
  type: 'reverse',
  refundId,
  refundedBase,
});

describe('the life of a commission', () => {
  it('given no receipt, then it is not released however late it is', () => {
    expect(tell(held, release(Number.MAX_SAFE_INTEGER)).events).toEqual([]);
  });
  it('given a due time, then it is released at that time and not before', () => {
    const waiting = play(held, due(500));
    expect(tell(waiting, release(499)).events).toEqual([]);
    expect(tell(waiting, release(500)).events).toEqual([
      { type: 'commissionReleased', amount: 239, kept: 2990, at: 500 },
    ]);
  });
  it('given a due time, then a second one changes nothing', () => {
    expect(play(held, due(500), due(1))).toEqual({ ...held, dueAt: 500 });
  });
  it('given half of it refunded while held, then the other half is released', () => {
    const half = play(held, due(500), reverse('r1', 1495));
    expect(half.reversed).toBe(120); // 119.5, rounded up: the earner keeps what is rounded down.
    expect(tell(half, release(500)).events).toEqual([{ type: 'commissionReleased', amount: 119, kept: 1495, at: 500 }]);
  });
  it('given a refund after release, then the reversal says so', () => {
    const released = play(held, due(500), release(500));
    expect(tell(released, reverse('r1', 2990)).events).toEqual([
      { type: 'commissionReversed', refundId: 'r1', refundedBase: 2990, amount: 239, released: true },
    ]);
    expect(play(released, reverse('r1', 2990)).status).toBe('reversed');
  });
  it('given the whole refunded while held, then nothing is released any more', () => {
    const gone = play(held, reverse('r1', 2990));
    expect(gone).toMatchObject({ status: 'reversed', reversed: 239 });
    expect(tell(play(gone, due(1)), release(9)).events).toEqual([]);
    expect(tell(gone, due(1)).events).toEqual([]);
  });
  it('given a refund that takes no base (a price difference of nothing), then it takes nothing', () => {
    expect(play(held, reverse('r1', 0))).toMatchObject({ status: 'held', reversed: 0 });
  });
  it('given nothing was paid, then a refund takes back nothing', () => {
    const empty: CommissionState = { ...held, base: 0, amount: 0 };
    expect(tell(empty, reverse('r1', 0)).events).toMatchObject([{ type: 'commissionReversed', amount: 0 }]);
  });
  it('given pieces of which nothing is left to reverse, then what comes back of them after the release says so still', () => {
    const small = play({ ...held, base: 100, amount: 1 }, due(1), release(1), reverse('r1', 1));
    expect(small).toMatchObject({ status: 'reversed', reversed: 1 });
    expect(tell(small, reverse('r2', 99)).events).toEqual([
      { type: 'commissionReversed', refundId: 'r2', refundedBase: 99, amount: 0, released: true },
    ]);
  });
  it('given an open after-sale, then it is due later, and never sooner', () => {
    const waits = play(held, due(500));
    expect(play(waits, { type: 'postpone', at: 900 }).dueAt).toBe(900);
    expect(tell(waits, { type: 'postpone', at: 500 }).events).toEqual([]);
    expect(tell(held, { type: 'postpone', at: 900 }).events).toEqual([]);
    expect(tell(play(waits, release(500)), { type: 'postpone', at: 900 }).events).toEqual([]);
  });
  it('given more refunded than was paid, then it takes back the whole and no more', () => {
    expect(play(held, reverse('r1', 2000), reverse('r2', 2000))).toMatchObject({ status: 'reversed', reversed: 239 });
  });
});

describe('over any sequence', () => {
  const base = fc.integer({ min: 1, max: 1_000_000 });
  const scene = base.chain((most) =>
    fc.record({
      base: fc.constant(most),
      rate: fc.integer({ min: 1, max: 10_000 }),
      commands: fc.array(
        fc.oneof(
          fc.record({ type: fc.constant('due' as const), at: fc.integer({ min: 0, max: 10 }) }),
          fc.record({ type: fc.constant('release' as const), now: fc.integer({ min: 0, max: 10 }) }),
          fc.record({
            type: fc.constant('reverse' as const),
            refundId: fc.constantFrom('r1', 'r2', 'r3', 'r4', 'r5', 'r6'),
            refundedBase: fc.integer({ min: 0, max: most }),
          }),
        ),
        { maxLength: 30 },
      ),
    }),
  );
  const begin = (paid: number, rate: number): CommissionState => ({ ...held, base: paid, amount: share(paid, rate) });

  it('a command twice is a command once, at once and after everything else', () => {
    fc.assert(
      fc.property(scene, ({ base: paid, rate, commands }) => {
        let state = begin(paid, rate);
        const done: CommissionCommand[] = [];
        for (const command of commands) {
          const first = tell(state, command);
          if (first.events.length > 0) done.push(command);
          state = first.state;
          expect(tell(state, command).events).toEqual([]);
        }
        for (const command of done) expect(tell(state, command).events).toEqual([]);
      }),
    );
  });

  it('no refund takes back less than nothing, all together never more than the amount, and what stays is rounded down', () => {
    fc.assert(
      fc.property(scene, ({ base: paid, rate, commands }) => {
        let state = begin(paid, rate);
        let released = 0;
        for (const command of commands) {
          const { events, state: next } = tell(state, command);
          for (const event of events) {
            if (event.type === 'commissionReleased') released += event.amount;
            if (event.type !== 'commissionReversed') continue;
            expect(event.amount).toBeGreaterThanOrEqual(0);
            if (event.amount > 0) expect(event.released).toBe(state.status === 'available');
          }
          state = next;
          expect(state.reversed).toBeLessThanOrEqual(state.amount);
          const refunded = Math.min(
            paid,
            state.refunds.reduce((sum, refund) => sum + refund.refundedBase, 0),
          );
          const kept = (BigInt(state.amount) * BigInt(paid - refunded)) / BigInt(paid);
          expect(BigInt(state.amount - state.reversed)).toBe(kept);
          expect(state.status === 'reversed').toBe(state.refunds.length > 0 && state.reversed === state.amount);
        }
        expect(released).toBeLessThanOrEqual(state.amount);
      }),
    );
  });

  it('price differences and then the way back of the whole line take back exactly the amount, each its part', () => {
    const parts = fc.array(fc.integer({ min: 0, max: 1000 }), { maxLength: 4 });
    fc.assert(
      fc.property(base, fc.integer({ min: 1, max: 10_000 }), parts, fc.nat(4), (paid, rate, shares, releasedAfter) => {
        let state = play(begin(paid, rate), due(0));
        const amounts: number[] = [];
        const back = [...shares.map((part) => Math.floor((paid * part) / 5000)), paid];
        back.forEach((part, index) => {
          if (index === releasedAfter) state = play(state, release(0));
          const { events, state: next } = tell(state, reverse(`r${index}`, part));
          for (const event of events) if (event.type === 'commissionReversed') amounts.push(event.amount);
          state = next;
        });
        expect(amounts.reduce((sum, amount) => sum + amount, 0)).toBe(state.amount);
        expect(reversalsOf(state)).toEqual(amounts.map((amount, index) => ({ refundId: `r${index}`, amount })));
        expect(state.status).toBe('reversed');
      }),
    );
  });

  it('part refunds that sum to the base take back exactly the amount, in whatever order and whenever it was released', () => {
    const cuts = fc.array(fc.integer({ min: 0, max: 1_000_000 }), { maxLength: 8 });
    fc.assert(
      fc.property(base, fc.integer({ min: 1, max: 10_000 }), cuts, fc.nat(9), (paid, rate, points, releasedAfter) => {
        const marks = [0, ...points.map((point) => Math.min(point, paid)).sort((a, b) => a - b), paid];
        const parts = marks.slice(1).map((mark, index) => mark - marks[index]!);
        let state = play(begin(paid, rate), due(0));
        let takenBack = 0;
        parts.forEach((part, index) => {
          if (index === releasedAfter) state = play(state, release(0));
          const { events, state: next } = tell(state, reverse(`r${index}`, part));
          for (const event of events) if (event.type === 'commissionReversed') takenBack += event.amount;
          state = next;
        });
        expect(takenBack).toBe(state.amount);
        expect(state.reversed).toBe(state.amount);
      }),
    );
  });

  it('the merit of what was released is what of its goods was kept, to the last', () => {
    fc.assert(
      fc.property(scene, ({ base: paid, rate, commands }) => {
        let state = begin(paid, rate);
        let merit = 0;
        for (const command of commands) {
          const { events, state: next } = tell(state, command);
          for (const event of events) {
            if (event.type === 'commissionReleased') merit += event.kept;
            if (event.type === 'commissionReversed' && event.released) merit -= event.refundedBase;
          }
          state = next;
          expect(merit).toBe(state.releasedAt === undefined ? 0 : keptBase(state));
          expect(keptBase(state)).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });
});
