/** A bargain campaign as it is being written: what was typed, what it comes to, and what is wrong with it by field. */
import {
  type BargainPrice,
  type BargainTerms,
  type BuyAt,
  faultsOf as termFaultsOf,
  USUAL_TERMS,
} from '../../../../shared/domain/bargain';
import type { Shape } from '../../../../shared/domain/shape';
import type { Offer } from '../../../../shared/domain/terms';
import type { Fen } from '../../../../shared/money';
import { DAY, HOUR, MINUTE, type Ms, rfc3339 } from '../../../../shared/time';
import { hundredthsIn, typedOf } from '../words/typed';

/** What is cut: the SKUs cost alone what they cost now, and from that is cut. */
export interface Goods {
  readonly id: string;
  readonly title: string;
  readonly cover: string;
  readonly skus: ReadonlyArray<{ readonly id: string; readonly name: string; readonly price: Fen }>;
}

/** What is published. */
export interface Plan {
  readonly title: string;
  readonly startsAt: Ms;
  readonly endsAt: Ms;
  readonly terms: BargainTerms;
}

/** Terms that are typed as a number. */
export type Typed = 'helpers' | 'life' | 'payWithin' | 'perPerson' | 'helpsPerDay' | 'helpsPerCampaign' | 'quota';

export interface Draft extends Readonly<Record<Typed, string>> {
  readonly title: string;
  /** Shanghai's: `2026-01-17T20:00`. */
  readonly startsAt: string;
  readonly endsAt: string;
  /** In yuan, by SKU; one that is empty takes no part. */
  readonly floors: Readonly<Record<string, string>>;
  readonly ownCut: boolean;
  readonly shape: Shape;
  readonly buyAt: BuyAt;
}

export const TITLE_MOST = 30;

const momentOf = (at: Ms): string => rfc3339(at).slice(0, 16);

/** NaN for what is no moment. */
const msIn = (moment: string): Ms => Date.parse(`${moment}:00+08:00`);

/** Hours, to the hundredth: exact in ms. */
const hoursIn = (typed: string): Ms => hundredthsIn(typed) * (HOUR / 100);
const typedHours = (time: Ms): string => typedOf(Math.round(time / (HOUR / 100)));

const wholeIn = (typed: string): number => (/^\d{1,8}$/.test(typed.trim()) ? Number(typed) : Number.NaN);

const typedTerms = (terms: Omit<BargainTerms, 'prices'>) => ({
  helpers: String(terms.helpers),
  ownCut: terms.ownCut,
  shape: terms.shape,
  life: typedHours(terms.life),
  buyAt: terms.buyAt,
  payWithin: typedHours(terms.payWithin),
  perPerson: String(terms.perPerson),
  helpsPerDay: String(terms.helpsPerDay),
  helpsPerCampaign: String(terms.helpsPerCampaign),
  quota: String(terms.quota),
});

/** What a new campaign begins with: from now on for a week, by the usual terms, with no floor yet. */
export function newDraft({ title }: Goods, now: Ms): Draft {
  const startsAt = Math.ceil(now / MINUTE) * MINUTE;
  return {
    title: `${title} 砍价`.slice(0, TITLE_MOST),
    startsAt: momentOf(startsAt),
    endsAt: momentOf(startsAt + 7 * DAY),
    floors: {},
    ...typedTerms(USUAL_TERMS),
  };
}

/** What the next edition begins with: the one that is on. */
export const draftOf = ({ title, startsAt, endsAt, terms }: Plan): Draft => ({
  title,
  startsAt: momentOf(startsAt),
  endsAt: momentOf(endsAt),
  floors: Object.fromEntries(Object.entries(terms.prices).map(([sku, { floor }]) => [sku, typedOf(floor)])),
  ...typedTerms(terms),
});

/** What a draft comes to; what is no number is NaN in it. */
export function planOf(draft: Draft, { skus }: Goods): Plan {
  const prices = skus.flatMap(({ id, price }): [string, BargainPrice][] => {
    const floor = draft.floors[id]?.trim() ?? '';
    return floor === '' ? [] : [[id, { list: price, floor: hundredthsIn(floor) }]];
  });
  return {
    title: draft.title.trim(),
    startsAt: msIn(draft.startsAt),
    endsAt: msIn(draft.endsAt),
    terms: {
      prices: Object.fromEntries(prices),
      helpers: wholeIn(draft.helpers),
      ownCut: draft.ownCut,
      shape: draft.shape,
      life: hoursIn(draft.life),
      buyAt: draft.buyAt,
      payWithin: hoursIn(draft.payWithin),
      perPerson: wholeIn(draft.perPerson),
      helpsPerDay: wholeIn(draft.helpsPerDay),
      helpsPerCampaign: wholeIn(draft.helpsPerCampaign),
      quota: wholeIn(draft.quota),
    },
  };
}

/** The field that a fault belongs to: a term, a floor (`floor-sku_1`), or what is about the campaign itself. */
export type Faults = Readonly<Record<string, string>>;

const floorField = (sku: string): string => `floor-${sku}`;

/** What is wrong, by field; nothing where it stands. Terms are judged by the same rule as the server's. */
export function faultsOf(draft: Draft, goods: Goods, now: Ms): Faults {
  const { title, startsAt, endsAt, terms } = planOf(draft, goods);
  const faults: Record<string, string> = {};
  if (title === '') faults.title = '给活动起个名字';
  if (Number.isNaN(startsAt)) faults.startsAt = '选一个开始时间';
  if (Number.isNaN(endsAt)) faults.endsAt = '选一个结束时间';
  else if (endsAt <= startsAt) faults.endsAt = '活动的结束时间要在开始之后';
  else if (endsAt <= now) faults.endsAt = '结束时间已经过了';
  const timed = faults.startsAt === undefined && faults.endsAt === undefined;
  const offer: Offer = {
    skuPrices: Object.fromEntries(goods.skus.map(({ id, price }) => [id, price])),
    // A life is not measured against a time that is wrong itself.
    ...(timed ? { startsAt, endsAt } : { startsAt: 0, endsAt: Number.POSITIVE_INFINITY }),
  };
  for (const { term, sentence } of termFaultsOf(terms, offer)) {
    if (term !== 'prices') faults[term] = sentence;
    else Object.assign(faults, floorFaults(terms, offer, sentence));
  }
  return faults;
}

/** Each floor by itself, so that its own field says it; the sentence of all where none is given. */
function floorFaults(terms: BargainTerms, offer: Offer, sentence: string): Faults {
  const prices = Object.entries(terms.prices);
  if (prices.length === 0) return { prices: sentence };
  return Object.fromEntries(
    prices.flatMap(([sku, price]) =>
      termFaultsOf({ ...terms, prices: { [sku]: price } }, offer)
        .filter(({ term }) => term === 'prices')
        .map((fault) => [floorField(sku), fault.sentence]),
    ),
  );
}
