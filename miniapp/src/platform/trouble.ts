/** What is said where nothing was decided: first what is safe. In a shop's room nobody has a seat. */
import Taro from '@tarojs/taro';

const inRoom: Readonly<Partial<Record<string, string>>> = {
  busy: '现在人有点多。存好的都在，再试一次',
  unavailable: '服务暂时连不上。存好的都在，再试一次',
  unreachable: '网络断了一下，存好的都在',
};

function isRoom(): boolean {
  const pages = Taro.getCurrentPages();
  return /^\/?merchant\//.test(pages[pages.length - 1]?.route ?? '');
}

/** @param code of a refusal, or `unreachable` @param message as buyers are told it */
export const troubleWords = (code: string, message: string): string => (isRoom() && inRoom[code]) || message;
