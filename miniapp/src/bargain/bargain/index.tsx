import { Text, View } from '@tarojs/components';
import { useRouter, useShareAppMessage, useShareTimeline } from '@tarojs/taro';
import { useEffect, useState } from 'react';
import { formatFen } from '../../../../shared/money';
import { Hosts } from '../../components/Hosts';
import { Icon } from '../../components/Icon';
import { Screen } from '../../components/Screen';
import { ShareSheet } from '../../components/ShareSheet';
import { SinglePageNote } from '../../components/SinglePageNote';
import { Skeleton } from '../../components/Skeleton';
import { Failed } from '../../components/State';
import { Terms } from '../../components/Terms';
import { useAsk } from '../../hooks/useAsk';
import { useViewer } from '../../hooks/usePerson';
import { usePolling } from '../../hooks/usePolling';
import { useShares } from '../../hooks/useShares';
import { useVisible } from '../../hooks/useVisible';
import { call } from '../../platform/api';
import { arrivedInSinglePage } from '../../platform/launch';
import { prepareReminders } from '../../platform/reminders';
import { messageCard, momentsCard, type Shareable } from '../../platform/share';
import { Gone, isGone } from '../components/Gone';
import { type Bargain, bargainTitle, buyTerm, payTerm, ruleLines } from '../words';
import { BargainBar } from './BargainBar';
import { CutList } from './CutList';
import { GoodsTicket } from './GoodsTicket';
import { Head } from './Head';
import { QuietActs } from './QuietActs';
import { Rules } from './Rules';
import { Seal } from './Seal';
import { useCancel } from './useCancel';
import { useCheaperAlone } from './useCheaperAlone';
import { useHelp } from './useHelp';
import { hasDeadline, isRunning, roleOf } from './viewer';
import '../styles/icons.generated.scss';
import './index.scss';

const POLL = 2500;

/** What the viewer's own cut came to. */
function Helped({ bargain }: { bargain: Bargain }) {
  const place = bargain.helps.findIndex(({ mine }) => mine);
  const cut = bargain.helps[place]?.cut ?? 0;
  return (
    <View id="helped" className="card row g12 bargain-helped" aria-live="polite">
      <View className="bargain-tick">
        <Icon name="check" size={16} />
      </View>
      <View className="grow">
        <View className="f16 bold">
          你砍了 <Text className="num">{formatFen(cut)}</Text>
        </View>
        <View className="f13">第 {place + 1} 刀，已经减进 TA 的价里，谢谢你</View>
      </View>
    </View>
  );
}

export default function BargainPage() {
  const { params } = useRouter();
  const { id, opened, lost, problem, again: openAgain, tokens, coming } = useShares('bargain', params);
  const viewer = useViewer();
  const key = id === undefined ? undefined : `${id} ${viewer}`;
  const { asked, again, put } = useAsk(key, () => call('bargain.get', { bargainId: id ?? '' }));
  const bargain = asked.status === 'ready' ? asked.value : undefined;
  const visible = useVisible();
  const { busy, said, help } = useHelp(id, bargain, { put, again });
  const alone = useCheaperAlone(bargain);
  const cancel = useCancel({ put, again });
  usePolling(again, POLL, visible && !busy && bargain !== undefined && isRunning(bargain));
  useEffect(() => void prepareReminders(), []);
  const [sharing, setSharing] = useState(false);

  const shared: Shareable | undefined = bargain && {
    kind: 'bargain',
    id: bargain.id,
    title: bargainTitle(bargain),
    picture: bargain.product.cover,
  };
  useShareAppMessage(() => messageCard(shared, tokens, coming));
  useShareTimeline(() => momentsCard(shared, tokens));

  const gone = lost || (id !== undefined && isGone(id, asked));
  const role = bargain && roleOf(bargain);
  const asks = role === 'friend' && bargain?.status === 'open';
  return (
    <Screen
      title={bargain?.mine ? '我的砍价' : asks ? '帮朋友砍一刀' : '砍价'}
      bar={
        bargain &&
        !arrivedInSinglePage() && (
          <BargainBar
            bargain={bargain}
            alone={alone}
            helping={busy}
            said={said}
            onHelp={help}
            ready={tokens !== undefined}
            onSheet={() => setSharing(true)}
          />
        )
      }
    >
      {problem && <Failed problem={problem} onRetry={openAgain} />}
      {asked.status === 'loading' && !lost && !problem && <Skeleton bones={['line', 'wallet', 'line']} />}
      {gone && <Gone title="没有找到这次砍价" />}
      {asked.status === 'failed' && !gone && <Failed problem={asked.problem} onRetry={again} />}
      {bargain && (
        <>
          {asked.status === 'ready' && asked.stale && (
            <View id="stale" className="bargain-stale f13 tc" role="status">
              网络断了，这是刚才的样子，连上会自己更新
            </View>
          )}
          <Head bargain={bargain} sharer={opened?.binding === 'own' ? undefined : opened?.sharer} />
          {role === 'helper' && <Helped bargain={bargain} />}
          {asks && <Rules bargain={bargain} />}
          <View className={bargain.mine ? '' : 'm12'}>
            <GoodsTicket bargain={bargain} onEnd={again} />
          </View>
          {bargain.mine && hasDeadline(bargain) && <QuietActs bargain={bargain} onCancel={() => cancel(bargain)} />}
          <View className="card m12">
            <CutList bargain={bargain} />
            <Seal bargain={bargain} />
          </View>
          {bargain.mine && isRunning(bargain) && (
            <View className="bargain-terms">
              <Terms
                terms={[
                  { icon: 'tag', text: ruleLines(bargain)[0] },
                  { icon: 'check', text: buyTerm(bargain) },
                  { icon: 'clock', text: payTerm(bargain) },
                  { icon: 'people', text: '一位朋友帮一刀，分享本身没有奖励' },
                ]}
              />
            </View>
          )}
          {arrivedInSinglePage() && <SinglePageNote verb="帮砍" />}
        </>
      )}
      <ShareSheet shared={sharing ? shared : undefined} tokens={tokens} onClose={() => setSharing(false)} />
      <Hosts />
    </Screen>
  );
}
