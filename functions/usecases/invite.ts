/**
 * COMING TO WORK FOR A SHOP BY A LINK. Its code is derived from who asked for it by which request, so that a retry is told
 * the same link; of it the database keeps a digest. An invite is worth as much as the owner who gave it, or the operator of
 * the platform: one who is that no more brings nobody.
 */
import type { Output, Parsed } from '../../shared/contracts/contracts';
import { deriveId } from '../../shared/domain/ids';
import { fateOf, INVITE_LIFE, INVITES_OPEN } from '../../shared/domain/member';
import { USUAL_LIMITS } from '../../shared/domain/platform';
import type { RefusalCode } from '../../shared/refusals';
import { no, ok, type Result } from '../../shared/result';
import { keepChange } from '../store/changeLog';
import type { InviteDoc } from '../store/collections';
import { countOpenInvites, createInvite, inviteOf, openInvites, revoke, useInvite } from '../store/invite';
import { joinStaff, staffEntryOf } from '../store/member';
import { operatesPlatform } from '../store/platform';
import { digestOf, keyedText } from '../store/secret';
import { editionOf } from '../wechat/edition';
import { createUrlLink } from '../wechat/urlLink';
import type { App } from './app';
import { facesOfUsers } from './shareNode';
import { madeByWechat } from './wechatServer';

/** 131 bits. */
const CODE_LENGTH = 22;

/** By an owner of the shop, or with `byPlatform` by an operator of the platform. */
export async function invite(
  app: App,
  userId: string,
  { merchantId, requestId, role }: Parsed<'member.invite'>,
  byPlatform?: true,
): Promise<Result<Output<'member.invite'>, RefusalCode>> {
  const { store, settings } = app;
  const now = app.now();
  const _id = deriveId('inv', merchantId, userId, requestId);
  const code = keyedText(settings.jwtSecret, `invite\n${_id}`, CODE_LENGTH);
  const known = await inviteOf(store, digestOf(code));
  const full = known ? null : await whyFull(app, merchantId);
  if (full) return no(full);
  const wanted: InviteDoc = {
    _id,
    merchantId,
    code: digestOf(code),
    role,
    by: userId,
    ...(byPlatform && { byPlatform }),
    status: 'open',
    createdAt: now,
    expiresAt: now + INVITE_LIFE,
  };
  const made = known ?? (await createInvite(store, wanted));
  return made.role === role ? ok({ id: _id, code, role, expiresAt: made.expiresAt }) : no('requestIdReused');
}

/** Why nobody else can be invited to this shop. */
async function whyFull({ store, now }: App, merchantId: string): Promise<'invitesFull' | 'membersFull' | null> {
  const [open, members, merchant] = await Promise.all([
    countOpenInvites(store, merchantId, now()),
    store.memberships.countDocuments({ merchantId }),
    store.merchants.findOne({ _id: merchantId }, { projection: { limits: 1 } }),
  ]);
  if (open >= INVITES_OPEN) return 'invitesFull';
  return open + members >= (merchant?.limits ?? USUAL_LIMITS).members ? 'membersFull' : null;
}

/** For who is not signed in on the web, where nobody new can be: only whoever made the invite knows its code. */
export async function linkInvite(
  app: App,
  { merchantId, inviteId, code }: Parsed<'member.link'>,
): Promise<Result<Output<'member.link'>, RefusalCode>> {
  const found = await inviteOf(app.store, digestOf(code));
  if (found?._id !== inviteId || found.merchantId !== merchantId) return no('notFound');
  const edition = editionOf(app.settings.messageState);
  const wanted = { page: 'merchant/invitation/index', query: `code=${code}`, edition };
  const made = await madeByWechat(app, 'link', (given) => createUrlLink(given, wanted));
  return made.ok ? ok({ url: made.value.url }) : made;
}

export async function listInvites(
  app: App,
  { merchantId }: Parsed<'member.invites'>,
): Promise<Result<Output<'member.invites'>, RefusalCode>> {
  const invites = await openInvites(app.store, merchantId, app.now(), INVITES_OPEN);
  const faceOf = await facesOfUsers(
    app,
    invites.map(({ by }) => by),
  );
  return ok({
    invites: invites.map(({ _id: id, role, by, createdAt, expiresAt }) => ({
      id,
      role,
      by: faceOf(by).name,
      createdAt,
      expiresAt,
    })),
  });
}

/** @param role with it, only an invite for that role */
export async function revokeInvite(
  { store }: App,
  input: Parsed<'member.revoke'>,
  role?: InviteDoc['role'],
): Promise<Result<Output<'member.revoke'>, RefusalCode>> {
  const revoked = await revoke(store, { ...input, ...(role && { role }) });
  return revoked.ok ? ok({}) : revoked;
}

type Hindrance = NonNullable<Output<'member.invitation'>['hindrance']>;

/** Why this person, who has not used it, cannot come by it, before it is tried. */
async function hindranceOf(app: App, invite: InviteDoc, userId: string | undefined): Promise<Hindrance | null> {
  const { memberships } = app.store;
  const { merchantId, by, byPlatform } = invite;
  const roleOf = async (id: string) => (await memberships.findOne({ _id: `${merchantId}/${id}` }))?.role;
  if (userId === by) return 'inviteOwn';
  const role = userId === undefined ? undefined : await roleOf(userId);
  if (role !== undefined) return 'alreadyMember';
  const fate = fateOf(invite, app.now());
  if (fate) return fate;
  const stands = byPlatform ? await operatesPlatform(app.store, by) : (await roleOf(by)) === 'owner';
  return stands ? null : 'inviteRevoked';
}

/** What came of it for whoever has used it: null where a crash came between, and accepting it once more brings them. */
async function cameBy(
  { store }: App,
  { _id, merchantId }: InviteDoc,
  userId: string,
): Promise<'joined' | Hindrance | null> {
  const [works, entry] = await Promise.all([
    store.memberships.findOne({ _id: `${merchantId}/${userId}` }),
    staffEntryOf(store, merchantId, userId),
  ]);
  if (!entry?.inviteIds?.includes(_id)) return works ? 'alreadyMember' : null;
  if (works) return 'joined';
  return entry.role === null ? 'inviteUsed' : null;
}

/** It can be looked at by whoever has the link, signed in or not. */
export async function getInvitation(
  app: App,
  userId: string | undefined,
  { code }: Parsed<'member.invitation'>,
): Promise<Result<Output<'member.invitation'>, RefusalCode>> {
  const found = await inviteOf(app.store, digestOf(code));
  const merchant = found && (await app.store.merchants.findOne({ _id: found.merchantId }));
  if (!found || !merchant) return no('notFound');
  const usedByCaller = userId !== undefined && found.usedBy === userId;
  const [fate, faceOf] = await Promise.all([
    usedByCaller ? cameBy(app, found, userId) : hindranceOf(app, found, userId),
    facesOfUsers(app, [found.by]),
  ]);
  return ok({
    merchant: { id: merchant._id, name: merchant.name, logo: merchant.logo },
    by: { ...faceOf(found.by) },
    role: found.role,
    expiresAt: found.expiresAt,
    joined: fate === 'joined',
    ...(fate && fate !== 'joined' && { hindrance: fate }),
  });
}

/** A crash after the invite was used is finished by the next try. */
export async function acceptInvite(
  app: App,
  userId: string,
  { code: text }: Parsed<'member.accept'>,
): Promise<Result<Output<'member.accept'>, RefusalCode>> {
  const { store } = app;
  const [code, now] = [digestOf(text), app.now()];
  const found = await inviteOf(store, code);
  if (!found) return no('notFound');
  const hindrance = found.usedBy === userId ? null : await hindranceOf(app, found, userId);
  if (hindrance) return no(hindrance);
  const used = await useInvite(store, { code, userId }, now);
  if (!used.ok) return used;
  const { _id: inviteId, merchantId, role } = used.value;
  const joined = await joinStaff(store, { merchantId, userId, role, inviteId });
  if (!joined) {
    // Removed since, or a member by another invite that was quicker.
    const works = await store.memberships.findOne({ _id: `${merchantId}/${userId}` });
    return no(works ? 'alreadyMember' : 'inviteUsed');
  }
  await keepChange(store, {
    requestId: `${inviteId}/accepted`,
    merchantId,
    userId,
    role,
    endpoint: 'member.accept',
    about: inviteId,
    input: '{}',
    at: now,
    outcome: 'done',
  });
  return ok({ merchantId, role });
}
