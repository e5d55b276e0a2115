import fc from 'fast-check';
import {
  addBargainMeasures,
  type BargainMeasures,
  type CountedBargain,
  costPerOrder,
  measuresOfBargain,
  NO_BARGAIN_MEASURES,
} from '../../shared/domain/bargainFigures';

const bargain: fc.Arbitrary<CountedBargain> = fc
  .record({
    status: fc.constantFrom('open', 'floor', 'ordered', 'bought', 'expired', 'cancelled'),
    friends: fc.nat({ max: 100 }),
    floor: fc.boolean(),
    list: fc.integer({ min: 2, max: 100_000 }),
    part: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ part, ...rest }) => ({ ...rest, kept: Math.floor(rest.list * part) }));

const sum = (list: readonly BargainMeasures[]): BargainMeasures => list.reduce(addBargainMeasures, NO_BARGAIN_MEASURES);

it('every bargain is in one class of friends and in at most one end, in whatever order they are added', () => {
  fc.assert(
    fc.property(fc.array(bargain, { maxLength: 30 }), fc.nat({ max: 30 }), (bargains, cut) => {
      const each = bargains.map(measuresOfBargain);
      const all = sum(each);
      const classes = all.friends.map((count, friends) => ({ count, friends }));
      expect(all.launches).toBe(bargains.length);
      expect(classes.reduce((total, { count }) => total + count, 0)).toBe(all.launches);
      expect(classes.reduce((total, { count, friends }) => total + count * friends, 0)).toBe(all.helps);
      expect(all.helped).toBe(all.launches - (all.friends[0] ?? 0));
      expect(all.friends.at(-1)).not.toBe(0);
      expect(all.bought + all.expired + all.cancelled).toBeLessThanOrEqual(all.launches);
      expect(all.orders).toBeLessThanOrEqual(all.bought);
      expect(all.sales).toBeLessThanOrEqual(all.listed);
      expect(sum([sum(each.slice(cut)), sum(each.slice(0, cut))])).toEqual(all);
    }),
  );
});

it.each([
  [
    'bought at the floor',
    { status: 'bought', floor: true, kept: 990 },
    { bought: 1, floors: 1, orders: 1, listed: 3990, sales: 990 },
  ],
  [
    'bought before',
    { status: 'bought', floor: false, kept: 2990 },
    { bought: 1, floors: 0, orders: 1, listed: 3990, sales: 2990 },
  ],
  [
    'all of it back',
    { status: 'bought', floor: true, kept: 0 },
    { bought: 1, floors: 1, orders: 0, listed: 0, sales: 0 },
  ],
  ['at the floor, expired', { status: 'expired', floor: true, kept: 0 }, { expired: 1, floors: 1, orders: 0 }],
  ['cancelled', { status: 'cancelled', floor: false, kept: 0 }, { cancelled: 1, floors: 0, bought: 0 }],
  ['ordered', { status: 'ordered', floor: true, kept: 0 }, { bought: 0, expired: 0, cancelled: 0, orders: 0 }],
] as const)('%s', (_, given, measures) => {
  expect(measuresOfBargain({ friends: 3, list: 3990, ...given })).toMatchObject({ launches: 1, helps: 3, ...measures });
});

it('tells what an order gives away, to the fen, and nothing where there is no order', () => {
  expect(costPerOrder({ orders: 2, listed: 7980, sales: 1981 })).toBe(3000);
  expect(costPerOrder(NO_BARGAIN_MEASURES)).toBeNull();
});
