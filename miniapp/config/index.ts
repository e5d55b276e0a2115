/**
 * The build of the mini-program and of its H5 page.
 *
 * HOW IT IS STARTED: the Taro CLI looks for `config/index` in its working directory, so the working directory is
 * `miniapp/`, the output is `dist/weapp` or `dist/h5` beside it:
 *
 *     cd miniapp && node ../node_modules/@tarojs/cli/bin/taro build --type weapp|h5 --no-check --disable-global-config
 *
 * Taro answers a failed compilation with exit code 1; type errors do not fail a build (`npm run check` finds them).
 *
 * Environment, read once here and compiled in:
 * - `NODE_ENV`            `production` (the default of the CLI) or `development`.
 * - `TARO_APP_API_BASE`   where the functions are. weapp: an absolute address, `https://shop.example.com`
 *                         (default `http://127.0.0.1:4000` outside production). H5: default `''`, the same origin.
 * - `TARO_APP_SHOP`       the merchant whose shop this is; default `mer_shanyeji`.
 * - `TARO_APP_STAND_IN`   `1` compiles in the test sign-in and the payment sheet of the WeChat stand-in. Refused together
 *                         with `NODE_ENV=production`; without it neither is in the bundle at all.
 * - `TARO_CACHE`          `1` keeps webpack's cache in `.cache/webpack`.
 * - `TARO_OUTPUT`         another folder than `dist/<type>`, for tests.
 */
import path from 'node:path';
import { defineConfig, type UserConfigExport } from '@tarojs/cli';
import { FreshCopies } from './freshCopies';
import { writeGeneratedStyles } from './styles';

const root = path.resolve(__dirname, '../..');
const type = process.env.TARO_ENV === 'h5' ? 'h5' : 'weapp';
const production = process.env.NODE_ENV === 'production';
const standIn = process.env.TARO_APP_STAND_IN === '1';
const output = process.env.TARO_OUTPUT ?? `../dist/${type}`;
const apiBase =
  process.env.TARO_APP_API_BASE ?? (type === 'h5' ? '' : production ? undefined : 'http://127.0.0.1:4000');

if (production && standIn) throw new Error('TARO_APP_STAND_IN=1 is for development builds: the stand-in is not WeChat');
if (apiBase === undefined) throw new Error('TARO_APP_API_BASE is needed: the https address of the functions');

/** The part of a webpack-chain configuration that is used here. */
interface Chain {
  merge(settings: object): void;
}

/** What two pages share is loaded once, not with each page. */
function shareChunks(chain: Chain): void {
  const common = { name: 'common', minChunks: 2, priority: 1, reuseExistingChunk: true };
  chain.merge({ optimization: { splitChunks: { chunks: 'all', cacheGroups: { common } } } });
}

/** A cached build takes 4–7 s instead of 14–25 s. What is compiled in is part of the cache's name. */
function cache(chain: Chain): void {
  if (process.env.TARO_CACHE !== '1') return;
  chain.merge({
    cache: {
      type: 'filesystem',
      name: [process.env.NODE_ENV, type, standIn ? 'standIn' : 'plain'].join('-'),
      version: `${apiBase}|${process.env.TARO_APP_SHOP ?? ''}`,
      cacheDirectory: path.join(root, '.cache/webpack'),
      buildDependencies: {
        config: [__filename, path.join(root, 'miniapp/babel.config.js'), path.join(root, 'package-lock.json')],
      },
    },
  });
}

const cssModules = {
  enable: false,
  config: { namingPattern: 'module', generateScopedName: '[name]__[local]___[hash:base64:5]' },
} as const;

export default defineConfig<'webpack5'>(async () => {
  writeGeneratedStyles();
  const config: UserConfigExport<'webpack5'> = {
    projectName: 'pinkan',
    date: '2026-1-1',
    // Every number in our styles, and in NutUI's, is px at a 375 px phone.
    designWidth: 375,
    deviceRatio: { 375: 2, 640: 2.34 / 2, 750: 1, 828: 1.81 / 2 },
    sourceRoot: 'src',
    outputRoot: output,
    framework: 'react',
    compiler: { type: 'webpack5', prebundle: { enable: false } },
    cache: { enable: false },
    plugins: [],
    // A mini-program's canvas loads our figures from where the page of H5 is served.
    ...(type === 'h5'
      ? { copy: { patterns: [{ from: 'src/assets/fonts/', to: `${output}/fonts/` }], options: {} } }
      : {}),
    env: {
      TARO_APP_API_BASE: JSON.stringify(apiBase.replace(/\/$/, '')),
      TARO_APP_SHOP: JSON.stringify(process.env.TARO_APP_SHOP ?? 'mer_shanyeji'),
      TARO_APP_STAND_IN: JSON.stringify(standIn ? '1' : ''),
    },
    defineConstants: {},
    sass: { resource: [] },
    mini: {
      webpackChain: (chain: Chain) => {
        cache(chain);
        chain.merge({ plugin: { freshCopies: { plugin: FreshCopies } } });
      },
      miniCssExtractPluginOption: { ignoreOrder: true },
      compile: { include: [path.join(root, 'shared')] },
      optimizeMainPackage: { enable: true },
      postcss: { pxtransform: { enable: true, config: {} }, cssModules },
    },
    h5: {
      webpackChain: (chain: Chain) => {
        cache(chain);
        shareChunks(chain);
      },
      compile: { include: [path.join(root, 'shared')] },
      publicPath: '/',
      staticDirectory: 'static',
      esnextModules: ['@nutui'],
      router: { mode: 'hash' },
      output: { filename: 'js/[name].[contenthash:8].js', chunkFilename: 'js/[name].[contenthash:8].js' },
      miniCssExtractPluginOption: {
        ignoreOrder: true,
        filename: 'css/[name].[contenthash:8].css',
        chunkFilename: 'css/[name].[contenthash:8].css',
      },
      // The root size is pinned to 20 px (app.scss), so 1 px stays 1 px from the narrowest phone to the desk.
      htmlPluginOption: { script: '' },
      postcss: {
        autoprefixer: { enable: true, config: {} },
        pxtransform: { enable: true, config: { baseFontSize: 20, minRootSize: 20, maxRootSize: 20 } },
        cssModules,
      },
    },
  };
  return config;
});
