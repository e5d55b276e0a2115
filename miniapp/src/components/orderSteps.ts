/** The life of an order as a timeline: what was, what is, what is promised next. */
import type { Output } from '../../../shared/contracts/contracts';
import { formatWhen, type Ms } from '../../../shared/time';
import { neededOf } from './groupWords';
import { closeWords } from './orderWords';
import type { Step } from './Steps';

type Order = Output<'order.get'>;

interface Formed {
  at: Ms | undefined;
  /** `小鹿是第 3 位` */
  who?: string;
}

const words = (at: Ms | undefined, now: Ms, more?: string): string | undefined =>
  at === undefined ? more : [formatWhen(at, now), more].filter(Boolean).join(' · ');

const STATUSES = ['awaitingPayment', 'confirming', 'paid', 'toShip', 'shipped', 'received', 'completed'] as const;

/** `formed` is known on the group's page only; elsewhere the step has no time. */
export function orderSteps(order: Order, now: Ms, formed?: Formed): Step[] {
  if (order.status === 'closed') return closedSteps(order, now);
  const reached = STATUSES.indexOf(order.status);
  const state = (from: number): Step['state'] => (reached > from ? 'done' : reached === from ? 'now' : 'later');
  const steps: Step[] = [
    {
      state: order.paidAt === undefined ? 'now' : 'done',
      what: order.paidAt === undefined ? '等你付款' : '已付款',
      when: words(order.paidAt, now, order.paidAt === undefined ? undefined : '微信支付'),
    },
  ];
  if (order.group) {
    steps.push({
      state: state(2),
      what: reached > 2 ? '已成团' : `等满 ${neededOf(order.group)} 人成团`,
      when: reached > 2 ? words(formed?.at, now, formed?.who) : reached === 2 ? '没成团，自动退款' : undefined,
    });
  }
  steps.push(...(order.delivery === 'pickUp' ? pickUpSteps(order, now, state) : expressSteps(order, now, state)), {
    state: order.status === 'completed' ? 'done' : 'later',
    what: order.status === 'completed' ? '已完成' : '售后期结束，订单完成',
    when:
      order.status === 'received' && order.afterSaleUntil !== undefined
        ? `${formatWhen(order.afterSaleUntil, now)} 前可以申请售后`
        : words(order.completedAt, now),
  });
  return steps;
}

type StateOf = (from: number) => Step['state'];

function expressSteps(order: Order, now: Ms, state: StateOf): Step[] {
  const { parcels, receiptDue, openAfterSale } = order;
  const [first] = parcels;
  const carried =
    first && (parcels.length > 1 ? `${parcels.length} 个包裹` : `${first.company} ${first.trackingNumber}`);
  const isReceived = state(4) === 'done';
  return [
    {
      state: state(3),
      what: state(3) === 'done' ? '已备好货' : parcels.length > 0 ? '发了一部分' : '备货中',
      when: state(3) === 'now' ? (carried ? `${carried} · 其余在备货` : '发货后这里有单号') : undefined,
    },
    {
      state: state(4),
      what: isReceived ? '已发货' : '送货',
      when: state(3) === 'done' ? words(order.shippedAt, now, carried) : undefined,
    },
    {
      state: isReceived ? 'done' : 'later',
      what: isReceived ? '已收货' : '收到货，确认收货',
      when:
        receiptDue === undefined
          ? words(order.receivedAt, now)
          : openAfterSale === undefined
            ? `${formatWhen(receiptDue, now)} 自动确认`
            : '售后处理完以前不自动确认',
    },
  ];
}

function pickUpSteps(order: Order, now: Ms, state: StateOf): Step[] {
  const isReceived = order.receivedAt !== undefined;
  return [
    {
      state: state(3),
      what: state(3) === 'later' ? '自提点备货' : '可以去取货',
      when: state(3) === 'now' ? order.pickUp?.name : undefined,
    },
    {
      state: isReceived ? 'done' : 'later',
      what: isReceived ? '已取货' : '出示取货码，当面取货',
      when: words(order.receivedAt, now),
    },
  ];
}

function closedSteps(order: Order, now: Ms): Step[] {
  const paid = order.paidAt;
  return [
    {
      state: 'done',
      what: paid === undefined ? '已下单' : '已付款',
      when: paid === undefined ? formatWhen(order.createdAt, now) : words(paid, now, '微信支付'),
    },
    ...(order.shippedAt === undefined
      ? []
      : [{ state: 'done' as const, what: '已发货', when: formatWhen(order.shippedAt, now) }]),
    { state: 'done', what: '已关闭', when: words(order.closedAt, now, closeWords({ closeReason: order.closeReason })) },
  ];
}
