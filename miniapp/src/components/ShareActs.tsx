import { Button, Text, View } from '@tarojs/components';
import type { ReactNode } from 'react';
import { type Bps, formatBps } from '../../../shared/money';
import { asButton } from './Btn';
import { Icon } from './Icon';
import './ShareActs.scss';

/** Ways of sharing, side by side. */
export function ShareActs({ children }: { children: ReactNode }) {
  return <View className="share-acts">{children}</View>;
}

/** What a share is worth to the sharer, in sentences; without a rate only what it is not. */
export const rewardWords = (rate: Bps | undefined): string[] => [
  '分享本身没有奖励。',
  ...(rate === undefined ? [] : [`朋友买下并收货，你得实付的 ${formatBps(rate)}。`]),
];

export function Reward({ rate }: { rate: Bps | undefined }) {
  return (
    <View className="f12 c3 tc m16">
      {rewardWords(rate).map((sentence) => (
        <Text key={sentence} className="share-sentence">
          {sentence}
        </Text>
      ))}
    </View>
  );
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
