/** Carts: what somebody means to buy in one shop. Each change is one guarded update, and repeating it changes nothing. */
import type { Fen } from '../../shared/money';
import type { Ms } from '../../shared/time';
import type { CartDoc, Collections, OrderDoc } from './collections';

type Store = Pick<Collections, 'carts'>;

const cartId = (merchantId: string, userId: string): string => `${merchantId}/${userId}`;

export async function linesOf({ carts }: Store, merchantId: string, userId: string): Promise<CartDoc['lines']> {
  return (await carts.findOne({ _id: cartId(merchantId, userId) }))?.lines ?? [];
}

/**
 * So many of a SKU are in the cart; 0 takes it out. A line that is there keeps its place and the price it came with.
 * @param most different SKUs that fit
 * @returns false if it is full
 */
export async function putInCart(
  { carts }: Store,
  merchantId: string,
  userId: string,
  line: { skuId: string; quantity: number; price: Fen; at: Ms },
  most: number,
): Promise<boolean> {
  const _id = cartId(merchantId, userId);
  const { skuId, quantity } = line;
  if (quantity === 0) {
    await carts.updateOne({ _id }, { $pull: { lines: { skuId } } });
    return true;
  }
  await carts.updateOne({ _id }, { $setOnInsert: { lines: [] } }, { upsert: true });
  const changed = await carts.updateOne({ _id, 'lines.skuId': skuId }, { $set: { 'lines.$.quantity': quantity } });
  if (changed.matchedCount === 1) return true;
  const added = await carts.updateOne(
    { _id, 'lines.skuId': { $ne: skuId }, [`lines.${most - 1}`]: { $exists: false } },
    { $push: { lines: line } },
  );
  // Another tap may have put it in meanwhile.
  return added.matchedCount === 1 || (await carts.countDocuments({ _id, 'lines.skuId': skuId })) === 1;
}

/** What was ordered from the cart leaves it; what was put in since stays. */
export async function takeFromCart(
  { carts }: Store,
  { merchantId, userId, lines, createdAt }: Pick<OrderDoc, 'merchantId' | 'userId' | 'lines' | 'createdAt'>,
): Promise<void> {
  const ordered = lines.map(({ skuId }) => skuId);
  await carts.updateOne(
    { _id: cartId(merchantId, userId) },
    { $pull: { lines: { skuId: { $in: ordered }, at: { $lte: createdAt } } } },
  );
}
