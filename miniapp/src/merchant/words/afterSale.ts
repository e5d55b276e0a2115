/** An after-sale in words: what is asked, how it stands, how long there is. What the server says → the words on the screens. */
import type { Output } from '../../../../shared/contracts/contracts';
import { formatLeft, formatWhen, type Ms } from '../../../../shared/time';
import type { Word } from './word';

export type AfterSaleRow = Output<'afterSale.list'>['afterSales'][number];
export type AfterSaleDetail = Output<'afterSale.inspect'>;
type Event = AfterSaleDetail['history'][number];

export const afterSaleWord: Readonly<Record<AfterSaleRow['status'], Word>> = {
  asked: { label: '待处理', tone: 'warning' },
  toReturn: { label: '等买家寄回', tone: 'info' },
  returning: { label: '退货中', tone: 'warning' },
  refunding: { label: '退款中', tone: 'info' },
  done: { label: '已退款', tone: 'money' },
  refused: { label: '已拒绝', tone: 'plain' },
  cancelled: { label: '买家撤回', tone: 'plain' },
  lapsed: { label: '到期没寄回', tone: 'plain' },
};

export const kindWord: Readonly<Record<AfterSaleRow['kind'], string>> = {
  refundOnly: '仅退款',
  returnAndRefund: '退货退款',
};

export const reasonWord: Readonly<Record<AfterSaleRow['reason'], string>> = {
  damaged: '破损或压坏了',
  spoiled: '变质或不新鲜',
  wrongItem: '发错或少发了',
  notAsDescribed: '和描述不一样',
  late: '发货太慢',
  unwanted: '不想要了',
  other: '其他',
};

/** What happens when whoever is to act does not. */
const consequences: Readonly<Partial<Record<AfterSaleRow['status'], string>>> = {
  asked: '自动同意',
  toReturn: '没寄回就结束',
  returning: '自动退款',
};

/** `还剩 1 天 3 小时，到时自动同意`; undefined where nothing is waited for. */
export function dueWords({ status, dueAt }: Pick<AfterSaleRow, 'status' | 'dueAt'>, now: Ms): string | undefined {
  const what = consequences[status];
  if (dueAt === undefined || what === undefined) return undefined;
  return dueAt <= now ? `到点了，马上${what}` : `还剩 ${formatLeft(dueAt - now)}，到时${what}`;
}

/** `今天 21:23 前没有处理，会自动同意`. */
export function duePromise({ status, dueAt }: Pick<AfterSaleRow, 'status' | 'dueAt'>, now: Ms): string | undefined {
  if (dueAt === undefined) return undefined;
  const when = formatWhen(dueAt, now);
  if (status === 'asked') return `${when} 前没有处理，会自动同意`;
  if (status === 'toReturn') return `买家 ${when} 前没寄回，这笔售后结束，不退款`;
  return status === 'returning' ? `${when} 前没有确认，会自动退款` : undefined;
}

const events: Readonly<Record<Event['type'], string>> = {
  asked: '申请售后',
  afterSaleAgreed: '同意了',
  afterSaleRefused: '拒绝了',
  afterSaleCancelled: '撤回了申请',
  afterSaleLapsed: '到期没寄回，售后结束',
  goodsSentBack: '寄回了货',
  goodsConfirmed: '确认收到退货',
  refundDue: '退款已发起',
  afterSaleDone: '退款到账',
};

const actors: Readonly<Record<Event['by'], string>> = {
  buyer: '买家',
  merchant: '店里的人',
  time: '到点自动',
  wechat: '微信支付',
};

/** An event of the history: what happened, and who did it. */
export const eventWords = ({ type, by, member }: Event): { what: string; who: string } => ({
  what: events[type],
  who: member ?? actors[by],
});
