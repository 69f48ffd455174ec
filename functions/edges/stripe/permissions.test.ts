/** The documented set-up of Stripe is the one that the code relies on. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import Stripe from 'stripe';
import { expect, test } from 'vitest';
import { STRIPE_EVENT_TYPES } from './notifications.ts';
import { STRIPE_PERMISSIONS } from './permissions.ts';

const FOLDER = new URL('.', import.meta.url);
const operations = readFileSync(new URL('../../../docs/operations.md', import.meta.url), 'utf8');
/** The section of the document under one heading. */
const section = (heading: string) => operations.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
const stripeSection = section('Stripe’s endpoint and key');

test('every call to Stripe has its permission, and no permission is without a call', () => {
  const calls = readdirSync(FOLDER)
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .flatMap((file) => [
      ...readFileSync(new URL(file, FOLDER), 'utf8').matchAll(/\bstripe\s*\.([a-zA-Z.]+)\.([a-zA-Z]+)\(/g),
    ]);
  const levels: Record<string, string> = {};
  for (const [, resource = '', method = ''] of calls) {
    const reads = method === 'list' || method === 'retrieve';
    if (!reads || levels[resource] === undefined) levels[resource] = reads ? 'Read' : 'Write';
  }
  const stated = Object.entries(STRIPE_PERMISSIONS).map(([resource, { level }]) => [resource, level]);
  expect(levels).toEqual(Object.fromEntries(stated));
});

test('the document names exactly these permissions', () => {
  const rows = [...stripeSection.matchAll(/^\| ([A-Z][^|]+?) \| (Read|Write) \|/gm)].map(
    ([, name, level]) => ({
      name,
      level,
    }),
  );
  expect(rows).toEqual(Object.values(STRIPE_PERMISSIONS));
});

test('the document lists exactly the events that are read', () => {
  const [, block = ''] = /```text\n([^`]+)```/.exec(stripeSection) ?? [];
  expect(block.trim().split(/\s+/)).toEqual(STRIPE_EVENT_TYPES);
});

test('the security document states for each of these events what is checked, and which test shows it', () => {
  const security = readFileSync(new URL('../../../docs/security.md', import.meta.url), 'utf8');
  const table = security.split('\n## What is checked of a signed event\n')[1]?.split('\n## ')[0] ?? '';
  const rows = [...table.matchAll(/^\| (`.+) \|$/gm)].map(([, row = '']) => row.split(' | '));
  const quoted = (cell = '') => [...cell.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text);
  expect(rows.flatMap(([events]) => quoted(events)).sort()).toEqual(STRIPE_EVENT_TYPES);
  for (const row of rows) {
    expect(row).toHaveLength(5);
    for (const test of quoted(row[4]))
      expect(existsSync(new URL(`../../../${test}.int.test.ts`, import.meta.url)), test).toBe(true);
  }
});

test('the document names the API version of the SDK', () => {
  expect(stripeSection).toContain(`\`${Stripe.API_VERSION}\``);
});
