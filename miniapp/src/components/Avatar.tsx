import { Image, Text, View } from '@tarojs/components';
import { pictureUrl } from '../platform/target';
import { tintOf } from './tint';
import './Avatar.scss';

interface Props {
  avatar: string;
  /** Its first character stands in where there is no picture. */
  name?: string;
  size?: 24 | 32 | 40 | 42 | 48 | 56;
  className?: string;
}

/** A face in a circle. Drawn faces stand on a tint; photographs fill the circle. */
export function Avatar({ avatar, name = '', size = 32, className = '' }: Props) {
  const photo = /\.jpe?g($|\?)|^https?:|^\/media\//i.test(avatar);
  return (
    <View className={`avatar avatar-${size} ${tintOf(avatar === '' ? name : avatar)} ${className}`} aria-hidden="true">
      {avatar === '' ? (
        <Text className="avatar-letter">{name.slice(0, 1)}</Text>
      ) : (
        <Image className={photo ? 'avatar-photo' : 'avatar-face'} src={pictureUrl(avatar)} mode="aspectFill" />
      )}
    </View>
  );
}
