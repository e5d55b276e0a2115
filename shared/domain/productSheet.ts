/**
 * PRODUCTS AS A TABLE: a row per SKU, under a head. What was written out reads back as the same; a file that was taken in
 * changes nothing when it comes again.
 *  - A product is found by its number, without one by its name among those on sale; so is a SKU of it. What is not found is new.
 *  - Rows of one product say the same of it; the first one counts, and one that says otherwise is told.
 *  - A column that is not there, and a SKU that no row names, stay as they are. An empty cell takes away what may be left out.
 *  - Stock of a SKU that is there is changed by so many pieces, over what the file was written out with: what was sold
 *    since stays sold. Without those columns it stays as it is, and the row says so.
 *  - Whether a product is on sale is shown, and not set.
 *  - One fault in a row keeps its whole product out.
 * Amounts are written in yuan, weights in grams.
 */
import type { Fen } from '../money';
import { faultsOfProduct, type ProductFault, type ProductWish, type SkuWish } from './product';

/** Most rows of one file, its head included. */
export const SHEET_ROWS = 2_000;

/** Every column, and how it is headed. */
export const COLUMNS = {
  productId: '商品编号',
  status: '状态',
  title: '商品名称',
  caption: '一句话介绍',
  category: '分类',
  pictures: '图片',
  promises: '承诺',
  freight: '运费模板',
  afterSaleDays: '售后天数',
  skuId: '规格编号',
  name: '规格名称',
  price: '价格',
  cost: '成本',
  weight: '重量',
  stock: '库存',
  seenLeft: '导出时库存',
  seenMax: '导出时总数',
  description: '详情',
} as const;

type Column = keyof typeof COLUMNS;
const ALL = Object.keys(COLUMNS) as Column[];
/** What is said of the product, in every row of it. */
const OF_PRODUCT = [
  'title',
  'caption',
  'category',
  'pictures',
  'promises',
  'freight',
  'afterSaleDays',
  'description',
] as const;

const STATUS = { onSale: '在卖', archived: '已下架' } as const;

/** What is said of a SKU, its stock apart. */
const OF_SKU = ['name', 'price', 'cost', 'weight'] as const;

interface SheetSku {
  readonly id: string;
  readonly name: string;
  readonly price: Fen;
  readonly cost?: Fen | undefined;
  readonly weight?: number | undefined;
  readonly archived: boolean;
  readonly max: number;
  readonly left: number;
}

/** A product as it stands. */
export interface SheetForm extends Omit<ProductWish, 'skus'> {
  readonly id: string;
  readonly version: number;
  readonly status: keyof typeof STATUS;
  readonly categoryId: string;
  readonly freightId?: string | undefined;
  readonly skus: readonly SheetSku[];
}

interface Named {
  readonly id: string;
  readonly name: string;
}

export interface SheetChoices {
  readonly categories: readonly Named[];
  readonly templates: readonly Named[];
}

interface SheetFault {
  readonly row: number;
  /** Of the column, as it is headed; absent where the row itself is meant. */
  readonly column?: string | undefined;
  readonly sentence: string;
}

/** What is different of a row, as the columns are headed. Of the product itself it is in the first of its rows. */
interface SheetChange {
  readonly row: number;
  readonly column: string;
  readonly before: string;
  readonly after: string;
}

/** What is saved of a product. */
interface SheetWish extends ProductWish {
  readonly categoryId: string;
  readonly freightId?: string | undefined;
  readonly skus: readonly (SkuWish & { readonly id?: string | undefined })[];
}

export interface SheetProduct {
  /** Numbers of its rows, as a spreadsheet shows them. */
  readonly rows: readonly number[];
  readonly title: string;
  /** Left out where it is new. */
  readonly productId?: string | undefined;
  /** The one that it is written over. */
  readonly version: number;
  readonly outcome: 'new' | 'changed' | 'same' | 'refused';
  /** Left out where nothing of it is to be saved but its stock. */
  readonly wish?: SheetWish | undefined;
  /** Of SKUs that are there: how many are to be left, over what was seen. */
  readonly stock: readonly {
    readonly row: number;
    readonly skuId: string;
    readonly seen: number;
    readonly seenLeft: number;
    readonly left: number;
  }[];
  readonly changes: readonly SheetChange[];
  readonly faults: readonly SheetFault[];
  /** What stays as it is, whatever the row says. */
  readonly notes: readonly SheetFault[];
}

interface Sheet {
  /** Why it cannot be read at all. */
  readonly problem?: string | undefined;
  /** Heads that mean nothing here. */
  readonly unknown: readonly string[];
  readonly products: readonly SheetProduct[];
}

/** Between several pictures or promises of one cell. */
const SEVERAL = '；';

const yuanOf = (fen: Fen): string => `${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, '0')}`;
const nameOf = (all: readonly Named[], id: string | undefined): string => all.find((one) => one.id === id)?.name ?? '';
const numberOf = (value: number | undefined): string => (value === undefined ? '' : String(value));

/** The table of these products, without the SKUs that are sold no longer. */
export function sheetOf(forms: readonly SheetForm[], choices: SheetChoices): string[][] {
  const rows = forms.flatMap((form) =>
    form.skus
      .filter(({ archived }) => !archived)
      .map((sku): string[] => {
        const cells: Record<Column, string> = {
          productId: form.id,
          status: STATUS[form.status],
          ...productCells(form, choices),
          skuId: sku.id,
          ...skuCells(sku),
          stock: String(sku.left),
          seenLeft: String(sku.left),
          seenMax: String(sku.max),
        };
        return ALL.map((column) => cells[column]);
      }),
  );
  return [ALL.map((column) => COLUMNS[column]), ...rows];
}

const productCells = (
  form: Omit<SheetWish, 'skus'>,
  { categories, templates }: SheetChoices,
): Record<(typeof OF_PRODUCT)[number], string> => ({
  title: form.title,
  caption: form.caption,
  category: nameOf(categories, form.categoryId),
  pictures: form.pictures.join(SEVERAL),
  promises: form.promises.join(SEVERAL),
  freight: nameOf(templates, form.freightId),
  afterSaleDays: numberOf(form.afterSaleDays),
  description: form.description,
});

const skuCells = ({
  name,
  price,
  cost,
  weight,
}: Pick<SheetSku, 'name' | 'price' | 'cost' | 'weight'>): Record<(typeof OF_SKU)[number], string> => ({
  name,
  price: yuanOf(price),
  cost: cost === undefined ? '' : yuanOf(cost),
  weight: numberOf(weight),
});

type Cells = Partial<Record<Column, string>>;
interface Row {
  readonly row: number;
  /** Only columns that the file has. */
  readonly cells: Cells;
}

/** @param table the cells of the file, an empty row as one empty cell @param forms all products of the shop */
export function readSheet(
  table: readonly (readonly string[])[],
  forms: readonly SheetForm[],
  choices: SheetChoices,
): Sheet {
  const head = (table[0] ?? []).map((cell) => cell.replace(/^\uFEFF/, '').trim());
  const places = new Map(
    ALL.flatMap((column) => (head.includes(COLUMNS[column]) ? [[column, head.indexOf(COLUMNS[column])] as const] : [])),
  );
  const unknown = head.filter((cell) => cell !== '' && !ALL.some((column) => COLUMNS[column] === cell));
  if (!places.has('title') && !places.has('productId'))
    return { problem: `第一行要是表头，有「${COLUMNS.productId}」或「${COLUMNS.title}」`, unknown, products: [] };
  if (table.length > SHEET_ROWS)
    return { problem: `一个表格最多 ${SHEET_ROWS} 行，这个有 ${table.length} 行`, unknown, products: [] };
  const rows = table.slice(1).flatMap((line, at): Row[] => {
    const cells = Object.fromEntries([...places].map(([column, place]) => [column, (line[place] ?? '').trim()]));
    return Object.values(cells).every((cell) => cell === '') ? [] : [{ row: at + 2, cells }];
  });
  const groups = new Map<string, Row[]>();
  for (const one of rows) {
    const key = one.cells.productId || knownBy(one.cells.title ?? '', forms)[0]?.id || `新 ${one.cells.title ?? ''}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return { unknown, products: [...groups.values()].map((group) => productOf(group, forms, choices)) };
}

const knownBy = (title: string, forms: readonly SheetForm[]): SheetForm[] =>
  forms.filter((form) => form.status === 'onSale' && form.title === title);

function productOf(rows: readonly Row[], forms: readonly SheetForm[], choices: SheetChoices): SheetProduct {
  const [{ row: first, cells }] = rows as [Row];
  const faults: SheetFault[] = [];
  const refuse = (row: number, column: Column | undefined, sentence: string) =>
    faults.push({ row, ...(column === undefined ? {} : { column: COLUMNS[column] }), sentence });
  const called = knownBy(cells.title ?? '', forms);
  const form = cells.productId ? forms.find(({ id }) => id === cells.productId) : called[0];
  if (cells.productId && !form) refuse(first, 'productId', '店里没有这个编号的商品，新商品请把编号空着');
  if (!cells.productId && called.length > 1) refuse(first, 'productId', '有几件商品叫这个名字，请填商品编号');
  for (const { row, cells: its } of rows)
    for (const column of OF_PRODUCT)
      if (its[column] !== cells[column]) refuse(row, column, `和第 ${first} 行是同一件商品，这里却写得不一样`);

  const categoryId = chosen(cells.category, choices.categories, form?.categoryId ?? '');
  if (categoryId === undefined || categoryId === '') refuse(first, 'category', '店里没有这个分类，请先加上');
  const notes: SheetFault[] = [];
  const note = (row: number, column: Column, sentence: string) =>
    notes.push({ row, column: COLUMNS[column], sentence });
  if (cells.status && form && cells.status !== STATUS[form.status])
    note(first, 'status', '表格不改状态，请到商品里上架或下架');
  const freightId = cells.freight === '' ? undefined : chosen(cells.freight, choices.templates, form?.freightId);
  if (cells.freight && freightId === undefined) refuse(first, 'freight', '店里没有这个运费模板，请先加上');
  const named = rows.map((one) => skuOf(one, form, refuse));
  const ids = named.flatMap(({ sku }) => sku.id ?? []);
  for (const [at, { row, sku }] of named.entries())
    if (sku.id !== undefined && named.findIndex((one) => one.sku.id === sku.id) < at)
      refuse(row, 'skuId', '这个规格写了两行');
  const others = (form?.skus ?? []).filter(({ id, archived }) => !archived && !ids.includes(id)).map(kept);
  const wish: SheetWish = {
    title: cells.title ?? form?.title ?? '',
    caption: cells.caption ?? form?.caption ?? '',
    description: cells.description ?? form?.description ?? '',
    categoryId: categoryId ?? '',
    promises: several(cells.promises) ?? form?.promises ?? [],
    pictures: several(cells.pictures) ?? form?.pictures ?? [],
    ...given('freightId', freightId),
    ...given('afterSaleDays', whole(cells.afterSaleDays, form?.afterSaleDays)),
    skus: [...named.map(({ sku }) => sku), ...others],
  };
  for (const fault of faultsOfProduct(wish)) {
    const at = fault.sku === undefined ? undefined : named[fault.sku];
    if (fault.sku === undefined || at) refuse(at?.row ?? first, columnOf(fault.field), fault.sentence);
  }
  const about = {
    rows: rows.map(({ row }) => row),
    title: wish.title || (form?.title ?? ''),
    version: form?.version ?? 0,
    ...given('productId', form?.id),
  };
  if (faults.length > 0) return { ...about, outcome: 'refused', stock: [], changes: [], faults, notes };
  const stock = named.flatMap(({ row, sku, left, seen }) => {
    const known = form?.skus.find(({ id }) => id === sku.id);
    if (!known || left === undefined || left === (seen?.left ?? known.left)) return [];
    if (seen === undefined) {
      note(row, 'stock', `没有改：要写上「${COLUMNS.seenLeft}」和「${COLUMNS.seenMax}」，从导出的表格改最省事`);
      return [];
    }
    if (known.max !== seen.max) {
      const isDone = known.max === seen.max + left - seen.left;
      if (!isDone) note(row, 'stock', '没有改：导出以后有人改过库存，请重新导出');
      return [];
    }
    return [{ row, skuId: known.id, seen: seen.max, seenLeft: seen.left, left }];
  });
  const same = form !== undefined && isSame(wish, form);
  const outcome = form === undefined ? 'new' : same && stock.length === 0 ? 'same' : 'changed';
  if (form?.status === 'archived' && outcome === 'changed')
    note(first, 'productId', '这件商品已经下架，存了也要重新上架才卖');
  const changes = form === undefined ? [] : changesOf({ form, wish, named, stock }, choices);
  return { ...about, outcome, ...given('wish', same ? undefined : wish), stock, changes, faults, notes };
}

interface Differing {
  readonly form: SheetForm;
  readonly wish: SheetWish;
  readonly named: readonly { readonly row: number; readonly sku: SheetWish['skus'][number] }[];
  readonly stock: SheetProduct['stock'];
}

/** How what is to be saved differs from what stands, each cell as it would be written out. */
function changesOf({ form, wish, named, stock }: Differing, choices: SheetChoices): SheetChange[] {
  const first = named[0]?.row ?? 0;
  const [before, after] = [productCells(form, choices), productCells(wish, choices)];
  const ofProduct = OF_PRODUCT.map((column) => ({ row: first, column, before: before[column], after: after[column] }));
  const ofSkus = named.flatMap(({ row, sku }) => {
    const known = form.skus.find(({ id }) => id === sku.id);
    if (!known || known.archived) return [{ row, column: 'name' as const, before: '', after: sku.name }];
    const [stands, becomes] = [skuCells(known), skuCells(sku)];
    const counted = stock.filter(({ skuId }) => skuId === known.id);
    return [
      ...OF_SKU.map((column) => ({ row, column, before: stands[column], after: becomes[column] })),
      ...counted.map(({ seenLeft, left }) => ({
        row,
        column: 'stock' as const,
        before: String(known.left),
        after: String(Math.max(0, known.left + left - seenLeft)),
      })),
    ];
  });
  return [...ofProduct, ...ofSkus]
    .filter((one) => one.before !== one.after)
    .map((one) => ({ ...one, column: COLUMNS[one.column] }));
}

/** A SKU of a row; where it is there already: what of it is to be left, and what the file was written out with. */
function skuOf(
  { row, cells }: Row,
  form: SheetForm | undefined,
  refuse: (row: number, column: Column, sentence: string) => void,
): {
  row: number;
  sku: SheetWish['skus'][number];
  left?: number | undefined;
  seen?: { left: number; max: number } | undefined;
} {
  const known = form?.skus.find(({ id, name, archived }) =>
    cells.skuId ? id === cells.skuId : !archived && name === cells.name,
  );
  if (cells.skuId && !known) refuse(row, 'skuId', '这件商品没有这个编号的规格，新规格请把编号空着');
  const stock = whole(cells.stock, undefined);
  if (known && stock !== undefined && !(stock >= 0 && stock <= 1_000_000))
    refuse(row, 'stock', '库存是 0 到 1000000 的整数');
  const sku = {
    ...given('id', known?.id),
    name: cells.name ?? known?.name ?? '',
    price: cells.price === undefined ? (known?.price ?? Number.NaN) : fenIn(cells.price),
    ...given('cost', cells.cost === undefined ? known?.cost : cells.cost === '' ? undefined : fenIn(cells.cost)),
    ...given('weight', whole(cells.weight, known?.weight)),
    ...(known ? {} : given('stock', stock ?? 0)),
  };
  const [left = Number.NaN, max = Number.NaN] = [whole(cells.seenLeft, undefined), whole(cells.seenMax, undefined)];
  const seen = Number.isNaN(left + max) ? undefined : { left, max };
  return { row, sku, ...(known ? { left: stock, seen } : {}) };
}

const kept = ({ id, name, price, cost, weight }: SheetSku): SheetWish['skus'][number] => ({
  id,
  name,
  price,
  ...given('cost', cost),
  ...given('weight', weight),
});

/** The id of what is named; what there is where there is no such column or it is called so, undefined where nothing is. */
const chosen = (name: string | undefined, all: readonly Named[], before: string | undefined): string | undefined =>
  name === undefined || all.some((one) => one.id === before && one.name === name)
    ? before
    : all.find((one) => one.name === name)?.id;

const several = (cell: string | undefined): string[] | undefined =>
  cell
    ?.split(/[；;\n]/)
    .map((one) => one.trim())
    .filter((one) => one !== '');

/** NaN for what is no whole number; `before` where there is no such column, undefined where the cell is empty. */
function whole(cell: string | undefined, before: number | undefined): number | undefined {
  if (cell === undefined) return before;
  if (cell === '') return undefined;
  return /^\d{1,9}$/.test(cell) ? Number(cell) : Number.NaN;
}

/** `29.9` → 2990. NaN for what is no amount with at most two digits behind the point. */
function fenIn(cell: string): Fen {
  const [, yuan, rest = ''] = /^¥?(\d{1,8})(?:\.(\d{1,2}))?$/.exec(cell) ?? [];
  return yuan === undefined ? Number.NaN : Number(yuan) * 100 + Number(rest.padEnd(2, '0'));
}

const columnOf = (field: ProductFault['field']): Column | undefined => (field === 'skus' ? 'name' : field);

/** A field that is left out where there is nothing to say. */
const given = <K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } =>
  value === undefined ? {} : ({ [key]: value } as { readonly [P in K]?: V });

function isSame(wish: SheetWish, form: SheetForm): boolean {
  const texts = ['title', 'caption', 'description', 'categoryId', 'freightId', 'afterSaleDays'] as const;
  const list = (one: readonly string[], other: readonly string[]) => one.join('\n') === other.join('\n');
  const skus = form.skus.filter(({ archived }) => !archived);
  return (
    texts.every((field) => wish[field] === form[field]) &&
    list(wish.promises, form.promises) &&
    list(wish.pictures, form.pictures) &&
    wish.skus.length === skus.length &&
    wish.skus.every((sku) => {
      const before = skus.find(({ id }) => id === sku.id);
      return before !== undefined && OF_SKU.every((field) => sku[field] === before[field]);
    })
  );
}
