/** The server's access tokens at WeChat, one for all functions: it could act as the whole mini-program, so it is sealed. */
import type { Ms } from '../../shared/time';
import type { Collections } from './collections';
import { seal, unseal } from './sealed';

interface Token {
  readonly token: string;
  readonly expiresAt: Ms;
}

/** @param dataSecret what it is sealed with: 64 hexadecimal digits */
export function tokenStore(
  { tokens }: Pick<Collections, 'tokens'>,
  dataSecret: string,
): { get(appid: string): Promise<Token | undefined>; set(appid: string, token: Token): Promise<void> } {
  const about = (appid: string) => `${appid}/accessToken`;
  return {
    async get(appid) {
      const kept = await tokens.findOne({ _id: appid });
      return kept ? { token: unseal(kept.token, dataSecret, about(appid)), expiresAt: kept.expiresAt } : undefined;
    },
    async set(appid, { token, expiresAt }) {
      const sealed = seal(token, dataSecret, about(appid));
      await tokens.updateOne({ _id: appid }, { $set: { token: sealed, expiresAt } }, { upsert: true });
    },
  };
}
