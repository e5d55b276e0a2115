import { View } from '@tarojs/components';
import type { ReactNode } from 'react';
import { asButton } from '../../components/Btn';

export interface Figure {
  label: string;
  value: ReactNode;
  /** What it means, or what belongs to it. */
  note?: ReactNode;
  /** A tap shows what is behind it. */
  onClick?: () => void;
  id?: string;
}

/** A few figures in a row, each with its word above. */
export function Figures({ figures }: { figures: readonly Figure[] }) {
  return (
    <View className="figures">
      {figures.map(({ label, value, note, onClick, id }) => (
        <View
          key={label}
          id={id}
          className={`figures-one ${onClick ? 'figures-way' : ''}`}
          {...(onClick ? { ...asButton, onClick } : {})}
        >
          <View className="figures-label">{label}</View>
          <View className="figures-value num">{value}</View>
          {note !== undefined && <View className="figures-note">{note}</View>}
        </View>
      ))}
    </View>
  );
}
