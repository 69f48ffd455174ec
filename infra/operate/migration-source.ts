/**
 * The steps of the schema for knex: the numbered files of `migrations/`, as plain SQL or as TypeScript. A `.sql` file is the
 * way up; what follows a line `-- migrate:down` is the way back. The steps that create the base have none.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Knex } from 'knex';
import type pg from 'pg';
import { ROOT } from '../local/environment.ts';

export const MIGRATIONS = join(ROOT, 'migrations');

/** The numbered files, in order. */
export const migrationNames = (folder = MIGRATIONS): string[] =>
  readdirSync(folder)
    .filter((file) => /^\d{3}_\w+\.(sql|ts)$/.test(file))
    .sort();

export const migrationSource = (folder = MIGRATIONS): Knex.MigrationSource<string> => ({
  getMigrations: () => Promise.resolve(migrationNames(folder)),
  getMigrationName: (file) => file,
  getMigration: async (file) =>
    file.endsWith('.sql')
      ? sqlMigration(file, readFileSync(join(folder, file), 'utf8'))
      : ((await import(pathToFileURL(join(folder, file)).href)) as Knex.Migration),
});

/** @throws when the step is taken back and has no way back, with its name */
function sqlMigration(file: string, text: string): Knex.Migration {
  const [up = '', down] = text.split(/^-- migrate:down$/m);
  return {
    up: (knex) => runFile(knex, file, up),
    down: (knex) => {
      if (down === undefined)
        throw new Error(
          `${file} belongs to the base of the schema and cannot be taken back on its own. Nothing was taken back.`,
        );
      // The same lines as in the file, so that an error names the right one.
      return runFile(knex, file, up.replace(/[^\n]/g, '') + down);
    },
  };
}

/**
 * Runs several statements on the connection of the transaction. Not through `knex.raw`, which reads question marks as
 * places for values.
 *
 * @throws an error that names the file and the line
 */
async function runFile(knex: Knex, file: string, text: string): Promise<void> {
  const connection = (await knex.client.acquireConnection()) as pg.Client;
  try {
    await connection.query(text);
  } catch (error) {
    const { message, position } = error as pg.DatabaseError;
    const line = position === undefined ? '' : `, line ${text.slice(0, Number(position)).split('\n').length}`;
    throw new Error(`${file}${line}: ${message}`, { cause: error });
  } finally {
    await knex.client.releaseConnection(connection);
  }
}
