import { View } from '@tarojs/components';
import { useState } from 'react';
import { Btn } from '../../components/Btn';
import { open } from '../../platform/nav';
import { Field } from './Field';
import { Panel } from './Panel';
import { shareCodeIn } from './shareCode';

/** Finds a person by a code that they have shared. */
export function CodeEntry({ merchantId }: { merchantId: string }) {
  const [typed, setTyped] = useState('');
  const [error, setError] = useState<string>();

  function find(): void {
    const code = shareCodeIn(typed);
    if (code === undefined) setError(typed.trim() === '' ? '先填推广码' : '推广码只有字母和数字');
    else open('merchant/customer', { merchant: merchantId, code });
  }

  return (
    <Panel id="byCode" title="查一个人的推荐关系">
      <Field
        id="code"
        value={typed}
        placeholder="推广码，或者分享的链接"
        most={400}
        error={error}
        onChange={(text) => {
          setTyped(text);
          setError(undefined);
        }}
        onConfirm={find}
      />
      <View className="row spread g8 m8">
        <View className="room-note grow">也可以从订单里点「推荐关系」</View>
        <Btn id="find" kind="tint" size="s" onClick={find}>
          查一下
        </Btn>
      </View>
    </Panel>
  );
}
