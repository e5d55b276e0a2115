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
import { aboutWords, type Change, changeWords, outcomeWord, whyWords } from '../words/change';
import { roleWord } from '../words/role';
import { emptyWords, keyOf, type ListProps, nounOf, nouns, questionOf } from './list';

const columns: readonly Column<Change>[] = [
  { key: 'at', head: '时间', cell: ({ at }) => formatWhen(at, serverNow()) },
  {
    key: 'member',
    head: '成员',
    most: 160,
    cell: ({ member, role }) => (
      <>
        {member.name} <span className="c3">{roleWord[role]}</span>
      </>
    ),
  },
  { key: 'what', head: '做了什么', cell: (change) => changeWords(change) },
  { key: 'about', head: '对象', most: 240, cell: (change) => <span className="c2">{aboutWords(change) || '–'}</span> },
  {
    key: 'outcome',
    head: '结果',
    cell: (change) => <Tag tone={outcomeWord(change).tone}>{outcomeWord(change).label}</Tag>,
  },
  {
    key: 'why',
    head: '原因',
    most: 260,
    roomy: true,
    cell: (change) => <span className="c2">{whyWords(change) ?? '–'}</span>,
  },
];

/** The list at a desk. A row leads to what its member has done. */
export function DeskList({ member, memberships, address, change }: ListProps) {
  const { merchantId } = member;
  const pages = useDeskPages(keyOf(merchantId, address), (cursor) =>
    call('changeLog.list', questionOf(merchantId, address, cursor)),
  );
  return (
    <Frame title="操作记录" here="changeLog" member={member} memberships={memberships}>
      <Panel>
        <div className="panel-tools">
          <Segments
            id="noun"
            label="哪一类"
            options={nouns}
            chosen={nounOf(address)}
            onChoose={(value) => change({ noun: value })}
          />
          {address.by !== undefined && (
            <Btn id="everybody" kind="line" size="s" onClick={() => change({ by: undefined })}>
              看所有人
            </Btn>
          )}
        </div>
        <WorkList
          label="操作记录"
          columns={columns}
          pages={pages}
          rowsOf={(page) => page.changes}
          keyOf={({ id }) => id}
          onOpen={({ member: { userId } }) => change({ by: userId })}
          empty={<Empty icon="orders" {...emptyWords} />}
        />
      </Panel>
    </Frame>
  );
}
