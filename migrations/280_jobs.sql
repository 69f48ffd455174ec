-- Jobs: one action on many invoices, done in the background, with a row of outcome for each.

create table jobs (
  id uuid primary key,
  action text not null check (action in ('issue', 'send', 'remind')),
  -- Whether issuing notifies the patient.
  notify boolean not null,
  staff_id uuid not null references staff (id),
  created_at timestamptz not null,
  stopped_at timestamptz,
  stopped_by uuid references staff (id),
  -- Its items join within the database transaction that made this row.
  made_in xid8 not null default pg_current_xact_id(),
  constraint jobs_stopped check ((stopped_at is null) = (stopped_by is null))
);
comment on table jobs is 'Actions on many invoices that run in the background; their states are derived from their items.';
create index jobs_newest on jobs (created_at desc, id desc);
create trigger jobs_keep_all before truncate on jobs execute function refuse_change();
create function guard_job() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    raise exception 'a job is never deleted' using errcode = 'restrict_violation';
  end if;
  if tg_op = 'INSERT' then
    if new.stopped_at is not null then
      raise exception 'a job does not begin as stopped' using errcode = 'restrict_violation';
    end if;
    return new;
  end if;
  if (old.stopped_at is not null and (old.stopped_at, old.stopped_by) is distinct from (new.stopped_at, new.stopped_by))
      or (old.id, old.action, old.notify, old.staff_id, old.created_at, old.made_in)
      is distinct from (new.id, new.action, new.notify, new.staff_id, new.created_at, new.made_in) then
    raise exception 'job % keeps what was asked', old.id using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger jobs_guard before insert or update or delete on jobs for each row execute function guard_job();
grant select, insert, update (stopped_at, stopped_by) on jobs to clinic_app;


create table job_items (
  id uuid primary key default gen_random_uuid(),
  job_id uuid not null references jobs (id),
  position integer not null check (position between 1 and 1000),
  -- Null when the draft was deleted since.
  invoice_id uuid references invoices (id) on delete set null,
  state text not null default 'waiting' check (state in ('waiting', 'done', 'failed', 'stopped')),
  -- Why it was refused: a stable code, and the sentence that staff read.
  code text check (code ~ '^[a-z_]{2,60}$'),
  reason text check (length(reason) between 1 and 500),
  settled_at timestamptz,
  constraint job_items_position unique (job_id, position),
  constraint job_items_invoice unique (job_id, invoice_id),
  constraint job_items_settled check ((state = 'waiting') = (settled_at is null)),
  constraint job_items_failed check ((state = 'failed') = (code is not null) and (code is null) = (reason is null))
);
comment on table job_items is 'The invoices of a job, chosen when it began, and what became of each.';
create index job_items_by_state on job_items (job_id, state, position);
create index job_items_by_invoice on job_items (invoice_id);
create trigger job_items_keep_all before truncate on job_items execute function refuse_change();
-- What was done stays done: it changes with the invoice in one transaction, so that it is never done twice.
create function guard_job_item() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    raise exception 'what a job did is never deleted' using errcode = 'restrict_violation';
  end if;
  if tg_op = 'INSERT' then
    if new.state <> 'waiting' or new.invoice_id is null
        or (select made_in from jobs where id = new.job_id) is distinct from pg_current_xact_id() then
      raise exception 'a job keeps the invoices it began with' using errcode = 'restrict_violation';
    end if;
    return new;
  end if;
  if (old.id, old.job_id, old.position) is distinct from (new.id, new.job_id, new.position)
      or (old.invoice_id is distinct from new.invoice_id and new.invoice_id is not null)
      or (old.invoice_id is not null and new.invoice_id is null and exists (select from invoices where id = old.invoice_id))
      or (old.state <> new.state and (old.state, new.state) not in
        (('waiting', 'done'), ('waiting', 'failed'), ('waiting', 'stopped'), ('failed', 'waiting'))) then
    raise exception 'item % of a job keeps its outcome', old.id using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger job_items_guard before insert or update or delete on job_items
  for each row execute function guard_job_item();
grant select, insert, update (state, code, reason, settled_at) on job_items to clinic_app;

-- migrate:down

drop table job_items;
drop table jobs;
drop function guard_job_item();
drop function guard_job();
