import { Image, Text, View } from '@tarojs/components';
import { useState } from 'react';
import { Icon } from '../../components/Icon';
import { Sheet } from '../../components/Sheet';
import { pictureUrl } from '../../platform/target';
import { chooseMerchant, type Membership } from '../hooks/useRoom';
import { roleWord } from '../words/role';

/** Which shop is looked after, on a phone; nothing for somebody who works for one alone. */
export function ShopSwitch({ member, memberships }: { member: Membership; memberships: readonly Membership[] }) {
  const [open, setOpen] = useState(false);
  if (memberships.length < 2) return null;
  return (
    <>
      <View id="shop" className="shop-switch" role="button" onClick={() => setOpen(true)}>
        <Text className="cut">{member.name}</Text>
        <Icon name="down" size={16} className="c3" />
      </View>
      <Sheet open={open} title="换一家店" onClose={() => setOpen(false)}>
        {memberships.map(({ merchantId, name, logo, role }) => (
          <View
            key={merchantId}
            id={`shop-${merchantId}`}
            className="row g12 shop-switch-one"
            role="button"
            onClick={() => chooseMerchant(merchantId)}
          >
            <Image src={pictureUrl(logo)} mode="aspectFill" className="shop-switch-logo" />
            <Text className="grow f14 cut">{name}</Text>
            <Text className="f12 c3">{roleWord[role]}</Text>
            {merchantId === member.merchantId && <Icon name="check" size={16} className="cm" />}
          </View>
        ))}
      </Sheet>
    </>
  );
}
