import type { Ms } from '../../shared/time';

/**
 * From a time on, that time included, as a query. Times are whole milliseconds: this is `$gte`, for which SecantusDB leaves
 * out what is of this very time where the index goes newest first and has more behind.
 */
export const since = (from: Ms) => ({ $gt: from - 1 });
