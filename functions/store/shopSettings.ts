/** What a shop sets of itself, by section. Of two at once, one finds another edition there. */
import type { Collections, MerchantDoc, SettingsSection } from './collections';

/** What a section replaces; undefined takes a field out. */
export type SettingsChange = Partial<
  Pick<
    MerchantDoc,
    | 'name'
    | 'caption'
    | 'logo'
    | 'accent'
    | 'notice'
    | 'servicePhone'
    | 'afterSaleDays'
    | 'receiptDays'
    | 'returnTo'
    | 'freight'
    | 'pickupPoints'
    | 'categories'
  >
>;

/** @param seen the section's edition @returns the shop as it is then, or null where another edition stands there by now */
export function replaceSettings(
  { merchants }: Pick<Collections, 'merchants'>,
  merchantId: string,
  section: SettingsSection,
  seen: number,
  change: SettingsChange,
): Promise<MerchantDoc | null> {
  const edition = `settings.${section}`;
  const entries = Object.entries(change);
  const gone = entries.filter(([, value]) => value === undefined).map(([field]) => [field, '']);
  const set = Object.fromEntries(entries.filter(([, value]) => value !== undefined));
  return merchants.findOneAndUpdate(
    { _id: merchantId, [edition]: seen === 0 ? { $exists: false } : seen },
    {
      $set: { ...set, [edition]: seen + 1 },
      ...(gone.length > 0 ? { $unset: Object.fromEntries(gone) } : {}),
    } as object,
    { returnDocument: 'after' },
  );
}

/** How many products of the shop are sent by each freight template. */
export async function freightUsed(
  { products }: Pick<Collections, 'products'>,
  merchantId: string,
): Promise<ReadonlyMap<string, number>> {
  const found = await products.find({ merchantId }, { projection: { freightId: 1 } }).toArray();
  const used = new Map<string, number>();
  for (const { freightId } of found) if (freightId !== undefined) used.set(freightId, (used.get(freightId) ?? 0) + 1);
  return used;
}
