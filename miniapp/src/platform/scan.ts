/** Reading a code with the phone's camera. Only the mini-program can. */
import Taro from '@tarojs/taro';

/** What the code says; undefined where nothing was scanned. */
export async function scanned(): Promise<string | undefined> {
  try {
    return (await Taro.scanCode({ onlyFromCamera: true, scanType: ['qrCode'] })).result;
  } catch {
    // Closed without a code.
    return undefined;
  }
}
