import { View } from '@tarojs/components';
import { useRef, useState } from 'react';
import type { Output } from '../../../../shared/contracts/contracts';
import { formatWhen } from '../../../../shared/time';
import { call, mayRetry, newRequestId } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { copy, toast } from '../../platform/notice';
import { isH5 } from '../../platform/target';
import { Decision } from '../components/Decision';
import { InviteLink } from '../components/InviteLink';
import type { Membership } from '../hooks/useRoom';
import { roleWord } from '../words/role';
import { Roles } from './Roles';

export type Made = Output<'member.invite'>;

interface Props {
  member: Membership;
  open: boolean;
  /** The invite whose link is shown: the page shares it as a card too. */
  made: Made | undefined;
  onMade: (made: Made) => void;
  onClose: () => void;
}

/** Chooses a role, then shows the link: once, since nobody keeps its code. */
export function Invite({ member, open, made, onMade, onClose }: Props) {
  const [role, setRole] = useState<Membership['role']>('shipper');
  const [busy, setBusy] = useState(false);
  const [address, setAddress] = useState<string>();
  const requestId = useRef<string>();

  async function make(): Promise<void> {
    requestId.current ??= newRequestId();
    setBusy(true);
    const wish = { merchantId: member.merchantId, requestId: requestId.current, role };
    const answer = await call('member.invite', wish);
    setBusy(false);
    if (answer.ok || !mayRetry(answer.refusal)) requestId.current = undefined;
    setAddress(undefined);
    if (answer.ok) onMade(answer.value);
    else toast(answer.refusal.message);
  }

  const choose = (next: Membership['role']) => {
    // Another role is another request.
    requestId.current = undefined;
    setRole(next);
  };

  if (made === undefined) {
    return (
      <Decision
        open={open}
        title="邀请成员"
        onClose={onClose}
        acts={[
          { id: 'inviteNot', label: '先不邀请', kind: 'line', onClick: onClose },
          { id: 'inviteYes', label: '生成邀请', busy, onClick: () => void make() },
        ]}
      >
        <View className="f13 c2 m8">TA 用邀请加入后，马上就能做这些事：</View>
        <Roles chosen={role} onChoose={choose} />
      </Decision>
    );
  }
  return (
    <Decision
      open={open}
      title={`邀请 1 人（${roleWord[made.role]}）`}
      onClose={onClose}
      acts={[
        { id: 'inviteDone', label: '完成', kind: 'line', onClick: onClose },
        isH5
          ? {
              id: 'copyInvite',
              label: '复制链接',
              disabled: address === undefined,
              onClick: () => void copy(address ?? '').then(() => toast('链接已复制，只发给要加入的人')),
            }
          : // It stays open: the page makes the card of what is shown.
            { id: 'shareInvite', label: '发给 TA', openType: 'share', onClick: () => {} },
      ]}
    >
      <View className="member-made">
        {isH5 && (
          <InviteLink
            key={made.id}
            code={made.code}
            ofWechat={() => call('member.link', { merchantId: member.merchantId, inviteId: made.id, code: made.code })}
            onKnown={setAddress}
          />
        )}
        <View className="f13 c2 m8">
          只能 1 个人用，{formatWhen(made.expiresAt, serverNow())} 前有效。谁拿到它谁就能加入，关掉后不再显示。
        </View>
      </View>
    </Decision>
  );
}
