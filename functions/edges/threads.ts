/** Work that takes long on the CPU runs in worker threads, so that one request cannot keep the others waiting. */
import { Piscina } from 'piscina';
import { refuse } from '../domain/refusal.ts';

/** Each kind of thread: its module under `edges`, and how long a task may take, waiting included. */
const THREADS = {
  pdf: { file: 'pdf/pdf.worker', milliseconds: 30_000, megabytes: 256 },
  passwords: { file: 'security/passwords.worker', milliseconds: 20_000, megabytes: 128 },
} as const;

/** Tasks that may wait per kind. Beyond that the caller is asked to retry. */
const MAX_WAITING = 32;
const RETRY_AFTER_SECONDS = 5;

export type Threads = {
  /** Runs the function of this name in the kind's module. Refuses `server_busy` (503) when full or not done in time. */
  run<Input, Result>(name: string, input: Input): Promise<Result>;
  close(): Promise<void>;
};

type Limits = { milliseconds?: number; waiting?: number; megabytes?: number };

/**
 * One thread of the kind, started at its first task and kept, with its fonts or dictionaries, until the process ends. A
 * thread that dies, as one does that needs more memory than it may have, ends its task alone; another takes its place.
 *
 * @param onCrash is given the reason
 */
export function createThreads(
  kind: keyof typeof THREADS,
  onCrash: (error: unknown) => void,
  limits: Limits = {},
): Threads {
  const { file, milliseconds, megabytes } = { ...THREADS[kind], ...limits };
  const most = 1 + (limits.waiting ?? MAX_WAITING);
  let pool: Piscina | undefined;
  let pending = 0;
  const started = (): Piscina => {
    if (pool) return pool;
    const made = new Piscina({
      filename: moduleUrl(file),
      // One that dies is replaced at once, for the tasks that wait.
      minThreads: 1,
      maxThreads: 1,
      idleTimeout: Number.POSITIVE_INFINITY,
      resourceLimits: { maxOldGenerationSizeMb: megabytes },
      execArgv: [],
      // The threads need none of the settings, and so hold no secret.
      env: {},
    });
    // A thread that dies between two tasks, or while it starts. After the latter the pool would start no other.
    made.on('error', (error) => {
      onCrash(error);
      if (pool !== made) return;
      pool = undefined;
      made.destroy().catch(onCrash);
    });
    pool = made;
    return made;
  };
  return {
    async run(name, input) {
      if (pending >= most) return busy();
      pending++;
      const signal = AbortSignal.timeout(limits.milliseconds ?? milliseconds);
      try {
        return await started().run(input, { name, signal });
      } catch (error) {
        if (signal.aborted) return busy();
        if (!isCrash(error)) throw error;
        onCrash(error);
        return busy();
      } finally {
        pending--;
      }
    },
    async close() {
      await pool?.destroy();
      pool = undefined;
    },
  };
}

/** The module of a thread: beside this file as TypeScript, or beside the chunks of the built app. */
function moduleUrl(file: string): string {
  const { url } = import.meta;
  const root = url.slice(0, url.lastIndexOf('/functions/') + '/functions/'.length);
  return `${root}edges/${file}${url.endsWith('.ts') ? '.ts' : '.js'}`;
}

/** Whether the thread ended, of whatever, instead of the task. */
const isCrash = (error: unknown): boolean =>
  error instanceof Error &&
  (('code' in error && String(error.code).startsWith('ERR_WORKER_')) ||
    /^(worker exited with code|Terminating worker thread)/.test(error.message));

const busy = (): never =>
  refuse('unavailable', 'server_busy', 'The server is busy. Try again in a few seconds.', {
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });
