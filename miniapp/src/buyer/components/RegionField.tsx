import { Picker, Text, View } from '@tarojs/components';
import { Icon } from '../../components/Icon';

interface Props {
  /** 省, 市, 区; empty before a choice. */
  region: string[];
  onChange: (region: string[]) => void;
}

function Value({ region }: Pick<Props, 'region'>) {
  return (
    <View className="field-value">
      {region.length === 0 ? <Text className="c3">省 / 市 / 区</Text> : <Text>{region.join(' ')}</Text>}
      <Icon name="right" size={16} className="c3" />
    </View>
  );
}

// WeChat's picker knows the regions. On H5 they come as a part of their own, loaded when asked for.
const RegionSheet =
  process.env.TARO_ENV === 'h5' ? (require('./RegionSheet') as typeof import('./RegionSheet')).RegionSheet : null;

export function RegionField({ region, onChange }: Props) {
  if (RegionSheet !== null) {
    return (
      <RegionSheet onChange={onChange}>
        <Value region={region} />
      </RegionSheet>
    );
  }
  return (
    <Picker id="addressRegion" mode="region" value={region} onChange={(event) => onChange([...event.detail.value])}>
      <Value region={region} />
    </Picker>
  );
}
