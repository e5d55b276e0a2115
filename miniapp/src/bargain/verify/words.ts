/** What came of computing a bargain again. */
import type { Verdict } from '../../../../shared/domain/fairness';
import type { Computed } from './useProof';

export interface Outcome {
  tone: 'money' | 'danger' | 'warning';
  title: string;
  text: string;
}

export function outcomeOf({ verdict, proof }: Pick<Computed, 'verdict' | 'proof'>): Outcome {
  const made = proof.cuts.length;
  if (verdict.fair) {
    const title = made === 0 ? '指纹对得上，一刀也没砍' : `${made} 刀全部对得上`;
    return { tone: 'money', title, text: '刚刚在你的手机上重新算了一遍' };
  }
  return { tone: 'danger', title: faultOf(verdict), text: '把原始数据复制给商家，问清楚再下单' };
}

function faultOf({ committed, same }: Verdict): string {
  if (!committed) return '指纹对不上';
  const wrong = same.filter((one) => !one).length;
  return wrong > 0 ? `有 ${wrong} 刀对不上` : '合计对不上';
}

/** In groups of eight, to be compared by eye. */
export const hexWords = (hex: string): string => hex.replace(/(.{8})(?=.)/g, '$1 ');
