import { Text, View } from '@tarojs/components';
import { ok } from '../../../../shared/result';
import { formatWhen } from '../../../../shared/time';
import { Avatar } from '../../components/Avatar';
import { Price } from '../../components/Price';
import { Skeleton } from '../../components/Skeleton';
import { Empty, Failed } from '../../components/State';
import { Tag } from '../../components/Tag';
import { usePages } from '../../hooks/usePages';
import { call } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { open, pathOf } from '../../platform/nav';
import { type Column, WorkList } from '../components/Table';
import { useDeskPages } from '../hooks/useDeskPages';
import type { CampaignKind } from '../words/campaign';
import { inYuan, type Payment, paymentWord, paymentWords } from '../words/payment';
import type { Outcome, PartProps } from './part';

const nothing = (state: Outcome) => ({
  title: state === 'all' ? '还没有收到付款' : '这里没有付款',
  text: state === 'all' ? '每一笔付款和它的去向都会列在这里' : '换一种结果看看',
});

const backOf = ({ refunds }: Payment): number => refunds.reduce((sum, { amount }) => sum + amount, 0);

const columnsFor = (kind: CampaignKind): readonly Column<Payment>[] => [
  {
    key: 'buyer',
    head: '买家',
    cell: ({ buyer }) => (
      <span className="table-goods">
        <Avatar avatar={buyer.avatar} name={buyer.name} size={24} />
        <span className="cut">{buyer.name}</span>
      </span>
    ),
  },
  { key: 'amount', head: '付款 元', figures: true, cell: ({ amount }) => inYuan(amount) },
  {
    key: 'capturedAt',
    head: '到账',
    roomy: true,
    cell: ({ capturedAt }) => <span className="c2">{formatWhen(capturedAt, serverNow())}</span>,
  },
  {
    key: 'outcome',
    head: '结果',
    cell: (payment) => <Tag tone={paymentWord(payment, kind).tone}>{paymentWord(payment, kind).label}</Tag>,
  },
  {
    key: 'words',
    head: '去向',
    most: 280,
    cell: (payment) => <span className="c2 table-words">{paymentWords(payment, kind).join('；')}</span>,
  },
  {
    key: 'back',
    head: '退回 元',
    figures: true,
    cell: (payment) => (backOf(payment) === 0 ? <span className="c3">–</span> : inYuan(backOf(payment))),
  },
  {
    key: 'transactionId',
    head: '微信单号',
    roomy: true,
    most: 200,
    cell: ({ transactionId }) => <span className="c3 table-number">{transactionId}</span>,
  },
];

interface Props extends PartProps<Outcome> {
  kind: CampaignKind;
}

/** Where a payment leads: to its group, or, where it has none, to its order. */
const wayOf = (merchantId: string, { groupId, orderId }: Payment) =>
  groupId === undefined
    ? ({ page: 'merchant/order', place: { merchant: merchantId, id: orderId } } as const)
    : ({ page: 'merchant/group', place: { merchant: merchantId, id: groupId } } as const);

const openPayment = (merchantId: string, payment: Payment): void => {
  const { page, place } = wayOf(merchantId, payment);
  open(page, place);
};

const questionOf = ({ campaignId, merchantId, state }: PartProps<Outcome>, cursor: string | undefined) => ({
  merchantId,
  campaignId,
  outcome: state,
  cursor,
});

export function DeskPayments(part: Props) {
  const { campaignId, merchantId, state, kind } = part;
  const pages = useDeskPages(`${campaignId} ${state}`, (cursor) =>
    call('campaign.listPayments', questionOf(part, cursor)),
  );
  return (
    <WorkList
      label="付款"
      columns={columnsFor(kind)}
      pages={pages}
      rowsOf={(page) => page.payments}
      keyOf={({ transactionId }) => transactionId}
      onOpen={(payment) => openPayment(merchantId, payment)}
      hrefOf={(payment) => {
        const { page, place } = wayOf(merchantId, payment);
        return `#${pathOf(page, place)}`;
      }}
      empty={<Empty icon="wallet" {...nothing(state)} />}
    />
  );
}

/** One payment and what became of it, as a phone shows it. */
export function PaymentLine({ payment, kind }: { payment: Payment; kind: CampaignKind }) {
  const word = paymentWord(payment, kind);
  return (
    <>
      <View className="row g8">
        <Text className="f12 c3 grow cut">{formatWhen(payment.capturedAt, serverNow())} 到账</Text>
        <Tag tone={word.tone}>{word.label}</Tag>
      </View>
      {paymentWords(payment, kind).map((words) => (
        <View key={words} className="f12 c2 m4">
          {words}
        </View>
      ))}
    </>
  );
}

export function PhonePayments(part: Props) {
  const { campaignId, merchantId, state, kind } = part;
  const { asked, items, again } = usePages(`${campaignId} ${state}`, async (cursor) => {
    const answer = await call('campaign.listPayments', questionOf(part, cursor));
    return answer.ok ? ok({ ...answer.value, items: answer.value.payments }) : answer;
  });
  if (asked.status === 'loading') return <Skeleton bones={['line', 'line']} />;
  if (asked.status === 'failed') return <Failed problem={asked.problem} onRetry={again} />;
  if (items.length === 0) return <Empty icon="wallet" {...nothing(state)} />;
  return (
    <>
      {items.map((payment) => {
        const { buyer, amount, transactionId } = payment;
        return (
          <View
            key={transactionId}
            id={`payment-${transactionId}`}
            className="card campaign-row"
            role="button"
            onClick={() => openPayment(merchantId, payment)}
          >
            <View className="row g8">
              <Avatar avatar={buyer.avatar} name={buyer.name} size={24} />
              <Text className="f14 bold cut grow">{buyer.name}</Text>
              <Price fen={amount} size="s" tone="ink" />
            </View>
            <View className="m8">
              <PaymentLine payment={payment} kind={kind} />
            </View>
          </View>
        );
      })}
    </>
  );
}
