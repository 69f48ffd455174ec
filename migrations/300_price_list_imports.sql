-- Imports of the price list: which versions each of them made, so that it can be undone as a whole.

create table price_list_imports (
  id uuid primary key,
  staff_id uuid not null references staff (id),
  created_at timestamptz not null,
  undone_at timestamptz,
  undone_by uuid references staff (id),
  -- Its versions join within the database transaction that made this row.
  made_in xid8 not null default pg_current_xact_id(),
  constraint price_list_imports_undone check ((undone_at is null) = (undone_by is null))
);
comment on table price_list_imports is 'Files that were imported into the price list, and whether that was undone.';
create index price_list_imports_newest on price_list_imports (created_at desc, id desc);
create trigger price_list_imports_keep_all before truncate on price_list_imports execute function refuse_change();
create function guard_price_list_import() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    raise exception 'an import of the price list is never deleted' using errcode = 'restrict_violation';
  end if;
  if tg_op = 'INSERT' then
    if new.undone_at is not null then
      raise exception 'an import does not begin as undone' using errcode = 'restrict_violation';
    end if;
    return new;
  end if;
  if old.undone_at is not null
      or (old.id, old.staff_id, old.created_at, old.made_in)
      is distinct from (new.id, new.staff_id, new.created_at, new.made_in) then
    raise exception 'import % of the price list is undone once and keeps what it was', old.id
      using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger price_list_imports_guard before insert or update or delete on price_list_imports
  for each row execute function guard_price_list_import();
grant select, insert, update (undone_at, undone_by) on price_list_imports to clinic_app;


create table price_list_import_items (
  version_id uuid primary key references price_list_versions (id),
  import_id uuid not null references price_list_imports (id)
);
comment on table price_list_import_items is 'The versions of items that an import of the price list made.';
create index price_list_import_items_by_import on price_list_import_items (import_id);
create trigger price_list_import_items_keep before update or delete on price_list_import_items
  for each row execute function refuse_change();
create trigger price_list_import_items_keep_all before truncate on price_list_import_items
  execute function refuse_change();
create function guard_price_list_import_item() returns trigger language plpgsql as $$
begin
  if (select made_in from price_list_imports where id = new.import_id) is distinct from pg_current_xact_id() then
    raise exception 'an import of the price list keeps the versions it made' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger price_list_import_items_guard before insert on price_list_import_items
  for each row execute function guard_price_list_import_item();
grant select, insert on price_list_import_items to clinic_app;

-- migrate:down

drop table price_list_import_items;
drop table price_list_imports;
drop function guard_price_list_import_item();
drop function guard_price_list_import();
