/** The builds themselves: what WeChat would refuse, and what production must not contain. */
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { wxmlToJs, wxssToJs } from 'miniprogram-compiler';
import { useBuild } from '../support/build';
import type { AppJson } from '../support/harness';

const builds = {
  weapp: useBuild('weapp'),
  h5: useBuild('h5'),
  productionWeapp: useBuild('productionWeapp'),
  productionH5: useBuild('productionH5'),
};
const weapps = ['weapp', 'productionWeapp'] as const;

/** WeChat's limit for the main package and for each subpackage. */
const PACKAGE_MAX = 2 * 1024 * 1024;
/** Our own, for the main package as it is published: a phone loads it before anything is seen. */
const MAIN_MAX = 600_000;
/** And for each subpackage, which loads when somebody goes there. */
const SUBPACKAGE_MAX = 1_000_000;

const filesOf = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => statSync(join(folder, name)).isFile());

const appJsonOf = (folder: string) => JSON.parse(readFileSync(join(folder, 'app.json'), 'utf8')) as AppJson;

describe.each(weapps)('%s', (name) => {
  it('is WXML and WXSS that WeChat’s compilers take', () => {
    const { folder } = builds[name];
    const wxml = filesOf(folder).filter((file) => file.endsWith('.wxml'));
    const compiled = wxmlToJs(folder);
    expect(wxml.length).toBeGreaterThan(9);
    for (const file of wxml) expect([file, compiled.includes(file)]).toEqual([file, true]);
    const wxss = filesOf(folder).filter((file) => file.endsWith('.wxss'));
    expect(wxss.length).toBeGreaterThan(9);
    const styles = wxssToJs(folder);
    for (const file of wxss) expect([file, styles.includes(file)]).toEqual([file, true]);
  });

  it('is no larger than WeChat takes', () => {
    const { folder } = builds[name];
    const { subPackages = [] } = appJsonOf(folder);
    const sizes = new Map<string, number>([['main', 0], ...subPackages.map(({ root }) => [root, 0] as const)]);
    for (const file of filesOf(folder)) {
      const owner = subPackages.find(({ root }) => file.startsWith(`${root.replace(/\/$/, '')}/`))?.root ?? 'main';
      sizes.set(owner, (sizes.get(owner) ?? 0) + statSync(join(folder, file)).size);
    }
    for (const size of sizes.values()) expect(size).toBeLessThanOrEqual(PACKAGE_MAX);
    expect(sizes.get('main')).toBeGreaterThan(100_000);
    if (name !== 'productionWeapp') return;
    const { main, ...others } = Object.fromEntries(sizes);
    expect(main).toBeLessThanOrEqual(MAIN_MAX);
    expect(Math.max(...Object.values(others))).toBeLessThanOrEqual(SUBPACKAGE_MAX);
  });

  it('has what only merchants see in a package of its own, which buyers do not load', () => {
    const { folder } = builds[name];
    const inside = (file: string) => file.startsWith('merchant/');
    const text = (of: (file: string) => boolean) =>
      filesOf(folder)
        .filter((file) => of(file) && /\.(js|wxss)$/.test(file))
        .map((file) => readFileSync(join(folder, file), 'utf8'))
        .join('\n')
        .replace(/\\u([0-9a-fA-F]{4})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
    const [room, main] = [text(inside), text((file) => !inside(file))];
    // A term's meaning, the preview of an early end, the phone's side of signing a desk in, their styles and icons.
    for (const word of ['先付的人自动收到差价', '到时没拼成的自动退款', '登录这台电脑', '.segments', '.icon-mega-18']) {
      expect([word, room.includes(word), main.includes(word)]).toEqual([word, true, false]);
    }
  });

  it('has an app.json that WeChat takes', () => {
    const { folder } = builds[name];
    const { pages, subPackages = [], tabBar, lazyCodeLoading, preloadRule = {} } = appJsonOf(folder);
    const list = tabBar?.list ?? [];
    expect(list.length).toBeGreaterThanOrEqual(2);
    expect(list.length).toBeLessThanOrEqual(5);
    for (const { pagePath, iconPath = '', selectedIconPath = '' } of list) {
      expect(pages).toContain(pagePath);
      for (const icon of [iconPath, selectedIconPath]) {
        // 40 kB is the most that WeChat takes for an icon of the tab bar.
        expect(statSync(join(folder, icon)).size).toBeLessThanOrEqual(40 * 1024);
      }
    }
    expect(lazyCodeLoading).toBe('requiredComponents');
    const all = [...pages, ...subPackages.flatMap(({ root, pages: own }) => own.map((page) => join(root, page)))];
    expect(new Set(all).size).toBe(all.length);
    for (const [page, { packages }] of Object.entries(preloadRule)) {
      expect(all).toContain(page);
      for (const loaded of packages) expect(subPackages.map(({ root }) => root)).toContain(loaded);
    }
    expect(preloadRule['pages/product/index']?.packages).toContain('buyer');
    for (const page of all) {
      for (const end of ['js', 'json', 'wxml']) expect(existsSync(join(folder, `${page}.${end}`))).toBe(true);
      const { usingComponents = {} } = JSON.parse(readFileSync(join(folder, `${page}.json`), 'utf8')) as {
        usingComponents?: Record<string, string>;
      };
      for (const component of Object.values(usingComponents)) {
        expect(existsSync(join(folder, page, '..', `${component}.wxml`))).toBe(true);
      }
    }
  });
});

it.each([
  ['wxml', 'pages/home/index.wxml', '<view><text>', () => wxmlToJs],
  ['wxss', 'pages/home/index.wxss', '.a { color: red; } } .b {', () => wxssToJs],
])('a broken %s is noticed', (_kind, file, content, compiler) => {
  const folder = mkdtempSync(join(tmpdir(), 'pinkan-weapp-'));
  try {
    cpSync(builds.weapp.folder, folder, { recursive: true });
    writeFileSync(join(folder, file), content);
    expect(() => compiler()(folder)).toThrow();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** Everything of a build that is text, with `\u6d4b` read as 测. */
function textOf(folder: string): string {
  return filesOf(folder)
    .filter((file) => /\.(js|json|wxml|wxss|css|html|wxs)$/.test(file))
    .map((file) => `${relative('.', file)}\n${readFileSync(join(folder, file), 'utf8')}`)
    .join('\n')
    .replace(/\\u([0-9a-fA-F]{4})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

/** Words of the test sign-in and of the payment sheet. */
const ofTheStandIn = [
  '/standin/people',
  '/standin/login',
  '/standin/pay',
  '测试登录',
  '替身',
  'payConfirm',
  'paySheet',
];

it.each([
  ['weapp', 'productionWeapp'],
  ['h5', 'productionH5'],
] as const)(
  'the test sign-in and the payment sheet are in the development %s, and in production not a word of them',
  (development, production) => {
    const made = textOf(builds[development].folder);
    const sold = textOf(builds[production].folder);
    for (const word of ofTheStandIn) {
      expect([word, made.includes(word)]).toEqual([word, true]);
      expect([word, sold.includes(word)]).toEqual([word, false]);
    }
    // What was found, not the whole build in the message.
    expect(/.{0,40}(stand-?in|127\.0\.0\.1|localhost).{0,40}/i.exec(sold)?.[0]).toBeUndefined();
    // What both must have: the search looks at the app, not at an empty folder.
    for (const text of [made, sold]) expect(text).toContain('未成团自动退款');
  },
);
