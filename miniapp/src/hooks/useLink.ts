/** A link to something of the shop, copied by a tap. */
import { useEffect, useState } from 'react';
import type { Result } from '../../../shared/result';
import type { Problem } from '../platform/api';
import { copy, toast } from '../platform/notice';
import { linkTo, type ShareTarget } from '../platform/share';
import { isH5 } from '../platform/target';

interface Link {
  busy: boolean;
  /** In the turn of a tap. */
  copyLink: () => void;
}

/** `target`: what the link leads to, while it may be asked for. */
export function useLink(target: ShareTarget | undefined): Link {
  const { kind, id } = target ?? {};
  const [link, setLink] = useState<string>();
  const [asking, setAsking] = useState(false);
  // A browser lets a page copy in the turn of a tap only: there the link is asked for beforehand.
  useEffect(() => {
    if (!isH5 || kind === undefined || id === undefined) return;
    let current = true;
    setLink(undefined);
    void linkTo({ kind, id }).then((answer) => {
      if (current && answer.ok) setLink(answer.value);
    });
    return () => {
      current = false;
    };
  }, [kind, id]);

  async function ask(): Promise<Result<string, Problem> | undefined> {
    if (kind === undefined || id === undefined) return undefined;
    if (link !== undefined) return { ok: true, value: link };
    setAsking(true);
    const answer = await linkTo({ kind, id });
    setAsking(false);
    return answer;
  }

  async function copyIt(): Promise<void> {
    const answer = await ask();
    if (answer?.ok) await copy(answer.value).then(() => toast('链接已复制，发给朋友吧'));
    else if (answer) toast(answer.refusal.message);
  }
  return { busy: asking || (isH5 && target !== undefined && link === undefined), copyLink: () => void copyIt() };
}
