/** The Azure Functions host, embedded: runs one `@azure/functions` app in this process as the official host would. */
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { type App, runHooks } from './core-module.ts';
import type { HostFunction, TriggerKind } from './function-table.ts';
import { hostIdOf, readHostConfig } from './host-config.ts';
import { applyLocalSettings, type CorsSettings, type LocalHostSettings } from './local-settings.ts';
import { createLog, describe, type LogEntry, type WriteLog } from './logging.ts';
import type { RouteTable } from './routes.ts';
import {
  createRuntime,
  createServer,
  index,
  type Life,
  load,
  type Runtime,
  type RuntimeOptions,
  type Setting,
} from './runtime.ts';
import { endsWithin } from './sleep.ts';

export type HostOptions = RuntimeOptions & {
  /** The folder of host.json and package.json. */
  appDirectory: string;
  /** 0: any free port. Default: local.settings.json's, or 7071. */
  port?: number;
  address?: string;
  /** Replaces the setting AzureWebJobsStorage. */
  storageConnection?: string;
  log: (entry: LogEntry) => void;
  cors?: CorsSettings;
};

export type FunctionInfo = {
  name: string;
  trigger: TriggerKind;
  route?: string;
  methods?: readonly string[];
};

export type Host = {
  url: string;
  functions: readonly FunctionInfo[];
  /** Runs a queue or timer function and waits; rejects with what it threw. `input` is the text of the message. */
  invoke(name: string, input?: string): Promise<void>;
  /** Takes no new work, waits up to the grace time for what runs, runs the appTerminate hooks, gives locks back. */
  stop(graceMs?: number): Promise<void>;
};

const DEFAULT_PORT = 7071;
const DEFAULT_GRACE_MS = 10_000;
const TERMINATE_GRACE_MS = 5000;

/**
 * Loads the app, then listens. Rejects, with a message for a person to read, when the configuration, an entry file
 * or an appStart hook fails, or when the port is taken. One host per process.
 */
export async function startHost(options: HostOptions): Promise<Host> {
  const { env } = process;
  const appDirectory = resolve(options.appDirectory);
  const local = prepareEnvironment(options, appDirectory, env);
  const config = readHostConfig(appDirectory, env);
  const log = createLog(config.logLevels, options.log);
  const setting: Setting = {
    options,
    env,
    config,
    hostId: hostIdOf(appDirectory, env),
    log,
    broken: new Set(),
  };

  const app = await load(setting, appDirectory);
  const table = index(setting, app);
  const runtime = createRuntime(setting, app, table);
  const life: Life = { state: 'Starting', startedAt: Date.now() };
  const server = createServer(setting, table, runtime, { life, cors: options.cors ?? local.cors });

  const address = options.address ?? local.address ?? '127.0.0.1';
  const port = await listen(server, options.port ?? local.port ?? DEFAULT_PORT, address);
  life.state = 'Running';
  runtime.listeners.start();
  return {
    url: `http://${address === '0.0.0.0' ? '127.0.0.1' : address}:${port}`,
    functions: table.functions
      .filter((fn) => !setting.broken.has(fn.name))
      .map((fn) => infoOf(fn, table.routes)),
    invoke: (name, input = '') => invokeByName(table.functions, runtime, name, input),
    stop: (graceMs) => stop({ app, life, runtime, server, log }, graceMs),
  };
}

/** What `func start` sets for the app; variables that exist win over local.settings.json. */
function prepareEnvironment(
  options: HostOptions,
  appDirectory: string,
  env: NodeJS.ProcessEnv,
): LocalHostSettings {
  if (options.storageConnection !== undefined) env.AzureWebJobsStorage = options.storageConnection;
  const local = applyLocalSettings(appDirectory, env);
  env.FUNCTIONS_WORKER_RUNTIME ??= 'node';
  if (env.FUNCTIONS_WORKER_RUNTIME !== 'node') throw new Error('FUNCTIONS_WORKER_RUNTIME must be "node".');
  env.AZURE_FUNCTIONS_ENVIRONMENT ??= 'Development';
  env.AzureWebJobsScriptRoot = appDirectory;
  // Schedules are in UTC in Azure unless the app says otherwise, whatever this machine's own zone.
  env.TZ = env.WEBSITE_TIME_ZONE ?? env.TZ ?? 'UTC';
  return local;
}

async function listen(server: Server, port: number, address: string): Promise<number> {
  server.listen(port, address);
  try {
    await once(server, 'listening');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new Error(`Port ${port} of ${address} is taken by another program.`, { cause: error });
  }
  return (server.address() as AddressInfo).port;
}

function infoOf(fn: HostFunction, { routes }: RouteTable): FunctionInfo {
  const route = routes.find((candidate) => candidate.fn === fn);
  const http = route === undefined ? {} : { route: route.template, methods: route.methods };
  return { name: fn.name, trigger: fn.kind, ...http };
}

async function invokeByName(
  functions: readonly HostFunction[],
  { listeners, invoke }: Runtime,
  name: string,
  input: string,
): Promise<void> {
  const fn = functions.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase());
  if (fn === undefined || fn.kind === 'http')
    throw new Error(`There is no queue or timer function '${name}'.`);
  const outcome = await invoke(fn, await listeners.inputFor(fn, input));
  if (!outcome.ok) throw outcome.error;
}

type Parts = { app: App; life: Life; runtime: Runtime; server: Server; log: WriteLog };

async function stop({ app, life, runtime, server, log }: Parts, graceMs = DEFAULT_GRACE_MS): Promise<void> {
  if (life.state === 'Stopped') return;
  life.state = 'Stopped';
  server.close();
  server.closeIdleConnections();
  await endsWithin(graceMs, Promise.all([runtime.listeners.stop(), runtime.running.idle()]));
  try {
    const context = { hookData: app.appOnlyHookData, appHookData: app.appHookData };
    await endsWithin(TERMINATE_GRACE_MS, runHooks(app, 'appTerminate', context));
  } catch (error) {
    log({ level: 'error', category: 'Worker', message: `An appTerminate hook failed: ${describe(error)}` });
  }
  server.closeAllConnections();
}
