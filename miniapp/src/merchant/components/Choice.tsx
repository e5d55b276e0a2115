import { View } from '@tarojs/components';
import { asButton } from '../../components/Btn';

interface Props {
  id: string;
  chosen: boolean;
  title: string;
  /** What it brings about, one sentence each. */
  words: readonly string[];
  onChoose: () => void;
}

/** One of a few ways to go on, with what it brings about. Stands in `.choices`, a radio group. */
export function Choice({ id, chosen, title, words, onChoose }: Props) {
  return (
    <View
      id={id}
      className={`choice ${chosen ? 'choice-on' : ''}`}
      {...asButton}
      role="radio"
      aria-checked={chosen}
      onClick={onChoose}
    >
      <View className="choice-dot" />
      <View className="grow">
        <View className="choice-title">{title}</View>
        {words.map((one) => (
          <View key={one} className="choice-words">
            {one}
          </View>
        ))}
      </View>
    </View>
  );
}
