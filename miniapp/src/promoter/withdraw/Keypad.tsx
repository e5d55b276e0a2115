import { View } from '@tarojs/components';
import { useEffect, useRef } from 'react';
import { asButton } from '../../components/Btn';
import { isH5 } from '../../platform/target';
import { KEYS, type Key } from './amount';

interface Props {
  onKey: (key: Key) => void;
}

/** Of a desk's keyboard. */
const keyOf = (key: string): Key | undefined => (key === 'Backspace' ? 'back' : KEYS.find((one) => one === key));

/** Digits for an amount; at a desk the keyboard does the same. Letters for a name go where they are typed. */
export function Keypad({ onKey }: Props) {
  const latest = useRef(onKey);
  latest.current = onKey;
  useEffect(() => {
    if (!isH5) return;
    const typed = ({ key, target }: KeyboardEvent) => {
      const known = keyOf(key);
      if (known !== undefined && !(target instanceof HTMLInputElement)) latest.current(known);
    };
    window.addEventListener('keydown', typed);
    return () => window.removeEventListener('keydown', typed);
  }, []);
  return (
    <View className="keypad" role="group" aria-label="数字键盘">
      {KEYS.map((key) => (
        <View
          key={key}
          id={`key-${key}`}
          className={`keypad-key ${key === 'back' ? 'f14' : 'num'}`}
          hoverClass="keypad-pressed"
          hoverStartTime={0}
          hoverStayTime={80}
          {...asButton}
          aria-label={key === 'back' ? '删一位' : key}
          onClick={() => onKey(key)}
        >
          {key === 'back' ? '删除' : key}
        </View>
      ))}
    </View>
  );
}
