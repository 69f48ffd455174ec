-- Saved views: names that a member of staff gave to filters of a list. They hold ids, days and fixed values, and no words
-- that were searched for.

create table saved_views (
  id uuid primary key,
  staff_id uuid not null references staff (id),
  list text not null check (list in ('invoices', 'payments')),
  name text not null check (length(name) between 1 and 40),
  filters jsonb not null check (jsonb_typeof(filters) = 'object' and length(filters::text) between 3 and 1000),
  -- Their order, and how many there can be.
  position integer not null check (position between 1 and 10),
  created_at timestamptz not null default now(),
  constraint saved_views_position unique (staff_id, list, position)
);
comment on table saved_views is 'Filters of a list that a member of staff named; only that person sees them.';
create unique index saved_views_name on saved_views (staff_id, list, lower(name));
create trigger saved_views_keep_all before truncate on saved_views execute function refuse_change();
grant select, insert, update (name), delete on saved_views to clinic_app;

-- migrate:down

drop table saved_views;
