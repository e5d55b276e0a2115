import { Text, View } from '@tarojs/components';
import { formatFen } from '../../../../shared/money';
import { Btn } from '../../components/Btn';
import { Icon } from '../../components/Icon';
import { Price } from '../../components/Price';
import { open } from '../../platform/nav';
import { noWithdrawal, type Wallet, walletNotes } from './words';

function Pot({ label, value }: { label: string; value: number }) {
  return (
    <View className="wallet-pot">
      <View className="f12 c3">{label}</View>
      <View className="num bold f16">{formatFen(value)}</View>
    </View>
  );
}

/** What can be withdrawn, and where the rest is. */
export function Balance({ wallet }: { wallet: Wallet }) {
  const { available, held, withdrawing, debt, paid } = wallet;
  const off = noWithdrawal(wallet);
  return (
    <>
      <View id="wallet" className="card wallet">
        <View className="row spread g12">
          <View>
            <View className="f13 c2">可提现</View>
            <View className="m4">
              <Price fen={available} size="xl" tone="money" />
            </View>
          </View>
          <Btn
            id="toWithdraw"
            kind="pine"
            size="m"
            disabled={off !== undefined}
            onClick={() => open('promoter/withdraw', {})}
          >
            {off ?? '提现'}
          </Btn>
        </View>
        <View className="hr m20" />
        <View className="wallet-pots m16">
          <Pot label="冻结中" value={held} />
          <Pot label="提现中" value={withdrawing} />
          <Pot label="待抵扣" value={debt} />
          <Pot label="累计到账" value={paid} />
        </View>
      </View>
      {walletNotes(wallet).map((note) => (
        <View key={note} className="card wallet-note f13">
          <Icon name="alert" size={20} />
          <Text className="grow">{note}</Text>
        </View>
      ))}
    </>
  );
}
