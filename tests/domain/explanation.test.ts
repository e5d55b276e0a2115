import fc from 'fast-check';
import { type Attribution, type CommissionPolicy, commissionsFor, type Earner } from '../../shared/domain/commission';
import { explainLine, type KeptCommission } from '../../shared/domain/explanation';

const policy: CommissionPolicy = { version: 3, rates: [800, 200], cap: 3000, holdDays: 7 };
const earner = (userId: string, more: Partial<Earner> = {}): Earner => ({
  userId,
  suspended: false,
  bindingId: `bnd_${userId}`,
  boundAt: 1,
  shareId: `shr_${userId}`,
  ...more,
});
const order = (earners: Earner[], more: Partial<CommissionPolicy> = {}): Attribution => ({
  earners,
  policy: { ...policy, ...more },
});
const line = { id: '1', paid: 2990 };
const kept = (level: 1 | 2, reversed = 0): KeptCommission => ({ lineId: '1', level, reversed });
const told = (attribution: Attribution, held: KeptCommission[], paid = 2990) =>
  explainLine({ ...line, paid }, 'bob', attribution, held).map(({ userId, level, rate, amount, reversed, why }) => ({
    userId,
    level,
    rate,
    amount,
    reversed,
    why,
  }));

it('says of everybody above the buyer what they get, and how they came to be there', () => {
  const ann = earner('ann', { until: 9, referralVersion: 2 });
  expect(explainLine(line, 'bob', order([ann, earner('cat')]), [kept(1), kept(2, 20)])).toEqual([
    { ...ann, level: 1, rate: 800, amount: 239, reversed: 0, why: 'earned' },
    { ...earner('cat'), level: 2, rate: 200, amount: 59, reversed: 20, why: 'earned' },
  ]);
});

it.each<[string, Attribution, KeptCommission[], number, object]>([
  ['a suspended promoter', order([earner('ann', { suspended: true })]), [], 2990, { why: 'suspended' }],
  ['the buyer above themselves', order([earner('bob')]), [], 2990, { why: 'ownOrder' }],
  ['less than a fen', order([earner('ann')]), [kept(1)], 12, { why: 'tooSmall' }],
  ['a payment that has not come', order([earner('ann')]), [], 2990, { why: 'notHeld' }],
  ['another line’s commission', order([earner('ann')]), [{ ...kept(1), lineId: '2' }], 2990, { why: 'notHeld' }],
  ['another level’s commission', order([earner('ann')]), [kept(2)], 2990, { why: 'notHeld' }],
])('%s: nothing, and why', (_, attribution, held, paid, why) => {
  expect(told(attribution, held, paid)).toEqual([
    { userId: attribution.earners[0]!.userId, level: 1, rate: 800, amount: 0, reversed: 0, ...why },
  ]);
});

it('says of who had deleted the account that nothing is held for them, and of what was held before, what it is', () => {
  const attribution = order([earner('ann'), earner('cat')]);
  const whys = (held: KeptCommission[]) =>
    explainLine(line, 'bob', attribution, held, new Set(['ann'])).map(({ why, amount }) => [why, amount]);
  expect(whys([kept(2)])).toEqual([
    ['erased', 0],
    ['earned', 59],
  ]);
  expect(whys([kept(1)])).toEqual([
    ['earned', 239],
    ['notHeld', 0],
  ]);
});

it('says of a line whose policy pays nothing that it does not, to a suspended promoter too', () => {
  const own = { '1': { of: 'product' as const, rates: [], version: 1 } };
  for (const suspended of [false, true]) {
    const attribution = { ...order([earner('ann', { suspended }), earner('cat')]), own };
    expect(told(attribution, [])).toEqual([
      { userId: 'ann', level: 1, rate: 0, amount: 0, reversed: 0, why: 'noRate' },
    ]);
  }
});

it('says the rate of the most specific policy with the grade of the first', () => {
  const grade = { name: '银牌', merit: 1, bonus: 100 };
  const own = { '1': { of: 'campaign' as const, rates: [1000, 500], version: 2 } };
  const attribution = { ...order([earner('ann', { grade }), earner('cat')]), own };
  expect(told(attribution, [kept(1), kept(2)])).toMatchObject([
    { rate: 1100, amount: 328 },
    { rate: 500, amount: 149 },
  ]);
});

it('says the rate after the cap, and nothing of levels that the policy does not pay', () => {
  const capped = order([earner('ann'), earner('cat'), earner('dan')], { cap: 500 });
  expect(told(capped, [kept(1), kept(2)])).toMatchObject([
    { userId: 'ann', rate: 400, amount: 119 },
    { userId: 'cat', rate: 100, amount: 29 },
  ]);
});

it('agrees with what is paid, for any order', () => {
  const someone = fc.record({ userId: fc.constantFrom('ann', 'bob', 'cat', 'dan'), suspended: fc.boolean() });
  const rates = fc.array(fc.integer({ min: 0, max: 4000 }), { maxLength: 3 });
  const paid = fc.integer({ min: 0, max: 20_000 });
  fc.assert(
    fc.property(fc.array(someone, { maxLength: 3 }), rates, fc.nat(9000), paid, (people, some, cap, amount) => {
      const attribution = order(
        people.map(({ userId, suspended }) => earner(userId, { suspended })),
        { rates: some, cap },
      );
      const commissions = commissionsFor({ id: '1', paid: amount }, 'bob', attribution);
      const held = commissions.map(({ level }) => ({ lineId: '1', level, reversed: 0 }));
      const explained = explainLine({ id: '1', paid: amount }, 'bob', attribution, held);
      const pick = ({
        level,
        userId,
        rate,
        amount: of,
      }: (typeof explained)[number] | (typeof commissions)[number]) => ({
        level,
        userId,
        rate,
        amount: of,
      });
      expect(explained.filter(({ why }) => why === 'earned').map(pick)).toEqual(commissions.map(pick));
      // Who is told of no commission is told why: nothing is left without a word.
      // Where nothing is paid at all, the first is told so.
      expect(explained).toHaveLength(Math.min(people.length, Math.max(1, some.length)));
      for (const one of explained) if (one.why !== 'earned') expect(one.amount).toBe(0);
    }),
  );
});
