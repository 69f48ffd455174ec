/** One system per folder: who holds it, and waiting for what a killed one left behind. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../processes/time.ts';
import type { Run } from './run.ts';
import { writePrivate } from './settings.ts';

type Process = { pid: number; command: string };
type Held = { holder: Process; parts: Process[]; stopping?: boolean };

export type Lock = {
  /** Notes a child, so that a later start can wait for its end. */
  note(pid: number): void;
  /** Says that the system is on its way down. */
  stopping(): void;
  release(): void;
};

/** The folder is in use by another system that is alive. */
export class AlreadyRunning extends Error {
  override name = 'AlreadyRunning';
}

/**
 * Takes the folder. A holder on its way down is waited for; children that a killed holder left behind get time to
 * stop by themselves and are then killed. Throws AlreadyRunning when the holder stays.
 */
export async function takeLock(directory: string): Promise<Lock> {
  mkdirSync(directory, { recursive: true });
  const file = join(directory, 'lock.json');
  await waitForHolder(file);
  const held: Held = { holder: identify(process.pid), parts: [] };
  try {
    writeFileSync(file, JSON.stringify(held), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST')
      throw new AlreadyRunning('It is being started here.');
    throw error;
  }
  return {
    note: (pid) => {
      held.parts.push(identify(pid));
      writePrivate(file, held);
    },
    stopping: () => {
      held.stopping = true;
      writePrivate(file, held);
    },
    release: () => rmSync(file, { force: true }),
  };
}

/** What the running system says of itself; undefined when it is not ready yet. */
export function readRun(directory: string): Run | undefined {
  try {
    return JSON.parse(readFileSync(join(directory, 'run.json'), 'utf8')) as Run;
  } catch {
    return undefined;
  }
}

/** Whether a system is alive in this folder. */
export function isHeld(directory: string): boolean {
  const held = read(join(directory, 'lock.json'));
  return held !== undefined && isAlive(held.holder);
}

async function waitForHolder(file: string): Promise<void> {
  const patience = Date.now() + 2_000;
  for (let held = read(file); held !== undefined; held = read(file)) {
    if (!isAlive(held.holder)) return clear(file, held);
    if (held.stopping === true) {
      const { holder } = held;
      await until('the end of the system that is stopping here', 30_000, () => !isAlive(holder));
    } else if (Date.now() > patience) {
      throw new AlreadyRunning('It is already running here.');
    } else {
      // A start whose terminal was killed notices it within a second and stops.
      await until(
        'a change',
        2_000,
        () => !existsSync(file) || read(file)?.stopping === true || Date.now() > patience,
      );
    }
  }
}

async function clear(file: string, { parts }: Held): Promise<void> {
  const gone = (): boolean => !parts.some(isAlive);
  await until('the end of what was left behind', 20_000, gone).catch(() => {
    for (const part of parts.filter(isAlive)) process.kill(part.pid, 'SIGKILL');
  });
  await until('the end of what was left behind', 5_000, gone);
  rmSync(file, { force: true });
}

function read(file: string): Held | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Held;
  } catch {
    return undefined;
  }
}

function identify(pid: number): Process {
  return { pid, command: commandOf(pid) };
}

/** Alive, and still the program it was: process numbers are used again. */
function isAlive({ pid, command }: Process): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return !isZombie(pid) && commandOf(pid) === command;
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return '';
  }
}

/** Ended, and only not yet noticed by its parent. */
function isZombie(pid: number): boolean {
  try {
    return /\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
