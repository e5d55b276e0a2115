/** The purchase that is being confirmed: what is bought, where it goes, what it costs there, and placing it. */
import { useDidShow } from '@tarojs/taro';
import { useEffect, useRef, useState } from 'react';
import type { Input } from '../../../../shared/contracts/contracts';
import { useAddressChoice } from '../../hooks/useAddressChoice';
import { type Asked, useAsk } from '../../hooks/useAsk';
import { useChatTicket } from '../../hooks/useChatTicket';
import { personIsHere, useViewer } from '../../hooks/usePerson';
import { call, mayRetry, newRequestId, type Problem } from '../../platform/api';
import { chatTicket } from '../../platform/chat';
import { type PageParams, replaceBy } from '../../platform/nav';
import { toast } from '../../platform/notice';
import { requestPayment } from '../../platform/pay';
import { withConsent } from '../../platform/privacy';
import { askForReminders, paidOccasion, prepareReminders } from '../../platform/reminders';
import { lastShare } from '../../platform/share';
import type { Quote } from './words';

type Purchase = Input<'order.quote'>;

interface Confirming {
  quoted: Asked<Quote>;
  again: () => Promise<void>;
  /** The price of what was just changed is being asked for. */
  pricing: boolean;
  pickupPointId: string | undefined;
  choosePoint: (id: string | undefined) => void;
  remark: string;
  write: (remark: string) => void;
  /** Takes these SKUs out of this order. */
  leaveOut: (skuIds: readonly string[]) => void;
  /** True, and said, while an order that may have been made must stay as it was asked for. */
  fixed: () => boolean;
  pay: () => Promise<void>;
  busy: boolean;
  problem: Problem | undefined;
  /** What was to be paid before the price changed. */
  totalBefore: number | undefined;
}

export function usePurchase(params: Partial<PageParams['buyer/confirm']>): Confirming {
  const viewer = useViewer();
  const addressId = useAddressChoice(({ id }) => id);
  const [pickupPointId, setPoint] = useState<string>();
  const [leftOut, setLeftOut] = useState<readonly string[]>([]);
  const [remark, setRemark] = useState('');
  const [pricing, setPricing] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const [totalBefore, setTotalBefore] = useState<number>();
  // Made once per tap and kept, with all that it asks for, while it is not known whether the order was made.
  const asking = useRef<Input<'order.place'>>();

  const purchase = (): Purchase => {
    const quantities = (params.quantity ?? '1').split('.').map(Number);
    return {
      lines: (params.sku ?? '')
        .split('.')
        .map((skuId, place) => ({ skuId, quantity: quantities[place] ?? 1 }))
        .filter(({ skuId }) => !leftOut.includes(skuId)),
      campaignId: params.campaign,
      groupId: params.group,
      bargainId: params.bargain,
      chat: chatTicket(),
      ...(pickupPointId === undefined ? { addressId } : { pickupPointId }),
    };
  };
  const { asked, again } = useAsk(`quote ${viewer}`, () => call('order.quote', purchase()));
  useChatTicket(again);
  useEffect(() => void prepareReminders(), []);
  // The choice was for this order only.
  useEffect(() => () => useAddressChoice.setState({ id: undefined }), []);

  const underWay = useRef(0);
  async function reprice(): Promise<void> {
    underWay.current += 1;
    setPricing(true);
    await again();
    underWay.current -= 1;
    setPricing(underWay.current > 0);
  }
  // Back from the addresses: the one that was used may have another text now. Another choice has already asked.
  const shown = useRef(false);
  useDidShow(() => {
    if (shown.current && !busy && underWay.current === 0) void reprice();
    shown.current = true;
  });
  const first = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another destination or another line has another price
  useEffect(() => {
    if (first.current) {
      first.current = false;
      return;
    }
    setProblem(undefined);
    void reprice();
  }, [addressId, pickupPointId, leftOut]);

  function fixed(): boolean {
    if (asking.current !== undefined) toast('这一单可能已经提交，先付款看结果，暂时改不了');
    return asking.current !== undefined;
  }

  async function place(seen: Quote): Promise<void> {
    setProblem(undefined);
    setTotalBefore(undefined);
    if (!(await personIsHere())) return;
    asking.current ??= {
      ...purchase(),
      requestId: newRequestId(),
      seenTotal: seen.total,
      shareToken: lastShare(),
      ...(remark.trim() === '' ? {} : { remark: remark.trim() }),
      ...(params.cart === undefined ? {} : { fromCart: true }),
    };
    const wanted = asking.current;
    const answer = await withConsent(() => call('order.place', wanted));
    if (answer.ok) {
      const outcome = await requestPayment(answer.value.payment);
      const delivery = seen.pickupPoint ? 'pickUp' : 'express';
      const occasion = paidOccasion({ group: seen.groupBuy, delivery });
      if (outcome === 'done') await askForReminders(answer.value.orderId, occasion);
      // Whatever was tapped there: the next page asks our server.
      replaceBy('result', { order: answer.value.orderId });
      return;
    }
    setProblem(answer.refusal);
    if (mayRetry(answer.refusal)) return;
    asking.current = undefined;
    if (answer.refusal.kind !== 'refused' || answer.refusal.status !== 409) return;
    if (answer.refusal.code === 'priceChanged') setTotalBefore(seen.total);
    // The quote says what has changed.
    if (['priceChanged', 'addressMissing', 'regionNotDelivered'].includes(answer.refusal.code)) await reprice();
  }

  async function pay(): Promise<void> {
    if (asked.status !== 'ready' || busy || pricing) return;
    setBusy(true);
    await place(asked.value);
    setBusy(false);
  }

  return {
    quoted: asked,
    again,
    pricing,
    pickupPointId,
    choosePoint: (id) => {
      if (!fixed()) setPoint(id);
    },
    remark,
    write: (text) => {
      if (!fixed()) setRemark(text);
    },
    leaveOut: (skuIds) => {
      if (!fixed()) setLeftOut((before) => [...before, ...skuIds]);
    },
    fixed,
    pay,
    busy,
    problem,
    totalBefore,
  };
}
