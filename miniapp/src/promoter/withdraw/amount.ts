/** WHAT IS TYPED ON THE KEYPAD: at most seven digits of yuan and two of fen, and nothing that is not a number. */
import type { Fen } from '../../../../shared/money';

export const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '.', '0', 'back'] as const;
export type Key = (typeof KEYS)[number];

const WHOLE_DIGITS = 7;

/** The text after a key; one that does not fit changes nothing. */
export function pressed(text: string, key: Key): string {
  if (key === 'back') return text.slice(0, -1);
  if (key === '.') return text.includes('.') ? text : `${text === '' ? '0' : text}.`;
  const [whole = '', rest] = text.split('.');
  if (rest !== undefined) return rest.length < 2 ? text + key : text;
  if (whole === '0') return key;
  return whole.length < WHOLE_DIGITS ? text + key : text;
}

/** `12.5` → 1250; nothing typed is 0. */
export function fenOf(text: string): Fen {
  const [whole = '', rest = ''] = text.split('.');
  return Number(whole) * 100 + Number(rest.padEnd(2, '0'));
}

/** 1250 → `12.50`, as somebody would type it. */
export function textOf(fen: Fen): string {
  const rest = fen % 100;
  return `${(fen - rest) / 100}.${String(rest).padStart(2, '0')}`;
}
