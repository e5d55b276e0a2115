/** The shop's whole state as text, to be compared: what was decided and what is owed, without times and tries. */
import type { Collections } from '../../functions/store/collections';

const COLLECTIONS = [
  'campaigns',
  'orders',
  'groups',
  'counters',
  'commissions',
  'journals',
  'accounts',
  'refunds',
  'intents',
  'visitors',
  'shares',
  'alarms',
] as const;

/** How often something was tried, and under which numbers of WeChat's. */
const PASSED_OVER = new Set(['version', 'tries', 'watched', 'touched', 'prepayId', 'transactionId']);

/** Times are frozen, but a late recovery acts later. No amount comes near them. */
const isTime = (value: unknown): boolean => typeof value === 'number' && value > 1e12;

function plain(value: unknown): unknown {
  if (isTime(value)) return 'a time';
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).filter(([key]) => !PASSED_OVER.has(key));
  return Object.fromEntries(entries.map(([key, part]) => [key, plain(part)]).sort(([a], [b]) => (a! < b! ? -1 : 1)));
}

/** One line for each document. */
export async function stateOf(store: Collections): Promise<string[]> {
  const lines = await Promise.all(
    COLLECTIONS.map(async (name) => {
      const documents = await store.db.collection(name).find({}).sort({ _id: 1 }).toArray();
      return documents.map((document) => `${name} ${JSON.stringify(plain(document))}`);
    }),
  );
  return lines.flat();
}

/** What is different from the run without a crash. */
export function whatDiffers(
  expected: { answered: unknown; state: readonly string[] },
  got: { answered: unknown; state: readonly string[] },
): string[] {
  const [wanted, answered] = [JSON.stringify(expected.answered), JSON.stringify(got.answered)];
  return [
    ...(wanted === answered ? [] : [`was answered ${answered}, not ${wanted}`]),
    ...expected.state.filter((line) => !got.state.includes(line)).map((line) => `is missing: ${line}`),
    ...got.state.filter((line) => !expected.state.includes(line)).map((line) => `is not right: ${line}`),
  ];
}
