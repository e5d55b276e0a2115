import fc from 'fast-check';
import {
  addCampaignMeasures,
  type CampaignMeasures,
  type CountedDeal,
  type CountedOrder,
  dealOfBargain,
  dealOfGroup,
  FILL_CLASSES,
  filledWithin,
  measuresOfDeal,
  measuresOfOrder,
  NO_CAMPAIGN_MEASURES,
} from '../../shared/domain/campaignFigures';
import { REFUND_CAUSES } from '../../shared/domain/order';
import { DAY, HOUR, MINUTE } from '../../shared/time';

const sum = (all: readonly CampaignMeasures[]): CampaignMeasures =>
  all.reduce(addCampaignMeasures, NO_CAMPAIGN_MEASURES);

describe('a deal', () => {
  const deal: fc.Arbitrary<CountedDeal> = fc.record({
    state: fc.constantFrom('running' as const, 'succeeded' as const, 'failed' as const),
    fill: fc.option(fc.nat({ max: 10 * DAY }), { nil: undefined }),
  });

  it('is in one class and at most one end, in whatever order they are added', () => {
    fc.assert(
      fc.property(fc.array(deal, { maxLength: 30 }), fc.nat({ max: 30 }), (deals, cut) => {
        const each = deals.map(measuresOfDeal);
        const all = sum(each);
        expect(all.begun).toBe(deals.length);
        expect(all.succeeded + all.failed).toBe(deals.filter(({ state }) => state !== 'running').length);
        expect(all.fills.reduce((one, other) => one + other, 0)).toBe(
          deals.filter(({ fill }) => fill !== undefined).length,
        );
        expect(sum([sum(each.slice(cut)), sum(each.slice(0, cut))])).toEqual(all);
      }),
    );
  });

  it.each([
    [0, 0],
    [5 * MINUTE, 0],
    [5 * MINUTE + 1, 1],
    [3 * DAY, FILL_CLASSES.length - 1],
    [3 * DAY + 1, FILL_CLASSES.length],
  ])('that took %d ms is in class %d', (fill, at) => {
    expect(measuresOfDeal({ state: 'succeeded', fill }).fills.indexOf(1)).toBe(at);
  });

  it('is a group since its leader has paid', () => {
    expect(dealOfGroup({ status: 'pending' })).toBeNull();
    expect(dealOfGroup({ status: 'failed' })).toBeNull();
    expect(dealOfGroup({ status: 'open', openedAt: 5 })).toEqual({ state: 'running' });
    expect(dealOfGroup({ status: 'formed', openedAt: 5, formedAt: 9 })).toEqual({ state: 'succeeded', fill: 4 });
    expect(dealOfGroup({ status: 'failed', openedAt: 5 })).toEqual({ state: 'failed' });
  });

  it('is a bargain, filled at its floor, whatever becomes of it', () => {
    expect(dealOfBargain({ status: 'bought', createdAt: 5 })).toMatchObject({ state: 'succeeded', fill: undefined });
    expect(dealOfBargain({ status: 'expired', createdAt: 5, floorAt: 7 })).toEqual({ state: 'failed', fill: 2 });
    expect(dealOfBargain({ status: 'cancelled', createdAt: 5 })).toMatchObject({ state: 'failed' });
    for (const status of ['open', 'floor', 'ordered'] as const) {
      expect(dealOfBargain({ status, createdAt: 5 })).toMatchObject({ state: 'running' });
    }
  });
});

it('tells within what time half of the deals were full, and most of them', () => {
  const took = (...fills: number[]) => sum(fills.map((fill) => measuresOfDeal({ state: 'succeeded', fill })));
  expect(filledWithin(NO_CAMPAIGN_MEASURES, 0.5)).toBeNull();
  expect(filledWithin(took(MINUTE, MINUTE, 3 * HOUR, 3 * HOUR), 0.5)).toBe(5 * MINUTE);
  expect(filledWithin(took(MINUTE, MINUTE, 3 * HOUR, 3 * HOUR), 0.8)).toBe(4 * HOUR);
  expect(filledWithin(took(MINUTE, 9 * DAY), 0.8)).toBe(Number.POSITIVE_INFINITY);
});

/* ── orders ─────────────────────────────────────────────────────────────────────────────────────────────────────── */

type Payment = CountedOrder['payments'][number];
type Refund = CountedOrder['refunds'][number];

const captured = { transactionId: 't', amount: 3_000, at: 0 };
const seat: Payment = { outTradeNo: 'p', amount: 3_000, status: 'captured', captured, outcome: 'seat' };

/** One line of two pieces for 29 yuan, with one yuan of freight; each costs the shop 8 yuan. */
const order = (changes: Partial<CountedOrder> = {}): CountedOrder => ({
  status: 'toShip',
  payments: [seat],
  refunds: [],
  parcels: [],
  afterSales: [],
  lines: [{ id: '1', quantity: 2, paid: 2_900, freight: 100, cost: 800 }],
  ...changes,
});

const refund = (changes: Partial<Refund>): Refund => ({
  id: 'r',
  outTradeNo: 'p',
  amount: 0,
  cause: 'merchant',
  status: 'promised',
  at: 0,
  ...changes,
});

const pieces = (quantity: number, goods: number, unsent: number): Refund['lines'] => [
  { lineId: '1', quantity, goods, freight: 0, unsent, carried: 0 },
];

const open: Payment = { outTradeNo: 'p', amount: 3_000, status: 'open' };
const back: Payment = { ...seat, outcome: 'refund' };

describe('an order', () => {
  it.each<[string, Partial<CountedOrder>, Partial<CampaignMeasures>]>([
    ['that is being placed', { status: 'placing', payments: [] }, { orders: 0 }],
    ['that was refused', { status: 'closed', closeReason: 'refused', payments: [] }, { orders: 0 }],
    ['that awaits its payment', { status: 'awaitingPayment', payments: [open] }, { orders: 0 }],
    [
      'that was never paid',
      { status: 'closed', closeReason: 'timeout', payments: [{ ...open, status: 'closed' }] },
      { orders: 1, paid: 0 },
    ],
    ['that waits for its group', { status: 'paid' }, { orders: 1, paid: 1, sold: 0 }],
    [
      'whose group failed',
      {
        status: 'closed',
        closeReason: 'groupFailed',
        refunds: [refund({ amount: 3_000, cause: 'groupFailed' })],
      },
      { orders: 1, paid: 1, sold: 0, sales: 0, fee: 0 },
    ],
    [
      'whose payment went back',
      {
        status: 'closed',
        closeReason: 'paymentRefunded',
        payments: [back],
        refunds: [refund({ amount: 3_000, cause: 'noSeat' })],
      },
      { orders: 1, paid: 1, sold: 0 },
    ],
    [
      'that was sold',
      {},
      { orders: 1, paid: 1, sold: 1, kept: 1, pieces: 2, sales: 2_900, returned: 0, cost: 1_600, fee: 18 },
    ],
    [
      'with a ladder',
      { refunds: [refund({ amount: 400, cause: 'ladder' })] },
      { sold: 1, kept: 1, sales: 2_500, returned: 0, margin: 2_500 - 1_600 - 18 - 100 },
    ],
    [
      'of which one piece came back',
      { status: 'shipped', refunds: [refund({ amount: 1_450, lines: pieces(1, 1_450, 0) })] },
      { sold: 1, kept: 1, sales: 2_900, returned: 1_450, cost: 1_600 },
    ],
    [
      'of which one piece was never sent',
      { refunds: [refund({ amount: 1_450, lines: pieces(1, 1_450, 1) })] },
      { sold: 1, kept: 1, returned: 1_450, cost: 800 },
    ],
    [
      'that came back whole',
      {
        status: 'closed',
        closeReason: 'refunded',
        refunds: [refund({ amount: 2_900, cause: 'afterSale', lines: pieces(2, 2_900, 0) })],
      },
      { sold: 1, kept: 0, sales: 2_900, returned: 2_900, cost: 1_600, margin: -1_600 - 18 - 100 },
    ],
    [
      'whose cost is not known',
      { lines: [{ id: '1', quantity: 2, paid: 2_900, freight: 100 }] },
      { sold: 1, uncosted: 1, cost: 0, margin: 0, sales: 2_900 },
    ],
  ])('%s', (_, changes, measures) => {
    expect(measuresOfOrder(order(changes), 100)).toMatchObject(measures);
  });

  it('has a margin that is the sum of its parts', () => {
    const { sales, returned, cost, fee, commission, margin } = measuresOfOrder(order(), 100);
    expect([margin, commission]).toEqual([sales - returned - cost - fee - commission, 100]);
    expect(margin).toBe(1_182);
  });

  it('tells what went back and why, freight included', () => {
    const { refunds } = measuresOfOrder(
      order({
        refunds: [
          refund({ amount: 400, cause: 'ladder' }),
          refund({ amount: 300, cause: 'ladder' }),
          refund({ amount: 1_500, cause: 'afterSale', lines: pieces(1, 1_400, 0) }),
        ],
      }),
      0,
    );
    const told = Object.fromEntries(REFUND_CAUSES.map((cause, at) => [cause, refunds[at]]));
    expect(told).toMatchObject({
      ladder: { times: 2, fen: 700 },
      afterSale: { times: 1, fen: 1_500 },
      groupFailed: { times: 0, fen: 0 },
    });
  });
});
