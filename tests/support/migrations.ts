/** Databases that are not of this version, and steps that are yet to be written. */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { withClient } from '../../infra/local/postgres/roles.ts';
import { baseSteps, REPLACED_STEPS } from '../../infra/operate/adopt-base.ts';
import { MIGRATIONS, migrationNames } from '../../infra/operate/migration-source.ts';

/** The steps that follow the base, under their own names in every build. */
export const laterSteps = (): string[] => migrationNames().filter((name) => !baseSteps().includes(name));

/**
 * Gives a migrated database the record of the previous build.
 *
 * @param old the replaced steps that it has taken
 * @param later the steps behind them
 */
export function asPreviousBuild(ownerUrl: string, old = REPLACED_STEPS, later = laterSteps()): Promise<void> {
  return withClient(ownerUrl, async (client) => {
    await client.query('delete from knex_migrations');
    await client.query(
      `insert into knex_migrations (name, batch, migration_time)
       select name, 1, now() from unnest($1::text[]) with ordinality t (name, place) order by place`,
      [[...old, ...later]],
    );
  });
}

/** A copy of the folder of the steps with one more file, which goes with the test. */
export function folderWithStep(name: string, text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'migrations-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(MIGRATIONS, folder, { recursive: true });
  writeFileSync(join(folder, name), text);
  return folder;
}
