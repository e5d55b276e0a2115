import type { Output, Parsed } from '../../shared/contracts/contracts';
import type { RefusalCode } from '../../shared/refusals';
import { no, ok, type Result } from '../../shared/result';
import type { MerchantDoc } from '../store/collections';
import type { App } from './app';

export async function me(app: App, userId: string): Promise<Result<Output<'person.me'>, RefusalCode>> {
  const user = await app.store.users.findOne({ _id: userId });
  if (!user) return no('unauthenticated');
  const { name, avatar, address } = user;
  return ok({ name, avatar, address: address && { ...address, region: [...address.region] } });
}

export async function saveAddress(
  app: App,
  userId: string,
  { address }: Parsed<'person.saveAddress'>,
): Promise<Result<Output<'person.saveAddress'>, RefusalCode>> {
  const { matchedCount } = await app.store.users.updateOne({ _id: userId }, { $set: { address } });
  return matchedCount === 1 ? ok({ address }) : no('unauthenticated');
}

/** The rooms that somebody may enter. Nothing is decided by it: each request asks for the role anew. */
export async function listMemberships(
  app: App,
  userId: string,
): Promise<Result<Output<'person.memberships'>, RefusalCode>> {
  const memberships = await app.store.memberships.find({ userId }).sort({ _id: 1 }).toArray();
  const ids = memberships.map(({ merchantId }) => merchantId);
  const merchants = await app.store.merchants.find({ _id: { $in: ids } }).toArray();
  const merchantOf = new Map<string, MerchantDoc>(merchants.map((merchant) => [merchant._id, merchant]));
  return ok({
    memberships: memberships.flatMap(({ merchantId, role }) => {
      const merchant = merchantOf.get(merchantId);
      return merchant ? [{ merchantId, name: merchant.name, logo: merchant.logo, role }] : [];
    }),
  });
}
