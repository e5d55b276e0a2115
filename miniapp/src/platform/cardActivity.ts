/**
 * A GROUP'S CARD IN A CHAT SHOWS 当前 x/y 人 AND CHANGES BY ITSELF (WeChat document 动态消息). What WeChat is told here holds for
 * the cards that are shared from now on; our server changes them when a seat is taken. Where anything of it fails, a card is
 * one that stays as it was sent.
 */
import Taro from '@tarojs/taro';
import { call } from './api';
import { arrivedInSinglePage } from './launch';
import { isWeapp } from './target';

export async function updateCard(groupId: string): Promise<void> {
  if (!isWeapp || arrivedInSinglePage()) return;
  const answer = await call('share.activity', { groupId });
  if (!answer.ok) return;
  const { activityId, members, room } = answer.value;
  await tell({
    withShareTicket: true,
    isUpdatableMessage: true,
    activityId,
    templateInfo: {
      parameterList: [
        { name: 'member_count', value: String(members) },
        { name: 'room_limit', value: String(room) },
      ],
      // Taro's types ask for the template's id of another kind of message.
    } as Taro.updateShareMenu.Option['templateInfo'],
  });
}

/** Cards of a group that is over stay as they are. */
export async function leaveCard(): Promise<void> {
  if (isWeapp && !arrivedInSinglePage()) await tell({ isUpdatableMessage: false });
}

async function tell(menu: Taro.updateShareMenu.Option): Promise<void> {
  try {
    await Taro.updateShareMenu(menu);
  } catch {
    // An older WeChat.
  }
}
