-- Payment plans: the instalments by which a patient pays issued invoices. What an instalment has received is not
-- stored: it follows from what is still owed on the covered invoices.

alter table clinic_settings add column payment_plans jsonb not null default '{}'
  check (jsonb_typeof(payment_plans) = 'object')
  check (coalesce(payment_plans ->> 'when_broken', 'remind') in ('remind', 'pause', 'balance_due'))
  check (coalesce((payment_plans ->> 'broken_after_days')::integer, 7) between 0 and 90);
grant update (payment_plans) on clinic_settings to clinic_app;

-- The system moves a due date too, when the whole balance of a broken plan is due.
alter table due_date_changes alter column staff_id drop not null;

alter table messages drop constraint messages_kind_check;
alter table messages add constraint messages_kind_check
  check (kind in ('invoice', 'receipt', 'fresh_link', 'reminder', 'refund', 'refund_failed', 'instalment'));

create table payment_plans (
  id uuid primary key,
  patient_id uuid not null references patients (id),
  currency text not null,
  staff_id uuid not null references staff (id),
  created_at timestamptz not null,
  cancelled_at timestamptz,
  cancelled_by uuid references staff (id),
  cancel_reason text check (length(cancel_reason) between 1 and 500),
  -- Its invoices join within the database transaction that made this row.
  made_in xid8 not null default pg_current_xact_id(),
  unique (id, patient_id, currency),
  constraint payment_plans_cancelled check ((cancelled_at is null) = (cancelled_by is null)
    and (cancelled_at is null) = (cancel_reason is null))
);
comment on table payment_plans is
  'Agreements by which a patient pays issued invoices in instalments; their states are derived.';
create index payment_plans_by_patient on payment_plans (patient_id, created_at desc, id desc);
create index payment_plans_standing on payment_plans (id) where cancelled_at is null;
create trigger payment_plans_keep_all before truncate on payment_plans execute function refuse_change();
create function guard_payment_plan() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    raise exception 'a payment plan is never deleted' using errcode = 'restrict_violation';
  end if;
  if tg_op = 'INSERT' then
    if new.cancelled_at is not null then
      raise exception 'a payment plan does not begin as cancelled' using errcode = 'restrict_violation';
    end if;
    return new;
  end if;
  if old.cancelled_at is not null or
      (old.id, old.patient_id, old.currency, old.staff_id, old.created_at, old.made_in)
      is distinct from (new.id, new.patient_id, new.currency, new.staff_id, new.created_at, new.made_in) then
    raise exception 'payment plan % keeps what was agreed', old.id using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger payment_plans_guard before insert or update or delete on payment_plans
  for each row execute function guard_payment_plan();
grant select, insert, update (cancelled_at, cancelled_by, cancel_reason) on payment_plans to clinic_app;


create table payment_plan_invoices (
  plan_id uuid not null,
  patient_id uuid not null,
  currency text not null,
  invoice_id uuid not null,
  -- When the invoice was due before the plan: it is due then again when the plan ends.
  due_before date not null,
  -- When the plan was cancelled.
  released_at timestamptz,
  primary key (plan_id, invoice_id),
  constraint payment_plan_invoices_plan foreign key (plan_id, patient_id, currency)
    references payment_plans (id, patient_id, currency),
  constraint payment_plan_invoices_patient foreign key (invoice_id, patient_id) references invoices (id, patient_id),
  constraint payment_plan_invoices_currency foreign key (invoice_id, currency) references invoices (id, currency)
);
comment on table payment_plan_invoices is 'The invoices that a payment plan covers; an invoice is under one plan at a time.';
create unique index payment_plan_invoices_one_plan on payment_plan_invoices (invoice_id) where released_at is null;
create index payment_plan_invoices_by_invoice on payment_plan_invoices (invoice_id);
create trigger payment_plan_invoices_keep_all before truncate on payment_plan_invoices execute function refuse_change();
create function guard_payment_plan_invoice() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    raise exception 'what a payment plan covers is never deleted' using errcode = 'restrict_violation';
  end if;
  if tg_op = 'INSERT' then
    if new.released_at is not null
        or (select made_in from payment_plans where id = new.plan_id) is distinct from pg_current_xact_id()
        or not exists (select from invoices where id = new.invoice_id and status in ('issued', 'partially_paid')) then
      raise exception 'a new payment plan covers open invoices only' using errcode = 'restrict_violation';
    end if;
    return new;
  end if;
  if old.released_at is not null or (old.plan_id, old.patient_id, old.currency, old.invoice_id, old.due_before)
      is distinct from (new.plan_id, new.patient_id, new.currency, new.invoice_id, new.due_before) then
    raise exception 'payment plan % keeps its invoices', old.plan_id using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger payment_plan_invoices_guard before insert or update or delete on payment_plan_invoices
  for each row execute function guard_payment_plan_invoice();
grant select, insert, update (released_at) on payment_plan_invoices to clinic_app;


create table payment_plan_versions (
  plan_id uuid not null references payment_plans (id),
  version integer not null check (version between 1 and 100),
  started_at timestamptz not null,
  -- The invoice of the fee, which is covered like the others.
  fee_invoice_id uuid references invoices (id),
  -- Why it was agreed anew; the first version needs no reason.
  reason text check (length(reason) between 1 and 500),
  staff_id uuid not null references staff (id),
  terms text not null check (length(terms) between 1 and 20000),
  terms_hash text not null check (terms_hash = encode(sha256(convert_to(terms, 'UTF8')), 'hex')),
  language text not null check (language in ('en', 'es')),
  -- Its instalments join within the database transaction that made this row.
  made_in xid8 not null default pg_current_xact_id(),
  primary key (plan_id, version),
  unique (plan_id, version, terms_hash),
  constraint payment_plan_versions_reason check ((version = 1) = (reason is null))
);
comment on table payment_plan_versions is 'What was agreed, and each time it was agreed anew; rows are only ever added.';
create trigger payment_plan_versions_keep before update or delete on payment_plan_versions
  for each row execute function refuse_change();
create trigger payment_plan_versions_keep_all before truncate on payment_plan_versions execute function refuse_change();
create function guard_payment_plan_version() returns trigger language plpgsql as $$
begin
  if new.version <> 1 + (select count(*) from payment_plan_versions where plan_id = new.plan_id)
      or exists (select from payment_plans where id = new.plan_id and cancelled_at is not null) then
    raise exception 'version % does not follow in payment plan %', new.version, new.plan_id using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger payment_plan_versions_guard before insert on payment_plan_versions
  for each row execute function guard_payment_plan_version();
grant select, insert on payment_plan_versions to clinic_app;


create table payment_plan_instalments (
  plan_id uuid not null,
  version integer not null,
  -- 0 is the down payment; instalments count from 1.
  position integer not null check (position between 0 and 60),
  due_date date not null,
  amount_cents bigint not null check (amount_cents > 0),
  primary key (plan_id, version, position),
  constraint payment_plan_instalments_version foreign key (plan_id, version) references payment_plan_versions (plan_id, version)
);
comment on table payment_plan_instalments is 'How much is to be paid by when; what was received follows from the ledger.';
create trigger payment_plan_instalments_keep before update or delete on payment_plan_instalments
  for each row execute function refuse_change();
create trigger payment_plan_instalments_keep_all before truncate on payment_plan_instalments execute function refuse_change();
create function guard_payment_plan_instalment() returns trigger language plpgsql as $$
begin
  if (select made_in from payment_plan_versions where plan_id = new.plan_id and version = new.version)
      is distinct from pg_current_xact_id() then
    raise exception 'version % of payment plan % is closed', new.version, new.plan_id using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger payment_plan_instalments_guard before insert on payment_plan_instalments
  for each row execute function guard_payment_plan_instalment();
grant select, insert on payment_plan_instalments to clinic_app;

-- At commit: the instalments of a new version come to what is owed on the invoices, one after the other in time.
create function check_payment_plan_version() returns trigger language plpgsql as $$
declare owed bigint; planned bigint; falling integer;
begin
  select coalesce(sum(i.balance_cents), 0) into owed
    from payment_plan_invoices c join invoices i on i.id = c.invoice_id where c.plan_id = new.plan_id;
  select coalesce(sum(amount_cents), 0), count(*) filter (where position > 0 and due_date <= before) into planned, falling
    from (select amount_cents, position, due_date, lag(due_date) over (order by position) as before
      from payment_plan_instalments where plan_id = new.plan_id and version = new.version) s;
  if owed = 0 or planned <> owed or falling > 0 then
    raise exception 'the instalments of payment plan % come to % and % is owed', new.plan_id, planned, owed
      using errcode = 'check_violation';
  end if;
  return null;
end $$;
create constraint trigger payment_plan_versions_sum after insert on payment_plan_versions
  deferrable initially deferred for each row execute function check_payment_plan_version();
-- At commit: a plan has a version, and a cancelled plan covers no invoice any more.
create function check_payment_plan() returns trigger language plpgsql as $$
begin
  if not exists (select from payment_plan_versions where plan_id = new.id) or exists (
      select from payment_plans p join payment_plan_invoices c on c.plan_id = p.id
      where p.id = new.id and (p.cancelled_at is null) <> (c.released_at is null)) then
    raise exception 'payment plan % is not whole', new.id using errcode = 'check_violation';
  end if;
  return null;
end $$;
create constraint trigger payment_plans_whole after insert or update on payment_plans
  deferrable initially deferred for each row execute function check_payment_plan();
create function check_payment_plan_release() returns trigger language plpgsql as $$
begin
  if exists (select from payment_plans where id = new.plan_id and cancelled_at is null) then
    raise exception 'payment plan % is not cancelled', new.plan_id using errcode = 'check_violation';
  end if;
  return null;
end $$;
create constraint trigger payment_plan_invoices_released after update on payment_plan_invoices
  deferrable initially deferred for each row when (new.released_at is not null)
  execute function check_payment_plan_release();


create table payment_plan_acceptances (
  plan_id uuid not null,
  version integer not null,
  -- Of the terms as the patient saw them.
  terms_hash text not null,
  how text not null check (how in ('signed', 'link')),
  -- The name that was signed or typed, under the patient's key.
  name bytea,
  staff_id uuid references staff (id),
  link_id uuid references patient_links (id),
  accepted_at timestamptz not null,
  primary key (plan_id, version),
  constraint payment_plan_acceptances_terms foreign key (plan_id, version, terms_hash)
    references payment_plan_versions (plan_id, version, terms_hash),
  constraint payment_plan_acceptances_how check ((how = 'signed') = (staff_id is not null) and (how = 'link') = (link_id is not null))
);
comment on table payment_plan_acceptances is 'That the patient accepted the terms of a version: by a signed document, or by their link.';
create trigger payment_plan_acceptances_keep before update or delete on payment_plan_acceptances
  for each row execute function refuse_change();
create trigger payment_plan_acceptances_keep_all before truncate on payment_plan_acceptances execute function refuse_change();
create function guard_payment_plan_acceptance() returns trigger language plpgsql as $$
begin
  if new.link_id is not null and not exists (select from patient_links l
      join payment_plan_invoices c on c.invoice_id = l.invoice_id where l.id = new.link_id and c.plan_id = new.plan_id) then
    raise exception 'link % is of another invoice', new.link_id using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger payment_plan_acceptances_guard before insert on payment_plan_acceptances
  for each row execute function guard_payment_plan_acceptance();
grant select, insert on payment_plan_acceptances to clinic_app;


create table payment_plan_breaks (
  plan_id uuid not null,
  version integer not null,
  position integer not null,
  -- The clinic's setting when it was noticed.
  consequence text not null check (consequence in ('remind', 'pause', 'balance_due')),
  noticed_at timestamptz not null,
  primary key (plan_id, version, position),
  constraint payment_plan_breaks_instalment foreign key (plan_id, version, position)
    references payment_plan_instalments (plan_id, version, position)
);
comment on table payment_plan_breaks is 'Instalments that were missed by more than the clinic''s days, and what followed.';
create trigger payment_plan_breaks_keep before update or delete on payment_plan_breaks
  for each row execute function refuse_change();
create trigger payment_plan_breaks_keep_all before truncate on payment_plan_breaks execute function refuse_change();
grant select, insert on payment_plan_breaks to clinic_app;

-- Standing plans of which more was due before a day than was received: the oldest missed instalment of each.
create function missed_instalments(day date) returns table (plan_id uuid, version integer, "position" integer, due_date date)
  language sql stable as $$
  select distinct on (p.id) p.id, s.version, s.position, s.due_date
  from payment_plans p
    join lateral (select max(v.version) as version from payment_plan_versions v where v.plan_id = p.id) n on true
    join lateral (select s.*, sum(s.amount_cents) over (order by s.position) as until, sum(s.amount_cents) over () as whole
      from payment_plan_instalments s where s.plan_id = p.id and s.version = n.version) s on true
    join lateral (select sum(i.balance_cents) as owed from payment_plan_invoices c join invoices i on i.id = c.invoice_id
      where c.plan_id = p.id) b on true
  where p.cancelled_at is null and b.owed > 0 and s.due_date < day and s.until > s.whole - b.owed
  order by p.id, s.position
$$;
grant execute on function missed_instalments(date) to clinic_app;

-- migrate:down

drop function missed_instalments(date);
drop table payment_plan_breaks;
drop table payment_plan_acceptances;
drop table payment_plan_instalments;
drop table payment_plan_versions;
drop table payment_plan_invoices;
drop table payment_plans;
drop function guard_payment_plan_acceptance();
drop function check_payment_plan_release();
drop function check_payment_plan();
drop function check_payment_plan_version();
drop function guard_payment_plan_instalment();
drop function guard_payment_plan_version();
drop function guard_payment_plan_invoice();
drop function guard_payment_plan();
alter table messages drop constraint messages_kind_check;
alter table messages add constraint messages_kind_check
  check (kind in ('invoice', 'receipt', 'fresh_link', 'reminder', 'refund', 'refund_failed'));
alter table due_date_changes alter column staff_id set not null;
alter table clinic_settings drop column payment_plans;
