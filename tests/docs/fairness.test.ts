/** docs/fairness.md gives ten lines that anybody can run: they say the same as the rule, of true proofs and of changed ones. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
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
