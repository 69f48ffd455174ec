/** The `@azure/functions-core` module that the Functions Node worker injects, and the app that registers with it. */
import Module from 'node:module';
import type {
  FunctionCallback,
  FunctionMetadata,
  LogCategory,
  LogLevel,
  ProgrammingModel,
} from './core-types.ts';

/** The versions of Microsoft's worker and host whose behaviour is followed. */
export const WORKER_VERSION = '3.12.0';
export const HOST_VERSION = '4.1037.0';

const HOOKS = ['appStart', 'appTerminate', 'preInvocation', 'postInvocation', 'log'] as const;
export type HookName = (typeof HOOKS)[number];
export type HookData = Record<string, unknown>;
export type Hook = (context: HookData) => unknown;

export type RegisteredFunction = { id: string; metadata: FunctionMetadata; callback: FunctionCallback };

/** Everything one app registers while it loads. */
export type App = {
  model: ProgrammingModel | undefined;
  /** True once start-up is over: from then on registering is an error. */
  locked: boolean;
  functions: Map<string, RegisteredFunction>;
  hooks: Record<HookName, Hook[]>;
  appHookData: HookData;
  appOnlyHookData: HookData;
  /** Where the library's own messages go. */
  log(level: LogLevel, category: LogCategory, message: string): void;
};

class Disposable {
  #dispose: (() => unknown) | undefined;

  constructor(dispose: () => unknown) {
    this.#dispose = dispose;
  }

  static from(...parts: { dispose(): unknown }[]): Disposable {
    return new Disposable(() => {
      for (const part of parts) part.dispose();
    });
  }

  dispose(): void {
    this.#dispose?.();
    this.#dispose = undefined;
  }
}

let installed = false;

/**
 * Makes `require('@azure/functions-core')` answer, and returns the app that will register. The library looks the
 * module up once per process, so a process has one app: a second call is an error. Call it before the app loads.
 */
export function installCoreModule(): App {
  if (installed) throw new Error('This process already has a Functions app: one app per process.');
  installed = true;
  const app = emptyApp();
  const core = coreApi(app);
  const prototype = Module.prototype as unknown as { require(this: unknown, id: string): unknown };
  const original = prototype.require;
  prototype.require = function require(this: unknown, id: string): unknown {
    return id === '@azure/functions-core' ? core : original.call(this, id);
  };
  return app;
}

/** Runs the hooks of one kind in the order of their registration. */
export async function runHooks(app: App, name: HookName, context: HookData): Promise<void> {
  for (const hook of app.hooks[name]) await hook(context);
}

function emptyApp(): App {
  return {
    model: undefined,
    locked: false,
    functions: new Map(),
    hooks: { appStart: [], appTerminate: [], preInvocation: [], postInvocation: [], log: [] },
    appHookData: {},
    appOnlyHookData: {},
    log: () => undefined,
  };
}

function coreApi(app: App): Record<string, unknown> {
  return {
    version: WORKER_VERSION,
    hostVersion: HOST_VERSION,
    Disposable,
    setProgrammingModel: (model: ProgrammingModel) => {
      app.model = model;
    },
    getProgrammingModel: () => app.model,
    log: (level: LogLevel, category: LogCategory, message: string) => app.log(level, category, message),
    registerHook: (name: string, hook: Hook) => registerHook(app, name, hook),
    registerFunction: (metadata: FunctionMetadata, callback: FunctionCallback) =>
      registerFunction(app, metadata, callback),
  };
}

function registerHook(app: App, name: string, hook: Hook): Disposable {
  const known = HOOKS.find((candidate) => candidate === name);
  if (known === undefined) {
    // The library recognises this shape and explains which host version the hook needs.
    throw Object.assign(new RangeError(`Unrecognized hook "${name}"`), { isAzureFunctionsSystemError: true });
  }
  const list = app.hooks[known];
  list.push(hook);
  return new Disposable(() => {
    const index = list.indexOf(hook);
    if (index >= 0) list.splice(index, 1);
  });
}

function registerFunction(app: App, metadata: FunctionMetadata, callback: FunctionCallback): Disposable {
  if (app.locked) throw new Error('A function can only be registered during app startup.');
  const id = metadata.functionId ?? metadata.name;
  if (app.functions.has(id)) throw new Error(`A function with id "${id}" has already been registered.`);
  app.functions.set(id, { id, metadata: { ...metadata, functionId: id }, callback });
  return new Disposable(() => {
    if (app.locked) throw new Error('A function can only be disposed during app startup.');
    app.functions.delete(id);
  });
}
