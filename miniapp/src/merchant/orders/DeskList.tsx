import { Text } from '@tarojs/components';
import { useState } from 'react';
import { formatWhen } from '../../../../shared/time';
import { Avatar } from '../../components/Avatar';
import { Btn } from '../../components/Btn';
import { Cover } from '../../components/Cover';
import { Icon } from '../../components/Icon';
import { Empty } from '../../components/State';
import { Tag } from '../../components/Tag';
import { usePolling } from '../../hooks/usePolling';
import { useVisible } from '../../hooks/useVisible';
import { call } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { open, pathOf } from '../../platform/nav';
import { Search, Segments } from '../components/Filters';
import { Frame } from '../components/Frame';
import { Panel } from '../components/Panel';
import { type Column, WorkList } from '../components/Table';
import { Tasks } from '../components/Tasks';
import { useDeskPages } from '../hooks/useDeskPages';
import { mayShip } from '../hooks/useRoom';
import { askWaiting, useWaiting } from '../hooks/useWaiting';
import { deliveryWord, goodsWords, type OrderRow, orderWord, piecesOf } from '../words/order';
import { inYuan } from '../words/payment';
import {
  type Address,
  type Delivery,
  deliveries,
  deliveryOf,
  emptyWords,
  type ListProps,
  questionOf,
  SEARCH,
  stateOf,
  stateOptions,
} from './list';
import { ShipSelected } from './ShipSelected';
import { useExport } from './useExport';

/** Often enough to see orders come, and to notice that this desk was signed out. */
const POLL = 15_000;

const columns: readonly Column<OrderRow>[] = [
  {
    key: 'goods',
    head: '商品',
    most: 220,
    cell: ({ lines, createdAt }) => (
      <span className="table-goods">
        {lines[0] && <Cover id={lines[0].productId} picture={lines[0].cover} shape="t28" />}
        <span className="orders-two">
          <span className="cut">{goodsWords(lines)}</span>
          <span className="f12 c3 cut">
            {formatWhen(createdAt, serverNow())} 下单 · 共 {piecesOf(lines)} 件
          </span>
        </span>
      </span>
    ),
  },
  {
    key: 'status',
    head: '状态',
    cell: (order) => {
      const { label, tone } = orderWord(order);
      return (
        <span className="row g4">
          <Tag tone={tone}>{label}</Tag>
          {order.openAfterSale !== undefined && <Tag tone="danger">售后</Tag>}
        </span>
      );
    },
  },
  {
    key: 'receiver',
    head: '收货人',
    most: 200,
    cell: ({ buyer, receiver, delivery }) =>
      delivery === 'pickUp' ? (
        <span className="table-goods">
          <Avatar avatar={buyer.avatar} name={buyer.name} size={24} />
          <span className="cut">{buyer.name}</span>
          <span className="table-aside">{deliveryWord.pickUp}</span>
        </span>
      ) : (
        <span className="orders-two">
          <span className="cut">
            {receiver.name} <span className="num c2">{receiver.phone}</span>
          </span>
          <span className="f12 c3 cut">{receiver.place}</span>
        </span>
      ),
  },
  {
    key: 'words',
    head: '留言和备注',
    roomy: true,
    most: 160,
    cell: ({ remark, note }) => <span className="c2">{[remark, note].filter(Boolean).join('；')}</span>,
  },
  { key: 'total', head: '实付 元', figures: true, cell: ({ total }) => inYuan(total) },
  {
    key: 'refunded',
    head: '已退 元',
    figures: true,
    roomy: true,
    cell: ({ refunded }) => (refunded === 0 ? <span className="c3">–</span> : inYuan(refunded)),
  },
];

function Dates({ address, change }: { address: Address; change: (part: Address) => void }) {
  const field = (name: 'from' | 'until', label: string) => (
    <input
      id={name}
      className="desk-date num"
      type="date"
      aria-label={label}
      value={address[name] ?? ''}
      onChange={(event) => change({ [name]: event.target.value === '' ? undefined : event.target.value })}
    />
  );
  return (
    <span className="orders-dates">
      下单 {field('from', '从哪天下的单')} 到 {field('until', '到哪天下的单')}
    </span>
  );
}

/** The list at a desk. */
export function DeskList({ member, memberships, address, change }: ListProps) {
  const { merchantId } = member;
  const state = stateOf(address);
  const delivery = deliveryOf(address);
  const question = questionOf(member, address);
  const key = JSON.stringify(question);
  const pages = useDeskPages(key, (cursor) => call('shopOrder.list', { ...question, cursor }));
  const waiting = useWaiting(merchantId);
  const file = useExport();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [shipping, setShipping] = useState<readonly OrderRow[]>();
  const visible = useVisible();
  usePolling(
    pages.again,
    POLL,
    visible && shipping === undefined && pages.before !== undefined && pages.asked.status !== 'failed',
  );

  const may = mayShip(member);
  const here = (pages.before?.orders ?? []).filter(({ id }) => chosen.has(id));
  const sendable = here.filter(({ toSend, delivery: by }) => by === 'express' && toSend > 0);
  const placeOf = ({ id }: OrderRow) => ({ merchant: merchantId, id });
  const shown = async () => void (await Promise.all([pages.again(), askWaiting(merchantId)]));

  return (
    <Frame
      title="订单"
      here="orders"
      member={member}
      memberships={memberships}
      acts={
        may && (
          <>
            <Btn id="export" kind="line" busy={file.rows !== undefined} onClick={() => void file.start(question)}>
              <Icon name="download" size={16} />
              {file.rows === undefined ? '导出' : `已取 ${file.rows} 单`}
            </Btn>
            <Btn id="toShipping" onClick={() => open('merchant/shipping', { merchant: merchantId })}>
              用表格批量发货
            </Btn>
          </>
        )
      }
    >
      {file.problem && (
        <div id="exportProblem" className="room-notice">
          <Icon name="alert" size={16} />
          <Text className="grow">没有导出：{file.problem.message}</Text>
        </div>
      )}
      <Tasks member={member} />
      <Panel>
        <div className="panel-tools">
          <Segments
            id="state"
            label="状态"
            options={stateOptions(waiting)}
            chosen={state}
            onChoose={(value) => change({ state: value === 'all' ? undefined : value })}
          />
        </div>
        <div className="panel-tools">
          <div className="orders-filters">
            {delivery !== undefined && (
              <Segments<Delivery>
                id="delivery"
                label="怎么拿货"
                options={deliveries}
                chosen={delivery}
                onChoose={(value) => change({ delivery: value === 'all' ? undefined : value })}
              />
            )}
            <Dates address={address} change={change} />
          </div>
          <Search
            id="search"
            placeholder={SEARCH}
            words={address.words ?? ''}
            onSearch={(words) => change({ words: words === '' ? undefined : words })}
          />
        </div>
        <WorkList
          label="订单"
          columns={columns}
          pages={pages}
          rowsOf={(page) => page.orders}
          keyOf={({ id }) => id}
          onOpen={(order) => open('merchant/order', placeOf(order))}
          hrefOf={(order) => `#${pathOf('merchant/order', placeOf(order))}`}
          choice={may ? { chosen, onChoose: setChosen } : undefined}
          empty={<Empty icon="orders" {...emptyWords(address)} />}
        />
      </Panel>
      {here.length > 0 && (
        <section id="selection" className="selection" aria-label="选中的订单">
          <span className="grow">
            已选 <b className="num">{here.length}</b> 单
            {sendable.length < here.length && <span className="c3">，其中 {sendable.length} 单要发货</span>}
          </span>
          <Btn id="chooseNone" kind="line" onClick={() => setChosen(new Set())}>
            不选了
          </Btn>
          <Btn
            id="exportChosen"
            kind="line"
            busy={file.rows !== undefined}
            onClick={() => void file.start(question, new Set(here.map(({ id }) => id)))}
          >
            导出
          </Btn>
          <Btn id="shipChosen" kind="tint" disabled={sendable.length === 0} onClick={() => setShipping(sendable)}>
            {sendable.length === 0 ? '没有要发的' : '批量发货'}
          </Btn>
        </section>
      )}
      {shipping && (
        <ShipSelected
          orders={shipping}
          merchantId={merchantId}
          onShipped={shown}
          onClose={() => {
            setShipping(undefined);
            setChosen(new Set());
          }}
        />
      )}
    </Frame>
  );
}
