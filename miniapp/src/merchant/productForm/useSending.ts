/** PICTURES ON THEIR WAY to the server, in the order in which they were chosen. */
import { useRef, useState } from 'react';
import type { Problem } from '../../platform/api';
import { type ChosenPicture, choosePictures, sendPicture } from '../../platform/picture';

/** One that is on its way, or did not arrive. */
interface Sent {
  readonly key: number;
  readonly chosen: ChosenPicture;
  /** Why it is not there. */
  readonly problem?: Problem;
}

export interface Sending {
  readonly sent: readonly Sent[];
  /** One of them may still arrive. */
  readonly busy: boolean;
  /** Lets somebody choose up to so many, and sends them. */
  add: (most: number) => Promise<void>;
  again: (one: Sent) => Promise<void>;
  drop: (one: Sent) => void;
}

/** @param onArrived told the path of each that is there */
export function useSending(merchantId: string, onArrived: (picture: string) => void): Sending {
  const [sent, setSent] = useState<readonly Sent[]>([]);
  const count = useRef(0);

  const drop = ({ key }: Sent) => setSent((before) => before.filter((one) => one.key !== key));
  const put = (next: Sent) => setSent((before) => before.map((one) => (one.key === next.key ? next : one)));

  async function send({ key, chosen }: Sent): Promise<void> {
    const answer = await sendPicture(chosen, 'product', undefined, merchantId);
    if (!answer.ok) return put({ key, chosen, problem: answer.refusal });
    onArrived(answer.value.picture);
    drop({ key, chosen });
  }

  return {
    sent,
    busy: sent.some(({ problem }) => problem === undefined),
    drop,
    async add(most) {
      const more = (await choosePictures(most)).map((chosen): Sent => {
        count.current += 1;
        return { key: count.current, chosen };
      });
      setSent((before) => [...before, ...more]);
      // One after the other, so that they stand in the order in which they were chosen.
      for (const one of more) await send(one);
    },
    again({ key, chosen }) {
      put({ key, chosen });
      return send({ key, chosen });
    },
  };
}
