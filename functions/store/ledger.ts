/**
 * THE BOOKS. A journal and its balances are written in one transaction; a journal that is there already moves nothing.
 * A merchant's accounts are striped, so that sales do not wait for one another; a promoter's wallet is one document.
 */
import type { AnyBulkWriteOperation, ClientSession } from 'mongodb';
import {
  type Account,
  accountKey,
  EMPTY_WALLET,
  type Journal,
  movements,
  type Posting,
  type Wallet,
  walletAfter,
} from '../../shared/domain/ledger';
import type { Ms } from '../../shared/time';
import type { AccountDoc, Collections } from './collections';

/** Stripes of each merchant's account. */
const STRIPES = 16;

/** The journal's stripe: any would do, since a balance is the sum of them all. */
function stripeOf(journalId: string): number {
  let hash = 0;
  for (const letter of journalId) hash = (hash * 31 + letter.charCodeAt(0)) >>> 0;
  return hash % STRIPES;
}

const walletId = (merchantId: string, userId: string): string => `${merchantId}/wallet/${userId}`;

/** What a journal is about; its postings may depend on one promoter's wallet (debt is repaid first). */
export interface Entry extends Omit<Journal, 'postings'> {
  readonly id: string;
  readonly at: Ms;
  readonly postings:
    | readonly Posting[]
    | { readonly walletOf: string; readonly from: (wallet: Wallet) => readonly Posting[] };
}

/**
 * Writes a journal with its balances, once. @returns false if it had been written before
 * @throws if a wallet would go below zero, which no rule allows: nothing is written
 */
export async function post(collections: Collections, entry: Entry): Promise<boolean> {
  return collections.client.withSession((session) =>
    session.withTransaction(async () => {
      const postings = await postingsOf(collections, entry, session);
      if (postings === 'written') return false;
      const { id, kind, merchantId, about, at } = entry;
      const { upsertedCount } = await collections.journals.updateOne(
        { _id: id },
        { $setOnInsert: { kind, merchantId, about, postings, at } },
        { upsert: true, session },
      );
      if (upsertedCount === 0) return false;
      const writes = balanceWrites(entry, postings);
      if (writes.length === 0) return true;
      const { matchedCount, upsertedCount: created } = await collections.accounts.bulkWrite(writes, { session });
      if (matchedCount + created !== writes.length) throw new Error(`journal ${id} would take a wallet below zero`);
      return true;
    }),
  );
}

/** What is posted; `written` if it has been: the wallet that it was drawn on is another one since, and is not asked again. */
async function postingsOf(
  { accounts, journals }: Collections,
  { id, postings, merchantId }: Entry,
  session: ClientSession,
): Promise<readonly Posting[] | 'written'> {
  if (!('from' in postings)) return postings;
  if (await journals.findOne({ _id: id }, { session, projection: { _id: 1 } })) return 'written';
  const doc = await accounts.findOne({ _id: walletId(merchantId, postings.walletOf) }, { session });
  const wallet: Wallet = { ...EMPTY_WALLET, ...pots(doc) };
  const decided = postings.from(wallet);
  if (!walletAfter(wallet, postings.walletOf, decided)) throw new Error('a posting would take a wallet below zero');
  return decided;
}

function pots(doc: AccountDoc | null): Partial<Wallet> {
  if (!doc) return {};
  const { held = 0, available = 0, withdrawing = 0, debt = 0 } = doc;
  return { held, available, withdrawing, debt };
}

function balanceWrites({ id, merchantId }: Entry, postings: readonly Posting[]): AnyBulkWriteOperation<AccountDoc>[] {
  const changes = [...movements(postings).values()].filter(({ change }) => change !== 0);
  const ofMerchant = changes.filter(({ account }) => account.of === 'merchant');
  const owners = new Set(changes.flatMap(({ account }) => (account.of === 'wallet' ? [account.userId] : [])));
  return [
    ...ofMerchant.map(({ account, change }) => stripeWrite(merchantId, account, stripeOf(id), change)),
    ...[...owners].map((userId) => walletWrite(merchantId, userId, changes)),
  ];
}

function stripeWrite(
  merchantId: string,
  account: Account,
  stripe: number,
  change: number,
): AnyBulkWriteOperation<AccountDoc> {
  const name = accountKey(account);
  return {
    updateOne: {
      filter: { _id: `${merchantId}/${name}/${stripe}` },
      update: { $inc: { fen: change }, $setOnInsert: { merchantId, account: name } },
      upsert: true,
    },
  };
}

/** One guarded update of a wallet: no part may go below zero, so a wallet that only receives may be new. */
function walletWrite(
  merchantId: string,
  userId: string,
  changes: readonly { account: Account; change: number }[],
): AnyBulkWriteOperation<AccountDoc> {
  const guard: Record<string, unknown> = {};
  const $inc: Record<string, number> = {};
  for (const { account, change } of changes) {
    if (account.of !== 'wallet' || account.userId !== userId) continue;
    const raised = account.pot === 'debt' ? -change : change;
    $inc[account.pot] = raised;
    if (raised < 0) guard[account.pot] = { $gte: -raised };
  }
  const _id = walletId(merchantId, userId);
  const upsert = Object.keys(guard).length === 0;
  const update = { $inc, ...(upsert ? { $setOnInsert: { merchantId, account: `wallet/${userId}` } } : {}) };
  return { updateOne: { filter: { _id, ...guard }, update, upsert } };
}

/** A promoter's wallet with one merchant. */
export async function walletOf({ accounts }: Collections, merchantId: string, userId: string): Promise<Wallet> {
  const doc = await accounts.findOne({ _id: walletId(merchantId, userId) });
  return { ...EMPTY_WALLET, ...pots(doc) };
}

/**
 * All balances of a merchant by account key, wallets by pot (`wallet/usr_…/held`). Their sum is zero;
 * a wallet's debt counts below zero.
 */
export async function balancesOf({ accounts }: Collections, merchantId: string): Promise<Map<string, number>> {
  const balances = new Map<string, number>();
  const add = (key: string, fen: number) => balances.set(key, (balances.get(key) ?? 0) + fen);
  for await (const doc of accounts.find({ merchantId })) {
    if (doc.fen !== undefined) add(doc.account, doc.fen);
    for (const [pot, fen] of Object.entries(doc.fen === undefined ? pots(doc) : {})) {
      add(`${doc.account}/${pot}`, pot === 'debt' ? -fen : fen);
    }
  }
  return balances;
}
