/** How the clinic's database stands to this version of the program. */
import { NEWEST_MIGRATION } from '../../functions/newest-migration.ts';
import { withClient } from '../local/postgres/roles.ts';
import { REPLACED_STEPS } from '../operate/adopt-base.ts';
import { migrationStatus } from '../operate/migrate.ts';
import { migrationNames } from '../operate/migration-source.ts';

export type SchemaState = { pending: string[]; hasStaff: boolean };

/** Reads the state as the owner of the schema. Throws when a newer version of the program has used this database. */
export async function schemaState(ownerUrl: string): Promise<SchemaState> {
  const found = await withClient(ownerUrl, async (client) => {
    const exists = async (table: string): Promise<boolean> =>
      (await client.query<{ there: string | null }>('select to_regclass($1) as there', [`public.${table}`]))
        .rows[0]?.there !== null;
    const recorded = (await exists('knex_migrations'))
      ? (
          await client.query<{ name: string }>(
            'select name from public.knex_migrations where name <> all ($1) order by name',
            [REPLACED_STEPS],
          )
        ).rows
      : [];
    const staff = (await exists('staff'))
      ? await client.query('select 1 from public.staff limit 1')
      : undefined;
    return { recorded: recorded.map(({ name }) => name), hasStaff: staff?.rowCount === 1 };
  });
  // Steps are not always added in the order of their numbers: any that is not of this program makes the database newer.
  const known = new Set(migrationNames());
  const foreign = found.recorded.findLast((name) => !known.has(name));
  if (foreign !== undefined)
    throw new Error(
      `The database is of a newer version (${foreign}) than this program (${NEWEST_MIGRATION}). Install the newer program again.`,
    );
  return { pending: (await migrationStatus(ownerUrl)).pending, hasStaff: found.hasStaff };
}
