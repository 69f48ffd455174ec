/** Reads what decides whether the patients of open invoices are reminded. */
import type { Channel } from '../../capabilities/ports/messages.ts';
import type { DueKey } from '../../capabilities/ports/overdue.ts';
import type { ReminderStore, ReminderSubject } from '../../capabilities/ports/reminders.ts';
import { PAYMENT_ON_ITS_WAY } from './moving-money.ts';
import { UNDER_PLAN } from './payment-plan-sql.ts';
import type { Query } from './pool.ts';

type Row = Omit<ReminderSubject, 'reachable' | 'channel'> & { has_email: boolean; has_phone: boolean };

/** `$1` is the clinic's time zone. Which step a reminder was for stands at the end of its cause. */
const SUBJECT = `select i.id as "invoiceId", i.patient_id as "patientId", i.invoice_number as "invoiceNumber", i.status,
    i.currency, i.balance_cents as "balanceCents", i.due_date as "dueOn", (i.issued_at at time zone $1)::date as "issuedOn", i.reminders_paused_at is not null as paused,
    p.name as "patientName", p.reminders_declined_at is not null as declined, p.email is not null as has_email,
    p.phone is not null as has_phone,
    exists (select from disputes d join payments y on y.id = d.payment_id
      where (y.invoice_id = i.id or y.id in (select e.payment_id from ledger_entries e where e.invoice_id = i.id and e.account = 'receivable'))
        and d.status not in ('won', 'lost', 'warning_closed', 'prevented')) as disputed,
    ${PAYMENT_ON_ITS_WAY} as paying, ${UNDER_PLAN} as "underPlan",
    coalesce(m.steps, '{}') as "sentSteps", coalesce(m.sent, 0)::int as "sentCount", m.last as "lastWrittenOn"
  from invoices i join patients p on p.id = i.patient_id
    left join lateral (
      select array_agg(distinct split_part(cause, ':', 4)::int)
          filter (where kind = 'reminder' and split_part(cause, ':', 3) = i.due_date::text) as steps,
        count(distinct cause) filter (where kind = 'reminder') as sent,
        (max(created_at) filter (where kind in ('invoice', 'reminder', 'fresh_link', 'instalment')) at time zone $1)::date as last
      from messages where invoice_id = i.id) m on true`;

export const reminderStore = (query: Query): ReminderStore => ({
  async subject(invoiceId, timeZone) {
    const [row] = await query<Row>(`${SUBJECT} where i.id = $2`, [timeZone, invoiceId]);
    return row && subjectOf(row);
  },

  async subjectsOf(invoiceIds, timeZone) {
    const rows = await query<Row>(`${SUBJECT} where i.id = any ($2::uuid[])`, [timeZone, invoiceIds]);
    return rows.map(subjectOf);
  },

  async subjects(span, after: DueKey | undefined, limit, timeZone) {
    const rows = await query<Row>(
      `with late as materialized (
         select id, due_date from invoices
         where status in ('issued', 'partially_paid') and issued_at >= $7::date::timestamp at time zone $1),
       found as (
         (select id, due_date from invoices
          where status in ('issued', 'partially_paid') and due_date between $2::date and $3::date
            and ($4::date is null or (due_date, id) > ($4::date, $5::uuid))
          order by due_date, id limit $6)
         union all
         (select id, due_date from late
          where due_date < $2::date and ($4::date is null or (due_date, id) > ($4::date, $5::uuid))
          order by due_date, id limit $6))
       ${SUBJECT} join (select id from found order by due_date, id limit $6) f on f.id = i.id order by i.due_date, i.id`,
      [timeZone, span.from, span.to, after?.dueOn ?? null, after?.id ?? null, limit, span.issuedSince],
    );
    return rows.map(subjectOf);
  },

  async pause(invoiceId, at) {
    await query('update invoices set reminders_paused_at = $2 where id = $1', [invoiceId, at]);
  },

  async decline(patientId, at) {
    const rows = await query(
      'update patients set reminders_declined_at = $2 where id = $1 and erased_at is null returning id',
      [patientId, at],
    );
    return rows.length === 1;
  },
});

/** E-mail before text messages, as everywhere. */
function subjectOf({ has_email: email, has_phone: phone, ...row }: Row): ReminderSubject {
  const channel: Channel | null = email ? 'email' : phone ? 'sms' : null;
  return { ...row, channel, reachable: channel !== null };
}
