/** The glossary leads to files and folders that exist. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');
const text = readFileSync(join(ROOT, 'docs/glossary.md'), 'utf8');

test('every place that the glossary names exists', () => {
  const places = [...text.matchAll(/`((?:functions|web|infra|docs|migrations)\/[^`]*)`/g)].map(
    ([, place = '']) => place,
  );
  expect(places.length).toBeGreaterThan(30);
  expect(places.filter((place) => !existsSync(join(ROOT, place)))).toEqual([]);
});

test.each(['webhook handler', 'receipt email', 'retry', 'dead letter', 'chargeback', 'MFA'])(
  'a search for “%s” finds its term',
  (synonym) => {
    expect(text.toLowerCase()).toContain(synonym.toLowerCase());
  },
);
