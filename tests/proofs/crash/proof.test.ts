import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { Refused } from '../../../infra/local/api-client.ts';
import type { System } from '../../../infra/local/run.ts';
import { NOT_JUDGED, type Place, PROMISE_BROKEN, PROVED, type Proof, runProof } from './proof.ts';
import type { Check } from './verdict.ts';

const evidence = mkdtempSync(join(tmpdir(), 'clinic-evidence-'));
afterAll(() => rmSync(evidence, { recursive: true }));

const HOLDS: Check = { what: 'the ledger sums to zero', wrong: [] };
const BROKEN: Check = { what: 'every charge is one payment', wrong: ['ch_1'] };

let lines: string[] = [];
let starts = 0;
let stops = 0;
beforeEach(() => {
  [lines, starts, stops] = [[], 0, 0];
});

/** A place whose clinic is nothing but a folder: neither its database nor its Stripe answers. */
const place: Place = {
  evidence,
  write: (line) => void lines.push(line),
  start: async ({ directory }) => {
    starts++;
    mkdirSync(join(directory, 'logs'));
    const nowhere = 'http://127.0.0.1:1';
    const run = { directory, stripe: nowhere, database: 'postgres://127.0.0.1:1/none' };
    return { run, stop: async () => void stops++ } as unknown as System;
  },
};

const proof = (seed: number, ...plays: (() => Promise<Check[]>)[]): Proof => ({
  name: 'prove:example',
  rounds: 1,
  seed,
  options: () => ({}),
  play: () => (plays.shift() ?? (() => Promise.resolve([HOLDS])))(),
});
const judged = (checks: Check[]) => async () => checks;
const fails = (error: Error) => () => Promise.reject(error);

test('what holds is proven at once', async () => {
  expect(await runProof(proof(1, judged([HOLDS])), place)).toBe(PROVED);
  expect(lines.at(-1)).toContain('Proven with seed 1');
  expect([starts, stops]).toEqual([1, 1]);
});

test('a failure of the proof itself is tried again in a fresh clinic and is no broken promise', async () => {
  const unsteady = proof(2, fails(new TypeError('fetch failed')), judged([HOLDS]));
  expect(await runProof(unsteady, place)).toBe(PROVED);
  expect(lines.join('\n')).toContain('NOT JUDGED, attempt 1 of 3');
  expect([starts, stops]).toEqual([2, 2]);
});

test('a proof that never comes to its judgement says so and is not taken for broken or proven', async () => {
  const away = fails(new TypeError('fetch failed'));
  expect(await runProof(proof(3, away, away, away), place)).toBe(NOT_JUDGED);
  expect(lines.at(-1)).toMatch(/^NOT JUDGED with seed 3/);
});

test('a broken promise is not tried again, is the last line, and leaves its evidence', async () => {
  expect(await runProof(proof(4, judged([BROKEN, HOLDS])), place)).toBe(PROMISE_BROKEN);
  expect(lines.at(-1)).toBe('BROKEN  every charge is one payment: ch_1');
  expect([starts, stops]).toEqual([1, 1]);
  const folder = join(evidence, 'prove-example-4');
  expect(readdirSync(folder)).toEqual(
    expect.arrayContaining(['checks.json', 'said.txt', 'stripe.json', 'logs']),
  );
  expect(JSON.parse(readFileSync(join(folder, 'checks.json'), 'utf8'))).toEqual([BROKEN, HOLDS]);
  expect(readFileSync(join(folder, 'stripe.json'), 'utf8')).toContain('unreadable');
});

test('a call of the clinic that is refused for good is a broken promise', async () => {
  expect(await runProof(proof(5, fails(new Refused(409, 'payment_exists'))), place)).toBe(PROMISE_BROKEN);
  expect(lines.at(-1)).toContain('never refused: payment_exists');
});
