/** How the clinic's database stands to this version of the program. */
import { NEWEST_MIGRATION } from '../../functions/newest-migration.ts';
import { withClient } from '../local/postgres/roles.ts';
import { REPLACED_STEPS } from '../operate/adopt-base.ts';
import { migrationStatus } from '../operate/migrate.ts';

export type SchemaState = { pending: string[]; hasStaff: boolean };

/** Reads the state as the owner of the schema. Throws when a newer version of the program has used this database. */
export async function schemaState(ownerUrl: string): Promise<SchemaState> {
  const found = await withClient(ownerUrl, async (client) => {
    const exists = async (table: string): Promise<boolean> =>
      (await client.query<{ there: string | null }>('select to_regclass($1) as there', [`public.${table}`]))
        .rows[0]?.there !== null;
    const newest = (await exists('knex_migrations'))
      ? (
          await client.query<{ name: string }>(
            'select max(name) as name from public.knex_migrations where name <> all ($1)',
            [REPLACED_STEPS],
          )
        ).rows[0]?.name
      : null;
    const staff = (await exists('staff'))
      ? await client.query('select 1 from public.staff limit 1')
      : undefined;
    return { newest: newest ?? '', hasStaff: staff?.rowCount === 1 };
  });
  if (found.newest > NEWEST_MIGRATION)
    throw new Error(
      `The database is of a newer version (${found.newest}) than this program (${NEWEST_MIGRATION}). Install the newer program again.`,
    );
  return { pending: (await migrationStatus(ownerUrl)).pending, hasStaff: found.hasStaff };
}
