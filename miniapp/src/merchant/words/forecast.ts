/** What is expected of those who come, in words. */
import type { Chances } from '../../../../shared/domain/simulator';
import { formatBps } from '../../../../shared/money';

export function forecastWords({ visitors, conversion, shareRate, friends, successRate, refundRate }: Chances): string {
  const come = `自己带来 ${visitors} 人，${formatBps(conversion)} 想要`;
  const shares = `${formatBps(shareRate)} 会转发、每次带来 ${(friends / 100).toFixed(1)} 人`;
  return `${come}，${shares}，${formatBps(successRate)} 能成，退款 ${formatBps(refundRate)}`;
}
