import { Text, View } from '@tarojs/components';
import { formatFen } from '../../../../shared/money';
import { Icon } from '../../components/Icon';
import { OrderLines } from '../../components/OrderLines';
import { amountWord } from '../../components/orderWords';
import { Receipt, ReceiptLine } from '../../components/Receipt';
import type { OrderDetail } from '../../hooks/useOrderActs';
import { open } from '../../platform/nav';

type Line = OrderDetail['lines'][number];

const PRICE_BACK = { promised: '差价在退', arrived: '差价已退', abnormal: '差价没退到，商家在处理' } as const;

/** Where the pieces of a line are, where not all of them are in one place. */
function piecesWords({ quantity, sent, refunded }: Line, isShipping: boolean): string {
  const words = [
    isShipping && sent > 0 && `已发 ${sent} 件`,
    refunded > 0 && (refunded === quantity ? '已退款' : `已退款 ${refunded} 件`),
  ];
  return words.filter(Boolean).join(' · ');
}

/** `团价 × 1` of one line; `商品 5 件` of several. */
function goodsWord({ lines, group, bargain }: OrderDetail): string {
  const pieces = lines.reduce((sum, { quantity }) => sum + quantity, 0);
  if (lines.length > 1) return `商品 ${pieces} 件`;
  return `${group ? '团价' : bargain ? '砍后价' : '单买价'} × ${pieces}`;
}

/** What was bought, and how its price came to be. */
export function Goods({ order }: { order: OrderDetail }) {
  const { lines, status, goods, bargain, discount, freight, total, priceBack } = order;
  const isShipping = status === 'toShip';
  return (
    <View className="card">
      <OrderLines
        lines={lines}
        note={(line) => {
          const words = piecesWords(line, isShipping);
          return words === '' ? null : <View className="f12 cm">{words}</View>;
        }}
        onTap={(line) => open('product', { id: line.productId })}
      />
      <Receipt className="m16">
        {bargain && (
          <>
            <ReceiptLine label="标价 × 1" value={formatFen(bargain.list)} />
            <ReceiptLine label="砍下" value={formatFen(goods - bargain.list)} />
          </>
        )}
        <ReceiptLine label={goodsWord(order)} value={formatFen(goods)} />
        {discount > 0 && <ReceiptLine label="优惠" value={formatFen(-discount)} />}
        <ReceiptLine label="运费" value={freight === 0 ? '免运费' : formatFen(freight)} words={freight === 0} />
        {priceBack && <ReceiptLine label={PRICE_BACK[priceBack.status]} value={formatFen(-priceBack.amount)} />}
        <ReceiptLine
          label={amountWord(order) === '应付' ? '应付' : '实付'}
          value={formatFen(total - (priceBack?.amount ?? 0))}
          total
        />
      </Receipt>
      {priceBack && (
        <View className="row row-top g6 m12 f12 c2">
          <Icon name="refund" size={16} className="cm" />
          <Text className="grow">
            人多价降：付了 {formatFen(total)}，退差价 {formatFen(priceBack.amount)}
          </Text>
        </View>
      )}
    </View>
  );
}
