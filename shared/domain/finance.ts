/**
 * A SHOP'S MONEY BY DAY: what its journals come to, as figures that a merchant compares. Every figure is a sum of postings
 * between certain accounts, so each opens to exactly the journals behind it.
 *  - 销售 sales: captured payments. 退款 refunds: promised to buyers. Each counts on the day of its journal.
 *  - 佣金 commissions: held for promoters, less what refunds took back, of held money, of available money, or as a debt.
 *  - 微信手续费 wechatFees: what WeChat kept, less what it gave back.
 *  - 提现到账 payouts: what reached promoters. 代扣税 tax: withheld from them, owed to the tax office. 提现手续费
 *    withdrawalFees: taken off. The three are of withdrawals that were paid.
 *  - 净收入 net = sales − refunds − commissions − wechatFees + withdrawalFees. Payouts and tax are no part of it: they only
 *    settle what commissions have counted.
 * Amounts in fen.
 */
import type { Account, JournalKind, Pot } from './ledger';

export const FINANCE_FIGURES = [
  'sales',
  'refunds',
  'commissions',
  'wechatFees',
  'payouts',
  'tax',
  'withdrawalFees',
  'net',
] as const;
export type FinanceFigure = (typeof FINANCE_FIGURES)[number];

/** An account, where all wallets are one: `sales`, `wallet/held`. */
export type Side = Extract<Account, { of: 'merchant' }>['name'] | `wallet/${Pot}`;

export const sideOf = (account: Account): Side => (account.of === 'merchant' ? account.name : `wallet/${account.pot}`);

/** What the journals of one kind have moved from one side to another. */
export interface Flow {
  readonly kind: JournalKind;
  readonly from: Side;
  readonly to: Side;
  readonly fen: number;
}

/** Postings of journals of these kinds, between these sides. */
interface Counted {
  readonly kinds: readonly JournalKind[];
  readonly adds: readonly (readonly [Side, Side])[];
  readonly takes?: readonly (readonly [Side, Side])[];
}

type Simple = Exclude<FinanceFigure, 'net'>;

const COUNTED: Readonly<Record<Simple, Counted>> = {
  sales: { kinds: ['paymentCaptured'], adds: [['wechat', 'sales']] },
  refunds: { kinds: ['refundPromised'], adds: [['sales', 'refundsPayable']] },
  commissions: {
    kinds: ['commissionHeld', 'commissionReversed'],
    adds: [['sales', 'wallet/held']],
    takes: [
      ['wallet/held', 'sales'],
      ['wallet/available', 'sales'],
      ['wallet/debt', 'sales'],
    ],
  },
  wechatFees: { kinds: ['wechatFees'], adds: [['wechatFees', 'wechat']], takes: [['wechat', 'wechatFees']] },
  payouts: { kinds: ['withdrawalPaid'], adds: [['wallet/withdrawing', 'wechat']] },
  tax: { kinds: ['withdrawalPaid'], adds: [['wallet/withdrawing', 'taxPayable']] },
  withdrawalFees: { kinds: ['withdrawalPaid'], adds: [['wallet/withdrawing', 'withdrawalFees']] },
};

/** What the net is made of. */
const NET: readonly (readonly [Simple, 1 | -1])[] = [
  ['sales', 1],
  ['refunds', -1],
  ['commissions', -1],
  ['wechatFees', -1],
  ['withdrawalFees', 1],
];

export type Figures = Readonly<Record<FinanceFigure, number>>;

/** The figures of some flows. Those of all flows are the sum of those of each. */
export function figuresOf(flows: readonly Flow[]): Figures {
  const sum = (pairs: Counted['adds'] = [], kinds: Counted['kinds']) =>
    flows.reduce((total, { kind, from, to, fen }) => {
      const counts = kinds.includes(kind) && pairs.some((pair) => pair[0] === from && pair[1] === to);
      return counts ? total + fen : total;
    }, 0);
  const figure = (name: Simple) => {
    const { kinds, adds, takes } = COUNTED[name];
    return sum(adds, kinds) - sum(takes, kinds);
  };
  return {
    sales: figure('sales'),
    refunds: figure('refunds'),
    commissions: figure('commissions'),
    wechatFees: figure('wechatFees'),
    payouts: figure('payouts'),
    tax: figure('tax'),
    withdrawalFees: figure('withdrawalFees'),
    net: NET.reduce((net, [name, sign]) => net + sign * figure(name), 0),
  };
}

/** Which journals a figure is made of: those of these kinds with a posting between one of these pairs of sides. */
export function behind(figure: FinanceFigure): Pick<Counted, 'kinds'> & { readonly pairs: Counted['adds'] } {
  const parts = figure === 'net' ? NET.map(([name]) => COUNTED[name]) : [COUNTED[figure]];
  return {
    kinds: parts.flatMap(({ kinds }) => kinds),
    pairs: parts.flatMap(({ adds, takes = [] }) => [...adds, ...takes]),
  };
}
