import { View } from '@tarojs/components';
import type { ReactNode } from 'react';
import { Icon } from './Icon';
import './Steps.scss';

export interface Step {
  state: 'done' | 'now' | 'later';
  /** What. */
  what: string;
  /** When exactly, and who. */
  when?: ReactNode;
}

/** What has happened, what is happening, what is promised next. */
export function Steps({ steps }: { steps: Step[] }) {
  return (
    <View className="steps">
      {steps.map(({ state, what, when }) => (
        <View key={`${what} ${typeof when === 'string' ? when : ''}`} className={`steps-one steps-${state}`}>
          <View className="steps-dot">{state === 'done' && <Icon name="check" size={14} />}</View>
          <View className="grow">
            <View className="steps-what">{what}</View>
            {when !== undefined && <View className="f12 c3">{when}</View>}
          </View>
        </View>
      ))}
    </View>
  );
}
