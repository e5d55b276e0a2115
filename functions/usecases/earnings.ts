/** 我的收益: a promoter's wallet with one merchant, and every line of it with its reason. Who bought is masked. */
import type { Output, Parsed } from '../../shared/contracts/contracts';
import { gradeOf, reversalsOf } from '../../shared/domain/commission';
import { maskedName } from '../../shared/domain/maskedName';
import { entryOf } from '../../shared/domain/statement';
import type { Fen } from '../../shared/money';
import type { RefusalCode } from '../../shared/refusals';
import { no, ok, type Result } from '../../shared/result';
import type { CommissionDoc, JournalDoc, RefundDoc } from '../store/collections';
import { walletOf } from '../store/ledger';
import { olderThan } from '../store/page';
import { releaseId } from '../store/settlement';
import type { App } from './app';
import { pageAfter, readCursor } from './page';

type Earning = Output<'earnings.list'>['earnings'][number];

const PAGE = 20;

export async function getEarnings(
  app: App,
  userId: string,
  merchantId: string,
): Promise<Result<Output<'earnings.get'>, RefusalCode>> {
  const [merchant, wallet, underWay] = await Promise.all([
    app.store.merchants.findOne({ _id: merchantId }, { projection: { commission: 1, payoutStop: 1 } }),
    walletOf(app.store, merchantId, userId),
    app.store.withdrawals.countDocuments({
      merchantId,
      userId,
      status: { $in: ['asked', 'review', 'sending', 'lapsed'] },
    }),
  ]);
  const { held, available, withdrawing, debt, paid, merit } = wallet;
  const { grades = [] } = merchant?.commission ?? {};
  const grade = gradeOf({ grades }, merit);
  const next = grades.find((one) => one.merit > merit);
  return ok({
    held,
    available,
    withdrawing,
    debt,
    paid,
    underWay,
    merit,
    ...(grade && { grade: { name: grade.name, bonus: grade.bonus } }),
    ...(next && { nextGrade: next }),
    stopped: merchant?.payoutStop !== undefined,
  });
}

export async function listEarnings(
  app: App,
  userId: string,
  { merchantId, cursor }: Parsed<'earnings.list'>,
): Promise<Result<Output<'earnings.list'>, RefusalCode>> {
  const after = readCursor(cursor);
  if (after === null) return no('badRequest');
  const found = await app.store.commissions
    .find({ userId, merchantId, ...olderThan(after) })
    .sort({ createdAt: -1, _id: -1 })
    .limit(PAGE + 1)
    .toArray();
  const { items, nextCursor } = pageAfter(found, PAGE);
  const [refunds, releases] = await Promise.all([refundsOf(app, items), releasesOf(app, items)]);
  return ok({ earnings: items.map((doc) => earningOf(doc, refunds, releases)), nextCursor });
}

type Releases = ReadonlyMap<string, { readonly repaid: Fen; readonly available: Fen }>;

/** What each was when it was released, by its journal: a debt is repaid first. */
async function releasesOf({ store }: App, docs: readonly CommissionDoc[]): Promise<Releases> {
  const ids = docs.flatMap((doc) => (doc.releasedAt === undefined ? [] : [releaseId(doc)]));
  if (ids.length === 0) return new Map();
  const found = await store.journals
    .find({ _id: { $in: ids } })
    .project<Pick<JournalDoc, 'about' | 'kind' | 'postings'>>({ about: 1, kind: 1, postings: 1 })
    .toArray();
  return new Map(
    found.map((journal) => {
      const { available, debt } = entryOf(journal);
      return [journal.about, { repaid: 0 - debt, available }];
    }),
  );
}

type Refunds = ReadonlyMap<string, Pick<RefundDoc, 'createdAt' | 'reason'>>;

/** Those that took something back, when they were promised and for what. */
async function refundsOf({ store }: App, docs: readonly CommissionDoc[]): Promise<Refunds> {
  const ids = docs.flatMap(({ refunds }) => refunds.map(({ id }) => id));
  if (ids.length === 0) return new Map();
  const found = await store.refunds.find({ _id: { $in: ids } }, { projection: { createdAt: 1, reason: 1 } }).toArray();
  return new Map(found.map((refund) => [refund._id, refund]));
}

function earningOf(doc: CommissionDoc, refunds: Refunds, releases: Releases): Earning {
  const { orderId, title, quantity } = doc;
  const buyerName = maskedName(doc.buyerName);
  const line = { id: doc._id, at: doc.createdAt, orderId, buyerName, title, quantity };
  if (doc.elsewhere) return { ...line, status: 'elsewhere', amount: 0 };
  const { lineId, level, base, rate, reversed, policyVersion, policyOf, grade, share, dueAt, holdDays } = doc;
  return {
    ...line,
    status: doc.status,
    amount: doc.amount - reversed,
    why: {
      lineId,
      level,
      base,
      rate,
      earned: doc.amount,
      reversed,
      refunds: reversalsOf(doc).flatMap(({ refundId, amount }) => {
        const refund = refunds.get(refundId);
        return refund && amount > 0 ? [{ amount, at: refund.createdAt, cause: refund.reason }] : [];
      }),
      policyOf: policyOf ?? 'shop',
      ...(grade && { grade: { name: grade.name, bonus: grade.bonus } }),
      policyVersion,
      boundAt: doc.boundAt ?? doc.createdAt,
      share,
      dueAt,
      holdDays,
      released: releases.get(doc._id),
    },
  };
}
