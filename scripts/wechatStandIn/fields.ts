import { z } from 'zod';
import { type Answer, refuse } from './answer';

/** RFC 3339 with seconds and an offset, as WeChat demands. */
const time = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?(Z|[+-]\d{2}:\d{2})$/)
  .refine((text) => !Number.isNaN(Date.parse(text)));
/** WeChat wants https and a public host; here http on loopback is how it works at all. */
const notifyUrl = z
  .string()
  .max(256)
  .refine((text) => /^https?:\/\/[^?#\s]+$/.test(text));
const fen = z.number().int().positive().max(100_000_000_00);
const outTradeNo = z.string().regex(/^[0-9A-Za-z_\-|*]{6,32}$/);

export const prepayBody = z.object({
  appid: z.string().min(1).max(32),
  mchid: z.string().min(1).max(32),
  description: z.string().min(1).max(127),
  out_trade_no: outTradeNo,
  time_expire: time.optional(),
  attach: z.string().max(128).optional(),
  notify_url: notifyUrl,
  amount: z.object({ total: fen, currency: z.literal('CNY').optional() }),
  payer: z.object({ openid: z.string().min(1).max(128) }),
});

export const closeBody = z.object({ mchid: z.string().min(1) });

export const refundBody = z
  .object({
    transaction_id: z.string().min(1).max(32).optional(),
    out_trade_no: outTradeNo.optional(),
    out_refund_no: z.string().regex(/^[0-9A-Za-z_\-|*@]{1,64}$/),
    reason: z.string().min(1).max(80).optional(),
    notify_url: notifyUrl.optional(),
    amount: z.object({ refund: fen, total: fen, currency: z.literal('CNY') }),
  })
  .refine((body) => (body.transaction_id === undefined) !== (body.out_trade_no === undefined), {
    path: ['out_trade_no'],
    message: 'one of transaction_id and out_trade_no',
  });
export type RefundBody = z.infer<typeof refundBody>;

/** A name in clear is a text too; what it must be is found out by opening it. */
export const transferBody = z.object({
  appid: z.string().min(1).max(32),
  out_bill_no: z.string().regex(/^[0-9A-Za-z]{1,32}$/),
  transfer_scene_id: z.string().min(1).max(36),
  openid: z.string().min(1).max(64),
  user_name: z.string().min(1).max(1024).optional(),
  transfer_amount: fen.min(10),
  transfer_remark: z.string().min(1).max(32),
  notify_url: notifyUrl.optional(),
  user_recv_perception: z.string().min(1).max(32).optional(),
  transfer_scene_report_infos: z.array(
    z.object({ info_type: z.string().min(1).max(15), info_content: z.string().min(1).max(32) }),
  ),
});
export type TransferBody = z.infer<typeof transferBody>;

export const abnormalBody = z.object({
  out_refund_no: z.string().min(1).max(64),
  type: z.enum(['USER_BANK_CARD', 'MERCHANT_BANK_CARD']),
});

/** Reads a JSON body by a schema; anything else is PARAM_ERROR, naming the first field that is wrong. */
export function readBody<T>(schema: z.ZodType<T>, rawBody: string): { body: T } | { refusal: Answer } {
  let json: unknown;
  try {
    json = JSON.parse(rawBody);
  } catch {
    return { refusal: refuse('PARAM_ERROR', '请求体不是合法的 JSON') };
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return { body: parsed.data };
  const issue = parsed.error.issues[0];
  return { refusal: refuse('PARAM_ERROR', `输入源“/body/${issue?.path.join('/')}”不符合要求: ${issue?.message}`) };
}

/** JSON with sorted keys: two requests say the same exactly when these are equal. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
