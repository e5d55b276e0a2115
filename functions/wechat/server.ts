import { type HttpAnswer, http, jsonObject, WechatRejected, WechatUnavailable } from './http';

/** A mini-program as its server knows it. `base`: https://api.weixin.qq.com, or where the stand-in is. */
export interface WechatApp {
  base: string;
  appid: string;
  secret: string;
}

/** errcodes after which the same call may work in a while: busy, and called too often. */
const RETRYABLE = new Set([-1, 45009, 45011]);

export interface ServerRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly body?: string | undefined;
}

/** A picture, as WeChat sent it. */
export interface Picture {
  readonly type: 'image/png' | 'image/jpeg';
  readonly bytes: Buffer;
}

/**
 * Calls WeChat's server API and gives its JSON, unless that carries an errcode to try again later (WechatUnavailable)
 * or one that is not among `expected` (WechatRejected).
 */
export async function callServer(
  request: ServerRequest,
  expected: readonly number[] = [],
): Promise<Record<string, unknown>> {
  return judged(await send(request), expected);
}

/** As `callServer`, for an address that answers with a picture; where it has none, its JSON says why. */
export async function callForPicture(
  request: ServerRequest,
  expected: readonly number[] = [],
): Promise<Picture | Record<string, unknown>> {
  const answer = await send(request);
  const type = answer.status === 200 ? pictureType(answer.bytes) : undefined;
  return type === undefined ? judged(answer, expected) : { type, bytes: answer.bytes };
}

function send({ method, url, body }: ServerRequest): Promise<HttpAnswer> {
  return http({ method, url, ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body }) });
}

function judged({ status, text }: HttpAnswer, expected: readonly number[]): Record<string, unknown> {
  const json = jsonObject(text);
  if (status !== 200 || !json) throw new WechatUnavailable(`WeChat answered ${status} without a usable body`);
  const code = typeof json.errcode === 'number' ? json.errcode : 0;
  if (RETRYABLE.has(code)) throw new WechatUnavailable(`WeChat is busy: ${code} ${String(json.errmsg)}`);
  if (code !== 0 && !expected.includes(code)) throw new WechatRejected(status, String(code), String(json.errmsg));
  return json;
}

/** By its first bytes: what the header says of a picture is not always so. */
function pictureType(bytes: Buffer): Picture['type'] | undefined {
  const begins = (hex: string) => bytes.subarray(0, hex.length / 2).toString('hex') === hex;
  if (begins('89504e470d0a1a0a')) return 'image/png';
  return begins('ffd8ff') ? 'image/jpeg' : undefined;
}
