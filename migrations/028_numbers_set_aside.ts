/** Numbers that may have been given and that nobody can know of any more: a restore sets them aside, with its reason. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table numbers_set_aside (
      kind text not null check (kind in ('invoice', 'credit_note', 'receipt')),
      month text not null check (month ~ '^[0-9]{6}$'),
      first integer not null check (first >= 1),
      last integer not null check (last between first and first + 9999),
      reason text not null check (length(reason) between 1 and 300),
      set_aside_at timestamptz not null default now(),
      primary key (kind, month, first)
    );
    create trigger numbers_set_aside_keep before update or delete on numbers_set_aside
      for each row execute function refuse_change();
    create trigger numbers_set_aside_keep_all before truncate on numbers_set_aside execute function refuse_change();

    -- The place after one, past what is set aside.
    create function next_place(series text, of_month text, after integer) returns integer language plpgsql stable
      set search_path = public, pg_temp as $$
    declare place integer := after + 1; beyond integer;
    begin
      loop
        select last + 1 into beyond from numbers_set_aside where kind = series and month = of_month and first = place;
        exit when not found;
        place := beyond;
      end loop;
      return place;
    end $$;

    create function guard_set_aside() returns trigger language plpgsql as $$
    begin
      if new.first <> next_place(new.kind, new.month,
          coalesce((select last from number_series where kind = new.kind and month = new.month), 0)) then
        raise exception 'numbers of % are set aside where the series stands', new.month using errcode = 'restrict_violation';
      end if;
      return new;
    end $$;
    create trigger numbers_set_aside_guard before insert on numbers_set_aside
      for each row execute function guard_set_aside();

    create or replace function guard_number() returns trigger language plpgsql as $$
    begin
      if exists (select from numbers_set_aside where kind = new.kind and month = new.month
          and new.sequence between first and last) then
        raise exception 'number % of % is set aside', new.sequence, new.month using errcode = 'check_violation';
      end if;
      if new.sequence > 1 and not exists (
           select from document_numbers where kind = new.kind and month = new.month and sequence = new.sequence - 1)
         and not exists (select from numbers_set_aside
           where kind = new.kind and month = new.month and last = new.sequence - 1) then
        raise exception 'number % would leave a gap in %', new.sequence, new.month using errcode = 'check_violation';
      end if;
      return new;
    end $$;
    create or replace function guard_series() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE'
          or (tg_op = 'INSERT' and new.last <> next_place(new.kind, new.month, 0))
          or (tg_op = 'UPDATE' and new.last <> next_place(new.kind, new.month, old.last)) then
        raise exception 'a series counts up by one' using errcode = 'restrict_violation';
      end if;
      return new;
    end $$;
    grant select on numbers_set_aside to clinic_app;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    do $$ begin
      if exists (select from numbers_set_aside) then
        raise exception 'numbers were set aside: without this step they would be gaps';
      end if;
    end $$;
    create or replace function guard_series() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' or (tg_op = 'INSERT' and new.last <> 1) or (tg_op = 'UPDATE' and new.last <> old.last + 1) then
        raise exception 'a series counts up by one' using errcode = 'restrict_violation';
      end if;
      return new;
    end $$;
    create or replace function guard_number() returns trigger language plpgsql as $$
    begin
      if new.sequence > 1 and not exists (
           select from document_numbers where kind = new.kind and month = new.month and sequence = new.sequence - 1) then
        raise exception 'number % would leave a gap in %', new.sequence, new.month using errcode = 'check_violation';
      end if;
      return new;
    end $$;
    drop table numbers_set_aside;
    drop function guard_set_aside();
    drop function next_place(text, text, integer);
  `);
}
