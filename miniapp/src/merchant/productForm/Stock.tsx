import { Text, View } from '@tarojs/components';
import { useRef, useState } from 'react';
import { STOCK_MOST } from '../../../../shared/domain/product';
import { call, mayRetry, newRequestId, type Problem } from '../../platform/api';
import { toast } from '../../platform/notice';
import { Decision } from '../components/Decision';
import { Field } from '../components/Field';
import type { Product } from './draft';

interface Props {
  merchantId: string;
  productId: string;
  /** As it was seen. */
  sku: Product['skus'][number];
  onClose: () => void;
  onSet: () => Promise<void>;
}

/** How many are left of a SKU from now on. What is bought meanwhile counts too. */
export function Stock({ merchantId, productId, sku, onClose, onSet }: Props) {
  const [typed, setTyped] = useState(String(sku.left));
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  /** Kept as long as it is not known what became of it. */
  const requestId = useRef(newRequestId());
  const wanted = /^\d{1,7}$/.test(typed.trim()) ? Number(typed) : Number.NaN;
  const fits = wanted <= STOCK_MOST;
  const change = wanted - sku.left;

  async function set(): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    const about = { merchantId, productId, skuId: sku.id, requestId: requestId.current };
    const answer = await call('product.setStock', { ...about, seen: sku.max, seenLeft: sku.left, left: wanted });
    if (answer.ok || !mayRetry(answer.refusal)) await onSet();
    setBusy(false);
    if (!answer.ok) {
      if (!mayRetry(answer.refusal)) requestId.current = newRequestId();
      return setProblem(answer.refusal);
    }
    toast(`还剩 ${answer.value.left} 件`);
    onClose();
  }

  return (
    <Decision
      open
      title={`${sku.name} 的库存`}
      onClose={onClose}
      acts={[
        { id: 'stockNot', label: '先不改', kind: 'line', onClick: onClose },
        {
          id: 'stockYes',
          label: fits
            ? change === 0
              ? '和现在一样'
              : change > 0
                ? `加 ${change} 件`
                : `减 ${-change} 件`
            : '填一个整数',
          disabled: !fits || change === 0 || problem !== undefined,
          busy,
          onClick: () => void set(),
        },
      ]}
    >
      <Field
        id="left"
        label="还能卖多少件"
        value={typed}
        placeholder="0"
        most={7}
        figures
        aside={<Text className="f13 c2">件</Text>}
        error={fits ? undefined : `0 到 ${STOCK_MOST} 的整数`}
        onChange={setTyped}
      />
      <View className="room-note m8">
        按加减的件数改：这时正好有人买走的也算在内。已经卖出和待付款占着的 {sku.held + sku.sold} 件拿不走。
      </View>
      {problem && (
        <View id="stockProblem" className="cd f12 m8">
          {problem.message}。关掉再打开，就是现在的数。
        </View>
      )}
    </Decision>
  );
}
