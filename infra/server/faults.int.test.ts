/** What is wrong with a machine ends `serve` with one line that says what to do, and nothing is left half done. */
import { execFile, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { trialAnswers } from '../../tests/support/server-answers.ts';
import { ROOT } from '../local/environment.ts';
import { type Inbox, startInbox } from '../local/inbox/server.ts';
import { withClient } from '../local/postgres/roles.ts';
import { startPart } from '../processes/part.ts';
import { readAnswers } from './answers.ts';
import { install } from './install.ts';
import { selfSigned } from './self-signed.ts';
import { type ServerSettings, saveServerSettings } from './settings-file.ts';
import { databasePart } from './stores.ts';

const SLOW = 300_000;
const DAY = 86_400_000;
let folder: string;
let home: string;
let inbox: Inbox;
let settings: ServerSettings;
let undo: (() => void)[] = [];

beforeAll(async () => {
  // `serve` starts a built program only.
  await promisify(execFile)(process.execPath, [join(ROOT, 'infra/build.ts')], { cwd: ROOT });
  folder = mkdtempSync(join(tmpdir(), 'faults-'));
  home = join(folder, 'home');
  const account = { sid: 'AC0', token: 'x' };
  inbox = await startInbox({ port: 0, smtpPort: 0, folder: join(folder, 'inbox'), account });
  const { answers, problems } = readAnswers({
    ...(await trialAnswers({ bind: '127.0.0.1', smtpUrl: inbox.smtpUrl, backups: join(folder, 'backups') })),
    metrics_port: 0,
    workers: 1,
  });
  if (answers === undefined) throw new Error(JSON.stringify(problems));
  ({ settings } = await install(home, answers));
}, SLOW);
afterEach(() => {
  for (const back of undo.reverse()) back();
  undo = [];
});
afterAll(async () => {
  await inbox.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs `serve`, which must end by itself. */
async function serve(): Promise<{ code: number | null; lines: string[] }> {
  const child = spawn(process.execPath, [join(ROOT, 'infra/server/serve.ts'), '--home', home], { cwd: ROOT });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  return { code, lines: said.trim().split('\n') };
}

/** It says the one line, holds no lock, and has left no port taken. */
async function refuses(reason: RegExp): Promise<void> {
  const { code, lines } = await serve();
  expect(lines).toEqual([expect.stringMatching(reason)]);
  expect(code).toBe(1);
  expect(existsSync(join(home, 'data/lock.json'))).toBe(false);
  for (const port of [settings.answers.database_port, settings.answers.api_port]) await free(port);
}

const free = (port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => server.close(() => resolve()));
  });

/** Puts other content into a file of the server until the test ends. */
function replace(name: string, content: string): void {
  const file = join(home, name);
  renameSync(file, `${file}.aside`);
  undo.push(() => {
    rmSync(file, { recursive: true, force: true });
    renameSync(`${file}.aside`, file);
  });
  writeFileSync(file, content, { mode: 0o600 });
}

function changeSettings(change: Partial<ServerSettings>): void {
  saveServerSettings(home, { ...settings, ...change });
  undo.push(() => saveServerSettings(home, settings));
}
const changeAnswers = (change: object): void =>
  changeSettings({ answers: { ...settings.answers, ...change } });
const changeValues = (change: object): void => changeSettings({ Values: { ...settings.Values, ...change } });

describe('the certificate', () => {
  test('that is missing', { timeout: SLOW }, async () => {
    changeAnswers({
      tls: 'files',
      certificate: join(home, 'tls/none.pem'),
      key: join(home, 'tls/server.key'),
    });
    await refuses(/none\.pem cannot be read \(ENOENT\)/);
  });

  test('that has expired', { timeout: SLOW }, async () => {
    const { cert, key } = selfSigned(['127.0.0.1'], new Date(Date.now() - 900 * DAY));
    replace('tls/server.pem', cert);
    replace('tls/server.key', key);
    await refuses(/server\.pem expired on \d{4}-/);
  });

  test('whose key is missing', { timeout: SLOW }, async () => {
    replace('tls/server.key', '');
    await refuses(/server\.key holds no PEM private key/);
  });
});

describe('the settings file', () => {
  test('that was written by half', { timeout: SLOW }, async () => {
    const whole = readFileSync(join(home, 'settings.json'), 'utf8');
    replace('settings.json', whole.slice(0, whole.length / 2));
    await refuses(/settings\.json is damaged.*copy that was kept.*--from-backup/);
  });

  test.each(['answers', 'secrets', 'Values', 'ownerUrl'])('without %s', { timeout: SLOW }, async (name) => {
    replace('settings.json', JSON.stringify({ ...settings, [name]: undefined }));
    await refuses(new RegExp(`settings\\.json is damaged: ${name} is missing`));
  });

  test('that is empty, or is no object', { timeout: SLOW }, async () => {
    replace('settings.json', '');
    await refuses(/settings\.json is damaged/);
    writeFileSync(join(home, 'settings.json'), 'null', { mode: 0o600 });
    await refuses(/settings\.json is damaged/);
  });

  test('that others can read', { timeout: SLOW }, async () => {
    chmodSync(join(home, 'settings.json'), 0o644);
    undo.push(() => chmodSync(join(home, 'settings.json'), 0o600));
    await refuses(/mode 644.*chmod 600/);
  });
});

describe('the database', () => {
  test('with another password of the app', { timeout: SLOW }, async () => {
    const url = new URL(settings.Values.DATABASE_URL ?? '');
    url.password = 'not-this-password';
    changeValues({ DATABASE_URL: url.href });
    await refuses(/^DATABASE_URL: the server refuses the password of clinic_app.*npm run setup/);
  });

  test('with another password of the owner', { timeout: SLOW }, async () => {
    const url = new URL(settings.ownerUrl);
    url.password = 'not-this-password';
    changeSettings({ ownerUrl: url.href });
    await refuses(/^ownerUrl: the server refuses the password of clinic_owner/);
  });

  test('of a newer version', { timeout: SLOW }, async () => {
    const part = databasePart({
      data: join(home, 'data'),
      answers: settings.answers,
      secrets: settings.secrets,
    });
    const change = async (sql: string): Promise<void> => {
      if (part === undefined) throw new Error('This server has an embedded database.');
      const started = await startPart(part);
      await withClient(settings.ownerUrl, (client) => client.query(sql));
      await started.stop();
    };
    await change(
      "insert into knex_migrations (name, batch, migration_time) values ('999_newer.ts', 99, now())",
    );
    await refuses(/^The database is of a newer version \(999_newer\.ts\).*Install the newer program again/);
    await change("delete from knex_migrations where name = '999_newer.ts'");
  });

  test('of another major version of PostgreSQL', { timeout: SLOW }, async () => {
    replace('data/postgres/PG_VERSION', '12\n');
    await refuses(/was made by PostgreSQL 12.*Restore a backup/);
  });
});

test('a storage folder that cannot be written', { timeout: SLOW }, async () => {
  replace('data/storage', 'in the way');
  await refuses(/data\/storage cannot be written \((EEXIST|ENOTDIR)\)/);
});

test('an address that this machine does not have', { timeout: SLOW }, async () => {
  changeAnswers({ bind: '192.0.2.1' });
  await refuses(/^port: port \d+ of 192\.0\.2\.1 cannot be used \(EADDRNOTAVAIL\).*choose another/);
});
