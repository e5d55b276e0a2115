/** Lists go by page, newest first: a cursor is the last item's time and id, so that new items never repeat old ones. */
import type { Ms } from '../../shared/time';
import type { Position } from '../store/page';

/** undefined: the first page. null: not a cursor of ours. */
export function readCursor(cursor: string | undefined): Position | undefined | null {
  if (cursor === undefined) return undefined;
  const [, at, id] = /^(\d{1,15})_([0-9A-Za-z_/-]{1,120})$/.exec(cursor) ?? [];
  return at === undefined || id === undefined ? null : { createdAt: Number(at), id };
}

interface Page<T> {
  readonly items: T[];
  readonly nextCursor: string | undefined;
}

/** Cuts `found` (asked for one more than the page holds) to a page, with the cursor of the next. */
export const pageAfter = <T extends { readonly _id: string; readonly createdAt: Ms }>(
  found: readonly T[],
  size: number,
): Page<T> => pageBy(found, size, ({ createdAt, _id }) => ({ createdAt, id: _id }));

/** The same where a list goes by something else: `at` says the time and id of an item. */
export function pageBy<T>(found: readonly T[], size: number, at: (item: T) => Position): Page<T> {
  const items = found.slice(0, size);
  const last = items.at(-1);
  if (found.length <= size || last === undefined) return { items, nextCursor: undefined };
  const { createdAt, id } = at(last);
  return { items, nextCursor: `${createdAt}_${id}` };
}
