/** Writes what is generated from the contracts and the triggers: the table of functions. `--check` compares. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { functionsTable } from './functions-table.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const DOCUMENTS = {
  'docs/functions.md': () => functionsTable(ROOT),
};

const check = process.argv.includes('--check');
for (const [path, write] of Object.entries(DOCUMENTS)) {
  const file = join(ROOT, path);
  if (!check) writeFileSync(file, write());
  else if (readFileSync(file, 'utf8') !== write()) {
    console.error(`${path} is stale: run "npm run docs".`);
    process.exitCode = 1;
  }
}
