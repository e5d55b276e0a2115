/**
 * WHAT IS KEPT OF ONE PERSON, as they may take it along: a part at a time, by page. Documents are told as they are kept,
 * without what is only ours (how they are driven on) and without what is somebody else's (other members, buyers' names).
 */
import type { Output, Parsed } from '../../shared/contracts/contracts';
import { statusAt } from '../../shared/domain/bargain';
import type { RefusalCode } from '../../shared/refusals';
import { never, no, ok, type Result } from '../../shared/result';
import type { Ms } from '../../shared/time';
import { bindingsOf, cartsOf, helpedBy, type Listed, listOwn, walletsOf } from '../store/account';
import type { BargainDoc, UserDoc, VisitDoc } from '../store/collections';
import { picturesOf } from '../store/media';
import { visitsOf } from '../store/visit';
import type { App } from './app';
import { pathOfPicture } from './media';
import { pageAfter, pageBy, readCursor } from './page';

type Exported = Output<'person.export'>;
type Item = Exported['items'][number];

const PAGE = 100;
const SESSIONS = 200;

/** How a document is driven on, and what is secret or belongs to the shop. */
const OURS = [
  'outbox',
  'drainAt',
  'version',
  'dueAt',
  'watched',
  'moveAt',
  'bodyHash',
  'prepayRequests',
  'paymentAccountId',
  'attribution',
  'keys',
  'note',
  'policyVersion',
  'buyerId',
  'buyerName',
  'settlementId',
];

function own(doc: object): Item {
  const { _id, ...rest } = doc as Item;
  const kept = Object.fromEntries(Object.entries(rest).filter(([key]) => !OURS.includes(key)));
  return { id: _id, ...withoutMembers(kept) };
}

/** Which member of the shop has done something is the shop's to know. */
const withoutMembers = (item: Item): Item =>
  JSON.parse(JSON.stringify(item, (key, value) => (key === 'by' && isPerson(value) ? undefined : value)));

const isPerson = (by: unknown): boolean => typeof by === 'string' && by.startsWith('usr_');

/** The shop's notes on an order are not the buyer's. */
function ownOrder(doc: object): Item {
  const { history = [], ...order } = own(doc) as Item & { history?: { type: string }[] };
  return { ...order, history: history.filter(({ type }) => type !== 'noted') };
}

/** Why the shop has looked at it, and its word where it let it go on, are the shop's; the name is sealed, and goes with the end. */
function ownWithdrawal(doc: object): Item {
  const {
    risks: _,
    rulesVersion,
    packageInfo,
    payeeName,
    review,
    history = [],
    ...withdrawal
  } = own(doc) as Item & {
    history?: { type: string }[];
  };
  return {
    ...withdrawal,
    ...(withdrawal.returned === 'refused' ? { review } : {}),
    history: history.filter(({ type }) => type !== 'withdrawalReviewed' && type !== 'transferMoved'),
  };
}

/** The group without its other members. */
function ownGroup(userId: string, doc: object): Item {
  const { seats = [], turnedAway: _, leaderId, ...group } = own(doc) as Item & { seats?: { userId: string }[] };
  return { ...group, led: leaderId === userId, seats: seats.filter((seat) => seat.userId === userId) };
}

/** Field by field: the seed and cuts that are not made are nobody's to know, and who has helped is not told here. */
function ownBargain(bargain: BargainDoc, now: Ms): Item {
  const { _id: id, campaignVersion, ownerId, helps, product, productId, sku, order } = bargain;
  const { merchantId, campaignId, list, floor, price, expiresAt, createdAt, floorAt, endedAt, commitment } = bargain;
  return {
    id,
    merchantId,
    campaignId,
    campaignVersion,
    status: statusAt(bargain, now),
    product: { id: productId, title: product.title },
    sku,
    list,
    floor,
    price,
    cuts: helps.map(({ userId, cut, at }) => ({ cut, at, own: userId === ownerId })),
    commitment,
    orderId: order?.id,
    expiresAt,
    createdAt,
    floorAt,
    endedAt,
  };
}

/** One's own cut of somebody's bargain: how much, when, and of which goods; whose bargain it is, is not one's own. */
function ownHelp(
  userId: string,
  { _id: bargainId, merchantId, campaignId, productId, product, helps }: BargainDoc,
): Item {
  const { cut, at } = helps.find((help) => help.userId === userId) ?? {};
  return { bargainId, merchantId, campaignId, product: { id: productId, title: product.title }, cut, at };
}

export async function exportOwn(
  app: App,
  userId: string,
  { section, cursor }: Parsed<'person.export'>,
): Promise<Result<Exported, RefusalCode>> {
  const { store } = app;
  const page = async (name: Listed, view: (doc: object) => Item): Promise<Result<Exported, RefusalCode>> => {
    const after = readCursor(cursor);
    if (after === null) return no('badRequest');
    const found = await listOwn(store, name, userId, { after, limit: PAGE + 1 });
    const { items, nextCursor } = pageAfter(found, PAGE);
    return ok({ items: items.map(view), nextCursor });
  };
  const all = (docs: readonly object[]): Result<Exported, RefusalCode> => ok({ items: docs.map(own) });

  switch (section) {
    case 'profile': {
      const user = await store.users.findOne({ _id: userId });
      return user ? ok({ items: [ownProfile(user)] }) : no('unauthenticated');
    }
    case 'orders':
      return page('orders', ownOrder);
    case 'groups':
      return page('groups', (group) => ownGroup(userId, group));
    case 'bargains':
      return page('bargains', (bargain) => ownBargain(bargain as BargainDoc, app.now()));
    case 'helps': {
      const after = readCursor(cursor);
      if (after === null) return no('badRequest');
      const found = await helpedBy(store, userId, { after, limit: PAGE + 1 });
      const { items, nextCursor } = pageAfter(found, PAGE);
      return ok({ items: items.map((bargain) => ownHelp(userId, bargain)), nextCursor });
    }
    case 'afterSales':
    case 'shares':
    case 'commissions':
      return page(section, own);
    case 'withdrawals':
      return page('withdrawals', ownWithdrawal);
    case 'visits': {
      const after = readCursor(cursor);
      if (after === null) return no('badRequest');
      const found = await visitsOf(store, userId, { after, limit: PAGE + 1 });
      const { items, nextCursor } = pageBy(found, PAGE, ({ _id: id, at: createdAt }) => ({ createdAt, id }));
      return ok({ items: items.map(ownVisit), nextCursor });
    }
    case 'carts':
      return all(await cartsOf(store, userId));
    case 'bindings':
      return all(await bindingsOf(store, userId));
    case 'wallets':
      return ok({ items: (await walletsOf(store, userId)).map((wallet) => ({ ...wallet })) });
    case 'sessions': {
      const sessions = await store.sessions.find({ userId }).sort({ startedAt: -1 }).limit(SESSIONS).toArray();
      // Without the hashes that renew it, and without WeChat's key.
      return ok({
        items: sessions.map(({ _id: id, kind, device, place, startedAt, usedAt }) => ({
          id,
          kind,
          device,
          place,
          startedAt,
          usedAt,
        })),
      });
    }
    case 'memberships':
      return all(await store.memberships.find({ userId }).toArray());
    case 'pictures': {
      const pictures = await picturesOf(store, userId);
      return ok({ items: pictures.map(({ hash, ...sent }) => ({ picture: pathOfPicture(hash), ...sent })) });
    }
    default:
      return never(section);
  }
}

/** Which share it was, not whose. */
const ownVisit = ({ _id: id, merchantId, shareId, at, scene, chat }: VisitDoc): Item => ({
  id,
  merchantId,
  share: shareId,
  at,
  scene,
  chat,
});

const ownProfile = ({
  _id: id,
  identities,
  name,
  avatar,
  addresses,
  usualAddress,
  proposed,
  consents,
  createdAt,
}: UserDoc): Item => ({
  id,
  identities,
  name,
  avatar,
  addresses,
  usualAddress,
  proposed,
  consents,
  createdAt,
});
