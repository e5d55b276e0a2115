import { useDidShow, useLaunch } from '@tarojs/taro';
import type { PropsWithChildren } from 'react';
import { enterChat } from './platform/chat';
import { watchPrivacy } from './platform/privacy';
import { claimAtSignIn } from './platform/share';
import './app.scss';

// The mini-program has no use for the styles of the browser page.
if (process.env.TARO_ENV === 'h5') require('./styles/h5.scss');

export default function App({ children }: PropsWithChildren) {
  useLaunch(watchPrivacy);
  useLaunch(claimAtSignIn);
  useDidShow(() => void enterChat());
  return children;
}
