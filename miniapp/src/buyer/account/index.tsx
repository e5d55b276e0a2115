import { Text, View } from '@tarojs/components';
import { useDidShow } from '@tarojs/taro';
import { useRef } from 'react';
import { ContactBtn } from '../../components/ContactBtn';
import { Hosts } from '../../components/Hosts';
import { Icon } from '../../components/Icon';
import { Screen } from '../../components/Screen';
import { Empty } from '../../components/State';
import { personIsHere, signInLabel, useViewer } from '../../hooks/usePerson';
import { open } from '../../platform/nav';
import { isH5 } from '../../platform/target';
import { Deletion, type DeletionHandle } from './Deletion';
import { OwnData } from './OwnData';
import './index.scss';

interface RowProps {
  id: string;
  label: string;
  onClick: () => void;
}

function Row({ id, label, onClick }: RowProps) {
  return (
    <View id={id} className="row spread account-row" role="button" onClick={onClick}>
      <Text className="f14">{label}</Text>
      <Icon name="right" size={16} className="c3" />
    </View>
  );
}

/** 设置: name and face, privacy, taking one's data along, deleting the account. */
export default function AccountPage() {
  const viewer = useViewer();
  const nobody = isH5 && viewer === '';
  const deletion = useRef<DeletionHandle>(null);
  // What stood in the way may have been seen to meanwhile.
  useDidShow(() => deletion.current?.again());
  return (
    <Screen title="设置">
      {nobody ? (
        <Empty
          icon="people"
          title="登录后可以改资料、导出和注销"
          action={{ id: 'toSignIn', label: signInLabel, onClick: () => void personIsHere() }}
        />
      ) : (
        <>
          <View className="card account-rows">
            <Row id="toProfile" label="名字和头像" onClick={() => open('buyer/profile', {})} />
            <Row id="toAddresses" label="收货地址" onClick={() => open('buyer/addresses', {})} />
            <Row id="toPrivacy" label="隐私说明" onClick={() => open('buyer/privacy', {})} />
          </View>
          <OwnData />
          <Deletion key={viewer} ref={deletion} viewer={viewer} />
        </>
      )}
      <View className="tc m16">
        <ContactBtn />
      </View>
      <Hosts />
    </Screen>
  );
}
