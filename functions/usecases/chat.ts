/**
 * WHICH GROUP CHAT SOMEBODY HAS COME FROM. Only WeChat knows; it tells the phone, encrypted for us. What we found out is
 * given back as a ticket, which the app sends along wherever a chat matters, so that nothing needs to be kept.
 */
import type { Output, Parsed } from '../../shared/contracts/contracts';
import type { RefusalCode } from '../../shared/refusals';
import { no, ok, type Result } from '../../shared/result';
import { HOUR, type Ms } from '../../shared/time';
import { unseal } from '../store/sealed';
import { sign, signedClaims } from '../store/signed';
import { decryptGroupEnterInfo } from '../wechat/decrypt';
import type { App } from './app';
import { type Caller, LIVING, sessionKeyOf } from './session';

const AUDIENCE = 'pinkan-chat';
const TICKET_LIFE: Ms = 2 * HOUR;

/**
 * WeChat encrypts with the key of the person's newest wx.login, whichever of their sessions asks. So a session reads only
 * what was encrypted since its own sign-in and before the next one, even of the same person on the same phone; and a
 * session at a desk, which has no key, reads nothing.
 */
export async function enterChat(
  app: App,
  { userId, sessionId }: Caller,
  encrypted: Parsed<'chat.enter'>,
): Promise<Result<Output<'chat.enter'>, RefusalCode>> {
  const { appid, dataSecret } = app.settings;
  const now = app.now();
  const session = await app.store.sessions.findOne({ _id: sessionId, userId, ...LIVING });
  if (!session?.sessionKey) return no('chatUnknown');
  const sessionKey = unseal(session.sessionKey, dataSecret, sessionKeyOf(sessionId));
  const entered = decryptGroupEnterInfo(encrypted, { sessionKey, appid, now });
  if (!entered.ok) {
    app.log.info({ why: entered.refusal }, 'a chat was not recognised');
    return no('chatUnknown');
  }
  return ok(chatTicket(app, userId, entered.value.opengid));
}

/** That this person has come from this chat (opengid), in writing. */
export function chatTicket(
  { settings, now }: Pick<App, 'settings' | 'now'>,
  userId: string,
  opengid: string,
): Output<'chat.enter'> {
  const { text, expiresAt } = sign(
    { sub: userId, gid: opengid },
    { secret: settings.jwtSecret, audience: AUDIENCE, now: now(), life: TICKET_LIFE },
  );
  return { chat: text, expiresAt };
}

/** The chat (opengid) that this very person has come from, by a ticket that lives; undefined for anything else. */
export function chatOf(
  { settings, now }: Pick<App, 'settings' | 'now'>,
  userId: string | undefined,
  ticket: string | undefined,
): string | undefined {
  if (userId === undefined || ticket === undefined) return undefined;
  const claims = signedClaims(ticket, { secret: settings.jwtSecret, audience: AUDIENCE, now: now() });
  return claims?.sub === userId && typeof claims.gid === 'string' ? claims.gid : undefined;
}
