import { Text, View } from '@tarojs/components';
import { Icon } from '../../components/Icon';
import { askForReminders, templatesFor, useReminders } from '../../platform/reminders';
import type { Group } from './viewer';

interface Props {
  group: Group;
  onLeave: () => void;
}

/** What somebody who sits in an open group may do besides inviting: be reminded, and leave. */
export function QuietActs({ group, onLeave }: Props) {
  const reminders = useReminders();
  const { myOrderId = '' } = group;
  const reminded = reminders.accepted.includes(myOrderId);
  return (
    <View className="row row-middle group-quiet">
      {templatesFor('group', reminders).length > 0 && (
        <View
          id="remind"
          className={`row g4 group-quiet-act ${reminded ? 'c3' : 'c2'}`}
          role="button"
          onClick={reminded ? undefined : () => void askForReminders(myOrderId, 'group')}
        >
          <Icon name="bell" size={16} />
          <Text>{reminded ? '已订阅提醒' : '到点提醒我'}</Text>
        </View>
      )}
      {group.mayLeave && !group.endedEarly && (
        <View id="leave" className="group-quiet-act c2" role="button" onClick={onLeave}>
          退团
        </View>
      )}
    </View>
  );
}
