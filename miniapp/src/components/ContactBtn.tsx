import { useState } from 'react';
import { call } from '../platform/api';
import { toast } from '../platform/notice';
import { callPhone } from '../platform/phone';
import { isWeapp, shopId } from '../platform/target';
import { Btn } from './Btn';

interface Props {
  id?: string;
  kind?: 'line' | 'tint';
  size?: 'l' | 'm' | 's';
}

/** 联系客服: in the mini-program WeChat's own chat with the shop; on H5 the shop's telephone. */
export function ContactBtn({ id = 'contact', kind = 'line', size = 'm' }: Props) {
  const [busy, setBusy] = useState(false);

  async function ring(): Promise<void> {
    setBusy(true);
    const home = await call('shop.home', { merchantId: shopId });
    setBusy(false);
    if (!home.ok) return toast(home.refusal.message);
    const phone = home.value.merchant.servicePhone;
    if (phone === undefined) return toast('商家没有留电话，在微信小程序里可以联系客服');
    toast(`客服电话 ${phone}`);
    await callPhone(phone);
  }

  return isWeapp ? (
    <Btn id={id} kind={kind} size={size} openType="contact">
      联系客服
    </Btn>
  ) : (
    <Btn id={id} kind={kind} size={size} busy={busy} onClick={() => void ring()}>
      联系客服
    </Btn>
  );
}
