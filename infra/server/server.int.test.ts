/** The two commands as a new user runs them: unattended, in a folder of their own, on free ports, over TLS. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { BlobServiceClient } from '@azure/storage-blob';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { trialAnswers } from '../../tests/support/server-answers.ts';
import { apiClient, signIn } from '../local/api-client.ts';
import { playScenario } from '../local/demo-invoices.ts';
import { ROOT } from '../local/environment.ts';
import { type Inbox, startInbox } from '../local/inbox/server.ts';
import { startCluster } from '../local/postgres/cluster.ts';
import { withClient } from '../local/postgres/roles.ts';
import { storageConnection } from '../local/storage/azurite.ts';
import { choosePorts } from '../processes/ports.ts';
import { until } from '../processes/time.ts';
import type { ServerSettings } from './settings-file.ts';

const ADMIN = { email: 'ada@elm.example', password: 'otter lantern quarry mosaic 42', name: 'Ada Admin' };
/** Another desk of the local network, as far as one machine has one. */
const DESK = '127.0.0.2';
const SLOW = 300_000;

let folder: string;
let home: string;
let inbox: Inbox;
let answers: Record<string, unknown>;
const running = new Set<ChildProcess>();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'server-'));
  home = join(folder, 'home');
  inbox = await startInbox({
    port: 0,
    smtpPort: 0,
    folder: join(folder, 'inbox'),
    account: { sid: 'AC0', token: 'none' },
  });
  answers = {
    ...(await trialAnswers({ bind: DESK, smtpUrl: inbox.smtpUrl, backups: join(folder, 'backups') })),
    workers: 2,
    mail_test_to: 'operator@elm.example',
  };
});

afterAll(async () => {
  for (const child of running) child.kill('SIGTERM');
  await Promise.all([...running].map((child) => once(child, 'exit')));
  await inbox.stop();
  rmSync(folder, { recursive: true, force: true });
}, SLOW);

type Outcome = { code: number; said: string };

/** Runs one of the commands to its end. */
function run(script: string, args: readonly string[], env: Record<string, string> = {}): Promise<Outcome> {
  return new Promise((resolve) => {
    const options = { cwd: ROOT, env: { ...process.env, ...env }, maxBuffer: 10 ** 7 };
    execFile(process.execPath, [join(ROOT, script), ...args], options, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), said: stdout + stderr }),
    );
  });
}

function setup(change: object = {}): Promise<Outcome> {
  const file = join(folder, 'answers.json');
  writeFileSync(file, JSON.stringify({ ...answers, ...change }), { mode: 0o600 });
  return run('infra/server/setup.ts', ['--answers', file, '--home', home]);
}

type Served = { child: ChildProcess; lines: () => string };

/** Starts `npm run serve` and waits until it says where the clinic is. */
async function serve(): Promise<Served> {
  const child = spawn(process.execPath, [join(ROOT, 'infra/server/serve.ts'), '--home', home], { cwd: ROOT });
  running.add(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
  child.once('exit', () => running.delete(child));
  await until('the start of the server', SLOW, () => {
    if (child.exitCode !== null) throw new Error(said);
    return said.includes('The clinic answers at');
  });
  return { child, lines: () => said };
}

async function stop({ child }: Served): Promise<number | null> {
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  return ((await exited) as [number | null])[0];
}

const settings = (): ServerSettings =>
  JSON.parse(readFileSync(join(home, 'settings.json'), 'utf8')) as ServerSettings;

test('a bad answer is refused by its name, and nothing is made', { timeout: SLOW }, async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as { port: number };
  const seen = await Promise.all([
    setup({ currency: 'doubloon', clinic_nam: 'x' }),
    run('infra/server/setup.ts', ['--home', home], { SETUP_CLINIC_NAME: 'Elm' }),
  ]);
  expect(seen[0]).toMatchObject({ code: 1 });
  expect(seen[0]?.said).toMatch(/currency must be one of/);
  expect(seen[0]?.said).toContain('clinic_nam is not an answer; did you mean clinic_name?');
  expect(seen[1]?.said).toMatch(/clinic_email .*\n[\s\S]*address is missing/);
  const outside = await setup({
    smtp_url: `smtp://127.0.0.1:1`,
    api_port: port,
    tls: 'files',
    ...pemFiles(),
  });
  expect(outside.code).toBe(1);
  expect(outside.said).toMatch(/smtp_url the mail server does not accept/);
  expect(outside.said).toMatch(`api_port port ${port} of 127.0.0.1 is taken by another program.`);
  expect(outside.said).toMatch(/certificate .*missing\.pem cannot be read \(ENOENT\)/);
  expect(existsSync(home) || existsSync(join(folder, 'backups'))).toBe(false);
  taken.close();
});

const pemFiles = () => ({ certificate: join(folder, 'missing.pem'), key: join(folder, 'missing.key') });

test('what fails late is taken back whole', { timeout: SLOW }, async () => {
  const data = join(folder, 'elsewhere');
  mkdirSync(data);
  // PostgreSQL is made first; then the storage finds a file where its folder should be.
  writeFileSync(join(data, 'storage'), 'in the way');
  const failed = await setup({ data });
  expect(failed.code, failed.said).toBe(1);
  expect(existsSync(home)).toBe(false);
  expect(readdirSync(data)).toEqual(['storage']);
  const example = await setup({ clinic_name: 'Harbour Street Clinic' });
  expect(example.said).toContain('CLINIC_NAME is still the example');
  expect(existsSync(home)).toBe(false);
});

test('setup and serve: over TLS from the first administrator to a paid invoice', {
  timeout: SLOW,
}, async () => {
  const made = await setup();
  expect(made, made.said).toMatchObject({ code: 0 });
  expect(statSync(join(home, 'settings.json')).mode & 0o777).toBe(0o600);
  const link = new URL(/First administrator: (\S+)/.exec(made.said)?.[1] ?? '');
  await until('the test message', 10_000, async () => {
    const { data } = (await (await fetch(`${inbox.url}/api/messages?to=operator@elm.example`)).json()) as {
      data: unknown[];
    };
    return data.length > 0;
  });

  setDefaultCACertificates([
    ...getCACertificates('default'),
    readFileSync(join(home, 'tls/authority.pem'), 'utf8'),
  ]);
  const server = await serve();
  const { origin } = link;
  const page = await fetch(`${origin}/staff/register`);
  expect(page.headers.get('strict-transport-security')).toContain('max-age=');
  const redirected = await fetch(`http://${DESK}:${answers.http_port}/staff?a=1`, { redirect: 'manual' });
  expect([redirected.status, redirected.headers.get('location')]).toEqual([308, `${origin}/staff?a=1`]);
  const hidden = await Promise.all(
    [`${origin}/admin/host/status`, `http://127.0.0.1:${answers.api_port}/admin/host/status`].map((url) =>
      fetch(url),
    ),
  );
  expect(hidden.map(({ status }) => status)).toEqual([404, 404]);
  await expect(fetch(`http://127.0.0.1:${new URL(origin).port}`)).rejects.toThrow();

  const anyone = apiClient(origin);
  const setup_code = new URLSearchParams(link.hash.slice(1)).get('code') ?? '';
  const register = (email: string): Promise<unknown> =>
    anyone.post('auth/register', { ...ADMIN, email, role: 'admin', setup_code });
  await register(ADMIN.email);
  await expect(register('eve@elm.example')).rejects.toThrow(/40[13]/);

  await playScenario(
    {
      api: origin,
      inbox: inbox.url,
      database: settings().Values.DATABASE_URL ?? '',
      staff: [{ ...ADMIN, role: 'admin' }],
    },
    () => undefined,
  );
  expect(await stop(server)).toBe(0);
  await expect(fetch(`${origin}/staff`)).rejects.toThrow();
});

test('its storage refuses the key that everybody knows', { timeout: SLOW }, async () => {
  const server = await serve();
  const ports = { blobPort: Number(answers.storage_port), queuePort: Number(answers.queue_port) };
  const list = (connection: string): Promise<unknown> =>
    BlobServiceClient.fromConnectionString(connection).listContainers().next();
  await expect(list(storageConnection(ports))).rejects.toThrow();
  await expect(list(settings().Values.AzureWebJobsStorage ?? '')).resolves.toBeDefined();
  expect(await stop(server)).toBe(0);
});

test('stripe:check corrects the endpoint, and its event arrives from end to end; a new secret works after a restart', {
  timeout: SLOW,
}, async () => {
  let server = await serve();
  const check = (...args: string[]): Promise<Outcome> =>
    run('infra/operate/stripe-check.ts', ['--home', home, ...args]);
  const looked = await check('--dry-run');
  expect(looked.code).toBe(1);
  expect(looked.said).toMatch(/bad {2}Endpoint we_\w+: surplus \*/);
  const first = await check();
  expect(first, first.said).toMatchObject({ code: 0 });
  expect(first.said).toMatch(/ok {3}Test event: evt_\w+ arrived, signed/);
  const replaced = await check('--replace');
  expect(replaced.code).toBe(1);
  expect(replaced.said).toMatch(/ok {3}Endpoint: made we_\w+ .*deleted we_/);
  expect(replaced.said).toContain('Restart the server');
  expect(await stop(server)).toBe(0);
  server = await serve();
  const again = await check();
  expect(again, again.said).toMatchObject({ code: 0 });
  const api = await signIn(apiClient(String(answers.address)), ADMIN);
  // The event of the check is about nothing of the clinic, and is no work for anyone.
  expect(await api.get('alerts')).toMatchObject({ data: [] });

  const seen = await run('infra/operate/doctor.ts', ['--home', home]);
  const lines = seen.said.trim().split('\n');
  expect(lines.filter((line) => line.startsWith('bad'))).toEqual([]);
  expect(seen.code).toBe(0);
  for (const [begin, count] of [
    ['ok   Settings', 1],
    ['ok   File modes', 1],
    ['ok   Disk', 2],
    ['ok   Folders', 1],
    ['ok   Certificate: for 127.0.0.2', 1],
    ['ok   Address: 127.0.0.2 is this machine', 1],
    ['warn Clock: not compared', 1],
    ['ok   Mail', 1],
    ['ok   Texts: none', 1],
    ['warn Backups: none yet', 1],
    ['ok   Public address', 1],
    ['ok   Role: clinic_app', 1],
    ['ok   Grants', 1],
    ['ok   Migrations', 1],
    ['ok   Connections', 1],
    ['warn Rehearsal', 1],
    ['ok   Storage: written, read, leased', 1],
    ['ok   Stripe: Mode: test mode', 1],
    ['ok   Stripe: Endpoint: we_', 1],
  ] as const)
    expect(
      lines.filter((line) => line.startsWith(begin)),
      begin,
    ).toHaveLength(count);
  expect(await stop(server)).toBe(0);

  chmodSync(join(home, 'data/logs'), 0o755);
  const stopped = await run('infra/operate/doctor.ts', [], { CLINIC_HOME: home });
  chmodSync(join(home, 'data/logs'), 0o700);
  expect(stopped.code).toBe(1);
  expect(stopped.said).toMatch(/bad {2}File modes: .*logs has mode 755\. Run: chmod 700/);
  expect(stopped.said).toContain('ok   Ports: all are free');
  expect(stopped.said).toContain('warn Server: it is not running');
});

test('a second start has the data; a killed part comes back; a backup is made and verified', {
  timeout: SLOW,
}, async () => {
  const server = await serve();
  const api = apiClient(String(answers.address));
  const desk = await signIn(api, ADMIN);
  const paid = async (): Promise<string[]> =>
    (await desk.get<{ data: { status: string }[] }>('invoices')).data.map(({ status }) => status);
  expect(await paid()).toEqual(['paid']);

  const second = await run('infra/server/serve.ts', ['--home', home]);
  expect(second.code).toBe(1);
  expect(second.said).toMatch(/already running here.*data folder/);
  const again = await setup();
  expect(again.code).toBe(1);
  expect(again.said).toContain('The server is running. Stop it first');

  const { parts } = JSON.parse(readFileSync(join(home, 'data/lock.json'), 'utf8')) as {
    parts: { pid: number; command: string }[];
  };
  for (const [name, main] of [
    ['host', 'processes/functions-host.ts'],
    ['web', 'web/main.ts'],
  ] as const) {
    const part = parts.find(({ command }) => command.includes(main));
    // A pid of 0 would be this test's own group of processes.
    if (part === undefined) throw new Error(`${main} is not among the parts.`);
    process.kill(part.pid, 'SIGKILL');
    await until(`the return of ${name}`, SLOW, () => server.lines().includes(`${name} is back.`));
  }
  await until('the answer', SLOW, () =>
    paid().then(
      (found) => found.length === 1,
      () => false,
    ),
  );

  let metrics = '';
  // The worker that answered adds its counts within a quarter of a minute.
  await until('the count of the request', SLOW, async () => {
    metrics = await (await fetch(`http://127.0.0.1:${answers.metrics_port}/metrics`)).text();
    return /clinic_requests_total\{operation="invoices-list",status="2xx"\} [1-9]/.test(metrics);
  });
  for (const line of [
    'clinic_database_up 1',
    'clinic_dead_letters 0',
    'clinic_reconciliation_discrepancies 0',
    'clinic_part_restarts_total{part="host"} 1',
    'clinic_part_restarts_total{part="web"} 1',
  ])
    expect(metrics.split('\n')).toContain(line);
  expect(metrics).toMatch(/^clinic_webhook_age_seconds \d/m);
  const table = await run('infra/operate/metrics.ts', [], { CLINIC_HOME: home });
  expect(table.said).toMatch(/invoices-issue +1 /);

  const backup = await run('infra/operate/backup.ts', [], { CLINIC_HOME: home });
  expect(backup, backup.said).toMatchObject({ code: 0 });
  expect(backup.said).toContain('It was read back, loaded and compared');
  expect(readdirSync(join(folder, 'backups'))).toHaveLength(1);
  expect(await stop(server)).toBe(0);

  const logs = readFileSync(join(home, 'data/logs/access.jsonl'), 'utf8').trim().split('\n');
  expect(logs.length).toBeGreaterThan(10);
  expect(logs.filter((line) => !line.startsWith('{"time":'))).toEqual([]);
  expect(logs.join()).not.toMatch(/elm\.example|eyJ/);
});

test('setup again changes what is asked and keeps the rest', { timeout: SLOW }, async () => {
  const before = settings();
  const refused = await setup({ currency: 'eur' });
  expect(refused.said).toContain('currency cannot be changed');
  const changed = await setup({ clinic_phone: '+1 555 0135' });
  expect(changed, changed.said).toMatchObject({ code: 0 });
  expect(changed.said).not.toContain('First administrator');
  const now = settings();
  expect(now.secrets).toEqual(before.secrets);
  expect(now.Values).toEqual({ ...before.Values, CLINIC_PHONE: '+1 555 0135' });
});

test.each([
  ['others can read', () => writeSettings(settings(), 0o644), /mode 644.*chmod 600/],
  [
    'has a mistyped setting',
    () => writeSettings(withValue('SMTP_URI', 'smtp://x')),
    /SMTP_URI is not a setting/,
  ],
  ['has a setting that is no good', () => writeSettings(withValue('JWT_SECRET', 'x')), /JWT_SECRET needs/],
])('serve refuses a settings file that %s', { timeout: SLOW }, async (_, spoil, reason) => {
  const before = settings();
  spoil();
  const refused = await run('infra/server/serve.ts', ['--home', home]);
  writeSettings(before);
  expect(refused.code).toBe(1);
  expect(refused.said).toMatch(reason);
  expect(refused.said.trim().split('\n')).toHaveLength(1);
});

const withValue = (name: string, value: string): ServerSettings => ({
  ...settings(),
  Values: { ...settings().Values, [name]: value },
});
function writeSettings(content: ServerSettings, mode = 0o600): void {
  const file = join(home, 'settings.json');
  rmSync(file);
  writeFileSync(file, JSON.stringify(content));
  // Whatever the umask of whoever runs the tests.
  chmodSync(file, mode);
}

test('serve refuses a port that another program has, in one line', { timeout: SLOW }, async () => {
  const taken = createServer().listen(Number(answers.api_port), '127.0.0.1');
  await once(taken, 'listening');
  const refused = await run('infra/server/serve.ts', ['--home', home]);
  taken.close();
  expect(refused.code).toBe(1);
  expect(refused.said.trim()).toMatch(
    /^api_port: port \d+ of 127\.0\.0\.1 is taken by another program\. .*npm run setup\.$/,
  );
});

test('a PostgreSQL server of the clinic’s own gets the roles; its administrator is used once', {
  timeout: SLOW,
}, async () => {
  const { port } = await choosePorts({ port: 0 });
  const cluster = await startCluster({
    folder: join(folder, 'own'),
    port,
    password: 'superuser',
    durable: false,
  });
  const url = (user: string, password: string, name: string): string =>
    `postgres://${user}:${password}@127.0.0.1:${port}/${name}`;
  const other = join(folder, 'other');
  const file = join(folder, 'own.json');
  const setUp = (admin: string): Promise<Outcome> => {
    const own = { ...answers, database: 'server', database_admin_url: admin };
    writeFileSync(file, JSON.stringify(own), { mode: 0o600 });
    return run('infra/server/setup.ts', ['--answers', file, '--home', other]);
  };
  try {
    // An administrator as a cloud gives one: no superuser.
    await withClient(url('postgres', 'superuser', 'postgres'), (client) =>
      client.query("create role admin login createrole createdb password 'of-the-admin'"),
    );
    const wrong = await setUp(url('admin', 'not-this', 'postgres'));
    expect(wrong.said).toContain('database_admin_url is refused by the server: the password is wrong.');
    const made = await setUp(url('admin', 'of-the-admin', 'postgres'));
    expect(made, made.said).toMatchObject({ code: 0 });
    expect(made.said).toContain('made role clinic_owner, role clinic_app, database clinic');
    const written = readFileSync(join(other, 'settings.json'), 'utf8');
    expect(written).not.toContain('of-the-admin');
    const { Values } = JSON.parse(written) as ServerSettings;
    await withClient(Values.DATABASE_URL ?? '', async (client) => {
      await client.query('select 1 from invoices');
      await expect(client.query('create table x (n int)')).rejects.toThrow('permission denied');
    });
    const again = await setUp(url('admin', '', 'postgres'));
    expect(again, again.said).toMatchObject({ code: 0 });
    expect(again.said).toContain('your server, as before');
  } finally {
    await cluster.stop();
  }
});
