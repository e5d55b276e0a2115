import { Text, View } from '@tarojs/components';
import { formatFen } from '../../../../shared/money';
import { formatWhen } from '../../../../shared/time';
import { asButton } from '../../components/Btn';
import { Icon } from '../../components/Icon';
import { Receipt, ReceiptLine } from '../../components/Receipt';
import { type Step, Steps } from '../../components/Steps';
import { Tag } from '../../components/Tag';
import { serverNow } from '../../platform/clock';
import { open } from '../../platform/nav';
import { Panel } from '../components/Panel';
import { type Payout, type PayoutDetail, payoutWord, standWords, stepWord } from '../words/payout';

/** Whose it is, and where it stands. */
export function Head({ payout }: { payout: Payout }) {
  const word = payoutWord(payout);
  return (
    <View className="row g12">
      <Text className="payout-name cut">
        {payout.promoter.name} 提现 <Text className="num">{formatFen(payout.amount)}</Text>
      </Text>
      <Tag tone={word.tone}>{word.label}</Tag>
    </View>
  );
}

/** How it stands, as a sentence; and the shop's word on it. */
export function Stand({ payout }: { payout: Payout }) {
  const { review, status, failure } = payout;
  return (
    <Panel id="stand">
      <View className="f14">{standWords(payout)}</View>
      {failure !== undefined && status === 'returned' && <View className="f12 c3">微信的说法：{failure}</View>}
      {review && (
        <View className="room-word m8">
          {review.by} {formatWhen(review.at, serverNow())} {payout.returned === 'refused' ? '退回' : '放行'}：
          {review.reason}
        </View>
      )}
    </Panel>
  );
}

/** What leaves the wallet, what is taken off, what arrives, and what is left. */
export function Money({ payout: { amount, fee, tax, net, wallet } }: { payout: PayoutDetail }) {
  return (
    <Panel id="money" title="这笔钱">
      <Receipt>
        <ReceiptLine label="提现金额" value={formatFen(amount)} />
        <ReceiptLine label="手续费，归店里" value={formatFen(-fee)} />
        <ReceiptLine label="代扣税，待缴" value={formatFen(-tax)} />
        <ReceiptLine label="到账" value={formatFen(net)} total tone="money" />
      </Receipt>
      <View className="f12 c3 m8">
        {wallet.debt > 0 ? `TA 现在欠 ${formatFen(wallet.debt)}` : `TA 现在还有可提现 ${formatFen(wallet.available)}`}
      </View>
    </Panel>
  );
}

const OVER: ReadonlyArray<Payout['status']> = ['turnedDown', 'paid', 'returned'];

/** What has happened, step by step; the last one is under way until it is over. */
export function Way({ payout: { steps, status } }: { payout: Payout }) {
  const now = serverNow();
  const shown = steps.map(({ step, at }, place): Step => {
    const last = place === steps.length - 1 && !OVER.includes(status);
    return { state: last ? 'now' : 'done', what: stepWord[step], when: formatWhen(at, now) };
  });
  return (
    <Panel id="way" title="进度">
      <Steps steps={shown} />
    </Panel>
  );
}

/** The newest sales that the promoter earned by; each leads to its order. */
export function Sales({ sales, merchantId }: { sales: PayoutDetail['sales']; merchantId: string }) {
  if (sales.length === 0) return null;
  const now = serverNow();
  return (
    <Panel id="sales" title="TA 的佣金从哪来" sub={`最近 ${sales.length} 笔`}>
      {sales.map(({ id, orderId, title, buyer, base, amount, reversed, at }) => (
        <View
          key={id}
          id={`sale-${id}`}
          className="payout-sale"
          {...asButton}
          onClick={() => open('merchant/order', { merchant: merchantId, id: orderId })}
        >
          <View className="row spread g8">
            <Text className="f14 cut">
              {buyer} · {title}
            </Text>
            <Text className={`num medium still ${amount === reversed ? 'c3' : 'cm'}`}>
              {formatFen(amount - reversed)}
            </Text>
          </View>
          <View className="row spread g8">
            <Text className="f12 c3">
              {formatWhen(at, now)} · 计佣 {formatFen(base)}
              {reversed > 0 && ` · 退款冲回 ${formatFen(reversed)}`}
            </Text>
            <Icon name="right" size={14} className="c3" />
          </View>
        </View>
      ))}
    </Panel>
  );
}
