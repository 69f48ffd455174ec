/** The table cannot go stale: what it would take away is there, and so are the tests that would notice. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../../../infra/local/environment.ts';
import { edited } from './copy.ts';
import { allDefences, DEFENCES } from './table.ts';

const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

test.each(allDefences())('$name', ({ edits, test: file, notices }) => {
  expect(edits.length).toBeGreaterThan(0);
  for (const edit of edits) expect(edited(read(edit.file), edit)).not.toBe(read(edit.file));
  expect(notices.length).toBeGreaterThan(0);
  for (const notice of notices) expect(read(file)).toContain(notice);
});

/** `- **Area**: name; name.`, over as many lines as it takes. */
const section = /^## Seen to fail\n([\s\S]+?)^## /m.exec(read('docs/security.md'))?.[1] ?? '';
const listed = Object.fromEntries(
  [...section.matchAll(/^- \*\*([^*]+)\*\*: ([\s\S]+?)\n(?=- |\n)/gm)].map(([, area, names]) => [
    area,
    (names ?? '').replace(/\s+/g, ' '),
  ]),
);

test.each(Object.entries(DEFENCES))('docs/security.md lists exactly those of: %s', (area, defences) => {
  expect(listed[area]).toBe(`${defences.map(({ name }) => name).join('; ')}.`);
});

test('docs/security.md lists no other areas', () => {
  expect(Object.keys(listed)).toEqual(Object.keys(DEFENCES));
});

test('each has a name of its own', () => {
  const names = allDefences().map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});
