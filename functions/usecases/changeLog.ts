import type { Output, Parsed } from '../../shared/contracts/contracts';
import { type RefusalCode, refusals } from '../../shared/refusals';
import { no, ok, type Result } from '../../shared/result';
import { listChanges } from '../store/changeLog';
import type { App } from './app';
import { pageBy, readCursor } from './page';
import { facesOfUsers } from './shareNode';

/** Changes of one page. */
const PAGE = 30;

/** What members have changed in their shop, or tried to, newest first. It is written in `http/changeLog.ts`. */
export async function listChangeLog(
  app: App,
  { merchantId, by, noun, cursor }: Parsed<'changeLog.list'>,
): Promise<Result<Output<'changeLog.list'>, RefusalCode>> {
  const after = readCursor(cursor);
  if (after === null) return no('badRequest');
  const found = await listChanges(app.store, { merchantId, userId: by, noun }, after, PAGE + 1);
  const { items, nextCursor } = pageBy(found, PAGE, ({ at, _id }) => ({ createdAt: at, id: _id }));
  const faceOf = await facesOfUsers(
    app,
    items.flatMap(({ userId, about }) => (about.startsWith('usr_') ? [userId, about] : [userId])),
  );
  return ok({
    changes: items.map(({ _id: id, at, userId, role, endpoint, about, input, outcome }) => ({
      id,
      at,
      member: { userId, ...faceOf(userId) },
      role,
      endpoint,
      about,
      ...(about.startsWith('usr_') && { person: faceOf(about).name }),
      input,
      outcome,
      ...(outcome !== 'done' && outcome !== 'begun' && { why: refusals[outcome].message }),
    })),
    nextCursor,
  });
}
