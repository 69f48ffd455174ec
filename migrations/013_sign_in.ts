/** Staff who are invited, second factors, one-time links, sessions that idle out, and an admin who always remains. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table staff
      -- Invited, and has not chosen a password yet.
      alter column password_hash drop not null,
      -- Sealed under the key ring. It counts once it is confirmed.
      add column totp_secret bytea,
      add column totp_confirmed_at timestamptz,
      -- The newest half-minute whose code was used: no code works twice.
      add column totp_last_step bigint,
      add check (totp_secret is not null or (totp_confirmed_at is null and totp_last_step is null));

    create table recovery_codes (
      id uuid primary key default gen_random_uuid(),
      staff_id uuid not null references staff (id),
      code_hash bytea not null unique check (length(code_hash) = 32),
      created_at timestamptz not null default now(),
      used_at timestamptz
    );
    create index recovery_codes_by_staff on recovery_codes (staff_id);

    create table staff_links (
      id uuid primary key default gen_random_uuid(),
      staff_id uuid not null references staff (id),
      purpose text not null check (purpose in ('invite', 'reset')),
      token_hash bytea not null unique check (length(token_hash) = 32),
      -- Null: emergency access, made by whoever runs the database.
      created_by uuid references staff (id),
      created_at timestamptz not null default now(),
      expires_at timestamptz not null,
      used_at timestamptz,
      revoked_at timestamptz
    );
    create index staff_links_by_staff on staff_links (staff_id);

    alter table sessions
      add column last_seen_at timestamptz not null default now(),
      add column stepped_up_at timestamptz,
      add column address text,
      add column agent text;

    -- Two admins who take each other's rights at the same time would leave none: they take turns here.
    create function keep_an_admin() returns trigger language plpgsql as $$
    begin
      if old.role = 'admin' and old.disabled_at is null and old.password_hash is not null
          and (tg_op = 'DELETE' or new.role <> 'admin' or new.disabled_at is not null or new.password_hash is null) then
        perform pg_advisory_xact_lock(hashtext('staff.last_admin'));
        if not exists (select from staff
            where role = 'admin' and disabled_at is null and password_hash is not null and id <> old.id) then
          raise exception 'the last admin stays' using errcode = 'restrict_violation';
        end if;
      end if;
      return null;
    end $$;
    create trigger staff_keep_an_admin after update or delete on staff for each row execute function keep_an_admin();
    create trigger staff_keep before truncate on staff execute function refuse_change();

    grant update (totp_secret, totp_confirmed_at, totp_last_step) on staff to clinic_app;
    grant select, insert, delete on recovery_codes to clinic_app;
    grant update (used_at) on recovery_codes to clinic_app;
    grant select, insert on staff_links to clinic_app;
    grant update (used_at, revoked_at) on staff_links to clinic_app;
    grant update (last_seen_at, stepped_up_at) on sessions to clinic_app;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop trigger staff_keep on staff;
    drop trigger staff_keep_an_admin on staff;
    drop function keep_an_admin();
    alter table sessions drop column last_seen_at, drop column stepped_up_at, drop column address, drop column agent;
    drop table staff_links, recovery_codes;
    alter table staff drop column totp_secret, drop column totp_confirmed_at, drop column totp_last_step;
    delete from staff where password_hash is null;
    alter table staff alter column password_hash set not null;
  `);
}
