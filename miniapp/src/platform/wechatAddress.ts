/** Addresses that somebody keeps in WeChat itself. Only the mini-program can ask for one. */
import Taro from '@tarojs/taro';
import type { Address } from '../../../shared/contracts/address';

/** `none`: closed without choosing. `refused`: WeChat may not hand it out, or this person does not want it to. */
export type WeChatAddress = { kind: 'chosen'; address: Address } | { kind: 'none' | 'refused' };

/** Opens WeChat's own list. Call it in the turn of a tap. */
export async function chooseWeChatAddress(): Promise<WeChatAddress> {
  try {
    const { userName, telNumber, provinceName, cityName, countyName, detailInfo } = await Taro.chooseAddress();
    const address = {
      name: userName.trim(),
      // WeChat keeps numbers as they were typed: with spaces, dashes, a country code.
      phone: telNumber.replace(/\D/g, '').slice(-11),
      region: [provinceName, cityName, countyName],
      detail: detailInfo.trim(),
    };
    return { kind: 'chosen', address };
  } catch (error) {
    const { errMsg = '' } = error as { errMsg?: string };
    return { kind: errMsg.includes('cancel') ? 'none' : 'refused' };
  }
}
