import { Text, View } from '@tarojs/components';
import { asButton } from '../../components/Btn';
import type { Trail } from './tree';

interface Props {
  trail: Trail;
  top: string;
  /** Undefined: all the way up. */
  onGo: (share: string | undefined) => void;
}

/** From the whole tree down to the branch on screen; each step leads back. */
export function TrailLine({ trail: { steps, above }, top, onGo }: Props) {
  const last = steps.length - 1;
  const step = (id: string, word: string, share: string | undefined) => (
    <View id={id} className="trail-way" {...asButton} onClick={() => onGo(share)}>
      <Text className="cut">{word}</Text>
    </View>
  );
  return (
    <View className="trail" role="navigation" aria-label="从整棵树到这一支">
      {step('trail-top', top, undefined)}
      {above !== undefined && (
        <>
          <Text className="trail-mark">›</Text>
          {step('trail-above', '上一层', above)}
        </>
      )}
      {steps.map(({ share, name }, place) => (
        <View key={share} className="trail-step">
          <Text className="trail-mark">›</Text>
          {place === last ? <Text className="trail-here cut">{name}</Text> : step(`trail-${share}`, name, share)}
        </View>
      ))}
    </View>
  );
}
