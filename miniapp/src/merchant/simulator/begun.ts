/** WHAT THE SIMULATOR BEGINS WITH: a usual deal, a campaign that is there, or a draft that is being written; and what goes back into it. */
import type { Output } from '../../../../shared/contracts/contracts';
import { offeredOf } from '../../../../shared/domain/forecast';
import { PAYMENT_RATE, type PreflightPlan } from '../../../../shared/domain/preflight';
import type { Chances } from '../../../../shared/domain/simulator';
import { ok, type Result } from '../../../../shared/result';
import { call, newRequestId, type Problem } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { draftIn, faultsOf, planOf } from '../campaignForm/draft';
import { type Draft, draftOf, NEW_DRAFT, type Paying } from './draft';

export interface Begun {
  readonly draft: Draft;
  readonly paying: Paying;
  /** What is expected of the draft already. */
  readonly expected?: Chances | undefined;
}

/** @returns null where the rules of the draft do not stand yet */
export async function begin(
  merchantId: string,
  { id, draft }: { id?: string | undefined; draft?: string | undefined },
): Promise<Result<Begun | null, Problem>> {
  if (draft !== undefined) return ofDraft(merchantId, draft);
  return id === undefined
    ? ok({ draft: NEW_DRAFT, paying: { paymentRate: PAYMENT_RATE, givenBack: 0 } })
    : ofCampaign(merchantId, id);
}

async function ofCampaign(merchantId: string, campaignId: string): Promise<Result<Begun, Problem>> {
  const campaign = await call('campaign.get', { merchantId, campaignId });
  if (!campaign.ok) return campaign;
  const productId = campaign.value.product.id;
  const facts = await call('preflight.facts', { merchantId, productId, campaignId });
  if (!facts.ok) return facts;
  return ok(begunWith({ ...campaign.value, ...facts.value, now: serverNow() }));
}

const begunWith = (plan: PreflightPlan): Begun => ({
  draft: draftOf(plan),
  paying: { paymentRate: plan.paymentRate, givenBack: offeredOf(plan)?.givenBack ?? 0 },
});

async function ofDraft(merchantId: string, draftId: string): Promise<Result<Begun | null, Problem>> {
  const found = await call('draft.get', { merchantId, draftId });
  if (!found.ok) return found;
  const { kind, product, campaignId, body } = found.value;
  const of = campaignId === undefined ? {} : { campaignId };
  const facts = await call('preflight.facts', { merchantId, productId: product.id, ...of });
  if (!facts.ok) return facts;
  const [typed, goods] = [draftIn(kind, body), { ...product, skus: facts.value.skus }];
  if (Object.keys(faultsOf(kind, typed, goods, serverNow())).length > 0) return ok(null);
  const plan = { ...planOf(kind, typed, goods), ...facts.value, now: serverNow() };
  return ok({ ...begunWith(plan), expected: body.forecast });
}

/** Enough for a few others who save the same draft meanwhile. */
const TRIES = 3;

/** Only what is expected changes: whatever else has been written into the draft meanwhile stays. */
export async function keepForecast(
  merchantId: string,
  draftId: string,
  forecast: Chances,
): Promise<Result<Output<'draft.save'>, Problem>> {
  for (let tries = 1; ; tries++) {
    const found = await call('draft.get', { merchantId, draftId });
    if (!found.ok) return found;
    const { kind, product, campaignId, seenEdition, version, body } = found.value;
    const saved = await call('draft.save', {
      merchantId,
      requestId: newRequestId(),
      draftId,
      seenVersion: version,
      kind,
      productId: product.id,
      ...(campaignId === undefined ? {} : { campaignId }),
      ...(seenEdition === undefined ? {} : { seenEdition }),
      body: { ...body, forecast },
    });
    const overtaken = !saved.ok && saved.refusal.kind === 'refused' && saved.refusal.code === 'conflict';
    if (!overtaken || tries === TRIES) return saved;
  }
}
