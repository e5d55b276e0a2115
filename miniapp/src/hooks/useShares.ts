/** A shared page: tells the server of the visit, then gets the token under which the visitor shares it on. */
import { useEffect, useState } from 'react';
import type { Output } from '../../../shared/contracts/contracts';
import { shareTokenOf } from '../platform/launch';
import { useSession } from '../platform/session';
import { myShareToken, openShare, type ShareTarget } from '../platform/share';
import { isH5 } from '../platform/target';

export interface Shares {
  /** What the page is about: named in its parameters, or by the share (a mini-program code carries the token only). */
  id: string | undefined;
  /** Whose share led here; null without one. */
  opened: Output<'share.open'> | null;
  /** Nothing says what the page is about. */
  lost: boolean;
  /** My own share of this page; undefined while nobody is signed in. */
  shareToken: string | undefined;
  /** My own share has been asked for: a card that goes out now carries whatever token there is. */
  ready: boolean;
}

export function useShares(kind: ShareTarget['kind'], params: Partial<Record<string, string>>): Shares {
  const arrived = shareTokenOf(params);
  const [id, setId] = useState(params.id);
  const [opened, setOpened] = useState<Shares['opened']>(null);
  const [lost, setLost] = useState(false);
  const [shareToken, setShareToken] = useState<string>();
  const [ready, setReady] = useState(false);
  // On H5 somebody may sign in while the page is open: the visit counts from then on. In WeChat telling it signs in.
  const signedIn = useSession(({ person }) => isH5 && person !== null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: signing in is a reason to ask again
  useEffect(() => {
    let current = true;
    setReady(false);
    const share = async () => {
      // The visit is told first, so that my own share names the one that brought me here.
      const visit = arrived === undefined ? null : await openShare(arrived);
      if (!current) return;
      setOpened(visit);
      const about = params.id ?? (visit?.target.kind === kind ? visit.target.id : undefined);
      setId(about);
      setLost(about === undefined);
      if (about === undefined) return;
      const own = await myShareToken({ kind, id: about });
      if (!current) return;
      setShareToken(own);
      setReady(true);
    };
    void share();
    return () => {
      current = false;
    };
  }, [arrived, kind, params.id, signedIn]);

  return { id, opened, lost, shareToken, ready };
}
