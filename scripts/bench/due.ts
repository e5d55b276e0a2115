/** Held commissions by the thousand, as many orders that were received have left them: with their journals and wallets. */
import type { Collections, CommissionDoc, JournalDoc } from '../../functions/store/collections';
import * as ledger from '../../shared/domain/ledger';
import type { Ms } from '../../shared/time';

export interface Wanted {
  readonly merchantId: string;
  /** The first one's number, so that more can be added later. */
  readonly first?: number;
  readonly count: number;
  /** They earn in turns. */
  readonly promoters: number;
  readonly at: Ms;
  readonly dueAt: Ms;
}

const BATCH = 1000;

export const dueId = (number: number): string => `com_due${number}`;
export const earnerOf = (number: number, promoters: number): string => `usr_earner${number % promoters}`;
/** Of the commission with this number: every one another, so that a sum says which are in it. */
export const amountOf = (number: number): number => 100 + (number % 50);

/** Writes them raw, with as much of their orders as an audit and a release look at. */
export async function writeDue(store: Collections, wanted: Wanted): Promise<void> {
  const { merchantId, first = 0, count, promoters, at, dueAt } = wanted;
  const held = new Map<string, number>();
  for (let from = first; from < first + count; from += BATCH) {
    const numbers = Array.from({ length: Math.min(BATCH, first + count - from) }, (_, index) => from + index);
    for (const number of numbers) {
      const userId = earnerOf(number, promoters);
      held.set(userId, (held.get(userId) ?? 0) + amountOf(number));
    }
    const commissions = numbers.map(
      (number): CommissionDoc => ({
        _id: dueId(number),
        merchantId,
        userId: earnerOf(number, promoters),
        orderId: `ord_due${number}`,
        lineId: 'l1',
        level: 1,
        base: amountOf(number) * 10,
        rate: 1000,
        amount: amountOf(number),
        reversed: 0,
        refunds: [],
        status: 'held',
        dueAt,
        policyVersion: 1,
        buyerId: `usr_buyer${number}`,
        buyerName: '买家',
        title: '阳山水蜜桃',
        quantity: 1,
        holdDays: 7,
        createdAt: at,
        version: 1,
        outbox: [],
      }),
    );
    const orders = numbers.map((number) => ({
      _id: `ord_due${number}`,
      merchantId,
      userId: `usr_buyer${number}`,
      lines: [{ id: 'l1', paid: amountOf(number) * 10 }],
      attribution: {
        earners: [{ userId: earnerOf(number, promoters), suspended: false }],
        policy: { version: 1, rates: [1000], cap: 1000, holdDays: 7 },
      },
      payments: [{ outTradeNo: `PAYDUE${number}`, outcome: 'order' }],
      refunds: [],
      afterSales: [],
      createdAt: at,
      outbox: [],
    }));
    const journals = numbers.map(
      (number): JournalDoc => ({
        _id: `commissionHeld/${dueId(number)}`,
        kind: 'commissionHeld',
        merchantId,
        about: dueId(number),
        at,
        postings: ledger.commissionHeld(earnerOf(number, promoters), amountOf(number)),
      }),
    );
    await store.db.collection<{ _id: string }>('orders').insertMany(orders);
    await store.commissions.insertMany(commissions);
    await store.journals.insertMany(journals);
  }
  const sum = [...held.values()].reduce((total, fen) => total + fen, 0);
  const raised = (_id: string, account: string, $inc: { fen?: number; held?: number }) => ({
    updateOne: { filter: { _id }, update: { $inc, $setOnInsert: { merchantId, account } }, upsert: true },
  });
  await store.accounts.bulkWrite([
    raised(`${merchantId}/sales/0`, 'sales', { fen: -sum }),
    ...[...held].map(([userId, fen]) => raised(`${merchantId}/wallet/${userId}`, `wallet/${userId}`, { held: fen })),
  ]);
}
