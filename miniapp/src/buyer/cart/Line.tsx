import { Text, View } from '@tarojs/components';
import { formatFen } from '../../../../shared/money';
import { Btn } from '../../components/Btn';
import { Cover } from '../../components/Cover';
import { Price } from '../../components/Price';
import { Stepper } from '../../components/Stepper';
import { stockWords } from '../../components/stockWords';
import { open } from '../../platform/nav';
import { CheckRound } from '../components/CheckRound';
import type { CartLine } from '../hooks/useCart';

interface Props {
  line: CartLine;
  chosen: boolean;
  onChoose: () => void;
  /** 0 takes it out. */
  onQuantity: (quantity: number) => void;
}

/** 比加入时涨 ¥2.00, where the price is another one since. */
function PriceChange({ price, priceBefore }: Pick<CartLine, 'price' | 'priceBefore'>) {
  if (priceBefore === undefined) return null;
  const cheaper = price < priceBefore;
  return (
    <View className={`f12 ${cheaper ? 'cm' : 'cw'}`}>
      比加入时{cheaper ? '降' : '涨'} {formatFen(Math.abs(price - priceBefore))}
    </View>
  );
}

/** One thing of the cart. What cannot be bought says why, and has its way out. */
export function Line({ line, chosen, onChoose, onQuantity }: Props) {
  const { skuId, product, skuName, quantity, price, left, state } = line;
  const buyable = state === 'ok' || state === 'short';
  const few = stockWords(left);
  return (
    <View id={`line-${skuId}`} className="card row row-top cart-line">
      <View
        id={`choose-${skuId}`}
        className="cart-check"
        role="checkbox"
        aria-checked={chosen}
        aria-disabled={state !== 'ok'}
        aria-label={`选上 ${product.title}`}
        onClick={state === 'ok' ? onChoose : undefined}
      >
        <CheckRound on={chosen} off={state !== 'ok'} />
      </View>
      <View
        className={buyable ? '' : 'cart-off'}
        role="button"
        aria-label={product.title}
        onClick={() => open('product', { id: product.id })}
      >
        <Cover id={product.id} picture={product.cover} shape="t72" />
      </View>
      <View className="grow">
        <View className={`f14 bold cut ${buyable ? '' : 'c3'}`}>{product.title}</View>
        <View className="f12 c3 cut">{skuName}</View>
        {buyable ? (
          <>
            <PriceChange {...line} />
            {state === 'ok' && few !== undefined && <View className="f12 cw">{few}</View>}
            <View className="row spread wrap cart-foot">
              <Price fen={price} />
              {state === 'ok' ? (
                <Stepper id={`-${skuId}`} value={quantity} most={Math.min(99, left)} onChange={onQuantity} />
              ) : (
                <Btn id={`lessen-${skuId}`} kind="tint" size="s" onClick={() => onQuantity(left)}>
                  改成 {left} 件
                </Btn>
              )}
            </View>
            {state === 'short' && (
              <View className="f12 cw">
                只剩 {left} 件，你要 {quantity} 件
              </View>
            )}
          </>
        ) : (
          <View className="f13 c2 m4">{state === 'gone' ? '已经下架了' : '已售罄，补货后还在这里'}</View>
        )}
        <View className="row row-end">
          <View
            id={`remove-${skuId}`}
            className="f12 c3 cart-remove"
            role="button"
            aria-label={`移出 ${product.title}`}
            onClick={() => onQuantity(0)}
          >
            <Text>移出</Text>
          </View>
        </View>
      </View>
    </View>
  );
}
