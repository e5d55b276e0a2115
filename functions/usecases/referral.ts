/**
 * THE SHOP'S SIDE OF BINDINGS: its policy, whose friend somebody is, and what a member puts right. What a binding is and
 * when one is made is said in `shared/domain/referral.ts`.
 */
import type { Output, Parsed } from '../../shared/contracts/contracts';
import { lasts, type ReferralTerms, referralFault } from '../../shared/domain/referral';
import type { RefusalCode } from '../../shared/refusals';
import { no, ok, type Result } from '../../shared/result';
import type { BindingRecord, PolicyEdition, ShareDoc, VisitorDoc } from '../store/collections';
import { bindingOf, correctBinding, countPeople, isKnown, setSuspended, visitorId } from '../store/referral';
import type { App } from './app';
import { facesOfUsers } from './shareNode';

/** Editions of the policy, and changes of a referrer, that are told. */
const EDITIONS = 20;
const LINES = 100;

async function merchantOf({ store }: App, merchantId: string) {
  const merchant = await store.merchants.findOne({ _id: merchantId });
  if (!merchant) throw new Error(`${merchantId} has members, but is not there`);
  return merchant;
}

export async function getReferralPolicy(
  app: App,
  { merchantId }: Parsed<'referral.policy'>,
): Promise<Result<Output<'referral.policy'>, RefusalCode>> {
  const { referral, referralHistory = [] } = await merchantOf(app, merchantId);
  const before = referralHistory.slice(-EDITIONS).reverse();
  const members = [referral, ...before].flatMap(({ by }) => by ?? []);
  const faceOf = await facesOfUsers(app, members);
  const told = ({ by, ...edition }: PolicyEdition) => ({
    ...edition,
    ...(by === undefined ? {} : { by: faceOf(by).name }),
  });
  return ok({ policy: told(referral), history: before.map(told) });
}

const sameTerms = (a: ReferralTerms, b: ReferralTerms): boolean =>
  (['whom', 'when', 'days', 'replaced', 'protectedDays'] as const).every((name) => a[name] === b[name]);

/** Of two at once, one is told that there is a newer edition. The same one again is answered as before. */
export async function setReferralPolicy(
  app: App,
  userId: string,
  { merchantId, seenVersion, terms }: Parsed<'referral.setPolicy'>,
): Promise<Result<Output<'referral.setPolicy'>, RefusalCode>> {
  if (referralFault(terms) !== null) return no('referralTermsUnfit');
  const { referral: before } = await merchantOf(app, merchantId);
  const version = seenVersion + 1;
  if (before.version === version && before.by === userId && sameTerms(before, terms)) return ok({ version });
  if (before.version !== seenVersion) return no('conflict');
  const next: PolicyEdition = { ...terms, version, at: app.now(), by: userId };
  const { matchedCount } = await app.store.merchants.updateOne(
    { _id: merchantId, 'referral.version': seenVersion },
    { $set: { referral: next }, $push: { referralHistory: before } },
  );
  return matchedCount === 1 ? ok({ version }) : no('conflict');
}

/** Of this shop, and of somebody who is still here. */
async function shareOf({ store }: App, merchantId: string, token: string): Promise<ShareDoc | null> {
  const share = await store.shares.findOne({ _id: token });
  return share?.merchantId === merchantId && !share.erased ? share : null;
}

async function personOf(app: App, merchantId: string, of: Parsed<'referral.get'>['of']): Promise<string | undefined> {
  switch (of.by) {
    case 'person':
      return (await isKnown(app.store, merchantId, of.userId)) ? of.userId : undefined;
    case 'order':
      return (await app.store.orders.findOne({ _id: of.orderId, merchantId }))?.userId;
    case 'code':
      return (await shareOf(app, merchantId, of.code))?.userId;
  }
}

export async function getReferral(
  app: App,
  { merchantId, of }: Parsed<'referral.get'>,
): Promise<Result<Output<'referral.get'>, RefusalCode>> {
  const userId = await personOf(app, merchantId, of);
  if (userId === undefined) return no('notFound');
  const [visitor, brought] = await Promise.all([
    app.store.visitors.findOne({ _id: visitorId(merchantId, userId) }),
    countPeople(app.store, merchantId, userId),
  ]);
  const lines = (visitor?.history ?? []).slice(-LINES).reverse();
  const people = [userId, visitor?.referrerId, ...lines.flatMap(({ referrerId, by }) => [referrerId, by])];
  const shareIds = lines.flatMap(({ shareId }) => shareId ?? []);
  const [faceOf, shares] = await Promise.all([
    facesOfUsers(
      app,
      people.flatMap((id) => id ?? []),
    ),
    app.store.shares.find({ _id: { $in: shareIds } }, { projection: { title: 1 } }).toArray(),
  ]);
  const titles = new Map(shares.map(({ _id, title }) => [_id, title]));
  const face = (id: string) => ({ ...faceOf(id), userId: id });
  const line = ({ referrerId, shareId, requestId: _, by, ...record }: BindingRecord) => ({
    ...record,
    ...(referrerId === undefined ? {} : { referrer: face(referrerId) }),
    ...(shareId === undefined ? {} : { share: { token: shareId, title: titles.get(shareId) ?? '' } }),
    ...(by === undefined ? {} : { by: faceOf(by).name }),
  });
  const binding = bindingOf(visitor);
  return ok({
    person: face(userId),
    ...(binding && lasts(binding, app.now())
      ? { referrer: face(binding.referrerId), boundAt: binding.boundAt, until: binding.until }
      : {}),
    brought,
    ...suspensionOf(visitor),
    history: lines.map(line),
  });
}

/** Whose account was deleted is suspended by nobody, and nobody says why. */
function suspensionOf(visitor: VisitorDoc | null): Pick<Output<'referral.get'>, 'suspended'> {
  if (!visitor?.suspended) return {};
  const { since, reason = '' } = visitor.suspension ?? {};
  return { suspended: { since, reason } };
}

const REFUSED = {
  own: 'referrerOwn',
  cycle: 'referrerCycle',
  suspended: 'referrerSuspended',
  requestIdReused: 'requestIdReused',
} as const satisfies Record<string, RefusalCode>;

export async function correctReferral(
  app: App,
  by: string,
  { merchantId, userId, code, reason, requestId }: Parsed<'referral.correct'>,
): Promise<Result<Output<'referral.correct'>, RefusalCode>> {
  const [merchant, known, share] = await Promise.all([
    merchantOf(app, merchantId),
    isKnown(app.store, merchantId, userId),
    code === undefined ? null : shareOf(app, merchantId, code),
  ]);
  if (!known) return no('notFound');
  if (code !== undefined && !share) return no('shareUnknown');
  const to = share ? { referrerId: share.userId, shareId: share._id } : undefined;
  const correction = { merchantId, userId, to, policy: merchant.referral, by, reason, requestId, at: app.now() };
  const answer = await correctBinding(app.store, correction);
  return answer === 'corrected' ? ok({ corrected: true }) : no(REFUSED[answer]);
}

/** Whose account was deleted stays suspended. */
export async function suspendPromoter(
  app: App,
  by: string,
  { merchantId, userId, suspended, reason }: Parsed<'referral.suspend'>,
): Promise<Result<Output<'referral.suspend'>, RefusalCode>> {
  const [known, user] = await Promise.all([
    isKnown(app.store, merchantId, userId),
    app.store.users.findOne({ _id: userId }, { projection: { erasedAt: 1 } }),
  ]);
  if (!known) return no('notFound');
  if (user?.erasedAt !== undefined) return ok({ suspended: true });
  await setSuspended(app.store, { merchantId, userId }, suspended, { since: app.now(), reason, by });
  return ok({ suspended });
}
