/** A POLICY AS A SALE: what the rules of commission say of two boxes of peaches, one of which goes back. No amount is written by hand. */
import {
  type Commission,
  type CommissionState,
  commissionsFor,
  decideCommission,
  type Earner,
  evolveCommission,
} from '../../../../shared/domain/commission';
import type { Bps, Fen } from '../../../../shared/money';
import type { Grade, Terms } from '../words/commissionPolicy';

const PRICE: Fen = 3990;
const PIECES = 2;

/** Above the buyer, nearest first. */
const NAMES = ['林姐', '阿杰', '老陈'];
const BUYER = '小鹿';

export interface Share {
  readonly level: number;
  readonly name: string;
  readonly rate: Bps;
  readonly amount: Fen;
  /** What is left of it once one of the two has been refunded. */
  readonly left: Fen;
}

export interface Sale {
  readonly base: Fen;
  readonly shares: readonly Share[];
  /** What the shop keeps of the goods. */
  readonly kept: Fen;
  readonly refunded: Fen;
  readonly keptThen: Fen;
}

function leftOf({ base, amount }: Commission): Fen {
  const held: CommissionState = { status: 'held', base, amount, reversed: 0, refunds: [] };
  const decided = decideCommission(held, { type: 'reverse', refundId: 'one', refundedBase: PRICE });
  const { reversed } = decided.ok ? decided.value.reduce(evolveCommission, held) : held;
  return amount - reversed;
}

const sum = (amounts: readonly Fen[]): Fen => amounts.reduce((total, amount) => total + amount, 0);

/** What these terms come to. They must stand (`policyFault`). @param grade of whoever has brought the buyer */
export function saleOf(terms: Terms, grade?: Grade): Sale {
  const base = PRICE * PIECES;
  const earners = terms.rates.map(
    (_, index): Earner => ({
      userId: NAMES[index] ?? '',
      suspended: false,
      bindingId: '',
      boundAt: 0,
      grade: index === 0 ? grade : undefined,
    }),
  );
  const attribution = { earners, policy: { ...terms, version: 0 } };
  const commissions = commissionsFor({ id: '1', paid: base }, BUYER, attribution);
  const shares = commissions.map((commission) => {
    const { level, userId: name, rate, amount } = commission;
    return { level, name, rate, amount, left: leftOf(commission) };
  });
  return {
    base,
    shares,
    kept: base - sum(shares.map(({ amount }) => amount)),
    refunded: PRICE,
    keptThen: base - PRICE - sum(shares.map(({ left }) => left)),
  };
}
