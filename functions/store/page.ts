import type { Ms } from '../../shared/time';

/** A place in a list that goes newest first: after the item of this time and id. */
export interface Position {
  readonly createdAt: Ms;
  readonly id: string;
}

/** The items of a newest-first list that come after this position, as a query. */
export const olderThan = (after: Position | undefined) =>
  after
    ? { $or: [{ createdAt: { $lt: after.createdAt } }, { createdAt: after.createdAt, _id: { $lt: after.id } }] }
    : {};
