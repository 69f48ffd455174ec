/** A disk that is full, and has room again: on a small file system in memory, where root may mount one. */
import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { Refused } from '../../../infra/local/api-client.ts';
import { until } from '../../../infra/processes/time.ts';
import * as clinic from './clinic.ts';
import { type Machine, type Served, stop } from './machine.ts';
import { expect, type Stage } from './steps.ts';

const MEGABYTES = 700;
const PATIENCE_MS = 180_000;
const MOST_WRITES = 400;
const MOST_REFUSALS = 30;

/** Mounts a disk of its own; undefined where that is not allowed. */
export function smallDisk(parent: string): { folder: string; remove: () => void } | undefined {
  const folder = join(parent, 'disk');
  mkdirSync(folder);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${MEGABYTES}m`, 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  return { folder, remove: () => void execFileSync('umount', ['-l', folder]) };
}

/** Writes are refused with 503 while it is full; what was acknowledged is there afterwards, and work goes on by itself. */
export async function fillDisk(server: Served, disk: string, { inbox, say }: Stage): Promise<void> {
  const { machine } = server;
  const before = await clinic.invoices(machine);
  const desk = await clinic.desk(machine);
  const filler = join(disk, 'filler');
  fill(filler);
  const acknowledged: string[] = [];
  const refusals = new Map<number, number>();
  for (let number = 0; number < MOST_WRITES && (refusals.get(503) ?? 0) < MOST_REFUSALS; number++) {
    try {
      const { id } = await desk.post<{ id: string }>('patients', person(number));
      acknowledged.push(id);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      refusals.set(error.status, (refusals.get(error.status) ?? 0) + 1);
    }
    fill(filler);
  }
  say(`  ${acknowledged.length} writes were taken, then ${JSON.stringify(Object.fromEntries(refusals))}`);
  expect(
    (refusals.get(503) ?? 0) >= MOST_REFUSALS && refusals.size === 1,
    'a full disk is answered with 503 and nothing else',
  );
  rmSync(filler);
  await until('the first write after there is room', PATIENCE_MS, () => canWrite(machine));
  const again = await clinic.desk(machine);
  for (const id of acknowledged) await again.get(`patients/${id}`);
  expect(
    JSON.stringify(await clinic.invoices(machine)) === JSON.stringify(before),
    'every invoice is as it was before the disk was full',
  );
  await clinic.payInvoice(machine, inbox);
  expect((await stop(server)) === 0, 'the server stops');
}

const person = (number: number) => ({
  name: `Full Disk ${number} ${'x'.repeat(60)}`,
  email: `full-${number}@example.com`,
  phone: '+15550100779',
  dob: '1971-03-04',
});

const canWrite = (machine: Machine): Promise<boolean> =>
  clinic
    .desk(machine)
    .then((desk) => desk.post('patients', person(MOST_WRITES)))
    .then(
      () => true,
      () => false,
    );

/** Appends until nothing more fits. */
function fill(file: string): void {
  const handle = openSync(file, 'a');
  try {
    for (let size = 1024 ** 2; size >= 1; size = Math.floor(size / 4)) {
      const block = Buffer.alloc(size);
      while (append(handle, block));
    }
  } finally {
    closeSync(handle);
  }
}

function append(handle: number, block: Buffer): boolean {
  try {
    return writeSync(handle, block) > 0;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return false;
    throw error;
  }
}
