-- The clinic's price list: an item has versions, and a line of an invoice remembers the version that it was taken from.

-- A price for at least one currency, each a whole number of its minor unit that an invoice can bear.
create function are_prices(prices jsonb) returns boolean language sql immutable as $$
  select case when jsonb_typeof(prices) <> 'object' then false else
    (select count(*) between 1 and 20 and bool_and(key ~ '^[a-z]{3}$' and jsonb_typeof(value) = 'number'
      and value::text ~ '^\d{1,8}$') from jsonb_each(prices)) end $$;
-- A name in at least one language.
create function are_names(names jsonb) returns boolean language sql immutable as $$
  select case when jsonb_typeof(names) <> 'object' then false else
    (select count(*) >= 1 and bool_and(key in ('en', 'es') and jsonb_typeof(value) = 'string'
      and length(value #>> '{}') between 1 and 200) from jsonb_each(names)) end $$;

create table price_list_items (
  id uuid primary key default gen_random_uuid(),
  code text not null check (length(code) between 1 and 40),
  -- Where the code belongs to a system, such as CPT: lines then carry both.
  code_system text check (length(code_system) between 1 and 40),
  names jsonb not null check (are_names(names)),
  category text check (length(category) between 1 and 60),
  unit text check (unit in ('session', 'hour', 'minute', 'day', 'piece')),
  prices jsonb not null check (are_prices(prices)),
  tax_rate_thousandths integer check (tax_rate_thousandths between 0 and 100000),
  -- The days of the clinic's calendar on which it is offered; none: always.
  active_from date check (active_from between '1900-01-01' and '2999-12-31'),
  active_to date check (active_to between '1900-01-01' and '2999-12-31'),
  -- Taken from the list; the versions stay.
  withdrawn boolean not null default false,
  version integer not null default 1 check (version >= 1),
  -- Who made this version.
  staff_id uuid not null references staff (id),
  updated_at timestamptz not null default now(),
  searched text generated always as (search_text(
    code || ' ' || coalesce(names ->> 'en', '') || ' ' || coalesce(names ->> 'es', ''))) stored,
  constraint price_list_items_period check (active_from <= active_to)
);
comment on table price_list_items is
  'What the clinic charges for: a code, names, prices by currency and the usual tax, as they are now.';
create unique index price_list_items_code on price_list_items (lower(code) collate "C");
create index price_list_items_searched on price_list_items using gin (searched gin_trgm_ops);
create trigger price_list_items_touch before update on price_list_items
  for each row execute function touch_updated_at();
create trigger price_list_items_keep before delete on price_list_items
  for each row execute function refuse_change();
create trigger price_list_items_keep_all before truncate on price_list_items execute function refuse_change();
create function guard_price_list_item() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' and new.version <> 1 or tg_op = 'UPDATE' and (new.version <> old.version + 1
      or (new.id, new.code) is distinct from (old.id, old.code)) then
    raise exception 'item % of the price list keeps its code and counts its versions up by one', new.code
      using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger price_list_items_guard before insert or update on price_list_items
  for each row execute function guard_price_list_item();
grant select, insert on price_list_items to clinic_app;
grant update (code_system, names, category, unit, prices, tax_rate_thousandths, active_from, active_to, withdrawn,
  version, staff_id) on price_list_items to clinic_app;


create table price_list_versions (
  id uuid primary key default gen_random_uuid(),
  item_id uuid not null references price_list_items (id),
  version integer not null check (version >= 1),
  code text not null,
  code_system text,
  names jsonb not null,
  category text,
  unit text,
  prices jsonb not null,
  tax_rate_thousandths integer,
  active_from date,
  active_to date,
  withdrawn boolean not null,
  staff_id uuid not null references staff (id),
  created_at timestamptz not null default now(),
  unique (item_id, version)
);
comment on table price_list_versions is
  'Each version of each item of the price list, written by the database and never changed: lines of invoices name it.';
create trigger price_list_versions_keep before update or delete on price_list_versions
  for each row execute function refuse_change();
create trigger price_list_versions_keep_all before truncate on price_list_versions execute function refuse_change();
-- Versions say what the item said: none is slipped in.
create function guard_price_list_version() returns trigger language plpgsql as $$
begin
  if not exists (select from price_list_items i where i.id = new.item_id and (i.version, i.code, i.code_system, i.names,
        i.category, i.unit, i.prices, i.tax_rate_thousandths, i.active_from, i.active_to, i.withdrawn, i.staff_id)
      is not distinct from (new.version, new.code, new.code_system, new.names,
        new.category, new.unit, new.prices, new.tax_rate_thousandths, new.active_from, new.active_to, new.withdrawn,
        new.staff_id)) then
    raise exception 'version % is not that of its item', new.version using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger price_list_versions_guard before insert on price_list_versions
  for each row execute function guard_price_list_version();
grant select on price_list_versions to clinic_app;

-- Written where an item changes, so that no way of changing one forgets it.
create function keep_price_list_version() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into price_list_versions (item_id, version, code, code_system, names, category, unit, prices,
      tax_rate_thousandths, active_from, active_to, withdrawn, staff_id)
    values (new.id, new.version, new.code, new.code_system, new.names, new.category, new.unit, new.prices,
      new.tax_rate_thousandths, new.active_from, new.active_to, new.withdrawn, new.staff_id);
  return null;
end $$;
create trigger price_list_items_version after insert or update on price_list_items
  for each row execute function keep_price_list_version();

alter table invoice_items
  -- The version of the price list that the line was taken from.
  add column price_list_version_id uuid references price_list_versions (id),
  -- Why another price is charged than the listed one.
  add column price_reason text check (length(price_reason) between 1 and 200);
create index invoice_items_price_list on invoice_items (price_list_version_id) where price_list_version_id is not null;

-- Another price than the one of the list needs its reason.
create function check_listed_price() returns trigger language plpgsql as $$
begin
  if new.price_reason is null and exists (select from price_list_versions v join invoices i on i.id = new.invoice_id
      where v.id = new.price_list_version_id
        and (v.prices ->> i.currency::text)::bigint <> new.unit_price_cents) then
    raise exception 'a line of invoice % has another price than the list and no reason', new.invoice_id
      using errcode = 'check_violation';
  end if;
  return null;
end $$;
create constraint trigger invoice_items_listed_price after insert or update on invoice_items
  for each row when (new.price_list_version_id is not null) execute function check_listed_price();

-- migrate:down

drop trigger invoice_items_listed_price on invoice_items;
drop function check_listed_price();
alter table invoice_items drop column price_list_version_id, drop column price_reason;
drop trigger price_list_items_version on price_list_items;
drop function keep_price_list_version();
drop table price_list_versions;
drop function guard_price_list_version();
drop table price_list_items;
drop function guard_price_list_item();
drop function are_names(jsonb);
drop function are_prices(jsonb);
