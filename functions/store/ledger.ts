/**
 * THE BOOKS. A journal and its balances are written in one transaction; a journal that is there already moves nothing.
 * A merchant's accounts are striped, so that sales do not wait for one another; a promoter's wallet is one document.
 */
import type { AnyBulkWriteOperation, ClientSession } from 'mongodb';
import {
  type Account,
  accountKey,
  EMPTY_BOOKS,
  type Journal,
  movements,
  type Posting,
  type Tally,
  tallied,
  type WalletBooks,
  walletAfter,
} from '../../shared/domain/ledger';
import type { Ms } from '../../shared/time';
import type { AccountDoc, Collections, JournalDoc } from './collections';

/** Stripes of each merchant's account. */
const STRIPES = 16;

/** The journal's stripe: any would do, since a balance is the sum of them all. */
function stripeOf(journalId: string): number {
  let hash = 0;
  for (const letter of journalId) hash = (hash * 31 + letter.charCodeAt(0)) >>> 0;
  return hash % STRIPES;
}

const walletId = (merchantId: string, userId: string): string => `${merchantId}/wallet/${userId}`;

/** What moves. A refusal is written too, with nothing that moves, so that whoever asks again is told the same. */
export interface Moves {
  readonly postings: readonly Posting[];
  readonly tally?: Tally | undefined;
  readonly refusal?: string | undefined;
}

/** What a journal is about; what moves may depend on one promoter's wallet (debt is repaid first). */
export interface Entry extends Omit<Journal, 'postings' | 'tally'> {
  readonly id: string;
  readonly at: Ms;
  readonly postings: readonly Posting[] | { readonly walletOf: string; readonly from: (wallet: WalletBooks) => Moves };
}

/** A journal that is drawn on one promoter's wallet. */
export interface WalletEntry extends Entry {
  readonly postings: Extract<Entry['postings'], { readonly walletOf: string }>;
}

export interface Posted {
  /** False if it had been written before. */
  readonly fresh: boolean;
  /** As the journal has it. */
  readonly refusal?: string | undefined;
}

/**
 * Writes a journal with its balances, once.
 * @throws if a wallet would go below zero, which no rule allows: nothing is written
 */
export async function post(collections: Collections, entry: Entry): Promise<Posted> {
  return collections.client.withSession((session) =>
    session.withTransaction(async (): Promise<Posted> => {
      const found = await movesOf(collections, entry, session);
      if (!found) return writtenBefore(collections, entry.id, session);
      const { moves, wallet } = found;
      const { id, kind, merchantId, about, at } = entry;
      const journal = { kind, merchantId, about, at, ...moves, ...walletIn(moves.postings) };
      const { upsertedCount } = await collections.journals.updateOne(
        { _id: id },
        { $setOnInsert: journal },
        { upsert: true, session },
      );
      if (upsertedCount === 0) return writtenBefore(collections, id, session);
      const { postings, tally } = moves;
      const remembers = tally && wallet && { userId: tally.userId, books: tallied(wallet, tally) };
      await moveBalances(collections, balanceWrites(entry, postings, remembers), session);
      return { fresh: true, refusal: moves.refusal };
    }),
  );
}

/** Whose wallet is moved; no journal moves two. */
export function walletIn(postings: readonly Posting[]): Pick<JournalDoc, 'wallet'> {
  const moved = postings.flatMap(({ from, to }) => [from, to]).find(({ of }) => of === 'wallet');
  return moved?.of === 'wallet' ? { wallet: moved.userId } : {};
}

/** @throws if one of them matches nothing: a wallet would go below zero */
async function moveBalances(
  { accounts }: Collections,
  writes: AnyBulkWriteOperation<AccountDoc>[],
  session: ClientSession,
): Promise<void> {
  if (writes.length === 0) return;
  const { matchedCount, upsertedCount } = await accounts.bulkWrite(writes, { session });
  if (matchedCount + upsertedCount !== writes.length) throw new Error('a journal would take a wallet below zero');
}

/**
 * Writes many journals, each as `post` would, in the caller's transaction: one command for all of them, and one write for
 * each wallet. The caller has made sure that none of them is there.
 * @throws if a wallet would go below zero, or a journal is there: the transaction must not be committed
 */
export async function postAll(
  collections: Collections,
  entries: readonly WalletEntry[],
  session: ClientSession,
): Promise<void> {
  const drawn = await walletsOf(collections, entries, session);
  const journals = entries.map(({ id, kind, merchantId, about, at, postings: { walletOf, from } }): JournalDoc => {
    const wallet = drawn.get(walletId(merchantId, walletOf));
    if (!wallet) throw new Error(`the wallet of ${id} was not read`);
    const moves = from(wallet.books);
    const after = walletAfter(wallet.books, walletOf, moves.postings);
    if (!after) throw new Error(`journal ${id} would take a wallet below zero`);
    wallet.books = { ...wallet.books, ...after };
    if (moves.tally) wallet.books = tallied(wallet.books, moves.tally);
    wallet.remembers ||= moves.tally !== undefined;
    wallet.postings.push(...moves.postings);
    return { _id: id, kind, merchantId, about, at, ...moves, ...walletIn(moves.postings) };
  });
  const writes = [...drawn.values()].flatMap(({ entry, books, remembers, postings }) =>
    balanceWrites(entry, postings, remembers ? { userId: entry.postings.walletOf, books } : undefined),
  );
  await moveBalances(collections, writes, session);
  await collections.journals.insertMany(journals, { session });
}

interface Drawn {
  /** The first one that is drawn on it. */
  readonly entry: WalletEntry;
  books: WalletBooks;
  remembers: boolean;
  readonly postings: Posting[];
}

async function walletsOf(
  { accounts }: Collections,
  entries: readonly WalletEntry[],
  session: ClientSession,
): Promise<Map<string, Drawn>> {
  const firsts = new Map<string, WalletEntry>();
  for (const entry of entries) {
    const id = walletId(entry.merchantId, entry.postings.walletOf);
    if (!firsts.has(id)) firsts.set(id, entry);
  }
  const docs = await accounts.find({ _id: { $in: [...firsts.keys()] } }, { session }).toArray();
  const books = new Map(docs.map((doc) => [doc._id, booksOf(doc)]));
  return new Map(
    [...firsts].map(([id, entry]) => [
      id,
      { entry, books: books.get(id) ?? EMPTY_BOOKS, remembers: false, postings: [] },
    ]),
  );
}

async function writtenBefore({ journals }: Collections, id: string, session: ClientSession): Promise<Posted> {
  const journal = await journals.findOne({ _id: id }, { session, projection: { refusal: 1 } });
  return { fresh: false, refusal: journal?.refusal };
}

/** What moves; null if it has moved: the wallet that it was drawn on is another one since, and is not asked again. */
async function movesOf(
  { accounts, journals }: Collections,
  { id, postings, merchantId }: Entry,
  session: ClientSession,
): Promise<{ readonly moves: Moves; readonly wallet?: WalletBooks } | null> {
  if (!('from' in postings)) return { moves: { postings } };
  if (await journals.findOne({ _id: id }, { session, projection: { _id: 1 } })) return null;
  const wallet = booksOf(await accounts.findOne({ _id: walletId(merchantId, postings.walletOf) }, { session }));
  const moves = postings.from(wallet);
  if (!walletAfter(wallet, postings.walletOf, moves.postings))
    throw new Error('a posting would take a wallet below zero');
  return { moves, wallet };
}

/** A wallet as its document has it; an empty one where there is none. */
export function booksOf(doc: AccountDoc | null): WalletBooks {
  if (!doc) return EMPTY_BOOKS;
  const { held = 0, available = 0, withdrawing = 0, debt = 0, merit = 0, paid = 0, tax = {}, asked } = doc;
  return { held, available, withdrawing, debt, merit, paid, tax, ...(asked && { asked }) };
}

/** @param remembers whose wallet remembers something else since, and what */
function balanceWrites(
  { id, merchantId }: Pick<Entry, 'id' | 'merchantId'>,
  postings: readonly Posting[],
  remembers: { readonly userId: string; readonly books: WalletBooks } | undefined,
): AnyBulkWriteOperation<AccountDoc>[] {
  const changes = [...movements(postings).values()].filter(({ change }) => change !== 0);
  const ofMerchant = changes.filter(({ account }) => account.of === 'merchant');
  const owners = new Set(changes.flatMap(({ account }) => (account.of === 'wallet' ? [account.userId] : [])));
  if (remembers) owners.add(remembers.userId);
  return [
    ...ofMerchant.map(({ account, change }) => stripeWrite(merchantId, account, stripeOf(id), change)),
    ...[...owners].map((userId) => {
      const own = userId === remembers?.userId ? rememberedOf(remembers.books) : undefined;
      return walletWrite(merchantId, userId, changes, own);
    }),
  ];
}

/** What of a wallet is no money. It was read in the same transaction, so it is written as a whole. */
const rememberedOf = ({ merit, paid, tax, asked }: WalletBooks) => ({ merit, paid, tax, ...(asked && { asked }) });

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
  remembered: ReturnType<typeof rememberedOf> | undefined,
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
  const update = {
    ...(Object.keys($inc).length > 0 ? { $inc } : {}),
    ...(remembered ? { $set: remembered } : {}),
    ...(upsert ? { $setOnInsert: { merchantId, account: `wallet/${userId}` } } : {}),
  };
  return { updateOne: { filter: { _id, ...guard }, update, upsert } };
}

/** A promoter's wallet with one merchant. */
export async function walletOf(
  { accounts }: Pick<Collections, 'accounts'>,
  merchantId: string,
  userId: string,
): Promise<WalletBooks> {
  return booksOf(await accounts.findOne({ _id: walletId(merchantId, userId) }));
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
    if (doc.fen !== undefined) continue;
    const { held, available, withdrawing, debt } = booksOf(doc);
    for (const [pot, fen] of Object.entries({ held, available, withdrawing, debt: -debt })) {
      add(`${doc.account}/${pot}`, fen);
    }
  }
  return balances;
}
