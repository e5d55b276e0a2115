/** 帮 TA 砍一刀: one tap is one help, however often it is tapped; what the server says of it stays to be read. */
import { useDidShow } from '@tarojs/taro';
import { useEffect, useRef, useState } from 'react';
import { personIsHere } from '../../hooks/usePerson';
import { call } from '../../platform/api';
import { useSession } from '../../platform/session';
import type { Bargain } from '../words';

const LOST = '网络断了，刚才那一刀不确定算没算，再点一次不会多砍';

interface Helping {
  busy: boolean;
  /** Why there was no cut, in the server's words; or that nobody knows, until the bargain is seen again. */
  said: string | undefined;
  help: () => void;
}

/** `put` shows the bargain with the new cut; `again` shows what it has become where there was none. */
export function useHelp(
  bargainId: string | undefined,
  bargain: Bargain | undefined,
  { put, again }: { put: (bargain: Bargain) => void; again: () => Promise<void> },
): Helping {
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<string>();
  // What was on screen when a tap got no answer: seen anew, the bargain itself tells whether there was a cut.
  const [unsure, setUnsure] = useState<Bargain>();
  const shown = useRef(bargain);
  shown.current = bargain;
  const under = useRef(false);
  // On H5 the sign-in is a page of its own: whoever comes back from it signed in has tapped already.
  const tapped = useRef(false);

  const barred = bargain?.barred !== undefined;
  // An order that was not paid has given it back: what was said of it is true no more.
  useEffect(() => {
    if (!barred) setSaid(undefined);
  }, [barred]);

  async function cut(id: string): Promise<void> {
    tapped.current = !(await personIsHere());
    if (tapped.current) return;
    const answer = await call('bargain.help', { bargainId: id });
    if (answer.ok) put(answer.value.bargain);
    else {
      if (answer.refusal.kind === 'unreachable') setUnsure(shown.current);
      else setSaid(answer.refusal.message);
      await again();
    }
  }

  async function help(): Promise<void> {
    if (under.current || bargainId === undefined) return;
    under.current = true;
    setBusy(true);
    setSaid(undefined);
    setUnsure(undefined);
    await cut(bargainId);
    setBusy(false);
    under.current = false;
  }

  useDidShow(() => {
    if (!tapped.current) return;
    tapped.current = false;
    if (useSession.getState().person !== null) void help();
  });
  return { busy, said: unsure !== undefined && unsure === bargain ? LOST : said, help: () => void help() };
}
