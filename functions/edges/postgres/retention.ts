/** What is past its time, and letting it go: the database decides both from the saved rules. */
import type { RetentionStore } from '../../capabilities/ports/retention.ts';
import type { Query } from './pool.ts';

export const retentionStore = (query: Query): RetentionStore => ({
  async report(recordClass, years, heldPatients) {
    const [row] = await query<{
      kept: number;
      due: number;
      held: number;
      oldest: Date | null;
      next: Date | null;
      saved: boolean;
    }>(
      `select count(*) as kept,
         count(*) filter (where past and not held) as due,
         count(*) filter (where past and held) as held,
         min(since) as oldest,
         min(since) filter (where not past) + make_interval(years => $2::int) as next,
         (select coalesce(retention -> 'years', '{}') ->> $1 is not null from clinic_settings) as saved
       from (select since, coalesce($2::int is not null and since < now() - make_interval(years => $2::int), false) as past,
           patient is not null and patient = any ($3::uuid[]) as held
         from retention_records($1)) r`,
      [recordClass, years, heldPatients],
    );
    const { kept = 0, due = 0, held = 0, oldest, next, saved = false } = row ?? {};
    return {
      kept,
      due,
      held,
      saved,
      oldest: oldest?.toISOString() ?? null,
      nextDue: next?.toISOString() ?? null,
    };
  },

  async duePatients(after, limit) {
    return query(
      `select r.since::text, r.id from retention_records('patient_records') r, retention_cutoff('patient_records') cutoff
       where r.since < cutoff and not on_legal_hold(r.patient)
         and ($1::timestamptz is null or (r.since, r.id) > ($1, $2::text)) order by r.since, r.id limit $3`,
      [after?.since ?? null, after?.id ?? null, limit],
    );
  },

  async purge(recordClass, atMost) {
    const rows = await query<{ id: string }>('select purge_records($1, $2) as id', [recordClass, atMost]);
    return rows.map(({ id }) => id);
  },

  async purgedBlobs() {
    return query(`select id, blob, sha256 from archives a where purged_at is not null and not blob_gone
       and not on_legal_hold((select patient_id from invoices i where i.id = a.invoice_id))`);
  },

  async blobGone(archiveId) {
    await query('update archives set blob_gone = true where id = $1', [archiveId]);
  },
});
