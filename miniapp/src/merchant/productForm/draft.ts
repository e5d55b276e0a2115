/** A product as it is typed: texts in every field, its faults as the server would find them, and how it differs from what stands. */
import type { Input, Output } from '../../../../shared/contracts/contracts';
import { faultsOfProduct } from '../../../../shared/domain/product';
import { forbiddenOfGoods } from '../../../../shared/domain/wording';
import { hundredthsIn, typedOf } from '../words/typed';

export type Product = Output<'product.inspect'>;
export type Choices = Output<'product.choices'>;
export type Wish = Input<'product.save'>['product'];

export interface DraftSku {
  /** Its place in the form's memory: the id, or a number for one that is new. */
  readonly key: string;
  readonly id?: string;
  readonly name: string;
  readonly price: string;
  readonly cost: string;
  readonly weight: string;
  /** Of one that is new. */
  readonly stock: string;
}

export interface Draft {
  readonly title: string;
  readonly caption: string;
  readonly description: string;
  readonly categoryId: string;
  /** With `；` between them. */
  readonly promises: string;
  readonly pictures: readonly string[];
  /** Empty: free of charge. */
  readonly freightId: string;
  /** Empty: the shop's. */
  readonly afterSaleDays: string;
  readonly skus: readonly DraftSku[];
}

/** By field; of a SKU by field and key. */
export type Faults = Readonly<Record<string, string>>;

const SEVERAL = '；';

export function newSku(skus: readonly DraftSku[]): DraftSku {
  const numbers = skus.map(({ key }) => Number(key)).filter((one) => Number.isInteger(one));
  return { key: String(Math.max(0, ...numbers) + 1), name: '', price: '', cost: '', weight: '', stock: '' };
}

export const newDraft = ({ categories, templates }: Choices): Draft => ({
  title: '',
  caption: '',
  description: '',
  categoryId: categories[0]?.id ?? '',
  promises: '',
  pictures: [],
  freightId: templates[0]?.id ?? '',
  afterSaleDays: '',
  skus: [newSku([])],
});

/** One that is there already, sold or not. */
export const skuOf = ({ id, name, price, cost, weight }: Product['skus'][number]): DraftSku => ({
  key: id,
  id,
  name,
  price: typedOf(price),
  cost: cost === undefined ? '' : typedOf(cost),
  weight: weight === undefined ? '' : String(weight),
  stock: '',
});

export const draftOf = (product: Product): Draft => ({
  title: product.title,
  caption: product.caption,
  description: product.description,
  categoryId: product.categoryId,
  promises: product.promises.join(SEVERAL),
  pictures: product.pictures,
  freightId: product.freightId ?? '',
  afterSaleDays: product.afterSaleDays === undefined ? '' : String(product.afterSaleDays),
  skus: product.skus.filter(({ archived }) => !archived).map(skuOf),
});

/** NaN for what is no whole number; undefined where nothing was typed. */
const wholeIn = (typed: string): number | undefined => {
  const text = typed.trim();
  if (text === '') return undefined;
  return /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
};

const given = <K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } =>
  value === undefined ? {} : ({ [key]: value } as { [P in K]?: V });

/** What is sent. Where there are faults, numbers that cannot be read are `NaN`. */
export const wishOf = (draft: Draft): Wish => ({
  title: draft.title.trim(),
  caption: draft.caption.trim(),
  description: draft.description.trim(),
  categoryId: draft.categoryId,
  promises: draft.promises
    .split(/[；;\n]/)
    .map((one) => one.trim())
    .filter((one) => one !== ''),
  pictures: [...draft.pictures],
  ...given('freightId', draft.freightId === '' ? undefined : draft.freightId),
  ...given('afterSaleDays', wholeIn(draft.afterSaleDays)),
  skus: draft.skus.map(({ id, name, price, cost, weight, stock }) => ({
    ...given('id', id),
    name: name.trim(),
    price: hundredthsIn(price),
    ...given('cost', cost.trim() === '' ? undefined : hundredthsIn(cost)),
    ...given('weight', wholeIn(weight)),
    ...(id === undefined ? { stock: wholeIn(stock) ?? 0 } : {}),
  })),
});

/** What is to be mended: the first fault of each field. @param inCampaign a campaign, a group or a bargain sells it */
export function faultsOf(draft: Draft, { categories, templates }: Choices, inCampaign: boolean): Faults {
  const faults: Record<string, string> = {};
  const wish = wishOf(draft);
  for (const { field, sku, sentence } of [...faultsOfProduct(wish), ...(inCampaign ? forbiddenOfGoods(wish) : [])]) {
    const at = sku === undefined ? field : `${field}-${draft.skus[sku]?.key}`;
    faults[at] ??= sentence;
  }
  if (!categories.some(({ id }) => id === draft.categoryId)) faults.categoryId = '请选一个分类';
  if (draft.freightId !== '' && !templates.some(({ id }) => id === draft.freightId))
    faults.freightId = '请选一个运费模板';
  return faults;
}

export interface Difference {
  readonly label: string;
  /** What stands now, and what is written here. */
  readonly now: string;
  readonly mine: string;
}

const cut = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text || '空');

/** How what is written differs from what stands, in words. */
export function differencesOf(product: Product, draft: Draft, { categories, templates }: Choices): Difference[] {
  const stands = draftOf(product);
  const nameIn = (all: Choices['categories'], id: string) => all.find((one) => one.id === id)?.name ?? '';
  const rows: [label: string, now: string, mine: string][] = [
    ['商品名称', stands.title, draft.title],
    ['一句话介绍', stands.caption, draft.caption],
    ['分类', nameIn(categories, stands.categoryId), nameIn(categories, draft.categoryId)],
    ['承诺', stands.promises, draft.promises],
    ['运费', nameIn(templates, stands.freightId) || '包邮', nameIn(templates, draft.freightId) || '包邮'],
    ['售后天数', stands.afterSaleDays || '跟店铺', draft.afterSaleDays || '跟店铺'],
    ['详情', stands.description, draft.description],
    ...pictureRows(stands.pictures, draft.pictures),
    ...skuRows(stands.skus, draft.skus),
  ];
  return rows
    .filter(([, now, mine]) => now !== mine)
    .map(([label, now, mine]) => ({ label, now: cut(now), mine: cut(mine) }));
}

const pictureRows = (now: readonly string[], mine: readonly string[]): [string, string, string][] => {
  if (now.join() === mine.join()) return [];
  const same = now.length === mine.length;
  return [['图片', `${now.length} 张`, same ? `${mine.length} 张，图或顺序不同` : `${mine.length} 张`]];
};

function skuRows(now: readonly DraftSku[], mine: readonly DraftSku[]): [string, string, string][] {
  const says = (sku: DraftSku | undefined): string => {
    if (sku === undefined) return '没有';
    const { name, price, cost, weight } = sku;
    return `${name} ${price} 元${cost === '' ? '' : `，成本 ${cost}`}${weight === '' ? '' : `，${weight} 克`}`;
  };
  const keys = [...new Set([...now, ...mine].map(({ key }) => key))];
  return keys.map((key) => {
    const [before, after] = [now.find((sku) => sku.key === key), mine.find((sku) => sku.key === key)];
    return [`规格 ${(before ?? after)?.name ?? ''}`, says(before), says(after)];
  });
}
