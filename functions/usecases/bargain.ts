/** Bargains: started, helped, cancelled, and what time brings. What an order does with one is in `reservation.ts`. */
import type { Output, Parsed } from '../../shared/contracts/contracts';
import { cutCount, isFinal, isOver, mayHelp, statusAt } from '../../shared/domain/bargain';
import { notStarting } from '../../shared/domain/campaign';
import { commitmentOf, cutsOf } from '../../shared/domain/fairness';
import { deriveId } from '../../shared/domain/ids';
import { notSelling } from '../../shared/domain/platform';
import type { RefusalCode } from '../../shared/refusals';
import { no, ok, type Result } from '../../shared/result';
import { dayOf, MINUTE, type Ms } from '../../shared/time';
import {
  cancelBargain,
  expireBargains,
  helpBargain,
  noticeOf,
  remindBargain,
  runningBargain,
  startBargain,
} from '../store/bargain';
import { Busy } from '../store/change';
import type {
  BargainCampaignDoc,
  BargainDoc,
  BargainEvent,
  MerchantDoc,
  ProductDoc,
  UserDoc,
} from '../store/collections';
import { forgetStrays, releaseHelp, reserveHelp } from '../store/helper';
import { randomHex } from '../store/secret';
import { keepHold, leftOf, quotaOf, release, reserve, startsOf, stockOf } from '../store/stock';
import type { App, Bounds, Touched } from './app';
import { bargainView } from './bargainView';
import { intendMessages } from './message';
import { endWithCampaign } from './reservation';

/* ── starting one ───────────────────────────────────────────────────────────────────────────────────────────────── */

/** What it is started from. */
interface Beginning {
  readonly id: string;
  readonly campaign: BargainCampaignDoc;
  readonly product: ProductDoc;
  readonly merchant: MerchantDoc;
  readonly skuId: string;
  readonly user: UserDoc;
}

/** Whoever has begun to start one has started it by then, or has died; then cron looks whether it is there. */
const START_TIME: Ms = 2 * MINUTE;

export async function start(
  app: App,
  userId: string,
  { requestId, campaignId, skuId }: Parsed<'bargain.start'>,
): Promise<Result<Output<'bargain.start'>, RefusalCode>> {
  const { store } = app;
  const id = deriveId('brg', userId, 'bargain.start', requestId);
  const [existing, user, campaign] = await Promise.all([
    store.bargains.findOne({ _id: id }),
    store.users.findOne({ _id: userId }),
    store.campaigns.findOne({ _id: campaignId }),
  ]);
  if (existing) {
    const same = existing.campaignId === campaignId && existing.sku.id === skuId;
    if (!same) return no('requestIdReused');
    // Whoever wrote it may have died before they looked at its campaign.
    return isOver(existing) ? ok({ bargainId: id, started: true }) : unlessEnded(app, id, campaignId);
  }
  if (!user) return no('unauthenticated');
  if (campaign?.kind !== 'bargain') return no('campaignNotLive');
  const hindrance = notStarting(campaign, app.now());
  if (hindrance) return no(hindrance);
  const [product, merchant, quota, stock, running] = await Promise.all([
    store.products.findOne({ _id: campaign.productId }),
    store.merchants.findOne({ _id: campaign.merchantId }),
    store.counters.findOne({ _id: quotaOf(campaignId) }),
    store.counters.findOne({ _id: stockOf(skuId) }),
    runningBargain(store.bargains, { ownerId: userId, productId: campaign.productId }),
  ]);
  const price = campaign.terms.prices[skuId];
  const sku = product?.skus.find((one) => one.id === skuId);
  if (!merchant || !price || product?.status !== 'onSale' || !sku || sku.archived) return no('productGone');
  if (running && !isPast(running, app.now())) return ok({ bargainId: running._id, started: false });
  const closed = notSelling(merchant);
  if (closed) return no(closed);
  // What it costs alone has fallen since: nobody cuts from a price that is not asked for.
  if (sku.price < price.list) return no('bargainStale');
  if (leftOf(quota ?? undefined) === 0) return no('quotaUsedUp');
  if (leftOf(stock ?? undefined) === 0) return no('soldOut');
  return begin(app, { id, campaign, product, merchant, skuId, user });
}

const isPast = (bargain: BargainDoc, now: Ms): boolean => statusAt(bargain, now) === 'expired';

async function begin(app: App, beginning: Beginning): Promise<Result<Output<'bargain.start'>, RefusalCode>> {
  const { bargains, counters } = app.store;
  const { id, campaign, product, user } = beginning;
  const starts = startsOf(campaign._id, user._id);
  const hold = { id, orderId: '', n: 1, until: app.now() + START_TIME };
  if (!(await reserve(counters, starts, hold, campaign.terms.perPerson))) {
    // The last one may have been started on another device since it was looked for.
    const other = await runningBargain(bargains, { ownerId: user._id, productId: product._id });
    return other && !isPast(other, app.now()) ? ok({ bargainId: other._id, started: false }) : no('bargainsUsedUp');
  }
  const fresh = newBargain(app, beginning);
  let running = await startBargain(bargains, fresh);
  if (running && running._id !== id && isPast(running, app.now())) {
    await expireBargains(bargains, app.now());
    running = await startBargain(bargains, fresh);
  }
  if (running?._id !== id) {
    // The same request may have come through elsewhere meanwhile: its bargain keeps its place.
    if (!(await bargains.findOne({ _id: id }))) await release(counters, [starts], [id]);
    // The one that stood in the way has ended meanwhile.
    if (!running) throw new Busy(`another bargain of ${user._id} moved`);
    return ok({ bargainId: running._id, started: false });
  }
  const answer = await unlessEnded(app, id, campaign._id);
  // Last, so that a sweep finds whatever died on the way. One that has taken this long has been swept, and asks again.
  const kept =
    (await keepHold(counters, starts, id)) || (await reserve(counters, starts, hold, campaign.terms.perPerson));
  if (kept) return answer;
  await cancelBargain(bargains, id, user._id, app.now());
  return no('bargainsUsedUp');
}

/** Read after it was started: whoever ends the campaign with its bargains writes the campaign first. */
async function unlessEnded(
  app: App,
  id: string,
  campaignId: string,
): Promise<Result<Output<'bargain.start'>, 'campaignNotLive'>> {
  return (await endWithCampaign(app, id, campaignId)) ? no('campaignNotLive') : ok({ bargainId: id, started: true });
}

/** Its cuts, drawn and committed to; the owner's own one is made. */
function newBargain(app: App, { id, campaign, product, merchant, skuId, user }: Beginning): BargainDoc {
  const { terms, _id: campaignId, edition } = campaign;
  const price = terms.prices[skuId];
  const sku = product.skus.find((one) => one.id === skuId);
  if (!price || !sku) throw new Error(`${skuId} is not part of ${campaignId}`);
  const now = app.now();
  const { list, floor } = price;
  const seed = randomHex(32);
  const draw = { bargainId: id, campaignId, edition, list, floor, count: cutCount(terms), shape: terms.shape };
  const cuts = cutsOf(seed, draw);
  const owner = { name: user.name, avatar: user.avatar };
  const [own = 0] = terms.ownCut ? cuts : [];
  return {
    _id: id,
    merchantId: merchant._id,
    merchantName: merchant.name,
    campaignId,
    campaignVersion: edition,
    terms,
    productId: product._id,
    product: { title: product.title, caption: product.caption, cover: product.pictures[0] ?? '' },
    sku: { id: skuId, name: sku.name },
    ownerId: user._id,
    owner,
    status: 'open',
    list,
    floor,
    price: list - own,
    seed,
    commitment: commitmentOf(seed, draw),
    cuts,
    helps: terms.ownCut ? [{ userId: user._id, ...owner, cut: own, at: now }] : [],
    running: true,
    expiresAt: now + terms.life,
    remindAt: now + terms.life - noticeOf(terms.life),
    outbox: [],
    createdAt: now,
  };
}

/* ── helping and cancelling ─────────────────────────────────────────────────────────────────────────────────────── */

/**
 * A friend's tap: the limits are asked first, then the next cut is taken. Where the cut can never be made, what the limits
 * have counted is given back at once. Four commands, most of the time: two reads at once, the limit, the cut.
 */
export async function help(
  app: App,
  userId: string,
  { bargainId }: Parsed<'bargain.help'>,
): Promise<Result<Output<'bargain.help'>, RefusalCode>> {
  const { store } = app;
  const now = app.now();
  const [bargain, user] = await Promise.all([
    store.bargains.findOne({ _id: bargainId }),
    store.users.findOne({ _id: userId }, { projection: { name: 1, avatar: 1 } }),
  ]);
  if (!user) return no('unauthenticated');
  if (!bargain) return no('notFound');
  const may = mayHelp(bargain, userId, now);
  if (!may.ok) return may;
  const { campaignId, terms } = bargain;
  const wanted = { campaignId, userId, bargainId, day: dayOf(now), now };
  const limits = { perDay: terms.helpsPerDay, perCampaign: terms.helpsPerCampaign };
  let counted = await reserveHelp(store.helpers, wanted, limits);
  if (!counted.ok && (await forgetStrays(store, wanted)) > 0) {
    counted = await reserveHelp(store.helpers, wanted, limits);
  }
  if (!counted.ok) return counted;
  const { name, avatar } = user;
  const helped = await helpBargain(store.bargains, bargainId, { userId, name, avatar }, now);
  if (!helped.ok) {
    if (helped.refusal === 'notFound' || isFinal(helped.refusal)) await releaseHelp(store.helpers, wanted);
    return helped;
  }
  if (helped.value.status === 'floor') await app.drain([{ name: 'bargains', doc: helped.value }]);
  const cut = helped.value.helps.find((one) => one.userId === userId)?.cut ?? 0;
  return ok({ cut, bargain: bargainView(helped.value, userId, app.now()) });
}

export async function cancel(
  app: App,
  userId: string,
  { bargainId }: Parsed<'bargain.cancel'>,
): Promise<Result<Output<'bargain.cancel'>, RefusalCode>> {
  const cancelled = await cancelBargain(app.store.bargains, bargainId, userId, app.now());
  if (cancelled.ok) return ok(bargainView(cancelled.value, userId, app.now()));
  if (cancelled.refusal !== 'bargainCancelled') return cancelled;
  const bargain = await app.store.bargains.findOne({ _id: bargainId });
  return bargain ? ok(bargainView(bargain, userId, app.now())) : no('notFound');
}

/* ── messages and time ──────────────────────────────────────────────────────────────────────────────────────────── */

/** All cuts are made: the owner is told until when it can be ordered. */
export async function floorReached(app: App, bargain: BargainDoc): Promise<Touched[]> {
  await tell(app, 'bargainFloor', bargain, bargain._id, '已砍到底价，快来下单');
  return [];
}

/** The deadline is near, that of the help or that of the order. */
export async function bargainExpiring(
  app: App,
  bargain: BargainDoc,
  { at }: Extract<BargainEvent, { type: 'bargainExpiring' }>,
): Promise<Touched[]> {
  const missing = bargain.cuts.length - bargain.helps.length;
  const note = missing > 0 ? `还差 ${missing} 位朋友帮砍` : '已到底价，别忘了下单';
  await tell(app, 'bargainExpiring', bargain, `${bargain._id}/${at}`, note);
  return [];
}

async function tell(
  app: App,
  kind: 'bargainFloor' | 'bargainExpiring',
  { _id, merchantId, ownerId, product, price, expiresAt, cuts, helps }: BargainDoc,
  about: string,
  note: string,
): Promise<void> {
  await intendMessages(app, kind, { id: about, opens: _id, merchantId }, [{ userId: ownerId }], {
    title: product.title,
    amount: price,
    missing: cuts.length - helps.length,
    deadline: expiresAt,
    note,
  });
}

/** Cron: bargains whose time is over are written down as such. @returns how many */
export const expireOverdueBargains = (app: App): Promise<number> => expireBargains(app.store.bargains, app.now());

/** Cron: owners whose bargain's deadline is near are told, once for each deadline. @returns how many */
export async function remindBargains(app: App, { limit, over }: Bounds): Promise<number> {
  const now = app.now();
  let reminded = 0;
  while (reminded < limit && !over()) {
    const bargain = await remindBargain(app.store.bargains, now);
    if (!bargain) break;
    reminded += 1;
    await app.drain([{ name: 'bargains', doc: bargain }]);
  }
  return reminded;
}
