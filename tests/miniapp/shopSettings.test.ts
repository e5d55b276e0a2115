/** What is typed into a shop's settings, and what is saved of it. */
import {
  faultsIn,
  draftOf as freightDraft,
  toOf as freightTo,
  newRule,
  newTemplate,
  templateFault,
} from '../../miniapp/src/merchant/freight/draft';
import { regionWords, ruleWords } from '../../miniapp/src/merchant/freight/words';
import {
  newPoint,
  pointFaults,
  faultsIn as pointFaultsIn,
  draftOf as pointsDraft,
  toOf as pointsTo,
} from '../../miniapp/src/merchant/pickUpPoints/draft';
import {
  type Draft as Face,
  draftOf as faceDraft,
  faultsOf as faceFaults,
  toOf as faceTo,
} from '../../miniapp/src/merchant/shopFace/draft';
import {
  draftOf as policiesDraft,
  toOf as policiesTo,
  faultsOf as policyFaults,
} from '../../miniapp/src/merchant/shopPolicies/draft';
import type { Settings } from '../../miniapp/src/merchant/words/settings';

const rule = { regions: ['江苏省/无锡市', '上海市'], first: 1, firstFee: 650, more: 2, moreFee: 200, freeFrom: 9900 };
const SETTINGS: Settings = {
  versions: { face: 0, policies: 0, freight: 0, pickUp: 0 },
  face: { name: '山野集', logo: '/pictures/1f33f.webp', accent: '#C43D14' },
  policies: { afterSaleDays: 7, receiptDays: 10 },
  templates: [{ id: 'frt_a', name: '生鲜', by: 'piece', rules: [rule], notTo: ['西藏自治区'], products: 2 }],
  points: [{ id: 'pup_a', name: '湖边', address: '桃源路 2 号', hours: '9:00–18:00', phone: '13800002222' }],
};

describe('the face', () => {
  const draft = faceDraft(SETTINGS);

  it('leaves out what is empty, and saves a colour as the rule has it', () => {
    expect(faceTo({ ...draft, accent: ' #c43d14', notice: ' 周日不发货 ', caption: '  ' })).toEqual({
      section: 'face',
      face: { name: '山野集', logo: '/pictures/1f33f.webp', accent: '#C43D14', notice: '周日不发货' },
    });
  });

  it.each<[keyof Face, string]>([
    ['name', '  '],
    ['logo', ''],
    ['accent', '#FFCC00'],
    ['servicePhone', '打给我'],
  ])('says at its field what is wrong with %s', (field, typed) => {
    expect(faceFaults(draft)).toEqual({});
    expect(Object.keys(faceFaults({ ...draft, [field]: typed }))).toEqual([field]);
  });
});

describe('after-sale and receipt', () => {
  const draft = policiesDraft(SETTINGS);

  it('are whole days between the limits', () => {
    expect(policyFaults({ ...draft, afterSaleDays: '0', receiptDays: '1' })).toEqual({});
    expect(policyFaults({ ...draft, afterSaleDays: '90', receiptDays: '90' })).toEqual({});
    expect(Object.keys(policyFaults({ ...draft, afterSaleDays: '91', receiptDays: '0' }))).toEqual([
      'afterSaleDays',
      'receiptDays',
    ]);
    expect(Object.keys(policyFaults({ ...draft, afterSaleDays: '7.5' }))).toEqual(['afterSaleDays']);
  });

  it('have a whole address to send goods back to, or none', () => {
    expect(policiesTo(draft)).toEqual({ section: 'policies', policies: { afterSaleDays: 7, receiptDays: 10 } });
    expect(Object.keys(policyFaults({ ...draft, name: '山野集' }))).toEqual(['phone', 'address']);
  });
});

describe('freight', () => {
  it('is saved as it was read', () => {
    const { products: _, ...template } = SETTINGS.templates[0]!;
    expect(freightTo(freightDraft(SETTINGS))).toEqual({ section: 'freight', templates: [template] });
    expect(faultsIn(freightDraft(SETTINGS))).toBe(0);
  });

  it('takes regions with spaces or commas between them, and amounts in yuan', () => {
    const fresh = newTemplate([]);
    const one = { ...newRule([]), regions: '浙江省，上海市、 江苏省/苏州市', firstFee: '6.5', moreFee: '0' };
    const to = freightTo({ templates: [{ ...fresh, name: '新的', rules: [one] }] });
    expect(to).toMatchObject({
      templates: [
        { rules: [{ regions: ['浙江省', '上海市', '江苏省/苏州市'], first: 1, firstFee: 650, more: 1, moreFee: 0 }] },
      ],
    });
  });

  it('says of each template what is wrong with it', () => {
    const fresh = { ...newTemplate([]), name: '新的' };
    const [first] = fresh.rules;
    if (!first) throw new Error('a template begins with a rule');
    const whole = { ...first, firstFee: '6', moreFee: '2' };
    expect(templateFault({ ...fresh, name: '' }, [])).toBe('给模板起个名字');
    expect(templateFault(fresh, [])).toBe('件数、克数写整数，金额写元，最多两位小数');
    expect(templateFault({ ...fresh, rules: [whole] }, [])).toBeUndefined();
    expect(templateFault({ ...fresh, rules: [{ ...whole, freeFrom: '9.999' }] }, [])).toBeDefined();
    expect(templateFault({ ...fresh, rules: [whole, { ...whole, key: 'b' }] }, [])).toBe('「其他地区」只能有一条规则');
    expect(templateFault({ ...fresh, rules: [] }, [])).toBe('至少要有一条运费规则');
    const twice = [
      { ...fresh, rules: [whole] },
      { ...fresh, key: 'other', name: ' 新的 ', rules: [whole] },
    ];
    expect(faultsIn({ templates: twice })).toBe(2);
    expect(templateFault(twice[0]!, twice)).toBe('有两个模板叫这个名字，换一个');
  });

  it('is told in sentences', () => {
    expect(regionWords(rule)).toBe('江苏省无锡市、上海市');
    expect(regionWords({ regions: [] })).toBe('其他地区');
    expect(ruleWords(rule, 'piece')).toBe('1 件内 ¥6.50，每多 2 件加 ¥2.00；满 ¥99.00 包邮');
    expect(ruleWords({ regions: [], first: 1, firstFee: 0, more: 1, moreFee: 0 }, 'weight')).toBe('包邮');
  });
});

describe('pick-up points', () => {
  it('are saved as they were read; a new one has no id yet', () => {
    const { points } = pointsDraft(SETTINGS);
    const fresh = { ...newPoint(points), name: '湖东', address: '东路', hours: '全天', phone: '0510-1234567' };
    expect(pointFaults(newPoint(points))).not.toEqual({});
    expect(pointFaultsIn({ points: [...points, fresh] })).toBe(0);
    const { key: _, ...saved } = fresh;
    expect(pointsTo({ points: [...points, fresh] })).toEqual({
      section: 'pickUp',
      points: [...SETTINGS.points, saved],
    });
  });

  it('have keys of their own, also where several are new', () => {
    const first = newPoint([]);
    const second = newPoint([first]);
    expect(second.key).not.toBe(first.key);
    expect(newPoint([second]).key).not.toBe(second.key);
  });
});
