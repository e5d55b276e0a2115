/** Pictures that people send: whose they are, and how many. What a picture may be is judged in `http/picture.ts`. */
import type { MediaAnswer, PicturePurpose } from '../../shared/contracts/media';
import { agrees } from '../../shared/domain/consent';
import type { RefusalCode } from '../../shared/refusals';
import { no, ok, type Result } from '../../shared/result';
import { countOfShop, countOwn, countSent, getPicture, putPicture } from '../store/media';
import type { App } from './app';

/** New pictures of one person in 24 hours, and those that they send for shops. */
const PER_DAY = 100;
const PER_DAY_FOR_SHOPS = 1_000;

export const pathOfPicture = (hash: string): string => `/media/${hash}.webp`;

/** The hash in the path of a picture that was sent to us; undefined for any other picture. */
export const hashIn = (picture: string): string | undefined => /^\/media\/([0-9a-f]{64})\.webp$/.exec(picture)?.[1];

/** Keeps a picture that was drawn anew. Sending it again is having sent it once. With `merchantId` it is that shop's. */
export async function keepPicture(
  app: App,
  {
    userId,
    merchantId,
    purpose,
  }: { readonly userId: string; readonly merchantId?: string; readonly purpose: PicturePurpose },
  { bytes, width, height }: { readonly bytes: Uint8Array; readonly width: number; readonly height: number },
): Promise<Result<MediaAnswer, RefusalCode>> {
  const now = app.now();
  const user = await app.store.users.findOne({ _id: userId });
  if (!user) return no('unauthenticated');
  const forShop = merchantId !== undefined;
  // A picture of goods is no information about a person.
  if (!forShop && !agrees(user.consents)) return no('consentMissing');
  const most = forShop ? PER_DAY_FOR_SHOPS : PER_DAY;
  if ((await countSent(app.store, userId, { now, most, forShop })) >= most) return no('tooOften');
  const hash = await putPicture(app.store, bytes, { userId, ...(forShop ? { merchantId } : {}), purpose, at: now });
  return ok({ picture: pathOfPicture(hash), width, height });
}

/** The bytes of a picture (WebP), or null. */
export const readPicture = (app: App, hash: string): Promise<Uint8Array | null> => getPicture(app.store, hash);

/** Whether all of these pictures were sent for this shop: no shop shows what was sent for another, or by a buyer. */
export async function shopHas(app: App, merchantId: string, pictures: readonly string[]): Promise<boolean> {
  const hashes = new Set(pictures.map(hashIn));
  if (hashes.has(undefined)) return false;
  const named = [...hashes] as string[];
  return named.length === 0 || (await countOfShop(app.store, merchantId, named)) === named.length;
}

/** Whether this person has sent all of these pictures: nobody names somebody else's as their own. */
export async function haveSent(app: App, userId: string, pictures: readonly string[]): Promise<boolean> {
  const hashes = new Set(pictures.map(hashIn));
  if (hashes.has(undefined)) return false;
  const named = [...hashes] as string[];
  return named.length === 0 || (await countOwn(app.store, userId, named)) === named.length;
}
