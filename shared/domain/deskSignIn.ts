/**
 * WHO SIGNS A DESK IN. This file is the only answer.
 *  - A desk shows a code and a number, and waits. It polls with a secret that is not in the code.
 *  - The first person who scans the code is the only one who can go on with it.
 *  - That person types the number that stands on the desk's screen. The third wrong one voids the code.
 *  - An approved code becomes one session. The desk may fetch it again, since the answer may have been lost.
 *  - Two minutes after it was made, nothing can be done with a code any more.
 * A login code is a contended document: `functions/store/loginCode.ts` turns these rules into conditional updates, and
 * `tests/store/loginCode.test.ts` proves that both give the same answers. Times in ms.
 */
import { MINUTE, type Ms } from '../time';

export const LOGIN_CODE_LIFE: Ms = 2 * MINUTE;

/** With so many wrong numbers a code is void: a guess finds one of 10 000 numbers in at most this many tries. */
export const WRONG_NUMBERS = 3;

export interface Scanner {
  readonly userId: string;
  readonly name: string;
}

export interface LoginCode {
  /** waiting → scanned → approved → used; denied by its scanner, or void after too many wrong numbers. */
  readonly status: 'waiting' | 'scanned' | 'approved' | 'used' | 'denied' | 'void';
  /** Who scanned it; absent while it waits. */
  readonly by?: Scanner | undefined;
  /** What must be typed, in the form in which it is kept. */
  readonly number: string;
  /** Wrong numbers so far. */
  readonly wrong: number;
  readonly expiresAt: Ms;
}

export type DeskStep =
  | { readonly type: 'scan'; readonly by: Scanner }
  | { readonly type: 'approve'; readonly userId: string; readonly number: string }
  | { readonly type: 'deny'; readonly userId: string }
  | { readonly type: 'poll' };

/** `forbidden`: whoever approves or denies has not scanned the code. */
export type DeskRefusal = 'deskCodeGone' | 'deskCodeTaken' | 'deskNumberWrong' | 'forbidden';

/** What a step makes of the code, and why not, where it is a no. A no leaves the code as it is, but for wrong numbers. */
export interface StepTaken<C extends LoginCode = LoginCode> {
  readonly code: C;
  readonly refusal?: DeskRefusal;
}

export function takeStep<C extends LoginCode>(code: C, step: DeskStep, now: Ms): StepTaken<C> {
  if (code.expiresAt <= now) return { code, refusal: 'deskCodeGone' };
  switch (step.type) {
    case 'scan':
      return scan(code, step.by);
    case 'approve':
      return approve(code, step);
    case 'deny':
      return deny(code, step.userId);
    case 'poll':
      return poll(code);
  }
}

/** The same person may scan again, until they have decided. */
function scan<C extends LoginCode>(code: C, by: Scanner): StepTaken<C> {
  if (code.status === 'waiting') return { code: { ...code, status: 'scanned', by } };
  if (code.status !== 'scanned') return { code, refusal: 'deskCodeGone' };
  return code.by?.userId === by.userId ? { code } : { code, refusal: 'deskCodeTaken' };
}

function approve<C extends LoginCode>(code: C, step: { userId: string; number: string }): StepTaken<C> {
  if (code.status === 'waiting') return { code, refusal: 'forbidden' };
  if (code.status !== 'scanned') return { code, refusal: 'deskCodeGone' };
  if (code.by?.userId !== step.userId) return { code, refusal: 'deskCodeTaken' };
  if (code.number === step.number) return { code: { ...code, status: 'approved' } };
  const wrong = code.wrong + 1;
  if (wrong < WRONG_NUMBERS) return { code: { ...code, wrong }, refusal: 'deskNumberWrong' };
  return { code: { ...code, wrong, status: 'void' }, refusal: 'deskCodeGone' };
}

/** Also what was approved, until the desk has fetched its session; whoever denied may say so again. */
function deny<C extends LoginCode>(code: C, userId: string): StepTaken<C> {
  if (code.status === 'waiting') return { code, refusal: 'forbidden' };
  if (code.status === 'used' || code.status === 'void') return { code, refusal: 'deskCodeGone' };
  if (code.by?.userId !== userId) return { code, refusal: 'deskCodeTaken' };
  return code.status === 'denied' ? { code } : { code: { ...code, status: 'denied' } };
}

/** Whoever polls is told `code.status`; `used` means: there is a session. */
function poll<C extends LoginCode>(code: C): StepTaken<C> {
  if (code.status === 'denied' || code.status === 'void') return { code, refusal: 'deskCodeGone' };
  return code.status === 'approved' ? { code: { ...code, status: 'used' } } : { code };
}
