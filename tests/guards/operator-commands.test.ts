/** No command of an operator is forgotten: each has its row in docs/operations.md, or is named there as harmless. */
import { glob, readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';

const { scripts } = JSON.parse(await readFile('package.json', 'utf8')) as { scripts: Record<string, string> };
const text = await readFile('docs/operations.md', 'utf8');
const [, section = ''] = /## What commands can remove\n([\s\S]*?)\n## /.exec(text) ?? [];
const rows = section.split('\n').filter((line) => line.startsWith('| `'));
const nameIn = (row: string): string => /^\| `([a-z:-]+?)(?: [^`]*)?`/.exec(row)?.[1] ?? '';
const harmless = [...(section.split('These commands read')[1] ?? '').matchAll(/`([a-z:-]+)`/g)].map(
  ([, name]) => name,
);

/** Programs of infra that run against a clinic. */
const commands = Object.entries(scripts)
  .filter(([, run]) => /^node infra\/(operate|server|local)\//.test(run))
  .map(([name]) => name);

test('every command has a row that says what it could remove, or is named as harmless', () => {
  expect(commands.length).toBeGreaterThan(20);
  const listed = [...rows.map(nameIn), ...harmless];
  expect(commands.filter((name) => !listed.includes(name))).toEqual([]);
  expect(listed.filter((name) => name === undefined || !(name in scripts))).toEqual([]);
});

test.each(rows.map((row) => [nameIn(row), row]))('%s: its tests exist', async (_, row) => {
  const paths = [...(row.split('|').at(-2) ?? '').matchAll(/`([^`]+)`/g)].map(([, path]) => path);
  expect(paths.length).toBeGreaterThan(0);
  for (const path of paths) {
    const found: string[] = [];
    for await (const file of glob(`${path}*.test.ts`)) found.push(file);
    expect(found.length, path).toBeGreaterThan(0);
  }
});
