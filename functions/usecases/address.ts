/** The addresses that somebody keeps. They are part of the person's document, so each change is one guarded update. */
import type { Output, Parsed } from '../../shared/contracts/contracts';
import { ADDRESSES, addressFault } from '../../shared/domain/address';
import { agrees } from '../../shared/domain/consent';
import { deriveId } from '../../shared/domain/ids';
import type { RefusalCode } from '../../shared/refusals';
import { no, ok, type Result } from '../../shared/result';
import type { AddressDoc, SavedAddress, UserDoc } from '../store/collections';
import type { App } from './app';

type Saved = Output<'address.save'>;

/** The address of this id, or the usual one; undefined where there is none. */
export function addressOf({ addresses = [], usualAddress }: UserDoc, id: string | undefined): SavedAddress | undefined {
  if (id !== undefined) return addresses.find((one) => one.id === id);
  return addresses.find((one) => one.id === usualAddress) ?? addresses[0];
}

export const addressView = ({ id, name, phone, region, detail }: SavedAddress): Saved => ({
  id,
  name,
  phone,
  region: [...region],
  detail,
});

export async function listAddresses(app: App, userId: string): Promise<Result<Output<'address.list'>, RefusalCode>> {
  const user = await app.store.users.findOne({ _id: userId });
  if (!user) return no('unauthenticated');
  const usual = addressOf(user, undefined);
  const others = (user.addresses ?? []).filter((one) => one !== usual);
  return ok({ addresses: [...(usual ? [usual] : []), ...others].map(addressView) });
}

export async function saveAddress(
  app: App,
  userId: string,
  { requestId, id: given, address, usual }: Parsed<'address.save'>,
): Promise<Result<Saved, RefusalCode>> {
  const fault = addressFault(address);
  if (fault) return no(fault);
  const { users } = app.store;
  const user = await users.findOne({ _id: userId });
  if (!user) return no('unauthenticated');
  if (!agrees(user.consents)) return no('consentMissing');
  const id = given ?? deriveId('adr', userId, requestId);
  const saved = { id, ...address };
  const replaced = await users.updateOne({ _id: userId, 'addresses.id': id }, { $set: { 'addresses.$': saved } });
  if (replaced.matchedCount === 0) {
    if (given !== undefined) return no('notFound');
    if (!(await addAddress(app, userId, saved))) return no('addressesFull');
  }
  if (usual) await users.updateOne({ _id: userId }, { $set: { usualAddress: id } });
  return ok(addressView(saved));
}

/** @returns false if no more fit */
async function addAddress(
  { store: { users } }: App,
  userId: string,
  saved: AddressDoc & { id: string },
): Promise<boolean> {
  const added = await users.updateOne(
    { _id: userId, 'addresses.id': { $ne: saved.id }, [`addresses.${ADDRESSES - 1}`]: { $exists: false } },
    { $push: { addresses: saved } },
  );
  // The same tap may have arrived twice.
  return added.matchedCount === 1 || (await users.countDocuments({ _id: userId, 'addresses.id': saved.id })) === 1;
}

export async function removeAddress(
  app: App,
  userId: string,
  { id }: Parsed<'address.remove'>,
): Promise<Result<Output<'address.remove'>, RefusalCode>> {
  await app.store.users.updateOne({ _id: userId }, { $pull: { addresses: { id } } });
  return ok({});
}
