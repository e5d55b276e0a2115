/** Every rule of preflight: what passes, what it finds, and where exactly it turns. */
import { USUAL_TERMS as BARGAIN } from '../../shared/domain/bargain';
import { USUAL_TERMS as GROUP_BUY } from '../../shared/domain/groupBuy';
import {
  type FindingCode,
  lowestPrices,
  type PreflightPlan,
  type PreflightSku,
  pieceMargin,
  preflight,
  RULES,
  worstCase,
} from '../../shared/domain/preflight';
import { DAY, HOUR } from '../../shared/time';

const NOW = 1_000 * DAY;
const sku: PreflightSku = { id: 'small', name: '5 斤装', price: 3_990, cost: 2_000, left: 200, lowestPaid: 3_990 };
const common = {
  title: '赣南脐橙 5 斤装',
  startsAt: NOW,
  endsAt: NOW + 7 * DAY,
  now: NOW,
  product: { title: '赣南脐橙', caption: '皮薄汁多，坏一个赔一个', promises: ['坏果包赔'] },
  skus: [sku],
  taken: 0,
  paymentRate: 60,
  commission: { asked: 1_000, rate: 1_000, cap: 3_000, levels: 1, mostLevels: 1 },
  others: [],
};
const groupTerms = { ...GROUP_BUY, size: 3, prices: { small: 2_990 }, quota: 200 };
const bargainTerms = { ...BARGAIN, prices: { small: { list: 3_990, floor: 2_990 } }, quota: 200 };
const groupBuy: PreflightPlan = { ...common, kind: 'groupBuy', terms: groupTerms };
const bargain: PreflightPlan = { ...common, kind: 'bargain', terms: bargainTerms };
const kinds = [
  ['group buy', groupBuy],
  ['bargain', bargain],
] as const;

type Change = Partial<Omit<PreflightPlan, 'kind' | 'terms'>>;
const found = (plan: PreflightPlan, code: FindingCode) => preflight(plan).filter((finding) => finding.code === code);
const withSku = (change: Partial<PreflightSku>): Change => ({ skus: [{ ...sku, ...change }] });
const withProduct = (change: Partial<PreflightPlan['product']>): Change => ({
  product: { ...common.product, ...change },
});
const withCommission = (change: Partial<PreflightPlan['commission']>): Change => ({
  commission: { ...common.commission, ...change },
});
const other = (change: object) => ({
  others: [{ title: '早鸟', skuIds: ['small'], startsAt: NOW, endsAt: NOW + DAY, ...change }],
});

/** What 29.90 leaves: less 0.18 fee (60 bps, rounded up) and 2.99 commission. */
const EVEN = 2_990 - 18 - 299;

const cases: [FindingCode, string, Change, number][] = [
  ['over', 'ends in 1 ms', { startsAt: NOW - 7 * DAY, endsAt: NOW + 1 }, 0],
  ['over', 'ends now', { startsAt: NOW - 7 * DAY, endsAt: NOW }, 1],
  ['overCap', 'at the cap', withCommission({ asked: 3_000 }), 0],
  ['overCap', '1 bps over', withCommission({ asked: 3_001 }), 1],
  ['overCap', 'as many levels as are paid', withCommission({ levels: 2, mostLevels: 2 }), 0],
  ['overCap', 'one level more', withCommission({ levels: 2, mostLevels: 1 }), 1],
  ['loss', 'leaves nothing', withSku({ cost: EVEN }), 0],
  ['loss', 'loses 1 fen', withSku({ cost: EVEN + 1 }), 1],
  ['loss', 'not known', withSku({ cost: undefined }), 0],
  ['costMissing', 'costs nothing', withSku({ cost: 0 }), 0],
  ['costMissing', 'never filled in', withSku({ cost: undefined }), 1],
  ['comparison', 'sold at that price', withSku({ lowestPaid: 3_990 }), 0],
  ['comparison', 'sold dearer', withSku({ lowestPaid: 4_000 }), 0],
  ['comparison', 'sold 1 fen cheaper', withSku({ lowestPaid: 3_989 }), 1],
  ['comparison', 'not sold', withSku({ lowestPaid: undefined }), 1],
  ['overlap', 'ends when this one starts', other({ startsAt: NOW - DAY, endsAt: NOW }), 0],
  ['overlap', '1 ms together', other({ startsAt: NOW - DAY, endsAt: NOW + 1 }), 1],
  ['overlap', 'starts when this one ends', other({ startsAt: NOW + 7 * DAY, endsAt: NOW + 9 * DAY }), 0],
  ['overlap', 'another SKU', other({ skuIds: ['large'] }), 0],
  ['quotaOverStock', 'as much as there is', withSku({ left: 200 }), 0],
  ['quotaOverStock', 'one piece less', withSku({ left: 199 }), 1],
  ['quotaOverStock', 'one piece less, and one was sold already', { ...withSku({ left: 199 }), taken: 1 }, 0],
  ['quotaOverStock', 'two pieces less, and one was sold already', { ...withSku({ left: 198 }), taken: 1 }, 1],
  ['endsBeforeLife', 'just long enough', { startsAt: NOW - 6 * DAY, endsAt: NOW + 24 * HOUR }, 0],
  ['endsBeforeLife', '1 ms short', { startsAt: NOW - 6 * DAY, endsAt: NOW + 24 * HOUR - 1 }, 1],
  ['forbiddenWords', 'nothing of the kind', {}, 0],
  ['forbiddenWords', 'in the name of the campaign', { title: '全网最低的橙' }, 1],
  ['forbiddenWords', 'in the name of the goods', withProduct({ title: '全网最低的橙' }), 1],
  ['forbiddenWords', 'in their caption', withProduct({ caption: '人人必得' }), 1],
  ['forbiddenWords', 'in the name of a SKU', withSku({ name: '免费拿装' }), 1],
  ['forbiddenWords', 'in two promises', withProduct({ promises: ['稳赚', '坏果包赔', '稳赚不赔'] }), 2],
  ['terms', 'a life as long as all of it', { endsAt: NOW + 24 * HOUR }, 0],
  ['terms', 'a life 1 ms longer', { endsAt: NOW + 24 * HOUR - 1 }, 1],
];

describe.each(kinds)('of a %s', (_, plan) => {
  it('nothing is found where all is well', () => expect(preflight(plan)).toEqual([]));

  it.each(cases)('%s: %s', (code, __, change, count) => {
    const findings = found({ ...plan, ...change }, code);
    expect(findings).toHaveLength(count);
    for (const { level, sentence } of findings) {
      expect(level).toBe(RULES[code].level);
      expect(sentence).toMatch(/\p{Script=Han}/u);
    }
  });

  it('errors come first', () => {
    const levels = preflight({ ...plan, endsAt: NOW, ...withSku({ cost: 9_000, left: 0 }) }).map(({ level }) => level);
    expect(levels.slice(0, levels.lastIndexOf('error') + 1)).not.toContain('warning');
    expect(new Set(levels)).toEqual(new Set(['error', 'warning']));
  });
});

it('every rule is tried here, with what it lets pass and with what it finds', () => {
  const counts = (of: string) => new Set(cases.flatMap(([code, , , count]) => (code === of ? [count > 0] : [])));
  for (const code of Object.keys(RULES)) expect([code, counts(code)]).toEqual([code, new Set([true, false])]);
});

it.each([
  ['size', { size: 1 }, groupTerms],
  ['leaderDiscount', { leaderDiscount: 2_990 }, groupTerms],
] as const)('%s that cannot be blocks, and is named', (term, change, terms) => {
  const findings = preflight({ ...common, kind: 'groupBuy', terms: { ...terms, ...change } });
  expect(findings.filter(({ level }) => level === 'error').map((finding) => finding.term)).toContain(term);
});

it('the lowest price is the last step less the leader’s discount', () => {
  const terms = {
    ...groupTerms,
    size: 5,
    least: 2,
    leaderDiscount: 100,
    ladder: [{ members: 5, prices: { small: 2_490 } }],
  };
  expect(lowestPrices({ kind: 'groupBuy', terms })).toEqual({ small: 2_390 });
  const plan: PreflightPlan = { ...common, kind: 'groupBuy', terms, ...withSku({ cost: 2_133 }) };
  // 23.90 − 0.18 − 2.39 − 21.33 = 0: the fee is of the 28.90 that were captured.
  expect(found(plan, 'loss')).toEqual([]);
  expect(worstCase(plan).margin).toBe(0);
  const less = { ...plan, ...withSku({ cost: 2_134 }) };
  expect(worstCase(less).margin).toBe(-200);
  expect(found(less, 'loss')[0]?.sentence).toBe(
    '5 斤装卖 ¥23.90 一件亏 ¥0.01（成本 ¥21.34、手续费 ¥0.18、佣金 ¥2.39）',
  );
});

it('fee and commission are rounded up', () => {
  expect(pieceMargin(1, 0, { paymentRate: 60, commission: { rate: 1 } })).toEqual({
    price: 1,
    fee: 1,
    commission: 1,
    margin: -1,
  });
});

it('many SKUs without a cost are one thing to tick', () => {
  const skus = Array.from({ length: 200 }, (_, index) => ({
    ...sku,
    id: `s${index}`,
    name: `规格 ${index}`,
    cost: undefined,
  }));
  const prices = Object.fromEntries(skus.map(({ id }) => [id, 2_990]));
  const findings = found({ ...common, kind: 'groupBuy', skus, terms: { ...groupTerms, prices } }, 'costMissing');
  expect(findings.map(({ sentence }) => sentence)).toEqual(['规格 0等 200 个规格没填成本，算不出赚不赚']);
});

it('two campaigns of the same name are one thing to tick', () => {
  const others = [...other({}).others, ...other({ endsAt: NOW + 2 * DAY }).others];
  expect(found({ ...groupBuy, others }, 'overlap')).toHaveLength(1);
});

it('the worst case is the whole quota of the SKU that leaves the least', () => {
  const dear: PreflightSku = { ...sku, id: 'large', price: 7_990, cost: 6_000 };
  const terms = { ...groupTerms, prices: { small: 2_990, large: 5_990 } };
  const plan: PreflightPlan = { ...common, kind: 'groupBuy', terms, skus: [sku, dear] };
  const margin = 5_990 - 36 - 599 - 6_000;
  expect(worstCase(plan)).toEqual({
    pieces: 200,
    discount: 200 * 2_000,
    commission: 200 * 599,
    margin: 200 * margin,
  });
  expect(worstCase({ ...plan, skus: [{ ...sku, cost: undefined }, dear] }).margin).toBeUndefined();
});

it.each([
  ['floor', 299],
  ['anyPrice', 399],
] as const)('what a bargain bought at %s pays out at worst', (buyAt, commission) => {
  const plan: PreflightPlan = { ...common, kind: 'bargain', terms: { ...bargainTerms, buyAt } };
  expect(worstCase(plan)).toEqual({
    pieces: 200,
    discount: 200 * 1_000,
    commission: 200 * commission,
    margin: 200 * (EVEN - 2_000),
  });
});
