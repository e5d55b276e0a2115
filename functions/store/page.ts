import type { Ms } from '../../shared/time';

/** A place in a list that goes newest first: after the item of this time and id. */
export interface Position {
  readonly createdAt: Ms;
  readonly id: string;
}

/**
 * The items of a newest-first list that come after this position, as a query.
 * @param time the field that the list goes by, and `id` the one that goes on where times are the same
 */
export const olderThan = (after: Position | undefined, time = 'createdAt', id = '_id') =>
  after ? { $or: [{ [time]: { $lt: after.createdAt } }, { [time]: after.createdAt, [id]: { $lt: after.id } }] } : {};

/** The same of an oldest-first list. */
export const newerThan = (after: Position | undefined, time = 'createdAt', id = '_id') =>
  after ? { $or: [{ [time]: { $gt: after.createdAt } }, { [time]: after.createdAt, [id]: { $gt: after.id } }] } : {};
