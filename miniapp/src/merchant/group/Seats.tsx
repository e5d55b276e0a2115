import { Text, View } from '@tarojs/components';
import { formatWhen } from '../../../../shared/time';
import { Avatar } from '../../components/Avatar';
import { Price } from '../../components/Price';
import { Tag } from '../../components/Tag';
import { serverNow } from '../../platform/clock';
import { type Column, Table } from '../components/Table';
import { type GroupDetail, turnedAwayWords } from '../words/groupBuy';
import { inYuan, type Payment, paymentWord, paymentWords } from '../words/payment';

type Seat = GroupDetail['seats'][number];
type TurnedAway = GroupDetail['turnedAway'][number];

interface Props {
  group: GroupDetail;
}

const freeOf = ({ size, seats, status }: GroupDetail): number =>
  status === 'open' || status === 'pending' ? Math.max(0, size - seats.length) : 0;

/** Seats that wait for somebody, in one line. */
function Free({ group }: Props) {
  const free = freeOf(group);
  if (free === 0) return null;
  return <View className="group-free">还有 {free} 个空位</View>;
}

const word = (payment: Payment | undefined) =>
  payment === undefined ? (
    <span className="c3">没有付款</span>
  ) : (
    <Tag tone={paymentWord(payment, 'groupBuy').tone}>{paymentWord(payment, 'groupBuy').label}</Tag>
  );

/** The columns that every row with an order has. */
const ofOrder: readonly Column<{ orderId: string; payment?: Payment | undefined }>[] = [
  {
    key: 'amount',
    head: '付款 元',
    figures: true,
    cell: ({ payment }) => (payment ? inYuan(payment.amount) : <span className="c3">–</span>),
  },
  { key: 'outcome', head: '结果', cell: ({ payment }) => word(payment) },
  {
    key: 'words',
    head: '去向',
    most: 260,
    cell: ({ payment }) => (
      <span className="c2 table-words">{payment ? paymentWords(payment, 'groupBuy').join('；') : ''}</span>
    ),
  },
  {
    key: 'orderId',
    head: '订单编号',
    roomy: true,
    most: 180,
    cell: ({ orderId }) => <span className="c3 table-number">{orderId}</span>,
  },
];

const seatColumns: readonly Column<Seat>[] = [
  {
    key: 'name',
    head: '谁',
    cell: ({ name, avatar, leader }) => (
      <span className="table-goods">
        <Avatar avatar={avatar} name={name} size={24} />
        <span className="cut">{name}</span>
        {leader && <Tag>团长</Tag>}
      </span>
    ),
  },
  {
    key: 'state',
    head: '座位',
    cell: ({ state, until, takenAt }) =>
      state === 'held' ? (
        <span className="cw">付款中，留到 {formatWhen(until, serverNow())}</span>
      ) : (
        <span className="c2">{takenAt === undefined ? '已付款' : `${formatWhen(takenAt, serverNow())} 付款`}</span>
      ),
  },
  ...ofOrder,
];

const turnedAwayColumns: readonly Column<TurnedAway>[] = [
  { key: 'name', head: '谁', cell: ({ name }) => name },
  {
    key: 'why',
    head: '为什么',
    most: 240,
    cell: ({ why }) => <span className="table-words">{turnedAwayWords(why)}</span>,
  },
  { key: 'at', head: '什么时候', cell: ({ at }) => <span className="c2">{formatWhen(at, serverNow())}</span> },
  ...ofOrder,
];

export function DeskSeats({ group }: Props) {
  return (
    <>
      {group.seats.length > 0 && (
        <Table label="座位" columns={seatColumns} rows={group.seats} keyOf={({ orderId }) => orderId} />
      )}
      <Free group={group} />
    </>
  );
}

export function DeskTurnedAway({ group }: Props) {
  return (
    <Table label="没坐下的" columns={turnedAwayColumns} rows={group.turnedAway} keyOf={({ orderId }) => orderId} />
  );
}

/** What an order paid and what became of it, under a name. */
function Money({ payment }: { payment: Payment | undefined }) {
  if (payment === undefined) return null;
  return (
    <>
      {paymentWords(payment, 'groupBuy').map((words) => (
        <View key={words} className="f12 c2">
          {words}
        </View>
      ))}
    </>
  );
}

export function PhoneSeats({ group }: Props) {
  const now = serverNow();
  return (
    <>
      {group.seats.map(({ orderId, name, avatar, state, leader, until, takenAt, payment }) => (
        <View key={orderId} id={`seat-${orderId}`} className="group-seat">
          <Avatar avatar={avatar} name={name} size={32} />
          <View className="grow">
            <View className="row g8">
              <Text className="f14 medium cut">{name}</Text>
              {leader && <Tag>团长</Tag>}
              {payment && (
                <View className="push">
                  <Price fen={payment.amount} size="s" tone="ink" />
                </View>
              )}
            </View>
            <View className={`f12 ${state === 'held' ? 'cw' : 'c3'}`}>
              {state === 'held'
                ? `付款中，座位留到 ${formatWhen(until, now)}`
                : takenAt === undefined
                  ? '已付款'
                  : `${formatWhen(takenAt, now)} 付款`}
            </View>
            <Money payment={payment} />
          </View>
        </View>
      ))}
      <Free group={group} />
    </>
  );
}

export function PhoneTurnedAway({ group }: Props) {
  const now = serverNow();
  return (
    <>
      {group.turnedAway.map(({ orderId, name, why, at, payment }) => (
        <View key={orderId} id={`turnedAway-${orderId}`} className="group-seat">
          <Avatar avatar="" name={name} size={32} />
          <View className="grow">
            <View className="row g8">
              <Text className="f14 medium cut">{name}</Text>
              {payment && (
                <View className="push">
                  <Price fen={payment.amount} size="s" tone="ink" />
                </View>
              )}
            </View>
            <View className="f12 c3">
              {formatWhen(at, now)} · {turnedAwayWords(why)}
            </View>
            <Money payment={payment} />
          </View>
        </View>
      ))}
    </>
  );
}
