/** Whether this page is the one on screen: not under another page, not in the background. */
import { useDidHide, useDidShow } from '@tarojs/taro';
import { useEffect, useState } from 'react';
import { isH5 } from '../platform/target';

export function useVisible(): boolean {
  const [visible, setVisible] = useState(true);
  const [inFront, setInFront] = useState(true);
  useDidShow(() => setVisible(true));
  useDidHide(() => setVisible(false));
  // A mini-program page is told when WeChat goes to the background; a browser tab is not.
  useEffect(() => {
    if (!isH5) return;
    const look = () => setInFront(document.visibilityState === 'visible');
    look();
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, []);
  return visible && inFront;
}
