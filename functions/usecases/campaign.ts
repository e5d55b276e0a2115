/** A merchant's campaigns: published, looked at, ended; its groups and what became of every captured payment. */
import type { Output, Parsed } from '../../shared/contracts/contracts';
import {
  type BargainTerms,
  faultsOf as bargainFaultsOf,
  statusAt as bargainStatusAt,
  lowestOf,
} from '../../shared/domain/bargain';
import { decideCampaign, statusAt } from '../../shared/domain/campaign';
import { forecastOf } from '../../shared/domain/forecast';
import { type GroupBuyTerms, faultsOf as groupBuyFaultsOf, isLive, takenSeats } from '../../shared/domain/groupBuy';
import { deriveId } from '../../shared/domain/ids';
import type { Payment } from '../../shared/domain/order';
import { type ClosedBecause, notSelling, USUAL_LIMITS } from '../../shared/domain/platform';
import { preflight } from '../../shared/domain/preflight';
import type { Offer } from '../../shared/domain/terms';
import type { RefusalCode } from '../../shared/refusals';
import { no, ok, type Result } from '../../shared/result';
import type { Ms } from '../../shared/time';
import {
  type BargainCounts,
  bargainsOfCampaign,
  countBargains,
  endBargainsNow,
  NO_BARGAINS,
  standingBargains,
} from '../store/bargain';
import {
  type CampaignPlan,
  changeCampaign,
  countCampaigns,
  listCampaigns,
  publish,
  publishNext,
} from '../store/campaign';
import type {
  BargainDoc,
  CampaignDoc,
  CampaignVersionDoc,
  CounterDoc,
  GroupDoc,
  KindOfCampaign,
  MerchantDoc,
  OrderDoc,
  ProductDoc,
} from '../store/collections';
import { goOnWith, removeDraft } from '../store/draft';
import { countGroups, endGroupsNow, groupsOfCampaign, openGroupsOf } from '../store/groupBuy';
import { paidOrdersOf, paidSumsOf, sumOfOrders } from '../store/order';
import { countStanding } from '../store/platform';
import { quotaOf } from '../store/stock';
import type { App, Touched } from './app';
import { bargainTermsView, friendsOf } from './bargainView';
import { facesOf, termsView } from './groupBuy';
import { refundView } from './order';
import { pageAfter, readCursor } from './page';
import { preflightPlanOf } from './preflight';

type Card = Output<'campaign.list'>['campaigns'][number];
type BargainRow = Output<'campaign.listBargains'>['bargains'][number];
type GroupRow = Output<'campaign.listGroups'>['groups'][number];
type PaymentRow = Output<'campaign.listPayments'>['payments'][number];

const PAGE = 10;
const ROWS = 20;

/* ── publishing ─────────────────────────────────────────────────────────────────────────────────────────────────── */

export type { CampaignPlan };

/** A term that cannot stand, of whatever kind the campaign is. */
export interface PlanFault {
  readonly term: string;
  readonly sentence: string;
}

/** WHAT EACH KIND OF CAMPAIGN IS PUBLISHED BY: the rule of its terms, and which field of its product shows it. */
const KINDS: {
  readonly [K in CampaignDoc['kind']]: {
    faultsOf(terms: Extract<CampaignPlan, { kind: K }>['terms'], offer: Offer): PlanFault[];
    readonly shownBy: 'campaignId' | 'bargainCampaignId';
  };
} = {
  groupBuy: { faultsOf: groupBuyFaultsOf, shownBy: 'campaignId' },
  bargain: { faultsOf: bargainFaultsOf, shownBy: 'bargainCampaignId' },
};

/** Everything that keeps a campaign from being published, each with the sentence that the merchant reads. */
export function faultsOfPlan({ kind, terms, startsAt, endsAt }: CampaignPlan, skus: ProductDoc['skus']): PlanFault[] {
  const skuPrices = Object.fromEntries(skus.map(({ id, price }) => [id, price]));
  const { faultsOf } = KINDS[kind] as { faultsOf(terms: CampaignPlan['terms'], offer: Offer): PlanFault[] };
  return faultsOf(terms, { skuPrices, startsAt, endsAt });
}

function kindWith(wished: Parsed<'campaign.publish'>['terms']): KindOfCampaign {
  if (wished.kind === 'groupBuy') {
    const { kind, ...terms } = wished;
    return { kind, terms };
  }
  const { kind, ...terms } = wished;
  return { kind, terms };
}

/**
 * Publishes a campaign, or its next edition where the terms have changed: each edition is frozen under its number, and
 * groups go on under the one they began with. A campaign that was paused or ended stays so. Repeated, it changes nothing.
 * @returns every fault of its terms, where there is one
 */
export async function publishCampaign(
  app: Pick<App, 'store'>,
  plan: CampaignPlan,
  skus: ProductDoc['skus'],
  now: Ms,
): Promise<Result<null, PlanFault[]>> {
  const faults = faultsOfPlan(plan, skus);
  if (faults.length > 0) return no(faults);
  await publish(app.store, plan, now);
  return ok(null);
}

/**
 * Publishes what a member of the shop has filled in: a new campaign, its id derived from the request, or the next edition of
 * one that was seen as it stands. The product shows it from then on.
 */
export async function publishFromDesk(
  app: App,
  userId: string,
  {
    merchantId,
    requestId,
    campaignId,
    seenEdition,
    draftId,
    draftVersion,
    productId,
    title,
    startsAt,
    endsAt,
    terms,
    ticked,
    forecast: chances,
  }: Parsed<'campaign.publish'>,
): Promise<Result<Output<'campaign.publish'>, RefusalCode>> {
  const { campaigns, campaignVersions, merchants, products } = app.store;
  const { kind } = terms;
  // Whoever publishes it, and with whatever request: one draft is one campaign.
  const from = draftId === undefined ? [userId, 'campaign.publish', requestId] : ['draft', draftId];
  const _id = campaignId ?? deriveId('cmp', merchantId, ...from);
  const seen = campaignId === undefined ? 0 : (seenEdition ?? 0);
  const [existing, product, written, merchant] = await Promise.all([
    campaigns.findOne({ _id }),
    products.findOne({ _id: productId, merchantId }),
    campaignVersions.findOne({ _id: `${_id}/${seen + 1}` }),
    merchants.findOne({ _id: merchantId }),
  ]);
  if (!product || (campaignId !== undefined && existing?.merchantId !== merchantId)) return no('notFound');
  const plan: CampaignPlan = { _id, merchantId, productId, title, startsAt, endsAt, ...kindWith(terms) };
  const now = app.now();
  // What was published is answered as it was, whatever has changed since.
  const isAgain = written?.by === userId && written.requestId === requestId;
  if (existing) {
    const other = existing.kind !== kind || existing.productId !== productId;
    if (other || existing.edition < seen) return no('conflict');
    if (!isAgain && existing.edition === seen && statusAt(existing, now) === 'ended') return no('campaignNotEditable');
  }
  if (!isAgain && product.status !== 'onSale') return no('productGone');
  const hindered = isAgain ? null : await hindranceOf(app, merchant, existing);
  if (hindered) return no(hindered);
  const unfit = endsAt <= now || faultsOfPlan(plan, product.skus).length > 0;
  if (!isAgain && unfit) return no('campaignTermsUnfit');
  const whole = isAgain ? undefined : await preflightPlanOf(app, plan, product);
  const findings = whole ? preflight(whole) : [];
  if (findings.some(({ level }) => level === 'error')) return no('campaignBlocked');
  const acknowledged = findings.map(({ sentence }) => sentence);
  if (acknowledged.some((sentence) => !ticked.includes(sentence))) return no('campaignUnacknowledged');
  const forecast = whole && chances && forecastOf(whole, chances);
  const publication = { seen, by: userId, requestId, acknowledged, ...(forecast && { forecast }) };
  await announce(app, _id, product);
  const published = await publishNext(app.store, plan, publication, now);
  if (draftId !== undefined) {
    if (published.ok) await removeDraft(app.store, merchantId, draftId, draftVersion);
    await goOnWith(app.store, { merchantId, draftId }, _id);
  }
  // Also where somebody else has written it and died on the way.
  await showOnProduct(app, _id, KINDS[kind].shownBy);
  if (!published.ok) return published;
  return ok({ campaignId: _id, edition: published.value });
}

/** Why this shop publishes nothing, or no further campaign. */
async function hindranceOf(
  app: App,
  merchant: MerchantDoc | null,
  existing: CampaignDoc | null,
): Promise<ClosedBecause | 'campaignsFull' | null> {
  if (!merchant) throw new Error('a shop has members, but is not there');
  const closed = notSelling(merchant);
  if (closed || existing) return closed;
  const standing = await countStanding(app.store, merchant._id, app.now());
  return standing >= (merchant.limits ?? USUAL_LIMITS).campaigns ? 'campaignsFull' : null;
}

/**
 * The product names it before it is there: whatever happens meanwhile, buyers find a campaign that is live (`shop.ts`). So
 * does what is shown until then; those that are over are left out from now on.
 */
async function announce({ store, now }: App, id: string, product: ProductDoc): Promise<void> {
  const { campaigns, products } = store;
  const { _id, campaignId, bargainCampaignId, laterCampaignIds = [] } = product;
  const shown = [campaignId, bargainCampaignId].filter((one) => one !== undefined);
  const known = await campaigns.find({ _id: { $in: [...laterCampaignIds, ...shown] } }).toArray();
  const over = known.flatMap((one) => (statusAt(one, now()) === 'ended' ? [one._id] : []));
  if (over.length > 0) await products.updateOne({ _id }, { $pull: { laterCampaignIds: { $in: over } } });
  const named = [...shown.filter((one) => !over.includes(one)), id];
  await products.updateOne({ _id }, { $addToSet: { laterCampaignIds: { $each: named } } });
}

/**
 * The product shows its newest campaign of a kind that has not ended. One that is for later takes nothing from the one
 * that is shown until then, and is shown once it has begun (`shop.ts`).
 */
async function showOnProduct(app: App, campaignId: string, shownBy: 'campaignId' | 'bargainCampaignId'): Promise<void> {
  const { store, now } = app;
  const campaign = await store.campaigns.findOne({ _id: campaignId });
  if (!campaign) throw new Error(`${campaignId} was published and is not there`);
  const product = await store.products.findOne({ _id: campaign.productId });
  if (!product) throw new Error(`${campaignId} sells ${campaign.productId}, which is not there`);
  const { _id, [shownBy]: before } = product;
  if (before === campaignId) return;
  const found = await store.campaigns.findOne({ _id: before ?? '' });
  const isLater = ({ startsAt }: CampaignDoc) => startsAt > now();
  const shown = found && statusAt(found, now()) !== 'ended' ? found : undefined;
  const isNewer = shown !== undefined && !isLater(shown) && shown.createdAt > campaign.createdAt;
  if (shown && (isLater(campaign) || isNewer)) return;
  const seen = { _id, [shownBy]: before === undefined ? { $exists: false } : before };
  const { matchedCount } = await store.products.updateOne(seen, { $set: { [shownBy]: campaignId } });
  if (matchedCount === 0) await showOnProduct(app, campaignId, shownBy);
}

/* ── what a merchant sees ───────────────────────────────────────────────────────────────────────────────────────── */

export async function listMerchantCampaigns(
  app: App,
  { merchantId, state, words, cursor }: Parsed<'campaign.list'>,
): Promise<Result<Output<'campaign.list'>, RefusalCode>> {
  const after = readCursor(cursor);
  if (after === null) return no('badRequest');
  const now = app.now();
  const [counts, found] = await Promise.all([
    countCampaigns(app.store, merchantId, words, (campaign) => statusAt(campaign, now)),
    listCampaigns(app.store, { merchantId, state, words }, now, after, PAGE + 1),
  ]);
  const { items, nextCursor } = pageAfter(found, PAGE);
  return ok({ counts, campaigns: await cardsOf(app, items), nextCursor });
}

/** Four commands for any number of campaigns. */
async function cardsOf(app: App, campaigns: readonly CampaignDoc[]): Promise<Card[]> {
  const ids = campaigns.map(({ _id }) => _id);
  const idsOf = (kind: CampaignDoc['kind']) => campaigns.flatMap((one) => (one.kind === kind ? [one._id] : []));
  const [products, quotas, groups, bargains] = await Promise.all([
    app.store.products.find({ _id: { $in: campaigns.map(({ productId }) => productId) } }).toArray(),
    app.store.counters.find({ _id: { $in: ids.map(quotaOf) } }).toArray(),
    countGroups(app.store.groups, idsOf('groupBuy')),
    countBargains(app.store.bargains, idsOf('bargain')),
  ]);
  const now = app.now();
  return campaigns.map((campaign) =>
    cardOf(campaign, {
      product: products.find(({ _id }) => _id === campaign.productId),
      quota: quotas.find(({ _id }) => _id === quotaOf(campaign._id)),
      groups: groups.get(campaign._id) ?? { pending: 0, open: 0, formed: 0, failed: 0 },
      bargains: bargains.get(campaign._id) ?? NO_BARGAINS,
      now,
    }),
  );
}

function cardOf(
  campaign: CampaignDoc,
  given: {
    product: ProductDoc | undefined;
    quota: CounterDoc | undefined;
    groups: Extract<Card, { kind: 'groupBuy' }>['groups'];
    bargains: BargainCounts;
    now: Ms;
  },
): Card {
  const { _id: id, title, productId, edition, startsAt, endsAt } = campaign;
  const { product, quota, groups, bargains, now } = given;
  const sold = quota?.sold ?? 0;
  const common = {
    id,
    title,
    product: { id: productId, title: product?.title ?? title, cover: product?.pictures[0] ?? '' },
    status: statusAt(campaign, now),
    edition,
    startsAt,
    endsAt,
    quota: quota?.max ?? campaign.terms.quota,
    sold,
    reserved: (quota?.taken ?? 0) - sold,
    pausedAt: campaign.paused?.at,
    ended: endedView(campaign),
  };
  if (campaign.kind === 'groupBuy') {
    const { size, prices } = campaign.terms;
    return { ...common, kind: 'groupBuy', size, price: Math.min(...Object.values(prices)), groups };
  }
  const { terms } = campaign;
  return { ...common, kind: 'bargain', helpers: terms.helpers, ...lowestOf(terms), bargains: { ...bargains } };
}

const endedView = ({ ended }: CampaignDoc): Card['ended'] =>
  ended && { at: ended.at, by: ended.name, groups: ended.groups };

/** Another merchant's campaign is not found, as if there were none. */
const campaignOf = (app: App, merchantId: string, campaignId: string): Promise<CampaignDoc | null> =>
  app.store.campaigns.findOne({ _id: campaignId, merchantId });

export async function getCampaign(
  app: App,
  { merchantId, campaignId }: Parsed<'campaign.get'>,
): Promise<Result<Output<'campaign.get'>, RefusalCode>> {
  const campaign = await campaignOf(app, merchantId, campaignId);
  if (!campaign) return no('notFound');
  const [cards, product, editions, payments] = await Promise.all([
    cardsOf(app, [campaign]),
    app.store.products.findOne({ _id: campaign.productId }),
    app.store.campaignVersions.find({ campaignId }).sort({ edition: 1 }).toArray(),
    paidSumsOf(app.store, campaign),
  ]);
  const [card] = cards;
  if (!card) throw new Error(`${campaignId} has no card`);
  const detail = {
    skus: (product?.skus ?? []).map(({ id, name, price }) => ({ id, name, price })),
    editions: editions.map(({ edition, publishedAt }) => ({ edition, publishedAt })),
    payments,
  };
  if (card.kind === 'groupBuy' && campaign.kind === 'groupBuy') {
    return ok({ ...card, ...detail, terms: groupBuyTermsView(campaign.terms) });
  }
  if (card.kind === 'bargain' && campaign.kind === 'bargain') {
    return ok({ ...card, ...detail, terms: publishedBargainTerms(campaign.terms) });
  }
  throw new Error(`${campaignId} has a card of another kind`);
}

export async function listCampaignBargains(
  app: App,
  { merchantId, campaignId, state, cursor }: Parsed<'campaign.listBargains'>,
): Promise<Result<Output<'campaign.listBargains'>, RefusalCode>> {
  const after = readCursor(cursor);
  if (after === null) return no('badRequest');
  if (!(await campaignOf(app, merchantId, campaignId))) return no('notFound');
  const found = await bargainsOfCampaign(app.store.bargains, campaignId, state, after, ROWS + 1);
  const { items, nextCursor } = pageAfter(found, ROWS);
  const now = app.now();
  return ok({ bargains: items.map((bargain) => bargainRow(bargain, now)), nextCursor });
}

function bargainRow(bargain: BargainDoc, now: Ms): BargainRow {
  const { _id: id, owner, sku, list, floor, price, cuts, helps, order, expiresAt, createdAt, endedAt } = bargain;
  return {
    id,
    status: bargainStatusAt(bargain, now),
    owner: { name: owner.name, avatar: owner.avatar },
    sku: { id: sku.id, name: sku.name },
    edition: bargain.campaignVersion,
    list,
    floor,
    price,
    cuts: cuts.length,
    made: helps.length,
    friends: friendsOf(bargain),
    orderId: order?.id,
    expiresAt,
    endedEarly: bargain.endedEarly === true,
    createdAt,
    endedAt,
  };
}

export async function listCampaignGroups(
  app: App,
  { merchantId, campaignId, state, cursor }: Parsed<'campaign.listGroups'>,
): Promise<Result<Output<'campaign.listGroups'>, RefusalCode>> {
  const after = readCursor(cursor);
  if (after === null) return no('badRequest');
  if (!(await campaignOf(app, merchantId, campaignId))) return no('notFound');
  const found = await groupsOfCampaign(app.store.groups, campaignId, state, after, ROWS + 1);
  const { items, nextCursor } = pageAfter(found, ROWS);
  const now = app.now();
  return ok({ groups: items.map((group) => groupRowOf(group, now)), nextCursor });
}

/** A group in a list of the shop's. */
export function groupRowOf(group: GroupDoc, now: Ms): GroupRow {
  const { _id: id, status, terms, taken, missing, expiresAt, formedAt, failedAt, createdAt } = group;
  return {
    id,
    status,
    leaderName: leaderOf(group),
    edition: group.campaignVersion,
    size: terms.size,
    least: terms.least,
    taken,
    held: status === 'failed' ? 0 : group.seats.filter((seat) => seat.state === 'held' && isLive(seat, now)).length,
    missing,
    members: facesOf(group),
    inChat: group.chat !== undefined,
    expiresAt,
    formedAt,
    failedAt,
    endedEarly: group.endedEarly === true,
    createdAt,
  };
}

/** A leader who left a group that nobody is left in is named from those who were turned away. */
const leaderOf = (group: GroupDoc): string =>
  group.seats.find(({ userId }) => userId === group.leaderId)?.name ?? group.turnedAway.at(-1)?.name ?? '';

export async function inspectGroup(
  app: App,
  { merchantId, groupId }: Parsed<'campaign.inspectGroup'>,
): Promise<Result<Output<'campaign.inspectGroup'>, RefusalCode>> {
  const group = await app.store.groups.findOne({ _id: groupId, merchantId });
  if (!group) return no('notFound');
  const now = app.now();
  const live = group.seats.filter((seat) => seat.state === 'taken' || (group.status !== 'failed' && isLive(seat, now)));
  const ids = [...live, ...group.turnedAway].map(({ orderId }) => orderId);
  const orders = await app.store.orders.find({ _id: { $in: ids } }).toArray();
  const paymentOf = (orderId: string): PaymentRow | undefined => {
    const order = orders.find(({ _id }) => _id === orderId);
    return order && paymentRows(order)[0];
  };
  const { product, step, openedAt, campaignId } = group;
  return ok({
    ...groupRowOf(group, now),
    campaignId,
    product: { id: product.id, title: product.title, cover: product.cover },
    step,
    openedAt,
    seats: live.map(({ orderId, userId, name, avatar, state, until, takenAt }) => ({
      orderId,
      name,
      avatar,
      state,
      leader: userId === group.leaderId,
      until,
      takenAt,
      payment: paymentOf(orderId),
    })),
    turnedAway: group.turnedAway.map(({ orderId, name, why, at }) => ({
      orderId,
      name,
      why,
      at,
      payment: paymentOf(orderId),
    })),
  });
}

export async function listCampaignPayments(
  app: App,
  { merchantId, campaignId, outcome, cursor }: Parsed<'campaign.listPayments'>,
): Promise<Result<Output<'campaign.listPayments'>, RefusalCode>> {
  const after = readCursor(cursor);
  if (after === null) return no('badRequest');
  const campaign = await campaignOf(app, merchantId, campaignId);
  if (!campaign) return no('notFound');
  const found = await paidOrdersOf(app.store, campaign, outcome, after, ROWS + 1);
  const { items, nextCursor } = pageAfter(found, ROWS);
  return ok({ payments: items.flatMap(paymentRows), nextCursor });
}

/** What became of each captured payment of an order. */
function paymentRows(order: OrderDoc): PaymentRow[] {
  return order.payments.flatMap((payment) => paymentRow(order, payment));
}

function paymentRow(order: OrderDoc, { outTradeNo, captured, outcome }: Payment): PaymentRow[] {
  if (!captured) return [];
  return [
    {
      orderId: order._id,
      buyer: { name: order.userName, avatar: order.userAvatar },
      amount: captured.amount,
      capturedAt: captured.at,
      transactionId: captured.transactionId,
      // What its buyer lost afterwards is money back, as the store's filters have it.
      outcome: outcome !== undefined && order.status === 'closed' ? 'refund' : (outcome ?? 'settling'),
      fault: captured.fault,
      groupId: order.groupId,
      refunds: order.refunds.filter((refund) => refund.outTradeNo === outTradeNo).map(refundView),
      orderStatus: order.status,
    },
  ];
}

/* ── editions ───────────────────────────────────────────────────────────────────────────────────────────────────── */

/** What was ticked says what goods cost and what is paid for them: it is told to those who decide. */
export async function listVersions(
  app: App,
  userId: string,
  { merchantId, campaignId }: Parsed<'campaign.listVersions'>,
): Promise<Result<Output<'campaign.listVersions'>, RefusalCode>> {
  const [campaign, membership] = await Promise.all([
    campaignOf(app, merchantId, campaignId),
    app.store.memberships.findOne({ _id: `${merchantId}/${userId}` }),
  ]);
  if (!campaign) return no('notFound');
  const decides = membership?.role === 'owner' || membership?.role === 'operator';
  const [product, editions] = await Promise.all([
    app.store.products.findOne({ _id: campaign.productId }),
    app.store.campaignVersions.find({ campaignId }).sort({ edition: -1 }).toArray(),
  ]);
  const ids = editions.flatMap(({ by }) => (by === undefined ? [] : [by]));
  const users = await app.store.users.find({ _id: { $in: ids } }).toArray();
  const { kind, title } = campaign;
  const about = { title, skus: (product?.skus ?? []).map(({ id, name }) => ({ id, name })) };
  const versionOf = ({ edition, publishedAt, by, title, startsAt, endsAt, acknowledged = [] }: CampaignVersionDoc) => ({
    edition,
    publishedAt,
    by: users.find(({ _id }) => _id === by)?.name,
    title,
    startsAt,
    endsAt,
    ...(decides ? { acknowledged: [...acknowledged] } : {}),
  });
  if (kind === 'groupBuy') {
    const versions = editions.flatMap((one) =>
      one.kind === kind ? [{ ...versionOf(one), terms: groupBuyTermsView(one.terms) }] : [],
    );
    return ok({ kind, ...about, versions });
  }
  const versions = editions.flatMap((one) =>
    one.kind === kind ? [{ ...versionOf(one), terms: publishedBargainTerms(one.terms) }] : [],
  );
  return ok({ kind, ...about, versions });
}

const groupBuyTermsView = (terms: GroupBuyTerms) => ({
  ...termsView(terms),
  prices: { ...terms.prices },
  quota: terms.quota,
});

const publishedBargainTerms = (terms: BargainTerms) => ({
  ...bargainTermsView(terms),
  prices: Object.fromEntries(Object.entries(terms.prices).map(([sku, price]) => [sku, { ...price }])),
  quota: terms.quota,
});

/* ── pausing ────────────────────────────────────────────────────────────────────────────────────────────────────── */

export const pauseCampaign = (app: App, userId: string, input: Parsed<'campaign.pause'>) =>
  pauseOrResume(app, userId, 'pause', input);

export const resumeCampaign = (app: App, userId: string, input: Parsed<'campaign.resume'>) =>
  pauseOrResume(app, userId, 'resume', input);

async function pauseOrResume(
  app: App,
  userId: string,
  type: 'pause' | 'resume',
  { merchantId, campaignId }: Parsed<'campaign.pause'>,
): Promise<Result<Output<'campaign.pause'>, RefusalCode>> {
  const [campaign, user] = await Promise.all([
    campaignOf(app, merchantId, campaignId),
    app.store.users.findOne({ _id: userId }),
  ]);
  if (!campaign) return no('notFound');
  const now = app.now();
  const by = { userId, name: user?.name ?? '' };
  const changed = await changeCampaign(app.store, campaignId, { type, by, now }, { now, from: campaign });
  if (!changed.ok) return changed;
  const { doc } = changed.value;
  return ok({ status: statusAt(doc, now), pausedAt: doc.paused?.at });
}

/* ── ending ─────────────────────────────────────────────────────────────────────────────────────────────────────── */

/** What ending it now would do. Payments in flight may still change it: held seats are waited for. */
export async function previewEnd(
  app: App,
  { merchantId, campaignId }: Parsed<'campaign.previewEnd'>,
): Promise<Result<Output<'campaign.previewEnd'>, RefusalCode>> {
  const campaign = await campaignOf(app, merchantId, campaignId);
  if (!campaign) return no('notFound');
  const now = app.now();
  const by = { userId: '', name: '' };
  const endable = decideCampaign(campaign, { type: 'end', groups: 'endNow', by, now });
  if (!endable.ok) return endable;
  if (campaign.kind === 'bargain') return ok(await previewBargains(app, campaignId));
  const groups = await openGroupsOf(app.store.groups, campaignId);
  const open = groups.filter(({ status }) => status === 'open');
  const fails = open.filter(({ taken, terms: { least } }) => least === undefined || taken < least);
  const deadlines = open.flatMap(({ expiresAt }) => (expiresAt === undefined ? [] : [expiresAt]));
  const leaving = fails.flatMap((group) => takenSeats(group).map(({ orderId }) => orderId));
  const paying = open.flatMap(({ seats }) => seats.filter((seat) => seat.state === 'held' && isLive(seat, now)));
  return ok({
    kind: 'groupBuy',
    pending: groups.length - open.length,
    open: {
      groups: open.length,
      members: open.reduce((sum, { taken }) => sum + taken, 0),
      paying: paying.length,
    },
    endNow: {
      formed: open.length - fails.length,
      failed: fails.length,
      refunds: leaving.length,
      refundAmount: await sumOfOrders(app.store, leaving),
    },
    ...(deadlines.length > 0 ? { lastDeadline: Math.max(...deadlines) } : {}),
  });
}

async function previewBargains(app: App, campaignId: string): Promise<Output<'campaign.previewEnd'>> {
  const standing = await standingBargains(app.store.bargains, campaignId, app.now());
  const count = (status: BargainDoc['status']) => standing.filter((one) => one.status === status).length;
  return {
    kind: 'bargain',
    open: count('open'),
    floor: count('floor'),
    ordered: count('ordered'),
    ...(standing.length > 0 ? { lastDeadline: Math.max(...standing.map(({ expiresAt }) => expiresAt)) } : {}),
  };
}

export async function endCampaign(
  app: App,
  userId: string,
  { merchantId, campaignId, groups }: Parsed<'campaign.end'>,
): Promise<Result<Output<'campaign.end'>, RefusalCode>> {
  const [campaign, user] = await Promise.all([
    campaignOf(app, merchantId, campaignId),
    app.store.users.findOne({ _id: userId }),
  ]);
  if (!campaign) return no('notFound');
  const now = app.now();
  const by = { userId, name: user?.name ?? '' };
  const changed = await changeCampaign(
    app.store,
    campaignId,
    { type: 'end', groups, by, now },
    { now, from: campaign },
  );
  if (!changed.ok) return changed;
  const { doc } = changed.value;
  await app.drain([{ name: 'campaigns', doc }]);
  const ended = endedView(doc);
  if (!ended) throw new Error(`${campaignId} was ended and does not know by whom`);
  return ok({ ended });
}

/** With `endNow` what it has begun ends too; what becomes of groups follows as from any deadline. */
export async function campaignEnded(app: App, campaign: CampaignDoc): Promise<Touched[]> {
  if (campaign.ended?.groups !== 'endNow') return [];
  if (campaign.kind === 'groupBuy') await endGroupsNow(app.store.groups, campaign._id, app.now());
  else await endBargainsNow(app.store.bargains, { campaignId: campaign._id }, app.now());
  return [];
}
