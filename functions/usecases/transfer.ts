/**
 * A WITHDRAWAL ON ITS WAY: the books first, then the transfer at WeChat, under one number until its state is terminal
 * (`shared/domain/withdrawal.ts`). While payouts are stopped nothing new is sent; what WeChat has already is followed.
 */
import * as ledger from '../../shared/domain/ledger';
import {
  DEFAULT_PAYOUT_RULES,
  quoteWithdrawal,
  transferNumber,
  type WithdrawalEvent,
} from '../../shared/domain/withdrawal';
import { no, ok, type Result } from '../../shared/result';
import { dayOf, HOUR, type Ms } from '../../shared/time';
import { closeTasks, raiseAlarm, raiseTask } from '../store/alarm';
import type { TransferIntentDoc, WithdrawalDoc } from '../store/collections';
import { post } from '../store/ledger';
import { stopPayouts } from '../store/reconciliation';
import { unseal } from '../store/sealed';
import {
  callTransferOff,
  changeWithdrawal,
  transferCameBack,
  transferGoesOut,
  transferRefused,
  transferStayedAway,
  transferTakenOn,
} from '../store/withdrawal';
import { WechatRejected } from '../wechat/http';
import type { PayClient } from '../wechat/pay';
import { encryptFor, type Transfer, type TransferRequest, transferRequest } from '../wechat/transfer';
import type { App, Touched } from './app';

type EventOf<T extends WithdrawalEvent['type']> = Extract<WithdrawalEvent, { type: T }>;

const taxDay = (at: Ms) => {
  const [year = '', month = ''] = dayOf(at).split('-');
  return { year: Number(year), month: Number(month) };
};

/**
 * Takes the amount out of what is available, or writes down why not: whoever asks again is told the same. What it comes to
 * must still be what the promoter was shown.
 */
export async function withdrawalAsked(app: App, doc: WithdrawalDoc): Promise<Touched[]> {
  const { _id, merchantId, userId, amount, createdAt } = doc;
  const merchant = await app.store.merchants.findOne({ _id: merchantId });
  if (!merchant) throw new Error(`${merchantId} is gone`);
  const terms = {
    rules: merchant.payout ?? DEFAULT_PAYOUT_RULES,
    withholding: app.settings.withholding,
    day: dayOf(createdAt),
  };
  const posted = await post(app.store, {
    id: `withdrawalAsked/${_id}`,
    kind: 'withdrawalAsked',
    merchantId,
    about: _id,
    at: app.now(),
    postings: {
      walletOf: userId,
      from(wallet) {
        const quote = quoteWithdrawal(wallet, amount, terms);
        if (!quote.ok) return { postings: [], refusal: quote.refusal };
        const { fee, tax: withheld } = quote.value;
        if (fee !== doc.fee || withheld !== doc.tax) return { postings: [], refusal: 'withdrawalChanged' };
        const tax = { ...taxDay(createdAt), income: amount, withheld };
        const tally = { userId, tax: [tax], asked: { day: terms.day, fen: amount } };
        return { postings: ledger.withdrawalAsked(userId, amount), tally };
      },
    },
  });
  return decided(app, doc, { type: 'fund', refusal: posted.refusal as EventOf<'withdrawalTurnedDown'>['refusal'] });
}

async function decided(
  app: App,
  doc: WithdrawalDoc,
  command: Parameters<typeof changeWithdrawal>[2],
): Promise<Touched[]> {
  const changed = await changeWithdrawal(app.store, doc._id, command, { now: app.now(), from: doc });
  if (!changed.ok) throw new Error(`${doc._id} answers ${changed.refusal} to ${command.type}`);
  return [{ name: 'withdrawals', doc: changed.value.doc }];
}

/** The merchant is asked to look at it. */
export async function withdrawalHeldBack(app: App, doc: WithdrawalDoc): Promise<Touched[]> {
  const detail = { withdrawalId: doc._id, amount: doc.amount };
  await raiseTask(app.store, 'withdrawalReview', doc, detail, app.now());
  return [];
}

/** The merchant has looked at it. */
export async function withdrawalReviewed(app: App, doc: WithdrawalDoc): Promise<Touched[]> {
  await closeTasks(app.store, ['withdrawalReview'], doc._id, app.now());
  return [];
}

/** Why one failed that was never sent: the shop's account has no key of WeChat's to encrypt the name with. */
const NO_KEY = 'KEY_MISSING';

/** The call to WeChat for one attempt, with its number and exact request, before anything is sent. */
export async function transferBegun(
  app: App,
  doc: WithdrawalDoc,
  { attempt }: EventOf<'transferBegun'>,
): Promise<Touched[]> {
  const { merchantId, paymentAccountId, openid, net } = doc;
  const opened = await app.payOf(paymentAccountId);
  if (!opened) throw new Error(`payment account ${paymentAccountId} is missing`);
  const number = transferNumber({ id: doc._id }, attempt);
  const name = doc.payeeName === undefined ? undefined : unseal(doc.payeeName, app.settings.dataSecret, doc._id);
  const secret = name === undefined ? undefined : encryptFor(opened.account, name, app.now());
  const keyless = name !== undefined && !secret;
  const request = transferRequest(opened.account, {
    outBillNo: number,
    openid,
    amount: net,
    userName: secret?.text,
    notifyUrl: `${app.settings.publicBaseUrl}/pay/notify/${paymentAccountId}/transfer`,
  });
  const intent: Omit<TransferIntentDoc, '_id'> = {
    kind: 'transfer',
    about: doc._id,
    merchantId,
    paymentAccountId,
    attempt,
    request: { ...request },
    ...(secret && { serial: secret.serial }),
    sent: false,
    tries: 0,
    ...(keyless ? { calledOff: true } : { dueAt: app.now() }),
  };
  await app.store.intents.updateOne({ _id: number }, { $setOnInsert: intent }, { upsert: true });
  const kept = keyless ? await app.store.intents.findOne({ _id: number }) : null;
  // Without a key that WeChat has, the name cannot be sent.
  return kept?.kind === 'transfer' && kept.calledOff ? decided(app, doc, { type: 'callOff', failure: NO_KEY }) : [];
}

/** What was not sent is called off. Else WeChat is asked now: it may have nothing of it, or still be able to end it. */
export async function transferCancelled(app: App, doc: WithdrawalDoc): Promise<Touched[]> {
  const { intents } = app.store;
  const _id = transferNumber({ id: doc._id }, doc.attempt);
  await intents.updateOne({ _id, sent: false }, { $set: { calledOff: true }, $unset: { dueAt: '' } });
  const intent = await intents.findOne({ _id });
  if (intent?.kind === 'transfer' && intent.calledOff) return decided(app, doc, { type: 'callOff' });
  await intents.updateOne({ _id, dueAt: { $exists: true } }, { $set: { dueAt: app.now() } });
  return [];
}

/** What a merchant is asked to see to while a transfer cannot go on. */
const TASKS = ['withdrawalReview', 'transferRefused'] as const;

export async function withdrawalPaid(app: App, doc: WithdrawalDoc): Promise<Touched[]> {
  const { _id, merchantId, userId, amount, net, tax, fee, createdAt } = doc;
  const at = app.now();
  const moved = ledger.incomePaid(taxDay(createdAt), taxDay(at), { income: amount, withheld: tax });
  await post(app.store, {
    id: `withdrawalPaid/${_id}`,
    kind: 'withdrawalPaid',
    merchantId,
    about: _id,
    at,
    postings: {
      walletOf: userId,
      from: () => ({
        postings: ledger.withdrawalPaid(userId, { net, tax, fee }),
        tally: { userId, paid: net, ...(moved.length > 0 && { tax: moved }) },
      }),
    },
  });
  await closeTasks(app.store, TASKS, _id, app.now());
  return [];
}

/** The money is available again, and neither income nor taxed any more. */
export async function withdrawalReturned(app: App, doc: WithdrawalDoc): Promise<Touched[]> {
  const { _id, merchantId, userId, amount, tax, createdAt } = doc;
  await post(app.store, {
    id: `withdrawalReturned/${_id}`,
    kind: 'withdrawalReturned',
    merchantId,
    about: _id,
    at: app.now(),
    postings: {
      walletOf: userId,
      from: (wallet) => ({
        postings: ledger.withdrawalReturned(userId, amount, wallet),
        tally: { userId, tax: [{ ...taxDay(createdAt), income: -amount, withheld: -tax }] },
      }),
    },
  });
  await closeTasks(app.store, TASKS, _id, app.now());
  return [];
}

/* ── WeChat ─────────────────────────────────────────────────────────────────────────────────────────────────────── */

/** What WeChat says of a transfer, by notification, answer or query, becomes its state. */
async function wechatSaid(
  app: App,
  { _id: number, about, attempt }: TransferIntentDoc,
  { status, packageInfo, failure, createdAt, updatedAt }: Transfer,
  by: 'query' | 'other',
): Promise<void> {
  await transferTakenOn(app.store, number, createdAt ?? app.now());
  const back = by === 'query' && (status === 'FAIL' || status === 'CANCELLED');
  if (back) await transferCameBack(app.store, number, updatedAt ?? app.now());
  if (status === 'SUCCESS') await transferStayedAway(app.store, number);
  const said = { type: 'wechatSaid', attempt, status, by, packageInfo, failure, now: app.now() } as const;
  const changed = await changeWithdrawal(app.store, about, said, { now: app.now() });
  if (!changed.ok) throw new Error(`${about} answers ${changed.refusal} to WeChat's word`);
  const { doc } = changed.value;
  if (status === 'SUCCESS' && (doc.status !== 'paid' || doc.attempt !== attempt)) {
    // WeChat had shown that this number can move no money, and the money was given back or sent again since: its word that
    // money did not move cannot be built upon for the time being.
    const now = app.now();
    await stopPayouts(app.store, doc.merchantId, { since: now, reason: 'transfer', date: dayOf(now), about });
    const detail = { merchantId: doc.merchantId, attempt, current: doc.attempt, status: doc.status };
    await raiseAlarm(app.store, 'transferTwice', about, detail, now);
  }
  await app.drain([{ name: 'withdrawals', doc }]);
}

/** A verified notification. That money did not move is only believed from a query, which is made at once. */
export async function transferNotified(
  app: App,
  paymentAccountId: string,
  notice: Transfer,
): Promise<Result<null, 'notFound' | 'notifyForeign'>> {
  const intent = await app.store.intents.findOne({ _id: notice.outBillNo });
  if (intent?.kind !== 'transfer') return no('notFound');
  const { transfer_amount: amount, openid } = intent.request as unknown as TransferRequest;
  // Of a deleted account no identity is left to compare.
  const foreign =
    intent.paymentAccountId !== paymentAccountId ||
    notice.amount !== amount ||
    (openid !== '' && notice.openid !== openid);
  if (foreign) {
    const { about, merchantId } = intent;
    await raiseAlarm(app.store, 'transferMismatch', about, { merchantId, notice }, app.now());
    return no('notifyForeign');
  }
  if (notice.status === 'SUCCESS') {
    await wechatSaid(app, intent, notice, 'other');
    return ok(null);
  }
  const due = await app.store.intents.findOneAndUpdate(
    { _id: intent._id, dueAt: { $exists: true } },
    { $set: { dueAt: app.now() } },
    { returnDocument: 'after' },
  );
  if (due) await app.callNow(due);
  return ok(null);
}

/** A request that was sent may still reach WeChat for so long, then no more: the connection was cut after seconds. */
const ON_ITS_WAY: Ms = HOUR;

/**
 * Sends an attempt of a withdrawal, or asks what became of it (`usecases/intent.ts` calls it while it is due).
 * @returns whether this number can move no money any more
 */
export async function runTransfer(app: App, intent: TransferIntentDoc): Promise<boolean> {
  const opened = await app.payOf(intent.paymentAccountId);
  if (!opened) throw new Error(`payment account ${intent.paymentAccountId} is missing`);
  const { pay } = opened;
  const known = intent.sent ? await pay.queryTransfer(intent._id) : 'notFound';
  const doc = await app.store.withdrawals.findOne({ _id: intent.about });
  if (known !== 'notFound') {
    return heard(app, intent, doc?.cancelling ? await ended(pay, known) : await confirmable(pay, intent, known, doc));
  }

  const { sent, unknownAt, refusedAt, takenOnAt } = intent;
  if (doc && (intent.calledOff || (doc.cancelling && doc.attempt === intent.attempt))) {
    if (unknownAt !== undefined && app.now() < unknownAt + ON_ITS_WAY) return false;
    // Where nobody knows what the last send came to, or WeChat has said that it had it, it goes once more: the answer decides.
    if (!sent || (refusedAt !== undefined && takenOnAt === undefined)) return calledOff(app, intent, doc);
  }
  const merchant = await app.store.merchants.findOne({ _id: intent.merchantId }, { projection: { payoutStop: 1 } });
  if (merchant?.payoutStop) return false;
  const sentAt = app.now();
  // Whoever called it off ends it; where they have died over that, the next call does.
  if (!(await transferGoesOut(app.store, intent._id, sentAt))) return false;
  const answer = await pay
    .transfer(intent.request as unknown as TransferRequest, intent.serial)
    .then((said) => ({ ...said, signed: true }), rejection);
  if (!answer.ok) {
    if (answer.signed) await transferRefused(app.store, intent, { sentAt, refusedAt: app.now() });
    // Not enough in the operating account, a field that WeChat finds wrong, or an account that may not: only the merchant can
    // do something about it, and the same number goes again later.
    const detail = { withdrawalId: intent.about, amount: intent.request.transfer_amount, code: answer.refusal };
    const about = { _id: intent.about, merchantId: intent.merchantId };
    await raiseTask(app.store, 'transferRefused', about, detail, app.now());
    return false;
  }
  await closeTasks(app.store, ['transferRefused'], intent.about, app.now());
  await wechatSaid(app, intent, answer.value, 'other');
  return answer.value.status === 'SUCCESS';
}

/** WeChat has nothing of it, as a query has just shown, and never will: its money is available again. */
async function calledOff(app: App, intent: TransferIntentDoc, doc: WithdrawalDoc): Promise<boolean> {
  if (!(await callTransferOff(app.store, intent))) return false;
  await app.drain(await decided(app, doc, { type: 'callOff' }));
  return true;
}

function rejection(error: unknown) {
  if (error instanceof WechatRejected) return { ...no(error.code), signed: error.signed };
  throw error;
}

/** The promoter wants it to end. What has come of that only the next query shows. */
async function ended(pay: PayClient, known: Transfer): Promise<Transfer> {
  if (known.status !== 'ACCEPTED' && known.status !== 'WAIT_USER_CONFIRM') return known;
  await pay.cancelTransfer(known.outBillNo);
  const after = await pay.queryTransfer(known.outBillNo);
  return after === 'notFound' ? known : after;
}

/** No query shows the package. Where the answer with it was lost, the same request, sent again, is answered with it. */
async function confirmable(
  pay: PayClient,
  { request, serial }: TransferIntentDoc,
  known: Transfer,
  doc: Pick<WithdrawalDoc, 'packageInfo'> | null,
): Promise<Transfer> {
  if (known.status !== 'WAIT_USER_CONFIRM' || known.packageInfo !== undefined || doc?.packageInfo !== undefined) {
    return known;
  }
  const answer = await pay.transfer(request as unknown as TransferRequest, serial);
  return answer.ok && answer.value.status === known.status
    ? { ...known, packageInfo: answer.value.packageInfo }
    : known;
}

async function heard(app: App, intent: TransferIntentDoc, known: Transfer): Promise<boolean> {
  await wechatSaid(app, intent, known, 'query');
  return known.status === 'SUCCESS' || known.status === 'FAIL' || known.status === 'CANCELLED';
}
