import {
  DEFAULT_RISK_RULES,
  RISKS,
  type Risk,
  type RiskFacts,
  type RiskRules,
  risksOf,
} from '../../shared/domain/risk';
import { DAY } from '../../shared/time';

const NOW = 1000 * DAY;
const quiet: RiskFacts = {
  accountSince: 0,
  mutual: false,
  orders: 10,
  sold: 100_000,
  returned: 0,
  atOneAddress: 1,
  onOneDevice: 1,
};
const none: RiskRules = { mutual: false, refundSpikeOrders: 5 };
const risks = (facts: Partial<RiskFacts>, rules: Partial<RiskRules> = DEFAULT_RISK_RULES, amount = 500) =>
  risksOf({ ...quiet, ...facts }, { ...none, ...rules }, { amount, now: NOW });

it('nothing is conspicuous about a quiet promoter', () => {
  expect(risks({})).toEqual([]);
});

describe('each rule, just below its edge and on it', () => {
  it.each<[Risk, Partial<RiskRules>, Partial<RiskFacts>, Partial<RiskFacts>]>([
    ['newAccount', { newAccountDays: 3 }, { accountSince: NOW - 3 * DAY }, { accountSince: NOW - 3 * DAY + 1 }],
    ['mutual', { mutual: true }, { mutual: false }, { mutual: true }],
    ['refundSpike', { refundSpike: 4000 }, { returned: 39_999 }, { returned: 40_000 }],
    ['refundSpike', { refundSpike: 4000 }, { orders: 4, returned: 90_000 }, { orders: 5, returned: 90_000 }],
    ['sameAddress', { sameAddress: 3 }, { atOneAddress: 2 }, { atOneAddress: 3 }],
    ['sameDevice', { sameDevice: 3 }, { onOneDevice: 2 }, { onOneDevice: 3 }],
  ])('%s', (risk, rules, below, on) => {
    expect(risks(below, rules)).toEqual([]);
    expect(risks(on, rules)).toEqual([risk]);
    // Off, it says nothing, and it is no other rule's.
    expect(risks(on, {})).toEqual([]);
  });
  it('largeAmount', () => {
    expect(risks({}, { largeAmount: 500 }, 500)).toEqual([]);
    expect(risks({}, { largeAmount: 500 }, 501)).toEqual(['largeAmount']);
    expect(risks({}, {}, 1_000_000)).toEqual([]);
  });
});

it('all reasons are given, in their order', () => {
  const worst = { accountSince: NOW, mutual: true, returned: 100_000, atOneAddress: 9, onOneDevice: 9 };
  expect(risks(worst, { ...DEFAULT_RISK_RULES, largeAmount: 1 })).toEqual([...RISKS]);
});

it('a shop that has set nothing looks at everything but the amount', () => {
  const worst = { accountSince: NOW, mutual: true, returned: 100_000, atOneAddress: 9, onOneDevice: 9 };
  expect(risks(worst, DEFAULT_RISK_RULES, 1_000_000)).toEqual(RISKS.filter((risk) => risk !== 'largeAmount'));
});

it('nothing that came back is no spike of refunds, however little is sold or allowed', () => {
  expect(risks({ sold: 0 }, { refundSpike: 4000, refundSpikeOrders: 1 })).toEqual([]);
  expect(risks({}, { refundSpike: 0 })).toEqual([]);
  expect(risks({ returned: 1 }, { refundSpike: 0 })).toEqual(['refundSpike']);
});
