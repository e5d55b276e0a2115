/** What a promoter does about their withdrawals. The way of the money itself is `usecases/transfer.ts`. */
import type { Output, Parsed } from '../../shared/contracts/contracts';
import { deriveId } from '../../shared/domain/ids';
import { risksOf } from '../../shared/domain/risk';
import {
  DEFAULT_PAYOUT_RULES,
  NAME_FROM,
  quoteWithdrawal,
  transferNumber,
  type WithdrawalCommand,
} from '../../shared/domain/withdrawal';
import type { RefusalCode } from '../../shared/refusals';
import { no, ok, type Result } from '../../shared/result';
import { dayOf } from '../../shared/time';
import type { MerchantDoc, WithdrawalDoc } from '../store/collections';
import { walletOf } from '../store/ledger';
import { seal } from '../store/sealed';
import { changeWithdrawal, insertWithdrawal, listWithdrawals } from '../store/withdrawal';
import type { App, Bounds } from './app';
import { moveEach } from './each';
import { pageAfter, readCursor } from './page';
import { riskFacts, riskRulesOf } from './risk';
import { viewOf, viewsOf, type WithdrawalView } from './withdrawalView';

const PAGE = 20;

export async function quoteOwnWithdrawal(
  app: App,
  userId: string,
  { merchantId, amount }: Parsed<'withdrawal.quote'>,
): Promise<Result<Output<'withdrawal.quote'>, RefusalCode>> {
  const [merchant, wallet] = await Promise.all([
    app.store.merchants.findOne({ _id: merchantId }),
    walletOf(app.store, merchantId, userId),
  ]);
  if (!merchant) return no('notFound');
  const { rules, day, ...terms } = termsOf(app, merchant);
  const quote = quoteWithdrawal(wallet, amount, { rules, day, ...terms });
  const today = wallet.asked?.day === day ? wallet.asked : { count: 0, fen: 0 };
  return ok({
    available: wallet.available,
    limits: {
      min: rules.min,
      max: rules.max,
      leftToday: Math.max(0, rules.perDay - today.count),
      leftTodayFen: Math.max(0, rules.perDayFen - today.fen),
    },
    ...(quote.ok ? { quote: quote.value, needsName: quote.value.net >= NAME_FROM } : { needsName: false }),
    ...(quote.ok ? {} : { refusal: quote.refusal }),
    stopped: merchant.payoutStop !== undefined,
  });
}

const termsOf = ({ settings, now }: App, { payout }: MerchantDoc) => ({
  rules: payout ?? DEFAULT_PAYOUT_RULES,
  withholding: settings.withholding,
  day: dayOf(now()),
});

/**
 * Asks for a withdrawal. The same requestId gives the same withdrawal, whatever has become of it since. What is
 * conspicuous is looked up here, and kept with it; whether there is enough the books decide.
 */
export async function askWithdrawal(
  app: App,
  userId: string,
  { requestId, merchantId, amount, seenNet, realName }: Parsed<'withdrawal.ask'>,
): Promise<Result<WithdrawalView, RefusalCode>> {
  const { store } = app;
  const now = app.now();
  const _id = deriveId('wdr', userId, 'withdrawal.ask', requestId);
  const existing = await store.withdrawals.findOne({ _id });
  if (existing) return again(app, existing, { merchantId, amount });
  const [merchant, user, wallet] = await Promise.all([
    store.merchants.findOne({ _id: merchantId }),
    store.users.findOne({ _id: userId }),
    walletOf(store, merchantId, userId),
  ]);
  if (!merchant) return no('notFound');
  if (!user || user.erasedAt !== undefined) return no('unauthenticated');
  if (merchant.payoutStop) return no('payoutStopped');
  const terms = termsOf(app, merchant);
  const quoted = quoteWithdrawal(wallet, amount, terms);
  if (!quoted.ok) return quoted;
  const quote = quoted.value;
  if (quote.net !== seenNet) return no('withdrawalChanged');
  const account = await store.paymentAccounts.findOne({ _id: merchant.paymentAccountId ?? '' });
  const openid = user.identities.find(({ appid }) => appid === account?.appid)?.openid;
  if (!account || openid === undefined) return no('wechatMissing');
  if (quote.net >= NAME_FROM && realName === undefined) return no('realNameMissing');
  const risks = risksOf(await riskFacts(app, merchantId, user), riskRulesOf(merchant), { amount, now });
  await insertWithdrawal(
    store,
    {
      _id,
      id: _id,
      merchantId,
      merchantName: merchant.name,
      userId,
      userName: user.name,
      paymentAccountId: account._id,
      openid,
      ...quote,
      risks,
      rulesVersion: terms.rules.version,
      ...(quote.net >= NAME_FROM && realName !== undefined
        ? { payeeName: seal(realName, app.settings.dataSecret, _id) }
        : {}),
      createdAt: now,
    },
    now,
  );
  const inserted = await store.withdrawals.findOne({ _id });
  if (!inserted) throw new Error(`${_id} was there and is gone`);
  return again(app, inserted, { merchantId, amount });
}

/** Goes on with what was asked for, until it is decided whether there is enough. */
async function again(
  app: App,
  seen: WithdrawalDoc,
  asked: Pick<WithdrawalDoc, 'merchantId' | 'amount'>,
): Promise<Result<WithdrawalView, RefusalCode>> {
  if (seen.merchantId !== asked.merchantId || seen.amount !== asked.amount) return no('requestIdReused');
  const doc = await sentNow(app, seen._id);
  return doc.status === 'turnedDown' && doc.refusal ? no(doc.refusal) : ok(await viewOf(app, doc));
}

/** Does what waits, and makes the call to WeChat that is due now, so that nobody need wait for cron. */
export async function sentNow(app: App, _id: string): Promise<WithdrawalDoc> {
  const found = await app.store.withdrawals.findOne({ _id });
  if (!found) throw new Error(`${_id} is gone`);
  if (found.outbox.length > 0) await app.drain([{ name: 'withdrawals', doc: found }]);
  const doc = found.outbox.length > 0 ? ((await app.store.withdrawals.findOne({ _id })) ?? found) : found;
  if (doc.status !== 'sending') return doc;
  const intent = await app.store.intents.findOne({ _id: transferNumber(doc, doc.attempt), dueAt: { $exists: true } });
  if (!intent) return doc;
  await app.callNow(intent);
  return (await app.store.withdrawals.findOne({ _id })) ?? doc;
}

const mine = (app: App, userId: string, _id: string) => app.store.withdrawals.findOne({ _id, userId });

export async function getWithdrawal(
  app: App,
  userId: string,
  { withdrawalId }: Parsed<'withdrawal.get'>,
): Promise<Result<WithdrawalView, RefusalCode>> {
  const doc = await mine(app, userId, withdrawalId);
  return doc ? ok(await viewOf(app, doc)) : no('notFound');
}

export async function listOwnWithdrawals(
  app: App,
  userId: string,
  { merchantId, cursor }: Parsed<'withdrawal.list'>,
): Promise<Result<Output<'withdrawal.list'>, RefusalCode>> {
  const after = readCursor(cursor);
  if (after === null) return no('badRequest');
  const found = await listWithdrawals(app.store, { merchantId, userId }, after, PAGE + 1);
  const { items, nextCursor } = pageAfter(found, PAGE);
  return ok({ withdrawals: await viewsOf(app, items), nextCursor });
}

/** Asks WeChat now: after a confirmation nobody wants to wait for cron. */
export async function checkWithdrawal(
  app: App,
  userId: string,
  { withdrawalId }: Parsed<'withdrawal.check'>,
): Promise<Result<WithdrawalView, RefusalCode>> {
  if (!(await mine(app, userId, withdrawalId))) return no('notFound');
  return ok(await viewOf(app, await sentNow(app, withdrawalId)));
}

/**
 * WeChat is asked first: the package of a transfer that has ended would only puzzle. A stop of payouts does not keep it back:
 * what WeChat has is followed to its end.
 */
export async function confirmWithdrawal(
  app: App,
  userId: string,
  { withdrawalId }: Parsed<'withdrawal.confirm'>,
): Promise<Result<Output<'withdrawal.confirm'>, RefusalCode>> {
  if (!(await mine(app, userId, withdrawalId))) return no('notFound');
  const { status, wechat, packageInfo, paymentAccountId, openid } = await sentNow(app, withdrawalId);
  if (status !== 'sending' || wechat !== 'WAIT_USER_CONFIRM' || packageInfo === undefined) return no('withdrawalMoved');
  const opened = await app.payOf(paymentAccountId);
  if (!opened) throw new Error(`payment account ${paymentAccountId} is missing`);
  const { mchid, appid } = opened.account;
  return ok({ mchId: mchid, appId: appid, package: packageInfo, openId: openid });
}

/** Sends one that lapsed unconfirmed again, under the next number. To whoever owes by now it is given back, and repays. */
export async function renewWithdrawal(
  app: App,
  userId: string,
  { withdrawalId }: Parsed<'withdrawal.renew'>,
): Promise<Result<WithdrawalView, RefusalCode>> {
  const doc = await mine(app, userId, withdrawalId);
  if (!doc) return no('notFound');
  const [merchant, wallet] = await Promise.all([
    app.store.merchants.findOne({ _id: doc.merchantId }, { projection: { payoutStop: 1 } }),
    walletOf(app.store, doc.merchantId, userId),
  ]);
  const repaid = ({ returned }: WithdrawalDoc) => returned === 'debt';
  if (repaid(doc)) return no('withdrawalDebt');
  if (merchant?.payoutStop) return no('payoutStopped');
  if (wallet.debt > 0) {
    const back = await moved(app, doc, { type: 'repay' }, repaid);
    return back.ok ? no('withdrawalDebt') : back;
  }
  // Tapped twice: the first tap has sent it.
  return moved(app, doc, { type: 'renew' }, ({ status, attempt }) => status === 'sending' && attempt > 1);
}

export async function cancelWithdrawal(
  app: App,
  userId: string,
  { withdrawalId }: Parsed<'withdrawal.cancel'>,
): Promise<Result<WithdrawalView, RefusalCode>> {
  const doc = await mine(app, userId, withdrawalId);
  if (!doc) return no('notFound');
  return moved(app, doc, { type: 'cancel' }, ({ returned }) => returned === 'cancelled');
}

/** @param done whether the same tap has been carried out before: then it is answered calmly */
async function moved(
  app: App,
  doc: WithdrawalDoc,
  command: WithdrawalCommand,
  done: (doc: WithdrawalDoc) => boolean,
): Promise<Result<WithdrawalView, RefusalCode>> {
  const changed = await changeWithdrawal(app.store, doc._id, command, { now: app.now(), from: doc });
  if (!changed.ok) {
    const now = await app.store.withdrawals.findOne({ _id: doc._id });
    return now && done(now) ? ok(await viewOf(app, now)) : changed;
  }
  await app.drain([{ name: 'withdrawals', doc: changed.value.doc }]);
  return ok(await viewOf(app, await sentNow(app, doc._id)));
}

/** Cron: lapsed ones that nobody has renewed give their money back. @returns how many */
export async function expireWithdrawals(app: App, bounds: Bounds): Promise<number> {
  const now = app.now();
  const due = await app.store.withdrawals
    .find({ moveAt: { $lte: now } })
    .sort({ moveAt: 1 })
    .limit(bounds.limit)
    .toArray();
  return moveEach(app, due, bounds, async (doc) => {
    const changed = await changeWithdrawal(app.store, doc._id, { type: 'lapse', now }, { now, from: doc });
    if (!changed.ok) return false;
    await app.drain([{ name: 'withdrawals', doc: changed.value.doc }]);
    return changed.value.events.length > 0;
  });
}
