import { View } from '@tarojs/components';
import { Countdown } from '../../components/Countdown';
import { open } from '../../platform/nav';
import { FigureTable } from '../components/FigureTable';
import { Panel } from '../components/Panel';
import type { Column } from '../components/Table';
import { seatsWords } from '../words/groupBuy';
import type { ExpiringGroup, TodayBoard } from '../words/today';

interface Props extends Pick<TodayBoard, 'groups' | 'waiting'> {
  merchantId: string;
  /** One of them is over. */
  onEnd: () => void;
}

/** The groups that fail within two hours if nobody comes, those first that end first. */
export function Expiring({ groups, waiting: { expiring }, merchantId, onEnd }: Props) {
  const columns: readonly Column<ExpiringGroup>[] = [
    {
      key: 'group',
      head: '团',
      cell: (group) => (
        <View className="today-group">
          <View className="cut">{group.leaderName === '' ? '没有人的团' : `${group.leaderName}的团`}</View>
          <View className="f12 c3 cut">
            {seatsWords(group)} · {group.title}
          </View>
        </View>
      ),
    },
    {
      key: 'left',
      head: '截止',
      figures: true,
      cell: ({ expiresAt }) => expiresAt !== undefined && <Countdown endsAt={expiresAt} onEnd={onEnd} />,
    },
  ];
  const more = expiring - groups.length;
  return (
    <Panel id="expiring" title="快到期的团" sub={expiring === 0 ? undefined : `共 ${expiring} 个`}>
      {groups.length === 0 ? (
        <View className="f13 c2">两小时内没有缺人的团到期</View>
      ) : (
        <View className="today-groups">
          <FigureTable
            label="快到期的团"
            columns={columns}
            rows={groups}
            keyOf={({ id }) => id}
            onOpen={({ id }) => open('merchant/group', { merchant: merchantId, id })}
          />
        </View>
      )}
      {more > 0 && <View className="room-note m8">还有 {more} 个晚一点到期</View>}
      {expiring > 0 && <View className="room-note m8">到期没满员，钱会原路退回</View>}
    </Panel>
  );
}
