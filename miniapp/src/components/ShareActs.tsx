import { Button, Text, View } from '@tarojs/components';
import type { ReactNode } from 'react';
import { asButton } from './Btn';
import { Icon } from './Icon';
import './ShareActs.scss';

/** Ways of sharing, side by side. */
export function ShareActs({ children }: { children: ReactNode }) {
  return <View className="share-acts">{children}</View>;
}

interface Props {
  id: string;
  icon: 'chat' | 'ring' | 'image' | 'link' | 'download';
  label: string;
  busy?: boolean;
  /** WeChat asks the page for its card. */
  openType?: 'share' | undefined;
  onClick?: () => void;
}

export function ShareAct({ id, icon, label, busy = false, openType, onClick }: Props) {
  return (
    <Button
      id={id}
      className={`share-act ${busy ? 'share-act-busy' : ''}`}
      hoverClass="none"
      disabled={busy}
      openType={busy ? undefined : openType}
      {...asButton}
      aria-disabled={busy}
      onClick={busy ? undefined : onClick}
    >
      <View className="share-act-round">
        <Icon name={icon} size={24} />
      </View>
      <Text className="share-act-label">{label}</Text>
    </Button>
  );
}
