/** What another edition changes: of the campaign, of each floor, of each term. */
import { TERMS } from '../../../../shared/domain/bargain';
import { formatFen } from '../../../../shared/money';
import { formatWhen, type Ms } from '../../../../shared/time';
import type { Goods, Plan } from './draft';

export interface Change {
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

/** Everything that is told of a plan, by name. */
function told({ title, startsAt, endsAt, terms }: Plan, { skus }: Goods, now: Ms): ReadonlyMap<string, string> {
  const names = (Object.keys(TERMS) as (keyof typeof TERMS)[]).filter((name) => name !== 'prices');
  return new Map([
    ['活动名称', title],
    ['开始', formatWhen(startsAt, now)],
    ['结束', formatWhen(endsAt, now)],
    ...skus.map(({ id, name }): [string, string] => {
      const price = terms.prices[id];
      return [name, price ? `${formatFen(price.list)} 砍到 ${formatFen(price.floor)}` : '不参加'];
    }),
    ...names.map((name): [string, string] => [TERMS[name].name, TERMS[name].says(terms)]),
  ]);
}

/** In the order of the form; empty where nothing has changed. */
export function changesOf(before: Plan, after: Plan, goods: Goods, now: Ms): Change[] {
  const [old, fresh] = [told(before, goods, now), told(after, goods, now)];
  return [...fresh].flatMap(([name, to]) => {
    const from = old.get(name) ?? '';
    return from === to ? [] : [{ name, from, to }];
  });
}
