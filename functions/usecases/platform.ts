/** What operators of the platform see and say: shops, their limits and freezes, and the alarms of all of them. */
import type { Output, Parsed } from '../../shared/contracts/contracts';
import { figuresOf } from '../../shared/domain/finance';
import { deriveId } from '../../shared/domain/ids';
import { notSelling, USUAL_LIMITS } from '../../shared/domain/platform';
import { FIRST_POLICY } from '../../shared/domain/referral';
import type { RefusalCode } from '../../shared/refusals';
import { no, ok, type Result } from '../../shared/result';
import { DAY, dayOf } from '../../shared/time';
import { closeAlarm, countAlarms, listAlarms } from '../store/alarm';
import { keepChange } from '../store/changeLog';
import type { AlarmDoc, MerchantDoc, Said } from '../store/collections';
import { keptDaysOf } from '../store/finance';
import { openInvites } from '../store/invite';
import {
  countStanding,
  freezeMerchant,
  listMerchants,
  openMerchant,
  replaceLimits,
  unfreezeMerchant,
} from '../store/platform';
import { countProducts } from '../store/product';
import type { App } from './app';
import { invite, linkInvite, revokeInvite } from './invite';
import { pageBy, readCursor } from './page';
import { facesOfUsers } from './shareNode';

type Shop = Output<'platform.listMerchants'>['merchants'][number];

/** Shops, and alarms, of one page. */
const PAGE = 20;

const SALES_DAYS = 30;

/* ── shops ──────────────────────────────────────────────────────────────────────────────────────────────────────── */

export async function listShops(
  app: App,
  { state, words, cursor }: Parsed<'platform.listMerchants'>,
): Promise<Result<Output<'platform.listMerchants'>, RefusalCode>> {
  const found = await listMerchants(app.store, { state, words }, cursor, PAGE + 1);
  const page = found.slice(0, PAGE);
  return ok({
    merchants: await shopsOf(app, page),
    nextCursor: found.length > PAGE ? page.at(-1)?._id : undefined,
  });
}

/** Two finds for any number of them. */
async function shopsOf(app: App, merchants: readonly MerchantDoc[]): Promise<Shop[]> {
  const ids = merchants.map(({ _id }) => _id);
  const [alarms, days] = await Promise.all([
    countAlarms(app.store, ids),
    keptDaysOf(app.store, ids, dayOf(app.now() - SALES_DAYS * DAY)),
  ]);
  return merchants.map((merchant) => {
    const closed = notSelling(merchant);
    const flows = days.flatMap(({ merchantId, flows }) => (merchantId === merchant._id ? flows : []));
    return {
      id: merchant._id,
      name: merchant.name,
      logo: merchant.logo,
      ...(closed && { closed }),
      payoutsStopped: merchant.payoutStop !== undefined,
      sales: figuresOf(flows).sales,
      alarms: alarms.get(merchant._id) ?? 0,
    };
  });
}

export async function getShop(
  app: App,
  { merchantId }: Parsed<'platform.getMerchant'>,
): Promise<Result<Output<'platform.getMerchant'>, RefusalCode>> {
  const { store } = app;
  const merchant = await store.merchants.findOne({ _id: merchantId });
  if (!merchant) return no('notFound');
  const { openedAt, paymentAccountId, frozen, freezes = [], limits = { ...USUAL_LIMITS, version: 0 } } = merchant;
  const now = app.now();
  const [[shop], members, account, products, campaigns, invites] = await Promise.all([
    shopsOf(app, [merchant]),
    store.memberships.find({ merchantId }).toArray(),
    paymentAccountId === undefined ? null : store.paymentAccounts.findOne({ _id: paymentAccountId }),
    countProducts(store, merchantId, USUAL_LIMITS.products),
    countStanding(store, merchantId, now),
    openInvites(store, merchantId, now, PAGE),
  ]);
  const owners = members.flatMap(({ role, userId }) => (role === 'owner' ? [userId] : []));
  const spoken = [...(frozen ? [frozen] : []), ...freezes.flatMap((one) => [one, one.lifted])];
  const faceOf = await facesOfUsers(app, [...owners, ...spoken.map(({ by }) => by)]);
  const saidBy = ({ by, at, reason }: Said) => ({ by: faceOf(by).name, at, reason });
  return ok({
    ...(shop as Shop),
    openedAt,
    owners: owners.map((userId) => ({ ...faceOf(userId) })),
    invites: invites.flatMap(({ _id: id, role, expiresAt }) => (role === 'owner' ? [{ id, expiresAt }] : [])),
    ...(account && { account: { mchid: account.mchid, checkedAt: account.checkedAt } }),
    limits: { ...limits },
    used: {
      products,
      campaigns,
      members: members.length + invites.length,
      commissionCap: merchant.commission.cap,
    },
    ...(frozen && { frozen: saidBy(frozen) }),
    freezes: freezes.map((one) => ({ ...saidBy(one), lifted: saidBy(one.lifted) })).reverse(),
  });
}

/** What every shop begins with is its owner's to change. */
export async function addShop(
  app: App,
  userId: string,
  { requestId, name }: Parsed<'platform.addMerchant'>,
): Promise<Result<Output<'platform.addMerchant'>, RefusalCode>> {
  const merchantId = deriveId('mer', userId, 'platform.addMerchant', requestId);
  const opened = await openMerchant(app.store, {
    _id: merchantId,
    name,
    caption: '',
    logo: '',
    categories: [],
    afterSaleDays: 7,
    receiptDays: 10,
    freight: [],
    pickupPoints: [],
    commission: { version: 1, rates: [], cap: 0, holdDays: 7 },
    referral: FIRST_POLICY,
    openedAt: app.now(),
  });
  // Its owner may have given it another name since; the moment is the request's.
  if (opened.name !== name && opened.settings?.face === undefined) return no('requestIdReused');
  await keepChange(app.store, {
    requestId: `${merchantId}/opened`,
    merchantId,
    userId,
    role: 'platform',
    endpoint: 'platform.addMerchant',
    about: merchantId,
    input: JSON.stringify({ name }),
    at: opened.openedAt ?? app.now(),
    outcome: 'done',
  });
  return ok({ merchantId });
}

const isThere = async ({ store }: App, _id: string): Promise<boolean> =>
  (await store.merchants.findOne({ _id }, { projection: { _id: 1 } })) !== null;

export async function inviteOwner(
  app: App,
  userId: string,
  { merchantId, requestId }: Parsed<'platform.inviteOwner'>,
): Promise<Result<Output<'platform.inviteOwner'>, RefusalCode>> {
  if (!(await isThere(app, merchantId))) return no('notFound');
  const made = await invite(app, userId, { merchantId, requestId, role: 'owner' }, true);
  return made.ok ? ok({ ...made.value, role: 'owner' }) : made;
}

export const linkOwner = (app: App, input: Parsed<'platform.linkOwner'>) => linkInvite(app, input);

/** Invites for other roles are the shop's own. */
export const revokeOwner = (app: App, input: Parsed<'platform.revokeInvite'>) => revokeInvite(app, input, 'owner');

/** Of two at once, one is told that there is a newer edition. The same one again is answered as before. */
export async function setLimits(
  app: App,
  { merchantId, version: seen, limits }: Parsed<'platform.setLimits'>,
): Promise<Result<Output<'platform.setLimits'>, RefusalCode>> {
  if (!(await isThere(app, merchantId))) return no('notFound');
  if (await replaceLimits(app.store, merchantId, seen, limits)) return ok({ ...limits, version: seen + 1 });
  const stands = (await app.store.merchants.findOne({ _id: merchantId }))?.limits;
  const same =
    stands?.version === seen + 1 &&
    stands.products === limits.products &&
    stands.campaigns === limits.campaigns &&
    stands.members === limits.members &&
    stands.commissionCap === limits.commissionCap;
  return same ? ok({ ...stands }) : no('conflict');
}

export async function freeze(
  app: App,
  by: string,
  { merchantId, reason }: Parsed<'platform.freeze'>,
): Promise<Result<Output<'platform.freeze'>, RefusalCode>> {
  const frozen = await freezeMerchant(app.store, merchantId, { by, at: app.now(), reason });
  return frozen ? ok({ at: frozen.at }) : no('notFound');
}

/** A freeze that was lifted stays lifted; another one than was seen is a conflict. */
export async function unfreeze(
  app: App,
  by: string,
  { merchantId, since, reason }: Parsed<'platform.unfreeze'>,
): Promise<Result<Output<'platform.unfreeze'>, RefusalCode>> {
  const merchant = await app.store.merchants.findOne({ _id: merchantId });
  if (!merchant) return no('notFound');
  const { frozen, freezes = [] } = merchant;
  if (freezes.some(({ at }) => at === since)) return ok({});
  if (frozen?.at !== since) return no('conflict');
  const lifted = await unfreezeMerchant(app.store, merchantId, frozen, { by, at: app.now(), reason });
  return lifted ? ok({}) : no('conflict');
}

/* ── alarms ─────────────────────────────────────────────────────────────────────────────────────────────────────── */

export async function listAllAlarms(
  app: App,
  { state, kind, merchantId, cursor }: Parsed<'platform.listAlarms'>,
): Promise<Result<Output<'platform.listAlarms'>, RefusalCode>> {
  const after = readCursor(cursor);
  if (after === null) return no('badRequest');
  const found = await listAlarms(app.store, { state, kind, merchantId }, after, PAGE + 1);
  const { items, nextCursor } = pageBy(found, PAGE, ({ firstAt, closedAt = firstAt, _id }) => ({
    createdAt: closedAt,
    id: _id,
  }));
  const ids = items.flatMap((one) => one.merchantId ?? []);
  const [merchants, faceOf] = await Promise.all([
    app.store.merchants.find({ _id: { $in: ids } }, { projection: { name: 1 } }).toArray(),
    facesOfUsers(
      app,
      items.flatMap(({ closed }) => closed?.by ?? []),
    ),
  ]);
  const names = new Map(merchants.map(({ _id, name }) => [_id, name]));
  const view = ({ _id: id, kind, detail, count, firstAt, lastAt, open, closedAt, closed, ...alarm }: AlarmDoc) => ({
    id,
    kind,
    about: id.slice(kind.length + 1),
    ...(alarm.merchantId !== undefined && {
      merchant: { id: alarm.merchantId, name: names.get(alarm.merchantId) ?? '' },
    }),
    task: open === true,
    detail: JSON.stringify(detail),
    count,
    firstAt,
    lastAt,
    ...(closedAt !== undefined && {
      closed: { at: closedAt, ...(closed && { by: faceOf(closed.by).name, reason: closed.reason }) },
    }),
  });
  return ok({ alarms: items.map(view), nextCursor });
}

/** Where it came up again since it was seen, nobody has looked at all of it. */
export async function closeAlarmByHand(
  app: App,
  by: string,
  { alarmId, count: seen, reason }: Parsed<'platform.closeAlarm'>,
): Promise<Result<Output<'platform.closeAlarm'>, RefusalCode>> {
  const alarm = await app.store.alarms.findOne({ _id: alarmId });
  if (!alarm) return no('notFound');
  if (alarm.open) return no('alarmIsTask');
  const said = { by, reason, at: app.now() };
  if (alarm.closedAt === undefined) {
    if (!(await closeAlarm(app.store, alarmId, seen, said))) return no('conflict');
    await keepClosed(app, alarm, said);
    return ok({});
  }
  if (alarm.count !== seen) return no('conflict');
  // A crash may have come between.
  if (alarm.closed) await keepClosed(app, alarm, { ...alarm.closed, at: alarm.closedAt });
  return ok({});
}

/** In the log of the shop that it is about, where it is about one. Kept twice it is kept once. */
async function keepClosed(
  { store }: App,
  { _id, merchantId, count }: AlarmDoc,
  { by, reason, at }: Said,
): Promise<void> {
  if (merchantId === undefined) return;
  await keepChange(store, {
    requestId: `${_id}/closed/${count}`,
    merchantId,
    userId: by,
    role: 'platform',
    endpoint: 'platform.closeAlarm',
    about: _id,
    input: JSON.stringify({ reason }),
    at,
    outcome: 'done',
  });
}
