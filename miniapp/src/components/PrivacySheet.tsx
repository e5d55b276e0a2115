import { Button, View } from '@tarojs/components';
import { useEffect, useState } from 'react';
import { open } from '../platform/nav';
import { toast } from '../platform/notice';
import { AGREE, agree, disagree, hostPrivacy, usePrivacy } from '../platform/privacy';
import { isWeapp } from '../platform/target';
import { Btn } from './Btn';
import { Icon } from './Icon';
import { Sheet } from './Sheet';

/** 同意: in the mini-program WeChat itself has to hear the tap. */
export function AgreeBtn({ onAgreed }: { onAgreed?: () => void }) {
  const [busy, setBusy] = useState(false);
  async function yes(): Promise<void> {
    if (busy) return;
    setBusy(true);
    const problem = await agree();
    setBusy(false);
    if (problem) toast(problem.message);
    else onAgreed?.();
  }
  if (!isWeapp) {
    return (
      <Btn id={AGREE} block busy={busy} onClick={() => void yes()}>
        同意
      </Btn>
    );
  }
  return (
    <Button
      id={AGREE}
      className="btn btn-solid btn-l btn-block"
      hoverClass="btn-pressed"
      openType="agreePrivacyAuthorization"
      onAgreePrivacyAuthorization={() => void yes()}
    >
      同意
    </Button>
  );
}

/** What is kept, why, and that it can be taken back; asked once, before the first of it. */
export function PrivacySheet() {
  const asking = usePrivacy((privacy) => privacy.asking);
  useEffect(hostPrivacy, []);
  return (
    <Sheet
      open={asking}
      title="先说清楚隐私"
      onClose={disagree}
      foot={
        <>
          <AgreeBtn />
          <View className="m8">
            <Btn id="disagreePrivacy" kind="line" block onClick={disagree}>
              先不同意
            </Btn>
          </View>
        </>
      }
    >
      <View className="f14 c2">
        你写的名字、电话和地址，只用来送货和售后；头像和昵称，一起拼团的朋友会看到。不同意也可以逛，只是不能下单。
      </View>
      <View className="f14 c2 m8">随时可以导出、撤回同意，或注销账号：我的 › 设置。</View>
      <View className="m12">
        <View id="readPolicy" className="row g4 link" role="button" onClick={() => open('buyer/privacy', {})}>
          看完整的隐私说明
          <Icon name="right" size={14} />
        </View>
      </View>
    </Sheet>
  );
}
