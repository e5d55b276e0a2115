/** The counts behind the last line of `npm test`. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const TestReporter = require('../../scripts/testReporter.cjs');

test('a suite that could not run counts as a failure', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pinkan-reporter-'));
  const file = join(folder, 'counts.json');
  const before = process.env.PINKAN_TEST_COUNTS;
  process.env.PINKAN_TEST_COUNTS = file;
  try {
    new TestReporter().onRunComplete([], { numPassedTests: 7, numFailedTests: 2, numRuntimeErrorTestSuites: 1 });
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ passed: 7, failed: 3 });
  } finally {
    if (before === undefined) delete process.env.PINKAN_TEST_COUNTS;
    else process.env.PINKAN_TEST_COUNTS = before;
    rmSync(folder, { recursive: true, force: true });
  }
});
