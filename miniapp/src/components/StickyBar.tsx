import { Button, Text, View } from '@tarojs/components';
import type { ReactNode } from 'react';
import { asButton } from './Btn';
import { CartIcon } from './CartIcon';
import { Icon } from './Icon';
import './StickyBar.scss';

interface Props {
  /** One line of terms, where a tap creates a duty. */
  note?: ReactNode;
  children: ReactNode;
}

/** What there is to do here: at most two buttons, the solid one last. */
export function StickyBar({ note, children }: Props) {
  return (
    <View className="bar">
      {note !== undefined && <View className="bar-note">{note}</View>}
      <View className="bar-acts">{children}</View>
    </View>
  );
}

interface MiniProps {
  id?: string;
  icon: 'chat' | 'share';
  label: string;
  onClick?: () => void;
}

/** The cart with its pieces, at the left of the bar. */
export function CartAct({ pieces, onClick }: { pieces: number; onClick: () => void }) {
  return (
    <Button
      id="toCart"
      className="bar-mini"
      hoverClass="none"
      {...asButton}
      aria-label={`购物车 ${pieces} 件`}
      onClick={onClick}
    >
      <CartIcon pieces={pieces} />
      <Text className="bar-mini-label">购物车</Text>
    </Button>
  );
}

/** A small way aside, at the left of the bar. */
export function MiniAct({ id, icon, label, onClick }: MiniProps) {
  return (
    <Button id={id} className="bar-mini" hoverClass="none" {...asButton} onClick={onClick}>
      <Icon name={icon} size={24} />
      <Text className="bar-mini-label">{label}</Text>
    </Button>
  );
}
