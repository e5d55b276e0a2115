/** Where the parts of a share tree stand: true of every tree. */
import fc from 'fast-check';
import { biggestOf, type Part, placesOf, radiusOf } from '../../miniapp/src/merchant/components/shareTree';
import { type Trail, trailOf } from '../../miniapp/src/merchant/tree/tree';

type Node = Part['roots'][number];

const node = (share: string, children: number): Node => ({
  share,
  sharer: { name: share, avatar: '' },
  target: { kind: 'shop', id: 'mer_a' },
  title: '店',
  channel: 'message',
  depth: 0,
  sharedAt: 0,
  visits: 1,
  orders: 0,
  sales: 0,
  branch: { shares: 1, visits: 1, orders: 0, sales: 0, depth: 0 },
  children,
});

/** `parents[n]`: whom share n + 1 stands below; of `more` children an answer has left out. */
const trees = fc
  .array(fc.record({ parent: fc.nat(), more: fc.nat({ max: 2 }) }), { minLength: 1, maxLength: 40 })
  .map((all): Part => {
    const parents = all.map(({ parent }, index) => (index === 0 ? 0 : parent % (index + 1)));
    const nodes = all.map(({ more }, index) =>
      node(String(index + 1), more + parents.filter((parent) => parent === index + 1).length),
    );
    return {
      roots: nodes.filter((_, index) => parents[index] === 0),
      below: nodes.flatMap((one, index) => (parents[index] ? [{ ...one, parent: String(parents[index]) }] : [])),
    };
  });

it('everybody has a place, one level right of whoever brought them, and between their own', () => {
  fc.assert(
    fc.property(trees, (tree) => {
      const { places, rows, levels } = placesOf(tree);
      expect(places.length).toBe(tree.roots.length + tree.below.length);
      const at = new Map(places.map((place) => [place.node.share, place]));
      for (const { node, level, parent, row, hidden, hiddenRow } of places) {
        expect(level).toBe(parent === undefined ? 0 : (at.get(parent)?.level ?? 0) + 1);
        expect(level).toBeLessThan(levels);
        expect(row).toBeLessThan(rows);
        const children = places.filter((one) => one.parent === node.share);
        expect(children.length + hidden).toBe(node.children);
        expect(hiddenRow !== undefined).toBe(hidden > 0 && children.length > 0);
        if (children.length === 0) continue;
        const theirs = children.map((child) => child.row);
        expect(row).toBe((Math.min(...theirs) + Math.max(...theirs)) / 2);
      }
      // Nobody stands on anybody else, nor on the words for those who are left out.
      const taken = places.flatMap(({ level, row, hiddenRow }) =>
        hiddenRow === undefined ? [`${level} ${row}`] : [`${level} ${row}`, `${level + 1} ${hiddenRow}`],
      );
      expect(new Set(taken).size).toBe(taken.length);
    }),
  );
});

it('what is cut off is told as left out, and nobody is left without whoever brought them', () => {
  fc.assert(
    fc.property(trees, fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }), (tree, branches, perLevel) => {
      const part = biggestOf(tree, branches, perLevel);
      expect(part.roots).toEqual(tree.roots.slice(0, branches));
      const { places } = placesOf(part);
      expect(places.length).toBe(part.roots.length + part.below.length);
      for (const level of new Set(places.map((place) => place.level))) {
        expect(places.filter((place) => place.level === level).length).toBeLessThanOrEqual(
          level === 0 ? branches : perLevel,
        );
      }
    }),
  );
});

it('a circle grows by its area', () => {
  expect(radiusOf(0, 10)).toBeLessThan(radiusOf(1, 10));
  expect((radiusOf(10, 10) - radiusOf(10, 40)) * 2).toBeCloseTo(radiusOf(10, 10) - 4);
});

describe('the way back', () => {
  const seen = new Map([
    ['a', { name: '周小满', above: undefined }],
    ['b', { name: '阿杰', above: 'a' }],
    ['c', { name: '何苗', above: 'b' }],
    ['far', { name: '林姐', above: 'unseen' }],
  ]);
  it.each<[string | undefined, string[], string | undefined]>([
    [undefined, [], undefined],
    ['a', ['周小满'], undefined],
    ['c', ['周小满', '阿杰', '何苗'], undefined],
    ['far', ['林姐'], 'unseen'],
    ['unseen', [], undefined],
  ])('from %s has the steps %j, and above them %s', (share, names, above) => {
    const trail: Trail = trailOf(seen, share);
    expect(trail.steps.map(({ name }) => name)).toEqual(names);
    expect(trail.above).toBe(above);
  });
});
