import { Text, View } from '@tarojs/components';
import { Icon } from '../../components/Icon';
import { askForReminders, templatesFor, useReminders } from '../../platform/reminders';
import type { Bargain } from '../words';

/** What its owner may do besides sharing and buying: be reminded, and give it up. */
export function QuietActs({ bargain, onCancel }: { bargain: Bargain; onCancel: () => void }) {
  const reminders = useReminders();
  const { id, campaignId } = bargain;
  // Whoever has started it in this campaign was asked at that tap.
  const reminded = [id, campaignId].some((about) => reminders.accepted.includes(about));
  return (
    <View className="row row-middle bargain-quiet">
      {templatesFor('bargain', reminders).length > 0 && (
        <View
          id="remind"
          className={`row g4 bargain-quiet-act ${reminded ? 'c3' : 'c2'}`}
          role="button"
          onClick={reminded ? undefined : () => void askForReminders(id, 'bargain')}
        >
          <Icon name="bell" size={16} />
          <Text>{reminded ? '已订阅提醒' : '砍到底、快到点提醒我'}</Text>
        </View>
      )}
      <View id="cancel" className="bargain-quiet-act c2" role="button" onClick={onCancel}>
        不砍了
      </View>
    </View>
  );
}
