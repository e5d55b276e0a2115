import { Text, View } from '@tarojs/components';
import type { Output } from '../../../../shared/contracts/contracts';
import { formatFen } from '../../../../shared/money';
import { Icon } from '../../components/Icon';
import { stockWords } from '../../components/stockWords';

type Product = Output<'product.get'>;

interface Props {
  product: Product;
  chosen: string;
  onChoose: (skuId: string) => void;
}

/** Every specification with what it costs alone and in a group, and what is left of it. */
export function Skus({ product, chosen, onChoose }: Props) {
  return (
    <View id="skus" className="card product-skus" role="radiogroup" aria-label="规格">
      <View className="f16 bold">规格</View>
      {product.skus.map(({ id, name, price, groupPrice, inStock, left }) => {
        const few = stockWords(inStock ? left : 0);
        return (
          <View
            key={id}
            id={`choose-${id}`}
            className={`row g8 product-sku ${id === chosen ? 'product-sku-on' : ''} ${inStock ? '' : 'product-sku-off'}`}
            role="radio"
            aria-checked={id === chosen}
            aria-disabled={!inStock}
            onClick={inStock ? () => onChoose(id) : undefined}
          >
            <View className="grow">
              <View className="f14 cut">{name}</View>
              {few !== undefined && <View className={`f12 ${inStock ? 'cw' : 'c3'}`}>{few}</View>}
            </View>
            <View className="tr still f12">
              {groupPrice !== undefined && (
                <View className={inStock ? 'ca' : ''}>
                  团价 <Text className="num bold product-sku-price">{formatFen(groupPrice)}</Text>
                </View>
              )}
              <View className={groupPrice !== undefined ? 'c3' : ''}>
                单买价{' '}
                <Text className={`num ${groupPrice !== undefined ? '' : 'bold product-sku-price'}`}>
                  {formatFen(price)}
                </Text>
              </View>
            </View>
          </View>
        );
      })}
      <View className="row g8 product-delivery f12 c2">
        <Icon name="truck" size={18} />
        <Text className="grow">运费按收货地址算，付款前看得到</Text>
      </View>
    </View>
  );
}
