/** Clerks credit an invoice up to the clinic's limit; an admin issues what is above it. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table clinic_settings add constraint clinic_settings_clerk_credit_note check (
      coalesce((security ->> 'clerk_credit_note_cents')::bigint, 0) >= 0);

    create function guard_clerk_credit_note() returns trigger language plpgsql as $$
    declare allowed bigint; credited bigint;
    begin
      if exists (select from staff where id = new.staff_id and role = 'admin') then return new; end if;
      select coalesce((security ->> 'clerk_credit_note_cents')::bigint, 50000) into allowed from clinic_settings;
      select coalesce(sum(n.amount_cents), 0) into credited from credit_notes n join staff s on s.id = n.staff_id
        where n.invoice_id = new.invoice_id and s.role <> 'admin';
      if credited + new.amount_cents > allowed then
        raise exception 'clerks credit at most % of an invoice, an admin issues more', allowed
          using errcode = 'restrict_violation';
      end if;
      return new;
    end $$;
    create trigger credit_notes_clerk_limit before insert on credit_notes
      for each row execute function guard_clerk_credit_note();
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop trigger credit_notes_clerk_limit on credit_notes;
    drop function guard_clerk_credit_note();
    alter table clinic_settings drop constraint clinic_settings_clerk_credit_note;
    update clinic_settings set security = security - 'clerk_credit_note_cents', version = version + 1
      where security -> 'clerk_credit_note_cents' is not null;
  `);
}
