-- Messages with the link of a patient's account, which are about no invoice, and who made such a link.

alter table messages alter column invoice_id drop not null;
alter table messages drop constraint messages_kind_check;
alter table messages add constraint messages_kind_check
  check (kind in ('invoice', 'receipt', 'fresh_link', 'reminder', 'refund', 'refund_failed', 'instalment', 'account'));
alter table messages add constraint messages_of_account check ((kind = 'account') = (invoice_id is null));
comment on column messages.invoice_id is 'What the message is about; null for the link of an account.';

alter table patient_links add column created_by uuid references staff (id);
comment on column patient_links.created_by is
  'The member of staff who made the link of an account; null when the patient requested it, and for a link of an invoice.';

-- As before, and a message about an account goes when it is old enough: no invoice keeps it.
create or replace function retention_records(class text) returns table (id text, since timestamptz, patient uuid)
  language sql stable set search_path = public, pg_temp as $$
select p.id::text, coalesce((select max(t.occurred_at) from ledger_entries e
    join ledger_transactions t on t.id = e.transaction_id where e.patient_id = p.id), p.created_at), p.id
  from patients p
  where $1 = 'patient_records' and p.erased_at is null
    and not exists (select from patient_balances b
      where b.patient_id = p.id and (b.balance_cents <> 0 or b.credit_cents <> 0))
    and not exists (select from invoices i join payments y on y.invoice_id = i.id
      left join refunds r on r.payment_id = y.id left join disputes d on d.payment_id = y.id
      where i.patient_id = p.id and (r.status in ('requested', 'approved', 'processing')
        or d.status not in ('won', 'lost', 'warning_closed', 'prevented')))
union all
  select m.id::text, m.created_at, m.patient_id from messages m left join invoices i on i.id = m.invoice_id
    where $1 = 'messages' and m.state <> 'pending' and (m.invoice_id is null or i.status in ('paid', 'cancelled'))
  union all
  select s.id::text, s.expires_at, null from sessions s where $1 = 'sessions'
  union all
  select k.caller || ' ' || k.operation || ' ' || k.key, k.created_at, null from idempotency_keys k
    where $1 = 'requests'
  union all
  select o.id::text, o.settled_at, null from outbox o where $1 = 'work' and o.state = 'done'
  union all
  select a.id::text, a.archived_at, i.patient_id from archives a join invoices i on i.id = a.invoice_id
    where $1 = 'invoice_details' and a.state = 'archived' and a.purged_at is null
$$;

-- migrate:down

create or replace function retention_records(class text) returns table (id text, since timestamptz, patient uuid)
  language sql stable set search_path = public, pg_temp as $$
select p.id::text, coalesce((select max(t.occurred_at) from ledger_entries e
    join ledger_transactions t on t.id = e.transaction_id where e.patient_id = p.id), p.created_at), p.id
  from patients p
  where $1 = 'patient_records' and p.erased_at is null
    and not exists (select from patient_balances b
      where b.patient_id = p.id and (b.balance_cents <> 0 or b.credit_cents <> 0))
    and not exists (select from invoices i join payments y on y.invoice_id = i.id
      left join refunds r on r.payment_id = y.id left join disputes d on d.payment_id = y.id
      where i.patient_id = p.id and (r.status in ('requested', 'approved', 'processing')
        or d.status not in ('won', 'lost', 'warning_closed', 'prevented')))
union all
  select m.id::text, m.created_at, m.patient_id from messages m join invoices i on i.id = m.invoice_id
    where $1 = 'messages' and m.state <> 'pending' and i.status in ('paid', 'cancelled')
  union all
  select s.id::text, s.expires_at, null from sessions s where $1 = 'sessions'
  union all
  select k.caller || ' ' || k.operation || ' ' || k.key, k.created_at, null from idempotency_keys k
    where $1 = 'requests'
  union all
  select o.id::text, o.settled_at, null from outbox o where $1 = 'work' and o.state = 'done'
  union all
  select a.id::text, a.archived_at, i.patient_id from archives a join invoices i on i.id = a.invoice_id
    where $1 = 'invoice_details' and a.state = 'archived' and a.purged_at is null
$$;

-- They cannot be kept without what they are about.
alter table messages disable trigger messages_retention;
delete from messages where kind = 'account';
alter table messages enable trigger messages_retention;
alter table messages drop constraint messages_of_account;
alter table messages drop constraint messages_kind_check;
alter table messages add constraint messages_kind_check
  check (kind in ('invoice', 'receipt', 'fresh_link', 'reminder', 'refund', 'refund_failed', 'instalment'));
alter table messages alter column invoice_id set not null;
comment on column messages.invoice_id is null;
alter table patient_links drop column created_by;
