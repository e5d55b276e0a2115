import { Image } from '@tarojs/components';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Avatar } from '../../components/Avatar';
import { Icon } from '../../components/Icon';
import { goTo, type PageParams, pathOf } from '../../platform/nav';
import { signOut, useSession } from '../../platform/session';
import { pictureUrl } from '../../platform/target';
import { chooseMerchant, type Membership, useOperates } from '../hooks/useRoom';
import { useWaiting } from '../hooks/useWaiting';
import { roleWord } from '../words/role';
import { Decision } from './Decision';
import { countOf, doorsFor, groupsFor, type Place, platformDoors } from './doors';

const sessions = {
  place: 'sessions',
  page: 'merchant/sessions',
  icon: 'desk',
  label: '登录的设备',
  short: '设备',
  waiting: undefined,
} as const;

/** What there is in the room, by group. Who operates the platform and works for no shop has no room of one. */
const sidesFor = (member: Membership | undefined, operates: boolean) => {
  const platform = { title: '平台', doors: platformDoors };
  if (operates && member === undefined) return [platform, { title: '设置', doors: [sessions] }];
  return [
    { title: undefined, doors: doorsFor(member).filter(({ group }) => group === undefined) },
    ...groupsFor(member).map(({ title, doors }) => ({ title, doors: title === '设置' ? [...doors, sessions] : doors })),
    ...(operates ? [platform] : []),
  ];
};

/** Goes there; with a key held down the browser opens it elsewhere by itself. */
function follow<P extends keyof PageParams>(event: React.MouseEvent, page: P, params: PageParams[P]): void {
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  goTo(page, params);
}

/** The merchant's logo and name, and the others that the person works for. */
function Shop({ member, memberships }: { member: Membership | undefined; memberships: readonly Membership[] }) {
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!open) return;
    const close = (event: MouseEvent | KeyboardEvent) => {
      if (event instanceof KeyboardEvent ? event.key === 'Escape' : !box.current?.contains(event.target as Node))
        setOpen(false);
    };
    document.addEventListener('mousedown', close);
    document.addEventListener('keydown', close);
    return () => {
      document.removeEventListener('mousedown', close);
      document.removeEventListener('keydown', close);
    };
  }, [open]);

  const logo = (
    <span className="desk-logo">
      {member ? (
        <Image src={pictureUrl(member.logo)} mode="aspectFill" className="desk-logo-picture" aria-hidden="true" />
      ) : (
        <Icon name="shop" size={20} />
      )}
    </span>
  );
  const words = (
    <span className="desk-shop-words">
      <b className="cut">{member?.name ?? '拼砍'}</b>
      <span>商家后台</span>
    </span>
  );
  const others = memberships.filter(({ merchantId }) => merchantId !== member?.merchantId);
  if (others.length === 0) {
    return (
      <div id="shop" className="desk-shop">
        {logo}
        {words}
      </div>
    );
  }
  return (
    <div ref={box} className="desk-shop-box">
      <button
        id="shop"
        type="button"
        className="plain desk-shop desk-shop-switch"
        aria-expanded={open}
        aria-label={`${member?.name ?? ''}，换一家店`}
        onClick={() => setOpen(!open)}
      >
        {logo}
        {words}
        <Icon name="down" size={16} className="c3 desk-shop-down" />
      </button>
      {open && (
        <div className="desk-menu">
          <div className="desk-menu-title">换一家店</div>
          {others.map(({ merchantId, name, role }) => (
            <button
              key={merchantId}
              id={`shop-${merchantId}`}
              type="button"
              className="plain desk-menu-one"
              onClick={() => chooseMerchant(merchantId)}
            >
              <span className="grow cut">{name}</span>
              <span className="c3 f12">{roleWord[role]}</span>
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

/** Who is signed in, and the way out. */
function Me({ member }: { member: Membership | undefined }) {
  const person = useSession((session) => session.person);
  const [leaving, setLeaving] = useState(false);
  if (person === null) return null;
  return (
    <div className="desk-me">
      <Avatar avatar={person.avatar} name={person.name} size={32} />
      <span className="desk-me-words">
        <b className="cut">{person.name}</b>
        <span>{member ? roleWord[member.role] : ''}</span>
      </span>
      <button id="leave" type="button" className="plain desk-leave" aria-label="退出" onClick={() => setLeaving(true)}>
        <Icon name="out" size={18} />
        <span className="desk-leave-word">退出</span>
      </button>
      <Decision
        open={leaving}
        title="退出这台电脑"
        onClose={() => setLeaving(false)}
        acts={[
          { id: 'leaveNot', label: '先留着', kind: 'line', onClick: () => setLeaving(false) },
          { id: 'leaveNow', label: '退出登录', onClick: () => void signOut() },
        ]}
      >
        下次要再用手机扫码登录。
      </Decision>
    </div>
  );
}

interface Props {
  here?: Place;
  member: Membership | undefined;
  memberships: readonly Membership[];
  children: ReactNode;
}

/** THE DESK'S FRAME: the side bar (a rail of icons under 1200 px), and the page beside it. */
export function Shell({ here, member, memberships, children }: Props) {
  const merchant = member?.merchantId;
  const waiting = useWaiting(merchant);
  const operates = useOperates();
  const somebody = useSession((session) => session.person !== null);
  // Whoever is only asked in has no doors yet.
  const inside = somebody && (member !== undefined || here !== undefined);
  return (
    <div className="desk">
      <nav className="desk-side" aria-label="商家后台">
        <Shop member={member} memberships={memberships} />
        <div className="desk-rooms">
          {inside &&
            sidesFor(member, operates).map(({ title, doors }) => (
              <div key={title ?? ''} className="desk-doors">
                {title !== undefined && <div className="desk-doors-title">{title}</div>}
                {doors.map((door) => {
                  const { place, page, icon, label, short } = door;
                  const count = countOf([door], waiting);
                  return (
                    <a
                      key={place}
                      id={`go-${place}`}
                      href={`#${pathOf(page, { merchant })}`}
                      className={`desk-door ${place === here ? 'desk-door-on' : ''}`}
                      aria-current={place === here ? 'page' : undefined}
                      onClick={(event) => follow(event, page, { merchant })}
                    >
                      <Icon name={icon} size={18} />
                      <span className="desk-door-label">{label}</span>
                      <span className="desk-door-short" aria-hidden="true">
                        {short}
                      </span>
                      {count !== undefined && <span className="desk-door-count num">{count}</span>}
                    </a>
                  );
                })}
              </div>
            ))}
        </div>
        <Me member={member} />
      </nav>
      <main className="desk-main">{children}</main>
    </div>
  );
}
