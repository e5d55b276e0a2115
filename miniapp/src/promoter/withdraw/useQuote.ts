/** What an amount would come to, asked for as it is typed: once nothing was typed for a moment, and only the newest counts. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Fen } from '../../../../shared/money';
import { call, type Problem } from '../../platform/api';
import { shopId } from '../../platform/target';
import type { Quoted } from './words';

const PAUSE = 300;

interface Quote {
  /** The newest answer, whatever amount it was for. */
  quoted: Quoted | undefined;
  /** It is for another amount than what stands there now. */
  old: boolean;
  problem: Problem | undefined;
  again: () => void;
}

/** @param key undefined asks nothing yet; another one begins anew */
export function useQuote(key: string | undefined, amount: Fen): Quote {
  const [known, setKnown] = useState<{ key: string; amount: Fen; quoted: Quoted }>();
  const [problem, setProblem] = useState<Problem>();
  const [turn, setTurn] = useState(0);
  const first = useRef(true);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another turn is a reason to ask again
  useEffect(() => {
    if (key === undefined) return;
    let current = true;
    const ask = async () => {
      const answer = await call('withdrawal.quote', { merchantId: shopId, amount });
      if (!current) return;
      setProblem(answer.ok ? undefined : answer.refusal);
      if (answer.ok) setKnown({ key, amount, quoted: answer.value });
    };
    const timer = setTimeout(() => void ask(), first.current ? 0 : PAUSE);
    first.current = false;
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [key, amount, turn]);

  const again = useCallback(() => {
    setProblem(undefined);
    setTurn((before) => before + 1);
  }, []);
  const mine = known?.key === key ? known : undefined;
  return { quoted: mine?.quoted, old: mine?.amount !== amount, problem, again };
}
