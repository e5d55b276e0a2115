/** What the app keeps on the phone. A full or forbidden storage is an empty one: nothing here may stop a page. */
import Taro from '@tarojs/taro';
import { isH5 } from './target';

export function read<T>(key: string): T | undefined {
  try {
    const text: unknown = Taro.getStorageSync(key);
    return typeof text === 'string' && text !== '' ? (JSON.parse(text) as T) : undefined;
  } catch {
    return undefined;
  }
}

export function write(key: string, value: unknown): void {
  try {
    Taro.setStorageSync(key, JSON.stringify(value));
  } catch {
    // Kept in memory by its owner; asked for again next time.
  }
}

export function forget(key: string): void {
  try {
    Taro.removeStorageSync(key);
  } catch {
    // Nothing was kept.
  }
}

/** Tells when another tab of the browser has written or removed `key`. A mini-program has no tabs. */
export function onWrittenElsewhere(key: string, listener: () => void): void {
  if (!isH5) return;
  window.addEventListener('storage', (event) => {
    if (event.key === key) listener();
  });
}
