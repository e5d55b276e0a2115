import { View } from '@tarojs/components';
import { useRef, useState } from 'react';
import type { Output } from '../../../../shared/contracts/contracts';
import { ok } from '../../../../shared/result';
import { formatWhen } from '../../../../shared/time';
import { Skeleton } from '../../components/Skeleton';
import { Failed } from '../../components/State';
import { useAsk } from '../../hooks/useAsk';
import { call, mayRetry, newRequestId } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { pathOf } from '../../platform/nav';
import { copy, toast } from '../../platform/notice';
import { canBuy, isH5 } from '../../platform/target';
import { Decision } from '../components/Decision';
import type { Membership } from '../hooks/useRoom';
import { roleWord } from '../words/role';
import { Roles } from './Roles';

export type Made = Output<'member.invite'>;

/** At a desk a phone scans it; a mini-program cannot draw it, and has its card. */
const Code =
  process.env.TARO_ENV === 'h5' ? (require('../signIn/Code') as typeof import('../signIn/Code')).Code : undefined;

interface Props {
  member: Membership;
  open: boolean;
  /** The invite whose link is shown: the page shares it as a card too. */
  made: Made | undefined;
  onMade: (made: Made) => void;
  onClose: () => void;
}

const addressOf = (code: string): string => `${window.location.origin}/#${pathOf('merchant/invitation', { code })}`;

interface LinkProps {
  merchantId: string;
  made: Made;
  onKnown: (address: string) => void;
}

/** The link as text and picture. As published it opens the mini-program: nobody new can sign in on the web. */
function Link({ merchantId, made, onKnown }: LinkProps) {
  const { id: inviteId, code } = made;
  const { asked, again } = useAsk(inviteId, async () => {
    const answer = canBuy ? ok({ url: addressOf(code) }) : await call('member.link', { merchantId, inviteId, code });
    if (answer.ok) onKnown(answer.value.url);
    return answer;
  });
  if (asked.status === 'failed') return <Failed problem={asked.problem} onRetry={() => void again()} />;
  if (asked.status === 'loading') return <Skeleton bones={['line']} />;
  const { url } = asked.value;
  return (
    <>
      {Code && <Code text={url} className="member-code" label="邀请码" />}
      <View id="inviteLink" className="member-link">
        {url}
      </View>
    </>
  );
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
      title={`邀请 1 位${roleWord[made.role]}`}
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
        {isH5 && <Link key={made.id} merchantId={member.merchantId} made={made} onKnown={setAddress} />}
        <View className="f13 c2 m8">
          只能 1 个人用，{formatWhen(made.expiresAt, serverNow())} 前有效。谁拿到它谁就能加入，关掉后不再显示。
        </View>
      </View>
    </Decision>
  );
}
