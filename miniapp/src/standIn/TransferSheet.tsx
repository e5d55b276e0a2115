import { Text, View } from '@tarojs/components';
import { useEffect, useState } from 'react';
import { Btn } from '../components/Btn';
import { Price } from '../components/Price';
import { Sheet } from '../components/Sheet';
import { confirmAtStandIn, useTransferSheet } from './transfer';
import './PaymentSheet.scss';

/**
 * WeChat's page on which money is taken in, as the stand-in plays it: amount, payer, 确认收款 or close.
 * @public required by promoter/withdrawal/index.tsx, where there is a stand-in
 */
export function TransferSheet({ payer, net }: { payer: string; net: number }) {
  const { asked } = useTransferSheet();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another transfer starts anew
  useEffect(() => {
    setBusy(false);
    setProblem(undefined);
  }, [asked]);

  async function confirm(): Promise<void> {
    if (asked === null || busy) return;
    setBusy(true);
    const refused = await confirmAtStandIn(asked.request);
    setBusy(false);
    if (refused === undefined) asked.answer('done');
    else setProblem(refused);
  }

  const close = () => asked?.answer('cancelled');
  return (
    <Sheet
      open={asked !== null}
      title="微信收款（测试）"
      onClose={close}
      foot={
        <View className="pay-sheet-acts">
          <Btn id="transferConfirm" kind="pine" block busy={busy} onClick={() => void confirm()}>
            确认收款
          </Btn>
          <Btn id="transferClose" kind="line" block onClick={close}>
            以后再说
          </Btn>
        </View>
      }
    >
      <View id="transferSheet" className="tc pay-sheet">
        <View className="f14 c2">{payer} 付给你</View>
        <View className="m8">
          <Price fen={net} size="xl" tone="ink" />
        </View>
        <View className="f12 c3 m12">这是替身微信，不会动真的钱</View>
        {problem !== undefined && (
          <View id="transferProblem" className="f13 cd m12">
            <Text>{problem}</Text>
          </View>
        )}
      </View>
    </Sheet>
  );
}
