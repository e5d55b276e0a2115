/** The rules of payouts as the owner writes them: what a draft comes to, where it is wrong, and its example, which the rules tell. */
import { linesOf, roofOf } from '../../miniapp/src/merchant/components/roof';
import { tableOf } from '../../miniapp/src/merchant/finances/exportBoard';
import { draftOf, faultsOf, isSame, rulesOf } from '../../miniapp/src/merchant/payoutRules/draft';
import { asksOf, reviewsOf } from '../../miniapp/src/merchant/payoutRules/example';
import { isPeriod, postingWords, scaleWords } from '../../miniapp/src/merchant/words/finance';
import { figuresOf } from '../../shared/domain/finance';
import { DEFAULT_RISK_RULES } from '../../shared/domain/risk';
import { DEFAULT_PAYOUT_RULES } from '../../shared/domain/withdrawal';

const { version: _, ...rules } = DEFAULT_PAYOUT_RULES;
const settings = { rules, risk: DEFAULT_RISK_RULES };
const draft = draftOf(settings);

describe('a draft', () => {
  it('of the rules that hold is those rules', () => {
    expect(rulesOf(draft)).toEqual({ rules, risk: { ...DEFAULT_RISK_RULES, largeAmount: undefined } });
    expect(faultsOf(draft)).toEqual({});
    expect(isSame(draft, settings)).toBe(true);
    expect(isSame({ ...draft, mutual: false }, settings)).toBe(false);
  });

  it('is read to the fen and the basis point; an empty rule is off', () => {
    const { rules: read, risk } = rulesOf({ ...draft, min: '1.5', fee: '0.6', refundSpike: '', largeAmount: '0.01' });
    expect(read).toMatchObject({ min: 150, fee: 60 });
    expect(risk).toMatchObject({ refundSpike: undefined, largeAmount: 1 });
  });

  it.each([
    ['min', '0.09'],
    ['min', '1.005'],
    ['max', '0.5'],
    ['max', '-1'],
    ['perDay', '0'],
    ['perDay', '1.5'],
    ['perDayFen', '199.99'],
    ['fee', '100'],
    ['newAccountDays', '366'],
    ['refundSpike', '100.01'],
    ['refundSpikeOrders', ''],
    ['sameAddress', '1'],
    ['sameDevice', '二'],
    ['largeAmount', '1e3'],
  ] as const)('%s: %s does not stand, and says so in its place', (field, typed) => {
    expect(Object.keys(faultsOf({ ...draft, [field]: typed }))).toEqual([field]);
  });
});

describe('the example', () => {
  const told = (of: ReturnType<typeof asksOf>) => of.map(({ what, outcome }) => `${what}：${outcome}`);

  it('tells a day until it is used up, fee and limits as the rules have them', () => {
    expect(told(asksOf(settings))).toEqual([
      '提 ¥0.99：没到最低额，提不了',
      '提 ¥200.01：超过单笔最高额，提不了',
      '提 ¥200.00：不收手续费，到账 ¥200.00',
      '提 ¥200.00：不收手续费，到账 ¥200.00',
      '提 ¥200.00：今天的次数或金额用完了，明天再提',
    ]);
    expect(told(asksOf({ ...settings, rules: { ...rules, fee: 60, perDay: 1 } })).slice(2)).toEqual([
      '提 ¥200.00：手续费 ¥1.20，到账 ¥198.80',
      '提 ¥200.00：今天的次数或金额用完了，明天再提',
    ]);
  });

  it('tells who is held back, by each rule that is on', () => {
    const passes = (risk: typeof DEFAULT_RISK_RULES) => reviewsOf({ rules, risk }).map((one) => one.passes);
    expect(passes(DEFAULT_RISK_RULES)).toEqual([true, false, false, false, false, false, true]);
    expect(passes({ mutual: false, refundSpikeOrders: 5, largeAmount: 20_000 })).toEqual([
      ...[true, true, true, true, true, true],
      false,
    ]);
  });
});

it('a chart ends at a round number that nothing exceeds', () => {
  expect([0, 1, 7, 638, 110_720, 850_001].map(roofOf)).toEqual([0, 1, 8, 800, 120_000, 1_000_000]);
});

it('lines of a chart leave each other room', () => {
  expect(linesOf(1200, 160)).toEqual([1200, 600, 0]);
  expect(linesOf(1200, 200)).toEqual([1200, 600, 0, -200]);
  expect(linesOf(100, 800)).toEqual([0, -800]);
  expect(linesOf(0, 0)).toEqual([0]);
});

it('a line of a chart is told in yuan, shortly', () => {
  expect([0, 50, 600, 120_000, -16_000, 12_000_000].map(scaleWords)).toEqual([
    ...['0', '0.5', '6', '1,200'],
    ...['−160', '12 万'],
  ]);
});

it('a file of finances has a row for each period and for all, as a spreadsheet reads amounts', () => {
  const none = figuresOf([]);
  const rows = [{ ...none, period: '2036-03-01', sales: 123_456, refunds: 5, net: -5 }];
  expect(tableOf({ rows, total: rows[0] ?? none })).toEqual([
    [
      '时间',
      '销售 元',
      '退款 元',
      '佣金 元',
      '微信手续费 元',
      '提现到账 元',
      '代扣税 元',
      '提现手续费 元',
      '净收入 元',
    ],
    ['2036-03-01', '1234.56', '0.05', '0.00', '0.00', '0.00', '0.00', '0.00', '-0.05'],
    ['合计', '1234.56', '0.05', '0.00', '0.00', '0.00', '0.00', '0.00', '-0.05'],
  ]);
});

it('a posting is told by its accounts, and only a day or a month is a period', () => {
  expect(postingWords({ from: 'sales', to: 'wallet/usr_1/held', amount: 438 })).toBe('销售 → 推广人冻结 ¥4.38');
  expect(['2036-03', '2036-03-01', '2036-13', '2036', '', undefined].map(isPeriod)).toEqual([
    ...[true, true],
    ...[false, false, false, false],
  ]);
});
