/** A shop's limits as they are typed. */
import type { Output } from '../../../../shared/contracts/contracts';
import { LIMITS_MOST, type Limits } from '../../../../shared/domain/platform';
import { formatBps } from '../../../../shared/money';
import { hundredthsIn, typedOf } from '../words/typed';

export type Draft = { readonly [L in keyof Limits]: string };

export const LIMITS: ReadonlyArray<{ id: keyof Limits; label: string; unit: string; does: string }> = [
  { id: 'products', label: '商品', unit: '件', does: '已下架的也算；满了不能再建' },
  { id: 'campaigns', label: '活动', unit: '场', does: '没结束的才算；满了不能再发布新的' },
  { id: 'members', label: '成员', unit: '人', does: '加上没人用的邀请；满了不能再邀请' },
  { id: 'commissionCap', label: '佣金封顶', unit: '%', does: '店里定的封顶不能比它高' },
];

export const draftOf = ({ products, campaigns, members, commissionCap }: Limits): Draft => ({
  products: String(products),
  campaigns: String(campaigns),
  members: String(members),
  commissionCap: typedOf(commissionCap),
});

const countIn = (typed: string): number => (/^\d{1,6}$/.test(typed.trim()) ? Number(typed) : Number.NaN);

export const limitsOf = ({ products, campaigns, members, commissionCap }: Draft): Limits => ({
  products: countIn(products),
  campaigns: countIn(campaigns),
  members: countIn(members),
  commissionCap: hundredthsIn(commissionCap),
});

/** What is wrong with each, as the server would say. */
export function faultsOf(draft: Draft): { readonly [L in keyof Limits]?: string } {
  const limits = limitsOf(draft);
  return Object.fromEntries(
    LIMITS.flatMap(({ id }) => {
      const least = id === 'commissionCap' ? 0 : 1;
      const stands = limits[id] >= least && limits[id] <= LIMITS_MOST[id];
      return stands ? [] : [[id, `写 ${least} 到 ${id === 'commissionCap' ? 100 : LIMITS_MOST[id]} 之间的数`]];
    }),
  );
}

/** What there is of a limit, and what it allows. */
export function usedWords(
  { used, limits }: Pick<Output<'platform.getMerchant'>, 'used' | 'limits'>,
  id: keyof Limits,
): string {
  const words = (value: number) => (id === 'commissionCap' ? formatBps(value) : String(value));
  return `${words(used[id])} / ${words(limits[id])}`;
}
