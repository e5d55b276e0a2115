import { View } from '@tarojs/components';
import { formatWhen } from '../../../../shared/time';
import { Avatar } from '../../components/Avatar';
import { channelWord } from '../../components/channelWords';
import { serverNow } from '../../platform/clock';
import { Figures } from '../components/Figures';
import { Panel } from '../components/Panel';
import { inCount, type TreeNode } from '../words/fission';
import { inYuan } from '../words/payment';

/** The share whose branch is on screen, with what came of it alone and of all below it. */
export function Branch({ node }: { node: TreeNode }) {
  const { sharer, channel, title, sharedAt, visits, orders, sales, branch } = node;
  const own = (value: string) => `自己 ${value}`;
  return (
    <Panel id="branch">
      <View className="row g12">
        <Avatar avatar={sharer.avatar} name={sharer.name} size={40} />
        <View className="grow branch-who">
          <View className="f16 bold cut">{sharer.name}</View>
          <View className="f12 c3 cut">
            {channelWord[channel]} · {title} · {formatWhen(sharedAt, serverNow())}
          </View>
        </View>
      </View>
      <View className="m12">
        <Figures
          figures={[
            {
              label: '这一支的分享',
              value: inCount(branch.shares),
              note: branch.depth > 0 ? `往下 ${branch.depth} 层` : '没有下一层',
            },
            { label: '打开', value: inCount(branch.visits), note: own(inCount(visits)) },
            { label: '单', value: inCount(branch.orders), note: own(inCount(orders)) },
            { label: '成交 元', value: inYuan(branch.sales), note: own(inYuan(sales)) },
          ]}
        />
      </View>
    </Panel>
  );
}
