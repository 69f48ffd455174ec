/**
 * Moves the schema with the owner role: `node infra/operate/migrate.ts latest | rollback | status`.
 * `rollback` takes one step back, `rollback --all --database NAME` every step of a database that is not in use.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import createKnex, { type Knex } from 'knex';
import { chosenSettings, defaultDirectory, ROOT } from '../local/environment.ts';
import { ownerUrlOf } from '../local/server-home.ts';
import { adoptEarlierBuild, currentNames, isOfEarlierBuild, recordedNames } from './adopt-base.ts';
import { databaseState, isLocalDatabase } from './live-clinic.ts';
import { MIGRATIONS, migrationNames, migrationSource } from './migration-source.ts';
import { dropEverything, filledPlaces, type RollbackRequest, requireMayRollBack } from './rollback.ts';

const RECORD = 'knex_migrations';

const ignore = (): void => undefined;

async function withKnex<T>(url: string, work: (knex: Knex) => Promise<T>, folder = MIGRATIONS): Promise<T> {
  const knex = createKnex({
    client: 'pg',
    connection: { connectionString: url, application_name: 'migrate' },
    pool: { min: 0, max: 2 },
    // What fails is thrown; knex need not print it too.
    log: { warn: ignore, error: ignore, deprecate: ignore, debug: ignore },
    migrations: { migrationSource: migrationSource(folder), tableName: RECORD },
  });
  try {
    return await work(knex);
  } finally {
    await knex.destroy();
  }
}

/**
 * Applies what is missing, each step in a transaction; answers the names applied. A database of an earlier build takes the
 * base over as it is.
 *
 * @param url the owner's
 * @param folder where the steps are
 */
export function migrateLatest(url: string, folder = MIGRATIONS): Promise<string[]> {
  const work = async (knex: Knex): Promise<string[]> => {
    const adopted = await adoptEarlierBuild(knex, RECORD);
    const [, applied] = (await knex.migrate.latest()) as [number, string[]];
    // The app looks whether the step it needs was taken.
    await knex.raw('grant select on ?? to clinic_app', [RECORD]);
    return [...adopted, ...applied];
  };
  return withKnex(url, work, folder);
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

/**
 * Takes exactly the named steps, in order; for a backup whose schema is older than this code.
 *
 * @throws when a step is not of this version, or of a build that is too old
 */
export async function migrateTo(url: string, recorded: readonly string[]): Promise<void> {
  const names = currentNames(recorded);
  await withKnex(url, async (knex) => {
    for (const name of names) {
      const [, applied] = (await knex.migrate.up()) as [number, string[]];
      const [done] = applied;
      if (done !== undefined && done !== name) throw new Error(`The step ${name} is not of this version.`);
    }
  });
}

/**
 * Takes the newest step back, or with `all` removes everything that the steps created; answers the names, the newest first.
 * Throws before anything is changed when the ledger has entries, when a step would take data with it or is one of the base,
 * or when the name was not typed for `all`.
 */
export async function migrateRollback(
  url: string,
  request: RollbackRequest,
  folder = MIGRATIONS,
): Promise<string[]> {
  const { empty } = await requireMayRollBack(url, request);
  const work = async (knex: Knex): Promise<string[]> => {
    const recorded = await recordedNames(knex, RECORD);
    if (request.all) {
      await knex.transaction((trx) => dropEverything(trx, RECORD));
      return recorded.reverse();
    }
    if (isOfEarlierBuild(recorded))
      throw new Error(
        'The schema is of an earlier build. Run npm run migrate first. Nothing was taken back.',
      );
    return knex.transaction((trx) => takeNewestBack(trx, empty));
  };
  return withKnex(url, work, folder);
}

/** In one transaction, so that a step that turns out to take data with it never happened. */
async function takeNewestBack(trx: Knex.Transaction, empty: boolean): Promise<string[]> {
  const before = empty ? new Set<string>() : await filledPlaces(trx);
  const [, undone] = (await trx.migrate.down()) as [number, string[]];
  const { rows } = (await trx.raw(
    `select table_name as name from information_schema.tables where table_schema = 'public'
     union all select table_name || '.' || column_name from information_schema.columns where table_schema = 'public'`,
  )) as { rows: { name: string }[] };
  for (const { name } of rows) before.delete(name);
  const lost = [...before].sort();
  if (lost.length > 0) throw new Error(`The step holds data in ${lost.join(', ')}. Nothing was taken back.`);
  return undone;
}

/** Which steps are applied and which are not yet; on a database of an earlier build the whole base is still to be recorded. */
export function migrationStatus(
  url: string,
  folder = MIGRATIONS,
): Promise<{ applied: string[]; pending: string[] }> {
  const work = async (knex: Knex) => {
    const recorded = await recordedNames(knex, RECORD);
    if (isOfEarlierBuild(recorded)) {
      const current = new Set(currentNames(recorded));
      const applied = recorded.filter((name) => current.has(name));
      return { applied, pending: migrationNames(folder).filter((name) => !applied.includes(name)) };
    }
    const [done, pending] = (await knex.migrate.list()) as [{ name: string }[], string[]];
    return { applied: done.map(({ name }) => name), pending };
  };
  return withKnex(url, work, folder);
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
