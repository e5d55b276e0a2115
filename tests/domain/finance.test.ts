import { behind, FINANCE_FIGURES, type Flow, figuresOf, sideOf } from '../../shared/domain/finance';
import * as ledger from '../../shared/domain/ledger';

const flows = (kind: ledger.JournalKind, postings: readonly ledger.Posting[]): Flow[] =>
  postings.map(({ from, to, amount: fen }) => ({ kind, from: sideOf(from), to: sideOf(to), fen }));
const NOTHING = figuresOf([]);
const wallet = { ...ledger.EMPTY_WALLET, available: 60 };

it.each<[ledger.JournalKind, ledger.Posting[], Partial<typeof NOTHING>]>([
  ['paymentCaptured', ledger.paymentCaptured(3990), { sales: 3990, net: 3990 }],
  ['refundPromised', ledger.refundPromised(1000), { refunds: 1000, net: -1000 }],
  ['refundArrived', ledger.refundArrived(1000), {}],
  ['commissionHeld', ledger.commissionHeld('u', 319), { commissions: 319, net: -319 }],
  ['commissionReleased', ledger.commissionReleased('u', 319, ledger.EMPTY_WALLET), {}],
  ['commissionReversed', ledger.commissionReversed('u', 100, wallet, false), { commissions: -100, net: 100 }],
  // 60 out of what is available, 40 as a debt: both are taken back.
  ['commissionReversed', ledger.commissionReversed('u', 100, wallet, true), { commissions: -100, net: 100 }],
  ['withdrawalAsked', ledger.withdrawalAsked('u', 900), {}],
  [
    'withdrawalPaid',
    ledger.withdrawalPaid('u', { net: 806, tax: 90, fee: 4 }),
    { payouts: 806, tax: 90, withdrawalFees: 4, net: 4 },
  ],
  ['withdrawalReturned', ledger.withdrawalReturned('u', 900, ledger.EMPTY_WALLET), {}],
  ['wechatFees', ledger.wechatFees(24), { wechatFees: 24, net: -24 }],
  ['wechatFees', ledger.wechatFees(-6), { wechatFees: -6, net: 6 }],
])('a journal %s counts as what it is', (kind, postings, expected) => {
  expect(figuresOf(flows(kind, postings))).toEqual({ ...NOTHING, ...expected });
});

it('the net opens to all that it is made of, and to no payout alone', () => {
  const { kinds, pairs } = behind('net');
  expect(kinds).toEqual(expect.arrayContaining(['paymentCaptured', 'refundPromised', 'commissionHeld', 'wechatFees']));
  expect(pairs).not.toContainEqual(['wallet/withdrawing', 'wechat']);
  for (const figure of FINANCE_FIGURES) expect(behind(figure).kinds).not.toContain('commissionReleased');
});
