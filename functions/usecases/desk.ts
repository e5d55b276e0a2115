/**
 * SIGNING IN AT A DESK. `shared/domain/deskSignIn.ts` is the rule, `store/loginCode.ts` its updates; here are the texts
 * that only one side knows, of which the database keeps digests, and the session that comes of it.
 */
import type { Output, Parsed } from '../../shared/contracts/contracts';
import { LOGIN_CODE_LIFE } from '../../shared/domain/deskSignIn';
import type { RefusalCode } from '../../shared/refusals';
import { no, ok, type Result } from '../../shared/result';
import { approveCode, denyCode, pollCode, scanCode } from '../store/loginCode';
import { operatesPlatform } from '../store/platform';
import { digestOf, randomDigits, randomText } from '../store/secret';
import type { App } from './app';
import { type Caller, type Origin, openDeskSession, type Session } from './session';

/** 131 bits, and short enough for the `scene` of a mini-program code (32 characters). */
const CODE_LENGTH = 22;
const SECRET_LENGTH = 43;

/** Ten thousand numbers are tried through at once, so the digest is of the code too, which nobody can try. */
const numberDigest = (code: string, number: string): string => digestOf(`${code}\n${number}`);

export async function startDesk(
  app: App,
  { device, place }: Origin,
): Promise<Result<Output<'desk.start'>, RefusalCode>> {
  const now = app.now();
  const [code, secret, number] = [randomText(CODE_LENGTH), randomText(SECRET_LENGTH), randomDigits(4)];
  const expiresAt = now + LOGIN_CODE_LIFE;
  await app.store.loginCodes.insertOne({
    _id: digestOf(secret),
    code: digestOf(code),
    number: numberDigest(code, number),
    status: 'waiting',
    wrong: 0,
    device,
    place,
    startedAt: now,
    expiresAt,
    expireAt: new Date(expiresAt),
  });
  return ok({ code, secret, number, expiresAt });
}

/** What `desk.poll` says, before the session has its token. */
export type Polled =
  | { readonly status: 'waiting' }
  | { readonly status: 'scanned'; readonly name: string }
  | { readonly status: 'approved'; readonly session: Session };

/**
 * The code is used first and the session made after it, under a derived id: a crash between the two, or an answer that is
 * lost, is mended by the next poll, and twenty polls at once get one session.
 */
export async function pollDesk(app: App, secret: string): Promise<Result<Polled, RefusalCode>> {
  const polled = await pollCode(app.store.loginCodes, digestOf(secret), app.now());
  if (!polled.ok) return polled;
  const { status, by, device, place } = polled.value;
  if (!by) return ok({ status: 'waiting' });
  if (status !== 'used') return ok({ status: 'scanned', name: by.name });
  const session = await openDeskSession(app, secret, { userId: by.userId, device, place });
  return session.ok ? ok({ status: 'approved', session: session.value }) : session;
}

export async function scanDesk(
  app: App,
  { userId }: Caller,
  { code }: Parsed<'desk.scan'>,
): Promise<Result<Output<'desk.scan'>, RefusalCode>> {
  const user = await app.store.users.findOne({ _id: userId });
  if (!user) return no('unauthenticated');
  const scanned = await scanCode(app.store.loginCodes, digestOf(code), { userId, name: user.name }, app.now());
  if (!scanned.ok) return scanned;
  const { device, place, startedAt, expiresAt } = scanned.value;
  return ok({ device, place, startedAt, expiresAt });
}

/** Whoever is a member nowhere, and does not operate the platform, is told so before the number counts. */
export async function approveDesk(
  app: App,
  { userId }: Caller,
  { code, number }: Parsed<'desk.approve'>,
): Promise<Result<Output<'desk.approve'>, RefusalCode>> {
  const works = (await app.store.memberships.findOne({ userId })) ?? (await operatesPlatform(app.store, userId));
  if (!works) return no('notAMember');
  const typed = { userId, number: numberDigest(code, number) };
  const approved = await approveCode(app.store.loginCodes, digestOf(code), typed, app.now());
  return approved.ok ? ok({}) : approved;
}

export async function denyDesk(
  app: App,
  { userId }: Caller,
  { code }: Parsed<'desk.deny'>,
): Promise<Result<Output<'desk.deny'>, RefusalCode>> {
  const denied = await denyCode(app.store.loginCodes, digestOf(code), userId, app.now());
  return denied.ok ? ok({}) : denied;
}
