import { Text, View } from '@tarojs/components';
import { useEffect, useState } from 'react';
import { Btn } from '../components/Btn';
import { Price } from '../components/Price';
import { Sheet } from '../components/Sheet';
import { tellStandIn, useSheet } from './sheet';
import './PaymentSheet.scss';

/**
 * WeChat's payment sheet, as the stand-in plays it: amount, payee, 支付 or 取消.
 * @public required by components/Hosts.tsx, where there is a stand-in
 */
export function PaymentSheet() {
  const { asked } = useSheet();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another payment starts anew
  useEffect(() => {
    setBusy(false);
    setProblem(undefined);
  }, [asked]);

  async function choose(choice: 'pay' | 'cancel'): Promise<void> {
    if (asked === null || busy) return;
    setBusy(true);
    const refused = await tellStandIn(choice, asked.request);
    setBusy(false);
    if (choice === 'cancel') asked.answer('cancelled');
    else if (refused === undefined) asked.answer('done');
    else setProblem(refused);
  }

  return (
    <Sheet
      open={asked !== null}
      title="微信支付（测试）"
      onClose={() => void choose('cancel')}
      foot={
        <View className="pay-sheet-acts">
          <Btn id="payConfirm" kind="pine" block busy={busy} onClick={() => void choose('pay')}>
            支付
          </Btn>
          <Btn id="payCancel" kind="line" block onClick={() => void choose('cancel')}>
            取消
          </Btn>
        </View>
      }
    >
      {asked !== null && (
        <View id="paySheet" className="tc pay-sheet">
          <View className="f14 c2">付给 {asked.request.payee}</View>
          <View className="m8">
            <Price fen={asked.request.amount} size="xl" tone="ink" />
          </View>
          <View className="f12 c3 m12">这是替身支付，不会动真的钱</View>
          {problem !== undefined && (
            <View id="payProblem" className="f13 cd m12">
              <Text>{problem}</Text>
            </View>
          )}
        </View>
      )}
    </Sheet>
  );
}
