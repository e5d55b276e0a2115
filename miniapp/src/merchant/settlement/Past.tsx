import { Text, View } from '@tarojs/components';
import { ok } from '../../../../shared/result';
import { formatWhen } from '../../../../shared/time';
import { Skeleton } from '../../components/Skeleton';
import { Empty, Failed } from '../../components/State';
import { Tag } from '../../components/Tag';
import { usePages } from '../../hooks/usePages';
import { call } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { Panel } from '../components/Panel';
import { type Column, WorkList } from '../components/Table';
import { useDeskPages } from '../hooks/useDeskPages';
import { useWide } from '../hooks/useWide';
import { inYuan } from '../words/payment';
import { progressWords, reportWords, type Settlement, settlementWord } from '../words/settlement';

const empty = <Empty icon="wallet" title="还没有结算过" text="开始一次结算，结果会列在这里" />;

const status = (one: Settlement) => <Tag tone={settlementWord(one).tone}>{settlementWord(one).label}</Tag>;

const columns: readonly Column<Settlement>[] = [
  { key: 'startedAt', head: '开始', cell: ({ startedAt }) => formatWhen(startedAt, serverNow()) },
  { key: 'by', head: '谁', cell: ({ by }) => by },
  { key: 'status', head: '状态', cell: status },
  {
    key: 'released',
    head: '放款 笔',
    figures: true,
    cell: ({ report, done }) => report?.released ?? <span className="c3">{done}</span>,
  },
  { key: 'fen', head: '金额 元', figures: true, cell: ({ report }) => (report ? inYuan(report.fen) : '–') },
  { key: 'promoters', head: '人数', figures: true, roomy: true, cell: ({ report }) => report?.promoters ?? '–' },
  { key: 'postponed', head: '先留着 笔', figures: true, roomy: true, cell: ({ report }) => report?.postponed ?? '–' },
];

interface Props {
  merchantId: string;
  /** Another one begins the list anew. */
  turn: number;
}

function DeskPast({ merchantId, turn }: Props) {
  const pages = useDeskPages(`${merchantId} ${turn}`, (cursor) => call('settlement.list', { merchantId, cursor }));
  return (
    <WorkList
      label="以前的结算"
      columns={columns}
      pages={pages}
      rowsOf={(page) => page.settlements}
      keyOf={({ id }) => id}
      empty={empty}
    />
  );
}

function PhonePast({ merchantId, turn }: Props) {
  const { asked, items, again } = usePages(`${merchantId} ${turn}`, async (cursor) => {
    const answer = await call('settlement.list', { merchantId, cursor });
    return answer.ok ? ok({ ...answer.value, items: answer.value.settlements }) : answer;
  });
  if (asked.status === 'loading') return <Skeleton bones={['line']} />;
  if (asked.status === 'failed') return <Failed problem={asked.problem} onRetry={() => void again()} />;
  if (items.length === 0) return <View className="f13 c2">还没有结算过，开始一次，结果会列在这里</View>;
  return (
    <>
      {items.map((one) => (
        <View key={one.id} id={`row-${one.id}`} className="settlement-row">
          <View className="row spread g8">
            <Text className="f14 medium cut">
              {formatWhen(one.startedAt, serverNow())} · {one.by}
            </Text>
            {status(one)}
          </View>
          <View className="f12 c2 m4">{one.report ? reportWords(one) : progressWords(one)}</View>
        </View>
      ))}
    </>
  );
}

/** The settlements before, newest first. */
export function Past(props: Props) {
  const wide = useWide();
  return (
    <Panel id="past" title="以前的结算">
      {wide ? <DeskPast {...props} /> : <PhonePast {...props} />}
    </Panel>
  );
}
