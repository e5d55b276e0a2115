import fc from 'fast-check';
import {
  type FreightLine,
  type FreightRule,
  type FreightTemplate,
  feeOf,
  freightFault,
  freightOf,
  ruleFor,
} from '../../shared/domain/freight';

const rule = (more: Partial<FreightRule> = {}): FreightRule => ({
  regions: [],
  first: 1,
  firstFee: 800,
  more: 1,
  moreFee: 200,
  ...more,
});
const template = (more: Partial<FreightTemplate> = {}): FreightTemplate => ({
  id: 'frt_a',
  name: '生鲜',
  by: 'piece',
  rules: [rule()],
  notTo: [],
  ...more,
});
const line = (more: Partial<FreightLine> = {}): FreightLine => ({
  freightId: 'frt_a',
  quantity: 1,
  weight: 500,
  paid: 2990,
  ...more,
});

const HANGZHOU = ['浙江省', '杭州市', '西湖区'];
const NINGBO = ['浙江省', '宁波市', '鄞州区'];
const WUXI = ['江苏省', '无锡市', '滨湖区'];
const LHASA = ['西藏自治区', '拉萨市', '城关区'];

describe('which rule counts', () => {
  const [city, province, rest] = [
    rule({ regions: ['浙江省/杭州市'], firstFee: 1 }),
    rule({ regions: ['浙江省', '上海市'], firstFee: 2 }),
    rule({ firstFee: 3 }),
  ];

  it.each([
    ['the city before its province', HANGZHOU, city],
    ['the province before everywhere else', NINGBO, province],
    ['everywhere else', WUXI, rest],
    ['a municipality by its name', ['上海市', '上海市', '浦东新区'], province],
  ])('%s', (_, region, expected) => {
    // Whatever order they are written in.
    for (const rules of [
      [city, province, rest],
      [rest, province, city],
      [province, rest, city],
    ]) {
      expect(ruleFor(template({ rules }), region)).toBe(expected);
    }
  });

  it('none where no rule fits, or the template says that it is not delivered there', () => {
    expect(ruleFor(template({ rules: [city, province] }), WUXI)).toBeUndefined();
    expect(ruleFor(template({ notTo: ['西藏自治区'] }), LHASA)).toBeUndefined();
    expect(ruleFor(template({ notTo: ['浙江省/杭州市'] }), HANGZHOU)).toBeUndefined();
    expect(ruleFor(template({ notTo: ['浙江省/杭州市'] }), NINGBO)).toBeDefined();
    // A province that is not delivered to has no city that is.
    expect(ruleFor(template({ rules: [city, rest], notTo: ['浙江省'] }), HANGZHOU)).toBeUndefined();
  });

  it('a city is no province, and a district nothing', () => {
    expect(
      ruleFor(template({ rules: [rule({ regions: ['杭州市', '西湖区', '浙江省/西湖区'] })] }), HANGZHOU),
    ).toBeUndefined();
  });
});

describe('what it costs', () => {
  const byWeight = rule({ first: 1000, firstFee: 1000, more: 500, moreFee: 300 });
  it.each([
    [1, 1000],
    [1000, 1000],
    [1001, 1300],
    [1500, 1300],
    [1501, 1600],
    [0, 1000],
  ])('%d grams: a step that is begun counts', (units, fee) => expect(feeOf(byWeight, units, 0)).toBe(fee));

  it('is free from its amount on, not a fen before', () => {
    const free = rule({ freeFrom: 9900 });
    expect(feeOf(free, 5, 9899)).toBe(1600);
    expect(feeOf(free, 5, 9900)).toBe(0);
    expect(feeOf(rule({ freeFrom: 0 }), 5, 0)).toBe(0);
  });

  it('rises with what is counted, and never falls', () => {
    const units = fc.integer({ min: 0, max: 100_000 });
    const step = fc.integer({ min: 1, max: 2000 });
    fc.assert(
      fc.property(units, units, step, step, (some, others, first, more) => {
        const one = rule({ first, more });
        expect(feeOf(one, Math.max(some, others), 0)).toBeGreaterThanOrEqual(feeOf(one, Math.min(some, others), 0));
      }),
    );
  });
});

describe('the freight of lines', () => {
  it('lines of one template are counted together, by pieces', () => {
    expect(freightOf([line({ quantity: 2 }), line()], [template()], WUXI)).toEqual({ ok: true, value: [800, 400] });
  });

  it('by weight, in proportion to what each weighs', () => {
    const heavy = template({ by: 'weight', rules: [rule({ first: 1000, more: 1000 })] });
    const lines = [line({ weight: 3000 }), line({ weight: 500, quantity: 2 })];
    expect(freightOf(lines, [heavy], WUXI)).toEqual({ ok: true, value: [1050, 350] });
  });

  it('of different templates add up, and what has none is free', () => {
    const other = template({ id: 'frt_b', rules: [rule({ firstFee: 500 })] });
    const lines = [
      line(),
      line({ freightId: 'frt_b' }),
      line({ freightId: undefined }),
      line({ freightId: 'frt_gone' }),
    ];
    expect(freightOf(lines, [template(), other], WUXI)).toEqual({ ok: true, value: [800, 500, 0, 0] });
  });

  it('what makes it free is counted by template, not by order', () => {
    const free = template({ rules: [rule({ freeFrom: 5000 })] });
    const lines = [line({ paid: 4999 }), line({ freightId: undefined, paid: 100_000 })];
    expect(freightOf(lines, [free], WUXI)).toEqual({ ok: true, value: [800, 0] });
    expect(freightOf([line({ paid: 2500 }), line({ paid: 2500 })], [free], WUXI)).toEqual({ ok: true, value: [0, 0] });
  });

  it('goods without weight carry what their template costs by their pieces', () => {
    const weighed = template({ by: 'weight', rules: [rule({ firstFee: 900 })] });
    const lines = [line({ weight: 0, quantity: 2 }), line({ weight: 0 })];
    expect(freightOf(lines, [weighed], WUXI)).toEqual({ ok: true, value: [600, 300] });
  });

  it('names the lines that are not delivered there, in their order', () => {
    const near = template({ notTo: ['西藏自治区'] });
    const nearer = template({ id: 'frt_b', rules: [rule({ regions: ['江苏省'] })] });
    const lines = [line({ freightId: 'frt_b' }), line({ freightId: undefined }), line(), line({ freightId: 'frt_b' })];
    expect(freightOf(lines, [near, nearer], LHASA)).toEqual({ ok: false, refusal: [0, 2, 3] });
    expect(freightOf(lines, [near, nearer], HANGZHOU)).toEqual({ ok: false, refusal: [0, 3] });
  });

  const fee = fc.integer({ min: 0, max: 100_000 });
  const anyRule = fc.record({
    regions: fc.constant([]),
    first: fc.integer({ min: 1, max: 3000 }),
    firstFee: fee,
    more: fc.integer({ min: 1, max: 3000 }),
    moreFee: fee,
    freeFrom: fc.option(fee, { nil: undefined }),
  });
  const anyTemplate = (id: string) =>
    fc.record({
      id: fc.constant(id),
      name: fc.constant(id),
      by: fc.constantFrom('piece' as const, 'weight' as const),
      rules: fc.tuple(anyRule),
      notTo: fc.constant([]),
    });
  const anyLine = fc.record({
    freightId: fc.constantFrom('frt_a', 'frt_b', undefined),
    quantity: fc.integer({ min: 1, max: 99 }),
    weight: fc.integer({ min: 0, max: 20_000 }),
    paid: fc.integer({ min: 0, max: 1_000_000 }),
  });

  it('the parts sum to what the templates cost, to the fen', () => {
    fc.assert(
      fc.property(
        fc.array(anyLine, { minLength: 1, maxLength: 20 }),
        anyTemplate('frt_a'),
        anyTemplate('frt_b'),
        (lines, a, b) => {
          const result = freightOf(lines, [a, b], WUXI);
          if (!result.ok) throw new Error('it is delivered everywhere');
          const whole = [a, b].reduce((sum, one) => {
            const own = lines.filter(({ freightId }) => freightId === one.id);
            if (own.length === 0) return sum;
            const units = own.reduce(
              (all, { quantity, weight }) => all + quantity * (one.by === 'piece' ? 1 : weight),
              0,
            );
            const paid = own.reduce((all, each) => all + each.paid, 0);
            return sum + feeOf(one.rules[0], units, paid);
          }, 0);
          expect(result.value.reduce((sum, part) => sum + part, 0)).toBe(whole);
          for (const [at, part] of result.value.entries()) {
            expect(Number.isSafeInteger(part) && part >= 0).toBe(true);
            if (lines[at]?.freightId === undefined) expect(part).toBe(0);
          }
        },
      ),
    );
  });
});

describe('a template that cannot stand', () => {
  it('one that can', () => {
    expect(freightFault(template())).toBeNull();
    const rules = [rule({ regions: ['浙江省/杭州市'] }), rule({ regions: ['浙江省'], firstFee: 0, moreFee: 0 })];
    expect(freightFault(template({ rules, notTo: ['西藏自治区'] }))).toBeNull();
  });

  it.each<[string, Partial<FreightTemplate>]>([
    ['至少要有一条', { rules: [] }],
    ['只能有一条', { rules: [rule(), rule()] }],
    [
      '浙江省杭州市写在了两条规则里',
      { rules: [rule({ regions: ['浙江省/杭州市'] }), rule({ regions: ['浙江省/杭州市'] })] },
    ],
    ['浙江省写在了两条规则里', { rules: [rule({ regions: ['浙江省', '浙江省'] })] }],
    ['既写了运费，又写了不发货', { rules: [rule({ regions: ['西藏自治区'] })], notTo: ['西藏自治区'] }],
    ...[{ first: 0 }, { more: 0 }, { firstFee: -1 }, { moreFee: 0.5 }, { freeFrom: -1 }, { first: Number.NaN }].map(
      (wrong): [string, Partial<FreightTemplate>] => ['首件、续件至少是 1', { rules: [rule(wrong)] }],
    ),
  ])('%s', (sentence, wrong) => expect(freightFault(template(wrong))).toContain(sentence));
});
