/**
 * Moves the schema with the owner role: `node infra/operate/migrate.ts latest | rollback | status`.
 * `rollback` takes one step back, `rollback --all --database NAME` every step of a database that is not in use.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import createKnex, { type Knex } from 'knex';
import { chosenSettings, defaultDirectory } from '../local/environment.ts';
import { ownerUrlOf } from '../local/server-home.ts';
import { databaseState, isLocalDatabase } from './live-clinic.ts';
import { filledPlaces, type RollbackRequest, requireMayRollBack } from './rollback.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MIGRATIONS = join(ROOT, 'migrations');
const RECORD = 'knex_migrations';

const source: Knex.MigrationSource<string> = {
  getMigrations: () =>
    Promise.resolve(
      readdirSync(MIGRATIONS)
        .filter((file) => /^\d.*\.ts$/.test(file) && !file.endsWith('.test.ts'))
        .sort(),
    ),
  getMigrationName: (file) => file,
  getMigration: async (file) => (await import(pathToFileURL(join(MIGRATIONS, file)).href)) as Knex.Migration,
};

const ignore = (): void => undefined;

async function withKnex<T>(url: string, work: (knex: Knex) => Promise<T>): Promise<T> {
  const knex = createKnex({
    client: 'pg',
    connection: { connectionString: url, application_name: 'migrate' },
    pool: { min: 0, max: 2 },
    // What fails is thrown; knex need not print it too.
    log: { warn: ignore, error: ignore, deprecate: ignore, debug: ignore },
    migrations: { migrationSource: source, tableName: RECORD },
  });
  try {
    return await work(knex);
  } finally {
    await knex.destroy();
  }
}

/** Applies what is missing, each step in a transaction; answers the names applied. `url` is the owner's. */
export function migrateLatest(url: string): Promise<string[]> {
  return withKnex(url, async (knex) => {
    const [, applied] = (await knex.migrate.latest()) as [number, string[]];
    // The app looks whether the step it needs was taken.
    await knex.raw('grant select on ?? to clinic_app', [RECORD]);
    return applied;
  });
}

/**
 * Applies what is missing, as the operator's command does it. In production mode a database with records must have a
 * verified backup of the last two days first; throws before anything is changed.
 */
export async function migrateWithBackup(url: string, mode: string | undefined): Promise<string[]> {
  if (mode === 'production') {
    const state = await databaseState(url);
    const isCurrent = state.empty || (await migrationStatus(url)).pending.length === 0;
    if (!isCurrent && state.verifiedBackup === null) {
      throw new Error(
        'The database has records and no verified backup of the last two days. Run npm run backup first. Nothing was changed.',
      );
    }
  }
  return migrateLatest(url);
}

/** Takes exactly the named steps, in order; for a backup whose schema is older than this code. */
export function migrateTo(url: string, names: readonly string[]): Promise<void> {
  return withKnex(url, async (knex) => {
    for (const name of names) {
      const [, applied] = (await knex.migrate.up()) as [number, string[]];
      const done = applied.map(source.getMigrationName)[0];
      if (done !== undefined && done !== name) throw new Error(`The step ${name} is not of this version.`);
    }
  });
}

/**
 * Takes the newest step back, or with `all` every step, the newest first; answers the names. Throws before anything is
 * changed when the ledger has entries, when a step would take data with it, or when the name was not typed for `all`.
 */
export async function migrateRollback(url: string, request: RollbackRequest): Promise<string[]> {
  const { empty } = await requireMayRollBack(url, request);
  return withKnex(url, async (knex) => {
    if (request.all) {
      const [, undone] = (await knex.migrate.rollback(undefined, true)) as [number, string[]];
      return undone;
    }
    // One transaction, so that a step that turns out to take data with it never happened.
    return knex.transaction(async (trx) => {
      const before = empty ? new Set<string>() : await filledPlaces(trx);
      const [, undone] = (await trx.migrate.down()) as [number, string[]];
      const { rows } = (await trx.raw(
        `select table_name as name from information_schema.tables where table_schema = 'public'
         union all select table_name || '.' || column_name from information_schema.columns where table_schema = 'public'`,
      )) as { rows: { name: string }[] };
      for (const { name } of rows) before.delete(name);
      const lost = [...before].sort();
      if (lost.length > 0)
        throw new Error(`The step holds data in ${lost.join(', ')}. Nothing was taken back.`);
      return undone.map(source.getMigrationName);
    });
  });
}

/** Which steps are applied and which are not yet. */
export function migrationStatus(url: string): Promise<{ applied: string[]; pending: string[] }> {
  return withKnex(url, async (knex) => {
    const [done, pending] = (await knex.migrate.list()) as [{ name: string }[], string[]];
    return { applied: done.map(({ name }) => name), pending };
  });
}

/** The owner's address: DATABASE_OWNER_URL, or that of the system running in this folder. */
function ownerUrl(): string {
  const fromEnvironment = ownerUrlOf(process.env);
  if (fromEnvironment !== undefined) return fromEnvironment;
  const run = join(ROOT, '.local/run.json');
  if (existsSync(run)) {
    const { databaseOwner } = JSON.parse(readFileSync(run, 'utf8')) as { databaseOwner?: string };
    if (databaseOwner !== undefined) return databaseOwner;
  }
  throw new Error('DATABASE_OWNER_URL is not set, and no system is running here (npm start).');
}

type Options = { all: boolean; database: string | undefined };

const COMMANDS: Record<string, (url: string, options: Options) => Promise<string[]>> = {
  latest: async (url) => {
    const applied = await migrateWithBackup(url, chosenSettings(process.env).CLINIC_MODE);
    return applied.length === 0 ? ['The schema is current.'] : applied.map((name) => `applied  ${name}`);
  },
  rollback: async (url, { all, database }) => {
    const mode = chosenSettings(process.env).CLINIC_MODE;
    const local = isLocalDatabase(url, defaultDirectory(), mode);
    const undone = await migrateRollback(url, { all, database, local });
    return undone.length === 0 ? ['No step was applied.'] : undone.map((name) => `undone   ${name}`);
  },
  status: async (url) => {
    const { applied, pending } = await migrationStatus(url);
    return [...applied.map((name) => `applied  ${name}`), ...pending.map((name) => `pending  ${name}`)];
  },
};

async function main(command: string, options: Options): Promise<void> {
  const run = COMMANDS[command];
  if (run === undefined) throw new Error(`Unknown command "${command}": latest, rollback or status.`);
  for (const line of await run(ownerUrl(), options)) process.stdout.write(`${line}\n`);
}

/** The database's own words, without the statement that knex puts before them. */
function reason(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split(' - ').at(-1) ?? '';
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    options: { all: { type: 'boolean' }, database: { type: 'string' } },
    allowPositionals: true,
  });
  main(positionals[0] ?? 'latest', { all: values.all ?? false, database: values.database }).catch(
    (error: unknown) => {
      process.stderr.write(`Migration failed: ${reason(error)}\n`);
      process.exitCode = 1;
    },
  );
}
