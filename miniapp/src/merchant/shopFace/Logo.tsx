import { View } from '@tarojs/components';
import { useState } from 'react';
import { Btn } from '../../components/Btn';
import { choosePictures, sendPicture } from '../../platform/picture';
import { LogoPicture } from './LogoPicture';

interface Props {
  merchantId: string;
  logo: string;
  error: string | undefined;
  onChange: (logo: string) => void;
}

/** The logo, and the way to another one. */
export function Logo({ merchantId, logo, error, onChange }: Props) {
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string>();
  const words = refusal ?? error;

  async function choose(): Promise<void> {
    const [chosen] = await choosePictures(1);
    if (chosen === undefined) return;
    setBusy(true);
    setRefusal(undefined);
    const sent = await sendPicture(chosen, 'shop', undefined, merchantId);
    setBusy(false);
    if (sent.ok) onChange(sent.value.picture);
    else setRefusal(sent.refusal.message);
  }

  return (
    <View className="setting-field">
      <View className="room-field-label">标志</View>
      <View className="row g12 m4">
        <LogoPicture logo={logo} />
        <Btn id="logo" kind="line" size="s" busy={busy} onClick={() => void choose()}>
          {logo === '' ? '放一张' : '换一张'}
        </Btn>
      </View>
      {words !== undefined && (
        <View id="logoError" className="cd f12 m4">
          {words}
        </View>
      )}
    </View>
  );
}
