import { View } from '@tarojs/components';
import { useRef, useState } from 'react';
import { call, mayRetry, newRequestId, type Problem } from '../../platform/api';
import { open } from '../../platform/nav';
import { Decision } from '../components/Decision';
import { Field } from '../components/Field';

/** 开一家店: its name, and on to its page, where its owner is invited. Mounted while it is open. */
export function NewShop({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const requestId = useRef<string>();
  const ready = name.trim() !== '';

  async function make(): Promise<void> {
    requestId.current ??= newRequestId();
    setBusy(true);
    setProblem(undefined);
    const answer = await call('platform.addMerchant', { requestId: requestId.current, name: name.trim() });
    setBusy(false);
    if (answer.ok || !mayRetry(answer.refusal)) requestId.current = undefined;
    if (!answer.ok) return setProblem(answer.refusal);
    onClose();
    open('merchant/shop', { id: answer.value.merchantId });
  }

  return (
    <Decision
      open
      title="开一家店"
      onClose={onClose}
      acts={[
        { id: 'newShopNot', label: '先不开', kind: 'line', onClick: onClose },
        { id: 'newShopYes', label: ready ? '开店' : '先写店名', disabled: !ready, busy, onClick: () => void make() },
      ]}
    >
      <View>开好后邀请店主。店主填了收款账户，才能卖货。</View>
      <View className="m12">
        <Field
          id="shopName"
          label="店名，店主以后能改"
          value={name}
          placeholder="比如 山野集"
          most={30}
          onChange={(typed) => {
            // Another name is another request.
            requestId.current = undefined;
            setName(typed);
          }}
        />
      </View>
      {problem && (
        <View id="newShopProblem" className="cd f13 m12">
          {problem.message}
        </View>
      )}
    </Decision>
  );
}
