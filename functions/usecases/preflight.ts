/** What the checks of a campaign rest on. The rules are `shared/domain/preflight.ts`, run by app and server alike. */
import type { Output, Parsed } from '../../shared/contracts/contracts';
import { ratesUnder } from '../../shared/domain/commission';
import { USUAL_LIMITS } from '../../shared/domain/platform';
import { PAYMENT_RATE, type PreflightPlan } from '../../shared/domain/preflight';
import type { RefusalCode } from '../../shared/refusals';
import { no, ok, type Result } from '../../shared/result';
import { DAY } from '../../shared/time';
import type { CampaignPlan } from '../store/campaign';
import type { CampaignDoc, MerchantDoc, ProductDoc } from '../store/collections';
import { lowestPaid } from '../store/preflight';
import { campaignsSelling } from '../store/product';
import { leftOf, quotaOf, stockOf } from '../store/stock';
import type { App } from './app';
import { ownPolicyFor, policyFor } from './attribution';
import { onSale } from './shop';

type Facts = Output<'preflight.facts'>;

/** So long before now, sales support a price that others are compared with (规范促销行为暂行规定). */
const SUPPORT = 7 * DAY;

export async function getFacts(
  app: App,
  { merchantId, productId, campaignId }: Parsed<'preflight.facts'>,
): Promise<Result<Facts, RefusalCode>> {
  const { products, campaigns } = app.store;
  const [product, campaign] = await Promise.all([
    products.findOne({ _id: productId, merchantId }),
    campaignId === undefined ? null : campaigns.findOne({ _id: campaignId, merchantId, productId }),
  ]);
  if (!product || (campaignId !== undefined && !campaign)) return no('notFound');
  return ok(await factsOf(app, product, campaign, campaignId));
}

/** A campaign with all that its rules look at, as that is now: what `preflight` and `forecastOf` are asked with. */
export async function preflightPlanOf(app: App, plan: CampaignPlan, product: ProductDoc): Promise<PreflightPlan> {
  const campaign = await app.store.campaigns.findOne({ _id: plan._id, merchantId: plan.merchantId });
  return { ...plan, ...(await factsOf(app, product, campaign, plan._id)), now: app.now() };
}

/** @param ownId the campaign's, also where it is only now being published for the first time */
async function factsOf(
  app: App,
  product: ProductDoc,
  campaign: CampaignDoc | null,
  ownId: string | undefined,
): Promise<Facts> {
  const { store } = app;
  const now = app.now();
  const { merchantId } = product;
  const skus = onSale(product);
  const skuIds = skus.map(({ id }) => id);
  const quotas = campaign ? [quotaOf(campaign._id)] : [];
  const [merchant, counters, lowest, selling] = await Promise.all([
    store.merchants.findOne({ _id: merchantId }),
    store.counters.find({ _id: { $in: [...skuIds.map(stockOf), ...quotas] } }).toArray(),
    lowestPaid(store, { merchantId, skuIds, since: now - SUPPORT, except: campaign?._id }),
    campaignsSelling(store, product, now),
  ]);
  if (!merchant) throw new Error(`${merchantId} has products, but is not there`);
  const { title, caption, promises } = product;
  return {
    product: { title, caption, promises: [...promises] },
    skus: skus.map(({ id, name, price, cost }) => {
      const paid = lowest.get(id);
      return {
        id,
        name,
        price,
        ...(cost === undefined ? {} : { cost }),
        left: leftOf(counters.find(({ _id }) => _id === stockOf(id))),
        ...(paid === undefined ? {} : { lowestPaid: paid }),
      };
    }),
    taken: counters.find(({ _id }) => quotas.includes(_id))?.taken ?? 0,
    paymentRate: PAYMENT_RATE,
    commission: commissionOf(app, merchant, product, campaign),
    others: selling
      .filter(({ _id }) => _id !== ownId)
      .map(({ title, terms, startsAt, endsAt }) => ({ title, skuIds: Object.keys(terms.prices), startsAt, endsAt })),
  };
}

/** By the campaign's own policy, the product's, or the shop's; the best grade earns. */
function commissionOf(
  app: App,
  merchant: MerchantDoc,
  product: ProductDoc,
  campaign: CampaignDoc | null,
): Facts['commission'] {
  const policy = policyFor(app, merchant);
  const own = ownPolicyFor(app, product, campaign ?? undefined);
  const { grades = [], cap } = merchant.commission;
  const written = campaign?.commission?.rates ?? product.commission?.rates ?? merchant.commission.rates;
  const best = grades.at(-1);
  const sum = (rates: readonly number[]) => rates.reduce((all, rate) => all + rate, 0);
  return {
    // Who pays nothing pays no more for merit either.
    asked: sum(written) + ((written[0] ?? 0) > 0 ? (best?.bonus ?? 0) : 0),
    rate: sum(ratesUnder(policy, own, best)),
    // The platform may have lowered its limit since the shop set its cap.
    cap: Math.min(cap, (merchant.limits ?? USUAL_LIMITS).commissionCap),
    levels: written.length,
    mostLevels: app.settings.commissionLevels,
  };
}
