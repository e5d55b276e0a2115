/** KEEPING A DRAFT WHILE IT IS TYPED: on the server a moment after the last key, on the device as long as that has not worked. */
import { useEffect, useRef, useState } from 'react';
import type { Input, Output } from '../../../../shared/contracts/contracts';
import type { Ms } from '../../../../shared/time';
import { call, mayRetry, newRequestId, type Problem } from '../../platform/api';
import { forget, read, write } from '../../platform/storage';
import { bodyOf, type Draft, draftIn } from './draft';

/** After the last key; and after a try that reached nobody. */
const PAUSE: Ms = 1_500;
const RETRY: Ms = 5_000;

/** What the draft is of. */
type About = Pick<Input<'draft.save'>, 'merchantId' | 'kind' | 'productId' | 'campaignId' | 'seenEdition'>;

/** Which draft on the server it is, and which version of it was seen. */
export interface Kept {
  readonly draftId: string;
  readonly version: number;
}

/** What another member has made of the same draft meanwhile. */
export interface Theirs {
  readonly by: string;
  readonly at: Ms;
  readonly draft: Draft;
}

export type Saving =
  | { readonly state: 'untouched' | 'saving' | 'offline' | 'gone' }
  | { readonly state: 'saved'; readonly at: Ms }
  | { readonly state: 'refused'; readonly problem: Problem }
  | { readonly state: 'overtaken'; readonly theirs: Theirs };

interface Local {
  readonly draft: Draft;
  readonly kept?: Kept | undefined;
}

interface Sending {
  readonly requestId: string;
  readonly draft: Draft;
  readonly over: Kept | undefined;
}

const same = (a: Draft, b: Draft): boolean => JSON.stringify(a) === JSON.stringify(b);

interface SavedDraft {
  readonly draft: Draft;
  readonly saving: Saving;
  change(draft: Draft): void;
  /** Goes on from what was chosen of both versions. */
  settle(chosen: Draft): void;
  /** Saves it now, before another page goes on with it. @returns the draft on the server; undefined where it was not saved */
  keep(): Promise<string | undefined>;
  /** Before it is published: saves nothing more. @returns the draft on the server as it was seen, if there is one */
  stop(): Promise<Kept | undefined>;
  /** It was not published after all. */
  go(): void;
  /** It was published: nothing of it is left on the device. */
  done(): void;
}

/**
 * @param name what it is kept as on the device: a draft, a campaign, a product
 * @param begun what it begins with
 * @param first the draft on the server that this is, if it is one
 */
export function useSavedDraft(
  about: About,
  name: string,
  begun: Draft,
  first?: Kept & { readonly at: Ms },
): SavedDraft {
  const [place] = useState(() => ['draft', about.merchantId, about.kind, name].join('/'));
  const [local] = useState(() => read<Local>(place));
  const [draft, setDraft] = useState(local?.draft ?? begun);
  const [saving, setSaving] = useState<Saving>(first ? { state: 'saved', at: first.at } : { state: 'untouched' });
  const kept = useRef<Kept | undefined>(local?.kept ?? first);
  /** What another has made of it, until somebody has chosen: `kept` stays behind, so that nothing goes over theirs. */
  const ahead = useRef<Kept>();
  const latest = useRef(draft);
  /** As the server has it; what it began with counts as that. */
  const stored = useRef(begun);
  const sending = useRef<Sending>();
  const way = useRef<Promise<void>>();
  const timer = useRef<ReturnType<typeof setTimeout>>();
  const stopped = useRef(false);
  const of = useRef(about);
  of.current = about;

  /** Sends the latest, or again what has not been answered yet; one at a time. `anyway`: also where nothing was typed. */
  async function send(anyway = false): Promise<void> {
    const isNew = anyway || sending.current !== undefined || !same(latest.current, stored.current);
    if (stopped.current || ahead.current || !isNew) return;
    sending.current ??= { requestId: newRequestId(), draft: latest.current, over: kept.current };
    const { requestId, draft: sent, over } = sending.current;
    setSaving({ state: 'saving' });
    const answer = await call('draft.save', {
      ...of.current,
      requestId,
      ...(over && { draftId: over.draftId, seenVersion: over.version }),
      body: bodyOf(sent),
    });
    if (!answer.ok && mayRetry(answer.refusal)) {
      setSaving({ state: 'offline' });
      later(RETRY);
      return;
    }
    sending.current = undefined;
    if (answer.ok) return saved(sent, answer.value);
    const code = answer.refusal.kind === 'refused' ? answer.refusal.code : undefined;
    if (code === 'conflict' && over) return overtaken(over.draftId);
    // Somebody has published it or thrown it away: the next change begins another.
    if (code === 'notFound' && over) {
      kept.current = undefined;
      stored.current = sent;
      return setSaving({ state: 'gone' });
    }
    setSaving({ state: 'refused', problem: answer.refusal });
  }

  function saved(sent: Draft, { draftId, version, at }: Output<'draft.save'>): void {
    kept.current = { draftId, version };
    stored.current = sent;
    setSaving({ state: 'saved', at });
    if (same(latest.current, sent)) forget(place);
    else later(PAUSE);
  }

  async function overtaken(draftId: string): Promise<void> {
    const { merchantId, kind } = of.current;
    const answer = await call('draft.get', { merchantId, draftId });
    if (!answer.ok) {
      setSaving({ state: 'offline' });
      later(RETRY);
      return;
    }
    const { by, at, version, body } = answer.value;
    const theirs = draftIn(kind, body);
    // The same was written: there is nothing to choose.
    if (same(theirs, latest.current)) return saved(theirs, { draftId, version, at });
    ahead.current = { draftId, version };
    stored.current = theirs;
    setSaving({ state: 'overtaken', theirs: { by, at, draft: theirs } });
  }

  function later(pause: Ms): void {
    clearTimeout(timer.current);
    if (stopped.current) return;
    timer.current = setTimeout(() => begin(), pause);
  }

  /** What is under way is waited for. */
  function begin(anyway = false): void {
    if (way.current) {
      later(PAUSE);
      return;
    }
    way.current = send(anyway).finally(() => {
      way.current = undefined;
    });
  }

  function change(next: Draft): void {
    latest.current = next;
    setDraft(next);
    write(place, { draft: next, kept: kept.current } satisfies Local);
    later(PAUSE);
  }

  const leave = useRef(begin);
  leave.current = begin;
  // What the device had kept is saved at once; what is typed last is saved when the page is left.
  useEffect(() => {
    if (!same(latest.current, stored.current)) leave.current();
    return () => {
      clearTimeout(timer.current);
      leave.current();
    };
  }, []);

  return {
    draft,
    saving,
    change,
    settle(chosen) {
      latest.current = chosen;
      setDraft(chosen);
      kept.current = ahead.current;
      ahead.current = undefined;
      if (saving.state === 'overtaken' && same(chosen, stored.current)) {
        forget(place);
        setSaving({ state: 'saved', at: saving.theirs.at });
        return;
      }
      setSaving({ state: 'saving' });
      write(place, { draft: chosen, kept: kept.current } satisfies Local);
      later(0);
    },
    async keep() {
      clearTimeout(timer.current);
      await way.current;
      begin(kept.current === undefined);
      await way.current;
      return same(latest.current, stored.current) ? kept.current?.draftId : undefined;
    },
    async stop() {
      stopped.current = true;
      clearTimeout(timer.current);
      await way.current;
      return kept.current;
    },
    go() {
      stopped.current = false;
      later(PAUSE);
    },
    done() {
      forget(place);
    },
  };
}
