/** The steps of the schema: plain SQL files, a base that stays, and databases of the previous build. */
import { expect, onTestFinished, test } from 'vitest';
import { withClient } from '../../infra/local/postgres/roles.ts';
import { baseSteps, currentNames, REPLACED_STEPS } from '../../infra/operate/adopt-base.ts';
import { migrateLatest, migrateRollback, migrateTo, migrationStatus } from '../../infra/operate/migrate.ts';
import { migrationNames } from '../../infra/operate/migration-source.ts';
import { catalogueOf } from '../support/catalogue.ts';
import { createDatabase } from '../support/database.ts';
import { asPreviousBuild, folderWithStep, laterSteps } from '../support/migrations.ts';

const ONE_STEP = { all: false, database: undefined, local: false };

async function database({ migrated = true } = {}): Promise<string> {
  const made = await createDatabase({ migrated });
  onTestFinished(() => made.drop());
  return made.ownerUrl;
}

const catalogue = (url: string) => withClient(url, catalogueOf);
const record = (url: string): Promise<string[]> =>
  withClient(url, async (client) => {
    const { rows } = await client.query<{ name: string }>('select name from knex_migrations order by id');
    return rows.map(({ name }) => name);
  });

test('a database of the previous build takes the base over without running it', async () => {
  const fresh = await catalogue(await database());
  const url = await database({ migrated: false });
  await migrateTo(url, baseSteps());
  await withClient(url, (client) => client.query('update clinic_settings set version = 2'));
  await asPreviousBuild(url, REPLACED_STEPS, []);
  await withClient(url, async (client) => {
    const { rows } = await client.query("select pg_get_functiondef('touch_updated_at'::regproc) as text");
    await client.query(rows[0].text.replace('begin', 'begin -- as it was'));
  });
  expect(await migrationStatus(url)).toEqual({ applied: [], pending: migrationNames() });
  await expect(migrateRollback(url, ONE_STEP)).rejects.toThrow('Run npm run migrate first');

  // Two programs that start at the same time: one takes the base over, the other waits and finds it done.
  const taken = await Promise.allSettled([migrateLatest(url), migrateLatest(url)]);
  expect(taken.map(({ status }) => status)).toContain('fulfilled');
  await migrateLatest(url);
  expect(await record(url)).toEqual(migrationNames());
  expect(await migrationStatus(url)).toEqual({ applied: migrationNames(), pending: [] });
  const settings = 'row clinic_settings ';
  const schema = (lines: string[]) => lines.filter((line) => !line.startsWith(settings));
  const adopted = await catalogue(url);
  expect(schema(adopted)).toEqual(schema(fresh));
  expect(adopted.find((line) => line.startsWith(settings))).toContain('"version":2');
});

test('what later steps replaced stays when the base is taken over behind them', async () => {
  const url = await database();
  await withClient(url, (client) => client.query("comment on table invoices is 'As a later step says.'"));
  const before = await catalogue(url);
  await withClient(url, (client) => client.query('comment on table payments is null'));
  await asPreviousBuild(url, REPLACED_STEPS, [...laterSteps(), '998_later.sql']);
  const folder = folderWithStep('998_later.sql', 'select 1;');
  expect(await migrateLatest(url, folder)).toEqual(baseSteps());
  expect(await record(url)).toEqual([...migrationNames(), '998_later.sql']);
  expect(await catalogue(url)).toEqual(before);
});

test('a database that lacks a step of the previous build is refused, and stays as it is', async () => {
  const url = await database();
  await asPreviousBuild(url, REPLACED_STEPS.slice(0, -1));
  const refused = 'it lacks 1 steps of version 0.1.0, the first is 115_delivery_notices.ts';
  await expect(migrateLatest(url)).rejects.toThrow(refused);
  await expect(migrationStatus(url)).rejects.toThrow(refused);
  await expect(migrateTo(url, await record(url))).rejects.toThrow(refused);
  expect(await record(url)).toEqual([...REPLACED_STEPS.slice(0, -1), ...laterSteps()]);
});

test('names of the previous build are today’s names, in a backup too', () => {
  expect(currentNames([...REPLACED_STEPS, '116_next.sql'])).toEqual([...baseSteps(), '116_next.sql']);
  expect(currentNames(migrationNames())).toEqual(migrationNames());
  expect(currentNames([])).toEqual([]);
});

const EXTRA = `create table extra (word text default 'why?' check (word ? 'a' is null));`;
const QUESTION = `-- Is this a place for a value? No.
create table extra (word text default 'why?', data jsonb check (data ? 'kind'));
-- migrate:down
drop table extra;
`;

test('a step in SQL goes up and back, whatever characters it has', async () => {
  const url = await database();
  const before = await catalogue(url);
  const folder = folderWithStep('999_extra.sql', QUESTION);
  expect(await migrateLatest(url, folder)).toEqual(['999_extra.sql']);
  expect((await catalogue(url)).join('\n')).toContain("'why?'::text");
  expect(await migrateRollback(url, ONE_STEP, folder)).toEqual(['999_extra.sql']);
  expect(await catalogue(url)).toEqual(before);
});

test('a fault in a step names the file and the line, and nothing of the step stays', async () => {
  const url = await database();
  const before = await catalogue(url);
  const folder = folderWithStep('999_extra.sql', `create table first (id int);\n\n${EXTRA}\n`);
  await expect(migrateLatest(url, folder)).rejects.toThrow('999_extra.sql, line 3: operator does not exist');
  expect(await catalogue(url)).toEqual(before);
  const wayBack = folderWithStep('999_extra.sql', `select 1;\n-- migrate:down\n\ndrop table nowhere;\n`);
  await migrateLatest(url, wayBack);
  await expect(migrateRollback(url, ONE_STEP, wayBack)).rejects.toThrow('999_extra.sql: table "nowhere"');
});

test('a step of the base is not taken back on its own, even while nothing is recorded', async () => {
  const url = await database({ migrated: false });
  await migrateTo(url, baseSteps());
  const before = await catalogue(url);
  await expect(migrateRollback(url, ONE_STEP)).rejects.toThrow(
    `${baseSteps().at(-1)} belongs to the base of the schema and cannot be taken back on its own.`,
  );
  expect(await catalogue(url)).toEqual(before);
  expect(await record(url)).toEqual(baseSteps());
});

test('stored events keep their attempts, errors and what they wait for when their work moves to the outbox, and back', async () => {
  const url = await database({ migrated: false });
  await migrateTo(
    url,
    migrationNames().filter((name) => name < '127'),
  );
  const before = 'select id, state, attempts, due_at, reason, waits_for from stripe_events order by id';
  const event = (
    id: string,
    rest: string,
  ) => `insert into stripe_events (id, type, livemode, created_at, payload, payload_sha256,
      source, request_id, state, attempts, due_at, reason, settled_at, waits_for)
    values ('${id}', 'x', false, now(), '\\x00', sha256('x'), 'webhook', 'r', ${rest});`;
  await withClient(url, async (client) => {
    await client.query(event('evt_applied', `'applied', 2, now(), null, now(), 'pi_1'`));
    await client.query(event('evt_failing', `'received', 3, '2026-12-01', 'Error: no', null, null`));
    await client.query(event('evt_ignored', `'ignored', 0, now(), null, now(), null`));
    await client.query(
      event('evt_set_aside', `'quarantined', 8, now(), 'too_many_attempts: no', now(), null`),
    );
    await client.query(event('evt_waiting', `'received', 0, '2026-12-02', null, null, 'pi_2'`));
  });
  const stored = await withClient(url, async (client) => (await client.query(before)).rows);
  await migrateLatest(url);
  const work = await withClient(
    url,
    async (client) =>
      (
        await client.query(
          `select subject_id, state, attempts, last_error, waits_for from outbox where topic = 'apply_event' order by subject_id`,
        )
      ).rows,
  );
  const done = { state: 'done', last_error: null, waits_for: null };
  expect(work).toEqual([
    { ...done, subject_id: 'evt_applied', attempts: 2 },
    { subject_id: 'evt_failing', state: 'pending', attempts: 3, last_error: 'Error: no', waits_for: null },
    { ...done, subject_id: 'evt_set_aside', attempts: 8 },
    { subject_id: 'evt_waiting', state: 'pending', attempts: 0, last_error: null, waits_for: 'pi_2' },
  ]);
  // What is being waited for would go with the column.
  await withClient(url, (client) => client.query('update outbox set waits_for = null'));
  for (let step: string | undefined; step !== '127_event_work.sql'; )
    [step] = await migrateRollback(url, ONE_STEP);
  const back = await withClient(url, async (client) => (await client.query(before)).rows);
  expect(back).toMatchObject(stored.map(({ due_at: _, ...row }) => ({ ...row, waits_for: null })));
  expect(back.find(({ id }) => id === 'evt_failing')?.due_at).toEqual(new Date('2026-12-01'));
});
