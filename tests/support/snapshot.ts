/** Every row of every table as text, to compare a database with itself before and after. */
import { dumpTables } from '../../functions/edges/postgres/tables.ts';
import type { TestClinic } from './clinic.ts';

/** Grow by what happens to the others. */
const TRAILS = new Set([
  'archives',
  'audit_logs',
  'audit_chain',
  'audit_seals',
  'document_prints',
  'outbox',
  'stripe_watermarks',
]);

/** The rows of each table, in an order of their own content. */
export async function snapshot(clinic: TestClinic): Promise<Record<string, string[]>> {
  const tables: Record<string, string[]> = {};
  for (const { name } of await dumpTables(clinic.rows)) {
    if (TRAILS.has(name)) continue;
    const rows = await clinic.rows<{ row: string }>(
      `select to_jsonb(t)::text as row from ${name} t order by 1`,
    );
    tables[name] = rows.map(({ row }) => row);
  }
  return tables;
}
