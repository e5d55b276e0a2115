import { MINUTE, type Ms } from '../../shared/time';
import { WechatUnavailable } from './http';
import { callServer, type WechatApp } from './server';

export interface StoredToken {
  token: string;
  expiresAt: Ms;
}

/** Where the token is kept for all functions: the database. Keyed by appid. */
export interface TokenStore {
  get(appid: string): Promise<StoredToken | undefined>;
  set(appid: string, token: StoredToken): Promise<void>;
}

/** WeChat hands out the next token 5 minutes before the old one ends, and both hold meanwhile. */
const RENEW_EARLY: Ms = 5 * MINUTE;

/**
 * The server's access token (stable_token), from the store while it lives.
 * @param force after WeChat refused the token: at most 20 times a day, 30 s apart (else WechatUnavailable).
 */
export async function accessToken(
  given: { app: WechatApp; store: TokenStore; now: Ms },
  force = false,
): Promise<string> {
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
 * Posts to an address of WeChat's server API that wants the server's token; one that WeChat refuses is replaced once.
 * @param expected errcodes that the caller understands; any other throws WechatRejected
 * @throws WechatUnavailable where it may have been done or not
 */
export async function callWithToken(
  given: { app: WechatApp; store: TokenStore; now: Ms },
  path: string,
  body: object,
  expected: readonly number[] = [],
): Promise<Record<string, unknown>> {
  const text = JSON.stringify(body);
  const call = (token: string) =>
    callServer(
      {
        method: 'POST',
        url: `${given.app.base}${path}?${new URLSearchParams({ access_token: token })}`,
        body: text,
      },
      [...expected, ...TOKEN_GONE],
    );
  const token = await accessToken(given);
  let answer = await call(token);
  if (TOKEN_GONE.includes(Number(answer.errcode))) {
    // Somebody else may have fetched the next one already, and a refresh is dear.
    const kept = await accessToken(given);
    answer = await call(kept === token ? await accessToken(given, true) : kept);
  }
  const code = Number(answer.errcode ?? 0);
  if (TOKEN_GONE.includes(code)) throw new WechatUnavailable(`WeChat refuses its own token with ${code}`);
  return answer;
}
