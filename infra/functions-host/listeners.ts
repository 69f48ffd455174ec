/** Builds and runs the listeners of all queue and timer functions, and knows how to run any function by hand. */
import type { TypedData } from './core-types.ts';
import type { HostFunction } from './function-table.ts';
import type { HostConfig } from './host-config.ts';
import type { Invoke } from './invocation.ts';
import { resolveSettings } from './local-settings.ts';
import type { WriteLog } from './logging.ts';
import type { Wakeups } from './outputs.ts';
import { createQueueListener, type Listener } from './queue-listener.ts';
import { handleMessage } from './queue-message.ts';
import { createScheduleMonitor, type ScheduleMonitor } from './schedule-monitor.ts';
import type { Storage } from './storage.ts';
import { createTimerListener, timerInput } from './timer-listener.ts';
import { parseSchedule, type Schedule } from './timer-schedule.ts';

export type ListenerOptions = {
  config: HostConfig;
  hostId: string;
  env: NodeJS.ProcessEnv;
  storage: Storage;
  wakeups: Wakeups;
  invoke: Invoke;
  /** How long a received queue message is locked, in seconds. */
  messageLockSeconds: number;
  timers: boolean;
  queues: boolean;
  log: WriteLog;
  /** A function that cannot be listened for; it does not stop the others. */
  inError(name: string, reason: string): void;
};

export type Listeners = {
  start(): void;
  /** Resolves when the last message or timer run has ended. */
  stop(): Promise<void>;
  /** Timer runs that wait for their next attempt. */
  readonly outstandingRetries: number;
  /** What a function receives when it is run by hand. */
  inputFor(fn: HostFunction, input: string): Promise<TypedData>;
};

type Timer = { schedule: Schedule; monitor: ScheduleMonitor | undefined };

/** Throws when a listener is wanted and AzureWebJobsStorage is missing: every trigger but HTTP needs it. */
export function createListeners(functions: readonly HostFunction[], options: ListenerOptions): Listeners {
  requireStorage(functions, options);
  const listeners: Listener[] = [];
  const timers = new Map<string, Timer>();
  let outstandingRetries = 0;
  for (const fn of functions) {
    try {
      if (fn.kind === 'queue' && options.queues && !fn.disabled) listeners.push(queueListener(fn, options));
      if (fn.kind !== 'timer') continue;
      const timer = timerOf(fn, options);
      timers.set(fn.name, timer);
      if (!options.timers || fn.disabled) continue;
      const retrying = (change: 1 | -1): void => {
        outstandingRetries += change;
      };
      listeners.push(timerListener(fn, timer, options, retrying));
    } catch (error) {
      options.inError(fn.name, error instanceof Error ? error.message : String(error));
    }
  }
  return {
    start: () => {
      for (const listener of listeners) listener.start();
    },
    stop: async () => {
      await Promise.all(listeners.map((listener) => listener.stop()));
    },
    get outstandingRetries() {
      return outstandingRetries;
    },
    inputFor: async (fn, input) => {
      const timer = timers.get(fn.name);
      if (timer === undefined) return { string: input };
      const status = await timer.monitor?.read().catch(() => undefined);
      return timerInput(timer.schedule, status, false);
    },
  };
}

function requireStorage(
  functions: readonly HostFunction[],
  { queues, timers, storage }: ListenerOptions,
): void {
  const wanted = functions.some(
    (fn) => !fn.disabled && ((fn.kind === 'queue' && queues) || (fn.kind === 'timer' && timers)),
  );
  if (wanted) storage.hostContainer();
}

function queueListener(fn: HostFunction, options: ListenerOptions): Listener {
  const { storage, wakeups, invoke, log, messageLockSeconds: lockSeconds } = options;
  const settings = options.config.queues;
  const [connection, queueName] = [String(fn.trigger.connection), String(fn.trigger.queueName)];
  const queue = storage.queue(connection, queueName);
  const poison = storage.poisonQueue(connection, queueName);
  const message = { fn, queue, poison, settings, lockSeconds, invoke, wakeups, log };
  return createQueueListener({
    functionName: fn.name,
    queue,
    settings,
    lockSeconds,
    wakeups,
    log,
    handle: (received) => handleMessage(message, received),
  });
}

/** A schedule of more than one run a minute has no monitor, whatever the function asks for. */
function timerOf(fn: HostFunction, { storage, hostId, env, timers }: ListenerOptions): Timer {
  const schedule = parseSchedule(resolveSettings(String(fn.trigger.schedule), env));
  const monitored = timers && !fn.disabled && fn.trigger.useMonitor !== false && !schedule.subMinute;
  const path = `timers/${hostId}/Host.Functions.${fn.name}/status`;
  return { schedule, monitor: monitored ? createScheduleMonitor(storage.hostContainer(), path) : undefined };
}

function timerListener(
  fn: HostFunction,
  timer: Timer,
  { storage, hostId, config, log, invoke }: ListenerOptions,
  retrying: (change: 1 | -1) => void,
): Listener {
  const lease = {
    container: storage.hostContainer(),
    path: `locks/${hostId}/Host.Functions.${fn.name}.Listener`,
    settings: config.singleton,
    log,
    category: `Host.Triggers.${fn.name}`,
  };
  return createTimerListener({ fn, ...timer, lease, invoke, retrying, log });
}
