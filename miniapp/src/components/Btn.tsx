import { Button, type ButtonProps } from '@tarojs/components';
import type { ReactNode } from 'react';
import { isH5 } from '../platform/target';
import './Btn.scss';

interface Props {
  id?: string;
  children: ReactNode;
  /** solid: the one thing to do on this screen · tint: the lesser · line: a way on · pine: money that is yours. */
  kind?: 'solid' | 'tint' | 'line' | 'pine';
  size?: 'l' | 'm' | 's';
  block?: boolean;
  stack?: boolean;
  /** A disabled button says why in its own words. */
  disabled?: boolean;
  busy?: boolean;
  className?: string;
  openType?: ButtonProps['openType'];
  onClick?: () => void;
}

/** Enter and the space bar, as on any button. */
function press(event: KeyboardEvent): void {
  if (event.key !== 'Enter' && event.key !== ' ') return;
  event.preventDefault();
  (event.currentTarget as HTMLElement).click();
}

/** The tag of H5 is no button by itself, for a keyboard either; Taro's types do not know the attributes. */
export const asButton = isH5 ? { role: 'button', tabIndex: 0, onKeyDown: press } : { role: 'button' };

/** Our button: round, three sizes, one solid a screen. `openType` gives WeChat's own buttons (share, contact). */
export function Btn({
  id,
  children,
  kind = 'solid',
  size = 'l',
  block = false,
  stack = false,
  disabled = false,
  busy = false,
  className = '',
  openType,
  onClick,
}: Props) {
  const off = disabled || busy;
  const names = ['btn', `btn-${kind}`, `btn-${size}`];
  if (block) names.push('btn-block');
  if (stack) names.push('btn-stack');
  if (disabled) names.push('btn-off');
  if (busy) names.push('btn-busy');
  return (
    <Button
      id={id}
      className={`${names.join(' ')} ${className}`}
      hoverClass="btn-pressed"
      hoverStartTime={0}
      hoverStayTime={80}
      disabled={off}
      openType={off ? undefined : openType}
      {...asButton}
      aria-disabled={off}
      onClick={off ? undefined : onClick}
    >
      {children}
    </Button>
  );
}
