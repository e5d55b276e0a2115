/** A shop's books over some weeks, posted one by one at random times: what finances and statements are proven on. */
import fc from 'fast-check';
import type { Collections } from '../../functions/store/collections';
import { type Entry, type Moves, post } from '../../functions/store/ledger';
import * as ledger from '../../shared/domain/ledger';
import { DAY, type Ms } from '../../shared/time';

export const SHOP = 'mer_books';
/** Noon of a day at the end of a month in Shanghai. */
export const FIRST: Ms = Date.parse('2036-02-27T12:00:00+08:00');
export const PROMOTERS = ['usr_first', 'usr_second'] as const;

export interface Step {
  readonly kind: ledger.JournalKind;
  readonly userId: (typeof PROMOTERS)[number];
  readonly amount: number;
  /** Since the step before. */
  readonly after: Ms;
}

export const someSteps = fc.array(
  fc.record<Step>({
    kind: fc.constantFrom(
      'paymentCaptured',
      'refundPromised',
      'refundArrived',
      'commissionHeld',
      'commissionHeld',
      'commissionReleased',
      'commissionReversed',
      'withdrawalAsked',
      'withdrawalPaid',
      'withdrawalReturned',
      'wechatFees',
    ),
    userId: fc.constantFrom(...PROMOTERS),
    amount: fc.integer({ min: 0, max: 1000 }),
    after: fc.integer({ min: 0, max: 2 * DAY }),
  }),
  { maxLength: 25 },
);

/** As much of it as the wallet has. */
function movesOf({ kind, userId, amount }: Step, wallet: ledger.WalletBooks): Moves {
  const most = (pot: ledger.Pot) => Math.min(amount, wallet[pot]);
  switch (kind) {
    case 'commissionHeld':
      return { postings: ledger.commissionHeld(userId, amount) };
    case 'commissionReleased':
      return { postings: ledger.commissionReleased(userId, most('held'), wallet) };
    case 'commissionReversed':
      // Of what is free already when the amount is odd: then with a debt, if there is too little.
      return amount % 2 === 1
        ? { postings: ledger.commissionReversed(userId, amount, wallet, true) }
        : { postings: ledger.commissionReversed(userId, most('held'), wallet, false) };
    case 'withdrawalAsked':
      return amount > wallet.available
        ? { postings: [], refusal: 'withdrawalNotEnough' }
        : { postings: ledger.withdrawalAsked(userId, amount) };
    case 'withdrawalPaid': {
      const gross = most('withdrawing');
      const [fee, tax] = [gross % 7, Math.floor(gross / 10)];
      const parts = gross < fee + tax ? { net: gross, tax: 0, fee: 0 } : { net: gross - fee - tax, tax, fee };
      return { postings: ledger.withdrawalPaid(userId, parts) };
    }
    case 'withdrawalReturned':
      return { postings: ledger.withdrawalReturned(userId, most('withdrawing'), wallet) };
    case 'paymentCaptured':
      return { postings: ledger.paymentCaptured(amount) };
    case 'refundPromised':
      return { postings: ledger.refundPromised(amount) };
    case 'refundArrived':
      return { postings: ledger.refundArrived(amount) };
    case 'wechatFees':
      return { postings: ledger.wechatFees(amount % 3 === 0 ? -amount : amount) };
  }
}

/** Posts the steps. @param then is told the time after each. @returns the time of the last */
export async function postAll(
  store: Collections,
  steps: readonly Step[],
  then: (now: Ms) => Promise<unknown> = async () => {},
): Promise<Ms> {
  let at = FIRST;
  for (const [index, step] of steps.entries()) {
    at += step.after;
    const entry: Omit<Entry, 'postings'> = {
      id: `${step.kind}/${index}`,
      kind: step.kind,
      merchantId: SHOP,
      about: `com_${index}`,
      at,
    };
    await post(store, { ...entry, postings: { walletOf: step.userId, from: (wallet) => movesOf(step, wallet) } });
    await then(at);
  }
  return at;
}

export async function emptyBooks(store: Collections): Promise<void> {
  await Promise.all([
    store.journals.deleteMany({}),
    store.accounts.deleteMany({}),
    store.financeDays.deleteMany({}),
    store.merchants.updateOne({ _id: SHOP }, { $set: { name: '山野集' }, $unset: { financeTo: '' } }, { upsert: true }),
  ]);
}
