/** The columns of invoices as replies have them; `today` is the SQL of the clinic's day, if it is known. */
import { freeCredit } from './credits.ts';
import { iso } from './instants.ts';
import { WHOLE_ITEM } from './invoice-lines.ts';
import { MOVING_OF_INVOICE } from './moving-money.ts';

/** The sweep marks late invoices; until it has run, the due date decides. */
const overdueSince = (today: string): string => `case when i.status in ('issued', 'partially_paid')
  then coalesce(i.overdue_since, case when i.due_date < ${today}::date then i.due_date + 1 end) end`;

/** As lists show the invoice `i` of the patient `p`. */
export const summaryOf = (
  today: string,
): string => `i.id, i.invoice_number, i.patient_id, p.name as patient_name, i.status, i.currency, i.total_amount_cents,
  i.balance_cents, i.due_date::text as due_date, (${overdueSince(today)})::text as overdue_since, ${iso('i.issued_at')} as issued_at,
  ${iso('i.created_at')} as created_at, ${MOVING_OF_INVOICE}`;

/** Invoices with their patients and the newest payment page of their own; one for several invoices asks for more. */
export const INVOICES = `invoices i join patients p on p.id = i.patient_id
  left join lateral (select * from checkout_sessions s where s.invoice_id = i.id and not exists
      (select from checkout_invoices k where k.checkout_id = s.id and k.invoice_id <> i.id)
    order by s.created_at desc limit 1) c on true`;

/** What one invoice shows of `INVOICES`, but for its notes and its link, which need a key. */
export const detailsOf = (today: string): string => `${summaryOf(today)}, i.staff_id, i.discount_cents,
  i.stripe_checkout_session_id, i.stripe_payment_link_id, ${iso('i.cancelled_at')} as cancelled_at, i.cancel_reason,
  ${iso('i.archived_at')} as archived_at, i.version, ${iso('i.updated_at')} as updated_at,
  json_build_object('paid_cents', i.paid_cents, 'refunded_cents', i.refunded_cents, 'credited_cents', i.credited_cents,
    'written_off_cents', i.written_off_cents, 'balance_cents', i.balance_cents) as payment_summary,
  (select coalesce(json_agg(json_build_object(${WHOLE_ITEM})
     order by t.position), '[]') from invoice_items t where t.invoice_id = i.id) as items,
  case when c.state = 'open' then json_build_object('url', c.url, 'kind', c.kind, 'amount_cents', c.amount_cents,
    'expires_at', ${iso('c.expires_at')}) end as payment_link,
  case when i.status not in ('issued', 'partially_paid') then 'none' when c.state in ('creating', 'closing') then 'pending'
    when c.state in ('open', 'failed') then c.state else 'none' end as payment_link_status,
  ${freeCredit('i.patient_id', 'i.currency')} as patient_credit_cents`;

/** The newest link of the invoice `i` for its patient that still works. */
export const LINK = `case when i.status not in ('draft', 'cancelled') then
  (select json_build_object('id', l.id, 'purpose', l.purpose, 'expires_at', ${iso('l.expires_at')})
   from patient_links l where l.invoice_id = i.id and l.purpose = 'pay' and l.revoked_at is null and l.expires_at > now()
   order by l.created_at desc limit 1) end`;
