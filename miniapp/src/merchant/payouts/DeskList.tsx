import { formatWhen } from '../../../../shared/time';
import { Btn } from '../../components/Btn';
import { Icon } from '../../components/Icon';
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
import { inYuan } from '../words/payment';
import { type Payout, payoutWord, riskWords } from '../words/payout';
import { emptyWords, type ListProps, questionOf, stateOf, stateOptions } from './list';
import { Stopped } from './Stopped';

/** Often enough to see withdrawals come and go on, and to notice that this desk was signed out. */
const POLL = 15_000;

const columns: readonly Column<Payout>[] = [
  { key: 'promoter', head: '推广人', most: 180, cell: ({ promoter }) => promoter.name },
  { key: 'amount', head: '提现 元', figures: true, cell: ({ amount }) => inYuan(amount) },
  { key: 'fee', head: '手续费 元', figures: true, roomy: true, cell: ({ fee }) => inYuan(fee) },
  { key: 'tax', head: '税 元', figures: true, roomy: true, cell: ({ tax }) => inYuan(tax) },
  { key: 'net', head: '到账 元', figures: true, cell: ({ net }) => inYuan(net) },
  {
    key: 'status',
    head: '状态',
    cell: (row) => <Tag tone={payoutWord(row).tone}>{payoutWord(row).label}</Tag>,
  },
  {
    key: 'risks',
    head: '为什么留下',
    most: 260,
    cell: ({ risks }) => <span className="c2">{risks.map((risk) => riskWords[risk].title).join('、') || '–'}</span>,
  },
  {
    key: 'createdAt',
    head: '申请',
    cell: ({ createdAt }) => <span className="c2">{formatWhen(createdAt, serverNow())}</span>,
  },
];

/** The list at a desk. */
export function DeskList({ member, memberships, address, change }: ListProps) {
  const { merchantId } = member;
  const state = stateOf(address);
  const pages = useDeskPages(`${merchantId} ${state}`, (cursor) =>
    call('payout.list', questionOf(merchantId, state, cursor)),
  );
  const visible = useVisible();
  usePolling(pages.again, POLL, visible && pages.before !== undefined && pages.asked.status !== 'failed');
  const placeOf = ({ id }: Payout) => ({ merchant: merchantId, id });
  return (
    <Frame
      title="提现"
      here="payouts"
      member={member}
      memberships={memberships}
      acts={
        <Btn id="toRules" kind="line" onClick={() => open('merchant/payoutRules', { merchant: merchantId })}>
          <Icon name="shield" size={16} />
          提现规则
        </Btn>
      }
    >
      <Stopped member={member} />
      <Panel>
        <div className="panel-tools">
          <Segments
            id="state"
            label="状态"
            options={stateOptions(pages.before?.toReview)}
            chosen={state}
            onChoose={(value) => change({ state: value })}
          />
        </div>
        <WorkList
          label="提现"
          columns={columns}
          pages={pages}
          rowsOf={(page) => page.payouts}
          keyOf={({ id }) => id}
          onOpen={(row) => open('merchant/payout', placeOf(row))}
          hrefOf={(row) => `#${pathOf('merchant/payout', placeOf(row))}`}
          empty={<Empty icon="wallet" {...emptyWords(address)} />}
        />
      </Panel>
    </Frame>
  );
}
