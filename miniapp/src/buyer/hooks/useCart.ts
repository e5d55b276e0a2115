/** A cart on screen: what was tapped is shown at once, and the server's answer to the last tap counts. */
import { useDidShow } from '@tarojs/taro';
import { useRef } from 'react';
import type { Output } from '../../../../shared/contracts/contracts';
import { type Asked, useAsk } from '../../hooks/useAsk';
import { keepPiecesOf } from '../../hooks/useCartPieces';
import { call } from '../../platform/api';
import { toast } from '../../platform/notice';
import { shopId } from '../../platform/target';

type Cart = Output<'cart.get'>;
export type CartLine = Cart['lines'][number];

interface CartOnScreen {
  asked: Asked<Cart>;
  again: () => Promise<void>;
  /** So many of these from now on; 0 takes them out. */
  put: (changes: ReadonlyArray<{ skuId: string; quantity: number }>) => Promise<void>;
}

const withQuantity = (line: CartLine, quantity: number): CartLine => {
  const countable = line.state === 'ok' || line.state === 'short';
  return { ...line, quantity, state: countable ? (quantity > line.left ? 'short' : 'ok') : line.state };
};

/** @param key whose cart it is; undefined asks nothing yet */
export function useCart(key: string | undefined): CartOnScreen {
  const merchantId = shopId;
  const { asked, again, put: show } = useAsk(key, () => call('cart.get', { merchantId }));
  const shown = useRef(false);
  useDidShow(() => {
    if (shown.current && key !== undefined) void again();
    shown.current = true;
  });
  const tap = useRef(0);
  const newest = useRef<Cart>();
  if (asked.status === 'ready') newest.current = asked.value;
  // One after the other, so that the server hears them in the order of the taps.
  const line = useRef<Promise<unknown>>(Promise.resolve());

  const keep = (cart: Cart) => {
    newest.current = cart;
    keepPiecesOf(cart);
    show(cart);
  };

  const put: CartOnScreen['put'] = async (changes) => {
    const cart = newest.current;
    if (cart === undefined) return;
    tap.current += 1;
    const mine = tap.current;
    const wanted = new Map(changes.map(({ skuId, quantity }) => [skuId, quantity]));
    keep({
      ...cart,
      lines: cart.lines.flatMap((one) => {
        const quantity = wanted.get(one.skuId);
        if (quantity === undefined) return [one];
        return quantity === 0 ? [] : [withQuantity(one, quantity)];
      }),
    });
    line.current = line.current.then(async () => {
      for (const change of changes) {
        const answer = await call('cart.put', { merchantId, ...change });
        if (!answer.ok) {
          toast(answer.refusal.message);
          await again();
          return;
        }
        // A later tap has already shown more than this answer knows.
        if (mine === tap.current && change === changes.at(-1)) keep(answer.value);
      }
    });
    await line.current;
  };

  return { asked, again, put };
}
