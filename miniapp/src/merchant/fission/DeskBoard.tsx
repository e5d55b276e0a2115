import { Text } from '@tarojs/components';
import { formatWhen } from '../../../../shared/time';
import { Btn } from '../../components/Btn';
import { Icon } from '../../components/Icon';
import { Skeleton } from '../../components/Skeleton';
import { Failed } from '../../components/State';
import { useAsk } from '../../hooks/useAsk';
import { usePolling } from '../../hooks/usePolling';
import { useVisible } from '../../hooks/useVisible';
import { call } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { Segments } from '../components/Filters';
import { Frame } from '../components/Frame';
import { OwnDays } from '../components/OwnDays';
import { chosenRange } from '../components/range';
import { type Board, channelName } from '../words/fission';
import { Breakdown } from './Breakdown';
import { type BoardProps, byDepth, daysOf, deepest, isEmpty, questionOf, type Range, rangeOf, ranges } from './board';
import { Cycle } from './Cycle';
import { Definitions } from './Definitions';
import { Funnel } from './Funnel';
import { KPanel } from './KPanel';
import { Levels } from './Levels';
import { nothing } from './nothing';
import { Overview } from './Overview';
import { Top } from './Top';
import { TreePanel } from './TreePanel';
import { useCampaigns } from './useCampaigns';
import { useExport } from './useExport';

/** Figures are counted every half minute at most; often enough to notice that this desk was signed out. */
const POLL = 60_000;

function Parts({ board, ...props }: BoardProps & { board: Board }) {
  const { member, address } = props;
  const { merchantId } = member;
  const depths = byDepth(board.depths);
  if (isEmpty(board)) return nothing(board, member);
  const channels = (
    <Breakdown
      id="channels"
      title="渠道"
      head="来源"
      rows={board.channels}
      name={(row) => (
        <span className="row g8">
          <i className={`channel-dot channel-${row.key}`} aria-hidden="true" />
          {channelName(row)}
        </span>
      )}
    />
  );
  return (
    <>
      <Overview board={board} />
      <div className="fission-grid">
        <Funnel total={board.total} depth={deepest(depths)} />
        <KPanel board={board} now={serverNow()} />
      </div>
      <div className="fission-grid fission-grid-tree">
        <TreePanel merchantId={merchantId} campaign={address.campaign} />
        <div className="fission-stack">
          {channels}
          <Levels depths={depths} />
          <Cycle total={board.total} />
        </div>
      </div>
      <div className="fission-grid fission-grid-lists">
        {board.top.length > 0 && <Top top={board.top} merchantId={merchantId} address={address} />}
        <div className="fission-stack">
          <Breakdown id="products" title="商品" rows={board.products} name={({ label }) => label} />
          <Breakdown id="campaigns" title="活动" rows={board.campaigns} name={({ label }) => label} />
          <Breakdown id="chats" title="群聊" sub="微信不给群名" rows={board.chats} name={({ label }) => label} />
        </div>
      </div>
      {board.countedAt !== undefined && (
        <div className="f12 c3 fission-counted">统计到 {formatWhen(board.countedAt, serverNow())}</div>
      )}
    </>
  );
}

/** The board at a desk. */
export function DeskBoard(props: BoardProps) {
  const { member, memberships, address, change } = props;
  const question = questionOf(member, address, serverNow());
  const { asked, again } = useAsk(JSON.stringify(question), () => call('fission.board', question));
  const campaigns = useCampaigns(member.merchantId);
  const file = useExport();
  const visible = useVisible();
  usePolling(again, POLL, visible && asked.status === 'ready');
  const range = rangeOf(address);
  const shown = daysOf(address, serverNow());
  const unknown = address.campaign !== undefined && campaigns.every(({ id }) => id !== address.campaign);
  return (
    <Frame
      title="裂变"
      here="fission"
      member={member}
      memberships={memberships}
      head={
        <>
          <h1 className="desk-title">裂变</h1>
          <select
            id="scope"
            className="desk-select"
            aria-label="看哪里的裂变"
            value={address.campaign ?? ''}
            onChange={(event) => change({ campaign: event.target.value === '' ? undefined : event.target.value })}
          >
            <option value="">全店</option>
            {campaigns.map(({ id, title }) => (
              <option key={id} value={id}>
                {title}
              </option>
            ))}
            {unknown && <option value={address.campaign}>一场活动</option>}
          </select>
          <Definitions />
        </>
      }
      acts={
        <>
          <Segments<Range>
            id="range"
            label="看哪些天"
            options={ranges}
            chosen={range}
            onChoose={(value) => change(chosenRange(value, shown))}
          />
          <Btn id="export" kind="line" busy={file.rows !== undefined} onClick={() => void file.start(question)}>
            <Icon name="download" size={16} />
            {file.rows === undefined ? '导出 CSV' : `已取 ${file.rows} 行`}
          </Btn>
        </>
      }
    >
      {range === 'own' && <OwnDays address={address} change={change} />}
      {file.problem && (
        <div id="exportProblem" className="room-notice">
          <Icon name="alert" size={16} />
          <Text className="grow">没有导出：{file.problem.message}</Text>
        </div>
      )}
      {asked.status === 'loading' && <Skeleton bones={['line', 'line', 'line']} />}
      {asked.status === 'failed' && <Failed problem={asked.problem} onRetry={() => void again()} />}
      {asked.status === 'ready' && <Parts {...props} board={asked.value} />}
    </Frame>
  );
}
