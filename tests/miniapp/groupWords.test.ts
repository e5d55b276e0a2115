/** The words of a group: true of any terms and any state of it. */
import {
  failedWords,
  formedWords,
  groupTitle,
  missingWords,
  nextPrice,
  offerTitle,
  priceSteps,
  sizeWord,
} from '../../miniapp/src/components/groupWords';
import type { Output } from '../../shared/contracts/contracts';

type Group = Output<'group.get'>;

const LADDER = [
  { members: 5, prices: { sku_a: 2790, sku_b: 5000 } },
  { members: 10, prices: { sku_a: 2490, sku_b: 5000 } },
];

it.each([
  [{ size: 3, missing: 1 }, '3 人团', '还差 1 人'],
  [{ size: 5, least: 3, missing: 4 }, '3–5 人团', '还差 2 人'],
  [{ size: 5, least: 3, missing: 2 }, '3–5 人团', '到点成团'],
])('%j is a %s: %s', (group, size, missing) => {
  expect(sizeWord(group)).toBe(size);
  expect(missingWords(group)).toBe(missing);
});

it('a ladder has the first price at the fewest members', () => {
  const terms = { size: 10, least: 3, ladder: LADDER };
  expect(priceSteps(terms, { id: 'sku_a', firstPrice: 2990 })).toEqual([
    { members: 3, price: 2990 },
    { members: 5, price: 2790 },
    { members: 10, price: 2490 },
  ]);
  expect(priceSteps({ ...terms, ladder: [] }, { id: 'sku_a', firstPrice: 2990 })).toEqual([]);
});

it.each([
  ['sku_a', 2990, 0, 1, { more: 4, price: 2790 }],
  ['sku_a', 2790, 1, 6, { more: 4, price: 2490 }],
  ['sku_a', 2490, 2, 10, undefined],
  // This SKU is cheaper from the first step on, and the second step leaves it as it is.
  ['sku_b', 5490, 0, 3, { more: 2, price: 5000 }],
  ['sku_b', 5000, 1, 7, undefined],
])('%s at %i, on step %i with %i members: next %j', (id, groupPrice, step, taken, next) => {
  expect(nextPrice({ ladder: LADDER, step, taken }, { id, groupPrice })).toEqual(next);
});

it.each([
  [{ taken: 3, size: 3, endedEarly: false }, '3 人到齐'],
  [{ taken: 3, size: 3, endedEarly: true }, '3 人到齐'],
  [{ taken: 2, size: 3, endedEarly: false }, '到点 2 人'],
  [{ taken: 2, size: 3, endedEarly: true }, '商家提前截止时 2 人'],
])('formed with %j: %s', (group, words) => expect(formedWords(group)).toBe(words));

it.each([
  [{ size: 3, taken: 1, endedEarly: false, openedAt: 1 }, '到点差 2 人，没有拼成'],
  [{ size: 5, least: 2, taken: 1, endedEarly: false, openedAt: 1 }, '到点差 1 人，没有拼成'],
  [{ size: 3, taken: 1, endedEarly: true, openedAt: 1 }, '商家提前结束了活动，没有拼成'],
  [{ size: 3, taken: 0, endedEarly: false, openedAt: 1 }, '团里的人都退出了，没有拼成'],
  [{ size: 3, taken: 0, endedEarly: false }, '团长没有付款，这个团没有开成'],
])('failed with %j: %s', (group, words) => expect(failedWords(group)).toBe(words));

const group = (given: Partial<Group>): Group =>
  ({
    status: 'open',
    product: { title: '水蜜桃' },
    size: 3,
    missing: 1,
    taken: 2,
    step: 0,
    ladder: [],
    audience: 'everyone',
    chatOnly: false,
    ...given,
  }) as Group;

it.each([
  [{}, '还差 1 人 · ¥29.90 水蜜桃 3 人团'],
  [{ status: 'formed', missing: 0, taken: 3 }, '¥29.90 水蜜桃 3 人团'],
  [{ audience: 'newcomers' }, '还差 1 人 · 老带新 · ¥29.90 水蜜桃 3 人团'],
  [{ chatOnly: true }, '还差 1 人 · 只限本群 · ¥29.90 水蜜桃 3 人团'],
  [{ size: 5, least: 3, missing: 3 }, '还差 1 人 · ¥29.90 水蜜桃 3–5 人团'],
  [{ size: 5, least: 2, missing: 3 }, '到点成团 · ¥29.90 水蜜桃 2–5 人团'],
  [{ size: 10, least: 2, missing: 8, ladder: LADDER }, '再来 3 人降到 ¥27.90 · ¥29.90 水蜜桃 2–10 人团'],
] as [Partial<Group>, string][])('the card of %j says %s', (given, title) => {
  expect(groupTitle(group(given), { id: 'sku_a', groupPrice: 2990 })).toBe(title);
});

it('a product that is bought alone says its price and its name', () => {
  expect(offerTitle(2990, '水蜜桃')).toBe('¥29.90 水蜜桃');
});
