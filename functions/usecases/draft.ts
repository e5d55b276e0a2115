/** Campaigns that members of a shop are writing: saved as they type, told where another has saved meanwhile. */
import type { Output, Parsed } from '../../shared/contracts/contracts';
import { deriveId } from '../../shared/domain/ids';
import type { RefusalCode } from '../../shared/refusals';
import { no, ok, type Result } from '../../shared/result';
import type { DraftDoc } from '../store/collections';
import { beginDraft, countDrafts, DRAFTS_MOST, draftsOf, removeDraft, saveDraft } from '../store/draft';
import type { App } from './app';

type Row = Output<'draft.list'>['drafts'][number];

export async function listDrafts(
  app: App,
  { merchantId }: Parsed<'draft.list'>,
): Promise<Result<Output<'draft.list'>, RefusalCode>> {
  return ok({ drafts: await rowsOf(app, await draftsOf(app.store, merchantId)) });
}

export async function getDraft(
  app: App,
  { merchantId, draftId }: Parsed<'draft.get'>,
): Promise<Result<Output<'draft.get'>, RefusalCode>> {
  const draft = await app.store.drafts.findOne({ _id: draftId, merchantId });
  const [row] = draft ? await rowsOf(app, [draft]) : [];
  return draft && row ? ok({ ...row, body: draft.body }) : no('notFound');
}

/** Two finds for any number of drafts: their goods, and who saved them last. */
async function rowsOf({ store }: App, drafts: readonly DraftDoc[]): Promise<Row[]> {
  const [products, users] = await Promise.all([
    store.products.find({ _id: { $in: drafts.map(({ productId }) => productId) } }).toArray(),
    store.users.find({ _id: { $in: drafts.map(({ by }) => by) } }).toArray(),
  ]);
  return drafts.map(({ _id: id, kind, productId, campaignId, seenEdition, body, version, by, at }) => {
    const product = products.find(({ _id }) => _id === productId);
    const { title } = body;
    return {
      id,
      kind,
      product: { id: productId, title: product?.title ?? title, cover: product?.pictures[0] ?? '' },
      title,
      campaignId,
      seenEdition,
      version,
      by: users.find(({ _id }) => _id === by)?.name ?? '',
      at,
    };
  });
}

/**
 * Keeps what was typed. A draft stays with the kind, the product and the campaign that it was begun for; of a new campaign
 * that somebody has published from an older version of it, it is the next edition.
 */
export async function keepDraft(
  app: App,
  userId: string,
  { merchantId, requestId, draftId, seenVersion, kind, productId, campaignId, seenEdition, body }: Parsed<'draft.save'>,
): Promise<Result<Output<'draft.save'>, RefusalCode>> {
  const { store } = app;
  const at = app.now();
  const written = { body, by: userId, at, requestId, ...(seenEdition === undefined ? {} : { seenEdition }) };
  if (draftId !== undefined) {
    const saved = await saveDraft(store, { _id: draftId, merchantId }, seenVersion ?? 0, written);
    return saved.ok ? ok(answerOf(saved.value)) : saved;
  }
  const _id = deriveId('drf', merchantId, userId, 'draft.save', requestId);
  const [product, campaign, kept, count] = await Promise.all([
    store.products.findOne({ _id: productId, merchantId }),
    campaignId === undefined ? null : store.campaigns.findOne({ _id: campaignId, merchantId }),
    store.drafts.findOne({ _id }),
    countDrafts(store, merchantId),
  ]);
  if (!product || (campaignId !== undefined && campaign?.kind !== kind)) return no('notFound');
  // Said again late: it has been written over since.
  if (kept && kept.version !== 1) return no('conflict');
  if (!kept && count >= DRAFTS_MOST) return no('draftsFull');
  const about = { merchantId, kind, productId, ...(campaignId === undefined ? {} : { campaignId }) };
  return ok(answerOf(kept ?? (await beginDraft(store, { _id, ...about, ...written, version: 1 }))));
}

const answerOf = ({ _id: draftId, version, at }: DraftDoc): Output<'draft.save'> => ({ draftId, version, at });

export async function dropDraft(
  app: App,
  { merchantId, draftId }: Parsed<'draft.remove'>,
): Promise<Result<Output<'draft.remove'>, RefusalCode>> {
  return (await removeDraft(app.store, merchantId, draftId)) ? ok({}) : no('notFound');
}
