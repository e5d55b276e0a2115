import { Text, View } from '@tarojs/components';
import { asButton } from '../../components/Btn';
import { Icon } from '../../components/Icon';
import { replaceBy } from '../../platform/nav';
import { countOf, groupsFor } from '../components/doors';
import { Frame } from '../components/Frame';
import { Panel } from '../components/Panel';
import { Room } from '../components/Room';
import { useAddress } from '../hooks/useAddress';
import type { Membership } from '../hooks/useRoom';
import { useWaiting } from '../hooks/useWaiting';
import './index.scss';

function More({ member }: { member: Membership }) {
  const { merchantId } = member;
  const waiting = useWaiting(merchantId);
  return (
    <View className="more">
      {groupsFor(member).map(({ title, doors }) => (
        <Panel key={title} title={title}>
          <View className="more-doors">
            {doors.map((door) => {
              const { place, page, icon, label } = door;
              const count = countOf([door], waiting);
              return (
                <View
                  key={place}
                  id={`more-${place}`}
                  className="more-door"
                  {...asButton}
                  onClick={() => replaceBy(page, { merchant: merchantId })}
                >
                  <Icon name={icon} size={20} className="c2" />
                  <Text className="grow f14">{label}</Text>
                  {count !== undefined && <Text className="more-count num">{count}</Text>}
                  <Icon name="right" size={16} className="c3" />
                </View>
              );
            })}
          </View>
        </Panel>
      ))}
    </View>
  );
}

/** All that has no door of its own at the bottom of a phone. */
export default function MorePage() {
  const [address] = useAddress('merchant/more', ['merchant']);
  return (
    <Room title="更多" here="more" merchantId={address.merchant}>
      {(member, memberships) => (
        <Frame title="更多" here="more" member={member} memberships={memberships} part>
          <More member={member} />
        </Frame>
      )}
    </Room>
  );
}
