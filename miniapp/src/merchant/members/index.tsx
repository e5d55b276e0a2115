import { View } from '@tarojs/components';
import { useDidShow, usePullDownRefresh, useShareAppMessage } from '@tarojs/taro';
import { useRef, useState } from 'react';
import { ok } from '../../../../shared/result';
import { Btn } from '../../components/Btn';
import { Hosts } from '../../components/Hosts';
import { Icon } from '../../components/Icon';
import { Skeleton } from '../../components/Skeleton';
import { Empty, Failed } from '../../components/State';
import { useAsk } from '../../hooks/useAsk';
import { call } from '../../platform/api';
import { pathOf } from '../../platform/nav';
import { endPullDown, toast } from '../../platform/notice';
import { Decision } from '../components/Decision';
import { Frame } from '../components/Frame';
import { Room } from '../components/Room';
import { useAddress } from '../hooks/useAddress';
import type { Membership } from '../hooks/useRoom';
import { useWide } from '../hooks/useWide';
import { roleWord } from '../words/role';
import { Invite, type Made } from './Invite';
import { Invites } from './Invites';
import { Roles } from './Roles';
import { type Member, Staff } from './Staff';
import './index.scss';

interface Props {
  member: Membership;
  memberships: readonly Membership[];
  made: Made | undefined;
  onMade: (made: Made | undefined) => void;
}

function Members({ member, memberships, made, onMade }: Props) {
  const { merchantId, role } = member;
  const owner = role === 'owner';
  const { asked, again } = useAsk(owner ? merchantId : undefined, async () => {
    const [members, invites] = await Promise.all([
      call('member.list', { merchantId }),
      call('member.invites', { merchantId }),
    ]);
    if (!members.ok) return members;
    return invites.ok ? ok({ ...members.value, ...invites.value }) : invites;
  });
  const wide = useWide();
  const [inviting, setInviting] = useState(false);
  const [changing, setChanging] = useState<{ of: Member; to: Membership['role'] }>();
  const [removing, setRemoving] = useState<Member>();
  const [busy, setBusy] = useState(false);
  const shown = useRef(false);
  useDidShow(() => {
    if (shown.current && owner) void again();
    shown.current = true;
  });
  usePullDownRefresh(() => void again().finally(endPullDown));

  /** Says what came of it; what is shown is asked anew in any case. */
  async function settle(answer: ReturnType<typeof call>, done: string): Promise<void> {
    setBusy(true);
    const told = await answer;
    setBusy(false);
    setChanging(undefined);
    setRemoving(undefined);
    toast(told.ok ? done : told.refusal.message);
    await again();
  }

  const close = () => {
    setInviting(false);
    onMade(undefined);
    void again();
  };
  const remove = ({ userId, name }: Member) =>
    settle(call('member.remove', { merchantId, userId }), `${name} 已不是成员`);
  const change = ({ of: { userId, role: seenRole }, to }: { of: Member; to: Membership['role'] }) =>
    settle(call('member.setRole', { merchantId, userId, role: to, seenRole }), `已改为${roleWord[to]}`);

  const invite = owner && (
    <Btn id="invite" size={wide ? 'l' : 'm'} onClick={() => setInviting(true)}>
      <Icon name="plus" size={16} />
      邀请成员
    </Btn>
  );
  return (
    <Frame title="成员" here="members" member={member} memberships={memberships} part acts={wide && invite}>
      {!owner && <Empty icon="people" title="成员由店主来管" text="要加人、换角色，请找店主" />}
      {owner && asked.status === 'loading' && <Skeleton bones={['line', 'line']} />}
      {owner && asked.status === 'failed' && <Failed problem={asked.problem} onRetry={() => void again()} />}
      {owner && asked.status === 'ready' && (
        <>
          <Staff
            members={asked.value.members}
            onRole={(of) => setChanging({ of, to: of.role })}
            onRemove={setRemoving}
          />
          {!wide && <View className="member-invite">{invite}</View>}
          <Invites
            invites={asked.value.invites}
            onRevoke={(inviteId) => void settle(call('member.revoke', { merchantId, inviteId }), '邀请已收回')}
          />
        </>
      )}
      <Invite member={member} open={inviting} made={made} onMade={onMade} onClose={close} />
      <Decision
        open={changing !== undefined}
        title={`${changing?.of.name ?? ''} 做什么`}
        onClose={() => setChanging(undefined)}
        acts={[
          { id: 'roleNot', label: '不改', kind: 'line', onClick: () => setChanging(undefined) },
          {
            id: 'roleYes',
            label: '改角色',
            busy,
            disabled: changing?.of.role === changing?.to,
            onClick: () => changing && void change(changing),
          },
        ]}
      >
        {changing && <Roles chosen={changing.to} onChoose={(to) => setChanging({ ...changing, to })} />}
      </Decision>
      <Decision
        open={removing !== undefined}
        title={removing?.self ? '退出这家店' : `移出 ${removing?.name ?? ''}`}
        onClose={() => setRemoving(undefined)}
        acts={[
          { id: 'removeNot', label: '先留着', kind: 'line', onClick: () => setRemoving(undefined) },
          {
            id: 'removeYes',
            label: removing?.self ? '退出' : '移出',
            busy,
            onClick: () => removing && void remove(removing),
          },
        ]}
      >
        <View>
          {removing?.self
            ? '你马上不能再进这家店的后台，要回来得请别的店主邀请你。你在店里买的东西不受影响。'
            : 'TA 马上不能再进店里的后台，正开着的页面也一样。要再加入，得重新邀请。TA 买过的东西不受影响。'}
        </View>
      </Decision>
      <Hosts />
    </Frame>
  );
}

/** WHO WORKS FOR THE SHOP: roles, invites by link, and the way out. */
export default function MembersPage() {
  const [address] = useAddress('merchant/members', ['merchant']);
  const [made, setMade] = useState<Made>();
  const shop = useRef('');
  useShareAppMessage(() =>
    made === undefined
      ? { title: shop.current, path: pathOf('home', {}) }
      : {
          title: `${shop.current}邀请你加入（${roleWord[made.role]}）`,
          path: pathOf('merchant/invitation', { code: made.code }),
        },
  );
  return (
    <Room title="成员" here="members" merchantId={address.merchant}>
      {(member, memberships) => {
        shop.current = member.name;
        return <Members member={member} memberships={memberships} made={made} onMade={setMade} />;
      }}
    </Room>
  );
}
