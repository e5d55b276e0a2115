/** A SETTLEMENT STEP BY STEP: the server does a few seconds' work each time it is asked, until it is finished. */
import { useEffect, useRef, useState } from 'react';
import { call, newRequestId, type Problem } from '../../platform/api';
import type { Settlement } from '../words/settlement';

interface Settling {
  /** How the one that was begun here stands. */
  settlement: Settlement | undefined;
  busy: boolean;
  problem: Problem | undefined;
  /** Begins one, or goes on with the one under way. What was done stays done, wherever it stops. */
  start: () => Promise<void>;
}

export function useSettling(merchantId: string, onEnded: () => Promise<void>): Settling {
  const [settlement, setSettlement] = useState<Settlement>();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const gone = useRef(false);
  /** Kept over a failure: the next try goes on with the same one. */
  const requestId = useRef<string>();
  useEffect(
    () => () => {
      gone.current = true;
    },
    [],
  );

  async function start(): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    requestId.current ??= newRequestId();
    while (!gone.current) {
      const answer = await call('settlement.run', { merchantId, requestId: requestId.current });
      if (gone.current) return;
      if (!answer.ok) {
        setProblem(answer.refusal);
        break;
      }
      setSettlement(answer.value);
      if (answer.value.finishedAt === undefined) continue;
      requestId.current = undefined;
      await onEnded();
      break;
    }
    setBusy(false);
  }

  return { settlement, busy, problem, start };
}
