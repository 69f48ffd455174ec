/** Every attack that docs/security.md numbers is played by a test that carries its number. */
import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const documented = [
  ...new Set([...readFileSync('docs/security.md', 'utf8').matchAll(/\bS\d+\b/g)].map(([number]) => number)),
];
const { 'test:security': command } = (
  JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> }
).scripts;
/** The files that `npm run test:security` runs: vitest takes parts of paths, Playwright those under tests. */
const played = globSync('{tests,functions,infra}/**/*.{test,spec}.ts')
  .filter((file) =>
    (command ?? '')
      .split(' ')
      .some((part) => part.includes('/') && !part.includes('.') && file.includes(part)),
  )
  .map((file) => readFileSync(file, 'utf8'))
  .join('\n');

test('the attacks are numbered', () => {
  expect(documented.length).toBeGreaterThan(50);
});

test.each(documented)('%s is played', (number) => {
  expect(played).toMatch(new RegExp(`['"\`](S\\d+ )*${number}\\b[ :]`));
});
