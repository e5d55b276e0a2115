/** What a tap on 微信支付 agrees to, and why it cannot be tapped. */
import type { Output } from '../../../../shared/contracts/contracts';
import { formatFen } from '../../../../shared/money';
import { formatWhen, type Ms } from '../../../../shared/time';
import { leaveTerm } from '../../components/groupTerms';
import { lifeWords, overflowWords } from '../../components/groupWords';
import type { Term } from '../../components/Terms';
import type { Problem } from '../../platform/api';

export type Quote = Output<'order.quote'>;

/** At a bargain's price: until when it is to be had, and what an order of it means for the bargain. */
export const bargainConditions = ({ expiresAt }: NonNullable<Quote['bargain']>, now: Ms): Term[] => [
  { icon: 'clock', text: `这个价要在 ${formatWhen(expiresAt, now)} 前下单` },
  { icon: 'swap', text: '下单后等付款时不能再帮砍；没付款，订单关闭，砍价还给你' },
];

/** What happens to the money, said before it is paid. No amount is promised while the freight is not known. */
export function promise({ groupBuy, total, freight, pickupPoint }: Quote, now: Ms): string {
  const amount = freight === undefined ? '付的钱' : `${formatFen(total)} `;
  if (groupBuy === undefined) {
    const next = pickupPoint ? `商家备好货，凭取货码到${pickupPoint.name}取` : '商家备货';
    return `付款后${next}，${amount}由微信支付收取`;
  }
  const { size, least, expiresAt, life } = groupBuy;
  const until = expiresAt === undefined ? `开团后 ${lifeWords(life)}内` : `${formatWhen(expiresAt, now)} 前`;
  if (least === undefined) return `${until}没满 ${size} 人，${amount}自动原路退回`;
  return `${until}没满 ${size} 人，但满 ${least} 人也成团；不到 ${least} 人，${amount}自动原路退回`;
}

/** What else this tap agrees to: the price may still fall, the seat may be gone, the way out. */
export function conditions(groupBuy: NonNullable<Quote['groupBuy']>): Term[] {
  return [
    ...(groupBuy.ladder.some(({ members }) => members > groupBuy.size - groupBuy.missing)
      ? [{ icon: 'tag' as const, text: '人到下一档价就降，你付的差价自动原路退回' }]
      : []),
    ...(groupBuy.starts ? [] : [{ icon: 'swap' as const, text: overflowWords[groupBuy.overflow] }]),
    leaveTerm(groupBuy),
  ];
}

/** 免运费, an amount, or why there is none yet. */
export function freightWords({ freight, address, lines }: Quote): string {
  if (freight !== undefined) return freight === 0 ? '免运费' : formatFen(freight);
  if (address === undefined) return '填写地址后计算';
  return lines.some(({ notDelivered }) => notDelivered) ? '这里不送' : '正在计算';
}

/** Refusals that another tap, or another destination, may do away with. */
const PASSING: readonly string[] = [
  'addressMissing',
  'priceChanged',
  'conflict',
  'regionNotDelivered',
  'consentMissing',
];

/** Refusals after which this purchase cannot be made, whatever is tapped. */
export const dead = (problem: Problem): boolean =>
  problem.kind === 'refused' && problem.status === 409 && !PASSING.includes(problem.code);

/** Where a group of one's own would be refused as well. */
export const wrongChat = (problem: Problem): boolean =>
  problem.kind === 'refused' && ['chatOnly', 'chatNeeded'].includes(problem.code);
