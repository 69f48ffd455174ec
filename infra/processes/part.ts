/** One local service as a child process: forked, awaited, killed for a test, stopped in good order. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { outcomeWithin } from './time.ts';

export type PartOptions = {
  name: string;
  /** The child's main file, relative to `infra`. */
  main: string;
  args: readonly string[];
  env?: Readonly<Record<string, string>>;
  cwd?: string;
  readyWithinMs?: number;
  stopWithinMs?: number;
  onLine?: (line: string, stream: 'stdout' | 'stderr') => void;
  /** Called when the child ends without having been asked to. */
  onUnexpectedExit?: (reason: string) => void;
};

export type Ready = Readonly<Record<string, unknown>>;

export type Part = {
  name: string;
  ready: Ready;
  pid: number;
  /** Sends a signal and waits for the end; the supervisor sees it as an unexpected exit. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Asks the child to stop, waits, and insists with SIGKILL after the time allowed; false when it had to be killed. */
  stop(): Promise<boolean>;
};

/**
 * Starts a child and waits until it says it is ready. A child that ends first is an error whose message is the
 * child's last line. The child has a process group of its own, so that Ctrl-C reaches it only through its parent,
 * in the right order.
 */
export async function startPart(options: PartOptions): Promise<Part> {
  const child = fork(fileURLToPath(new URL(`../${options.main}`, import.meta.url)), [...options.args], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: true,
    execArgv: [],
    ...(options.env === undefined ? {} : { env: { ...options.env } }),
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  const exited = once(child, 'exit');
  const lastLine = relayLines(child, options.onLine);
  const ready = await firstReady(child, exited, options, lastLine);

  let asked = false;
  void exited.then(([code, signal]) => {
    if (!asked) options.onUnexpectedExit?.(signal === null ? `exit code ${code}` : `${signal}`);
  });
  return {
    name: options.name,
    ready,
    pid: child.pid ?? 0,
    kill: async (signal) => {
      // A wrapper names the server that it started: that is the process to kill, and the wrapper ends with it.
      if (typeof ready.servicePid === 'number') process.kill(ready.servicePid, signal);
      else child.kill(signal);
      await exited;
    },
    stop: async () => {
      asked = true;
      return end(child, exited, options.stopWithinMs ?? 15_000);
    },
  };
}

async function firstReady(
  child: ChildProcess,
  exited: Promise<unknown[]>,
  options: PartOptions,
  lastLine: () => string,
): Promise<Ready> {
  const limit = options.readyWithinMs ?? 60_000;
  const isReady = new Promise<Ready>((resolve) => {
    child.on('message', (message: unknown) => {
      if (typeof message === 'object' && message !== null && 'ready' in message) resolve(message as Ready);
    });
  });
  const failed = exited.then(([code, signal]) => {
    throw new Error(lastLine() || `${options.name} ended with ${signal ?? `exit code ${code}`}`);
  });
  const outcome = await outcomeWithin(limit, Promise.race([isReady, failed]));
  if (outcome !== undefined) return outcome;
  child.kill('SIGKILL');
  throw new Error(`${options.name} was not ready within ${limit / 1000} s. ${lastLine()}`.trim());
}

async function end(child: ChildProcess, exited: Promise<unknown>, limitMs: number): Promise<boolean> {
  if (child.exitCode !== null || child.signalCode !== null) return true;
  child.kill('SIGTERM');
  if ((await outcomeWithin(limitMs, exited)) !== undefined) return true;
  child.kill('SIGKILL');
  await exited;
  return false;
}

/** Passes the child's lines on, and remembers the last one said on standard error. */
function relayLines(child: ChildProcess, onLine: PartOptions['onLine']): () => string {
  let last = '';
  for (const stream of ['stdout', 'stderr'] as const) {
    const input = child[stream];
    if (input === null) continue;
    createInterface({ input }).on('line', (line) => {
      if (stream === 'stderr' && line.trim() !== '') last = line.trim();
      onLine?.(line, stream);
    });
  }
  return () => last;
}
