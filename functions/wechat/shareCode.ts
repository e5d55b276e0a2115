/**
 * THE MINI-PROGRAM CODE OF A SHARE. However many there are, each of them is good for ever.
 * Source: WeChat document 获取不限制的小程序码 (getwxacodeunlimit).
 */
import type { Edition } from './edition';
import type { Picture } from './server';
import { type GivenServer, pictureWithToken } from './token';

/** Pixels: sharp at a third of a poster that is drawn threefold. WeChat makes 280 to 1280. */
const WIDTH = 430;

/**
 * @param wanted.page without a slash before it, and without a query: what the page is to know is in `scene`, at most 32 of
 *   `0-9A-Za-z` and `!#$&'()*+,/:;=?@-._~`
 * @throws WechatUnavailable where there was no answer, WechatRejected for what asking again will not change
 */
export const createCode = (
  given: GivenServer,
  { scene, page, edition }: { readonly scene: string; readonly page: string; readonly edition: Edition },
): Promise<Picture> =>
  pictureWithToken(given, '/wxa/getwxacodeunlimit', {
    scene,
    page,
    // A page of an edition that is not released yet is not known to WeChat.
    check_path: edition === 'release',
    env_version: edition,
    width: WIDTH,
  });
