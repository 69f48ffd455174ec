/** Structured logs: JSON lines in a local file, readable lines on the terminal; never a name, address or token. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import pino from 'pino';
import type { Log } from '../capabilities/ports/common.ts';

export type LogSettings = { level: string; file: string | undefined };

export function createLog({ level, file }: LogSettings): Log & { flush(): void } {
  if (file) mkdirSync(dirname(file), { recursive: true });
  const logger = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: ['password', 'token', '*.password', '*.token', 'authorization', '*.authorization', 'cookie'],
    },
    file
      ? pino.destination({ dest: file, sync: false, append: true })
      : pino.destination({ dest: 1, sync: false }),
  );
  const at = (method: 'info' | 'warn' | 'error') => (event: string, facts?: Record<string, unknown>) =>
    logger[method]({ event, ...facts });
  return { info: at('info'), warn: at('warn'), error: at('error'), flush: () => logger.flush() };
}
