/** docs/fairness.md gives ten lines that anybody can run: they say the same as the rule, of true proofs and of changed ones. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { TEN_LINES } from '../../miniapp/src/bargain/verify/tenLines';
import { commitmentOf, cutsOf, type Draw, type Proof, verify } from '../../shared/domain/fairness';
import type { Shape } from '../../shared/domain/shape';
import { FEN_MAX } from '../../shared/money';

const text = readFileSync(resolve(__dirname, '../../docs/fairness.md'), 'utf8');
const code = /```js\n([\s\S]*?)```/.exec(text)?.[1] ?? '';

/** What the ten lines answer, run as a stranger runs them: in a process of their own that knows nothing of this project. */
const check = (proof: unknown): string =>
  execFileSync(process.execPath, ['-e', code], {
    input: JSON.stringify(proof),
    encoding: 'utf8',
    env: {},
    cwd: '/',
  }).trim();

/** The same in this process, a thousand times as fast. */
function quick(proof: unknown): string {
  const said: string[] = [];
  const given = { readFileSync: () => JSON.stringify(proof) };
  runInNewContext(code, {
    Buffer,
    console: { log: (words: string) => said.push(words) },
    require: (name: string) => (name === 'node:fs' ? given : require(name)),
  });
  return said.join();
}

const SEED = '4f'.repeat(32);
const draw: Draw = {
  bargainId: 'brg_1',
  campaignId: 'cmp_1',
  edition: 3,
  list: 3990,
  floor: 990,
  count: 9,
  shape: 'frontLoaded',
};
const proofOf = (change: Partial<Draw> = {}, seed = SEED): Proof => {
  const any = { ...draw, ...change };
  return { seed, commitment: commitmentOf(seed, any), draw: any, cuts: cutsOf(seed, any) };
};

it('are ten lines', () => {
  const lines = code.trimEnd().split('\n');
  expect(lines.length).toBeGreaterThan(5);
  expect(lines.length).toBeLessThanOrEqual(10);
  // Each is one statement: a line is not made of several.
  for (const line of lines) expect(line.match(/;/g)).toHaveLength(1);
});

it('are what the page of a bargain gives to copy', () => expect(TEN_LINES).toBe(code));

it.each<[string, Partial<Draw>]>([
  ['front-loaded', {}],
  ['even', { shape: 'even' }],
  ['of one cut', { count: 1 }],
  ['of a hundred friends and ten million yuan', { count: 101, list: FEN_MAX, floor: 1 }],
  ['of a fen each', { list: 999 }],
])('believe a true proof: %s', (_, change) => {
  const proof = proofOf(change);
  expect(verify(proof).fair).toBe(true);
  expect(check(proof)).toBe('公平：每一刀都是发起时定好的');
  // Of a bargain that ended before its floor, those that were made.
  expect(check({ ...proof, cuts: proof.cuts.slice(0, 3) })).toMatch(/^公平/);
});

const true_ = proofOf();
const swapped = [true_.cuts[1]!, true_.cuts[0]!, ...true_.cuts.slice(2)];

it.each<[string, Proof, string]>([
  ['seed', { ...true_, seed: '4e'.repeat(32) }, '不公平：种子或条款和指纹对不上'],
  ['commitment', { ...true_, commitment: '0'.repeat(64) }, '不公平：种子或条款和指纹对不上'],
  ['seed and commitment', { ...proofOf({}, '4e'.repeat(32)), cuts: true_.cuts }, '不公平：第 1,'],
  ['bargain', { ...true_, draw: { ...draw, bargainId: 'brg_2' } }, '不公平：种子或条款和指纹对不上'],
  ['edition', { ...true_, draw: { ...draw, edition: 4 } }, '不公平：种子或条款和指纹对不上'],
  ['floor', { ...true_, draw: { ...draw, floor: 991 } }, '不公平：种子或条款和指纹对不上'],
  ['number of cuts', { ...true_, draw: { ...draw, count: 10 } }, '不公平：种子或条款和指纹对不上'],
  ['shape', { ...true_, draw: { ...draw, shape: 'even' as Shape } }, '不公平：种子或条款和指纹对不上'],
  ['last cut', { ...true_, cuts: [...true_.cuts.slice(0, 8), true_.cuts[8]! - 1] }, '不公平：第 9 刀不对'],
  ['order', { ...true_, cuts: swapped }, '不公平：第 1,2 刀不对'],
  ['number of friends', { ...true_, cuts: [...true_.cuts, 1] }, '不公平：第 10 刀不对'],
])('refuse a proof with another %s, as the rule does', (_, proof, words) => {
  expect(verify(proof).fair).toBe(false);
  expect(check(proof)).toMatch(words);
});

const MISFIT = '不公平：种子或条款和指纹对不上';
const committedTo = (seed: unknown, any: object): string => {
  const { bargainId, campaignId, edition, list, floor, count, shape } = any as Draw;
  const lines = ['pinkan bargain 1', bargainId, campaignId, edition, list, floor, count, shape, seed];
  return createHash('sha256').update(lines.join('\n')).digest('hex');
};

/** Each fits its commitment, and its cuts would be right: only what it says of itself is none of the rule's. */
it.each<[string, object]>([
  ['a line moved from one id to the other', { draw: { ...draw, bargainId: 'brg_1\ncmp_1', campaignId: '3' } }],
  ['an edition of two lines', { draw: { ...draw, edition: '3\n3990' } }],
  ['a shape that is none', { draw: { ...draw, shape: 'backLoaded' } }],
  ['a shape of two lines', { draw: { ...draw, shape: `frontLoaded\n${SEED}` } }],
  ['half a fen', { draw: { ...draw, list: 3990.5 } }],
  ['an amount in words', { draw: { ...draw, list: '3990' } }],
  ['less than a fen a cut', { draw: { ...draw, list: 998 }, cuts: [] }],
  ['no cut', { draw: { ...draw, count: 0 }, cuts: [] }],
  ['more cuts than there may be', { draw: { ...draw, count: 102 }, cuts: [] }],
  ['a floor below nothing', { draw: { ...draw, floor: -1 }, cuts: [] }],
  ['a seed with a line before it', { seed: `even\n${SEED}`, cuts: [] }],
  ['a seed that is short', { seed: SEED.slice(2), cuts: [] }],
  ['a seed in a list', { seed: [SEED.toUpperCase()], cuts: [] }],
])('refuse %s', (_, change) => {
  const proof = { ...true_, ...change };
  const sealed = { ...proof, commitment: committedTo(proof.seed, proof.draw) };
  expect(quick(sealed)).toBe(MISFIT);
  expect(verify(sealed as Proof).fair).toBe(false);
});

it('read a seed in a list as the seed that it is committed to', () => {
  expect(quick({ ...true_, seed: [SEED] })).toBe(quick(true_));
});

it('believe whatever the rule believes, and no garbage', () => {
  const amount = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(1e15, -1, 0, 9, 990, 3990));
  const word = fc.oneof(fc.string(), fc.constantFrom('', 'toString', '__proto__', 'even', SEED, `${SEED}\n`, 'a\nb'));
  const garbage = fc.record({
    seed: word,
    draw: fc.record({
      bargainId: fc.oneof(word, fc.constant('brg_1')),
      campaignId: fc.oneof(word, fc.constant('cmp_1')),
      edition: amount,
      list: amount,
      floor: amount,
      count: amount,
      shape: word,
    }),
    cuts: fc.array(amount),
  });
  fc.assert(
    fc.property(garbage, (any) => {
      // As JSON has it: what is no number there is null.
      const read = JSON.parse(JSON.stringify({ ...any, commitment: committedTo(any.seed, any.draw) })) as Proof;
      expect(quick(read).startsWith('公平')).toBe(verify(read).fair);
    }),
    { numRuns: process.env.PINKAN_LONG === undefined ? 300 : 5_000 },
  );
});
