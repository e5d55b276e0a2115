/**
 * Shops as the platform sees them. Whether one is frozen stands in its own document: whatever begins something new reads it
 * there, so that nothing begins after the freeze was answered.
 */
import type { Limits } from '../../shared/domain/platform';
import type { Ms } from '../../shared/time';
import type { Collections, MerchantDoc, Said } from './collections';

type Merchants = Pick<Collections, 'merchants'>;

export interface MerchantFilter {
  readonly state: 'all' | 'frozen' | 'unready' | 'payoutsStopped';
  /** Part of a name. */
  readonly words?: string | undefined;
}

const HELD = {
  all: {},
  frozen: { frozen: { $exists: true } },
  unready: { paymentAccountId: { $exists: false } },
  payoutsStopped: { payoutStop: { $exists: true } },
} as const;

/** By their ids. */
export const listMerchants = (
  { merchants }: Merchants,
  { state, words = '' }: MerchantFilter,
  after: string | undefined,
  limit: number,
): Promise<MerchantDoc[]> =>
  merchants
    .find({
      ...HELD[state],
      ...(words === '' ? {} : { name: { $regex: words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), $options: 'i' } }),
      ...(after === undefined ? {} : { _id: { $gt: after } }),
    })
    .sort({ _id: 1 })
    .limit(limit)
    .toArray();

/** The same id again gives what the first one opened. */
export async function openMerchant({ merchants }: Merchants, { _id, ...shop }: MerchantDoc): Promise<MerchantDoc> {
  await merchants.updateOne({ _id }, { $setOnInsert: shop }, { upsert: true });
  const opened = await merchants.findOne({ _id });
  if (!opened) throw new Error(`${_id} could not be opened`);
  return opened;
}

/** Frozen twice is frozen once. @returns what holds, or null where there is no such shop */
export async function freezeMerchant({ merchants }: Merchants, _id: string, frozen: Said): Promise<Said | null> {
  await merchants.updateOne({ _id, frozen: { $exists: false } }, { $set: { frozen } });
  const merchant = await merchants.findOne({ _id }, { projection: { frozen: 1 } });
  // Lifted again meanwhile, it has held.
  return merchant && (merchant.frozen ?? frozen);
}

/** @param frozen as it was seen @returns false where that freeze holds no more */
export async function unfreezeMerchant(
  { merchants }: Merchants,
  _id: string,
  frozen: Said,
  lifted: Said,
): Promise<boolean> {
  const { matchedCount } = await merchants.updateOne(
    { _id, 'frozen.at': frozen.at },
    { $unset: { frozen: '' }, $push: { freezes: { ...frozen, lifted } } },
  );
  return matchedCount === 1;
}

/** @param seen the edition of the limits, 0 before the first @returns false where another one stands there by now */
export async function replaceLimits(
  { merchants }: Merchants,
  _id: string,
  seen: number,
  limits: Limits,
): Promise<boolean> {
  const { matchedCount } = await merchants.updateOne(
    { _id, 'limits.version': seen === 0 ? { $exists: false } : seen } as object,
    { $set: { limits: { ...limits, version: seen + 1 } } },
  );
  return matchedCount === 1;
}

/** Campaigns of a shop that are not over. */
export const countStanding = (
  { campaigns }: Pick<Collections, 'campaigns'>,
  merchantId: string,
  now: Ms,
): Promise<number> => campaigns.countDocuments({ merchantId, status: { $ne: 'ended' }, endsAt: { $gt: now } });

/** Whether somebody is an operator of the platform just now. */
export async function operatesPlatform({ users }: Pick<Collections, 'users'>, _id: string): Promise<boolean> {
  const user = await users.findOne({ _id }, { projection: { operatesPlatform: 1, erasedAt: 1 } });
  return user?.operatesPlatform === true && user.erasedAt === undefined;
}

/** Makes somebody an operator of the platform, or one no more. @returns whether there is such a person */
export async function setOperator({ users }: Pick<Collections, 'users'>, _id: string, is: boolean): Promise<boolean> {
  const { matchedCount } = await users.updateOne(
    { _id, erasedAt: { $exists: false } },
    is ? { $set: { operatesPlatform: true } } : { $unset: { operatesPlatform: '' } },
  );
  return matchedCount === 1;
}
