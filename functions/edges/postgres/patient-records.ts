/** All rows about one patient, found by following the foreign keys: a table that is added later is found as well. */
import type { PatientRecords } from '../../capabilities/ports/patients.ts';
import type { Encryption } from '../security/encryption.ts';
import type { Query } from './pool.ts';

type ForeignKey = { child: string; parent: string; child_columns: string; parent_columns: string };
type Found = Record<string, unknown>;

/** Rows of the patient, of what belongs to the patient, of what belongs to that, and so on. */
export async function readEverything(
  query: Query,
  encryption: Encryption,
  id: string,
): Promise<PatientRecords | undefined> {
  const [patient] = await query<{ data_key: Buffer | null }>('select data_key from patients where id = $1', [
    id,
  ]);
  if (!patient) return undefined;
  const key = patient.data_key ? encryption.unwrap(patient.data_key) : undefined;
  const records: PatientRecords = {};
  for (const [table, condition] of conditions(await foreignKeys(query))) {
    const rows = await query<Found>(`select t.* from ${table} t where ${condition}`, [id]);
    records[table] = rows.map((row) => readable(encryption, key, table, row));
  }
  records.audit_logs = await query<Found>(
    `select a.id, a.action, a.actor_type, a.actor_id, a.target_type, a.target_id, a.outcome, a.details, a.address, a.created_at
     from audit_logs a where (a.target_type = 'patient' and a.target_id = $1::text)
       or (a.target_type = 'invoice' and a.target_id in (select i.id::text from invoices i where i.patient_id = $1::uuid))
       or (a.target_type = 'payment_plan' and a.target_id in (select p.id::text from payment_plans p where p.patient_id = $1::uuid))
     order by a.sequence`,
    [id],
  );
  return records;
}

async function foreignKeys(query: Query): Promise<ForeignKey[]> {
  const columns = (relation: string, numbers: string) =>
    `(select string_agg(quote_ident(a.attname), ', ' order by k.place) from unnest(c.${numbers}) with ordinality k(number, place)
      join pg_attribute a on a.attrelid = c.${relation} and a.attnum = k.number)`;
  return query<ForeignKey>(
    `select c.conrelid::regclass::text as child, c.confrelid::regclass::text as parent,
       ${columns('conrelid', 'conkey')} as child_columns, ${columns('confrelid', 'confkey')} as parent_columns
     from pg_constraint c where c.contype = 'f' and c.connamespace = 'public'::regnamespace
       and has_table_privilege(c.conrelid, 'select') order by 1, 2, 3`,
  );
}

/** For each table that leads to the patient, which of its rows do. Level by level, so that keys in a ring end. */
function conditions(keys: readonly ForeignKey[]): Map<string, string> {
  const reached = new Map([['patients', 't.id = $1::uuid']]);
  for (let level = new Set(reached.keys()); level.size > 0; ) {
    const next = new Map<string, string[]>();
    for (const key of keys) {
      const parent = reached.get(key.parent);
      if (parent === undefined || reached.has(key.child)) continue;
      const own = key.child_columns.replaceAll(/(^|, )/g, '$1t.');
      const condition = `(${own}) in (select ${key.parent_columns.replaceAll(/(^|, )/g, '$1t.')} from ${key.parent} t where ${parent})`;
      next.set(key.child, [...(next.get(key.child) ?? []), condition]);
    }
    for (const [table, any] of next) reached.set(table, `(${any.join(' or ')})`);
    level = new Set(next.keys());
  }
  return reached;
}

/** The row with its ciphertext in clear, and without hashes and keys, which say nothing to anybody. */
function readable(encryption: Encryption, key: Buffer | undefined, table: string, row: Found): Found {
  return Object.fromEntries(
    Object.entries(row).flatMap(([column, value]): [string, unknown][] => {
      if (Array.isArray(value) && value.some(Buffer.isBuffer)) return [];
      if (!Buffer.isBuffer(value)) return [[column, value]];
      const text = opened(encryption, key, value, `${boundTo(table)}.${column}`);
      return text === undefined ? [] : [[column, text]];
    }),
  );
}

/** What a table's ciphertext is bound to; documents hold copies of the patient's own. */
const boundTo = (table: string): string =>
  table === 'issued_documents' ? 'patient' : table.replace(/s$/, '');

function opened(encryption: Encryption, key: Buffer | undefined, sealed: Buffer, purpose: string): unknown {
  if (!key) return undefined;
  try {
    const text = encryption.open(key, sealed, purpose);
    return /^[[{]/.test(text) ? JSON.parse(text) : text;
  } catch {
    // Not ciphertext of this patient: a hash, a signature, a wrapped key.
    return undefined;
  }
}
