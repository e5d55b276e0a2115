/** WHAT A SHOP SETS OF ITSELF: its face, and its rules of after-sale, freight and pick-up. Orders keep what they were placed under. */
import type { Output, Parsed } from '../../shared/contracts/contracts';
import { accentFault, USUAL_ACCENT } from '../../shared/domain/accent';
import { freightFault } from '../../shared/domain/freight';
import { deriveId } from '../../shared/domain/ids';
import type { RefusalCode } from '../../shared/refusals';
import { no, ok, type Result } from '../../shared/result';
import type { MerchantDoc } from '../store/collections';
import { freightUsed, replaceSettings, type SettingsChange } from '../store/shopSettings';
import type { App } from './app';
import { shopHas } from './media';

type Settings = Output<'shopSettings.get'>;
type Wanted = Parsed<'shopSettings.set'>['to'];

async function merchantOf({ store }: App, merchantId: string): Promise<MerchantDoc> {
  const merchant = await store.merchants.findOne({ _id: merchantId });
  if (!merchant) throw new Error(`${merchantId} has members, but is not there`);
  return merchant;
}

export async function getShopSettings(
  app: App,
  { merchantId }: Parsed<'shopSettings.get'>,
): Promise<Result<Settings, RefusalCode>> {
  return ok(await viewOf(app, await merchantOf(app, merchantId)));
}

/** Of two at once, one is told that there is a newer edition. The same one again is answered as before. */
export async function setShopSettings(
  app: App,
  { merchantId, version: seen, to }: Parsed<'shopSettings.set'>,
): Promise<Result<Settings, RefusalCode>> {
  const merchant = await merchantOf(app, merchantId);
  const fault = await faultOf(app, merchant, to);
  if (fault) return no(fault);
  const change = changeOf(merchantId, seen, to);
  const edition = merchant.settings?.[to.section] ?? 0;
  if (edition === seen + 1 && stands(merchant, change)) return ok(await viewOf(app, merchant));
  if (edition !== seen) return no('conflict');
  const after = await replaceSettings(app.store, merchantId, to.section, seen, change);
  return after ? ok(await viewOf(app, after)) : no('conflict');
}

/** Why it cannot stand. */
async function faultOf(app: App, merchant: MerchantDoc, to: Wanted): Promise<RefusalCode | undefined> {
  if (to.section === 'face') {
    if (accentFault(to.face.accent) !== null) return 'accentUnfit';
    const kept = to.face.logo === merchant.logo;
    return kept || (await shopHas(app, merchant._id, [to.face.logo])) ? undefined : 'pictureUnknown';
  }
  if (to.section === 'freight') {
    if (to.templates.some((one) => freightFault({ ...one, id: one.id ?? '' }) !== null)) return 'freightUnfit';
    const ids = to.templates.flatMap(({ id }) => id ?? []);
    const known = ids.every((id) => merchant.freight.some((one) => one.id === id));
    // A table of products names them.
    const names = new Set(to.templates.map(({ name }) => name));
    if (!known || new Set(ids).size !== ids.length || names.size !== to.templates.length) return 'freightUnfit';
    const used = await freightUsed(app.store, merchant._id);
    return merchant.freight.some(({ id }) => used.has(id) && !ids.includes(id)) ? 'freightInUse' : undefined;
  }
  return undefined;
}

/** What is new gets an id that a repetition gets too. */
function changeOf(merchantId: string, seen: number, to: Wanted): SettingsChange {
  switch (to.section) {
    case 'face':
      return { caption: '', servicePhone: undefined, notice: undefined, ...to.face };
    case 'policies':
      return { returnTo: undefined, ...to.policies };
    case 'freight':
      return {
        freight: to.templates.map((one, at) => ({ ...one, id: one.id ?? deriveId('frt', merchantId, seen, at) })),
      };
    case 'pickUp':
      return {
        pickupPoints: to.points.map((one, at) => ({ ...one, id: one.id ?? deriveId('pup', merchantId, seen, at) })),
      };
  }
}

const stands = (merchant: MerchantDoc, change: SettingsChange): boolean =>
  Object.entries(change).every(([field, value]) => same(merchant[field as keyof MerchantDoc], value));

/** Whatever the order of their fields. */
const same = (one: unknown, other: unknown): boolean => JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, part]) => [key, sorted(part)]),
  );
};

async function viewOf(app: App, merchant: MerchantDoc): Promise<Settings> {
  const { name, caption, logo, accent = USUAL_ACCENT, notice, servicePhone, settings = {} } = merchant;
  const { afterSaleDays, receiptDays, returnTo, freight, pickupPoints } = merchant;
  const used = await freightUsed(app.store, merchant._id);
  return {
    versions: {
      face: settings.face ?? 0,
      policies: settings.policies ?? 0,
      freight: settings.freight ?? 0,
      pickUp: settings.pickUp ?? 0,
    },
    face: {
      name,
      ...(caption === '' ? {} : { caption }),
      logo,
      accent,
      ...(notice === undefined ? {} : { notice }),
      ...(servicePhone === undefined ? {} : { servicePhone }),
    },
    policies: { afterSaleDays, receiptDays, ...(returnTo ? { returnTo: { ...returnTo } } : {}) },
    templates: freight.map((template) => ({
      ...template,
      rules: template.rules.map((rule) => ({ ...rule, regions: [...rule.regions] })),
      notTo: [...template.notTo],
      products: used.get(template.id) ?? 0,
    })),
    points: pickupPoints.map((point) => ({ ...point })),
  };
}
