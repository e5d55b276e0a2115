/** What is kept of one person, wherever it is. Questions only; what deletes is in `erasure.ts`. */
import type { Document, Filter, Sort } from 'mongodb';
import type { AfterSaleStatus } from '../../shared/domain/afterSale';
import type { WalletBooks } from '../../shared/domain/ledger';
import type { AfterSaleDoc, BargainDoc, CollectionName, Collections } from './collections';
import { booksOf } from './ledger';
import { olderThan, type Position } from './page';

const OPEN: readonly AfterSaleStatus[] = ['asked', 'toReturn', 'returning', 'refunding'];

/** Everything that is kept once for each merchant and person has an id that says so. */
async function perMerchant({ merchants }: Pick<Collections, 'merchants'>, idOf: (merchantId: string) => string) {
  const all = await merchants.find({}, { projection: { _id: 1 } }).toArray();
  return { _id: { $in: all.map(({ _id }) => idOf(_id)) } };
}

/** After-sales that are not over. */
export const openAfterSalesOf = (
  { afterSales }: Pick<Collections, 'afterSales'>,
  userId: string,
  limit: number,
): Promise<AfterSaleDoc[]> =>
  afterSales
    .find({ userId, status: { $in: [...OPEN] } })
    .limit(limit)
    .toArray();

/** A person's wallets, one for each merchant that they have earned with. */
export async function walletsOf(
  store: Pick<Collections, 'merchants' | 'accounts'>,
  userId: string,
): Promise<(WalletBooks & { readonly merchantId: string })[]> {
  const found = await store.accounts.find(await perMerchant(store, (id) => `${id}/wallet/${userId}`)).toArray();
  return found.map((doc) => ({ merchantId: doc.merchantId, ...booksOf(doc) }));
}

/** Whom a person is bound to, by merchant. */
export async function bindingsOf(store: Pick<Collections, 'merchants' | 'visitors'>, userId: string) {
  return store.visitors.find(await perMerchant(store, (id) => `${id}/${userId}`)).toArray();
}

/** What a person means to buy, by merchant. */
export async function cartsOf(store: Pick<Collections, 'merchants' | 'carts'>, userId: string) {
  return store.carts.find(await perMerchant(store, (id) => `${id}/${userId}`)).toArray();
}

/** Documents of a person's that are told newest first. */
const LISTED = {
  orders: 'userId',
  afterSales: 'userId',
  groups: 'seats.userId',
  bargains: 'ownerId',
  shares: 'userId',
  commissions: 'userId',
  withdrawals: 'userId',
} as const satisfies Partial<Record<CollectionName, string>>;

export type Listed = keyof typeof LISTED;

/** A page of others' bargains that somebody has helped, those that were started last first. */
export const helpedBy = (
  { bargains }: Pick<Collections, 'bargains'>,
  userId: string,
  { after, limit }: { readonly after: Position | undefined; readonly limit: number },
): Promise<BargainDoc[]> =>
  bargains
    .find({ 'helps.userId': userId, ownerId: { $ne: userId }, ...olderThan(after) } as Filter<BargainDoc>)
    .sort({ createdAt: -1, _id: -1 })
    .limit(limit)
    .toArray();

/** A page of them. `after`: the last one of the page before. */
export const listOwn = (
  { db }: Pick<Collections, 'db'>,
  name: Listed,
  userId: string,
  { after, limit }: { readonly after: Position | undefined; readonly limit: number },
): Promise<(Document & { _id: string; createdAt: number })[]> => {
  const filter = { [LISTED[name]]: userId, ...olderThan(after) } as Filter<
    Document & { _id: string; createdAt: number }
  >;
  const newest: Sort = { createdAt: -1, _id: -1 };
  return db
    .collection<Document & { _id: string; createdAt: number }>(name)
    .find(filter)
    .sort(newest)
    .limit(limit)
    .toArray() as Promise<(Document & { _id: string; createdAt: number })[]>;
};
