import { Text, View } from '@tarojs/components';
import { useEffect, useRef } from 'react';
import { formatLeft, formatWhen, MINUTE, type Ms } from '../../../shared/time';
import { useTick } from '../hooks/useTick';
import './Countdown.scss';

interface Props {
  endsAt: Ms;
  /** Also says when: 今天 21:23 截止. */
  absolute?: boolean;
  /** Asks the server what happened; called once, at zero. */
  onEnd?: () => void;
  className?: string;
}

/** What is left until a real deadline, by the server's clock. It never restarts. */
export function Countdown({ endsAt, absolute = false, onEnd, className = '' }: Props) {
  const now = useTick(endsAt);
  const left = Math.max(0, endsAt - now);
  const over = left === 0;
  const end = useRef(onEnd);
  end.current = onEnd;
  const counted = useRef(!over);
  useEffect(() => {
    if (over && counted.current) end.current?.();
  }, [over]);
  const when = formatWhen(endsAt, now);
  return (
    <View
      className={`countdown ${left < 10 * MINUTE ? 'countdown-soon' : ''} ${className}`}
      role="timer"
      aria-label={`${when} 截止`}
    >
      <Text>剩</Text>
      <Text className="countdown-left num">{formatLeft(left)}</Text>
      {absolute && <Text className="countdown-at c3">{when} 截止</Text>}
    </View>
  );
}
