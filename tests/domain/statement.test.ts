import * as ledger from '../../shared/domain/ledger';
import { changesOf, entryOf } from '../../shared/domain/statement';

const wallet = { ...ledger.EMPTY_WALLET, available: 60, debt: 30 };
const none = { held: 0, available: 0, withdrawing: 0, debt: 0 };

it.each<[ledger.JournalKind, ledger.Posting[], object]>([
  ['commissionHeld', ledger.commissionHeld('u', 319), { line: 'held', held: 319 }],
  [
    'commissionReleased',
    ledger.commissionReleased('u', 100, wallet),
    { line: 'released', held: -100, available: 70, debt: -30 },
  ],
  ['commissionReversed', ledger.commissionReversed('u', 100, wallet, false), { line: 'reversed', held: -100 }],
  [
    'commissionReversed',
    ledger.commissionReversed('u', 100, wallet, true),
    { line: 'reversed', available: -60, debt: 40 },
  ],
  ['withdrawalAsked', ledger.withdrawalAsked('u', 50), { line: 'asked', available: -50, withdrawing: 50 }],
  [
    'withdrawalPaid',
    ledger.withdrawalPaid('u', { net: 45, tax: 4, fee: 1 }),
    { line: 'paid', withdrawing: -50, paid: { net: 45, tax: 4, fee: 1 } },
  ],
  [
    'withdrawalReturned',
    ledger.withdrawalReturned('u', 50, wallet),
    { line: 'returned', withdrawing: -50, available: 20, debt: -30 },
  ],
])('an entry of %s says how the wallet changed', (kind, postings, expected) => {
  expect(entryOf({ kind, postings })).toEqual({ ...none, ...expected });
});

it('what moves no wallet is no entry', () => {
  expect(() => entryOf({ kind: 'paymentCaptured', postings: ledger.paymentCaptured(1) })).toThrow('moves no wallet');
  expect(changesOf([])).toEqual(none);
});
