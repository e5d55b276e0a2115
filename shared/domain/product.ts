/**
 * WHAT A PRODUCT MAY BE. This file is the only answer; the form asks it while somebody types, the server before it saves.
 * Amounts in fen, weights in grams.
 */
import { FEN_MAX, type Fen } from '../money';

/** Most products that a shop has, those that are archived included. */
export const PRODUCTS_MOST = 2_000;
/** Most SKUs that a product sells. */
export const SKUS_MOST = 100;
/** Most that it has had: orders keep those that were taken off. */
export const SKUS_EVER = 300;
export const PICTURES_MOST = 9;
export const PROMISES_MOST = 6;
/** Pieces of a SKU, and grams of one piece. */
export const STOCK_MOST = 1_000_000;
export const WEIGHT_MOST = 1_000_000;
const AFTER_SALE_DAYS_MOST = 90;

/** Most characters of each text. */
export const LENGTHS = { title: 60, caption: 60, description: 1_000, promise: 20, sku: 40 } as const;

export interface SkuWish {
  readonly name: string;
  readonly price: Fen;
  /** What one piece costs the shop; only its members see it. */
  readonly cost?: Fen | undefined;
  readonly weight?: number | undefined;
  /** Of one that is new: pieces that can be sold. */
  readonly stock?: number | undefined;
}

export interface ProductWish {
  readonly title: string;
  readonly caption: string;
  readonly description: string;
  readonly promises: readonly string[];
  readonly pictures: readonly string[];
  /** Days after receipt in which money back can be asked for; the shop's where it is left out. */
  readonly afterSaleDays?: number | undefined;
  readonly skus: readonly SkuWish[];
}

export interface ProductFault {
  readonly field: keyof ProductWish | keyof SkuWish;
  /** Which SKU, counted from 0; absent where the product itself is meant. */
  readonly sku?: number | undefined;
  /** What the merchant reads. */
  readonly sentence: string;
}

/** Everything that keeps it from being saved; what is a whole number elsewhere may be `NaN` here where nothing can be read. */
export function faultsOfProduct(wish: ProductWish): ProductFault[] {
  const { title, caption, description, promises, pictures, afterSaleDays, skus } = wish;
  const faults: ProductFault[] = [];
  const refuse = (field: ProductFault['field'], sentence: string) => faults.push({ field, sentence });
  if (blank(title)) refuse('title', '请写上商品名称');
  if (tooLong(title, LENGTHS.title)) refuse('title', `商品名称最多 ${LENGTHS.title} 个字`);
  if (tooLong(caption, LENGTHS.caption)) refuse('caption', `一句话介绍最多 ${LENGTHS.caption} 个字`);
  if (tooLong(description, LENGTHS.description)) refuse('description', `详情最多 ${LENGTHS.description} 个字`);
  if (pictures.length === 0) refuse('pictures', '至少要有一张图片');
  if (pictures.length > PICTURES_MOST) refuse('pictures', `最多 ${PICTURES_MOST} 张图片`);
  if (repeated(pictures)) refuse('pictures', '有一张图片放了两次');
  if (promises.length > PROMISES_MOST) refuse('promises', `承诺最多 ${PROMISES_MOST} 条`);
  if (promises.some((one) => blank(one) || tooLong(one, LENGTHS.promise)))
    refuse('promises', `每条承诺 1 到 ${LENGTHS.promise} 个字`);
  if (repeated(promises)) refuse('promises', '有一条承诺写了两次');
  if (afterSaleDays !== undefined && !within(afterSaleDays, 0, AFTER_SALE_DAYS_MOST))
    refuse('afterSaleDays', `售后天数是 0 到 ${AFTER_SALE_DAYS_MOST} 的整数`);
  if (skus.length === 0) refuse('skus', '至少要有一个规格');
  if (skus.length > SKUS_MOST) refuse('skus', `最多 ${SKUS_MOST} 个规格`);
  return [...faults, ...skus.flatMap((sku, index) => faultsOfSku(sku, index, skus))];
}

function faultsOfSku(
  { name, price, cost, weight, stock }: SkuWish,
  sku: number,
  all: readonly SkuWish[],
): ProductFault[] {
  const faults: ProductFault[] = [];
  const refuse = (field: ProductFault['field'], sentence: string) => faults.push({ field, sku, sentence });
  if (blank(name)) refuse('name', '请写上规格名称');
  if (tooLong(name, LENGTHS.sku)) refuse('name', `规格名称最多 ${LENGTHS.sku} 个字`);
  if (!blank(name) && all.findIndex((one) => one.name.trim() === name.trim()) < sku) refuse('name', '规格名称不能重复');
  if (!within(price, 1, FEN_MAX)) refuse('price', '价格至少 0.01 元，最多 1000 万元');
  if (cost !== undefined && !within(cost, 0, FEN_MAX)) refuse('cost', '成本不能小于 0，最多 1000 万元');
  if (weight !== undefined && !within(weight, 0, WEIGHT_MOST)) refuse('weight', `重量是 0 到 ${WEIGHT_MOST} 克的整数`);
  if (stock !== undefined && !within(stock, 0, STOCK_MOST)) refuse('stock', `库存是 0 到 ${STOCK_MOST} 的整数`);
  return faults;
}

const blank = (text: string): boolean => text.trim() === '';
/** Counted as a field does, so that an emoji may be two. */
const tooLong = (text: string, most: number): boolean => text.trim().length > most;
const repeated = (list: readonly string[]): boolean => new Set(list).size < list.length;
const within = (value: number, least: number, most: number): boolean =>
  Number.isSafeInteger(value) && value >= least && value <= most;
