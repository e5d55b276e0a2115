/** What the tests of orders by bargains share: a bargain as it stands, its order, and what that has taken. */
import { help } from '../../functions/usecases/bargain';
import { runCron } from '../../functions/usecases/cron';
import { placeOrder } from '../../functions/usecases/placeOrder';
import type { BargainTerms } from '../../shared/domain/bargain';
import { MINUTE } from '../../shared/time';
import { bargainOf, offerBargain, readBargain } from '../support/bargaining';
import { type Person, SKU, type World } from '../support/world';
import { newRequestId, reservations } from './crowd';

export const ONE_PIECE = [{ skuId: SKU, quantity: 1 }];

/** What happens in this world; the first of these people has the bargain, the others help. */
export function bargaining(here: () => { readonly world: World; readonly people: readonly Person[] }) {
  const owner = (): Person => here().people[0] as Person;

  /** Friends help, one after the other: so many from that place on. */
  async function helpedBy(bargainId: string, count: number, from = 1): Promise<void> {
    const { world, people } = here();
    for (const friend of people.slice(from, from + count)) {
      const helped = await help(world.app, friend.userId, { bargainId });
      if (!helped.ok) throw new Error(helped.refusal);
    }
  }

  /** The owner's bargain, with so many of its three friends. */
  async function bargained(helps: number, terms: Partial<BargainTerms> = {}): Promise<string> {
    await offerBargain(here().world, terms);
    const bargainId = await bargainOf(owner());
    await helpedBy(bargainId, helps);
    return bargainId;
  }

  /** @param seen the price that was seen. @returns the order's id, or why there is none */
  async function ask(bargainId: string, { requestId = newRequestId(), seen = 990, who = owner() } = {}) {
    const input = { requestId, lines: ONE_PIECE, bargainId, seenTotal: seen };
    const answer = await placeOrder(here().world.app, who.userId, input);
    return answer.ok ? answer.value.orderId : answer.refusal;
  }

  /** Orders at what it stands at; throws if it is refused. */
  async function ordered(bargainId: string): Promise<string> {
    const orderId = await ask(bargainId, { seen: (await readBargain(here().world, bargainId)).price });
    if (!orderId.startsWith('ord_')) throw new Error(orderId);
    return orderId;
  }

  async function paid(orderId: string, who = owner()): Promise<void> {
    const { world } = here();
    await world.pay(who, orderId);
    await world.standIn.control.flush();
  }

  /** The time to pay is over, and cron has looked. */
  async function timedOut(): Promise<void> {
    const { world } = here();
    await world.advance(30 * MINUTE);
    await runCron(world.app);
  }

  const statusOf = async (bargainId: string) => (await readBargain(here().world, bargainId)).status;
  /** What orders have taken; starts stay counted. */
  const taken = async () => (await reservations(here().world)).filter(({ _id }) => !_id.startsWith('starts/'));

  return { helpedBy, bargained, ask, ordered, paid, timedOut, statusOf, taken };
}
