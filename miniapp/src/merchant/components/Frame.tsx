import { View } from '@tarojs/components';
import type { ReactNode } from 'react';
import { Icon } from '../../components/Icon';
import { Screen } from '../../components/Screen';
import { StickyBar } from '../../components/StickyBar';
import type { Membership } from '../hooks/useRoom';
import { useWide } from '../hooks/useWide';
import { Doors } from './Doors';
import type { Place } from './doors';
import { Shell } from './Shell';
import { Siblings } from './Siblings';
import '../styles/icons.generated.scss';
import '../styles/room.scss';

// The mini-program has no use for the styles of the desk.
if (process.env.TARO_ENV === 'h5') require('../styles/desk.scss');

interface Props {
  title: string;
  here?: Place;
  /** Whose room it is; left out where it is nobody's yet. */
  member?: Membership;
  memberships?: readonly Membership[];
  /** The page that this one belongs under. A phone has its own way back. */
  up?: { label: string; go: () => void };
  /** In place of the title, at a desk. */
  head?: ReactNode;
  /** What there is to do here: beside the title at a desk, in the bar at the bottom of a phone. */
  acts?: ReactNode;
  /** A part of the room by itself: on a phone the others are at the bottom. */
  part?: boolean;
  children: ReactNode;
  className?: string;
}

/** A PAGE OF THE MERCHANT'S ROOM, at a desk or on a phone. */
export function Frame({
  title,
  here,
  member,
  memberships = [],
  up,
  head,
  acts,
  part = false,
  children,
  className,
}: Props) {
  const wide = useWide();
  const closed = member?.closed !== undefined && (
    <View id="closed" className="room-notice room-closed">
      <Icon name="alert" size={16} />
      <View className="grow">{member.closed}</View>
    </View>
  );
  if (!wide) {
    const bar = acts ? (
      <StickyBar>{acts}</StickyBar>
    ) : part && member ? (
      <Doors here={here} member={member} />
    ) : undefined;
    return (
      <Screen title={title} bar={bar} className={className}>
        {part && member && <Siblings here={here} member={member} />}
        {part && closed}
        {children}
      </Screen>
    );
  }
  return (
    <Shell here={here} member={member} memberships={memberships}>
      <header className="desk-top">
        {up && (
          <button id="up" type="button" className="plain desk-up" onClick={up.go}>
            <Icon name="back" size={16} />
            {up.label}
          </button>
        )}
        {head ?? <h1 className="desk-title">{title}</h1>}
        {acts && <div className="desk-acts">{acts}</div>}
      </header>
      {closed}
      {children}
    </Shell>
  );
}
