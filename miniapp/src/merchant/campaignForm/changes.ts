/** What another edition changes: of the campaign, of each price, of each term. */
import { formatWhen, type Ms } from '../../../../shared/time';
import type { Goods, Plan } from './draft';
import { KINDS } from './kinds';

export interface Change {
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

/** An edition as it was published; older ones have kept neither name nor time. */
export type Told = Pick<Plan, 'kind' | 'terms'> & {
  readonly title?: string | undefined;
  readonly startsAt?: Ms | undefined;
  readonly endsAt?: Ms | undefined;
};

/** What older editions have not kept. */
export const UNKNOWN = '没有记录';

/** Everything that is told of an edition, by name, in the order of the form. */
export function told(
  { kind, title, startsAt, endsAt, terms }: Told,
  skus: ReadonlyArray<Pick<Goods['skus'][number], 'id' | 'name'>>,
  now: Ms,
): ReadonlyMap<string, string> {
  const { table, skuWords } = KINDS[kind];
  const whenOf = (at: Ms | undefined) => (at === undefined ? UNKNOWN : formatWhen(at, now));
  return new Map([
    ['活动名称', title ?? UNKNOWN],
    ['开始', whenOf(startsAt)],
    ['结束', whenOf(endsAt)],
    ...skus.map(({ id, name }): [string, string] => [name, skuWords(terms, id)]),
    ...Object.entries(table)
      .filter(([term]) => term !== 'prices')
      .map(([, { name, says }]): [string, string] => [name, says(terms)]),
  ]);
}

/** In the order of the form; empty where nothing has changed. */
export function changesOf(before: Told, after: Told, { skus }: Pick<Goods, 'skus'>, now: Ms): Change[] {
  const [old, fresh] = [told(before, skus, now), told(after, skus, now)];
  return [...fresh].flatMap(([name, to]) => {
    const from = old.get(name) ?? '';
    return from === to ? [] : [{ name, from, to }];
  });
}
