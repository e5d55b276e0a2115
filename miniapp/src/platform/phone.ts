/** Calling somebody. */
import Taro from '@tarojs/taro';

/** Opens the phone with this number; somebody who does not call after all is no error. */
export async function callPhone(phoneNumber: string): Promise<void> {
  try {
    await Taro.makePhoneCall({ phoneNumber });
  } catch {
    // Closed without calling.
  }
}
