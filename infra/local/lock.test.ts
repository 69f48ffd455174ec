import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AlreadyRunning, isHeld, takeLock } from './lock.ts';

let directory: string;
let other: ChildProcess | undefined;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'lock-'));
});
afterEach(async () => {
  if (other !== undefined && other.exitCode === null && other.signalCode === null) {
    other.kill('SIGKILL');
    await once(other, 'exit');
  }
  rmSync(directory, { recursive: true, force: true });
});

/** Another process that holds the directory. */
async function heldElsewhere(): Promise<ChildProcess> {
  const holder = fork(fileURLToPath(new URL('fixtures/holder.ts', import.meta.url)), [directory], {
    stdio: 'ignore',
  });
  other = holder;
  await once(holder, 'message');
  return holder;
}

test('a directory is held until it is released', async () => {
  const lock = await takeLock(directory);
  expect(isHeld(directory)).toBe(true);
  lock.release();
  expect(isHeld(directory)).toBe(false);
  (await takeLock(directory)).release();
});

test('a second system in the same directory is refused', async () => {
  await heldElsewhere();
  await expect(takeLock(directory)).rejects.toThrow(AlreadyRunning);
});

test('what a killed holder left behind is ended, and the directory taken', async () => {
  const holder = await heldElsewhere();
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  expect(isHeld(directory)).toBe(false);
  (await takeLock(directory)).release();
});

test('a holder on its way down is waited for', async () => {
  const holder = await heldElsewhere();
  holder.send('stopping');
  await once(holder, 'message');
  const taken = takeLock(directory);
  holder.kill('SIGKILL');
  (await taken).release();
});
