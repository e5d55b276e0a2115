/** How many pieces are in the cart: one number for every page that shows a way to it. */
import { useDidShow } from '@tarojs/taro';
import { useEffect, useRef } from 'react';
import { create } from 'zustand';
import type { Output } from '../../../shared/contracts/contracts';
import { call } from '../platform/api';
import { arrivedInSinglePage } from '../platform/launch';
import { useSession } from '../platform/session';
import { isWeapp, shopId } from '../platform/target';

const useCount = create<{ pieces: number }>(() => ({ pieces: 0 }));

/** Takes the number from a cart that has just come. */
export function keepPiecesOf({ lines }: Pick<Output<'cart.get'>, 'lines'>): void {
  useCount.setState({ pieces: lines.reduce((sum, { quantity }) => sum + quantity, 0) });
}

/** Asked anew whenever the page comes to the front. Without an answer the number stays as it was. */
export function useCartPieces(): number {
  const person = useSession((session) => session.person?.name);
  // WeChat signs in with the first call; on H5 nobody has a cart before signing in.
  const here = (isWeapp || person !== undefined) && !arrivedInSinglePage();
  const shown = useRef(false);
  const ask = async () => {
    const answer = await call('cart.count', { merchantId: shopId });
    if (answer.ok) useCount.setState(answer.value);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: somebody else has another cart
  useEffect(() => {
    if (here) void ask();
    else useCount.setState({ pieces: 0 });
  }, [here, person]);
  useDidShow(() => {
    if (shown.current && here) void ask();
    shown.current = true;
  });
  return useCount(({ pieces }) => pieces);
}
