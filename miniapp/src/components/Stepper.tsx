import { View } from '@tarojs/components';
import { Icon } from './Icon';
import './Stepper.scss';

interface Props {
  value: number;
  most: number;
  onChange: (value: number) => void;
}

/**
 * Quantity from 1 to `most`. Our own: NutUI's InputNumber draws its signs with an HTML tag that a mini-program does
 * not have.
 */
export function Stepper({ value, most, onChange }: Props) {
  const least = value <= 1;
  const full = value >= most;
  return (
    <View className="stepper" role="group" aria-label={`数量 ${value}`}>
      <View
        id="less"
        className={`stepper-act ${least ? 'stepper-off' : ''}`}
        role="button"
        aria-label="减一件"
        onClick={least ? undefined : () => onChange(value - 1)}
      >
        <Icon name="minus" size={16} />
      </View>
      <View id="quantity" className="stepper-value num">
        {value}
      </View>
      <View
        id="more"
        className={`stepper-act ${full ? 'stepper-off' : ''}`}
        role="button"
        aria-label="加一件"
        onClick={full ? undefined : () => onChange(value + 1)}
      >
        <Icon name="plus" size={16} />
      </View>
    </View>
  );
}
