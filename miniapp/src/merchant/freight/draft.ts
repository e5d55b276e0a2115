/** Freight templates as they are being written: numbers are what was typed, regions are names with spaces between them. */
import { type FreightTemplate, freightFault } from '../../../../shared/domain/freight';
import { type Settings, type SettingsTo, wholeIn } from '../words/settings';
import { hundredthsIn, typedOf } from '../words/typed';

export interface DraftRule {
  readonly key: string;
  /** Empty: everywhere else. */
  readonly regions: string;
  readonly first: string;
  readonly firstFee: string;
  readonly more: string;
  readonly moreFee: string;
  /** Empty: never. */
  readonly freeFrom: string;
}

export interface DraftTemplate {
  readonly key: string;
  readonly id?: string;
  readonly name: string;
  readonly by: FreightTemplate['by'];
  readonly rules: readonly DraftRule[];
  readonly notTo: string;
  /** So many products are sent by it: it cannot be removed. */
  readonly products: number;
}

export interface Draft {
  readonly templates: readonly DraftTemplate[];
}

export const TEMPLATES_MAX = 50;
export const RULES_MAX = 40;

const regionsIn = (typed: string): string[] => typed.split(/[\s，、,]+/).filter((region) => region !== '');

export const draftOf = ({ templates }: Settings): Draft => ({
  templates: templates.map(({ id, name, by, rules, notTo, products }) => ({
    key: id,
    id,
    name,
    by,
    products,
    notTo: notTo.join(' '),
    rules: rules.map(({ regions, first, firstFee, more, moreFee, freeFrom }, place) => ({
      key: `${id}/${place}`,
      regions: regions.join(' '),
      first: String(first),
      firstFee: typedOf(firstFee),
      more: String(more),
      moreFee: typedOf(moreFee),
      freeFrom: freeFrom === undefined ? '' : typedOf(freeFrom),
    })),
  })),
});

const nextKey = (keys: readonly string[]): string =>
  `new${Math.max(0, ...keys.map((key) => Number(key.replace('new', ''))).filter(Number.isFinite)) + 1}`;

export const newRule = (rules: readonly DraftRule[]): DraftRule => ({
  key: nextKey(rules.map(({ key }) => key)),
  regions: '',
  first: '1',
  firstFee: '',
  more: '1',
  moreFee: '',
  freeFrom: '',
});

export const newTemplate = (templates: readonly DraftTemplate[]): DraftTemplate => ({
  key: nextKey(templates.map(({ key }) => key)),
  name: '',
  by: 'piece',
  rules: [newRule([])],
  notTo: '',
  products: 0,
});

const templateOf = ({ id, name, by, rules, notTo }: DraftTemplate) => ({
  ...(id === undefined ? {} : { id }),
  name: name.trim(),
  by,
  notTo: regionsIn(notTo),
  rules: rules.map(({ regions, first, firstFee, more, moreFee, freeFrom }) => ({
    regions: regionsIn(regions),
    first: wholeIn(first),
    firstFee: hundredthsIn(firstFee),
    more: wholeIn(more),
    moreFee: hundredthsIn(moreFee),
    ...(freeFrom.trim() === '' ? {} : { freeFrom: hundredthsIn(freeFrom) }),
  })),
});

export const toOf = ({ templates }: Draft): SettingsTo => ({
  section: 'freight',
  templates: templates.map(templateOf),
});

/** Why one of these templates cannot stand, in a sentence; undefined where it can. The server looks at it again. */
export function templateFault(draft: DraftTemplate, all: readonly DraftTemplate[]): string | undefined {
  const name = draft.name.trim();
  if (name === '') return '给模板起个名字';
  if (all.some((one) => one.key !== draft.key && one.name.trim() === name)) return '有两个模板叫这个名字，换一个';
  const { rules, ...template } = templateOf(draft);
  const unread = rules.some((rule) => Object.values(rule).some((value) => Number.isNaN(value)));
  if (unread) return '件数、克数写整数，金额写元，最多两位小数';
  return freightFault({ ...template, rules, id: draft.id ?? '' }) ?? undefined;
}

export const faultsIn = ({ templates }: Draft): number =>
  templates.filter((template) => templateFault(template, templates) !== undefined).length;
