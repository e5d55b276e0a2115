import { Text, View } from '@tarojs/components';
import { useRouter } from '@tarojs/taro';
import { CHANNELS } from '../../../../shared/domain/visit';
import { formatWhen } from '../../../../shared/time';
import { Hosts } from '../../components/Hosts';
import { Screen } from '../../components/Screen';
import { Skeleton } from '../../components/Skeleton';
import { Empty, Failed } from '../../components/State';
import { useAsk } from '../../hooks/useAsk';
import { call } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { ChannelMark } from '../components/Channel';
import { Figures } from '../components/Figures';
import { SignInFirst } from '../components/SignInFirst';
import { useMine } from '../hooks/useMine';
import { sharedWords } from '../words';
import { type Node, rowsOf } from './branches';
import { Tree } from './Tree';
import './index.scss';

function Summary({ node }: { node: Node }) {
  const { target, title, channel, sharedAt, visits, orders, branch } = node;
  return (
    <View id="share" className="card">
      <View className="row spread g12">
        <Text className="f16 bold cut grow">{sharedWords(target.kind, title)}</Text>
        <ChannelMark channel={channel} />
      </View>
      <View className="f12 c3 m4">{formatWhen(sharedAt, serverNow())} 第一次有人打开</View>
      <View className="m16">
        <Figures
          figures={[
            { label: '访问', value: visits },
            { label: '订单', value: orders },
            { label: '整支访问', value: branch.visits },
            { label: '整支订单', value: branch.orders },
          ]}
        />
      </View>
    </View>
  );
}

/** What became of one share of mine: who passed it on, and who passed that on. */
export default function SharePage() {
  const { id = '' } = useRouter().params;
  const key = useMine(`share ${id}`);
  const { asked, again } = useAsk(key, () => call('promoter.tree', { share: id }));
  const tree = asked.status === 'ready' ? asked.value : undefined;
  const rows = tree === undefined ? [] : rowsOf(tree);
  return (
    <Screen title="分享的去向">
      {key === undefined && <SignInFirst title="登录后看分享" text="你的分享后来怎样，只有你看得到" />}
      {key !== undefined && asked.status === 'loading' && <Skeleton bones={['wallet', 'line', 'line']} />}
      {asked.status === 'failed' && <Failed problem={asked.problem} onRetry={again} />}
      {tree && <Summary node={tree.node} />}
      {tree && (
        <View className="section">
          <Text className="section-title">接着分享的人</Text>
          {rows.length > 1 && <Text className="section-more">圆越大，订单越多 · 看三层</Text>}
        </View>
      )}
      {rows.length === 1 && (
        <Empty icon="people" title="还没有人接着分享" text="打开的朋友再分享出去、有人打开，就接在这里" />
      )}
      {rows.length > 1 && (
        <>
          <Tree rows={rows} now={serverNow()} />
          <View className="row wrap tree-key m12">
            {CHANNELS.map((channel) => (
              <ChannelMark key={channel} channel={channel} />
            ))}
          </View>
          <View className="f12 c3 m8 tree-key">名字只显示一部分。一层一层只用来看分享怎么传开，佣金只看推荐人。</View>
        </>
      )}
      <Hosts />
    </Screen>
  );
}
