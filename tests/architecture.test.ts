/** The house keeps its shape: who imports whom, what a rule may not touch, how files are named. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { type Cruise, cruise } from '../scripts/cruise';
import { contracts } from '../shared/contracts/contracts';

const root = resolve(__dirname, '..');

/** Every source file under a folder, as paths from the root. */
const sources = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.name.includes('.generated.'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));

const read = (file: string) => readFileSync(join(root, file), 'utf8');

describe('who may import whom', () => {
  // One small house in a temporary folder, with a forbidden import of each kind. [file, import, the rule that forbids it]
  const forbidden: [string, string, string][] = [
    ['shared/domain/a1.ts', "import 'zod';", 'domain-is-pure'],
    ['shared/domain/a2.ts', "import 'node:fs';", 'domain-is-pure'],
    ['shared/domain/a3.ts', "import '../contracts/order';", 'domain-is-pure'],
    ['shared/domain/a4.ts', "import '../../functions/store/order';", 'domain-is-pure'],
    ['shared/domain/a5.ts', "import type { X } from 'mongodb';", 'domain-is-pure'],
    ['shared/domain/a6.ts', "import { x } from '../refusals';", 'domain-takes-the-type-of-refusals'],
    ['shared/words.ts', "import './domain/order';", 'shared-is-pure'],
    ['shared/contracts/b1.ts', "import 'hono';", 'contracts-know-zod-and-shared'],
    ['shared/contracts/b2.ts', "import '../../functions/config';", 'contracts-know-zod-and-shared'],
    ['functions/config.ts', "import './http/app';", 'config-knows-shared'],
    ['functions/store/c1.ts', "import '../usecases/order';", 'store-and-wechat-are-the-edges'],
    ['functions/store/c2.ts', "import '../wechat/pay';", 'store-and-wechat-are-the-edges'],
    ['functions/wechat/c3.ts', "import '../store/order';", 'store-and-wechat-are-the-edges'],
    ['functions/wechat/c4.ts', "import 'mongodb';", 'mongodb-stays-in-store'],
    ['functions/store/c5.ts', "import 'wechatpay-node-v3';", 'payment-package-stays-in-wechat'],
    ['functions/usecases/d1.ts', "import 'mongodb';", 'usecases-load-ask-save'],
    ['functions/usecases/d2.ts', "import '../http/app';", 'usecases-load-ask-save'],
    ['functions/usecases/d3.ts', "import '../config';", 'usecases-load-ask-save'],
    ['functions/http/e1.ts', "import '../api';", 'http-knows-what-is-below'],
    ['functions/http/e2.ts', "import '../../miniapp/src/hooks/useOrder';", 'functions-know-no-app'],
    ['functions/http/e3.ts', "import 'jest';", 'deployed-packages-are-dependencies'],
    ['miniapp/src/pages/f1.ts', "import { x } from '../../../shared/contracts/order';", 'app-takes-types-of-contracts'],
    ['miniapp/src/pages/f2.ts', "import '../../../functions/config';", 'app-knows-shared'],
    ['miniapp/src/pages/f3.ts', "import 'zod';", 'app-takes-types-of-contracts'],
    ['miniapp/src/pages/f4.ts', "import 'node:path';", 'app-has-no-node'],
    ['functions/cron.ts', "import '../scripts/seed';", 'nobody-imports-scripts-or-tests'],
    ['functions/payNotify.ts', "import '../tests/helper';", 'nobody-imports-scripts-or-tests'],
    ['functions/usecases/g1.ts', "import './g2';", 'no-cycles'],
    ['functions/http/h1.ts', "import './nowhere';", 'everything-resolves'],
  ];
  const allowed: [string, string][] = [
    ['shared/money.ts', ''],
    ['shared/result.ts', "import './money';"],
    ['shared/time.ts', ''],
    ['shared/refusals.ts', 'export const x = 1; export type X = 1;'],
    ['shared/domain/pricing.ts', "import '../money'; import '@noble/hashes'; import type { X } from '../refusals';"],
    ['shared/domain/order.ts', "import './pricing'; import '../result'; import '../time';"],
    ['shared/contracts/order.ts', "import 'zod'; import '../domain/order'; export const x = 1; export type X = 1;"],
    ['functions/store/order.ts', "import 'mongodb'; import '../../shared/domain/order';"],
    ['functions/wechat/pay.ts', "import 'wechatpay-node-v3'; import 'node:crypto';"],
    ['functions/usecases/order.ts', "import '../store/order'; import '../wechat/pay'; import '../../shared/time';"],
    ['functions/http/app.ts', "import 'hono'; import '../usecases/order'; import '../../shared/contracts/order';"],
    ['functions/usecases/g2.ts', "import './g1';"], // The other half of a cycle, which is reported once.
    ['functions/api.ts', "import './http/app'; import './config'; import 'mongodb';"],
    ['miniapp/src/hooks/useOrder.ts', "import type { X } from '../../../shared/contracts/order';"],
    ['miniapp/src/hooks/usePrice.ts', "import '../../../shared/domain/pricing';"],
    ['scripts/seed.ts', "import '../functions/store/order'; import 'jest';"],
    ['tests/helper.ts', "import '../scripts/seed';"],
  ];
  const packages = ['zod', 'mongodb', 'hono', 'wechatpay-node-v3', '@noble/hashes'];

  let house: string;
  let found: Cruise;

  beforeAll(async () => {
    house = mkdtempSync(join(tmpdir(), 'pinkan-house-'));
    const write = (file: string, text: string) => {
      mkdirSync(dirname(join(house, file)), { recursive: true });
      writeFileSync(join(house, file), text);
    };
    for (const [file, text] of [...allowed, ...forbidden]) write(file, `${text}\nexport {};\n`);
    for (const name of [...packages, 'jest']) {
      write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' }));
      write(`node_modules/${name}/index.js`, '');
    }
    const dependencies = Object.fromEntries(packages.map((name) => [name, '1.0.0']));
    write('package.json', JSON.stringify({ name: 'house', dependencies, devDependencies: { jest: '1.0.0' } }));
    write('tsconfig.json', JSON.stringify({ compilerOptions: { module: 'esnext', moduleResolution: 'bundler' } }));
    found = await cruise(['shared', 'functions', 'miniapp', 'scripts', 'tests'], house);
  });
  afterAll(() => rmSync(house, { recursive: true, force: true }));

  test.each(forbidden)('%s with %s is refused by %s', (file, _text, rule) => {
    const rules = found.violations.filter((violation) => violation.from === file).map((violation) => violation.rule);
    expect(rules).toContain(rule);
  });

  test.each(allowed)('%s with %s is allowed', (file) => {
    expect(found.modules).toContain(file);
    expect(found.violations.filter((violation) => violation.from === file)).toEqual([]);
  });

  test('every rule is tried by an import above', () => {
    const config: { forbidden: { name: string }[] } = require('../.dependency-cruiser.cjs');
    expect([...new Set(forbidden.map(([, , rule]) => rule))].sort()).toEqual(
      config.forbidden.map((rule) => rule.name).sort(),
    );
  });
});

describe('a rule knows no clock, no chance and no environment', () => {
  /** What a rule must be given instead. `new Date(ms)` only converts. */
  const impurities = (text: string): string[] =>
    withoutComments(text).match(
      /Date\.now|(?<![\w.])Date\(\s*\)|Math\.random|crypto\.(random\w+|getRandomValues)|process\.env/g,
    ) ?? [];

  test.each([...sources('shared'), ...sources('functions/usecases')])('%s', (file) => {
    expect(impurities(read(file))).toEqual([]);
  });

  test('the search finds them, and only in code', () => {
    const guilty = 'Date.now(); new Date(); Math.random(); process.env.X; crypto.randomUUID();';
    expect(impurities(guilty)).toHaveLength(5);
    expect(impurities('// Date.now()\n/* Math.random */ new Date(at).getUTCDate();')).toEqual([]);
  });
});

describe("only miniapp/src/platform calls Taro's platform APIs", () => {
  /** Imports of '@tarojs/taro' beyond hooks and types, and WeChat's own global. */
  function platformCalls(text: string): string[] {
    const code = withoutComments(text);
    const imports = [...code.matchAll(/import\s+(?!type\b)([^;]*?)\s+from\s+['"]@tarojs\/taro['"]/g)].flatMap(
      ([, what]) => {
        const names = what!.match(/\{([^}]*)\}/)?.[1]?.split(',') ?? [];
        const outside = what!.replace(/\{[^}]*\}/, '').replace(/[\s,]/g, '');
        const notHooks = names.map((name) => name.trim()).filter((name) => name && !/^(use[A-Z]|type\s)/.test(name));
        return outside ? [outside, ...notHooks] : notHooks;
      },
    );
    return [...imports, ...(code.match(/\bwx\.\w+/g) ?? [])];
  }

  const elsewhere = sources('miniapp/src').filter((file) => !file.startsWith('miniapp/src/platform/'));

  test.each(elsewhere)('%s', (file) => {
    expect(platformCalls(read(file))).toEqual([]);
  });

  test('the search finds them', () => {
    expect(elsewhere.length).toBeGreaterThan(0);
    expect(platformCalls("import Taro from '@tarojs/taro';")).toEqual(['Taro']);
    expect(platformCalls("import Taro, { useLoad } from '@tarojs/taro';")).toEqual(['Taro']);
    expect(platformCalls("import * as Taro from '@tarojs/taro';")).toEqual(['*asTaro']);
    expect(platformCalls("import { useLoad, navigateTo } from '@tarojs/taro';")).toEqual(['navigateTo']);
    expect(platformCalls('wx.login();')).toEqual(['wx.login']);
    expect(platformCalls("import { useShareAppMessage, useRouter, type X } from '@tarojs/taro';")).toEqual([]);
    expect(platformCalls("import type Taro from '@tarojs/taro';")).toEqual([]);
  });
});

describe('a noun keeps the same file name on every floor', () => {
  const floors = ['shared/contracts', 'shared/domain', 'functions/store', 'functions/usecases'];
  const nameOf = (file: string) => basename(file).replace(/\.tsx?$/, '');
  /** A group is what a group buy is made of: one feature, one name. */
  const featureOf = (noun: string) => (noun === 'group' ? 'groupBuy' : noun);
  const nouns = [...new Set(Object.keys(contracts).map((endpoint) => featureOf(endpoint.split('.')[0]!)))];

  test.each(nouns)('%s has its endpoints in shared/contracts and its use cases in functions/usecases', (noun) => {
    expect(sources('shared/contracts').map(nameOf)).toContain(noun);
    expect(sources('functions/usecases').map(nameOf)).toContain(noun);
  });

  test('no name differs from another only by plural, case or hyphen', () => {
    const names = [...new Set(floors.flatMap(sources).map(nameOf))];
    const alike = (name: string) => name.toLowerCase().replace(/[-_]/g, '').replace(/s$/, '');
    const twins = names.filter((name) => names.some((other) => other !== name && alike(other) === alike(name)));
    expect(twins).toEqual([]);
    expect(names.filter((name) => !/^[a-z][A-Za-z0-9]*$/.test(name))).toEqual([]);
  });
});

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:'"`])\/\/.*$/gm, '$1');
}
