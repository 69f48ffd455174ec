-- A version of each member of staff, so that an edit overwrites nothing that its editor has not seen.

alter table staff add column version integer not null default 1;
create function count_staff_version() returns trigger language plpgsql as $$
begin
  new.version := old.version + 1;
  return new;
end $$;
create trigger staff_version before update on staff for each row
  when ((old.email, old.name, old.role, old.disabled_at) is distinct from (new.email, new.name, new.role, new.disabled_at))
  execute function count_staff_version();

-- migrate:down

drop trigger staff_version on staff;
drop function count_staff_version();
alter table staff drop column version;
