/**
 * A LINK THAT OPENS THE MINI-PROGRAM from a text message or another app.
 * Source: WeChat document 获取加密 URL Link (generate_urllink).
 */
import { DAY, type Ms } from '../../shared/time';
import type { Edition } from './edition';
import { WechatUnavailable } from './http';
import { callWithToken, type GivenServer } from './token';

/** [R] No link lives longer. */
const LIFE_DAYS = 30;
/** Says that the life is given in days, not as a moment. */
const BY_INTERVAL = 1;
/** [R] More than a hundred in a second: the answer has no link, and later it may. */
const TOO_FAST = 44990;

export interface UrlLink {
  readonly url: string;
  readonly expiresAt: Ms;
}

/**
 * @param wanted.page without a slash before it; `wanted.query` without a question mark
 * @throws WechatUnavailable where there was no answer, WechatRejected for what asking again will not change
 */
export async function createUrlLink(
  given: GivenServer,
  { page, query, edition }: { readonly page: string; readonly query: string; readonly edition: Edition },
): Promise<UrlLink> {
  const answer = await callWithToken(
    given,
    '/wxa/generate_urllink',
    { path: page, query, env_version: edition, is_expire: true, expire_type: BY_INTERVAL, expire_interval: LIFE_DAYS },
    [TOO_FAST],
  );
  const { url_link: url } = answer;
  if (typeof url !== 'string' || url === '') throw new WechatUnavailable('generate_urllink answered without a link');
  return { url, expiresAt: given.now + LIFE_DAYS * DAY };
}
