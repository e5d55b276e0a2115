/** The shop's whole state as text, to be compared: what was decided and what is owed, without times and tries. */
import type { Document } from 'mongodb';
import type { Collections } from '../../functions/store/collections';
import { transferNumber } from '../../shared/domain/withdrawal';

const COLLECTIONS = [
  'campaigns',
  'orders',
  'afterSales',
  'carts',
  'groups',
  'bargains',
  'helpers',
  'counters',
  'commissions',
  'withdrawals',
  'settlements',
  'journals',
  'accounts',
  'refunds',
  'intents',
  'visitors',
  'shares',
  'alarms',
] as const;

/**
 * How often something was tried, under which numbers of WeChat's, and when, as text; and what cron counts of shares in its
 * own time (tests/usecases/fission.test.ts strikes it at each of its steps).
 */
const PASSED_OVER = new Set([
  ...['version', 'tries', 'watched', 'touched', 'prepayId', 'transactionId', 'upload_time'],
  'packageInfo',
  ...['own', 'branch', 'children', 'uncounted'],
  // Chance.
  ...['seed', 'commitment'],
]);

/** Times are frozen, but a late recovery acts later. No amount comes near them. */
const isTime = (value: unknown): boolean => typeof value === 'number' && value > 1e12;

function plain(value: unknown): unknown {
  if (isTime(value)) return 'a time';
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).filter(([key]) => !PASSED_OVER.has(key));
  return Object.fromEntries(entries.map(([key, part]) => [key, plain(part)]).sort(([a], [b]) => (a! < b! ? -1 : 1)));
}

/** Every document, by collection. */
export type Shop = Readonly<Record<(typeof COLLECTIONS)[number], readonly Document[]>>;

export async function readShop({ db }: Collections): Promise<Shop> {
  const read = COLLECTIONS.map(
    async (name) => [name, await db.collection(name).find({}).sort({ _id: 1 }).toArray()] as const,
  );
  return Object.fromEntries(await Promise.all(read)) as unknown as Shop;
}

/** One line for each document. */
export const stateOf = (shop: Shop): string[] =>
  COLLECTIONS.flatMap((name) => shop[name].map((document) => `${name} ${JSON.stringify(plain(document))}`));

/** Whether cron has something left to do, now or when it is tried again; deadlines that lie ahead are no work. */
export function isWaiting(shop: Shop, now: number): boolean {
  const tried = [
    'campaigns',
    'orders',
    'afterSales',
    'groups',
    'bargains',
    'refunds',
    'commissions',
    'withdrawals',
  ] as const;
  const unfinished = new Set(shop.orders.filter(({ status }) => UNFINISHED.includes(status)).map(({ _id }) => _id));
  // Only a person, or a day that goes by, ends these.
  const toConfirm = new Set(
    shop.withdrawals
      .filter(({ status, wechat }) => status === 'sending' && wechat === 'WAIT_USER_CONFIRM')
      .map(({ id, attempt }) => transferNumber({ id }, attempt)),
  );
  return (
    tried.some((name) => shop[name].some(({ drainAt }) => drainAt !== undefined)) ||
    [...shop.orders, ...shop.intents].some(({ _id, dueAt }) => dueAt !== undefined && !toConfirm.has(_id)) ||
    shop.groups.some(({ status, expiresAt }) => status === 'open' && expiresAt <= now) ||
    shop.commissions.some(({ status, dueAt }) => status === 'held' && dueAt <= now) ||
    shop.bargains.some(({ status, order }) => status === 'ordered' && !unfinished.has(order.id)) ||
    shop.counters.some(({ holds }) => holds.some(({ orderId }: Document) => orderId !== '' && !unfinished.has(orderId)))
  );
}

/** Orders that need what they hold. */
const UNFINISHED = ['placing', 'awaitingPayment', 'paid'];

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
