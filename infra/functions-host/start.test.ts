/** How the host process starts, refuses to start, stops and ends. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { until } from '../processes/time.ts';
import { APP, type FixtureHost, startFixtureHost } from './fixtures/run.ts';

const LIMIT_MS = 30_000;
const QUIET = ['--no-timers', '--no-queues'];

let folder: string;
let host: FixtureHost | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'functions-host-'));
});

afterEach(async () => {
  await host?.part.stop();
  host = undefined;
  await rm(folder, { recursive: true, force: true });
});

async function appWith(files: Record<string, unknown>): Promise<string> {
  for (const [name, content] of Object.entries(files)) {
    await writeFile(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return folder;
}

const HOST_JSON = { version: '2.0' };

describe('the start fails with one line', () => {
  test.each([
    ['what an appStart hook throws', { FIXTURE_START: 'fail' }, QUIET, 'STRIPE_WEBHOOK_SECRET is missing'],
    ['what an entry file throws', { FIXTURE_LOAD: 'fail' }, QUIET, 'DATABASE_URL is missing'],
    [
      'no storage for a timer or queue',
      {},
      [],
      'AzureWebJobsStorage is missing: it is the connection to the storage account.',
    ],
    [
      'another language',
      { FUNCTIONS_WORKER_RUNTIME: 'python' },
      QUIET,
      'FUNCTIONS_WORKER_RUNTIME must be "node".',
    ],
    [
      'a setting that Azure would refuse',
      { AzureFunctionsJobHost__extensions__queues__batchSize: '33' },
      QUIET,
      "host.json: 'extensions.queues.batchSize' cannot be '33'.",
    ],
  ])('%s', async (_, env, args, line) => {
    await expect(startFixtureHost({ env, args })).rejects.toThrow(line);
  });

  test.each([
    ['no host.json', {}, 'There is no host.json'],
    ['another version', { 'host.json': { version: '1.0' } }, 'host.json: "version" must be "2.0".'],
    ['broken JSON', { 'host.json': '{' }, 'host.json is not valid JSON'],
    ['nothing built', { 'host.json': HOST_JSON, 'package.json': { main: 'dist/*.js' } }, 'No file matches'],
    [
      'a mistake in the code, with its place',
      { 'host.json': HOST_JSON, 'package.json': { type: 'module', main: 'a.js' }, 'a.js': 'missing();' },
      'a.js: missing is not defined',
    ],
    [
      'encrypted settings',
      { 'host.json': HOST_JSON, 'local.settings.json': { Values: {} } },
      'set "IsEncrypted": false',
    ],
  ])('%s', async (_, files, line) => {
    const app = await appWith(files);
    await expect(startFixtureHost({ args: [...QUIET, '--app', app] })).rejects.toThrow(line);
  });

  test('nothing else is said on standard error', async () => {
    const child = fork(MAIN, ['--app', APP, ...QUIET], {
      env: { FIXTURE_START: 'fail' },
      stdio: 'pipe',
      execArgv: [],
    });
    let errors = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      errors += chunk.toString();
    });
    const [code] = await once(child, 'close');
    expect([code, errors]).toEqual([1, 'STRIPE_WEBHOOK_SECRET is missing\n']);
  });

  test('a port that is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    await expect(startFixtureHost({ args: [...QUIET, '--port', String(port)] })).rejects.toThrow(
      `Port ${port} of 127.0.0.1 is taken by another program.`,
    );
    other.close();
  });
});

const MAIN = fileURLToPath(new URL('../processes/functions-host.ts', import.meta.url));

test('only the functions asked for are loaded', async () => {
  host = await startFixtureHost({ args: [...QUIET, '--functions', 'PID', 'records'] });
  expect((await host.get('/api/pid')).status).toBe(200);
  expect((await host.get('/api/hooked')).status).toBe(404);
});

test('local.settings.json fills the environment, and what is there already wins', async () => {
  const code = `
    const { app } = require(${JSON.stringify(fileURLToPath(import.meta.resolve('@azure/functions')))});
    app.http('settings', { route: '/', methods: ['GET'], handler: () => ({ jsonBody: [process.env.ONE, process.env.TWO] }) });`;
  const app = await appWith({
    'host.json': { version: '2.0', extensions: { http: { routePrefix: '' } } },
    'package.json': { main: 'app.cjs' },
    'app.cjs': code,
    'local.settings.json': { IsEncrypted: false, Values: { ONE: 'file', TWO: 'file' }, Host: { CORS: '*' } },
  });
  host = await startFixtureHost({ args: ['--app', app], env: { TWO: 'environment' } });
  const answer = await host.get('/', { origin: 'https://anywhere.example' });
  expect(await answer.json()).toEqual(['file', 'environment']);
  expect(answer.headers.get('access-control-allow-origin')).toBe('*');
});

test('log levels of host.json decide what is written', async () => {
  host = await startFixtureHost({ args: QUIET });
  await host.get('/api/quiet');
  await host.get('/api/hooked');
  const { lines } = host;
  await until('its line', LIMIT_MS, () => lines.some((line) => line.includes('Function.hooked.User')));
  expect(host.lines.some((line) => line.includes('not to be seen'))).toBe(false);
});

test('more requests than maxOutstandingRequests are answered with 429', async () => {
  host = await startFixtureHost({
    args: QUIET,
    env: { AzureFunctionsJobHost__extensions__http__maxOutstandingRequests: '1' },
  });
  const slow = host.get('/api/slow').catch(() => undefined);
  await outstanding(host, 1);
  const refused = await host.get('/api/pid');
  expect([refused.status, refused.headers.get('x-function-scaleout')]).toEqual([429, '1']);
  await host.part.kill('SIGKILL');
  await slow;
});

test('maxConcurrentRequests makes requests wait, and no header of HSTS is sent without TLS', async () => {
  host = await startFixtureHost({
    args: QUIET,
    env: {
      AzureFunctionsJobHost__extensions__http__maxConcurrentRequests: '1',
      AzureFunctionsJobHost__extensions__http__hsts__isEnabled: 'true',
    },
  });
  const slow = host.get('/api/slow?ms=500');
  await outstanding(host, 1);
  const waited = await host.get('/api/pid');
  expect([waited.status, waited.headers.get('strict-transport-security')]).toEqual([200, null]);
  expect(await (await slow).text()).toBe('done');
});

test('without its home page the root is like any other address without a function', async () => {
  host = await startFixtureHost({ args: QUIET, env: { AzureWebJobsDisableHomepage: 'true' } });
  expect((await host.get('/')).status).toBe(404);
});

async function outstanding({ get }: FixtureHost, count: number): Promise<void> {
  await until(`${count} running invocation`, LIMIT_MS, async () => {
    const drain = (await (await get('/admin/host/drain/status')).json()) as {
      outstandingInvocations: number;
    };
    return drain.outstandingInvocations === count;
  });
}

test('SIGTERM lets what runs finish, then runs the appTerminate hooks', async () => {
  const goodbye = join(folder, 'goodbye');
  host = await startFixtureHost({ args: QUIET, env: { FIXTURE_GOODBYE: goodbye } });
  const slow = host.get('/api/slow?ms=1000');
  await outstanding(host, 1);
  const [answer] = await Promise.all([slow, host.part.stop()]);
  expect(await answer.text()).toBe('done');
  expect(await readFile(goodbye, 'utf8')).toBe('goodbye');
});

test('the host ends when its parent is gone', async () => {
  const child = fork(MAIN, ['--port', '0', '--app', APP, ...QUIET], {
    env: {},
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    execArgv: [],
  });
  await once(child, 'message');
  child.disconnect();
  const [code] = await once(child, 'exit');
  expect(code).toBe(0);
});

test('an unhandled rejection ends the process, as it ends the worker in Azure', async () => {
  const ends: string[] = [];
  host = await startFixtureHost({ args: QUIET, onUnexpectedExit: (reason) => ends.push(reason) });
  await host.post('/api/crash').catch(() => undefined);
  await until('the end', LIMIT_MS, () => ends.length > 0);
  expect(ends).toEqual(['exit code 1']);
  expect(host.lines.some((line) => line.includes('Unhandled rejection: Error: no one awaited this'))).toBe(
    true,
  );
});

test('an invocation past functionTimeout fails and the process ends', async () => {
  const ends: string[] = [];
  host = await startFixtureHost({
    args: QUIET,
    env: { AzureFunctionsJobHost__functionTimeout: '00:00:01' },
    onUnexpectedExit: (reason) => ends.push(reason),
  });
  expect((await host.get('/api/slow')).status).toBe(500);
  await until('the end', LIMIT_MS, () => ends.length > 0);
  expect(ends).toEqual(['exit code 1']);
  expect(
    host.lines.some((line) =>
      line.includes("Timeout value of 1000 ms exceeded by function 'Functions.slow'"),
    ),
  ).toBe(true);
});

test('several worker processes share the port, and one that ends is replaced', async () => {
  host = await startFixtureHost({ args: QUIET, env: { FUNCTIONS_WORKER_PROCESS_COUNT: '2' } });
  const pids = new Set<string>();
  await until('both workers to answer', LIMIT_MS, () => addPid(pids));
  await host.post('/api/crash').catch(() => undefined);
  await until('a new worker to answer', LIMIT_MS, async () => {
    await addPid(pids);
    return pids.size === 3;
  });
  await host.part.stop();
  for (const pid of pids) expect(existsSync(`/proc/${pid}`)).toBe(false);

  async function addPid(seen: Set<string>): Promise<boolean> {
    // A connection of its own each time: the workers take turns by connection.
    const answer = await host?.get('/api/pid', { connection: 'close' }).catch(() => undefined);
    if (answer?.ok) seen.add(await answer.text());
    return seen.size >= 2;
  }
});

test('one worker that dies does not take the requests of another with it', async () => {
  host = await startFixtureHost({ args: QUIET, env: { FUNCTIONS_WORKER_PROCESS_COUNT: '2' } });
  const { url } = host;
  const slow = fetch(`${url}/api/slow?ms=1500`);
  // Workers take turns by connection, so the next one is the other's.
  await fetch(`${url}/api/crash`, { method: 'POST', headers: { connection: 'close' } }).catch(
    () => undefined,
  );
  const answers = await Promise.allSettled([slow]);
  expect(answers.map(({ status }) => status)).toEqual(['fulfilled']);
  await until('the replacement', LIMIT_MS, async () => (await host?.get('/api/pid'))?.ok === true);
});

test('a worker that cannot start is the failure of the whole', async () => {
  const env = { FUNCTIONS_WORKER_PROCESS_COUNT: '2', FIXTURE_START: 'fail' };
  await expect(startFixtureHost({ args: QUIET, env })).rejects.toThrow('STRIPE_WEBHOOK_SECRET is missing');
});
