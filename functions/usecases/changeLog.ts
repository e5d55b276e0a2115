import type { Output, Parsed } from '../../shared/contracts/contracts';
import { type RefusalCode, refusals } from '../../shared/refusals';
import { no, ok, type Result } from '../../shared/result';
import { listChanges } from '../store/changeLog';
import type { ChangeLogDoc } from '../store/collections';
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
  const [faceOf, nameOf] = await Promise.all([
    facesOfUsers(
      app,
      items.map(({ userId }) => userId),
    ),
    namesIn(app, merchantId, items),
  ]);
  return ok({
    changes: items.map(({ _id: id, at, userId, role, endpoint, about, input, outcome }) => ({
      id,
      at,
      member: { userId, ...faceOf(userId) },
      role,
      endpoint,
      about,
      name: nameOf.get(about),
      input,
      outcome,
      ...(outcome !== 'done' && outcome !== 'begun' && { why: refusals[outcome].message }),
    })),
    nextCursor,
  });
}

/** What the ids are called that changes were about: goods and campaigns of this shop, and people to whom something was done. */
async function namesIn(
  app: App,
  merchantId: string,
  changes: readonly Pick<ChangeLogDoc, 'about' | 'outcome'>[],
): Promise<ReadonlyMap<string, string>> {
  const ids = (prefix: string) => changes.map(({ about }) => about).filter((about) => about.startsWith(prefix));
  // Whoever names a stranger is refused, and does not learn from the log who that is.
  const people = ids('usr_').filter((id) => changes.some(({ about, outcome }) => about === id && outcome === 'done'));
  const { products, campaigns } = app.store;
  const titled = { projection: { title: 1 } } as const;
  const [faceOf, goods, offers] = await Promise.all([
    facesOfUsers(app, people),
    products.find({ _id: { $in: ids('prd_') }, merchantId }, titled).toArray(),
    campaigns.find({ _id: { $in: ids('cmp_') }, merchantId }, titled).toArray(),
  ]);
  return new Map([
    ...people.map((id) => [id, faceOf(id).name] as const),
    ...[...goods, ...offers].map(({ _id, title }) => [_id, title] as const),
  ]);
}
