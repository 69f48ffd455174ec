/** The Azure Functions host, embedded: runs one `@azure/functions` app in this process as the official host would. */
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { outcomeWithin } from '../time.ts';
import { createAdmin } from './admin.ts';
import { type App, installCoreModule, runHooks } from './coreModule.ts';
import { type HostFunction, indexFunctions, type TriggerKind } from './functionTable.ts';
import { type HostConfig, hostIdOf, readHostConfig } from './hostConfig.ts';
import { createHttpServer } from './httpServer.ts';
import { createInFlight, type InFlight } from './inFlight.ts';
import { createInvoker, type Invoke } from './invocation.ts';
import { createListeners, type Listeners } from './listeners.ts';
import { loadApp } from './loadApp.ts';
import { applyLocalSettings, type CorsSettings, type LocalHostSettings } from './localSettings.ts';
import { createLog, describe, type LogEntry, type WriteLog } from './logging.ts';
import { createOutputWriter, createWakeups } from './outputs.ts';
import { createRouteTable, type RouteTable } from './routes.ts';
import { createStorage } from './storage.ts';

export type HostOptions = {
  /** The folder of host.json and package.json. */
  appDirectory: string;
  /** 0: any free port. Default: local.settings.json's, or 7071. */
  port?: number;
  address?: string;
  /** Replaces the setting AzureWebJobsStorage. */
  storageConnection?: string;
  log: (entry: LogEntry) => void;
  /** Only these functions (names, ignoring case). */
  only?: readonly string[];
  timers?: boolean;
  queues?: boolean;
  fastHttp?: boolean;
  cors?: CorsSettings;
  /** How long a received queue message is locked; the real host's 600 s is not configurable. */
  messageLockSeconds?: number;
  /** Called when the real host would replace the worker process: a function ran longer than functionTimeout. */
  onFatal?: (message: string) => void;
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
const MESSAGE_LOCK_SECONDS = 600;
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
  const server = createServer(setting, table, runtime, life, options.cors ?? local.cors);

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

type Setting = {
  options: HostOptions;
  env: NodeJS.ProcessEnv;
  config: HostConfig;
  hostId: string;
  log: WriteLog;
  /** Names of the functions in error. */
  broken: Set<string>;
};
type FunctionTable = { functions: readonly HostFunction[]; routes: RouteTable };
type Runtime = { invoke: Invoke; listeners: Listeners; running: InFlight };
type Life = { state: 'Starting' | 'Running' | 'Stopped'; startedAt: number };

async function load({ log }: Setting, appDirectory: string): Promise<App> {
  const app = installCoreModule();
  app.log = (level, category, message) =>
    log({ level, category: category === 'user' ? 'Function' : 'Worker', message });
  await loadApp(app, appDirectory);
  return app;
}

function index(setting: Setting, app: App): FunctionTable {
  const error = (name: string, reason: string): void => markBroken(setting, name, reason);
  const { only } = setting.options;
  const functions = indexFunctions(app.functions.values(), setting.env, error).filter((fn) =>
    isWanted(fn, only),
  );
  const warning = (message: string): void =>
    setting.log({ level: 'warning', category: 'Host.Startup', message });
  return { functions, routes: createRouteTable(functions, setting.config.routePrefix, { error, warning }) };
}

/** A function in error is not run; the others are not held up by it. */
function markBroken({ broken, log }: Setting, name: string, reason: string): void {
  broken.add(name);
  const message = `The '${name}' function is in error: ${reason}`;
  log({ level: 'error', category: 'Host.Startup', message });
}

function createRuntime(setting: Setting, app: App, { functions }: FunctionTable): Runtime {
  const { options, config, hostId, env, log } = setting;
  const storage = createStorage(env);
  const wakeups = createWakeups();
  const running = createInFlight();
  const invoke = createInvoker({
    app,
    log,
    running,
    writeOutput: createOutputWriter(storage, wakeups, config.queues.messageEncoding),
    timeoutMs: config.functionTimeoutMs,
    onTimeout: (message) => options.onFatal?.(message),
  });
  const listeners = createListeners(functions, {
    ...{ config, hostId, env, storage, wakeups, invoke, log },
    inError: (name, reason) => markBroken(setting, name, reason),
    timers: options.timers ?? true,
    queues: options.queues ?? true,
    messageLockSeconds: options.messageLockSeconds ?? MESSAGE_LOCK_SECONDS,
  });
  return { invoke, listeners, running };
}

function createServer(
  { options, config, env, hostId, log }: Setting,
  { functions, routes }: FunctionTable,
  { invoke, listeners, running }: Runtime,
  life: Life,
  cors: CorsSettings | undefined,
): Server {
  const admin = createAdmin({
    hostId,
    functions,
    startedAt: life.startedAt,
    state: () => life.state,
    outstandingInvocations: () => running.count,
    outstandingRetries: () => listeners.outstandingRetries,
    runInBackground: (fn, input) => void listeners.inputFor(fn, input).then((data) => invoke(fn, data)),
    startListeners: listeners.start,
    stopListeners: listeners.stop,
  });
  const isRunning = (): boolean => life.state === 'Running';
  const fastHttp = options.fastHttp ?? true;
  return createHttpServer({ config, routes, env, invoke, log, cors, fastHttp, isRunning, admin });
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

function isWanted(fn: HostFunction, only: readonly string[] | undefined): boolean {
  return only === undefined || only.some((name) => name.toLowerCase() === fn.name.toLowerCase());
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
  await outcomeWithin(graceMs, Promise.all([runtime.listeners.stop(), runtime.running.idle()]));
  try {
    const context = { hookData: app.appOnlyHookData, appHookData: app.appHookData };
    await outcomeWithin(TERMINATE_GRACE_MS, runHooks(app, 'appTerminate', context));
  } catch (error) {
    log({ level: 'error', category: 'Worker', message: `An appTerminate hook failed: ${describe(error)}` });
  }
  server.closeAllConnections();
}
