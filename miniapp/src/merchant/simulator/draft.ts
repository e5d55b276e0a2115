/** WHAT IS SIMULATED: one deal as it is typed, the chances as they are dialled, and what both come to. */
import type { Output } from '../../../../shared/contracts/contracts';
import { PAYMENT_RATE, pieceMargin } from '../../../../shared/domain/preflight';
import type { Scenario } from '../../../../shared/domain/simulator';
import { formatBps } from '../../../../shared/money';
import type { CampaignDetail, CampaignKind } from '../words/campaign';
import { hundredthsIn, typedOf } from '../words/typed';

export type Past = Output<'simulator.past'>;
type Facts = Output<'preflight.facts'>;

/** As it is typed: yuan, percent, pieces. */
export interface Draft {
  readonly kind: CampaignKind;
  readonly price: string;
  readonly cost: string;
  readonly commission: string;
  /** Of a group buy. */
  readonly size: string;
  readonly most: string;
}

export const NEW_DRAFT: Draft = {
  kind: 'groupBuy',
  price: '29.9',
  cost: '15',
  commission: '10',
  size: '3',
  most: '200',
};

export type Dial = 'visitors' | 'conversion' | 'shareRate' | 'friends' | 'successRate' | 'refundRate';

/** The place of each dial among its stops. */
export type Dials = Readonly<Record<Dial, number>>;

interface DialSpec {
  readonly name: string;
  readonly meaning: string;
  /** What it can be, rising. */
  readonly stops: readonly number[];
  readonly usual: number;
  words(value: number): string;
}

const steps = (most: number, step: number): number[] => Array.from({ length: most / step + 1 }, (_, at) => at * step);

const VISITORS = [
  50, 100, 200, 300, 500, 800, 1_000, 1_500, 2_000, 3_000, 5_000, 8_000, 10_000, 20_000, 50_000, 100_000,
];

export const DIALS: Readonly<Record<Dial, DialSpec>> = {
  visitors: {
    name: '店里自己带来的访客',
    meaning: '你自己发到群里、朋友圈，会有多少人打开。',
    stops: VISITORS,
    usual: 500,
    words: (value) => `${value} 人`,
  },
  conversion: {
    name: '想要的人',
    meaning: '打开的人里，有多少会参团、发起砍价。',
    stops: steps(5_000, 50),
    usual: 800,
    words: formatBps,
  },
  shareRate: {
    name: '会转发的人',
    meaning: '打开的人里，有多少会再发给别人。',
    stops: steps(10_000, 100),
    usual: 2_000,
    words: formatBps,
  },
  friends: {
    name: '每次转发带来',
    meaning: '一次转发，平均多少人打开。',
    stops: steps(500, 10),
    usual: 150,
    words: (value) => `${(value / 100).toFixed(1)} 人`,
  },
  successRate: {
    name: '能成的',
    meaning: '开的团里成团的，发起的砍价里最后买下的。',
    stops: steps(10_000, 100),
    usual: 7_000,
    words: formatBps,
  },
  refundRate: {
    name: '退款',
    meaning: '卖出的件数里，售后退回来的。',
    stops: steps(3_000, 50),
    usual: 200,
    words: formatBps,
  },
};

export const DIAL_NAMES = Object.keys(DIALS) as Dial[];

/** The stop that is nearest to a value. */
function placeOf(dial: Dial, value: number): number {
  const { stops } = DIALS[dial];
  const away = stops.map((stop) => Math.abs(stop - value));
  return away.indexOf(Math.min(...away));
}

export const dialled = (dials: Dials, dial: Dial): number => DIALS[dial].stops[dials[dial]] ?? 0;

/** What the shop has met before, where it has; in the dial's own unit. */
export function pastValue(past: Past | undefined, dial: Dial): number | undefined {
  if (past === undefined) return undefined;
  const rate = (part: number, whole: number) => (whole === 0 ? undefined : Math.round((part / whole) * 10_000));
  switch (dial) {
    case 'visitors':
      // What was brought is no doing of the shop's own.
      return past.campaigns === 0 ? undefined : Math.round((past.visits - past.brought) / past.campaigns);
    case 'conversion':
      return rate(past.wanted, past.visits);
    case 'shareRate':
      return rate(past.reshares, past.visits);
    case 'friends':
      return past.reshares === 0 ? undefined : Math.round((past.brought / past.reshares) * 100);
    case 'successRate':
      return rate(past.succeeded, past.deals);
    case 'refundRate':
      return rate(past.returned, past.pieces);
  }
}

/** Where the dials begin: at what the shop has met before, else at a usual number. */
export const dialsOf = (past: Past | undefined): Dials =>
  Object.fromEntries(
    DIAL_NAMES.map((dial) => [dial, placeOf(dial, pastValue(past, dial) ?? DIALS[dial].usual)]),
  ) as Dials;

/** What is typed for a campaign that is there: of its SKU that leaves the least, at its lowest price for all. */
export function draftOf(campaign: CampaignDetail, { skus, commission }: Facts): Draft {
  const offered = skus.flatMap((sku) => {
    const price = lowestOf(campaign, sku.id);
    return price === undefined ? [] : [{ ...sku, price }];
  });
  const left = ({ price, cost = 0 }: { price: number; cost?: number | undefined }) => price - cost;
  const [worst] = offered.sort((a, b) => left(a) - left(b));
  const stock = offered.reduce((sum, sku) => sum + sku.left, 0);
  return {
    kind: campaign.kind,
    price: typedOf(worst?.price ?? 0),
    cost: worst?.cost === undefined ? '' : typedOf(worst.cost),
    commission: typedOf(commission.rate),
    size: campaign.kind === 'groupBuy' ? String(campaign.terms.size) : NEW_DRAFT.size,
    most: String(Math.min(campaign.terms.quota, stock)),
  };
}

function lowestOf(campaign: CampaignDetail, sku: string): number | undefined {
  if (campaign.kind === 'bargain') return campaign.terms.prices[sku]?.floor;
  const { prices, ladder } = campaign.terms;
  const price = prices[sku];
  return price === undefined ? undefined : Math.min(price, ...ladder.map((step) => step.prices[sku] ?? price));
}

export type Faults = Readonly<Partial<Record<keyof Draft, string>>>;

const wholeIn = (typed: string): number => (/^\d{1,7}$/.test(typed.trim()) ? Number(typed) : Number.NaN);

/** What is wrong, by field; nothing where it stands. */
export function faultsOf({ kind, price, cost, commission, size, most }: Draft): Faults {
  const faults: Partial<Record<keyof Draft, string>> = {};
  if (!(hundredthsIn(price) >= 1)) faults.price = '卖多少钱，至少 0.01 元';
  if (Number.isNaN(hundredthsIn(cost))) faults.cost = '填成本才算得出赚不赚';
  if (!(hundredthsIn(commission) <= 10_000)) faults.commission = '佣金在 0 到 100% 之间';
  if (kind === 'groupBuy' && !(wholeIn(size) >= 2 && wholeIn(size) <= 100)) faults.size = '成团人数在 2 到 100 之间';
  if (!(wholeIn(most) >= 1)) faults.most = '最多卖多少件，至少 1 件';
  return faults;
}

/** Of a draft without faults. */
export function scenarioOf(draft: Draft, dials: Dials): Scenario {
  const piecesPerDeal = draft.kind === 'groupBuy' ? wholeIn(draft.size) : 1;
  const cost = hundredthsIn(draft.cost);
  const commission = { rate: hundredthsIn(draft.commission) };
  const piece = pieceMargin(hundredthsIn(draft.price), cost, { paymentRate: PAYMENT_RATE, commission });
  return {
    visitors: dialled(dials, 'visitors'),
    conversion: dialled(dials, 'conversion'),
    shareRate: dialled(dials, 'shareRate'),
    friends: dialled(dials, 'friends'),
    successRate: dialled(dials, 'successRate'),
    refundRate: dialled(dials, 'refundRate'),
    piecesPerDeal,
    deal: {
      sales: piecesPerDeal * piece.price,
      cost: piecesPerDeal * cost,
      fee: piecesPerDeal * piece.fee,
      commission: piecesPerDeal * piece.commission,
    },
    most: wholeIn(draft.most),
  };
}
