/** Work that takes long on the CPU runs in worker threads, so that one request cannot keep the others waiting. */
import { Piscina } from 'piscina';
import { refuse } from '../domain/refusal.ts';

/** Each kind of thread: its module under `edges`, and how long a task may take, waiting included. */
const THREADS = {
  pdf: { file: 'pdf/pdf.worker', milliseconds: 30_000, megabytes: 256 },
  passwords: { file: 'security/passwords.worker', milliseconds: 20_000, megabytes: 128 },
} as const;

/** Tasks that may wait per kind. Beyond that the caller is asked to come back. */
const MAX_WAITING = 32;
const RETRY_AFTER_SECONDS = 5;

export type Threads = {
  /** Runs the function of this name in the kind's module. Refuses `server_busy` (503) when full or not done in time. */
  run<Input, Result>(name: string, input: Input): Promise<Result>;
  close(): Promise<void>;
};

/** One thread of the kind, started at its first task and kept, with its fonts or dictionaries, until the process ends. */
export function createThreads(
  kind: keyof typeof THREADS,
  limits: { milliseconds?: number; waiting?: number } = {},
): Threads {
  const { file, milliseconds, megabytes } = THREADS[kind];
  const most = 1 + (limits.waiting ?? MAX_WAITING);
  let pool: Piscina | undefined;
  let pending = 0;
  const started = (): Piscina => {
    pool ??= new Piscina({
      filename: moduleUrl(file),
      minThreads: 0,
      maxThreads: 1,
      idleTimeout: Number.POSITIVE_INFINITY,
      resourceLimits: { maxOldGenerationSizeMb: megabytes },
      execArgv: [],
      // The threads need none of the settings, and so hold no secret.
      env: {},
    });
    return pool;
  };
  return {
    async run(name, input) {
      if (pending >= most) return busy();
      pending++;
      const signal = AbortSignal.timeout(limits.milliseconds ?? milliseconds);
      try {
        return await started().run(input, { name, signal });
      } catch (error) {
        if (signal.aborted || isOutOfMemory(error)) return busy();
        throw error;
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

const isOutOfMemory = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';

const busy = (): never =>
  refuse('unavailable', 'server_busy', 'The server is busy. Try again in a few seconds.', {
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });
