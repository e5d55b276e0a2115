import { z } from 'zod';
import type { Fen } from '../../shared/money';
import type { Ms } from '../../shared/time';

/** What WeChat Pay says about a payment. */
export interface Transaction {
  appid: string;
  mchid: string;
  outTradeNo: string;
  /** SUCCESS and REFUND (at least a part went back) mean that it was paid. */
  state: 'SUCCESS' | 'REFUND' | 'NOTPAY' | 'CLOSED' | 'REVOKED' | 'USERPAYING' | 'PAYERROR';
  /** The rest is there once it is paid. */
  transactionId?: string;
  openid?: string;
  total?: Fen;
  currency?: string;
  paidAt?: Ms;
  attach?: string;
}

export type RefundStatus = 'SUCCESS' | 'CLOSED' | 'PROCESSING' | 'ABNORMAL';

/** What WeChat Pay says about a refund, asked or notified. */
export interface Refund {
  refundId: string;
  outRefundNo: string;
  transactionId: string;
  outTradeNo: string;
  status: RefundStatus;
  refund: Fen;
  total: Fen;
  /** Where the money goes, in words: 支付用户零钱, 招商银行信用卡0403. */
  account?: string;
  /** When WeChat took it on: the day of its bill. Notifications do not say. */
  createdAt?: Ms;
  successAt?: Ms;
}

/** A refund as its notification tells it: with the mchid. */
export interface RefundNotice extends Refund {
  mchid: string;
}

const text = z.string().min(1);
const fen = z.number().int().nonnegative();
/** RFC 3339. */
export const time = z.string().transform((value, context): Ms => {
  const at = Date.parse(value);
  if (Number.isNaN(at)) context.addIssue({ code: 'custom', message: 'not a time' });
  return at;
});

const transaction = z
  .object({
    appid: text,
    mchid: text,
    out_trade_no: text,
    transaction_id: text.optional(),
    trade_state: z.enum(['SUCCESS', 'REFUND', 'NOTPAY', 'CLOSED', 'REVOKED', 'USERPAYING', 'PAYERROR']),
    attach: z.string().optional(),
    success_time: time.optional(),
    payer: z.object({ openid: text.optional() }).optional(),
    amount: z.object({ total: fen.optional(), currency: text.optional() }).optional(),
  })
  .transform(
    (value): Transaction => ({
      appid: value.appid,
      mchid: value.mchid,
      outTradeNo: value.out_trade_no,
      state: value.trade_state,
      transactionId: value.transaction_id,
      openid: value.payer?.openid,
      total: value.amount?.total,
      currency: value.amount?.currency,
      paidAt: value.success_time,
      attach: value.attach,
    }),
  )
  .refine(
    (value) =>
      (value.state !== 'SUCCESS' && value.state !== 'REFUND') ||
      (value.transactionId !== undefined && value.openid !== undefined && value.total !== undefined),
    'paid, but without number, payer or amount',
  );

const refundStatus = z.enum(['SUCCESS', 'CLOSED', 'PROCESSING', 'ABNORMAL']);
const refundFields = {
  refund_id: text,
  out_refund_no: text,
  transaction_id: text,
  out_trade_no: text,
  user_received_account: z.string().max(64).optional(),
  create_time: time.optional(),
  success_time: time.optional(),
  amount: z.object({ total: fen, refund: fen }),
};
function toRefund(value: z.infer<z.ZodObject<typeof refundFields>>, status: RefundStatus): Refund {
  return {
    refundId: value.refund_id,
    outRefundNo: value.out_refund_no,
    transactionId: value.transaction_id,
    outTradeNo: value.out_trade_no,
    status,
    refund: value.amount.refund,
    total: value.amount.total,
    account: value.user_received_account,
    createdAt: value.create_time,
    successAt: value.success_time,
  };
}
const refund = z.object({ ...refundFields, status: refundStatus }).transform((value) => toRefund(value, value.status));
const refundNotice = z
  .object({ ...refundFields, mchid: text, refund_status: refundStatus })
  .transform((value): RefundNotice => ({ ...toRefund(value, value.refund_status), mchid: value.mchid }));

/** Each reads a decrypted resource or an answer's JSON; undefined for anything of another shape. */
export const readTransaction = (value: unknown): Transaction | undefined => transaction.safeParse(value).data;
export const readRefund = (value: unknown): Refund | undefined => refund.safeParse(value).data;
export const readRefundNotice = (value: unknown): RefundNotice | undefined => refundNotice.safeParse(value).data;
