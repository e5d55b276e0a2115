/** The terms of a group buy: what each says, what stands and what does not, and the prices that follow from them. */
import fc from 'fast-check';
import {
  faultsOf,
  type GroupBuyTerms,
  type LadderStep,
  overpaid,
  pricesAt,
  stepAt,
  stepWords,
  TERMS,
  USUAL_TERMS,
  unitPriceOf,
} from '../../shared/domain/groupBuy';
import type { Offer, Prices } from '../../shared/domain/terms';
import { DAY, HOUR, MINUTE } from '../../shared/time';

const offer: Offer = { skuPrices: { small: 3990, large: 7990 }, startsAt: 1000, endsAt: 1000 + 30 * DAY };
const plain: GroupBuyTerms = { ...USUAL_TERMS, size: 10, prices: { small: 2990, large: 5990 }, quota: 200 };
const step = (members: number, small: number, large: number): LadderStep => ({ members, prices: { small, large } });
/** 3 people, then 5, then 10. */
const ladder = [step(5, 2790, 5590), step(10, 2590, 5590)];
const laddered: Partial<GroupBuyTerms> = { least: 3, ladder };

const faults = (change: Partial<GroupBuyTerms>, campaign: Partial<Offer> = {}) =>
  faultsOf({ ...plain, ...change }, { ...offer, ...campaign });

const names = Object.keys(TERMS) as (keyof GroupBuyTerms)[];

describe('each term', () => {
  it('is one of those that a campaign begins with, or is given by the merchant', () => {
    expect([...names].sort()).toEqual([...Object.keys(plain), 'least'].sort());
  });

  it.each(names)('%s has a name, a meaning and words for its value', (name) => {
    const { name: title, meaning, says } = TERMS[name];
    expect(title).toMatch(/^\p{Script=Han}{2,8}$/u);
    expect(meaning).toMatch(/^\p{Script=Han}.{4,}。$/u);
    expect(says(plain)).toMatch(/\p{Script=Han}|¥/u);
  });

  it('has a name of its own', () => expect(new Set(names.map((name) => TERMS[name].name)).size).toBe(names.length));

  it.each<[keyof GroupBuyTerms, Partial<GroupBuyTerms>, string]>([
    ['size', { size: 100 }, '100 人'],
    ['prices', {}, '¥29.90 起'],
    ['prices', { prices: { large: 5990 } }, '¥59.90'],
    ['ladder', {}, '不设'],
    ['ladder', laddered, '满 5 人 ¥27.90 起 · 满 10 人 ¥25.90 起'],
    ['least', {}, '不设，满员才成团'],
    ['least', { least: 3 }, '满 3 人也成团'],
    ['life', { life: 36 * HOUR }, '36 小时'],
    ['life', { life: 90 * MINUTE }, '1.5 小时'],
    ['hold', { hold: 30 * MINUTE }, '30 分钟'],
    ['leaderDiscount', {}, '没有'],
    ['leaderDiscount', { leaderDiscount: 300 }, '每件减 ¥3.00'],
    ['audience', {}, '所有人'],
    ['audience', { audience: 'newcomers' }, '只限新客，老客可以开团'],
    ['overflow', {}, '原路退款'],
    ['overflow', { overflow: 'anotherGroup' }, '坐进别的团，没有就退款'],
    ['overflow', { overflow: 'lead' }, '另开一个新团，开不了就退款'],
    ['perOrder', {}, '5 件'],
    ['perPerson', {}, '20 单'],
    ['quota', {}, '200 件'],
    ['mayLeave', {}, '付款后等成团或截止'],
    ['mayLeave', { mayLeave: true }, '成团前可以退'],
    ['chatOnly', {}, '不限'],
    ['chatOnly', { chatOnly: true }, '只限开团的那个群'],
  ])('%s %j says %s', (name, change, words) => expect(TERMS[name].says({ ...plain, ...change })).toBe(words));

  it('a step says its lowest price', () => {
    expect(stepWords({ members: 5, prices: { small: 2790 } })).toBe('满 5 人 ¥27.90');
    expect(stepWords(step(5, 2790, 2690))).toBe('满 5 人 ¥26.90 起');
  });
});

describe('terms that stand', () => {
  it.each<[string, Partial<GroupBuyTerms>, Partial<Offer>]>([
    ['the usual ones', {}, {}],
    ['a size of 2', { size: 2 }, {}],
    ['a size of 100', { size: 100 }, {}],
    ['a price of 1 fen', { prices: { small: 1 } }, {}],
    ['a price as high as alone', { prices: { small: 3990 } }, {}],
    ['one of two SKUs', { prices: { large: 5990 } }, {}],
    ['at least 2', { least: 2 }, {}],
    ['at least one fewer than the size', { least: 9 }, {}],
    ['at least 99 of 100', { least: 99, size: 100 }, {}],
    ['at least so many without a ladder', { least: 3, ladder: [] }, {}],
    ['a ladder', laddered, {}],
    ['a ladder of one further step', { least: 9, ladder: [step(10, 2590, 5590)] }, {}],
    [
      'a ladder of four further steps',
      { least: 2, ladder: [step(4, 2790, 5990), step(6, 2690, 5990), step(8, 2590, 5990), step(10, 1, 1)] },
      {},
    ],
    ['a life of an hour', { life: HOUR }, {}],
    ['a life of a week', { life: 168 * HOUR }, {}],
    ['a life as long as its campaign', { life: 2 * HOUR }, { endsAt: offer.startsAt + 2 * HOUR }],
    ['a hold of 5 minutes', { hold: 5 * MINUTE }, {}],
    ['a hold of an hour', { hold: HOUR, life: HOUR }, {}],
    ["a leader's discount that leaves 1 fen", { leaderDiscount: 2989 }, {}],
    ["a leader's discount that leaves 1 fen on the lowest step", { ...laddered, leaderDiscount: 2589 }, {}],
    ['newcomers only', { audience: 'newcomers' }, {}],
    ['another group', { overflow: 'anotherGroup' }, {}],
    ['a group of their own', { overflow: 'lead' }, {}],
    ['one piece an order', { perOrder: 1 }, {}],
    ['99 pieces an order', { perOrder: 99 }, {}],
    ['as many pieces an order as there are', { perOrder: 10, quota: 10 }, {}],
    ['one order a person', { perPerson: 1 }, {}],
    ['1000 orders a person', { perPerson: 1000 }, {}],
    ['a quota of one group', { quota: 10 }, {}],
    ['a quota of ten million', { quota: 10_000_000 }, {}],
    ['leaving', { mayLeave: true }, {}],
    ['one chat', { chatOnly: true }, {}],
  ])('%s', (_, change, campaign) => expect(faults(change, campaign)).toEqual([]));
});

describe('terms that cannot stand are refused under their own name', () => {
  it.each<[keyof GroupBuyTerms, string, Partial<GroupBuyTerms>, RegExp]>([
    ['size', 'a size of 1', { size: 1 }, /2 到 100 人/],
    ['size', 'a size of 101', { size: 101 }, /2 到 100 人/],
    ['size', 'half a person', { size: 2.5 }, /2 到 100 人/],
    ['prices', 'no price', { prices: {} }, /至少给一个规格/],
    ['prices', "a SKU of another product's", { prices: { other: 100 } }, /没有的规格/],
    ['prices', 'a name that every object has', { prices: { isPrototypeOf: 100 } }, /没有的规格/],
    ['prices', 'nothing to pay', { prices: { small: 0 } }, /至少 1 分/],
    ['prices', 'half a fen', { prices: { small: 99.5 } }, /至少 1 分/],
    ['prices', 'dearer than alone', { prices: { small: 3991 } }, /不能比单买还贵/],
    ['least', 'at least 1', { least: 1 }, /至少 2 人/],
    ['least', 'at least 2.5', { least: 2.5 }, /至少 2 人/],
    ['least', 'at least as many as the size', { least: 10 }, /比成团人数少/],
    ['least', 'more than the size', { least: 11 }, /比成团人数少/],
    [
      'ladder',
      'five further steps',
      { least: 2, ladder: [4, 5, 6, 7, 10].map((at) => step(at, 3000 - at, 1)) },
      /4 档/,
    ],
    ['ladder', 'a ladder without a first step', { ladder }, /要设到期几人也算成/],
    ['ladder', 'a first step as high as the second', { ...laddered, least: 5 }, /比一档人多/],
    [
      'ladder',
      'two steps at one height',
      { least: 3, ladder: [step(10, 2790, 5590), step(10, 2690, 5590)] },
      /比一档人多/,
    ],
    ['ladder', 'steps that go down', { least: 3, ladder: [step(10, 2790, 5590), step(5, 2690, 5590)] }, /比一档人多/],
    ['ladder', 'a step of half a person', { least: 3, ladder: [step(4.5, 2790, 5590), step(10, 1, 1)] }, /2 到 100 人/],
    ['ladder', 'a price that rises', { least: 3, ladder: [step(10, 2991, 5590)] }, /不能涨/],
    ['ladder', 'a price that rises later', { least: 3, ladder: [step(5, 2790, 5590), step(10, 2690, 5591)] }, /不能涨/],
    ['ladder', 'prices that stay', { least: 3, ladder: [step(5, 2790, 5590), step(10, 2790, 5590)] }, /更便宜/],
    [
      'ladder',
      'a step without one of the SKUs',
      { least: 3, ladder: [{ members: 10, prices: { small: 1 } }] },
      /同样的规格/,
    ],
    [
      'ladder',
      'a step with another SKU',
      { least: 3, ladder: [{ members: 10, prices: { small: 1, other: 1 } }] },
      /同样的规格/,
    ],
    ['ladder', 'a step for nothing', { least: 3, ladder: [step(10, 0, 5590)] }, /至少 1 分/],
    ['ladder', 'a last step below the size', { least: 3, ladder: [step(9, 2790, 5590)] }, /等于成团人数/],
    ['life', 'less than an hour', { life: HOUR - 1 }, /1 到 168 小时/],
    ['life', 'more than a week', { life: 168 * HOUR + 1 }, /1 到 168 小时/],
    ['life', 'a life of nothing', { life: 0, hold: 5 * MINUTE }, /1 到 168 小时/],
    ['life', 'a life before its beginning', { life: -HOUR }, /1 到 168 小时/],
    ['hold', 'a hold below 5 minutes', { hold: 5 * MINUTE - 1 }, /5 到 60 分钟/],
    ['hold', 'a hold above an hour', { hold: HOUR + 1 }, /5 到 60 分钟/],
    ['hold', 'a hold longer than the life', { hold: HOUR, life: HOUR - 1 }, /比团的有效期长/],
    ['leaderDiscount', 'less than nothing', { leaderDiscount: -1 }, /0 或更多/],
    ['leaderDiscount', 'half a fen', { leaderDiscount: 0.5 }, /0 或更多/],
    ['leaderDiscount', 'the whole price', { leaderDiscount: 2990 }, /剩 1 分/],
    ['leaderDiscount', 'the whole price of the last step', { ...laddered, leaderDiscount: 2590 }, /剩 1 分/],
    ['audience', 'somebody else', { audience: 'regulars' as 'everyone' }, /没有这种参团范围/],
    ['overflow', 'something else', { overflow: 'keep' as 'refund' }, /没有这种处理方式/],
    ['perOrder', 'nothing an order', { perOrder: 0 }, /1 到 99 件/],
    ['perOrder', '100 pieces an order', { perOrder: 100 }, /1 到 99 件/],
    ['perOrder', 'more an order than there are', { perOrder: 11, quota: 10 }, /比整场的名额还多/],
    ['perPerson', 'no order a person', { perPerson: 0 }, /1 到 1000 单/],
    ['perPerson', '1001 orders a person', { perPerson: 1001 }, /1 到 1000 单/],
    ['quota', 'no quota', { quota: 0 }, /至少 1 件/],
    ['quota', 'more than ten million', { quota: 10_000_001 }, /至少 1 件/],
    ['quota', 'less than one group', { quota: 9 }, /坐不满/],
    ['mayLeave', 'leaving, with a ladder', { ...laddered, mayLeave: true }, /不能允许退团/],
    ['chatOnly', 'neither yes nor no', { chatOnly: 'yes' as unknown as boolean }, /限不限本群/],
  ])('%s: %s', (term, _, change, words) => {
    const found = faults(change).filter((fault) => fault.term === term);
    expect(found.map(({ sentence }) => sentence)).toEqual([expect.stringMatching(words)]);
    expect(found[0]?.sentence).toMatch(/^\p{Script=Han}/u);
  });

  it.each([
    ['longer than its campaign', 2 * HOUR - 1, '团的有效期比整场活动还长'],
    ['a campaign that ends as it begins', 0, '活动的结束时间要在开始之后'],
    ['a campaign that ends before it begins', -DAY, '活动的结束时间要在开始之后'],
  ])('life: %s', (_, lasts, sentence) => {
    const found = faults({ life: 2 * HOUR }, { endsAt: offer.startsAt + lasts });
    expect(found).toEqual([{ term: 'life', sentence }]);
  });

  it('names every fault at once, in the order of the terms', () => {
    const found = faults({ size: 1, prices: {}, hold: 0, quota: 0 });
    expect(found.map(({ term }) => term)).toEqual(['size', 'prices', 'hold', 'perOrder', 'quota']);
  });
});

/* ── prices ─────────────────────────────────────────────────────────────────────────────────────────────────────────── */

describe('the price of a piece', () => {
  const terms = { ...plain, ...laddered, leaderDiscount: 200 };
  it.each([
    [1, 0, 2990],
    [4, 0, 2990],
    [5, 1, 2790],
    [9, 1, 2790],
    [10, 2, 2590],
  ])('with %i paid members is that of step %i', (members, at, price) => {
    expect(stepAt(terms, members)).toBe(at);
    expect(pricesAt(terms, at).small).toBe(price);
    expect(unitPriceOf(terms, 'small', { step: at, starts: false })).toBe(price);
    expect(unitPriceOf(terms, 'small', { step: at, starts: true })).toBe(price - 200);
  });

  it('is none where the SKU is not in the campaign', () => {
    expect(unitPriceOf(terms, 'other', { step: 0, starts: false })).toBeUndefined();
    expect(unitPriceOf(terms, 'toString', { step: 0, starts: false })).toBeUndefined();
  });

  it('given a lower one, then whoever paid more is owed the difference for each piece, the leader the same', () => {
    const line = (unitPrice: number) => ({ skuId: 'small', quantity: 3, unitPrice });
    expect(overpaid(terms, line(2990), { step: 1, starts: false })).toBe(600);
    expect(overpaid(terms, line(2790), { step: 1, starts: true })).toBe(600);
    expect(overpaid(terms, line(2790), { step: 1, starts: false })).toBe(0);
    expect(overpaid(terms, line(2590), { step: 1, starts: false })).toBe(0);
    expect(overpaid(terms, { ...line(2990), skuId: 'other' }, { step: 1, starts: false })).toBe(0);
  });
});

/** Terms with a ladder that stand: heights that rise, prices of which at least one falls at each step. */
const anyLadder: fc.Arbitrary<GroupBuyTerms> = fc
  .record({
    heights: fc.uniqueArray(fc.integer({ min: 2, max: 100 }), { minLength: 2, maxLength: 5 }),
    prices: fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: 10, max: 100_000 }), {
      minKeys: 1,
      noNullPrototype: true,
    }),
    falls: fc.array(fc.record({ sku: fc.nat(2), by: fc.double({ min: 0.01, max: 0.9, noNaN: true }) }), {
      minLength: 4,
      maxLength: 4,
    }),
    off: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ heights, prices, falls, off }) => {
    const [least = 2, ...members] = heights.sort((a, b) => a - b);
    const skus = Object.keys(prices);
    const steps: LadderStep[] = [];
    let now: Prices = prices;
    for (const [index, height] of members.entries()) {
      const { sku, by } = falls[index]!;
      const falling = skus.find((one, at) => at >= sku % skus.length && now[one]! > 1);
      if (falling === undefined) break;
      now = { ...now, [falling]: Math.max(1, Math.min(now[falling]! - 1, Math.floor(now[falling]! * (1 - by)))) };
      steps.push({ members: height, prices: now });
    }
    const lowest = Math.min(...Object.values(now));
    const leaderDiscount = Math.floor((lowest - 1) * off);
    return { ...plain, prices, least, ladder: steps, size: steps.at(-1)!.members, leaderDiscount, quota: 1000 };
  });

const skuPrices = { a: 100_000, b: 100_000, c: 100_000 };

describe('with any ladder', () => {
  it('the terms stand, and nobody ever pays less than a fen', () => {
    fc.assert(
      fc.property(anyLadder, (terms) => {
        expect(faultsOf(terms, { ...offer, skuPrices })).toEqual([]);
        for (const sku of Object.keys(terms.prices)) {
          const last = unitPriceOf(terms, sku, { step: terms.ladder.length, starts: true });
          expect(last).toBeGreaterThanOrEqual(1);
        }
      }),
    );
  });

  it('a price that rises anywhere is refused', () => {
    fc.assert(
      fc.property(anyLadder, fc.nat(), fc.nat(), fc.integer({ min: 1, max: 500 }), (terms, which, sku, by) => {
        const index = which % terms.ladder.length;
        const before = index === 0 ? terms.prices : terms.ladder[index - 1]!.prices;
        const raised = Object.keys(before)[sku % Object.keys(before).length]!;
        const wrong = terms.ladder.map((one, at) =>
          at === index ? { ...one, prices: { ...one.prices, [raised]: before[raised]! + by } } : one,
        );
        expect(faultsOf({ ...terms, ladder: wrong }, { ...offer, skuPrices })).toContainEqual({
          term: 'ladder',
          sentence: '阶梯价只能越来越低，不能涨',
        });
      }),
    );
  });

  it('no price rises with members, and the size is the last step', () => {
    fc.assert(
      fc.property(anyLadder, fc.integer({ min: 1, max: 100 }), (terms, members) => {
        const [now, next] = [stepAt(terms, members), stepAt(terms, members + 1)];
        expect(next).toBeGreaterThanOrEqual(now);
        for (const sku of Object.keys(terms.prices)) {
          expect(pricesAt(terms, next)[sku]).toBeLessThanOrEqual(pricesAt(terms, now)[sku]!);
        }
        expect(stepAt(terms, terms.size)).toBe(terms.ladder.length);
        expect(stepAt(terms, terms.least!)).toBe(0);
      }),
    );
  });

  it('differences paid step by step add up to the difference paid at once, and none is below zero', () => {
    const ways = fc.uniqueArray(fc.nat(4), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(anyLadder, ways, fc.integer({ min: 1, max: 99 }), fc.boolean(), (terms, way, quantity, starts) => {
        const steps = way.filter((at) => at <= terms.ladder.length).sort((a, b) => a - b);
        fc.pre(steps.length > 0);
        for (const skuId of Object.keys(terms.prices)) {
          const price = (at: number) => unitPriceOf(terms, skuId, { step: at, starts })!;
          const due = (from: number, to: number) =>
            overpaid(terms, { skuId, quantity, unitPrice: price(from) }, { step: to, starts });
          const first = steps[0]!;
          const parts = steps.slice(1).map((to, index) => due(steps[index]!, to));
          for (const part of parts) expect(part).toBeGreaterThanOrEqual(0);
          const whole = due(first, steps.at(-1)!);
          expect(parts.reduce((sum, part) => sum + part, 0)).toBe(whole);
          expect(whole).toBe((price(first) - price(steps.at(-1)!)) * quantity);
          // Whoever came later, or at once, owes nothing for what came before.
          expect(due(steps.at(-1)!, first)).toBe(0);
        }
      }),
    );
  });
});
