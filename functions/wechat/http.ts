import type { Ms } from '../../shared/time';

/**
 * WeChat could not be asked, or could not say: network, timeout, 5xx, too often, an answer that is not rightly signed.
 * What was asked for may or may not have happened, so ask again with the same number.
 */
export class WechatUnavailable extends Error {
  override name = 'WechatUnavailable';
}

/** An answer came, and is not rightly signed by the keys of WeChat's that are known. */
export class WechatDisbelieved extends WechatUnavailable {
  override name = 'WechatDisbelieved';
}

/** An answer came, rightly signed, and the API v3 key does not open what is encrypted in it. */
export class WechatSealed extends WechatUnavailable {
  override name = 'WechatSealed';
}

/** WeChat refused for a reason that asking again will not change: wrong keys, no permission, a request of ours that is wrong. */
export class WechatRejected extends Error {
  override name = 'WechatRejected';
  readonly status: number;
  readonly code: string;
  /** Rightly, by WeChat Pay; its gateway does not sign every refusal. */
  readonly signed: boolean;

  constructor(status: number, code: string, message: string, signed = false) {
    super(`WeChat refused with ${status} ${code}: ${message}`);
    this.status = status;
    this.code = code;
    this.signed = signed;
  }
}

export interface HttpRequest {
  method: 'GET' | 'POST';
  url: string;
  headers?: Record<string, string>;
  /** Sent byte for byte. */
  body?: string;
  timeout?: Ms;
}

export interface HttpAnswer {
  status: number;
  headers: Headers;
  /** As sent: a file's hash is over these. */
  bytes: Buffer;
  text: string;
}

const TIMEOUT: Ms = 5_000;

/** One request to WeChat, never repeated here. Throws WechatUnavailable where there is no whole answer. */
export async function http(request: HttpRequest): Promise<HttpAnswer> {
  const { method, url, headers, body, timeout = TIMEOUT } = request;
  try {
    const response = await fetch(url, {
      method,
      headers,
      body,
      // WeChat never redirects; whoever does is not WeChat.
      redirect: 'error',
      signal: AbortSignal.timeout(timeout),
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    return { status: response.status, headers: response.headers, bytes, text: bytes.toString('utf8') };
  } catch (cause) {
    throw new WechatUnavailable(`no answer from WeChat to ${method} ${new URL(url).pathname}`, { cause });
  }
}

/** The JSON object in an answer's text; undefined if there is none. */
export function jsonObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === 'object' ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
