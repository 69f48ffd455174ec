/** A whole clinic on this machine: started, described, hurt on purpose by tests, stopped without loss. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { seedDemoData } from './demoData.ts';
import { chosenSettings, type Environment } from './environment.ts';
import { takeLock } from './lock.ts';
import { assemble, type PartName } from './parts.ts';
import { choosePorts } from './ports.ts';
import { step } from './progress.ts';
import { loadSettings, type Staff, saveSettings, writePrivate } from './settings.ts';
import { supervise } from './supervisor.ts';

/** Where each address is looked for first; the next free port is taken when it is in use. */
export const PREFERRED_PORTS = {
  web: 4280,
  api: 7071,
  stripe: 12111,
  inbox: 8025,
  smtp: 2525,
  postgres: 54320,
  blob: 10000,
  queue: 10001,
} as const;

export type PortName = keyof typeof PREFERRED_PORTS;

/** What `.local/run.json` says while the system runs. */
export type Run = {
  web: string;
  api: string;
  stripe: string;
  inbox: string;
  /** Connects as the app's role. */
  database: string;
  databaseOwner: string | null;
  /** The blob service's address; `storageConnection` is what Azure's clients take. */
  storage: string;
  storageConnection: string;
  smtp: string;
  /** Every instance of the API; the first is `api`. */
  hosts: string[];
  staff: Pick<Staff, 'email' | 'password' | 'role'>[];
  setupCode: string;
  directory: string;
  pid: number;
};

export type SystemOptions = {
  /** Where state is kept; made when missing. */
  directory: string;
  /** First choices; 0 takes any free port. Those not named are PREFERRED_PORTS. */
  ports?: Partial<Record<PortName, number>>;
  /** Forget what an earlier run kept in the directory. */
  fresh?: boolean;
  /** One line for each step and each event that a person should know. */
  log: (line: string) => void;
  /** Every line that a part writes, for a terminal that wants them. */
  output?: (part: string, line: string, stream: 'stdout' | 'stderr') => void;
  /** Only these parts (and what they need); all when not given. */
  only?: readonly PartName[];
  /** Instances of the API that share database and queues; 1 when not given. */
  hostCount?: number;
  /** Settings that win over those made here; the environment and local.settings.json when not given. */
  chosen?: Environment;
  /** Demo patients and invoices on first start; true when not given. */
  demo?: boolean;
  /** Aborts the start: what is up is stopped, and the promise rejects. */
  signal?: AbortSignal;
};

export type System = {
  run: Run;
  /** Kills a part; it is brought back. Resolves when it is dead. */
  kill(part: string, signal: NodeJS.Signals): Promise<void>;
  /** Resolves when a killed part is back. */
  alive(part: string): Promise<void>;
  /** Stops (or kills) a part and leaves it down until `up`. */
  down(part: string, signal?: NodeJS.Signals): Promise<void>;
  up(part: string): Promise<void>;
  /** Stops every part in reverse order; nothing is lost. */
  stop(): Promise<void>;
};

/** Brings up the system and resolves when every part answers. Throws AlreadyRunning when the directory is in use. */
export async function startSystem(options: SystemOptions): Promise<System> {
  const { directory, log } = options;
  const lock = await takeLock(directory);
  const runFile = join(directory, 'run.json');
  const supervisor = supervise(log, lock.note);
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
      chosen: options.chosen ?? chosenSettings(process.env),
      start: (part) => {
        options.signal?.throwIfAborted();
        return supervisor.start(part);
      },
    });
    if (options.demo !== false && options.only === undefined && settings.seededAt === undefined) {
      const { api, setupCode } = run;
      const payable = run.stripe === `http://127.0.0.1:${ports.stripe}`;
      await step(log, 'Demo data', () => seedDemoData({ api, setupCode, staff: settings.staff, payable }));
      saveSettings(directory, { ...settings, seededAt: new Date().toISOString() });
    }
    options.signal?.throwIfAborted();
    writePrivate(runFile, run);
    const { kill, alive, down, up } = supervisor;
    return { run, kill, alive, down, up, stop };
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
