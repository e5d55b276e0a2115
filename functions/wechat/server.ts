import { http, jsonObject, WechatRejected, WechatUnavailable } from './http';

/** A mini-program as its server knows it. `base`: https://api.weixin.qq.com, or where the stand-in is. */
export interface WechatApp {
  base: string;
  appid: string;
  secret: string;
}

/** errcodes after which the same call may work in a while: busy, and called too often. */
const RETRYABLE = new Set([-1, 45009, 45011]);

/**
 * Calls WeChat's server API and gives its JSON, unless that carries an errcode to try again later (WechatUnavailable)
 * or one that is not among `expected` (WechatRejected).
 */
export async function callServer(
  request: { method: 'GET' | 'POST'; url: string; body?: string },
  expected: readonly number[] = [],
): Promise<Record<string, unknown>> {
  const headers = request.body === undefined ? undefined : { 'content-type': 'application/json' };
  const answer = await http({ ...request, headers });
  const json = jsonObject(answer.text);
  if (answer.status !== 200 || !json) {
    throw new WechatUnavailable(`WeChat answered ${answer.status} without a usable body`);
  }
  const code = typeof json.errcode === 'number' ? json.errcode : 0;
  if (RETRYABLE.has(code)) throw new WechatUnavailable(`WeChat is busy: ${code} ${String(json.errmsg)}`);
  if (code !== 0 && !expected.includes(code)) {
    throw new WechatRejected(answer.status, String(code), String(json.errmsg));
  }
  return json;
}
