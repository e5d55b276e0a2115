/** A campaign as a merchant writes it: what was typed, what it comes to, what is wrong with it, what it changes, and who wrote what. */
import { tableOf } from '../../miniapp/src/merchant/bargainBoard/exportBoard';
import { differences, withTheirs } from '../../miniapp/src/merchant/campaignForm/both';
import { changesOf } from '../../miniapp/src/merchant/campaignForm/changes';
import {
  bodyOf,
  copyOf,
  type Draft,
  draftIn,
  draftOf,
  faultsOf,
  type Goods,
  newDraft,
  type Plan,
  planOf,
  wishOf,
} from '../../miniapp/src/merchant/campaignForm/draft';
import { cuttingsOf, exampleCuts, exampleSeed } from '../../miniapp/src/merchant/campaignForm/example';
import { KINDS } from '../../miniapp/src/merchant/campaignForm/kinds';
import { consequences, endedWords, standsWords } from '../../miniapp/src/merchant/words/campaignEnd';
import { pauseWords, resumeWords } from '../../miniapp/src/merchant/words/campaignPause';
import { contracts } from '../../shared/contracts/contracts';
import { NO_BARGAIN_MEASURES } from '../../shared/domain/bargainFigures';
import { DAY, HOUR, MINUTE } from '../../shared/time';

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
const kinds = ['groupBuy', 'bargain'] as const;
const priced = { sku_box: '9.90', sku_big: '' };
const good: Draft = { ...newDraft('bargain', goods, NOW), prices: priced };
const group: Draft = { ...newDraft('groupBuy', goods, NOW), prices: { ...priced, sku_box: '29.90' } };
const values = (part: Record<string, string>, of = good) => ({ values: { ...of.values, ...part } });
const faultsWith = (part: Partial<Draft>) => faultsOf('bargain', { ...good, ...part }, goods, NOW);
const bargainOf = (draft: Draft) => {
  const plan = planOf('bargain', draft, goods);
  if (plan.kind !== 'bargain') throw new Error('it is a bargain');
  return plan;
};

describe('a draft', () => {
  it('of a bargain comes to a plan, and a plan to the same draft', () => {
    const plan = bargainOf(good);
    expect(plan).toMatchObject({
      title: '阳山水蜜桃 砍价',
      startsAt: NOW,
      endsAt: NOW + 7 * DAY,
      terms: { prices: { sku_box: { list: 3990, floor: 990 } }, helpers: 8, life: DAY, payWithin: DAY, quota: 100 },
    });
    expect(planOf('bargain', draftOf(plan), goods)).toEqual(plan);
    const odd = { ...plan, terms: { ...plan.terms, life: 1.25 * HOUR } };
    expect(planOf('bargain', draftOf(odd), goods)).toEqual(odd);
  });

  it('of a group buy comes to a plan with its ladder, and a plan to the same draft', () => {
    const steps = [{ members: '5', prices: { sku_box: '27.9', sku_big: '1' } }];
    const plan = planOf('groupBuy', { ...group, ...values({ size: '5', least: '3' }, group), steps }, goods);
    expect(plan).toMatchObject({
      title: '阳山水蜜桃 拼团',
      terms: {
        size: 5,
        least: 3,
        hold: 15 * MINUTE,
        mayLeave: false,
        prices: { sku_box: 2990 },
        // A SKU that takes no part has no price on any step.
        ladder: [{ members: 5, prices: { sku_box: 2790 } }],
      },
    });
    expect(planOf('groupBuy', draftOf(plan), goods)).toEqual(plan);
  });

  it('that leaves the least number of members empty has none', () => {
    expect(planOf('groupBuy', group, goods).terms).not.toHaveProperty('least');
    expect(planOf('groupBuy', { ...group, ...values({ least: '2' }, group) }, goods).terms).toHaveProperty('least', 2);
  });

  it('that stands has no fault', () => {
    expect(faultsWith({})).toEqual({});
    expect(faultsOf('groupBuy', group, goods, NOW)).toEqual({});
  });

  it.each(kinds)('of a %s is published, and kept as a draft, as the contracts have it', (kind) => {
    const draft = kind === 'bargain' ? good : group;
    const about = { merchantId: 'mer_1', requestId: 'request-1', productId: goods.id };
    const wish = { ...about, ...wishOf(planOf(kind, draft, goods)) };
    expect(contracts['campaign.publish'].input.safeParse(wish).error).toBeUndefined();
    const body = bodyOf(draft);
    expect(contracts['draft.save'].input.safeParse({ ...about, kind, body }).error).toBeUndefined();
    expect(draftIn(kind, body)).toEqual(draft);
  });

  it('that was kept before a term was there has it as usual', () => {
    const { values: kept, ...body } = bodyOf(group);
    const older = { ...body, values: kept.filter(({ term }) => term !== 'hold') };
    expect(draftIn('groupBuy', older)).toEqual(group);
  });

  it('copied from a campaign has its terms, from now on', () => {
    const plan = planOf('groupBuy', group, goods);
    const later = NOW + 30 * DAY;
    const copied = planOf('groupBuy', copyOf(plan, later), goods);
    expect(copied).toEqual({ ...plan, startsAt: later, endsAt: later + 7 * DAY });
  });

  it.each<[string, Partial<Draft>, Record<string, string>]>([
    ['no name', { title: ' ' }, { title: '给活动起个名字' }],
    ['no floor at all', { prices: {} }, { prices: '至少给一个规格定底价' }],
    ['the floor of one SKU', { prices: { sku_box: '9.90', sku_big: '69.90' } }, { 'price-sku_big': '底价要比标价低' }],
    ['words for a floor', { prices: { sku_box: '很低' } }, { 'price-sku_box': '底价至少 1 分' }],
    ['fen to the third digit', { prices: { sku_box: '9.999' } }, { 'price-sku_box': '底价至少 1 分' }],
    [
      'too little to cut',
      { prices: { sku_box: '39.85' } },
      { 'price-sku_box': '要砍 9 刀，每刀至少 1 分：标价和底价至少差 ¥0.09' },
    ],
    ['too many friends', values({ helpers: '101' }), { helpers: '要 1 到 100 位朋友帮' }],
    ['no number of friends', values({ helpers: '' }), { helpers: '要 1 到 100 位朋友帮' }],
    ['no life', values({ life: '0' }), { life: '砍价的有效期要在 1 到 168 小时之间' }],
    ['a life of a year', values({ life: '8760' }), { life: '砍价的有效期要在 1 到 168 小时之间' }],
    ['an end before the beginning', { endsAt: '2036-02-01T12:00' }, { endsAt: '活动的结束时间要在开始之后' }],
    [
      'an end in the past',
      { startsAt: '2036-01-01T12:00', endsAt: '2036-02-01T12:00' },
      { endsAt: '结束时间已经过了' },
    ],
    ['no moment', { startsAt: '' }, { startsAt: '选一个开始时间' }],
    ['more helps a day than in all', values({ helpsPerDay: '20' }), { helpsPerDay: '每天帮砍的次数比整场还多' }],
  ])('of a bargain says at its field what is wrong: %s', (_what, part, faults) =>
    expect(faultsWith(part)).toEqual(faults),
  );

  it.each<[string, Partial<Draft>, Record<string, string>]>([
    ['no price', { prices: {} }, { prices: '至少给一个规格定团价' }],
    ['dearer than alone', { prices: { sku_box: '40' } }, { 'price-sku_box': '团价不能比单买还贵' }],
    ['alone', values({ size: '1' }, group), { size: '成团人数要在 2 到 100 人之间' }],
    ['held for a day', values({ hold: '1440' }, group), { hold: '付款保留时间要在 5 到 60 分钟之间' }],
    [
      'a step without a first one',
      { steps: [{ members: '3', prices: { sku_box: '20' } }] },
      { ladder: '有阶梯价就要设到期几人也算成：那是第一档' },
    ],
  ])('of a group buy says at its field what is wrong: %s', (_what, part, faults) =>
    expect(faultsOf('groupBuy', { ...group, ...part }, goods, NOW)).toEqual(faults),
  );

  it.each(kinds)('of a %s has every term of its rule in the form, each once', (kind) => {
    const { table, fields, sections, ladder } = KINDS[kind];
    const shown = [...sections.flatMap(({ terms }) => terms), 'prices', ...(ladder ? ['ladder'] : [])];
    expect([...shown].sort()).toEqual(Object.keys(table).sort());
    expect([...Object.keys(fields)].sort()).toEqual(sections.flatMap(({ terms }) => terms).sort());
  });
});

describe('a draft that two have written', () => {
  const theirs: Draft = {
    ...group,
    title: '3 人拼桃',
    prices: { ...group.prices, sku_big: '50' },
    ...values({ size: '4', audience: 'newcomers' }, group),
    steps: [{ members: '4', prices: { sku_box: '20' } }],
  };

  it('differs by field, each in words', () => {
    expect(differences('groupBuy', group, group, goods)).toEqual([]);
    expect(differences('groupBuy', group, theirs, goods)).toEqual([
      { field: 'title', name: '活动名称', mine: '阳山水蜜桃 拼团', theirs: '3 人拼桃' },
      { field: 'prices.sku_big', name: '10 斤装', mine: '不参加', theirs: '50 元' },
      { field: 'steps', name: '阶梯价', mine: '不设', theirs: '满 4 人 5 斤装 20 元' },
      { field: 'values.size', name: '成团人数', mine: '3 人', theirs: '4 人' },
      { field: 'values.audience', name: '谁能参团', mine: '所有人', theirs: '只限新客，老客可以开团' },
    ]);
  });

  it('becomes what was chosen, field by field', () => {
    expect(withTheirs(group, theirs, [])).toEqual(group);
    const every = differences('groupBuy', group, theirs, goods).map(({ field }) => field);
    expect(withTheirs(group, theirs, every)).toEqual(theirs);
    const some = withTheirs(group, theirs, ['values.size', 'steps']);
    expect(differences('groupBuy', group, some, goods).map(({ field }) => field)).toEqual(['steps', 'values.size']);
  });
});

describe('what terms of a bargain come to', () => {
  const { terms } = bargainOf({ ...good, prices: { sku_box: '9.90', sku_big: '29.90' }, ...values({ quota: '50' }) });
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
});

describe('another edition is told by what it changes', () => {
  const changes = (before: Plan, after: Plan) => changesOf(before, after, goods, NOW);

  it('of a bargain, each SKU by itself', () => {
    const before = bargainOf(good);
    expect(changes(before, before)).toEqual([]);
    const after = bargainOf({ ...good, ...values({ helpers: '5', shape: 'even' }), prices: { sku_big: '29.90' } });
    expect(changes(before, after)).toEqual([
      { name: '5 斤装', from: '¥39.90 砍到 ¥9.90', to: '不参加' },
      { name: '10 斤装', from: '不参加', to: '¥69.90 砍到 ¥29.90' },
      { name: '要几位朋友帮', from: '8 位', to: '5 位' },
      { name: '每一刀的大小', from: '先多后少', to: '每一刀差不多' },
    ]);
  });

  it('of a group buy, with every step', () => {
    const before = planOf('groupBuy', group, goods);
    const steps = [{ members: '3', prices: { sku_box: '27.9' } }];
    const after = planOf('groupBuy', { ...group, ...values({ least: '2' }, group), steps }, goods);
    expect(changes(before, after)).toEqual([
      { name: '5 斤装', from: '¥29.90', to: '¥29.90，满 3 人 ¥27.90' },
      { name: '阶梯价', from: '不设', to: '满 3 人 ¥27.90' },
      { name: '到期几人也算成', from: '不设，满员才成团', to: '满 2 人也成团' },
    ]);
  });

  it('against one that has kept neither name nor time, says so', () => {
    const plan = bargainOf(good);
    const { kind, terms } = plan;
    expect(changesOf({ kind, terms }, plan, goods, NOW)).toEqual([
      { name: '活动名称', from: '没有记录', to: '阳山水蜜桃 砍价' },
      { name: '开始', from: '没有记录', to: '今天 12:00' },
      { name: '结束', from: '没有记录', to: '3 月 8 日 12:00' },
    ]);
  });
});

it('pausing and resuming are told before they happen', () => {
  expect(pauseWords('groupBuy')[0]).toContain('不能再开新团');
  expect(pauseWords('bargain')[1]).toContain('照常帮砍');
  expect(resumeWords('bargain', NOW, NOW)).toEqual(['又能发起砍价了。']);
  expect(resumeWords('groupBuy', NOW + HOUR, NOW)).toEqual(['到 今天 13:00 开始。']);
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
