import { View } from '@tarojs/components';
import { useRef, useState } from 'react';
import type { Output } from '../../../../shared/contracts/contracts';
import { formatWhen } from '../../../../shared/time';
import { Avatar } from '../../components/Avatar';
import { Btn } from '../../components/Btn';
import { call, mayRetry, newRequestId } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { copy, toast } from '../../platform/notice';
import { Decision } from '../components/Decision';
import { InviteLink } from '../components/InviteLink';
import { Panel } from '../components/Panel';
import type { ShopDetail } from '../words/platform';

type Made = Output<'platform.inviteOwner'>;

/** Who owns the shop; who is invited to, until it is taken back; and another invite: its link is shown once. */
export function Owners({ shop, onChanged }: { shop: ShopDetail; onChanged: () => Promise<void> }) {
  const { id: merchantId, name, owners, invites } = shop;
  const [made, setMade] = useState<Made>();
  const [address, setAddress] = useState<string>();
  const [busy, setBusy] = useState(false);
  const requestId = useRef<string>();

  async function invite(): Promise<void> {
    requestId.current ??= newRequestId();
    setBusy(true);
    const answer = await call('platform.inviteOwner', { merchantId, requestId: requestId.current });
    setBusy(false);
    if (answer.ok || !mayRetry(answer.refusal)) requestId.current = undefined;
    if (!answer.ok) return toast(answer.refusal.message);
    setAddress(undefined);
    setMade(answer.value);
    await onChanged();
  }

  async function revoke(inviteId: string): Promise<void> {
    const answer = await call('platform.revokeInvite', { merchantId, inviteId });
    toast(answer.ok ? '邀请已收回' : answer.refusal.message);
    // Where it was used meanwhile, there is an owner to be seen.
    await onChanged();
  }

  return (
    <Panel
      id="owners"
      title="店主"
      aside={
        <Btn id="inviteOwner" kind="line" size="s" busy={busy} onClick={() => void invite()}>
          邀请店主
        </Btn>
      }
    >
      {owners.length === 0 && <View className="f13 c2">还没有店主。发一份邀请，TA 打开链接就能接手。</View>}
      {owners.map(({ name: owner, avatar }) => (
        <View key={`${owner} ${avatar}`} className="shop-line">
          <Avatar avatar={avatar} name={owner} size={32} />
          <View className="f14">{owner}</View>
        </View>
      ))}
      {invites.map(({ id, expiresAt }) => (
        <View key={id} className="shop-line f13 c2">
          <View className="grow">一份邀请还没人用，{formatWhen(expiresAt, serverNow())} 前有效</View>
          <Btn id={`revoke-${id}`} kind="line" size="s" onClick={() => void revoke(id)}>
            收回
          </Btn>
        </View>
      ))}
      {made && (
        <Decision
          open
          title={`邀请${name}的店主`}
          onClose={() => setMade(undefined)}
          acts={[
            { id: 'inviteDone', label: '完成', kind: 'line', onClick: () => setMade(undefined) },
            {
              id: 'copyInvite',
              label: '复制链接',
              disabled: address === undefined,
              onClick: () => void copy(address ?? '').then(() => toast('链接已复制，只发给店主')),
            },
          ]}
        >
          <View className="shop-invite">
            <InviteLink
              key={made.id}
              code={made.code}
              ofWechat={() => call('platform.linkOwner', { merchantId, inviteId: made.id, code: made.code })}
              onKnown={setAddress}
            />
            <View className="f13 c2 m8">
              只能 1 个人用，{formatWhen(made.expiresAt, serverNow())} 前有效。谁拿到它谁就能接手，关掉后不再显示。
            </View>
          </View>
        </Decision>
      )}
    </Panel>
  );
}
