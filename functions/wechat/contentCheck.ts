/**
 * CONTENT CHECKS: what people write and draw goes by WeChat before others see it. A text is answered at once; a picture
 * is taken on, and the answer is pushed to us within half an hour (`messagePush.ts`).
 * Source: WeChat documents 文本内容安全识别 and 多媒体内容安全识别, version 2.
 */
import { WechatUnavailable } from './http';
import { callWithToken, type GivenServer } from './token';

/** WeChat's word for where it will be seen: 资料. (2 comment, 3 forum, 4 log.) */
export type CheckScene = 1 | 2;

/** review: WeChat is not sure, and would have a person look. */
export type Suggestion = 'pass' | 'review' | 'risky';

/** [R] Only for somebody who has opened the mini-program within two hours. */
const NOT_ACTIVE = 61010;
/** The old answer to a text that is not fit; version 2 says it in `result`. */
const RISKY = 87014;

export const isSuggestion = (value: unknown): value is Suggestion =>
  value === 'pass' || value === 'review' || value === 'risky';

/**
 * @param content at most 2500 characters
 * @returns notActive where the person has to open the mini-program first
 * @throws WechatUnavailable where there was no answer, WechatRejected for what asking again will not change
 */
export async function checkText(
  given: GivenServer,
  { openid, scene, content }: { readonly openid: string; readonly scene: CheckScene; readonly content: string },
): Promise<Suggestion | 'notActive'> {
  const body = { version: 2, openid, scene, content };
  const answer = await callWithToken(given, '/wxa/msg_sec_check', body, [NOT_ACTIVE, RISKY]);
  const code = Number(answer.errcode ?? 0);
  if (code === NOT_ACTIVE) return 'notActive';
  if (code === RISKY) return 'risky';
  const suggest = (answer.result as { suggest?: unknown } | undefined)?.suggest;
  if (!isSuggestion(suggest)) throw new WechatUnavailable('msg_sec_check answered without a suggestion');
  return suggest;
}

/**
 * Asks for a picture to be looked at. Asking twice is two checks, each with an answer of its own.
 * @param url where WeChat finds it: JPEG, PNG, BMP or GIF [R]
 * @returns the name that the pushed answer will carry. Throws as `checkText`
 */
export async function checkPicture(
  given: GivenServer,
  { openid, scene, url }: { readonly openid: string; readonly scene: CheckScene; readonly url: string },
): Promise<{ readonly traceId: string } | 'notActive'> {
  const body = { version: 2, openid, scene, media_url: url, media_type: 2 };
  const answer = await callWithToken(given, '/wxa/media_check_async', body, [NOT_ACTIVE]);
  if (Number(answer.errcode ?? 0) === NOT_ACTIVE) return 'notActive';
  const { trace_id: traceId } = answer;
  if (typeof traceId !== 'string' || traceId === '') {
    throw new WechatUnavailable('media_check_async answered without a trace_id');
  }
  return { traceId };
}
