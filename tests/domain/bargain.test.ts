/** Bargains: the terms, what stands and what does not; and a life in which every state answers every command. */
import fc from 'fast-check';
import {
  afterUnpaid,
  type Bargain,
  type BargainStatus,
  type BargainTerms,
  cutCount,
  cutsLeft,
  faultsOf,
  isFinal,
  isOver,
  isRevealed,
  lowestOf,
  mayCancel,
  mayHelp,
  mayOrder,
  priceOf,
  statusAt,
  TERMS,
  USUAL_TERMS,
} from '../../shared/domain/bargain';
import type { Offer } from '../../shared/domain/terms';
import type { Result } from '../../shared/result';
import { DAY, HOUR, MINUTE, type Ms } from '../../shared/time';

const offer: Offer = { skuPrices: { small: 3990, large: 7990 }, startsAt: 1000, endsAt: 1000 + 30 * DAY };
const prices = { small: { list: 3990, floor: 990 }, large: { list: 7990, floor: 2990 } };
const plain: BargainTerms = { ...USUAL_TERMS, prices };

const faults = (change: Partial<BargainTerms>, campaign: Partial<Offer> = {}) =>
  faultsOf({ ...plain, ...change }, { ...offer, ...campaign });

const names = Object.keys(TERMS) as (keyof BargainTerms)[];
/** The small one from its list price to this floor. */
const downTo = (floor: number) => ({ small: { list: 3990, floor } });

describe('each term', () => {
  it('is one of those that a campaign begins with, or is given by the merchant', () => {
    expect([...names].sort()).toEqual(Object.keys(plain).sort());
  });

  it.each(names)('%s has a name, a meaning and words for its value', (name) => {
    const { name: title, meaning, says } = TERMS[name];
    expect(title).toMatch(/^\p{Script=Han}{2,10}$/u);
    expect(meaning).toMatch(/^\p{Script=Han}.{4,}。$/u);
    expect(says(plain)).toMatch(/\p{Script=Han}|¥/u);
  });

  it('has a name of its own', () => expect(new Set(names.map((name) => TERMS[name].name)).size).toBe(names.length));

  it.each<[keyof BargainTerms, Partial<BargainTerms>, string]>([
    ['prices', {}, '¥39.90 砍到 ¥9.90 起'],
    ['prices', { prices: downTo(1) }, '¥39.90 砍到 ¥0.01'],
    ['helpers', { helpers: 100 }, '100 位'],
    ['ownCut', {}, '自己先砍一刀'],
    ['ownCut', { ownCut: false }, '全靠朋友帮'],
    ['shape', {}, '先多后少'],
    ['shape', { shape: 'even' }, '每一刀差不多'],
    ['life', { life: 90 * MINUTE }, '1.5 小时'],
    ['buyAt', {}, '砍到底价才能买'],
    ['buyAt', { buyAt: 'anyPrice' }, '随时能按当时的价买'],
    ['payWithin', { payWithin: 2 * HOUR }, '2 小时'],
    ['perPerson', {}, '3 次'],
    ['helpsPerDay', {}, '3 次'],
    ['helpsPerCampaign', {}, '10 次'],
    ['quota', {}, '100 件'],
  ])('%s %j says %s', (name, change, words) => expect(TERMS[name].says({ ...plain, ...change })).toBe(words));
});

describe('terms that stand', () => {
  it.each<[string, Partial<BargainTerms>, Partial<Offer>]>([
    ['the usual ones', {}, {}],
    ['one of two SKUs', { prices: downTo(990) }, {}],
    ['a floor of 1 fen', { prices: downTo(1) }, {}],
    ['one friend', { helpers: 1 }, {}],
    ['one friend and nothing else', { helpers: 1, ownCut: false, prices: downTo(3989) }, {}],
    ['a hundred friends', { helpers: 100 }, {}],
    ['a fen for each cut', { prices: downTo(3990 - 9) }, {}],
    ['a fen for each of a hundred friends and the owner', { helpers: 100, prices: downTo(3990 - 101) }, {}],
    ['a fen for each friend alone', { ownCut: false, prices: downTo(3990 - 8) }, {}],
    ['even cuts', { shape: 'even' }, {}],
    ['a life of an hour', { life: HOUR }, {}],
    ['a life of a week', { life: 168 * HOUR }, {}],
    ['a life as long as its campaign', { life: 2 * HOUR }, { endsAt: offer.startsAt + 2 * HOUR }],
    ['any price', { buyAt: 'anyPrice' }, {}],
    ['an hour to order', { payWithin: HOUR }, {}],
    ['three days to order', { payWithin: 72 * HOUR }, {}],
    ['one start', { perPerson: 1 }, {}],
    ['a hundred starts', { perPerson: 100 }, {}],
    ['one help in all', { helpsPerDay: 1, helpsPerCampaign: 1 }, {}],
    ['as many a day as in all', { helpsPerDay: 100, helpsPerCampaign: 100 }, {}],
    ['a thousand in all', { helpsPerCampaign: 1000 }, {}],
    ['one piece', { quota: 1 }, {}],
    ['ten million', { quota: 10_000_000 }, {}],
  ])('%s', (_, change, campaign) => expect(faults(change, campaign)).toEqual([]));
});

describe('terms that cannot stand are refused under their own name', () => {
  it.each<[keyof BargainTerms, string, Partial<BargainTerms>, RegExp]>([
    ['prices', 'no price', { prices: {} }, /至少给一个规格/],
    ['prices', "a SKU of another product's", { prices: { other: { list: 3990, floor: 1 } } }, /没有的规格/],
    ['prices', 'a name that every object has', { prices: { isPrototypeOf: { list: 3990, floor: 1 } } }, /没有的规格/],
    ['prices', 'a list price above that alone', { prices: { small: { list: 3991, floor: 1 } } }, /等于现在单买的价/],
    ['prices', 'a list price below it', { prices: { small: { list: 3989, floor: 1 } } }, /等于现在单买的价/],
    [
      'prices',
      'a list price that is wrong for one of two',
      { prices: { ...prices, large: { list: 8990, floor: 1 } } },
      /等于现在单买的价/,
    ],
    ['prices', 'a floor for nothing', { prices: downTo(0) }, /至少 1 分/],
    ['prices', 'a floor below nothing', { prices: downTo(-1) }, /至少 1 分/],
    ['prices', 'a floor of half a fen', { prices: downTo(0.5) }, /至少 1 分/],
    ['prices', 'a floor that is no number', { prices: downTo(Number.NaN) }, /至少 1 分/],
    ['prices', 'a floor as high as the list price', { prices: downTo(3990) }, /比标价低/],
    ['prices', 'a floor above it', { prices: downTo(3991) }, /比标价低/],
    ['prices', 'less than a fen a cut', { prices: downTo(3990 - 8) }, /要砍 9 刀.*至少差 ¥0\.09/],
    [
      'prices',
      'less than a fen for each of a hundred friends and the owner',
      { helpers: 100, prices: downTo(3990 - 100) },
      /要砍 101 刀.*至少差 ¥1\.01/,
    ],
    ['prices', 'less than a fen for each friend', { ownCut: false, prices: downTo(3990 - 7) }, /要砍 8 刀/],
    [
      'prices',
      'less than a fen a cut for one of two',
      { prices: { ...prices, large: { list: 7990, floor: 7989 } } },
      /要砍 9 刀/,
    ],
    ['helpers', 'no friend', { helpers: 0 }, /1 到 100 位/],
    ['helpers', 'less than none', { helpers: -1 }, /1 到 100 位/],
    ['helpers', '101 friends', { helpers: 101 }, /1 到 100 位/],
    ['helpers', 'half a friend', { helpers: 1.5 }, /1 到 100 位/],
    ['helpers', 'a number that is none', { helpers: Number.NaN }, /1 到 100 位/],
    ['ownCut', 'neither yes nor no', { ownCut: 'yes' as unknown as boolean }, /能不能先砍一刀/],
    ['shape', 'another shape', { shape: 'wild' as 'even' }, /没有这种大小/],
    ['life', 'a life of nothing', { life: 0 }, /1 到 168 小时/],
    ['life', 'a life before its beginning', { life: -HOUR }, /1 到 168 小时/],
    ['life', 'less than an hour', { life: HOUR - 1 }, /1 到 168 小时/],
    ['life', 'more than a week', { life: 168 * HOUR + 1 }, /1 到 168 小时/],
    ['life', 'a year', { life: 365 * DAY }, /1 到 168 小时/],
    ['life', 'for ever', { life: Infinity }, /1 到 168 小时/],
    ['buyAt', 'another way', { buyAt: 'never' as 'floor' }, /没有这种买法/],
    ['payWithin', 'no time to order', { payWithin: 0 }, /1 到 72 小时/],
    ['payWithin', 'less than an hour', { payWithin: HOUR - 1 }, /1 到 72 小时/],
    ['payWithin', 'more than three days', { payWithin: 72 * HOUR + 1 }, /1 到 72 小时/],
    ['perPerson', 'no start', { perPerson: 0 }, /1 到 100 次/],
    ['perPerson', '101 starts', { perPerson: 101 }, /1 到 100 次/],
    ['helpsPerDay', 'no help a day', { helpsPerDay: 0 }, /1 到 100 次/],
    ['helpsPerDay', '101 a day', { helpsPerDay: 101, helpsPerCampaign: 1000 }, /1 到 100 次/],
    ['helpsPerDay', 'more a day than in all', { helpsPerDay: 11 }, /比整场还多/],
    ['helpsPerCampaign', 'no help', { helpsPerCampaign: 0 }, /1 到 1000 次/],
    ['helpsPerCampaign', '1001 helps', { helpsPerCampaign: 1001 }, /1 到 1000 次/],
    ['quota', 'no quota', { quota: 0 }, /至少 1 件/],
    ['quota', 'more than ten million', { quota: 10_000_001 }, /至少 1 件/],
  ])('%s: %s', (term, _, change, words) => {
    const found = faults(change).filter((fault) => fault.term === term);
    expect(found.map(({ sentence }) => sentence)).toEqual([expect.stringMatching(words)]);
    expect(found[0]?.sentence).toMatch(/^\p{Script=Han}/u);
  });

  it.each([
    ['longer than its campaign', 2 * HOUR - 1, '砍价的有效期比整场活动还长'],
    ['a campaign that ends as it begins', 0, '活动的结束时间要在开始之后'],
    ['a campaign that ends before it begins', -DAY, '活动的结束时间要在开始之后'],
  ])('life: %s', (_, lasts, sentence) => {
    expect(faults({ life: 2 * HOUR }, { endsAt: offer.startsAt + lasts })).toEqual([{ term: 'life', sentence }]);
  });

  it('all at once, in the order of the terms, each with one sentence', () => {
    const found = faults({ prices: {}, helpers: 0, life: 0, quota: 0 });
    expect(found.map(({ term }) => term)).toEqual(['prices', 'helpers', 'life', 'quota']);
  });

  it('the number of friends alone, where it is what is wrong', () => {
    expect(faults({ helpers: 101, prices: downTo(3989) }).map(({ term }) => term)).toEqual(['helpers']);
  });
});

it('the lowest of several SKUs is the one with the lowest floor, with its own list price', () => {
  expect(lowestOf({ prices: { large: prices.large, small: prices.small } })).toEqual(prices.small);
  expect(() => lowestOf({ prices: {} })).toThrow('has a price');
});

it('the owner’s own cut is one more than the friends’', () => {
  expect([cutCount({ helpers: 8, ownCut: true }), cutCount({ helpers: 8, ownCut: false })]).toEqual([9, 8]);
});

/* ── its life ───────────────────────────────────────────────────────────────────────────────────────────────────── */

const NOW: Ms = Date.parse('2026-03-01T12:00:00+08:00');
const CUTS = [1200, 1000, 800];
const PEOPLE = ['owner', 'helped', 'other'];

/** With so many cuts made: the owner's, then that of `helped`, then that of `other`. */
const bargain = (status: BargainStatus, made: number, change: Partial<Bargain> = {}): Bargain => ({
  status,
  ownerId: 'owner',
  terms: { buyAt: 'floor', payWithin: DAY },
  list: 3990,
  cuts: CUTS,
  helps: CUTS.slice(0, made).map((cut, index) => ({ userId: PEOPLE[index]!, cut, at: NOW - HOUR })),
  expiresAt: NOW + HOUR,
  order: status === 'ordered' || status === 'bought' ? { id: 'ord_1', hold: 'h_1', until: NOW } : undefined,
  ...change,
});

const anyPrice = { terms: { buyAt: 'anyPrice', payWithin: DAY } } as const;
const GIVEN: Record<string, Bargain> = {
  open: bargain('open', 2),
  'open, at any price': bargain('open', 2, anyPrice),
  'open for a millisecond more': bargain('open', 2, { ...anyPrice, expiresAt: NOW + 1 }),
  'open until now': bargain('open', 2, { ...anyPrice, expiresAt: NOW }),
  floor: bargain('floor', 3),
  'floor for a millisecond more': bargain('floor', 3, { expiresAt: NOW + 1 }),
  'floor until now': bargain('floor', 3, { expiresAt: NOW }),
  ordered: bargain('ordered', 3),
  'ordered before the floor': bargain('ordered', 2, anyPrice),
  'ordered, its time over': bargain('ordered', 3, { expiresAt: NOW }),
  'ordered, its campaign ended': bargain('ordered', 3, { endedEarly: true }),
  bought: bargain('bought', 3),
  expired: bargain('expired', 2, { expiresAt: NOW - 1 }),
  cancelled: bargain('cancelled', 2),
  'cancelled with its campaign': bargain('cancelled', 2, { endedEarly: true }),
};

const said = (answer: Result<null, string>) => (answer.ok ? 'yes' : answer.refusal);

describe('every state answers every command', () => {
  /** It is, by the clock; a new friend's help; its owner's order, as priced; another order; its owner's cancellation. */
  it.each([
    ['open', 'open', 'yes', 'bargainNotAtFloor', 'bargainNotAtFloor', 'yes'],
    ['open, at any price', 'open', 'yes', 'yes', 'yes', 'yes'],
    ['open for a millisecond more', 'open', 'yes', 'yes', 'yes', 'yes'],
    ['open until now', 'expired', 'bargainExpired', 'bargainExpired', 'bargainExpired', 'bargainExpired'],
    ['floor', 'floor', 'bargainAtFloor', 'yes', 'yes', 'yes'],
    ['floor for a millisecond more', 'floor', 'bargainAtFloor', 'yes', 'yes', 'yes'],
    ['floor until now', 'expired', 'bargainExpired', 'bargainExpired', 'bargainExpired', 'bargainExpired'],
    ['ordered', 'ordered', 'bargainOrdered', 'yes', 'bargainOrdered', 'bargainOrdered'],
    ['ordered before the floor', 'ordered', 'bargainOrdered', 'yes', 'bargainOrdered', 'bargainOrdered'],
    ['ordered, its time over', 'ordered', 'bargainOrdered', 'yes', 'bargainOrdered', 'bargainOrdered'],
    ['ordered, its campaign ended', 'ordered', 'bargainOrdered', 'yes', 'bargainOrdered', 'bargainOrdered'],
    ['bought', 'bought', 'bargainBought', 'bargainBought', 'bargainBought', 'bargainBought'],
    ['expired', 'expired', 'bargainExpired', 'bargainExpired', 'bargainExpired', 'bargainExpired'],
    ['cancelled', 'cancelled', 'bargainCancelled', 'bargainCancelled', 'bargainCancelled', 'bargainCancelled'],
    [
      'cancelled with its campaign',
      'cancelled',
      'bargainEndedEarly',
      'bargainEndedEarly',
      'bargainEndedEarly',
      'bargainEndedEarly',
    ],
  ])('%s', (name, is, help, order, another, cancel) => {
    const given = GIVEN[name]!;
    const ordering = (orderId: string) => ({ orderId, userId: 'owner', helps: given.helps.length });
    expect([
      statusAt(given, NOW),
      said(mayHelp(given, 'friend', NOW)),
      said(mayOrder(given, ordering('ord_1'), NOW)),
      said(mayOrder(given, ordering('ord_2'), NOW)),
      said(mayCancel(given, 'owner', NOW)),
    ]).toEqual([is, help, order, another, cancel]);
  });

  it('is a table of all of them', () => {
    const all: BargainStatus[] = ['open', 'floor', 'ordered', 'bought', 'expired', 'cancelled'];
    expect(new Set(Object.values(GIVEN).map(({ status }) => status))).toEqual(new Set(all));
  });

  it.each(Object.entries(GIVEN))(
    '%s: nobody helps their own, nobody twice, and nobody orders or ends another’s',
    (_, given) => {
      expect(said(mayHelp(given, 'owner', NOW))).toBe('bargainOwn');
      expect(said(mayHelp(given, 'helped', NOW))).toBe('bargainHelped');
      const ordering = { orderId: 'ord_1', userId: 'friend', helps: given.helps.length };
      expect(said(mayOrder(given, ordering, NOW))).toBe('notFound');
      expect(said(mayCancel(given, 'friend', NOW))).toBe('notFound');
    },
  );

  it('an owner who has not cut helps their own no more than one who has', () => {
    expect(said(mayHelp(bargain('open', 0), 'owner', NOW))).toBe('bargainOwn');
  });
});

describe('an order', () => {
  it('is looked at again where a friend has helped since it was priced', () => {
    const given = GIVEN['open, at any price']!;
    for (const helps of [0, 1, 3]) {
      expect(said(mayOrder(given, { orderId: 'ord_1', userId: 'owner', helps }, NOW))).toBe('priceChanged');
    }
  });

  it('that has it already has it, whatever it was priced with', () => {
    expect(said(mayOrder(GIVEN.ordered!, { orderId: 'ord_1', userId: 'owner', helps: 0 }, NOW))).toBe('yes');
  });

  it.each<[string, BargainStatus]>([
    ['ordered', 'floor'],
    ['ordered before the floor', 'open'],
    ['ordered, its time over', 'expired'],
    ['ordered, its campaign ended', 'cancelled'],
  ])('that closes unpaid: what was %s is %s', (name, again) => expect(afterUnpaid(GIVEN[name]!, NOW)).toBe(again));

  it('that closes unpaid a millisecond before the deadline gives it back', () => {
    expect(afterUnpaid(bargain('ordered', 3, { expiresAt: NOW + 1 }), NOW)).toBe('floor');
  });

  it('of a bargain whose campaign and time are over leaves it ended by the merchant', () => {
    expect(afterUnpaid(bargain('ordered', 3, { expiresAt: NOW, endedEarly: true }), NOW)).toBe('cancelled');
  });
});

describe('the seed', () => {
  it.each([
    ['open', false],
    ['open for a millisecond more', false],
    // Another machine's clock may be a little behind.
    ['open until now', false],
    ['floor', true],
    ['ordered', true],
    // Given back, it takes help again.
    ['ordered before the floor', false],
    ['bought', true],
    ['expired', true],
    ['cancelled', true],
  ])('of what is %s is shown: %s', (name, shown) => expect(isRevealed(GIVEN[name]!, NOW)).toBe(shown));

  it('of one that ran out is shown a minute later, or once that is written', () => {
    const past = bargain('open', 1, { expiresAt: NOW - MINUTE });
    expect(isRevealed(past, NOW - 1)).toBe(false);
    expect(isRevealed(past, NOW)).toBe(true);
    expect(isRevealed({ ...past, status: 'expired' }, NOW - MINUTE)).toBe(true);
  });

  it('is shown only where no friend’s help can be answered yes, now or later', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.values(GIVEN)), fc.nat(3 * HOUR), (given, later) => {
        fc.pre(isRevealed(given, NOW));
        expect(said(mayHelp(given, 'friend', NOW + later))).not.toBe('yes');
        if (given.status === 'ordered') {
          const again = { ...given, status: afterUnpaid(given, NOW + later), order: undefined };
          expect(said(mayHelp(again, 'friend', NOW + later))).not.toBe('yes');
        }
      }),
    );
  });
});

it('what was counted for a help is given back at once where the help can never be made', () => {
  const never = [
    'bargainOwn',
    'bargainAtFloor',
    'bargainBought',
    'bargainExpired',
    'bargainCancelled',
    'bargainEndedEarly',
  ];
  for (const refusal of never) expect([refusal, isFinal(refusal as 'bargainOwn')]).toEqual([refusal, true]);
  // One that is being paid may be given back; one that was made counts.
  expect([isFinal('bargainOrdered'), isFinal('bargainHelped')]).toEqual([false, false]);
});

it('is over once it was bought, expired or cancelled', () => {
  const over = Object.values(GIVEN).filter(isOver);
  expect(new Set(over.map(({ status }) => status))).toEqual(new Set(['bought', 'expired', 'cancelled']));
});

it('stands at the list price less the cuts that are made', () => {
  expect([0, 1, 2, 3].map((made) => priceOf(bargain('open', made)))).toEqual([3990, 2790, 1790, 990]);
  expect([0, 1, 2, 3].map((made) => cutsLeft(bargain('open', made)))).toEqual([3, 2, 1, 0]);
});
