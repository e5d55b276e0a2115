import fc from 'fast-check';
import {
  AFTER_SALES,
  decideOrder,
  evolveOrder,
  freePieces,
  leftToSend,
  mayAskAfterSale,
  type OrderCommand,
  type OrderEvent,
  type OrderState,
  receiptDue,
  windowEnd,
} from '../../shared/domain/order';
import { fitIn, lineBack, type Pieces, piecesOf, samePieces } from '../../shared/domain/orderLines';
import type { Fen } from '../../shared/money';
import { DAY } from '../../shared/time';

const P1 = 'aaaaaaaaaaaaaaaaaaaaP1';

type Line = OrderState['lines'][number];
const A: Line = { id: '1', quantity: 3, paid: 1000, freight: 100 };
const B: Line = { id: '2', quantity: 1, paid: 1500, freight: 0 };
const C: Line = { id: '3', quantity: 2, paid: 333, freight: 57 };

/** A paid order of these lines, ready to ship. */
function paid(lines: readonly Line[], delivery: OrderState['delivery'] = 'express'): OrderState {
  const amount = lines.reduce((sum, line) => sum + line.paid + line.freight, 0);
  const placing: OrderState = {
    id: 'ord_aaaaaaaaaaaaaaaaaaaa',
    status: 'placing',
    turnedAwayBy: [],
    payments: [],
    refunds: [],
    lines,
    delivery,
    afterSaleDays: 7,
    receiptDays: 10,
    parcels: [],
    afterSales: [],
  };
  return play(
    placing,
    { type: 'await', outTradeNo: P1, amount, payBy: 900 },
    { type: 'capture', outTradeNo: P1, transactionId: 'wx1', amount, at: 100 },
    { type: 'settle', outTradeNo: P1, outcome: 'order', now: 110 },
  );
}

function tell(state: OrderState, command: OrderCommand): { events: OrderEvent[]; refusal?: string; state: OrderState } {
  const result = decideOrder(state, command);
  if (!result.ok) return { events: [], refusal: result.refusal, state };
  return { events: result.value, state: result.value.reduce(evolveOrder<OrderState>, state) };
}
function play(state: OrderState, ...commands: OrderCommand[]): OrderState {
  return commands.reduce((now, command) => tell(now, command).state, state);
}

const pieces = (...counts: readonly [string, number][]): Pieces[] =>
  counts.map(([lineId, quantity]) => ({ lineId, quantity }));
const ship = (id: string, lines?: Pieces[], now = 300): OrderCommand => ({
  type: 'ship',
  parcelId: id,
  company: '顺丰',
  trackingNumber: id,
  lines,
  by: 'usr_owner',
  now,
});
const refund = (source: string, lines: Pieces[], withFreight = false, seenAmount?: Fen): OrderCommand => ({
  type: 'refundPieces',
  source,
  cause: 'merchant',
  lines,
  withFreight,
  seenAmount,
  by: 'usr_owner',
  now: 500,
});
const ask = (
  id: string,
  lines: Pieces[],
  kind: 'refundOnly' | 'returnAndRefund' = 'refundOnly',
  now = 450,
): OrderCommand => ({
  type: 'askAfterSale',
  id,
  kind,
  lines,
  words: { reason: 'damaged', text: '', pictures: [] },
  now,
});
const agreedTo = (source: string, withFreight = false): OrderCommand => ({
  type: 'refundPieces',
  source,
  cause: 'afterSale',
  withFreight,
  now: 500,
});
const end = (id: string): OrderCommand => ({ type: 'endAfterSale', id, now: 460 });
const receive: OrderCommand = { type: 'receive', by: 'buyer', now: 400 };
const pickUp: OrderCommand = { type: 'pickUp', by: 'usr_owner', now: 300 };

const amounts = (state: OrderState) => state.refunds.map(({ amount }) => amount);

describe('what pieces come to', () => {
  it('before anything was sent, with their freight', () => {
    const state = play(
      paid([A, B]),
      refund('a', pieces(['1', 1])),
      refund('b', pieces(['1', 1])),
      refund('c', pieces(['1', 1])),
    );
    expect(state.refunds.map(({ lines }) => lines)).toEqual([
      [{ lineId: '1', quantity: 1, goods: 333, freight: 33, unsent: 1, carried: 1 }],
      [{ lineId: '1', quantity: 1, goods: 333, freight: 33, unsent: 1, carried: 1 }],
      [{ lineId: '1', quantity: 1, goods: 334, freight: 34, unsent: 1, carried: 1 }],
    ]);
  });

  it('once sent, without it, unless the merchant gives it', () => {
    const sent = play(paid([A]), ship('pcl_1'));
    expect(amounts(play(sent, refund('a', pieces(['1', 3]))))).toEqual([1000]);
    expect(amounts(play(sent, refund('a', pieces(['1', 1])), refund('b', pieces(['1', 2]), true)))).toEqual([333, 733]);
    expect(amounts(play(sent, refund('a', pieces(['1', 3]), true)))).toEqual([1100]);
  });

  it('what was not sent goes first', () => {
    const half = play(paid([A]), ship('pcl_1', pieces(['1', 2])));
    expect(play(half, refund('a', pieces(['1', 2]))).refunds[0]?.lines).toEqual([
      { lineId: '1', quantity: 2, goods: 666, freight: 33, unsent: 1, carried: 1 },
    ]);
  });

  it('less what a ladder has given back', () => {
    const inGroup: OrderState = {
      ...paid([{ ...A, freight: 0 }]),
      status: 'paid',
      payments: paid([{ ...A, freight: 0 }]).payments.map((payment) => ({ ...payment, outcome: 'seat' as const })),
    };
    const formed = play(inGroup, { type: 'groupFormed', overpaid: 100, now: 130 });
    expect(amounts(play(formed, refund('a', pieces(['1', 2])), refund('b', pieces(['1', 1]))))).toEqual([
      100, 600, 300,
    ]);
  });

  it('a line that is not the order’s comes to nothing', () => {
    expect(piecesOf(paid([A]), '9')).toEqual({ quantity: 0, sent: 0, refunded: 0, unsentRefunded: 0, asked: 0 });
    expect(() => lineBack(paid([A]), { lineId: '9', quantity: 1 }, { withFreight: false, ladder: 0 })).toThrow(
      'no line 9',
    );
  });

  const anyLine = fc.record({
    quantity: fc.integer({ min: 1, max: 12 }),
    // At least a fen for each piece.
    unit: fc.integer({ min: 1, max: 5000 }),
    more: fc.integer({ min: 0, max: 11 }),
    freight: fc.integer({ min: 0, max: 2000 }),
  });
  const lines = fc.array(anyLine, { minLength: 1, maxLength: 4 }).map((all) =>
    all.map(
      ({ quantity, unit, more, freight }, at): Line => ({
        id: `${at + 1}`,
        quantity,
        paid: quantity * unit + more,
        freight,
      }),
    ),
  );

  it('all parts of a line sum to exactly what was paid for it and its freight, in whatever parts and order they come', () => {
    fc.assert(
      fc.property(lines, fc.infiniteStream(fc.nat()), fc.boolean(), (all, random, sentBefore) => {
        const draw = (most: number): number => Number(random.next().value) % most;
        let state = paid(all);
        if (sentBefore) state = play(state, ship('pcl_1'));
        for (let tap = 0; state.status !== 'closed'; tap++) {
          const open = all.filter(({ id }) => freePieces(state, id) > 0);
          const wanted = open
            .filter((_, at) => at === 0 || draw(2) === 0)
            .map(({ id }) => ({ lineId: id, quantity: 1 + draw(freePieces(state, id)) }));
          const next = tell(state, refund(`tap-${tap}`, wanted, true));
          expect(next.refusal).toBeUndefined();
          state = next.state;
        }
        for (const line of all) {
          const back = state.refunds.flatMap((one) => (one.lines ?? []).filter(({ lineId }) => lineId === line.id));
          const sum = (of: 'goods' | 'freight' | 'quantity') => back.reduce((total, one) => total + one[of], 0);
          expect([sum('goods'), sum('freight'), sum('quantity')]).toEqual([line.paid, line.freight, line.quantity]);
        }
        expect(amounts(state).reduce((sum, amount) => sum + amount, 0)).toBe(state.payments[0]?.captured?.amount);
        expect(state).toMatchObject({ status: 'closed', closeReason: 'refunded' });
      }),
      { numRuns: 200 },
    );
  });
});

describe('parcels', () => {
  it('take some pieces, then the rest; only then is it shipped', () => {
    const half = play(paid([A, B]), ship('pcl_1', pieces(['1', 2])));
    expect(half).toMatchObject({ status: 'toShip', parcels: [{ id: 'pcl_1', lines: pieces(['1', 2]) }] });
    expect(half.shippedAt).toBeUndefined();
    const whole = play(half, ship('pcl_2', undefined, 320));
    expect(whole).toMatchObject({ status: 'shipped', shippedAt: 320 });
    expect(whole.parcels[1]?.lines).toEqual(pieces(['1', 1], ['2', 1]));
  });

  it('no piece twice, none that is not there, no line twice', () => {
    const half = play(paid([A, B]), ship('pcl_1', pieces(['1', 2])));
    for (const wrong of [pieces(['1', 2]), pieces(['9', 1]), pieces(['1', 1], ['1', 1]), pieces(['1', 0])]) {
      expect([wrong, tell(half, ship('pcl_2', wrong)).refusal]).toEqual([wrong, 'parcelTooMuch']);
    }
  });

  it('the same parcel again is the same parcel', () => {
    const half = play(paid([A]), ship('pcl_1', pieces(['1', 2])));
    expect(tell(half, ship('pcl_1', pieces(['1', 2]))).events).toEqual([]);
    expect(tell(half, ship('pcl_1')).events).toEqual([]);
    expect(tell(half, ship('pcl_1', pieces(['1', 1]))).refusal).toBe('parcelKnown');
  });

  it('leave what is asked for or refunded where it is', () => {
    const asked = play(paid([A, B]), ask('aft_1', pieces(['1', 2])));
    expect(leftToSend(asked, '1')).toBe(1);
    expect(tell(asked, ship('pcl_1', pieces(['1', 2]))).refusal).toBe('orderHasAfterSale');
    const sent = play(asked, ship('pcl_1'));
    expect(sent).toMatchObject({ status: 'toShip', parcels: [{ lines: pieces(['1', 1], ['2', 1]) }] });
    expect(tell(sent, ship('pcl_2')).refusal).toBe('orderHasAfterSale');
    // Given back, nothing is left to send; taken back, they are.
    expect(play(sent, agreedTo('aft_1'))).toMatchObject({ status: 'shipped', shippedAt: 500 });
    expect(play(sent, end('aft_1'), ship('pcl_2')).parcels[1]?.lines).toEqual(pieces(['1', 2]));
  });

  it('what is picked up has none, and is received at once', () => {
    const order = paid([A, B], 'pickUp');
    expect(tell(order, ship('pcl_1')).refusal).toBe('orderNotShippable');
    expect(tell(paid([A]), pickUp).refusal).toBe('orderNotShippable');
    const handed = play(order, pickUp);
    expect(handed).toMatchObject({ status: 'received', shippedAt: 300, receivedAt: 300, parcels: [] });
    expect(tell(handed, pickUp).events).toEqual([]);
    expect(piecesOf(handed, '1')).toMatchObject({ sent: 3 });
    // What went back before was not handed over.
    const less = play(order, refund('a', pieces(['1', 1])), pickUp);
    expect(piecesOf(less, '1')).toMatchObject({ sent: 2, unsentRefunded: 1 });
    expect(tell(play(order, ask('aft_1', pieces(['2', 1]))), pickUp).refusal).toBe('orderHasAfterSale');
  });
});

it('after-sales that are taken back can be asked for again, and not for ever', () => {
  let state = paid([A]);
  for (let at = 1; at <= AFTER_SALES; at++) state = play(state, ask(`aft_${at}`, pieces(['1', 1])), end(`aft_${at}`));
  expect(state.afterSales).toHaveLength(AFTER_SALES);
  expect(tell(state, ask('aft_more', pieces(['1', 1]))).refusal).toBe('afterSaleNotAllowed');
  expect(tell(state, ask('aft_1', pieces(['1', 1]))).events).toEqual([]);
});

describe('refunds by pieces', () => {
  it('a second time under the same source nothing; never more than there is', () => {
    // What is left of the other line is no money for this one.
    const state = play(paid([A, B]), refund('tap', pieces(['1', 2])));
    expect(tell(state, refund('tap', pieces(['1', 2]))).events).toEqual([]);
    expect(tell(state, refund('tap', pieces(['1', 1]))).events).toEqual([]);
    expect(tell(state, refund('other', pieces(['1', 2]))).refusal).toBe('refundTooMuch');
    expect(tell(state, refund('other', [])).refusal).toBe('refundTooMuch');
  });

  it('another amount than was seen is refused', () => {
    expect(tell(paid([A]), refund('tap', pieces(['1', 1]), false, 365)).refusal).toBe('priceChanged');
    expect(amounts(play(paid([A]), refund('tap', pieces(['1', 1]), false, 366)))).toEqual([366]);
  });

  it('never more than came in, whatever its lines say', () => {
    const wrong: OrderState = { ...paid([A]), lines: [{ ...A, paid: 5000 }] };
    expect(tell(wrong, refund('tap', pieces(['1', 3]))).refusal).toBe('refundTooMuch');
  });

  it('no more than fifty of one payment, those counted that are asked for; none after a year', () => {
    const many: Line = { id: '1', quantity: 99, paid: 9900, freight: 0 };
    const taps = (count: number) => Array.from({ length: count }, (_, tap) => refund(`tap ${tap}`, pieces(['1', 1])));
    const full = play(paid([many]), ...taps(49), ask('aft_1', pieces(['1', 1])));
    expect(tell(full, refund('one more', pieces(['1', 1]))).refusal).toBe('refundsUsedUp');
    expect(tell(full, ask('aft_2', pieces(['1', 1]))).refusal).toBe('refundsUsedUp');
    expect(play(full, agreedTo('aft_1')).refunds).toHaveLength(50);
    const late = (now: number): OrderCommand => ({ ...refund('late', pieces(['1', 1])), now }) as OrderCommand;
    expect(tell(paid([many]), late(100 + 365 * DAY - 1)).events).not.toEqual([]);
    expect(tell(paid([many]), late(100 + 365 * DAY)).refusal).toBe('refundsUsedUp');
  });

  it('what an after-sale asks for is its own to give back, once', () => {
    const asked = play(paid([A]), ask('aft_1', pieces(['1', 2])));
    expect(tell(asked, refund('tap', pieces(['1', 2]))).refusal).toBe('refundTooMuch');
    const back = play(asked, agreedTo('aft_1'));
    expect(back).toMatchObject({
      afterSales: [{ status: 'refunded' }],
      refunds: [{ cause: 'afterSale', amount: 732 }],
    });
    for (const again of [agreedTo('aft_1'), end('aft_1'), agreedTo('aft_unknown')]) {
      expect(tell(back, again).events).toEqual([]);
    }
    expect(tell(play(asked, end('aft_1')), agreedTo('aft_1')).events).toEqual([]);
  });

  it('is closed as refunded exactly when the last piece has gone back, whatever has become of the others', () => {
    const sent = play(paid([A, B]), ship('pcl_1', pieces(['1', 2])));
    const nearly = play(sent, refund('a', pieces(['1', 3])));
    expect(nearly.status).toBe('toShip');
    expect(play(nearly, refund('b', pieces(['2', 1])))).toMatchObject({
      status: 'closed',
      closeReason: 'refunded',
      closedAt: 500,
    });
    for (const state of [play(paid([B]), ship('p')), play(paid([B]), ship('p'), receive), paid([B], 'pickUp')]) {
      expect(play(state, refund('b', pieces(['2', 1]))).status).toBe('closed');
    }
  });

  it('an order that is not paid, or closed, gives nothing back by pieces', () => {
    const open: OrderState = { ...paid([A]), status: 'awaitingPayment', payments: [] };
    const closed = play(paid([B]), refund('b', pieces(['2', 1])));
    for (const state of [open, closed, { ...paid([A]), status: 'paid' as const }]) {
      expect(tell(state, refund('tap', pieces(['1', 1]))).refusal).toBe('orderNotRefundable');
    }
  });

  it('a second payment of a paid order goes back whole, and touches no piece', () => {
    const twice: OrderState = {
      ...paid([A]),
      payments: [
        ...paid([A]).payments,
        {
          outTradeNo: 'aaaaaaaaaaaaaaaaaaaaP2',
          amount: 1100,
          status: 'captured',
          captured: { transactionId: 'wx2', amount: 1100, at: 120 },
        },
      ],
    };
    const settled = play(twice, { type: 'settle', outTradeNo: 'aaaaaaaaaaaaaaaaaaaaP2', outcome: 'order', now: 130 });
    expect(settled).toMatchObject({ status: 'toShip', refunds: [{ cause: 'twice', amount: 1100 }] });
    expect(amounts(play(settled, refund('tap', pieces(['1', 3]))))).toEqual([1100, 1100]);
  });
});

describe('after-sales', () => {
  it('what was not handed over is not sent back', () => {
    expect(tell(paid([A]), ask('aft_1', pieces(['1', 1]), 'returnAndRefund')).refusal).toBe('afterSaleNotSent');
    expect(tell(play(paid([A]), ship('p')), ask('aft_1', pieces(['1', 1]), 'returnAndRefund')).events).toHaveLength(1);
  });

  it('as long as the window is open, counted from receipt; not a moment longer', () => {
    const received = play(paid([A]), ship('p'), receive);
    expect(windowEnd(received)).toBe(400 + 7 * DAY);
    expect(mayAskAfterSale(received, 'refundOnly', 400 + 7 * DAY - 1).ok).toBe(true);
    expect(tell(received, ask('aft_1', pieces(['1', 1]), 'refundOnly', 400 + 7 * DAY)).refusal).toBe('afterSaleOver');
    const completed = play(received, { type: 'complete', now: 400 + 7 * DAY });
    expect(completed.status).toBe('completed');
    expect(tell(completed, ask('aft_1', pieces(['1', 1]))).refusal).toBe('afterSaleOver');
  });

  it('not before it is paid and its group has formed, nor once it is closed', () => {
    for (const status of ['placing', 'awaitingPayment', 'paid', 'closed'] as const) {
      expect(tell({ ...paid([A]), status }, ask('aft_1', pieces(['1', 1]))).refusal).toBe('afterSaleNotAllowed');
    }
  });

  it('never the same piece twice; what was refused or taken back may be asked for again', () => {
    const sent = play(paid([A]), ship('p'));
    const asked = play(sent, ask('aft_1', pieces(['1', 2])));
    expect(tell(asked, ask('aft_1', pieces(['1', 2]))).events).toEqual([]);
    expect(tell(asked, ask('aft_2', pieces(['1', 2]))).refusal).toBe('afterSaleTooMuch');
    expect(tell(asked, ask('aft_2', pieces(['1', 1]))).events).toHaveLength(1);
    expect(tell(play(asked, end('aft_1')), ask('aft_2', pieces(['1', 3]))).events).toHaveLength(1);
    expect(tell(play(asked, agreedTo('aft_1')), ask('aft_2', pieces(['1', 2]))).refusal).toBe('afterSaleTooMuch');
  });

  it('an open one keeps time from moving the order on; the buyer’s word still counts', () => {
    const asked = play(paid([A]), ship('p'), ask('aft_1', pieces(['1', 1])));
    const late = receiptDue(asked);
    const byTime: OrderCommand = { type: 'receive', by: 'time', now: late };
    expect(tell(asked, byTime).events).toEqual([]);
    expect(tell(asked, receive).state.status).toBe('received');
    expect(tell(play(asked, end('aft_1')), { ...byTime, now: late - 1 }).events).toEqual([]);
    expect(tell(play(asked, end('aft_1')), byTime).state).toMatchObject({ status: 'received', receivedAt: late });
    const complete: OrderCommand = { type: 'complete', now: 400 + 30 * DAY };
    const waiting = play(paid([A]), ship('p'), receive, ask('aft_1', pieces(['1', 1])));
    expect(tell(waiting, complete).events).toEqual([]);
    expect(tell(play(waiting, agreedTo('aft_1')), complete).state.status).toBe('completed');
  });
});

describe('who comes first does not matter', () => {
  const start = paid([A, B, C]);
  const moves = [
    ship('pcl_1', pieces(['1', 1], ['3', 1])),
    ship('pcl_2'),
    ask('aft_1', pieces(['1', 2])),
    agreedTo('aft_1'),
    refund('tap', pieces(['2', 1])),
    refund('tap2', pieces(['3', 2]), true),
    receive,
  ];

  it('sending, asking back and refunding in any order never count a piece twice, and what is left can be finished', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(moves, { minLength: 3 }), (order) => {
        let state = start;
        for (const next of order) {
          state = tell(state, next).state;
          expect(tell(state, next).events).toEqual([]);
          for (const { id, quantity } of state.lines) {
            const { sent, refunded, unsentRefunded, asked } = piecesOf(state, id);
            expect(refunded + asked).toBeLessThanOrEqual(quantity);
            expect(sent + unsentRefunded).toBeLessThanOrEqual(quantity);
          }
        }
        const done = play(state, agreedTo('aft_1'), ship('pcl_9'), { ...receive, now: 900 } as OrderCommand);
        expect(['received', 'closed']).toContain(done.status);
      }),
      { numRuns: 500 },
    );
  });
});

describe('pieces as they are named', () => {
  it('some, each line once, no more than there are', () => {
    const three = () => 3;
    expect(fitIn(pieces(['1', 3], ['2', 1]), three)).toBe(true);
    for (const wrong of [[], pieces(['1', 4]), pieces(['1', 0]), pieces(['1', 1], ['1', 1])]) {
      expect(fitIn(wrong, three)).toBe(false);
    }
  });

  it('the same, in whatever order', () => {
    expect(samePieces(pieces(['1', 1], ['2', 2]), pieces(['2', 2], ['1', 1]))).toBe(true);
    for (const other of [pieces(['1', 1]), pieces(['1', 1], ['2', 1]), pieces(['1', 1], ['3', 2]), []]) {
      expect(samePieces(pieces(['1', 1], ['2', 2]), other)).toBe(false);
    }
  });
});
