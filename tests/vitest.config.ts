/** Two projects: `unit` needs nothing; `integration` shares one throw-away PostgreSQL and Azurite per run. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const INTEGRATION = [
  '{functions,web/src,infra,migrations,tests}/**/*.int.test.ts',
  'infra/local/**/*.test.ts',
];
const NOT_OURS = ['**/node_modules/**', '**/dist/**'];

export default defineConfig({
  root: ROOT,
  test: {
    maxWorkers: 2,
    reporters: process.env.CI === undefined ? ['default'] : ['default', 'json'],
    outputFile: { json: '.cache/vitest.json' },
    projects: [
      {
        test: {
          name: 'unit',
          root: ROOT,
          include: ['{functions,web/src,infra,migrations,tests}/**/*.test.{ts,tsx}'],
          exclude: [...NOT_OURS, ...INTEGRATION],
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
    ],
  },
});
