/** Our functions as the app calls them: one typed call, a refusal as a value, a stale session renewed in silence. */
import type { EndpointName, Input, Output } from '../../../shared/contracts/contracts';
import type { Result } from '../../../shared/result';
import { type Problem, post } from './http';
import { token } from './session';

export type { Problem } from './http';

/** Told of each call that was forbidden: whoever asked may have another role by now, or none. */
export const onForbidden = new Set<() => void>();

/**
 * Calls the endpoint `name`. Never throws: a "no" of the server is a `Refused`, no answer is an `Unreachable`.
 * A 401 renews the session once and repeats the same input, so a `requestId` in it stays the same.
 */
export async function call<K extends EndpointName>(name: K, input: Input<K>): Promise<Result<Output<K>, Problem>> {
  const bearer = await token();
  const answer = await post(name, input, bearer);
  if (!answer.ok && answer.refusal.kind === 'refused' && answer.refusal.code === 'forbidden')
    for (const tell of onForbidden) tell();
  const stale = !answer.ok && answer.refusal.kind === 'refused' && answer.refusal.code === 'unauthenticated';
  if (!stale || bearer === null) return answer;
  const next = await token(bearer);
  // Where nobody can be signed in any more, what is public can still be read.
  return next === bearer ? answer : post(name, input, next);
}

/** Too often, and not signed in: said before the input is looked at, so an earlier try may still have been carried out. */
const UNDECIDED = new Set([401, 429]);

/** Whether the same input may bring another answer: nothing was decided, so the `requestId` is kept. */
export const mayRetry = (problem: Problem): boolean =>
  problem.kind === 'unreachable' || problem.status >= 500 || UNDECIDED.has(problem.status);

/** Made once per tap and kept over retries: letters and digits, unique for one person. */
export function newRequestId(): string {
  const random = () => Math.random().toString(36).slice(2, 10).padEnd(8, '0');
  return `${Date.now().toString(36)}${random()}${random()}`;
}
