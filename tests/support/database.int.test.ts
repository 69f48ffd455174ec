import { QueueServiceClient } from '@azure/storage-queue';
import { expect, inject, onTestFinished, test } from 'vitest';
import { withClient } from '../../infra/local/postgres/roles.ts';
import { migrateLatest, migrateRollback, migrationStatus } from '../../infra/operate/migrate.ts';
import { catalogueOf } from './catalogue.ts';
import { createDatabase, type TestDatabase } from './database.ts';

async function database(options?: { migrated: boolean }): Promise<TestDatabase> {
  const made = await createDatabase(options);
  onTestFinished(() => made.drop());
  return made;
}

const tables = (url: string): Promise<string[]> =>
  withClient(url, async (client) => {
    const { rows } = await client.query(
      "select tablename from pg_tables where schemaname = 'public' order by 1",
    );
    return rows.map((row: { tablename: string }) => row.tablename);
  });

test('a test gets a migrated database that no other test sees', async () => {
  const [one, other] = await Promise.all([database(), database()]);
  await withClient(one.ownerUrl, (client) => client.query('create table only_here (id int)'));
  expect(await tables(one.ownerUrl)).toContain('only_here');
  expect(await tables(other.ownerUrl)).toContain('invoices');
  expect(await tables(other.ownerUrl)).not.toContain('only_here');
});

test('the app role can neither make a table nor change the schema', async () => {
  const { appUrl } = await database();
  await withClient(appUrl, async (client) => {
    await expect(client.query('create table mine (id int)')).rejects.toThrow(/permission denied/);
    await expect(client.query('drop table invoices')).rejects.toThrow(/must be owner/);
    await expect(client.query("copy (select 1) to program 'true'")).rejects.toThrow(/permission denied/);
  });
});

test('the schema goes up, all the way back and up again', async () => {
  const { ownerUrl } = await database({ migrated: false });
  const applied = await migrateLatest(ownerUrl);
  expect(applied.length).toBeGreaterThan(0);
  const first = await withClient(ownerUrl, catalogueOf);
  const name = new URL(ownerUrl).pathname.slice(1);
  expect(await migrateRollback(ownerUrl, { all: true, database: name, local: false })).toEqual(
    applied.toReversed(),
  );
  const left = (await withClient(ownerUrl, catalogueOf)).filter((line) => !line.startsWith('schema '));
  expect(left.filter((line) => !line.startsWith('extension plpgsql'))).toEqual([]);
  expect(await migrateLatest(ownerUrl)).toEqual(applied);
  expect(await withClient(ownerUrl, catalogueOf)).toEqual(first);
  expect(await migrationStatus(ownerUrl)).toEqual({ applied, pending: [] });
});

test('queues can be made in the storage of the run', async () => {
  const queue = QueueServiceClient.fromConnectionString(inject('storage')).getQueueClient('support-probe');
  await queue.createIfNotExists();
  await queue.sendMessage('hello');
  expect((await queue.peekMessages()).peekedMessageItems[0]?.messageText).toBe('hello');
  await queue.delete();
});
