import { Image, Text, View } from '@tarojs/components';
import { formatFen } from '../../../../shared/money';
import { formatWhen, type Ms } from '../../../../shared/time';
import { Icon } from '../../components/Icon';
import { OrderLines } from '../../components/OrderLines';
import { Receipt, ReceiptLine } from '../../components/Receipt';
import { open } from '../../platform/nav';
import { previewPictures } from '../../platform/preview';
import { pictureUrl } from '../../platform/target';
import { type AfterSale, kindWords, reasonWords } from '../words/afterSale';

/** What was asked for, and why. */
export function Asked({ afterSale, now }: { afterSale: AfterSale; now: Ms }) {
  const { id, orderId, lines, kind, reason, text, pictures, amount, askedAt, refund } = afterSale;
  return (
    <View className="card">
      <OrderLines lines={lines} />
      <Receipt className="m16">
        <ReceiptLine label="方式" value={kindWords[kind].title} words />
        <ReceiptLine label="原因" value={reasonWords[reason]} words />
        <ReceiptLine label={refund ? '退给你' : '申请退'} value={formatFen(amount)} total tone={refund && 'money'} />
      </Receipt>
      {text !== '' && <View className="f13 c2 m12 asked-text">{text}</View>}
      {pictures.length > 0 && (
        <View className="asked-pictures m12">
          {pictures.map((picture, index) => (
            <View
              key={picture}
              id={`asked-${index + 1}`}
              className="asked-picture"
              role="button"
              aria-label={`第 ${index + 1} 张照片`}
              onClick={() => previewPictures(pictures, picture)}
            >
              <Image className="asked-shown" src={pictureUrl(picture)} mode="aspectFill" lazyLoad />
            </View>
          ))}
        </View>
      )}
      <View className="row spread g8 f12 c3 m12">
        <Text className="still">{formatWhen(askedAt, now)} 申请</Text>
        <Text className="num cut" userSelect>
          {id}
        </Text>
      </View>
      <View id="toOrder" className="row spread m12" role="button" onClick={() => open('order', { id: orderId })}>
        <Text className="f13">这笔订单</Text>
        <Icon name="right" size={16} className="c3" />
      </View>
    </View>
  );
}
