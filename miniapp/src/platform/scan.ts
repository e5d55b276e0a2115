/** Reading a code with the phone's camera. Only the mini-program can. */
import Taro from '@tarojs/taro';

/** What the code says; undefined where nothing was scanned. `barCode`: as on a parcel's label. */
export async function scanned(kind: 'qrCode' | 'barCode' = 'qrCode'): Promise<string | undefined> {
  try {
    return (await Taro.scanCode({ onlyFromCamera: true, scanType: [kind] })).result;
  } catch {
    // Closed without a code.
    return undefined;
  }
}
