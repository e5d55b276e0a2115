import { Text, View } from '@tarojs/components';
import './Figures.scss';

interface Props {
  figures: ReadonlyArray<{ label: string; value: number | string }>;
}

/** Figures side by side, each under its name. */
export function Figures({ figures }: Props) {
  return (
    <View className="row figures">
      {figures.map(({ label, value }) => (
        <View key={label} className="grow">
          <View className="f12 c3">{label}</View>
          <Text className="num bold f16">{value}</Text>
        </View>
      ))}
    </View>
  );
}
