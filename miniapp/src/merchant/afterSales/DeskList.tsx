import { formatWhen } from '../../../../shared/time';
import { Avatar } from '../../components/Avatar';
import { Cover } from '../../components/Cover';
import { Empty } from '../../components/State';
import { Tag } from '../../components/Tag';
import { usePolling } from '../../hooks/usePolling';
import { useVisible } from '../../hooks/useVisible';
import { call } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { open, pathOf } from '../../platform/nav';
import { Segments } from '../components/Filters';
import { Frame } from '../components/Frame';
import { Panel } from '../components/Panel';
import { type Column, WorkList } from '../components/Table';
import { useDeskPages } from '../hooks/useDeskPages';
import { type AfterSaleRow, afterSaleWord, dueWords, kindWord, reasonWord } from '../words/afterSale';
import { goodsWords } from '../words/order';
import { inYuan } from '../words/payment';
import { emptyWords, type ListProps, stateOf, stateOptions } from './list';

/** Often enough to see questions come, and to notice that this desk was signed out. */
const POLL = 15_000;

const columns: readonly Column<AfterSaleRow>[] = [
  {
    key: 'goods',
    head: '商品',
    most: 280,
    cell: ({ lines }) => (
      <span className="table-goods">
        {lines[0] && <Cover id={lines[0].productId} picture={lines[0].cover} shape="t28" />}
        <span className="cut">{goodsWords(lines)}</span>
      </span>
    ),
  },
  {
    key: 'buyer',
    head: '买家',
    cell: ({ buyer }) => (
      <span className="table-goods">
        <Avatar avatar={buyer.avatar} name={buyer.name} size={24} />
        <span className="cut">{buyer.name}</span>
      </span>
    ),
  },
  { key: 'kind', head: '要什么', cell: ({ kind }) => kindWord[kind] },
  { key: 'reason', head: '原因', roomy: true, cell: ({ reason }) => <span className="c2">{reasonWord[reason]}</span> },
  { key: 'amount', head: '金额 元', figures: true, cell: ({ amount }) => inYuan(amount) },
  {
    key: 'status',
    head: '状态',
    cell: ({ status }) => <Tag tone={afterSaleWord[status].tone}>{afterSaleWord[status].label}</Tag>,
  },
  {
    key: 'due',
    head: '期限',
    cell: (row) => <span className="cw">{dueWords(row, serverNow())}</span>,
  },
  {
    key: 'askedAt',
    head: '申请',
    roomy: true,
    cell: ({ askedAt }) => <span className="c2">{formatWhen(askedAt, serverNow())}</span>,
  },
];

/** The list at a desk. */
export function DeskList({ member, memberships, address, change }: ListProps) {
  const { merchantId } = member;
  const state = stateOf(address);
  const pages = useDeskPages(`${merchantId} ${state}`, (cursor) =>
    call('afterSale.list', { merchantId, filter: state, cursor }),
  );
  const visible = useVisible();
  usePolling(pages.again, POLL, visible && pages.before !== undefined && pages.asked.status !== 'failed');
  const placeOf = ({ id }: AfterSaleRow) => ({ merchant: merchantId, id });
  return (
    <Frame title="售后" here="afterSales" member={member} memberships={memberships}>
      <Panel>
        <div className="panel-tools">
          <Segments
            id="state"
            label="状态"
            options={stateOptions(pages.before?.waiting)}
            chosen={state}
            onChoose={(value) => change({ state: value })}
          />
        </div>
        <WorkList
          label="售后"
          columns={columns}
          pages={pages}
          rowsOf={(page) => page.afterSales}
          keyOf={({ id }) => id}
          onOpen={(row) => open('merchant/afterSale', placeOf(row))}
          hrefOf={(row) => `#${pathOf('merchant/afterSale', placeOf(row))}`}
          empty={<Empty icon="orders" {...emptyWords(address)} />}
        />
      </Panel>
    </Frame>
  );
}
