/** The way of a server from the version before this one to this one, and back when it does not work there. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { asPreviousBuild } from '../../tests/support/migrations.ts';
import { trialAnswers } from '../../tests/support/server-answers.ts';
import { type Inbox, startInbox } from '../local/inbox/server.ts';
import { takeLock } from '../local/lock.ts';
import { withClient } from '../local/postgres/roles.ts';
import { baseSteps } from '../operate/adopt-base.ts';
import { databaseState } from '../operate/live-clinic.ts';
import { startPart } from '../processes/part.ts';
import { readAnswers } from './answers.ts';
import { install } from './install.ts';
import { schemaState } from './schema.ts';
import type { ServerSettings } from './settings-file.ts';
import { databasePart } from './stores.ts';
import { upgrade } from './upgrading.ts';

const SLOW = 300_000;
let folder: string;
let home: string;
let inbox: Inbox;
let settings: ServerSettings;
let said: string[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'upgrade-'));
  home = join(folder, 'home');
  inbox = await startInbox({
    port: 0,
    smtpPort: 0,
    folder: join(folder, 'inbox'),
    account: { sid: 'AC0', token: 'x' },
  });
  const { answers, problems } = readAnswers({
    ...(await trialAnswers({ bind: '127.0.0.1', smtpUrl: inbox.smtpUrl, backups: join(folder, 'backups') })),
    metrics_port: 0,
    workers: 1,
  });
  if (answers === undefined) throw new Error(JSON.stringify(problems));
  ({ settings } = await install(home, answers));
}, SLOW);

afterAll(async () => {
  await inbox.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs the work while the database of the stopped server is up. */
async function withDatabase<T>(work: () => Promise<T>): Promise<T> {
  const { answers, secrets } = settings;
  const options = databasePart({ data: join(home, 'data'), answers, secrets });
  if (options === undefined) throw new Error('This server has an embedded database.');
  const part = await startPart(options);
  try {
    return await work();
  } finally {
    await part.stop();
  }
}

/** Makes the database one of the version before, whose steps had other names. */
const makeOlder = (): Promise<void> => asPreviousBuild(settings.ownerUrl);

const addWork = (): Promise<unknown> =>
  withClient(settings.ownerUrl, (client) => client.query('create table work_of_before as select 7 as n'));
const kept = (): Promise<number> =>
  withClient(settings.ownerUrl, async (client) => {
    const { rows } = await client.query<{ n: number }>('select n from work_of_before');
    return rows[0]?.n ?? 0;
  });
const pending = async (): Promise<string[]> => (await schemaState(settings.ownerUrl)).pending;

const run = (check?: () => Promise<void>): Promise<void> => {
  said = [];
  return upgrade({ home, say: (line) => said.push(line), ...(check && { check }) });
};

test('a version that does not work is taken back whole, and the next try goes through', {
  timeout: SLOW,
}, async () => {
  await withDatabase(async () => {
    await makeOlder();
    await addWork();
    expect(await pending()).toEqual(baseSteps());
  });

  await expect(run(() => Promise.reject(new Error('The pages are blank.')))).rejects.toThrow(
    /The pages are blank\. The database is as it was before\. Install the program of before/,
  );
  await withDatabase(async () => {
    expect(await pending()).toEqual(baseSteps());
    expect(await kept()).toBe(7);
    await withClient(settings.Values.DATABASE_URL ?? '', (client) => client.query('select 1 from invoices'));
  });

  await run();
  expect(said.at(-1)).toBe('The upgrade is done. Start the server.');
  await withDatabase(async () => {
    expect(await pending()).toEqual([]);
    expect(await kept()).toBe(7);
    const { rows } = await withClient(settings.ownerUrl, (client) =>
      client.query('select datname from pg_database'),
    );
    expect(rows.map(({ datname }: { datname: string }) => datname)).not.toContain('clinic_before_upgrade');
  });
});

test('while the server runs nothing is upgraded', { timeout: SLOW }, async () => {
  const lock = await takeLock(join(home, 'data'));
  await expect(run()).rejects.toThrow('already running');
  lock.release();
});

test.each([
  '999_of_a_newer_version.ts',
  // A later step whose number is lower than the newest here.
  '012_of_a_newer_version.sql',
])('a database of a newer version is refused: %s', { timeout: SLOW }, async (newer) => {
  await withDatabase(() =>
    withClient(settings.ownerUrl, (client) =>
      client.query('insert into knex_migrations (name, batch, migration_time) values ($1, 99, now())', [
        newer,
      ]),
    ),
  );
  await expect(run()).rejects.toThrow(`The database is of a newer version (${newer})`);
  await withDatabase(() =>
    withClient(settings.ownerUrl, (client) =>
      client.query('delete from knex_migrations where name = $1', [newer]),
    ),
  );
});

test('a database with staff is backed up, and the backup verified, before it is migrated', {
  timeout: SLOW,
}, async () => {
  await withDatabase(async () => {
    await makeOlder();
    await withClient(settings.ownerUrl, async (client) => {
      await client.query('drop table work_of_before');
      await client.query(
        "insert into staff (email, password_hash, name, role) values ('ada@elm.example', '$argon2id$x', 'Ada', 'admin')",
      );
    });
  });
  // As a server whose setup did not make the folder of its backups.
  rmSync(join(folder, 'backups'), { recursive: true, force: true });
  await run();
  expect(said.join('\n')).toMatch(/backups did not exist and was made/);
  const [made = ''] = readdirSync(join(folder, 'backups'));
  expect(said).toContain(`Making and verifying a backup: ${join(folder, 'backups', made)} …`);
  await withDatabase(async () => {
    expect(await pending()).toEqual([]);
    expect((await databaseState(settings.ownerUrl)).verifiedBackup).not.toBeNull();
  });
});
