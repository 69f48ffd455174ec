/**
 * Writes what is generated: the table of functions from the contracts and the triggers, and the data model from a database
 * that is made for it. `--check` compares what needs no database; a test compares the data model.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withClient } from '../local/postgres/roles.ts';
import { withScratch } from '../operate/scratch-database.ts';
import { dataModel } from './data-model.ts';
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
if (!check) {
  const text = await withScratch(({ ownerUrl }) => withClient(ownerUrl, dataModel));
  writeFileSync(join(ROOT, 'docs/data-model.md'), text);
}
