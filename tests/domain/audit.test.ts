/** What the audit must find, thing by thing; and that replaying in parts comes to the same. */
import * as fc from 'fast-check';
import {
  type AuditedJournal,
  addReplayed,
  commissionSubject,
  compareBalances,
  compareSubject,
  feesSubject,
  journalFault,
  nothingReplayed,
  paymentsSubject,
  refundSubject,
  replay,
  type Subject,
  withdrawalSubject,
} from '../../shared/domain/audit';
import * as ledger from '../../shared/domain/ledger';
import type { Payment } from '../../shared/domain/order';

const journal = (id: string, postings: ledger.Posting[], more: Partial<AuditedJournal> = {}): AuditedJournal => ({
  id,
  kind: id.split('/')[0] as AuditedJournal['kind'],
  merchantId: 'mer_1',
  about: '',
  postings,
  ...more,
});

const EMPTY = ledger.EMPTY_WALLET;

const payment = (amount: number): Payment => ({
  outTradeNo: 'P1',
  amount,
  status: 'captured',
  captured: { transactionId: 't', amount, at: 1 },
});
const commission = (more: Partial<Parameters<typeof commissionSubject>[0]> = {}) =>
  commissionSubject({ id: 'com_1', userId: 'ann', amount: 239, reversed: 0, refunds: [], waits: false, ...more });
const withdrawal = (status: Parameters<typeof withdrawalSubject>[0]['status'], waits = false) =>
  withdrawalSubject({ id: 'wdr_1', userId: 'ann', status, amount: 100, fee: 1, tax: 9, net: 90, waits });

const held = journal('commissionHeld/com_1', ledger.commissionHeld('ann', 239));
const released = journal('commissionReleased/com_1', ledger.commissionReleased('ann', 239, { ...EMPTY, debt: 30 }));
const reversed = (refundId: string, amount: number, wasReleased: boolean) =>
  journal(
    `commissionReversed/com_1/${refundId}`,
    ledger.commissionReversed('ann', amount, { ...EMPTY, available: 5 }, wasReleased),
  );
const asked = journal('withdrawalAsked/wdr_1', ledger.withdrawalAsked('ann', 100));
const paid = journal('withdrawalPaid/wdr_1', ledger.withdrawalPaid('ann', { net: 90, tax: 9, fee: 1 }));
const returned = journal('withdrawalReturned/wdr_1', ledger.withdrawalReturned('ann', 100, { ...EMPTY, debt: 40 }));
const turnedDown = journal('withdrawalAsked/wdr_1', []);
const refundIds = (...ids: string[]) => ids.map((id) => ({ id, refundedBase: 10 }));

describe('passes', () => {
  it.each<[string, Subject, AuditedJournal[]]>([
    [
      'a captured payment',
      paymentsSubject({ id: 'ord_1', payments: [payment(500)], waits: false }),
      [journal('paymentCaptured/P1', ledger.paymentCaptured(500))],
    ],
    [
      'an order that nobody has paid',
      paymentsSubject({ id: 'ord_1', payments: [{ outTradeNo: 'P1', amount: 1, status: 'open' }], waits: false }),
      [],
    ],
    [
      'a promised refund',
      refundSubject({ id: 'rfd_1', amount: 50 }, { arrived: false, waits: false }),
      [journal('refundPromised/rfd_1', ledger.refundPromised(50))],
    ],
    [
      'a refund that has arrived',
      refundSubject({ id: 'rfd_1', amount: 50 }, { arrived: true, waits: false }),
      [
        journal('refundPromised/rfd_1', ledger.refundPromised(50)),
        journal('refundArrived/rfd_1', ledger.refundArrived(50)),
      ],
    ],
    ['a held commission', commission(), [held]],
    ['a released one, some of it repaying a debt', commission({ releasedAt: 9 }), [held, released]],
    [
      'one that is reversed before its release',
      commission({ reversed: 39, refunds: refundIds('r1', 'r2') }),
      [held, reversed('r1', 30, false), reversed('r2', 9, false)],
    ],
    [
      'one that is reversed after it, into a debt',
      commission({ releasedAt: 9, reversed: 239, refunds: refundIds('r1') }),
      [held, released, reversed('r1', 239, true)],
    ],
    ['who is only told that somebody else earns', commission({ amount: 0 }), []],
    [
      'the fees of a day that was compared twice, with another sum',
      feesSubject({ id: 'pac_1/2036-03-01', fees: 25, journals: 2, waits: false }),
      [
        journal('wechatFees/pac_1/2036-03-01/1', ledger.wechatFees(30)),
        journal('wechatFees/pac_1/2036-03-01/2', ledger.wechatFees(-5)),
      ],
    ],
    ['a withdrawal that was turned down', withdrawal('turnedDown'), [turnedDown]],
    ['one that is on its way', withdrawal('sending'), [asked]],
    ['one that was paid', withdrawal('paid'), [asked, paid]],
    ['one that came back, some of it repaying a debt', withdrawal('returned'), [asked, returned]],
    ['one that is not in the books yet', withdrawal('asked', true), []],
    ['one that WeChat has paid just now', withdrawal('paid', true), [asked]],
  ])('%s', (_, subject, journals) => {
    expect(compareSubject(subject, journals)).toEqual([]);
  });
});

describe('finds', () => {
  it.each<[string, Subject, AuditedJournal[], string[]]>([
    [
      'an order that was captured without a journal',
      paymentsSubject({ id: 'ord_1', payments: [payment(500)], waits: false }),
      [],
      [
        'ord_1: lacks its journal paymentCaptured/P1',
        'ord_1: -500 should move to wechat, its journals move 0',
        'ord_1: 500 should move to sales, its journals move 0',
      ],
    ],
    [
      'another amount than was captured',
      paymentsSubject({ id: 'ord_1', payments: [payment(500)], waits: false }),
      [journal('paymentCaptured/P1', ledger.paymentCaptured(501))],
      [
        'ord_1: -500 should move to wechat, its journals move -501',
        'ord_1: 500 should move to sales, its journals move 501',
      ],
    ],
    [
      'the journal of a payment that was not captured',
      paymentsSubject({ id: 'ord_1', payments: [], waits: true }),
      [journal('paymentCaptured/P2', ledger.paymentCaptured(500))],
      ['journal paymentCaptured/P2: nothing of ord_1 accounts for it'],
    ],
    [
      'a refund that arrived in the books alone',
      refundSubject({ id: 'rfd_1', amount: 50 }, { arrived: false, waits: true }),
      [
        journal('refundPromised/rfd_1', ledger.refundPromised(50)),
        journal('refundArrived/rfd_1', ledger.refundArrived(50)),
      ],
      ['journal refundArrived/rfd_1: nothing of rfd_1 accounts for it'],
    ],
    [
      'a commission that is available without a journal',
      commission({ releasedAt: 9 }),
      [held],
      [
        'com_1: lacks its journal commissionReleased/com_1',
        'com_1: 239 should move to wallet/ann/available, its journals move 0',
        'com_1: 0 should move to wallet/ann/held, its journals move 239',
      ],
    ],
    [
      'one that went to another wallet',
      commission(),
      [journal('commissionHeld/com_1', ledger.commissionHeld('bob', 239))],
      [
        'com_1: 239 should move to wallet/ann/held, its journals move 0',
        'com_1: 0 should move to wallet/bob/held, its journals move 239',
      ],
    ],
    [
      'one that was posted twice, under another name',
      commission(),
      [held, { ...held, id: 'commissionHeld/com_1/again' }],
      [
        'journal commissionHeld/com_1/again: nothing of com_1 accounts for it',
        'com_1: -239 should move to sales, its journals move -478',
        'com_1: 239 should move to wallet/ann/held, its journals move 478',
      ],
    ],
    [
      'a refund that took back more than the commission says',
      commission({ reversed: 29, refunds: refundIds('r1') }),
      [held, reversed('r1', 30, false)],
      [
        'com_1: -210 should move to sales, its journals move -209',
        'com_1: 210 should move to wallet/ann/held, its journals move 209',
      ],
    ],
    [
      'a withdrawal that was paid without a journal',
      withdrawal('paid'),
      [asked],
      [
        'wdr_1: lacks its journal withdrawalPaid/wdr_1',
        'wdr_1: 90 should move to wechat, its journals move 0',
        'wdr_1: 9 should move to taxPayable, its journals move 0',
        'wdr_1: 1 should move to withdrawalFees, its journals move 0',
        'wdr_1: 0 should move to wallet/ann/withdrawing, its journals move 100',
      ],
    ],
    [
      'one that was turned down and took its money all the same',
      withdrawal('turnedDown'),
      [asked],
      [
        'wdr_1: 0 should move to wallet/ann/available, its journals move -100',
        'wdr_1: 0 should move to wallet/ann/withdrawing, its journals move 100',
      ],
    ],
    [
      'one that was paid and came back',
      withdrawal('paid', true),
      [asked, paid, returned],
      ['journal withdrawalReturned/wdr_1: nothing of wdr_1 accounts for it'],
    ],
  ])('%s', (_, subject, journals, faults) => {
    expect(compareSubject(subject, journals).sort()).toEqual([...faults].sort());
  });

  it('fees that no journal has, unless the day is being compared', () => {
    const day = (waits: boolean) => feesSubject({ id: 'pac_1/2036-03-01', fees: 30, journals: 0, waits });
    expect(compareSubject(day(true), [])).toEqual([]);
    expect(compareSubject(day(false), [])).toEqual([
      'pac_1/2036-03-01: 30 should move to wechat, its journals move 0',
      'pac_1/2036-03-01: -30 should move to wechatFees, its journals move 0',
    ]);
  });

  it('a journal that calls itself something else', () => {
    expect(journalFault(held)).toBeNull();
    expect(journalFault({ id: 'commissionHeld/com_1', kind: 'refundPromised' })).toBe(
      'journal commissionHeld/com_1: calls itself refundPromised',
    );
  });
});

const tallying = journal('commissionReleased/x', [], { tally: { userId: 'ann', merit: 700 } });
const taxing = (day: string, fen: number) =>
  journal('withdrawalAsked/x', [], {
    tally: { userId: 'ann', tax: [{ year: 2026, month: 3, income: fen, withheld: 1 }], asked: { day, fen } },
  });

const replayedOf = (journals: readonly AuditedJournal[]) => {
  const all = nothingReplayed();
  for (const one of journals) replay(all, one);
  return all;
};

describe('balances', () => {
  const all = [held, released, asked, paid, tallying, taxing('2026-03-01', 100)];

  it('are right where they are what the journals come to', () => {
    expect(compareBalances(replayedOf(all), replayedOf(all))).toEqual([]);
  });

  it.each<[string, (books: ReturnType<typeof replayedOf>) => unknown, string[]]>([
    [
      'a balance',
      ({ merchant }) => merchant.set('wechat', 91),
      ['account wechat: stands at 91, its journals at 90', 'the ledger sums to 1'],
    ],
    [
      'a pot',
      ({ wallets }) => wallets.set('bob', { ...ledger.EMPTY_BOOKS, held: 1 }),
      ['account wallet/bob/held: stands at 1, its journals at 0', 'the ledger sums to 1'],
    ],
    [
      'a debt',
      ({ wallets }) => wallets.set('bob', { ...ledger.EMPTY_BOOKS, debt: 2 }),
      ['account wallet/bob/debt: stands at 2, its journals at 0', 'the ledger sums to -2'],
    ],
    [
      'merit',
      ({ wallets }) => wallets.set('ann', { ...(wallets.get('ann') ?? ledger.EMPTY_BOOKS), merit: 701 }),
      ['account wallet/ann/merit: stands at 701, its journals at 700'],
    ],
    [
      'tax',
      ({ wallets }) => wallets.set('ann', { ...(wallets.get('ann') ?? ledger.EMPTY_BOOKS), tax: {} }),
      ['account wallet/ann/tax/2026: stands at 0, its journals at 100 in month 3, 1 withheld'],
    ],
    [
      'what was asked for on a day',
      ({ wallets }) => wallets.set('ann', { ...(wallets.get('ann') ?? ledger.EMPTY_BOOKS), asked: undefined }),
      ['account wallet/ann/asked: stands at 0, its journals at 1 on 2026-03-01, 100'],
    ],
    [
      'a wallet that is gone',
      ({ wallets }) => wallets.delete('ann'),
      [
        'account wallet/ann/asked: stands at 0, its journals at 1 on 2026-03-01, 100',
        'account wallet/ann/available: stands at 0, its journals at 109',
        'account wallet/ann/debt: stands at 0, its journals at -30',
        'account wallet/ann/merit: stands at 0, its journals at 700',
        'account wallet/ann/tax/2026: stands at 0, its journals at 100 in month 3, 1 withheld',
        'the ledger sums to -139',
      ],
    ],
  ])('a difference is found: %s', (_, spoil, faults) => {
    const balances = replayedOf(all);
    spoil(balances);
    expect(compareBalances(balances, replayedOf(all)).sort()).toEqual([...faults].sort());
  });

  it('come to the same in whatever order and in whatever parts journals are replayed', () => {
    const some = [held, released, reversed('r1', 50, true), asked, returned, paid, tallying].concat(
      ['2026-03-01', '2026-03-02', '2026-03-02', '2027-01-05'].map((day, index) => taxing(day, 100 + index)),
    );
    const whole = replayedOf(some);
    fc.assert(
      fc.property(
        fc.shuffledSubarray(some, { minLength: some.length }),
        fc.nat(some.length),
        fc.nat(some.length),
        (shuffled, a, b) => {
          const cuts = [0, ...[a, b].sort((x, y) => x - y), shuffled.length];
          const merged = nothingReplayed();
          for (const [index, from] of cuts.slice(0, -1).entries()) {
            addReplayed(merged, replayedOf(shuffled.slice(from, cuts[index + 1])));
          }
          expect(compareBalances(merged, whole).filter((fault) => !fault.startsWith('the ledger'))).toEqual([]);
        },
      ),
    );
  });
});
