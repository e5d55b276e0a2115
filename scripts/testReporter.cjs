/**
 * Says how many tests passed and failed. A suite that could not run counts as one failure.
 * With PINKAN_TEST_COUNTS the counts go to that file (scripts/test.ts adds its own and prints the last line);
 * without, as in `npx jest`, they are printed here.
 */
const { writeFileSync } = require('node:fs');

module.exports = class TestReporter {
  onRunComplete(_contexts, results) {
    const passed = results.numPassedTests;
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const file = process.env.PINKAN_TEST_COUNTS;
    if (file) writeFileSync(file, JSON.stringify({ passed, failed }));
    else process.stderr.write(`\n${passed} passed, ${failed} failed\n`);
  }
};
