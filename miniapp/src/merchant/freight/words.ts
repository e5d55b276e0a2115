/** What a freight template says, in sentences. */
import type { FreightRule, FreightTemplate } from '../../../../shared/domain/freight';
import { formatFen } from '../../../../shared/money';

const unit = { piece: '件', weight: '克' } as const;

export const byWord = { piece: '按件', weight: '按重量' } as const;

/** `其他地区`, or the regions by name. */
export const regionWords = ({ regions }: Pick<FreightRule, 'regions'>): string =>
  regions.length === 0 ? '其他地区' : regions.map((region) => region.replace('/', '')).join('、');

export function ruleWords(rule: FreightRule, by: FreightTemplate['by']): string {
  const { first, firstFee, more, moreFee, freeFrom } = rule;
  if (firstFee === 0 && moreFee === 0) return '包邮';
  const fee = `${first} ${unit[by]}内 ${formatFen(firstFee)}，每多 ${more} ${unit[by]}加 ${formatFen(moreFee)}`;
  return freeFrom === undefined ? fee : `${fee}；满 ${formatFen(freeFrom)} 包邮`;
}
