/** The code names the decisions that it follows; each of them can be read in docs/decisions. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');
const files = (pattern: string) => globSync(pattern, { cwd: ROOT });
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

const records = files('docs/decisions/*.md').map((file) => ({
  file,
  number: Number(/(\d{4})-/.exec(file)?.[1]),
  heading: Number(/^# (\d+)\. /.exec(read(file))?.[1]),
}));

/** Every number in "decision 7", "decisions 7, 10" and "decisions 3, 4 and 10". */
function numbersNamed(text: string): number[] {
  const named = text.matchAll(/\bdecisions? (\d+(?:(?:, | and )\d+)*)/gi);
  return [...named].flatMap(([, list = '']) => list.match(/\d+/g)?.map(Number) ?? []);
}

test('a decision has one record, under its number', () => {
  const numbers = records.map(({ number }) => number);
  expect(numbers.length).toBeGreaterThan(0);
  expect(new Set(numbers).size).toBe(numbers.length);
  expect(records.filter(({ number, heading }) => number !== heading)).toEqual([]);
});

test('every decision that the code or a document names is recorded', () => {
  expect(numbersNamed('see decisions 3, 4 and 10; Decision 22')).toEqual([3, 4, 10, 22]);
  const known = new Set(records.map(({ number }) => number));
  const sources = files('{functions,web/src,infra,migrations,tests,docs}/**/*.{ts,tsx,sql,md,bicep}').filter(
    (file) => !file.endsWith('decisions.test.ts'),
  );
  const dangling = sources.flatMap((file) =>
    numbersNamed(read(file))
      .filter((number) => !known.has(number))
      .map((number) => `${file}: decision ${number}`),
  );
  expect(sources.length).toBeGreaterThan(500);
  expect(dangling).toEqual([]);
});
