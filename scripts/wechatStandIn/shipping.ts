import type { Books } from './books';
import { no, readCall, type Says } from './call';
import { canonical } from './fields';
import type { LoginDesk } from './login';
import type { StoredParcel, StoredShipping, StoredTransaction } from './types';

export interface ShippingDesk {
  /** upload_shipping_info: how the goods of a payment went out. */
  report(query: URLSearchParams, rawBody: string): Says;
  /** get_order: the payment, and what was reported of it. */
  query(query: URLSearchParams, rawBody: string): Says;
}

const EXPRESS = 1;
const PICK_UP = 4;
const ALL_AT_ONCE = 1;
const IN_PARTS = 2;
const PARCELS_MAX = 15;
const GOODS_MAX = 120;
const FIELD_MAX = 128;

interface Item {
  tracking_no?: unknown;
  express_company?: unknown;
  item_desc?: unknown;
  contact?: { consignor_contact?: unknown; receiver_contact?: unknown };
}

interface Body {
  order_key?: { order_number_type?: unknown; transaction_id?: unknown; mchid?: unknown; out_trade_no?: unknown };
  logistics_type?: unknown;
  delivery_mode?: unknown;
  is_all_delivered?: unknown;
  shipping_list?: unknown;
  upload_time?: unknown;
  payer?: { openid?: unknown };
}

const text = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** RFC 3339, ms; undefined if it is none. */
function timeOf(value: unknown): number | undefined {
  if (!text(value)) return undefined;
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?(Z|[+-]\d{2}:\d{2})$/.test(value)) return undefined;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : at;
}

/** Its last four digits are shown, and something of it is hidden. */
const isMasked = (value: unknown): value is string => text(value) && /^[\d*+-]*\*[\d*+-]*\d{4}$/.test(value);

function expressFault({ tracking_no: number, express_company: company, contact }: Item): Says | undefined {
  if (!text(number)) return no(268485226, '物流单号不能为空');
  if (!text(company)) return no(268485227, '物流公司编码不能为空');
  if (number.length > FIELD_MAX) return no(10060026, '物流单号太长');
  if (company.length > FIELD_MAX) return no(10060025, '物流公司编码太长');
  if (!/^[0-9A-Za-z-]+$/.test(number) || !/^[0-9A-Z_]+$/.test(company)) return no(10060014, '参数错误');
  if (company !== 'SF') return undefined;
  const given = contact?.receiver_contact ?? contact?.consignor_contact;
  return isMasked(given) ? undefined : no(10060014, '参数错误: 顺丰需要掩码的联系方式');
}

function itemFault(item: Item, logisticsType: number): Says | undefined {
  if (!text(item.item_desc)) return no(10060008, '商品描述 item_desc 字段不能为空');
  if (item.item_desc.length > GOODS_MAX) return no(10060009, '商品描述 item_desc 字段太长');
  return logisticsType === EXPRESS ? expressFault(item) : undefined;
}

const parcelOf = ({ tracking_no, express_company, item_desc, contact }: Item): StoredParcel => ({
  goods: String(item_desc),
  ...(text(tracking_no) && { trackingNo: tracking_no }),
  ...(text(express_company) && { company: express_company }),
  ...(text(contact?.receiver_contact) && { contact: contact.receiver_contact }),
});

/**
 * Shipping reports, as strict as WeChat with what was reported before. The codes are those of the document 发货信息录入;
 * 10060014 also stands for what it forbids in words only. [R] for those.
 */
export function createShippingDesk({ books, login }: { books: Books; login: LoginDesk }): ShippingDesk {
  const paidOnes = () => [...books.merchants.keys()].flatMap((mchid) => books.of(mchid).transactions);

  function paymentOf({ order_key: key }: Body): StoredTransaction | Says {
    if (key?.order_number_type === 1) {
      if (!text(key.mchid)) return no(268485196, '商户侧单号形式下 mchid 字段不能为空');
      if (!text(key.out_trade_no)) return no(268485197, '商户侧单号形式下 out_trade_no 字段不能为空');
      const one = books.transaction(key.mchid, key.out_trade_no);
      return one?.transactionId === undefined ? no(10060001, '支付单不存在') : one;
    }
    if (key?.order_number_type !== 2) return no(268485194, '订单单号类型非法');
    if (!text(key.transaction_id)) return no(268485195, '微信支付单号形式下 transaction_id 字段不能为空');
    return paidOnes().find((one) => one.transactionId === key.transaction_id) ?? no(10060001, '支付单不存在');
  }

  /** What is wrong with the report by itself. */
  function bodyFault(body: Body): Says | undefined {
    const { logistics_type: logistics, delivery_mode: mode, shipping_list: list } = body;
    if (![1, 2, 3, PICK_UP].includes(logistics as number)) return no(10060005, '物流类型有误');
    if (mode !== ALL_AT_ONCE && mode !== IN_PARTS) return no(268485224, '发货模式非法');
    if (mode === IN_PARTS && logistics !== EXPRESS) return no(10060006, '非快递发货时不允许分拆发货');
    if (mode === IN_PARTS && typeof body.is_all_delivered !== 'boolean') {
      return no(10060007, '分拆发货模式下必须填写 is_all_delivered 字段');
    }
    if (timeOf(body.upload_time) === undefined) return no(268485216, '上传时间非法，请按照 RFC 3339 格式填写');
    if (!Array.isArray(list) || list.length === 0) return no(10060014, '参数错误: shipping_list');
    if (mode === ALL_AT_ONCE && list.length !== 1) return no(268485228, '统一发货模式下，物流信息列表长度必须为 1');
    if (list.length > PARCELS_MAX) return no(10060024, '物流信息列表太长');
    return (list as Item[]).map((item) => itemFault(item, logistics as number)).find((fault) => fault !== undefined);
  }

  /** Parcels that are known by their number are replaced, others are added. [R] */
  function joined(before: readonly StoredParcel[], parcels: readonly StoredParcel[]): StoredParcel[] {
    const numbers = new Set(parcels.map(({ trackingNo }) => trackingNo));
    return [...before.filter(({ trackingNo }) => !numbers.has(trackingNo)), ...parcels];
  }

  function take(payment: StoredTransaction, body: Body): Says {
    const before = books.shippings.get(payment.transactionId ?? '');
    const [logisticsType, deliveryMode] = [body.logistics_type as number, body.delivery_mode as number];
    const given = (body.shipping_list as Item[]).map(parcelOf);
    const sameKind = before?.logisticsType === logisticsType && before.deliveryMode === deliveryMode;
    const finished = deliveryMode === ALL_AT_ONCE || body.is_all_delivered === true;
    const parcels = sameKind && !before.finished ? joined(before.parcels, given) : given;
    if (sameKind && before.finished === finished && canonical(before.parcels) === canonical(parcels)) {
      return no(10060023, '发货信息未更新');
    }
    if (parcels.length > PARCELS_MAX) return no(10060024, '物流信息列表太长');
    const uploadTime = timeOf(body.upload_time) ?? 0;
    if (before && uploadTime <= before.uploadTime) return no(10060014, '参数错误: upload_time');
    // A finished order, and another mode: a correction, of which there is one.
    const changes = before !== undefined && (before.finished || !sameKind);
    if (changes && before.changed) return no(10060003, '支付单已使用重新发货机会');
    books.put('shipping', {
      mchid: payment.mchid,
      outTradeNo: payment.outTradeNo,
      transactionId: payment.transactionId ?? '',
      logisticsType,
      deliveryMode,
      parcels,
      finished,
      changed: changes || (before?.changed ?? false),
      uploadTime,
      reports: (before?.reports ?? 0) + 1,
    });
    return { errcode: 0, errmsg: 'ok' };
  }

  /** Of what was paid, nothing is left. */
  const allBack = (payment: StoredTransaction): boolean =>
    books
      .refundsOf(payment)
      .filter(({ status }) => status !== 'CLOSED')
      .reduce((sum, { refund }) => sum + refund, 0) >= payment.total;

  function orderView(payment: StoredTransaction, shipping: StoredShipping | undefined): Says {
    const state = allBack(payment) ? 5 : shipping?.finished ? 2 : 1;
    return {
      transaction_id: payment.transactionId,
      merchant_id: payment.mchid,
      merchant_trade_no: payment.outTradeNo,
      description: payment.description,
      paid_amount: payment.total,
      openid: payment.openid,
      order_state: state,
      in_complaint: false,
      shipping: {
        finish_shipping: shipping?.finished ?? false,
        finish_shipping_count: shipping?.finished ? (shipping.changed ? 2 : 1) : 0,
        ...(shipping && {
          delivery_mode: shipping.deliveryMode,
          logistics_type: shipping.logisticsType,
          shipping_list: shipping.parcels.map(({ trackingNo, company, goods }) => ({
            tracking_no: trackingNo ?? '',
            express_company: company ?? '',
            goods_desc: goods,
            upload_time: Math.floor(shipping.uploadTime / 1000),
          })),
        }),
      },
    };
  }

  return {
    report(query, rawBody) {
      const given = readCall<Body & Says>(login, query, rawBody);
      if ('says' in given) return given.says;
      const payment = paymentOf(given.body);
      if ('errcode' in payment) return payment;
      const one = payment as StoredTransaction;
      if (given.body.payer?.openid !== one.openid) return no(10060031, '该笔支付单不属于 openid 所指定的用户');
      if (allBack(one)) return no(10060004, '支付单处于不可发货的状态');
      return bodyFault(given.body) ?? take(one, given.body);
    },

    query(query, rawBody) {
      const given = readCall<Body & Says>(login, query, rawBody);
      if ('says' in given) return given.says;
      const { transaction_id: id, merchant_id: mchid, merchant_trade_no: outTradeNo } = given.body;
      const order_key = text(id)
        ? { order_number_type: 2, transaction_id: id }
        : { order_number_type: 1, mchid, out_trade_no: outTradeNo };
      const payment = paymentOf({ order_key });
      if ('errcode' in payment) return payment;
      const one = payment as StoredTransaction;
      return { errcode: 0, errmsg: 'ok', order: orderView(one, books.shippings.get(one.transactionId ?? '')) };
    },
  };
}
