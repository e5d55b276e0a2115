import { Text, View } from '@tarojs/components';
import { useRouter } from '@tarojs/taro';
import { useState } from 'react';
import { SECOND } from '../../../../shared/time';
import { Btn } from '../../components/Btn';
import { ContactBtn } from '../../components/ContactBtn';
import { Countdown } from '../../components/Countdown';
import { Icon } from '../../components/Icon';
import { moneyPlace } from '../../components/orderWords';
import { Screen } from '../../components/Screen';
import { Skeleton } from '../../components/Skeleton';
import { Empty, Failed } from '../../components/State';
import { Steps } from '../../components/Steps';
import { StickyBar } from '../../components/StickyBar';
import { useAsk } from '../../hooks/useAsk';
import { usePolling } from '../../hooks/usePolling';
import { useVisible } from '../../hooks/useVisible';
import { call } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { back, open } from '../../platform/nav';
import { confirmed, toast } from '../../platform/notice';
import { type AfterSale, afterSaleSteps, afterSaleWord, sayOf } from '../words/afterSale';
import { Asked } from './Asked';
import { SendBack } from './SendBack';
import './index.scss';

/** While somebody else may move it, and while the money is on its way. */
const MOVING: readonly AfterSale['status'][] = ['asked', 'toReturn', 'returning', 'refunding'];

/** How an after-sale stands: what happened, what is to be done, where the money is. */
export default function AfterSalePage() {
  const { params } = useRouter();
  const afterSaleId = params.id ?? '';
  const { asked, again, put } = useAsk(afterSaleId, () => call('afterSale.get', { afterSaleId }));
  const afterSale = asked.status === 'ready' ? asked.value : undefined;
  const [busy, setBusy] = useState(false);
  const moving = afterSale !== undefined && MOVING.includes(afterSale.status);
  usePolling(again, 5 * SECOND, useVisible() && moving && !busy);

  if (afterSale === undefined) {
    const gone = asked.status === 'failed' && asked.problem.kind === 'refused' && asked.problem.code === 'notFound';
    return (
      <Screen title="售后进度">
        {asked.status === 'loading' && <Skeleton bones={['wallet', 'order', 'line']} />}
        {gone && (
          <Empty icon="orders" title="没有找到这次售后" action={{ id: 'goBack', label: '返回', onClick: back }} />
        )}
        {asked.status === 'failed' && !gone && <Failed problem={asked.problem} onRetry={again} />}
      </Screen>
    );
  }

  const { status, dueAt, refusal, refund, orderId } = afterSale;
  const word = afterSaleWord[status];
  const now = serverNow();
  const place = refund && moneyPlace(refund.status);

  async function cancel(): Promise<void> {
    const sure = await confirmed({
      title: '撤销这次申请',
      content: '撤销后不退款。售后期内还可以再申请。',
      yes: '撤销申请',
      no: '先留着',
    });
    if (!sure) return;
    setBusy(true);
    const answer = await call('afterSale.cancel', { afterSaleId });
    setBusy(false);
    if (answer.ok) return put(answer.value);
    toast(answer.refusal.message);
    await again();
  }

  const bar =
    status === 'asked' || status === 'toReturn' ? (
      <StickyBar>
        <Btn id="cancel" kind="line" busy={busy} onClick={() => void cancel()}>
          撤销申请
        </Btn>
      </StickyBar>
    ) : status === 'refused' || status === 'cancelled' || status === 'lapsed' ? (
      <StickyBar>
        <Btn id="askAgain" kind="line" onClick={() => open('buyer/afterSaleAsk', { order: orderId })}>
          再申请一次
        </Btn>
      </StickyBar>
    ) : undefined;

  return (
    <Screen title="售后进度" bar={bar}>
      <View id="state" className="after-top">
        <View className={`f22 bold ${word.tone}`}>{word.label}</View>
        <View className="f13 c2 m4">{sayOf(afterSale)}</View>
        {dueAt !== undefined && (
          <View className="m4 f13">
            <Countdown endsAt={dueAt} absolute onEnd={again} />
          </View>
        )}
      </View>
      {status === 'refused' && refusal !== undefined && (
        <View id="refusal" className="card row row-top g8 after-refusal">
          <Icon name="chat" size={18} className="c2" />
          <View className="grow">
            <View className="f12 c3">商家的理由</View>
            <View className="f14">{refusal}</View>
          </View>
        </View>
      )}
      {(status === 'toReturn' || status === 'returning') && (
        <SendBack key={status} afterSale={afterSale} onSent={(changed) => (changed ? put(changed) : void again())} />
      )}
      {place && (
        <View id="money" className="card row g12">
          <View className={`dab ${refund?.status === 'arrived' ? 'dab-money' : 'dab-warning'}`}>
            <Icon name="refund" size={20} />
          </View>
          <View className="grow">
            <View className={`f14 ${place.tone}`}>{place.label}</View>
            {place.hint !== undefined && <Text className="f12 c3">{place.hint}</Text>}
          </View>
        </View>
      )}
      <View className="card">
        <View className="f16 bold">进度</View>
        <View className="m16">
          <Steps steps={afterSaleSteps(afterSale, now)} />
        </View>
      </View>
      <Asked afterSale={afterSale} now={now} />
      <View className="tc m16">
        <ContactBtn />
      </View>
    </Screen>
  );
}
