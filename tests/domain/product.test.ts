/** What a product may be, at each boundary. */
import { faultsOfProduct, LENGTHS, type ProductWish, type SkuWish } from '../../shared/domain/product';
import { FEN_MAX } from '../../shared/money';

const SKU_WISH: SkuWish = { name: '5 斤', price: 100 };
const WISH: ProductWish = {
  title: '桃',
  caption: '',
  description: '',
  promises: [],
  pictures: ['/media/a.webp'],
  skus: [SKU_WISH],
};

const fields = (part: Partial<ProductWish>) => faultsOfProduct({ ...WISH, ...part }).map(({ field }) => field);
const ofSku = (part: Partial<SkuWish>) => fields({ skus: [{ ...SKU_WISH, ...part }] });
const many = <T>(n: number, one: (at: number) => T): T[] => Array.from({ length: n }, (_, at) => one(at));

it('has no fault', () => expect(faultsOfProduct(WISH)).toEqual([]));

it.each<[string, Partial<ProductWish>, Partial<ProductWish>]>([
  ['title', { title: '桃'.repeat(LENGTHS.title) }, { title: '桃'.repeat(LENGTHS.title + 1) }],
  ['title', { title: ' 桃 ' }, { title: '  ' }],
  ['caption', { caption: '🍑'.repeat(LENGTHS.caption / 2) }, { caption: '桃'.repeat(LENGTHS.caption + 1) }],
  ['description', { description: '桃'.repeat(1_000) }, { description: '桃'.repeat(1_001) }],
  ['pictures', { pictures: many(9, String) }, { pictures: many(10, String) }],
  ['pictures', { pictures: ['a'] }, { pictures: [] }],
  ['pictures', { pictures: ['a', 'b'] }, { pictures: ['a', 'a'] }],
  ['promises', { promises: many(6, String) }, { promises: many(7, String) }],
  ['promises', { promises: ['包'.repeat(20)] }, { promises: ['包'.repeat(21)] }],
  ['promises', { promises: ['包赔'] }, { promises: ['包赔', '包赔'] }],
  ['promises', { promises: ['包'] }, { promises: [' '] }],
  ['afterSaleDays', { afterSaleDays: 90 }, { afterSaleDays: 91 }],
  ['afterSaleDays', { afterSaleDays: 0 }, { afterSaleDays: -1 }],
  [
    'skus',
    { skus: many(100, (at) => ({ name: `${at}`, price: 1 })) },
    { skus: many(101, (at) => ({ name: `${at}`, price: 1 })) },
  ],
  ['skus', { skus: [SKU_WISH] }, { skus: [] }],
])('%s: the last that is right and the first that is not', (field, right, wrong) => {
  expect([fields(right), fields(wrong)]).toEqual([[], [field]]);
});

it.each<[keyof SkuWish, Partial<SkuWish>, Partial<SkuWish>]>([
  ['name', { name: '斤'.repeat(40) }, { name: '斤'.repeat(41) }],
  ['name', { name: '斤' }, { name: ' ' }],
  ['price', { price: 1 }, { price: 0 }],
  ['price', { price: FEN_MAX }, { price: FEN_MAX + 1 }],
  ['price', { price: 1 }, { price: Number.NaN }],
  ['cost', { cost: 0 }, { cost: -1 }],
  ['cost', { cost: FEN_MAX }, { cost: 0.5 }],
  ['weight', { weight: 1_000_000 }, { weight: 1_000_001 }],
  ['stock', { stock: 1_000_000 }, { stock: 1_000_001 }],
  ['stock', { stock: 0 }, { stock: -1 }],
])('%s of a SKU: the last that is right and the first that is not', (field, right, wrong) => {
  expect([ofSku(right), ofSku(wrong)]).toEqual([[], [field]]);
});

it('names of SKUs differ, and the second of two is told', () => {
  const skus = [SKU_WISH, { name: '10 斤', price: 1 }, { name: ' 5 斤', price: 1 }];
  expect(faultsOfProduct({ ...WISH, skus })).toMatchObject([{ field: 'name', sku: 2 }]);
});
