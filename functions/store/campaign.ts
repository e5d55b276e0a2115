import type { Filter } from 'mongodb';
import {
  CAMPAIGN_CONSEQUENCES,
  type CampaignCommand,
  type CampaignEvent,
  type CampaignStatus,
  decideCampaign,
  evolveCampaign,
} from '../../shared/domain/campaign';
import type { Result } from '../../shared/result';
import type { Ms } from '../../shared/time';
import { type Changed, change } from './change';
import type { BargainCampaignDoc, CampaignDoc, Collections, KindOfCampaign } from './collections';
import { newerThan, olderThan, type Position } from './page';
import { limitTo, quotaOf } from './stock';

export function changeCampaign(
  { campaigns }: Pick<Collections, 'campaigns'>,
  id: string,
  command: CampaignCommand,
  options: { now: Ms; from?: CampaignDoc | undefined },
): Promise<Result<Changed<CampaignDoc, CampaignEvent>, 'campaignNotEndable' | 'notFound'>> {
  return change<CampaignDoc, CampaignEvent, 'campaignNotEndable'>(
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
async function editionOf(
  store: Pick<Collections, 'campaignVersions'>,
  plan: CampaignPlan,
  by: string | undefined,
  now: Ms,
): Promise<number> {
  const { _id: campaignId, kind, terms } = plan;
  const { campaignVersions } = store;
  const newest = await campaignVersions.findOne({ campaignId }, { sort: { edition: -1 } });
  if (newest && same(newest.terms, terms)) return newest.edition;
  const edition = (newest?.edition ?? 0) + 1;
  await campaignVersions.updateOne(
    { _id: `${campaignId}/${edition}` },
    {
      $setOnInsert: {
        campaignId,
        edition,
        kind,
        terms,
        publishedAt: now,
        ...(by === undefined ? {} : { by }),
      } as object,
    },
    { upsert: true },
  );
  return editionOf(store, plan, by, now);
}

/** Writes a campaign, and a new edition if its terms have changed; counters are never below what is taken. */
export async function publish(store: Collections, whole: CampaignPlan, now: Ms, by?: string): Promise<void> {
  const { _id, ...plan } = whole;
  // The edition before the campaign that names it: a group never pins one that is not there.
  const edition = await editionOf(store, whole, by, now);
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
