/** FIGURES, as the database keeps them: which days and trees are to be counted again, and the rows. */
import type { Ms } from '../../shared/time';
import type { Collections } from './collections';

/** Changes that come soon after one another are counted together. */
const PATIENCE: Ms = 30_000;

/** Something of this day has changed: it is counted again soon. */
export async function touchDay(
  { figureDays }: Pick<Collections, 'figureDays'>,
  merchantId: string,
  day: string,
  now: Ms,
): Promise<void> {
  await figureDays.updateOne(
    { _id: `${merchantId}/${day}` },
    { $inc: { touched: 1 }, $min: { dueAt: now + PATIENCE }, $setOnInsert: { merchantId, day } },
    { upsert: true },
  );
}

/** Something of this tree of shares has changed: its branches are counted again soon. */
export async function touchTree(
  { figureTrees }: Pick<Collections, 'figureTrees'>,
  merchantId: string,
  root: string,
  now: Ms,
): Promise<void> {
  await figureTrees.updateOne(
    { _id: root },
    { $inc: { touched: 1 }, $min: { dueAt: now + PATIENCE }, $setOnInsert: { merchantId } },
    { upsert: true },
  );
}
