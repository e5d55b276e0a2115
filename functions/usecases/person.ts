import type { Output, Parsed } from '../../shared/contracts/contracts';
import type { RefusalCode } from '../../shared/refusals';
import { no, ok, type Result } from '../../shared/result';
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
