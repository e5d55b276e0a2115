/**
 * BINDINGS. One transaction writes the visitor, `hasReferees` on the referrer, and, if the visitor has referees, the
 * roots of both chains: whatever the decision rested on is written, so two bindings that would close a cycle together
 * collide, and the later one sees the earlier. A leaf costs no root write.
 */
import type { ClientSession } from 'mongodb';
import { deriveId } from '../../shared/domain/ids';
import { answerOpening, type BindingAnswer, CHAIN_LIMIT } from '../../shared/domain/referral';
import type { Ms } from '../../shared/time';
import type { Collections, ShareDoc, VisitorDoc } from './collections';

export const visitorId = (merchantId: string, userId: string): string => `${merchantId}/${userId}`;

const EMPTY = { history: [] } as const;

/** Opens a share for a visitor and binds by the rule; the answer says what became of it. */
export async function openShare(
  collections: Collections,
  share: ShareDoc,
  userId: string,
  scene: number | undefined,
  now: Ms,
): Promise<BindingAnswer> {
  const { visitors, client } = collections;
  const { merchantId, userId: sharerId } = share;
  const visitor = await visitors.findOne({ _id: visitorId(merchantId, userId) });
  const first = answerOpening({
    visitorId: userId,
    sharerId,
    sharerSuspended: false,
    scene,
    boundTo: visitor?.referrerId,
    sharerChain: [],
  });
  // Most openings end here: a person who is bound stays bound, and nothing needs a transaction.
  if (first !== 'bound') return first;
  return client.withSession((session) =>
    session.withTransaction(() => bind(collections, share, userId, scene, now, session)),
  );
}

async function bind(
  { visitors }: Collections,
  share: ShareDoc,
  userId: string,
  scene: number | undefined,
  now: Ms,
  session: ClientSession,
): Promise<BindingAnswer> {
  const { merchantId, userId: sharerId } = share;
  const id = visitorId(merchantId, userId);
  const visitor = await visitors.findOne({ _id: id }, { session });
  const chain = await chainOf({ visitors }, merchantId, sharerId, session);
  const sharer = chain[0];
  const answer = answerOpening({
    visitorId: userId,
    sharerId,
    sharerSuspended: sharer?.suspended === true,
    scene,
    boundTo: visitor?.referrerId,
    sharerChain: chain.slice(1).map((above) => above.userId),
  });
  if (answer !== 'bound') return answer;

  const bindingId = deriveId('bnd', merchantId, userId, (visitor?.history.length ?? 0) + 1);
  const binding = { referrerId: sharerId, bindingId, boundAt: now, shareId: share._id };
  await visitors.updateOne(
    { _id: id },
    {
      $set: binding,
      $push: { history: { referrerId: sharerId, shareId: share._id, at: now } },
      $setOnInsert: { merchantId, userId },
    },
    { upsert: true, session },
  );
  if (!sharer?.hasReferees) {
    await visitors.updateOne(
      { _id: visitorId(merchantId, sharerId) },
      { $set: { hasReferees: true }, $setOnInsert: { merchantId, userId: sharerId, ...EMPTY } },
      { upsert: true, session },
    );
  }
  if (visitor?.hasReferees) {
    // An unbound visitor is the root of its own tree and is written above; the new chain's root must collide too.
    const root = chain.at(-1)?.userId ?? sharerId;
    await visitors.updateOne({ _id: visitorId(merchantId, root) }, { $inc: { touched: 1 } }, { session });
  }
  return 'bound';
}

/** The sharer and everybody above, nearest first. People without a document of their own stand for themselves. */
async function chainOf(
  { visitors }: Pick<Collections, 'visitors'>,
  merchantId: string,
  userId: string,
  session: ClientSession,
): Promise<Pick<VisitorDoc, 'userId' | 'suspended' | 'hasReferees'>[]> {
  const chain: Pick<VisitorDoc, 'userId' | 'suspended' | 'hasReferees'>[] = [];
  let next: string | undefined = userId;
  while (next !== undefined) {
    if (chain.length > CHAIN_LIMIT) throw new Error(`the chain above ${userId} does not end`);
    const doc: VisitorDoc | null = await visitors.findOne({ _id: visitorId(merchantId, next) }, { session });
    chain.push(doc ?? { userId: next });
    next = doc?.referrerId;
  }
  return chain;
}

/** Who is above a person, nearest first, at most `levels`: the earners of their next order. */
export async function referrersOf(
  { visitors }: Pick<Collections, 'visitors'>,
  merchantId: string,
  userId: string,
  levels: number,
): Promise<{ binding: VisitorDoc; earnerId: string; suspended: boolean }[]> {
  const earners: { binding: VisitorDoc; earnerId: string; suspended: boolean }[] = [];
  let below = levels > 0 ? await visitors.findOne({ _id: visitorId(merchantId, userId) }) : null;
  while (below?.referrerId !== undefined && earners.length < levels) {
    const above: VisitorDoc | null = await visitors.findOne({ _id: visitorId(merchantId, below.referrerId) });
    earners.push({ binding: below, earnerId: below.referrerId, suspended: above?.suspended === true });
    below = above;
  }
  return earners;
}
