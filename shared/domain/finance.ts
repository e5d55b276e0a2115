/**
 * A SHOP'S MONEY BY DAY: what its journals come to, as figures that a merchant compares. Every figure is a sum of postings
 * between certain accounts, so each opens to the journals behind it. Amounts in fen.
 */
export const FINANCE_FIGURES = [
  'sales', // captured payments
  'refunds', // promised to buyers
  'commissions', // held for promoters, less what refunds took back
  'wechatFees', // what WeChat kept
  'payouts', // what reached promoters
  'tax', // withheld from promoters, owed to the tax office
  'withdrawalFees', // taken off withdrawals
  'net', // sales − refunds − commissions − WeChat's fees + withdrawal fees
] as const;
export type FinanceFigure = (typeof FINANCE_FIGURES)[number];
