/** Runs one invocation step by step as the Node worker's InvocationHandler does: hooks, handler, outputs. */
import { randomUUID } from 'node:crypto';
import { type App, type HookData, runHooks } from './core-module.ts';
import type { CoreInvocation, InvocationRequest, LogCategory, LogLevel, TypedData } from './core-types.ts';
import type { HostFunction } from './function-table.ts';
import type { InFlight } from './in-flight.ts';
import { describe, type WriteLog } from './logging.ts';

/** How an invocation ended; `returnValue` is what `$return` (for HTTP, the response) was set to. */
export type Outcome = { ok: true; returnValue: TypedData | null | undefined } | { ok: false; error: unknown };

export type RequestDetails = Partial<
  Pick<InvocationRequest, 'triggerMetadata' | 'traceContext' | 'retryContext'>
>;

/** Takes a handler's result before the library converts it; true when it has dealt with it. */
export type TakeResult = (result: unknown) => boolean;

export type Invoke = (
  fn: HostFunction,
  data: TypedData,
  details?: RequestDetails,
  takeResult?: TakeResult,
) => Promise<Outcome>;

export type InvokerOptions = {
  app: App;
  log: WriteLog;
  running: InFlight;
  writeOutput(fn: HostFunction, name: string, data: TypedData): Promise<void>;
  timeoutMs: number | undefined;
  /** Called after an invocation ran out of time: the real host replaces the whole worker process. */
  onTimeout(message: string): void;
};

/** The function that runs invocations; it never rejects. */
export function createInvoker(options: InvokerOptions): Invoke {
  return (fn, data, details = {}, takeResult) => {
    const request: InvocationRequest = {
      invocationId: randomUUID(),
      functionId: fn.id,
      inputData: [{ name: fn.triggerName, data }],
      triggerMetadata: {},
      ...details,
    };
    return options.running.track(settle(options, fn, request, takeResult));
  };
}

async function settle(
  options: InvokerOptions,
  fn: HostFunction,
  request: InvocationRequest,
  takeResult: TakeResult | undefined,
): Promise<Outcome> {
  const { invocationId } = request;
  const category = `Function.${fn.name}`;
  const began = performance.now();
  options.log({
    level: 'debug',
    category,
    invocationId,
    message: `Executing 'Functions.${fn.name}' (Id=${invocationId})`,
  });
  const ended = (how: string): string =>
    `Executed 'Functions.${fn.name}' (${how}, Id=${invocationId}, Duration=${Math.round(performance.now() - began)}ms)`;
  try {
    const work = run(options, fn, request, takeResult);
    const returnValue = await (options.timeoutMs === undefined ? work : withTimeout(options, fn, work));
    options.log({ level: 'debug', category, invocationId, message: ended('Succeeded') });
    return { ok: true, returnValue };
  } catch (error) {
    options.log({ level: 'error', category, invocationId, message: `${ended('Failed')} ${describe(error)}` });
    return { ok: false, error };
  }
}

async function withTimeout<T>(options: InvokerOptions, fn: HostFunction, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const message = `Timeout value of ${options.timeoutMs} ms exceeded by function 'Functions.${fn.name}'.`;
      reject(new Error(message));
      options.onTimeout(message);
    }, options.timeoutMs);
  });
  try {
    return await Promise.race([work, timeUp]);
  } finally {
    clearTimeout(timer);
  }
}

async function run(
  options: InvokerOptions,
  fn: HostFunction,
  request: InvocationRequest,
  takeResult: TakeResult | undefined,
): Promise<TypedData | null | undefined> {
  const { app } = options;
  if (app.model === undefined) throw new Error('The app uses no programming model.');
  const scope: Scope = { hookData: {}, context: undefined };
  const core: CoreInvocation = {
    invocationId: request.invocationId,
    request,
    metadata: fn.metadata,
    state: undefined,
    log: (level, category, message) =>
      workerLog(options, { fn, invocationId: request.invocationId, scope }, category, { level, message }),
  };
  const model = app.model.getInvocationModel(core);
  const { context, inputs } = await model.getArguments();
  scope.context = context;
  const base = { hookData: scope.hookData, appHookData: app.appHookData, invocationContext: context };

  const before: HookData & { functionCallback: HostFunction['callback']; inputs: unknown[] } = {
    ...base,
    functionCallback: fn.callback,
    inputs,
  };
  await inState(core, 'preInvocationHooks', () => runHooks(app, 'preInvocation', before));

  const after: HookData & { result: unknown; error: unknown } = {
    ...base,
    inputs: before.inputs,
    result: null,
    error: null,
  };
  await inState(core, 'invocation', async () => {
    try {
      after.result = await model.invokeFunction(context, before.inputs, before.functionCallback);
    } catch (error) {
      after.error = error;
    }
  });
  await inState(core, 'postInvocationHooks', () => runHooks(app, 'postInvocation', after));
  // As in the worker: `throw undefined` counts as success.
  if (after.error !== null && after.error !== undefined) throw after.error;

  if (fn.extraOutputs.length === 0 && takeResult?.(after.result) === true) return undefined;
  const response = await model.getResponse(context, after.result);
  for (const output of response.outputData) await options.writeOutput(fn, output.name, output.data);
  const returned = fn.metadata.bindings.$return;
  if (returned !== undefined && returned.type !== 'http' && response.returnValue) {
    await options.writeOutput(fn, '$return', response.returnValue);
  }
  return response.returnValue;
}

type Scope = { hookData: HookData; context: unknown };

async function inState(
  core: CoreInvocation,
  state: CoreInvocation['state'],
  step: () => Promise<void>,
): Promise<void> {
  core.state = state;
  try {
    await step();
  } finally {
    core.state = undefined;
  }
}

/** A log hook may change level and message of what the user logs; what it throws is ignored. */
function workerLog(
  { app, log }: InvokerOptions,
  { fn, invocationId, scope }: { fn: HostFunction; invocationId: string; scope: Scope },
  category: LogCategory,
  given: { level: LogLevel; message: string },
): void {
  const entry = { ...given };
  if (app.hooks.log.length > 0) {
    const context = {
      ...entry,
      category,
      hookData: scope.hookData,
      appHookData: app.appHookData,
      invocationContext: scope.context,
    };
    try {
      for (const hook of app.hooks.log) hook(context);
      if (category === 'user') Object.assign(entry, { level: context.level, message: context.message });
    } catch {
      // A broken log hook must not lose the log line.
    }
  }
  const name = category === 'user' ? `Function.${fn.name}.User` : `Function.${fn.name}`;
  log({ ...entry, category: name, invocationId });
}
