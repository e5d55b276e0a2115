/** A PROMOTER'S MONTHS, from the journals of their wallet (`shared/domain/statement.ts`). */
import type { Output, Parsed } from '../../shared/contracts/contracts';
import { spanOf } from '../../shared/domain/dayRange';
import type { Flow } from '../../shared/domain/finance';
import { EMPTY_WALLET } from '../../shared/domain/ledger';
import { entryOf, type Statement, statementOf } from '../../shared/domain/statement';
import type { RefusalCode } from '../../shared/refusals';
import { no, ok, type Result } from '../../shared/result';
import { type Ms, startOfDay } from '../../shared/time';
import type { CommissionDoc, JournalDoc } from '../store/collections';
import { countOfWallet, flowsByDay, journalsOfWallet } from '../store/journal';
import type { App } from './app';
import { pageBy, readCursor } from './page';

type Entry = Output<'statement.get'>['entries'][number];

/** No journal is older. */
const BEGINNING: Ms = startOfDay('2020-01-01');

const PAGE = 100;

export async function listStatements(
  app: App,
  wallet: string,
  { merchantId }: Parsed<'statement.list'>,
): Promise<Result<Output<'statement.list'>, RefusalCode>> {
  const before = app.now() + 1;
  const months = await flowsByMonth(app, { merchantId, wallet, before });
  const statements: Statement[] = [];
  for (const [month, flows] of months) {
    statements.push(statementOf(month, statements.at(-1)?.closing ?? EMPTY_WALLET, flows));
  }
  return ok({ statements: statements.reverse() });
}

/** Months in which anything moved, oldest first. */
async function flowsByMonth(
  { store }: App,
  of: { merchantId: string; wallet: string; before: Ms },
): Promise<[string, Flow[]][]> {
  const months = new Map<string, Flow[]>();
  for (const [day, flows] of await flowsByDay(store, { ...of, from: BEGINNING })) {
    const month = day.slice(0, 7);
    months.set(month, [...(months.get(month) ?? []), ...flows]);
  }
  return [...months].sort(([a], [b]) => (a < b ? -1 : 1));
}

export async function getStatement(
  app: App,
  wallet: string,
  { merchantId, month, cursor }: Parsed<'statement.get'>,
): Promise<Result<Output<'statement.get'>, RefusalCode>> {
  const after = readCursor(cursor);
  const time = spanOf(month);
  if (after === null || !time) return no('badRequest');
  const span = { merchantId, wallet, ...time };
  const [months, found, count] = await Promise.all([
    flowsByMonth(app, { merchantId, wallet, before: time.before }),
    journalsOfWallet(app.store, span, { after, limit: PAGE + 1 }),
    countOfWallet(app.store, span),
  ]);
  const flowsOf = (wanted: (name: string) => boolean) => months.flatMap(([name, flows]) => (wanted(name) ? flows : []));
  const { closing: opening } = statementOf(
    '',
    EMPTY_WALLET,
    flowsOf((name) => name < month),
  );
  const { items, nextCursor } = pageBy(found, PAGE, ({ _id: id, at: createdAt }) => ({ createdAt, id }));
  return ok({
    statement: statementOf(
      month,
      opening,
      flowsOf((name) => name === month),
    ),
    entries: await entriesOf(app, items),
    count,
    nextCursor,
  });
}

async function entriesOf({ store }: App, journals: readonly JournalDoc[]): Promise<Entry[]> {
  const found = await store.commissions
    .find({ _id: { $in: journals.map(({ about }) => about) } })
    .project<Pick<CommissionDoc, '_id' | 'title' | 'orderId'>>({ title: 1, orderId: 1 })
    .toArray();
  const commissions = new Map(found.map((doc) => [doc._id, doc]));
  return journals.map((journal) => {
    const { _id: id, at, about } = journal;
    const { title = '', orderId } = commissions.get(about) ?? {};
    return { id, at, about, title, orderId, ...entryOf(journal) };
  });
}
