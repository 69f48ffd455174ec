/** Three projects: `unit` needs nothing; `integration` shares one throw-away PostgreSQL and Azurite; `attacks` one whole clinic. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const INTEGRATION = [
  '{functions,web/src,infra,migrations,tests}/**/*.int.test.ts',
  'infra/{functions-host,local,processes,stripe-emulator}/**/*.test.ts',
];
/** Played against a started clinic. */
const ATTACKS = ['tests/security/**/*.attack.test.ts'];
const NOT_OURS = ['**/node_modules/**', '**/dist/**'];

export default defineConfig({
  root: ROOT,
  test: {
    // One more than the cores of a small machine, since each waits for its database, its queues and its processes.
    maxWorkers: 3,
    reporters: process.env.CI === undefined ? ['default'] : ['default', 'json'],
    outputFile: { json: '.cache/vitest.json' },
    projects: [
      {
        test: {
          name: 'unit',
          root: ROOT,
          include: ['{functions,web/src,infra,migrations,tests}/**/*.test.{ts,tsx}'],
          exclude: [...NOT_OURS, ...INTEGRATION, ...ATTACKS],
          // They keep nothing between tests, so that a process for each file would only cost time.
          isolate: false,
          // A property of many thousand cases takes long on a busy machine.
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'integration',
          root: ROOT,
          include: INTEGRATION,
          exclude: NOT_OURS,
          pool: 'forks',
          globalSetup: ['tests/support/services.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'attacks',
          root: ROOT,
          include: ATTACKS,
          exclude: NOT_OURS,
          pool: 'forks',
          globalSetup: ['tests/support/attacked/start.ts'],
          // One clinic, one attack at a time: what was counted before must still be so after.
          fileParallelism: false,
          sequence: { groupOrder: 1 },
          testTimeout: 90_000,
          hookTimeout: 90_000,
        },
      },
    ],
  },
});
