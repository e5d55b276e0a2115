/**
 * BINDINGS. Most are one guarded update of the visitor: whoever has brought nobody cannot close a cycle, so its guard says
 * that they have not (`hasReferees`), and the referrer is marked as having brought somebody before it. Of the bindings that
 * would close a cycle together, the one that is written last thus finds its visitor marked, and goes the long way.
 * The long way is one transaction: it writes the visitor, and the roots of its own chain and of the new one. Whatever the
 * decision rests on is written, so that two of them collide, and the later one sees the earlier.
 */
import { type ClientSession, MongoServerError, type UpdateFilter } from 'mongodb';
import { deriveId } from '../../shared/domain/ids';
import {
  answerOpening,
  type BindingAnswer,
  bindingFrom,
  CHAIN_LIMIT,
  lasts,
  type Opening,
  type ReferralPolicy,
} from '../../shared/domain/referral';
import type { Ms } from '../../shared/time';
import type { BindingRecord, Collections, ShareDoc, VisitorDoc } from './collections';
import { olderThan, type Position } from './page';
import { firstOf } from './stock';

export const visitorId = (merchantId: string, userId: string): string => `${merchantId}/${userId}`;

export interface Opened {
  readonly share: Pick<ShareDoc, '_id' | 'merchantId' | 'userId'>;
  readonly policy: ReferralPolicy;
  readonly userId: string;
  readonly scene?: number | undefined;
  /** An order that is being placed names the share. */
  readonly ordering?: boolean | undefined;
  readonly at: Ms;
  /** Where the caller has read them a moment ago: the visitor, and the sharer as one. */
  readonly seen?: { readonly visitor: VisitorDoc | null; readonly sharer: VisitorDoc | null } | undefined;
}

/**
 * Opens a share for a visitor and binds by the rule; the answer says what became of it.
 * @returns `first`: it is the first that the shop has seen of this person
 */
export async function openShare(
  collections: Collections,
  opened: Opened,
): Promise<{ answer: BindingAnswer; first: boolean }> {
  const { visitors } = collections;
  const { share, userId } = opened;
  const { merchantId } = share;
  const [visitor, sharer] = opened.seen
    ? [opened.seen.visitor, opened.seen.sharer]
    : await Promise.all([
        visitors.findOne({ _id: visitorId(merchantId, userId) }),
        visitors.findOne({ _id: visitorId(merchantId, share.userId) }),
      ]);
  const newcomer = opened.policy.whom === 'everyone' || (await isNewcomer(collections, merchantId, userId));
  const answer = decide(opened, visitor, sharer, newcomer, []);
  if (answer !== 'bound') {
    const first = !visitor && answer !== 'own' && answer !== 'preview' && (await meet(collections, opened));
    return { answer, first };
  }
  const quick = visitor?.hasReferees ? null : await bindLeaf(collections, opened, visitor, sharer);
  if (quick) return { answer: 'bound', first: quick.first };
  return collections.client.withSession((session) =>
    session.withTransaction(() => bindSafely(collections, opened, newcomer, session)),
  );
}

const decide = (
  { share, userId, policy, scene, ordering, at }: Opened,
  visitor: VisitorDoc | null,
  sharer: VisitorDoc | null,
  newcomer: boolean,
  sharerChain: readonly string[],
): BindingAnswer =>
  answerOpening({
    visitorId: userId,
    sharerId: share.userId,
    sharerSuspended: sharer?.suspended === true,
    policy,
    now: at,
    newcomer,
    ordering: ordering === true,
    scene,
    binding: bindingOf(visitor),
    takenAway: takenAwayFrom(visitor),
    sharerChain,
  });

/** The latest binding of a visitor. */
export function bindingOf(visitor: VisitorDoc | null): Opening['binding'] {
  if (visitor?.referrerId === undefined) return undefined;
  const { referrerId, boundAt = 0, until, replaceableFrom } = visitor;
  return { referrerId, boundAt, until, replaceableFrom };
}

/** Who was the referrer before a member of the shop left nobody. */
function takenAwayFrom(visitor: VisitorDoc | null): string | undefined {
  const history = visitor?.history ?? [];
  if (history.at(-1)?.referrerId !== undefined) return undefined;
  return history.findLast(({ referrerId }) => referrerId !== undefined)?.referrerId;
}

/** Nothing of this person's is or was ordered in the shop (`docs/decisions/newcomers.md`). */
async function isNewcomer({ counters }: Collections, merchantId: string, userId: string): Promise<boolean> {
  const orders = await counters.findOne({ _id: firstOf(merchantId, userId) }, { projection: { taken: 1 } });
  return (orders?.taken ?? 0) === 0;
}

/** Remembers who brought somebody here first. @returns whether it was this share */
async function meet({ visitors }: Collections, { share, userId, at }: Opened): Promise<boolean> {
  const { merchantId, _id: firstShareId } = share;
  const { upsertedCount } = await visitors.updateOne(
    { _id: visitorId(merchantId, userId) },
    { $setOnInsert: { merchantId, userId, firstShareId, firstAt: at, history: [] } },
    { upsert: true },
  );
  return upsertedCount === 1;
}

/** What is written of a binding, `before` being how many there were. */
function bindingUpdate({ share, policy, userId, at }: Opened, before: number): UpdateFilter<VisitorDoc> {
  const { merchantId, userId: referrerId, _id: shareId } = share;
  const binding = bindingFrom(policy, referrerId, at);
  const { until } = binding;
  const record: BindingRecord = {
    referrerId,
    at,
    ...(until === undefined ? {} : { until }),
    shareId,
    policyVersion: policy.version,
  };
  return {
    $set: {
      ...binding,
      bindingId: deriveId('bnd', merchantId, userId, before + 1),
      shareId,
      policyVersion: policy.version,
    },
    ...unset(binding),
    $push: { history: record },
    $setOnInsert: { merchantId, userId, firstShareId: shareId, firstAt: at },
  };
}

/** What the binding before had and this one has not. */
function unset(binding: object): { $unset?: Record<string, ''> } {
  const gone = ['until', 'replaceableFrom'].filter((name) => !(name in binding));
  return gone.length === 0 ? {} : { $unset: Object.fromEntries(gone.map((name) => [name, ''])) };
}

/** Binds somebody who has brought nobody. Null: something has changed since, or they have. */
async function bindLeaf(
  { visitors }: Collections,
  opened: Opened,
  visitor: VisitorDoc | null,
  sharer: VisitorDoc | null,
): Promise<{ first: boolean } | null> {
  const { share, userId } = opened;
  if (!sharer?.hasReferees) await markReferrer({ visitors }, share);
  const before = visitor?.history.length ?? 0;
  try {
    const { matchedCount, upsertedCount } = await visitors.updateOne(
      {
        _id: visitorId(share.merchantId, userId),
        hasReferees: { $ne: true },
        ...(visitor ? { history: { $size: before } } : { referrerId: { $exists: false }, history: { $exists: false } }),
      },
      bindingUpdate(opened, before),
      { upsert: !visitor },
    );
    return matchedCount + upsertedCount === 1 ? { first: upsertedCount === 1 } : null;
  } catch (error) {
    // Somebody else has created the visitor meanwhile.
    if (error instanceof MongoServerError && error.code === 11000) return null;
    throw error;
  }
}

async function markReferrer(
  { visitors }: Pick<Collections, 'visitors'>,
  { merchantId, userId }: Opened['share'],
  session?: ClientSession,
): Promise<void> {
  await visitors.updateOne(
    { _id: visitorId(merchantId, userId) },
    { $set: { hasReferees: true }, $setOnInsert: { merchantId, userId, history: [] } },
    { upsert: true, ...(session ? { session } : {}) },
  );
}

async function bindSafely(
  { visitors }: Collections,
  opened: Opened,
  newcomer: boolean,
  session: ClientSession,
): Promise<{ answer: BindingAnswer; first: boolean }> {
  const { share, userId } = opened;
  const id = visitorId(share.merchantId, userId);
  const visitor = await visitors.findOne({ _id: id }, { session });
  const chain = await chainOf({ visitors }, share.merchantId, share.userId, session);
  const [sharer = null] = chain;
  const above = chain.slice(1).map((one) => one.userId);
  const answer = decide(opened, visitor, sharer, newcomer, above);
  if (answer !== 'bound') return { answer, first: false };
  const { upsertedCount } = await visitors.updateOne({ _id: id }, bindingUpdate(opened, visitor?.history.length ?? 0), {
    upsert: true,
    session,
  });
  if (!sharer?.hasReferees) await markReferrer({ visitors }, share, session);
  await touchRoots({ visitors }, share.merchantId, { visitor, chain }, session);
  return { answer, first: upsertedCount === 1 };
}

/**
 * Where the visitor has brought somebody, two bindings could close a cycle without writing the same document: so the root
 * of the visitor's own chain and that of the new one are written too.
 */
async function touchRoots(
  { visitors }: Pick<Collections, 'visitors'>,
  merchantId: string,
  { visitor, chain }: { visitor: VisitorDoc | null; chain: readonly VisitorDoc[] },
  session: ClientSession,
): Promise<void> {
  if (!visitor?.hasReferees) return;
  const own =
    visitor.referrerId === undefined ? [] : await chainOf({ visitors }, merchantId, visitor.referrerId, session);
  for (const root of new Set([chain.at(-1)?._id, own.at(-1)?._id])) {
    if (root !== undefined) await visitors.updateOne({ _id: root }, { $inc: { touched: 1 } }, { session });
  }
}

/** The sharer and everybody above, nearest first. People without a document of their own stand for themselves. */
async function chainOf(
  { visitors }: Pick<Collections, 'visitors'>,
  merchantId: string,
  userId: string,
  session: ClientSession,
): Promise<VisitorDoc[]> {
  const chain: VisitorDoc[] = [];
  let next: string | undefined = userId;
  while (next !== undefined) {
    if (chain.length > CHAIN_LIMIT) throw new Error(`the chain above ${userId} does not end`);
    const _id: string = visitorId(merchantId, next);
    const doc: VisitorDoc | null = await visitors.findOne({ _id }, { session });
    chain.push(doc ?? { _id, merchantId, userId: next, history: [] });
    next = doc?.referrerId;
  }
  return chain;
}

/** Somebody who has opened, shared or bought something in this shop. Others are nobody's business there. */
export async function isKnown(
  { visitors, orders, shares }: Pick<Collections, 'visitors' | 'orders' | 'shares'>,
  merchantId: string,
  userId: string,
): Promise<boolean> {
  const only = { projection: { _id: 1 } };
  const found = await Promise.all([
    visitors.findOne({ _id: visitorId(merchantId, userId) }, only),
    orders.findOne({ userId, merchantId }, only),
    shares.findOne({ userId, merchantId }, only),
  ]);
  return found.some((one) => one !== null);
}

export interface Correction {
  readonly merchantId: string;
  readonly userId: string;
  /** Left out: nobody. */
  readonly to?: { readonly referrerId: string; readonly shareId: string } | undefined;
  readonly policy: ReferralPolicy;
  readonly by: string;
  readonly reason: string;
  readonly requestId: string;
  readonly at: Ms;
}

/**
 * A member of the shop puts a referrer right. No policy is asked; oneself, a cycle and a suspended promoter are refused all
 * the same. The request's id makes it happen once. Orders that were placed before keep who brought them.
 */
export async function correctBinding(
  { client, visitors }: Collections,
  correction: Correction,
): Promise<'corrected' | 'own' | 'cycle' | 'suspended' | 'requestIdReused'> {
  const { merchantId, userId, to, policy, by, reason, requestId, at } = correction;
  const _id = visitorId(merchantId, userId);
  if (to?.referrerId === userId) return 'own';
  return client.withSession((session) =>
    session.withTransaction(async () => {
      const visitor = await visitors.findOne({ _id }, { session });
      const done = visitor?.history.find((record) => record.requestId === requestId);
      if (done) {
        const same = done.referrerId === to?.referrerId && done.reason === reason && done.by === by;
        return same ? 'corrected' : 'requestIdReused';
      }
      const chain = to ? await chainOf({ visitors }, merchantId, to.referrerId, session) : [];
      if (chain.some((above) => above.userId === userId)) return 'cycle';
      if (chain[0]?.suspended) return 'suspended';
      const before = visitor?.history.length ?? 0;
      const how = { by, reason, requestId };
      const share = to && { merchantId, userId: to.referrerId, _id: to.shareId };
      const update: UpdateFilter<VisitorDoc> = share
        ? bindingUpdate({ share, policy, userId, at }, before)
        : { $unset: Object.fromEntries(BINDING_FIELDS.map((name) => [name, ''])), $push: { history: { at } } };
      const record = (update.$push as { history: BindingRecord }).history;
      await visitors.updateOne(
        { _id },
        // No share has brought them here first: the shop knew them already.
        { ...update, $push: { history: { ...record, ...how } }, $setOnInsert: { merchantId, userId } },
        { upsert: true, session },
      );
      if (share && !chain[0]?.hasReferees) await markReferrer({ visitors }, share, session);
      await touchRoots({ visitors }, merchantId, { visitor, chain }, session);
      return 'corrected';
    }),
  );
}

/**
 * A promoter is suspended, or so no longer. Bindings stay: who is suspended earns nothing from them meanwhile.
 * Orders that were placed before keep who earns from them.
 */
export async function setSuspended(
  { visitors }: Pick<Collections, 'visitors'>,
  { merchantId, userId }: { readonly merchantId: string; readonly userId: string },
  suspended: boolean,
  suspension: NonNullable<VisitorDoc['suspension']>,
): Promise<void> {
  await visitors.updateOne(
    { _id: visitorId(merchantId, userId) },
    {
      $set: { suspension, ...(suspended ? { suspended } : {}) },
      ...(suspended ? {} : { $unset: { suspended: '' } }),
      $setOnInsert: { merchantId, userId, history: [] },
    },
    { upsert: true },
  );
}

/** Whom somebody has brought and nobody else has taken over since, newest first; over or not. */
export const peopleOf = (
  { visitors }: Pick<Collections, 'visitors'>,
  merchantId: string,
  referrerId: string,
  { after, limit }: { readonly after: Position | undefined; readonly limit: number },
): Promise<VisitorDoc[]> =>
  visitors
    .find({ merchantId, referrerId, ...olderThan(after, 'boundAt', 'bindingId') })
    .sort({ boundAt: -1, bindingId: -1 })
    .limit(limit)
    .toArray();

/** How many they are. @param now where it is given, only those whose binding lasts */
export const countPeople = (
  { visitors }: Pick<Collections, 'visitors'>,
  merchantId: string,
  referrerId: string,
  now?: Ms,
): Promise<number> =>
  visitors.countDocuments({
    merchantId,
    referrerId,
    ...(now === undefined ? {} : { $or: [{ until: { $exists: false } }, { until: { $gt: now } }] }),
  });

const BINDING_FIELDS = [
  'referrerId',
  'boundAt',
  'until',
  'replaceableFrom',
  'bindingId',
  'shareId',
  'policyVersion',
] as const satisfies readonly (keyof VisitorDoc)[];

/** Who is above a person now, nearest first, at most `levels`: the earners of their next order. A binding that is over ends it. */
export async function referrersOf(
  { visitors }: Pick<Collections, 'visitors'>,
  merchantId: string,
  userId: string,
  levels: number,
  now: Ms,
): Promise<{ binding: VisitorDoc; earnerId: string; suspended: boolean }[]> {
  const earners: { binding: VisitorDoc; earnerId: string; suspended: boolean }[] = [];
  let below = levels > 0 ? await visitors.findOne({ _id: visitorId(merchantId, userId) }) : null;
  while (below?.referrerId !== undefined && lasts(below, now) && earners.length < levels) {
    const above: VisitorDoc | null = await visitors.findOne({ _id: visitorId(merchantId, below.referrerId) });
    earners.push({ binding: below, earnerId: below.referrerId, suspended: above?.suspended === true });
    below = above;
  }
  return earners;
}
