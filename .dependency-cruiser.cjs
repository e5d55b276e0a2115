// Who may import whom, one rule per row of that table. What a rule does not allow, it forbids.
// scripts/check.ts also asserts that every folder of the table was seen.

const npm = '^node_modules/';
const tests = '^(scripts|tests)/';

/** Files under `from` may import only what matches one of `allowed` (npm packages and Node's own modules included). */
const only = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { pathNot: allowed },
});

module.exports = {
  forbidden: [
    only(
      'domain-is-pure',
      '^shared/domain/',
      ['^shared/domain/', '^shared/(money|result|time|refusals)\\.ts$', `${npm}@noble/hashes/`],
      'A rule knows money, results, time and other rules: no package, clock, chance or environment.',
    ),
    {
      name: 'domain-takes-the-type-of-refusals',
      comment: 'A rule names its refusal; the status and the sentence are for the server and the app.',
      severity: 'error',
      from: { path: '^shared/domain/' },
      to: { path: '^shared/refusals\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    only(
      'shared-is-pure',
      '^shared/[^/]+\\.ts$',
      ['^shared/[^/]+\\.ts$'],
      'What everything rests on rests on nothing.',
    ),
    only(
      'contracts-know-zod-and-shared',
      '^shared/contracts/',
      ['^shared/', `${npm}zod/`],
      'A contract is zod and the words of shared/.',
    ),
    only('config-knows-shared', '^functions/config\\.ts$', ['^shared/', `${npm}zod/`], 'Everybody reads config.'),
    {
      name: 'store-and-wechat-are-the-edges',
      comment: 'functions/store and functions/wechat: shared, config, their own packages; neither knows the other.',
      severity: 'error',
      from: { path: '^functions/(store|wechat)/' },
      to: { path: '^(functions|miniapp)/', pathNot: ['^functions/$1/', '^functions/config\\.ts$'] },
    },
    only(
      'usecases-load-ask-save',
      '^functions/usecases/',
      ['^functions/(usecases|store|wechat)/', '^shared/'],
      'A use case has no package of its own: the database is behind store, WeChat behind wechat.',
    ),
    {
      name: 'http-knows-what-is-below',
      comment: 'functions/http may import everything but the deployed files.',
      severity: 'error',
      from: { path: '^functions/http/' },
      to: {
        path: '^(functions|miniapp)/',
        pathNot: ['^functions/(http|usecases|store|wechat)/', '^functions/config\\.ts$'],
      },
    },
    {
      name: 'functions-know-no-app',
      severity: 'error',
      from: { path: '^functions/' },
      to: { path: '^miniapp/' },
    },
    {
      name: 'mongodb-stays-in-store',
      comment: 'Only the store speaks to MongoDB. (The deployed files open the client.)',
      severity: 'error',
      from: { path: '^(functions/(http|wechat)|miniapp|shared)/' },
      to: { path: `${npm}mongodb/`, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'payment-package-stays-in-wechat',
      severity: 'error',
      from: { path: '^(functions|shared|miniapp)/', pathNot: '^functions/wechat/' },
      to: { path: `${npm}wechatpay-node-v3/` },
    },
    {
      name: 'app-knows-shared',
      comment: 'The app shares rules with the server, not its code.',
      severity: 'error',
      from: { path: '^miniapp/' },
      to: { path: '^functions/' },
    },
    {
      name: 'app-takes-types-of-contracts',
      comment: 'zod would cost the main package 88-443 kB: `import type` only.',
      severity: 'error',
      from: { path: '^miniapp/' },
      to: { path: ['^shared/contracts/', `${npm}zod/`], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'app-has-no-node',
      comment: 'Node is there while building (miniapp/config), not in a phone.',
      severity: 'error',
      from: { path: '^miniapp/src/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'nobody-imports-scripts-or-tests',
      severity: 'error',
      from: { pathNot: tests },
      to: { path: tests },
    },
    {
      name: 'deployed-packages-are-dependencies',
      comment: 'What is deployed may not need a development dependency, or one that package.json does not name.',
      severity: 'error',
      from: { path: '^(shared|functions|miniapp/src)/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'everything-resolves',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.generated\\.|^dist/|\\.(scss|css|svg|png|woff2)$' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'types', 'default'],
      extensions: ['.ts', '.tsx', '.d.ts', '.js', '.cjs', '.mjs', '.json'],
    },
  },
};
