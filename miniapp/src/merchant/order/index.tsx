import { usePullDownRefresh } from '@tarojs/taro';
import { type ReactNode, useState } from 'react';
import { Btn } from '../../components/Btn';
import { useAsk } from '../../hooks/useAsk';
import { usePolling } from '../../hooks/usePolling';
import { useVisible } from '../../hooks/useVisible';
import { call } from '../../platform/api';
import { open, up } from '../../platform/nav';
import { endPullDown } from '../../platform/notice';
import { Columns } from '../components/Columns';
import { Frame } from '../components/Frame';
import { History } from '../components/History';
import { Lost } from '../components/Lost';
import { Room } from '../components/Room';
import { useAddress } from '../hooks/useAddress';
import { type Membership, mayDecide, mayShip } from '../hooks/useRoom';
import { askWaiting } from '../hooks/useWaiting';
import { useWide } from '../hooks/useWide';
import { eventWords, type OrderDetail } from '../words/order';
import { Attribution } from './Attribution';
import { Goods, Head, MoneyBack, Parcels, Where } from './Body';
import { Note } from './Note';
import { Refund } from './Refund';
import { Ship } from './Ship';
import './index.scss';

/** Often enough to see what the buyer and WeChat do meanwhile. */
const POLL = 15_000;

type Doing = 'ship' | 'refund';

interface ActsProps {
  order: OrderDetail;
  member: Membership;
  onDo: (doing: Doing) => void;
}

/** What this member may do with it now; the likeliest last. */
function actsOf({ order, member, onDo }: ActsProps): ReactNode[] {
  const { merchantId } = member;
  const { openAfterSale, toSend, delivery, status, refundable } = order;
  const ships = mayShip(member) && toSend.length > 0;
  const handsOver = mayShip(member) && delivery === 'pickUp' && status === 'toShip' && openAfterSale === undefined;
  const acts: ReactNode[] = [];
  if (mayDecide(member) && refundable.length > 0) {
    acts.push(
      <Btn key="refund" id="refund" kind="line" className="bar-lesser" onClick={() => onDo('refund')}>
        退款
      </Btn>,
    );
  }
  if (openAfterSale !== undefined) {
    acts.push(
      <Btn
        key="afterSale"
        id="toAfterSale"
        kind={ships ? 'tint' : 'solid'}
        onClick={() => open('merchant/afterSale', { merchant: merchantId, id: openAfterSale })}
      >
        看售后
      </Btn>,
    );
  }
  if (ships) {
    acts.push(
      <Btn key="ship" id="ship" onClick={() => onDo('ship')}>
        发货
      </Btn>,
    );
  }
  if (handsOver) {
    acts.push(
      <Btn key="pickUp" id="toPickUp" onClick={() => open('merchant/pickUp', { merchant: merchantId })}>
        核销取货码
      </Btn>,
    );
  }
  return acts;
}

interface Props {
  member: Membership;
  memberships: readonly Membership[];
  orderId: string;
}

function Order({ member, memberships, orderId }: Props) {
  const { merchantId } = member;
  const { asked, again } = useAsk(`${merchantId} ${orderId}`, () => call('shopOrder.get', { merchantId, orderId }));
  const order = asked.status === 'ready' ? asked.value : undefined;
  const [doing, setDoing] = useState<Doing>();
  const wide = useWide();
  const visible = useVisible();
  usePolling(again, POLL, visible && order !== undefined && doing === undefined);
  usePullDownRefresh(() => void again().finally(() => endPullDown()));
  const changed = async () => void (await Promise.all([again(), askWaiting(merchantId)]));
  const toList = () => up('merchant/orders', { merchant: merchantId });
  const frame = { title: '订单', here: 'orders', member, memberships, up: { label: '订单', go: toList } } as const;
  if (order === undefined) {
    return (
      <Frame {...frame}>
        <Lost asked={asked} again={again} what="这笔订单" list="订单" toList={toList} />
      </Frame>
    );
  }
  const main = (
    <>
      <Goods order={order} merchantId={merchantId} />
      <Parcels order={order} />
      <MoneyBack order={order} merchantId={merchantId} />
    </>
  );
  const side = (
    <>
      <Where order={order} />
      <Attribution order={order} merchantId={merchantId} />
      <Note note={order.note} merchantId={merchantId} orderId={orderId} may={mayShip(member)} onNoted={again} />
      <History entries={order.history.map((event) => ({ at: event.at, ...eventWords(event) }))} />
    </>
  );
  const acts = actsOf({ order, member, onDo: setDoing });
  return (
    <Frame
      {...frame}
      head={wide ? <Head order={order} /> : undefined} // A phone has room for two.
      acts={acts.length > 0 ? acts.slice(wide ? 0 : -2) : undefined}
    >
      <Columns head={<Head order={order} />} main={main} side={side} />
      {doing === 'ship' && (
        <Ship order={order} merchantId={merchantId} onShipped={changed} onClose={() => setDoing(undefined)} />
      )}
      {doing === 'refund' && (
        <Refund order={order} merchantId={merchantId} onRefunded={changed} onClose={() => setDoing(undefined)} />
      )}
    </Frame>
  );
}

/** One order: what is in it, where it goes, what was paid and given back, and all that has happened. */
export default function MerchantOrderPage() {
  const [address] = useAddress('merchant/order', ['merchant', 'id']);
  return (
    <Room title="订单" here="orders" merchantId={address.merchant}>
      {(member, memberships) => <Order member={member} memberships={memberships} orderId={address.id ?? ''} />}
    </Room>
  );
}
