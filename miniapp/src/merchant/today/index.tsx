import { Text, View } from '@tarojs/components';
import { usePullDownRefresh } from '@tarojs/taro';
import { formatWhen } from '../../../../shared/time';
import { Skeleton } from '../../components/Skeleton';
import { Failed } from '../../components/State';
import { useAsk } from '../../hooks/useAsk';
import { usePolling } from '../../hooks/usePolling';
import { useVisible } from '../../hooks/useVisible';
import { call } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { endPullDown } from '../../platform/notice';
import { Frame } from '../components/Frame';
import { Room } from '../components/Room';
import { ShopSwitch } from '../components/ShopSwitch';
import { useAddress } from '../hooks/useAddress';
import type { Membership } from '../hooks/useRoom';
import { useWide } from '../hooks/useWide';
import { dayWords, type TodayBoard } from '../words/today';
import { Expiring } from './Expiring';
import { Overview } from './Overview';
import { Trend } from './Trend';
import { Waiting } from './Waiting';
import './index.scss';

/** What was paid is counted every half minute at most; often enough to notice that this desk was signed out. */
const POLL = 60_000;

interface PartsProps {
  board: TodayBoard;
  merchantId: string;
  wide: boolean;
  again: () => Promise<void>;
}

/** On a phone what there is to do comes first; at a desk all of it is in sight. */
function Parts({ board, merchantId, wide, again }: PartsProps) {
  const { waiting, groups, countedAt } = board;
  const figures = <Overview board={board} wide={wide} />;
  const trend = <Trend board={board} />;
  const todo = (
    <View className="today-todo">
      <Waiting waiting={waiting} merchantId={merchantId} />
      <Expiring waiting={waiting} groups={groups} merchantId={merchantId} onEnd={() => void again()} />
    </View>
  );
  return (
    <View className="today">
      {wide ? (
        <>
          {figures}
          {trend}
          {todo}
        </>
      ) : (
        <>
          {todo}
          {figures}
          {trend}
        </>
      )}
      {countedAt !== undefined && (
        <View className="f12 c3">数到 {formatWhen(countedAt, serverNow())}，有新的付款一分钟左右就数进来</View>
      )}
    </View>
  );
}

function Today({ member, memberships }: { member: Membership; memberships: readonly Membership[] }) {
  const { merchantId } = member;
  const { asked, again } = useAsk(`today ${merchantId}`, () => call('today.board', { merchantId }));
  const visible = useVisible();
  usePolling(again, POLL, visible && asked.status === 'ready');
  usePullDownRefresh(() => void again().finally(endPullDown));
  const wide = useWide();
  const board = asked.status === 'ready' ? asked.value : undefined;
  const day = board && dayWords(board.day, serverNow());
  return (
    <Frame
      title="今天"
      here="today"
      member={member}
      memberships={memberships}
      part
      head={
        <div className="today-head">
          <h1 className="desk-title">今天</h1>
          <span className="f13 c2">{day}</span>
        </div>
      }
    >
      {!wide && (
        <View className="row g8 today-tools">
          <ShopSwitch member={member} memberships={memberships} />
          <Text className="f13 c2">{day}</Text>
        </View>
      )}
      {asked.status === 'loading' && <Skeleton bones={['line', 'line', 'wallet']} />}
      {asked.status === 'failed' && <Failed problem={asked.problem} onRetry={() => void again()} />}
      {board && <Parts board={board} merchantId={merchantId} wide={wide} again={again} />}
    </Frame>
  );
}

/** The room's first page: what waits for somebody, and how the shop does. */
export default function TodayPage() {
  const [address] = useAddress('merchant/today', ['merchant']);
  return (
    <Room title="今天" here="today" merchantId={address.merchant}>
      {(member, memberships) => <Today key={member.merchantId} member={member} memberships={memberships} />}
    </Room>
  );
}
