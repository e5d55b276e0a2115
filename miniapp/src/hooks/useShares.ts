/** A shared page: tells the server of the visit, then gets the tokens under which the visitor shares it on. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Output } from '../../../shared/contracts/contracts';
import { mayRetry, type Problem } from '../platform/api';
import { shareTokenOf } from '../platform/launch';
import { useSession } from '../platform/session';
import { myShareToken, openShare, type ShareTarget, type Tokens } from '../platform/share';
import { isH5 } from '../platform/target';

export interface Shares {
  /** What the page is about: named in its parameters, or by the share (a mini-program code carries the token only). */
  id: string | undefined;
  /** Whose share led here; null without one. */
  opened: Output<'share.open'> | null;
  /** Nothing says what the page is about. */
  lost: boolean;
  /** Only the share says what the page is about, and asking about it brought no answer. */
  problem: Problem | undefined;
  again: () => void;
  /** My own shares of this page; undefined until they have been asked for, and a card then waits for them. */
  tokens: Tokens | undefined;
  coming: () => Promise<Tokens>;
}

export function useShares(kind: ShareTarget['kind'], params: Partial<Record<string, string>>): Shares {
  const arrived = shareTokenOf(params);
  const [id, setId] = useState(params.id);
  const [opened, setOpened] = useState<Shares['opened']>(null);
  const [lost, setLost] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const [tokens, setTokens] = useState<Tokens>();
  const [turn, setTurn] = useState(0);
  // What is known now: a page that is shared before it is drawn again still has the card of before.
  const known = useRef<Tokens>();
  const waiting = useRef<Array<(tokens: Tokens) => void>>([]);
  // On H5 somebody may sign in while the page is open: the visit counts from then on. In WeChat telling it signs in.
  const signedIn = useSession(({ person }) => isH5 && person !== null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: signing in, and another turn, are reasons to ask again
  useEffect(() => {
    let current = true;
    known.current = undefined;
    setTokens(undefined);
    setProblem(undefined);
    const share = async () => {
      // The visit is told first, so that my own share names the one that brought me here.
      const visit = arrived === undefined ? undefined : await openShare(arrived);
      if (!current) return;
      const brought = visit?.ok ? visit.value : null;
      setOpened(brought);
      const about = params.id ?? (brought?.target.kind === kind ? brought.target.id : undefined);
      const unanswered =
        about === undefined && visit?.ok === false && mayRetry(visit.refusal) ? visit.refusal : undefined;
      setId(about);
      setProblem(unanswered);
      setLost(about === undefined && unanswered === undefined);
      if (about === undefined) return;
      const target = { kind, id: about };
      const [message, moments] = await Promise.all([myShareToken(target, 'message'), myShareToken(target, 'moments')]);
      if (!current) return;
      const mine = { message, moments };
      known.current = mine;
      setTokens(mine);
      for (const tell of waiting.current.splice(0)) tell(mine);
    };
    void share();
    return () => {
      current = false;
    };
  }, [arrived, kind, params.id, signedIn, turn]);

  const again = useCallback(() => setTurn((before) => before + 1), []);
  const coming = useCallback(
    () =>
      new Promise<Tokens>((tell) => {
        if (known.current) tell(known.current);
        else waiting.current.push(tell);
      }),
    [],
  );
  return { id, opened, lost, problem, again, tokens, coming };
}
