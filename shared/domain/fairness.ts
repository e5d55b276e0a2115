/**
 * THE CUTS OF A BARGAIN, AND HOW ANYONE CAN CHECK THEM.
 *  - At launch 32 secret bytes (the seed) are drawn. All cuts follow from the seed and from what the bargain is (`Draw`):
 *    nothing that happens later changes one, and nobody's cut depends on who they are.
 *  - The commitment, the SHA-256 of both, is shown at once; the seed when the bargain is over. Whoever has both computes
 *    every cut again (`docs/fairness.md` does it in ten lines, without any of our code).
 *  - Each cut is at least 1 fen, and all of them sum to list − floor exactly.
 *  - The shape bounds every cut: even, from half of the average to twice; frontLoaded, from a third of it to 2.25 times, the
 *    earlier the bigger. So a last cut is never next to nothing.
 * Amounts in fen; bytes in hexadecimal.
 */
import { hmac } from '@noble/hashes/hmac';
import { sha256 } from '@noble/hashes/sha2';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils';
import type { Fen } from '../money';
import { canBeCut, type Shape } from './shape';

/** What the cuts are drawn for, beside the seed. */
export interface Draw {
  readonly bargainId: string;
  /** Names the frozen terms that it began under. */
  readonly campaignId: string;
  readonly edition: number;
  readonly list: Fen;
  readonly floor: Fen;
  /** How many cuts there are, the owner's own included. */
  readonly count: number;
  readonly shape: Shape;
}

/** Weights are drawn from `least` to `most`; both bounds included, all equally likely. */
const CHANCE: { readonly [S in Shape]: { readonly least: number; readonly most: number } } = {
  even: { least: 200, most: 400 },
  frontLoaded: { least: 200, most: 300 },
};

/** Every cut lies between these parts of the average cut, rounding to whole fen apart. */
export const BOUNDS: { readonly [S in Shape]: { readonly least: number; readonly most: number } } = {
  even: { least: 1 / 2, most: 2 },
  frontLoaded: { least: 1 / 3, most: 9 / 4 },
};

/** Weight before chance: from three times what the last one has down to that. */
const baseOf = (shape: Shape, index: number, count: number): number =>
  shape === 'even' || count === 1 ? 1 : 3 * (count - 1) - 2 * index;

const UINT32 = 2 ** 32;

/** The bytes of ASCII, which all of this is: WeChat's engine on an iPhone has no `TextEncoder`. */
const bytesOf = (ascii: string): Uint8Array => Uint8Array.from(ascii, (sign) => sign.charCodeAt(0));

/**
 * A whole number from `least` to `most`, each equally likely: the first four bytes of HMAC-SHA256(seed, `cut index try`). What
 * lies above the last whole multiple of the range is drawn again, else small numbers would come more often.
 */
export function uniform(seed: Uint8Array, index: number, { least, most }: { least: number; most: number }): number {
  const range = most - least + 1;
  const fair = UINT32 - (UINT32 % range);
  for (let attempt = 0; ; attempt++) {
    const [a = 0, b = 0, c = 0, d = 0] = hmac(sha256, seed, bytesOf(`cut ${index} ${attempt}`));
    const drawn = ((a * 256 + b) * 256 + c) * 256 + d;
    if (drawn < fair) return least + (drawn % range);
  }
}

/**
 * All cuts, in the order in which they are made. One fen each; what is left is split by weight, rounded down as it adds
 * up, so that the parts sum to the whole.
 * @throws where `canBeCut` says no
 */
export function cutsOf(seed: string, draw: Draw): Fen[] {
  if (!canBeCut(draw)) throw new Error(`${draw.list} − ${draw.floor} cannot be cut ${draw.count} times`);
  const { list, floor, count, shape } = draw;
  const bytes = hexToBytes(seed);
  const weights = Array.from(
    { length: count },
    (_, index) => baseOf(shape, index, count) * uniform(bytes, index, CHANCE[shape]),
  );
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  const left = list - floor - count;
  let weighed = 0;
  let given = 0;
  return weights.map((weight) => {
    weighed += weight;
    // At most 10^9 fen × 6·10^6: exact.
    const before = given;
    given = Math.floor((left * weighed) / whole);
    return 1 + given - before;
  });
}

/** What is shown at launch: SHA-256 of seed and draw, one to a line. */
export function commitmentOf(
  seed: string,
  { bargainId, campaignId, edition, list, floor, count, shape }: Draw,
): string {
  const lines = ['pinkan bargain 1', bargainId, campaignId, edition, list, floor, count, shape, seed];
  return bytesToHex(sha256(bytesOf(lines.join('\n'))));
}

/** What the page shows of a bargain that is over. */
export interface Proof {
  readonly seed: string;
  readonly commitment: string;
  readonly draw: Draw;
  /** Those that were made, in order. */
  readonly cuts: readonly Fen[];
}

export interface Verdict {
  /** The seed and the draw are those of the commitment. */
  readonly committed: boolean;
  /** All cuts, computed again; empty where none can be. */
  readonly cuts: readonly Fen[];
  /** For each that was made: it is the one that was fixed for its place. */
  readonly same: readonly boolean[];
  /** All together are list − floor. */
  readonly complete: boolean;
  readonly fair: boolean;
}

// One line of what is committed to may not hold two: else one commitment would fit two bargains.
const ID = /^\w+$/;
const SEED = /^[0-9a-f]{64}$/;

/** Computes a bargain again. Whatever it is given, it answers and does not throw. */
export function verify({ seed, commitment, draw, cuts: made }: Proof): Verdict {
  const named = ID.test(draw.bargainId) && ID.test(draw.campaignId) && Number.isSafeInteger(draw.edition);
  const known = named && SEED.test(seed) && Object.keys(CHANCE).includes(draw.shape) && canBeCut(draw);
  const committed = known && commitmentOf(seed, draw) === commitment;
  const cuts = known ? cutsOf(seed, draw) : [];
  const same = made.map((cut, index) => cut === cuts[index]);
  const complete = known && cuts.reduce((sum, cut) => sum + cut, 0) === draw.list - draw.floor;
  return { committed, cuts, same, complete, fair: committed && complete && same.every(Boolean) };
}
