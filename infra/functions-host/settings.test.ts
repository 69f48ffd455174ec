/** host.json and local.settings.json: defaults, overrides, bounds, and what they resolve to. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hostIdOf, readHostConfig } from './host-config.ts';
import { applyLocalSettings, resolveSettings } from './local-settings.ts';
import { createLog, type LogEntry } from './logging.ts';
import { parseTimeSpan } from './settings.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'host-settings-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function hostJson(content: object): void {
  writeFileSync(join(folder, 'host.json'), JSON.stringify({ version: '2.0', ...content }));
}

describe('host.json', () => {
  test('has the documented defaults', () => {
    hostJson({});
    expect(readHostConfig(folder, {})).toMatchObject({
      routePrefix: 'api',
      maxConcurrentRequests: -1,
      maxOutstandingRequests: -1,
      customHeaders: [],
      queues: {
        batchSize: 16,
        maxDequeueCount: 5,
        visibilityTimeoutMs: 0,
        maxPollingIntervalMs: 2000,
        messageEncoding: 'base64',
      },
      singleton: { lockPeriodMs: 15_000, recoveryPollingMs: 1000 },
      functionTimeoutMs: 30 * 60_000,
    });
  });

  test('takes its values, whatever their case', () => {
    hostJson({
      functionTimeout: '-1',
      Extensions: {
        HTTP: { RoutePrefix: '' },
        queues: { batchSize: 8, newBatchThreshold: 0, messageEncoding: 'None' },
      },
      singleton: { listenerLockPeriod: '00:00:30' },
    });
    const config = readHostConfig(folder, {});
    expect(config).toMatchObject({ routePrefix: '', functionTimeoutMs: undefined });
    expect(config.queues).toMatchObject({ batchSize: 8, newBatchThreshold: 0, messageEncoding: 'none' });
    expect(config.singleton.lockPeriodMs).toBe(30_000);
  });

  test('is overridden by AzureFunctionsJobHost variables', () => {
    hostJson({ extensions: { http: { routePrefix: 'api', customHeaders: { 'X-One': '1' } } } });
    const config = readHostConfig(folder, {
      AzureFunctionsJobHost__extensions__http__routePrefix: 'v2',
      AzureFunctionsJobHost__extensions__http__customHeaders__X_Two: '2',
      AZUREFUNCTIONSJOBHOST__LOGGING__LOGLEVEL__DEFAULT: 'Error',
    });
    expect(config).toMatchObject({
      routePrefix: 'v2',
      customHeaders: [
        ['X-One', '1'],
        ['X_Two', '2'],
      ],
    });
    expect(config.logLevels.get('default')).toBe('error');
  });

  test.each([
    [{ extensions: { queues: { batchSize: 33 } } }, 'batchSize'],
    [{ extensions: { queues: { maxDequeueCount: 0 } } }, 'maxDequeueCount'],
    [{ extensions: { queues: { maxPollingInterval: '00:00:00.050' } } }, 'maxPollingInterval'],
    [{ extensions: { queues: { messageEncoding: 'hex' } } }, 'messageEncoding'],
    [{ singleton: { listenerLockPeriod: '00:02:00' } }, 'listenerLockPeriod'],
    [{ functionTimeout: 'long' }, 'functionTimeout'],
    [{ logging: { logLevel: { default: 'Loud' } } }, 'Loud'],
  ])('refuses %j', (content, named) => {
    hostJson(content);
    expect(() => readHostConfig(folder, {})).toThrow(named);
  });
});

test.each([
  ['00:05:00', 300_000],
  ['1.02:03:04.5', 93_784_500],
  ['-00:00:01', -1000],
  ['1:02:03:04', 93_784_000],
  ['24:00:00', 24 * 86_400_000],
  ['24:00', Number.NaN],
  ['00:60:00', Number.NaN],
  ['5', Number.NaN],
])('the TimeSpan %s is %d ms', (text, expected) => {
  expect(parseTimeSpan(text)).toBe(expected);
});

test('local settings fill what the environment lacks', () => {
  writeFileSync(
    join(folder, 'local.settings.json'),
    JSON.stringify({
      IsEncrypted: false,
      Values: { A: 'file', B: 'file', N: 5 },
      Host: { LocalHttpPort: 7099, CORS: 'https://a.example/, https://b.example', CORSCredentials: true },
    }),
  );
  const env: NodeJS.ProcessEnv = { B: 'environment' };
  expect(applyLocalSettings(folder, env)).toEqual({
    port: 7099,
    cors: { origins: ['https://a.example', 'https://b.example'], credentials: true },
  });
  expect(env).toEqual({ A: 'file', B: 'environment', N: '5' });
});

test('%NAME% is the setting of that name, and must exist', () => {
  expect(resolveSettings('%PREFIX%-events', { PREFIX: 'clinic' })).toBe('clinic-events');
  expect(() => resolveSettings('%PREFIX%-events', {})).toThrow("'%PREFIX%' does not resolve to a value.");
});

test('the host id stays the same for one folder on one machine and can be set', () => {
  expect(hostIdOf('/a', {})).toBe(hostIdOf('/a/', {}));
  expect(hostIdOf('/a', {})).not.toBe(hostIdOf('/b', {}));
  expect(hostIdOf('/a', { AzureFunctionsWebHost__hostid: 'given' })).toBe('given');
});

test('the longest category prefix decides the log level', () => {
  hostJson({
    logging: { logLevel: { default: 'Warning', Function: 'Information', 'Function.noisy.User': 'None' } },
  });
  const written: string[] = [];
  const log = createLog(readHostConfig(folder, {}).logLevels, ({ category }: LogEntry) =>
    written.push(category),
  );
  for (const category of ['Host.General', 'Function.calm.User', 'function.noisy.user', 'Function.noisy']) {
    log({ level: 'information', category, message: '' });
  }
  log({ level: 'critical', category: 'Function.noisy.User', message: '' });
  expect(written).toEqual(['Function.calm.User', 'Function.noisy']);
});
