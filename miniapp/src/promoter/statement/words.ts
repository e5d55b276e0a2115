import type { Output } from '../../../../shared/contracts/contracts';
import { type Fen, formatFen } from '../../../../shared/money';

export type Statement = Output<'statement.list'>['statements'][number];
export type Entry = Output<'statement.get'>['entries'][number];

/** `2026-01` → `2026 年 1 月`. */
export function monthWords(month: string): string {
  const [year = '', number = ''] = month.split('-');
  return `${year} 年 ${Number(number)} 月`;
}

const lineWords: Record<Entry['line'], string> = {
  held: '朋友买了',
  released: '转入可提现',
  reversed: '退款冲回',
  asked: '申请提现',
  paid: '提现到账',
  returned: '提现退回',
};

/** What happened. What is due, or comes back, repays a debt first: then that is said. */
export function lineWord({ line, available, debt }: Pick<Entry, 'line' | 'available' | 'debt'>): string {
  if (line !== 'released' || debt >= 0) return lineWords[line];
  return available > 0 ? '先抵欠款，其余转入可提现' : '抵了欠款';
}

/** The pots of a wallet, in the order in which money goes through them. */
export const POTS = ['held', 'available', 'withdrawing', 'debt'] as const;
export const potWords: Record<(typeof POTS)[number], string> = {
  held: '冻结中',
  available: '可提现',
  withdrawing: '提现中',
  debt: '待抵扣',
};

/** `+¥2.39`, `−¥2.39`. */
export const signed = (fen: Fen): string => `${fen > 0 ? '+' : ''}${formatFen(fen)}`;
