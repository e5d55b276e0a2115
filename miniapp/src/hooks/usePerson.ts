/** Before something that needs a person: signs in where that can be done, and says where it cannot. */
import { create } from 'zustand';
import { open } from '../platform/nav';
import { toast } from '../platform/notice';
import { token, useSession } from '../platform/session';
import { canBuy, isH5 } from '../platform/target';

/** Whether the sheet 打开小程序 is open. */
export const useLeadToWeChat = create<{ shown: boolean }>(() => ({ shown: false }));

/** Who looks, as part of a question's key: on H5 somebody may sign in while a page is open; WeChat signs in with the first call. */
export const useViewer = (): string => useSession(({ person }) => (isH5 ? (person?.name ?? '') : ''));

/** True when somebody is signed in. Otherwise the way to it has been opened. */
export async function personIsHere(): Promise<boolean> {
  if (!canBuy) {
    useLeadToWeChat.setState({ shown: true });
    return false;
  }
  if ((await token()) !== null) return true;
  if (isH5) open('signIn', {});
  else toast('微信登录没成功，请再试一次');
  return false;
}

/** On a button that leads to where somebody can be signed in. */
export const signInLabel = canBuy ? '去登录' : '打开小程序';
