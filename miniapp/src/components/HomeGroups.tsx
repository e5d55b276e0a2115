import { ScrollView, Text, View } from '@tarojs/components';
import type { Output } from '../../../shared/contracts/contracts';
import { open } from '../platform/nav';
import { Countdown } from './Countdown';
import { Cover } from './Cover';
import { missingWords } from './groupWords';
import { Price } from './Price';
import { SeatRow } from './Seats';
import { Tag } from './Tag';
import './HomeGroups.scss';

type Group = Output<'shop.home'>['groups'][number];

/** Its goods above, who sits and who is missing below. */
function HomeGroup({ group, onEnd }: { group: Group; onEnd: () => void }) {
  const { product, thisChat, audience } = group;
  return (
    <View id={`group-${group.id}`} className="home-open" role="button" onClick={() => open('group', { id: group.id })}>
      <View className="row g8">
        <Cover id={product.id} picture={product.cover} shape="t48" />
        <View className="grow">
          <View className="f14 medium cut">{product.title}</View>
          <View className="row g6 home-open-price">
            <Price fen={group.price} size="s" />
            {thisChat && <Tag tone="money">本群</Tag>}
            {audience === 'newcomers' && <Tag tone="group">只限新客</Tag>}
          </View>
        </View>
      </View>
      <View className="row g8 home-open-seats">
        <SeatRow members={group.members} missing={group.missing} size={24} />
        <View className="grow f12 c2 cut">
          <Text className="medium home-open-missing">{missingWords(group)}</Text>
        </View>
        <Countdown endsAt={group.expiresAt} onEnd={onEnd} className="f12" />
      </View>
    </View>
  );
}

/** Open groups of the whole shop, nearly full first; nothing where there is none. */
export function HomeGroups({ groups, onEnd }: { groups: readonly Group[]; onEnd: () => void }) {
  if (groups.length === 0) return null;
  return (
    <View id="openGroups">
      <View className="section">
        <Text className="section-title">能参加的团</Text>
        <Text className="section-more">
          <Text className="num">{groups.length}</Text> 个在等人
        </Text>
      </View>
      <ScrollView scrollX enhanced showScrollbar={false} className="home-opens">
        <View className={`home-opens-row ${groups.length === 1 ? 'home-opens-one' : ''}`}>
          {groups.map((group) => (
            <HomeGroup key={group.id} group={group} onEnd={onEnd} />
          ))}
        </View>
      </ScrollView>
    </View>
  );
}
