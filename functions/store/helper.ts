/**
 * HOW OFTEN SOMEBODY HELPS IN A CAMPAIGN: one document for each person and campaign that keeps the bargains it counts. A
 * help is reserved before it is made, once for each bargain, and given back where it can never be made; what an
 * interrupted one has left is found when the limit is asked for next.
 */
import type { Collection } from 'mongodb';
import { no, ok, type Result } from '../../shared/result';
import { MINUTE, type Ms } from '../../shared/time';
import type { BargainDoc, HelperDoc } from './collections';

export const helperOf = (campaignId: string, userId: string): string => `${campaignId}/${userId}`;

export interface HelpLimits {
  readonly perDay: number;
  readonly perCampaign: number;
}

export interface HelpWanted {
  readonly campaignId: string;
  readonly userId: string;
  readonly bargainId: string;
  readonly day: string;
  readonly now: Ms;
}

/** Whoever has begun to help has helped by then, or has died. */
const HELP_TIME: Ms = MINUTE;

/** Counts a help, if both limits have room: one conditional update. Counted already, it is answered yes. */
export async function reserveHelp(
  helpers: Collection<HelperDoc>,
  { campaignId, userId, bargainId, day, now }: HelpWanted,
  { perDay, perCampaign }: HelpLimits,
): Promise<Result<null, 'helpsToday' | 'helpsUsedUp'>> {
  const _id = helperOf(campaignId, userId);
  const others = { $filter: { input: '$helps', cond: { $ne: ['$$this.bargainId', bargainId] } } };
  const ofDay = { $filter: { input: others, cond: { $eq: ['$$this.day', day] } } };
  const counted = { $in: [bargainId, { $map: { input: '$helps', in: '$$this.bargainId' } }] };
  const room = { $and: [{ $lt: [{ $size: others }, perCampaign] }, { $lt: [{ $size: ofDay }, perDay] }] };
  const helper = await helpers.findOneAndUpdate(
    { _id },
    [
      { $set: { helps: { $ifNull: ['$helps', []] } } },
      {
        $set: {
          helps: {
            $cond: [{ $or: [counted, room] }, { $concatArrays: [others, [{ bargainId, day, at: now }]] }, '$helps'],
          },
        },
      },
    ],
    { upsert: true, returnDocument: 'after' },
  );
  // An upsert that lost the race to create it may be answered with nothing, whether it counted or not.
  if (!helper) return reserveHelp(helpers, { campaignId, userId, bargainId, day, now }, { perDay, perCampaign });
  if (helper.helps.some((help) => help.bargainId === bargainId)) return ok(null);
  return no(helper.helps.length >= perCampaign ? 'helpsUsedUp' : 'helpsToday');
}

/** This help can never be made: its place is free again. */
export async function releaseHelp(
  helpers: Collection<HelperDoc>,
  { campaignId, userId, bargainId }: Pick<HelpWanted, 'campaignId' | 'userId' | 'bargainId'>,
): Promise<void> {
  await helpers.updateOne({ _id: helperOf(campaignId, userId) }, { $pull: { helps: { bargainId } } });
}

/**
 * Gives back what was counted and never came to be: its process died, or the bargain was being paid and moved on. Those of
 * the last minute may still be under way. @returns how many
 */
export async function forgetStrays(
  { helpers, bargains }: { helpers: Collection<HelperDoc>; bargains: Collection<BargainDoc> },
  { campaignId, userId, now }: Pick<HelpWanted, 'campaignId' | 'userId' | 'now'>,
): Promise<number> {
  const _id = helperOf(campaignId, userId);
  const helper = await helpers.findOne({ _id });
  const old = (helper?.helps ?? []).filter(({ at }) => at < now - HELP_TIME).map(({ bargainId }) => bargainId);
  const made = await bargains
    .find({ _id: { $in: old }, 'helps.userId': userId })
    .project<{ _id: string }>({ _id: 1 })
    .toArray();
  const strays = old.filter((bargainId) => !made.some((bargain) => bargain._id === bargainId));
  if (strays.length === 0) return 0;
  await helpers.updateOne({ _id }, { $pull: { helps: { bargainId: { $in: strays }, at: { $lt: now - HELP_TIME } } } });
  return strays.length;
}
