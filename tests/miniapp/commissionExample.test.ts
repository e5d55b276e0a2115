/** A commission policy by example, as the owner reads it: the amounts are those of the rules, and a draft says where it is wrong. */
import { type Draft, draftOf, faultOf, newGrade, termsOf } from '../../miniapp/src/merchant/commissionPolicy/draft';
import { saleOf } from '../../miniapp/src/merchant/commissionPolicy/example';
import { type OwnDraft, ownDraftOf, ownFaultOf, ownRatesIn } from '../../miniapp/src/merchant/ownPolicies/draft';
import { policyWords, ratesWords, rulesOf, type Terms } from '../../miniapp/src/merchant/words/commissionPolicy';
import { hundredthsIn, typedOf } from '../../miniapp/src/merchant/words/typed';

const first: Terms = { rates: [800], cap: 3000, holdDays: 7, grades: [] };
const silver = { name: '银牌', merit: 100_000, bonus: 100 };
const gold = { name: '金牌', merit: 500_000, bonus: 250 };
const all: Terms = { rates: [800, 300], cap: 3000, holdDays: 10, grades: [silver, gold] };

describe('the example', () => {
  it('of one level: two boxes for ¥79.80, one of them given back', () => {
    expect(saleOf(first)).toEqual({
      base: 7980,
      // 638.4 and 319.2, rounded down; what goes back is rounded up.
      shares: [{ level: 1, name: '林姐', rate: 800, amount: 638, left: 319 }],
      kept: 7342,
      refunded: 3990,
      keptThen: 3671,
    });
  });

  it('of two levels and a grade, which adds to the first alone', () => {
    expect(saleOf(all).shares).toEqual([
      { level: 1, name: '林姐', rate: 800, amount: 638, left: 319 },
      { level: 2, name: '阿杰', rate: 300, amount: 239, left: 119 },
    ]);
    expect(saleOf(all, gold).shares.map(({ rate, amount }) => [rate, amount])).toEqual([
      [1050, 837],
      [300, 239],
    ]);
  });

  it('of a shop that pays nothing: it keeps all', () => {
    expect(saleOf({ ...first, rates: [] })).toMatchObject({ shares: [], kept: 7980, keptThen: 3990 });
  });

  it('splits the whole, before and after the refund', () => {
    for (const rates of [[1], [9999, 1], [333, 333], [10_000]]) {
      const { base, shares, kept, refunded, keptThen } = saleOf({ ...first, rates, cap: 10_000 });
      const sum = (part: 'amount' | 'left') => shares.reduce((total, one) => total + one[part], 0);
      expect([sum('amount') + kept, sum('left') + keptThen]).toEqual([base, base - refunded]);
    }
  });
});

describe('the words', () => {
  it('say a policy in sentences and in one line', () => {
    expect([ratesWords([800]), ratesWords([800, 300]), ratesWords([]), ratesWords([0])]).toEqual([
      '8%',
      '一级 8% · 二级 3%',
      '不给佣金',
      '不给佣金',
    ]);
    expect(policyWords(all)).toBe(
      '一级 8% · 二级 3% · 封顶 30% · 冻结 10 天 · 银牌 +1%（满 ¥1,000.00） · 金牌 +2.5%（满 ¥5,000.00）',
    );
    const free = (terms: Terms) => rulesOf(terms, 7).find(({ name }) => name === '冻结')?.meanings;
    expect([free(all), free({ ...all, holdDays: 3 })]).toEqual([
      ['签收满 10 天、没有售后，才能提现'],
      ['签收满 7 天、没有售后，才能提现（售后期是 7 天）'],
    ]);
  });

  it('read what is typed to two digits behind the point, and nothing else', () => {
    const right = ['8', '8.5', '8.05', ' 100 ', '0', '12345678.99'].map(hundredthsIn);
    expect(right).toEqual([800, 850, 805, 10_000, 0, 1_234_567_899]);
    for (const typed of ['', '8.', '.5', '8.005', '-1', '8%', '1e3', '123456789', '八'])
      expect([typed, hundredthsIn(typed)]).toEqual([typed, Number.NaN]);
    expect([800, 850, 805, 0, 1_234_567_899].map(typedOf)).toEqual(['8', '8.5', '8.05', '0', '12345678.99']);
  });
});

describe('a draft', () => {
  it('is the terms that it was made of', () => {
    for (const terms of [first, all, { ...first, rates: [] }]) {
      const draft = draftOf(terms, 2);
      expect([termsOf(draft), faultOf(draft)]).toEqual([terms, undefined]);
    }
    // Of a deployment that allows one level by now, there is no second one to be written.
    expect(termsOf(draftOf(all, 1)).rates).toEqual([800]);
  });

  it('says beside which field it is wrong', () => {
    const draft = draftOf(all, 2);
    const at = (part: Partial<Draft>) => faultOf({ ...draft, ...part })?.at;
    const grade = (part: object, place = 0) => ({
      grades: draft.grades.map((one, index) => (index === place ? { ...one, ...part } : one)),
    });
    expect(at({ rates: ['101', '3'] })).toBe('rate-0');
    expect(at({ rates: ['8', 'x'] })).toBe('rate-1');
    expect(at({ rates: ['8', ''] })).toBeUndefined();
    for (const cap of ['', '101', '13.4']) expect([cap, at({ cap })]).toEqual([cap, 'cap']);
    // 8 + 3 + 2.5
    expect(at({ cap: '13.5' })).toBeUndefined();
    for (const holdDays of ['', '366', '1.5', '-1'])
      expect([holdDays, at({ holdDays })]).toEqual([holdDays, 'holdDays']);
    expect(at(grade({ name: ' ' }))).toBe('gradeName-0');
    expect(at(grade({ merit: '' }, 1))).toBe('gradeMerit-1');
    expect(at(grade({ bonus: '101' }, 1))).toBe('gradeBonus-1');
    for (const part of [{ name: '金牌' }, { merit: '5000' }, { bonus: '3' }])
      expect([part, at(grade(part))]).toEqual([part, 'grades']);
    const keys = [...draft.grades, newGrade(draft.grades)].map(({ key }) => key);
    expect(new Set(keys).size).toBe(3);
  });
});

describe('a draft of a policy of its own', () => {
  const item = { id: 'prd_1', productId: 'prd_1', title: '', cover: '', before: [], of: 'shop' as const, rates: [800] };
  const own = (rates: number[] | null) => ({ ...item, own: { rates, version: 1, at: 0, by: '' } });
  const shop = { policy: { ...all, rates: [800], version: 1 }, levels: 1 };

  it('begins with what counts, and is none, rates, or no commission', () => {
    expect(ownDraftOf(item, 1)).toEqual({ choice: 'shop', rates: ['8'] });
    expect(ownDraftOf(own([1250]), 2)).toEqual({ choice: 'own', rates: ['12.5', '0'] });
    expect(ownDraftOf(own([]), 1)).toMatchObject({ choice: 'none' });
    expect(ownDraftOf(own(null), 1)).toMatchObject({ choice: 'shop' });
    const rates = ['12'];
    expect((['shop', 'own', 'none'] as const).map((choice) => ownRatesIn({ choice, rates }))).toEqual([
      null,
      [1200],
      [],
    ]);
  });

  it('keeps within the shop’s cap with its highest grade', () => {
    const fault = (rate: string, choice: OwnDraft['choice'] = 'own') => ownFaultOf({ choice, rates: [rate] }, shop);
    // 30 − 2.5
    expect([fault('27.5'), fault('99', 'shop'), fault('99', 'none')]).toEqual([undefined, undefined, undefined]);
    for (const rate of ['27.51', '101', 'x', '', '0']) expect([rate, fault(rate)?.at]).toEqual([rate, 'ownRate-0']);
  });
});
