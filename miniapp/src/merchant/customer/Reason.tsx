import { Textarea, View } from '@tarojs/components';
import { asButton } from '../../components/Btn';

/** As the server takes it. */
const LEAST = 2;
const MOST = 200;

export const isReason = (text: string): boolean => text.trim().length >= LEAST;

interface Props {
  reason: string;
  /** What it usually is; a tap fills it in. */
  usual: readonly string[];
  onChange: (reason: string) => void;
}

/** Why it is done: kept with it, for whoever looks later. */
export function Reason({ reason, usual, onChange }: Props) {
  return (
    <View className="m12">
      <View className="room-field-label">原因，留在记录里</View>
      <Textarea
        id="reason"
        className="room-area"
        value={reason}
        maxlength={MOST}
        autoHeight
        placeholder="写清楚，以后好查"
        onInput={(event) => onChange(event.detail.value)}
      />
      <View className="room-chips">
        {usual.map((one, place) => (
          <View key={one} id={`reason-${place}`} className="chip" {...asButton} onClick={() => onChange(one)}>
            {one}
          </View>
        ))}
      </View>
    </View>
  );
}
