import { Text, View } from '@tarojs/components';
import type { Change } from './changes';

/** What another edition changes, one line each. */
export const Changes = ({ changes }: { changes: readonly Change[] }) => (
  <>
    {changes.map(({ name, from, to }) => (
      <View key={name} className="m4">
        {name}：{from} → <Text className="bold">{to}</Text>
      </View>
    ))}
  </>
);
