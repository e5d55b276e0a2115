import type { Filter } from 'mongodb';
import type { Fen } from '../../shared/money';
import type { Ms } from '../../shared/time';
import type { Collections, OrderDoc } from './collections';

/** Added one by one: SecantusDB sums a path through an array to 0. */
const sumOf = (all: string, part: unknown) => ({ $sum: { $map: { input: all, as: 'one', in: part } } });

/** What a ladder has given back since, of a refund. */
const ladderPart = { $cond: [{ $eq: ['$$one.cause', 'ladder'] }, '$$one.amount', 0] };

/** What was paid for a line, less its part of what the ladder gave back. */
const paidOfLine = {
  $subtract: ['$lines.paid', { $divide: [{ $multiply: ['$ladder', '$lines.paid'] }, { $max: ['$goods', 1] }] }],
};

interface Sold {
  readonly merchantId: string;
  readonly skuIds: readonly string[];
  /** Paid from then on. */
  readonly since: Ms;
  /** A campaign whose sales do not count. */
  readonly except?: string | undefined;
}

/** The lowest price that one piece of each SKU was paid with, rounded down; one that was not sold is left out. */
export async function lowestPaid(
  { orders }: Pick<Collections, 'orders'>,
  { merchantId, skuIds, since, except }: Sold,
): Promise<Map<string, Fen>> {
  const found = await orders
    .aggregate<{ _id: string; lowest: Fen }>([
      {
        $match: {
          merchantId,
          paidAt: { $gte: since },
          'lines.skuId': { $in: [...skuIds] },
          status: { $ne: 'closed' },
          ...(except === undefined
            ? {}
            : { 'groupBuy.campaignId': { $ne: except }, 'bargain.campaignId': { $ne: except } }),
        } as Filter<OrderDoc>,
      },
      { $set: { goods: sumOf('$lines', '$$one.paid'), ladder: sumOf('$refunds', ladderPart) } },
      { $unwind: '$lines' },
      { $match: { 'lines.skuId': { $in: [...skuIds] } } },
      {
        $group: {
          _id: '$lines.skuId',
          lowest: { $min: { $floor: { $divide: [paidOfLine, '$lines.quantity'] } } },
        },
      },
    ])
    .toArray();
  return new Map(found.map(({ _id, lowest }) => [_id, lowest]));
}
