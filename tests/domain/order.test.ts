import fc from 'fast-check';
import {
  decideOrder,
  evolveOrder,
  isSettling,
  ORDER_CONSEQUENCES,
  type OrderCommand,
  type OrderEvent,
  type OrderState,
  type OrderStatus,
} from '../../shared/domain/order';

const P1 = 'aaaaaaaaaaaaaaaaaaaaP1';
const placing: OrderState = {
  id: 'ord_aaaaaaaaaaaaaaaaaaaa',
  status: 'placing',
  groupId: 'grp_a',
  turnedAwayBy: [],
  payments: [],
  refunds: [],
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
const settle = (outcome: 'seat' | 'order' | 'refund', cause?: 'noSeat' | 'late'): OrderCommand => ({
  type: 'settle',
  outTradeNo: P1,
  outcome,
  cause,
  now: 110,
});
const close = (reason: 'timeout' | 'cancelled'): OrderCommand => ({ type: 'close', reason, now: 1000 });
const formed: OrderCommand = { type: 'groupFormed', now: 200 };
const failed: OrderCommand = { type: 'groupFailed', now: 200 };
const ship: OrderCommand = { type: 'ship', company: '顺丰', trackingNumber: 'SF1234', now: 300 };
const receive: OrderCommand = { type: 'receive', now: 400 };
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
    const completed = play(received, { type: 'complete' });
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
    expect(tell(shipped, { ...ship, trackingNumber: 'SF9999' } as OrderCommand).refusal).toBe('orderNotShippable');
  });

  it('is completed only after receipt', () => {
    expect(tell(shipped, { type: 'complete' }).events).toEqual([]);
  });
});

describe('the one outcome of a payment', () => {
  it('given money without a seat, then all of it is promised back and the order closes', () => {
    const refunded = play(captured, settle('refund', 'noSeat'));
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

  it('given the group failed, then the seat is refunded and the order closed', () => {
    const refunded = play(seated, failed);
    expect(refunded).toMatchObject({ status: 'closed', closeReason: 'groupFailed' });
    expect(refunded.refunds).toMatchObject([{ amount: 2990, cause: 'groupFailed' }]);
  });

  it('given the seat was taken and the group formed before the order heard of its seat, then it is ready to ship', () => {
    for (const state of [captured, lateCaptured]) {
      const done = play(state, formed, settle('seat'));
      expect(done).toMatchObject({ status: 'toShip', paidAt: 200, refunds: [] });
      expect(done.payments[0]?.outcome).toBe('seat');
    }
  });

  it('given the seat was taken and the group failed before the order heard of its seat, then the money goes back', () => {
    for (const state of [captured, lateCaptured]) {
      const done = play(state, failed, settle('seat'));
      expect(done).toMatchObject({ status: 'closed', closeReason: 'groupFailed' });
      expect(done.refunds).toMatchObject([{ amount: 2990, cause: 'groupFailed' }]);
    }
  });

  it('given a payment with a fault, then no news of a group gives it a seat', () => {
    const faulty = play(awaiting, captureOf(1, 'amount'));
    expect(tell(faulty, formed).events).toEqual([]);
    expect(tell(faulty, failed).events).toEqual([]);
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
    'orderClosed',
    'orderReceived',
    'orderRefused',
    'paymentCaptured',
    'paymentSettled',
    'readyToShip',
    'refundPromised',
  ]);
});

/* ── over any sequence of commands ─────────────────────────────────────────────────────────────────────────────────── */

const now = fc.integer({ min: 0, max: 2000 });
const outTradeNo = fc.constantFrom(P1, 'aaaaaaaaaaaaaaaaaaaaP2');
const groupId = fc.constantFrom('grp_a', 'grp_b', 'grp_c');
const refundId = fc.constantFrom(play(seated, failed).refunds[0]!.id, 'rfd_unknown');
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
    now,
  }),
  fc.record({
    type: fc.constant('close' as const),
    reason: fc.constantFrom('timeout' as const, 'cancelled' as const),
    now,
  }),
  fc.record({ type: fc.constantFrom('groupFormed' as const, 'groupFailed' as const), now }),
  fc.record({
    type: fc.constant('refundMoved' as const),
    refundId,
    status: fc.constantFrom('arrived' as const, 'abnormal' as const),
  }),
  fc.record({
    type: fc.constant('ship' as const),
    company: fc.constant('顺丰'),
    trackingNumber: fc.constantFrom('SF1', 'SF2'),
    now,
  }),
  fc.record({ type: fc.constant('receive' as const), now }),
  fc.constant({ type: 'complete' as const }),
);
/** Whole lives: a usual beginning half of the time, so that the later states are reached often. */
const commands = fc
  .tuple(
    fc.constantFrom<OrderCommand[]>([], [awaits], [awaits, capture], [awaits, capture, settle('seat')]),
    fc.array(command, { maxLength: 25 }),
  )
  .map(([start, rest]) => [...start, ...rest]);

/** What each state may become in one command; anything else is a bug. */
const WAYS: Record<OrderStatus, readonly OrderStatus[]> = {
  placing: ['awaitingPayment', 'closed'],
  awaitingPayment: ['paid', 'toShip', 'closed'],
  paid: ['toShip', 'closed'],
  toShip: ['shipped'],
  shipped: ['received'],
  received: ['completed'],
  completed: [],
  closed: ['paid', 'toShip'],
};

const givenBack = (state: OrderState, number: string) =>
  state.refunds.filter((refund) => refund.outTradeNo === number).reduce((sum, { amount }) => sum + amount, 0);

function expectSound(state: OrderState): void {
  expect(new Set(state.refunds.map(({ id }) => id)).size).toBe(state.refunds.length);
  expect(new Set(state.turnedAwayBy).size).toBe(state.turnedAwayBy.length);
  expect(state.turnedAwayBy).not.toContain(state.groupId);
  for (const refund of state.refunds) {
    expect(state.payments.map((payment) => payment.outTradeNo)).toContain(refund.outTradeNo);
  }
  for (const payment of state.payments) {
    const back = givenBack(state, payment.outTradeNo);
    const came = payment.captured?.amount ?? 0;
    expect(payment.status === 'captured').toBe(payment.captured !== undefined);
    expect(back).toBeLessThanOrEqual(came);
    if (payment.outcome === undefined) expect(back).toBe(0);
    if (payment.outcome === 'refund') expect(back).toBe(came);
    if (payment.outcome !== undefined) expect(payment.captured).toBeDefined();
    if (payment.captured?.fault) expect(['refund', undefined]).toContain(payment.outcome);
    // Whoever is closed and settled has all money back; whoever is not closed and settled has given all of it.
    if (payment.outcome !== undefined) expect(back).toBe(state.status === 'closed' ? came : 0);
  }
  if (['paid', 'toShip', 'shipped', 'received', 'completed'].includes(state.status)) {
    expect(state.payments.filter(({ outcome }) => outcome === 'seat' || outcome === 'order')).toHaveLength(1);
    expect(isSettling(state)).toBe(false);
  }
}

describe('over any sequence of commands', () => {
  it('every captured payment has at most one outcome, and no more goes back than came in', () => {
    const reached = new Set<OrderStatus>();
    fc.assert(
      fc.property(commands, (list) => {
        let state = placing;
        for (const next of list) {
          const before = state;
          state = tell(state, next).state;
          reached.add(state.status);
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
        numRuns: 2000,
        examples: [
          [[awaits, capture, settle('seat'), formed, ship, receive, { type: 'complete' }]],
          [[close('timeout')]],
        ],
      },
    );
    expect([...reached].sort()).toEqual(Object.keys(WAYS).sort());
  });

  it('a command twice yields no events the second time, at once and after everything else', () => {
    fc.assert(
      fc.property(commands, (list) => {
        let state = placing;
        const done: OrderCommand[] = [];
        for (const next of list) {
          const first = tell(state, next);
          state = first.state;
          if (first.events.length > 0 && next.type !== 'prepaid') done.push(next); // The newest prepay id stands.
          expect(tell(state, next).events).toEqual([]);
        }
        for (const next of done) expect(tell(state, next).events).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });

  it('a captured payment can always be settled, and a paid order always ends with its group', () => {
    fc.assert(
      fc.property(commands, fc.constantFrom(formed, failed), (list, news) => {
        let state = list.reduce((at, next) => tell(at, next).state, placing);
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
    ['formed', formed, 'toShip', 0],
    ['failed', failed, 'closed', 2990],
  ] as const)(
    'capture, timeouts, the seat and the %s group in any order, each several times, end in one way',
    (_, news, status, back) => {
      const moves = [
        capture,
        capture,
        close('timeout'),
        close('cancelled'),
        settle('seat'),
        settle('seat'),
        news,
        news,
      ];
      fc.assert(
        fc.property(fc.shuffledSubarray(moves, { minLength: moves.length }), (order) => {
          // What can only follow the capture is told again by the outbox until it has been heard.
          const done = play(awaiting, ...order, capture, settle('seat'), news);
          expect(done.status).toBe(status);
          expect(done.payments).toMatchObject([{ status: 'captured', outcome: 'seat' }]);
          expect(givenBack(done, P1)).toBe(back);
        }),
      );
    },
  );
});
