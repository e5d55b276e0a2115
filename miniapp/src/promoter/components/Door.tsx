import { Text, View } from '@tarojs/components';
import { asButton } from '../../components/Btn';
import { Icon } from '../../components/Icon';
import { open, type PageParams } from '../../platform/nav';
import './Door.scss';

interface Props {
  page: Extract<keyof PageParams, `promoter/${'shares' | 'people' | 'earnings' | 'withdrawals' | 'statements'}`>;
  icon: 'tag' | 'people' | 'wallet' | 'orders';
  label: string;
  note?: string;
}

/** A row of the card `.doors` that leads on. */
export function Door({ page, icon, label, note }: Props) {
  return (
    <View id={`to-${page.split('/')[1]}`} className="row g12 door" {...asButton} onClick={() => open(page, {})}>
      <Icon name={icon} size={20} className="c2" />
      <Text className="grow f14">{label}</Text>
      {note !== undefined && <Text className="f12 c3 num">{note}</Text>}
      <Icon name="right" size={16} className="c3" />
    </View>
  );
}
