import { View } from '@tarojs/components';
import { usePullDownRefresh } from '@tarojs/taro';
import { formatWhen } from '../../../../shared/time';
import { Btn } from '../../components/Btn';
import { Icon } from '../../components/Icon';
import { Empty, Failed } from '../../components/State';
import { useAsk } from '../../hooks/useAsk';
import { usePolling } from '../../hooks/usePolling';
import { useVisible } from '../../hooks/useVisible';
import { call } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { up } from '../../platform/nav';
import { endPullDown } from '../../platform/notice';
import { Frame } from '../components/Frame';
import { Lost } from '../components/Lost';
import { Room } from '../components/Room';
import { useAddress } from '../hooks/useAddress';
import { type Membership, mayDecide } from '../hooks/useRoom';
import { useWide } from '../hooks/useWide';
import type { CampaignBoard, CampaignMoney } from '../words/campaignFigures';
import { Days } from './Days';
import { Deals } from './Deals';
import { exportBoard, isWhole } from './exportBoard';
import { Funnel } from './Funnel';
import { Meanings } from './Meanings';
import { Money } from './Money';
import { Overview } from './Overview';
import { Refunds } from './Refunds';
import './index.scss';

/** Figures are counted every half minute at most; often enough to notice that this desk was signed out. */
const POLL = 60_000;

function Figures({ board, money, wide }: { board: CampaignBoard; money: CampaignMoney | undefined; wide: boolean }) {
  if (board.days.length === 0) {
    return <Empty icon="bag" title="还没有人来过" text="有人打开、下单、付款，就数在这里" />;
  }
  return (
    <>
      <Overview board={board} money={money} wide={wide} />
      <View className="campaign-board-grid">
        <Funnel board={board} />
        <Deals board={board} />
      </View>
      {money ? (
        <View className="campaign-board-grid campaign-board-uneven">
          <Money board={board} money={money} />
          <Refunds board={board} money={money} />
        </View>
      ) : (
        <Refunds board={board} money={undefined} />
      )}
      <Days board={board} money={money} />
      <Meanings kind={board.kind} money={money !== undefined} />
      {board.countedAt !== undefined && (
        <View className="f12 c3 campaign-board-counted">统计到 {formatWhen(board.countedAt, serverNow())}</View>
      )}
    </>
  );
}

interface Props {
  member: Membership;
  memberships: readonly Membership[];
  campaignId: string;
}

/** At a desk its figures are a file too. Money is asked for where this person may see it, and fails alone. */
function Board({ member, memberships, campaignId }: Props) {
  const { merchantId } = member;
  const question = { merchantId, campaignId };
  const key = JSON.stringify(question);
  const counts = useAsk(key, () => call('campaignFigures.board', question));
  const sums = useAsk(mayDecide(member) ? key : undefined, () => call('campaignFigures.money', question));
  const again = async () => {
    await Promise.all([counts.again(), ...(mayDecide(member) ? [sums.again()] : [])]);
  };
  const visible = useVisible();
  usePolling(again, POLL, visible && counts.asked.status === 'ready');
  usePullDownRefresh(() => void again().finally(endPullDown));
  const wide = useWide();
  const board = counts.asked.status === 'ready' ? counts.asked.value : undefined;
  const money = sums.asked.status === 'ready' ? sums.asked.value : undefined;
  const toCampaigns = () => up('merchant/campaigns', { merchant: merchantId });
  return (
    <Frame
      title="活动成绩"
      here="campaigns"
      member={member}
      memberships={memberships}
      up={{ label: '活动', go: () => up('merchant/campaign', { merchant: merchantId, id: campaignId }) }}
      acts={
        wide && (
          <Btn
            id="export"
            kind="line"
            disabled={!isWhole(board, money, mayDecide(member))}
            onClick={() => board && exportBoard(board, money)}
          >
            <Icon name="download" size={16} />
            导出 CSV
          </Btn>
        )
      }
    >
      {sums.asked.status === 'failed' && board && (
        <Failed problem={sums.asked.problem} onRetry={() => void sums.again()} />
      )}
      {board ? (
        <Figures board={board} money={money} wide={wide} />
      ) : (
        <Lost asked={counts.asked} again={again} what="这场活动" toList={toCampaigns} />
      )}
    </Frame>
  );
}

/** What a campaign has come to, of any kind. */
export default function CampaignBoardPage() {
  const [address] = useAddress('merchant/campaignBoard', ['merchant', 'id']);
  return (
    <Room title="活动成绩" here="campaigns" merchantId={address.merchant}>
      {(member, memberships) => <Board member={member} memberships={memberships} campaignId={address.id ?? ''} />}
    </Room>
  );
}
