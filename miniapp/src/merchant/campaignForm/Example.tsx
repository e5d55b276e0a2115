import { Text, View } from '@tarojs/components';
import { formatWhen } from '../../../../shared/time';
import { Cover } from '../../components/Cover';
import { Tag } from '../../components/Tag';
import { serverNow } from '../../platform/clock';
import { Panel } from '../components/Panel';
import { kindWord } from '../words/campaign';
import { BargainExample } from './BargainExample';
import type { Goods, Plan } from './draft';
import { GroupBuyExample } from './GroupBuyExample';

interface Props {
  goods: Goods;
  /** Undefined while it does not stand. */
  plan: Plan | undefined;
}

/** What a campaign comes to, as its buyers meet it, and for the shop. */
export function Example({ goods, plan }: Props) {
  if (plan === undefined) {
    return (
      <Panel id="example" title="买家看到的">
        <View className="f13 c2">填好的规则能成立，这里才算得出来</View>
      </Panel>
    );
  }
  const { label, tone } = kindWord[plan.kind];
  return (
    <>
      <Panel id="card" title="列表里的卡片">
        <View className="row g12">
          <Cover id={goods.id} picture={goods.cover} shape="t72" />
          <View className="grow">
            <View className="f14 bold two">
              <Tag tone={tone}>{label}</Tag> {plan.title}
            </View>
            <View className="f12 c3 cut">{goods.title}</View>
            <Text className="f12 c3">{formatWhen(plan.endsAt, serverNow())} 截止</Text>
          </View>
        </View>
      </Panel>
      {plan.kind === 'bargain' ? (
        <BargainExample goods={goods} terms={plan.terms} />
      ) : (
        <GroupBuyExample goods={goods} terms={plan.terms} />
      )}
    </>
  );
}
