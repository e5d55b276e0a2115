/** The life of an order as a timeline: what was, what is, what is promised next. */
import type { Output } from '../../../shared/contracts/contracts';
import { formatWhen, type Ms } from '../../../shared/time';
import { neededOf } from './groupWords';
import type { Step } from './Steps';

type Order = Output<'order.get'>;

interface Formed {
  at: Ms | undefined;
  /** `小鹿是第 3 位` */
  who?: string;
}

const words = (at: Ms | undefined, now: Ms, more?: string): string | undefined =>
  at === undefined ? more : [formatWhen(at, now), more].filter(Boolean).join(' · ');

/** `formed` is known on the group's page only; elsewhere the step has no time. */
export function orderSteps(order: Order, now: Ms, formed?: Formed): Step[] {
  const { status } = order;
  const reached = ['awaitingPayment', 'confirming', 'paid', 'toShip', 'shipped', 'received', 'completed'].indexOf(
    status,
  );
  const state = (from: number): Step['state'] => (reached > from ? 'done' : reached === from ? 'now' : 'later');
  const parcel = order.parcel && `${order.parcel.company} ${order.parcel.trackingNumber}`;
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
  steps.push(
    {
      state: state(3),
      what: reached > 3 ? '已备好货' : '备货中',
      when: reached === 3 ? '发货后这里有单号' : undefined,
    },
    { state: state(4), what: reached > 4 ? '已发货' : '送货', when: words(order.shippedAt, now, parcel) },
    {
      state: reached >= 5 ? 'done' : 'later',
      what: reached >= 5 ? '已收货' : '收到货，确认收货',
      when: words(order.receivedAt, now),
    },
  );
  return steps;
}
