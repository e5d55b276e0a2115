/**
 * CARDS THAT CHANGE IN THE CHATS THEY WERE SENT TO (动态消息). An activity is made first, cards are sent with it, and for 24
 * hours one call changes them all. The words are WeChat's: 当前 x/y 人, and at the end 已开始 [R].
 * Source: WeChat documents 创建 activity_id and 修改被分享的动态消息.
 */
import type { Ms } from '../../shared/time';
import type { Edition } from './edition';
import { WechatUnavailable } from './http';
import { callWithToken, type GivenServer } from './token';

export interface Activity {
  readonly activityId: string;
  readonly expiresAt: Ms;
}

/** What a card shows: how many have joined, or that it is over and which page a tap opens. */
export type CardState =
  | { readonly members: number; readonly room: number }
  | { readonly page: string; readonly edition: Edition };

/** @throws WechatUnavailable where there was no answer, WechatRejected for what asking again will not change */
export async function createActivity(given: GivenServer): Promise<Activity> {
  const answer = await callWithToken(given, '/cgi-bin/message/wxopen/activityid/create', undefined);
  const { activity_id: activityId, expiration_time: seconds } = answer;
  if (typeof activityId !== 'string' || activityId === '' || typeof seconds !== 'number') {
    throw new WechatUnavailable('activityid/create answered without an activity');
  }
  return { activityId, expiresAt: seconds * 1000 };
}

/** [R] No such activity; one whose cards show their end already, since both states that we name are right; one that has expired. */
const GONE = [47501, 47502, 47504];

/**
 * Changes the cards of an activity; the same again changes nothing. After the end nothing changes them any more.
 * @returns gone where this activity has no cards that could be changed
 * @throws WechatUnavailable where it may have been done or not, WechatRejected for what asking again will not change
 */
export async function changeCards(
  given: GivenServer,
  activityId: string,
  state: CardState,
): Promise<'changed' | 'gone'> {
  const [target, values] =
    'page' in state
      ? [1, { path: state.page, version_type: state.edition }]
      : [0, { member_count: String(state.members), room_limit: String(state.room) }];
  const parameters = Object.entries(values).map(([name, value]) => ({ name, value }));
  const body = {
    activity_id: activityId,
    target_state: target,
    template_info: { parameter_list: parameters },
  };
  const answer = await callWithToken(given, '/cgi-bin/message/wxopen/updatablemsg/send', body, GONE);
  return GONE.includes(Number(answer.errcode ?? 0)) ? 'gone' : 'changed';
}
