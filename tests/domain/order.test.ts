import fc from 'fast-check';
import {
  decideOrder,
  evolveOrder,
  hasOpenAfterSale,
  isSettling,
  ORDER_CONSEQUENCES,
  type OrderCommand,
  type OrderEvent,
  type OrderState,
  type OrderStatus,
  type RefundCause,
} from '../../shared/domain/order';
import { piecesOf, type RefundLine } from '../../shared/domain/orderLines';
import type { Fen } from '../../shared/money';
import { DAY } from '../../shared/time';

const P1 = 'aaaaaaaaaaaaaaaaaaaaP1';
const placing: OrderState = {
  id: 'ord_aaaaaaaaaaaaaaaaaaaa',
  status: 'placing',
  groupId: 'grp_a',
  turnedAwayBy: [],
  payments: [],
  refunds: [],
  lines: [{ id: '1', quantity: 1, paid: 2990, freight: 0 }],
  delivery: 'express',
  afterSaleDays: 7,
  receiptDays: 10,
  parcels: [],
  afterSales: [],
};

function tell(state: OrderState, command: OrderCommand): { events: OrderEvent[]; refusal?: string; state: OrderState } {
  const result = decideOrder(state, command);
  if (!result.ok) return { events: [], refusal: result.refusal, state };
  return { events: result.value, state: result.value.reduce(evolveOrder<OrderState>, state) };
}
const play = (state: OrderState, ...commands: OrderCommand[]) =>
  commands.reduce((now, command) => tell(now, command).state, state);

const awaits: OrderCommand = { type: 'await', outTradeNo: P1, amount: 2990, payBy: 900 };
const captureOf = (amount: number, fault?: 'amount' | 'appid' | 'openid'): OrderCommand => ({
  type: 'capture',
  outTradeNo: P1,
  transactionId: 'wx1',
  amount,
  fault,
  at: 100,
});
const capture = captureOf(2990);
const settle = (
  outcome: 'seat' | 'order' | 'refund',
  more: { cause?: RefundCause; overpaid?: Fen } = {},
): OrderCommand => ({ type: 'settle', outTradeNo: P1, outcome, ...more, now: 110 });
const close = (reason: 'timeout' | 'cancelled'): OrderCommand => ({ type: 'close', reason, now: 1000 });
const formedWith = (overpaid: Fen): OrderCommand => ({ type: 'groupFormed', overpaid, now: 200 });
const formed = formedWith(0);
const failed: OrderCommand = { type: 'groupFailed', cause: 'groupFailed', now: 200 };
const endedEarly: OrderCommand = { type: 'groupFailed', cause: 'endedEarly', now: 200 };
const lowered = (overpaid: Fen): OrderCommand => ({ type: 'priceLowered', overpaid, now: 150 });
const leave: OrderCommand = { type: 'leave', now: 200 };
const ship: OrderCommand = {
  type: 'ship',
  parcelId: 'pcl_1',
  by: 'usr_owner',
  company: '顺丰',
  trackingNumber: 'SF1234',
  now: 300,
};
const receive: OrderCommand = { type: 'receive', by: 'buyer', now: 400 };
const retarget = (from: string, to: string): OrderCommand => ({ type: 'retarget', from, to });

const awaiting = play(placing, awaits);
const captured = play(awaiting, capture);
const seated = play(captured, settle('seat'));
const toShip = play(seated, formed);
const shipped = play(toShip, ship);
const closed = play(awaiting, close('timeout'));
const lateCaptured = play(closed, capture);
const received = play(shipped, receive);

describe('the way of an order', () => {
  it('placing → awaitingPayment → paid → toShip → shipped → received → completed', () => {
    expect([placing, awaiting, captured, seated, toShip, shipped, received].map(({ status }) => status)).toEqual([
      'placing',
      'awaitingPayment',
      'awaitingPayment',
      'paid',
      'toShip',
      'shipped',
      'received',
    ]);
    const completed = play(received, { type: 'complete', now: 400 + 7 * DAY });
    expect(completed).toMatchObject({ status: 'completed', paidAt: 110, shippedAt: 300, receivedAt: 400 });
    expect(completed.refunds).toEqual([]);
  });

  it('bought alone, it is ready to ship once its payment is settled', () => {
    expect(play(captured, settle('order'))).toMatchObject({ status: 'toShip', paidAt: 110 });
  });

  it('refused while placing, it is closed with the reason that a replay gets', () => {
    const refused = play(placing, { type: 'refuse', code: 'groupFull', now: 5 });
    expect(refused).toMatchObject({ status: 'closed', closeReason: 'refused', refusal: 'groupFull', closedAt: 5 });
    expect(tell(refused, awaits).refusal).toBe('groupFull');
    expect(tell(closed, { ...awaits, outTradeNo: 'another' } as OrderCommand).refusal).toBe('orderNotPayable');
  });

  it('once it awaits payment it is not refused any more', () => {
    expect(tell(awaiting, { type: 'refuse', code: 'groupFull', now: 5 }).events).toEqual([]);
  });

  it('remembers the prepay id, and knows no payment that is not its own', () => {
    const prepaid: OrderCommand = { type: 'prepaid', outTradeNo: P1, prepayId: 'wx_prepay' };
    expect(play(awaiting, prepaid).payments[0]?.prepayId).toBe('wx_prepay');
    expect(tell(play(awaiting, prepaid), prepaid).events).toEqual([]);
    expect(tell(placing, prepaid).refusal).toBe('orderNotPayable');
    expect(tell(placing, capture).refusal).toBe('notFound');
  });

  it.each<[OrderStatus, OrderState, OrderCommand, string]>([
    ['paid', seated, ship, 'orderNotShippable'],
    ['closed', closed, ship, 'orderNotShippable'],
    ['awaitingPayment', captured, ship, 'orderNotShippable'],
    ['toShip', toShip, receive, 'orderNotReceivable'],
    ['closed', closed, receive, 'orderNotReceivable'],
    ['awaitingPayment', captured, close('cancelled'), 'orderAlreadyPaid'],
    ['closed', lateCaptured, close('cancelled'), 'orderAlreadyPaid'],
    ['paid', seated, close('cancelled'), 'orderNotCancellable'],
    ['shipped', shipped, close('timeout'), 'orderNotCancellable'],
  ])('given %s, then the answer is no', (status, state, command, refusal) => {
    expect(state.status).toBe(status);
    expect(tell(state, command)).toMatchObject({ refusal, events: [] });
  });

  it('given it is shipped, then the same parcel again is fine and another is not', () => {
    expect(tell(shipped, ship)).toEqual({ events: [], state: shipped });
    expect(tell(shipped, { ...ship, parcelId: 'pcl_2' } as OrderCommand).refusal).toBe('orderNotShippable');
  });

  it('is completed only after receipt', () => {
    expect(tell(shipped, { type: 'complete', now: 400 + 7 * DAY }).events).toEqual([]);
  });
});

describe('the one outcome of a payment', () => {
  it('given money without a seat, then all of it is promised back and the order closes', () => {
    const refunded = play(captured, settle('refund', { cause: 'noSeat' }));
    expect(refunded).toMatchObject({ status: 'closed', closeReason: 'paymentRefunded' });
    expect(refunded.refunds).toMatchObject([{ outTradeNo: P1, amount: 2990, cause: 'noSeat', status: 'promised' }]);
  });

  it('given a payment after the order closed, then it gets its seat and the order lives again', () => {
    const revived = play(lateCaptured, settle('seat'));
    expect(revived).toMatchObject({ status: 'paid', refunds: [] });
    expect(revived).not.toHaveProperty('closedAt');
    expect(revived).not.toHaveProperty('closeReason');
  });

  it('given a payment after the order closed without a seat, then it goes back and the order stays as it was closed', () => {
    const refunded = play(lateCaptured, settle('refund'));
    expect(refunded).toMatchObject({ status: 'closed', closeReason: 'timeout', closedAt: 1000 });
    expect(refunded.refunds).toMatchObject([{ amount: 2990, cause: 'late' }]);
  });

  it.each(['amount', 'appid', 'openid'] as const)(
    'given the fault %s, then what came in goes back, whatever is asked',
    (fault) => {
      for (const outcome of ['seat', 'order', 'refund'] as const) {
        const refunded = play(awaiting, captureOf(3000, fault), settle(outcome));
        expect(refunded.status).toBe('closed');
        expect(refunded.refunds).toMatchObject([{ amount: 3000, cause: 'mismatch' }]);
        expect(refunded.payments[0]?.outcome).toBe('refund');
      }
    },
  );

  it('given a settlement before the capture, then nothing', () => {
    expect(tell(awaiting, settle('seat')).events).toEqual([]);
    expect(tell(closed, settle('refund')).events).toEqual([]);
  });

  it.each([
    ['the group failed', failed, 'groupFailed', 'groupFailed'],
    ['the merchant ended the campaign', endedEarly, 'endedEarly', 'groupFailed'],
    ['the buyer left', leave, 'left', 'left'],
  ] as const)('given %s, then the seat is refunded and the order closed', (_, news, cause, closeReason) => {
    const refunded = play(seated, news);
    expect(refunded).toMatchObject({ status: 'closed', closeReason, closedAt: 200 });
    expect(refunded.refunds).toMatchObject([{ amount: 2990, cause, status: 'promised', at: 200 }]);
  });

  it('given it is ready to ship, then neither a leaving nor a failure takes it back', () => {
    for (const news of [failed, endedEarly, leave, lowered(300)]) expect(tell(toShip, news).events).toEqual([]);
  });

  it('given the seat was taken and the group formed before the order heard of its seat, then it is ready to ship', () => {
    for (const state of [captured, lateCaptured]) {
      const done = play(state, formed, settle('seat'));
      expect(done).toMatchObject({ status: 'toShip', paidAt: 200, refunds: [] });
      expect(done.payments[0]?.outcome).toBe('seat');
    }
  });

  it.each([
    ['the group failed', failed, 'groupFailed'],
    ['the buyer left', leave, 'left'],
  ] as const)(
    'given the seat was taken and %s before the order heard of its seat, then the money goes back',
    (_, news, reason) => {
      for (const state of [captured, lateCaptured]) {
        const done = play(state, news, settle('seat', { overpaid: 300 }));
        expect(done).toMatchObject({ status: 'closed', closeReason: reason });
        expect(done.payments[0]?.outcome).toBe('seat');
        expect(done.refunds).toMatchObject([{ amount: 2990, cause: reason }]);
      }
    },
  );

  it('given a payment with a fault, then no news of a group gives it a seat', () => {
    const faulty = play(awaiting, captureOf(1, 'amount'));
    for (const news of [formed, failed, lowered(1), leave]) expect(tell(faulty, news).events).toEqual([]);
  });

  it('a refund that has arrived stays so; an abnormal one may still arrive', () => {
    const refunded = play(seated, failed);
    const refundId = refunded.refunds[0]!.id;
    const moved = (status: 'arrived' | 'abnormal'): OrderCommand => ({ type: 'refundMoved', refundId, status });
    expect(play(refunded, moved('abnormal'), moved('arrived')).refunds[0]?.status).toBe('arrived');
    expect(play(refunded, moved('arrived'), moved('abnormal')).refunds[0]?.status).toBe('arrived');
    expect(tell(refunded, { type: 'refundMoved', refundId: 'rfd_other', status: 'arrived' }).events).toEqual([]);
  });
});

describe('the differences of a ladder', () => {
  const back = (state: OrderState) => state.refunds.map(({ cause, amount }) => [cause, amount]);

  it('given a step is reached, then the difference is promised, and the order goes on waiting', () => {
    const state = play(seated, lowered(300));
    expect(state.status).toBe('paid');
    expect(state.refunds).toMatchObject([
      { outTradeNo: P1, amount: 300, cause: 'ladder', status: 'promised', at: 150 },
    ]);
  });

  it('given a further step, then what is more; told of an earlier one again, nothing', () => {
    const state = play(seated, lowered(300), lowered(500), lowered(300), lowered(500));
    expect(back(state)).toEqual([
      ['ladder', 300],
      ['ladder', 200],
    ]);
    expect(new Set(state.refunds.map(({ id }) => id)).size).toBe(2);
  });

  it('given a seat at a step that was reached since the order was placed, then with the seat', () => {
    expect(back(play(captured, settle('seat', { overpaid: 300 })))).toEqual([['ladder', 300]]);
    expect(back(play(captured, settle('seat', { overpaid: 300 }), lowered(300)))).toEqual([['ladder', 300]]);
    expect(back(play(captured, settle('order', { overpaid: 300 })))).toEqual([]);
  });

  it('given the news of the step before the settlement, then the news settles it, once', () => {
    for (const state of [captured, lateCaptured]) {
      const told = play(state, lowered(300), settle('seat', { overpaid: 300 }));
      expect(told).toMatchObject({ status: 'paid', payments: [{ outcome: 'seat' }] });
      expect(back(told)).toEqual([['ladder', 300]]);
    }
  });

  it('given the last step, then with the forming of the group', () => {
    const state = play(seated, lowered(300), formedWith(500), formedWith(500));
    expect(state.status).toBe('toShip');
    expect(back(state)).toEqual([
      ['ladder', 300],
      ['ladder', 200],
    ]);
    expect(back(play(captured, formedWith(500)))).toEqual([['ladder', 500]]);
  });

  it.each([
    ['the group failed', failed, 'groupFailed'],
    ['the merchant ended the campaign', endedEarly, 'endedEarly'],
    ['the buyer left', leave, 'left'],
  ] as const)('given %s after differences, then the rest goes back', (_, news, cause) => {
    const state = play(seated, lowered(300), lowered(500), news, news);
    expect(back(state)).toEqual([
      ['ladder', 300],
      ['ladder', 200],
      [cause, 2490],
    ]);
    expect(new Set(state.refunds.map(({ id }) => id)).size).toBe(3);
  });

  it('never gives back more than came in, whatever it is told', () => {
    expect(back(play(seated, lowered(9999), failed))).toEqual([['ladder', 2990]]);
    expect(back(play(seated, lowered(0), lowered(-5)))).toEqual([]);
  });
});

describe('another group', () => {
  it('given a no from the first, then it asks the second', () => {
    expect(play(captured, retarget('grp_a', 'grp_b'))).toMatchObject({ groupId: 'grp_b', turnedAwayBy: ['grp_a'] });
  });
  it('never goes back to a group that said no, however late the command comes again', () => {
    const back = play(captured, retarget('grp_a', 'grp_b'), retarget('grp_b', 'grp_a'), retarget('grp_a', 'grp_b'));
    expect(back).toMatchObject({ groupId: 'grp_b', turnedAwayBy: ['grp_a'] });
    expect(tell(captured, retarget('grp_a', 'grp_a')).events).toEqual([]);
    expect(tell(captured, retarget('grp_b', 'grp_c')).events).toEqual([]);
  });
  it('a settled or unpaid order keeps its group', () => {
    for (const state of [placing, awaiting, seated, toShip, closed]) {
      expect(tell(state, retarget('grp_a', 'grp_b')).events).toEqual([]);
    }
  });
});

it('every event that moves money, stock or seats is a consequence', () => {
  expect([...ORDER_CONSEQUENCES].sort()).toEqual([
    'afterSaleAsked',
    'orderClosed',
    'orderPickedUp',
    'orderReceived',
    'orderRefused',
    'orderShipped',
    'parcelSent',
    'paymentCaptured',
    'paymentSettled',
    'readyToShip',
    'refundMoved',
    'refundPromised',
  ]);
});

const pickUp: OrderCommand = { type: 'pickUp', by: 'usr_owner', now: 300 };
const words = { reason: 'damaged', text: '', pictures: [] } as const;
const ask = (id: string, lines = [{ lineId: '1', quantity: 1 }], now = 350): OrderCommand => ({
  type: 'askAfterSale',
  id,
  kind: 'refundOnly',
  lines,
  words,
  now,
});
const giveBack = (
  source: string,
  cause: 'afterSale' | 'merchant',
  lines = [{ lineId: '1', quantity: 1 }],
  withFreight = false,
): OrderCommand => ({ type: 'refundPieces', source, cause, lines, withFreight, now: 380 });
const moved = (state: OrderState): OrderCommand => ({
  type: 'refundMoved',
  refundId: state.refunds.at(-1)!.id,
  status: 'arrived',
});
const EVENTS = [
  'orderRefused',
  'paymentAwaited',
  'prepaid',
  'paymentCaptured',
  'retargeted',
  'paymentSettled',
  'refundPromised',
  'orderClosed',
  'readyToShip',
  'refundMoved',
  'parcelSent',
  'orderShipped',
  'orderPickedUp',
  'orderReceived',
  'orderCompleted',
  'afterSaleAsked',
  'afterSaleEnded',
  'afterSaleRefunded',
  'noted',
] as const satisfies readonly OrderEvent['type'][];

/* ── over any sequence of commands ─────────────────────────────────────────────────────────────────────────────────── */

const now = fc.integer({ min: 0, max: 2000 });
const outTradeNo = fc.constantFrom(P1, 'aaaaaaaaaaaaaaaaaaaaP2');
const groupId = fc.constantFrom('grp_a', 'grp_b', 'grp_c');
const refundId = fc.constantFrom(play(seated, failed).refunds[0]!.id, 'rfd_unknown');
/** What a ladder gives back. */
const difference = fc.constantFrom(0, 300, 500, 1000);
const later = fc.constantFrom(400, 400 + 7 * DAY, 400 + 10 * DAY, 400 + 18 * DAY);
const afterSaleId = fc.constantFrom('aft_1', 'aft_2');
const pieces = fc.constantFrom(
  [{ lineId: '1', quantity: 1 }],
  [{ lineId: '1', quantity: 2 }],
  [{ lineId: '2', quantity: 1 }],
  [
    { lineId: '1', quantity: 1 },
    { lineId: '3', quantity: 2 },
  ],
  [
    { lineId: '1', quantity: 3 },
    { lineId: '2', quantity: 1 },
    { lineId: '3', quantity: 2 },
  ],
  [{ lineId: '4', quantity: 1 }],
);
/** What is bought in these stories: 6 pieces in three lines, for 2990 with the freight. */
const three: OrderState = {
  ...placing,
  lines: [
    { id: '1', quantity: 3, paid: 1000, freight: 100 },
    { id: '2', quantity: 1, paid: 1500, freight: 0 },
    { id: '3', quantity: 2, paid: 333, freight: 57 },
  ],
};
const anOrder = fc.constantFrom<OrderState>(three, { ...three, delivery: 'pickUp' });
const command: fc.Arbitrary<OrderCommand> = fc.oneof(
  fc.record({
    type: fc.constant('refuse' as const),
    code: fc.constantFrom('groupFull' as const, 'soldOut' as const),
    now,
  }),
  fc.record({ type: fc.constant('await' as const), outTradeNo, amount: fc.constant(2990), payBy: now }),
  fc.record({ type: fc.constant('prepaid' as const), outTradeNo, prepayId: fc.constantFrom('p1', 'p2') }),
  fc.record({
    type: fc.constant('capture' as const),
    outTradeNo,
    transactionId: fc.constantFrom('wx1', 'wx2'),
    amount: fc.constantFrom(2990, 1, 9999),
    fault: fc.constantFrom(undefined, undefined, 'amount' as const, 'openid' as const),
    at: now,
  }),
  fc.record({ type: fc.constant('retarget' as const), from: groupId, to: groupId }),
  fc.record({
    type: fc.constant('settle' as const),
    outTradeNo,
    outcome: fc.constantFrom('seat' as const, 'order' as const, 'refund' as const),
    cause: fc.constantFrom(undefined, 'noSeat' as const, 'late' as const),
    overpaid: fc.constantFrom(undefined, 0, 300, 500),
    now,
  }),
  fc.record({
    type: fc.constant('close' as const),
    reason: fc.constantFrom('timeout' as const, 'cancelled' as const),
    now,
  }),
  fc.record({ type: fc.constantFrom('groupFormed' as const, 'priceLowered' as const), overpaid: difference, now }),
  fc.record({
    type: fc.constant('groupFailed' as const),
    cause: fc.constantFrom('groupFailed' as const, 'endedEarly' as const),
    now,
  }),
  fc.record({ type: fc.constant('leave' as const), now }),
  fc.record({
    type: fc.constant('refundMoved' as const),
    refundId,
    status: fc.constantFrom('arrived' as const, 'abnormal' as const),
  }),
  fc.record({
    type: fc.constant('ship' as const),
    parcelId: fc.constantFrom('pcl_1', 'pcl_2', 'pcl_3'),
    company: fc.constant('顺丰'),
    trackingNumber: fc.constant('SF1'),
    lines: fc.option(pieces, { nil: undefined }),
    by: fc.constant('usr_owner'),
    now,
  }),
  fc.record({ type: fc.constant('pickUp' as const), by: fc.constant('usr_owner'), now }),
  fc.record({
    type: fc.constant('note' as const),
    text: fc.constantFrom('', '老客'),
    by: fc.constant('usr_owner'),
    now,
  }),
  fc.record({
    type: fc.constant('receive' as const),
    by: fc.constantFrom('buyer' as const, 'time' as const),
    now: later,
  }),
  fc.record({ type: fc.constant('complete' as const), now: later }),
  fc.record({
    type: fc.constant('askAfterSale' as const),
    id: afterSaleId,
    kind: fc.constantFrom('refundOnly' as const, 'returnAndRefund' as const),
    lines: pieces,
    words: fc.constant({ reason: 'damaged' as const, text: '', pictures: [] }),
    now,
  }),
  fc.record({ type: fc.constant('endAfterSale' as const), id: afterSaleId, now }),
  fc.record({
    type: fc.constant('refundPieces' as const),
    source: fc.oneof(afterSaleId, fc.constantFrom('tap_1', 'tap_2')),
    cause: fc.constantFrom('afterSale' as const, 'merchant' as const),
    lines: pieces,
    withFreight: fc.boolean(),
    now,
  }),
);
/** Whole lives: a usual beginning half of the time, so that the later states are reached often. */
const commands = fc
  .tuple(
    fc.constantFrom<OrderCommand[]>(
      [],
      [awaits],
      [awaits, capture],
      [awaits, capture, settle('seat')],
      [awaits, capture, settle('order')],
      [awaits, capture, settle('order'), ship],
      [awaits, capture, settle('order'), ship, receive],
    ),
    fc.array(command, { maxLength: 25 }),
  )
  .map(([start, rest]) => [...start, ...rest]);

/** What each state may become in one command; anything else is a bug. */
const WAYS: Record<OrderStatus, readonly OrderStatus[]> = {
  placing: ['awaitingPayment', 'closed'],
  awaitingPayment: ['paid', 'toShip', 'closed'],
  paid: ['toShip', 'closed'],
  toShip: ['shipped', 'received', 'closed'],
  shipped: ['received', 'closed'],
  received: ['completed', 'closed'],
  completed: ['closed'],
  closed: ['paid', 'toShip'],
};

const givenBack = (state: OrderState, number: string, why?: RefundCause) =>
  state.refunds
    .filter(({ outTradeNo: of, cause }) => of === number && (why === undefined || cause === why))
    .reduce((sum, { amount }) => sum + amount, 0);

/** Nobody counts a piece that somebody else has counted, and no piece comes to more than was paid for it. */
function expectPieces(state: OrderState): void {
  for (const line of state.lines) {
    const { quantity, sent, refunded, unsentRefunded, asked } = piecesOf(state, line.id);
    const back = state.refunds.flatMap(({ lines = [] }) => lines.filter(({ lineId }) => lineId === line.id));
    const sum = (of: (one: RefundLine) => number) => back.reduce((total, one) => total + of(one), 0);
    expect(refunded + asked).toBeLessThanOrEqual(quantity);
    expect(sent + unsentRefunded).toBeLessThanOrEqual(quantity);
    expect(sum(({ carried }) => carried)).toBeLessThanOrEqual(refunded);
    expect(sum(({ goods }) => goods)).toBeLessThanOrEqual(line.paid);
    expect(sum(({ freight }) => freight)).toBeLessThanOrEqual(line.freight);
    for (const { goods, freight, unsent, carried, quantity: n } of back) {
      expect(Math.min(goods, freight, unsent)).toBeGreaterThanOrEqual(0);
      expect(unsent <= carried && carried <= n).toBe(true);
    }
  }
  const places = state.lines.map(({ id }) => piecesOf(state, id));
  const gone = places.every(({ quantity, refunded }) => refunded === quantity);
  expect(state.status === 'closed' && state.closeReason === 'refunded').toBe(gone);
  if (['shipped', 'received', 'completed'].includes(state.status)) {
    for (const { quantity, sent, unsentRefunded } of places) expect(sent + unsentRefunded).toBe(quantity);
  }
  if (state.status === 'completed' || state.status === 'closed') expect(hasOpenAfterSale(state)).toBe(false);
}

function expectSound(state: OrderState): void {
  expect(new Set(state.refunds.map(({ id }) => id)).size).toBe(state.refunds.length);
  expect(new Set(state.turnedAwayBy).size).toBe(state.turnedAwayBy.length);
  expect(state.turnedAwayBy).not.toContain(state.groupId);
  for (const refund of state.refunds) {
    expect(refund.amount).toBeGreaterThan(0);
    expect(state.payments.map((payment) => payment.outTradeNo)).toContain(refund.outTradeNo);
    const { lines } = refund;
    if (lines) expect(lines.reduce((sum, line) => sum + line.goods + line.freight, 0)).toBe(refund.amount);
  }
  expectPieces(state);
  for (const payment of state.payments) {
    const back = givenBack(state, payment.outTradeNo);
    const came = payment.captured?.amount ?? 0;
    expect(payment.status === 'captured').toBe(payment.captured !== undefined);
    expect(back).toBeLessThanOrEqual(came);
    if (payment.outcome === undefined) expect(back).toBe(0);
    if (payment.outcome === 'refund') expect(back).toBe(came);
    if (payment.outcome !== undefined) expect(payment.captured).toBeDefined();
    if (payment.captured?.fault) expect(['refund', undefined]).toContain(payment.outcome);
    // Whoever is closed and settled has all money back; whoever is not, the differences and what came of pieces.
    const differences = givenBack(state, payment.outTradeNo, 'ladder');
    const byPieces = state.refunds.filter(({ lines }) => lines).reduce((sum, { amount }) => sum + amount, 0);
    const whole = state.status === 'closed' && state.closeReason !== 'refunded';
    if (payment.outcome !== undefined && payment.outcome !== 'refund') {
      expect(back).toBe(whole ? came : differences + byPieces);
    }
    if (payment.outcome !== 'seat') expect(differences).toBe(0);
  }
  if (['paid', 'toShip', 'shipped', 'received', 'completed'].includes(state.status)) {
    expect(state.payments.filter(({ outcome }) => outcome === 'seat' || outcome === 'order')).toHaveLength(1);
    expect(isSettling(state)).toBe(false);
  }
}

describe('over any sequence of commands', () => {
  it('every captured payment has at most one outcome, and no more goes back than came in', () => {
    const reached = new Set<OrderStatus>();
    const happened = new Set<OrderEvent['type']>();
    fc.assert(
      fc.property(anOrder, commands, (order, list) => {
        let state = order;
        for (const next of list) {
          const before = state;
          const answer = tell(state, next);
          state = answer.state;
          reached.add(state.status);
          for (const { type } of answer.events) happened.add(type);
          expectSound(state);
          if (state.status !== before.status) expect(WAYS[before.status]).toContain(state.status);
          for (const payment of before.payments) {
            const later = state.payments.find((other) => other.outTradeNo === payment.outTradeNo);
            if (payment.outcome !== undefined) expect(later?.outcome).toBe(payment.outcome);
            if (payment.captured !== undefined) expect(later?.captured).toEqual(payment.captured);
          }
          if (isSettling(before) && next.type === 'close') expect(state).toEqual(before);
        }
      }),
      {
        numRuns: 1000,
        examples: [
          [
            three,
            [
              awaits,
              capture,
              settle('seat'),
              lowered(300),
              formedWith(500),
              ship,
              receive,
              { type: 'complete', now: 400 + 7 * DAY },
            ],
          ],
          [three, [awaits, capture, settle('seat'), lowered(300), leave]],
          [three, [close('timeout')]],
          [three, [{ type: 'refuse', code: 'soldOut', now: 1 }]],
          [{ ...three, delivery: 'pickUp' }, [awaits, capture, settle('order'), pickUp]],
          [three, [awaits, capture, settle('order'), ship, ask('aft_1'), giveBack('aft_1', 'afterSale')]],
          [three, [awaits, capture, settle('order'), ask('aft_1'), { type: 'endAfterSale', id: 'aft_1', now: 1 }]],
          [three, [awaits, capture, retarget('grp_a', 'grp_b'), { type: 'prepaid', outTradeNo: P1, prepayId: 'p1' }]],
          [three, [awaits, capture, settle('seat'), failed, moved(play(seated, failed))]],
          [three, [{ type: 'note', text: '老客', by: 'usr_owner', now: 1 }]],
        ],
      },
    );
    expect([...reached].sort()).toEqual(Object.keys(WAYS).sort());
    expect([...happened].sort()).toEqual([...EVENTS].sort());
  });

  it('a command twice yields no events the second time, at once and after everything else', () => {
    fc.assert(
      fc.property(anOrder, commands, (order, list) => {
        let state = order;
        const done: OrderCommand[] = [];
        for (const next of list) {
          const first = tell(state, next);
          state = first.state;
          // The newest prepay id and the newest note stand.
          if (first.events.length > 0 && next.type !== 'prepaid' && next.type !== 'note') done.push(next);
          expect(tell(state, next).events).toEqual([]);
        }
        for (const next of done) expect(tell(state, next).events).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  it('a captured payment can always be settled, and a paid order always ends with its group', () => {
    fc.assert(
      fc.property(anOrder, commands, fc.constantFrom(formed, failed, endedEarly, leave), (order, list, news) => {
        let state = list.reduce((at, next) => tell(at, next).state, order);
        for (const { outTradeNo: number } of state.payments) {
          state = play(state, { type: 'settle', outTradeNo: number, outcome: 'seat', now: 1 });
        }
        expect(isSettling(state)).toBe(false);
        if (state.status !== 'paid') return;
        expect(play(state, news).status).toBe(news === formed ? 'toShip' : 'closed');
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['formed', formedWith(500), 'toShip', 500],
    ['failed', failed, 'closed', 2990],
    ['ended', endedEarly, 'closed', 2990],
    ['left', leave, 'closed', 2990],
  ] as const)(
    'capture, timeouts, the seat, a step and the %s group in any order, each several times, end in one way',
    (_, news, status, back) => {
      const seat = settle('seat', { overpaid: 300 });
      const moves = [
        capture,
        capture,
        close('timeout'),
        close('cancelled'),
        seat,
        seat,
        lowered(300),
        lowered(500),
        news,
        news,
      ];
      fc.assert(
        fc.property(fc.shuffledSubarray(moves, { minLength: moves.length }), (order) => {
          // What can only follow the capture is told again by the outbox until it has been heard.
          const done = play(awaiting, ...order, capture, seat, news);
          expect(done.status).toBe(status);
          expect(done.payments).toMatchObject([{ status: 'captured', outcome: 'seat' }]);
          expect(givenBack(done, P1)).toBe(back);
        }),
      );
    },
  );

  it('differences add up to the largest that was told, in whatever order and however often; a way back is the rest', () => {
    const told = fc.array(fc.integer({ min: 0, max: 2990 }), { maxLength: 8 });
    fc.assert(
      fc.property(told, fc.constantFrom(...[formedWith(0), failed, endedEarly, leave]), (amounts, news) => {
        const steps = play(seated, ...amounts.map(lowered));
        const largest = Math.max(0, ...amounts);
        expect(givenBack(steps, P1, 'ladder')).toBe(largest);
        const done = play(steps, news, news, ...amounts.map(lowered));
        expect(givenBack(done, P1, 'ladder')).toBe(largest);
        expect(givenBack(done, P1)).toBe(news.type === 'groupFormed' ? largest : 2990);
        expectSound(done);
      }),
    );
  });
});
