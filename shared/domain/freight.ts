/**
 * WHAT DELIVERY COSTS, and where it goes to. This file is the only answer.
 *  - A product names a template of its shop; without one it is delivered free of charge, everywhere.
 *  - A template counts pieces or grams: so much for the first of them, so much for each further step that is begun.
 *    Lines of one template are counted together; different templates add up.
 *  - The rule that names the city counts before the one that names its province, and that one before the rule for
 *    everywhere else. Where no rule fits, or the template says so, it is not delivered.
 *  - From an amount of goods of this template on (`freeFrom`), it is free.
 *  - Each template's freight is spread over its lines in proportion to what was counted, by largest remainder, so that
 *    the parts sum to the whole.
 * Amounts in fen; weights in grams. Regions are written `浙江省` or `浙江省/杭州市`.
 */
import { allocate, type Fen } from '../money';
import { no, ok, type Result } from '../result';

export interface FreightRule {
  /** Empty: everywhere else. */
  readonly regions: readonly string[];
  /** Pieces or grams that the first fee covers; at least 1. */
  readonly first: number;
  readonly firstFee: Fen;
  /** Each step of so many more that is begun costs `moreFee`; at least 1. */
  readonly more: number;
  readonly moreFee: Fen;
  readonly freeFrom?: Fen | undefined;
}

export interface FreightTemplate {
  readonly id: string;
  readonly name: string;
  readonly by: 'piece' | 'weight';
  readonly rules: readonly FreightRule[];
  /** Regions that are not delivered to, whatever the rules say. */
  readonly notTo: readonly string[];
}

export interface FreightLine {
  /** Undefined: free of charge. */
  readonly freightId?: string | undefined;
  readonly quantity: number;
  /** Of one piece. */
  readonly weight: number;
  /** What is paid for the goods of this line. */
  readonly paid: Fen;
}

/** 省 市 区, as an address has them. */
type Region = readonly string[];

/** Whether a template's list of regions has this place: its city, or its whole province. */
const has = (regions: readonly string[], [province, city]: Region): boolean =>
  regions.includes(`${province}/${city}`) || regions.includes(province ?? '');

/** The rule for a place, or undefined where it is not delivered to. */
export function ruleFor(template: FreightTemplate, region: Region): FreightRule | undefined {
  if (has(template.notTo, region)) return undefined;
  const [province, city] = region;
  const { rules } = template;
  return (
    rules.find(({ regions }) => regions.includes(`${province}/${city}`)) ??
    rules.find(({ regions }) => regions.includes(province ?? '')) ??
    rules.find(({ regions }) => regions.length === 0)
  );
}

/** What so many pieces or grams cost under a rule. */
export function feeOf(rule: FreightRule, units: number, paid: Fen): Fen {
  if (rule.freeFrom !== undefined && paid >= rule.freeFrom) return 0;
  const steps = Math.ceil(Math.max(0, units - rule.first) / rule.more);
  return rule.firstFee + steps * rule.moreFee;
}

const unitsOf = ({ by }: FreightTemplate, { quantity, weight }: FreightLine): number =>
  by === 'piece' ? quantity : quantity * weight;

/**
 * The freight of each line. A template that is gone is free: what a shop no longer asks for, nobody pays.
 * @returns one part per line, or the places in `lines` of those that are not delivered there
 */
export function freightOf(
  lines: readonly FreightLine[],
  templates: readonly FreightTemplate[],
  region: Region,
): Result<Fen[], number[]> {
  const parts = lines.map((): Fen => 0);
  const missing: number[] = [];
  for (const template of templates) {
    const own = lines.flatMap((line, index) => (line.freightId === template.id ? [{ line, index }] : []));
    if (own.length === 0) continue;
    const rule = ruleFor(template, region);
    if (!rule) {
      missing.push(...own.map(({ index }) => index));
      continue;
    }
    const units = own.map(({ line }) => unitsOf(template, line));
    const sum = (list: readonly number[]) => list.reduce((total, one) => total + one, 0);
    const fee = feeOf(rule, sum(units), sum(own.map(({ line }) => line.paid)));
    // Goods without weight carry it by their pieces.
    const weights = sum(units) === 0 ? own.map(({ line }) => line.quantity) : units;
    for (const [place, part] of allocate(fee, weights).entries()) parts[own[place]?.index ?? 0] = part;
  }
  return missing.length > 0 ? no(missing.sort((a, b) => a - b)) : ok(parts);
}

/** Why a template cannot stand, in a sentence for the merchant; null where it can. */
export function freightFault(template: FreightTemplate): string | null {
  const { rules, notTo } = template;
  if (rules.length === 0) return '至少要有一条运费规则';
  if (rules.filter(({ regions }) => regions.length === 0).length > 1) return '「其他地区」只能有一条规则';
  const named = rules.flatMap(({ regions }) => regions);
  const twice = named.find((region, index) => named.indexOf(region) !== index);
  if (twice !== undefined) return `${twice.replace('/', '')}写在了两条规则里`;
  const both = named.find((region) => notTo.includes(region));
  if (both !== undefined) return `${both.replace('/', '')}既写了运费，又写了不发货`;
  const whole = (value: number, least: number) => Number.isSafeInteger(value) && value >= least;
  const sound = rules.every(
    ({ first, firstFee, more, moreFee, freeFrom }) =>
      whole(first, 1) && whole(more, 1) && whole(firstFee, 0) && whole(moreFee, 0) && whole(freeFrom ?? 0, 0),
  );
  return sound ? null : '首件、续件至少是 1，运费不能小于 0';
}
