import { Btn } from '../../components/Btn';
import { Cover } from '../../components/Cover';
import { Empty } from '../../components/State';
import { Tag } from '../../components/Tag';
import { serverNow } from '../../platform/clock';
import { open } from '../../platform/nav';
import { Segments } from '../components/Filters';
import { Frame } from '../components/Frame';
import { Panel } from '../components/Panel';
import { type Column, WorkList } from '../components/Table';
import { useDeskPages } from '../hooks/useDeskPages';
import { type OwnItem, ratesWords } from '../words/commissionPolicy';
import { editionWords } from '../words/referral';
import { ask, countsTag, emptyTitle, kinds, type ListProps } from './list';

function columnsFor(onChange: ListProps['onChange']): Column<OwnItem>[] {
  return [
    {
      key: 'title',
      head: '名称',
      most: 360,
      cell: ({ productId, title, cover }) => (
        <span className="row g12">
          <Cover id={productId} picture={cover} shape="t28" />
          <span className="cut">{title}</span>
        </span>
      ),
    },
    {
      key: 'of',
      head: '按哪份规则',
      cell: (item) => {
        const { label, tone } = countsTag(item);
        return <Tag tone={tone}>{label}</Tag>;
      },
    },
    { key: 'rates', head: '比例', cell: ({ rates }) => ratesWords(rates) },
    {
      key: 'since',
      head: '谁改的',
      roomy: true,
      cell: ({ own }) => (own ? editionWords(own, serverNow()) : ''),
    },
    ...(onChange
      ? [
          {
            key: 'acts',
            head: '',
            figures: true,
            cell: (item: OwnItem) => (
              <Btn id={`change-${item.id}`} kind="line" size="s" onClick={() => onChange(item)}>
                改
              </Btn>
            ),
          },
        ]
      : []),
  ];
}

/** The list at a desk. */
export function DeskList({ member, memberships, of, onKind, round, onChange, children }: ListProps) {
  const { merchantId } = member;
  const pages = useDeskPages(`own ${merchantId} ${of} ${round}`, (cursor) => ask({ merchantId, of }, cursor));
  return (
    <Frame
      title="单独的佣金规则"
      here="commissionPolicy"
      member={member}
      memberships={memberships}
      up={{ label: '佣金规则', go: () => open('merchant/commissionPolicy', { merchant: merchantId }) }}
    >
      <Panel>
        <div className="own-kinds">
          <Segments label="看哪一种" id="kind" options={kinds} chosen={of} onChoose={onKind} />
        </div>
        <WorkList
          label="单独的佣金规则"
          columns={columnsFor(onChange)}
          pages={pages}
          rowsOf={({ items }) => items}
          keyOf={({ id }) => id}
          empty={<Empty icon="bag" title={emptyTitle[of]} text="有了以后，可以在这里单独定它的佣金" />}
        />
      </Panel>
      {children}
    </Frame>
  );
}
