import { type ReactNode, useRef } from 'react';
import { Hosts } from '../../components/Hosts';
import { Skeleton } from '../../components/Skeleton';
import { Empty, Failed } from '../../components/State';
import { personIsHere, signInLabel } from '../../hooks/usePerson';
import { hereInAddress, openTab, replaceBy } from '../../platform/nav';
import { chooseMerchant, type Membership, useOperates, useRoom } from '../hooks/useRoom';
import { useWide } from '../hooks/useWide';
import type { Place } from './doors';
import { Frame } from './Frame';

interface Props {
  title: string;
  here: Place;
  /** The merchant that the page names, where it names one. */
  merchantId: string | undefined;
  children: (member: Membership, memberships: readonly Membership[]) => ReactNode;
}

/** Nobody is signed in: at a desk a code is scanned, elsewhere it goes as for buyers. */
export function Nobody({ wide }: { wide: boolean }) {
  return (
    <Empty
      icon="people"
      title="要先登录"
      text="还没有登录，或者这里的登录已经退出了"
      action={{
        id: 'toSignIn',
        label: wide ? '扫码登录' : signInLabel,
        onClick: wide ? () => replaceBy('merchant/signIn', { next: hereInAddress() }) : () => void personIsHere(),
      }}
    />
  );
}

/** Lets those in who work for the merchant, and tells everybody else what to do. Roles are the server's to check. */
export function Room({ title, here, merchantId, children }: Props) {
  const room = useRoom(merchantId);
  const wide = useWide();
  const operates = useOperates();
  /** Whoever was let in and is not any more was removed while the page was open. */
  const wasHere = useRef(false);
  if (room.status === 'open') {
    wasHere.current = true;
    return children(room.member, room.memberships);
  }
  const [first] = room.status === 'stranger' ? room.memberships : [];
  return (
    <Frame title={title} here={here}>
      {room.status === 'nobody' && <Nobody wide={wide} />}
      {room.status === 'loading' && <Skeleton bones={['line', 'line']} />}
      {room.status === 'failed' && <Failed problem={room.problem} onRetry={room.again} />}
      {room.status === 'stranger' && wasHere.current && (
        <Empty
          icon="people"
          title="你已经不是这家店的成员了"
          text="店主把你移出了，或者你自己退出了。你在店里买的东西不受影响"
          action={{ id: 'leaveRoom', label: '去首页', onClick: () => openTab('home') }}
        />
      )}
      {room.status === 'stranger' && !wasHere.current && (
        <Empty
          icon="people"
          title={first === undefined ? '你还不是商家的成员' : '你不是这家店的成员'}
          text="请店主先把你加进店里，再来看"
          action={
            first
              ? { id: 'myShop', label: `去${first.name}`, onClick: () => chooseMerchant(first.merchantId) }
              : operates
                ? { id: 'toPlatform', label: '去看所有商家', onClick: () => replaceBy('merchant/shops', {}) }
                : undefined
          }
        />
      )}
      <Hosts />
    </Frame>
  );
}
