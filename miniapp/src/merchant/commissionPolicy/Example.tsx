import { View } from '@tarojs/components';
import { formatBps, formatFen } from '../../../../shared/money';
import { Receipt, ReceiptLine } from '../../components/Receipt';
import { Panel } from '../components/Panel';
import { daysUntilFree, levelWord, type Terms } from '../words/commissionPolicy';
import { type Sale, type Share, saleOf } from './example';

const shareLabel = ({ level, name, rate }: Share) => `${name} · ${levelWord(level)} ${formatBps(rate)}`;

function Told({ title, sale, refund = false }: { title: string; sale: Sale; refund?: boolean }) {
  const { base, shares, kept, refunded, keptThen } = sale;
  return (
    <View className="example-one">
      <View className="example-title">{title}</View>
      <Receipt>
        <ReceiptLine label="实付货款" value={formatFen(base)} />
        {shares.map((share) => (
          <ReceiptLine key={share.level} label={shareLabel(share)} value={formatFen(share.amount)} />
        ))}
        <ReceiptLine label="店里留下" value={formatFen(kept)} total />
      </Receipt>
      {refund && (
        <>
          <View className="example-title m12">退 1 箱，{formatFen(refunded)} 退给小鹿</View>
          <Receipt>
            {shares.map(({ level, name, amount, left }) => (
              <ReceiptLine
                key={level}
                label={`${name} · 冲回 ${formatFen(amount - left)}，剩下`}
                value={formatFen(left)}
              />
            ))}
            <ReceiptLine label="店里留下" value={formatFen(keptThen)} total />
          </Receipt>
        </>
      )}
    </View>
  );
}

interface Props {
  /** Terms that do not stand have no example. */
  terms: Terms | undefined;
  afterSaleDays: number;
}

/** What a policy comes to, by example; recomputed as it is written. */
export function Example({ terms, afterSaleDays }: Props) {
  const top = terms?.grades[terms.grades.length - 1];
  const sale = terms && saleOf(terms);
  return (
    <Panel id="example" title="举个例子" sub="按选的规则算">
      {terms === undefined || sale === undefined ? (
        <View className="f13 c3">规则还有要改的，改好就能算</View>
      ) : (
        <>
          <Told title="小鹿买 2 箱水蜜桃，推荐人是林姐" sale={sale} refund={sale.shares.length > 0} />
          {top !== undefined && sale.shares.length > 0 && (
            <Told title={`同样 2 箱，林姐到了「${top.name}」`} sale={saleOf(terms, top)} />
          )}
          <View className="room-note m12">
            {sale.shares.length > 0 &&
              `小鹿签收满 ${daysUntilFree(terms.holdDays, afterSaleDays)} 天、没有售后，佣金就能提现。`}
            不足 1 分的归店里。
          </View>
        </>
      )}
    </Panel>
  );
}
