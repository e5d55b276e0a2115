import { Text, View } from '@tarojs/components';
import { useEffect, useRef } from 'react';
import { asButton, Btn } from '../../components/Btn';
import { Icon } from '../../components/Icon';
import { toast } from '../../platform/notice';
import { scanned } from '../../platform/scan';
import { isWeapp } from '../../platform/target';
import { CODE_LENGTH, type PickUp } from './usePickUp';

interface Props {
  pickUp: PickUp;
}

const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', 'clear', '0', 'back'] as const;
type Key = (typeof KEYS)[number];

const spoken: Readonly<Partial<Record<Key, string>>> = { clear: '清空', back: '退一格' };

function pressed(code: string, key: Key): string {
  if (key === 'clear') return '';
  return key === 'back' ? code.slice(0, -1) : `${code}${key}`;
}

/** The code with a place for every digit. */
function Digits({ code }: { code: string }) {
  return (
    <View id="digits" className="hand-digits num" role="img" aria-label={`取货码，已输入 ${code.length} 位`}>
      {Array.from({ length: CODE_LENGTH }, (_, place) => place).map((place) => (
        <Text key={place} className={`hand-digit ${place === code.length ? 'hand-digit-next' : ''}`}>
          {code[place] ?? ''}
        </Text>
      ))}
    </View>
  );
}

async function scan({ type }: PickUp): Promise<void> {
  const text = await scanned();
  if (text === undefined) return;
  const code = /^\D*(\d{8})\D*$/.exec(text)?.[1];
  if (code === undefined) toast('这不是取货码');
  else type(code);
}

function Problem({ pickUp: { problem } }: Props) {
  return (
    <View id="codeProblem" className="hand-problem" role="alert">
      {problem?.message ?? ''}
    </View>
  );
}

/** On a phone: large keys, or the camera. */
export function Keypad({ pickUp }: Props) {
  const { code, type, busy } = pickUp;
  return (
    <View className="card">
      <View className="f14 c2 tc">请买家报 8 位取货码</View>
      <Digits code={code} />
      <Problem pickUp={pickUp} />
      <View className="hand-keys">
        {KEYS.map((key) => (
          <View
            key={key}
            id={`key-${key}`}
            className={`hand-key num ${busy ? 'hand-key-off' : ''}`}
            {...asButton}
            aria-label={spoken[key] ?? key}
            onClick={busy ? undefined : () => type(pressed(code, key))}
          >
            {key === 'back' ? (
              <Icon name="back" size={24} />
            ) : key === 'clear' ? (
              <Text className="f14">清空</Text>
            ) : (
              key
            )}
          </View>
        ))}
      </View>
      {isWeapp && (
        <View className="m16">
          <Btn id="scan" kind="tint" block onClick={() => void scan(pickUp)}>
            扫买家的取货码
          </Btn>
        </View>
      )}
    </View>
  );
}

/** At a desk: typed, or read by a scanner that types; the eighth digit or Enter looks it up. */
export function CodeField({ pickUp }: Props) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  return (
    <div className="card hand-desk">
      <label className="hand-label" htmlFor="code">
        请买家报 8 位取货码
      </label>
      <input
        ref={field}
        id="code"
        className="hand-field num"
        inputMode="numeric"
        autoComplete="off"
        placeholder="8 位数字"
        value={pickUp.code}
        onChange={(event) => pickUp.type(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') pickUp.again();
          else if (event.key === 'Enter') pickUp.type(pickUp.code);
        }}
      />
      <Problem pickUp={pickUp} />
    </div>
  );
}
