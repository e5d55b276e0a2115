/** 不砍了: said in full before it is done, since it cannot be undone. */
import { useRef } from 'react';
import { call } from '../../platform/api';
import { confirmed, toast } from '../../platform/notice';
import type { Bargain } from '../words';

/** `put` shows what it has become; `again` asks for it where the answer was a no. */
export function useCancel({
  put,
  again,
}: {
  put: (bargain: Bargain) => void;
  again: () => Promise<void>;
}): (bargain: Bargain) => void {
  const under = useRef(false);

  async function ask({ id, helps }: Bargain): Promise<void> {
    const friends = helps.filter(({ own }) => !own).length;
    const lost = friends > 0 ? `朋友帮的 ${friends} 刀跟着作废，不能挪到下一次。` : '';
    const sure = await confirmed({
      title: '不砍了',
      content: `${lost}发起的次数不退。没有付钱，不用退款。`,
      yes: '不砍了',
      no: '接着砍',
    });
    if (!sure) return;
    const answer = await call('bargain.cancel', { bargainId: id });
    if (answer.ok) put(answer.value);
    else {
      toast(answer.refusal.message);
      await again();
    }
  }

  return (bargain) => {
    if (under.current) return;
    under.current = true;
    void ask(bargain).finally(() => {
      under.current = false;
    });
  };
}
