/** What proves a bargain, and what this phone makes of it. */
import './engine';
import type { Output } from '../../../../shared/contracts/contracts';
import { type Verdict, verify } from '../../../../shared/domain/fairness';
import { ok } from '../../../../shared/result';
import { type Ask, useAsk } from '../../hooks/useAsk';
import { call } from '../../platform/api';
import type { Bargain } from '../words';

type Proof = Output<'bargain.proof'>;

interface Checked {
  bargain: Bargain;
  /** Absent while a cut can still follow: the seed is not shown before. */
  computed?: Computed;
}

export interface Computed {
  proof: Proof;
  verdict: Verdict;
}

/** What everybody was shown, from the launch on, is what the seed has to bear out: of the proof it takes the seed alone. */
function compute(proof: Proof, bargain: Bargain): Computed {
  const { id: bargainId, campaignId, version: edition, list, floor, cuts: count, shape, commitment, helps } = bargain;
  const draw = { bargainId, campaignId, edition, list, floor, count, shape };
  return { proof, verdict: verify({ seed: proof.seed, commitment, draw, cuts: helps.map(({ cut }) => cut) }) };
}

/** Asks for both, and computes every cut again; each `again` does so anew. */
export function useProof(id: string | undefined): Ask<Checked> {
  return useAsk(id, async () => {
    const bargainId = id ?? '';
    const found = await call('bargain.get', { bargainId });
    if (!found.ok) return found;
    const bargain = found.value;
    if (!bargain.revealed) return ok({ bargain });
    const proof = await call('bargain.proof', { bargainId });
    return proof.ok ? ok({ bargain, computed: compute(proof.value, bargain) }) : proof;
  });
}
