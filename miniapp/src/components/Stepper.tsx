import { View } from '@tarojs/components';
import { Icon } from './Icon';
import './Stepper.scss';

interface Props {
  value: number;
  /** 1, where it is left out. */
  least?: number;
  most: number;
  /** Ends the ids, where there are several. */
  id?: string;
  onChange: (value: number) => void;
}

/**
 * Quantity from `least` to `most`. Our own: NutUI's InputNumber draws its signs with an HTML tag that a mini-program does
 * not have.
 */
export function Stepper({ value, least = 1, most, id = '', onChange }: Props) {
  const empty = value <= least;
  const full = value >= most;
  return (
    <View className="stepper" role="group" aria-label={`数量 ${value}`}>
      <View
        id={`less${id}`}
        className={`stepper-act ${empty ? 'stepper-off' : ''}`}
        role="button"
        aria-label="减一件"
        onClick={empty ? undefined : () => onChange(value - 1)}
      >
        <Icon name="minus" size={16} />
      </View>
      <View id={`quantity${id}`} className="stepper-value num">
        {value}
      </View>
      <View
        id={`more${id}`}
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
