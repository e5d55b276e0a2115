import { formatWhen } from '../../../../shared/time';
import { Btn } from '../../components/Btn';
import { Empty } from '../../components/State';
import { Tag } from '../../components/Tag';
import { call } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { Segments } from '../components/Filters';
import { Frame } from '../components/Frame';
import { Panel } from '../components/Panel';
import { type Column, WorkList } from '../components/Table';
import { useDeskPages } from '../hooks/useDeskPages';
import { type Alarm, alarmTitle } from '../words/alarm';
import { emptyWords, isNarrow, keyOf, type ListProps, questionOf, stateOf, states } from './list';

const columns: readonly Column<Alarm>[] = [
  {
    key: 'title',
    head: '出了什么事',
    cell: ({ kind, task }) => (
      <>
        {alarmTitle(kind)} {task && <Tag>店里的待办</Tag>}
      </>
    ),
  },
  { key: 'merchant', head: '店铺', most: 180, cell: ({ merchant }) => merchant?.name ?? '–' },
  { key: 'count', head: '次数', figures: true, cell: ({ count }) => count },
  { key: 'firstAt', head: '第一次', cell: ({ firstAt }) => formatWhen(firstAt, serverNow()) },
  { key: 'lastAt', head: '最近', cell: ({ lastAt }) => formatWhen(lastAt, serverNow()) },
];

/** The list at a desk. */
export function DeskList({ beside, address, change, edition, onOpen }: ListProps) {
  const pages = useDeskPages(keyOf(address, edition), (cursor) =>
    call('platform.listAlarms', questionOf(address, cursor)),
  );
  return (
    <Frame title="告警" here="alarms" {...beside}>
      <Panel>
        <div className="panel-tools">
          <Segments
            id="state"
            label="看过没有"
            options={states}
            chosen={stateOf(address)}
            onChoose={(state) => change({ state })}
          />
          {isNarrow(address) && (
            <Btn id="all" kind="line" size="s" onClick={() => change({ kind: undefined, shop: undefined })}>
              看所有店、所有种类
            </Btn>
          )}
        </div>
        <WorkList
          label="告警"
          columns={columns}
          pages={pages}
          rowsOf={(page) => page.alarms}
          keyOf={({ id }) => id}
          onOpen={onOpen}
          empty={<Empty icon="stop" {...emptyWords(address)} />}
        />
      </Panel>
    </Frame>
  );
}
