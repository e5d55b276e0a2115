import { Textarea, View } from '@tarojs/components';
import { asButton } from '../../components/Btn';

interface Props {
  reason: string;
  /** What it usually is; a tap fills it in. */
  usual: readonly string[];
  /** Who reads it. */
  label?: string;
  /** Characters, as the server takes it. */
  most?: number;
  onChange: (reason: string) => void;
}

/** Why it is done: kept with it, for whoever looks later. */
export function Reason({ reason, usual, label = '原因，留在记录里', most = 200, onChange }: Props) {
  return (
    <View className="m12">
      <View className="room-field-label">{label}</View>
      <Textarea
        id="reason"
        className="room-area"
        value={reason}
        maxlength={most}
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
