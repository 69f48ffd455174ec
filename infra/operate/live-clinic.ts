/** What an operator's command must know before it removes anything: whether this database holds a clinic's books. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withClient } from '../local/postgres/roles.ts';

/** How old the verified backup may be behind which data may be removed. */
const BACKUP_HOURS = 48;

/** Rows in any of these mean that the database is in use. */
const WORKED_IN = ['staff', 'patients', 'invoices', 'ledger_entries', 'audit_logs'];

export type DatabaseState = {
  name: string;
  /** It was never in use. */
  empty: boolean;
  ledgerEntries: boolean;
  /** A backup that was read back, loaded and compared within the last two days. */
  verifiedBackup: string | null;
};

/** Reads the state with any role that may read the tables; a database without our tables is empty. */
export function databaseState(url: string): Promise<DatabaseState> {
  return withClient(url, async (client) => {
    const { rows: names } = await client.query<{ name: string }>('select current_database() as name');
    const used = new Set<string>();
    for (const table of WORKED_IN) {
      const { rows } = await client.query<{ there: string | null }>('select to_regclass($1) as there', [
        `public.${table}`,
      ]);
      if (rows[0]?.there && (await client.query(`select 1 from public.${table} limit 1`)).rowCount)
        used.add(table);
    }
    const backups = used.has('audit_logs')
      ? await client.query<{ id: string }>(
          `select target_id as id from public.audit_logs where action = 'verify_backup' and details->>'outcome' = 'matched'
             and created_at > now() - make_interval(hours => $1) order by sequence desc limit 1`,
          [BACKUP_HOURS],
        )
      : { rows: [] };
    return {
      name: names[0]?.name ?? '',
      empty: used.size === 0,
      ledgerEntries: used.has('ledger_entries'),
      verifiedBackup: backups.rows[0]?.id ?? null,
    };
  });
}

/** Throws unless the name of the database was typed. */
export function requireTypedName(state: DatabaseState, typed: string | undefined): void {
  if (typed === state.name) return;
  throw new Error(
    typed === undefined
      ? `This removes data. Type the name of the database: -- --database ${state.name}`
      : `This database is ${state.name}, not ${typed}. Nothing was removed.`,
  );
}

/** Throws when books exist and the name was not typed, or no verified backup is at hand. */
export function requireMayRemove(state: DatabaseState, typed: string | undefined): void {
  if (!state.ledgerEntries) return;
  requireTypedName(state, typed);
  if (state.verifiedBackup === null) {
    throw new Error('There is no verified backup of the last two days. Run npm run backup first.');
  }
}

/** Whether `npm start` made this database in the folder, for local use. */
export function isLocalDatabase(url: string, directory: string, mode: string | undefined): boolean {
  const run = join(directory, 'run.json');
  if (mode === 'production' || !existsSync(run)) return false;
  return (JSON.parse(readFileSync(run, 'utf8')) as { databaseOwner?: string }).databaseOwner === url;
}
