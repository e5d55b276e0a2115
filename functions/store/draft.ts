/** Drafts of campaigns: written over and over by members of a shop, and gone once they are published. */
import { no, ok, type Result } from '../../shared/result';
import type { Collections, DraftDoc } from './collections';

type Drafts = Pick<Collections, 'drafts'>;

/** Most drafts that a shop keeps. */
export const DRAFTS_MOST = 50;

/** A shop's drafts, last saved first. */
export const draftsOf = ({ drafts }: Drafts, merchantId: string): Promise<DraftDoc[]> =>
  drafts.find({ merchantId }).sort({ at: -1, _id: -1 }).limit(DRAFTS_MOST).toArray();

/** How many drafts a shop keeps. */
export const countDrafts = ({ drafts }: Drafts, merchantId: string): Promise<number> =>
  drafts.countDocuments({ merchantId });

/** Writes a draft that is new; the same one again is there already. @returns it as it stands */
export async function beginDraft({ drafts }: Drafts, { _id, ...fresh }: DraftDoc): Promise<DraftDoc> {
  await drafts.updateOne({ _id }, { $setOnInsert: fresh }, { upsert: true });
  const written = await drafts.findOne({ _id });
  if (!written) throw new Error(`${_id} was written and is not there`);
  return written;
}

/**
 * Writes a draft over the version that was seen; of several who saw the same, one.
 * @returns it as it stands; `conflict` where another request has written over that version, `notFound` where it is gone
 */
export async function saveDraft(
  { drafts }: Drafts,
  { _id, merchantId }: Pick<DraftDoc, '_id' | 'merchantId'>,
  seen: number,
  part: Pick<DraftDoc, 'body' | 'by' | 'at' | 'requestId'> & Partial<Pick<DraftDoc, 'seenEdition'>>,
): Promise<Result<DraftDoc, 'conflict' | 'notFound'>> {
  await drafts.updateOne({ _id, merchantId, version: seen }, { $set: { ...part, version: seen + 1 } });
  const written = await drafts.findOne({ _id, merchantId });
  if (!written) return no('notFound');
  return written.version === seen + 1 && written.requestId === part.requestId ? ok(written) : no('conflict');
}

/** A draft of a new campaign that is still there once that is published is a next edition of it. */
export async function goOnWith(
  { drafts }: Drafts,
  { merchantId, draftId }: { merchantId: string; draftId: string },
  campaignId: string,
): Promise<void> {
  const fresh = { _id: draftId, merchantId, campaignId: { $exists: false } };
  await drafts.updateOne(fresh, { $set: { campaignId, seenEdition: 1 } });
}

/**
 * Nobody goes on with it.
 * @param version only as it was seen: what somebody has written over it since stays. Left out, whatever it is
 * @returns whether it was there
 */
export async function removeDraft(
  { drafts }: Drafts,
  merchantId: string,
  draftId: string,
  version?: number,
): Promise<boolean> {
  const { deletedCount } = await drafts.deleteOne({
    _id: draftId,
    merchantId,
    ...(version === undefined ? {} : { version }),
  });
  return deletedCount > 0;
}
