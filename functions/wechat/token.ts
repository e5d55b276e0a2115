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
