import type { Filter } from 'mongodb';
import type { Ms } from '../../shared/time';
import type { CampaignDoc, CampaignKind, Collections, OrderDoc } from './collections';

/** The campaigns of a kind that ended last. By hand is sooner than was planned: no index sorts by whichever it was. */
export async function lastEnded(
  { campaigns }: Pick<Collections, 'campaigns'>,
  { merchantId, kind }: { readonly merchantId: string; readonly kind: CampaignKind },
  now: Ms,
  limit: number,
): Promise<string[]> {
  const over = { $or: [{ status: 'ended' }, { status: { $ne: 'draft' }, endsAt: { $lte: now } }] };
  const found = await campaigns
    .find({ merchantId, kind, ...over } as Filter<CampaignDoc>)
    .project<Pick<CampaignDoc, '_id' | 'endsAt' | 'ended'>>({ endsAt: 1, ended: 1 })
    .sort({ endsAt: -1, _id: -1 })
    .toArray();
  const endOf = ({ endsAt, ended }: (typeof found)[number]) => Math.min(endsAt, ended?.at ?? endsAt);
  return found
    .sort((a, b) => endOf(b) - endOf(a))
    .slice(0, limit)
    .map(({ _id }) => _id);
}

export interface PieceSums {
  /** Pieces that were paid for. */
  readonly wanted: number;
  /** Those of them whose order stands. */
  readonly pieces: number;
  /** Those of `pieces` that were sent back. */
  readonly returned: number;
}

/** Added one by one: SecantusDB sums a path through an array to 0. */
const quantities = (lines: unknown) => ({ $sum: { $map: { input: lines, as: 'line', in: '$$line.quantity' } } });

const back = {
  $sum: {
    $map: { input: '$refunds', as: 'refund', in: quantities({ $ifNull: ['$$refund.lines', []] }) },
  },
};

/** The pieces of these campaigns together: one command. */
export async function piecesOf(
  { orders }: Pick<Collections, 'orders'>,
  kind: CampaignKind,
  campaignIds: readonly string[],
): Promise<PieceSums> {
  const where = { [`${kind}.campaignId`]: { $in: [...campaignIds] }, payments: { $elemMatch: { status: 'captured' } } };
  const [sums] = await orders
    .aggregate<PieceSums>([
      { $match: where as Filter<OrderDoc> },
      { $project: { stands: { $ne: ['$status', 'closed'] }, quantity: quantities('$lines'), back } },
      {
        $group: {
          _id: null,
          wanted: { $sum: '$quantity' },
          pieces: { $sum: { $cond: ['$stands', '$quantity', 0] } },
          returned: { $sum: { $cond: ['$stands', '$back', 0] } },
        },
      },
      { $unset: '_id' },
    ])
    .toArray();
  return sums ?? { wanted: 0, pieces: 0, returned: 0 };
}
