import { Popup } from '@nutui/nutui-react-taro';
import { ScrollView, Text, View } from '@tarojs/components';
import type { ReactNode } from 'react';
import { Icon } from './Icon';
import './Sheet.scss';

interface Props {
  open: boolean;
  title: string;
  onClose: () => void;
  children: ReactNode;
  /** Stays at the bottom while the body scrolls. */
  foot?: ReactNode;
  /** Another value: other content, seen from its top. */
  part?: string;
}

/** A sheet from below: title left, close right, the body scrolls, the button stays. */
export function Sheet({ open, title, onClose, children, foot, part = '' }: Props) {
  return (
    <Popup visible={open} position="bottom" round lockScroll onClose={onClose}>
      <View className="sheet">
        <View className="sheet-head">
          <Text className="sheet-title">{title}</Text>
          <View id="sheetClose" className="sheet-close" role="button" aria-label="关闭" onClick={onClose}>
            <Icon name="x" size={24} />
          </View>
        </View>
        <ScrollView key={part} scrollY className="sheet-body">
          <View className="sheet-inner">{children}</View>
        </ScrollView>
        {foot !== undefined && <View className="sheet-foot">{foot}</View>}
      </View>
    </Popup>
  );
}
