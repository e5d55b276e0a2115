import { Text, View } from '@tarojs/components';
import type { Channel } from '../../../../shared/domain/visit';
import { channelWord } from '../../components/channelWords';
import './Channel.scss';

/** How a share went out: a colour, beside its word. */
export function ChannelMark({ channel }: { channel: Channel }) {
  return (
    <View className="row g6 still">
      <View className={`way way-${channel}`} aria-hidden="true" />
      <Text className="f12 c2">{channelWord[channel]}</Text>
    </View>
  );
}
