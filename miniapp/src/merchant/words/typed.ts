/** Percentages and amounts of yuan as somebody types them, and as a spreadsheet reads them: at most two digits behind the point. */

/** `8.5` → 850 basis points of 8.5 %, or 850 fen of ¥8.50. NaN for what is no such number. */
export function hundredthsIn(typed: string): number {
  const [, whole, rest = ''] = /^(\d{1,8})(?:\.(\d{1,2}))?$/.exec(typed.trim()) ?? [];
  return whole === undefined ? Number.NaN : Number(whole) * 100 + Number(rest.padEnd(2, '0'));
}

/** 850 → `8.5`, as somebody would type it. */
export function typedOf(hundredths: number): string {
  const rest = hundredths % 100;
  const whole = (hundredths - rest) / 100;
  return rest === 0 ? String(whole) : `${whole}.${String(rest).padStart(2, '0').replace(/0$/, '')}`;
}

/** As a spreadsheet reads it: no thousands, no sign but the minus. */
export function plainYuan(fen: number): string {
  const amount = Math.abs(fen);
  return `${fen < 0 ? '-' : ''}${Math.floor(amount / 100)}.${String(amount % 100).padStart(2, '0')}`;
}
