/** Where the phone's own things are: status bar and WeChat's capsule at the top right. px. */
import Taro from '@tarojs/taro';
import { isWeapp } from './target';

export interface TopBar {
  /** Under the status bar. */
  top: number;
  /** Height of the title row, with the capsule in its middle. */
  height: number;
  /** Kept free at the right for the capsule. */
  right: number;
}

export function topBar(): TopBar {
  if (!isWeapp) return { top: 0, height: 48, right: 0 };
  const { statusBarHeight = 20, windowWidth } = Taro.getWindowInfo();
  const capsule = Taro.getMenuButtonBoundingClientRect();
  return {
    top: statusBarHeight,
    height: capsule.height + 2 * Math.max(4, capsule.top - statusBarHeight),
    right: windowWidth - capsule.left,
  };
}
