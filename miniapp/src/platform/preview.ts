/** Pictures over the whole screen, one after the other. */
import Taro from '@tarojs/taro';
import { pictureUrl } from './target';

export function previewPictures(pictures: readonly string[], current: string): void {
  void Taro.previewImage({ urls: pictures.map(pictureUrl), current: pictureUrl(current) });
}
