import { Text, View } from '@tarojs/components';
import type { ReactNode } from 'react';
import { Icon } from '../../components/Icon';
import type { Face } from './faces';

interface ActProps {
  kind?: 'solid' | 'tint' | 'line';
  children: ReactNode;
}

/** A button as it looks; there is nothing to tap in a preview. */
export const Act = ({ kind = 'solid', children }: ActProps) => (
  <View className={`btn btn-${kind} btn-l phone-act`}>{children}</View>
);

/** A phone with a page of the shop on it, three quarters of its size. */
export const Phone = ({ face: { title, body, bar } }: { face: Face }) => (
  <View id="phone" className="phone">
    <View className="phone-screen">
      <View className="phone-top">
        <Icon name="back" size={24} />
        <Text className="grow tc f16 bold">{title}</Text>
        <View className="phone-capsule">···</View>
      </View>
      <View className="phone-body">{body}</View>
      {bar !== undefined && <View className="phone-bar">{bar}</View>}
    </View>
  </View>
);

interface CardProps {
  /** What WeChat writes above the picture. */
  title: string;
  picture: ReactNode;
}

/** A card in a chat, as WeChat draws it. */
export const ChatCard = ({ title, picture }: CardProps) => (
  <View className="phone-chat">
    <View className="phone-card">
      <View className="f12 c3">拼砍</View>
      <View className="f16 two m4">{title}</View>
      <View className="phone-card-picture">{picture}</View>
      <View className="f11 c3 phone-card-foot">小程序</View>
    </View>
  </View>
);
