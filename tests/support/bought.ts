/** What somebody has bought alone in the small shop, paid and ready to be sent. */
import { randomBytes } from 'node:crypto';
import type { Person, World } from './world';

interface Wanted {
  /** Pieces by SKU. */
  readonly skus: Readonly<Record<string, number>>;
  readonly pickupPointId?: string;
  readonly remark?: string;
}

/** Places the order and pays it. @returns its id */
export async function buy(world: World, person: Person, { skus, pickupPointId, remark }: Wanted): Promise<string> {
  const wanted = { lines: Object.entries(skus).map(([skuId, quantity]) => ({ skuId, quantity })), pickupPointId };
  const quote = await person.call('order.quote', wanted);
  if (!quote.ok) throw new Error(`no price is told: ${quote.refusal.code}`);
  const requestId = randomBytes(8).toString('hex');
  const placed = await person.call('order.place', { ...wanted, requestId, remark, seenTotal: quote.value.total });
  if (!placed.ok) throw new Error(`the order is refused: ${placed.refusal.code}`);
  await world.pay(person, placed.value.orderId);
  await world.standIn.control.flush();
  return placed.value.orderId;
}

/** The code that its buyer shows at the pick-up point. */
export async function codeOf(person: Person, orderId: string): Promise<string> {
  const order = await person.call('order.get', { orderId });
  if (!order.ok || order.value.pickUp?.code === undefined) throw new Error(`${orderId} has no code`);
  return order.value.pickUp.code;
}

/** Asks for one piece of the first line back, or more. @returns the after-sale's id */
export async function ask(person: Person, orderId: string, quantity = 1): Promise<string> {
  const asked = await person.call('afterSale.ask', {
    requestId: `ask-${orderId.slice(4)}`,
    orderId,
    kind: 'refundOnly',
    lines: [{ lineId: '1', quantity }],
    reason: 'damaged',
    text: '有几个压坏了',
  });
  if (!asked.ok) throw new Error(`it is refused: ${asked.refusal.code}`);
  return asked.value.id;
}
