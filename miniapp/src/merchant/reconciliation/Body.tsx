import { Text, View } from '@tarojs/components';
import { formatFen } from '../../../../shared/money';
import { formatWhen, type Ms } from '../../../../shared/time';
import { Icon } from '../../components/Icon';
import { Receipt, ReceiptLine } from '../../components/Receipt';
import { Tag } from '../../components/Tag';
import { serverNow } from '../../platform/clock';
import { open, pathOf } from '../../platform/nav';
import { Panel } from '../components/Panel';
import { type Column, Table } from '../components/Table';
import { useWide } from '../hooks/useWide';
import { inYuan } from '../words/payment';
import {
  byKind,
  type DayDetail,
  type Difference,
  dayWord,
  failureWords,
  formatGap,
  gapWords,
  inSignedYuan,
  kindWords,
  numberWords,
  sidesOf,
} from '../words/reconciliation';

const counted = ({ count, fen }: { count: number; fen: number }) => `${count} 笔 ${formatFen(fen)}`;

function Sums({ day, now }: { day: DayDetail; now: Ms }) {
  const { sums, gap, comparedAt } = day;
  if (sums === undefined || gap === undefined || comparedAt === undefined) return null;
  return (
    <Panel id="sums" title="两边的合计" sub={`${formatWhen(comparedAt, now)} 核对`}>
      <Receipt className="reconciliation-receipt">
        <ReceiptLine label="店里收款" value={counted(sums.payments.ours)} />
        <ReceiptLine label="微信收款" value={counted(sums.payments.theirs)} />
        <ReceiptLine label="店里退款" value={counted(sums.refunds.ours)} />
        <ReceiptLine label="微信退款" value={counted(sums.refunds.theirs)} />
        {sums.transfers.ours.count + sums.transfers.theirs.count > 0 && (
          <>
            <ReceiptLine label="店里转给推广人" value={counted(sums.transfers.ours)} />
            <ReceiptLine label="微信转给推广人" value={counted(sums.transfers.theirs)} />
          </>
        )}
        {sums.transfersBack.ours.count + sums.transfersBack.theirs.count > 0 && (
          <>
            <ReceiptLine label="店里记的转账退回" value={counted(sums.transfersBack.ours)} />
            <ReceiptLine label="微信退回的转账" value={counted(sums.transfersBack.theirs)} />
          </>
        )}
        <ReceiptLine label="微信收的手续费" value={formatFen(sums.fees)} />
        <ReceiptLine label="差额（微信减店里）" value={formatGap(gap)} total />
      </Receipt>
      <View className={`f13 m12 ${day.status === 'different' ? 'cd' : 'c2'}`}>{gapWords(day)}。</View>
    </Panel>
  );
}

function columnsOf(kind: Difference['kind']): readonly Column<Difference>[] {
  const [ours, theirs] = sidesOf(kind);
  return [
    {
      key: 'number',
      head: kind === 'fundFlowDiffers' ? '合计' : '单号',
      cell: (one) => <span className="table-number reconciliation-number">{numberWords(one)}</span>,
    },
    { key: 'ours', head: `${ours} 元`, figures: true, cell: (one) => inYuan(one.ours) },
    { key: 'theirs', head: `${theirs} 元`, figures: true, cell: (one) => inYuan(one.theirs) },
    { key: 'gap', head: '差额 元', figures: true, cell: (one) => inSignedYuan(one.theirs - one.ours) },
  ];
}

/** Where a number of ours is found: its order, or its withdrawal. */
function placeOf({ orderId, withdrawalId }: Difference, merchant: string) {
  if (orderId !== undefined)
    return { page: 'merchant/order', params: { merchant, id: orderId }, way: '看订单' } as const;
  if (withdrawalId === undefined) return undefined;
  return { page: 'merchant/payout', params: { merchant, id: withdrawalId }, way: '看提现' } as const;
}

/** A number of ours leads to where it is found. */
function Row({ difference, merchant }: { difference: Difference; merchant: string }) {
  const { kind, ours, theirs } = difference;
  const [left, right] = sidesOf(kind);
  const place = placeOf(difference, merchant);
  const way = place === undefined ? {} : { role: 'button', onClick: () => open(place.page, place.params) };
  return (
    <View className="reconciliation-row" {...way}>
      <View className="row row-top g8">
        <Text className="grow f12 c2 num reconciliation-number" userSelect>
          {numberWords(difference)}
        </Text>
        {place !== undefined && <Text className="f12 link reconciliation-gap">{place.way}</Text>}
      </View>
      <View className="row g12 f13 m4">
        <Text className="c2">
          {left} <Text className="num">{formatFen(ours)}</Text>
        </Text>
        <Text className="c2 grow">
          {right} <Text className="num">{formatFen(theirs)}</Text>
        </Text>
        <Text className="num bold cd reconciliation-gap">{formatGap(theirs - ours)}</Text>
      </View>
    </View>
  );
}

/** The differences of one kind: what they are, and each of them. */
function Kind({ kind, found, merchant }: { kind: Difference['kind']; found: readonly Difference[]; merchant: string }) {
  const wide = useWide();
  const { title, meaning } = kindWords[kind];
  const gap = found.reduce((sum, { ours, theirs }) => sum + theirs - ours, 0);
  return (
    <Panel
      id={`kind-${kind}`}
      title={title}
      {...(found.length > 1
        ? {
            sub: `${found.length} 处`,
            aside: <Text className="num bold cd reconciliation-gap">{formatGap(gap)}</Text>,
          }
        : {})}
    >
      <View className="f12 c3 reconciliation-meaning">{meaning}</View>
      {wide ? (
        <div className="reconciliation-table">
          <Table
            label={title}
            columns={columnsOf(kind)}
            rows={found}
            keyOf={({ number }) => number}
            {...(found.some((one) => placeOf(one, merchant) !== undefined) && {
              onOpen: (one: Difference) => {
                const place = placeOf(one, merchant);
                if (place) open(place.page, place.params);
              },
            })}
            hrefOf={(one) => {
              const place = placeOf(one, merchant);
              return place && `#${pathOf(place.page, place.params)}`;
            }}
          />
        </div>
      ) : (
        found.map((difference) => <Row key={difference.number} difference={difference} merchant={merchant} />)
      )}
    </Panel>
  );
}

export function Body({ day, merchant }: { day: DayDetail; merchant: string }) {
  const wide = useWide();
  const now = serverNow();
  const failed = failureWords(day, now);
  const { status, comparing, found, differences } = day;
  return (
    <>
      {!wide && (
        <View className="row reconciliation-state">
          <Tag tone={dayWord[status].tone}>{dayWord[status].label}</Tag>
        </View>
      )}
      {comparing && <View className="room-note reconciliation-state">正在核对，过一会儿再看</View>}
      {failed !== undefined && (
        <View id="failure" className="room-notice">
          <Icon name="alert" size={16} />
          <Text className="grow">{failed}。没对成不算差异，也不影响卖货。</Text>
        </View>
      )}
      <Sums day={day} now={now} />
      {byKind(found).map((group) => (
        <Kind key={group.kind} {...group} merchant={merchant} />
      ))}
      {differences > found.length && (
        <View className="room-note m12">
          共 {differences} 处差异，这里列出前 {found.length} 处
        </View>
      )}
    </>
  );
}
