/** A short form of `npm run prove:crash`: processes die at a few points, and the books are Stripe's truth afterwards. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const PROOF = join(import.meta.dirname, '..', '..', 'tests', 'proofs', 'prove-crash.ts');

test('killed at four points, with webhooks tampered with, nothing is lost or doubled', {
  timeout: 300_000,
}, async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [PROOF, '--rounds', '4', '--seed', '3']);
  expect(stdout).toContain('Points met: 4 of 4');
  expect(stdout).toContain('Proven with seed 3.');
  expect(stdout).not.toContain('BROKEN');
});
