import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { noteInstalled, reasonToInstall } from './bootstrap.mjs';

let root: string;
const lock = (version: string): string =>
  JSON.stringify({
    packages: {
      '': { name: 'root' },
      'node_modules/a': { version },
      'node_modules/only-elsewhere': { version: '1.0.0', optional: true },
    },
  });

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'bootstrap-'));
  writeFileSync(join(root, 'package-lock.json'), lock('1.0.0'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test('a fresh clone has no packages', () => {
  expect(reasonToInstall(root)).toBe('they are not there yet');
});

test('an install that was interrupted is done again', () => {
  mkdirSync(join(root, 'node_modules'));
  expect(reasonToInstall(root)).toBe('they are not those of package-lock.json');
});

test.each([
  { installed: '1.0.0', reason: undefined },
  { installed: '0.9.0', reason: 'they are not those of package-lock.json' },
])('after npm ci by hand, what it installed counts: $installed', ({ installed, reason }) => {
  mkdirSync(join(root, 'node_modules'));
  writeFileSync(join(root, 'node_modules/.package-lock.json'), lock(installed));
  expect(reasonToInstall(root)).toBe(reason);
});

test('a lock file that changed since the last install asks for another', () => {
  mkdirSync(join(root, 'node_modules'));
  noteInstalled(root);
  expect(reasonToInstall(root)).toBeUndefined();
  writeFileSync(join(root, 'package-lock.json'), lock('2.0.0'));
  expect(reasonToInstall(root)).toBe('package-lock.json has changed');
});
