/** The audit trail: written in the transaction of what it tells of, never changed (decision 22). */
import type { AuditStore, AuditView } from '../../capabilities/ports.ts';
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

export const auditStore = (query: Query): AuditStore => ({
  async record({ actor, requestId, address }, { action, targetType, targetId, details, outcome }) {
    await query(
      `insert into audit_logs (actor_type, actor_id, action, target_type, target_id, outcome, details, request_id, address)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        actor.type,
        actor.type === 'staff' ? actor.id : null,
        action,
        targetType,
        targetId,
        outcome ?? 'done',
        JSON.stringify(details ?? {}),
        requestId,
        address,
      ],
    );
  },

  async recent(limit) {
    const rows = await query<Row>(
      `select a.id, a.action, s.name as actor_name, a.target_type, a.target_id, i.invoice_number, a.created_at
       from audit_logs a left join staff s on s.id = a.actor_id
         left join invoices i on a.target_type = 'invoice' and i.id::text = a.target_id
       where a.outcome = 'done' and a.action not like 'read\\_%' and a.action not like 'sign\\_%'
       order by a.sequence desc limit $1`,
      [limit],
    );
    return rows.map(
      (row): AuditView => ({
        id: row.id,
        action: row.action,
        actor: row.actor_name ?? 'System',
        target_type: row.target_type,
        target_id: row.target_id,
        summary: [row.action.replaceAll('_', ' '), row.invoice_number].filter(Boolean).join(' · '),
        at: row.created_at.toISOString(),
      }),
    );
  },
});
