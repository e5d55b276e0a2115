/**
 * Pictures that people send. They go to `POST /media?purpose=…`, not to an endpoint of the table: a picture is no JSON.
 * What comes back is named afterwards wherever an input asks for a picture.
 */
import { z } from 'zod';
import { count } from './common';

/** What members of a shop send for it: its goods, and its own face. It is the shop's then, and everybody sees it. */
const SHOP_PURPOSES = ['product', 'shop'] as const;

/**
 * What it is for: a face is seen by everybody once WeChat has checked it, what belongs to an after-sale by the shop and its
 * sender.
 */
export const picturePurpose = z.enum(['avatar', 'afterSale', ...SHOP_PURPOSES]);
export type PicturePurpose = z.infer<typeof picturePurpose>;

/** Whether it is sent for a shop, by those of its members who may. */
export const isOfShop = (purpose: PicturePurpose): boolean => SHOP_PURPOSES.some((one) => one === purpose);

/** The path of a picture that was sent; whose it is, the use case asks. */
export const sentPicture = z
  .string()
  .regex(/^\/media\/[0-9a-f]{64}\.webp$/)
  .describe('what POST /media answered');

/** What `POST /media` answers: the path, and the size in px that it was brought to. */
export const mediaAnswer = z.object({ picture: sentPicture, width: count, height: count });
export type MediaAnswer = z.infer<typeof mediaAnswer>;
