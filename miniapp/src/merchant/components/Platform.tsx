import { View } from '@tarojs/components';
import { type ReactNode, useRef } from 'react';
import { Hosts } from '../../components/Hosts';
import { Skeleton } from '../../components/Skeleton';
import { Empty, Failed } from '../../components/State';
import { openTab, replaceBy } from '../../platform/nav';
import { type Membership, useOperates, useRoom } from '../hooks/useRoom';
import { useWide } from '../hooks/useWide';
import { type Place, platformDoors } from './doors';
import { Segments } from './Filters';
import { Frame } from './Frame';
import { Nobody } from './Room';

/** What a page of the platform hands to its frame: the shop that its operator works for too keeps its place beside it. */
export interface Beside {
  readonly member?: Membership;
  readonly memberships: readonly Membership[];
}

interface Props {
  title: string;
  here: Extract<Place, 'shops' | 'alarms'>;
  children: (beside: Beside) => ReactNode;
}

/** Lets operators of the platform in, and tells everybody else that this is not theirs. The server checks each call. */
export function Platform({ title, here, children }: Props) {
  const room = useRoom(undefined);
  const operates = useOperates();
  const wide = useWide();
  /** Whoever was let in and is not any more stopped being one while the page was open. */
  const wasHere = useRef(false);
  const memberships = room.status === 'open' || room.status === 'stranger' ? room.memberships : [];
  const beside = room.status === 'open' ? { member: room.member, memberships } : { memberships };
  if (operates && (room.status === 'open' || room.status === 'stranger')) {
    wasHere.current = true;
    return children(beside);
  }
  return (
    <Frame title={title} here={here} {...beside}>
      {room.status === 'nobody' && <Nobody wide={wide} />}
      {room.status === 'loading' && <Skeleton bones={['line', 'line']} />}
      {room.status === 'failed' && <Failed problem={room.problem} onRetry={() => void room.again()} />}
      {(room.status === 'open' || room.status === 'stranger') && (
        <Empty
          icon="stop"
          title={wasHere.current ? '你已经不是平台运营了' : '这里给平台运营看'}
          text="看店里的事，请回商家后台"
          action={{ id: 'leavePlatform', label: '去首页', onClick: () => openTab('home') }}
        />
      )}
      <Hosts />
    </Frame>
  );
}

/** From one part of the platform to the other, on a phone; a desk has them at its side. */
export function PlatformParts({ here }: { here: Props['here'] }) {
  if (useWide()) return null;
  return (
    <View className="siblings">
      <Segments
        id="part"
        label="平台"
        options={platformDoors.map(({ place, label }) => ({ value: place, label }))}
        chosen={here}
        onChoose={(place) => place !== here && replaceBy(place === 'shops' ? 'merchant/shops' : 'merchant/alarms', {})}
      />
    </View>
  );
}
