// Four projects, so that each kind of test starts only what it needs:
//   rules   pure: no database, no network            tests/*.test.ts tests/domain tests/contracts
//   server  a database per test file, from one server everything else under tests/
//   app     the built mini-program in the harness     tests/miniapp
//   e2e     Chromium on the H5 build                  tests/e2e
// `server` takes whatever no other project names, so a new folder of tests cannot be forgotten.

/** ESM-only packages that the tests load: Jest runs CommonJS, so swc turns these too. */
const esmPackages = ['@sparticuz/chromium'];

const common = {
  rootDir: __dirname,
  testEnvironment: 'node',
  transform: {
    '^.+\\.[cm]?[jt]sx?$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', tsx: true },
          transform: { react: { runtime: 'automatic' } },
        },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esmPackages.join('|')})/)`, '/dist/'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.cache/', '<rootDir>/.data/'],
};

const database = {
  globalSetup: '<rootDir>/tests/support/startDatabase.ts',
  globalTeardown: '<rootDir>/tests/support/stopDatabase.ts',
};

const test = (...folders) => folders.map((folder) => `<rootDir>/tests/${folder}*.test.{ts,tsx}`);

module.exports = {
  maxWorkers: 2,
  testTimeout: 300_000,
  reporters: ['default', '<rootDir>/scripts/testReporter.cjs'],
  projects: [
    { ...common, displayName: 'rules', testMatch: test('', 'domain/**/', 'contracts/**/') },
    {
      ...common,
      ...database,
      displayName: 'server',
      testMatch: test('*/**/'),
      testPathIgnorePatterns: ['/node_modules/', '<rootDir>/tests/(domain|contracts|miniapp|e2e)/'],
    },
    { ...common, ...database, displayName: 'app', testMatch: test('miniapp/**/') },
    { ...common, ...database, displayName: 'e2e', testMatch: test('e2e/**/') },
  ],
};
