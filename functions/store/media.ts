/**
 * PICTURES: the bytes under their hash (`pictureBytes.ts`), and in the database who sent them and what for. The same picture
 * sent twice is there once; it goes when the last one who sent it is gone.
 */
import { createHash } from 'node:crypto';
import type { PicturePurpose } from '../../shared/contracts/media';
import { DAY, type Ms } from '../../shared/time';
import type { Collections, PictureSender } from './collections';

/** SHA-256 of the bytes, in hexadecimal: the picture's name. */
export const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** The bytes are written before anything names them. */
export async function putPicture(
  { pictures, media }: Pick<Collections, 'pictures' | 'media'>,
  bytes: Uint8Array,
  sender: PictureSender,
): Promise<string> {
  const hash = hashOf(bytes);
  await pictures.put(hash, bytes);
  await media.updateOne({ _id: hash }, { $setOnInsert: { senders: [] } }, { upsert: true });
  const { userId, merchantId, purpose } = sender;
  const same = { userId, purpose, merchantId: merchantId ?? { $exists: false } };
  await media.updateOne({ _id: hash, senders: { $not: { $elemMatch: same } } }, { $push: { senders: sender } });
  return hash;
}

/** The bytes (WebP), or null where there is no such picture or WeChat found it unfit. */
export async function getPicture(
  { pictures, media }: Pick<Collections, 'pictures' | 'media'>,
  hash: string,
): Promise<Buffer | null> {
  const known = await media.findOne({ _id: hash, refused: { $exists: false } });
  if (!known) return null;
  return pictures.get(hash);
}

/**
 * Pictures that a person has sent for the first time in the last 24 hours, for a shop or of their own; counts no further
 * than `most`.
 */
export const countSent = (
  { media }: Pick<Collections, 'media'>,
  userId: string,
  { now, most, forShop }: { readonly now: Ms; readonly most: number; readonly forShop: boolean },
): Promise<number> =>
  media.countDocuments(
    { senders: { $elemMatch: { userId, at: { $gt: now - DAY }, merchantId: { $exists: forShop } } } },
    { limit: most },
  );

/** How many of these pictures were sent for this shop, by whomever, and may be shown. */
export const countOfShop = (
  { media }: Pick<Collections, 'media'>,
  merchantId: string,
  hashes: readonly string[],
): Promise<number> =>
  media.countDocuments({ _id: { $in: [...hashes] }, 'senders.merchantId': merchantId, refused: { $exists: false } });

/** How many of these pictures this person has sent. */
export const countOwn = (
  { media }: Pick<Collections, 'media'>,
  userId: string,
  hashes: readonly string[],
): Promise<number> => media.countDocuments({ _id: { $in: [...hashes] }, 'senders.userId': userId });

/** What a person has sent, what for and when; the picture itself is at its address. */
export async function picturesOf(
  { media }: Pick<Collections, 'media'>,
  userId: string,
): Promise<{ readonly hash: string; readonly purpose: PicturePurpose; readonly at: Ms }[]> {
  const own = await media.find({ 'senders.userId': userId }).toArray();
  return own.flatMap(({ _id: hash, senders }) =>
    senders.filter((sender) => sender.userId === userId).map(({ purpose, at }) => ({ hash, purpose, at })),
  );
}

/** Nobody is shown it any more. */
export async function refusePicture({ media }: Pick<Collections, 'media'>, hash: string): Promise<void> {
  await media.updateOne({ _id: hash }, { $set: { refused: true } });
}

/**
 * Takes a person off their pictures, and removes what nobody else has sent; what was sent for a shop stays the shop's. Doing
 * it again changes nothing.
 */
export async function forgetPicturesOf(
  { pictures, media }: Pick<Collections, 'pictures' | 'media'>,
  userId: string,
): Promise<void> {
  const sent = { userId, merchantId: { $exists: true } };
  await media.updateMany(
    { 'senders.userId': userId, senders: { $elemMatch: sent } },
    { $unset: { 'senders.$[sent].userId': '' } },
    { arrayFilters: [{ 'sent.userId': userId, 'sent.merchantId': { $exists: true } }] },
  );
  const own = await media.find({ 'senders.userId': userId }).toArray();
  for (const { _id: hash, senders } of own) {
    if (senders.every((sender) => sender.userId === userId)) {
      await pictures.drop(hash);
      await media.deleteOne({ _id: hash, 'senders.userId': { $not: { $ne: userId } } });
    }
    await media.updateOne({ _id: hash }, { $pull: { senders: { userId } } });
  }
}
