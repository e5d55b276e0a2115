import { Input, Text, View } from '@tarojs/components';
import type { ReactNode } from 'react';

interface Props {
  id: string;
  label?: string;
  value: string;
  placeholder: string;
  most: number;
  /** What is wrong with it. */
  error?: string | undefined;
  /** At the right, inside: a way to fill it. */
  aside?: ReactNode;
  /** Figures and letters: a parcel's number. */
  figures?: boolean;
  onChange: (value: string) => void;
  onConfirm?: () => void;
}

/** One line to fill in. What is wrong stands below it. */
export function Field({ id, label, value, placeholder, most, error, aside, figures, onChange, onConfirm }: Props) {
  return (
    <View className="room-field">
      {label !== undefined && <Text className="room-field-label">{label}</Text>}
      <View className={`room-field-box ${error === undefined ? '' : 'room-field-bad'}`}>
        <Input
          id={id}
          className={`room-field-input ${figures ? 'num' : ''}`}
          value={value}
          maxlength={most}
          placeholder={placeholder}
          placeholderClass="room-field-placeholder"
          {...{ 'aria-label': label ?? placeholder }}
          onInput={(event) => onChange(event.detail.value)}
          onConfirm={onConfirm}
        />
        {aside}
      </View>
      {error !== undefined && (
        <View id={`${id}Error`} className="cd f12 m4">
          {error}
        </View>
      )}
    </View>
  );
}
