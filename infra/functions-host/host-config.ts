/** Reads host.json: the settings of the Functions host with their documented defaults. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { availableParallelism, hostname } from 'node:os';
import { join, resolve } from 'node:path';
import type { LogLevel } from './core-types.ts';
import { createSettings, isObject, type Json, type Settings } from './settings.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const UNBOUNDED = -1;
const LEVELS: readonly LogLevel[] = ['trace', 'debug', 'information', 'warning', 'error', 'critical', 'none'];

export type QueueSettings = {
  /** Messages per fetch. */
  batchSize: number;
  /** The next batch is fetched once no more than this many messages are being worked on. */
  newBatchThreshold: number;
  /** Attempts before a message goes to the poison queue. */
  maxDequeueCount: number;
  /** How long a failed message stays invisible. */
  visibilityTimeoutMs: number;
  maxPollingIntervalMs: number;
  messageEncoding: 'base64' | 'none';
};

export type SingletonSettings = { lockPeriodMs: number; recoveryPollingMs: number };

export type HostConfig = {
  routePrefix: string;
  /** -1: no limit. */
  maxConcurrentRequests: number;
  /** Running and waiting together; -1: no limit. */
  maxOutstandingRequests: number;
  customHeaders: readonly [string, string][];
  queues: QueueSettings;
  singleton: SingletonSettings;
  /** undefined: no limit. */
  functionTimeoutMs: number | undefined;
  /** The least level written, by category prefix; `default` is for all others. */
  logLevels: ReadonlyMap<string, LogLevel>;
};

/** Reads a JSON file (a byte order mark is allowed); undefined when there is none. Throws on anything but an object. */
export function readJsonFile(path: string): Json | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const value = parseJson(path, text);
  if (!isObject(value)) throw new Error(`${path} must hold a JSON object.`);
  return value;
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${path} is not valid JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Reads the app's host.json and the `AzureFunctionsJobHost__…` overrides. Throws on a value the host would refuse. */
export function readHostConfig(appDirectory: string, env: NodeJS.ProcessEnv): HostConfig {
  const document = readJsonFile(join(appDirectory, 'host.json'));
  if (document === undefined) throw new Error(`There is no host.json in ${appDirectory}.`);
  if (document.version !== '2.0') throw new Error('host.json: "version" must be "2.0".');
  const settings = createSettings(document, { prefix: 'AzureFunctionsJobHost', env });
  return {
    routePrefix: (settings.text('extensions:http:routePrefix') ?? 'api').replace(/^\/+|\/+$/g, ''),
    maxConcurrentRequests: settings.integer('extensions:http:maxConcurrentRequests', UNBOUNDED),
    maxOutstandingRequests: settings.integer('extensions:http:maxOutstandingRequests', UNBOUNDED),
    customHeaders: settings.children('extensions:http:customHeaders'),
    queues: readQueueSettings(settings),
    singleton: readSingletonSettings(settings),
    functionTimeoutMs: readFunctionTimeout(settings),
    logLevels: readLogLevels(settings),
  };
}

function readQueueSettings(settings: Settings): QueueSettings {
  const at = (name: string): string => `extensions:queues:${name}`;
  const most = { min: 0, max: Number.MAX_SAFE_INTEGER };
  const batchSize = settings.integer(at('batchSize'), 16, { min: 1, max: 32 });
  const encoding = (settings.text(at('messageEncoding')) ?? 'base64').toLowerCase();
  if (encoding !== 'base64' && encoding !== 'none') {
    throw new Error(`host.json: 'extensions.queues.messageEncoding' cannot be '${encoding}'.`);
  }
  return {
    batchSize,
    newBatchThreshold: settings.integer(
      at('newBatchThreshold'),
      Math.floor(batchSize / 2) * availableParallelism(),
      most,
    ),
    maxDequeueCount: settings.integer(at('maxDequeueCount'), 5, { ...most, min: 1 }),
    visibilityTimeoutMs: settings.milliseconds(at('visibilityTimeout'), 0, {
      min: 0,
      max: 7 * 24 * 60 * MINUTE,
    }),
    // 60 s in Azure; 2 s is the default of a development environment.
    maxPollingIntervalMs: settings.milliseconds(at('maxPollingInterval'), 2 * SECOND, { ...most, min: 100 }),
    messageEncoding: encoding,
  };
}

/**
 * In Azure a listener's lock lasts 60 s and is asked for every 60 s; a developer who restarts the host should not
 * wait for it, hence the shortest lock that storage allows and a short question interval.
 */
function readSingletonSettings(settings: Settings): SingletonSettings {
  return {
    lockPeriodMs: settings.milliseconds('singleton:listenerLockPeriod', 15 * SECOND, {
      min: 15 * SECOND,
      max: 60 * SECOND,
    }),
    recoveryPollingMs: settings.milliseconds('singleton:listenerLockRecoveryPollingInterval', SECOND, {
      min: 100,
      max: Number.MAX_SAFE_INTEGER,
    }),
  };
}

function readFunctionTimeout(settings: Settings): number | undefined {
  const given = settings.text('functionTimeout');
  if (given === '-1' || given === '-00:00:00.0010000') return undefined;
  const longest = 24 * 24 * 60 * MINUTE; // what one timer of Node can wait for
  return settings.milliseconds('functionTimeout', 30 * MINUTE, { min: 1, max: longest });
}

function readLogLevels(settings: Settings): Map<string, LogLevel> {
  const levels = new Map<string, LogLevel>();
  for (const [category, value] of settings.children('logging:logLevel')) {
    const level = LEVELS.find((candidate) => candidate === value.toLowerCase());
    if (level === undefined) throw new Error(`host.json: '${value}' is not a log level.`);
    levels.set(category.toLowerCase(), level);
  }
  return levels;
}

/** Names this host in storage: locks and timer states of the same app on the same machine are found again. */
export function hostIdOf(appDirectory: string, env: NodeJS.ProcessEnv): string {
  const given = env.AzureFunctionsWebHost__hostid;
  if (given !== undefined && given !== '') return given;
  const machine = hostname()
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
    .slice(0, 20);
  const folder = createHash('sha256').update(resolve(appDirectory)).digest('hex').slice(0, 10);
  return `${machine || 'host'}-${folder}`;
}
