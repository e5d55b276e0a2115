import { Text, View } from '@tarojs/components';
import type { Output } from '../../../../shared/contracts/contracts';
import { Avatar } from '../../components/Avatar';
import { Btn } from '../../components/Btn';
import { Tag } from '../../components/Tag';
import { Panel } from '../components/Panel';
import { roleWord } from '../words/role';

export type Member = Output<'member.list'>['members'][number];

interface Props {
  members: readonly Member[];
  onRole: (member: Member) => void;
  onRemove: (member: Member) => void;
}

/** Who works for the shop, and as what. */
export function Staff({ members, onRole, onRemove }: Props) {
  return (
    <Panel id="staff" title="成员" sub={`${members.length} 人`}>
      {members.map((member) => (
        <View key={member.userId} id={`member-${member.userId}`} className="member">
          <Avatar avatar={member.avatar} name={member.name} size={40} />
          <View className="grow">
            <View className="f14 medium cut">
              {member.name}
              {member.self && <Text className="c3"> 你</Text>}
            </View>
            <Tag tone={member.role === 'owner' ? 'group' : 'plain'}>{roleWord[member.role]}</Tag>
          </View>
          <View className="member-acts">
            <Btn id={`role-${member.userId}`} kind="line" size="s" onClick={() => onRole(member)}>
              改角色
            </Btn>
            <Btn id={`remove-${member.userId}`} kind="line" size="s" onClick={() => onRemove(member)}>
              {member.self ? '退出' : '移出'}
            </Btn>
          </View>
        </View>
      ))}
    </Panel>
  );
}
