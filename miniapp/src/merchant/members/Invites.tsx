import { View } from '@tarojs/components';
import type { Output } from '../../../../shared/contracts/contracts';
import { formatWhen } from '../../../../shared/time';
import { Btn } from '../../components/Btn';
import { serverNow } from '../../platform/clock';
import { Panel } from '../components/Panel';
import { roleWord } from '../words/role';

type Invite = Output<'member.invites'>['invites'][number];

/** Invites that nobody has used yet: each is a way in, until it is taken back or over. */
export function Invites({ invites, onRevoke }: { invites: readonly Invite[]; onRevoke: (id: string) => void }) {
  if (invites.length === 0) return null;
  return (
    <Panel id="invites" title="还没人用的邀请">
      {invites.map(({ id, role, by, expiresAt }) => (
        <View key={id} id={`invite-${id}`} className="member">
          <View className="grow">
            <View className="f14 medium">{roleWord[role]}</View>
            <View className="f12 c3">
              {by} 发的，{formatWhen(expiresAt, serverNow())} 前有效
            </View>
          </View>
          <Btn id={`revoke-${id}`} kind="line" size="s" onClick={() => onRevoke(id)}>
            收回
          </Btn>
        </View>
      ))}
    </Panel>
  );
}
