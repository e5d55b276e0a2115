import { Text, View } from '@tarojs/components';
import type { ReactNode } from 'react';
import { formatWhen, type Ms } from '../../../../shared/time';
import { sizeWord } from '../../components/groupWords';
import { Icon } from '../../components/Icon';
import type { OrderDetail } from '../../hooks/useOrderActs';
import { open } from '../../platform/nav';
import { copy, toast } from '../../platform/notice';

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <View className="row row-top spread g12 f12 c3 order-fact">
      <Text className="still">{label}</Text>
      <View className="tr order-fact-value">{children}</View>
    </View>
  );
}

/** What somebody asks for who is asked about the order. */
export function Facts({ order, now }: { order: OrderDetail; now: Ms }) {
  const { id, group, bargain, createdAt, paidAt, merchant, remark } = order;
  return (
    <View className="card order-facts">
      {group && (
        <View
          id="seeGroup"
          className="row spread g12 f13 order-fact"
          role="button"
          onClick={() => open('group', { id: group.id })}
        >
          <Text className="grow">{sizeWord(group)}</Text>
          <Text className="link">看这个团</Text>
          <Icon name="right" size={16} className="c3" />
        </View>
      )}
      {bargain && (
        <View
          id="seeBargain"
          className="row spread g12 f13 order-fact"
          role="button"
          onClick={() => open('bargain/bargain', { id: bargain.id })}
        >
          <Text className="grow">砍价</Text>
          <Text className="link">看这次砍价</Text>
          <Icon name="right" size={16} className="c3" />
        </View>
      )}
      {remark !== undefined && remark !== '' && <Fact label="留言">{remark}</Fact>}
      <View className="row row-top g8 f12 c3 order-fact">
        <Text className="still">订单编号</Text>
        <Text className="num grow tr order-number" userSelect>
          {id}
        </Text>
        <View
          id="copyOrder"
          className="link order-copy order-copy-number"
          role="button"
          onClick={() => void copy(id).then(() => toast('订单编号已复制'))}
        >
          复制
        </View>
      </View>
      <Fact label="下单时间">{formatWhen(createdAt, now)}</Fact>
      {paidAt !== undefined && <Fact label="付款时间">{formatWhen(paidAt, now)}</Fact>}
      <Fact label="商家">{merchant.name}</Fact>
    </View>
  );
}
