/** What it costs a phone to check a bargain: the function of the mini-program's production build, beside one SHA-256. */
import { createHash, randomBytes } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256 } from '@noble/hashes/sha2';
import { commitmentOf, cutsOf, type Draw, type Proof, type Verdict } from '../../shared/domain/fairness';
import { startWeapp } from '../../tests/support/harness';
import { build, testBuilds } from '../build';
import { figure, ratios, type Say, spread } from './report';

type Verify = (proof: Proof) => Verdict;

const PAGE = 'bargain/verify/index';

/** What the page does with a proof, minified: `verdict:v({seed:` or `verdict:(0,m.v)({seed:`, in a module that ends by registering the page. */
const CALLED = /verdict:([\w$]+|\(0,[\w$]+\.[\w$]+\))\(\{seed:/;

/**
 * The function by which the built page checks a proof. A copy of the build is told to hand it out as it registers the page;
 * else it runs as it was built, where the tests' WeChat runs it.
 */
function builtVerify(folder: string): Verify {
  const copy = mkdtempSync(join(tmpdir(), 'pinkan-bench-'));
  try {
    cpSync(folder, copy, { recursive: true });
    const code = readFileSync(join(copy, `${PAGE}.js`), 'utf8');
    const [, name] = CALLED.exec(code) ?? [];
    const at = code.lastIndexOf('Page(');
    if (name === undefined || at === -1) throw new Error(`${PAGE}.js does not check a proof as the bench expects`);
    const start = code.lastIndexOf(';', at) + 1;
    writeFileSync(
      join(copy, `${PAGE}.js`),
      `${code.slice(0, start)}wx.setStorageSync("verify",${name});${code.slice(start)}`,
    );
    const storage = new Map<string, unknown>();
    const enter = { path: `/${PAGE}?id=brg_bench` };
    const weapp = startWeapp({ folder: copy, appid: 'wxbench', server: 'http://127.0.0.1:9', enter, storage });
    weapp.close();
    const verify = storage.get('verify');
    if (typeof verify !== 'function') throw new Error(`${PAGE}.js does not hand out what checks a proof`);
    return verify as Verify;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function proofOf(count: number): Proof {
  const seed = randomBytes(32).toString('hex');
  const draw: Draw = {
    bargainId: 'brg_bench',
    campaignId: 'cmp_bench',
    edition: 1,
    list: 399_000,
    floor: 99_000,
    count,
    shape: 'frontLoaded',
  };
  return { seed, draw, commitment: commitmentOf(seed, draw), cuts: cutsOf(seed, draw) };
}

/** Milliseconds of one call, on average. */
function time(times: number, work: () => unknown): number {
  const begun = performance.now();
  for (let turn = 0; turn < times; turn++) work();
  return (performance.now() - begun) / times;
}

export async function verifyFigures(
  { rounds, checks }: { readonly rounds: number; readonly checks: number },
  say: Say,
): Promise<string[]> {
  say('building the mini-program for production, unless the last build still stands');
  const { folder } = await build('weapp', testBuilds.productionWeapp);
  const verify = builtVerify(folder);
  const proof = proofOf(100);
  if (!verify(proof).fair) throw new Error('the built code finds fault with a fair bargain');
  const [first = 0] = proof.cuts;
  if (verify({ ...proof, cuts: [first + 1] }).fair) throw new Error('the built code takes a changed cut for fair');
  const text = randomBytes(64);
  const ways = {
    verify: () => time(checks, () => verify(proof)),
    ofPage: () => time(checks * 1000, () => sha256(text)),
    ofNode: () => time(checks * 1000, () => createHash('sha256').update(text).digest()),
  };
  // The first round lets the engine compile all three.
  for (const measure of Object.values(ways)) measure();
  const took = { verify: [] as number[], ofPage: [] as number[], ofNode: [] as number[] };
  for (let round = 1; round <= rounds; round++) {
    for (const name of ['verify', 'ofPage', 'ofNode'] as const) took[name].push(ways[name]());
    say(`round ${round} of ${rounds}: ${took.verify.at(-1)?.toFixed(2)} ms`);
  }
  const microseconds = (values: readonly number[]) => spread(values.map((each) => each * 1000));
  return [
    figure('check of 100 cuts, ms', spread(took.verify), `${PAGE}.js of the production build`),
    figure('one SHA-256 of 64 bytes, µs', microseconds(took.ofPage), 'the same library, as published'),
    figure('… by Node, in C, µs', microseconds(took.ofNode)),
    figure('check of 100 cuts ÷ one SHA-256', spread(ratios(took.verify, took.ofPage), 0), 'the same library'),
    figure('… ÷ one by Node', spread(ratios(took.verify, took.ofNode), 0)),
  ];
}
