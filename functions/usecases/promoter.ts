/**
 * 我的推广: what a person's shares have brought in one shop. Sums are those that cron has counted (`usecases/figures.ts`);
 * other people are masked.
 */
import type { Output, Parsed } from '../../shared/contracts/contracts';
import { ratesUnder } from '../../shared/domain/commission';
import { daysOfRange } from '../../shared/domain/dayRange';
import { maskedName } from '../../shared/domain/maskedName';
import { lasts } from '../../shared/domain/referral';
import type { RefusalCode } from '../../shared/refusals';
import { no, ok, type Result } from '../../shared/result';
import { DAY, startOfDay } from '../../shared/time';
import type { ShareDoc, VisitorDoc } from '../store/collections';
import { earnedByDay } from '../store/commission';
import { countPeople, peopleOf, visitorId } from '../store/referral';
import { broughtByDay, knownSharesOf, treeBelow } from '../store/share';
import type { App } from './app';
import { gradeWith, policyFor } from './attribution';
import { pageBy, readCursor } from './page';
import { type Face, facesOfUsers, nodeBelow, nodeOf, tokenFor } from './shareNode';

const PAGE = 20;

/** Levels below a share, and shares of each level, that its sharer is shown. */
const LEVELS = 3;
const PER_LEVEL = 40;

type Summary = Output<'promoter.summary'>;
type Brought = Summary['total'];

const NOTHING: Brought = { visits: 0, binds: 0, orders: 0, commission: 0 };

const add = (a: Brought, b: Brought): Brought => ({
  visits: a.visits + b.visits,
  binds: a.binds + b.binds,
  orders: a.orders + b.orders,
  commission: a.commission + b.commission,
});

/** The number of commands is the same for however many shares, days and people. */
export async function promoterSummary(
  app: App,
  userId: string,
  { merchantId, from, until }: Parsed<'promoter.summary'>,
): Promise<Result<Summary, RefusalCode>> {
  const range = daysOfRange(from, until);
  if (!range.ok) return range;
  const [merchant, me, brought, earned, people] = await Promise.all([
    app.store.merchants.findOne({ _id: merchantId }, { projection: { commission: 1 } }),
    app.store.visitors.findOne({ _id: visitorId(merchantId, userId) }, { projection: { suspended: 1 } }),
    broughtByDay(app.store, { merchantId, userId, from, until }),
    earnedByDay(app.store, { merchantId, userId, from: startOfDay(from), before: startOfDay(until) + DAY }),
    countPeople(app.store, merchantId, userId, app.now()),
  ]);
  if (!merchant) return no('notFound');
  const grade = await gradeWith(app, merchant, userId);
  const days = range.value.map((day) => ({
    ...NOTHING,
    ...brought.get(day),
    commission: earned.get(day) ?? 0,
    day,
  }));
  return ok({
    total: days.reduce(add, NOTHING),
    days,
    people,
    rate: ratesUnder(policyFor(app, merchant), undefined, grade)[0] ?? 0,
    ...(grade ? { grade: { name: grade.name, bonus: grade.bonus } } : {}),
    suspended: me?.suspended === true,
  });
}

export async function listPromoterShares(
  app: App,
  userId: string,
  { merchantId, cursor }: Parsed<'promoter.shares'>,
): Promise<Result<Output<'promoter.shares'>, RefusalCode>> {
  const after = readCursor(cursor);
  if (after === null) return no('badRequest');
  const found = await knownSharesOf(app.store, merchantId, userId, { after, limit: PAGE + 1 });
  const { items, nextCursor } = pageBy(found, PAGE, (share) => ({ createdAt: sharedAtOf(share), id: share._id }));
  const shares = items.map((share) => {
    const { _id, target, title, channel, own, children = 0 } = share;
    const { visits = 0, binds = 0, orders = 0 } = own ?? {};
    const sums = { visits, binds, orders, children };
    type Line = Output<'promoter.shares'>['shares'][number];
    return {
      share: _id,
      target: { ...target } as Line['target'],
      title,
      channel,
      sharedAt: sharedAtOf(share),
      ...sums,
    };
  });
  return ok({ shares, nextCursor });
}

const sharedAtOf = ({ sharedAt, createdAt }: ShareDoc): number => sharedAt ?? createdAt;

export async function listPromoterPeople(
  app: App,
  userId: string,
  { merchantId, cursor }: Parsed<'promoter.people'>,
): Promise<Result<Output<'promoter.people'>, RefusalCode>> {
  const after = readCursor(cursor);
  if (after === null) return no('badRequest');
  const found = await peopleOf(app.store, merchantId, userId, { after, limit: PAGE + 1 });
  const position = ({ boundAt = 0, bindingId = '' }: VisitorDoc) => ({ createdAt: boundAt, id: bindingId });
  const { items, nextCursor } = pageBy(found, PAGE, position);
  const shareIds = items.flatMap(({ shareId }) => shareId ?? []);
  const [faceOf, shares] = await Promise.all([
    facesOfUsers(
      app,
      items.map((person) => person.userId),
    ),
    app.store.shares.find({ _id: { $in: shareIds } }, { projection: { title: 1, channel: 1 } }).toArray(),
  ]);
  const now = app.now();
  const people = items.map((person) => {
    const { boundAt = 0, until, shareId } = person;
    const share = shares.find(({ _id }) => _id === shareId);
    return {
      name: maskedName(faceOf(person.userId).name),
      boundAt,
      until,
      over: !lasts(person, now),
      ...(share ? { share: { title: share.title, channel: share.channel } } : {}),
    };
  });
  return ok({ people, nextCursor });
}

/** Of one's own share only; whoever else has shared below it is masked, as their share is, and has no face. */
export async function promoterTree(
  app: App,
  userId: string,
  { share: token }: Parsed<'promoter.tree'>,
): Promise<Result<Output<'promoter.tree'>, RefusalCode>> {
  const share = await app.store.shares.findOne({ _id: token });
  if (share?.userId !== userId) return no('shareUnknown');
  const below = await treeBelow(app.store, [share], LEVELS, PER_LEVEL);
  const faceOf = await facesOfUsers(
    app,
    [share, ...below].map((one) => one.userId),
  );
  const seen = (id: string): Face => {
    const face = faceOf(id);
    return id === userId ? face : { name: maskedName(face.name), avatar: '' };
  };
  const shown = new Map([share, ...below].map((one) => [one._id, tokenFor(app, one, userId)]));
  const told = (one: ShareDoc) => {
    const node = nodeBelow(one, seen(one.userId));
    return { ...node, share: shown.get(node.share) ?? '', parent: shown.get(node.parent) ?? '' };
  };
  return ok({ node: nodeOf(share, seen(userId)), below: below.map(told) });
}
