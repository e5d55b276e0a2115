/** Something that is changed by its owner: written as a draft over what was seen, and saved where nobody else has saved since. */
import { useState } from 'react';
import type { Result } from '../../../../shared/result';
import type { Problem } from '../../platform/api';
import { toast } from '../../platform/notice';

interface Drafting<D> {
  /** Undefined while nothing is being changed. */
  draft: D | undefined;
  /** The version that the draft was begun over: with another one by now, somebody else has saved. */
  over: number;
  busy: boolean;
  /** Why it was not saved; not of an edition that has come in between, which the page shows. */
  problem: Problem | undefined;
  begin: (draft: D, version: number) => void;
  change: (part: Partial<D>) => void;
  drop: () => void;
  /** @returns whether there is nothing more to decide: it is saved, or somebody else has saved and is looked at first */
  save: (send: () => Promise<Result<unknown, Problem>>, saved: string) => Promise<boolean>;
}

/** @param again asks anew for what is changed; what is being written stays */
export function useDraft<D extends object>(again: () => Promise<void>): Drafting<D> {
  const [draft, setDraft] = useState<D>();
  const [over, setOver] = useState(0);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  return {
    draft,
    over,
    busy,
    problem,
    begin(first, version) {
      setDraft(first);
      setOver(version);
      setProblem(undefined);
    },
    change: (part) => setDraft((before) => before && { ...before, ...part }),
    drop: () => setDraft(undefined),
    async save(send, saved) {
      setBusy(true);
      setProblem(undefined);
      const answer = await send();
      const overtaken = !answer.ok && answer.refusal.kind === 'refused' && answer.refusal.code === 'conflict';
      if (answer.ok || overtaken) await again();
      setBusy(false);
      if (!answer.ok && !overtaken) {
        setProblem(answer.refusal);
        return false;
      }
      if (answer.ok) {
        setDraft(undefined);
        toast(saved);
      }
      return true;
    },
  };
}
