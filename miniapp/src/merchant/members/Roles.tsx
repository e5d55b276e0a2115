import { View } from '@tarojs/components';
import { Choice } from '../components/Choice';
import type { Membership } from '../hooks/useRoom';
import { deedsOf } from '../words/deed';
import { roleWord } from '../words/role';

type Role = Membership['role'];

const roles: readonly Role[] = ['shipper', 'operator', 'viewer', 'owner'];

/** The roles there are, each with what it may do. */
export function Roles({ chosen, onChoose }: { chosen: Role; onChoose: (role: Role) => void }) {
  return (
    <View className="choices" role="radiogroup" aria-label="角色">
      {roles.map((role) => (
        <Choice
          key={role}
          id={`as-${role}`}
          chosen={role === chosen}
          title={roleWord[role]}
          words={[role === 'owner' ? '店里的事都能做，包括定规则、管成员' : deedsOf(role).join('；')]}
          onChoose={() => onChoose(role)}
        />
      ))}
    </View>
  );
}
