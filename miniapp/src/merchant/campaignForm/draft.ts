/** A campaign of any kind as it is being written: what was typed, what it comes to, and what is wrong with it by field. */
import type { Input, Output } from '../../../../shared/contracts/contracts';
import type { CampaignTerms } from '../../../../shared/domain/campaign';
import type { Chances } from '../../../../shared/domain/simulator';
import type { Offer } from '../../../../shared/domain/terms';
import type { Fen } from '../../../../shared/money';
import { DAY, HOUR, MINUTE, type Ms, rfc3339 } from '../../../../shared/time';
import type { CampaignKind } from '../words/campaign';
import { hundredthsIn, typedOf } from '../words/typed';
import { chosenValue, type FieldSpec, KINDS } from './kinds';

/** What is sold: the SKUs cost alone what they cost now. */
export interface Goods {
  readonly id: string;
  readonly title: string;
  readonly cover: string;
  readonly skus: ReadonlyArray<{ readonly id: string; readonly name: string; readonly price: Fen }>;
}

/** What is published. */
export type Plan = CampaignTerms & { readonly title: string; readonly startsAt: Ms; readonly endsAt: Ms };

type Body = Output<'draft.get'>['body'];

export interface Draft {
  readonly title: string;
  /** Shanghai's: `2026-01-17T20:00`. */
  readonly startsAt: string;
  readonly endsAt: string;
  /** By term. */
  readonly values: Readonly<Record<string, string>>;
  /** In yuan, by SKU; one that is empty takes no part. */
  readonly prices: Readonly<Record<string, string>>;
  /** Further steps of a ladder. */
  readonly steps: ReadonlyArray<{ readonly members: string; readonly prices: Readonly<Record<string, string>> }>;
  /** What is expected of it, as it was dialled in the simulator. */
  readonly forecast?: Chances | undefined;
}

export const TITLE_MOST = 30;

const momentOf = (at: Ms): string => rfc3339(at).slice(0, 16);

/** NaN for what is no moment. */
const msIn = (moment: string): Ms => Date.parse(`${moment}:00+08:00`);

const wholeIn = (typed: string): number => (/^\d{1,8}$/.test(typed.trim()) ? Number(typed) : Number.NaN);

/** Hours and minutes to the hundredth: exact in ms. */
const HUNDREDTH = { hours: HOUR / 100, minutes: MINUTE / 100, yuan: 1 } as const;

function termIn(spec: FieldSpec, typed: string): unknown {
  if (spec.as === 'choice') return chosenValue(typed);
  if (spec.blank && typed.trim() === '') return undefined;
  return spec.in === 'pieces' ? wholeIn(typed) : hundredthsIn(typed) * HUNDREDTH[spec.in];
}

function typedTerm(spec: FieldSpec, value: unknown): string {
  if (spec.as === 'choice') return value === true ? 'yes' : value === false ? 'no' : String(value);
  if (value === undefined) return '';
  return spec.in === 'pieces' ? String(value) : typedOf(Math.round(Number(value) / HUNDREDTH[spec.in]));
}

const typedTerms = (kind: CampaignKind, terms: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(Object.entries(KINDS[kind].fields).map(([term, spec]) => [term, typedTerm(spec, terms[term])]));

const typedAmounts = (amounts: Readonly<Record<string, Fen>>): Record<string, string> =>
  Object.fromEntries(Object.entries(amounts).map(([sku, amount]) => [sku, typedOf(amount)]));

/** What a new campaign begins with: from now on for a week, by the usual terms, with no price yet. */
export function newDraft(kind: CampaignKind, { title }: Goods, now: Ms): Draft {
  const { word, usual } = KINDS[kind];
  return {
    ...weekFrom(now),
    title: `${title} ${word}`.slice(0, TITLE_MOST),
    values: typedTerms(kind, usual),
    prices: {},
    steps: [],
  };
}

function weekFrom(now: Ms): Pick<Draft, 'startsAt' | 'endsAt'> {
  // Downwards: what is published as it is begins at once.
  const startsAt = Math.floor(now / MINUTE) * MINUTE;
  return { startsAt: momentOf(startsAt), endsAt: momentOf(startsAt + 7 * DAY) };
}

/** What the next edition begins with: the one that is on. */
export function draftOf(plan: Plan): Draft {
  const { kind, title, startsAt, endsAt, terms } = plan;
  const steps = kind === 'groupBuy' ? plan.terms.ladder : [];
  return {
    title,
    startsAt: momentOf(startsAt),
    endsAt: momentOf(endsAt),
    values: typedTerms(kind, terms as unknown as Record<string, unknown>),
    prices: typedAmounts(KINDS[kind].amountsOf(terms)),
    steps: steps.map(({ members, prices }) => ({ members: String(members), prices: typedAmounts(prices) })),
  };
}

/** What a copy begins with: the same terms, from now on for a week. */
export const copyOf = (plan: Plan, now: Ms): Draft => ({ ...draftOf(plan), ...weekFrom(now) });

/** What a draft comes to; what is no number is NaN in it. */
export function planOf(kind: CampaignKind, draft: Draft, { skus }: Goods): Plan {
  const { fields, pricesOf, ladder } = KINDS[kind];
  const alone = Object.fromEntries(skus.map(({ id, price }) => [id, price]));
  const amounts = (typed: Readonly<Record<string, string>>): Record<string, Fen> =>
    Object.fromEntries(
      skus.flatMap(({ id }): [string, Fen][] => {
        // Who takes part is said by the first price.
        if ((draft.prices[id]?.trim() ?? '') === '') return [];
        return [[id, hundredthsIn(typed[id] ?? '')]];
      }),
    );
  const named = Object.entries(fields).map(([term, spec]) => [term, termIn(spec, draft.values[term] ?? '')] as const);
  const terms = {
    ...Object.fromEntries(named.filter(([, value]) => value !== undefined)),
    prices: pricesOf(amounts(draft.prices), alone),
    ...(ladder
      ? { ladder: draft.steps.map(({ members, prices }) => ({ members: wholeIn(members), prices: amounts(prices) })) }
      : {}),
  };
  const about = { title: draft.title.trim(), startsAt: msIn(draft.startsAt), endsAt: msIn(draft.endsAt) };
  return { ...about, kind, terms } as unknown as Plan;
}

/** The field that a fault belongs to: a term, a price (`price-sku_1`), or what is about the campaign itself. */
type Faults = Readonly<Record<string, string>>;

/** What each part of the form is given. */
export interface FormProps {
  readonly kind: CampaignKind;
  readonly draft: Draft;
  readonly faults: Faults;
  readonly goods: Goods;
  readonly onChange: (part: Partial<Draft>) => void;
}

/** What is wrong, by field; nothing where it stands. Terms are judged by the same rule as the server's. */
export function faultsOf(kind: CampaignKind, draft: Draft, goods: Goods, now: Ms): Faults {
  const plan = planOf(kind, draft, goods);
  const { title, startsAt, endsAt } = plan;
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
  for (const { term, sentence } of KINDS[kind].faultsOf(plan.terms, offer)) {
    if (term !== 'prices') faults[term] = sentence;
    else Object.assign(faults, priceFaults(plan, offer, sentence));
  }
  return faults;
}

/** Each price by itself, so that its own field says it; the sentence of all where none is given. */
function priceFaults({ kind, terms }: Plan, offer: Offer, sentence: string): Faults {
  const prices = Object.entries(terms.prices);
  const own = prices.flatMap(([sku, price]): [string, string][] => {
    const alone = { ...terms, prices: { [sku]: price } } as Plan['terms'];
    const fault = KINDS[kind].faultsOf(alone, offer).find(({ term }) => term === 'prices');
    return fault ? [[`price-${sku}`, fault.sentence]] : [];
  });
  return own.length === 0 ? { prices: sentence } : Object.fromEntries(own);
}

/** As it is published. */
export function wishOf({ kind, title, startsAt, endsAt, terms }: Plan) {
  return { title, startsAt, endsAt, terms: { kind, ...terms } as Input<'campaign.publish'>['terms'] };
}

/** As the server keeps it. */
export const bodyOf = ({ values, prices, steps, ...about }: Draft): Body => ({
  ...about,
  values: Object.entries(values).map(([term, typed]) => ({ term, typed })),
  prices: { ...prices },
  steps: steps.map((step) => ({ members: step.members, prices: { ...step.prices } })),
});

/** As the form has it; a term that is new since then is as usual. */
export const draftIn = (kind: CampaignKind, { values, ...about }: Body): Draft => ({
  ...about,
  values: {
    ...typedTerms(kind, KINDS[kind].usual),
    ...Object.fromEntries(values.map(({ term, typed }) => [term, typed])),
  },
});
