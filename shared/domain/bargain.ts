/**
 * WHO MAY CUT A BARGAIN, WHO MAY BUY AT ITS PRICE, AND HOW IT ENDS. This file is the only answer.
 *
 *   open → floor → ordered → bought
 *     └──────┴──────── expired | cancelled
 *
 *  - Its cuts are fixed at launch (`fairness.ts`); one help takes the next one. One friend helps one bargain once, nobody
 *    helps their own; the owner's own cut, where the terms have one, is the first, made by the launch itself.
 *  - At the floor its owner has `payWithin` to order. Where the terms allow any price, it can be ordered before, too.
 *  - While an order for it waits for payment it takes no help. An order that closes unpaid gives it back while it lives; one
 *    that is paid has bought it, for good.
 *  - It ends once: bought, expired by the clock, or cancelled by its owner or with its campaign.
 * A bargain is a contended document: `functions/store/bargain.ts` turns these rules into conditional updates, and
 * `tests/store/bargain.test.ts` proves that both give the same answers. Times in ms, amounts in fen.
 */
import { type Fen, formatFen, isFen } from '../money';
import { no, ok, type Result } from '../result';
import { DAY, HOUR, MINUTE, type Ms } from '../time';
import { canBeCut, type Shape } from './shape';
import { faultsIn, hours, lifeFault, type Offer, type TermFault, type TermTable, within } from './terms';

/** What the merchant decided; frozen in a campaign's edition, and kept by the bargain that began under it. */
export interface BargainTerms {
  /** By SKU. One that is not named here is not part of the campaign. */
  readonly prices: Readonly<Record<string, BargainPrice>>;
  /** How many friends are needed. */
  readonly helpers: number;
  readonly ownCut: boolean;
  readonly shape: Shape;
  readonly life: Ms;
  readonly buyAt: BuyAt;
  /** From the floor on. */
  readonly payWithin: Ms;
  /** How often one person may start a bargain of this campaign. */
  readonly perPerson: number;
  /** How often one person may help in this campaign, on one day and in all. */
  readonly helpsPerDay: number;
  readonly helpsPerCampaign: number;
  /** Pieces, apart from the stock. */
  readonly quota: number;
}

export interface BargainPrice {
  /** What it costs alone, from which is cut. */
  readonly list: Fen;
  readonly floor: Fen;
}

/** floor: only once all cuts are made · anyPrice: at today's price, too. */
export type BuyAt = 'floor' | 'anyPrice';

/** What a campaign begins with where the merchant says nothing else. */
export const USUAL_TERMS = {
  helpers: 8,
  ownCut: true,
  shape: 'frontLoaded',
  life: DAY,
  buyAt: 'floor',
  payWithin: DAY,
  perPerson: 3,
  helpsPerDay: 3,
  helpsPerCampaign: 10,
  quota: 100,
} as const satisfies Partial<BargainTerms>;

/** How many cuts there are, the owner's own included. */
export const cutCount = ({ helpers, ownCut }: Pick<BargainTerms, 'helpers' | 'ownCut'>): number =>
  helpers + (ownCut ? 1 : 0);

/** List price and floor of the SKU with the lowest floor. */
export function lowestOf({ prices }: Pick<BargainTerms, 'prices'>): BargainPrice {
  const [first, ...others] = Object.values(prices);
  if (!first) throw new Error('a bargain campaign has a price');
  return others.reduce((least, price) => (price.floor < least.floor ? price : least), first);
}

/* ── the terms: what each means, and when it cannot stand ───────────────────────────────────────────────────────── */

const LIFE = { least: HOUR, most: 168 * HOUR };
const PAY_WITHIN = { least: HOUR, most: 72 * HOUR };
const HELPERS = 100;

const lowest = (prices: BargainTerms['prices'], of: keyof BargainPrice): Fen =>
  Math.min(...Object.values(prices).map((price) => price[of]));

/** EVERY TERM, in the order in which a merchant meets them. */
export const TERMS: TermTable<BargainTerms> = {
  prices: {
    name: '标价和底价',
    meaning: '标价就是现在单买的价，从它砍到底价为止。每个规格各定各的，没定的规格不参加这场砍价。',
    says({ prices }) {
      const from = Object.keys(prices).length > 1 ? ' 起' : '';
      return `${formatFen(lowest(prices, 'list'))} 砍到 ${formatFen(lowest(prices, 'floor'))}${from}`;
    },
    fault: pricesFault,
  },
  helpers: {
    name: '要几位朋友帮',
    meaning: '砍到底价正好要这么多位朋友，不多也不少，一开始就写明。',
    says: ({ helpers }) => `${helpers} 位`,
    fault: ({ helpers }) => (within(helpers, 1, HELPERS) ? null : `要 1 到 ${HELPERS} 位朋友帮`),
  },
  ownCut: {
    name: '自己先砍一刀',
    meaning: '发起时自己先砍第一刀，不占朋友的名额。',
    says: ({ ownCut }) => (ownCut ? '自己先砍一刀' : '全靠朋友帮'),
    fault: ({ ownCut }) => (typeof ownCut === 'boolean' ? null : '要说明自己能不能先砍一刀'),
  },
  shape: {
    name: '每一刀的大小',
    meaning:
      '差不多：每一刀在平均数的一半到两倍之间。先多后少：前面的刀大一些，最小的一刀也不少于平均数的三分之一。都在发起时定好，不会越砍越少到砍不动。',
    says: ({ shape }) => (shape === 'even' ? '每一刀差不多' : '先多后少'),
    fault: ({ shape }) => (shape === 'even' || shape === 'frontLoaded' ? null : '没有这种大小'),
  },
  life: {
    name: '砍价的有效期',
    meaning: '从发起算，多久之内要砍完。过了这个时间就不能再帮砍。',
    says: ({ life }) => hours(life),
    fault: ({ life }, offer) => lifeFault(life, offer, '砍价', LIFE),
  },
  buyAt: {
    name: '什么价能买',
    meaning: '只能砍到底价再买，或者砍到哪儿都能按当时的价买。',
    says: ({ buyAt }) => (buyAt === 'floor' ? '砍到底价才能买' : '随时能按当时的价买'),
    fault: ({ buyAt }) => (buyAt === 'floor' || buyAt === 'anyPrice' ? null : '没有这种买法'),
  },
  payWithin: {
    name: '砍到底后多久内下单',
    meaning: '砍到底价那一刻起算，过了还没下单，这次砍价就作废。',
    says: ({ payWithin }) => hours(payWithin),
    fault: ({ payWithin }) =>
      within(payWithin, PAY_WITHIN.least, PAY_WITHIN.most) ? null : '砍到底后要留 1 到 72 小时下单',
  },
  perPerson: {
    name: '每人最多发起',
    meaning: '一个人在这场活动里最多发起几次，没砍成的也算。同一件商品同时只能有一个在砍。',
    says: ({ perPerson }) => `${perPerson} 次`,
    fault: ({ perPerson }) => (within(perPerson, 1, 100) ? null : '每人最多发起 1 到 100 次'),
  },
  helpsPerDay: {
    name: '每人每天帮砍',
    meaning: '一个人在这场活动里一天最多帮几位朋友。没砍成的那一次不算。',
    says: ({ helpsPerDay }) => `${helpsPerDay} 次`,
    fault({ helpsPerDay, helpsPerCampaign }) {
      if (!within(helpsPerDay, 1, 100)) return '每人每天帮砍要在 1 到 100 次之间';
      return helpsPerDay <= helpsPerCampaign ? null : '每天帮砍的次数比整场还多';
    },
  },
  helpsPerCampaign: {
    name: '每人整场帮砍',
    meaning: '一个人在整场活动里最多帮几位朋友。',
    says: ({ helpsPerCampaign }) => `${helpsPerCampaign} 次`,
    fault: ({ helpsPerCampaign }) => (within(helpsPerCampaign, 1, 1000) ? null : '每人整场帮砍要在 1 到 1000 次之间'),
  },
  quota: {
    name: '活动名额',
    meaning: '整场活动最多卖几件，和库存分开算。下单时占名额，没付款会退回来。卖完就不能再发起。',
    says: ({ quota }) => `${quota} 件`,
    fault: ({ quota }) => (within(quota, 1, 10_000_000) ? null : '活动名额至少 1 件'),
  },
};

function pricesFault({ prices, helpers, ownCut }: BargainTerms, { skuPrices }: Offer): string | null {
  const named = Object.entries(prices);
  const count = cutCount({ helpers, ownCut });
  if (named.length === 0) return '至少给一个规格定底价';
  if (named.some(([sku]) => !Object.hasOwn(skuPrices, sku))) return '底价里有这件商品没有的规格';
  if (named.some(([sku, { list }]) => list !== skuPrices[sku])) return '标价要等于现在单买的价';
  if (named.some(([, { floor }]) => !isFen(floor) || floor < 1)) return '底价至少 1 分';
  if (named.some(([, { list, floor }]) => floor >= list)) return '底价要比标价低';
  // The number of friends has a sentence of its own.
  if (!within(helpers, 1, HELPERS)) return null;
  return named.every(([, { list, floor }]) => canBeCut({ list, floor, count }))
    ? null
    : `要砍 ${count} 刀，每刀至少 1 分：标价和底价至少差 ${formatFen(count)}`;
}

/** Everything that keeps these terms from being published; empty when they stand. */
export const faultsOf = (terms: BargainTerms, offer: Offer): TermFault<BargainTerms>[] => faultsIn(TERMS, terms, offer);

/* ── its life ───────────────────────────────────────────────────────────────────────────────────────────────────── */

export type BargainStatus = 'open' | 'floor' | 'ordered' | 'bought' | 'expired' | 'cancelled';

/** One cut that was made. */
export interface Help {
  readonly userId: string;
  readonly cut: Fen;
  readonly at: Ms;
}

export interface Bargain<H extends Help = Help> {
  readonly status: BargainStatus;
  readonly ownerId: string;
  readonly terms: Pick<BargainTerms, 'buyAt' | 'payWithin'>;
  readonly list: Fen;
  /** All of them, in order. Those that are not made yet are nobody's to know. */
  readonly cuts: readonly Fen[];
  /** Those that are made; each has the amount of its place. */
  readonly helps: readonly H[];
  /** Open: until when it takes help. At the floor: until when it can be ordered. */
  readonly expiresAt: Ms;
  /** The order that waits for payment, or has bought it, and under which hold (a late payment has one of its own). */
  readonly order?: { readonly id: string; readonly hold: string; readonly until: Ms } | undefined;
  /** The merchant ended the campaign, and this with it. */
  readonly endedEarly?: boolean | undefined;
}

/** List price less all cuts that are made. */
export const priceOf = ({ list, helps }: Pick<Bargain, 'list' | 'helps'>): Fen =>
  list - helps.reduce((sum, { cut }) => sum + cut, 0);

/** How many more cuts there are to the floor. */
export const cutsLeft = ({ cuts, helps }: Pick<Bargain, 'cuts' | 'helps'>): number => cuts.length - helps.length;

/** Over for good: nothing can happen to it any more. */
export const isOver = ({ status }: Pick<Bargain, 'status'>): boolean =>
  status === 'bought' || status === 'expired' || status === 'cancelled';

/** By the clock as well: one whose time is over has expired, whether or not anybody has written it down. */
export function statusAt(bargain: Pick<Bargain, 'status' | 'expiresAt'>, now: Ms): BargainStatus {
  const { status, expiresAt } = bargain;
  return (status === 'open' || status === 'floor') && expiresAt <= now ? 'expired' : status;
}

/** Machines whose clocks differ by less agree whether a cut can follow. */
const CLOCKS_DIFFER: Ms = MINUTE;

/** Whether the seed may be shown: no cut can follow any more, whatever clock another machine goes by. */
export const isRevealed = (bargain: Pick<Bargain, 'status' | 'expiresAt' | 'cuts' | 'helps'>, now: Ms): boolean =>
  cutsLeft(bargain) === 0 || isOver(bargain) || statusAt(bargain, now - CLOCKS_DIFFER) === 'expired';

/** Why it is not to be cut, bought or cancelled now, as far as its state says so; null while it is open or at the floor. */
type StateRefusal = 'bargainOrdered' | 'bargainBought' | 'bargainExpired' | 'bargainCancelled' | 'bargainEndedEarly';

function goneBecause(bargain: Pick<Bargain, 'status' | 'expiresAt' | 'endedEarly'>, now: Ms): StateRefusal | null {
  switch (statusAt(bargain, now)) {
    case 'open':
    case 'floor':
      return null;
    case 'ordered':
      return 'bargainOrdered';
    case 'bought':
      return 'bargainBought';
    case 'expired':
      return 'bargainExpired';
    case 'cancelled':
      return bargain.endedEarly ? 'bargainEndedEarly' : 'bargainCancelled';
  }
}

/** Why somebody's help makes no cut. */
export type HelpRefusal = StateRefusal | 'bargainOwn' | 'bargainHelped' | 'bargainAtFloor';

/** THE GUARD OF A HELP. */
export function mayHelp(bargain: Bargain, userId: string, now: Ms): Result<null, HelpRefusal> {
  if (bargain.ownerId === userId) return no('bargainOwn');
  if (bargain.helps.some((help) => help.userId === userId)) return no('bargainHelped');
  const gone = goneBecause(bargain, now);
  if (gone !== null) return no(gone);
  return cutsLeft(bargain) > 0 ? ok(null) : no('bargainAtFloor');
}

/** Whether a help that was refused with it can never be made: what it had reserved is given back at once. */
export const isFinal = (refusal: HelpRefusal): boolean => refusal !== 'bargainOrdered' && refusal !== 'bargainHelped';

/** Why an order does not get the bargain's price. */
export type OrderingRefusal = StateRefusal | 'notFound' | 'bargainNotAtFloor' | 'priceChanged';

/** What an order was priced with. */
export interface Ordering {
  readonly orderId: string;
  readonly userId: string;
  /** Cuts that were made when it was priced: a friend's help in between lowers the price, so it is looked at again. */
  readonly helps: number;
}

/** THE GUARD OF AN ORDER. The same order asking again is answered yes. */
export function mayOrder(
  bargain: Bargain,
  { orderId, userId, helps }: Ordering,
  now: Ms,
): Result<null, OrderingRefusal> {
  if (bargain.ownerId !== userId) return no('notFound');
  if (bargain.status === 'ordered' && bargain.order?.id === orderId) return ok(null);
  const gone = goneBecause(bargain, now);
  if (gone !== null) return no(gone);
  if (bargain.status === 'open' && bargain.terms.buyAt === 'floor') return no('bargainNotAtFloor');
  return bargain.helps.length === helps ? ok(null) : no('priceChanged');
}

/** THE GUARD OF A CANCELLATION by its owner. */
export function mayCancel(bargain: Bargain, userId: string, now: Ms): Result<null, StateRefusal | 'notFound'> {
  if (bargain.ownerId !== userId) return no('notFound');
  const gone = goneBecause(bargain, now);
  return gone === null ? ok(null) : no(gone);
}

/** WHAT IT IS AGAIN once its order has closed unpaid. */
export function afterUnpaid(bargain: Bargain, now: Ms): BargainStatus {
  if (bargain.endedEarly) return 'cancelled';
  if (bargain.expiresAt <= now) return 'expired';
  return cutsLeft(bargain) === 0 ? 'floor' : 'open';
}
