/** Pictures that somebody adds to what they write: each is sent as soon as it is chosen. */
import { useRef, useState } from 'react';
import type { PicturePurpose } from '../../../../shared/contracts/media';
import { type ChosenPicture, choosePictures, sendPicture } from '../../platform/picture';
import { withConsent } from '../../platform/privacy';

export interface AddedPicture {
  readonly id: string;
  readonly preview: string;
  readonly status: 'sending' | 'sent' | 'failed';
  /** How much of it is there, 0 to 100. */
  readonly progress: number;
  /** Its path on our server, once it is there. */
  readonly picture?: string;
  /** Why it is not. */
  readonly words?: string;
}

export interface AddedPictures {
  readonly all: readonly AddedPicture[];
  readonly most: number;
  /** Paths of those that are there, to be named in a call. */
  readonly sent: readonly string[];
  /** One is still on its way, or did not arrive. */
  readonly unfinished: boolean;
  add(): Promise<void>;
  remove(id: string): void;
  retry(id: string): void;
}

/** @param most how many there may be */
export function usePictures(purpose: PicturePurpose, most = 6): AddedPictures {
  const [all, setAll] = useState<readonly AddedPicture[]>([]);
  const chosen = useRef(new Map<string, ChosenPicture>());
  const count = useRef(0);

  const change = (id: string, part: Partial<AddedPicture>) =>
    setAll((before) => before.map((one) => (one.id === id ? { ...one, ...part } : one)));

  async function send(id: string): Promise<void> {
    const picture = chosen.current.get(id);
    if (picture === undefined) return;
    const answer = await withConsent(() => sendPicture(picture, purpose, (progress) => change(id, { progress })));
    change(
      id,
      answer.ok
        ? { status: 'sent', progress: 100, picture: answer.value.picture }
        : { status: 'failed', words: answer.refusal.message },
    );
  }

  return {
    all,
    most,
    sent: all.flatMap(({ picture }) => (picture === undefined ? [] : [picture])),
    unfinished: all.some(({ status }) => status !== 'sent'),
    async add() {
      const room = most - all.length;
      if (room <= 0) return;
      for (const picture of await choosePictures(room)) {
        count.current += 1;
        const id = `picture-${count.current}`;
        chosen.current.set(id, picture);
        setAll((before) => [...before, { id, preview: picture.preview, status: 'sending', progress: 0 }]);
        void send(id);
      }
    },
    remove(id) {
      chosen.current.delete(id);
      setAll((before) => before.filter((one) => one.id !== id));
    },
    retry(id) {
      change(id, { status: 'sending', progress: 0 });
      void send(id);
    },
  };
}
