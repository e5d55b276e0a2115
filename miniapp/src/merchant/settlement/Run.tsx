import { View } from '@tarojs/components';
import { formatFen } from '../../../../shared/money';
import { formatWhen } from '../../../../shared/time';
import { Btn } from '../../components/Btn';
import { Icon } from '../../components/Icon';
import { serverNow } from '../../platform/clock';
import { Panel } from '../components/Panel';
import { type Owed, progressWords, reportWords, type Settlement } from '../words/settlement';
import { useSettling } from './useSettling';

function Progress({ settlement }: { settlement: Settlement }) {
  const { done, total } = settlement;
  return (
    <View id="progress" className="m12">
      <View className="f13 c2">{progressWords(settlement)}</View>
      <View className="settlement-way m8" aria-hidden="true">
        <View
          className="settlement-done"
          style={{ width: `${total === 0 ? 0 : Math.min(100, (done / total) * 100)}%` }}
        />
      </View>
    </View>
  );
}

interface Props {
  owed: Owed;
  merchantId: string;
  /** A settlement has ended: what is owed is another. */
  onEnded: () => Promise<void>;
}

/** Releases what is due by now, step by step, and reports what has come of it. */
export function Run({ owed, merchantId, onEnded }: Props) {
  const { settlement, busy, problem, start } = useSettling(merchantId, onEnded);
  const { overdue, running } = owed;
  const ended = settlement?.finishedAt === undefined ? undefined : settlement;
  const underWay = ended === undefined ? (settlement ?? running) : running;
  const label =
    underWay !== undefined ? '继续结算' : overdue.count === 0 ? '没有到期的' : `开始结算 ${formatFen(overdue.fen)}`;
  return (
    <Panel id="run" title="结算">
      <View className="f13 c2">
        把到期的佣金从冻结中转为可提现，推广人就能提了。每天会自动做，这里可以马上做一次；中途停下、重复点，都不会多放一笔。
      </View>
      {underWay && <Progress settlement={underWay} />}
      {underWay && !busy && (
        <View className="f12 c3 m4">
          {underWay.by} {formatWhen(underWay.startedAt, serverNow())} 开始，做到一半，接着做就行
        </View>
      )}
      {ended && (
        <View id="report" className="row row-top g8 settlement-report m12">
          <Icon name="check" size={16} />
          <View className="grow">{reportWords(ended)}</View>
        </View>
      )}
      {problem && (
        <View id="runProblem" className="cd f13 m12">
          {problem.message}。已经放的款都在，可以接着做。
        </View>
      )}
      <View className="m16">
        <Btn
          id="settle"
          block
          busy={busy}
          disabled={!busy && underWay === undefined && overdue.count === 0}
          onClick={() => void start()}
        >
          {busy ? '正在结算' : label}
        </Btn>
      </View>
    </Panel>
  );
}
