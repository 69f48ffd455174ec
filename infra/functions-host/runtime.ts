/** Puts the parts of the host together: the loaded app, its function table, what runs it, and the server in front. */
import type { Server } from 'node:http';
import { createAdmin } from './admin.ts';
import { type App, installCoreModule } from './core-module.ts';
import { type HostFunction, indexFunctions } from './function-table.ts';
import type { HostConfig } from './host-config.ts';
import { createHttpServer, type ServerFactory } from './http-server.ts';
import { createInFlight, type InFlight } from './in-flight.ts';
import { createInvoker, type Invoke } from './invocation.ts';
import { createListeners, type Listeners } from './listeners.ts';
import { loadApp } from './load-app.ts';
import type { CorsSettings } from './local-settings.ts';
import type { WriteLog } from './logging.ts';
import { createOutputWriter, createWakeups } from './outputs.ts';
import { createRouteTable, type RouteTable } from './routes.ts';
import { createStorage } from './storage.ts';

/** What the real host does not let an app configure. */
const MESSAGE_LOCK_SECONDS = 600;

export type RuntimeOptions = {
  /** Only these functions (names, ignoring case). */
  only?: readonly string[];
  timers?: boolean;
  queues?: boolean;
  /** Whether `/admin` is answered; it is by default, as with Core Tools. */
  admin?: boolean;
  /** Whether plain HTTP requests and results go past the library's `Request` and `Response`; they do by default. */
  fastHttp?: boolean;
  /** Makes the HTTP server in front; by default Node's own. */
  serverFactory?: ServerFactory;
  /** How long a received queue message is locked; the real host's 600 s is not configurable. */
  messageLockSeconds?: number;
  /** Called when the real host would replace the worker process: a function ran longer than functionTimeout. */
  onFatal?: (message: string) => void;
};

export type Setting = {
  options: RuntimeOptions;
  env: NodeJS.ProcessEnv;
  config: HostConfig;
  hostId: string;
  log: WriteLog;
  /** Names of the functions in error. */
  broken: Set<string>;
};
export type FunctionTable = { functions: readonly HostFunction[]; routes: RouteTable };
export type Runtime = { invoke: Invoke; listeners: Listeners; running: InFlight };
export type Life = { state: 'Starting' | 'Running' | 'Stopped'; startedAt: number };

/** Loads the app into this process. */
export async function load({ log }: Setting, appDirectory: string): Promise<App> {
  const app = installCoreModule();
  app.log = (level, category, message) =>
    log({ level, category: category === 'user' ? 'Function' : 'Worker', message });
  await loadApp(app, appDirectory);
  return app;
}

/** The functions that can be run and the routes that lead to them. */
export function index(setting: Setting, app: App): FunctionTable {
  const error = (name: string, reason: string): void => markBroken(setting, name, reason);
  const { only } = setting.options;
  const functions = indexFunctions(app.functions.values(), setting.env, error).filter((fn) =>
    isWanted(fn, only),
  );
  const warning = (message: string): void =>
    setting.log({ level: 'warning', category: 'Host.Startup', message });
  for (const { name, retry, kind } of functions) {
    if (retry !== undefined && kind !== 'timer')
      warning(`Soon retries will not be supported for function '${name}'.`);
  }
  return { functions, routes: createRouteTable(functions, setting.config.routePrefix, { error, warning }) };
}

/** A function in error is not run; the others are not held up by it. */
function markBroken({ broken, log }: Setting, name: string, reason: string): void {
  broken.add(name);
  const message = `The '${name}' function is in error: ${reason}`;
  log({ level: 'error', category: 'Host.Startup', message });
}

/** What invokes the functions, and the listeners, not yet started. */
export function createRuntime(setting: Setting, app: App, { functions }: FunctionTable): Runtime {
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

/** The HTTP server, not yet listening. */
export function createServer(
  { options, config, env, hostId, log }: Setting,
  { functions, routes }: FunctionTable,
  { invoke, listeners, running }: Runtime,
  { life, cors }: { life: Life; cors: CorsSettings | undefined },
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
  return createHttpServer({
    ...{ config, routes, env, invoke, log, cors, fastHttp, isRunning },
    admin: options.admin === false ? undefined : admin,
    serverFactory: options.serverFactory,
  });
}

function isWanted(fn: HostFunction, only: readonly string[] | undefined): boolean {
  return only === undefined || only.some((name) => name.toLowerCase() === fn.name.toLowerCase());
}
