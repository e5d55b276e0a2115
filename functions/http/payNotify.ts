/**
 * Where WeChat Pay tells what became of a payment, refund or transfer: `POST /pay/notify/<payment account>/<payment|refund|transfer>`.
 * The signature is verified over the raw bytes before anything is decrypted; a forged, altered, stale or foreign
 * notification changes nothing and is answered 4xx. (WeChat Pay v3, 支付通知: 5 s, 200/204 or {"code":"FAIL"}.)
 */
import type { Hono } from 'hono';
import { type RefusalCode, refusals } from '../../shared/refusals';
import { no, ok, type Result } from '../../shared/result';
import { raiseAlarm } from '../store/alarm';
import type { App } from '../usecases/app';
import { capturePayment, paidOf } from '../usecases/payment';
import { openNotified } from '../usecases/paymentAccount';
import { refundNotified } from '../usecases/refund';
import { transferNotified } from '../usecases/transfer';
import type { PaymentAccount } from '../wechat/paymentAccount';
import { readRefundNotice, readTransaction } from '../wechat/shapes';
import { readTransfer } from '../wechat/transfer';
import { type Framed, framed } from './frame';

/** As WeChat wants to read it. */
const fail = (code: RefusalCode): Response =>
  Response.json({ code: 'FAIL', message: code }, { status: refusals[code].status });

export function createPayNotify(app: App): Hono<Framed> {
  const hono = framed(app, '/pay/*', fail);
  hono.post('/pay/notify/:account/:kind{payment|refund|transfer}', async (context) => {
    const accountId = context.req.param('account');
    const rawBody = await context.req.text();
    const opened = await openNotified(app, accountId, { headers: context.req.raw.headers, rawBody });
    if (!opened.ok) {
      const { refusal } = opened;
      if (refusal === 'notFound') return fail(refusal);
      app.log.warn({ refusal, account: accountId, requestId: context.get('requestId') }, 'a notification was refused');
      return fail('notifyRefused');
    }
    const { account, notification } = opened.value;
    const { originalType, resource } = notification;
    const taken = await TAKERS[originalType](app, account, resource);
    return taken.ok ? new Response(null, { status: 204 }) : fail(taken.refusal);
  });
  return hono;
}

type Refusal = 'notifyForeign' | 'notFound' | 'badRequest';

async function payment(app: App, account: PaymentAccount, resource: unknown): Promise<Result<null, Refusal>> {
  const transaction = readTransaction(resource);
  if (!transaction) return no('badRequest');
  if (transaction.mchid !== account.mchid) return foreign(app, account, transaction.outTradeNo, transaction.mchid);
  const paid = paidOf(transaction, app.now());
  if (!paid) return ok(null);
  const captured = await capturePayment(app, account, paid);
  return captured.ok ? ok(null) : captured;
}

async function refund(app: App, account: PaymentAccount, resource: unknown): Promise<Result<null, Refusal>> {
  const notice = readRefundNotice(resource);
  if (!notice) return no('badRequest');
  if (notice.mchid !== account.mchid) return foreign(app, account, notice.outRefundNo, notice.mchid);
  return refundNotified(app, account.id, notice);
}

async function transfer(app: App, account: PaymentAccount, resource: unknown): Promise<Result<null, Refusal>> {
  const notice = readTransfer(resource);
  if (!notice) return no('badRequest');
  if (notice.mchid !== account.mchid) return foreign(app, account, notice.outBillNo, notice.mchid ?? '');
  return transferNotified(app, account.id, notice);
}

const TAKERS = { transaction: payment, refund, mch_payment: transfer } as const;

async function foreign(
  app: App,
  account: PaymentAccount,
  number: string,
  mchid: string,
): Promise<Result<null, Refusal>> {
  const detail = { merchantId: account.merchantId, account: account.id, mchid };
  await raiseAlarm(app.store, 'notifyForeign', number, detail, app.now());
  return no('notifyForeign');
}
