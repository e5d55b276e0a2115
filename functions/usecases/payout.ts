/** What a shop decides about the withdrawals of its promoters, and about its payouts as a whole. */
import type { Output, Parsed } from '../../shared/contracts/contracts';
import { WHO_DECIDES } from '../../shared/contracts/payout';
import { DEFAULT_RISK_RULES } from '../../shared/domain/risk';
import { DEFAULT_PAYOUT_RULES, PAYOUT_MIN } from '../../shared/domain/withdrawal';
import type { RefusalCode } from '../../shared/refusals';
import { no, ok, type Result } from '../../shared/result';
import type { MerchantDoc, PayoutStop, WithdrawalDoc } from '../store/collections';
import { walletOf } from '../store/ledger';
import { changeWithdrawal, listWithdrawals } from '../store/withdrawal';
import type { App } from './app';
import { pageAfter, readCursor } from './page';
import { facesOfUsers } from './shareNode';
import { sentNow } from './withdrawal';
import { stepsOf } from './withdrawalView';

type Payout = Output<'payout.approve'>;

const PAGE = 20;

/** Of the sales that a promoter earned by, as many are shown. */
const SALES = 10;

/** Stops that were lifted and are shown. */
const STOPS = 20;

export async function listPayouts(
  app: App,
  { merchantId, status, cursor }: Parsed<'payout.list'>,
): Promise<Result<Output<'payout.list'>, RefusalCode>> {
  const after = readCursor(cursor);
  if (after === null) return no('badRequest');
  const of = { merchantId, ...(status === undefined ? {} : { status }) };
  const [found, toReview] = await Promise.all([
    listWithdrawals(app.store, of, after, PAGE + 1),
    app.store.withdrawals.countDocuments({ merchantId, status: 'review' }),
  ]);
  const { items, nextCursor } = pageAfter(found, PAGE);
  const nameOf = await facesOfUsers(app, items.flatMap(reviewers));
  return ok({ payouts: items.map((doc) => viewOf(doc, nameOf)), toReview, nextCursor });
}

export async function getPayout(
  app: App,
  by: string,
  { merchantId, withdrawalId }: Parsed<'payout.get'>,
): Promise<Result<Output<'payout.get'>, RefusalCode>> {
  const doc = await app.store.withdrawals.findOne({ _id: withdrawalId, merchantId });
  if (!doc) return no('notFound');
  const earning = app.store.commissions
    .find({ userId: doc.userId, merchantId, elsewhere: { $exists: false } })
    .sort({ createdAt: -1, _id: -1 })
    .limit(SALES)
    .toArray();
  const [earned, { available, debt }, own] = await Promise.all([
    earning,
    walletOf(app.store, merchantId, doc.userId),
    isForAnother(app, by, doc),
  ]);
  const sales = earned.map(({ _id: id, orderId, title, buyerName: buyer, base, amount, reversed, createdAt: at }) => {
    return { id, orderId, title, buyer, base, amount, reversed, at };
  });
  return ok({ ...(await payoutView(app, doc)), own, wallet: { available, debt }, sales });
}

/** Whether it is a member's own, and so for another to approve. In a shop of one person that is nobody. */
async function isForAnother(
  { store }: App,
  by: string,
  { merchantId, userId }: Pick<WithdrawalDoc, 'merchantId' | 'userId'>,
): Promise<boolean> {
  if (by !== userId) return false;
  const another = { merchantId, userId: { $ne: by }, role: { $in: [...WHO_DECIDES] } };
  return (await store.memberships.findOne(another)) !== null;
}

const reviewers = ({ review }: WithdrawalDoc): string[] => (review ? [review.by] : []);

const payoutView = async (app: App, doc: WithdrawalDoc): Promise<Payout> =>
  viewOf(doc, await facesOfUsers(app, reviewers(doc)));

/** Whoever has reviewed it is called by their name. */
function viewOf(doc: WithdrawalDoc, nameOf: (userId: string) => { name: string }): Payout {
  const { _id, userId, userName, amount, fee, tax, net, status, risks, refusal, returned, failure, review } = doc;
  return {
    id: _id,
    promoter: { userId, name: userName },
    amount,
    fee,
    tax,
    net,
    status,
    risks: [...risks],
    toConfirm: status === 'sending' && doc.wechat === 'WAIT_USER_CONFIRM',
    refusal: refusal as Payout['refusal'],
    returned,
    failure,
    review: review && { ...review, by: nameOf(review.by).name },
    steps: stepsOf(doc),
    createdAt: doc.createdAt,
  };
}

export const approvePayout = (
  app: App,
  by: string,
  input: Parsed<'payout.approve'>,
): Promise<Result<Payout, RefusalCode>> => reviewed(app, by, input, 'approve');

export const refusePayout = (
  app: App,
  by: string,
  input: Parsed<'payout.refuse'>,
): Promise<Result<Payout, RefusalCode>> => reviewed(app, by, input, 'refuse');

/** Two members at once: the first decides, the other is told that it has moved on. The same tap again is answered calmly. */
async function reviewed(
  app: App,
  by: string,
  { merchantId, withdrawalId, reason }: Parsed<'payout.refuse'>,
  type: 'approve' | 'refuse',
): Promise<Result<Payout, RefusalCode>> {
  const doc = await app.store.withdrawals.findOne({ _id: withdrawalId, merchantId });
  if (!doc) return no('notFound');
  const decided = ({ review, returned }: WithdrawalDoc) =>
    review?.by === by && (type === 'refuse') === (returned === 'refused');
  if (decided(doc)) return ok(await payoutView(app, doc));
  const hindrance = type === 'approve' ? await hindranceOf(app, by, doc) : undefined;
  if (hindrance) return no(hindrance);
  const now = app.now();
  const changed = await changeWithdrawal(app.store, doc._id, { type, by, at: now, reason }, { now, from: doc });
  if (changed.ok) await app.drain([{ name: 'withdrawals', doc: changed.value.doc }]);
  const after = await sentNow(app, doc._id);
  return changed.ok || decided(after) ? ok(await payoutView(app, after)) : changed;
}

/** Why a member may not approve it now. What is refunded a moment later is repaid by what the promoter earns next. */
async function hindranceOf(
  app: App,
  by: string,
  doc: WithdrawalDoc,
): Promise<'payoutStopped' | 'ownPayout' | 'withdrawalDebt' | undefined> {
  const { merchantId, userId } = doc;
  const [merchant, own, wallet] = await Promise.all([
    app.store.merchants.findOne({ _id: merchantId }, { projection: { payoutStop: 1 } }),
    isForAnother(app, by, doc),
    walletOf(app.store, merchantId, userId),
  ]);
  if (merchant?.payoutStop) return 'payoutStopped';
  if (own) return 'ownPayout';
  return wallet.debt > 0 ? 'withdrawalDebt' : undefined;
}

export async function getPayoutSettings(
  app: App,
  { merchantId }: Parsed<'payout.settings'>,
): Promise<Result<Output<'payout.settings'>, RefusalCode>> {
  const [merchant, audit] = await Promise.all([
    app.store.merchants.findOne({ _id: merchantId }),
    app.store.audits.findOne({ _id: merchantId }),
  ]);
  if (!merchant) return no('notFound');
  const lifted = (merchant.payoutStopHistory ?? []).slice(-STOPS).reverse();
  const nameOf = await facesOfUsers(app, [...new Set(lifted.map((stop) => stop.lifted.by))]);
  return ok({
    ...settingsOf(merchant),
    ...(merchant.payoutStop ? { stop: stopOf(merchant.payoutStop) } : {}),
    stops: lifted.map((stop) => ({ ...stopOf(stop), lifted: { ...stop.lifted, by: nameOf(stop.lifted.by).name } })),
    ...(audit?.at !== undefined
      ? { audit: { at: audit.at, journals: audit.journals, faults: [...audit.faults], faultCount: audit.faultCount } }
      : {}),
  });
}

const stopOf = ({ since, causes }: PayoutStop) => ({ since, causes: [...causes] });

function settingsOf({ payout, risk }: Pick<MerchantDoc, 'payout' | 'risk'>): Output<'payout.setSettings'> {
  const { version, ...rules } = payout ?? DEFAULT_PAYOUT_RULES;
  return { version, rules, risk: risk ?? DEFAULT_RISK_RULES };
}

export async function setPayoutSettings(
  app: App,
  { merchantId, version, rules, risk }: Parsed<'payout.setSettings'>,
): Promise<Result<Output<'payout.setSettings'>, RefusalCode>> {
  const fits = PAYOUT_MIN <= rules.min && rules.min <= rules.max && rules.max <= rules.perDayFen && rules.fee < 10_000;
  if (!fits) return no('payoutRulesUnfit');
  const merchant = await app.store.merchants.findOne({ _id: merchantId });
  if (!merchant) return no('notFound');
  const seen = merchant.payout ? { 'payout.version': version } : { payout: { $exists: false } };
  if ((merchant.payout ?? DEFAULT_PAYOUT_RULES).version !== version) return no('conflict');
  const after = await app.store.merchants.findOneAndUpdate(
    { _id: merchantId, ...seen },
    { $set: { payout: { ...rules, version: version + 1 }, risk } },
    { returnDocument: 'after' },
  );
  return after ? ok(settingsOf(after)) : no('conflict');
}

/** Payouts go on: what waits is sent by cron. Lifted once, whoever taps again. */
export async function liftPayoutStop(
  app: App,
  by: string,
  { merchantId, since, reason }: Parsed<'payout.liftStop'>,
): Promise<Result<Output<'payout.liftStop'>, RefusalCode>> {
  const merchant = await app.store.merchants.findOne({ _id: merchantId });
  if (!merchant) return no('notFound');
  if (merchant.payoutStopHistory?.some((stop) => stop.since === since)) return ok({});
  const stop = merchant.payoutStop;
  if (stop?.since !== since) return no('conflict');
  const lifted = { ...stop, lifted: { by, at: app.now(), reason } };
  const { modifiedCount } = await app.store.merchants.updateOne(
    { _id: merchantId, 'payoutStop.since': since },
    { $unset: { payoutStop: '' }, $push: { payoutStopHistory: lifted } },
  );
  return modifiedCount === 1 ? ok({}) : liftPayoutStop(app, by, { merchantId, since, reason });
}
