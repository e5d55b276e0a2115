import { Text, View } from '@tarojs/components';
import type { Output } from '../../../shared/contracts/contracts';
import { open } from '../platform/nav';
import { Btn } from './Btn';
import { Countdown } from './Countdown';
import { missingWords } from './groupWords';
import { SeatRow } from './Seats';
import './ProductGroups.scss';

type Group = NonNullable<Output<'product.get'>['groupBuy']>['groups'][number];

interface Props {
  title: string;
  groups: readonly Group[];
  /** Why the viewer can join none of them; the buttons say it. */
  barred: string | undefined;
  onEnd: () => void;
}

/** Groups of a product that can be joined. */
export function ProductGroups({ title, groups, barred, onEnd }: Props) {
  if (groups.length === 0) return null;
  return (
    <View className="card product-groups">
      <View className="row spread product-groups-head">
        <Text className="f16 bold">{title}</Text>
        <Text className="f13 c2">
          <Text className="num">{groups.length}</Text> 个
        </Text>
      </View>
      {groups.map((group) => (
        <View
          key={group.id}
          className="row g12 product-group"
          role="button"
          onClick={() => open('group', { id: group.id })}
        >
          <SeatRow members={group.members} missing={group.missing} />
          <View className="grow">
            <View className="f14 cut">{group.leaderName}的团</View>
            <View className="row wrap product-group-when f12 c2">
              <Text className="still">{missingWords(group)}</Text>
              <Countdown endsAt={group.expiresAt} onEnd={onEnd} />
            </View>
          </View>
          <Btn
            id={`join-${group.id}`}
            kind="tint"
            size="s"
            disabled={barred !== undefined}
            onClick={() => open('group', { id: group.id })}
          >
            {barred ?? '参团'}
          </Btn>
        </View>
      ))}
    </View>
  );
}
