import { Text } from '@tarojs/components';
import { FINANCE_FIGURES } from '../../../../shared/domain/finance';
import { formatWhen } from '../../../../shared/time';
import { Btn } from '../../components/Btn';
import { Icon } from '../../components/Icon';
import { Skeleton } from '../../components/Skeleton';
import { Empty, Failed } from '../../components/State';
import { useAsk } from '../../hooks/useAsk';
import { usePolling } from '../../hooks/usePolling';
import { useVisible } from '../../hooks/useVisible';
import { call } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { open, pathOf } from '../../platform/nav';
import { Segments } from '../components/Filters';
import { Frame } from '../components/Frame';
import { OwnDays } from '../components/OwnDays';
import { Panel } from '../components/Panel';
import { chosenRange } from '../components/range';
import { type FinanceBoard, figureWord, periodWords } from '../words/finance';
import { inYuan } from '../words/payment';
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
import { exportBoard } from './exportBoard';
import { Meanings } from './Meanings';
import { Total } from './Total';
import { Trend } from './Trend';

/** Often enough to see the day go on, and to notice that this desk was signed out. */
const POLL = 60_000;

/** Every figure of every period: a tap on one opens the journals behind it. */
function Ledger({ rows, merchantId }: { rows: FinanceBoard['rows']; merchantId: string }) {
  const now = serverNow();
  return (
    <Panel id="periods" title="一段一段看" sub="点一个数，看它由哪些账组成">
      <div className="finances-periods">
        <table className="table" aria-label="每段的账">
          <thead>
            <tr>
              <th scope="col">时间</th>
              {FINANCE_FIGURES.map((figure) => (
                <th key={figure} scope="col" className="table-figures">
                  {figureWord[figure]} 元
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {[...rows].reverse().map((row) => (
              <tr key={row.period} id={`row-${row.period}`}>
                <td>{periodWords(row.period, now)}</td>
                {FINANCE_FIGURES.map((figure) => {
                  const place = { merchant: merchantId, figure, period: row.period };
                  return (
                    <td key={figure} className="table-figures">
                      {row[figure] === 0 && (figure !== 'net' || isEmptyRow(row)) ? (
                        <span className="c3">0.00</span>
                      ) : (
                        <a
                          id={`figure-${figure}-${row.period}`}
                          className="finances-figure"
                          href={`#${pathOf('merchant/journals', place)}`}
                          onClick={(event) => {
                            if (event.metaKey || event.ctrlKey || event.shiftKey) return;
                            event.preventDefault();
                            open('merchant/journals', place);
                          }}
                        >
                          {inYuan(row[figure])}
                        </a>
                      )}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

/** The board at a desk. */
export function DeskBoard({ member, memberships, address, change }: BoardProps) {
  const { merchantId } = member;
  const question = questionOf(member, address, serverNow());
  const { asked, again } = useAsk(JSON.stringify(question), () => call('finance.board', question));
  const visible = useVisible();
  usePolling(again, POLL, visible && asked.status === 'ready');
  const range = rangeOf(address);
  const board = asked.status === 'ready' ? asked.value : undefined;
  return (
    <Frame
      title="财务"
      here="finances"
      member={member}
      memberships={memberships}
      acts={
        <>
          <Segments<By>
            id="by"
            label="按天还是按月"
            options={bys}
            chosen={byOf(address)}
            onChoose={(by) => change({ by })}
          />
          <Segments<Range>
            id="range"
            label="看哪些天"
            options={ranges}
            chosen={range}
            onChoose={(value) => change(chosenRange(value, daysOf(address, serverNow())))}
          />
          <Btn
            id="export"
            kind="line"
            disabled={board === undefined}
            onClick={() => board && exportBoard(board, question)}
          >
            <Icon name="download" size={16} />
            导出 CSV
          </Btn>
        </>
      }
    >
      {range === 'own' && <OwnDays address={address} change={change} />}
      {asked.status === 'loading' && <Skeleton bones={['wallet', 'line', 'line']} />}
      {asked.status === 'failed' && <Failed problem={asked.problem} onRetry={() => void again()} />}
      {board && isEmpty(board) && nothing}
      {board && !isEmpty(board) && (
        <>
          <Total total={board.total} />
          <Trend board={board} merchantId={merchantId} />
          <Ledger rows={board.rows} merchantId={merchantId} />
          <Text className="f12 c3 finances-counted">算到 {formatWhen(board.countedTo, serverNow())}</Text>
          <Meanings />
        </>
      )}
    </Frame>
  );
}

const nothing = <Empty icon="wallet" title="这些天没有账" text="有人付款、退款、提现，钱就记在这里" />;
