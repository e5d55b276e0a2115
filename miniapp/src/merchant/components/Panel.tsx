import { Text, View } from '@tarojs/components';
import type { ReactNode } from 'react';

interface Props {
  id?: string;
  title?: ReactNode;
  /** A few words beside the title. */
  sub?: ReactNode;
  /** At the right of the title. */
  aside?: ReactNode;
  children: ReactNode;
}

/** A sheet of paper on the page: a panel at a desk, a card on a phone. */
export function Panel({ id, title, sub, aside, children }: Props) {
  return (
    <View id={id} className="card panel">
      {(title !== undefined || aside !== undefined) && (
        <View className="panel-head">
          {title !== undefined && (
            <View className="panel-title">
              {title}
              {sub !== undefined && <Text className="panel-sub"> {sub}</Text>}
            </View>
          )}
          {aside}
        </View>
      )}
      {children}
    </View>
  );
}
