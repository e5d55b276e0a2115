/** A draft that two have written: the fields in which they differ, each by what it is called, and what comes of choosing. */
import type { CampaignKind } from '../words/campaign';
import { forecastWords } from '../words/forecast';
import type { Draft, Goods } from './draft';
import { KINDS, optionWords } from './kinds';

interface Difference {
  /** The field, as `withTheirs` knows it. */
  readonly field: string;
  readonly name: string;
  readonly mine: string;
  readonly theirs: string;
}

type Field = { readonly field: string; readonly name: string; readonly says: string };

const moment = (typed: string): string => typed.replace('T', ' ');

/** Every field of a draft with what stands in it, in the order of the form. */
function fieldsOf(
  kind: CampaignKind,
  { title, startsAt, endsAt, values, prices, steps, forecast }: Draft,
  { skus }: Goods,
): Field[] {
  const form = KINDS[kind];
  const nameOf = (id: string) => skus.find((sku) => sku.id === id)?.name ?? id;
  const amounts = (typed: Readonly<Record<string, string>>) =>
    Object.entries(typed).map(([id, amount]) => `${nameOf(id)} ${amount} 元`);
  return [
    { field: 'title', name: '活动名称', says: title },
    { field: 'startsAt', name: '开始', says: moment(startsAt) },
    { field: 'endsAt', name: '结束', says: moment(endsAt) },
    ...skus.map(({ id, name }) => ({ field: `prices.${id}`, name, says: prices[id] ? `${prices[id]} 元` : '不参加' })),
    ...(form.ladder
      ? [
          {
            field: 'steps',
            name: form.table.ladder?.name ?? '',
            says:
              steps.map((step) => [`满 ${step.members} 人`, ...amounts(step.prices)].join(' ')).join('；') || '不设',
          },
        ]
      : []),
    ...Object.entries(form.fields).map(([term, spec]) => {
      const typed = values[term] ?? '';
      const says =
        spec.as === 'choice' ? optionWords(form, term, typed) : typed === '' ? '空着' : `${typed} ${spec.unit}`;
      return { field: `values.${term}`, name: form.table[term]?.name ?? term, says };
    }),
    { field: 'forecast', name: '预估', says: forecast ? forecastWords(forecast) : '没有' },
  ];
}

/** Empty where both have written the same. */
export function differences(kind: CampaignKind, mine: Draft, theirs: Draft, goods: Goods): Difference[] {
  const others = fieldsOf(kind, theirs, goods);
  return fieldsOf(kind, mine, goods).flatMap(({ field, name, says }) => {
    const other = others.find((one) => one.field === field)?.says ?? '';
    return other === says ? [] : [{ field, name, mine: says, theirs: other }];
  });
}

/** Mine, with theirs in these fields. */
export function withTheirs(mine: Draft, theirs: Draft, fields: readonly string[]): Draft {
  const pick = <K extends 'title' | 'startsAt' | 'endsAt' | 'steps' | 'forecast'>(field: K): Draft[K] =>
    (fields.includes(field) ? theirs : mine)[field];
  const merge = (of: 'values' | 'prices') =>
    Object.fromEntries(
      [...new Set([...Object.keys(mine[of]), ...Object.keys(theirs[of])])].map((key) => [
        key,
        (fields.includes(`${of}.${key}`) ? theirs : mine)[of][key] ?? '',
      ]),
    );
  return {
    title: pick('title'),
    startsAt: pick('startsAt'),
    endsAt: pick('endsAt'),
    values: merge('values'),
    prices: merge('prices'),
    steps: pick('steps'),
    forecast: pick('forecast'),
  };
}
