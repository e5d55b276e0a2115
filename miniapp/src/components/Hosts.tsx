import { View } from '@tarojs/components';
import { useEffect } from 'react';
import { useLeadToWeChat } from '../hooks/usePerson';
import { useVisible } from '../hooks/useVisible';
import { copy, toast } from '../platform/notice';
import { canBuy } from '../platform/target';
import { Btn } from './Btn';
import { PrivacySheet } from './PrivacySheet';
import { Sheet } from './Sheet';

// Required under the condition, so that a build without the stand-in does not contain it.
const PaymentSheet =
  process.env.TARO_APP_STAND_IN === '1'
    ? (require('../standIn/PaymentSheet') as typeof import('../standIn/PaymentSheet')).PaymentSheet
    : null;

/** The mini-program's name in WeChat's search. */
const NAME = '拼砍';

/** 打开小程序: an H5 page without WeChat sells nothing; it says where buying is. */
function LeadToWeChat() {
  const { shown } = useLeadToWeChat();
  const close = () => useLeadToWeChat.setState({ shown: false });
  // It was about something on this page: the next one begins without it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the page goes
  useEffect(() => close, []);
  return (
    <Sheet
      open={shown}
      title="打开小程序"
      onClose={close}
      foot={
        <Btn
          id="copyName"
          block
          onClick={() => {
            void copy(NAME).then(() => toast('名字已复制，去微信里搜'));
            close();
          }}
        >
          复制「{NAME}」，去微信搜
        </Btn>
      }
    >
      <View className="f14 c2">
        网页上可以看商品和拼团。下单、付款、看收益在微信小程序里：打开微信，搜小程序「{NAME}」。
      </View>
    </Sheet>
  );
}

/** Sheets that any page with a buy button may need. They show on the page that is on screen, only. */
export function Hosts() {
  const visible = useVisible();
  if (!visible) return null;
  return (
    <>
      <PrivacySheet />
      {PaymentSheet !== null && <PaymentSheet />}
      {!canBuy && <LeadToWeChat />}
    </>
  );
}
