import { ScrollView, Text, View } from '@tarojs/components';
import { asButton } from './Btn';
import './Tabs.scss';

interface Props<T extends string> {
  /** `count`: how many there are of it, beside the title. */
  tabs: ReadonlyArray<{ value: T; title: string; count?: number | undefined }>;
  chosen: T;
  onChoose: (value: T) => void;
}

/** States of a list, at the top of it. The page's body begins with them. */
export function Tabs<T extends string>({ tabs, chosen, onChoose }: Props<T>) {
  return (
    <View className="tabs">
      <ScrollView scrollX enhanced showScrollbar={false} className="tabs-scroll" {...{ role: 'tablist' }}>
        {tabs.map(({ value, title, count }) => (
          <View
            key={value}
            id={`tab-${value}`}
            className={`tabs-one ${value === chosen ? 'tabs-on' : ''}`}
            {...asButton}
            role="tab"
            aria-selected={value === chosen}
            onClick={() => onChoose(value)}
          >
            {title}
            {count !== undefined && <Text className="tabs-count num">{count}</Text>}
          </View>
        ))}
      </ScrollView>
    </View>
  );
}
