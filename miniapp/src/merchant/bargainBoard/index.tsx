import { View } from '@tarojs/components';
import { usePullDownRefresh } from '@tarojs/taro';
import { formatWhen } from '../../../../shared/time';
import { Btn } from '../../components/Btn';
import { Icon } from '../../components/Icon';
import { Empty } from '../../components/State';
import { useAsk } from '../../hooks/useAsk';
import { usePolling } from '../../hooks/usePolling';
import { useVisible } from '../../hooks/useVisible';
import { call } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { up } from '../../platform/nav';
import { endPullDown } from '../../platform/notice';
import { Segments } from '../components/Filters';
import { Frame } from '../components/Frame';
import { Lost } from '../components/Lost';
import { OwnDays } from '../components/OwnDays';
import { Room } from '../components/Room';
import { chosenRange } from '../components/range';
import { useAddress } from '../hooks/useAddress';
import { useWide } from '../hooks/useWide';
import type { BargainBoard } from '../words/bargainFigures';
import { type BoardProps, daysOf, isEmpty, questionOf, type Range, rangeOf, ranges } from './board';
import { Days } from './Days';
import { exportBoard } from './exportBoard';
import { Friends } from './Friends';
import { Funnel } from './Funnel';
import { Meanings } from './Meanings';
import { Overview } from './Overview';
import './index.scss';

/** Figures are counted every half minute at most; often enough to notice that this desk was signed out. */
const POLL = 60_000;

function Figures({ board, wide }: { board: BargainBoard; wide: boolean }) {
  if (isEmpty(board)) return <Empty icon="bag" title="这些天没有人发起砍价" text="有人发起、帮砍、买下，就数在这里" />;
  return (
    <>
      <Overview board={board} wide={wide} />
      <View className="board-grid">
        <Funnel total={board.total} />
        <Friends total={board.total} />
      </View>
      <Days board={board} />
      <Meanings />
      {board.countedAt !== undefined && (
        <View className="f12 c3 board-counted">统计到 {formatWhen(board.countedAt, serverNow())}</View>
      )}
    </>
  );
}

/** At a desk its figures are a file too. */
function Board({ member, memberships, address, change }: BoardProps) {
  const { merchantId } = member;
  const question = questionOf(member, address, serverNow());
  const { asked, again } = useAsk(JSON.stringify(question), () => call('bargainFigures.board', question));
  const visible = useVisible();
  usePolling(again, POLL, visible && asked.status === 'ready');
  usePullDownRefresh(() => void again().finally(endPullDown));
  const wide = useWide();
  const range = rangeOf(address);
  const board = asked.status === 'ready' ? asked.value : undefined;
  const toCampaign = () =>
    address.id === undefined
      ? up('merchant/campaigns', { merchant: merchantId })
      : up('merchant/campaign', { merchant: merchantId, id: address.id });
  const days = (
    <Segments<Range>
      id="range"
      label="看哪些天"
      options={ranges}
      chosen={range}
      onChoose={(value) => change(chosenRange(value, daysOf(address, serverNow())))}
    />
  );
  const file = (
    <Btn id="export" kind="line" disabled={board === undefined} onClick={() => board && exportBoard(board, question)}>
      <Icon name="download" size={16} />
      导出 CSV
    </Btn>
  );
  return (
    <Frame
      title="砍价数据"
      here="campaigns"
      member={member}
      memberships={memberships}
      up={{ label: '活动', go: toCampaign }}
      acts={
        wide && (
          <>
            {days}
            {file}
          </>
        )
      }
    >
      {!wide && <View className="board-tools">{days}</View>}
      {range === 'own' && <OwnDays address={address} change={change} />}
      {board ? (
        <Figures board={board} wide={wide} />
      ) : (
        <Lost
          asked={asked}
          again={again}
          what="这场砍价"
          toList={() => up('merchant/campaigns', { merchant: merchantId })}
        />
      )}
    </Frame>
  );
}

/** What the bargains of a campaign come to. */
export default function BargainBoardPage() {
  const [address, change] = useAddress('merchant/bargainBoard', ['merchant', 'id', 'days', 'from', 'until']);
  return (
    <Room title="砍价数据" here="campaigns" merchantId={address.merchant}>
      {(member, memberships) => <Board member={member} memberships={memberships} address={address} change={change} />}
    </Room>
  );
}
