import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { composeProblems } from './check-compose.ts';

const own = readFileSync(new URL('../../docker-compose.yml', import.meta.url), 'utf8');

/** The project's file with one change to the database's service. */
const changed = (change: object): string => {
  const compose = parse(own, { merge: true }) as { services: Record<string, object> };
  return stringify({
    ...compose,
    services: { ...compose.services, db: { ...compose.services.db, ...change } },
  });
};

test('the project’s file has no problem', () => {
  expect(composeProblems(own)).toEqual([]);
});

test.each([
  ['a key that Compose does not know', { helthcheck: {} }, 'must NOT have additional properties'],
  ['a wrong kind of value', { ports: 5432 }, '/services/db/ports must be array'],
  ['an image that changes', { image: 'postgres:latest' }, 'db: pin the image to a release or a digest'],
  ['an image of a major version', { image: 'postgres:18' }, 'db: pin the image to a release or a digest'],
  ['root', { user: 'root' }, 'db: set a user that is not root'],
  ['root by number', { user: '0:0' }, 'db: set a user that is not root'],
  ['files that can be written', { read_only: false }, 'db: set read_only, with tmpfs for what it writes'],
  ['capabilities', { cap_drop: [] }, 'db: drop all capabilities'],
  ['privileges', { security_opt: [] }, 'db: set no-new-privileges:true'],
  ['no health check', { healthcheck: undefined }, 'db: give it a health check'],
  ['a port for everyone', { ports: ['5432:5432'] }, 'db: bind its ports to 127.0.0.1: 5432:5432'],
  ['a secret', { environment: { DB_PASSWORD: 'x' } }, 'db: move its secrets to the env file: DB_PASSWORD'],
])('%s is named', (_, change, problem) => {
  expect(composeProblems(changed(change)).join('\n')).toContain(problem);
});

test('an image with its digest is pinned', () => {
  expect(composeProblems(changed({ image: `postgres:18@sha256:${'a'.repeat(64)}` }))).toEqual([]);
});

test('a file that is no YAML is named', () => {
  expect(composeProblems('services: [')).not.toEqual([]);
});
