/** Comparing a database with the manifest of a backup: every table by the hash that PostgreSQL computes, then the figures that people ask for. */
import pg from 'pg';
import type { BackupManifest } from '../../../functions/capabilities/ports/backups.ts';
import { contentOf } from '../../../functions/edges/postgres/content.ts';
import { type Query, queryOn } from '../../../functions/edges/postgres/pool.ts';
import {
  checksOf,
  DUMP_SESSION,
  dumpTables,
  migrationsOf,
} from '../../../functions/edges/postgres/tables.ts';
import { currentNames } from '../adopt-base.ts';

/** What differs, each in a line; nothing when the database is the one that was saved. */
export async function differences(url: string, manifest: BackupManifest): Promise<string[]> {
  const client = new pg.Client({ connectionString: url, application_name: 'backup-verify' });
  await client.connect();
  try {
    await client.query('begin isolation level repeatable read read only');
    await client.query(DUMP_SESSION);
    const query = queryOn(client);
    const found = [
      ...(await tableDifferences(query, manifest)),
      ...(await figureDifferences(query, manifest)),
    ];
    if (canonical(await migrationsOf(query)) !== canonical(currentNames(manifest.migrations))) {
      found.push('the schema has taken other steps');
    }
    return found;
  } finally {
    await client.query('rollback').catch(() => undefined);
    await client.end();
  }
}

async function tableDifferences(query: Query, manifest: BackupManifest): Promise<string[]> {
  const found: string[] = [];
  const saved = new Map(manifest.tables.map((table) => [table.name, table]));
  for (const table of await dumpTables(query)) {
    const expected = saved.get(table.name);
    saved.delete(table.name);
    const { rows, content } = await contentOf(query, `"${table.name}"`, table.columns);
    if (!expected) found.push(`${table.name} was not saved`);
    else if (rows !== expected.rows) found.push(`${table.name} has ${rows} rows, not ${expected.rows}`);
    else if (expected.content && content !== expected.content) found.push(`${table.name} has other content`);
  }
  return [...found, ...[...saved.keys()].map((name) => `${name} is missing`)];
}

async function figureDifferences(query: Query, manifest: BackupManifest): Promise<string[]> {
  const checks = await checksOf(query);
  const names = Object.keys(manifest.checks) as (keyof typeof checks)[];
  return [
    ...names
      .filter((name) => canonical(checks[name]) !== canonical(manifest.checks[name]))
      .map((name) => `${name} differs`),
    ...Object.entries(checks.ledger)
      .filter(([, sums]) => sums.balance_cents !== 0)
      .map(([currency]) => `the ledger in ${currency} does not sum to zero`),
  ];
}

/** JSON with the keys of each object in order. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
