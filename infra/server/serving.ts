/** A running server: its parts in the order that they need, kept alive, and stopped in reverse. */
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type RotatingFile, rotatingFile } from '../../functions/edges/rotating-file.ts';
import { ROOT, systemEnvironment } from '../local/environment.ts';
import { takeLock } from '../local/lock.ts';
import { type Supervisor, supervise } from '../local/supervisor.ts';
import { readCertificate } from '../local/web/certificate.ts';
import type { PartOptions } from '../processes/part.ts';
import { certificateFiles, dataFolder, listening } from './layout.ts';
import { startMetrics } from './metrics-server.ts';
import { nightlyBackups } from './nightly.ts';
import { portsOf, requireFree, requireWritable } from './probes.ts';
import { serverMetrics } from './server-metrics.ts';
import { requireServerSettings, type ServerSettings } from './settings-file.ts';
import { requireClockOf, requireDatabase } from './start-checks.ts';
import { databasePart, storageFolder, storagePart } from './stores.ts';
import { watchServer } from './watchdog.ts';

export type ServeOptions = {
  home: string;
  say: (line: string) => void;
  /** Called when a part cannot be kept alive. */
  gaveUp?: (name: string) => void;
  /** False for a trial start that must do no work of the clinic: no timers, no queues, no backup. */
  working?: boolean;
  /** Overrides where the web server listens. */
  privately?: boolean;
};

export type Server = {
  url: string;
  settings: ServerSettings;
  parts: Pick<Supervisor, 'kill' | 'alive' | 'pid'>;
  stop(): Promise<void>;
};

/** Starts everything and resolves when it answers. Throws one sentence, with nothing left running, when it cannot. */
export async function serve(options: ServeOptions): Promise<Server> {
  const { home, say } = options;
  const settings = requireServerSettings(home);
  const data = dataFolder(home, settings.answers);
  if (!existsSync(join(ROOT, 'dist/functions/.sources')) || !existsSync(join(ROOT, 'web/dist/.sources')))
    throw new Error('The program is not built. Run npm run build.');
  process.umask(0o077);
  makeDataFolder(data);
  const lock = await takeLock(data);
  const restarts = new Map<string, number>();
  const supervisor = supervise(say, lock.note, undefined, {
    gaveUp: (name) =>
      void watchdog.report(`${name} cannot be kept alive.`).finally(() => options.gaveUp?.(name)),
    restarted: (name) => restarts.set(name, (restarts.get(name) ?? 0) + 1),
  });
  const stopMetrics: (() => Promise<void>)[] = [];
  const watchdog = watchServer(settings.answers.api_port, settings.Values, say);
  const backups = nightlyBackups({ home, settings, data, say });
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopped ??= (async () => {
      lock.stopping();
      watchdog.stop();
      await backups.stop();
      for (const end of stopMetrics) await end();
      await supervisor.stop();
      lock.release();
    })();
    return stopped;
  };
  try {
    await requirePorts(settings);
    const url = await startParts({ ...options, settings, data, start: supervisor.start });
    const { metrics_port: metricsPort } = settings.answers;
    if (metricsPort !== 0 && !options.privately) {
      const measure = (): Promise<string> => serverMetrics(settings, restarts);
      stopMetrics.push((await startMetrics(metricsPort, measure)).stop);
    }
    if (options.working !== false) {
      backups.start();
      watchdog.start();
    }
    return { url, settings, parts: supervisor, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Keys, bills and logs are kept here. Throws when the folder cannot be written. */
function makeDataFolder(data: string): void {
  try {
    mkdirSync(join(data, 'logs'), { recursive: true, mode: 0o700 });
    chmodSync(data, 0o700);
  } catch (error) {
    throw new Error(`${data} cannot be written (${(error as NodeJS.ErrnoException).code}).`);
  }
}

async function requirePorts({ answers }: ServerSettings): Promise<void> {
  for (const { field, port, address } of portsOf(answers)) {
    await requireFree(port, address).catch((error: Error) => {
      throw new Error(
        `${field}: ${error.message}. Stop that program, or choose another ${field} with npm run setup.`,
      );
    });
  }
}

type Starting = ServeOptions & {
  settings: ServerSettings;
  data: string;
  start: Supervisor['start'];
};

async function startParts(starting: Starting): Promise<string> {
  const { home, settings, data } = starting;
  const { answers, secrets } = settings;
  const files = certificateFiles(home, answers);
  if (files !== undefined) readCertificate(files);
  const logs = logFiles(data, settings);
  const begin = async (part: PartOptions | undefined): Promise<Record<string, unknown>> =>
    part === undefined ? {} : (await starting.start({ ...part, onLine: logs(part.name) })).ready;
  const place = { data, answers, secrets };
  if (answers.storage === 'local') requireWritable(storageFolder(data));
  if (answers.stripe === 'account') await requireClockOf('https://api.stripe.com/v1/balance');
  if (answers.backup_folder !== undefined && !existsSync(answers.backup_folder))
    starting.say(
      `Backups cannot be made: ${answers.backup_folder} does not exist. Mount its disk, or make it.`,
    );
  await begin(databasePart(place));
  await begin(storagePart(place));
  await requireDatabase(settings);
  const proxyToken = randomBytes(32).toString('base64url');
  if (answers.stripe === 'emulator') await begin(emulatorPart(starting));
  await begin(hostPart(starting, proxyToken));
  const { url } = await begin(webPart(starting, proxyToken));
  return String(url);
}

function emulatorPart({ settings: { answers, Values }, data }: Starting): PartOptions {
  return {
    name: 'stripe',
    main: 'processes/stripe-emulator.ts',
    args: ['--port', String(answers.stripe_port), '--data', join(data, 'stripe')],
    env: {
      ...systemEnvironment(),
      STRIPE_SECRET_KEY: Values.STRIPE_SECRET_KEY ?? '',
      STRIPE_WEBHOOK_SECRET: Values.STRIPE_WEBHOOK_SECRET ?? '',
      STRIPE_WEBHOOK_URL: `http://127.0.0.1:${answers.api_port}/api/v1/webhooks/stripe`,
      STRIPE_MERCHANT_NAME: answers.clinic_name,
    },
  };
}

function hostPart(
  { home, settings: { answers, Values }, data, working }: Starting,
  proxyToken: string,
): PartOptions {
  const watched = [data, answers.backup_folder].filter((folder) => folder !== undefined);
  const idle = working === false ? ['--no-timers', '--no-queues'] : [];
  return {
    name: 'host',
    main: 'processes/functions-host.ts',
    args: ['--port', String(answers.api_port), '--address', '127.0.0.1', '--no-admin', ...idle],
    cwd: ROOT,
    env: {
      ...systemEnvironment(),
      ...Values,
      FUNCTIONS_WORKER_PROCESS_COUNT: String(answers.workers),
      PROXY_TOKEN: proxyToken,
      WATCHED_FOLDERS: watched.join(','),
      WATCHED_CERTIFICATE: certificateFiles(home, answers)?.certificate ?? '',
    },
    readyWithinMs: 120_000,
    stopWithinMs: 30_000,
  };
}

function webPart(
  { home, settings: { answers, Values }, privately }: Starting,
  proxyToken: string,
): PartOptions {
  const { address, port, redirectPort } = listening(answers);
  const files = certificateFiles(home, answers);
  const pay =
    answers.stripe === 'emulator' ? `http://127.0.0.1:${answers.stripe_port}` : 'https://checkout.stripe.com';
  const redirect = redirectPort !== undefined && !privately;
  return {
    name: 'web',
    main: 'local/web/main.ts',
    args: [
      ...['--port', String(privately ? 0 : port), '--address', privately ? '127.0.0.1' : address],
      ...['--api', `http://127.0.0.1:${answers.api_port}`, '--pay', pay, '--access-log'],
      ...(files === undefined ? ['--tls'] : ['--certificate', files.certificate, '--key', files.key]),
      ...(redirect ? ['--redirect-port', String(redirectPort), '--public', Values.WEB_URL ?? ''] : []),
    ],
    env: { ...systemEnvironment(), PROXY_TOKEN: proxyToken },
  };
}

/** Each part's own lines go to its own file; the JSON lines of the app and of requests to files of their own. */
function logFiles(data: string, { answers }: ServerSettings): (part: string) => (line: string) => void {
  const limits = { megabytes: answers.log_megabytes, days: answers.log_days };
  const files = new Map<string, RotatingFile>();
  const open = (name: string): RotatingFile => {
    const file = files.get(name) ?? rotatingFile(join(data, 'logs', name), limits);
    files.set(name, file);
    return file;
  };
  const structured: Record<string, string> = { host: 'clinic.jsonl', web: 'access.jsonl' };
  return (part) => (line) => {
    const json = /^\{"(level|time)":/.test(line) ? structured[part] : undefined;
    open(json ?? `${part}.log`).write(line);
  };
}
