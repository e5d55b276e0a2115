import { Text, View } from '@tarojs/components';
import { formatFen } from '../../../../shared/money';
import { ok } from '../../../../shared/result';
import { formatWhen, type Ms } from '../../../../shared/time';
import { Avatar } from '../../components/Avatar';
import { asButton } from '../../components/Btn';
import { Countdown } from '../../components/Countdown';
import { Price } from '../../components/Price';
import { Skeleton } from '../../components/Skeleton';
import { Empty, Failed } from '../../components/State';
import { Tag } from '../../components/Tag';
import { usePages } from '../../hooks/usePages';
import { usePolling } from '../../hooks/usePolling';
import { useVisible } from '../../hooks/useVisible';
import { call } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { open, pathOf } from '../../platform/nav';
import { type Column, WorkList } from '../components/Table';
import { useDeskPages } from '../hooks/useDeskPages';
import { type BargainRow, bargainWord, cutWords } from '../words/bargain';
import { inYuan } from '../words/payment';
import type { BargainState, PartProps } from './part';

const POLL = 15_000;

/** Until when it takes help or can be ordered, or when it ended. */
function Deadline({ bargain, now, onEnd }: { bargain: BargainRow; now: Ms; onEnd?: () => void }) {
  const { status, expiresAt, endedAt, endedEarly } = bargain;
  if (status === 'open' || status === 'floor') return <Countdown endsAt={expiresAt} onEnd={onEnd} />;
  if (status === 'ordered') return <Text className="c2">等付款</Text>;
  return (
    <Text className="c2">
      {formatWhen(endedAt ?? expiresAt, now)}{' '}
      {endedEarly && status === 'cancelled' ? '提前截止' : bargainWord[status].label}
    </Text>
  );
}

/** The words of an empty list. */
const nothing = (state: BargainState) => ({
  title: state === 'all' ? '还没有人发起砍价' : '这里没有砍价',
  text: state === 'all' ? '有人发起就会列在这里' : '换一个状态看看',
});

const columns: readonly Column<BargainRow>[] = [
  {
    key: 'owner',
    head: '发起人',
    cell: ({ owner }) => (
      <span className="table-goods">
        <Avatar avatar={owner.avatar} name={owner.name} size={24} />
        <span className="cut">{owner.name}</span>
      </span>
    ),
  },
  {
    key: 'status',
    head: '状态',
    cell: ({ status }) => <Tag tone={bargainWord[status].tone}>{bargainWord[status].label}</Tag>,
  },
  { key: 'sku', head: '规格', roomy: true, most: 160, cell: ({ sku }) => <span className="c2">{sku.name}</span> },
  {
    key: 'made',
    head: '砍了 / 刀',
    figures: true,
    cell: ({ made, cuts }) => (
      <>
        {made}
        <span className="c3"> / {cuts}</span>
      </>
    ),
  },
  { key: 'list', head: '标价 元', figures: true, roomy: true, cell: ({ list }) => inYuan(list) },
  { key: 'price', head: '现价 元', figures: true, cell: ({ price }) => inYuan(price) },
  { key: 'floor', head: '底价 元', figures: true, roomy: true, cell: ({ floor }) => inYuan(floor) },
  {
    key: 'createdAt',
    head: '发起',
    roomy: true,
    cell: ({ createdAt }) => <span className="c2">{formatWhen(createdAt, serverNow())}</span>,
  },
  { key: 'deadline', head: '截止', cell: (bargain) => <Deadline bargain={bargain} now={serverNow()} /> },
  {
    key: 'order',
    head: '订单',
    cell: ({ orderId }) => (orderId === undefined ? <span className="c3">–</span> : <span className="c2">看订单</span>),
  },
  { key: 'edition', head: '版', figures: true, roomy: true, cell: ({ edition }) => edition },
];

const questionOf = ({ campaignId, merchantId, state }: PartProps<BargainState>, cursor: string | undefined) => ({
  merchantId,
  campaignId,
  state,
  cursor,
});

export function DeskBargains(part: PartProps<BargainState>) {
  const { campaignId, merchantId, state } = part;
  const pages = useDeskPages(`${campaignId} ${state}`, (cursor) =>
    call('campaign.listBargains', questionOf(part, cursor)),
  );
  const visible = useVisible();
  usePolling(pages.again, POLL, visible && pages.before !== undefined && pages.asked.status !== 'failed');
  return (
    <WorkList
      label="砍价"
      columns={columns}
      pages={pages}
      rowsOf={(page) => page.bargains}
      keyOf={({ id }) => id}
      onOpen={({ orderId }) => orderId !== undefined && open('merchant/order', { merchant: merchantId, id: orderId })}
      hrefOf={({ orderId }) =>
        orderId === undefined ? undefined : `#${pathOf('merchant/order', { merchant: merchantId, id: orderId })}`
      }
      empty={<Empty icon="bag" {...nothing(state)} />}
    />
  );
}

export function PhoneBargains(part: PartProps<BargainState>) {
  const { campaignId, merchantId, state } = part;
  const { asked, items, again } = usePages(`${campaignId} ${state}`, async (cursor) => {
    const answer = await call('campaign.listBargains', questionOf(part, cursor));
    return answer.ok ? ok({ ...answer.value, items: answer.value.bargains }) : answer;
  });
  if (asked.status === 'loading') return <Skeleton bones={['line', 'line']} />;
  if (asked.status === 'failed') return <Failed problem={asked.problem} onRetry={again} />;
  if (items.length === 0) return <Empty icon="bag" {...nothing(state)} />;
  const now = serverNow();
  return (
    <>
      {items.map((bargain) => (
        <Card key={bargain.id} bargain={bargain} merchantId={merchantId} now={now} onEnd={again} />
      ))}
    </>
  );
}

interface CardProps {
  bargain: BargainRow;
  merchantId: string;
  now: Ms;
  onEnd: () => void;
}

function Card({ bargain, merchantId, now, onEnd }: CardProps) {
  const { id, owner, sku, status, price, floor, made, cuts, orderId } = bargain;
  const way = orderId !== undefined && {
    ...asButton,
    onClick: () => open('merchant/order', { merchant: merchantId, id: orderId }),
  };
  return (
    <View id={`bargain-${id}`} className="card campaign-row" {...way}>
      <View className="row g8">
        <Avatar avatar={owner.avatar} name={owner.name} size={24} />
        <Text className="f14 bold cut grow">{owner.name}</Text>
        <Tag tone={bargainWord[status].tone}>{bargainWord[status].label}</Tag>
      </View>
      <View className="row g8 m8">
        <Text className="f13 c2 cut grow">{sku.name}</Text>
        <Price fen={price} size="s" tone="ink" />
      </View>
      <View className="row g8 m4">
        <Text className="f12 c3 grow">
          {made} / {cuts} 刀 · {cutWords(bargain)} · 底价 {formatFen(floor)}
        </Text>
      </View>
      <View className="row g8 m4 f12">
        <View className="grow">
          <Deadline bargain={bargain} now={now} onEnd={onEnd} />
        </View>
        {orderId !== undefined && <Text className="c2">看订单</Text>}
      </View>
    </View>
  );
}
