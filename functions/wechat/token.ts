import { MINUTE, type Ms } from '../../shared/time';
import { WechatUnavailable } from './http';
import { callForPicture, callServer, type Picture, type ServerRequest, type WechatApp } from './server';

export interface StoredToken {
  token: string;
  expiresAt: Ms;
}

/** Where the token is kept for all functions: the database. Keyed by appid. */
export interface TokenStore {
  get(appid: string): Promise<StoredToken | undefined>;
  set(appid: string, token: StoredToken): Promise<void>;
}

/** What a call to WeChat's server API is made with. */
export interface GivenServer {
  readonly app: WechatApp;
  readonly store: TokenStore;
  readonly now: Ms;
}

/** WeChat hands out the next token 5 minutes before the old one ends, and both hold meanwhile. */
const RENEW_EARLY: Ms = 5 * MINUTE;

/**
 * The server's access token (stable_token), from the store while it lives.
 * @param force after WeChat refused the token: at most 20 times a day, 30 s apart (else WechatUnavailable).
 */
export async function accessToken(given: GivenServer, force = false): Promise<string> {
  const { app, store, now } = given;
  const kept = force ? undefined : await store.get(app.appid);
  if (kept && now < kept.expiresAt - RENEW_EARLY) return kept.token;
  const answer = await callServer({
    method: 'POST',
    url: `${app.base}/cgi-bin/stable_token`,
    body: JSON.stringify({
      grant_type: 'client_credential',
      appid: app.appid,
      secret: app.secret,
      ...(force && { force_refresh: true }),
    }),
  });
  const { access_token: token, expires_in: seconds } = answer;
  if (typeof token !== 'string' || typeof seconds !== 'number') {
    throw new WechatUnavailable('stable_token answered without a token');
  }
  await store.set(app.appid, { token, expiresAt: now + seconds * 1000 });
  return token;
}

/** Another token was made since, or this one has ended. [R] for 40014, which some addresses say instead. */
const TOKEN_GONE = [40001, 40014, 42001];

/**
 * Calls an address of WeChat's server API that wants the server's token; one that WeChat refuses is replaced once.
 * @param body is posted; undefined where the address is asked by GET
 * @param expected errcodes that the caller understands; any other throws WechatRejected
 * @throws WechatUnavailable where it may have been done or not
 */
export const callWithToken = (
  given: GivenServer,
  path: string,
  body: object | undefined,
  expected: readonly number[] = [],
): Promise<Record<string, unknown>> =>
  withToken(given, (token) => callServer(requestOf(given, path, body, token), [...expected, ...TOKEN_GONE]));

/** As `callWithToken`, for an address that answers with a picture. @throws WechatUnavailable also where there is none */
export async function pictureWithToken(given: GivenServer, path: string, body: object): Promise<Picture> {
  const answer = await withToken(given, (token) => callForPicture(requestOf(given, path, body, token), TOKEN_GONE));
  if (!isPicture(answer)) throw new WechatUnavailable(`${path} answered without a picture`);
  return answer;
}

const isPicture = (answer: Picture | Record<string, unknown>): answer is Picture => Buffer.isBuffer(answer.bytes);

const requestOf = ({ app }: GivenServer, path: string, body: object | undefined, token: string): ServerRequest => ({
  method: body === undefined ? 'GET' : 'POST',
  url: `${app.base}${path}?${new URLSearchParams({ access_token: token })}`,
  body: body && JSON.stringify(body),
});

async function withToken<A extends object>(given: GivenServer, call: (token: string) => Promise<A>): Promise<A> {
  const token = await accessToken(given);
  let answer = await call(token);
  if (TOKEN_GONE.includes(codeOf(answer))) {
    // Somebody else may have fetched the next one already, and a refresh is dear.
    const kept = await accessToken(given);
    answer = await call(kept === token ? await accessToken(given, true) : kept);
  }
  const code = codeOf(answer);
  if (TOKEN_GONE.includes(code)) throw new WechatUnavailable(`WeChat refuses its own token with ${code}`);
  return answer;
}

const codeOf = (answer: { readonly errcode?: unknown }): number => Number(answer.errcode ?? 0);
