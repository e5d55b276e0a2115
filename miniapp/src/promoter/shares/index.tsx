import { Text, View } from '@tarojs/components';
import type { Output } from '../../../../shared/contracts/contracts';
import { ok } from '../../../../shared/result';
import { formatWhen, type Ms } from '../../../../shared/time';
import { asButton } from '../../components/Btn';
import { Hosts } from '../../components/Hosts';
import { Screen } from '../../components/Screen';
import { Skeleton } from '../../components/Skeleton';
import { Empty, Failed } from '../../components/State';
import { usePages } from '../../hooks/usePages';
import { call } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { open, openTab } from '../../platform/nav';
import { shopId } from '../../platform/target';
import { ChannelMark } from '../components/Channel';
import { Figures } from '../components/Figures';
import { SignInFirst } from '../components/SignInFirst';
import { useMine } from '../hooks/useMine';
import { sharedWords } from '../words';
import './index.scss';

type Sent = Output<'promoter.shares'>['shares'][number];

function Card({ sent, now }: { sent: Sent; now: Ms }) {
  const { share, target, title, channel, sharedAt, visits, binds, orders, children } = sent;
  return (
    <View
      id={`share-${share}`}
      className="card sent"
      {...asButton}
      onClick={() => open('promoter/share', { id: share })}
    >
      <View className="row spread g12">
        <Text className="f14 bold cut grow">{sharedWords(target.kind, title)}</Text>
        <ChannelMark channel={channel} />
      </View>
      <View className="f12 c3 m4">{formatWhen(sharedAt, now)} 第一次有人打开</View>
      <View className="m12">
        <Figures
          figures={[
            { label: '访问', value: visits },
            { label: '锁客', value: binds },
            { label: '订单', value: orders },
            { label: '又分享', value: children },
          ]}
        />
      </View>
    </View>
  );
}

/** My shares that somebody has opened, newest first; a tap shows what became of one. */
export default function SharesPage() {
  const key = useMine('shares');
  const { asked, items, again } = usePages(key, async (cursor) => {
    const answer = await call('promoter.shares', { merchantId: shopId, cursor });
    return answer.ok ? ok({ items: answer.value.shares, nextCursor: answer.value.nextCursor }) : answer;
  });
  const now = serverNow();
  return (
    <Screen title="我的分享">
      {key === undefined ? (
        <SignInFirst title="登录后看分享" text="每个分享带来了谁、后来怎样，都在这里" />
      ) : (
        <>
          {asked.status === 'loading' && <Skeleton bones={['line', 'line', 'line']} />}
          {asked.status === 'failed' && <Failed problem={asked.problem} onRetry={again} />}
          {asked.status === 'ready' && items.length === 0 && (
            <Empty
              icon="people"
              title="还没有人打开你的分享"
              text="微信不会告诉我们谁转发了；朋友打开以后，这里就有了"
              action={{ id: 'goHome', label: '去挑一件分享', onClick: () => openTab('home') }}
            />
          )}
          {items.map((sent) => (
            <Card key={sent.share} sent={sent} now={now} />
          ))}
        </>
      )}
      <Hosts />
    </Screen>
  );
}
