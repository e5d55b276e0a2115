/** Addresses that somebody keeps in WeChat itself. Only the mini-program can ask for one. */
import Taro from '@tarojs/taro';
import type { Address } from '../../../shared/contracts/address';

/** `none`: closed without choosing. `refused`: WeChat may not hand it out, or this person does not want it to. */
export type WeChatAddress = { kind: 'chosen'; address: Address } | { kind: 'none' | 'refused' };

/** Opens WeChat's own list. Call it in the turn of a tap. */
export async function chooseWeChatAddress(): Promise<WeChatAddress> {
  // By callbacks: what WeChat says of a refusal is only there.
  return new Promise((answered) => {
    void Taro.chooseAddress({
      success: ({ userName, telNumber, provinceName, cityName, countyName, detailInfo }) =>
        answered({
          kind: 'chosen',
          address: {
            name: userName.trim(),
            // WeChat keeps numbers as they were typed: with spaces, dashes, a country code.
            phone: telNumber.replace(/\D/g, '').slice(-11),
            region: [provinceName, cityName, countyName],
            detail: detailInfo.trim(),
          },
        }),
      fail: ({ errMsg }) => answered({ kind: errMsg.includes('cancel') ? 'none' : 'refused' }),
    });
  });
}
