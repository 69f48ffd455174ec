/** Adds up what vitest and Playwright reported, says it in one line, and fails when anything failed. */
import { existsSync, readFileSync } from 'node:fs';

const failedSteps = Number(process.argv[2] ?? 0);
const read = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined);

const vitest = read('.cache/vitest.json');
const playwright = read('.cache/playwright.json');
const counts = [
  { passed: vitest?.numPassedTests ?? 0, failed: (vitest?.numFailedTests ?? 0) + brokenFiles(vitest) },
  {
    passed: (playwright?.stats.expected ?? 0) + (playwright?.stats.flaky ?? 0),
    failed: (playwright?.stats.unexpected ?? 0) + (playwright?.errors.length ?? 0),
  },
];
const passed = counts.reduce((sum, count) => sum + count.passed, 0);
let failed = counts.reduce((sum, count) => sum + count.failed, 0);
// A step that failed without a failed test (an install, a check, a crash) is a failure too.
if (failed === 0) failed = failedSteps;

process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;

/** Files that could not even be loaded count as one failure each. */
function brokenFiles(report) {
  const results = report?.testResults ?? [];
  return results.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  ).length;
}
