/** Each rule about imports is broken once on purpose, to see that it bites. */
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');
const { forbidden } = createRequire(import.meta.url)(join(ROOT, '.dependency-cruiser.cjs')) as {
  forbidden: { name: string }[];
};

/** For each rule, files that break it. A file that is named without a content is an innocent target. */
const BROKEN: Record<string, Record<string, string>> = {
  'no-cycles': { 'functions/domain/a.ts': `import './b.ts';`, 'functions/domain/b.ts': `import './a.ts';` },
  'no-orphans': { 'functions/domain/lonely.ts': '' },
  'no-unresolvable': { 'functions/domain/lost.ts': `import './nowhere.ts';` },
  'no-tests-in-the-product': {
    'functions/domain/a.ts': `import '../../tests/support/x.ts';`,
    'tests/support/x.ts': '',
  },
  'domain-is-pure': { 'functions/domain/a.ts': `import 'node:fs';` },
  'contracts-promise': {
    'functions/contracts/a.ts': `import '../edges/mail/x.ts';`,
    'functions/edges/mail/x.ts': '',
  },
  'capabilities-use-ports': {
    'functions/capabilities/a.ts': `import '../edges/mail/x.ts';`,
    'functions/edges/mail/x.ts': '',
  },
  'contracts-as-types': {
    'functions/edges/mail/a.ts': `import '../../contracts/x.ts';`,
    'functions/contracts/x.ts': '',
  },
  'edges-implement-ports': {
    'functions/edges/mail/a.ts': `import '../../triggers/x/y.ts';`,
    'functions/triggers/x/y.ts': '',
  },
  'triggers-name-no-edge': {
    'functions/triggers/x/a.ts': `import '../../edges/mail/x.ts';`,
    'functions/edges/mail/x.ts': '',
  },
  'nothing-imports-a-trigger': {
    'functions/triggers/x/a.ts': `import '../y/b.ts';`,
    'functions/triggers/y/b.ts': '',
  },
  'only-the-root-names-edges': {
    'functions/other.ts': `import './edges/mail/x.ts';`,
    'functions/edges/mail/x.ts': '',
  },
  'stripe-in-its-edge': { 'functions/edges/mail/a.ts': `import 'stripe';` },
  'sql-in-its-edge': { 'functions/edges/mail/a.ts': `import 'pg';` },
  'web-sees-promises': {
    'web/src/a.ts': `import '../../functions/capabilities/x.ts';`,
    'functions/capabilities/x.ts': '',
  },
  'back-end-knows-no-portal': { 'functions/domain/a.ts': `import '../../web/src/x.ts';`, 'web/src/x.ts': '' },
  'features-stand-alone': { 'web/src/features/x/a.ts': `import '../y/b.ts';`, 'web/src/features/y/b.ts': '' },
  'the-host-stands-alone': {
    'infra/functions-host/a.ts': `import '../processes/x.ts';`,
    'infra/processes/x.ts': '',
  },
  'the-emulator-stands-alone': {
    'infra/stripe-emulator/a.ts': `import '../../functions/domain/x.ts';`,
    'functions/domain/x.ts': '',
  },
  'product-without-infra': { 'functions/app.ts': `import '../infra/x/y.ts';`, 'infra/x/y.ts': '' },
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'clinic-arrows-'));
  for (const name of ['.dependency-cruiser.cjs', 'tsconfig.json'])
    cpSync(join(ROOT, name), join(folder, name));
  for (const name of ['stripe', 'pg']) {
    write(join(folder, 'node_modules', name, 'package.json'), JSON.stringify({ name, main: 'index.js' }));
    write(join(folder, 'node_modules', name, 'index.js'), '');
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

async function violations(files: Record<string, string>): Promise<string[]> {
  const tops = ['functions', 'web', 'infra', 'tests'];
  for (const top of tops) {
    rmSync(join(folder, top), { recursive: true, force: true });
    mkdirSync(join(folder, top));
  }
  // tsconfig.json wants something to look at.
  write(join(folder, 'infra', 'main.ts'), '');
  for (const [name, text] of Object.entries(files)) write(join(folder, name), text);
  const cli = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
  const run = promisify(execFile)(
    process.execPath,
    [cli, '--config', '.dependency-cruiser.cjs', '-T', 'json', ...tops],
    {
      cwd: folder,
    },
  );
  // It exits with the number of violations, and prints them all the same.
  const { stdout } = await run.catch((failed: { stdout: string }) => failed);
  const { summary } = JSON.parse(stdout) as { summary: { violations: { rule: { name: string } }[] } };
  return summary.violations.map((violation) => violation.rule.name);
}

test('every rule is broken here', () => {
  expect(Object.keys(BROKEN).sort()).toEqual(forbidden.map((rule) => rule.name).sort());
});

test.each(Object.entries(BROKEN))('%s bites', { timeout: 30_000 }, async (rule, files) => {
  expect(await violations(files)).toContain(rule);
});

test('an edge and a capability may import a type of a contract', { timeout: 30_000 }, async () => {
  const found = await violations({
    'functions/contracts/x.ts': 'export type Reply = { id: string };',
    'functions/edges/mail/a.ts': `import type { Reply } from '../../contracts/x.ts';\nexport type Sent = Reply;`,
    'functions/capabilities/a.ts': `import type { Reply } from '../contracts/x.ts';\nexport type Read = Reply;`,
  });
  expect(found).toEqual([]);
});
