import { Image, Text, View } from '@tarojs/components';
import { formatFen } from '../../../../shared/money';
import { formatWhen } from '../../../../shared/time';
import { Avatar } from '../../components/Avatar';
import { asButton } from '../../components/Btn';
import { Icon } from '../../components/Icon';
import { OrderLines } from '../../components/OrderLines';
import { Receipt, ReceiptLine } from '../../components/Receipt';
import { Tag } from '../../components/Tag';
import { serverNow } from '../../platform/clock';
import { open } from '../../platform/nav';
import { previewPictures } from '../../platform/preview';
import { pictureUrl } from '../../platform/target';
import { Panel } from '../components/Panel';
import { type AfterSaleDetail, afterSaleWord, duePromise, kindWord, reasonWord } from '../words/afterSale';
import { refundWords } from '../words/refund';

interface Props {
  afterSale: AfterSaleDetail;
}

/** Who wants what, and how long there is. */
export function Head({ afterSale }: Props) {
  const { buyer, kind, status, amount } = afterSale;
  const word = afterSaleWord[status];
  return (
    <View className="after-sale-head">
      <Avatar avatar={buyer.avatar} name={buyer.name} size={42} />
      <View className="grow">
        <View className="row wrap g8">
          <Text className="after-sale-title">
            {buyer.name} 申请{kindWord[kind]} {formatFen(amount)}
          </Text>
          <Tag tone={word.tone}>{word.label}</Tag>
        </View>
        <View className="f12 c3">{formatWhen(afterSale.askedAt, serverNow())} 申请</View>
      </View>
    </View>
  );
}

export function Due({ afterSale }: Props) {
  const promise = duePromise(afterSale, serverNow());
  if (promise === undefined) return null;
  return (
    <View id="due" className="room-notice">
      <Icon name="clock" size={16} />
      <Text className="grow">{promise}</Text>
    </View>
  );
}

/** The pieces, the reason, the words and the pictures. */
export function Asked({ afterSale, merchantId }: Props & { merchantId: string }) {
  const { lines, reason, text, pictures, hidden, orderId } = afterSale;
  return (
    <Panel
      id="asked"
      title="申请的内容"
      aside={
        <View
          id="toOrder"
          className="link"
          {...asButton}
          onClick={() => open('merchant/order', { merchant: merchantId, id: orderId })}
        >
          看订单 <Icon name="right" size={14} />
        </View>
      }
    >
      <OrderLines lines={lines} />
      <View className="f14 medium m12">{reasonWord[reason]}</View>
      {text !== '' && <View className="f14 c2 m4">{text}</View>}
      {hidden && <View className="room-note m4">有些内容没有通过微信的安全检查，已隐藏</View>}
      {pictures.length > 0 && (
        <View className="row wrap g8 m12">
          {pictures.map((picture, place) => (
            <View
              key={picture}
              id={`picture-${place}`}
              {...asButton}
              aria-label={`第 ${place + 1} 张照片，点开看大图`}
              onClick={() => previewPictures(pictures, picture)}
            >
              <Image className="after-sale-picture" src={pictureUrl(picture)} mode="aspectFill" />
            </View>
          ))}
        </View>
      )}
    </Panel>
  );
}

/** What goes back, or went. */
export function Money({ afterSale }: Props) {
  const { status, amount, withFreight, refund, refusal } = afterSale;
  return (
    <Panel id="money" title="退多少">
      <Receipt>
        <ReceiptLine label={refund ? '退给买家' : '这几件的实付'} value={formatFen(amount)} />
        {withFreight !== undefined && withFreight > amount && (
          <ReceiptLine label="连运费一起退" value={formatFen(withFreight)} />
        )}
      </Receipt>
      {refund && <View className="f13 c2 m8">{refundWords(refund)}</View>}
      {status === 'refused' && refusal !== undefined && <View className="f13 c2 m8">拒绝的原因：{refusal}</View>}
      {(status === 'cancelled' || status === 'lapsed') && <View className="f13 c2 m8">没有退款</View>}
    </Panel>
  );
}

/** Where the goods go back to, and the parcel they come in. */
export function Return({ afterSale }: Props) {
  const { returnTo, back } = afterSale;
  if (returnTo === undefined && back === undefined) return null;
  return (
    <Panel id="return" title="退货">
      {back && (
        <>
          <View className="f14 medium after-sale-parcel">
            {back.company} <Text className="num">{back.trackingNumber}</Text>
          </View>
          <View className="f12 c3">{formatWhen(back.at, serverNow())} 寄出</View>
        </>
      )}
      {returnTo && (
        <View className={back ? 'f13 c2 m8' : 'f13 c2'}>
          寄到 {returnTo.address}，{returnTo.name} <Text className="num">{returnTo.phone}</Text>
        </View>
      )}
    </Panel>
  );
}
