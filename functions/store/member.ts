/**
 * WHO WORKS FOR A SHOP is decided on the merchant's document, by guarded updates of its `staff`, since only there an owner
 * can be seen to remain when two act at once. Memberships, which each request asks, follow it; where a crash came between,
 * the next call about members makes them follow.
 */
import type { Role } from '../../shared/contracts/endpoint';
import { no, ok, type Result } from '../../shared/result';
import type { Collections, MembershipDoc, StaffEntry } from './collections';

type Members = Pick<Collections, 'merchants' | 'memberships'>;

const staffOf = async ({ merchants }: Pick<Collections, 'merchants'>, _id: string): Promise<readonly StaffEntry[]> =>
  (await merchants.findOne({ _id }, { projection: { staff: 1 } }))?.staff ?? [];

/** What was decided about somebody's work for a shop; undefined where nothing ever was. */
export const staffEntryOf = async (
  store: Pick<Collections, 'merchants'>,
  merchantId: string,
  userId: string,
): Promise<StaffEntry | undefined> => (await staffOf(store, merchantId)).find((one) => one.userId === userId);

const membersOf = ({ memberships }: Members, merchantId: string): Promise<MembershipDoc[]> =>
  memberships.find({ merchantId }).sort({ _id: 1 }).toArray();

/** The members, once memberships say what was decided. Whom a script has added is entered in the staff here. */
export async function settleMembers(store: Members, merchantId: string): Promise<MembershipDoc[]> {
  const [staff, members] = await Promise.all([staffOf(store, merchantId), membersOf(store, merchantId)]);
  const decided = new Set(staff.map(({ userId }) => userId));
  const behind = staff.filter(({ userId, role }) => roleIn(members, userId) !== role);
  const unknown = members.filter(({ userId }) => !decided.has(userId));
  if (behind.length === 0 && unknown.length === 0) return members;
  for (const { userId, role } of unknown) {
    await store.merchants.updateOne(
      { _id: merchantId, 'staff.userId': { $ne: userId } },
      { $push: { staff: { userId, role } } },
    );
  }
  for (const { userId } of behind) await follow(store, merchantId, userId);
  return membersOf(store, merchantId);
}

const roleIn = (all: readonly (MembershipDoc | StaffEntry)[], userId: string): Role | null =>
  all.find((one) => one.userId === userId)?.role ?? null;

/** Whoever was slow here may have written what is over: it is looked at again until it is what was decided. */
async function follow(store: Members, merchantId: string, userId: string): Promise<void> {
  const _id = `${merchantId}/${userId}`;
  let wanted = roleIn(await staffOf(store, merchantId), userId);
  for (;;) {
    if (wanted === null) await store.memberships.deleteOne({ _id });
    else await store.memberships.updateOne({ _id }, { $set: { merchantId, userId, role: wanted } }, { upsert: true });
    const decided = roleIn(await staffOf(store, merchantId), userId);
    if (decided === wanted) return;
    wanted = decided;
  }
}

/**
 * Comes by an invite, which brings one person once: who was removed since stays removed. A member stays what they are.
 * @returns whether this person came by it, now or before, and works here
 */
export async function joinStaff(
  store: Members,
  { merchantId, userId, role, inviteId }: Omit<MembershipDoc, '_id'> & { readonly inviteId: string },
): Promise<boolean> {
  const { merchants } = store;
  await settleMembers(store, merchantId);
  await merchants.updateOne(
    { _id: merchantId, 'staff.userId': { $ne: userId } },
    { $push: { staff: { userId, role, inviteIds: [inviteId] } } },
  );
  await merchants.updateOne(
    { _id: merchantId, staff: { $elemMatch: { userId, role: null, inviteIds: { $ne: inviteId } } } },
    { $set: { 'staff.$[one].role': role }, $push: { 'staff.$[one].inviteIds': inviteId } },
    { arrayFilters: [{ 'one.userId': userId }] },
  );
  await follow(store, merchantId, userId);
  const entry = await staffEntryOf(store, merchantId, userId);
  return entry?.role != null && entry.inviteIds?.includes(inviteId) === true;
}

/**
 * Another role, or with null none: nothing else may have been decided since `seen` was.
 * @param seen any, where it is left out
 */
export async function decideRole(
  store: Members,
  { merchantId, userId, role }: { readonly merchantId: string; readonly userId: string; readonly role: Role | null },
  seen?: Role,
): Promise<Result<null, 'notFound' | 'conflict' | 'lastOwner'>> {
  // The guard: it is not an owner who goes, or another one stays.
  const ownerStays =
    role === 'owner'
      ? {}
      : {
          $or: [
            { staff: { $not: { $elemMatch: { userId, role: 'owner' as const } } } },
            { staff: { $elemMatch: { userId: { $ne: userId }, role: 'owner' as const } } },
          ],
        };
  const { matchedCount } = await store.merchants.updateOne(
    { _id: merchantId, staff: { $elemMatch: { userId, ...(seen && { role: seen }) } }, ...ownerStays },
    { $set: { 'staff.$[one].role': role } },
    { arrayFilters: [{ 'one.userId': userId }] },
  );
  if (matchedCount === 0) {
    const entry = await staffEntryOf(store, merchantId, userId);
    if (!entry || (entry.role === null && role !== null)) return no('notFound');
    if (entry.role !== role) return no(seen !== undefined && entry.role !== seen ? 'conflict' : 'lastOwner');
  }
  await follow(store, merchantId, userId);
  return ok(null);
}

/** Deleting an account: it works nowhere any more. */
export async function leaveAll({ merchants }: Pick<Collections, 'merchants'>, userId: string): Promise<void> {
  await merchants.updateMany(
    { 'staff.userId': userId },
    { $set: { 'staff.$[one].role': null } },
    { arrayFilters: [{ 'one.userId': userId }] },
  );
}
