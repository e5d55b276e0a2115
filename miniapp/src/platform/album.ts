/** Putting a picture where somebody finds it again: the phone's album, or a browser's downloads. */
import Taro from '@tarojs/taro';
import { isH5 } from './target';

/** `denied`: not without a permission, which the settings give. */
type Saving = 'saved' | 'denied' | 'closed';

/** @param picture a path of the phone, or an address of the browser */
export async function savePicture(picture: string, name: string): Promise<Saving> {
  if (isH5) {
    Object.assign(document.createElement('a'), { href: picture, download: name }).click();
    return 'saved';
  }
  try {
    await Taro.saveImageToPhotosAlbum({ filePath: picture });
    return 'saved';
  } catch (error) {
    const { errMsg = '' } = error as { errMsg?: string };
    return /auth|permission|authorize/i.test(errMsg) ? 'denied' : 'closed';
  }
}
