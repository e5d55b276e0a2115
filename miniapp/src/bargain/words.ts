/** What a bargain's terms and its state mean for its owner and for a friend. What the server says → the words on the screens. */
import type { Output } from '../../../shared/contracts/contracts';
import { type Fen, formatFen } from '../../../shared/money';
import { formatWhen, type Ms } from '../../../shared/time';
import { lifeWords } from '../components/groupWords';

export type Bargain = Output<'bargain.get'>;

/** What the cuts that are made come to. */
export const cutSoFar = ({ list, price }: Pick<Bargain, 'list' | 'price'>): Fen => list - price;

/** THE RULE IN TWO LINES, read before a friend taps: how many cuts, what they come to, and what a tap is. */
export const ruleLines = ({ cuts, list, floor }: Pick<Bargain, 'cuts' | 'list' | 'floor'>): [string, string] => [
  `共 ${cuts} 刀，合计减 ${formatFen(list - floor)}，到底价 ${formatFen(floor)}`,
  '一人帮一刀，金额早定好，不花钱，不用转发',
];

/** On its card: friends that are missing and what is cut come first. */
export function bargainTitle(bargain: Bargain): string {
  const { status, mine, missing, list, floor, owner, product } = bargain;
  if (status === 'floor') return `已砍到底价 ${formatFen(floor)} · ${product.title}`;
  if (status !== 'open') return `砍价 · 标价 ${formatFen(list)}，底价 ${formatFen(floor)} · ${product.title}`;
  const cut = cutSoFar(bargain);
  const words = [
    `还差 ${missing} 位`,
    cut > 0 && `已砍 ${formatFen(cut)}`,
    `帮${mine ? '我' : ` ${owner.name} `}砍一刀`,
  ];
  return `${words.filter(Boolean).join('，')} · ${product.title}`;
}

/** What it is again if its order is not paid (`afterUnpaid` is the rule). */
function unpaidWords({ endedEarly, expiresAt, missing }: Bargain, now: Ms): string {
  if (endedEarly) return '还没付款。商家提前结束了活动，没付的话，这次砍价就作废';
  if (expiresAt <= now) return '还没付款。砍价的时间已经过了，没付的话就作废';
  const until = formatWhen(expiresAt, now);
  return missing === 0
    ? `还没付款。订单关闭后，${until} 前还能按底价下单`
    : `还没付款。订单关闭后，${until} 前还能接着砍`;
}

/** What has become of it, and what that means: for its owner, and for anybody else. Nothing while it takes help. */
export function outcomeOf(bargain: Bargain, now: Ms): { title: string; text: string } | undefined {
  const { status, mine, price, missing, endedEarly } = bargain;
  switch (status) {
    case 'open':
      return undefined;
    case 'floor':
      return mine
        ? { title: '砍到底价了', text: `${bargain.cuts} 刀砍完，一共减了 ${formatFen(cutSoFar(bargain))}` }
        : { title: '已经砍到底价', text: '不用再帮了，谢谢你来' };
    case 'ordered':
      return mine
        ? { title: `已按 ${formatFen(price)} 下单`, text: unpaidWords(bargain, now) }
        : { title: 'TA 已经下单，正在付款', text: '付款前先不能帮砍' };
    case 'bought':
      return { title: `${mine ? '' : 'TA '}已按 ${formatFen(price)} 买下`, text: '这次砍价圆满结束，每一刀都能验' };
    case 'expired':
      return missing > 0
        ? { title: `时间到了，还差 ${missing} 刀`, text: '这次没砍完，没有付钱，不用退' }
        : { title: '过了下单的时间', text: '砍到了底价，没有在时间内下单，这次作废了' };
    case 'cancelled':
      return endedEarly
        ? { title: '商家提前结束了活动', text: '这次砍价也跟着结束，没有付钱，不用退' }
        : { title: `${mine ? '你' : 'TA '}取消了这次砍价`, text: '没有付钱，不用退' };
  }
}

/** The terms that its owner needs to know. */
export const buyTerm = ({ buyAt }: Pick<Bargain, 'buyAt'>): string =>
  buyAt === 'floor' ? '砍到底价才能买' : '没到底价也能买，按下单时的价';

export const payTerm = ({ payWithin }: Pick<Bargain, 'payWithin'>): string =>
  `砍到底价后 ${lifeWords(payWithin)}内下单，过了就作废`;

/** `0946113b…8f06b281`: enough to compare by eye. */
export const shortHash = (hash: string): string => `${hash.slice(0, 8)}…${hash.slice(-8)}`;
