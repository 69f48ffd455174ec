/** The audit trail: written in the transaction of the change that it records, never changed (decision 22). */
import type { AuditEntry, AuditStore } from '../../capabilities/ports/audit.ts';
import type { Caller } from '../../capabilities/ports/common.ts';
import type { AuditRecord } from '../../contracts/audit.ts';
import type { DashboardActivity } from '../../contracts/dashboard.ts';
import { activityInWords, PATIENT_ACTIVITY, STAFF_ACTIVITY } from '../../domain/activity.ts';
import { pageOf, readCursor } from './cursor.ts';
import type { Query } from './pool.ts';

type Row = {
  id: string;
  action: string;
  actor_name: string | null;
  target_type: string;
  target_id: string | null;
  invoice_number: string | null;
  created_at: Date;
};

type ListRow = Omit<AuditRecord, 'created_at'> & { sequence: number; created_at: Date };

/** The invoice that a row is about, as a uuid, so that it is looked up by its key. */
const INVOICE_OF_TARGET = `case
  when a.target_type = 'invoice' and a.target_id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then a.target_id::uuid end`;

/** Without readings and machine noise; the same words as the index `audit_logs_activity` (migration 096). */
const ACTIVITY = `a.outcome = 'done' and a.action not like 'read\\_%' and a.action not like 'sign\\_%' and a.action <> 'send_message'`;

export type AuditRow = { by: Caller; entry: AuditEntry };

/** Adds the rows in one statement, in their order. */
export async function recordEntries(query: Query, rows: readonly AuditRow[]): Promise<undefined[]> {
  await query(
    `insert into audit_logs (actor_type, actor_id, action, target_type, target_id, outcome, details, request_id, address)
     select * from unnest($1::actor_type[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::jsonb[], $8::text[], $9::text[])`,
    [
      rows.map(({ by }) => by.actor.type),
      rows.map(({ by: { actor } }) => (actor.type === 'staff' ? actor.id : null)),
      rows.map(({ entry }) => entry.action),
      rows.map(({ entry }) => entry.targetType),
      rows.map(({ entry }) => entry.targetId),
      rows.map(({ entry }) => entry.outcome ?? 'done'),
      rows.map(({ entry }) => JSON.stringify(entry.details ?? {})),
      rows.map(({ by }) => by.requestId),
      rows.map(({ by }) => by.address),
    ],
  );
  return rows.map(() => undefined);
}

export const auditStore = (query: Query): AuditStore => ({
  async record(by, entry) {
    await recordEntries(query, [{ by, entry }]);
  },

  async recordAll(by, entries) {
    if (entries.length > 0)
      await recordEntries(
        query,
        entries.map((entry) => ({ by, entry })),
      );
  },

  async recent(limit) {
    const rows = await query<Row>(
      `select a.id, a.action, s.name as actor_name, a.target_type, a.target_id, i.invoice_number, a.created_at
       from audit_logs a left join staff s on s.id = a.actor_id left join invoices i on i.id = ${INVOICE_OF_TARGET}
       where ${ACTIVITY} and (a.actor_id is not null and a.action = any($2) or a.actor_id is null and a.action = any($3))
       order by a.sequence desc limit $1`,
      [limit, STAFF_ACTIVITY, PATIENT_ACTIVITY],
    );
    return rows.map(
      (row): DashboardActivity => ({
        id: row.id,
        action: row.action,
        ...activityInWords({
          action: row.action,
          actorName: row.actor_name,
          invoiceNumber: row.invoice_number,
        }),
        target_type: row.target_type,
        target_id: row.target_id,
        at: row.created_at.toISOString(),
      }),
    );
  },

  readersAbove: (budget) =>
    // The rows of the hour are the newest, so that the walk along the sequence ends at the first older one.
    query<{ staffId: string; records: number }>(
      `with hour as (
         select actor_id, target_id, details from audit_logs where action like 'read\\_%' and actor_id is not null
           and sequence > coalesce((select sequence from audit_logs where created_at < now() - interval '1 hour'
             order by sequence desc limit 1), 0)),
       shown as (
         select actor_id, target_id as record from hour where target_id is not null
         union all select actor_id, jsonb_array_elements_text(details -> 'ids') from hour where details ? 'ids')
       select actor_id as "staffId", count(distinct record)::int as records from shown group by actor_id
       having count(distinct record) > $1 and not exists (select from audit_logs noted where noted.action = 'exceed_read_budget'
         and noted.target_id = shown.actor_id::text and noted.created_at > now() - interval '1 hour')`,
      [budget],
    ),

  async choices() {
    // From value to value along an index, because the trail has few of them in many rows.
    const values = async (column: 'action' | 'target_type' | 'actor_id') => {
      const rows = await query<{ value: string }>(
        `with recursive found (value) as (
           (select ${column} from audit_logs order by ${column} limit 1)
           union all
           select (select a.${column} from audit_logs a where a.${column} > f.value order by a.${column} limit 1)
           from found f where f.value is not null)
         select value::text from found where value is not null order by 1`,
      );
      return rows.map(({ value }) => value);
    };
    const [actions, target_types, ids] = await Promise.all([
      values('action'),
      values('target_type'),
      values('actor_id'),
    ]);
    const actors = await query<{ id: string; name: string }>(
      'select id, name from staff where id = any ($1::uuid[]) order by name, id',
      [ids],
    );
    return { actors, actions, target_types };
  },

  async list(filter, page) {
    const after = readCursor(page, ['whole']);
    const rows = await query<ListRow>(
      `select a.id, a.sequence, a.actor_type, a.actor_id, s.name as actor_name, a.action, a.target_type, a.target_id,
         i.invoice_number as target_number, a.outcome, a.details, a.request_id, a.address, a.created_at
       from audit_logs a left join staff s on s.id = a.actor_id
         left join invoices i on i.id = ${INVOICE_OF_TARGET}
       where ($1::text is null or a.target_type = $1) and ($2::text is null or a.target_id = $2)
         and ($3::uuid is null or a.actor_id = $3) and ($4::text is null or a.action = $4)
         and ($5::timestamptz is null or a.created_at >= $5) and ($6::timestamptz is null or a.created_at < $6)
         and ($7::bigint is null or a.sequence < $7) and ($8::text is null or a.outcome = $8)
         and ($9::text is null or a.request_id = $9)
       order by a.sequence desc limit $10`,
      [
        filter.targetType ?? null,
        filter.targetId ?? null,
        filter.actorId ?? null,
        filter.action ?? null,
        filter.from ?? null,
        filter.to ?? null,
        after?.[0] ?? null,
        filter.outcome ?? null,
        filter.requestId ?? null,
        page.limit + 1,
      ],
    );
    const found = pageOf(rows, page.limit, (row) => [row.sequence]);
    return {
      ...found,
      data: found.data.map(({ sequence: _, created_at, ...row }) => ({
        ...row,
        created_at: created_at.toISOString(),
      })),
    };
  },
});
