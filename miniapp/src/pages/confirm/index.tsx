import { Text, View } from '@tarojs/components';
import { useRouter } from '@tarojs/taro';
import { useEffect, useRef, useState } from 'react';
import type { Input, Output } from '../../../../shared/contracts/contracts';
import { formatFen } from '../../../../shared/money';
import { formatWhen, MINUTE, type Ms } from '../../../../shared/time';
import {
  type AddressDraft,
  type AddressErrors,
  AddressForm,
  addressErrors,
  emptyAddress,
  toAddress,
} from '../../components/AddressForm';
import { Btn } from '../../components/Btn';
import { Cover } from '../../components/Cover';
import { leaveTerm } from '../../components/groupTerms';
import { lifeWords, overflowWords, sizeWord } from '../../components/groupWords';
import { Hosts } from '../../components/Hosts';
import { Icon } from '../../components/Icon';
import { Price } from '../../components/Price';
import { Receipt, ReceiptLine } from '../../components/Receipt';
import { Screen } from '../../components/Screen';
import { Skeleton } from '../../components/Skeleton';
import { Empty, Failed } from '../../components/State';
import { StickyBar } from '../../components/StickyBar';
import { type Term, Terms } from '../../components/Terms';
import { useAsk } from '../../hooks/useAsk';
import { useChatTicket } from '../../hooks/useChatTicket';
import { personIsHere, signInLabel, useViewer } from '../../hooks/usePerson';
import { call, mayRetry, newRequestId, type Problem } from '../../platform/api';
import { chatTicket } from '../../platform/chat';
import { serverNow } from '../../platform/clock';
import { back, open, replaceBy } from '../../platform/nav';
import { toast } from '../../platform/notice';
import { requestPayment } from '../../platform/pay';
import { askForReminders, paidOccasion, prepareReminders } from '../../platform/reminders';
import { lastShare } from '../../platform/share';
import './index.scss';

type Purchase = Input<'order.quote'>;
type Quote = Output<'order.quote'>;

/** What happens to the money, said before it is paid. */
function promise({ groupBuy, total }: Quote, now: Ms): string {
  if (groupBuy === undefined) return `付款后商家备货，${formatFen(total)} 由微信支付收取`;
  const { size, least, expiresAt, life } = groupBuy;
  const until = expiresAt === undefined ? `开团后 ${lifeWords(life)}内` : `${formatWhen(expiresAt, now)} 前`;
  if (least === undefined) return `${until}没满 ${size} 人，${formatFen(total)} 自动原路退回`;
  return `${until}没满 ${size} 人，但满 ${least} 人也成团；不到 ${least} 人，${formatFen(total)} 自动原路退回`;
}

/** What else this tap agrees to: the price may still fall, the seat may be gone, the way out. */
function conditions(groupBuy: NonNullable<Quote['groupBuy']>): Term[] {
  return [
    ...(groupBuy.ladder.some(({ members }) => members > groupBuy.size - groupBuy.missing)
      ? [{ icon: 'tag' as const, text: '人到下一档价就降，你付的差价自动原路退回' }]
      : []),
    ...(groupBuy.starts ? [] : [{ icon: 'swap' as const, text: overflowWords[groupBuy.overflow] }]),
    leaveTerm(groupBuy),
  ];
}

/** Refusals after which this purchase cannot be made, whatever is tapped. */
function dead(problem: Problem): boolean {
  if (problem.kind !== 'refused') return false;
  return problem.status === 409 && !['addressMissing', 'priceChanged', 'conflict'].includes(problem.code);
}

/** Where a group of one's own would be refused as well. */
const wrongChat = (problem: Problem): boolean =>
  problem.kind === 'refused' && ['chatOnly', 'chatNeeded'].includes(problem.code);

export default function ConfirmPage() {
  const { params } = useRouter();
  const viewer = useViewer();
  const purchase = (): Purchase => ({
    skuId: params.sku ?? '',
    quantity: Number(params.quantity ?? 1),
    campaignId: params.campaign,
    groupId: params.group,
    chat: chatTicket(),
  });
  const quoted = useAsk(`quote ${viewer}`, () => call('order.quote', purchase()));
  useChatTicket(quoted.again);
  const known = useAsk(`me ${viewer}`, () => call('person.me', {}));
  const quote = quoted.asked.status === 'ready' ? quoted.asked.value : undefined;
  const me = known.asked.status === 'ready' ? known.asked.value : undefined;
  const [editing, setEditing] = useState(false);
  const [draft, setDraft] = useState<AddressDraft>(emptyAddress);
  const [errors, setErrors] = useState<AddressErrors>({});
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  // Made once per tap and kept, with all that it asks for, while it is not known whether the order was made.
  const asking = useRef<Input<'order.place'>>();
  useEffect(() => void prepareReminders(), []);

  useEffect(() => {
    if (me === undefined) return;
    setDraft(me.address ? { ...me.address, region: [...me.address.region] } : emptyAddress);
    setEditing(me.address === undefined);
  }, [me]);

  /** True once the address is one that the server has. */
  async function addressKept(): Promise<boolean> {
    if (!editing) return true;
    const found = addressErrors(draft);
    setErrors(found);
    if (Object.keys(found).length > 0) return false;
    const address = toAddress(draft);
    const answer = await call('person.saveAddress', { address });
    if (!answer.ok) setProblem(answer.refusal);
    else if (me !== undefined) known.put({ ...me, address: answer.value.address });
    return answer.ok;
  }

  /** An order that may have been made already keeps its address: the same request would not carry another one. */
  function editAddress(): void {
    if (asking.current === undefined) setEditing(true);
    else toast('这一单可能已经提交，先付款看结果，地址暂时改不了');
  }

  async function place(seen: Quote): Promise<void> {
    setProblem(undefined);
    if (!(await personIsHere()) || !(await addressKept())) return;
    asking.current ??= {
      ...purchase(),
      requestId: newRequestId(),
      seenTotal: seen.total,
      shareToken: lastShare(),
    };
    const answer = await call('order.place', asking.current);
    if (answer.ok) {
      const outcome = await requestPayment(answer.value.payment);
      if (outcome === 'done') await askForReminders(answer.value.orderId, paidOccasion({ group: seen.groupBuy }));
      // Whatever was tapped there: the next page asks our server.
      replaceBy('result', { order: answer.value.orderId });
      return;
    }
    setProblem(answer.refusal);
    if (mayRetry(answer.refusal)) return;
    asking.current = undefined;
    if (answer.refusal.kind === 'refused' && answer.refusal.code === 'priceChanged') void quoted.again();
    if (answer.refusal.kind === 'refused' && answer.refusal.code === 'addressMissing') setEditing(true);
  }

  async function pay(): Promise<void> {
    if (quote === undefined || busy) return;
    setBusy(true);
    await place(quote);
    setBusy(false);
  }

  if (quoted.asked.status === 'failed') {
    const { problem: refused } = quoted.asked;
    return (
      <Screen title="确认订单">
        {refused.kind === 'refused' && refused.code === 'unauthenticated' ? (
          <Empty
            icon="people"
            title="先登录，再下单"
            action={{ id: 'toSignIn', label: signInLabel, onClick: () => void personIsHere() }}
          />
        ) : dead(refused) ? (
          <Empty
            icon="stop"
            title="这一单下不了"
            text={refused.message}
            action={{ id: 'goBack', label: '回去看看', onClick: back }}
          />
        ) : (
          <Failed problem={refused} onRetry={quoted.again} />
        )}
        <Hosts />
      </Screen>
    );
  }

  const group = quote?.groupBuy;
  const leads = group?.starts === true && group.leaderDiscount > 0;
  const blocked = problem !== undefined && dead(problem);
  return (
    <Screen
      title="确认订单"
      bar={
        quote && (
          <StickyBar
            note={
              group
                ? `付款即同意《拼团规则》第 ${group.version} 版 · 席位留 ${Math.round(group.hold / MINUTE)} 分钟`
                : undefined
            }
          >
            <Btn id="pay" block busy={busy} disabled={blocked} onClick={() => void pay()}>
              {blocked ? (
                '这一单下不了'
              ) : (
                <>
                  <Text>微信支付</Text>
                  <Price fen={quote.total} tone="inherit" />
                </>
              )}
            </Btn>
          </StickyBar>
        )
      }
    >
      {quoted.asked.status === 'loading' && <Skeleton bones={['line', 'order', 'wallet']} />}
      {quote && (
        <>
          {known.asked.status === 'failed' && <Failed problem={known.asked.problem} onRetry={known.again} />}
          {me && editing && (
            <View className="card">
              <View className="row spread">
                <Text className="f16 bold">收货地址</Text>
                <Text className="f12 c3">只填一次，下次直接用</Text>
              </View>
              <View className="m4">
                <AddressForm
                  draft={draft}
                  errors={errors}
                  onChange={(part) => setDraft((before) => ({ ...before, ...part }))}
                />
              </View>
            </View>
          )}
          {me?.address && !editing && (
            <View id="address" className="card row g12 confirm-address" role="button" onClick={editAddress}>
              <View className="dab">
                <Icon name="pin" size={20} />
              </View>
              <View className="grow">
                <View className="f14 cut">
                  {me.address.name} <Text className="num">{me.address.phone}</Text>
                </View>
                <View className="f12 c3 cut">
                  {me.address.region.join('')}
                  {me.address.detail}
                </View>
              </View>
              <Text className="link">修改</Text>
            </View>
          )}
          <View className="card">
            <View className="row g12">
              <Cover id={quote.product.id} picture={quote.product.cover} shape="t72" />
              <View className="grow">
                <View className="f14 bold cut">{quote.product.title}</View>
                <View className="f12 c3 cut">
                  {group ? `${sizeWord(group)} · ` : ''}
                  {quote.sku.name} × {quote.quantity}
                </View>
                <View className="row row-base wrap g6 m8">
                  <Price fen={quote.unitPrice} />
                  {leads && <Text className="f12 c2">团长价 · 每件省 {formatFen(group.leaderDiscount)}</Text>}
                </View>
              </View>
            </View>
            <Receipt className="m16">
              <ReceiptLine
                label={`${leads ? '团长价' : group ? '团价' : '单买价'} × ${quote.quantity}`}
                value={formatFen(quote.goods)}
              />
              {quote.discount > 0 && <ReceiptLine label="优惠" value={formatFen(-quote.discount)} />}
              <ReceiptLine label="运费" value={formatFen(quote.freight)} />
              <ReceiptLine label="应付" value={formatFen(quote.total)} total />
            </Receipt>
            <View className="m12">
              <Terms
                terms={[{ icon: 'refund', text: promise(quote, serverNow()) }, ...(group ? conditions(group) : [])]}
                small
              />
            </View>
          </View>
          {problem && (
            <View id="problem" className="card row row-top g8 confirm-problem" aria-live="polite">
              <Icon name="alert" size={20} />
              <View className="grow">
                <View className="f14">{problem.message}</View>
                {blocked && (
                  <View className="row g8 m8">
                    <Btn id="goBack" kind="line" size="s" onClick={back}>
                      回去看看
                    </Btn>
                    {params.group !== undefined && (
                      <Btn
                        id="leadInstead"
                        kind="line"
                        size="s"
                        onClick={() => open('product', { id: quote.product.id })}
                      >
                        {wrongChat(problem) ? '看看商品' : '自己开团'}
                      </Btn>
                    )}
                  </View>
                )}
              </View>
            </View>
          )}
        </>
      )}
      <Hosts />
    </Screen>
  );
}
