/**
 * THE STEPS OF A LOGIN CODE, AS CONDITIONAL UPDATES. Each carries the whole rule of `shared/domain/deskSignIn.ts` in its
 * guard, so that the database decides between two phones or twenty polls; the pure rule then says why it was a no.
 */
import type { Collection, Filter, UpdateFilter } from 'mongodb';
import { type DeskRefusal, type DeskStep, type Scanner, takeStep, WRONG_NUMBERS } from '../../shared/domain/deskSignIn';
import { no, ok, type Result } from '../../shared/result';
import type { Ms } from '../../shared/time';
import { Busy } from './change';
import type { LoginCodeDoc } from './collections';

/** A status only moves on, so a step that was overtaken is tried again fewer times than there are statuses. */
const ATTEMPTS = 5;

type Codes = Collection<LoginCodeDoc>;
type Answer = Result<LoginCodeDoc, DeskRefusal>;

/** @param code digest of what was scanned */
export function scanCode(codes: Codes, code: string, by: Scanner, now: Ms): Promise<Answer> {
  const guard = { status: 'waiting', expiresAt: { $gt: now } } as const;
  return take(codes, { code }, { type: 'scan', by }, now, guard, { $set: { status: 'scanned', by } });
}

/** @param number in the form in which it is kept. A wrong one is counted by the same update; the last one voids the code. */
export function approveCode(
  codes: Codes,
  code: string,
  { userId, number }: { userId: string; number: string },
  now: Ms,
): Promise<Answer> {
  const guard = { status: 'scanned', 'by.userId': userId, expiresAt: { $gt: now } } as const;
  const right = { $eq: ['$number', { $literal: number }] };
  const otherwise = { $cond: [{ $gte: ['$wrong', WRONG_NUMBERS] }, 'void', 'scanned'] };
  return take(codes, { code }, { type: 'approve', userId, number }, now, guard, [
    { $set: { wrong: { $cond: [right, '$wrong', { $add: ['$wrong', 1] }] } } },
    { $set: { status: { $cond: [right, 'approved', otherwise] } } },
  ]);
}

export function denyCode(codes: Codes, code: string, userId: string, now: Ms): Promise<Answer> {
  const guard: Filter<LoginCodeDoc> = {
    status: { $in: ['scanned', 'approved'] },
    'by.userId': userId,
    expiresAt: { $gt: now },
  };
  return take(codes, { code }, { type: 'deny', userId }, now, guard, { $set: { status: 'denied' } });
}

/**
 * What the desk is told: the code, `used` where there is a session for it now. Nearly every poll finds it waiting, and
 * is one find.
 * @param secret digest of the desk's secret
 */
export async function pollCode(codes: Codes, secret: string, now: Ms): Promise<Answer> {
  const step: DeskStep = { type: 'poll' };
  const code = await codes.findOne({ _id: secret });
  const answer = code?.status === 'approved' ? null : answerOf(code, step, now);
  if (answer) return answer;
  const guard = { status: 'approved', expiresAt: { $gt: now } } as const;
  return take(codes, { _id: secret }, step, now, guard, { $set: { status: 'used' } });
}

async function take(
  codes: Codes,
  which: { code: string } | { _id: string },
  step: DeskStep,
  now: Ms,
  guard: Filter<LoginCodeDoc>,
  update: UpdateFilter<LoginCodeDoc> | object[],
): Promise<Answer> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const saved = await codes.findOneAndUpdate({ ...which, ...guard }, update, { returnDocument: 'after' });
    if (saved) return step.type === 'approve' ? approval(saved) : ok(saved);
    const answer = answerOf(await codes.findOne(which), step, now);
    if (answer) return answer;
  }
  throw new Busy(`a login code moved ${ATTEMPTS} times`);
}

/** What the update has made of a number that was typed. */
function approval(code: LoginCodeDoc): Answer {
  if (code.status === 'approved') return ok(code);
  return no(code.status === 'void' ? 'deskCodeGone' : 'deskNumberWrong');
}

/** What a step that changes nothing is answered; null where it would change something: it was overtaken, and asks again. */
function answerOf(code: LoginCodeDoc | null, step: DeskStep, now: Ms): Answer | null {
  if (!code) return no('deskCodeGone');
  const taken = takeStep(code, step, now);
  if (taken.code !== code) return null;
  return taken.refusal ? no(taken.refusal) : ok(code);
}
