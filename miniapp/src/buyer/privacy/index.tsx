import { Text, View } from '@tarojs/components';
import { useState } from 'react';
import { POLICY_EDITION } from '../../../../shared/domain/consent';
import { Btn } from '../../components/Btn';
import { ContactBtn } from '../../components/ContactBtn';
import { Hosts } from '../../components/Hosts';
import { AgreeBtn } from '../../components/PrivacySheet';
import { Screen } from '../../components/Screen';
import { StickyBar } from '../../components/StickyBar';
import { useAsk } from '../../hooks/useAsk';
import { useViewer } from '../../hooks/usePerson';
import { call } from '../../platform/api';
import { back, open } from '../../platform/nav';
import { confirmed, toast } from '../../platform/notice';
import { usePrivacy } from '../../platform/privacy';
import { isH5 } from '../../platform/target';
import { EDITION, kept, others, yours } from './policy';
import './index.scss';

/** 隐私说明: what is kept, why, how long, and how to take it back; and the answer to it. */
export default function PrivacyPage() {
  const viewer = useViewer();
  const nobody = isH5 && viewer === '';
  const asking = usePrivacy((privacy) => privacy.asking);
  const { asked, again } = useAsk(nobody ? undefined : `policy ${viewer}`, () => call('person.me', {}));
  const [busy, setBusy] = useState(false);
  const agreed = asked.status === 'ready' ? asked.value.policy.agreed : undefined;

  async function withdraw(): Promise<void> {
    const sure = await confirmed({
      title: '撤回同意？',
      content: '之后不能再下单、存地址、改名字，可以随时再同意。已经记下的还在，要一起删掉请注销账号。',
      yes: '撤回',
      no: '先留着',
    });
    if (!sure) return;
    setBusy(true);
    const answer = await call('person.consent', { edition: POLICY_EDITION, answer: 'withdraw' });
    setBusy(false);
    if (!answer.ok) return toast(answer.refusal.message);
    await again();
  }

  return (
    <Screen
      title="隐私说明"
      bar={
        (asking || agreed === false) && (
          <StickyBar note="不同意也可以逛，只是不能下单">
            <AgreeBtn onAgreed={asking ? back : () => void again()} />
          </StickyBar>
        )
      }
    >
      <View className="card">
        <View className="f18 bold">我们记下什么，为什么</View>
        <View className="f12 c3">{EDITION}</View>
        {kept.map(({ what, why, until }) => (
          <View key={what} className="policy-row">
            <View className="f14 medium">{what}</View>
            <View className="f13 c2">{why}</View>
            <View className="f12 c3">{until}</View>
          </View>
        ))}
      </View>
      <View className="card">
        <View className="f16 bold">谁会看到</View>
        {others.map((text) => (
          <View key={text} className="f14 c2 m8">
            {text}
          </View>
        ))}
      </View>
      <View className="card">
        <View className="f16 bold">你随时可以</View>
        {yours.map(({ what, how }) => (
          <View key={what} className="m8">
            <Text className="f14 medium">{what}：</Text>
            <Text className="f14 c2">{how}</Text>
          </View>
        ))}
        <View className="row wrap g8 m16">
          <Btn id="toAccount" kind="line" size="m" onClick={() => open('buyer/account', {})}>
            导出和注销
          </Btn>
          <ContactBtn />
          {agreed && (
            <Btn id="withdraw" kind="line" size="m" busy={busy} onClick={() => void withdraw()}>
              撤回同意
            </Btn>
          )}
        </View>
      </View>
      {!asking && <Hosts />}
    </Screen>
  );
}
