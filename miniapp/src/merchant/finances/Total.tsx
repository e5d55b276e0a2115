import { View } from '@tarojs/components';
import { FINANCE_FIGURES } from '../../../../shared/domain/finance';
import { Figures } from '../components/Figures';
import { Panel } from '../components/Panel';
import { useWide } from '../hooks/useWide';
import { type FinanceBoard, figureWord } from '../words/finance';
import { inYuan } from '../words/payment';

/** What all the days come to, and how the net comes about. */
export function Total({ total }: Pick<FinanceBoard, 'total'>) {
  const wide = useWide();
  const figures = FINANCE_FIGURES.map((figure) => ({
    id: `total-${figure}`,
    label: `${figureWord[figure]} 元`,
    value: inYuan(total[figure]),
  }));
  const each = wide ? 4 : 2;
  const rows = Array.from({ length: Math.ceil(figures.length / each) }, (_, row) => row * each);
  return (
    <Panel id="total" title="合计">
      {rows.map((from) => (
        <View key={from} className="finances-figures">
          <Figures figures={figures.slice(from, from + each)} />
        </View>
      ))}
      <View id="netSum" className="room-word m12">
        净收入 {inYuan(total.net)} = 销售 {inYuan(total.sales)} − 退款 {inYuan(total.refunds)} − 佣金{' '}
        {inYuan(total.commissions)} − 微信手续费 {inYuan(total.wechatFees)} + 提现手续费 {inYuan(total.withdrawalFees)}
      </View>
    </Panel>
  );
}
