/** Structured logs: JSON lines in a local file, readable lines on the terminal; never a name, address or token. */
import { AsyncLocalStorage } from 'node:async_hooks';
import pino from 'pino';
import type { TracedLog } from '../capabilities/ports/common.ts';
import { type RotatingFile, rotatingFile } from './rotating-file.ts';

export type LogSettings = {
  level: string;
  file: string | undefined;
  /** Bounds of the file; standard output is bounded by who reads it. */
  megabytes: number;
  days: number;
  /** Called for each warning and error. */
  counted?: (event: string, level: string) => void;
};

export function createLog({
  level,
  file,
  megabytes,
  days,
  counted,
}: LogSettings): TracedLog & { flush(): void } {
  const requests = new AsyncLocalStorage<string>();
  const lines = file ? inBatches(rotatingFile(file, { megabytes, days })) : undefined;
  const logger = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      mixin: () => {
        const id = requests.getStore();
        return id === undefined ? {} : { request_id: id };
      },
      redact: ['password', 'token', '*.password', '*.token', 'authorization', '*.authorization', 'cookie'],
    },
    lines ?? pino.destination({ dest: 1, sync: false }),
  );
  const at = (method: 'info' | 'warn' | 'error') => (event: string, facts?: Record<string, unknown>) => {
    if (method !== 'info') counted?.(event, method);
    logger[method]({ event, ...facts });
    // What explains the end of a process is in the file before it ends.
    if (method === 'error') lines?.flush();
  };
  return {
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    traced: (requestId, work) => requests.run(requestId, work),
    flush: () => {
      lines?.flush();
      logger.flush();
    },
  };
}

/** Lines of one turn of the event loop are written together. */
function inBatches(file: RotatingFile): { write(line: string): void; flush(): void } {
  let waiting: string[] = [];
  const flush = (): void => {
    if (waiting.length === 0) return;
    const lines = waiting.join('').trimEnd();
    waiting = [];
    file.write(lines);
  };
  return {
    write(line) {
      waiting.push(line);
      if (waiting.length === 1) setImmediate(flush);
    },
    flush,
  };
}
