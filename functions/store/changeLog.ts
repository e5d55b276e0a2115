/** What the members of a shop have changed in it, or tried to. */
import { deriveId } from '../../shared/domain/ids';
import type { RefusalCode } from '../../shared/refusals';
import type { ChangeLogDoc, Collections } from './collections';
import { olderThan, type Position } from './page';

type Logs = Pick<Collections, 'changeLogs'>;

/** The noun of an endpoint is what a log is looked through by. */
export const nounOf = (endpoint: string): string => endpoint.slice(0, endpoint.indexOf('.'));

type Change = Omit<ChangeLogDoc, '_id' | 'noun'> & { readonly requestId: string };

/** The same request is kept once. @returns its id, which is derived from the request's number */
export async function keepChange({ changeLogs }: Logs, { requestId, ...change }: Change): Promise<string> {
  const _id = deriveId('log', requestId);
  const $setOnInsert = { ...change, noun: nounOf(change.endpoint) };
  await changeLogs.updateOne({ _id }, { $setOnInsert }, { upsert: true });
  return _id;
}

/** What became of one that was kept as begun. */
export async function endChange({ changeLogs }: Logs, _id: string, outcome: 'done' | RefusalCode): Promise<void> {
  await changeLogs.updateOne({ _id }, { $set: { outcome } });
}

export interface ChangeLogFilter {
  readonly merchantId: string;
  /** Of one member, about one noun. */
  readonly userId?: string | undefined;
  readonly noun?: string | undefined;
}

/** Newest first. */
export const listChanges = (
  { changeLogs }: Logs,
  { merchantId, userId, noun }: ChangeLogFilter,
  after: Position | undefined,
  limit: number,
): Promise<ChangeLogDoc[]> =>
  changeLogs
    .find({
      merchantId,
      ...(userId === undefined ? {} : { userId }),
      ...(noun === undefined ? {} : { noun }),
      ...olderThan(after, 'at'),
    })
    .sort({ at: -1, _id: -1 })
    .limit(limit)
    .toArray();
