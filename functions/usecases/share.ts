/** Shares: whose card it is, what it shows, and the share that brought its sharer, so that shares form a tree. */
import type { Output, Parsed } from '../../shared/contracts/contracts';
import type { BindingAnswer } from '../../shared/domain/referral';
import type { RefusalCode } from '../../shared/refusals';
import { no, ok, type Result } from '../../shared/result';
import type { ShareTarget } from '../store/collections';
import { openShare } from '../store/referral';
import { keyedText } from '../store/secret';
import type { App } from './app';

/** Fits a mini-program code's `scene` (32 characters) with room; 62^10 cannot be tried through. */
const TOKEN_LENGTH = 10;

/** The same person and thing give the same token, and without the secret nobody can compute one. */
function tokenOf(app: App, userId: string, { kind, id }: ShareTarget): string {
  return keyedText(app.settings.shareSecret, `${userId}\n${kind}\n${id}`, TOKEN_LENGTH);
}

/** What is shared: whose it is and what it is called. */
async function thing(app: App, { kind, id }: ShareTarget): Promise<{ merchantId: string; title: string } | null> {
  switch (kind) {
    case 'shop': {
      const merchant = await app.store.merchants.findOne({ _id: id });
      return merchant && { merchantId: merchant._id, title: merchant.name };
    }
    case 'product': {
      const product = await app.store.products.findOne({ _id: id });
      return product && { merchantId: product.merchantId, title: product.title };
    }
    case 'group': {
      const group = await app.store.groups.findOne({ _id: id });
      return group && { merchantId: group.merchantId, title: group.product.title };
    }
  }
}

export async function createShare(
  app: App,
  userId: string,
  { target, from }: Parsed<'share.create'>,
): Promise<Result<Output<'share.create'>, RefusalCode>> {
  const token = tokenOf(app, userId, target);
  const [known, shared, parent] = await Promise.all([
    app.store.shares.findOne({ _id: token }),
    thing(app, target),
    from === undefined ? null : app.store.shares.findOne({ _id: from }),
  ]);
  if (known) return ok({ token });
  if (!shared) return no('notFound');
  // A share of another shop, or one's own, is not where this one comes from.
  const above = parent && parent.merchantId === shared.merchantId && parent.userId !== userId ? parent : null;
  await app.store.shares.updateOne(
    { _id: token },
    {
      $setOnInsert: {
        merchantId: shared.merchantId,
        userId,
        target,
        title: shared.title,
        ...(above ? { parent: above._id } : {}),
        depth: above ? above.depth + 1 : 0,
        root: above ? above.root : token,
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

/** Somebody who is not signed in only learns who invites them; the app opens the share again once they are. */
export async function open(
  app: App,
  userId: string | undefined,
  { token, scene }: Parsed<'share.open'>,
): Promise<Result<Output<'share.open'>, RefusalCode>> {
  const share = await app.store.shares.findOne({ _id: token });
  if (!share) return no('shareUnknown');
  const [sharer, binding] = await Promise.all([
    app.store.users.findOne({ _id: share.userId }),
    userId === undefined ? ('preview' as const) : openShare(app.store, share, userId, scene, app.now()),
  ]);
  const { name = '微信用户', avatar = '' } = sharer ?? {};
  return ok({
    target: { ...share.target } as Output<'share.open'>['target'],
    sharer: { name, avatar },
    binding: toldToVisitor(binding),
  });
}
