/**
 * THE SHIPPING REPORT: a buyer's money stays frozen until WeChat has been told how the goods went out.
 * Source: WeChat document 发货信息录入 (upload_shipping_info) and 查询订单发货状态 (get_order).
 */
import { type Ms, rfc3339, SECOND } from '../../shared/time';
import { carrierOf, SF } from './carriers';
import { WechatRejected, WechatUnavailable } from './http';
import { callWithToken, type GivenServer } from './token';

interface ShippingItem {
  tracking_no?: string;
  express_company?: string;
  item_desc: string;
  contact?: { receiver_contact: string };
}

/** The exact body of a report: saved before it is sent, and sent again unchanged. */
export interface ShippingReport {
  order_key: { order_number_type: 2; transaction_id: string };
  /** 1 express, 4 picked up by the buyer. */
  logistics_type: 1 | 4;
  /** 1 all at once, 2 in several parcels (express only). */
  delivery_mode: 1 | 2;
  /** With mode 2: nothing follows any more. */
  is_all_delivered?: boolean;
  shipping_list: ShippingItem[];
  /** A report that changes an earlier one must be later than it. */
  upload_time: string;
  payer: { openid: string };
}

export interface Parcel {
  /** As the merchant names the carrier. */
  readonly company: string;
  readonly trackingNumber: string;
  /** What is in it, in words. */
  readonly goods: string;
}

interface Reported {
  readonly transactionId: string;
  readonly openid: string;
  readonly at: Ms;
}

/** WeChat takes 120 characters of goods, 128 of a number, 15 parcels. */
const GOODS_MAX = 120;
const NUMBER_MAX = 128;
const PARCELS_MAX = 15;

/** At most 120 UTF-16 units on one line, never half of a character; WeChat takes no empty one. */
function goodsText(text: string): string {
  const line = text.replace(/[\p{Cc}\s]+/gu, ' ').trim();
  if (line.length <= GOODS_MAX) return line || '商品';
  let kept = '';
  for (const character of line) {
    if (kept.length + character.length >= GOODS_MAX) break;
    kept += character;
  }
  return `${kept}…`;
}

/** `13800001111` → `138****1111`: WeChat wants all but the last four digits hidden. */
export const maskedPhone = (phone: string): string => {
  const digits = phone.replace(/\D/g, '');
  return `${digits.slice(0, Math.max(0, digits.length - 8))}****${digits.slice(-4)}`;
};

/** `2026-01-17T14:38:00.120+08:00`: two reports may fall into one second. */
const uploadTime = (at: Ms): string => rfc3339(at).replace('+', `.${String(at % SECOND).padStart(3, '0')}+`);

const head = ({ transactionId, openid, at }: Reported) => ({
  order_key: { order_number_type: 2 as const, transaction_id: transactionId },
  upload_time: uploadTime(at),
  payer: { openid },
});

/**
 * What is reported of parcels: all that went out so far, so that the newest report says everything by itself.
 * @param wanted.split an order that went out in parts stays so: a change of mode costs the one chance to correct a report
 * @param wanted.phone the receiver's
 */
export function parcelReport(
  wanted: Reported & {
    readonly parcels: readonly Parcel[];
    readonly split: boolean;
    readonly complete: boolean;
    readonly phone: string;
  },
): ShippingReport {
  const { parcels, split, complete, phone } = wanted;
  return {
    ...head(wanted),
    logistics_type: 1,
    delivery_mode: split ? 2 : 1,
    ...(split && { is_all_delivered: complete }),
    shipping_list: parcels.slice(-PARCELS_MAX).map(({ company, trackingNumber, goods }) => {
      const carrier = carrierOf(company);
      return {
        tracking_no: trackingNumber.replace(/[^0-9A-Za-z-]/g, '').slice(0, NUMBER_MAX),
        express_company: carrier,
        item_desc: goodsText(goods),
        ...(carrier === SF && { contact: { receiver_contact: maskedPhone(phone) } }),
      };
    }),
  };
}

/** What is reported when the buyer has fetched the goods. */
export const pickUpReport = (wanted: Reported & { readonly goods: string }): ShippingReport => ({
  ...head(wanted),
  logistics_type: 4,
  delivery_mode: 1,
  shipping_list: [{ item_desc: goodsText(wanted.goods) }],
});

/** The payment is not known there; right after it was made it may be, in a while. */
const UNKNOWN_PAYMENT = 10060001;
/** Nothing of it is new. */
const UNCHANGED = 10060023;
const BUSY = [10060012, 10060019];
/**
 * The same report will be refused for ever: what was reported before cannot be changed any more, or it does not fit the
 * payment or its fields.
 */
const FOR_GOOD = [
  10060002, 10060003, 10060004, 10060005, 10060006, 10060007, 10060008, 10060009, 10060014, 10060020, 10060024,
  10060025, 10060026, 10060031, 268485194, 268485195, 268485196, 268485197, 268485216, 268485224, 268485226, 268485227,
  268485228,
];

async function ask(given: GivenServer, path: string, body: object, expected: readonly number[]) {
  const answer = await callWithToken(given, path, body, [...expected, ...BUSY]);
  const code = Number(answer.errcode ?? 0);
  if (BUSY.includes(code)) throw new WechatUnavailable(`WeChat is busy: ${code} ${String(answer.errmsg)}`);
  return { answer, code };
}

/**
 * Sends a report. After an answer that was lost, ask `shippingOf` first: a report on a finished order counts as a
 * correction, and there is one in all.
 * @returns WechatRejected where asking again will not change anything
 * @throws WechatUnavailable where it may have been taken or not, WechatRejected for a wrong appid, secret or permission
 */
export async function reportShipping(
  given: GivenServer,
  report: ShippingReport,
): Promise<'reported' | 'unknownPayment' | WechatRejected> {
  const path = '/wxa/sec/order/upload_shipping_info';
  const { answer, code } = await ask(given, path, report, [UNKNOWN_PAYMENT, UNCHANGED, ...FOR_GOOD]);
  if (code === 0 || code === UNCHANGED) return 'reported';
  return code === UNKNOWN_PAYMENT ? 'unknownPayment' : new WechatRejected(200, String(code), String(answer.errmsg));
}

/** What WeChat knows of how a payment's goods went out. */
export interface Shipping {
  readonly finished: boolean;
  readonly trackingNumbers: readonly string[];
}

/** @returns notFound where WeChat does not know the payment. @throws as `reportShipping` */
export async function shippingOf(given: GivenServer, transactionId: string): Promise<Shipping | 'notFound'> {
  const body = { transaction_id: transactionId };
  const { answer, code } = await ask(given, '/wxa/sec/order/get_order', body, [UNKNOWN_PAYMENT]);
  if (code === UNKNOWN_PAYMENT) return 'notFound';
  const { order } = answer as { order?: { shipping?: { finish_shipping?: unknown; shipping_list?: unknown } } };
  if (!order) throw new WechatUnavailable('get_order answered without an order');
  const list = Array.isArray(order.shipping?.shipping_list) ? order.shipping.shipping_list : [];
  return {
    finished: order.shipping?.finish_shipping === true,
    trackingNumbers: list.flatMap(({ tracking_no: number }) => (typeof number === 'string' && number ? [number] : [])),
  };
}
