import { Text, View } from '@tarojs/components';
import { formatBps, formatFen } from '../../../../shared/money';
import { Receipt, ReceiptLine } from '../../components/Receipt';
import { type Earner, type Line, levelWords, ruleWords, whyNothing } from './words';

/** What one person earns from a line: base × rate, and what refunds took back. */
function Share({ earner, base }: { earner: Earner; base: number }) {
  const { name, mine, level, rate, grade, amount, reversed } = earner;
  const nothing = whyNothing(earner);
  const left = amount - reversed;
  return (
    <View className="m8">
      <ReceiptLine
        label={`${levelWords(level)} · ${mine ? '你' : name}`}
        value={`${formatFen(base)} × ${formatBps(rate)}`}
      />
      {grade && (
        <View className="f12 c3">
          其中「{grade.name}」等级加 {formatBps(grade.bonus)}
        </View>
      )}
      {reversed > 0 && <ReceiptLine label="佣金" value={formatFen(amount)} />}
      {reversed > 0 && <ReceiptLine label="退款冲回" value={formatFen(-reversed)} />}
      {nothing === undefined ? (
        <ReceiptLine label={mine ? '你得' : 'TA 得'} value={formatFen(left)} total tone={mine ? 'money' : 'ink'} />
      ) : (
        <View className="f12 c3">{nothing}</View>
      )}
    </View>
  );
}

/** A line of the order, as a receipt. */
export function Goods({ line }: { line: Line }) {
  const { lineId, title, quantity, base, earners } = line;
  return (
    <View id={`line-${lineId}`} className="m12">
      <Receipt torn>
        <View className="f14 bold two">
          {title}
          {quantity > 1 ? ` × ${quantity}` : ''}
        </View>
        <View className="m8">
          <ReceiptLine label="计佣金额（实付货款）" value={formatFen(base)} />
        </View>
        {earners.map((earner) => (
          <Share key={earner.level} earner={earner} base={base} />
        ))}
        {earners.length > 0 && <View className="f12 c3 m8">{ruleWords(line)}</View>}
        {earners.length === 0 && <Text className="f12 c3">没有推荐人，没有佣金</Text>}
      </Receipt>
    </View>
  );
}
