/** Products as a table: what is written out reads back as the same, and each row that cannot stand says so. */
import { formatCsv, parseCsv } from '../../shared/csv';
import { COLUMNS, readSheet, SHEET_ROWS, type SheetForm, sheetOf } from '../../shared/domain/productSheet';

const choices = { categories: [{ id: 'fruit', name: '水果' }], templates: [{ id: 'frt_a', name: '生鲜' }] };
const peach: SheetForm = {
  id: 'prd_peach',
  status: 'onSale',
  version: 3,
  title: '=水蜜桃',
  caption: '一句，带逗号,和"引号"',
  description: '第一行\n第二行',
  categoryId: 'fruit',
  freightId: 'frt_a',
  afterSaleDays: 0,
  promises: ['坏果包赔', '48 小时内发货'],
  pictures: ['/media/a.webp', '/media/b.webp'],
  skus: [
    { id: 'sku_5', name: '5 斤', price: 3990, cost: 2000, weight: 2500, archived: false, max: 12, left: 10 },
    { id: 'sku_10', name: '10 斤', price: 6905, archived: false, max: 7, left: 7 },
    { id: 'sku_old', name: '3 斤', price: 100, archived: true, max: 1, left: 1 },
  ],
};
const plain: SheetForm = {
  ...peach,
  id: 'prd_plain',
  title: '脐橙',
  freightId: undefined,
  afterSaleDays: undefined,
  skus: [peach.skus[1]!],
};
const forms = [peach, { ...plain, skus: [{ ...plain.skus[0]!, id: 'sku_orange' }] }];

const read = (table: readonly (readonly string[])[]) => readSheet(table, forms, choices);
/** One row of a product that is new. */
const fresh = (part: Record<string, string> = {}) => {
  const cells = {
    商品名称: '新茶',
    分类: '水果',
    图片: '/media/c.webp',
    规格名称: '一盒',
    价格: '88',
    库存: '5',
    ...part,
  };
  return [Object.keys(cells), Object.values(cells)];
};

it('what is written out reads back as the same, formulas, quotes and line breaks too', () => {
  const table = parseCsv(formatCsv(sheetOf(forms, choices)));
  expect(table).toHaveLength(4);
  expect(read(table).products.map(({ outcome, faults }) => ({ outcome, faults }))).toEqual([
    { outcome: 'same', faults: [] },
    { outcome: 'same', faults: [] },
  ]);
});

it('only what differs is written: a price over the version that was seen, and stock from what was left', () => {
  const table = sheetOf(forms, choices);
  const [head, first] = [table[0]!, table[1]!];
  first[head.indexOf(COLUMNS.price)] = '41.5';
  first[head.indexOf(COLUMNS.stock)] = '13';
  const [changed, same] = read(table).products;
  expect(changed).toMatchObject({
    outcome: 'changed',
    productId: 'prd_peach',
    version: 3,
    rows: [2, 3],
    stock: [{ row: 2, skuId: 'sku_5', seen: 12, seenLeft: 10, left: 13 }],
  });
  expect(changed?.wish?.skus.map(({ id, price }) => [id, price])).toEqual([
    ['sku_5', 4150],
    ['sku_10', 6905],
  ]);
  expect(changed?.changes).toEqual([
    { row: 2, column: '价格', before: '39.90', after: '41.50' },
    { row: 2, column: '库存', before: '10', after: '13' },
  ]);
  expect(same?.outcome).toBe('same');
});

describe('stock, when pieces were sold since the table was written out', () => {
  /** Seven of ten pieces were sold; the cell says so many. */
  const sold = (stock: string, part: Partial<SheetForm['skus'][number]> = {}, without?: string) => {
    const table = sheetOf([peach], choices);
    const [head, first] = [table[0]!, table[1]!];
    first[head.indexOf(COLUMNS.stock)] = stock;
    const kept = head.flatMap((cell, at) => (cell === without ? [] : [at]));
    const now = { ...peach, skus: [{ ...peach.skus[0]!, left: 3, ...part }, ...peach.skus.slice(1)] };
    return readSheet(
      table.map((cells) => kept.map((at) => cells[at]!)),
      [now],
      choices,
    ).products[0]!;
  };

  it('a cell that nobody touched leaves it alone', () => {
    expect(sold('10')).toMatchObject({ outcome: 'same', stock: [], notes: [] });
  });

  it('what was added is added to what is left by now, and coming again changes nothing', () => {
    expect(sold('13')).toMatchObject({
      outcome: 'changed',
      stock: [{ skuId: 'sku_5', seen: 12, seenLeft: 10, left: 13 }],
      changes: [{ column: '库存', before: '3', after: '6' }],
    });
    expect(sold('13', { max: 15, left: 6 })).toMatchObject({ outcome: 'same', stock: [], notes: [] });
  });

  it('somebody has set it meanwhile, or the table does not say what was left: it stays, and the row says so', () => {
    const stays = { outcome: 'same', stock: [], notes: [{ row: 2, column: '库存' }] };
    expect(sold('13', { max: 20 })).toMatchObject(stays);
    expect(sold('13', {}, COLUMNS.seenLeft)).toMatchObject(stays);
    expect(sold('13', {}, COLUMNS.seenMax)).toMatchObject(stays);
  });
});

it('a name is looked for among products on sale; one that is archived is told so, and stays archived', () => {
  const gone: SheetForm = { ...peach, id: 'prd_gone', status: 'archived', title: '新茶' };
  const all = [...forms, gone];
  expect(readSheet(fresh(), all, choices).products).toMatchObject([{ outcome: 'new' }]);
  const table = sheetOf([gone], choices);
  expect(table[1]?.[table[0]!.indexOf(COLUMNS.status)]).toBe('已下架');
  expect(readSheet(table, all, choices).products).toMatchObject([{ outcome: 'same', notes: [] }]);
  table[1]![table[0]!.indexOf(COLUMNS.price)] = '41.5';
  for (const line of table.slice(1)) line[table[0]!.indexOf(COLUMNS.status)] = '在卖';
  expect(readSheet(table, all, choices).products[0]).toMatchObject({
    outcome: 'changed',
    notes: [{ column: '状态' }, { column: '商品编号', sentence: '这件商品已经下架，存了也要重新上架才卖' }],
  });
});

it('of two templates of one name a product keeps its own', () => {
  const two = { ...choices, templates: [{ id: 'frt_other', name: '生鲜' }, ...choices.templates] };
  expect(readSheet(sheetOf(forms, two), forms, two).products.map(({ outcome }) => outcome)).toEqual(['same', 'same']);
});

it('columns that are not there, and SKUs that no row names, stay as they are', () => {
  const [product] = read([
    ['商品编号', '规格编号', '价格'],
    ['prd_peach', 'sku_10', '70'],
  ]).products;
  expect(product?.wish).toMatchObject({
    title: '=水蜜桃',
    freightId: 'frt_a',
    afterSaleDays: 0,
    pictures: peach.pictures,
  });
  expect(product?.wish?.skus).toMatchObject([
    { id: 'sku_10', price: 7000 },
    { id: 'sku_5', cost: 2000 },
  ]);
});

it('what has no number is found by its name, so that the same file again changes nothing', () => {
  const table = fresh();
  const [made] = read(table).products;
  expect(made).toMatchObject({
    outcome: 'new',
    wish: { title: '新茶', skus: [{ name: '一盒', price: 8800, stock: 5 }] },
  });
  const stands: SheetForm = {
    ...made!.wish!,
    id: 'prd_tea',
    status: 'onSale',
    version: 1,
    skus: [{ id: 'sku_tea', name: '一盒', price: 8800, archived: false, max: 5, left: 5 }],
  };
  const again = (left: number) =>
    readSheet(table, [...forms, { ...stands, skus: [{ ...stands.skus[0]!, left }] }], choices).products;
  expect(again(5)).toMatchObject([{ outcome: 'same', productId: 'prd_tea', notes: [] }]);
  expect(again(2)).toMatchObject([{ outcome: 'same', stock: [], notes: [{ row: 2, column: '库存' }] }]);
});

it('an empty cell takes away what may be left out', () => {
  const [product] = read([
    ['商品编号', '规格编号', '成本', '重量', '运费模板'],
    ['prd_peach', 'sku_5', '', '', ''],
  ]).products;
  expect(product?.wish?.freightId).toBeUndefined();
  expect(product?.wish?.skus[0]).toEqual({ id: 'sku_5', name: '5 斤', price: 3990 });
});

it.each<[string, Record<string, string>, string]>([
  ['a price that is none', { 价格: 'abc' }, '价格'],
  ['a price with three digits behind the point', { 价格: '1.005' }, '价格'],
  ['no price', { 价格: '' }, '价格'],
  ['half a piece', { 库存: '1.5' }, '库存'],
  ['a cost below zero', { 成本: '-1' }, '成本'],
  ['days that are none', { 售后天数: '七天' }, '售后天数'],
  ['a category that there is not', { 分类: '家电' }, '分类'],
  ['a template that there is not', { 运费模板: '到付' }, '运费模板'],
  ['no picture', { 图片: '' }, '图片'],
  ['no name', { 规格名称: '' }, '规格名称'],
  ['a number that there is not', { 商品编号: 'prd_nowhere' }, '商品编号'],
  ['a SKU of another product', { 规格编号: 'sku_5' }, '规格编号'],
])('%s keeps the product out, with the row and the column', (_, part, column) => {
  const [product] = read(fresh(part)).products;
  expect(product).toMatchObject({ outcome: 'refused', stock: [] });
  expect(product?.wish).toBeUndefined();
  expect(product?.faults).toContainEqual({ row: 2, column, sentence: expect.any(String) });
});

it('one bad row keeps out its product alone', () => {
  const [head, first] = fresh() as [string[], string[]];
  const second = [...first];
  second[head.indexOf('规格名称')] = '两盒';
  second[head.indexOf('价格')] = '0';
  const other = first.map((cell) => (cell === '新茶' ? '另一种茶' : cell));
  const { products } = read([head, first, second, other]);
  expect(products).toMatchObject([
    { outcome: 'refused', rows: [2, 3], faults: [{ row: 3, column: '价格' }] },
    { outcome: 'new', rows: [4] },
  ]);
});

it('rows of one product that say different things of it are told, and a SKU that is there twice', () => {
  const table = sheetOf([peach], choices);
  table[2]![table[0]!.indexOf(COLUMNS.caption)] = '别的';
  expect(read(table).products[0]?.faults).toMatchObject([{ row: 3, column: '一句话介绍' }]);
  const twice = [
    ['商品编号', '规格编号'],
    ['prd_peach', 'sku_5'],
    ['prd_peach', 'sku_5'],
  ];
  expect(read(twice).products[0]?.faults).toContainEqual({ row: 3, column: '规格编号', sentence: '这个规格写了两行' });
});

it('heads that mean nothing are told; a file without a head, and one that is too long, is not read', () => {
  expect(read(fresh({ 备注: 'x' })).unknown).toEqual(['备注']);
  expect(read([['水蜜桃', '5 斤']]).problem).toBeDefined();
  const [head, row] = fresh() as [string[], string[]];
  const long = (rows: number) => read([head, ...Array.from({ length: rows - 1 }, () => row)]);
  expect([long(SHEET_ROWS).problem, long(SHEET_ROWS + 1).problem]).toEqual([undefined, expect.any(String)]);
});
