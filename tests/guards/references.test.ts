/** A file that a document or a comment names is there. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const exists = (path: string) => existsSync(join(ROOT, path));

const PATH =
  /(?<![\w/.<-])(?:(?:functions|web\/src|infra|tests|migrations|docs)\/)(?:[\w.-]+\/)*[\w.-]+\.(?:tsx?|mjs|sql|md|bicep|json)(?![\w<*])/g;

/** The paths that a text names from the top of the repository; NNN stands for the number of a migration. */
const named = (text: string): string[] => (text.match(PATH) ?? []).filter((path) => !path.includes('/NNN_'));

/** The comments of a source: what it builds or matches in strings may be missing on purpose. */
const comments = (source: string): string =>
  source.match(/\/\*[\s\S]*?\*\/|^\s*(?:\/\/|--).*$/gm)?.join('\n') ?? '';

test('documents link to files that are there', () => {
  const documents = globSync('{*.md,docs/**/*.md,infra/**/*.md}', { cwd: ROOT });
  expect(documents.length).toBeGreaterThan(20);
  const dangling = documents.flatMap((file) => {
    const links = [...read(file).matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)(?:#[^)]*)?\)/g)].map(
      ([, link = '']) => normalize(join(dirname(file), link)),
    );
    return [...links, ...named(read(file))].filter((path) => !exists(path)).map((path) => `${file}: ${path}`);
  });
  expect(dangling).toEqual([]);
});

test('comments name files that are there', () => {
  expect(named('see functions/domain/x.ts and `docs/y.md`')).toEqual(['functions/domain/x.ts', 'docs/y.md']);
  const sources = globSync('{functions,web/src,infra,tests,migrations}/**/*.{ts,tsx,sql,mjs}', { cwd: ROOT });
  const dangling = sources.flatMap((file) =>
    named(comments(read(file)))
      .filter((path) => !exists(path))
      .map((path) => `${file}: ${path}`),
  );
  expect(dangling).toEqual([]);
});
