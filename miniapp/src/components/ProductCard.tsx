import { Text, View } from '@tarojs/components';
import type { Output } from '../../../shared/contracts/contracts';
import { formatFen } from '../../../shared/money';
import { open } from '../platform/nav';
import { Btn } from './Btn';
import { Cover } from './Cover';
import { sizeWord } from './groupWords';
import { Price } from './Price';
import './ProductCard.scss';

export type CardProduct = Output<'shop.home'>['products'][number];

/** 1286 → `1,286`. */
export const formatCount = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ',');

/** The one that the shop opens with; its button is the page's only solid one. */
export function FeaturedCard({ product }: { product: CardProduct }) {
  const { id, title, caption, cover, price, sold, groupBuy } = product;
  const go = () => open('product', { id });
  return (
    <View id={`product-${id}`} className="featured" role="button" onClick={go}>
      <Cover id={id} picture={cover} shape="feat" />
      <View className="featured-in">
        <View className="f16 bold cut">{title}</View>
        <View className="f12 c3 cut">{caption}</View>
        <View className="row spread m12">
          <View className="grow">
            <View className="row row-base g6">
              <Price fen={groupBuy?.price ?? price} size="l" />
              <Text className="f12 c2">{groupBuy ? sizeWord(groupBuy) : '单买价'}</Text>
            </View>
            <View className="f12 c3 m4">
              {groupBuy && (
                <Text>
                  单买 <Text className="num">{formatFen(price)}</Text>
                </Text>
              )}
              {groupBuy && sold > 0 && ' · '}
              {sold > 0 && (
                <Text>
                  {groupBuy ? '已拼' : '已售'} <Text className="num">{formatCount(sold)}</Text> 件
                </Text>
              )}
            </View>
          </View>
          <Btn size="m" onClick={go}>
            {groupBuy ? '去拼团' : '去看看'}
          </Btn>
        </View>
      </View>
    </View>
  );
}

/** A product in the grid of two columns. */
export function ProductCard({ product }: { product: CardProduct }) {
  const { id, title, caption, cover, price, groupBuy } = product;
  const go = () => open('product', { id });
  return (
    <View id={`product-${id}`} className="product-card" role="button" onClick={go}>
      <Cover id={id} picture={cover} shape="card" />
      <View className="product-in">
        <View className="product-title cut">{title}</View>
        <View className="f12 c3 cut">{groupBuy ? `${sizeWord(groupBuy)} · ${caption}` : caption}</View>
        <View className="row spread m8 product-foot">
          <View>
            <Price fen={groupBuy?.price ?? price} />
            <View className="f11 c3">
              {groupBuy ? (
                <Text>
                  单买 <Text className="num">{formatFen(price)}</Text>
                </Text>
              ) : (
                <Text>单买价</Text>
              )}
            </View>
          </View>
          <Btn kind="tint" size="s" onClick={go}>
            {groupBuy ? '去拼' : '看看'}
          </Btn>
        </View>
      </View>
    </View>
  );
}
