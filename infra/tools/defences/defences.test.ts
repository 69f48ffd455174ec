/** The table cannot go stale: what it would take away is there, and so are the tests that would notice. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../../local/environment.ts';
import { edited } from './copy.ts';
import { allDefences, DEFENCES } from './table.ts';

const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

test.each(allDefences())('$name', ({ edits, test: file, notices }) => {
  expect(edits.length).toBeGreaterThan(0);
  for (const edit of edits) expect(edited(read(edit.file), edit)).not.toBe(read(edit.file));
  expect(notices.length).toBeGreaterThan(0);
  for (const notice of notices) expect(read(file)).toContain(notice);
});

test.each(Object.entries(DEFENCES))('docs/security.md lists those of: %s', (_, defences) => {
  const listed = read('docs/security.md').replace(/\s+/g, ' ');
  expect(listed).toContain(`${defences.map(({ name }) => name).join('; ')}.`);
});

test('each has a name of its own', () => {
  const names = allDefences().map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});
