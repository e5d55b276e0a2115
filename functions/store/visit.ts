/** VISITS: who opened which share on which day. Written once; what they add up to is counted by cron. */
import type { ReferralPolicy } from '../../shared/domain/referral';
import { visitId } from '../../shared/domain/visit';
import { dayOf, type Ms } from '../../shared/time';
import type { Collections, ShareDoc, UserDoc, VisitDoc, VisitorDoc } from './collections';
import { olderThan, type Position } from './page';

/** A share with all that opening it needs to know, read by one command. */
export interface ShareInView {
  readonly share: ShareDoc;
  readonly sharer: Pick<UserDoc, 'name' | 'avatar'> | null;
  readonly policy: ReferralPolicy | undefined;
  /** The opener, and the sharer, as visitors of this shop. */
  readonly visitor: VisitorDoc | null;
  readonly sharerVisitor: VisitorDoc | null;
  /** It was opened before today, by the same. */
  readonly visited: boolean;
}

/**
 * Null: there is none, or its sharer is gone.
 * @param by the person or device that opens it
 */
export async function viewShare(
  { shares }: Pick<Collections, 'shares'>,
  token: string,
  by: { readonly userId?: string | undefined; readonly device?: string | undefined },
  now: Ms,
): Promise<ShareInView | null> {
  const who = by.userId ?? by.device ?? '';
  const one = (from: string, localField: string, as: string, project?: object) => ({
    $lookup: { from, localField, foreignField: '_id', as, ...(project && { pipeline: [{ $project: project }] }) },
  });
  const [found] = await shares
    .aggregate<Record<string, unknown>>([
      { $match: { _id: token, erased: { $exists: false } } },
      {
        $set: {
          visitorKey: { $concat: ['$merchantId', '/', { $literal: by.userId ?? '' }] },
          sharerKey: { $concat: ['$merchantId', '/', '$userId'] },
          visitKey: { $literal: visitId(token, who, now) },
        },
      },
      one('users', 'userId', 'sharer'),
      one('merchants', 'merchantId', 'merchant'),
      one('visitors', 'visitorKey', 'visitor'),
      one('visitors', 'sharerKey', 'sharerVisitor'),
      one('visits', 'visitKey', 'visit'),
    ])
    .toArray();
  if (!found) return null;
  const {
    sharer,
    merchant,
    visitor,
    sharerVisitor,
    visit,
    visitorKey: _v,
    sharerKey: _s,
    visitKey: _k,
    ...share
  } = found;
  const first = <T>(list: unknown): T | null => (list as T[])[0] ?? null;
  return {
    share: share as unknown as ShareDoc,
    sharer: first<UserDoc>(sharer),
    policy: first<{ referral?: ReferralPolicy }>(merchant)?.referral,
    visitor: first<VisitorDoc>(visitor),
    sharerVisitor: first<VisitorDoc>(sharerVisitor),
    visited: first<VisitDoc>(visit) !== null,
  };
}

export interface NewVisit {
  readonly share: ShareDoc;
  readonly userId?: string | undefined;
  readonly device?: string | undefined;
  readonly at: Ms;
  readonly scene?: number | undefined;
  readonly chat?: string | undefined;
  readonly preview?: boolean | undefined;
}

/** A visit as it is kept, until it is counted. */
export function visitOf({ share, userId, device, at, scene, chat, preview }: NewVisit): VisitDoc {
  const { merchantId, _id: shareId, userId: sharerId, parent, createdAt } = share;
  return {
    _id: visitId(shareId, userId ?? device ?? '', at),
    merchantId,
    shareId,
    sharerId,
    ...(userId === undefined ? { device } : { userId }),
    day: dayOf(at),
    at,
    ...(scene === undefined ? {} : { scene }),
    ...(chat === undefined ? {} : { chat }),
    ...(preview ? { preview: true as const } : {}),
    ...(parent === undefined ? {} : { reshareDay: dayOf(createdAt) }),
    uncounted: true as const,
  };
}

/** Records a visit; the same one again changes nothing. The share is known to have been sent from its first visit on. */
export async function recordVisit(
  { visits, shares }: Pick<Collections, 'visits' | 'shares'>,
  visit: NewVisit,
): Promise<void> {
  const { share, at, preview } = visit;
  const known = preview || (share.sharedAt !== undefined && share.sharedAt <= at);
  // Before the visit, since whoever finds the visit there does nothing more.
  if (!known) await shares.updateOne({ _id: share._id }, { $min: { sharedAt: at } });
  const { _id, ...kept } = visitOf(visit);
  await visits.updateOne({ _id }, { $setOnInsert: kept }, { upsert: true });
}

/** The share of this shop that a person came by last; null where there is none. */
export async function lastOpened(
  { visits, shares }: Pick<Collections, 'visits' | 'shares'>,
  merchantId: string,
  userId: string,
): Promise<ShareDoc | null> {
  const visit = await visits.findOne(
    { userId, merchantId, preview: { $exists: false } },
    { sort: { at: -1, _id: -1 } },
  );
  return visit && shares.findOne({ _id: visit.shareId });
}

/** What a person has opened, newest first. `after`: the last one of the page before. */
export const visitsOf = (
  { visits }: Pick<Collections, 'visits'>,
  userId: string,
  { after, limit }: { readonly after: Position | undefined; readonly limit: number },
): Promise<VisitDoc[]> =>
  visits
    .find({ userId, ...olderThan(after, 'at') })
    .sort({ at: -1, _id: -1 })
    .limit(limit)
    .toArray();

/** So far back, and so many, openings of a device are taken over by whoever signs in on it. */
const CLAIM_VISITS = 50;

/** What was opened on a device by nobody known, oldest first; not in Moments' single-page mode, where nobody could be. */
export const visitsOfDevice = (
  { visits }: Pick<Collections, 'visits'>,
  device: string,
  since: Ms,
): Promise<(VisitDoc & { readonly _id: string })[]> =>
  visits
    .find({ device, at: { $gte: since }, preview: { $exists: false } })
    .sort({ at: 1 })
    .limit(CLAIM_VISITS)
    .toArray();
