/** A PROMOTER'S MONTH: what the journals of one wallet come to. Amounts in fen. */
export const STATEMENT_LINES = ['held', 'released', 'reversed', 'asked', 'paid', 'returned'] as const;
export type StatementLine = (typeof STATEMENT_LINES)[number];
