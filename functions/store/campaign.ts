import type { Filter } from 'mongodb';
import {
  CAMPAIGN_CONSEQUENCES,
  type CampaignCommand,
  type CampaignEvent,
  type CampaignRefusal,
  type CampaignStatus,
  decideCampaign,
  evolveCampaign,
} from '../../shared/domain/campaign';
import type { Forecast } from '../../shared/domain/forecast';
import { no, ok, type Result } from '../../shared/result';
import type { Ms } from '../../shared/time';
import { type Changed, change } from './change';
import type { BargainCampaignDoc, CampaignDoc, CampaignVersionDoc, Collections, KindOfCampaign } from './collections';
import { newerThan, olderThan, type Position } from './page';
import { limitTo, quotaOf } from './stock';

export function changeCampaign(
  { campaigns }: Pick<Collections, 'campaigns'>,
  id: string,
  command: CampaignCommand,
  options: { now: Ms; from?: CampaignDoc | undefined },
): Promise<Result<Changed<CampaignDoc, CampaignEvent>, CampaignRefusal | 'notFound'>> {
  return change<CampaignDoc, CampaignEvent, CampaignRefusal>(
    campaigns,
    id,
    {
      decide: (state) => decideCampaign(state, command),
      evolve: evolveCampaign,
      consequences: CAMPAIGN_CONSEQUENCES,
    },
    options,
  );
}

/** `statusAt` as a query. */
function inState(state: CampaignStatus, now: Ms): Filter<CampaignDoc> {
  switch (state) {
    case 'draft':
      return { status: 'draft' };
    case 'ended':
      return { $or: [{ status: 'ended' }, { status: { $ne: 'draft' }, endsAt: { $lte: now } }] };
    case 'paused':
      return { status: 'paused', endsAt: { $gt: now } };
    case 'scheduled':
      return { status: { $in: ['scheduled', 'live'] }, startsAt: { $gt: now }, endsAt: { $gt: now } };
    case 'live':
      return { status: { $in: ['scheduled', 'live'] }, startsAt: { $lte: now }, endsAt: { $gt: now } };
  }
}

/** A merchant's campaigns whose title holds these words; letters are letters, whatever they mean in a pattern. */
const ofMerchant = (merchantId: string, words: string | undefined): Filter<CampaignDoc> => ({
  merchantId,
  ...(words ? { title: { $regex: words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), $options: 'i' } } : {}),
});

/** A page of a merchant's campaigns, newest first. */
export async function listCampaigns(
  { campaigns }: Pick<Collections, 'campaigns'>,
  { merchantId, state, words }: { merchantId: string; state: CampaignStatus | 'all'; words?: string | undefined },
  now: Ms,
  after: Position | undefined,
  limit: number,
): Promise<CampaignDoc[]> {
  const parts = [ofMerchant(merchantId, words), ...(state === 'all' ? [] : [inState(state, now)]), olderThan(after)];
  return campaigns
    .find({ $and: parts } as Filter<CampaignDoc>)
    .sort({ createdAt: -1, _id: -1 })
    .limit(limit)
    .toArray();
}

/** How many campaigns of a merchant there are, by what they are now. */
export async function countCampaigns(
  { campaigns }: Pick<Collections, 'campaigns'>,
  merchantId: string,
  words: string | undefined,
  statusOf: (campaign: Pick<CampaignDoc, 'status' | 'startsAt' | 'endsAt'>) => CampaignStatus,
): Promise<Record<CampaignStatus | 'all', number>> {
  const counts = { all: 0, draft: 0, scheduled: 0, live: 0, paused: 0, ended: 0 };
  const found = campaigns
    .find(ofMerchant(merchantId, words))
    .project<Pick<CampaignDoc, 'status' | 'startsAt' | 'endsAt'>>({ status: 1, startsAt: 1, endsAt: 1 });
  for await (const campaign of found) {
    counts.all += 1;
    counts[statusOf(campaign)] += 1;
  }
  return counts;
}

/** Bargain campaigns of a shop that are live, those that end first first. */
export const liveBargainCampaigns = (
  { campaigns }: Pick<Collections, 'campaigns'>,
  merchantId: string,
  now: Ms,
  after: Position | undefined,
  limit: number,
): Promise<BargainCampaignDoc[]> =>
  campaigns
    .find({
      merchantId,
      kind: 'bargain',
      endsAt: { $gt: now },
      startsAt: { $lte: now },
      status: { $in: ['scheduled', 'live'] },
      ...newerThan(after, 'endsAt'),
    } as Filter<CampaignDoc>)
    .sort({ endsAt: 1, _id: 1 })
    .limit(limit)
    .toArray() as Promise<BargainCampaignDoc[]>;

/** What is published; its status, edition and events are the store's to keep. */
export type CampaignPlan = Pick<CampaignDoc, '_id' | 'merchantId' | 'productId' | 'title' | 'startsAt' | 'endsAt'> &
  KindOfCampaign;

const sorted = (value: unknown): unknown =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
    ? Object.fromEntries(
        Object.entries(value)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, part]) => [key, sorted(part)]),
      )
    : Array.isArray(value)
      ? value.map(sorted)
      : value;

const same = (a: CampaignPlan['terms'], b: CampaignPlan['terms']): boolean =>
  JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));

/**
 * The number of the edition with these terms: the newest one's, or the next. One that is written stays as it is, also
 * where its campaign was never told of it, or two are published at once.
 */
async function editionOf(store: Pick<Collections, 'campaignVersions'>, plan: CampaignPlan, now: Ms): Promise<number> {
  const { _id: campaignId, kind, terms } = plan;
  const { campaignVersions } = store;
  const newest = await campaignVersions.findOne({ campaignId }, { sort: { edition: -1 } });
  if (newest && same(newest.terms, terms)) return newest.edition;
  const edition = (newest?.edition ?? 0) + 1;
  await campaignVersions.updateOne(
    { _id: `${campaignId}/${edition}` },
    { $setOnInsert: { campaignId, edition, kind, terms, publishedAt: now } as object },
    { upsert: true },
  );
  return editionOf(store, plan, now);
}

/** A publication by a member of the shop. */
export interface Publication {
  /** The edition that was seen; 0 of a campaign that is new. */
  readonly seen: number;
  readonly by: string;
  readonly requestId: string;
  /** Warnings that were ticked. */
  readonly acknowledged: readonly string[];
  readonly forecast?: Forecast | undefined;
}

/**
 * Writes the edition after the one that was seen, whatever has changed; of several who saw the same, one. Repeated by the
 * same request, it changes nothing.
 * @returns its number; `conflict` where somebody else has written it, `requestIdReused` where the same request said otherwise
 */
export async function publishNext(
  store: Collections,
  { _id, ...plan }: CampaignPlan,
  { seen, by, requestId, acknowledged, forecast }: Publication,
  now: Ms,
): Promise<Result<number, 'conflict' | 'requestIdReused'>> {
  const { campaignVersions } = store;
  const edition = seen + 1;
  const { kind, terms, title, startsAt, endsAt } = plan;
  const about = { campaignId: _id, edition, kind, terms, title, startsAt, endsAt };
  const version = { ...about, publishedAt: now, by, requestId, acknowledged, ...(forecast && { forecast }) };
  const versionId = `${_id}/${edition}`;
  await campaignVersions.updateOne({ _id: versionId }, { $setOnInsert: version as object }, { upsert: true });
  const written = await campaignVersions.findOne({ _id: versionId });
  if (!written) throw new Error(`${versionId} was written and is not there`);
  // Also where somebody else has written it and died on the way: else nobody could publish any more.
  await follow(store, { ...plan, _id }, written, now);
  if (written.by !== by || written.requestId !== requestId) return no('conflict');
  const again = same(written.terms, terms) && written.title === title;
  return again && written.startsAt === startsAt && written.endsAt === endsAt ? ok(edition) : no('requestIdReused');
}

/** The campaign is what this edition says, unless it is further already; counters are never below what is taken. */
async function follow(
  store: Pick<Collections, 'campaigns' | 'counters'>,
  { _id, merchantId, productId, title, startsAt, endsAt }: CampaignPlan,
  version: CampaignVersionDoc,
  now: Ms,
): Promise<void> {
  const { kind, terms, edition } = version;
  const campaign = await store.campaigns.findOne({ _id }, { projection: { edition: 1 } });
  if (campaign && campaign.edition >= edition) return;
  await limitTo(store, quotaOf(_id), terms.quota);
  const plan = {
    merchantId,
    kind,
    productId,
    terms,
    title: version.title ?? title,
    startsAt: version.startsAt ?? startsAt,
    endsAt: version.endsAt ?? endsAt,
    edition,
  };
  if (campaign) {
    await store.campaigns.updateOne({ _id, edition: campaign.edition }, { $set: plan as object });
    return settleQuota(store, _id);
  }
  const fresh = { ...plan, status: 'live', version: 0, outbox: [], createdAt: now };
  await store.campaigns.updateOne({ _id }, { $setOnInsert: fresh as object }, { upsert: true });
  await settleQuota(store, _id);
}

/** The quota is that of the edition that is on: whoever is late has written an older one's. */
async function settleQuota(store: Pick<Collections, 'campaigns' | 'counters'>, _id: string): Promise<void> {
  const campaign = await store.campaigns.findOne({ _id });
  if (!campaign) throw new Error(`${_id} was written and is not there`);
  await limitTo(store, quotaOf(_id), campaign.terms.quota);
  const after = await store.campaigns.findOne({ _id }, { projection: { edition: 1 } });
  if (after?.edition !== campaign.edition) await settleQuota(store, _id);
}

/** Writes a campaign, and a new edition if its terms have changed; counters are never below what is taken. */
export async function publish(store: Collections, whole: CampaignPlan, now: Ms): Promise<void> {
  const { _id, ...plan } = whole;
  // The edition before the campaign that names it: a group never pins one that is not there.
  const edition = await editionOf(store, whole, now);
  await limitTo(store, quotaOf(_id), plan.terms.quota);
  await store.campaigns.updateOne(
    { _id },
    {
      $set: { ...plan, edition },
      $setOnInsert: { status: 'live', version: 0, outbox: [], createdAt: now },
    } as object,
    { upsert: true },
  );
}
