/** WHAT IS SIMULATED: one deal as it is typed, the chances as they are dialled, and what both come to. */
import type { Output } from '../../../../shared/contracts/contracts';
import { scenarioOf as askedOf, type Offered, offeredOf } from '../../../../shared/domain/forecast';
import type { PreflightPlan } from '../../../../shared/domain/preflight';
import type { Chances, Scenario } from '../../../../shared/domain/simulator';
import { formatBps } from '../../../../shared/money';
import type { CampaignKind } from '../words/campaign';
import { hundredthsIn, typedOf } from '../words/typed';

export type Past = Output<'simulator.past'>;

/** As it is typed: yuan, percent, pieces. */
export interface Draft {
  readonly kind: CampaignKind;
  readonly price: string;
  readonly cost: string;
  readonly commission: string;
  /** Of a group buy. */
  readonly size: string;
  readonly leaderDiscount: string;
  readonly most: string;
}

export const NEW_DRAFT: Draft = {
  kind: 'groupBuy',
  price: '29.9',
  cost: '15',
  commission: '10',
  size: '3',
  leaderDiscount: '0',
  most: '200',
};

export type Dial = keyof Chances;

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

/** What is dialled, as it is asked and kept. */
export const chancesOf = (dials: Dials): Chances =>
  Object.fromEntries(DIAL_NAMES.map((dial) => [dial, dialled(dials, dial)])) as unknown as Chances;

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

/** Where the dials begin: at what is expected of the draft, or what the shop has met before, else at a usual number. */
export const dialsOf = (past: Past | undefined, expected?: Chances): Dials =>
  Object.fromEntries(
    DIAL_NAMES.map((dial) => [dial, placeOf(dial, expected?.[dial] ?? pastValue(past, dial) ?? DIALS[dial].usual)]),
  ) as Dials;

/** What is typed for a campaign that is there, or one that is being written. */
export function draftOf(plan: PreflightPlan): Draft {
  const offered = offeredOf(plan);
  return {
    kind: plan.kind,
    price: typedOf(offered?.price ?? 0),
    cost: offered?.cost === undefined ? '' : typedOf(offered.cost),
    commission: typedOf(plan.commission.rate),
    size: plan.kind === 'groupBuy' ? String(plan.terms.size) : NEW_DRAFT.size,
    leaderDiscount: typedOf(offered?.leaderDiscount ?? 0),
    most: String(offered?.most ?? 0),
  };
}

export type Faults = Readonly<Partial<Record<keyof Draft, string>>>;

const wholeIn = (typed: string): number => (/^\d{1,7}$/.test(typed.trim()) ? Number(typed) : Number.NaN);

/** What is wrong, by field; nothing where it stands. */
export function faultsOf({ kind, price, cost, commission, size, leaderDiscount, most }: Draft): Faults {
  const faults: Partial<Record<keyof Draft, string>> = {};
  if (!(hundredthsIn(price) >= 1)) faults.price = '卖多少钱，至少 0.01 元';
  if (Number.isNaN(hundredthsIn(cost))) faults.cost = '填成本才算得出赚不赚';
  if (!(hundredthsIn(commission) <= 10_000)) faults.commission = '佣金在 0 到 100% 之间';
  if (kind === 'groupBuy') {
    if (!(wholeIn(size) >= 2 && wholeIn(size) <= 100)) faults.size = '成团人数在 2 到 100 之间';
    // A price that is wrong says so itself.
    const below = faults.price === undefined ? hundredthsIn(price) : Number.POSITIVE_INFINITY;
    if (!(hundredthsIn(leaderDiscount) < below)) faults.leaderDiscount = '团长优惠要比团价少';
  }
  if (!(wholeIn(most) >= 1)) faults.most = '最多卖多少件，至少 1 件';
  return faults;
}

/** What its payments bear: no field says so. */
export type Paying = Pick<Offered, 'paymentRate' | 'givenBack'>;

/** Of a draft without faults. */
export function scenarioOf(draft: Draft, dials: Dials, { paymentRate, givenBack }: Paying): Scenario {
  const group = draft.kind === 'groupBuy';
  const offered = {
    price: hundredthsIn(draft.price),
    givenBack: group ? givenBack : 0,
    cost: hundredthsIn(draft.cost),
    commission: hundredthsIn(draft.commission),
    paymentRate,
    piecesPerDeal: group ? wholeIn(draft.size) : 1,
    leaderDiscount: group ? hundredthsIn(draft.leaderDiscount) : 0,
    most: wholeIn(draft.most),
  };
  return askedOf(offered, chancesOf(dials));
}
