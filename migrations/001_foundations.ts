/** What every later step uses: extensions, the closed sets of words, and guards shared by tables. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create extension if not exists pg_trgm;
    create extension if not exists unaccent;

    -- The application may use what it is given, and make nothing.
    revoke create on schema public from public;
    grant usage on schema public to clinic_app;

    create type staff_role as enum ('admin', 'billing_clerk');
    create type invoice_status as enum ('draft', 'issued', 'partially_paid', 'paid', 'cancelled');
    create type payment_status as enum ('succeeded', 'failed', 'refunded');
    create type actor_type as enum ('staff', 'system');

    create function touch_updated_at() returns trigger language plpgsql as $$
    begin
      new.updated_at := now();
      return new;
    end $$;

    -- For tables that are only ever added to. A trigger, because a grant does not bind the owner.
    create function refuse_change() returns trigger language plpgsql as $$
    begin
      raise exception '% on % is refused: rows are only ever added', tg_op, tg_table_name
        using errcode = 'restrict_violation';
    end $$;

    -- Accents and case do not matter when people look for a name.
    create function search_text(value text) returns text
      language sql immutable parallel safe strict
      return lower(unaccent('unaccent'::regdictionary, value));
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop function search_text(text);
    drop function refuse_change();
    drop function touch_updated_at();
    drop type actor_type;
    drop type payment_status;
    drop type invoice_status;
    drop type staff_role;
    revoke usage on schema public from clinic_app;
    drop extension unaccent;
    drop extension pg_trgm;
  `);
}
