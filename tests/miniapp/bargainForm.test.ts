/** A bargain campaign as a merchant writes it: what was typed, what it comes to, what is wrong with it, what it changes. */
import { tableOf } from '../../miniapp/src/merchant/bargainBoard/exportBoard';
import { changesOf } from '../../miniapp/src/merchant/bargainForm/changes';
import {
  type Draft,
  draftOf,
  faultsOf,
  type Goods,
  newDraft,
  planOf,
} from '../../miniapp/src/merchant/bargainForm/draft';
import { cuttingsOf, exampleCuts, exampleSeed, mostGiven } from '../../miniapp/src/merchant/bargainForm/example';
import { consequences, endedWords, standsWords } from '../../miniapp/src/merchant/words/campaignEnd';
import { NO_BARGAIN_MEASURES } from '../../shared/domain/bargainFigures';
import { DAY, HOUR } from '../../shared/time';

const NOW = Date.parse('2036-03-01T12:00:00+08:00');
const goods: Goods = {
  id: 'prd_peach',
  title: '阳山水蜜桃',
  cover: '',
  skus: [
    { id: 'sku_box', name: '5 斤装', price: 3990 },
    { id: 'sku_big', name: '10 斤装', price: 6990 },
  ],
};
const good: Draft = { ...newDraft(goods, NOW), floors: { sku_box: '9.90', sku_big: '' } };
const faultsWith = (part: Partial<Draft>) => faultsOf({ ...good, ...part }, goods, NOW);

describe('a draft', () => {
  it('comes to a plan, and a plan to the same draft', () => {
    const plan = planOf(good, goods);
    expect(plan).toMatchObject({
      title: '阳山水蜜桃 砍价',
      startsAt: NOW,
      endsAt: NOW + 7 * DAY,
      terms: { prices: { sku_box: { list: 3990, floor: 990 } }, helpers: 8, life: DAY, payWithin: DAY, quota: 100 },
    });
    expect(planOf(draftOf(plan), goods)).toEqual(plan);
    const odd = { ...plan, terms: { ...plan.terms, life: 1.25 * HOUR } };
    expect(planOf(draftOf(odd), goods)).toEqual(odd);
  });

  it('that stands has no fault', () => expect(faultsWith({})).toEqual({}));

  it.each<[string, Partial<Draft>, Record<string, string>]>([
    ['no name', { title: ' ' }, { title: '给活动起个名字' }],
    ['no floor at all', { floors: {} }, { prices: '至少给一个规格定底价' }],
    ['the floor of one SKU', { floors: { sku_box: '9.90', sku_big: '69.90' } }, { 'floor-sku_big': '底价要比标价低' }],
    ['words for a floor', { floors: { sku_box: '很低' } }, { 'floor-sku_box': '底价至少 1 分' }],
    ['fen to the third digit', { floors: { sku_box: '9.999' } }, { 'floor-sku_box': '底价至少 1 分' }],
    [
      'too little to cut',
      { floors: { sku_box: '39.85' } },
      { 'floor-sku_box': '要砍 9 刀，每刀至少 1 分：标价和底价至少差 ¥0.09' },
    ],
    ['too many friends', { helpers: '101' }, { helpers: '要 1 到 100 位朋友帮' }],
    ['no number of friends', { helpers: '' }, { helpers: '要 1 到 100 位朋友帮' }],
    ['no life', { life: '0' }, { life: '砍价的有效期要在 1 到 168 小时之间' }],
    ['a life of a year', { life: '8760' }, { life: '砍价的有效期要在 1 到 168 小时之间' }],
    ['an end before the beginning', { endsAt: '2036-02-01T12:00' }, { endsAt: '活动的结束时间要在开始之后' }],
    [
      'an end in the past',
      { startsAt: '2036-01-01T12:00', endsAt: '2036-02-01T12:00' },
      { endsAt: '结束时间已经过了' },
    ],
    ['no moment', { startsAt: '' }, { startsAt: '选一个开始时间' }],
    ['more helps a day than in all', { helpsPerDay: '20' }, { helpsPerDay: '每天帮砍的次数比整场还多' }],
  ])('says at its field what is wrong: %s', (_what, part, faults) => expect(faultsWith(part)).toEqual(faults));
});

describe('what terms come to', () => {
  const { terms } = planOf({ ...good, floors: { sku_box: '9.90', sku_big: '29.90' }, quota: '50' }, goods);
  const cuttings = cuttingsOf(terms, goods);

  it('is told for each SKU that takes part, with an example that sums up', () => {
    expect(cuttings.map(({ name, count }) => [name, count])).toEqual([
      ['5 斤装', 9],
      ['10 斤装', 9],
    ]);
    for (const cutting of cuttings) {
      const cuts = exampleCuts(exampleSeed(), cutting, terms);
      expect(cuts).toHaveLength(9);
      expect(cuts.reduce((sum, cut) => sum + cut, 0)).toBe(cutting.list - cutting.floor);
    }
  });

  it('is at most the whole quota of the SKU that is cut most', () =>
    expect(mostGiven(cuttings, terms)).toBe(50 * 4000));
});

it('another edition is told by what it changes, each SKU by itself', () => {
  const before = planOf(good, goods);
  expect(changesOf(before, before, goods, NOW)).toEqual([]);
  const after = planOf({ ...good, helpers: '5', shape: 'even', floors: { sku_big: '29.90' } }, goods);
  expect(changesOf(before, after, goods, NOW)).toEqual([
    { name: '5 斤装', from: '¥39.90 砍到 ¥9.90', to: '不参加' },
    { name: '10 斤装', from: '不参加', to: '¥69.90 砍到 ¥29.90' },
    { name: '要几位朋友帮', from: '8 位', to: '5 位' },
    { name: '每一刀的大小', from: '先多后少', to: '每一刀差不多' },
  ]);
});

describe('ending it', () => {
  const preview = { kind: 'bargain' as const, open: 2, floor: 1, ordered: 1, lastDeadline: NOW + DAY };

  it('is told before it happens', () => {
    expect(standsWords(preview)).toBe('现在有 2 个砍价还在砍，1 个砍到了底价、还没下单，1 个下了单、正在付款。');
    expect(consequences('endNow', preview, NOW)).toEqual([
      '2 个在砍的马上结束，朋友帮砍的都不算了。',
      '1 个到了底价的也结束，不能再按底价买。',
      '这些都还没付过钱，没有要退的。',
      '1 个下了单的等付款：付了照常发货，没付就作废。',
    ]);
    expect(consequences('letRun', preview, NOW)[0]).toContain('眼下最晚的到 明天 12:00');
  });

  it('touches nobody where nothing is going on', () => {
    const idle = { ...preview, open: 0, floor: 0, ordered: 0 };
    expect(standsWords(idle)).toBe('现在没有进行中的砍价，结束后谁都不受影响。');
    expect(consequences('endNow', idle, NOW)).toEqual([]);
  });

  it('is told afterwards by its kind', () => {
    const ended = { at: NOW, by: '吴掌柜', groups: 'letRun' as const };
    expect(endedWords(ended, 'bargain', NOW)).toBe('吴掌柜 今天 12:00 提前结束了活动：让进行中的砍价砍完');
    expect(endedWords(ended, 'groupBuy', NOW)).toBe('吴掌柜 今天 12:00 提前结束了活动：让开着的团拼完');
  });
});

it('figures are a table whose last row is what they come to; where there is no order, an order costs nothing', () => {
  const nothing = { ...NO_BARGAIN_MEASURES, friends: [], visits: 0, newcomers: 0 };
  const measures = { ...nothing, launches: 3, helped: 2, helps: 5, bought: 2, orders: 2, listed: 7980, sales: 1980 };
  const rows = tableOf({
    days: [
      { day: '2036-02-29', measures: nothing },
      { day: '2036-03-01', measures },
    ],
    total: measures,
  });
  expect(rows.map((row) => row.length)).toEqual([14, 14, 14, 14]);
  expect(rows[1]?.slice(-3)).toEqual(['0.00', '0.00', '']);
  expect(rows[3]).toEqual(['合计', '0', '0', '3', '2', '5', '0', '2', '0', '0', '2', '79.80', '19.80', '30.00']);
});
