/** Lists go by page, newest first: a cursor is the last item's time and id, so that new items never repeat old ones. */
import type { Ms } from '../../shared/time';
import type { Position } from '../store/page';

/** undefined: the first page. null: not a cursor of ours. */
export function readCursor(cursor: string | undefined): Position | undefined | null {
  if (cursor === undefined) return undefined;
  const [, at, id] = /^(\d{1,15})_([0-9A-Za-z_]{1,60})$/.exec(cursor) ?? [];
  return at === undefined || id === undefined ? null : { createdAt: Number(at), id };
}

/** Cuts `found` (asked for one more than the page holds) to a page, with the cursor of the next. */
export function pageAfter<T extends { readonly _id: string; readonly createdAt: Ms }>(
  found: readonly T[],
  size: number,
): { items: T[]; nextCursor: string | undefined } {
  const items = found.slice(0, size);
  const last = items.at(-1);
  const more = found.length > size && last !== undefined;
  return { items, nextCursor: more ? `${last.createdAt}_${last._id}` : undefined };
}
