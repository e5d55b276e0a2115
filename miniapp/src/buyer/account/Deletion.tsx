import { Text, View } from '@tarojs/components';
import { forwardRef, useImperativeHandle, useState } from 'react';
import type { Output } from '../../../../shared/contracts/contracts';
import { formatFen } from '../../../../shared/money';
import { Btn } from '../../components/Btn';
import { Icon } from '../../components/Icon';
import { Skeleton } from '../../components/Skeleton';
import { Failed } from '../../components/State';
import { useAsk } from '../../hooks/useAsk';
import { call } from '../../platform/api';
import { open, openTab } from '../../platform/nav';
import { confirmed, toast } from '../../platform/notice';
import { signOut } from '../../platform/session';

type Hindrance = Output<'person.previewDelete'>['hindrances'][number];

/** What stands in the way, in words, and where it can be seen to. */
function wordsOf({ kind, id, name, amount = 0 }: Hindrance): { text: string; go?: () => void } {
  switch (kind) {
    case 'order':
      return { text: `${name}：这一单还没了结`, go: () => open('order', { id }) };
    case 'afterSale':
      return { text: `${name}：售后还没了结`, go: () => open('buyer/afterSale', { id }) };
    case 'withdrawal':
      return { text: `${name}：提现 ${formatFen(amount)} 还在路上`, go: () => open('promoter/withdrawal', { id }) };
    case 'wallet':
      return { text: `${name}：还有 ${formatFen(amount)} 佣金`, go: () => open('promoter/earnings', {}) };
    case 'shop':
      return { text: `${name}：你是店主，先把店交给别人` };
  }
}

export interface DeletionHandle {
  /** Looks again at what stands in the way. */
  again(): void;
}

/** 注销账号: what goes and what stays is said first; then what must end before; then it is asked once more. */
export const Deletion = forwardRef<DeletionHandle, { viewer: string }>(function Deletion({ viewer }, ref) {
  const { asked, again } = useAsk(`deletion ${viewer}`, () => call('person.previewDelete', {}));
  const [busy, setBusy] = useState(false);
  useImperativeHandle(ref, () => ({ again: () => void again() }), [again]);
  const preview = asked.status === 'ready' ? asked.value : undefined;
  const hindrances = preview?.hindrances ?? [];

  async function remove(): Promise<void> {
    const sure = await confirmed({
      title: '注销账号？',
      content: '名字、头像、地址、电话和登录马上删掉，不能恢复。用同一个微信再来，就是一位新客人。',
      yes: '注销账号',
      no: '先留着',
    });
    if (!sure) return;
    setBusy(true);
    const answer = await call('person.delete', { confirm: 'delete' });
    setBusy(false);
    if (!answer.ok) {
      toast(answer.refusal.message);
      return void again();
    }
    await signOut();
    toast('账号已注销');
    openTab('home');
  }

  return (
    <View className="card">
      <View className="f16 bold">注销账号</View>
      <View className="f13 c2 m8">
        名字、头像、地址、电话、图片和登录马上删掉，分享的卡片失效，正在砍的价取消，你邀请的朋友不再算给你。订单和佣金的账只留金额和编号，看不出是谁。不能恢复。
      </View>
      {asked.status === 'loading' && <Skeleton bones={['line']} />}
      {asked.status === 'failed' && <Failed problem={asked.problem} onRetry={again} />}
      {hindrances.length > 0 && (
        <View id="hindrances" className="account-hindrances m12">
          {hindrances.map((hindrance) => {
            const { text, go } = wordsOf(hindrance);
            return (
              <View
                key={`${hindrance.kind}-${hindrance.id}`}
                id={`hindrance-${hindrance.id}`}
                className="row g8 account-hindrance"
                role={go ? 'button' : undefined}
                onClick={go}
              >
                <Text className="grow f13">{text}</Text>
                {go && <Icon name="right" size={16} className="c3" />}
              </View>
            );
          })}
        </View>
      )}
      {preview?.debts.map(({ merchantId, name, amount }) => (
        <View key={merchantId} id={`debt-${merchantId}`} className="f13 c2 m8">
          {name}：还有 {formatFen(amount)} 待抵扣。注销不用补，这笔账留在店里
        </View>
      ))}
      {preview && (
        <View className="m12">
          <Btn
            id="deleteAccount"
            kind="line"
            size="m"
            busy={busy}
            disabled={hindrances.length > 0}
            className={hindrances.length > 0 ? '' : 'account-delete'}
            onClick={() => void remove()}
          >
            {hindrances.length > 0 ? '先把上面的事了结' : '注销账号'}
          </Btn>
        </View>
      )}
    </View>
  );
});
