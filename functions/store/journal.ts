/** What is asked of the journals: what they come to, and which they are. They are written by `store/ledger.ts` alone. */
import type { Filter } from 'mongodb';
import { behind, type FinanceFigure, type Flow } from '../../shared/domain/finance';
import { DAY, dayOf, type Ms } from '../../shared/time';
import type { Collections, JournalDoc } from './collections';
import { newerThan, olderThan, type Position } from './page';

type Journals = Pick<Collections, 'journals'>;

/** Journals of a merchant, or of one promoter's wallet with them, in a time. */
export interface Span {
  readonly merchantId: string;
  readonly wallet?: string | undefined;
  readonly from: Ms;
  readonly before: Ms;
}

const within = ({ from, before, ...of }: Span): Filter<JournalDoc> => ({ ...of, at: { $gte: from, $lt: before } });

const sideOf = (end: 'from' | 'to') => ({
  $cond: [
    { $eq: [`$postings.${end}.of`, 'wallet'] },
    { $concat: ['wallet/', `$postings.${end}.pot`] },
    `$postings.${end}.name`,
  ],
});

/** What they come to, by day. @param span begins at midnight */
export async function flowsByDay({ journals }: Journals, span: Span): Promise<Map<string, Flow[]>> {
  const found = await journals
    .aggregate<{ readonly _id: Omit<Flow, 'fen'> & { readonly day: number }; readonly fen: number }>([
      { $match: within(span) },
      { $unwind: '$postings' },
      {
        $group: {
          _id: {
            // Days since the first one: all of Shanghai's are equally long.
            day: { $floor: { $divide: [{ $subtract: ['$at', span.from] }, DAY] } },
            kind: '$kind',
            from: sideOf('from'),
            to: sideOf('to'),
          },
          fen: { $sum: '$postings.amount' },
        },
      },
    ])
    .toArray();
  const days = new Map<string, Flow[]>();
  for (const { _id, fen } of found) {
    const { day, ...flow } = _id;
    const name = dayOf(span.from + day * DAY);
    days.set(name, [...(days.get(name) ?? []), { ...flow, fen }]);
  }
  return days;
}

/** When the first of them was written that has moved anything; undefined where there is none. */
export async function firstMoveAt({ journals }: Journals, span: Span): Promise<Ms | undefined> {
  const moved = { ...within(span), 'postings.0': { $exists: true } } as Filter<JournalDoc>;
  const [first] = await journals
    .find(moved, { projection: { at: 1 } })
    .sort({ at: 1 })
    .limit(1)
    .toArray();
  return first?.at;
}

const ofFigure = (span: Span, figure: FinanceFigure): Filter<JournalDoc> => {
  const { kinds, pairs } = behind(figure);
  const end = (name: 'from' | 'to', side: string) => {
    const pot = /^wallet\/(.*)$/.exec(side)?.[1];
    return pot === undefined ? { [`${name}.name`]: side } : { [`${name}.pot`]: pot };
  };
  const between = pairs.map(([from, to]) => ({ postings: { $elemMatch: { ...end('from', from), ...end('to', to) } } }));
  return { ...within(span), kind: { $in: [...kinds] }, $and: [{ $or: between }] } as Filter<JournalDoc>;
};

/** The journals that a figure is made of, newest first. */
export const journalsBehind = async (
  { journals }: Journals,
  span: Span,
  figure: FinanceFigure,
  { after, limit }: { after: Position | undefined; limit: number },
): Promise<JournalDoc[]> =>
  journals
    .find({ ...ofFigure(span, figure), ...olderThan(after, 'at') })
    .sort({ at: -1, _id: -1 })
    .limit(limit)
    .toArray();

export const countBehind = async ({ journals }: Journals, span: Span, figure: FinanceFigure): Promise<number> =>
  journals.countDocuments(ofFigure(span, figure));

/** The journals of a wallet, oldest first. */
export const journalsOfWallet = async (
  { journals }: Journals,
  span: Span,
  { after, limit }: { after: Position | undefined; limit: number },
): Promise<JournalDoc[]> =>
  journals
    .find({ ...within(span), ...newerThan(after, 'at') })
    .sort({ at: 1, _id: 1 })
    .limit(limit)
    .toArray();

export const countOfWallet = async ({ journals }: Journals, span: Span): Promise<number> =>
  journals.countDocuments(within(span));
