/** Gives a test a database of its own: a copy of the migrated template, dropped when the test is done. */
import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { inject } from 'vitest';
import { closeToOthers, OWNER, withClient } from '../../infra/local/postgres/roles.ts';
import { until } from '../../infra/processes/time.ts';

export type TestDatabase = {
  /** Connects as the role that owns the schema. */
  ownerUrl: string;
  /** Connects as the role of the app, with the rights that the migrations grant. */
  appUrl: string;
  /** Ends every session and removes the database. */
  drop(): Promise<void>;
};

/** Makes a fresh migrated database; `migrated: false` gives an empty one, for tests of the migrations. */
export async function createDatabase({ migrated = true } = {}): Promise<TestDatabase> {
  const { superuserUrl, ownerUrl, appUrl } = inject('postgres');
  const name = `test_${randomBytes(6).toString('hex')}`;
  const template = migrated ? 'clinic' : 'template0';
  await withClient(superuserUrl, async (client) => {
    await client.query(`create database ${name} template ${template} owner ${OWNER}`);
    await closeToOthers(client, name);
  });
  return {
    ownerUrl: inDatabase(ownerUrl, name),
    appUrl: inDatabase(appUrl, name),
    drop: () =>
      withClient(superuserUrl, async (client) => {
        await sessionsEnded(client, name);
        await client.query(`drop database if exists ${name} with (force)`);
      }),
  };
}

function inDatabase(url: string, name: string): string {
  const address = new URL(url);
  address.pathname = `/${name}`;
  return address.href;
}

/**
 * A pool that was ended still says goodbye to the server: cutting it off would be an error that no one listens for.
 * What has not left after a while was killed on purpose by a test, and is dropped with the database.
 */
async function sessionsEnded(client: pg.Client, name: string): Promise<void> {
  const open = async () => {
    const { rows } = await client.query(
      'select count(*)::int as count from pg_stat_activity where datname = $1',
      [name],
    );
    return rows[0].count as number;
  };
  await until('the end of all sessions', 2000, async () => (await open()) === 0).catch(() => undefined);
}
