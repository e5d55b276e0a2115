/**
 * SHARES: whose card it is, what it shows, and the share that brought its sharer, so that shares form a tree; and what
 * happens when one is opened. All routes arrive here: card, Moments, code, link.
 */
import type { Output, Parsed } from '../../shared/contracts/contracts';
import { type BindingAnswer, FIRST_POLICY } from '../../shared/domain/referral';
import { type Channel, isPreview } from '../../shared/domain/visit';
import type { RefusalCode } from '../../shared/refusals';
import { no, ok, type Result } from '../../shared/result';
import { DAY, dayOf, type Ms } from '../../shared/time';
import type { ShareDoc, ShareTarget } from '../store/collections';
import { touchDay } from '../store/figures';
import { openShare } from '../store/referral';
import { keyedText } from '../store/secret';
import { recordVisit, viewShare, visitsOfDevice } from '../store/visit';
import type { App } from './app';
import { openedHere } from './attribution';
import { chatOf } from './chat';

/** Fits a mini-program code's `scene` (32 characters) with room; 62^10 cannot be tried through. */
const TOKEN_LENGTH = 10;

/** What was opened on a device longer ago is not taken over by who signs in there. */
const CLAIM_TIME: Ms = 30 * DAY;

/**
 * The same person, thing and channel give the same token, and without the secret nobody can compute one. A message card's
 * is made of person and thing alone, as every card's was before there were channels.
 */
function tokenOf(app: App, userId: string, { kind, id }: ShareTarget, channel: Channel): string {
  const parts = [userId, kind, id, ...(channel === 'message' ? [] : [channel])];
  return keyedText(app.settings.shareSecret, parts.join('\n'), TOKEN_LENGTH);
}

type Thing = Pick<ShareDoc, 'merchantId' | 'title' | 'productId' | 'campaignId'>;

/** What is shared: whose it is, what it is called, and which product and campaign it is about. */
async function thing(app: App, { kind, id }: ShareTarget): Promise<Thing | null> {
  switch (kind) {
    case 'shop':
    case 'promoter': {
      const merchant = await app.store.merchants.findOne({ _id: id });
      return merchant && { merchantId: merchant._id, title: merchant.name };
    }
    case 'product': {
      const product = await app.store.products.findOne({ _id: id });
      if (!product) return null;
      const { merchantId, title, campaignId } = product;
      return { merchantId, title, productId: id, ...(campaignId === undefined ? {} : { campaignId }) };
    }
    case 'group': {
      const group = await app.store.groups.findOne({ _id: id });
      if (!group) return null;
      const { merchantId, product, campaignId } = group;
      return { merchantId, title: product.title, productId: product.id, campaignId };
    }
    case 'bargain': {
      const bargain = await app.store.bargains.findOne({ _id: id });
      if (!bargain) return null;
      const { merchantId, product, productId, campaignId } = bargain;
      return { merchantId, title: product.title, productId, campaignId };
    }
  }
}

export async function createShare(
  app: App,
  userId: string,
  { target, channel, from, chat }: Parsed<'share.create'>,
): Promise<Result<Output<'share.create'>, RefusalCode>> {
  const token = tokenOf(app, userId, target, channel);
  const known = await app.store.shares.findOne({ _id: token }, { projection: { _id: 1 } });
  if (known) return ok({ token });
  const shared = await thing(app, target);
  if (!shared) return no('notFound');
  const parent = from === undefined ? null : await openedHere(app, shared.merchantId, userId, from);
  // One's own is not where this one comes from.
  const above = parent && parent.userId !== userId ? parent : null;
  const { campaignId } = shared;
  const enters = campaignId !== undefined && above?.campaignId !== campaignId;
  const cameFrom = chatOf(app, userId, chat);
  await app.store.shares.updateOne(
    { _id: token },
    {
      $setOnInsert: {
        ...shared,
        userId,
        target,
        channel,
        ...(above ? { parent: above._id } : {}),
        depth: above ? above.depth + 1 : 0,
        root: above ? above.root : token,
        ...(enters ? { enters: campaignId } : {}),
        ...(cameFrom === undefined ? {} : { chat: cameFrom }),
        createdAt: app.now(),
      },
    },
    { upsert: true },
  );
  return ok({ token });
}

/** A visitor need not know whose they are, or why they are nobody's. */
const toldToVisitor = (answer: BindingAnswer): Output<'share.open'>['binding'] =>
  answer === 'bound' || answer === 'already' || answer === 'own' ? answer : 'none';

/** Who opens a share: a person, or, where nobody is signed in, a device; or no person at all. */
export interface Opener {
  readonly userId: string | undefined;
  readonly robot: boolean;
}

/** Somebody who is not signed in is known by their device, and bound once they have signed in (`claimVisits`). */
export async function open(
  app: App,
  { userId, robot }: Opener,
  { token, scene, device, chat }: Parsed<'share.open'>,
): Promise<Result<Output<'share.open'>, RefusalCode>> {
  const now = app.now();
  const view = await viewShare(app.store, token, { userId, device }, now);
  if (!view) return no('shareUnknown');
  const { share, policy = FIRST_POLICY, visitor, sharerVisitor } = view;
  const answer = (binding: BindingAnswer) => {
    const { name = '微信用户', avatar = '' } = view.sharer ?? {};
    return ok({
      target: { ...share.target } as Output<'share.open'>['target'],
      sharer: { name, avatar },
      binding: toldToVisitor(binding),
    });
  };
  if (robot || share.userId === userId) return answer(robot ? 'preview' : 'own');
  const preview = isPreview(scene);
  const visit = { share, device, at: now, scene, chat: chatOf(app, userId, chat), preview };
  if (userId === undefined || preview) {
    if (!view.visited && (device !== undefined || userId !== undefined)) {
      await recordVisit(app.store, { ...visit, ...(device === undefined ? { userId } : {}) });
    }
    return answer('preview');
  }
  const seen = { visitor, sharer: sharerVisitor };
  const { answer: binding } = await openShare(app.store, { share, policy, userId, scene, at: now, seen });
  if (!view.visited) await recordVisit(app.store, { ...visit, userId });
  // The visit of today is in the figures, or may be: the binding is not.
  else if (binding === 'bound') await touchDay(app.store, share.merchantId, dayOf(now), app.now());
  return answer(binding);
}

/**
 * Somebody has signed in: what was opened on their device before counts for them, oldest first and as of then, so that
 * the first one binds. A visit that was taken over is theirs; taking it over again finds nothing.
 */
export async function claimVisits(
  app: App,
  userId: string,
  { device }: Parsed<'share.claim'>,
): Promise<Result<Output<'share.claim'>, RefusalCode>> {
  const taken = await visitsOfDevice(app.store, device, app.now() - CLAIM_TIME);
  for (const { _id, merchantId, day, shareId, at, scene, chat } of taken) {
    const view = await viewShare(app.store, shareId, { userId }, at);
    if (view && view.share.userId !== userId) {
      const { share, policy = FIRST_POLICY, visitor, sharerVisitor } = view;
      await openShare(app.store, { share, policy, userId, scene, at, seen: { visitor, sharer: sharerVisitor } });
      await recordVisit(app.store, { share, userId, at, scene, chat });
    }
    // Before, lest a crash leave the day as it was; and after, for who is counting it now.
    await touchDay(app.store, merchantId, day, app.now());
    await app.store.visits.deleteOne({ _id });
    await touchDay(app.store, merchantId, day, app.now());
  }
  return ok({ claimed: taken.length });
}
