/**
 * THE ACCOUNT: taking along everything that is kept of oneself, and having it deleted. What must end first is said before
 * anything is asked; what goes and what stays is said in `store/erasure.ts`.
 */
import type { Output } from '../../shared/contracts/contracts';
import type { RefusalCode } from '../../shared/refusals';
import { no, ok, type Result } from '../../shared/result';
import { openAfterSalesOf, walletsOf } from '../store/account';
import type { Collections } from '../store/collections';
import { beginErasure, dueErasures, erase, ordersUnderWay } from '../store/erasure';
import { withdrawalsUnderWay } from '../store/withdrawal';
import type { App, Bounds } from './app';
import { moveEach } from './each';

type Hindrance = Output<'person.previewDelete'>['hindrances'][number];

/** Of each kind that are named. */
const NAMED = 5;

export async function previewDelete(
  app: App,
  userId: string,
): Promise<Result<Output<'person.previewDelete'>, RefusalCode>> {
  const [hindrances, debts, orders] = await Promise.all([
    hindrancesOf(app, userId),
    debtsOf(app, userId),
    app.store.orders.countDocuments({ userId }),
  ]);
  return ok({ hindrances, debts, orders });
}

async function debtsOf({ store }: App, userId: string): Promise<Output<'person.previewDelete'>['debts']> {
  const owing = (await walletsOf(store, userId)).filter(({ debt }) => debt > 0);
  const nameOf = await shopNames(store, owing);
  return owing.map(({ merchantId, debt }) => ({ merchantId, name: nameOf(merchantId), amount: debt }));
}

async function shopNames(
  { merchants }: Pick<Collections, 'merchants'>,
  shops: readonly { readonly merchantId: string }[],
): Promise<(merchantId: string) => string> {
  if (shops.length === 0) return () => '';
  const ids = shops.map(({ merchantId }) => merchantId);
  const found = await merchants.find({ _id: { $in: ids } }, { projection: { name: 1 } }).toArray();
  return (merchantId) => found.find(({ _id }) => _id === merchantId)?.name ?? '';
}

async function hindrancesOf({ store }: App, userId: string): Promise<Hindrance[]> {
  const [orders, afterSales, withdrawals, wallets, owned] = await Promise.all([
    ordersUnderWay(store, userId, NAMED),
    openAfterSalesOf(store, userId, NAMED),
    withdrawalsUnderWay(store, userId, NAMED),
    walletsOf(store, userId),
    store.memberships.find({ userId, role: 'owner' }).limit(NAMED).toArray(),
  ]);
  const nameOf = await shopNames(store, [...wallets, ...owned]);
  return [
    ...orders.map(({ _id: id, lines }): Hindrance => ({ kind: 'order', id, name: lines[0]?.title ?? '' })),
    ...afterSales.map(({ _id: id, lines }): Hindrance => ({ kind: 'afterSale', id, name: lines[0]?.title ?? '' })),
    ...withdrawals.map(
      ({ _id: id, merchantName: name, amount }): Hindrance => ({ kind: 'withdrawal', id, name, amount }),
    ),
    ...wallets.flatMap(({ merchantId: id, held, available }): Hindrance[] => {
      const amount = held + available;
      return amount > 0 ? [{ kind: 'wallet', id, name: nameOf(id), amount }] : [];
    }),
    // Somebody else has to take the shop over first: its buyers need one to turn to.
    ...owned.map(({ merchantId: id }): Hindrance => ({ kind: 'shop', id, name: nameOf(id) })),
  ];
}

/** Safe to repeat while the session lives. What a crash cuts short, cron finishes. */
export async function deleteAccount(app: App, userId: string): Promise<Result<Output<'person.delete'>, RefusalCode>> {
  if ((await hindrancesOf(app, userId)).length > 0) return no('accountBusy');
  const now = app.now();
  await beginErasure(app.store, userId, now);
  const erasure = await app.store.erasures.findOne({ _id: userId });
  if (erasure) await erase(app.store, erasure, now);
  return ok({});
}

/** Cron: passes over deleted accounts that are due. @returns how many */
export async function finishErasures(app: App, bounds: Bounds): Promise<number> {
  return moveEach(app, await dueErasures(app.store, app.now(), bounds.limit), bounds, async (erasure) => {
    await erase(app.store, erasure, app.now());
    return true;
  });
}
