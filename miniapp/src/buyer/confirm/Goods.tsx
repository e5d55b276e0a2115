import { Text, View } from '@tarojs/components';
import { formatFen } from '../../../../shared/money';
import { Cover } from '../../components/Cover';
import { sizeWord } from '../../components/groupWords';
import { Icon } from '../../components/Icon';
import { Price } from '../../components/Price';
import { Receipt, ReceiptLine } from '../../components/Receipt';
import { freightWords, type Quote } from './words';

/** What is bought, line by line, and how its price comes to be. */
export function Goods({ quote }: { quote: Quote }) {
  const { lines, groupBuy: group, bargain } = quote;
  const leads = group?.starts === true && group.leaderDiscount > 0;
  const [only] = lines;
  const pieces = lines.reduce((sum, { quantity }) => sum + quantity, 0);
  const priceName = leads ? '团长价' : group ? '团价' : bargain ? '砍后价' : '单买价';
  return (
    <>
      <View>
        {lines.map(({ product, sku, unitPrice, quantity, notDelivered }) => (
          <View
            key={sku.id}
            id={`line-${sku.id}`}
            className={`row g12 confirm-line ${notDelivered ? 'confirm-off' : ''}`}
          >
            <Cover id={product.id} picture={product.cover} shape="t72" />
            <View className="grow">
              <View className="f14 bold cut">{product.title}</View>
              <View className="f12 c3 cut">
                {group ? `${sizeWord(group)} · ` : bargain ? '砍价 · ' : ''}
                {sku.name} × {quantity}
              </View>
              <View className="row row-base wrap g6 m4">
                <Price fen={unitPrice} tone={notDelivered ? 'ink' : 'action'} />
                {bargain && <Text className="f12 c2">砍后价 · 标价 {formatFen(bargain.list)}</Text>}
                {leads && <Text className="f12 c2">团长价 · 每件省 {formatFen(group.leaderDiscount)}</Text>}
              </View>
              {notDelivered && (
                <View className="row g4 f12 cd">
                  <Icon name="truck" size={18} />
                  <Text>不发往这个地区</Text>
                </View>
              )}
            </View>
          </View>
        ))}
      </View>
      <Receipt className="m16">
        {bargain && (
          <>
            <ReceiptLine label="标价 × 1" value={formatFen(bargain.list)} />
            <ReceiptLine label="砍下" value={formatFen(quote.goods - bargain.list)} />
          </>
        )}
        <ReceiptLine
          label={lines.length === 1 ? `${priceName} × ${only?.quantity ?? 0}` : `商品 ${pieces} 件`}
          value={formatFen(quote.goods)}
        />
        {quote.discount > 0 && <ReceiptLine label="优惠" value={formatFen(-quote.discount)} />}
        <ReceiptLine
          label="运费"
          value={freightWords(quote)}
          words={quote.freight === undefined || quote.freight === 0}
        />
        <ReceiptLine label={quote.freight === undefined ? '商品合计' : '应付'} value={formatFen(quote.total)} total />
      </Receipt>
    </>
  );
}
