/** Where everything stands on a poster, and what it says. */
import { readFileSync } from 'node:fs';
import {
  COLORS,
  clip,
  type Font,
  layoutOf,
  type Measure,
  type Part,
  TINTS,
  wrap,
} from '../../../miniapp/src/promoter/poster/layout';
import {
  type Poster,
  posterOfBargain,
  posterOfGroup,
  posterOfProduct,
  posterOfShop,
} from '../../../miniapp/src/promoter/poster/poster';
import type { Output } from '../../../shared/contracts/contracts';
import { HOUR } from '../../../shared/time';

/** A Chinese character is as wide as it is high, anything else about half of that. */
const measure: Measure = (text, { size }) =>
  [...text].reduce((sum, sign) => sum + size * (/[\u2e80-\uffef…]/.test(sign) ? 1 : 0.55), 0);

const TITLE: Font = { size: 18, weight: 600 };
const PEACH = '/pictures/1f351.webp';

const poster = (given: Partial<Poster> = {}): Poster => ({
  shop: { name: '山野集', logo: '/pictures/1f33f.webp' },
  id: 'prd_peach',
  goods: [PEACH, PEACH, PEACH],
  title: '阳山水蜜桃',
  caption: '现摘现发，坏果包赔',
  price: { fen: 2990, word: '3 人团', other: '单买价 ¥39.90' },
  sharer: { name: '周小满', avatar: '/pictures/face.webp' },
  lines: ['我在拼这个，还差 1 人', '长按识别，一起拼'],
  foot: '截至 1 月 15 日 21:23 · 未成团自动退款',
  ...given,
});

const LONG = '阳山水蜜桃特级大果礼盒装现摘现发顺丰冷链到家坏果包赔 12 枚 5 斤装';
const posters: Array<[string, Poster]> = [
  ['a group', poster()],
  ['a photograph', poster({ goods: ['/media/peach.jpg'] })],
  ['goods alone', poster({ goods: [PEACH] })],
  ['no price', poster({ price: undefined })],
  ['no logo', poster({ shop: { name: '山野集', logo: '' } })],
  ['no face', poster({ sharer: { name: '林姐', avatar: '' } })],
  [
    'long words everywhere',
    poster({
      shop: { name: LONG, logo: '' },
      title: LONG + LONG,
      caption: LONG + LONG,
      price: { fen: 123_456_789, word: '3–10 人团', other: '单买价 ¥9,876,543.21' },
      sharer: { name: LONG, avatar: '' },
      lines: [LONG, LONG],
      foot: LONG + LONG,
    }),
  ],
];

const texts = (parts: readonly Part[]) => parts.flatMap((part) => (part.part === 'text' ? [part] : []));

describe.each(posters)('a poster of %s', (_name, given) => {
  const { width, height, parts } = layoutOf(given, measure);

  it('keeps every text on the poster, beside the code', () => {
    const code = parts.find((part) => part.part === 'code');
    expect(texts(parts).length).toBeGreaterThan(5);
    for (const { text, font, x, y, middle } of texts(parts)) {
      const wide = measure(text, font);
      const [left, right] = middle ? [x - wide / 2, x + wide / 2] : [x, x + wide];
      expect([text, left >= 16, right <= width - 16, y < height]).toEqual([text, true, true, true]);
      if (code && y > code.y && y < code.y + 108) expect([text, right <= code.x]).toEqual([text, true]);
    }
  });

  it('has the code on white, whole, above the foot', () => {
    const at = parts.findIndex((part) => part.part === 'code');
    const [box, code] = [parts[at - 1], parts[at]];
    if (box?.part !== 'box' || code?.part !== 'code') throw new Error('no code in its box');
    expect(box).toMatchObject({ x: code.x, y: code.y, width: code.size, height: code.size, fill: COLORS.card });
    expect(code.x + code.size).toBeLessThanOrEqual(width);
    // Nothing is drawn over it afterwards.
    const foot = parts[at + 1];
    expect(foot).toMatchObject({ part: 'box', fill: COLORS.sunken });
    if (foot?.part === 'box') expect(foot.y).toBeGreaterThanOrEqual(code.y + code.size);
  });
});

it('a price shows both fen digits and its word; the other price only where there is room', () => {
  const words = (given: Poster) => texts(layoutOf(given, measure).parts).map(({ text }) => text);
  expect(words(poster())).toEqual(expect.arrayContaining(['¥', '29', '.90', '3 人团', '单买价 ¥39.90']));
  const dear = words(poster({ price: { fen: 123_456_700, word: '3–10 人团', other: '单买价 ¥9,876,543.21' } }));
  expect(dear).toEqual(expect.arrayContaining(['1,234,567', '.00', '3–10 人团']));
  expect(dear.join(' ')).not.toContain('单买价');
});

it('a photograph fills the cover; goods stand in threes, the front one drawn last', () => {
  const pictures = (given: Poster) =>
    layoutOf(given, measure).parts.flatMap((part) =>
      part.part === 'picture' && part.url === given.goods[0] ? [part] : [],
    );
  expect(pictures(poster({ goods: ['/media/peach.jpg'] }))).toEqual([
    expect.objectContaining({ x: 0, y: 0, width: 320, fill: true }),
  ]);
  const three = pictures(poster());
  expect(three.map(({ turn }) => turn)).toEqual([-10, 12, 0]);
  expect(three[2]?.width).toBeGreaterThan(three[0]?.width ?? 0);
});

it('a long title takes two lines and ends with …; a longer one makes no taller poster', () => {
  const lines = wrap(LONG + LONG, 284, TITLE, measure);
  expect(lines).toHaveLength(2);
  expect(lines[1]).toMatch(/…$/);
  for (const line of lines) expect(measure(line, TITLE)).toBeLessThanOrEqual(284);
  const height = (title: string) => layoutOf(poster({ title }), measure).height;
  expect(height(LONG)).toBe(height('桃') + 26);
  expect(height(LONG + LONG)).toBe(height(LONG));
});

it('numbers and Latin words stay whole over the end of a line', () => {
  expect(wrap('赣南脐橙产地直发新鲜采摘装箱 5.25kg', 284, TITLE, measure)).toEqual([
    '赣南脐橙产地直发新鲜采摘装箱',
    '5.25kg',
  ]);
  expect(clip('水蜜桃', 20, TITLE, measure)).toBe('…');
});

it('has the colours of the stylesheets', () => {
  const read = (file: string) => readFileSync(`miniapp/src/styles/${file}.scss`, 'utf8');
  const base = read('base');
  for (const [name, color] of Object.entries(TINTS))
    expect(base).toMatch(new RegExp(`\\.tint-${name} \\{\\s+--tint: ${color};`));
  const tokens = read('tokens');
  for (const [name, color] of Object.entries(COLORS)) {
    const token = name.replace(/[A-Z]|\d/g, (sign) => `-${sign.toLowerCase()}`);
    expect(tokens).toContain(`--color-${token}: ${color};`);
  }
});

const NOW = Date.parse('2026-01-15T12:00:00+08:00');
const UNTIL = Date.parse('2026-01-16T21:23:00+08:00');
const SHARER = { name: '周小满', avatar: '' };

const group = (given: Partial<Output<'group.get'>> = {}): Output<'group.get'> => ({
  id: 'grp_1',
  status: 'open',
  merchant: { id: 'mer_1', name: '山野集' },
  product: { id: 'prd_peach', title: '阳山水蜜桃', caption: '现摘现发', cover: PEACH },
  campaignId: 'cmp_1',
  version: 1,
  size: 3,
  life: 24 * HOUR,
  hold: HOUR,
  perOrder: 2,
  perPerson: 2,
  audience: 'everyone',
  overflow: 'refund',
  mayLeave: false,
  chatOnly: false,
  leaderDiscount: 0,
  ladder: [],
  free: 1,
  missing: 1,
  taken: 2,
  step: 0,
  skus: [{ id: 'sku_1', name: '5 斤', price: 3990, firstPrice: 2990, groupPrice: 2990 }],
  seats: [{ name: '周小满', avatar: '', state: 'taken', leader: true, mine: true }],
  expiresAt: UNTIL,
  endedEarly: false,
  ...given,
});

it('a group says what is missing, until when, and what becomes of the money', () => {
  const said = posterOfGroup(group(), '/pictures/1f33f.webp', SHARER, NOW);
  expect(said.lines).toEqual(['我在拼这个，还差 1 人', '长按识别，一起拼']);
  expect(said.foot).toBe('截至 1 月 16 日 21:23 · 未成团自动退款');
  expect(said.price).toEqual({ fen: 2990, word: '3 人团', other: '单买价 ¥39.90' });
  expect(said.goods).toEqual([PEACH, PEACH, PEACH]);
});

it('somebody who is not in the group does not say that they are; one that is over promises nothing', () => {
  expect(posterOfGroup(group({ seats: [] }), '', SHARER, NOW).lines[0]).toBe('一起拼这个，还差 1 人');
  for (const over of [
    posterOfGroup(group({ status: 'formed' }), '', SHARER, NOW),
    posterOfGroup(group(), '', SHARER, UNTIL),
  ]) {
    expect(over.lines[0]).toBe('这个团已经结束');
    expect(over.foot).not.toContain('退款');
  }
});

const product = (given: Partial<Output<'product.get'>> = {}): Output<'product.get'> => ({
  id: 'prd_peach',
  merchant: { id: 'mer_1', name: '山野集', logo: '' },
  title: '阳山水蜜桃',
  caption: '现摘现发',
  description: '',
  pictures: ['/media/peach.jpg'],
  promises: [],
  sold: 0,
  skus: [
    { id: 'sku_1', name: '5 斤', price: 3990, groupPrice: 2990, inStock: false, left: 0 },
    { id: 'sku_2', name: '10 斤', price: 6990, groupPrice: 5990, inStock: true, left: 3 },
  ],
  groupBuyPaused: false,
  ...given,
});

it('a product has the price that its page opens with: of what is left, in a group where there is one', () => {
  const { id: _id, status: _status, product: _product, merchant: _merchant, skus: _skus, ...terms } = group();
  const together = posterOfProduct(product({ groupBuy: { ...terms, endsAt: UNTIL, groups: [] } }), SHARER, NOW);
  expect(together.price).toEqual({ fen: 5990, word: '3 人团', other: '单买价 ¥69.90' });
  expect(together.foot).toBe('截至 1 月 16 日 21:23 · 未成团自动退款');
  expect(together.goods).toEqual(['/media/peach.jpg']);
  const alone = posterOfProduct(
    product({ skus: [{ id: 'sku_1', name: '', price: 3990, inStock: true, left: 1 }] }),
    SHARER,
    NOW,
  );
  expect(alone.price).toEqual({ fen: 3990, word: '单买价' });
  expect(alone.foot).not.toContain('退款');
});

const bargain = (given: Partial<Output<'bargain.get'>> = {}): Output<'bargain.get'> => ({
  id: 'brg_1',
  status: 'open',
  merchant: { id: 'mer_1', name: '山野集' },
  product: { id: 'prd_honey', title: '洋槐蜂蜜', caption: '当年新蜜', cover: PEACH },
  sku: { id: 'sku_1', name: '500g' },
  campaignId: 'cmp_1',
  version: 1,
  helpers: 7,
  ownCut: true,
  shape: 'even',
  life: 24 * HOUR,
  buyAt: 'floor',
  payWithin: 24 * HOUR,
  perPerson: 3,
  helpsPerDay: 3,
  helpsPerCampaign: 10,
  list: 6800,
  floor: 3900,
  price: 4912,
  cuts: 8,
  missing: 3,
  owner: { name: '周小满', avatar: '' },
  mine: true,
  helps: [],
  expiresAt: UNTIL,
  createdAt: NOW,
  endedEarly: false,
  commitment: '0946113b'.repeat(8),
  revealed: false,
  ...given,
});

it('a bargain has list, floor, what it stands at and how many are asked for, while it takes help', () => {
  expect(posterOfBargain(bargain(), '', SHARER, NOW)).toMatchObject({
    title: '洋槐蜂蜜',
    caption: '标价 ¥68.00，8 刀到底价 ¥39.00',
    price: { fen: 4912, word: '现价', other: '已砍 ¥18.88' },
    lines: ['帮我砍一刀，还差 3 位', '长按识别，看过规则再帮'],
    foot: '截至 1 月 16 日 21:23 · 每刀多少早已定好',
  });
  expect(posterOfBargain(bargain({ mine: false, price: 6800 }), '', SHARER, NOW)).toMatchObject({
    price: { fen: 6800, word: '现价' },
    lines: ['帮 TA 砍一刀，还差 3 位', expect.anything()],
  });
  for (const over of [
    posterOfBargain(bargain({ status: 'floor', missing: 0 }), '', SHARER, NOW),
    posterOfBargain(bargain(), '', SHARER, UNTIL),
  ]) {
    expect(over.lines[0]).toBe('这次不用再帮了');
    expect(over.foot).not.toContain('截至');
  }
});

it('a shop shows goods of it, a promoter’s says who asks', () => {
  const home = {
    merchant: { id: 'mer_1', name: '山野集', caption: '山里来的', logo: '/pictures/1f33f.webp' },
    products: ['/a.webp', '/b.jpg', '/c.webp', '/d.png', '/e.webp'].map((cover) => ({ cover })),
  } as Output<'shop.home'>;
  expect(posterOfShop(home, SHARER, false)).toMatchObject({ title: '山野集', goods: ['/a.webp', '/c.webp', '/d.png'] });
  expect(posterOfShop(home, SHARER, true).title).toBe('周小满 邀你逛逛山野集');
  expect(posterOfShop({ ...home, products: [] }, SHARER, false).goods).toEqual(['/pictures/1f33f.webp']);
});
