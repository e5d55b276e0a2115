/** An after-sale as its buyer reads it. What the server says → the words on the screens. */
import type { Output } from '../../../../shared/contracts/contracts';
import type { AfterSaleKind, AfterSaleReason } from '../../../../shared/domain/afterSale';
import { formatFen } from '../../../../shared/money';
import { formatWhen, type Ms } from '../../../../shared/time';
import { moneyPlace, type StateWord } from '../../components/orderWords';
import type { Step } from '../../components/Steps';

export type AfterSaleCard = Output<'afterSale.listMine'>['afterSales'][number];
export type AfterSale = Output<'afterSale.get'>;

export const kindWords: Readonly<Record<AfterSaleKind, { title: string; text: string }>> = {
  refundOnly: { title: '仅退款', text: '没收到，或者不用寄回' },
  returnAndRefund: { title: '退货退款', text: '把货寄回去，再退钱' },
};

export const reasonWords: Readonly<Record<AfterSaleReason, string>> = {
  damaged: '破了、碎了',
  spoiled: '变质、不新鲜',
  wrongItem: '发错、少发',
  notAsDescribed: '和描述不一样',
  late: '发货太慢',
  unwanted: '不想要了',
  other: '其他',
};

/** What can be wrong with goods that nobody has seen yet. */
export const UNSENT_REASONS: readonly AfterSaleReason[] = ['late', 'unwanted', 'other'];

export const afterSaleWord: Readonly<Record<AfterSale['status'], StateWord>> = {
  asked: { label: '等商家答复', tone: 'cw' },
  toReturn: { label: '等你寄回', tone: 'ca' },
  returning: { label: '退货在路上', tone: 'cw' },
  refunding: { label: '退款中', tone: 'cw' },
  done: { label: '已退款', tone: 'cm' },
  refused: { label: '商家没同意', tone: 'cd' },
  cancelled: { label: '已撤销', tone: 'c3' },
  lapsed: { label: '没寄回，已结束', tone: 'c3' },
};

/** The one sentence under the state: what happens next, and what if nobody does anything. */
export function sayOf({ status, kind, amount }: AfterSaleCard): string {
  const money = formatFen(amount);
  switch (status) {
    case 'asked':
      return kind === 'refundOnly'
        ? `商家到点没答复就自动同意，${money} 原路退回`
        : '商家到点没答复就自动同意，你再把货寄回';
    case 'toReturn':
      return '商家同意了。到点没寄回、没填单号，这次售后就结束';
    case 'returning':
      return `商家收到货就退款；到点没确认，${money} 自动退回`;
    case 'refunding':
      return `${money} 正在原路退回，零钱几分钟到，银行卡 1–3 个工作日`;
    case 'done':
      return `${money} 已原路退回`;
    case 'refused':
      return '看看商家的理由。可以补充说明再申请一次，也可以先和商家聊';
    case 'cancelled':
      return '售后期内还可以再申请';
    case 'lapsed':
      return '到点没有寄回。售后期内还可以再申请';
  }
}

/** In a list: what is waited for, with its deadline. */
export function dueWords({ status, dueAt }: AfterSaleCard, now: Ms): string | undefined {
  if (dueAt === undefined) return undefined;
  const when = formatWhen(dueAt, now);
  switch (status) {
    case 'asked':
      return `商家最晚 ${when} 答复，到点自动同意`;
    case 'toReturn':
      return `${when} 前寄回，填上单号`;
    case 'returning':
      return `商家最晚 ${when} 确认，到点自动退款`;
    default:
      return undefined;
  }
}

const actors: Readonly<Record<AfterSale['history'][number]['by'], string>> = {
  buyer: '你',
  merchant: '商家',
  time: '到点自动',
  wechat: '微信支付',
};

const happened: Readonly<Record<AfterSale['history'][number]['type'], string>> = {
  asked: '提交了申请',
  afterSaleAgreed: '同意了',
  afterSaleRefused: '没有同意',
  afterSaleCancelled: '撤销了申请',
  afterSaleLapsed: '没有寄回，售后结束',
  goodsSentBack: '寄出了退货',
  goodsConfirmed: '确认收到退货',
  refundDue: '发起退款',
  afterSaleDone: '退款到账',
};

/** What is to come, where all goes well. */
function coming({ status, kind, refund }: AfterSale): string[] {
  const back = kind === 'returnAndRefund' ? ['你寄回，填上单号', '商家确认收到退货'] : [];
  switch (status) {
    case 'asked':
      return ['商家答复', ...back, '退款到账'];
    case 'toReturn':
      return [...back, '退款到账'];
    case 'returning':
      return ['商家确认收到退货', '退款到账'];
    case 'refunding':
      return [refund?.status === 'abnormal' ? '商家换个方式退给你' : '退款到账'];
    default:
      return [];
  }
}

/** What has happened, with who and when, and what is promised next. */
export function afterSaleSteps(afterSale: AfterSale, now: Ms): Step[] {
  const { history, back, dueAt, refund } = afterSale;
  const past = history.map(({ type, at, by }): Step => {
    const detail = type === 'goodsSentBack' && back?.at === at && `${back.company} ${back.trackingNumber}`;
    const when = [formatWhen(at, now), actors[by], detail].filter(Boolean).join(' · ');
    return { state: 'done', what: happened[type], when };
  });
  const next = coming(afterSale).map((what, index): Step => {
    if (index > 0) return { state: 'later', what };
    const due = dueAt !== undefined ? `最晚 ${formatWhen(dueAt, now)}` : refund && moneyPlace(refund.status).hint;
    return { state: 'now', what, when: due };
  });
  return [...past, ...next];
}
