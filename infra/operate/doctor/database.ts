/** The database of a server: its role and grants, the steps of this version, and room for connections. */
import type pg from 'pg';
import { withClient } from '../../local/postgres/roles.ts';
import { schemaState } from '../../server/schema.ts';
import { connectionBudget } from '../../server/values.ts';
import { bad, type Finding, findingsOf, ok, warn } from '../finding.ts';
import type { Server } from './files.ts';

const BACKUP_DAYS = 2;
const REHEARSAL_DAYS = 8;

export async function databaseFindings(server: Server): Promise<Finding[]> {
  const { Values, ownerUrl } = server.settings;
  const url = Values.DATABASE_URL ?? '';
  const reached = await findingsOf('Database', () => withClient(url, (client) => roleFindings(client)));
  if (reached.some(({ text }) => text.startsWith('Database:'))) return reached;
  return [
    ...reached,
    ...(await findingsOf('Migrations', () => migrationFinding(ownerUrl))),
    ...(await findingsOf('Connections', () =>
      withClient(url, (client) => connectionFinding(client, server)),
    )),
    ...(await findingsOf('Rehearsal', () => withClient(url, rehearsalFinding))),
  ];
}

/** The app's role may do its work and nothing else. */
async function roleFindings(client: pg.Client): Promise<Finding[]> {
  const { rows } = await client.query<{ role: string; rules: boolean; owns: string | null; reads: boolean }>(
    `select current_user as role, rolsuper or rolcreaterole or rolcreatedb or rolbypassrls or rolreplication as rules,
       (select min(tablename) from pg_tables where schemaname = 'public' and tableowner = current_user) as owns,
       coalesce(has_table_privilege(to_regclass('public.invoices'), 'select'), false)
         and has_schema_privilege('public', 'usage') as reads
     from pg_roles where rolname = current_user`,
  );
  const [found] = rows;
  if (found === undefined) return [bad('Role: the role of DATABASE_URL is not known.')];
  const change = await client.query<{ may: boolean }>(
    `select coalesce(bool_or(has_table_privilege(oid, 'truncate') or has_table_privilege(oid, 'trigger')), false)
       or has_schema_privilege('public', 'create') as may
     from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'`,
  );
  const tooMuch = found.rules || found.owns !== null || change.rows[0]?.may === true;
  return [
    tooMuch
      ? bad(
          `Role: ${found.role} may do more than the app needs. Connect as clinic_app, which rules and owns nothing.`,
        )
      : ok(`Role: ${found.role} rules and owns nothing`),
    found.reads
      ? ok('Grants: the app may read and write its tables')
      : bad('Grants: the app may not read its tables. Run npm run migrate as the owner.'),
  ];
}

async function migrationFinding(ownerUrl: string): Promise<Finding> {
  const { pending } = await schemaState(ownerUrl);
  return pending.length === 0
    ? ok('Migrations: all of this version')
    : bad(`Migrations: ${pending.length} are missing. Stop the server and run npm run upgrade.`);
}

async function connectionFinding(client: pg.Client, { settings }: Server): Promise<Finding> {
  const { rows } = await client.query<{ most: number; used: number }>(
    `select current_setting('max_connections')::int as most, (select count(*)::int from pg_stat_activity
       where backend_type = 'client backend') as used`,
  );
  const { most = 0, used = 0 } = rows[0] ?? {};
  const needed = connectionBudget(settings.answers);
  if (most < needed)
    return bad(
      `Connections: max_connections is ${most}, and ${settings.answers.workers} workers need ${needed}. Raise it, or answer fewer workers.`,
    );
  return ok(`Connections: ${used} of ${most} in use; this server needs at most ${needed}`);
}

/** When a backup was last read back, loaded and compared. */
async function rehearsalFinding(client: pg.Client): Promise<Finding> {
  const { rows } = await client.query<{ days: number }>(
    `select extract(epoch from now() - created_at)::float8 / 86400 as days from audit_logs
     where action = 'verify_backup' and details->>'outcome' = 'matched' order by sequence desc limit 1`,
  );
  const days = rows[0]?.days;
  if (days === undefined) return warn('Rehearsal: no backup was verified yet. Run npm run backup.');
  const text = `Rehearsal: a backup was loaded and compared ${days.toFixed(1)} days ago`;
  if (days <= BACKUP_DAYS) return ok(text);
  const todo = 'Look at logs/backup.log, and run npm run backup.';
  return days <= REHEARSAL_DAYS ? warn(`${text}. ${todo}`) : bad(`${text}. ${todo}`);
}
