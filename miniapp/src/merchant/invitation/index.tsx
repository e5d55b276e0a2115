import { Image, View } from '@tarojs/components';
import { type ReactNode, useState } from 'react';
import type { Output } from '../../../../shared/contracts/contracts';
import { formatWhen } from '../../../../shared/time';
import { Btn } from '../../components/Btn';
import { Hosts } from '../../components/Hosts';
import { Skeleton } from '../../components/Skeleton';
import { Empty, Failed } from '../../components/State';
import { useAsk } from '../../hooks/useAsk';
import { personIsHere, signInLabel } from '../../hooks/usePerson';
import { call } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { openTab } from '../../platform/nav';
import { toast } from '../../platform/notice';
import { useSession } from '../../platform/session';
import { isH5, pictureUrl } from '../../platform/target';
import { Frame } from '../components/Frame';
import { useAddress } from '../hooks/useAddress';
import { chooseMerchant } from '../hooks/useRoom';
import { useWide } from '../hooks/useWide';
import { deedsOf } from '../words/deed';
import { roleWord } from '../words/role';
import './index.scss';

type Invitation = Output<'member.invitation'>;

/** Why an invite brings nobody, or not this person. */
const endings: Readonly<Record<NonNullable<Invitation['hindrance']>, { title: string; text: string }>> = {
  inviteOwn: { title: '这是你发的邀请', text: '转给要加入的人，TA 打开就能加入' },
  alreadyMember: { title: '你已经是成员了', text: '要换角色，请找店主' },
  inviteUsed: { title: '这份邀请用过了', text: '一份邀请只能 1 个人用，请店主再发一份' },
  inviteExpired: { title: '这份邀请过期了', text: '邀请 7 天有效，请店主再发一份' },
  inviteRevoked: { title: '这份邀请收回了', text: '还要加入的话，请店主再发一份' },
};

/** Who invites to what, before anything is tapped. */
function Card({ invitation, children }: { invitation: Invitation; children: ReactNode }) {
  const { merchant, by, role, expiresAt } = invitation;
  return (
    <View className="card invitation">
      <Image src={pictureUrl(merchant.logo)} mode="aspectFill" className="invitation-logo" aria-hidden="true" />
      <View className="f18 bold m8">
        {by.name} 邀请你加入{merchant.name}
      </View>
      <View className="f14 c2 m4">
        角色是{roleWord[role]} · {formatWhen(expiresAt, serverNow())} 前有效
      </View>
      <View className="invitation-deeds">
        <View className="f12 c3">加入后你可以</View>
        {deedsOf(role).map((words) => (
          <View key={words} className="invitation-deed">
            {words}
          </View>
        ))}
      </View>
      {children}
    </View>
  );
}

/** An invite as whoever was sent it sees it: who, where, as what; then yes. */
export default function InvitationPage() {
  const [{ code = '' }] = useAddress('merchant/invitation', ['code']);
  const person = useSession((session) => session.person);
  const nobody = isH5 && person === null;
  const { asked, again } = useAsk(`${code} ${person?.name ?? ''}`, () => call('member.invitation', { code }));
  const [busy, setBusy] = useState(false);
  const wide = useWide();

  async function accept(): Promise<void> {
    setBusy(true);
    const answer = await call('member.accept', { code });
    setBusy(false);
    if (!answer.ok) toast(answer.refusal.message);
    await again();
  }

  const found = asked.status === 'ready' ? asked.value : undefined;
  const open = found && !found.joined && found.hindrance === undefined;
  const enter = (label: string) => ({
    id: 'enter',
    label,
    onClick: () => (found ? chooseMerchant(found.merchant.id) : undefined),
  });
  const yes = open && (
    <Btn
      id={nobody ? 'toSignIn' : 'accept'}
      block={wide}
      busy={busy}
      onClick={() => void (nobody ? personIsHere() : accept())}
    >
      {nobody ? signInLabel : '加入店铺'}
    </Btn>
  );
  return (
    <Frame title="加入店铺" acts={!wide && yes}>
      {asked.status === 'loading' && <Skeleton bones={['line', 'line']} />}
      {asked.status === 'failed' &&
        (asked.problem.kind === 'refused' && asked.problem.status < 500 ? (
          <Empty
            icon="stop"
            title="没有这份邀请"
            text="链接可能没有复制全，请店主再发一次"
            action={{ id: 'goHome', label: '去首页', onClick: () => openTab('home') }}
          />
        ) : (
          <Failed problem={asked.problem} onRetry={() => void again()} />
        ))}
      {open && <Card invitation={found}>{wide && <View className="m16">{yes}</View>}</Card>}
      {found?.joined && (
        <Empty
          icon="people"
          title={`你加入${found.merchant.name}了`}
          text={`角色是${roleWord[found.role]}，在 我的 › 商家后台 里随时能进来`}
          action={enter('去商家后台')}
        />
      )}
      {found?.hindrance && (
        <Empty
          icon="stop"
          {...endings[found.hindrance]}
          action={
            found.hindrance === 'alreadyMember' || found.hindrance === 'inviteOwn'
              ? enter('去商家后台')
              : { id: 'goHome', label: '去首页', onClick: () => openTab('home') }
          }
        />
      )}
      <Hosts />
    </Frame>
  );
}
