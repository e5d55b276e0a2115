import { Text, View } from '@tarojs/components';
import { accentFault } from '../../../../shared/domain/accent';
import { asButton } from '../../components/Btn';
import { Field } from '../components/Field';

/** Persimmon, plum, pine, sea, indigo, ink. */
const SUGGESTED = ['#C43D14', '#8B3A62', '#1F6B4F', '#2B5F8A', '#4A3F8C', '#4A4039'];

interface Props {
  accent: string;
  error: string | undefined;
  onChange: (accent: string) => void;
}

/** The colour of buttons and prices: some that can be read, or one's own, and how it looks. */
export function Accent({ accent, error, onChange }: Props) {
  const colour = accent.trim().toUpperCase();
  return (
    <View className="setting-field">
      <View className="row g8 face-colours" role="radiogroup" aria-label="店铺颜色">
        {SUGGESTED.map((one) => (
          <View
            key={one}
            id={`accent-${one.slice(1)}`}
            className={`face-colour ${one === colour ? 'face-colour-on' : ''}`}
            style={{ background: one }}
            {...asButton}
            role="radio"
            aria-checked={one === colour}
            aria-label={one}
            onClick={() => onChange(one)}
          />
        ))}
      </View>
      <Field
        id="accent"
        label="颜色"
        value={accent}
        placeholder="#C43D14"
        most={7}
        figures
        error={error}
        onChange={onChange}
      />
      {accentFault(colour) === null && (
        <View className="row g12 m8">
          <View className="face-button" style={{ background: colour }}>
            去拼团
          </View>
          <Text className="num f18 bold" style={{ color: colour }}>
            ¥29.90
          </Text>
        </View>
      )}
    </View>
  );
}
