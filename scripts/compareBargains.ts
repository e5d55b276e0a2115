/** The bargains' part of `compareBooks`: each is what its seed, its helps and its orders have made of it. */
import type { BargainDoc, Collections, HelperDoc, OrderDoc } from '../functions/store/collections';
import { helperOf } from '../functions/store/helper';
import { quotaOf, startsOf } from '../functions/store/stock';
import { drawOf } from '../functions/usecases/bargainView';
import { cutsLeft, isOver, priceOf } from '../shared/domain/bargain';
import { verify } from '../shared/domain/fairness';

/** @returns one sentence for each difference; empty when all is right */
export async function compareBargains(
  store: Collections,
  merchantId: string,
  orders: readonly OrderDoc[],
  settled: boolean,
): Promise<string[]> {
  const bargains = await store.bargains.find({ merchantId }).toArray();
  return [
    ...bargains.flatMap(cuts),
    ...bargains.flatMap((bargain) => life(bargain, orders, settled)),
    ...orders.flatMap((order) => pricedBy(order, bargains, settled)),
    ...(await limits(store, bargains, settled)),
    ...(settled ? await quotas(store, bargains, orders) : []),
  ];
}

/** The cuts that were made are those that were committed to, in their places, each by somebody else. */
function cuts(bargain: BargainDoc): string[] {
  const { _id: id, seed, commitment, list, price, helps, ownerId, terms } = bargain;
  const faults: string[] = [];
  const made = helps.map(({ cut }) => cut);
  const verdict = verify({ seed, commitment, draw: drawOf(bargain), cuts: made });
  if (!verdict.fair || verdict.cuts.join() !== bargain.cuts.join())
    faults.push(`${id}: its cuts are not what was drawn`);
  if (price !== priceOf(bargain)) faults.push(`${id}: at ${price}, after cuts ${made} from ${list}`);
  if (new Set(helps.map(({ userId }) => userId)).size !== helps.length) faults.push(`${id}: one person, two cuts`);
  const own = helps.findIndex(({ userId }) => userId === ownerId);
  if (own !== (terms.ownCut ? 0 : -1)) faults.push(`${id}: its owner made cut ${own}`);
  return faults;
}

/** It is in the state that its cuts and its order allow. */
function life(bargain: BargainDoc, orders: readonly OrderDoc[], settled: boolean): string[] {
  const { _id: id, status, order: named, running } = bargain;
  const faults: string[] = [];
  if (isOver(bargain) === (running === true))
    faults.push(`${id}: ${status}, ${running ? 'yet running' : 'not running'}`);
  if (status === 'open' && cutsLeft(bargain) === 0) faults.push(`${id}: open, though all cuts are made`);
  if (status === 'floor' && cutsLeft(bargain) > 0) faults.push(`${id}: at the floor, with cuts left`);
  const has = status === 'ordered' || status === 'bought';
  if (has !== (named !== undefined)) faults.push(`${id}: ${status}, its order is ${named?.id}`);
  if (!named) return faults;
  const order = orders.find(({ _id }) => _id === named.id);
  if (order?.bargain?.id !== id) return [...faults, `${id}: ${named.id} is no order by it`];
  if (settled && status === 'ordered' && order.status !== 'awaitingPayment')
    faults.push(`${id}: waits for ${order._id}, ${order.status}`);
  if (status === 'bought' && !hasBought(order)) faults.push(`${id}: bought by ${order._id}, ${order.status}`);
  return faults;
}

/** A payment of it was kept, whatever went back later. */
const hasBought = ({ payments }: OrderDoc): boolean => payments.some(({ outcome }) => outcome === 'order');

/** An order by a bargain costs what the bargain stood at, and buys it for nobody else. */
function pricedBy(order: OrderDoc, bargains: readonly BargainDoc[], settled: boolean): string[] {
  const { _id: id, bargain: pinned, lines, userId } = order;
  if (!pinned) return [];
  const bargain = bargains.find(({ _id }) => _id === pinned.id);
  if (!bargain) return [`${id}: by ${pinned.id}, which is not there`];
  const faults: string[] = [];
  const price = priceOf({ list: bargain.list, helps: bargain.helps.slice(0, pinned.helps) });
  if (lines.length !== 1 || lines[0]?.unitPrice !== price || lines[0].quantity !== 1) {
    faults.push(`${id}: ${lines[0]?.quantity} for ${lines[0]?.unitPrice}, its bargain stood at ${price}`);
  }
  if (bargain.ownerId !== userId) faults.push(`${id}: by the bargain of ${bargain.ownerId}`);
  const { campaignId, campaignVersion, order: buyer, status } = bargain;
  if (pinned.campaignId !== campaignId || pinned.version !== campaignVersion) faults.push(`${id}: of another edition`);
  const theirs = buyer?.id === id && (status === 'bought' || (status === 'ordered' && !settled));
  if (hasBought(order) && !theirs) faults.push(`${id}: paid, yet ${pinned.id} is ${status} for ${buyer?.id}`);
  if (hasBought(order) && bargain.helps.length !== pinned.helps) faults.push(`${pinned.id}: cut after it was bought`);
  return faults;
}

/**
 * Every help that was made is counted for whoever made it, and every bargain for whoever started it. Somebody whose
 * account is deleted is counted no more.
 */
async function limits(store: Collections, bargains: readonly BargainDoc[], settled: boolean): Promise<string[]> {
  const people = new Set(
    (await store.users.find().project<{ _id: string }>({ _id: 1 }).toArray()).map(({ _id }) => _id),
  );
  const helpers = new Map(
    (await store.helpers.find().toArray()).map((helper): [string, HelperDoc] => [helper._id, helper]),
  );
  const counters = await store.counters.find({ _id: /^starts\// }).toArray();
  const faults: string[] = [];
  for (const { _id: id, campaignId, ownerId, helps } of bargains) {
    for (const { userId } of helps) {
      if (userId === ownerId || !people.has(userId)) continue;
      const counted = helpers.get(helperOf(campaignId, userId))?.helps.some(({ bargainId }) => bargainId === id);
      if (!counted) faults.push(`${id}: the help of ${userId} is not counted`);
    }
    if (!people.has(ownerId)) continue;
    const starts = counters.find(({ _id }) => _id === startsOf(campaignId, ownerId));
    if (!starts?.holds.some((hold) => hold.id === id)) faults.push(`${id}: its start is not counted`);
  }
  if (!settled) return faults;
  const strays = counters.flatMap(({ holds }) => holds).filter(({ id }) => !bargains.some(({ _id }) => _id === id));
  return [...faults, ...strays.map(({ id }) => `${id}: a start is counted, and there is no such bargain`)];
}

/** With nothing on its way, a campaign has sold what its orders say. */
async function quotas(
  store: Collections,
  bargains: readonly BargainDoc[],
  orders: readonly OrderDoc[],
): Promise<string[]> {
  const faults: string[] = [];
  for (const campaignId of new Set(bargains.map((bargain) => bargain.campaignId))) {
    const bought = orders.filter((order) => order.bargain?.campaignId === campaignId && hasBought(order));
    const unsent = bought.flatMap(({ refunds }) =>
      refunds.flatMap(({ lines = [] }) => lines.map((line) => line.unsent)),
    );
    const sold = bought.length - unsent.reduce((sum, n) => sum + n, 0);
    const quota = await store.counters.findOne({ _id: quotaOf(campaignId) });
    if (quota?.sold !== sold) faults.push(`${campaignId}: ${quota?.sold} of its quota sold, orders say ${sold}`);
  }
  return faults;
}
