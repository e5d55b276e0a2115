import { Text, View } from '@tarojs/components';
import { usePullDownRefresh } from '@tarojs/taro';
import { useState } from 'react';
import { FINANCE_FIGURES } from '../../../../shared/domain/finance';
import { formatFen } from '../../../../shared/money';
import { formatWhen } from '../../../../shared/time';
import { asButton } from '../../components/Btn';
import { Icon } from '../../components/Icon';
import { Sheet } from '../../components/Sheet';
import { Skeleton } from '../../components/Skeleton';
import { Empty, Failed } from '../../components/State';
import { useAsk } from '../../hooks/useAsk';
import { call } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { open } from '../../platform/nav';
import { endPullDown } from '../../platform/notice';
import { Segments } from '../components/Filters';
import { Frame } from '../components/Frame';
import { OwnDays } from '../components/OwnDays';
import { Panel } from '../components/Panel';
import { chosenRange } from '../components/range';
import { ShopSwitch } from '../components/ShopSwitch';
import { type FinanceRow, figureWord, periodWords } from '../words/finance';
import {
  type BoardProps,
  type By,
  byOf,
  bys,
  daysOf,
  isEmpty,
  isEmptyRow,
  questionOf,
  type Range,
  rangeOf,
  ranges,
} from './board';
import { Meanings } from './Meanings';
import { Total } from './Total';
import { Trend } from './Trend';

/** Period by period: a tap shows its figures, and each of them opens to its journals. */
function Periods({ rows, merchantId }: { rows: readonly FinanceRow[]; merchantId: string }) {
  const [chosen, setChosen] = useState<FinanceRow>();
  const now = serverNow();
  const told = [...rows].reverse().filter((row) => !isEmptyRow(row));
  return (
    <Panel id="periods" title="一段一段看" sub="点开看明细">
      {told.map((row) => (
        <View
          key={row.period}
          id={`period-${row.period}`}
          className="finances-period"
          {...asButton}
          onClick={() => setChosen(row)}
        >
          <View className="row spread g8">
            <Text className="f14">{periodWords(row.period, now)}</Text>
            <Text className="num medium">净 {formatFen(row.net)}</Text>
          </View>
          <View className="row spread g8">
            <Text className="f12 c3">
              销售 {formatFen(row.sales)}，佣金 {formatFen(row.commissions)}
            </Text>
            <Icon name="right" size={14} className="c3" />
          </View>
        </View>
      ))}
      <Sheet
        open={chosen !== undefined}
        title={chosen === undefined ? '' : periodWords(chosen.period, now)}
        onClose={() => setChosen(undefined)}
      >
        {chosen !== undefined &&
          FINANCE_FIGURES.map((figure) => (
            <View
              key={figure}
              id={`figure-${figure}`}
              className="finances-line"
              {...asButton}
              onClick={() => {
                setChosen(undefined);
                open('merchant/journals', { merchant: merchantId, figure, period: chosen.period });
              }}
            >
              <Text className="grow f14">{figureWord[figure]}</Text>
              <Text className="num medium">{formatFen(chosen[figure])}</Text>
              <Icon name="right" size={14} className="c3" />
            </View>
          ))}
      </Sheet>
    </Panel>
  );
}

/** The board on a phone. */
export function PhoneBoard({ member, memberships, address, change }: BoardProps) {
  const { merchantId } = member;
  const question = questionOf(member, address, serverNow());
  const { asked, again } = useAsk(JSON.stringify(question), () => call('finance.board', question));
  usePullDownRefresh(() => void again().finally(endPullDown));
  const range = rangeOf(address);
  const board = asked.status === 'ready' ? asked.value : undefined;
  return (
    <Frame title="财务" here="finances" member={member} part>
      {memberships.length > 1 && (
        <View className="row finances-tools">
          <ShopSwitch member={member} memberships={memberships} />
        </View>
      )}
      <View className="finances-tools">
        <Segments<By>
          id="by"
          label="按天还是按月"
          options={bys}
          chosen={byOf(address)}
          onChoose={(by) => change({ by })}
        />
      </View>
      <View className="finances-tools">
        <Segments<Range>
          id="range"
          label="看哪些天"
          options={ranges}
          chosen={range}
          onChoose={(value) => change(chosenRange(value, daysOf(address, serverNow())))}
        />
        {range === 'own' && <OwnDays address={address} change={change} />}
      </View>
      {asked.status === 'loading' && <Skeleton bones={['wallet', 'line', 'line']} />}
      {asked.status === 'failed' && <Failed problem={asked.problem} onRetry={() => void again()} />}
      {board && isEmpty(board) && (
        <Empty icon="wallet" title="这些天没有账" text="有人付款、退款、提现，钱就记在这里" />
      )}
      {board && !isEmpty(board) && (
        <>
          <Total total={board.total} />
          <Trend board={board} merchantId={merchantId} />
          <Periods rows={board.rows} merchantId={merchantId} />
          <Meanings />
          <View className="f12 c3 finances-counted">算到 {formatWhen(board.countedTo, serverNow())}</View>
        </>
      )}
    </Frame>
  );
}
