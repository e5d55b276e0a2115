/** The cuts of a bargain: what holds of all of them, what verification believes, and that chance is chance. */
import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { BOUNDS, commitmentOf, cutsOf, type Draw, type Proof, uniform, verify } from '../../shared/domain/fairness';
import { canBeCut, type Shape } from '../../shared/domain/shape';
import { FEN_MAX } from '../../shared/money';

const RUNS = process.env.PINKAN_LONG === undefined ? 200 : 5_000;
const SHAPES: readonly Shape[] = ['even', 'frontLoaded'];

const seedOf = (name: string | number): string => createHash('sha256').update(`seed ${name}`).digest('hex');
const sum = (parts: readonly number[]): number => parts.reduce((whole, part) => whole + part, 0);

const draw: Draw = {
  bargainId: 'brg_1',
  campaignId: 'cmp_1',
  edition: 2,
  list: 3990,
  floor: 990,
  count: 9,
  shape: 'frontLoaded',
};

const anySeed = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('hex'));

/** Every number of cuts and every amount that the terms allow; the least one and the largest come often. */
const anyDraw: fc.Arbitrary<Draw> = fc.integer({ min: 1, max: 101 }).chain((count) =>
  fc
    .record({
      shape: fc.constantFrom(...SHAPES),
      floor: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: FEN_MAX - count })),
    })
    .chain(({ shape, floor }) => {
      const most = FEN_MAX - floor;
      const amount = fc.oneof(
        fc.constantFrom(count, most),
        fc.integer({ min: count, max: Math.min(most, 20 * count) }),
        fc.integer({ min: count, max: most }),
      );
      return amount.map((off) => ({ ...draw, count, shape, floor, list: floor + off }));
    }),
);

const EXTREMES: [string, Draw][] = SHAPES.flatMap((shape) =>
  [1, 2, 101].flatMap((count) =>
    [count, count + 1, FEN_MAX - 1].map((off): [string, Draw] => [
      seedOf(off),
      { ...draw, count, shape, floor: 1, list: 1 + off },
    ]),
  ),
);

/** The same algorithm, written without the rule's code and in whole numbers of any size. */
function reference(seed: string, { list, floor, count, shape }: Draw): number[] {
  const key = Buffer.from(seed, 'hex');
  const range = shape === 'even' ? 201 : 101;
  const weights = Array.from({ length: count }, (_, index) => {
    for (let attempt = 0; ; attempt++) {
      const drawn = createHmac('sha256', key).update(`cut ${index} ${attempt}`).digest().readUInt32BE(0);
      if (drawn >= 2 ** 32 - (2 ** 32 % range)) continue;
      const base = shape === 'even' || count === 1 ? 1 : 3 * (count - 1) - 2 * index;
      return BigInt(base * (200 + (drawn % range)));
    }
  });
  const whole = weights.reduce((all, weight) => all + weight, 0n);
  const upTo = weights.map((_, index) => {
    const part = weights.slice(0, index + 1).reduce((all, weight) => all + weight, 0n);
    return Number((BigInt(list - floor - count) * part) / whole);
  });
  return upTo.map((reached, index) => 1 + reached - (upTo[index - 1] ?? 0));
}

describe('all cuts', () => {
  it('sum to list − floor, are 1 fen at least, lie within the bounds of their shape, and follow from the seed alone', () => {
    fc.assert(
      fc.property(anySeed, anyDraw, (seed, any) => {
        const cuts = cutsOf(seed, any);
        const off = any.list - any.floor;
        const { least, most } = BOUNDS[any.shape];
        const average = off / any.count;
        expect(cuts).toHaveLength(any.count);
        expect(sum(cuts)).toBe(off);
        for (const cut of cuts) {
          expect(Number.isSafeInteger(cut)).toBe(true);
          expect(cut).toBeGreaterThanOrEqual(Math.max(1, Math.floor(least * average)));
          expect(cut).toBeLessThanOrEqual(Math.ceil(most * average));
        }
        expect(cutsOf(seed, any)).toEqual(cuts);
        expect(cuts).toEqual(reference(seed, any));
      }),
      { numRuns: RUNS, examples: EXTREMES },
    );
  });

  it('become smaller from first to last where the shape says so, and the last one never recedes', () => {
    const front = anyDraw.map((any): Draw => ({ ...any, shape: 'frontLoaded' }));
    fc.assert(
      fc.property(anySeed, front, (seed, any) => {
        const cuts = cutsOf(seed, any);
        const average = (any.list - any.floor) / any.count;
        expect(cuts.at(-1)).toBeGreaterThanOrEqual(Math.max(1, Math.floor(average / 3)));
        // Three times the weight, and chance at most half as much again: the first is twice the last, rounding apart.
        if (any.count > 1) expect(cuts[0]! + 2).toBeGreaterThanOrEqual(2 * (cuts.at(-1)! - 2));
      }),
      { numRuns: RUNS },
    );
  });

  it('do not depend on which bargain it is, nor another seed give the same', () => {
    expect(cutsOf(seedOf(1), { ...draw, bargainId: 'brg_2' })).toEqual(cutsOf(seedOf(1), draw));
    expect(cutsOf(seedOf(2), draw)).not.toEqual(cutsOf(seedOf(1), draw));
  });

  it.each<[string, Partial<Draw>]>([
    ['no cut', { count: 0 }],
    ['half a cut', { count: 1.5 }],
    ['102 cuts', { count: 102 }],
    ['a number that is none', { count: Number.NaN }],
    ['less than a fen a cut', { list: 998, floor: 990 }],
    ['a floor as high as the list price', { floor: 3990 }],
    ['a floor above it', { floor: 4990 }],
    ['half a fen', { list: 3990.5 }],
    ['less than nothing', { floor: -1 }],
    ['more than ten million yuan', { list: FEN_MAX + 1 }],
  ])('cannot be: %s', (_, change) => {
    expect(canBeCut({ ...draw, ...change })).toBe(false);
    expect(() => cutsOf(seedOf(1), { ...draw, ...change })).toThrow('cannot be cut');
  });

  it('can be 1 fen each', () => {
    expect(canBeCut({ ...draw, list: 999 })).toBe(true);
    expect(cutsOf(seedOf(1), { ...draw, list: 999 })).toEqual(Array(9).fill(1));
  });
});

/** Whoever changes the algorithm makes every bargain that is under way unverifiable: it gets a new first line then. */
describe('the algorithm stays as it is', () => {
  const seed = '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f';

  it.each<[Partial<Draw>, number[]]>([
    [{ shape: 'even' }, [363, 245, 250, 403, 394, 374, 358, 253, 360]],
    [{ shape: 'frontLoaded' }, [459, 389, 421, 410, 380, 311, 292, 176, 162]],
    [{ shape: 'even', list: FEN_MAX, floor: 1, count: 4 }, [287915652, 194647202, 197891322, 319545823]],
    [{ shape: 'frontLoaded', list: 1000, floor: 990, count: 3 }, [4, 3, 3]],
    [{ count: 1 }, [3000]],
  ])('%j', (change, cuts) => expect(cutsOf(seed, { ...draw, ...change })).toEqual(cuts));

  it('commits to seed and draw, one to a line', () => {
    const text = `pinkan bargain 1\nbrg_1\ncmp_1\n2\n3990\n990\n9\nfrontLoaded\n${seed}`;
    expect(commitmentOf(seed, draw)).toBe(createHash('sha256').update(text).digest('hex'));
    expect(commitmentOf(seed, draw)).toBe('d684da703f682e4f037ed696f3dc45c25085fb61aac209a0e19f41290af69ff8');
  });
});

const proofOf = (seed: string, any: Draw, made = any.count): Proof => ({
  seed,
  commitment: commitmentOf(seed, any),
  draw: any,
  cuts: cutsOf(seed, any).slice(0, made),
});

describe('verification', () => {
  it('believes what is true, whether all cuts were made or only some', () => {
    fc.assert(
      fc.property(anySeed, anyDraw, fc.nat(101), (seed, any, made) => {
        const proof = proofOf(seed, any, Math.min(made, any.count));
        expect(verify(proof)).toEqual({
          committed: true,
          cuts: cutsOf(seed, any),
          same: proof.cuts.map(() => true),
          complete: true,
          fair: true,
        });
      }),
      { numRuns: RUNS },
    );
  });

  const other = (digit: string | undefined) => (digit === '0' ? '1' : '0');
  const flipped = (hex: string, at: number) => hex.slice(0, at) + other(hex[at]) + hex.slice(at + 1);
  const inDraw = (change: (any: Draw) => Partial<Draw>) => (proof: Proof) => ({
    ...proof,
    draw: { ...proof.draw, ...change(proof.draw) },
  });
  const inCuts = (change: (cuts: number[], at: number) => number[]) => (proof: Proof, at: number) => ({
    ...proof,
    cuts: change([...proof.cuts], at % proof.cuts.length),
  });

  it.each<[string, (proof: Proof, at: number) => Proof]>([
    ['seed', (proof, at) => ({ ...proof, seed: flipped(proof.seed, at % 64) })],
    ['commitment', (proof, at) => ({ ...proof, commitment: flipped(proof.commitment, at % 64) })],
    ['cut by a fen more', inCuts((cuts, at) => cuts.with(at, cuts[at]! + 1))],
    ['cut by a fen less', inCuts((cuts, at) => cuts.with(at, cuts[at]! - 1))],
    ['number of cuts by one too many', inCuts((cuts) => [...cuts, 1])],
    ['run of cuts, moved by one place', inCuts((cuts) => [...cuts.slice(1), cuts[0]! + 1])],
    ['bargain', inDraw(() => ({ bargainId: 'brg_2' }))],
    ['campaign', inDraw(() => ({ campaignId: 'cmp_2' }))],
    ['edition', inDraw(({ edition }) => ({ edition: edition + 1 }))],
    ['list price', inDraw(({ list }) => ({ list: list + 1 }))],
    ['floor', inDraw(({ floor }) => ({ floor: floor - 1 }))],
    ['both prices by the same', inDraw(({ list, floor }) => ({ list: list + 1, floor: floor + 1 }))],
    ['number of friends', inDraw(({ count }) => ({ count: count + 1 }))],
    ['shape', inDraw(({ shape }) => ({ shape: shape === 'even' ? 'frontLoaded' : 'even' }))],
  ])('refuses any changed %s', (_, change) => {
    fc.assert(
      fc.property(anySeed, anyDraw, fc.nat(), (seed, any, at) => {
        expect(verify(change(proofOf(seed, any), at)).fair).toBe(false);
      }),
      { numRuns: RUNS / 2 },
    );
  });

  it('refuses cuts of one seed with another one and its commitment', () => {
    const { cuts } = proofOf(seedOf(1), draw);
    expect(verify({ ...proofOf(seedOf(2), draw), cuts })).toMatchObject({ committed: true, fair: false });
  });

  it('refuses another order of cuts, and says which ones are wrong', () => {
    fc.assert(
      fc.property(anySeed, anyDraw, fc.nat(), fc.nat(), (seed, any, one, two) => {
        const proof = proofOf(seed, any);
        const [a, b] = [one % any.count, two % any.count];
        fc.pre(proof.cuts[a] !== proof.cuts[b]);
        const cuts = proof.cuts.with(a, proof.cuts[b]!).with(b, proof.cuts[a]!);
        const verdict = verify({ ...proof, cuts });
        expect(verdict).toMatchObject({ fair: false, committed: true, complete: true });
        expect(verdict.same.flatMap((same, index) => (same ? [] : [index]))).toEqual([a, b].sort((x, y) => x - y));
      }),
      { numRuns: RUNS, examples: [[seedOf(1), draw, 0, 8]] },
    );
  });

  it('answers whatever it is given, and believes none of it', () => {
    const amount = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(Number.NaN, Infinity, -Infinity, 1e15, -1));
    const word = fc.oneof(
      fc.string(),
      fc.constantFrom('', 'toString', '__proto__', 'even', '0'.repeat(64), 'g'.repeat(64)),
    );
    const garbage = fc.record({
      seed: fc.oneof(word, anySeed),
      commitment: word,
      draw: fc.record({
        bargainId: word,
        campaignId: word,
        edition: amount,
        list: fc.oneof(amount, fc.constant(3990)),
        floor: fc.oneof(amount, fc.constant(990)),
        count: fc.oneof(amount, fc.constant(9)),
        shape: word as fc.Arbitrary<Shape>,
      }),
      cuts: fc.array(amount),
    });
    fc.assert(
      fc.property(garbage, (any) => {
        expect(verify(any).fair).toBe(false);
      }),
      {
        numRuns: RUNS,
        examples: ['toString', '__proto__', 'constructor'].map((shape) => [
          { ...proofOf(seedOf(1), draw), draw: { ...draw, shape: shape as Shape } },
        ]),
      },
    );
  });

  it('refuses a seed in capitals or of another length, whatever it was committed to', () => {
    const seed = seedOf(1);
    for (const wrong of [seed.toUpperCase(), seed.slice(2), `${seed}00`, `${seed}\n`, '']) {
      expect(verify({ ...proofOf(seed, draw), seed: wrong, commitment: commitmentOf(wrong, draw) })).toMatchObject({
        committed: false,
        cuts: [],
        fair: false,
      });
    }
  });
});

/** Σ (seen − expected)² ∕ expected. */
const chiSquare = (seen: readonly number[], expected: number): number =>
  sum(seen.map((count) => (count - expected) ** 2 / expected));

/**
 * What chance exceeds once in ten thousand times, for so many degrees of freedom (Wilson and Hilferty's approximation).
 * The seeds below are fixed, so a test is never red by chance: it is red when the generator changes.
 */
const critical = (freedom: number): number => {
  const part = 2 / (9 * freedom);
  return freedom * (1 - part + 3.719 * Math.sqrt(part)) ** 3;
};

describe('chance', () => {
  const bytes = (name: string | number) => Buffer.from(seedOf(name), 'hex');

  /** `times` draws of each of ten seeds. */
  const drawn = (range: { least: number; most: number }, times: number) =>
    Array.from({ length: 10 * times }, (_, at) => uniform(bytes(at % 10), Math.floor(at / 10), range));

  it.each([
    ['even weights', { least: 200, most: 400 }, 1_000],
    ['front-loaded weights', { least: 200, most: 300 }, 800],
    ['two sides', { least: 0, most: 1 }, 200],
    ['six sides', { least: 1, most: 6 }, 300],
  ])('falls on every number alike: %s', (_, range, times) => {
    const numbers = drawn(range, times);
    expect(Math.min(...numbers)).toBe(range.least);
    expect(Math.max(...numbers)).toBe(range.most);
    const sides = range.most - range.least + 1;
    const seen = Array.from({ length: sides }, (_, side) => numbers.filter((one) => one === range.least + side).length);
    expect(chiSquare(seen, numbers.length / sides)).toBeLessThan(critical(sides - 1));
  });

  // With the remainder alone its first third would come half of the time.
  const THREE_QUARTERS = { least: 0, most: 3 * 2 ** 30 - 1 };

  it('has no bias where the range does not divide 2^32', () => {
    const seen = [0, 0, 0];
    for (const one of drawn(THREE_QUARTERS, 150)) seen[Math.floor(one / 2 ** 30)]! += 1;
    expect(chiSquare(seen, 500)).toBeLessThan(critical(2));
    expect(chiSquare([750, 375, 375], 500)).toBeGreaterThan(critical(2));
  });

  it('draws again what lies above the last whole multiple of the range', () => {
    const seed = bytes('rejected');
    const raw = (index: number, attempt: number) =>
      createHmac('sha256', seed).update(`cut ${index} ${attempt}`).digest().readUInt32BE(0);
    const tries = Array.from({ length: 100 }, (_, index) => {
      const attempt = [0, 1, 2, 3, 4, 5, 6, 7].find((one) => raw(index, one) < 3 * 2 ** 30)!;
      expect(uniform(seed, index, THREE_QUARTERS)).toBe(raw(index, attempt));
      return attempt;
    });
    expect(Math.max(...tries)).toBeGreaterThan(1);
  });

  it('favours no place: the largest of ten even cuts is anywhere, and no place hears of another', () => {
    const places = Array<number>(10).fill(0);
    const rises = [0, 0];
    for (let at = 0; at < 2_000; at++) {
      const cuts = cutsOf(seedOf(at), { ...draw, list: FEN_MAX, floor: 1, count: 10, shape: 'even' });
      places[cuts.indexOf(Math.max(...cuts))]! += 1;
      rises[cuts[0]! < cuts[9]! ? 1 : 0]! += 1;
    }
    expect(chiSquare(places, 200)).toBeLessThan(critical(9));
    expect(chiSquare(rises, 1_000)).toBeLessThan(critical(1));
  });

  it('leaves the front-loaded shape what it says: on average each place has its own share', () => {
    const TIMES = 1_000;
    const sums = Array<number>(10).fill(0);
    for (let at = 0; at < TIMES; at++) {
      const cuts = cutsOf(seedOf(at), { ...draw, list: 1_000_001, floor: 1, count: 10, shape: 'frontLoaded' });
      for (const [place, cut] of cuts.entries()) sums[place]! += cut;
    }
    // 27, 25 … 9 parts of 180.
    for (const [place, all] of sums.entries()) {
      expect(all / TIMES / (1_000_000 * ((27 - 2 * place) / 180))).toBeCloseTo(1, 1.7);
    }
    expect(sums).toEqual([...sums].sort((a, b) => b - a));
  });
});
