/** A whole clinic on this machine: started, described, hurt on purpose by tests, stopped without loss. */
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { choosePorts } from '../processes/ports.ts';
import { seedDemoData } from './demo-data.ts';
import { chosenSettings, mayHaveDemoData, refusalToStart } from './environment.ts';
import { takeLock } from './lock.ts';
import { assemble } from './parts.ts';
import { step } from './progress.ts';
import { PREFERRED_PORTS, type System, type SystemOptions } from './run.ts';
import { loadSettings, saveSettings, writePrivate } from './settings.ts';
import { supervise } from './supervisor.ts';

export type { Run, System, SystemOptions } from './run.ts';

/** Brings up the system and resolves when every part answers. Throws AlreadyRunning when the directory is in use. */
export async function startSystem(options: SystemOptions): Promise<System> {
  const { directory, log } = options;
  const chosen = options.chosen ?? chosenSettings({ ...process.env, CLINIC_HOME: undefined });
  const refusal = refusalToStart(chosen);
  if (refusal !== undefined) throw new Error(refusal);
  // Keys, patients' messages and logs are kept here: everything that is made from now on is its owner's alone.
  process.umask(0o077);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  chmodSync(directory, 0o700);
  const lock = await takeLock(directory);
  const runFile = join(directory, 'run.json');
  const supervisor = supervise(log, lock.note, options.restartsPerMinute);
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopped ??= (async () => {
      lock.stopping();
      rmSync(runFile, { force: true });
      await supervisor.stop();
      lock.release();
    })();
    return stopped;
  };
  const abort = (): void => void stop();
  options.signal?.addEventListener('abort', abort);

  try {
    rmSync(runFile, { force: true });
    if (options.fresh === true) forget(directory);
    mkdirSync(join(directory, 'logs'), { recursive: true });
    const settings = loadSettings(directory);
    const ports = await choosePorts({ ...PREFERRED_PORTS, ...options.ports });
    const run = await assemble({
      ...options,
      settings,
      ports,
      proxyToken: randomBytes(32).toString('base64url'),
      chosen,
      start: (part) => {
        options.signal?.throwIfAborted();
        return supervisor.start(part);
      },
    });
    const wantsDemo = options.demo !== false && options.only === undefined && settings.seededAt === undefined;
    if (wantsDemo && !mayHaveDemoData(chosen)) log('No demo data: a real service is set.');
    else if (wantsDemo) {
      const { api, setupCode } = run;
      const payable = run.stripe === `http://127.0.0.1:${ports.stripe}`;
      await step(log, 'Demo data', () => seedDemoData({ api, setupCode, staff: settings.staff, payable }));
      saveSettings(directory, { ...settings, seededAt: new Date().toISOString() });
    }
    options.signal?.throwIfAborted();
    writePrivate(runFile, run);
    const { kill, alive, down, up, pid } = supervisor;
    return { run, kill, alive, down, up, pid, stop };
  } catch (error) {
    await stop();
    // What breaks because of an abort is not the news; the abort is.
    options.signal?.throwIfAborted();
    throw error;
  } finally {
    options.signal?.removeEventListener('abort', abort);
  }
}

/** What a system keeps; the lock stays, because the caller holds it. */
const STATE = ['postgres', 'azurite', 'stripe', 'inbox', 'logs', 'settings.json', 'run.json'];

/** Clears the state of a directory that no system uses. */
export function forget(directory: string): void {
  for (const name of STATE) rmSync(join(directory, name), { recursive: true, force: true });
}
