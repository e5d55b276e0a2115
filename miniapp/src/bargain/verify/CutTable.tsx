import { Text, View } from '@tarojs/components';
import type { Verdict } from '../../../../shared/domain/fairness';
import { formatFen } from '../../../../shared/money';
import { Icon } from '../../components/Icon';
import { Receipt, ReceiptLine } from '../../components/Receipt';
import type { Bargain } from '../words';

interface Props {
  bargain: Bargain;
  verdict: Verdict;
}

/** Every cut that was made beside the one that was fixed for its place; cuts that nobody made close the sum. */
export function CutTable({ bargain, verdict }: Props) {
  const { helps, list, floor } = bargain;
  const { cuts, same } = verdict;
  const open = cuts.slice(helps.length);
  const sum = (amounts: readonly number[]) => amounts.reduce((whole, one) => whole + one, 0);
  const lines = helps.map((help, index) => ({ ...help, order: index + 1, computed: cuts[index], fits: same[index] }));
  return (
    <View>
      <View className="row verify-row f12 c3">
        <Text className="verify-order">刀</Text>
        <Text className="grow">朋友</Text>
        <Text className="verify-amount">实际</Text>
        <Text className="verify-amount">重算</Text>
        <Text className="verify-mark" />
      </View>
      {lines.map(({ order, name, own, cut, computed, fits }) => (
        <View key={order} id={`cut-${order}`} className={`row verify-row f14 ${fits ? '' : 'cd'}`}>
          <Text className="verify-order num c2">{order}</Text>
          <View className="grow">
            <View className="cut">{name}</View>
            {own && <View className="f12 c3">发起人</View>}
          </View>
          <Text className="verify-amount num">{formatFen(cut)}</Text>
          <Text className="verify-amount num c2">{computed === undefined ? '—' : formatFen(computed)}</Text>
          <View className={`verify-mark ${fits ? 'cm' : 'cd'}`} role="img" aria-label={fits ? '对得上' : '对不上'}>
            {fits ? <Icon name="check" size={16} /> : <Icon name="alert" size={16} />}
          </View>
        </View>
      ))}
      {cuts.length > 0 && (
        <Receipt className="m16">
          <ReceiptLine label={`砍了的 ${helps.length} 刀`} value={formatFen(sum(helps.map(({ cut }) => cut)))} />
          {open.length > 0 && <ReceiptLine label={`没人砍的 ${open.length} 刀`} value={formatFen(sum(open))} />}
          <ReceiptLine label={`标价 ${formatFen(list)} − 底价 ${formatFen(floor)}`} value={formatFen(list - floor)} />
        </Receipt>
      )}
    </View>
  );
}
