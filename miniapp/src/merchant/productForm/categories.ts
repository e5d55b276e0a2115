/** Categories as they are being written, and what becomes of them where another desk has set them meanwhile. */
import type { Choices } from './draft';

export interface Category {
  readonly key: string;
  /** Left out for one that is new. */
  readonly id?: string;
  readonly name: string;
}

export const categoriesOf = ({ categories }: Choices): Category[] => categories.map((one) => ({ ...one, key: one.id }));

/**
 * What is written here, over what stands by now: what somebody else has added comes behind it, and what they took away is
 * gone here too. Where it has got another name here it stays, as a new one.
 */
export function categoriesOver(mine: readonly Category[], seen: Choices, now: Choices): Category[] {
  const stands = (id: string | undefined, { categories }: Choices) => categories.find((one) => one.id === id);
  const kept = mine.flatMap((one): Category[] => {
    if (one.id === undefined || stands(one.id, now)) return [one];
    return one.name === stands(one.id, seen)?.name ? [] : [{ key: one.key, name: one.name }];
  });
  return [...kept, ...categoriesOf(now).filter(({ id }) => !stands(id, seen))];
}
