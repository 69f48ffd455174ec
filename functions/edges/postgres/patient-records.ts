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

/**
 * For each table that leads to the patient, which of its rows do: by any of its keys, since each may be empty in some rows.
 * Of keys in a ring, the one that closes it is not followed.
 */
function conditions(keys: readonly ForeignKey[]): Map<string, string> {
  const reached = reachedFrom('patients', keys);
  const known = new Map([['patients', 't.id = $1::uuid']]);
  const building = new Set<string>();
  const conditionOf = (table: string): string | undefined => {
    if (known.has(table) || building.has(table)) return known.get(table);
    building.add(table);
    const ways = keys.flatMap((key) => {
      const parent = key.child === table && reached.has(key.parent) ? conditionOf(key.parent) : undefined;
      return parent === undefined ? [] : [rowsOf(key, parent)];
    });
    building.delete(table);
    if (ways.length === 0) return undefined;
    known.set(table, `(${ways.join(' or ')})`);
    return known.get(table);
  };
  return new Map([...reached].map((table) => [table, conditionOf(table) ?? 'false']));
}

/** The table and all that have a key to it, to one of those, and so on. */
function reachedFrom(table: string, keys: readonly ForeignKey[]): Set<string> {
  const reached = new Set([table]);
  // A set is walked to what is added on the way.
  for (const parent of reached) {
    for (const key of keys) if (key.parent === parent) reached.add(key.child);
  }
  return reached;
}

/** The rows whose key leads to rows of the parent under its condition. */
function rowsOf(key: ForeignKey, condition: string): string {
  const qualified = (columns: string) => columns.replaceAll(/(^|, )/g, '$1t.');
  return `(${qualified(key.child_columns)}) in (select ${qualified(key.parent_columns)} from ${key.parent} t where ${condition})`;
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
