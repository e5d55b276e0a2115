/** Handing somebody a file of what is theirs: a download in a browser, a file to send on in WeChat. */
import Taro from '@tarojs/taro';
import { isH5 } from './target';

/** Call it in the turn of a tap. @returns false where it was not taken */
export async function handOver(name: string, text: string, type = 'application/json'): Promise<boolean> {
  if (isH5) {
    const url = URL.createObjectURL(new Blob([text], { type }));
    Object.assign(document.createElement('a'), { href: url, download: name }).click();
    URL.revokeObjectURL(url);
    return true;
  }
  try {
    const filePath = `${Taro.env.USER_DATA_PATH}/${name}`;
    Taro.getFileSystemManager().writeFileSync(filePath, text, 'utf8');
    await Taro.shareFileMessage({ filePath, fileName: name });
    return true;
  } catch {
    return false;
  }
}
