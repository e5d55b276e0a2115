import { Text, Textarea, View } from '@tarojs/components';
import { useRouter } from '@tarojs/taro';
import { useEffect, useRef, useState } from 'react';
import type { Input } from '../../../../shared/contracts/contracts';
import {
  AFTER_SALE_REASONS,
  type AfterSaleKind,
  type AfterSaleReason,
  ANSWER_TIME,
  CONFIRM_TIME,
  RETURN_TIME,
} from '../../../../shared/domain/afterSale';
import { formatFen } from '../../../../shared/money';
import { DAY, HOUR } from '../../../../shared/time';
import { asButton, Btn } from '../../components/Btn';
import { Icon } from '../../components/Icon';
import { mayAsk } from '../../components/orderWords';
import { Receipt, ReceiptLine } from '../../components/Receipt';
import { Screen } from '../../components/Screen';
import { Skeleton } from '../../components/Skeleton';
import { Empty, Failed } from '../../components/State';
import { StickyBar } from '../../components/StickyBar';
import { type Term, Terms } from '../../components/Terms';
import { useAsk } from '../../hooks/useAsk';
import type { OrderDetail } from '../../hooks/useOrderActs';
import { call, mayRetry, newRequestId, type Problem } from '../../platform/api';
import { back, replaceBy } from '../../platform/nav';
import { withConsent } from '../../platform/privacy';
import { askForReminders, prepareReminders } from '../../platform/reminders';
import { Pictures } from '../components/Pictures';
import { usePictures } from '../hooks/usePictures';
import { kindWords, reasonWords, UNSENT_REASONS } from '../words/afterSale';
import { type Chosen, Pieces } from './Pieces';
import './index.scss';

const TEXT_MAX = 200;
const PICTURES_MAX = 6;

/** What this tap sets going, said before it. */
function promises(kind: AfterSaleKind, isSent: boolean): Term[] {
  return [
    { icon: 'clock', text: `商家 ${ANSWER_TIME / HOUR} 小时内答复，到点没答复就自动同意` },
    ...(kind === 'returnAndRefund'
      ? [
          { icon: 'truck' as const, text: `同意后 ${RETURN_TIME / DAY} 天内寄回、填单号，不然这次售后就结束` },
          { icon: 'check' as const, text: `商家收到货就退款；寄出 ${CONFIRM_TIME / DAY} 天没确认，自动退款` },
        ]
      : []),
    {
      icon: 'refund',
      text: isSent ? '钱原路退回。已经寄出的运费退不退，由商家决定' : '钱原路退回，没寄出的运费一起退',
    },
  ];
}

const piecesOf = (chosen: Chosen): Input<'afterSale.quote'>['lines'] =>
  Object.entries(chosen).flatMap(([lineId, quantity]) => (quantity > 0 ? [{ lineId, quantity }] : []));

/** One line: all of it. Of several lines nobody knows yet. */
function chosenAtFirst({ lines }: OrderDetail): Chosen {
  const open = lines.filter(({ askable }) => askable > 0);
  const [line] = open;
  return line && open.length === 1 ? { [line.id]: line.askable } : {};
}

function AskForm({ order, renew }: { order: OrderDetail; renew: () => Promise<void> }) {
  const { id: orderId, afterSaleKinds, lines } = order;
  const isSent = order.status !== 'toShip';
  const reasons = isSent ? AFTER_SALE_REASONS : UNSENT_REASONS;
  const [firstKind = 'refundOnly'] = afterSaleKinds;
  const [kind, setKind] = useState<AfterSaleKind>(firstKind);
  const [chosen, setChosen] = useState<Chosen>(() => chosenAtFirst(order));
  const [reason, setReason] = useState<AfterSaleReason>();
  const [text, setText] = useState('');
  const pictures = usePictures('afterSale', PICTURES_MAX);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  // Kept while it is not known whether it was heard: the same wish is the same request, another one is not.
  const asking = useRef<Input<'afterSale.ask'>>();
  const wanted = piecesOf(chosen);
  const key = wanted.length === 0 ? undefined : JSON.stringify([kind, wanted]);
  const quoted = useAsk(key, () => call('afterSale.quote', { orderId, kind, lines: wanted }));
  const quote = key !== undefined && quoted.asked.status === 'ready' ? quoted.asked.value : undefined;
  useEffect(() => void prepareReminders(), []);

  async function ask(because: AfterSaleReason): Promise<void> {
    if (busy) return;
    setBusy(true);
    setProblem(undefined);
    // WeChat shows its question in the turn of the tap only.
    await askForReminders(orderId, 'afterSale');
    const wish = { orderId, kind, lines: wanted, reason: because, text: text.trim(), pictures: [...pictures.sent] };
    const { requestId, ...before } = asking.current ?? { requestId: '' };
    const isSame = JSON.stringify(before) === JSON.stringify(wish);
    asking.current = { requestId: isSame ? requestId : newRequestId(), ...wish };
    const wanting = asking.current;
    const answer = await withConsent(() => call('afterSale.ask', wanting));
    setBusy(false);
    if (answer.ok) return replaceBy('buyer/afterSale', { id: answer.value.id });
    setProblem(answer.refusal);
    if (mayRetry(answer.refusal)) return;
    asking.current = undefined;
    await renew();
  }

  const missing =
    wanted.length === 0
      ? '先选要退的商品'
      : reason === undefined
        ? '先选原因'
        : pictures.unfinished
          ? '图片还没传完'
          : undefined;

  return (
    <Screen
      title="申请售后"
      bar={
        <StickyBar>
          <Btn
            id="ask"
            block
            busy={busy}
            disabled={missing !== undefined || quote === undefined}
            onClick={() => reason && void ask(reason)}
          >
            {missing ?? (quote ? `提交申请，退 ${formatFen(quote.amount)}` : '在算能退多少')}
          </Btn>
        </StickyBar>
      }
    >
      {afterSaleKinds.length > 1 && (
        <View className="ask-kinds">
          {afterSaleKinds.map((one) => (
            <View
              key={one}
              id={`kind-${one}`}
              className={`ask-kind ${one === kind ? 'ask-kind-on' : ''}`}
              {...asButton}
              aria-pressed={one === kind}
              onClick={() => setKind(one)}
            >
              <View className="f16 bold">{kindWords[one].title}</View>
              <View className="f12">{kindWords[one].text}</View>
            </View>
          ))}
        </View>
      )}
      <View className="card">
        <View className="f16 bold">退哪些</View>
        <View className="m4">
          <Pieces lines={lines} chosen={chosen} onChange={setChosen} />
        </View>
      </View>
      <View className="card">
        <View className="f16 bold">原因</View>
        <View className="ask-reasons m12">
          {reasons.map((one) => (
            <View
              key={one}
              id={`reason-${one}`}
              className={`chip ${one === reason ? 'chip-on' : ''}`}
              {...asButton}
              aria-pressed={one === reason}
              onClick={() => setReason(one)}
            >
              {reasonWords[one]}
            </View>
          ))}
        </View>
        <View className="ask-text m16">
          <Textarea
            id="text"
            className="ask-area"
            value={text}
            maxlength={TEXT_MAX}
            autoHeight
            placeholder="说说怎么回事（不写也行）"
            placeholderClass="ask-placeholder"
            onInput={(event) => setText(event.detail.value)}
          />
          <View className="num f12 c3 tr">
            {text.length} / {TEXT_MAX}
          </View>
        </View>
        <View className="f13 c2 m12">照片，最多 {PICTURES_MAX} 张，拍清楚好处理</View>
        <View className="m8">
          <Pictures pictures={pictures} />
        </View>
      </View>
      <View className="card">
        <View className="f16 bold">能退多少</View>
        {quote && (
          <Receipt className="m12">
            <ReceiptLine label="商品" value={formatFen(quote.goods)} />
            {quote.freight > 0 && <ReceiptLine label="运费" value={formatFen(quote.freight)} />}
            <ReceiptLine label="退给你" value={formatFen(quote.amount)} total tone="money" />
          </Receipt>
        )}
        {quote === undefined && key === undefined && <View className="f13 c3 m8">选好商品，这里就算出来</View>}
        {key !== undefined && quoted.asked.status === 'failed' && (
          <View className="row g8 m8">
            <Text className="f13 cd grow">{quoted.asked.problem.message}</Text>
            <Btn id="quoteAgain" kind="line" size="s" onClick={() => void quoted.again()}>
              再算一次
            </Btn>
          </View>
        )}
        <View className="m12">
          <Terms terms={promises(kind, isSent)} small />
        </View>
      </View>
      {problem && (
        <View id="problem" className="card row row-top g8 ask-problem" aria-live="polite">
          <Icon name="alert" size={20} />
          <Text className="f14 grow">{problem.message}</Text>
        </View>
      )}
    </Screen>
  );
}

/** Money back is asked for: for which pieces, how, and why. */
export default function AfterSaleAskPage() {
  const { params } = useRouter();
  const orderId = params.order ?? '';
  const { asked, again } = useAsk(orderId, () => call('order.get', { orderId }));
  const order = asked.status === 'ready' ? asked.value : undefined;
  if (order && mayAsk(order)) return <AskForm order={order} renew={again} />;
  return (
    <Screen title="申请售后">
      {asked.status === 'loading' && <Skeleton bones={['order', 'wallet']} />}
      {asked.status === 'failed' && <Failed problem={asked.problem} onRetry={again} />}
      {order && (
        <Empty
          icon="stop"
          title="现在不能申请售后"
          text={order.openAfterSale === undefined ? '过了售后期，或者货款已经退了' : '这些商品的售后在处理'}
          action={
            order.openAfterSale === undefined
              ? { id: 'goBack', label: '返回', onClick: back }
              : {
                  id: 'seeAfterSale',
                  label: '看进度',
                  onClick: () => replaceBy('buyer/afterSale', { id: order.openAfterSale ?? '' }),
                }
          }
        />
      )}
    </Screen>
  );
}
