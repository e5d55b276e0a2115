import { Text, View } from '@tarojs/components';
import { Avatar } from '../../components/Avatar';
import { channelWord } from '../../components/channelWords';
import { open } from '../../platform/nav';
import { FigureTable } from '../components/FigureTable';
import { Panel } from '../components/Panel';
import type { Column } from '../components/Table';
import { type Board, inCount } from '../words/fission';
import { inYuan } from '../words/payment';
import type { Address } from './board';

type One = Board['top'][number];

const columns: readonly Column<One>[] = [
  {
    key: 'who',
    head: '谁的分享',
    most: 200,
    cell: ({ node: { sharer, title, channel } }) => (
      <View className="row g8">
        <Avatar avatar={sharer.avatar} name={sharer.name} size={24} />
        <View className="grow top-who">
          <View className="cut">{sharer.name}</View>
          <View className="f12 c3 cut">
            {channelWord[channel]} · {title}
          </View>
        </View>
      </View>
    ),
  },
  { key: 'visits', head: '打开', figures: true, roomy: true, cell: ({ measures }) => inCount(measures.visits) },
  { key: 'orders', head: '单', figures: true, cell: ({ measures }) => inCount(measures.orders) },
  { key: 'sales', head: '成交 元', figures: true, cell: ({ measures }) => <Text>{inYuan(measures.sales)}</Text> },
];

/** The shares that brought the most orders; each leads to its branch of the tree. */
export function Top({ top, merchantId, address }: { top: Board['top']; merchantId: string; address: Address }) {
  if (top.length === 0) return null;
  return (
    <Panel id="top" title="带来成交最多的分享">
      <FigureTable
        label="带来成交最多的分享"
        columns={columns}
        rows={top}
        keyOf={({ node }) => node.share}
        onOpen={({ node }) =>
          open('merchant/tree', { merchant: merchantId, campaign: address.campaign, share: node.share })
        }
      />
    </Panel>
  );
}
