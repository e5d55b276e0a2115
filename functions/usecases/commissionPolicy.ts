/**
 * What a shop, its products and its campaigns pay promoters, and who has set it when. What a policy means is said in
 * `shared/domain/commission.ts`; orders keep what they were placed under.
 */
import type { Output, Parsed } from '../../shared/contracts/contracts';
import { type CommissionPolicy, type PolicyFault, policyFault, ratesUnder } from '../../shared/domain/commission';
import { USUAL_LIMITS } from '../../shared/domain/platform';
import type { Bps } from '../../shared/money';
import type { RefusalCode } from '../../shared/refusals';
import { no, ok, type Result } from '../../shared/result';
import type { CampaignDoc, CommissionEdition, MerchantDoc, OwnCommission, ProductDoc } from '../store/collections';
import { campaignsAhead, ownerOf, productsOnSale, replaceOwn, replacePolicy } from '../store/commissionPolicy';
import type { App } from './app';
import { ownPolicyFor, policyFor } from './attribution';
import { pageAfter, pageBy, readCursor } from './page';
import { facesOfUsers } from './shareNode';

type Edition = Output<'commissionPolicy.set'>;
type OwnEdition = NonNullable<Output<'commissionPolicy.setOwn'>['own']>;
type Item = Output<'commissionPolicy.listOwn'>['items'][number];

/** Editions of the shop's policy that are told, and of each own one. */
const EDITIONS = 20;
const OWN_EDITIONS = 5;

const PAGE = 20;

const REFUSED = {
  tooManyLevels: 'commissionLevels',
  rateRange: 'commissionRateRange',
  holdRange: 'commissionHoldRange',
  overCap: 'commissionOverCap',
  gradeOrder: 'commissionGrades',
} as const satisfies Record<PolicyFault, RefusalCode>;

async function merchantOf({ store }: App, merchantId: string): Promise<MerchantDoc> {
  const merchant = await store.merchants.findOne({ _id: merchantId });
  if (!merchant) throw new Error(`${merchantId} has members, but is not there`);
  return merchant;
}

/* ── the shop's ─────────────────────────────────────────────────────────────────────────────────────────────────── */

export async function getCommissionPolicy(
  app: App,
  { merchantId }: Parsed<'commissionPolicy.get'>,
): Promise<Result<Output<'commissionPolicy.get'>, RefusalCode>> {
  const { commission, commissionHistory = [], afterSaleDays } = await merchantOf(app, merchantId);
  const before = commissionHistory.slice(-EDITIONS).reverse();
  const nameOf = await namesOf(app, [commission, ...before]);
  return ok({
    policy: editionView(commission, nameOf),
    levels: app.settings.commissionLevels,
    afterSaleDays,
    history: before.map((edition) => editionView(edition, nameOf)),
  });
}

/** Of two at once, one is told that there is a newer edition. The same one again is answered as before. */
export async function setCommissionPolicy(
  app: App,
  by: string,
  { merchantId, version: seen, ...wanted }: Parsed<'commissionPolicy.set'>,
): Promise<Result<Edition, RefusalCode>> {
  const terms = termsOf(wanted);
  const fault = policyFault(terms, app.settings.commissionLevels);
  if (fault !== null) return no(REFUSED[fault]);
  const { commission: before, limits = USUAL_LIMITS } = await merchantOf(app, merchantId);
  if (before.version === seen + 1 && before.by === by && same(termsOf(before), terms)) return told(app, before);
  if (before.version !== seen) return no('conflict');
  if (terms.cap > limits.commissionCap) return no('commissionOverLimit');
  const next: CommissionEdition = { ...terms, version: seen + 1, at: app.now(), by };
  return (await replacePolicy(app.store, merchantId, before, next)) ? told(app, next) : no('conflict');
}

type Terms = Pick<CommissionPolicy, 'rates' | 'cap' | 'holdDays'> & Required<Pick<CommissionPolicy, 'grades'>>;

const termsOf = ({ rates, cap, holdDays, grades = [] }: Omit<CommissionPolicy, 'version'>): Terms => ({
  rates: withoutEnd(rates),
  cap,
  holdDays,
  grades: grades.map(({ name, merit, bonus }) => ({ name, merit, bonus })),
});

/** A last level that is paid nothing is no level. */
function withoutEnd(rates: readonly Bps[]): readonly Bps[] {
  return rates.at(-1) === 0 ? withoutEnd(rates.slice(0, -1)) : rates;
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

async function told(app: App, edition: CommissionEdition): Promise<Result<Edition, never>> {
  return ok(editionView(edition, await namesOf(app, [edition])));
}

/** Who has set these editions, by name. */
async function namesOf(
  app: App,
  editions: readonly { readonly by?: string | undefined }[],
): Promise<(id: string) => string> {
  const faceOf = await facesOfUsers(
    app,
    editions.flatMap(({ by }) => by ?? []),
  );
  return (id) => faceOf(id).name;
}

const editionView = (edition: CommissionEdition, nameOf: (id: string) => string): Edition => {
  const { rates, cap, holdDays, grades = [], version, at, by } = edition;
  const since = { ...(at === undefined ? {} : { at }), ...(by === undefined ? {} : { by: nameOf(by) }) };
  return { rates: [...rates], cap, holdDays, grades: grades.map((grade) => ({ ...grade })), version, ...since };
};

/* ── a product's, a campaign's ──────────────────────────────────────────────────────────────────────────────────── */

export async function listOwnPolicies(
  app: App,
  { merchantId, of, cursor }: Parsed<'commissionPolicy.listOwn'>,
): Promise<Result<Output<'commissionPolicy.listOwn'>, RefusalCode>> {
  const after = readCursor(cursor);
  if (after === null) return no('badRequest');
  const merchant = await merchantOf(app, merchantId);
  if (of === 'product') {
    const found = await productsOnSale(app.store, merchantId, after, PAGE + 1);
    const { items, nextCursor } = pageBy(found, PAGE, ({ rank, _id }) => ({ createdAt: rank, id: _id }));
    const owners = items.map((product) => ({ owner: product, product }));
    return ok({ items: await itemsOf(app, merchant, owners), nextCursor });
  }
  const found = await campaignsAhead(app.store, merchantId, app.now(), after, PAGE + 1);
  const { items, nextCursor } = pageAfter(found, PAGE);
  const ids = items.map(({ productId }) => productId);
  const products = await app.store.products.find({ _id: { $in: ids } }).toArray();
  const owners = items.map((campaign) => ({
    owner: campaign,
    product: products.find(({ _id }) => _id === campaign.productId),
    campaign,
  }));
  return ok({ items: await itemsOf(app, merchant, owners), nextCursor });
}

/** Whose policy it is or could be, and what decides what counts for it. */
interface Owned {
  readonly owner: ProductDoc | CampaignDoc;
  readonly product: ProductDoc | undefined;
  readonly campaign?: CampaignDoc;
}

async function itemsOf(app: App, merchant: MerchantDoc, owned: readonly Owned[]): Promise<Item[]> {
  const lately = ({ commissionHistory = [] }: Owned['owner']) => commissionHistory.slice(-OWN_EDITIONS).reverse();
  const nameOf = await namesOf(
    app,
    owned.flatMap(({ owner }) => [owner.commission ?? [], lately(owner)].flat()),
  );
  return owned.map(({ owner, product, campaign }) => {
    const counts = ownPolicyFor(app, product ?? {}, campaign);
    return {
      id: owner._id,
      productId: campaign?.productId ?? owner._id,
      title: owner.title,
      cover: product?.pictures[0] ?? '',
      ...(owner.commission ? { own: ownView(owner.commission, nameOf) } : {}),
      before: lately(owner).map((edition) => ownView(edition, nameOf)),
      of: counts?.of ?? 'shop',
      rates: ratesUnder(policyFor(app, merchant), counts),
    };
  });
}

const ownView = ({ rates, version, at, by }: OwnCommission, nameOf: (id: string) => string): OwnEdition => ({
  rates: rates && [...rates],
  version,
  at,
  by: nameOf(by),
});

/** Own rates keep within the shop's cap, its highest grade included. A cap that is lowered later scales them down at the order. */
export async function setOwnPolicy(
  app: App,
  by: string,
  { merchantId, of, version: seen, rates: wanted }: Parsed<'commissionPolicy.setOwn'>,
): Promise<Result<Output<'commissionPolicy.setOwn'>, RefusalCode>> {
  const [{ commission }, owner] = await Promise.all([merchantOf(app, merchantId), ownerOf(app.store, merchantId, of)]);
  if (!owner) return no('notFound');
  const rates = wanted && withoutEnd(wanted);
  const fault = rates && policyFault({ ...commission, rates }, app.settings.commissionLevels);
  if (fault) return no(REFUSED[fault]);
  const { commission: before } = owner;
  if (before?.version === seen + 1 && before.by === by && same(before.rates, rates)) return toldOwn(app, before);
  if ((before?.version ?? 0) !== seen) return no('conflict');
  // There is nothing to take back.
  if (rates === null && (before?.rates ?? null) === null) return toldOwn(app, before);
  const next: OwnCommission = { rates, version: seen + 1, at: app.now(), by };
  return (await replaceOwn(app.store, owner, next, of)) ? toldOwn(app, next) : no('conflict');
}

async function toldOwn(
  app: App,
  own: OwnCommission | undefined,
): Promise<Result<Output<'commissionPolicy.setOwn'>, never>> {
  return ok(own ? { own: ownView(own, await namesOf(app, [own])) } : {});
}
