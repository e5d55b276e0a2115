/** What is dialled and typed on the page of the simulator, and what both come to. */
import {
  chancesOf,
  DIAL_NAMES,
  DIALS,
  dialled,
  dialsOf,
  draftOf,
  faultsOf,
  NEW_DRAFT,
  type Past,
  pastValue,
  scenarioOf,
} from '../../miniapp/src/merchant/simulator/draft';
import { chances } from '../../shared/contracts/campaign';
import { USUAL_TERMS as BARGAIN } from '../../shared/domain/bargain';
import { USUAL_TERMS as GROUP_BUY } from '../../shared/domain/groupBuy';
import { DAY } from '../../shared/time';

/** Two campaigns: 1 000 visits, of which 400 were brought by 200 re-shares. */
const past: Past = {
  campaigns: 2,
  visits: 1_000,
  reshares: 200,
  brought: 400,
  broughtSquared: 1_200,
  wanted: 120,
  deals: 40,
  succeeded: 30,
  pieces: 90,
  returned: 9,
};

const NOTHING: Past = {
  campaigns: 0,
  visits: 0,
  reshares: 0,
  brought: 0,
  broughtSquared: 0,
  wanted: 0,
  deals: 0,
  succeeded: 0,
  pieces: 0,
  returned: 0,
};

describe('the dials', () => {
  it.each(DIAL_NAMES)('%s rises from stop to stop, and can be put at its usual number', (dial) => {
    const { stops, usual, words } = DIALS[dial];
    expect(stops.every((stop, index) => index === 0 || stop > (stops[index - 1] ?? 0))).toBe(true);
    expect(stops).toContain(usual);
    expect(words(usual)).toMatch(/^\d/);
  });

  it.each([
    ['visitors', 300],
    ['conversion', 1_200],
    ['shareRate', 2_000],
    ['friends', 200],
    ['successRate', 7_500],
    ['refundRate', 1_000],
  ] as const)('%s begins at what the shop has met before', (dial, value) => {
    expect([pastValue(past, dial), dialled(dialsOf(past), dial)]).toEqual([value, value]);
  });

  it.each(DIAL_NAMES)('%s begins at a usual number where the shop has met nothing', (dial) => {
    expect(pastValue(NOTHING, dial)).toBeUndefined();
    expect(dialled(dialsOf(NOTHING), dial)).toBe(DIALS[dial].usual);
    expect(dialsOf(undefined)).toEqual(dialsOf(NOTHING));
  });

  it('begin at what is expected already, whatever the shop has met; and are what is kept', () => {
    const expected = {
      visitors: 800,
      conversion: 900,
      shareRate: 1_500,
      friends: 120,
      successRate: 6_000,
      refundRate: 250,
    };
    expect(chancesOf(dialsOf(past, expected))).toEqual(expected);
    expect(chances.safeParse(chancesOf(dialsOf(past))).success).toBe(true);
  });

  it.each(DIAL_NAMES)('%s at its last stop is what the server takes', (dial) => {
    const last = { ...dialsOf(undefined), [dial]: DIALS[dial].stops.length - 1 };
    expect(chances.safeParse(chancesOf(last)).error).toBeUndefined();
  });

  it('go no further than their last stop', () => {
    expect(dialled(dialsOf({ ...past, brought: 100_000 }), 'friends')).toBe(500);
  });
});

describe('what is typed', () => {
  it('stands as it begins', () => expect(faultsOf(NEW_DRAFT)).toEqual({}));

  it.each([
    ['price', '0'],
    ['price', '一百'],
    ['cost', ''],
    ['commission', '100.01'],
    ['size', '1'],
    ['size', '101'],
    ['leaderDiscount', '29.9'],
    ['leaderDiscount', ''],
    ['most', '0'],
  ] as const)('%s cannot be %s', (field, typed) => {
    expect(Object.keys(faultsOf({ ...NEW_DRAFT, [field]: typed }))).toEqual([field]);
  });

  it('asks for no size of a bargain', () => {
    expect(faultsOf({ ...NEW_DRAFT, kind: 'bargain', size: '' })).toEqual({});
  });

  it('is one deal: a whole group, or one bargain', () => {
    const dials = dialsOf(undefined);
    const paying = { paymentRate: 60, givenBack: 0 };
    // Of ¥29.90: 0.18 fee, rounded up, and 2.99 commission.
    expect(scenarioOf(NEW_DRAFT, dials, paying)).toMatchObject({
      visitors: 500,
      conversion: 800,
      piecesPerDeal: 3,
      deal: { sales: 3 * 2_990, cost: 3 * 1_500, fee: 3 * 18, commission: 3 * 299 },
      most: 200,
    });
    expect(scenarioOf({ ...NEW_DRAFT, kind: 'bargain', leaderDiscount: '9' }, dials, paying)).toMatchObject({
      piecesPerDeal: 1,
      deal: { sales: 2_990, cost: 1_500, fee: 18, commission: 299 },
    });
  });

  it('pays the fee of what its ladder gives back too', () => {
    // 59.90 is captured of each.
    const paying = { paymentRate: 60, givenBack: 3_000 };
    expect(scenarioOf(NEW_DRAFT, dialsOf(undefined), paying)).toMatchObject({
      deal: { sales: 3 * 2_990, fee: 3 * 36, commission: 3 * 299 },
    });
  });
});

describe('a campaign that is there', () => {
  const about = {
    title: '脐橙',
    startsAt: 0,
    endsAt: 7 * DAY,
    now: 0,
    product: { title: '脐橙', caption: '', promises: [] },
    skus: [
      { id: 'small', name: '小', price: 3_990, cost: 1_000, left: 5 },
      { id: 'large', name: '大', price: 7_990, cost: 5_000, left: 60 },
    ],
    taken: 0,
    paymentRate: 60,
    commission: { asked: 850, rate: 850, cap: 3_000, levels: 1, mostLevels: 1 },
    others: [],
  };

  it('is begun with by its SKU that leaves the least, at the last step of its ladder', () => {
    const ladder = [{ members: 5, prices: { small: 2_790, large: 5_490 } }];
    const terms = { ...GROUP_BUY, size: 5, quota: 100, prices: { small: 2_990, large: 5_990 }, ladder };
    expect(draftOf({ ...about, kind: 'groupBuy', terms: { ...terms, leaderDiscount: 50 } })).toEqual({
      kind: 'groupBuy',
      price: '54.9',
      cost: '50',
      commission: '8.5',
      size: '5',
      leaderDiscount: '0.5',
      most: '65',
    });
  });

  it('of bargains at the floor; a cost that nobody filled in is asked for', () => {
    const terms = { ...BARGAIN, quota: 3, prices: { small: { list: 3_990, floor: 990 } } };
    const skus = about.skus.map(({ cost: _, ...sku }) => sku);
    const draft = draftOf({ ...about, skus, kind: 'bargain', terms });
    expect(draft).toMatchObject({ kind: 'bargain', price: '9.9', cost: '', most: '3' });
    expect(faultsOf(draft)).toEqual({ cost: expect.any(String) });
  });
});
