/**
 * WHO IS ASKING. The mini-program signs in by itself with wx.login; the token is kept and renewed silently, before it
 * ends and on a 401. On H5 there is no wx.login: a merchant's desk takes over the session that a phone has approved, and
 * with the stand-in a person is chosen on the test sign-in page. Nobody else is signed in there: the page is for reading.
 */
import Taro from '@tarojs/taro';
import { create } from 'zustand';
import type { Output } from '../../../shared/contracts/contracts';
import { MINUTE } from '../../../shared/time';
import { serverNow } from './clock';
import { type Problem, post } from './http';
import { arrivedInSinglePage } from './launch';
import { forget, onWrittenElsewhere, read, write } from './storage';
import { isWeapp } from './target';

type Session = Output<'session.create'>;

const KEY = 'pinkan.session';
const EARLY = 2 * MINUTE;

/** The signed-in person as the screens see them; null before and without a sign-in. */
export const useSession = create<{ person: Session['person'] | null }>(() => ({
  person: read<Session>(KEY)?.person ?? null,
}));

let kept: Session | undefined = read<Session>(KEY);
let underWay: Promise<string | null> | undefined;

// A renewal in another tab of the browser makes this one's useless, and who signs out there is signed out here.
onWrittenElsewhere(KEY, () => {
  kept = read<Session>(KEY);
  useSession.setState({ person: kept?.person ?? null });
});

function keep(session: Session): string {
  kept = session;
  write(KEY, session);
  useSession.setState({ person: session.person });
  return session.token;
}

function drop(): void {
  kept = undefined;
  forget(KEY);
  useSession.setState({ person: null });
}

/** Signs in with a code of wx.login, or of the stand-in. Answers what went wrong, or nothing. */
export async function signIn(code: string): Promise<Problem | undefined> {
  const answer = await post('session.create', { code }, null);
  if (!answer.ok) return answer.refusal;
  keep(answer.value);
  return undefined;
}

/** A desk gets the session that was made for it when a phone approved it. */
export function takeOver(session: Session): void {
  keep(session);
}

export async function signOut(): Promise<void> {
  const token = kept?.token;
  drop();
  if (token !== undefined) await post('session.end', {}, token);
}

async function renewed(session: Session): Promise<string | null> {
  const answer = await post('session.renew', { renewal: session.renewal }, null);
  if (answer.ok) return keep(answer.value);
  // Without an answer the old token may still be good, and too often says nothing of it; a refusal ends this session.
  const { refusal } = answer;
  if (refusal.kind === 'unreachable' || refusal.status >= 500 || refusal.status === 429) return session.token;
  drop();
  return null;
}

async function signedInByWeChat(): Promise<string | null> {
  if (!isWeapp) return null;
  try {
    const { code } = await Taro.login();
    await signIn(code);
  } catch {
    // wx.login itself failed; the request goes out without a person and says so.
  }
  return kept?.token ?? null;
}

async function fresh(): Promise<string | null> {
  const token = kept === undefined ? null : await renewed(kept);
  return token ?? (await signedInByWeChat());
}

/** Signs in by wx.login also where a session is good: what WeChat encrypts is for its newest sign-in. True if somebody is signed in. */
export async function signInAnew(): Promise<boolean> {
  underWay ??= signedInByWeChat().finally(() => {
    underWay = undefined;
  });
  return (await underWay) !== null;
}

/** A token that is good for a while, or null for nobody. `stale` is one that the server has just refused. */
export async function token(stale?: string): Promise<string | null> {
  // Moments' single-page mode has no login, and must not have one.
  if (arrivedInSinglePage()) return null;
  if (kept !== undefined && kept.token !== stale && serverNow() < kept.expiresAt - EARLY) return kept.token;
  underWay ??= fresh().finally(() => {
    underWay = undefined;
  });
  return underWay;
}
