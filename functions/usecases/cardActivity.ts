/** CARDS THAT CHANGE BY THEMSELVES (动态消息): a group's card shows in every chat how many have joined, and when it is over. */
import type { Output, Parsed } from '../../shared/contracts/contracts';
import type { OrderEvent } from '../../shared/domain/order';
import type { RefusalCode } from '../../shared/refusals';
import { no, ok, type Result } from '../../shared/result';
import { HOUR, type Ms } from '../../shared/time';
import { cardsOver, changeCardsOf, keepActivity, newestActivity } from '../store/cardActivity';
import type { CardActivityDoc, CardIntentDoc, GroupDoc, OrderDoc } from '../store/collections';
import { type CardState, changeCards, createActivity } from '../wechat/cardActivity';
import { editionOf } from '../wechat/edition';
import { WechatRejected } from '../wechat/http';
import type { App, Touched } from './app';
import { madeByWechat, shareRejected, wechatServer } from './wechatServer';

/** A card is sent with an activity that lives this much longer; WeChat gives one 24 hours. */
const ACTIVITY_RESERVE: Ms = 2 * HOUR;

/** Only the card of a group that can be joined changes. */
function openRefusal({ status, expiresAt = 0 }: GroupDoc, now: Ms): RefusalCode | undefined {
  switch (status) {
    case 'pending':
      return 'groupNotOpen';
    case 'formed':
      return 'groupFormed';
    case 'failed':
      return 'groupFailed';
    case 'open':
      return expiresAt <= now ? 'groupExpired' : undefined;
  }
}

async function openGroup(app: App, groupId: string): Promise<Result<GroupDoc, RefusalCode>> {
  const group = await app.store.groups.findOne({ _id: groupId });
  if (!group) return no('notFound');
  const refusal = openRefusal(group, app.now());
  return refusal === undefined ? ok(group) : no(refusal);
}

/** Whoever shares an open group is given its activity; of several that were made at once, one is used. */
export async function shareActivity(
  app: App,
  _userId: string,
  { groupId }: Parsed<'share.activity'>,
): Promise<Result<Output<'share.activity'>, RefusalCode>> {
  const group = await openGroup(app, groupId);
  if (!group.ok) return group;
  const newest = await newestActivity(app.store, groupId);
  if (newest && newest.expiresAt - app.now() >= ACTIVITY_RESERVE) return ok(view(newest, group.value));
  const made = await madeByWechat(app, 'activity', createActivity);
  if (!made.ok) return made;
  const number = (newest?.number ?? 0) + 1;
  const kept = await keepActivity(app.store, { groupId, number, ...made.value });
  // Whatever moves the group from here on tells the activity of it; what has moved it meanwhile could not.
  const now = await openGroup(app, groupId);
  return now.ok ? ok(view(kept, now.value)) : now;
}

const view = ({ activityId, expiresAt }: CardActivityDoc, { taken, terms }: GroupDoc): Output<'share.activity'> => ({
  activityId,
  members: taken,
  room: terms.size,
  expiresAt,
});

/** A group has moved: its cards are to show it. */
export async function tellCards(app: App, { _id }: Pick<GroupDoc, '_id'>): Promise<Touched[]> {
  await changeCardsOf(app.store, _id, app.now());
  return [];
}

/** A payment has its seat. */
export const tellCardsOfSeat = async (
  app: App,
  { groupId }: OrderDoc,
  { outcome }: Extract<OrderEvent, { type: 'paymentSettled' }>,
): Promise<Touched[]> => (outcome === 'seat' && groupId !== undefined ? tellCards(app, { _id: groupId }) : []);

/** What the cards of a group show. @returns null while they show how many have joined */
function endOf(app: App, { _id, status }: GroupDoc): CardState | null {
  if (status === 'open' || status === 'pending') return null;
  return { page: `pages/group/index?id=${_id}`, edition: editionOf(app.settings.messageState) };
}

/**
 * Changes the cards of an activity (`usecases/intent.ts` calls it while it is due), to what the group is by now. An
 * activity that has expired, or that WeChat does not know any more, ends quietly.
 * @returns whether it has come to its end: true, or it throws and is tried again
 */
export async function runCard(app: App, intent: CardIntentDoc): Promise<true> {
  const group = await app.store.groups.findOne({ _id: intent.about });
  if (!group || intent.expiresAt <= app.now()) {
    await cardsOver(app.store, intent);
    return true;
  }
  const end = endOf(app, group);
  try {
    const state = end ?? { members: group.taken, room: group.terms.size };
    const outcome = await changeCards(wechatServer(app), intent.activityId, state);
    if (end || outcome === 'gone') await cardsOver(app.store, intent);
    return true;
  } catch (error) {
    if (error instanceof WechatRejected) await shareRejected(app, 'cards', error);
    throw error;
  }
}
