/** How patients can be reached, without opening their addresses. */
import type { PatientContact } from '../../capabilities/ports/patients.ts';
import type { Query } from './pool.ts';

/** Whether each patient was erased, and which addresses are on file. */
export async function contactsOf(
  query: Query,
  ids: readonly string[],
): Promise<(PatientContact | undefined)[]> {
  const rows = await query<PatientContact & { id: string }>(
    `select id, erased_at is not null as "isErased", email is not null as "hasEmail", phone is not null as "hasPhone"
     from patients where id = any ($1::uuid[])`,
    [ids],
  );
  const found = new Map(rows.map(({ id, ...contact }) => [id, contact]));
  return ids.map((id) => found.get(id));
}
