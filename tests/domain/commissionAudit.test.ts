/** What an order says of its commissions, against what their documents say. */
import { type Attribution, commissionsFor, decideCommission, evolveCommission } from '../../shared/domain/commission';
import { type AuditedCommission, compareCommissions, type EarningOrder } from '../../shared/domain/commissionAudit';
import { goodsBack, type OrderRefund } from '../../shared/domain/order';

const earner = (userId: string) => ({ userId, suspended: false, bindingId: `bnd_${userId}`, boundAt: 1 });
const attribution: Attribution = {
  earners: [earner('ann'), earner('bob')],
  policy: { version: 1, rates: [800, 200], cap: 1000, holdDays: 7 },
};

const order = (more: Partial<EarningOrder> = {}): EarningOrder => ({
  id: 'ord_1',
  buyerId: 'buyer',
  lines: [
    { id: '1', paid: 2990 },
    { id: '2', paid: 1010 },
  ],
  payments: [{ outTradeNo: 'P1', amount: 4000, status: 'captured', outcome: 'seat' }],
  refunds: [],
  attribution,
  waits: false,
  ...more,
});

const refund = (id: string, more: Partial<OrderRefund> = {}): OrderRefund => ({
  id,
  outTradeNo: 'P1',
  amount: 4000,
  cause: 'groupFailed',
  status: 'promised',
  at: 1,
  ...more,
});
const LADDER = refund('rfd_ladder', { cause: 'ladder', amount: 400 });
const PIECE = refund('rfd_piece', {
  cause: 'afterSale',
  amount: 505,
  lines: [{ lineId: '2', quantity: 1, goods: 505, freight: 0, unsent: 0, carried: 0 }],
});
const ALL = refund('rfd_all');

/** The commissions of an order as they are held and taken back. */
const right = (of: EarningOrder): AuditedCommission[] =>
  of.lines
    .flatMap((line) => commissionsFor(line, of.buyerId, of.attribution))
    .map((one) =>
      of.refunds.reduce<AuditedCommission>(
        (doc, { id }, index) => {
          const back = of.refunds[index];
          const refundedBase = back ? goodsBack(of, doc.lineId, back) : 0;
          const decided = decideCommission(doc, { type: 'reverse', refundId: id, refundedBase });
          return decided.ok ? decided.value.reduce(evolveCommission, doc) : doc;
        },
        { ...one, id: `com_${one.lineId}${one.level}`, status: 'held', reversed: 0, refunds: [] },
      ),
    );

const compare = (of: EarningOrder, found = right(of), erased: string[] = []) =>
  compareCommissions(of, found, new Set(erased));
const except = (of: EarningOrder, id: string, change?: Partial<AuditedCommission>) =>
  right(of).flatMap((doc) => (doc.id === id ? (change ? [{ ...doc, ...change }] : []) : [doc]));

const unpaid = order({ payments: [{ outTradeNo: 'P1', amount: 4000, status: 'open' }] });

describe('passes', () => {
  it.each<[string, EarningOrder]>([
    ['an order that is kept', order()],
    ['one without a referrer', order({ attribution: { ...attribution, earners: [] } })],
    ['one whose price was lowered, of which a piece came back, and then all', order({ refunds: [LADDER, PIECE, ALL] })],
  ])('%s', (_, of) => expect(compare(of)).toEqual([]));

  it('one that nobody has paid, and one whose payment went back', () => {
    const gone = order({
      payments: [{ outTradeNo: 'P1', amount: 4000, status: 'captured', outcome: 'refund' }],
      refunds: [refund('rfd_1', { cause: 'late' })],
    });
    expect([compare(unpaid, []), compare(gone, [])]).toEqual([[], []]);
  });

  it('a refund of a payment that the order does not stand on, whether a commission knows it or not', () => {
    const twice = refund('rfd_twice', { cause: 'twice', outTradeNo: 'P2' });
    const of = order({ refunds: [twice] });
    expect([compare(of), compare(of, right(order()))]).toEqual([[], []]);
  });

  it('who is only told that somebody else earns', () => {
    const told = { ...right(order())[0]!, id: 'com_told', userId: 'eve', elsewhere: true, amount: 0, rate: 0 };
    expect(compare(order(), [...right(order()), told])).toEqual([]);
  });

  it('what is missing while an event waits, and where an account was deleted', () => {
    expect(compare(order({ waits: true }), [])).toEqual([]);
    expect(compare(order({ waits: true, refunds: [ALL] }), right(order()))).toEqual([]);
    expect(compare(order(), except(order(), 'com_12'), ['bob'])).toEqual([]);
  });
});

describe('finds', () => {
  const back = order({ refunds: [PIECE] });
  it.each<[string, string[], string]>([
    [
      'one that is missing',
      compare(order(), except(order(), 'com_21')),
      'ord_1: lacks the commission of line 2, level 1',
    ],
    [
      'one that is missing of somebody who is still there',
      compare(order(), except(order(), 'com_21'), ['bob']),
      'ord_1: lacks the commission of line 2, level 1',
    ],
    [
      'one of an order that nobody has paid',
      compare(unpaid, right(order()).slice(0, 1)),
      'com_11: nothing of ord_1 accounts for it',
    ],
    [
      'one that is there twice, even while an event waits',
      compare(order({ waits: true }), [...right(order()), { ...right(order())[0]!, id: 'com_again' }]),
      'com_again: nothing of ord_1 accounts for it',
    ],
    [
      'one that calls itself no commission, and has an amount',
      compare(order(), [...right(order()), { ...right(order())[0]!, id: 'com_told', elsewhere: true }]),
      'com_told: nothing of ord_1 accounts for it',
    ],
    [
      'another earner',
      compare(order(), except(order(), 'com_11', { userId: 'eve' })),
      'com_11: 239 of 2990 at 800 for eve, where ord_1 says 239 of 2990 at 800 for ann',
    ],
    [
      'a refund that has taken nothing back',
      compare(back, except(back, 'com_21', { reversed: 0, refunds: [] })),
      'com_21: the refund rfd_piece has taken nothing back',
    ],
    [
      'a refund that nobody has promised',
      compare(order(), except(order(), 'com_11', { reversed: 0, refunds: [{ id: 'rfd_x', refundedBase: 0 }] })),
      'com_11: ord_1 has not promised the refund rfd_x',
    ],
    [
      'a refund that has taken back too little',
      compare(back, except(back, 'com_21', { reversed: 39 })),
      'com_21: 39 taken back on 505, where the refunds of ord_1 come to 40 taken back on 505',
    ],
  ])('%s', (_, faults, fault) => expect(faults).toContain(fault));
});
