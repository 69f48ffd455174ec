/** The Functions host as a process of its own: `functions-host.ts --port N [--app DIR] [--functions a b] [--no-timers] …`. */
import cluster from 'node:cluster';
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Host, type HostOptions, startHost } from '../functions-host/host.ts';
import { applyLocalSettings, parseOrigins } from '../functions-host/local-settings.ts';
import { describe, type LogEntry } from '../functions-host/logging.ts';
import { runChild, sayReady, stopWithParent } from './child.ts';
import { superviseWorkers } from './functions-host-workers.ts';
import { createStrictServer } from './strict-http.ts';

const STOP_GRACE_MS = 10_000;
const FATAL_GRACE_MS = 1000;

runChild(async () => {
  const options = readArguments();
  applyLocalSettings(options.appDirectory, process.env);
  const workers = Number(process.env.FUNCTIONS_WORKER_PROCESS_COUNT ?? 1);
  if (workers > 1 && cluster.isPrimary) return superviseWorkers(workers);

  // The real worker process ends here too, and every invocation on it fails.
  process.on('uncaughtException', (error) => end(`Uncaught exception: ${describe(error)}`));
  process.on('unhandledRejection', (error) => end(`Unhandled rejection: ${describe(error)}`));

  // The app's compiled code is kept for the next start. The folder is the app's own: a shared one could hold another's code.
  enableCompileCache(join(options.appDirectory, '.cache/compile'));
  const host: Host = await startHost({
    ...options,
    serverFactory: createStrictServer,
    onFatal: (message) => {
      // What timed out is answered first; whatever else runs fails with the process, as in Azure.
      void host.stop(FATAL_GRACE_MS).then(() => end(message));
    },
  });
  stopWithParent(() => host.stop(STOP_GRACE_MS));
  sayReady({ url: host.url });
  if (process.send !== undefined) process.stdout.write(`${JSON.stringify({ ready: true, url: host.url })}\n`);
});

function end(message: string): never {
  writeLog({ level: 'critical', category: 'Host.General', message });
  process.exit(1);
}

function readArguments(): HostOptions {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    allowNegative: true,
    options: {
      port: { type: 'string' },
      address: { type: 'string' },
      app: { type: 'string', default: process.cwd() },
      functions: { type: 'string', multiple: true },
      timers: { type: 'boolean', default: true },
      queues: { type: 'boolean', default: true },
      admin: { type: 'boolean', default: true },
      'fast-http': { type: 'boolean', default: true },
      cors: { type: 'string' },
      'cors-credentials': { type: 'boolean', default: false },
      'message-lock-seconds': { type: 'string' },
    },
  });
  const lock = values['message-lock-seconds'];
  return {
    appDirectory: values.app,
    log: writeLog,
    timers: values.timers,
    queues: values.queues,
    admin: values.admin,
    fastHttp: values['fast-http'],
    ...(values.port === undefined ? {} : { port: Number(values.port) }),
    ...(values.address === undefined ? {} : { address: values.address }),
    ...(values.functions === undefined ? {} : { only: [...values.functions, ...positionals] }),
    ...(values.cors === undefined
      ? {}
      : { cors: { origins: parseOrigins(values.cors), credentials: values['cors-credentials'] } }),
    ...(lock === undefined ? {} : { messageLockSeconds: Number(lock) }),
  };
}

function writeLog({ level, category, message, invocationId }: LogEntry): void {
  const id = invocationId === undefined ? '' : ` (${invocationId})`;
  process.stdout.write(`[${new Date().toISOString()}] ${level} ${category}${id}: ${message}\n`);
}
