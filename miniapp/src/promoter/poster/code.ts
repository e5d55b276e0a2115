/** The code of a poster: WeChat's own for the mini-program, on H5 one with the address. */
import { encode } from 'uqr';
import { no, ok, type Result } from '../../../../shared/result';
import { call, type Problem } from '../../platform/api';
import { addressOf, myShareToken, noToken, type ShareTarget } from '../../platform/share';
import { isH5 } from '../../platform/target';

export type Code =
  | { readonly kind: 'picture'; readonly url: string }
  /** Dark where true. */
  | { readonly kind: 'modules'; readonly modules: ReadonlyArray<readonly boolean[]> };

/** It carries my own token of the poster. */
export async function codeOf(target: ShareTarget): Promise<Result<Code, Problem>> {
  const token = await myShareToken(target, 'poster');
  if (token === undefined) return no(noToken);
  if (isH5) return ok({ kind: 'modules', modules: encode(addressOf(target, token), { ecc: 'M', border: 0 }).data });
  const answer = await call('share.code', { token });
  return answer.ok ? ok({ kind: 'picture', url: answer.value.picture }) : answer;
}
