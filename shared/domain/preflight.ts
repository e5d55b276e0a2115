/**
 * WHAT A CAMPAIGN IS CHECKED FOR BEFORE IT IS PUBLISHED, of any kind. This file is the only answer: the app runs it as the
 * merchant types, the server before it publishes, and both come to the same findings.
 *  - An error blocks: the campaign could not run, or would break a law or a rule of the platform.
 *  - A warning is a merchant's own risk: whoever publishes ticks each, and their name is kept with it.
 * Each rule is one entry of `RULES`. Amounts in fen, rates in basis points, times in ms.
 */
import { type Bps, type Fen, formatBps, formatFen, share } from '../money';
import type { Ms } from '../time';
import { faultsOf as bargainFaults } from './bargain';
import type { CampaignTerms } from './campaign';
import { faultsOf as groupBuyFaults } from './groupBuy';
import type { Offer } from './terms';
import { forbiddenIn, forbiddenOfGoods } from './wording';

/** What WeChat Pay keeps of a payment in most trades (0.6 %); what a shop has agreed on stands in its contract with them. */
export const PAYMENT_RATE: Bps = 60;

export interface PreflightSku {
  readonly id: string;
  readonly name: string;
  /** Alone. */
  readonly price: Fen;
  /** What one piece costs the shop; absent where it was never filled in, or is not this member's to know. */
  readonly cost?: Fen | undefined;
  /** Pieces that can be sold now. */
  readonly left: number;
  /** The lowest price that one piece was paid with in the 7 days before; absent where none was sold. */
  readonly lowestPaid?: Fen | undefined;
}

/** Another campaign that sells some of the same SKUs. */
export interface OtherCampaign {
  readonly title: string;
  readonly skuIds: readonly string[];
  readonly startsAt: Ms;
  readonly endsAt: Ms;
}

/** All that the rules look at. */
export type PreflightPlan = CampaignTerms & {
  readonly title: string;
  readonly startsAt: Ms;
  readonly endsAt: Ms;
  readonly now: Ms;
  /** What the card and the page say of the goods. */
  readonly product: { readonly title: string; readonly caption: string; readonly promises: readonly string[] };
  readonly skus: readonly PreflightSku[];
  /** Pieces of the quota that are sold or held already: those of the editions before. */
  readonly taken: number;
  /** What WeChat Pay keeps of each payment. */
  readonly paymentRate: Bps;
  readonly commission: PreflightCommission;
  readonly others: readonly OtherCampaign[];
};

/** Of the policy that counts here, the highest grade included. */
export interface PreflightCommission {
  /** What its levels come to as they are written. */
  readonly asked: Bps;
  /** What is paid at most: scaled down under the cap, of no more levels than this deployment pays. */
  readonly rate: Bps;
  /** The shop's, or the platform's where that is less. */
  readonly cap: Bps;
  /** How many levels are written, and how many this deployment pays. */
  readonly levels: number;
  readonly mostLevels: number;
}

export type FindingCode =
  | 'terms'
  | 'over'
  | 'forbiddenWords'
  | 'overCap'
  | 'loss'
  | 'costMissing'
  | 'comparison'
  | 'overlap'
  | 'quotaOverStock'
  | 'endsBeforeLife';

export interface Finding {
  readonly code: FindingCode;
  readonly level: 'error' | 'warning';
  readonly sentence: string;
  /** The term that it is about, where it is one. */
  readonly term?: string | undefined;
  readonly skuId?: string | undefined;
}

/* ── what one piece brings ──────────────────────────────────────────────────────────────────────────────────────── */

/** The least that one piece of each SKU of the campaign can be sold for: the last step less the leader's discount, or the floor. */
export function lowestPrices(plan: CampaignTerms): Record<string, Fen> {
  if (plan.kind === 'bargain') {
    return Object.fromEntries(Object.entries(plan.terms.prices).map(([sku, { floor }]) => [sku, floor]));
  }
  const { prices, ladder, leaderDiscount } = plan.terms;
  return Object.fromEntries(
    Object.entries(prices).map(([sku, price]) => [
      sku,
      Math.min(price, ...ladder.map((step) => step.prices[sku] ?? price)) - leaderDiscount,
    ]),
  );
}

export interface PieceMargin {
  readonly price: Fen;
  readonly fee: Fen;
  readonly commission: Fen;
  /** Unknown where the cost is. */
  readonly margin?: Fen | undefined;
}

/**
 * What is left of one piece that is sold at this price; fee and commission are rounded up, against the shop.
 * @param givenBack what a ladder refunds of its payment afterwards: the fee is of what was captured, and stays spent
 */
export function pieceMargin(
  price: Fen,
  cost: Fen | undefined,
  { paymentRate, commission }: { paymentRate: Bps; commission: { rate: Bps } },
  givenBack: Fen = 0,
): PieceMargin {
  const fee = roundedUp(price + givenBack, paymentRate);
  const paid = roundedUp(price, commission.rate);
  return { price, fee, commission: paid, margin: cost === undefined ? undefined : price - fee - paid - cost };
}

const roundedUp = (amount: Fen, rate: Bps): Fen => amount - share(amount, 10_000 - rate);

/** The most that one piece of each SKU of the campaign can be paid with: the first step, or the list price where a bargain sells at any. */
const highestPrices = (plan: CampaignTerms): Record<string, Fen> =>
  plan.kind === 'groupBuy'
    ? plan.terms.prices
    : Object.fromEntries(
        Object.entries(plan.terms.prices).map(([sku, { list, floor }]) => [
          sku,
          plan.terms.buyAt === 'anyPrice' ? list : floor,
        ]),
      );

/** What the whole quota comes to at worst; each figure by itself, of the SKU that is worst for it. */
export interface WorstCase {
  readonly pieces: number;
  /** What buyers pay less than alone, every piece as cheap as can be. */
  readonly discount: Fen;
  /** What is paid out to promoters, every piece as dear as can be. */
  readonly commission: Fen;
  /** What is left, every piece as cheap as can be; unknown where the cost of one SKU is. */
  readonly margin?: Fen | undefined;
}

/** What each SKU of the campaign leaves at its lowest price. */
export const marginsOf = (plan: PreflightPlan): (PieceMargin & Cheapest)[] =>
  inCampaign(plan).map((cheapest) => {
    const { sku, lowest, givenBack } = cheapest;
    return { ...cheapest, ...pieceMargin(lowest, sku.cost, plan, givenBack) };
  });

export function worstCase(plan: PreflightPlan): WorstCase {
  const skus = inCampaign(plan);
  const highest = highestPrices(plan);
  const pieces = plan.terms.quota;
  const known = marginsOf(plan).flatMap(({ margin }) => margin ?? []);
  const commissions = skus.map(({ sku: { id } }) => pieceMargin(highest[id] ?? 0, undefined, plan).commission);
  return {
    pieces,
    discount: pieces * Math.max(0, ...skus.map(({ sku, lowest }) => sku.price - lowest)),
    commission: pieces * Math.max(0, ...commissions),
    margin: known.length === skus.length && known.length > 0 ? pieces * Math.min(...known) : undefined,
  };
}

/* ── the rules ──────────────────────────────────────────────────────────────────────────────────────────────────── */

interface Rule {
  readonly level: Finding['level'];
  /** What it asks, as docs/preflight.md tells it. */
  readonly asks: string;
  check(plan: PreflightPlan): readonly Omit<Finding, 'code' | 'level'>[];
}

/** One piece as cheap as can be. */
interface Cheapest {
  readonly sku: PreflightSku;
  readonly lowest: Fen;
  /** What the ladder refunds of its payment. */
  readonly givenBack: Fen;
}

function inCampaign(plan: PreflightPlan): Cheapest[] {
  const prices = lowestPrices(plan);
  return plan.skus.flatMap((sku) => {
    const lowest = prices[sku.id];
    if (lowest === undefined) return [];
    const captured = plan.kind === 'groupBuy' ? (plan.terms.prices[sku.id] ?? 0) - plan.terms.leaderDiscount : lowest;
    return [{ sku, lowest, givenBack: captured - lowest }];
  });
}

/** One sentence about all of them, so that a product of 200 SKUs has one thing to tick. */
function together(skus: readonly { sku: PreflightSku }[], what: string): { sentence: string }[] {
  const [first] = skus;
  if (!first) return [];
  return [{ sentence: `${skus.length === 1 ? first.sku.name : `${first.sku.name}等 ${skus.length} 个规格`}${what}` }];
}

const sentence = (text: string | null) => (text === null ? [] : [{ sentence: text }]);

export const RULES: { readonly [C in FindingCode]: Rule } = {
  terms: {
    level: 'error',
    asks: '每一项规则自己站得住，也互相不矛盾',
    check(plan) {
      const offer: Offer = {
        skuPrices: Object.fromEntries(plan.skus.map(({ id, price }) => [id, price])),
        startsAt: plan.startsAt,
        endsAt: plan.endsAt,
      };
      return plan.kind === 'groupBuy' ? groupBuyFaults(plan.terms, offer) : bargainFaults(plan.terms, offer);
    },
  },
  over: {
    level: 'error',
    asks: '活动还没有结束',
    check: ({ endsAt, now }) => sentence(endsAt <= now ? '活动的结束时间已经过了' : null),
  },
  forbiddenWords: {
    level: 'error',
    asks: '活动名称和商品的名称、介绍、承诺、规格里没有不让说的话',
    check: ({ title, product, skus }) => [
      ...forbiddenIn('活动名称', title).map((sentence) => ({ term: 'title', sentence })),
      ...forbiddenOfGoods({ ...product, skus }).map(({ sku, sentence }) => ({
        sentence,
        ...(sku === undefined ? {} : { skuId: skus[sku]?.id }),
      })),
    ],
  },
  overCap: {
    level: 'error',
    asks: '各级佣金加起来不超过封顶，级数不超过能付的',
    check: ({ commission: { asked, cap, levels, mostLevels } }) => [
      ...sentence(asked > cap ? `各级佣金加起来 ${formatBps(asked)}，超过了封顶 ${formatBps(cap)}` : null),
      ...sentence(levels > mostLevels ? `佣金设了 ${levels} 级，最多只能付 ${mostLevels} 级` : null),
    ],
  },
  loss: {
    level: 'warning',
    asks: '最便宜的一件，扣掉手续费、佣金和成本还有得赚',
    check: (plan) =>
      marginsOf(plan).flatMap(({ sku, lowest, margin, fee, commission }) => {
        if (margin === undefined || margin >= 0) return [];
        const parts = `成本 ${formatFen(sku.cost ?? 0)}、手续费 ${formatFen(fee)}、佣金 ${formatFen(commission)}`;
        return [
          { skuId: sku.id, sentence: `${sku.name}卖 ${formatFen(lowest)} 一件亏 ${formatFen(-margin)}（${parts}）` },
        ];
      }),
  },
  costMissing: {
    level: 'warning',
    asks: '每个规格都填了成本',
    check: (plan) =>
      together(
        inCampaign(plan).filter(({ sku }) => sku.cost === undefined),
        '没填成本，算不出赚不赚',
      ),
  },
  comparison: {
    level: 'warning',
    asks: '拿来比的单买价，近 7 天的成交撑得住',
    check(plan) {
      const skus = inCampaign(plan);
      return [
        ...skus.flatMap(({ sku: { id, name, price, lowestPaid } }) =>
          lowestPaid !== undefined && lowestPaid < price
            ? [
                {
                  skuId: id,
                  sentence: `${name}近 7 天最低卖过 ${formatFen(lowestPaid)}，比单买价 ${formatFen(price)} 低，别拿单买价当原价宣传`,
                },
              ]
            : [],
        ),
        ...together(
          skus.filter(({ sku }) => sku.lowestPaid === undefined),
          '近 7 天没有成交，单买价不能当原价宣传',
        ),
      ];
    },
  },
  overlap: {
    level: 'warning',
    asks: '同一个规格没有别的活动同时在卖',
    check: (plan) => {
      const own = new Set(Object.keys(lowestPrices(plan)));
      const beside = plan.others
        .filter((other) => other.startsAt < plan.endsAt && plan.startsAt < other.endsAt)
        .filter(({ skuIds }) => skuIds.some((id) => own.has(id)));
      const titles = [...new Set(beside.map(({ title }) => title))];
      return titles.map((title) => ({ sentence: `和“${title}”同时卖同样的规格，买家会看到两个价` }));
    },
  },
  quotaOverStock: {
    level: 'warning',
    asks: '名额不超过库存',
    check: (plan) => {
      const left = inCampaign(plan).reduce((sum, { sku }) => sum + sku.left, 0);
      const open = plan.terms.quota - plan.taken;
      const what = plan.taken === 0 ? '活动名额' : '活动名额还剩';
      return open > left
        ? [{ term: 'quota', sentence: `${what} ${open} 件，库存只有 ${left} 件，卖完库存就停了` }]
        : [];
    },
  },
  endsBeforeLife: {
    level: 'warning',
    asks: '离结束的时间够一个团或一次砍价走完',
    check: ({ now, startsAt, endsAt, terms: { life } }) => {
      const left = endsAt - Math.max(now, startsAt);
      return left > 0 && left < life && life <= endsAt - startsAt
        ? [{ term: 'life', sentence: '离活动结束不到一个有效期了，最后开始的会在结束以后才到期' }]
        : [];
    },
  },
};

/** Every finding, errors first, in the order of the rules. */
export function preflight(plan: PreflightPlan): Finding[] {
  const findings = (Object.keys(RULES) as FindingCode[]).flatMap((code) => {
    const { level, check } = RULES[code];
    return check(plan).map((found) => ({ ...found, code, level }));
  });
  return [...findings.filter(({ level }) => level === 'error'), ...findings.filter(({ level }) => level === 'warning')];
}
