import { Text, View } from '@tarojs/components';
import type { ReactNode } from 'react';
import { back } from '../platform/nav';
import { shopStyle } from '../platform/shopStyle';
import { isH5 } from '../platform/target';
import { Icon } from './Icon';
import './Screen.scss';

interface Props {
  /** The title; the mini-program shows it in WeChat's own bar, from the page's config. */
  title?: string;
  /** A page of the tab bar has no way back. */
  tab?: boolean;
  /** The page draws its own top. */
  bare?: boolean;
  children: ReactNode;
  /** Stays at the bottom of the screen. */
  bar?: ReactNode;
  className?: string;
}

/** One page: title bar (on H5), the body that scrolls, the bar that stays. */
export function Screen({ title = '', tab = false, bare = false, children, bar, className = '' }: Props) {
  return (
    <View className="screen" style={shopStyle()}>
      {isH5 && !bare && (
        <View className="screen-nav">
          {!tab && (
            <View id="back" className="screen-back" role="button" aria-label="返回" onClick={back}>
              <Icon name="back" size={24} />
            </View>
          )}
          <Text className="screen-title cut">{title}</Text>
        </View>
      )}
      <View className={`screen-body ${className}`}>{children}</View>
      {bar}
    </View>
  );
}
